//! Policies with conditions built by hand, and a comparison with trying every record.

use super::check_choice;
use crate::compile::fixtures::{KIND, country, expr, kind, number, program, schema, span};
use crate::program::{
    Comparison, Expr, ExprKind, FieldId, Let, LetId, Policy, PolicyPlan, Program, Type,
};
use crate::value::{Constant, Date, Scalar};
use proptest::prelude::*;

const FIELDS: &[(&str, Scalar)] = &[
    ("account.region", Scalar::Country),
    ("document.type", Scalar::Enum(KIND)),
    ("level", Scalar::Integer),
    ("expected", Scalar::Bool),
    ("second.type", Scalar::Enum(KIND)),
    ("name", Scalar::Text),
];
const REGION: usize = 0;
const TYPE: usize = 1;
const LEVEL: usize = 2;
const FLAG: usize = 3;
const SECOND: usize = 4;
const NAME: usize = 5;

fn field(at: usize) -> Expr {
    let kind = ExprKind::Field(FieldId(at as u32));
    let mut field = expr(kind, Type::Scalar(FIELDS[at].1));
    field.optional = at == SECOND;
    field
}

fn constant(value: Constant, at: usize) -> Box<Expr> {
    Box::new(expr(ExprKind::Constant(value), Type::Scalar(FIELDS[at].1)))
}

fn compare(op: Comparison, at: usize, value: Constant) -> Expr {
    let (left, right) = (Box::new(field(at)), constant(value, at));
    expr(ExprKind::Compare { op, left, right }, Type::BOOL)
}

fn equals(at: usize, value: Constant) -> Expr {
    compare(Comparison::Equal, at, value)
}

fn all_of(parts: Vec<Expr>) -> Expr {
    expr(ExprKind::And(parts), Type::BOOL)
}

fn not(inner: Expr) -> Expr {
    expr(ExprKind::Not(Box::new(inner)), Type::BOOL)
}

fn policy(name: &str, applies: Expr) -> Policy {
    Policy {
        name: name.into(),
        version: None,
        title: None,
        effective: (None, None),
        applies,
        rules: Vec::new(),
        checked: Vec::new(),
        order: Vec::new(),
        params: Vec::new(),
        actions: Vec::new(),
        plan: PolicyPlan::default(),
        span: span(),
    }
}

fn version(name: &str, version: &str, from: Option<&str>, to: Option<&str>) -> Policy {
    let day = |text: &str| Date::parse(text).unwrap();
    let mut policy = policy(name, equals(REGION, country("CN")));
    policy.version = Some(version.into());
    policy.effective = (from.map(day), to.map(day));
    policy
}

fn world() -> Program {
    let mut schema = schema(FIELDS);
    schema.fields[SECOND].optional = true;
    program(schema)
}

fn told(policies: &[Policy]) -> Vec<String> {
    let faults = check_choice(&world(), policies);
    let shown = faults
        .iter()
        .map(|fault| format!("{} {}", fault.code.as_str(), fault.message));
    shown.collect()
}

#[test]
fn policies_for_different_words_exclude_each_other() {
    let policies = [
        policy("mainland", equals(REGION, country("CN"))),
        policy("elsewhere", not(equals(REGION, country("CN")))),
    ];
    assert_eq!(told(&policies), [""; 0]);
}

#[test]
fn an_overlap_and_a_gap_come_with_an_example() {
    let policies = [
        policy("mainland", equals(REGION, country("CN"))),
        policy(
            "cards",
            all_of(vec![equals(REGION, country("CN")), equals(TYPE, kind(0))]),
        ),
    ];
    assert_eq!(
        told(&policies),
        [
            "E0403 `mainland` and `cards` both apply when account.region is CN and document.type is card",
            "E0404 no policy applies to some records, for example when account.region is AD",
        ]
    );
}

#[test]
fn what_is_no_comparison_counts_as_free() {
    let named = |name: &str| {
        let arguments = vec![field(NAME), *constant(Constant::Text(name.into()), NAME)];
        let function = crate::builtins::function("same_name").unwrap();
        expr(
            ExprKind::Call {
                function,
                arguments,
            },
            Type::BOOL,
        )
    };
    let policies = [policy("one", named("a")), policy("rest", not(named("a")))];
    assert_eq!(told(&policies), [""; 0]);
    let both = [policy("one", named("a")), policy("two", named("b"))];
    assert!(told(&both)[0].starts_with("E0403 `one` and `two` both apply when"));
}

#[test]
fn texts_have_another_and_whole_numbers_none_between() {
    let policies = [
        policy(
            "a",
            all_of(vec![equals(NAME, Constant::Text("a".into())), field(FLAG)]),
        ),
        policy(
            "low",
            all_of(vec![
                not(field(FLAG)),
                compare(Comparison::Less, LEVEL, number(3)),
            ]),
        ),
        policy(
            "high",
            all_of(vec![
                not(field(FLAG)),
                compare(Comparison::Greater, LEVEL, number(2)),
            ]),
        ),
    ];
    let message = "E0404 no policy applies to some records, for example when name is any other text and expected is true";
    assert_eq!(told(&policies), [message]);
}

