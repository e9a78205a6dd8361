//! Tables: held against every value that an unknown key may have.

use super::super::fixture::{World, date, instant, number};
use super::super::{Sight, evaluate_watched};
use super::{ALL, NOW, decide, shown};
use crate::decision::{Outcome, Severity};
use crate::program::*;
use crate::value::{Cell, Constant, Country, Decimal, Scalar, Word};
use proptest::prelude::*;
use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::BTreeSet;

fn key(name: &str, scalar: Scalar, optional: bool) -> Key {
    Key {
        name: name.into(),
        scalar,
        optional,
        value: None,
    }
}

fn table(world: &mut World, keys: Vec<Key>, rows: Vec<(Option<Vec<Cells>>, Constant)>) {
    let span = world.span("t");
    let rows = rows.into_iter().map(|(cells, result)| Row {
        cells,
        result,
        cites: Vec::new(),
        span,
    });
    world.program.tables.push(Table {
        name: "t".into(),
        keys,
        rows: rows.collect(),
        ty: Type::Scalar(Scalar::Integer),
        optional: false,
        span,
    });
}

fn lookup(world: &mut World, fields: &[FieldId]) -> Expr {
    let arguments = fields.iter().map(|field| world.field(*field)).collect();
    let kind = ExprKind::Lookup {
        table: TableId(0),
        arguments,
    };
    world.expr("t(a, b)", Type::Scalar(Scalar::Integer), kind)
}

fn one_of(value: Constant) -> Cells {
    Cells::OneOf(vec![CellPattern::Value(value)])
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// A table over a word, a bool that may be absent and a word: each of the 18 places belongs to a row by its
    /// first key, a row for its first two keys, a row of its own or the last row.
    #[test]
    fn an_unknown_key_decides_exactly_where_every_value_agrees(
        results in prop::collection::vec(0i64..3, 27),
        rest in 0i64..3,
        covered in prop::collection::vec(any::<bool>(), 27),
        merge in any::<bool>(),
        joined in prop::collection::vec(any::<bool>(), 9),
        unknown in prop::collection::vec(any::<bool>(), 3),
        place in 0usize..27,
    ) {
        let mut world = World::new();
        let of = world.enumeration("Kind", &["x", "y", "z"]);
        let word = |index: usize| Constant::Word(Word { of, index: index as u16 });
        let middle = |index: usize| match index {
            0 => Constant::Absent,
            other => Constant::Bool(other == 1),
        };
        // Merged results agree more often.
        let result = |at: usize| match (merge, joined[at / 3]) {
            (true, _) => results[at / 9],
            (false, true) => results[at / 3],
            (false, false) => results[at],
        };
        let mut rows = Vec::new();
        for start in (0..27).step_by(3) {
            let places: Vec<usize> = (start..start + 3).filter(|at| covered[*at]).collect();
            let size = if joined[start / 3] { 3 } else { 1 };
            for places in places.chunks(size) {
                // The first stands there twice.
                let last = places.iter().chain(places.first());
                let last = last.map(|at| CellPattern::Value(word(at % 3))).collect();
                let last = if places.len() == 3 { Cells::Any } else { Cells::OneOf(last) };
                let cells = vec![one_of(word(start / 9)), one_of(middle(start / 3 % 3)), last];
                rows.push((Some(cells), number(result(places[0]))));
            }
        }
        rows.push((None, number(rest)));
        let keys = vec![
            key("a", Scalar::Enum(of), false),
            key("b", Scalar::Bool, true),
            key("c", Scalar::Enum(of), false),
        ];
        table(&mut world, keys, rows);
        let fields = [("a", Scalar::Enum(of)), ("b", Scalar::Bool), ("c", Scalar::Enum(of))]
            .map(|(name, scalar)| world.scalar(name, scalar));
        let lookup = lookup(&mut world, &fields);
        world.policy("p");

        let says = |at: usize| match covered[at] {
            true => result(at),
            false => rest,
        };
        let digits = [place / 9, place / 3 % 3, place % 3];
        let possible = (0..27).filter(|at| {
            let other = [at / 9, at / 3 % 3, at % 3];
            (0..3).all(|key| unknown[key] || digits[key] == other[key])
        });
        let mut answers: Vec<i64> = possible.map(says).collect();
        answers.dedup();
        let expected = match answers.as_slice() {
            [only] => only.to_string(),
            _ => "?".to_owned(),
        };

        let constants = [word(digits[0]), middle(digits[1]), word(digits[2])];
        let mut draft = world.draft();
        for at in 0..3 {
            let cell = match &constants[at] {
                _ if unknown[at] => Cell::Missing,
                Constant::Word(word) => Cell::Word(*word),
                Constant::Bool(bool) => Cell::Bool(*bool),
                _ => Cell::Absent,
            };
            draft = draft.set(fields[at], cell);
        }
        prop_assert_eq!(shown(&world, &draft.done(), &lookup), expected);
    }
}

