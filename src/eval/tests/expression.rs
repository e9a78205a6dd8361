//! Connectives, comparisons, absence, dates, patterns and readings.

use super::super::compare::{compare, fits};
use super::super::fixture::{World, date, instant, number};
use super::{TRUTHS, shown, truth};
use crate::builtins::document_number::scheme;
use crate::builtins::{Kind, function};
use crate::program::*;
use crate::value::{Cell, Constant, Decimal, Duration, Period, Scalar, Value};

/// False, unknown, true as 0, 1, 2: "and" is the least of its parts, "or" the greatest.
fn rank(truth: Option<bool>) -> i32 {
    truth.map_or(1, |truth| if truth { 2 } else { 0 })
}

#[test]
fn connectives_follow_kleene_in_every_combination() {
    let mut world = World::new();
    let fields = world.bools(["a", "b", "c"]);
    let parts = |world: &mut World| fields.map(|field| world.field(field)).to_vec();
    let kinds = [
        ExprKind::And(parts(&mut world)),
        ExprKind::Or(parts(&mut world)),
    ];
    let [and, or] = kinds.map(|kind| world.condition("a b c", kind));
    let not = Box::new(world.field(fields[0]));
    let not = world.condition("not a", ExprKind::Not(not));
    world.policy("p");
    for (a, first) in TRUTHS {
        for (b, second) in TRUTHS {
            for (c, third) in TRUTHS {
                let record = world.draft().set(fields[0], first).set(fields[1], second);
                let record = record.set(fields[2], third).done();
                let ranks = [a, b, c].map(rank);
                assert_eq!(
                    Some(rank(truth(&world, &record, &and))),
                    ranks.iter().copied().min()
                );
                assert_eq!(
                    Some(rank(truth(&world, &record, &or))),
                    ranks.iter().copied().max()
                );
                assert_eq!(rank(truth(&world, &record, &not)), 2 - rank(a));
            }
        }
    }
}

type Holds = fn(u32, u32) -> bool;

const COMPARISONS: [(Comparison, Holds); 6] = [
    (Comparison::Equal, |a, b| a == b),
    (Comparison::NotEqual, |a, b| a != b),
    (Comparison::Less, |a, b| a < b),
    (Comparison::AtMost, |a, b| a <= b),
    (Comparison::Greater, |a, b| a > b),
    (Comparison::AtLeast, |a, b| a >= b),
];

#[test]
fn a_count_between_bounds_is_compared_for_all_that_it_may_be() {
    let interval = |least, most| match least == most {
        true => Value::Number(Decimal::from(least)),
        false => Value::Between(least, most),
    };
    for (op, holds) in COMPARISONS {
        for (a, b) in (0..4).flat_map(|a| (a..4).map(move |b| (a, b))) {
            for (c, d) in (0..4).flat_map(|c| (c..4).map(move |d| (c, d))) {
                let pairs = (a..=b).flat_map(|x| (c..=d).map(move |y| (x, y)));
                let answers: Vec<bool> = pairs.map(|(x, y)| holds(x, y)).collect();
                let agreed = answers.iter().all(|each| *each == answers[0]);
                let expected = agreed.then_some(answers[0]);
                assert_eq!(
                    compare(op, interval(a, b), interval(c, d)),
                    expected,
                    "{op:?} {a}-{b} {c}-{d}"
                );
            }
        }
    }
}

#[test]
fn numbers_of_different_scale_are_equal() {
    let (a, b) = (Decimal::new(50, 3), Decimal::new(5, 2));
    assert_eq!(
        compare(Comparison::Equal, Value::Number(a), Value::Number(b)),
        Some(true)
    );
}

#[test]
fn long_term_is_later_than_every_date_and_equal_to_itself() {
    let last = Value::Date(date("2999-12-31"));
    assert_eq!(
        compare(Comparison::Greater, Value::LongTerm, last),
        Some(true)
    );
    assert_eq!(
        compare(Comparison::Less, Value::LongTerm, last),
        Some(false)
    );
    assert_eq!(
        compare(Comparison::Equal, Value::LongTerm, last),
        Some(false)
    );
    assert_eq!(
        compare(Comparison::AtMost, Value::LongTerm, Value::LongTerm),
        Some(true)
    );
}

#[test]
fn absent_and_missing_leave_a_comparison_unknown() {
    let mut world = World::new();
    let field = world.scalar("n", Scalar::Integer);
    let less = world.compare_number(field, Comparison::Less, 3);
    let present = world.present(field);
    let (value, default) = (
        Box::new(world.field(field)),
        Box::new(world.constant("7", Scalar::Integer, number(7))),
    );
    let otherwise = ExprKind::Otherwise { value, default };
    let otherwise = world.expr("n otherwise 7", Type::Scalar(Scalar::Integer), otherwise);
    world.policy("p");
    let cases = [
        (Cell::Missing, None, None, "?"),
        (Cell::Absent, None, Some(false), "7"),
        (Cell::number(Decimal::TWO), Some(true), Some(true), "2"),
    ];
    for (cell, is_less, is_present, value) in cases {
        let record = world.draft().set(field, cell).done();
        assert_eq!(truth(&world, &record, &less), is_less);
        assert_eq!(truth(&world, &record, &present), is_present);
        assert_eq!(shown(&world, &record, &otherwise), value);
    }
}