#[test]
fn policies_for_all_records() {
    let always = || *constant(Constant::Bool(true), FLAG);
    let told = told(&[policy("a", always()), policy("b", always())]);
    assert_eq!(told.len(), 1);
    assert!(
        told[0].starts_with("E0403 `a` and `b` both apply"),
        "{told:?}"
    );
}

#[test]
fn versions_follow_each_other() {
    let day_by_day = [
        version("m", "1", None, Some("2026-12-31")),
        version("m", "2", Some("2027-01-01"), None),
    ];
    assert_eq!(
        told(&day_by_day),
        ["E0404 no policy applies to some records, for example when account.region is AD"]
    );
    let hole = [
        version("m", "2", Some("2027-02-01"), Some("2027-02-28")),
        version("m", "1", None, Some("2026-12-31")),
        version("m", "3", Some("2027-03-02"), None),
    ];
    assert_eq!(
        told(&hole),
        [
            "E0406 no version of `m` is in force from 2027-01-01 to 2027-01-31",
            "E0406 no version of `m` is in force on 2027-03-01",
            "E0404 no policy applies to some records, for example when account.region is AD",
        ]
    );
    let meeting = [
        version("m", "1", None, Some("2027-01-01")),
        version("m", "2", Some("2027-01-01"), None),
    ];
    let message = "E0405 two versions of `m` are in force on one day, and both apply when account.region is CN";
    assert_eq!(told(&meeting)[0], message);
}

#[test]
fn lets_are_looked_into() {
    let mut program = world();
    program.lets.push(Let {
        name: "is_mainland".into(),
        value: equals(REGION, country("CN")),
        span: span(),
    });
    let derived = || expr(ExprKind::Let(LetId(0)), Type::BOOL);
    let policies = [
        policy("a", derived()),
        policy("b", equals(REGION, country("HK"))),
    ];
    let codes: Vec<&str> = check_choice(&program, &policies)
        .iter()
        .map(|fault| fault.code.as_str())
        .collect();
    assert_eq!(codes, ["E0404"]);
}

/// Each `let` names the one before it twice: written out in full, it would fill the memory, and the stack.
#[test]
fn lets_that_double_do_not_explode() {
    let mut program = world();
    program.lets.push(Let {
        name: "l".into(),
        value: field(FLAG),
        span: span(),
    });
    for at in 0..200 {
        let before = || expr(ExprKind::Let(LetId(at)), Type::BOOL);
        let value = all_of(vec![before(), before()]);
        program.lets.push(Let {
            name: "l".into(),
            value,
            span: span(),
        });
    }
    let last = || expr(ExprKind::Let(LetId(200)), Type::BOOL);
    let policies = [policy("a", last()), policy("b", last())];
    let small = std::thread::Builder::new().stack_size(256 * 1024);
    let faults = std::thread::scope(|scope| {
        let run = || check_choice(&program, &policies);
        small.spawn_scoped(scope, run).unwrap().join().unwrap()
    });
    assert_eq!(faults[0].code.as_str(), "E0403");
}

#[test]
fn a_policy_for_each_country_is_no_trouble() {
    let each = crate::value::Country::all()
        .map(|code| policy(&code.to_string(), equals(REGION, Constant::Country(code))));
    let policies: Vec<Policy> = each.collect();
    assert_eq!(told(&policies), [""; 0]);
}

#[test]
fn too_many_combinations_are_said_to_be_too_many() {
    let mut schema = schema(&[]);
    let names: Vec<String> = (0..60).map(|at| format!("flag_{at}")).collect();
    let fields: Vec<(&str, Scalar)> = names
        .iter()
        .map(|name| (name.as_str(), Scalar::Bool))
        .collect();
    schema.fields = crate::compile::fixtures::schema(&fields).fields;
    let flag = |at: u64| expr(ExprKind::Field(FieldId(at as u32)), Type::BOOL);
    let mut seed = 7_u64;
    let mut random = |below: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (seed >> 33) % below
    };
    let mut clause = || {
        let parts = (0..3).map(|_| {
            if random(2) == 0 {
                flag(random(60))
            } else {
                not(flag(random(60)))
            }
        });
        expr(ExprKind::Or(parts.collect()), Type::BOOL)
    };
    let mut half = || all_of((0..160).map(|_| clause()).collect());
    let policies = [policy("a", half()), policy("b", half())];
    let faults = check_choice(&program(schema), &policies);
    assert_eq!(faults.len(), 1);
    assert_eq!(
        faults[0].message,
        "it takes too long to tell whether `a` and `b` can both apply"
    );
}

// The same, by trying all values.

fn number_of(value: &Constant) -> rust_decimal::Decimal {
    match value {
        Constant::Number(number) => *number,
        _ => panic!("a number is expected"),
    }
}

fn value_of(expr: &Expr, record: &[Constant]) -> Constant {
    match &expr.kind {
        ExprKind::Constant(value) => value.clone(),
        ExprKind::Field(id) => record[id.0 as usize].clone(),
        ExprKind::Otherwise { value, default } => match value_of(value, record) {
            Constant::Absent => value_of(default, record),
            value => value,
        },
        _ => Constant::Bool(holds(expr, record)),
    }
}

