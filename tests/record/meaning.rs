//! What a record means: presence, absence, defaults, rows, unknown fields, exact values.

use crate::support::schema::{field_at, submission};
use admit::decision::UnknownField;
use admit::program::{FieldId, Schema};
use admit::record::{
    Element, ReadOptions, Record, RecordErrorCode as Code, read_json, read_json_into, read_toml,
};
use admit::value::{Cell, Value, show_number};

fn json(text: &str) -> Record {
    read_json(&submission(), text.as_bytes(), ReadOptions::default()).unwrap()
}

fn toml(text: &str) -> Record {
    read_toml(&submission(), text.as_bytes(), ReadOptions::default()).unwrap()
}

fn slot(schema: &Schema, path: &str) -> u32 {
    schema.field(field_at(schema, path)).slot.unwrap()
}

/// A cell in words.
fn shown(schema: &Schema, record: &Record, cell: Cell) -> String {
    match cell {
        Cell::Present => return "present".to_owned(),
        Cell::Rows(_, _, count) => return format!("{count} rows"),
        _ => {}
    }
    show_value(schema, record.value(cell))
}

fn show_value(schema: &Schema, value: Value<'_>) -> String {
    match value {
        Value::Missing => "missing".to_owned(),
        Value::Absent => "absent".to_owned(),
        Value::Bool(bool) => bool.to_string(),
        Value::Number(number) => show_number(number),
        Value::Date(date) => date.to_string(),
        Value::LongTerm => "long_term".to_owned(),
        Value::Instant(instant) => instant.rfc3339_in(chrono_tz::UTC),
        Value::Country(country) => country.to_string(),
        Value::Word(word) => schema.word(word).to_owned(),
        Value::Text(text) => format!("{text:?}"),
        Value::List(list) => {
            let items: Vec<String> = list.iter().map(|item| show_value(schema, item)).collect();
            format!("[{}]", items.join(", "))
        }
        other => format!("{other:?}"),
    }
}

fn at(record: &Record, path: &str) -> String {
    let schema = submission();
    shown(&schema, record, record.cell(slot(&schema, path)))
}

fn elements(record: &Record, list: &str) -> Vec<Element> {
    let schema = submission();
    let field = schema.field(field_at(&schema, list));
    let cell = record.cell(field.slot.unwrap());
    record.elements(cell).collect()
}

fn in_element(record: &Record, element: Element, path: &str) -> String {
    let schema = submission();
    let cell = record.element_cell(element, slot(&schema, path));
    shown(&schema, record, cell)
}

#[test]
fn an_empty_record_misses_what_it_needs() {
    let record = json("{}");
    for (path, expected) in [
        ("id", "missing"),
        ("by_proxy", "absent"),
        ("document", "missing"),
        ("document.number", "missing"),
        // A `?` field in a needed group that is missing is missing, too.
        ("document.expires_on", "missing"),
        ("images", "missing"),
        ("face", "absent"),
        ("face.lighting", "absent"),
        ("face.steady", "absent"),
        ("factors", "absent"),
    ] {
        assert_eq!(at(&record, path), expected, "{path}");
    }
}

