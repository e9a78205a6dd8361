//! Any two texts, a line each, as names, numbers and printed dates: the built-in functions agree with each other.

#![no_main]

use admit::builtins::{Function, function, functions};
use admit::value::{PrintedDate, Scalar, Value, printed_date, same_name, same_number};
use libfuzzer_sys::fuzz_target;

/// Functions that take two texts in either order.
const EITHER_WAY: [&str; 7] = [
    "same_name",
    "abbreviated_or_reordered_name",
    "variant_name",
    "lookalike_name",
    "same_number",
    "first_difference",
    "confusable_digits",
];

/// What two names can be like that are not the same.
const LIKE: [&str; 3] = ["abbreviated_or_reordered_name", "variant_name", "lookalike_name"];

fuzz_target!(|text: &str| {
    let (a, b) = text.split_once('\n').unwrap_or((text, text));
    for function in functions() {
        let yields = call(function, a, b);
        assert!(fits(function, &yields), "{} yields something else", function.name);
        if EITHER_WAY.contains(&function.name) {
            let other_way = call(function, b, a);
            assert_eq!(shown(yields), shown(other_way), "{} depends on the order", function.name);
        }
    }
    for name in LIKE {
        let like = call(function(name).expect("a function"), a, b);
        let like = matches!(like, Value::Bool(true));
        assert!(!(like && same_name(a, b)), "the same, and {name}");
    }
    let place = call(function("first_difference").expect("a function"), a, b);
    let same = matches!(place, Value::Absent);
    assert_eq!(same, same_number(a, b), "the same number differs");
    if let Ok(PrintedDate::Day(day)) = printed_date(a) {
        let again = printed_date(&day.to_string());
        assert!(matches!(again, Ok(PrintedDate::Day(same)) if same == day), "a day is not itself");
    }
});

fn call(function: &Function, a: &str, b: &str) -> Value<'static> {
    (function.call)(&[Value::Text(a), Value::Text(b)][..function.parameters.len()])
}

/// Whether a value has the type that the function says.
fn fits(function: &Function, yields: &Value<'_>) -> bool {
    match yields {
        Value::Absent => function.optional,
        Value::Bool(_) => function.result == Scalar::Bool,
        Value::Number(_) => function.result == Scalar::Integer,
        Value::Date(_) | Value::LongTerm => function.result == Scalar::DateOrLongTerm,
        _ => false,
    }
}

fn shown(value: Value<'_>) -> String {
    match value {
        Value::Bool(holds) => holds.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Date(date) => date.to_string(),
        Value::LongTerm => "long_term".to_owned(),
        _ => "absent".to_owned(),
    }
}
