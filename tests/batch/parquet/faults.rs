//! What is wrong with the columns of a file, or with a value in one, in words: one table of messages.

use super::{CODES, How, from_parquet, plain};
use crate::support::parquet::{Kind, Node, group, leaf, list, write};
use admit::engine::PolicySet;
use serde_json::{Value, json};

pub(super) const RULES: &str = r#"
enum Side { front, back }
record application {
  id:           text
  submitted_at: instant
  region:       country
  side:   Side?
  vip:    bool?
  count:  integer -5 .. 100 ?
  amount: number?
  share:  percent?
  day:    date?
  until:  (date or long_term)?
  seen:   instant?
  secret: text private ?
  home:   { town: text, street: text? }?
  tags:   list of text ?
  days:   list of date ?
  images: list of { side: Side, glare: percent otherwise 1%, marks: list of integer ?, of: { x: integer }? }
}
ruleset all {
  rule side   { review when side is present and side == back because "S." fix "F." }
  rule vip    { review when vip is present and vip because "V." fix "F." }
  rule count  { review when count is present and count > 50 because "C." fix "F." }
  rule amount { review when amount is present and amount > 1000 because "A." fix "F." }
  rule share  { review when share is present and share > 50% because "S." fix "F." }
  rule day    { review when day is present and day < today because "D." fix "F." }
  rule until  { review when until is present and until < today because "U." fix "F." }
  rule seen   { review when seen is present and seen > now because "N." fix "F." }
  rule secret { review when secret is present and secret == "x" because "X." fix "F." }
  rule town   { review when home is present and home.town == "Nowhere" because "T." fix "F." }
  rule street { review when home is present and home.street is present and home.street == "Main" because "M." fix "F." }
  rule tagged { review when tags is present and "odd" in tags because "O." fix "F." }
}
ruleset photos for each image in images {
  rule glare { reject when image.glare > 5% because "Glare." fix "Again." }
  rule back  { review when image.side == back because "Back." fix "Again." }
  rule x     { review when image.of is present and image.of.x > 3 because "X." fix "F." }
}
policy everyone { title "Everyone" applies when region == CN version "1" use all, photos }
"#;

pub(super) fn set() -> PolicySet {
    PolicySet::load([("rules.admit", RULES)])
        .unwrap_or_else(|problems| panic!("{}", problems.render(false)))
}

/// A file with the columns that each record needs and some more; all its records are the same but for these.
pub(super) fn file(nodes: Vec<Node>, values: &[Value]) -> Vec<u8> {
    let mut all = vec![
        leaf("id", Kind::Text),
        leaf("submitted_at", Kind::Text),
        leaf("region", Kind::Text),
    ];
    all.extend(nodes);
    let records = values.iter().map(|value| {
        let mut record = json!({
            "id": "a",
            "submitted_at": "2026-11-22T10:00:00Z",
            "region": "CN",
        });
        let fields = value.as_object().unwrap().clone();
        record.as_object_mut().unwrap().extend(fields);
        record
    });
    let records: Vec<Value> = records.collect();
    write(&all, &records, plain(), 1000)
}

/// The decision, or the fault in words.
fn told(set: &PolicySet, how: How, bytes: Vec<u8>) -> String {
    let rows = from_parquet(set, how, bytes);
    let rows = rows.lines().map(|row| {
        let row: Value = serde_json::from_str(row).unwrap();
        match row.get("error") {
            Some(error) => {
                let text = |key: &str| error[key].as_str().unwrap().to_owned();
                let id = row["id"].as_str().unwrap_or("-");
                let (code, path, message) = (text("code"), text("path"), text("message"));
                format!("{id} row {}: `{path}` {message} ({code})\n", row["line"])
            }
            None => format!("{}\n", row["decision"].as_str().unwrap()),
        }
    });
    rows.collect()
}