#[test]
fn null_is_the_same_as_leaving_the_key_out() {
    let record =
        json(r#"{"id": null, "document": null, "face": null, "images": null, "by_proxy": null}"#);
    for path in [
        "id",
        "document",
        "document.expires_on",
        "face",
        "face.lighting",
        "images",
        "by_proxy",
    ] {
        assert_eq!(at(&record, path), at(&json("{}"), path), "{path}");
    }
    let record = json(r#"{"document": {"number": null, "sex": null, "name": ""}}"#);
    assert_eq!(at(&record, "document"), "present");
    assert_eq!(at(&record, "document.number"), "missing");
    assert_eq!(at(&record, "document.sex"), "absent");
    assert_eq!(at(&record, "document.name"), "\"\"");
    assert_eq!(at(&record, "document.expires_on"), "absent");
}

const FULL_JSON: &str = r#"{
  "id": "s-1001", "submitted_at": "2026-11-22T10:00:00+08:00", "requested_level": "verified",
  "by_proxy": false, "channel": "kiosk",
  "account": {"region": "CN", "nationality": "CN", "level": "none"},
  "document": {"type": "library_card", "number": "T\u0030000001", "name": "\u738b\ud83d\ude00",
    "birth_date": "1990-02-28", "expires_on": "long_term"},
  "images": [
    {"side": "portrait", "glare": 0.05, "corners_visible": 4.0, "angle_degrees": 12.50,
     "covered_fields": ["name", "number"], "flat": false, "camera": {"front": true}},
    {"side": "emblem", "glare": 1, "covered_fields": []},
    {}
  ],
  "history": [], "factors": [1e2, -0, 0.10]
}"#;

const FULL_TOML: &str = r#"
id = "s-1001"
submitted_at = 2026-11-22T10:00:00+08:00
requested_level = "verified"
by_proxy = false
channel = "kiosk"
history = []
factors = [1e2, -0, 0.1_0]
account = { region = "CN", nationality = "CN", level = "none" }

[document]
type = "library_card"
number = "T\u0030000001"
name = "王😀"
birth_date = 1990-02-28
expires_on = "long_term"

[[images]]
side = "portrait"
glare = 0.05
corners_visible = 4.0
angle_degrees = 12.50
covered_fields = ["name", "number"]
flat = false
camera.front = true

[[images]]
side = "emblem"
glare = 1
covered_fields = []

[[images]]
"#;

#[test]
fn json_and_toml_give_the_same_record() {
    for record in [json(FULL_JSON), toml(FULL_TOML)] {
        for (path, expected) in [
            ("id", "\"s-1001\""),
            ("submitted_at", "2026-11-22T02:00:00Z"),
            ("requested_level", "verified"),
            ("by_proxy", "false"),
            ("account.region", "CN"),
            ("document.type", "other"),
            ("document.number", "\"T0000001\""),
            ("document.name", "\"王😀\""),
            ("document.birth_date", "1990-02-28"),
            ("document.expires_on", "long_term"),
            ("images", "3 rows"),
            ("history", "0 rows"),
            ("factors", "[100, 0, 0.1]"),
        ] {
            assert_eq!(at(&record, path), expected, "{path}");
        }
        let images = elements(&record, "images");
        for (index, path, expected) in [
            (0, "images[].side", "portrait"),
            (0, "images[].corners_visible", "4"),
            (0, "images[].angle_degrees", "12.5"),
            (0, "images[].covered_fields", "[\"name\", \"number\"]"),
            (0, "images[].flat", "false"),
            (0, "images[].camera", "present"),
            (0, "images[].camera.front", "true"),
            (0, "images[].camera.model", "\"unknown\""),
            (1, "images[].glare", "1"),
            (1, "images[].covered_fields", "[]"),
            (1, "images[].flat", "true"),
            (1, "images[].angle_degrees", "missing"),
            (1, "images[].camera", "absent"),
            (1, "images[].camera.model", "absent"),
            (2, "images[].side", "missing"),
            (2, "images[].flat", "true"),
        ] {
            assert_eq!(
                in_element(&record, images[index], path),
                expected,
                "{index} {path}"
            );
        }
        let schema = submission();
        let id = |path| field_at(&schema, path);
        let (model, flat): (FieldId, FieldId) = (id("images[].camera.model"), id("images[].flat"));
        assert_eq!(
            record.assumed(),
            [(model, Some(0)), (flat, Some(1)), (flat, Some(2))]
        );
        assert!(!record.has_unknown_fields());
    }
}

#[test]
fn toml_numbers_lose_no_digit() {
    let record =
        toml("network.latency_ms = 123456789012345678.0123456789\nfactors = [0x1F, 1_000, +5]");
    assert_eq!(
        at(&record, "network.latency_ms"),
        "123456789012345678.0123456789"
    );
    assert_eq!(at(&record, "factors"), "[31, 1000, 5]");
    let record = toml("submitted_at = 2026-11-22 10:00Z");
    assert_eq!(at(&record, "submitted_at"), "2026-11-22T10:00:00Z");
}

#[test]
fn unknown_fields_are_listed_with_the_nearest_name() {
    let text = r#"{"documents": {"number": [1e400, "x"]}, "images": [{}, {"glar": 1, "camera": {"fornt": 1}}]}"#;
    let record = json(text);
    let unknown: Vec<UnknownField> = record.unknown_fields(&submission()).collect();
    let shown: Vec<(&str, Option<&str>)> = unknown
        .iter()
        .map(|unknown| (&*unknown.field, unknown.did_you_mean.as_deref()))
        .collect();
    assert!(record.has_unknown_fields());
    assert_eq!(
        shown,
        [
            ("documents", Some("document")),
            ("images[1].glar", Some("glare")),
            ("images[1].camera.fornt", Some("front")),
        ]
    );
    let strict = ReadOptions { strict: true };
    let error = read_json(&submission(), text.as_bytes(), strict).unwrap_err();
    assert_eq!(error.code, Code::UnknownField);
    assert_eq!(
        error.to_string(),
        "line 1, column 2: `documents`: the schema has no such field; did you mean `document`? (unknown_field)"
    );
    let error = read_toml(&submission(), b"[[images]]\nglar = 1", strict).unwrap_err();
    assert_eq!(
        (error.code, &*error.path),
        (Code::UnknownField, "images[0].glar")
    );
}

#[test]
fn a_record_is_used_again_without_a_trace_of_the_last() {
    let schema = submission();
    let mut record = json(FULL_JSON);
    let mut read = |text: &str| {
        let result = read_json_into(
            &schema,
            text.as_bytes(),
            ReadOptions::default(),
            &mut record,
        );
        (result.err().map(|error| error.code), record.clone())
    };
    let (error, second) = read(r#"{"id": "s-2"}"#);
    assert_eq!(error, None);
    assert_eq!(at(&second, "id"), "\"s-2\"");
    assert_eq!(at(&second, "images"), "missing");
    assert!(second.assumed().is_empty());
    let (error, third) = read(r#"{"id": "s-3", "by_proxy": 7}"#);
    assert_eq!(error, Some(Code::WrongKind));
    assert_eq!(at(&third, "id"), "missing");
}

#[test]
fn an_error_names_the_record_if_its_id_was_read() {
    let id = |text: &str| {
        let read = read_json(&submission(), text.as_bytes(), ReadOptions::default());
        read.unwrap_err().id
    };
    assert_eq!(
        id(r#"{"id": "s-1", "by_proxy": 7}"#).as_deref(),
        Some("s-1")
    );
    assert_eq!(id(r#"{"by_proxy": 7, "id": "s-1"}"#), None);
    assert_eq!(id(r#"{"id": 1}"#), None);
    let read = read_toml(
        &submission(),
        b"id = 's-2'\nby_proxy = 7",
        ReadOptions::default(),
    );
    assert_eq!(read.unwrap_err().id.as_deref(), Some("s-2"));
}

#[test]
fn a_mark_at_the_start_is_skipped_and_columns_do_not_count_it() {
    let bytes = b"\xEF\xBB\xBF{\"id\": 7}";
    let error = read_json(&submission(), bytes, ReadOptions::default()).unwrap_err();
    assert_eq!((error.line, error.column), (1, 8));
    assert_eq!(error.on_line(12).line, 12);
}

#[test]
fn nul_is_a_character_like_others() {
    let record = json(r#"{"id": "a\u0000b"}"#);
    assert_eq!(at(&record, "id"), "\"a\\0b\"");
}