#[test]
fn ranges_take_their_ends_and_absence_has_its_own_cell() {
    let mut world = World::new();
    let range = |least: Option<i64>, most: Option<i64>| {
        let range = CellPattern::Range(least.map(number), most.map(number));
        Some(vec![Cells::OneOf(vec![range])])
    };
    let rows = vec![
        (range(None, Some(15)), number(5)),
        (range(Some(16), Some(25)), number(10)),
        (range(Some(26), None), number(20)),
        (Some(vec![one_of(Constant::Absent)]), Constant::Absent),
    ];
    table(&mut world, vec![key("age", Scalar::Integer, true)], rows);
    let age = world.scalar("age", Scalar::Integer);
    let lookup = lookup(&mut world, &[age]);
    world.policy("p");
    for (age_then, expected) in [(15, "5"), (16, "10"), (25, "10"), (26, "20")] {
        let record = world.draft().number(age, age_then).done();
        assert_eq!(shown(&world, &record, &lookup), expected);
    }
    let absent = world.draft().set(age, Cell::Absent).done();
    assert_eq!(shown(&world, &absent, &lookup), "absent");
    assert_eq!(shown(&world, &world.draft().done(), &lookup), "?");
}

#[test]
fn a_key_without_finite_values_is_left_unknown_unless_all_rows_agree() {
    let mut world = World::new();
    let until = CellPattern::Range(None, Some(Constant::Date(date("2026-01-01"))));
    let rows = vec![
        (Some(vec![Cells::OneOf(vec![until]), Cells::Any]), number(1)),
        (None, number(1)),
    ];
    let keys = vec![
        key("day", Scalar::DateOrLongTerm, false),
        key("n", Scalar::Integer, false),
    ];
    table(&mut world, keys, rows);
    let day = world.scalar("day", Scalar::DateOrLongTerm);
    let n = world.scalar("n", Scalar::Integer);
    let lookup = lookup(&mut world, &[day, n]);
    world.policy("p");
    let record = world.draft().done();
    assert_eq!(shown(&world, &record, &lookup), "1");
    world.program.tables[0].rows[1].result = number(2);
    assert_eq!(shown(&world, &record, &lookup), "?");
    let known = world.draft().set(day, Cell::LongTerm).done();
    assert_eq!(shown(&world, &known, &lookup), "2");
}

#[test]
fn a_key_without_finite_values_does_not_matter_where_no_row_looks_at_it() {
    let mut world = World::new();
    let of = world.enumeration("Kind", &["x", "y"]);
    let word = |index| one_of(Constant::Word(Word { of, index }));
    let rows = vec![
        (Some(vec![word(0), Cells::Any]), number(1)),
        (Some(vec![word(1), Cells::Any]), number(1)),
        (None, number(2)),
    ];
    let keys = vec![
        key("kind", Scalar::Enum(of), false),
        key("n", Scalar::Integer, false),
    ];
    table(&mut world, keys, rows);
    let kind = world.scalar("kind", Scalar::Enum(of));
    let n = world.scalar("n", Scalar::Integer);
    let lookup = lookup(&mut world, &[kind, n]);
    world.policy("p");
    let record = world.draft().done();
    assert_eq!(shown(&world, &record, &lookup), "1");
    let least = CellPattern::Range(Some(number(0)), None);
    world.program.tables[0].rows[1].cells = Some(vec![word(1), Cells::OneOf(vec![least])]);
    assert_eq!(shown(&world, &record, &lookup), "?");
}

#[test]
fn countries_that_no_row_names_fall_to_the_last_row() {
    let mut world = World::new();
    let of = world.enumeration("Kind", &["x", "y"]);
    let cn = Constant::Country(Country::parse("CN").unwrap());
    let word = |index| one_of(Constant::Word(Word { of, index }));
    let rows = vec![
        (Some(vec![one_of(cn.clone()), word(0)]), number(1)),
        (Some(vec![one_of(cn), word(1)]), number(3)),
        (None, number(2)),
    ];
    let keys = vec![
        key("region", Scalar::Country, false),
        key("type", Scalar::Enum(of), false),
    ];
    table(&mut world, keys, rows);
    let region = world.scalar("region", Scalar::Country);
    let kind = world.scalar("type", Scalar::Enum(of));
    let lookup = lookup(&mut world, &[region, kind]);
    world.policy("p");
    let country = |code| Cell::Country(Country::parse(code).unwrap());
    let [hk, cn] = ["HK", "CN"].map(|code| world.draft().set(region, country(code)).done());
    assert_eq!(shown(&world, &hk, &lookup), "2");
    assert_eq!(shown(&world, &cn, &lookup), "?");
    // In CN one of the first two rows takes every word: where these agree, the last row does not matter.
    world.program.tables[0].rows[1].result = Constant::Number(Decimal::ONE);
    assert_eq!(shown(&world, &cn, &lookup), "1");
}

