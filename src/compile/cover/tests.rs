//! Tables built by hand, and a comparison with trying every value.

use super::{Dead, TooLarge, dead_rows, gap, overlaps, show_witness};
use crate::compile::fixtures::{KIND, country, day, kind, number, only, range, schema, table};
use crate::program::{CellPattern, Cells, Expr, ExprKind, FieldId, Table, Type};
use crate::value::{Constant, Country, Date, Decimal, Duration, Instant, Period, Scalar};
use proptest::prelude::*;
use std::cmp::Ordering;

const EMPTY: &[(&str, Scalar)] = &[];

fn shown_gap(table: &Table) -> Option<String> {
    let schema = schema(EMPTY);
    let witness = gap(table, &schema).unwrap();
    witness.map(|witness| show_witness(table, &schema, &witness))
}

#[test]
fn whole_numbers_side_by_side_leave_no_gap() {
    let rows = vec![
        Some(vec![range(None, Some(number(15)))]),
        Some(vec![range(Some(number(16)), Some(number(25)))]),
        Some(vec![range(Some(number(26)), None)]),
    ];
    let integers = table(&[("age", Scalar::Integer)], rows.clone());
    assert_eq!(shown_gap(&integers), None);
    assert_eq!(overlaps(&integers, &schema(EMPTY)), Ok(vec![]));
    let numbers = table(&[("age", Scalar::Number)], rows);
    assert_eq!(shown_gap(&numbers).unwrap(), "age = 15.5");
}

#[test]
fn a_shared_end_is_an_overlap() {
    let rows = vec![
        Some(vec![range(None, Some(number(16)))]),
        Some(vec![range(Some(number(16)), None)]),
    ];
    let numbers = table(&[("age", Scalar::Number)], rows);
    let found = overlaps(&numbers, &schema(EMPTY)).unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].first, found[0].second), (0, 1));
    let schema = schema(EMPTY);
    assert_eq!(
        show_witness(&numbers, &schema, &found[0].witness),
        "age = 16"
    );
}

#[test]
fn the_next_day_is_no_gap_and_long_term_is_above_every_date() {
    let rows = |last| {
        vec![
            Some(vec![range(None, Some(day("2026-12-31")))]),
            Some(vec![range(Some(day("2027-01-01")), last)]),
        ]
    };
    let open = table(&[("until", Scalar::DateOrLongTerm)], rows(None));
    assert_eq!(shown_gap(&open), None);
    let closed = rows(Some(day("2999-12-31")));
    let dates = table(&[("until", Scalar::Date)], closed.clone());
    assert_eq!(shown_gap(&dates), None);
    let dated = table(&[("until", Scalar::DateOrLongTerm)], closed);
    assert_eq!(shown_gap(&dated).unwrap(), "until = long_term");
}

#[test]
fn a_text_always_has_another() {
    let name = |text: &str| Some(vec![only(Constant::Text(text.into()))]);
    let texts = table(&[("name", Scalar::Text)], vec![name("other 0"), name("b")]);
    assert_eq!(shown_gap(&texts).unwrap(), "name = any other text");
}

#[test]
fn an_optional_key_may_be_absent() {
    let schema = schema(EMPTY);
    let present = Some(vec![range(None, None)]);
    let absent = Some(vec![only(Constant::Absent)]);
    let mut one = table(&[("age", Scalar::Integer)], vec![present.clone()]);
    assert_eq!(shown_gap(&one), None);
    one.keys[0].optional = true;
    assert_eq!(shown_gap(&one).unwrap(), "age = absent");
    let mut both = table(&[("age", Scalar::Integer)], vec![present, absent.clone()]);
    both.keys[0].optional = true;
    assert_eq!(shown_gap(&both), None);
    let mut any = table(
        &[("age", Scalar::Integer)],
        vec![Some(vec![Cells::Any]), absent],
    );
    any.keys[0].optional = true;
    assert_eq!(overlaps(&any, &schema).unwrap().len(), 1);
}

#[test]
fn bounds_of_a_field_bound_its_column() {
    let mut schema = schema(&[("level", Scalar::Integer)]);
    schema.fields[0].range = Some((Decimal::ZERO, Decimal::from(4)));
    let rows = vec![Some(vec![range(Some(number(0)), Some(number(4)))])];
    let mut bounded = table(&[("level", Scalar::Integer)], rows);
    assert!(gap(&bounded, &schema).unwrap().is_some());
    bounded.keys[0].value = Some(Expr {
        kind: ExprKind::Field(FieldId(0)),
        ty: Type::Scalar(Scalar::Integer),
        optional: false,
        private: false,
        span: bounded.span,
    });
    assert_eq!(gap(&bounded, &schema), Ok(None));
}

