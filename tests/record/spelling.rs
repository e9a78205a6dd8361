//! A record is the same however its JSON is spelled, and all readers of JSON stumble at the same place: so what is
//! read quickly is held against what is not, and both against serde_json.

use crate::support::random::Random;
use crate::support::schema::submission;
use admit::program::Schema;
use admit::record::{
    ReadOptions, Record, RecordErrorCode as Code, check_json, read_json, read_json_into, read_tree,
};
use admit::value::{Cell, Value};

/// A value, as few steps from JSON as can be.
#[derive(Clone)]
enum Node {
    Plain(String),
    Number(String),
    Text(String),
    List(Vec<Node>),
    Object(Vec<(&'static str, Node)>),
}

const TEXTS: [&str; 20] = [
    "s-1",
    "",
    "verified",
    "none",
    "other",
    "kiosk",
    "CN",
    "ZZ",
    "1990-02-28",
    "1990-02-30",
    "long_term",
    "2026-11-22T10:00:00+08:00",
    "2026-11-22T10:00:00.5Z",
    "2016-12-31T23:59:60Z",
    "portrait",
    "cn_passport",
    "a text of more than sixteen bytes",
    "王小明\u{1F600}",
    "with \"quotes\" and \\ and \u{1}",
    "eight888",
];

/// Any value, whatever the field wants.
fn scalar(random: &mut Random) -> Node {
    let numbers = [
        "0",
        "1",
        "4",
        "0.05",
        "0.10",
        "1.0",
        "12.50",
        "90",
        "91",
        "-0",
        "-1",
        "123456789012345678",
    ];
    match random.below(9) {
        0 => Node::Plain((*random.pick(&["true", "false", "null"])).to_owned()),
        1..=3 => number(random, &numbers),
        _ => text(random, &TEXTS),
    }
}

fn record(random: &mut Random) -> Node {
    let keys = [
        "id",
        "submitted_at",
        "requested_level",
        "channel",
        "by_proxy",
        "account",
        "document",
        "images",
        "network",
        "factors",
        "history",
        "notes",
        "unknown",
    ];
    object(random, &keys, 0)
}

fn object(random: &mut Random, keys: &[&'static str], depth: usize) -> Node {
    let mut keys = keys.to_vec();
    keys.retain(|_| random.below(4) > 0);
    if random.below(3) == 0 {
        random.shuffle(&mut keys);
    }
    if random.below(20) == 0
        && let Some(first) = keys.first().copied()
    {
        keys.push(first);
    }
    let fields = keys.into_iter().map(|key| (key, field(random, key, depth)));
    Node::Object(fields.collect())
}

fn field(random: &mut Random, key: &str, depth: usize) -> Node {
    let mut list = |keys: &[&'static str]| {
        let count = random.below(3);
        Node::List(
            (0..count)
                .map(|_| object(random, keys, depth + 1))
                .collect(),
        )
    };
    match key {
        "images" => list(&[
            "side",
            "glare",
            "corners_visible",
            "angle_degrees",
            "covered_fields",
            "flat",
            "camera",
        ]),
        "history" => list(&["at", "outcome", "more"]),
        "account" => object(random, &["region", "nationality", "level"], depth),
        "document" => object(
            random,
            &[
                "type",
                "number",
                "name",
                "sex",
                "birth_date",
                "expires_on",
                "mrz",
            ],
            depth,
        ),
        "camera" => object(random, &["front", "model"], depth),
        "network" => object(random, &["latency_ms"], depth),
        "covered_fields" | "factors" => {
            let count = random.below(3);
            Node::List((0..count).map(|_| sound(random, key)).collect())
        }
        "notes" | "unknown" if depth < 3 => {
            object(random, &["a", "b", "notes", "factors"], depth + 1)
        }
        _ => sound(random, key),
    }
}

/// A value that fits, nearly always.
fn sound(random: &mut Random, key: &str) -> Node {
    if random.below(40) == 0 {
        return scalar(random);
    }
    match key {
        "submitted_at" | "at" => text(
            random,
            &["2026-11-22T10:00:00+08:00", "2026-11-22t10:00:00.5z"],
        ),
        "requested_level" | "level" => text(random, &["verified", "none"]),
        "by_proxy" | "flat" | "front" => {
            Node::Plain((*random.pick(&["true", "false", "null"])).to_owned())
        }
        "region" | "nationality" => text(random, &["CN", "HK", "XK"]),
        "type" => text(random, &["hk_id", "library_card"]),
        "sex" => text(random, &["female"]),
        "birth_date" | "expires_on" => text(random, &["1990-02-28", "2027-12-31"]),
        "side" => text(random, &["portrait", "data_page"]),
        "outcome" => text(random, &["failed"]),
        "glare" | "latency_ms" => number(random, &["0", "1", "0.10", "0.123456789"]),
        "corners_visible" => number(random, &["0", "4", "3.0"]),
        "angle_degrees" => number(random, &["12.50", "0.00", "90"]),
        "factors" => number(random, &["-1", "123456789012345678"]),
        "covered_fields" | "channel" | "id" | "number" | "name" | "mrz" | "model" => {
            text(random, &TEXTS)
        }
        _ => scalar(random),
    }
}

fn text(random: &mut Random, from: &[&str]) -> Node {
    Node::Text((*random.pick(from)).to_owned())
}

fn number(random: &mut Random, from: &[&str]) -> Node {
    Node::Number((*random.pick(from)).to_owned())
}

/// As most programs write JSON.
fn plain(node: &Node, out: &mut String) {
    match node {
        Node::Plain(text) | Node::Number(text) => out.push_str(text),
        Node::Text(text) => out.push_str(&serde_json::to_string(text).unwrap()),
        Node::List(items) => {
            for (index, item) in items.iter().enumerate() {
                out.push(if index == 0 { '[' } else { ',' });
                plain(item, out);
            }
            out.push_str(if items.is_empty() { "[]" } else { "]" });
        }
        Node::Object(fields) => {
            for (index, (key, value)) in fields.iter().enumerate() {
                out.push(if index == 0 { '{' } else { ',' });
                out.push_str(&format!("\"{key}\":"));
                plain(value, out);
            }
            out.push_str(if fields.is_empty() { "{}" } else { "}" });
        }
    }
}

/// As no program writes JSON: all escaped, exponents, and white space wherever it may stand.
fn awkward(node: &Node, out: &mut String) {
    match node {
        Node::Plain(text) => out.push_str(&format!("\t{text}\r\n")),
        Node::Number(text) => out.push_str(&format!(" {text}E+0 ")),
        Node::Text(text) => escape(text, out),
        Node::List(items) => {
            out.push_str(" [ ");
            for (index, item) in items.iter().enumerate() {
                out.push_str(if index == 0 { "" } else { " , " });
                awkward(item, out);
            }
            out.push_str(" ] ");
        }
        Node::Object(fields) => {
            out.push_str(" { ");
            for (index, (key, value)) in fields.iter().enumerate() {
                out.push_str(if index == 0 { "" } else { " , " });
                escape(key, out);
                out.push_str(" : ");
                awkward(value, out);
            }
            out.push_str(" } ");
        }
    }
}

fn escape(text: &str, out: &mut String) {
    let units = text.encode_utf16().map(|unit| format!("\\u{unit:04X}"));
    out.push_str(&format!("\"{}\"", units.collect::<String>()));
}

/// All that a record holds, or what is said of it, without the place in the text.
fn shown(schema: &Schema, json: &str, record: &mut Record) -> Result<Vec<String>, String> {
    let read = read_json_into(schema, json.as_bytes(), ReadOptions::default(), record);
    read.map_err(|error| {
        let message = error
            .message
            .split("; the first is at")
            .next()
            .unwrap_or_default()
            .to_owned();
        format!("{} {} {message} {:?}", error.code, error.path, error.id)
    })?;
    let mut all = vec![format!("{:?}", record.assumed())];
    all.extend(record.unknown_fields(schema).map(|unknown| unknown.field));
    for (_, field) in schema.each_field() {
        let Some(slot) = field.slot else { continue };
        match field.rows {
            None => all.push(format!(
                "{} {}",
                field.path,
                cell(record, record.cell(slot))
            )),
            Some(rows) => {
                let rows = schema.field(rows);
                for element in record.elements(record.cell(rows.slot.unwrap())) {
                    let found = cell(record, record.element_cell(element, slot));
                    all.push(format!("{} {} {found}", field.path, element.index));
                }
            }
        }
    }
    Ok(all)
}

fn cell(record: &Record, cell: Cell) -> String {
    match cell {
        Cell::Rows(_, _, count) => format!("{count} rows"),
        Cell::Present => "present".to_owned(),
        _ => value(record.value(cell)),
    }
}

fn value(found: Value<'_>) -> String {
    match found {
        Value::Number(number) => format!("{number} {:?}", number.serialize()),
        Value::Date(date) => date.to_string(),
        Value::Instant(instant) => instant.rfc3339_in(chrono_tz::UTC),
        Value::Country(country) => country.to_string(),
        Value::Word(word) => format!("{word:?}"),
        Value::Text(text) => format!("{text:?}"),
        Value::Bool(bool) => bool.to_string(),
        Value::List(list) => list.iter().map(value).collect::<Vec<_>>().join(", "),
        other => format!("{other:?}"),
    }
}

#[test]
fn a_record_is_the_same_however_it_is_spelled() {
    let schema = submission();
    let mut random = Random::new(7);
    let (mut used, mut sound) = (Record::default(), 0);
    for _ in 0..2_000 {
        let node = record(&mut random);
        let (mut one, mut other) = (String::new(), String::new());
        plain(&node, &mut one);
        awkward(&node, &mut other);
        let read = shown(&schema, &one, &mut used);
        assert_eq!(read, shown(&schema, &other, &mut used), "{one}");
        assert_eq!(read, shown(&schema, &one, &mut Record::default()), "{one}");
        sound += usize::from(read.is_ok());
    }
    assert!((400..1_900).contains(&sound), "{sound}");
}

#[test]
fn a_damaged_record_is_refused_by_all_readers_alike() {
    let schema = submission();
    let options = ReadOptions::default();
    let mut random = Random::new(11);
    let puts: Vec<&str> = vec![
        "",
        "\"",
        "\\",
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "0",
        "1",
        "-",
        "+",
        ".",
        "e",
        "t",
        "nul",
        " ",
        "\n",
        "\u{1}",
        "\u{e9}",
        "'",
        "/",
        "_",
        "\\ud800",
        "\"id\":1,",
    ];
    let (mut good, mut bad) = (0, 0);
    for _ in 0..6_000 {
        let node = record(&mut random);
        let mut json = String::new();
        plain(&node, &mut json);
        let mut chars: Vec<char> = json.chars().collect();
        let at = random.below(chars.len());
        let end = at + random.below(2);
        chars.splice(at..end, random.pick(&puts).chars());
        let json = String::from_iter(chars);
        let bytes = json.as_bytes();
        let checked = check_json(bytes)
            .map_err(|error| (error.code, error.line, error.column, error.message));
        let tree =
            read_tree(bytes).map_err(|error| (error.code, error.line, error.column, error.message));
        assert_eq!(checked.is_ok(), tree.is_ok(), "{json}");
        if let (Err(checked), Err(tree)) = (&checked, &tree) {
            assert_eq!(checked, tree, "{json}");
        }
        let known = serde_json::from_str::<serde_json::Value>(&json);
        // It takes the last of two keys, and no number that a float cannot hold; all else is refused by both.
        let known = known.map_or_else(
            |error| error.to_string().starts_with("number out of range"),
            |_| true,
        );
        let is_repeated = matches!(&checked, Err((Code::DuplicateKey, ..)));
        assert!(
            is_repeated || checked.is_ok() == known,
            "{json}: {checked:?}"
        );
        match read_json(&schema, bytes, options) {
            Ok(_) => {
                assert!(checked.is_ok(), "{json}");
                good += 1;
            }
            Err(error) => {
                // Of syntax it says the same at the same place, unless it finds a fault of another kind before.
                if error.code == Code::Syntax {
                    let said = (error.code, error.line, error.column, error.message);
                    assert_eq!(checked, Err(said), "{json}");
                }
                bad += 1;
            }
        }
    }
    assert!(good > 300 && bad > 3_000, "{good} {bad}");
}