fn shift(world: &mut World, later: bool, base: Expr, by: Constant) -> Expr {
    let by = Box::new(world.constant("by", Scalar::Period, by));
    let (ty, base) = (base.ty, Box::new(base));
    world.expr("base + by", ty, ExprKind::Shift { later, base, by })
}

#[test]
fn dates_move_by_the_calendar_and_stop_at_its_edges() {
    let mut world = World::new();
    let field = world.scalar("d", Scalar::DateOrLongTerm);
    let base = world.field(field);
    let month = Constant::Period(Period::months(1));
    let later = shift(&mut world, true, base.clone(), month.clone());
    let earlier = shift(&mut world, false, base, month);
    world.policy("p");
    let day = |text| Cell::Date(date(text));
    let cases = [
        (day("2027-01-31"), "2027-02-28", "2026-12-31"),
        (day("2028-03-31"), "2028-04-30", "2028-02-29"),
        (day("2999-12-15"), "long term", "2999-11-15"),
        (day("1800-01-15"), "1800-02-15", "?"),
        (Cell::LongTerm, "long term", "long term"),
        (Cell::Absent, "absent", "absent"),
        (Cell::Missing, "?", "?"),
    ];
    for (cell, plus, minus) in cases {
        let record = world.draft().set(field, cell).done();
        assert_eq!(shown(&world, &record, &later), plus);
        assert_eq!(shown(&world, &record, &earlier), minus);
    }
}

#[test]
fn instants_move_by_hours_and_by_days_of_the_zone() {
    let mut world = World::new();
    world.program.timezone = chrono_tz::Tz::Europe__Berlin;
    let field = world.scalar("i", Scalar::Instant);
    let base = world.field(field);
    let hours = Constant::Duration(Duration::seconds(24 * 3600));
    let hours = shift(&mut world, true, base.clone(), hours);
    let day = shift(&mut world, true, base, Constant::Period(Period::days(1)));
    world.policy("p");
    let evening = Cell::Instant(instant("2026-10-24T12:00:00+02:00"));
    let record = world.draft().set(field, evening).done();
    assert_eq!(shown(&world, &record, &hours), "2026-10-25 11:00 +01:00");
    assert_eq!(shown(&world, &record, &day), "2026-10-25 12:00 +01:00");
}

#[test]
fn age_is_below_zero_before_birth_and_absent_with_long_term() {
    let mut world = World::new();
    let [birth, on] = ["birth", "on"].map(|name| world.scalar(name, Scalar::DateOrLongTerm));
    let (left, right) = (Box::new(world.field(birth)), Box::new(world.field(on)));
    let kind = ExprKind::Age {
        birth: left,
        on: right,
    };
    let age = world.expr("age", Type::Scalar(Scalar::Integer), kind);
    world.policy("p");
    let day = |text| Cell::Date(date(text));
    let cases = [
        (day("2008-02-29"), day("2026-02-28"), "18"),
        (day("2008-02-29"), day("2026-02-27"), "17"),
        (day("2008-02-29"), day("2008-02-28"), "-1"),
        (day("2008-02-29"), Cell::LongTerm, "absent"),
        (Cell::Missing, Cell::Absent, "absent"),
        (Cell::Missing, day("2008-02-28"), "?"),
    ];
    for (born, asked, expected) in cases {
        let record = world.draft().set(birth, born).set(on, asked).done();
        assert_eq!(shown(&world, &record, &age), expected);
    }
}

#[test]
fn lists_are_asked_for_values() {
    let mut world = World::new();
    let list = world.top("list", Shape::List(Scalar::Integer));
    let wanted = world.top("wanted", Shape::List(Scalar::Integer));
    let ask = |world: &mut World, all| {
        let (list, wanted) = (Box::new(world.field(list)), Box::new(world.field(wanted)));
        world.condition("has", ExprKind::Has { all, list, wanted })
    };
    let (every, some) = (ask(&mut world, true), ask(&mut world, false));
    world.policy("p");
    let [one, two] = [1, 2].map(|value| Cell::number(Decimal::from(value)));
    let cases: [(&[Cell], &[Cell], bool, bool); 4] = [
        (&[one, two], &[two], true, true),
        (&[one], &[one, two], false, true),
        (&[one], &[two], false, false),
        (&[one], &[], true, false),
    ];
    for (has, asked, all, any) in cases {
        let record = world.draft().list(list, has).list(wanted, asked).done();
        assert_eq!(truth(&world, &record, &every), Some(all));
        assert_eq!(truth(&world, &record, &some), Some(any));
    }
}