#[test]
fn durations_instants_and_periods_have_gaps_of_their_own() {
    let second = |count| Constant::Duration(Duration::seconds(count));
    let rows = vec![
        Some(vec![range(None, Some(second(59)))]),
        Some(vec![range(Some(second(61)), None)]),
    ];
    let durations = table(&[("wait", Scalar::Duration)], rows);
    assert_eq!(shown_gap(&durations).unwrap(), "wait = 1 minute");
    let at = |text| Constant::Instant(Instant::parse(text).unwrap());
    let rows = vec![
        Some(vec![range(None, Some(at("2026-01-01T00:00:00Z")))]),
        Some(vec![range(
            Some(at("2026-01-01T00:00:00.000000002Z")),
            None,
        )]),
    ];
    let instants = table(&[("at", Scalar::Instant)], rows);
    let witness = "at = 2026-01-01T00:00:00.000000001Z";
    assert_eq!(shown_gap(&instants).unwrap(), witness);
    let rows = vec![Some(vec![only(Constant::Period(Period::days(0)))])];
    let periods = table(&[("margin", Scalar::Period)], rows);
    assert_eq!(shown_gap(&periods).unwrap(), "margin = any other period");
}

#[test]
fn a_share_is_shown_as_a_percentage() {
    let share = |percent| Some(Constant::Number(Decimal::new(percent, 2)));
    let rows = vec![
        Some(vec![range(share(0), share(5))]),
        Some(vec![range(share(6), share(100))]),
    ];
    let mut shares = table(&[("glare", Scalar::Percent)], rows);
    assert_eq!(shown_gap(&shares).unwrap(), "glare = -100%");
    let schema = schema(&[("glare", Scalar::Percent)]);
    shares.keys[0].value = Some(Expr {
        kind: ExprKind::Field(FieldId(0)),
        ty: Type::Scalar(Scalar::Percent),
        optional: false,
        private: false,
        span: shares.span,
    });
    let witness = gap(&shares, &schema).unwrap().unwrap();
    assert_eq!(show_witness(&shares, &schema, &witness), "glare = 5.5%");
}

#[test]
fn rows_and_alternatives_that_never_count() {
    let cards = Cells::OneOf([0, 0, 1].map(|word| CellPattern::Value(kind(word))).into());
    let rest = Cells::OneOf([2, 3].map(|word| CellPattern::Value(kind(word))).into());
    let backwards = range(Some(number(25)), Some(number(16)));
    let table = table(
        &[("type", Scalar::Enum(KIND)), ("age", Scalar::Integer)],
        vec![
            Some(vec![cards, Cells::Any]),
            Some(vec![Cells::Any, backwards]),
            Some(vec![rest, Cells::Any]),
            None,
        ],
    );
    let found = dead_rows(&table, &schema(EMPTY));
    let alternative = Dead::Alternative {
        row: 0,
        column: 0,
        place: 1,
    };
    let row = Dead::Row { row: 1, column: 1 };
    assert_eq!(found, [alternative, row, Dead::Otherwise { row: 3 }]);
}

#[test]
fn a_thousand_rows_are_no_trouble() {
    let keys = [
        ("from", Scalar::Country),
        ("type", Scalar::Enum(KIND)),
        ("age", Scalar::Integer),
        ("on", Scalar::Date),
    ];
    let ages = |step: i64| match step {
        0 => range(None, Some(number(17))),
        _ => range(Some(number(18)), None),
    };
    let mut rows = Vec::new();
    for code in Country::all() {
        for word in 0..4 {
            let (age, code) = (ages(word % 2), Constant::Country(code));
            rows.push(Some(vec![
                only(code),
                only(kind(word as u16)),
                age,
                Cells::Any,
            ]));
        }
    }
    let table = table(&keys, rows);
    assert_eq!(table.rows.len(), 1000);
    assert_eq!(overlaps(&table, &schema(EMPTY)), Ok(vec![]));
    assert_eq!(
        shown_gap(&table).unwrap(),
        "from = AD, type = card, age = 18, on = 1800-01-01"
    );
}