#[test]
fn an_explanation_shows_the_table_and_the_keys_it_looked_at() {
    let mut world = World::new();
    let age = world.scalar("age", Scalar::Integer);
    let mut own = key("age", Scalar::Integer, false);
    own.value = Some(world.field(age));
    table(&mut world, vec![own], vec![(None, number(7))]);
    let lookup = lookup(&mut world, &[]);
    let seven = world.constant("7", Scalar::Integer, number(7));
    let when = world.compare(lookup, Comparison::Equal, seven);
    let set = world.ruleset("set", None, None);
    world.rule(set, "rule", Severity::Reject, when);
    world.policy("p");
    let decision = decide(&world, &world.draft().number(age, 30).done());
    let grounds = decision.reasons[0].grounds.as_ref().unwrap();
    let pair = |name: &str, value: &str| (Cow::from(name.to_owned()), Cow::from(value.to_owned()));
    assert_eq!(grounds.values, [pair("t(a, b)", "7"), pair("age", "30")]);
    // Whatever the age, the table says the same: nothing is missing.
    let decision = decide(&world, &world.draft().done());
    assert_eq!(decision.decision, Outcome::Reject);
}

#[test]
fn an_undecided_lookup_lacks_its_unknown_keys_only() {
    let mut world = World::new();
    let [a, b] = world.bools(["a", "b"]);
    let row = |a, b| Some(vec![one_of(Constant::Bool(a)), one_of(Constant::Bool(b))]);
    let rows = vec![(row(true, true), number(1)), (None, number(2))];
    let keys = vec![key("a", Scalar::Bool, true), key("b", Scalar::Bool, false)];
    table(&mut world, keys, rows);
    let lookup = lookup(&mut world, &[a, b]);
    let one = world.constant("1", Scalar::Integer, number(1));
    let when = world.compare(lookup, Comparison::Equal, one);
    let set = world.ruleset("set", None, None);
    world.rule(set, "rule", Severity::Reject, when);
    world.policy("p");
    let lacks = |a_then, b_then| {
        let record = world.draft().set(a, a_then).set(b, b_then).done();
        let missing = decide(&world, &record).missing;
        missing
            .into_iter()
            .map(|each| each.field)
            .collect::<Vec<_>>()
    };
    assert_eq!(lacks(Cell::Bool(true), Cell::Missing), ["b"]);
    assert_eq!(lacks(Cell::Missing, Cell::Missing), ["a", "b"]);
    assert!(lacks(Cell::Absent, Cell::Missing).is_empty());
    assert!(lacks(Cell::Missing, Cell::Bool(false)).is_empty());
}

#[test]
fn a_row_is_seen_only_where_it_alone_takes_the_keys() {
    let mut world = World::new();
    let [a, b] = world.bools(["a", "b"]);
    let is = |bool| one_of(Constant::Bool(bool));
    let rows = vec![
        (Some(vec![is(true), is(true)]), number(1)),
        (Some(vec![is(false), Cells::Any]), number(2)),
        (None, number(1)),
    ];
    let keys = vec![key("a", Scalar::Bool, false), key("b", Scalar::Bool, false)];
    table(&mut world, keys, rows);
    let lookup = lookup(&mut world, &[a, b]);
    let one = world.constant("1", Scalar::Integer, number(1));
    let when = world.compare(lookup, Comparison::Equal, one);
    let set = world.ruleset("set", None, None);
    world.rule(set, "rule", Severity::Reject, when);
    world.policy("p");
    let rows_seen = |a_then, b_then| {
        let record = world.draft().set(a, a_then).set(b, b_then).done();
        let seen = RefCell::new(BTreeSet::new());
        let watch = |sight| {
            if let Sight::Row(_, row) = sight {
                seen.borrow_mut().insert(row);
            }
        };
        let decision = evaluate_watched(&world.program, &record, instant(NOW), ALL, &watch);
        assert_eq!(
            decision,
            decide(&world, &record),
            "watching changes nothing"
        );
        (
            decision.decision,
            seen.into_inner().into_iter().collect::<Vec<_>>(),
        )
    };
    let (yes, no, unknown) = (Cell::Bool(true), Cell::Bool(false), Cell::Missing);
    assert_eq!(rows_seen(yes, yes), (Outcome::Reject, vec![0]));
    assert_eq!(rows_seen(no, unknown), (Outcome::Accept, vec![1]));
    assert_eq!(rows_seen(yes, no), (Outcome::Reject, vec![2]));
    // Either row says the same, and none was hit.
    assert_eq!(rows_seen(yes, unknown), (Outcome::Reject, vec![]));
    assert_eq!(rows_seen(unknown, unknown), (Outcome::Incomplete, vec![]));
}