fn holds(expr: &Expr, record: &[Constant]) -> bool {
    match &expr.kind {
        ExprKind::And(parts) => parts.iter().all(|part| holds(part, record)),
        ExprKind::Or(parts) => parts.iter().any(|part| holds(part, record)),
        ExprKind::Not(inner) => !holds(inner, record),
        ExprKind::Present(inner) => value_of(inner, record) != Constant::Absent,
        ExprKind::In { needle, list } => match value_of(list, record) {
            Constant::List(items) => items.contains(&value_of(needle, record)),
            _ => false,
        },
        ExprKind::Compare { op, left, right } => {
            let (left, right) = (value_of(left, record), value_of(right, record));
            match op {
                Comparison::Equal => left == right,
                Comparison::NotEqual => left != right,
                Comparison::Less => number_of(&left) < number_of(&right),
                Comparison::AtMost => number_of(&left) <= number_of(&right),
                Comparison::Greater => number_of(&left) > number_of(&right),
                Comparison::AtLeast => number_of(&left) >= number_of(&right),
            }
        }
        _ => value_of(expr, record) == Constant::Bool(true),
    }
}

fn records() -> Vec<Vec<Constant>> {
    let mut all = Vec::new();
    for region in ["CN", "HK", "AD"] {
        for word in 0..4 {
            for level in -1..5 {
                for flag in [true, false] {
                    for second in 0..5 {
                        let second = if second == 4 {
                            Constant::Absent
                        } else {
                            kind(second)
                        };
                        let flag = Constant::Bool(flag);
                        all.push(vec![
                            country(region),
                            kind(word),
                            number(level),
                            flag,
                            second,
                        ]);
                    }
                }
            }
        }
    }
    all
}

fn atoms() -> impl Strategy<Value = Expr> {
    let ops = prop_oneof![
        Just(Comparison::Equal),
        Just(Comparison::NotEqual),
        Just(Comparison::Less),
        Just(Comparison::AtMost),
        Just(Comparison::Greater),
        Just(Comparison::AtLeast),
    ];
    let settled = (0_u16..4, 0_u16..4, any::<bool>()).prop_map(|(default, wanted, same)| {
        let (value, default) = (Box::new(field(SECOND)), constant(kind(default), SECOND));
        let left = Box::new(expr(
            ExprKind::Otherwise { value, default },
            Type::Scalar(Scalar::Enum(KIND)),
        ));
        let op = if same {
            Comparison::Equal
        } else {
            Comparison::NotEqual
        };
        let right = constant(kind(wanted), SECOND);
        expr(ExprKind::Compare { op, left, right }, Type::BOOL)
    });
    let listed = proptest::collection::vec(0_u16..4, 0..3).prop_map(|words| {
        let words: Vec<Constant> = words.into_iter().map(kind).collect();
        let list = expr(
            ExprKind::Constant(Constant::List(words.into())),
            Type::List(Scalar::Enum(KIND)),
        );
        let (needle, list) = (Box::new(field(TYPE)), Box::new(list));
        expr(ExprKind::In { needle, list }, Type::BOOL)
    });
    let mirrored = (0_i64..4).prop_map(|level| {
        let (left, right) = (constant(number(level), LEVEL), Box::new(field(LEVEL)));
        expr(
            ExprKind::Compare {
                op: Comparison::Less,
                left,
                right,
            },
            Type::BOOL,
        )
    });
    prop_oneof![
        any::<bool>().prop_map(|cn| equals(REGION, country(if cn { "CN" } else { "HK" }))),
        (0_u16..4).prop_map(|word| equals(TYPE, kind(word))),
        (ops, 0_i64..4).prop_map(|(op, level)| compare(op, LEVEL, number(level))),
        Just(field(FLAG)),
        Just(expr(ExprKind::Present(Box::new(field(SECOND))), Type::BOOL)),
        settled,
        listed,
        mirrored,
    ]
}

fn conditions() -> impl Strategy<Value = Expr> {
    atoms().prop_recursive(3, 12, 3, |inner| {
        let parts = || proptest::collection::vec(inner.clone(), 2..4);
        prop_oneof![
            parts().prop_map(all_of),
            parts().prop_map(|parts| expr(ExprKind::Or(parts), Type::BOOL)),
            inner.clone().prop_map(not),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn agrees_with_trying_every_record(first in conditions(), second in conditions()) {
        let records = records();
        let policies = [policy("a", first), policy("b", second)];
        let [a, b] = [0, 1].map(|at: usize| {
            let applies = &policies[at].applies;
            records.iter().map(|record| holds(applies, record)).collect::<Vec<bool>>()
        });
        let faults = check_choice(&world(), &policies);
        let told = |code: &str| faults.iter().any(|fault| fault.code.as_str() == code);
        prop_assert_eq!(told("E0403"), a.iter().zip(&b).any(|(a, b)| *a && *b));
        prop_assert_eq!(told("E0404"), a.iter().zip(&b).any(|(a, b)| !a && !b));
    }
}