/// Any formula of three-part clauses can be put as a gap in a table; one near the hardest ratio is.
#[test]
fn a_question_that_takes_too_long_is_refused() {
    let columns = 60;
    let keys: Vec<(String, Scalar)> = (0..columns)
        .map(|n| (format!("k{n}"), Scalar::Bool))
        .collect();
    let keys: Vec<(&str, Scalar)> = keys.iter().map(|(name, ty)| (name.as_str(), *ty)).collect();
    let mut seed = 7_u64;
    let mut random = |below: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (seed >> 33) % below
    };
    let rows = (0..260).map(|_| {
        let mut cells = vec![Cells::Any; columns];
        for _ in 0..3 {
            let bool = Constant::Bool(random(2) == 0);
            cells[random(columns as u64) as usize] = only(bool);
        }
        Some(cells)
    });
    let table = table(&keys, rows.collect());
    let small = std::thread::Builder::new().stack_size(256 * 1024);
    let answer = std::thread::scope(|scope| {
        let ask = || gap(&table, &schema(EMPTY));
        small.spawn_scoped(scope, ask).unwrap().join().unwrap()
    });
    assert_eq!(answer, Err(TooLarge));
}

// What a cell, a row and a table mean, said again in the plainest way.

fn compare(a: &Constant, b: &Constant) -> Ordering {
    match (a, b) {
        (Constant::Number(a), Constant::Number(b)) => a.cmp(b),
        (Constant::Date(a), Constant::Date(b)) => a.cmp(b),
        (a, b) => (*a == Constant::LongTerm).cmp(&(*b == Constant::LongTerm)),
    }
}

fn matches(cells: &Cells, value: &Constant) -> bool {
    let Cells::OneOf(alternatives) = cells else {
        return true;
    };
    alternatives.iter().any(|each| match each {
        CellPattern::Value(wanted) => wanted == value,
        CellPattern::Range(least, most) => {
            *value != Constant::Absent
                && least
                    .as_ref()
                    .is_none_or(|least| compare(least, value).is_le())
                && most
                    .as_ref()
                    .is_none_or(|most| compare(value, most).is_le())
        }
    })
}

fn row_matches(table: &Table, row: usize, values: &[Constant]) -> bool {
    let cells = table.rows[row].cells.as_ref().unwrap();
    cells
        .iter()
        .zip(values)
        .all(|(cells, value)| matches(cells, value))
}

fn matches_any(table: &Table, values: &[Constant]) -> bool {
    (0..table.rows.len()).any(|row| row_matches(table, row, values))
}

/// Enough values to tell all cells of the random tables apart: whole and half steps, days, everything finite.
fn values(scalar: Scalar, optional: bool) -> Vec<Constant> {
    let first = Date::parse("2026-01-01").unwrap();
    let days = || (0..9).map(|days| Constant::Date(first.plus(Period::days(days)).unwrap()));
    let mut all: Vec<Constant> = match scalar {
        Scalar::Bool => vec![Constant::Bool(true), Constant::Bool(false)],
        Scalar::Integer => (-1..8).map(number).collect(),
        Scalar::Number => (-2..16)
            .map(|half| Constant::Number(Decimal::new(half * 5, 1)))
            .collect(),
        Scalar::Date => days().collect(),
        Scalar::DateOrLongTerm => days().chain([Constant::LongTerm]).collect(),
        Scalar::Enum(_) => (0..4).map(kind).collect(),
        Scalar::Country => ["AD", "CN", "HK", "MO"].map(country).into(),
        _ => ["a", "b", "c", "d"]
            .map(|text| Constant::Text(text.into()))
            .into(),
    };
    if optional {
        all.push(Constant::Absent);
    }
    all
}

/// A value that cells may name: such that `values` has one more on either side.
fn named(scalar: Scalar) -> BoxedStrategy<Constant> {
    let first = Date::parse("2026-01-02").unwrap();
    let days =
        (0_u32..7).prop_map(move |days| Constant::Date(first.plus(Period::days(days)).unwrap()));
    match scalar {
        Scalar::Bool => any::<bool>().prop_map(Constant::Bool).boxed(),
        Scalar::Integer | Scalar::Number => (0_i64..7).prop_map(number).boxed(),
        Scalar::Date => days.boxed(),
        Scalar::DateOrLongTerm => prop_oneof![6 => days, 1 => Just(Constant::LongTerm)].boxed(),
        Scalar::Enum(_) => (0_u16..4).prop_map(kind).boxed(),
        Scalar::Country => (0_usize..3)
            .prop_map(|at| country(["CN", "HK", "MO"][at]))
            .boxed(),
        _ => (0_usize..3)
            .prop_map(|at| Constant::Text(["a", "b", "c"][at].into()))
            .boxed(),
    }
}