fn item(least: u32, most: u32, class: PatternClass) -> PatternItem {
    PatternItem { least, most, class }
}

/// The plainest way to match: every count of the first item, then the rest.
fn naive(text: &[char], items: &[PatternItem]) -> bool {
    let Some((first, rest)) = items.split_first() else {
        return text.is_empty();
    };
    let takes = |char: char| match &first.class {
        PatternClass::Digits => char.is_ascii_digit(),
        PatternClass::Letters => char.is_ascii_alphabetic(),
        PatternClass::Characters => true,
        PatternClass::Of(set) => set.contains(&char),
        PatternClass::Text(only) => only.chars().eq([char]),
    };
    (first.least..=first.most.min(text.len() as u32)).any(|count| {
        let (head, tail) = text.split_at(count as usize);
        head.iter().all(|char| takes(*char)) && naive(tail, rest)
    })
}

#[test]
fn patterns_match_the_whole_text_as_brute_force_does() {
    let patterns = [
        vec![
            item(1, 1, PatternClass::Text("E".into())),
            item(2, 2, PatternClass::Digits),
        ],
        vec![
            item(1, 2, PatternClass::Letters),
            item(1, 3, PatternClass::Characters),
            item(0, 1, PatternClass::Digits),
        ],
        vec![
            item(0, 2, PatternClass::Of(['E', '1'].into())),
            item(0, 2, PatternClass::Text("1".into())),
        ],
        vec![item(3, 3, PatternClass::Characters)],
    ];
    let alphabet = ['E', '1', '证'];
    let mut texts = vec![Vec::new()];
    for length in 0..5 {
        let longest: Vec<Vec<char>> = texts
            .iter()
            .filter(|text| text.len() == length)
            .cloned()
            .collect();
        for (text, char) in longest
            .iter()
            .flat_map(|text| alphabet.map(|char| (text, char)))
        {
            texts.push([text.as_slice(), &[char]].concat());
        }
    }
    for items in patterns {
        let pattern = Pattern { items };
        for text in &texts {
            let joined: String = text.iter().collect();
            assert_eq!(
                fits(&joined, &pattern),
                naive(text, &pattern.items),
                "{joined}"
            );
        }
    }
}

#[test]
fn overlapping_counts_do_not_multiply() {
    let items = vec![item(0, 60, PatternClass::Characters); 20];
    let pattern = Pattern {
        items: [items, vec![item(1, 1, PatternClass::Text("!".into()))]].concat(),
    };
    assert!(!fits(&"x".repeat(200), &pattern));
}

#[test]
fn a_number_is_read_as_its_word_says() {
    let mut world = World::new();
    let kind = world.enumeration("Kind", &["cn_resident_id", "other"]);
    let (number, word) = (
        world.scalar("number", Scalar::Text),
        world.scalar("type", Scalar::Enum(kind)),
    );
    let read = ExprKind::Read {
        text: Box::new(world.field(number)),
        how: ReadAs::NumberByWord {
            word: Box::new(world.field(word)),
            of: kind,
            schemes: vec![scheme("cn_resident_id"), None],
        },
    };
    let ty = Type::Reading {
        kind: Kind::Number,
        types: Some(kind),
    };
    let read = world.expr("read number as type", ty, read);
    world.declare("reading", read);
    let fact = ExprKind::Fact {
        of: LetId(0),
        fact: Kind::Number.fact("check_digit_ok").unwrap(),
    };
    let fact = world.condition("reading.check_digit_ok", fact);
    world.policy("p");
    let [resident, other] =
        ["cn_resident_id", "other"].map(|text| Cell::Word(world.word(kind, text)));
    let draft = || world.draft().text(number, "11010519491231002X");
    let wrong = || world.draft().text(number, "110105194912310021");
    let cases = [
        (draft().set(word, resident), "true"),
        (wrong().set(word, resident), "false"),
        (draft().set(word, other), "absent"),
        (draft().set(word, Cell::Missing), "?"),
        (world.draft().set(word, other), "absent"),
        (world.draft().set(word, resident), "?"),
        (
            world.draft().set(word, resident).set(number, Cell::Absent),
            "absent",
        ),
    ];
    for (draft, expected) in cases {
        assert_eq!(shown(&world, &draft.done(), &fact), expected);
    }
}

#[test]
fn functions_are_not_called_with_what_is_not_there() {
    let mut world = World::new();
    let [a, b] = ["a", "b"].map(|name| world.scalar(name, Scalar::Text));
    let call = ExprKind::Call {
        function: function("same_name").unwrap(),
        arguments: vec![world.field(a), world.field(b)],
    };
    let call = world.condition("same_name(a, b)", call);
    world.policy("p");
    let record = world.draft().text(a, "Wang").text(b, "WANG").done();
    assert_eq!(truth(&world, &record, &call), Some(true));
    let record = world.draft().text(a, "Wang").set(b, Cell::Absent).done();
    assert_eq!(truth(&world, &record, &call), None);
}