#[test]
fn what_is_wrong_is_said_in_words() {
    let set = set();
    let mut page = String::new();
    let mut tell = |what: &str, node: Node, value: Value| {
        let name = match &node {
            Node::Leaf(name, _) | Node::Group(name, _) | Node::List(name, _) => name.clone(),
        };
        let told = told(&set, CODES, file(vec![node], &[json!({ name: value })]));
        page.push_str(&format!("{what}\n    {told}"));
    };
    tell("a text for a number", leaf("count", Kind::Text), json!("5"));
    tell("a number for a text", leaf("secret", Kind::I64), json!(5));
    tell(
        "a decimal for a text",
        leaf("secret", Kind::Decimal(2)),
        json!(500),
    );
    tell(
        "a date for a text",
        leaf("secret", Kind::Date),
        json!("2026-01-01"),
    );
    tell("true for a number", leaf("amount", Kind::Bool), json!(true));
    tell("a number for a boolean", leaf("vip", Kind::I32), json!(1));
    tell("a number for a date", leaf("day", Kind::I64), json!(20_000));
    tell(
        "an instant for a date",
        leaf("day", Kind::Micros),
        json!("2026-01-01T00:00:00Z"),
    );
    tell(
        "a date for an instant",
        leaf("seen", Kind::Date),
        json!("2026-01-01"),
    );
    tell("a time without a zone", leaf("seen", Kind::Local), json!(0));
    tell("an old timestamp", leaf("seen", Kind::Int96), json!(0));
    tell("a time of day", leaf("seen", Kind::TimeOfDay), json!(0));
    tell("bytes", leaf("secret", Kind::Uuid), json!(0));
    tell("a date far away", leaf("day", Kind::Date), json!(i32::MAX));
    tell(
        "a date long ago",
        leaf("until", Kind::Date),
        json!(i32::MIN),
    );
    tell(
        "an instant far away",
        leaf("seen", Kind::Millis),
        json!(i64::MAX),
    );
    tell("a fraction", leaf("count", Kind::F64), json!(1.5));
    tell(
        "a number that is none",
        leaf("amount", Kind::F64),
        json!("NaN"),
    );
    tell(
        "a number without an end",
        leaf("amount", Kind::F64),
        json!("-inf"),
    );
    tell(
        "a number with too many digits",
        leaf("amount", Kind::F64),
        json!(1e300),
    );
    tell(
        "more digits still",
        leaf("amount", Kind::DecimalBytes(0)),
        json!("99999999999999999999999999999"),
    );
    tell("out of range", leaf("count", Kind::I32), json!(101));
    tell("a percentage", leaf("share", Kind::F64), json!(12.5));
    tell("no such word", leaf("side", Kind::Text), json!("top"));
    tell(
        "a value for an object",
        leaf("home", Kind::Text),
        json!("x"),
    );
    tell(
        "an object for a value",
        group("day", [leaf("x", Kind::I64)]),
        json!({"x": 1}),
    );
    tell(
        "a list for a value",
        list("day", leaf("element", Kind::Date)),
        json!(["2026-01-01"]),
    );
    tell(
        "a list for an object",
        list("home", leaf("element", Kind::Text)),
        json!([]),
    );
    tell("a number for a list", leaf("tags", Kind::I64), json!(5));
    tell(
        "an object for a list",
        group("tags", [leaf("x", Kind::I64)]),
        json!({}),
    );
    tell(
        "text that is no JSON",
        leaf("tags", Kind::Text),
        json!("[\"a\""),
    );
    tell(
        "text that is no list",
        leaf("tags", Kind::Json),
        json!({"a": 1}),
    );
    tell(
        "a fault inside JSON",
        leaf("images", Kind::Json),
        json!([{"side": "front"}, {"side": "top"}]),
    );
    tell(
        "a null inside JSON",
        leaf("tags", Kind::Json),
        json!(["a", null]),
    );
    tell(
        "a null in a list",
        list("tags", leaf("element", Kind::Text)),
        json!(["a", null]),
    );
    tell(
        "numbers in a list of texts",
        list("tags", leaf("element", Kind::I64)),
        json!([1]),
    );
    tell(
        "objects in a list of texts",
        list("tags", group("element", [leaf("x", Kind::I64)])),
        json!([{"x": 1}]),
    );
    tell(
        "texts in a list of objects",
        list("images", leaf("element", Kind::Text)),
        json!(["a"]),
    );
    tell(
        "lists in a list of objects",
        list("images", list("element", leaf("element", Kind::Text))),
        json!([["a"]]),
    );
    tell(
        "a null in a list of objects",
        list("images", group("element", [leaf("side", Kind::Text)])),
        json!([{"side": "back"}, null]),
    );
    tell(
        "a wrong word in an element",
        list("images", group("element", [leaf("side", Kind::Text)])),
        json!([{"side": "back"}, {"side": "top"}]),
    );
    tell(
        "a list inside an element",
        list(
            "images",
            group("element", [list("marks", leaf("element", Kind::Text))]),
        ),
        json!([{}, {"marks": ["1"]}]),
    );
    let many: Vec<Value> = (0..10_001).map(|_| json!("a")).collect();
    tell(
        "too many items",
        list("tags", leaf("element", Kind::Text)),
        json!(many),
    );
    let many: Vec<Value> = (0..10_001).map(|_| json!({})).collect();
    tell(
        "too many elements",
        list("images", group("element", [leaf("side", Kind::Text)])),
        json!(many),
    );
    insta::assert_snapshot!("faults", page);
}

#[test]
fn what_is_wrong_with_columns_is_one_fault_of_the_file() {
    let set = set();
    let two = [json!({}), json!({})];
    let mut page = String::new();
    let mut tell = |what: &str, bytes: Vec<u8>| {
        page.push_str(&format!("{what}\n    {}", told(&set, CODES, bytes)));
    };
    tell(
        "a name twice",
        file(vec![leaf("day", Kind::Date), leaf("day", Kind::Text)], &two),
    );
    tell(
        "an unknown name twice",
        file(vec![leaf("q", Kind::Date), leaf("q", Kind::Text)], &two),
    );
    tell(
        "a path and a column inside",
        file(
            vec![
                group("home", [leaf("town", Kind::Text)]),
                leaf("home.town", Kind::Text),
            ],
            &two,
        ),
    );
    tell(
        "a path twice",
        file(
            vec![leaf("home.town", Kind::Text), leaf("home.town", Kind::Text)],
            &two,
        ),
    );
    tell(
        "twice inside an element",
        file(
            vec![list(
                "images",
                group(
                    "element",
                    [leaf("side", Kind::Text), leaf("side", Kind::Text)],
                ),
            )],
            &two,
        ),
    );
    tell(
        "no field",
        write(
            &[leaf("name", Kind::Text)],
            &[json!({"name": "Canary"})],
            plain(),
            9,
        ),
    );
    tell("no column", write(&[], &[], plain(), 9));
    insta::assert_snapshot!("columns", page);
}
