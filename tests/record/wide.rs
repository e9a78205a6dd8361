//! Objects with more fields than the reader keeps marks of in one word.

use crate::support::schema::{Spec, field_at, group, one, schema};
use admit::program::Schema;
use admit::record::{ReadOptions, Record, read_json, read_json_into};
use admit::value::{Constant, Scalar, Value};

const FIELDS: usize = 150;

fn name(number: usize) -> &'static str {
    let long = "abcdefghijklmnopqrstuvwxyz".get(..number % 27).unwrap();
    Box::leak(format!("{long}{number}").into_boxed_str())
}

/// Every fourth field has a value to take where none is supplied, and the last is a group as wide as the record.
fn wide() -> Schema {
    let field = |number: usize| match number % 4 {
        0 => one(name(number), Scalar::Text).otherwise(Constant::Text("assumed".into())),
        _ => one(name(number), Scalar::Text).optional(),
    };
    let inside = group("group", std::array::from_fn::<Spec, FIELDS, _>(field));
    let mut inside = Some(inside);
    let fields = std::array::from_fn::<Spec, { FIELDS + 1 }, _>(|number| match number {
        FIELDS => inside.take().unwrap(),
        _ => field(number),
    });
    schema(&[], fields)
}

fn object(numbers: &[usize], colon: &str, comma: &str, last: &str) -> String {
    let fields = numbers
        .iter()
        .map(|number| format!("\"{}\"{colon}\"v{number}\"{comma}", name(*number)));
    format!("{{{}{last}}}", fields.collect::<String>())
}

fn expected(numbers: &[usize], number: usize) -> String {
    match (numbers.contains(&number), number % 4) {
        (true, _) => format!("v{number}"),
        (false, 0) => "assumed".to_owned(),
        (false, _) => "absent".to_owned(),
    }
}

fn found(schema: &Schema, record: &Record, path: &str) -> String {
    let slot = schema.field(field_at(schema, path)).slot.unwrap();
    match record.value(record.cell(slot)) {
        Value::Text(text) => text.to_owned(),
        Value::Absent => "absent".to_owned(),
        other => format!("{other:?}"),
    }
}

#[test]
fn each_field_of_a_wide_object_is_found_or_missed_in_any_order() {
    let (schema, mut record) = (wide(), Record::default());
    let in_order: Vec<usize> = (0..FIELDS).filter(|number| number % 7 > 0).collect();
    let backwards: Vec<usize> = in_order.iter().rev().copied().collect();
    let across: Vec<usize> = (0..FIELDS).map(|number| number * 67 % FIELDS).collect();
    for numbers in [&in_order, &backwards, &across, &Vec::new()] {
        for (colon, comma) in [(":", ","), (": ", ", "), (" :\n", "\t,\n  ")] {
            let inside = object(numbers, colon, comma, "\"unknown\":0");
            let text = object(numbers, colon, comma, &format!("\"group\"{colon}{inside}"));
            let options = ReadOptions::default();
            read_json_into(&schema, text.as_bytes(), options, &mut record).unwrap();
            for number in 0..FIELDS {
                let expected = expected(numbers, number);
                let name = name(number);
                assert_eq!(found(&schema, &record, name), expected, "{name} {text}");
                let path = format!("group.{name}");
                assert_eq!(found(&schema, &record, &path), expected, "{path} {text}");
            }
            let assumed = (0..FIELDS).filter(|number| number % 4 == 0 && !numbers.contains(number));
            assert_eq!(record.assumed().len(), 2 * assumed.count());
        }
    }
}

#[test]
fn a_key_that_stands_twice_in_a_wide_object_is_told_with_its_first_place() {
    let schema = wide();
    let all: Vec<usize> = (0..FIELDS).collect();
    for number in [0, 1, 63, 64, 65, 127, 128, 149] {
        for value in ["null", "\"again\""] {
            let again = format!("\"{}\":{value}", name(number));
            let text = object(&all, ":", ",", &again);
            let error = read_json(&schema, text.as_bytes(), ReadOptions::default()).unwrap_err();
            let quoted = format!("\"{}\":", name(number));
            let (first, last) = (text.find(&quoted).unwrap(), text.rfind(&quoted).unwrap());
            assert_eq!((error.path.as_str(), error.line), (name(number), 1));
            assert_eq!(error.column as usize, last + 1, "{text}");
            let place = format!("the first is at column {} of the same line", first + 1);
            assert!(error.message.ends_with(&place), "{error} {text}");
        }
    }
}