fn pattern(scalar: Scalar, optional: bool) -> BoxedStrategy<CellPattern> {
    let value = named(scalar).prop_map(CellPattern::Value).boxed();
    let ends = (
        proptest::option::of(named(scalar)),
        proptest::option::of(named(scalar)),
    );
    let ranges = ends
        .prop_map(|(least, most)| CellPattern::Range(least, most))
        .boxed();
    let absent = Just(CellPattern::Value(Constant::Absent)).boxed();
    let mut kinds = vec![value];
    kinds.extend(scalar.is_ordered().then_some(ranges));
    kinds.extend(optional.then_some(absent));
    proptest::strategy::Union::new(kinds).boxed()
}

fn cells_of(scalar: Scalar, optional: bool) -> impl Strategy<Value = Cells> {
    let one_of = proptest::collection::vec(pattern(scalar, optional), 1..4).prop_map(Cells::OneOf);
    prop_oneof![1 => Just(Cells::Any), 4 => one_of]
}

fn tables() -> impl Strategy<Value = Table> {
    let scalars = prop_oneof![
        Just(Scalar::Bool),
        Just(Scalar::Integer),
        Just(Scalar::Number),
        Just(Scalar::Date),
        Just(Scalar::DateOrLongTerm),
        Just(Scalar::Enum(KIND)),
        Just(Scalar::Country),
        Just(Scalar::Text),
    ];
    let keys = proptest::collection::vec((scalars, any::<bool>()), 1..4);
    keys.prop_flat_map(|keys| {
        let row: Vec<_> = keys
            .iter()
            .map(|(scalar, optional)| cells_of(*scalar, *optional))
            .collect();
        (Just(keys), proptest::collection::vec(row, 0..7))
    })
    .prop_map(|(keys, rows)| {
        let named: Vec<(&str, Scalar)> = keys.iter().map(|(scalar, _)| ("key", *scalar)).collect();
        let mut table = table(&named, rows.into_iter().map(Some).collect());
        for (key, (_, optional)) in table.keys.iter_mut().zip(keys) {
            key.optional = optional;
        }
        table
    })
}

fn combinations(table: &Table) -> Vec<Vec<Constant>> {
    table.keys.iter().fold(vec![vec![]], |all, key| {
        let values = values(key.scalar, key.optional);
        let longer = all.iter().flat_map(|start| {
            values.iter().map(move |value| {
                let mut longer = start.clone();
                longer.push(value.clone());
                longer
            })
        });
        longer.collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn agrees_with_trying_every_value(table in tables()) {
        let schema = schema(EMPTY);
        let all = combinations(&table);
        let found = overlaps(&table, &schema).unwrap();
        for second in 0..table.rows.len() {
            let both = |first: usize, values: &[Constant]| {
                row_matches(&table, first, values) && row_matches(&table, second, values)
            };
            let expected = (0..second).find(|first| all.iter().any(|values| both(*first, values)));
            let told: Vec<_> = found.iter().filter(|each| each.second == second).collect();
            prop_assert_eq!(told.iter().map(|each| each.first).collect::<Vec<_>>(), Vec::from_iter(expected));
            for overlap in told {
                prop_assert!(both(overlap.first, &overlap.witness));
            }
        }
        let gap = gap(&table, &schema).unwrap();
        prop_assert_eq!(gap.is_some(), all.iter().any(|values| !matches_any(&table, values)));
        if let Some(witness) = gap {
            prop_assert!(!matches_any(&table, &witness));
        }
        let dead = dead_rows(&table, &schema);
        for row in 0..table.rows.len() {
            let expected = !all.iter().any(|values| row_matches(&table, row, values));
            let told = dead.iter().any(|each| matches!(each, Dead::Row { row: dead, .. } if *dead == row));
            prop_assert_eq!(told, expected);
        }
    }
}
