//! The Big List of Naughty Strings, each in each kind of field: nothing panics, texts come back as they were,
//! and no message shows the value.

use crate::support::schema::{field_at, submission};
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
    let read = read_json(&submission(), json.as_bytes(), ReadOptions::default());
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
    let schema = submission();
    let slot = schema.field(field_at(&schema, path)).slot.unwrap();
    let value = record.value(record.cell(slot));
    assert!(matches!(value, Value::Text(kept) if kept == text), "{text:?}");
}

#[test]
fn texts_come_back_as_they_were() {
    let schema = submission();
    for text in BLNS {
        let written = serde_json::to_string(text).unwrap();
        let json = format!(r#"{{"id": "before", "document": {{"name": {written}}}}}"#);
        let record = read_json(&schema, json.as_bytes(), ReadOptions::default()).unwrap();
        same_text(&record, "document.name", text);
        same_text(&record, "id", "before");
        let toml = toml::to_string(&toml::Table::from_iter([(
            "id".to_owned(),
            toml::Value::from(*text),
        )]));
        let record = read_toml(&schema, toml.unwrap().as_bytes(), ReadOptions::default()).unwrap();
        same_text(&record, "id", text);
    }
}

#[test]
fn unknown_names_are_made_safe() {
    for text in BLNS {
        let key = serde_json::to_string(text).unwrap();
        let json = format!("{{{key}: null}}");
        let record = read_json(&submission(), json.as_bytes(), ReadOptions::default()).unwrap();
        for unknown in record.unknown_fields() {
            assert!(!unknown.field.chars().any(char::is_control), "{text:?}");
            assert_eq!(admit::value::escape_controls(&unknown.field), unknown.field);
        }
    }
}
