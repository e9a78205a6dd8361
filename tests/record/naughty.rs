//! The Big List of Naughty Strings, each in each kind of field: nothing panics, texts come back as they were,
//! and no message shows the value.

use crate::support::pack::schema;
use crate::support::schema::field_at;
use admit::record::{ReadOptions, read_json, read_toml};
use admit::value::Value;
use naughty_strings::BLNS;

/// Records with a hole for a text, one for each kind of field that takes or refuses one.
const HOLES: [&str; 14] = [
    r#"{"channel": @}"#,
    r#"{"submitted_at": @}"#,
    r#"{"requested_level": @}"#,
    r#"{"by_proxy": @}"#,
    r#"{"account": {"region": @}}"#,
    r#"{"document": {"type": @}}"#,
    r#"{"document": {"birth_date": @}}"#,
    r#"{"document": {"expires_on": @}}"#,
    r#"{"document": @}"#,
    r#"{"images": @}"#,
    r#"{"images": [{"glare": @}]}"#,
    r#"{"images": [{"corners_visible": @}]}"#,
    r#"{"face": {"actions_done": [@]}}"#,
    r#"{"face": {"actions_done": @}}"#,
];

fn message(hole: &str, text: &str) -> Option<String> {
    let json = hole.replace('@', &serde_json::to_string(text).unwrap());
    let read = read_json(schema(), json.as_bytes(), ReadOptions::default());
    read.err().map(|error| error.to_string())
}

#[test]
fn no_message_shows_the_value() {
    for hole in HOLES {
        // What the message says of a value that cannot be among its words.
        let plain = message(hole, "\u{10FFFF}\u{10FFFE}\u{10FFFD}").unwrap_or_default();
        for text in BLNS.iter().filter(|text| text.chars().count() >= 4) {
            if let Some(message) = message(hole, text) {
                assert!(
                    !message.contains(text) || plain.contains(text),
                    "{hole} {text:?}: {message}"
                );
            }
        }
    }
}

fn same_text(record: &admit::record::Record, path: &str, text: &str) {
    let schema = schema();
    let slot = schema.field(field_at(schema, path)).slot.unwrap();
    let value = record.value(record.cell(slot));
    assert!(
        matches!(value, Value::Text(kept) if kept == text),
        "{text:?}"
    );
}

#[test]
fn texts_come_back_as_they_were() {
    for text in BLNS {
        let written = serde_json::to_string(text).unwrap();
        let json = format!(r#"{{"id": "before", "document": {{"name": {written}}}}}"#);
        let record = read_json(schema(), json.as_bytes(), ReadOptions::default()).unwrap();
        same_text(&record, "document.name", text);
        same_text(&record, "id", "before");
        let toml = toml::to_string(&toml::Table::from_iter([(
            "id".to_owned(),
            toml::Value::from(*text),
        )]));
        let record = read_toml(schema(), toml.unwrap().as_bytes(), ReadOptions::default()).unwrap();
        same_text(&record, "id", text);
    }
}

#[test]
fn unknown_names_are_made_safe() {
    for text in BLNS {
        let key = serde_json::to_string(text).unwrap();
        let json = format!("{{{key}: null}}");
        let record = read_json(schema(), json.as_bytes(), ReadOptions::default()).unwrap();
        for unknown in record.unknown_fields(schema()) {
            assert!(!unknown.field.chars().any(char::is_control), "{text:?}");
            assert_eq!(admit::value::escape_controls(&unknown.field), unknown.field);
        }
    }
}

/// Each value that is to stay unseen is made of these letters, so that a part of it is still known.
const MARK: &str = "QZQ";

const JSON: &str = r#"{
  "id": "s-1", "submitted_at": "2026-11-22T10:00:00+08:00",
  "document": {"number": "QZQZQZ", "name": "QZQZQZ", "birth_date": "1990-01-31"},
  "images": [{"covered_fields": ["QZQZQZ", "QZQZQZ"], "glare": 0.1}],
  "notes": {"a": ["QZQZQZ", {"b": "QZQZQZ"}]}
}"#;

const TOML: &str = r#"
id = "s-1"
submitted_at = 2026-11-22T10:00:00+08:00
notes = { a = ["QZQZQZ", { b = "QZQZQZ" }] }

[document]
number = "QZQZQZ"
name = 'QZQZQZ'
birth_date = 1990-01-31

[[images]]
covered_fields = ["QZQZQZ", "QZQZQZ"]
name = """
QZQZQZ
"""
"#;

/// The text with one character left out, or one put in, at each place.
fn damaged(text: &str) -> impl Iterator<Item = String> + '_ {
    let splits = (0..text.len()).map(|at| text.split_at(at));
    splits.flat_map(|(before, after)| {
        let without = format!("{before}{}", after.split_at(1).1);
        let with = [
            "\"", "'", "\n", "=", ",", ":", "{", "[", "]", "}", "\\", "#", "0", "\u{0}",
        ]
        .map(|put| format!("{before}{put}{after}"));
        std::iter::once(without).chain(with)
    })
}

#[test]
fn no_damage_brings_a_value_into_a_message() {
    let options = ReadOptions::default();
    let json =
        damaged(JSON).map(|text| (read_json(schema(), text.as_bytes(), options).err(), text));
    let toml =
        damaged(TOML).map(|text| (read_toml(schema(), text.as_bytes(), options).err(), text));
    let mut faults = 0;
    for (error, text) in json.chain(toml) {
        let Some(error) = error else { continue };
        faults += 1;
        let shown = format!("{error} {error:?}");
        assert!(!shown.contains(MARK), "{shown} in {text}");
    }
    assert!(faults > 2000, "{faults}");
}
