//! Every type of column against the same value as JSON, lists in all forms that writers have used, and encodings.

use super::faults::{file, set};
use super::{ALL, CODES, How, from_json, from_parquet, line, plain};
use crate::support::parquet::{Kind, Node, columns, group, leaf, list, write, write_as};
use parquet::basic::{Encoding, Repetition};
use parquet::file::properties::{WriterProperties, WriterVersion};
use parquet::schema::types::{ColumnPath, Type, TypePtr};
use serde_json::{Value, json};
use std::sync::Arc;

const START: &str = r#""id":"a","submitted_at":"2026-11-22T10:00:00Z","region":"CN""#;

/// What a column holds means what the JSON text means.
#[track_caller]
fn assert_means(node: Node, value: Value, json: &str) {
    let set = set();
    let name = match &node {
        Node::Leaf(name, _) | Node::Group(name, _) | Node::List(name, _) => name.clone(),
    };
    let found = from_parquet(&set, ALL, file(vec![node], &[json!({ name: value })]));
    let expected = from_json(&set, ALL, &format!("{{{START}{json}}}\n"));
    assert_eq!(found, expected);
    assert!(!found.contains("\"error\""), "{found}");
}

#[test]
fn each_type_means_what_it_says() {
    let table = [
        (leaf("vip", Kind::Bool), json!(true), r#","vip":true"#),
        (leaf("count", Kind::I32), json!(-5), r#","count":-5"#),
        (leaf("count", Kind::I64), json!(100), r#","count":100"#),
        (leaf("count", Kind::F64), json!(51.0), r#","count":51"#),
        (
            leaf("amount", Kind::U64),
            json!(u64::MAX),
            r#","amount":18446744073709551615"#,
        ),
        (
            leaf("amount", Kind::I64),
            json!(i64::MIN),
            r#","amount":-9223372036854775808"#,
        ),
        (
            leaf("amount", Kind::F32),
            json!(1000.1),
            r#","amount":1000.1"#,
        ),
        (
            leaf("amount", Kind::F64),
            json!(1000.1),
            r#","amount":1000.1"#,
        ),
        (leaf("amount", Kind::F64), json!(1e21), r#","amount":1e21"#),
        (
            leaf("amount", Kind::F64),
            json!(0.1 + 0.2),
            r#","amount":0.30000000000000004"#,
        ),
        (leaf("amount", Kind::F64), json!(-0.0), r#","amount":0"#),
        (
            leaf("amount", Kind::Decimal(2)),
            json!(123_450),
            r#","amount":1234.50"#,
        ),
        (leaf("amount", Kind::Decimal(0)), json!(7), r#","amount":7"#),
        (
            leaf("amount", Kind::DecimalBytes(10)),
            json!("-1234567890123456789012345678"),
            r#","amount":-123456789012345678.9012345678"#,
        ),
        (leaf("share", Kind::F32), json!(0.51), r#","share":0.51"#),
        (leaf("side", Kind::Text), json!("back"), r#","side":"back""#),
        (leaf("side", Kind::Bare), json!("back"), r#","side":"back""#),
        (
            leaf("day", Kind::Date),
            json!("1800-01-01"),
            r#","day":"1800-01-01""#,
        ),
        (
            leaf("day", Kind::Date),
            json!("2999-12-31"),
            r#","day":"2999-12-31""#,
        ),
        (
            leaf("day", Kind::Text),
            json!("2026-02-28"),
            r#","day":"2026-02-28""#,
        ),
        (
            leaf("until", Kind::Date),
            json!("2024-02-29"),
            r#","until":"2024-02-29""#,
        ),
        (
            leaf("until", Kind::Text),
            json!("long_term"),
            r#","until":"long_term""#,
        ),
        (
            leaf("seen", Kind::Millis),
            json!("2026-12-22T10:00:00.123Z"),
            r#","seen":"2026-12-22T10:00:00.123Z""#,
        ),
        (
            leaf("seen", Kind::Micros),
            json!("1969-12-31T23:59:59.999999Z"),
            r#","seen":"1969-12-31T23:59:59.999999Z""#,
        ),
        (
            leaf("seen", Kind::Nanos),
            json!("2026-12-22T10:00:00.000000001Z"),
            r#","seen":"2026-12-22T10:00:00.000000001Z""#,
        ),
        (
            leaf("seen", Kind::Text),
            json!("2026-12-22T10:00:00+08:00"),
            r#","seen":"2026-12-22T10:00:00+08:00""#,
        ),
        (leaf("secret", Kind::Text), json!("x"), r#","secret":"x""#),
        (leaf("secret", Kind::Text), json!(""), r#","secret":"""#),
        (
            group("home", [leaf("town", Kind::Text)]),
            json!({"town": "Nowhere"}),
            r#","home":{"town":"Nowhere"}"#,
        ),
        (
            group("home", [leaf("town", Kind::Text)]),
            json!({}),
            r#","home":{}"#,
        ),
        (group("home", [leaf("town", Kind::Text)]), json!(null), ""),
        (
            leaf("home.town", Kind::Text),
            json!("Nowhere"),
            r#","home":{"town":"Nowhere"}"#,
        ),
        (leaf("home.town", Kind::Text), json!(null), ""),
        (
            list("tags", leaf("element", Kind::Text)),
            json!(["a", "odd"]),
            r#","tags":["a","odd"]"#,
        ),
        (
            list("tags", leaf("element", Kind::Text)),
            json!([]),
            r#","tags":[]"#,
        ),
        (list("tags", leaf("element", Kind::Text)), json!(null), ""),
        (
            leaf("tags", Kind::Json),
            json!(["odd"]),
            r#","tags":["odd"]"#,
        ),
        (
            leaf("tags", Kind::Text),
            json!(" [ \"odd\" ] "),
            r#","tags":["odd"]"#,
        ),
        (leaf("tags", Kind::Text), json!("null"), ""),
        (
            list("days", leaf("element", Kind::Date)),
            json!(["2026-01-01"]),
            r#","days":["2026-01-01"]"#,
        ),
        (
            list(
                "images",
                group(
                    "element",
                    [leaf("side", Kind::Text), leaf("glare", Kind::F64)],
                ),
            ),
            json!([{"side": "front"}, {"side": "back", "glare": 0.5}, {}]),
            r#","images":[{"side":"front"},{"side":"back","glare":0.5},{}]"#,
        ),
        (
            list(
                "images",
                group(
                    "element",
                    [
                        list("marks", leaf("element", Kind::I32)),
                        group("of", [leaf("x", Kind::I32)]),
                        leaf("side", Kind::Text),
                    ],
                ),
            ),
            json!([{"side": "front", "marks": [1, 2]}, {"of": {"x": 4}}, {"marks": [], "of": {}}, {"side": "back", "marks": [3]}]),
            r#","images":[{"marks":[1,2],"side":"front"},{"of":{"x":4}},{"marks":[],"of":{}},{"marks":[3],"side":"back"}]"#,
        ),
        (
            list(
                "images",
                group(
                    "element",
                    [leaf("marks", Kind::Json), leaf("side", Kind::Text)],
                ),
            ),
            json!([{"side": "back", "marks": [1, 2]}]),
            r#","images":[{"marks":[1,2],"side":"back"}]"#,
        ),
    ];
    for (node, value, json) in table {
        assert_means(node, value, json);
    }
}

#[test]
fn a_group_may_come_in_pieces() {
    let set = set();
    let nodes = vec![
        group("home", [leaf("street", Kind::Text)]),
        leaf("home.town", Kind::Text),
    ];
    let records = [
        json!({"home": {"street": "Main", "town": "Nowhere"}}),
        json!({"home": {"street": "Main"}}),
        json!({}),
    ];
    let found = from_parquet(&set, ALL, file(nodes.clone(), &records));
    let lines: String = records
        .iter()
        .map(|record| {
            let mut record = record.clone();
            let fields = serde_json::from_str::<Value>(&format!("{{{START}}}")).unwrap();
            record
                .as_object_mut()
                .unwrap()
                .extend(fields.as_object().unwrap().clone());
            line(&set.program().schema, &record)
        })
        .collect();
    assert_eq!(found, from_json(&set, ALL, &lines));
}

#[test]
fn columns_that_nobody_knows_are_unknown_fields_of_each_record() {
    let set = set();
    let nodes = vec![
        leaf("countt", Kind::I64),
        group("home", [leaf("town", Kind::Text), leaf("q", Kind::Text)]),
        group(
            "whole",
            [
                leaf("a", Kind::Text),
                list("b", leaf("element", Kind::Text)),
            ],
        ),
        list(
            "images",
            group(
                "element",
                [
                    leaf("side", Kind::Text),
                    leaf("q", Kind::Text),
                    leaf("r", Kind::Text),
                ],
            ),
        ),
        leaf("home.zip", Kind::Text),
    ];
    let records = [
        json!({"countt": 1, "home": {"town": "a", "q": "b"}, "images": [{"side": "back", "q": "x"}, {}]}),
        json!({"home": null, "images": null}),
    ];
    let bytes = file(nodes, &records);
    let lines = [
        format!(
            r#"{{{START},"countt":1,"home":{{"town":"a","q":"b"}},"whole":null,"images":[{{"side":"back","q":"x","r":null}},{{"q":null,"r":null}}],"home.zip":null}}"#
        ),
        format!(r#"{{{START},"countt":null,"whole":null,"home.zip":null}}"#),
    ];
    let lines = lines.map(|line| format!("{line}\n")).concat();
    assert_eq!(
        from_parquet(&set, ALL, bytes.clone()),
        from_json(&set, ALL, &lines)
    );
    let strict = How {
        strict: true,
        ..CODES
    };
    let found = from_parquet(&set, strict, bytes);
    assert_eq!(found, from_json(&set, strict, &lines));
    assert!(found.contains("did you mean `count`?"), "{found}");
}

#[test]
fn a_missing_column_is_a_missing_field_and_no_row_is_none() {
    let set = set();
    let nodes = [leaf("id", Kind::Text), leaf("submitted_at", Kind::Micros)];
    let record = json!({"id": "a", "submitted_at": "2026-11-22T10:00:00Z"});
    let found = from_parquet(
        &set,
        ALL,
        write(&nodes, std::slice::from_ref(&record), plain(), 9),
    );
    assert_eq!(found, from_json(&set, ALL, &format!("{record}\n")));
    assert!(found.contains("incomplete"), "{found}");
    assert_eq!(from_parquet(&set, ALL, write(&nodes, &[], plain(), 9)), "");
}

fn primitive(name: &str, repetition: Repetition) -> TypePtr {
    let builder = Type::primitive_type_builder(name, parquet::basic::Type::BYTE_ARRAY);
    Arc::new(builder.with_repetition(repetition).build().unwrap())
}

fn group_of(name: &str, repetition: Repetition, fields: Vec<TypePtr>, is_list: bool) -> TypePtr {
    let builder = Type::group_type_builder(name)
        .with_repetition(repetition)
        .with_fields(fields);
    let builder = match is_list {
        true => builder.with_converted_type(parquet::basic::ConvertedType::LIST),
        false => builder,
    };
    Arc::new(builder.build().unwrap())
}

/// The older forms of lists, each as a writer of its time would have put it.
#[test]
fn lists_of_older_writers_are_read() {
    const OPTIONAL: Repetition = Repetition::OPTIONAL;
    const REPEATED: Repetition = Repetition::REPEATED;
    const REQUIRED: Repetition = Repetition::REQUIRED;
    let set = set();
    let of_images = |field: TypePtr| {
        let nodes = [list("images", group("element", [leaf("side", Kind::Bare)]))];
        (
            field,
            nodes,
            json!([{"side": "back"}, {"side": "front"}]),
            r#""images":[{"side":"back"},{"side":"front"}]"#,
        )
    };
    let side = || primitive("side", REQUIRED);
    let forms = [
        // Two levels: the repeated group is the element.
        of_images(group_of(
            "images",
            OPTIONAL,
            vec![group_of("array", REPEATED, vec![side()], false)],
            true,
        )),
        of_images(group_of(
            "images",
            OPTIONAL,
            vec![group_of("images_tuple", REPEATED, vec![side()], false)],
            true,
        )),
        // No list at all, but a field that is repeated.
        of_images(group_of("images", REPEATED, vec![side()], false)),
        // Three levels in other words, with nothing left out.
        of_images(group_of(
            "images",
            REQUIRED,
            vec![group_of(
                "bag",
                REPEATED,
                vec![group_of("array_element", REQUIRED, vec![side()], false)],
                false,
            )],
            true,
        )),
    ];
    for (field, nodes, value, json) in forms {
        let first: Vec<TypePtr> = ["id", "submitted_at", "region"]
            .map(|name| primitive(name, OPTIONAL))
            .into();
        let fields = [first, vec![field.clone()]].concat();
        let root = Type::group_type_builder("r")
            .with_fields(fields.clone())
            .build()
            .unwrap();
        let column = parquet::schema::types::SchemaDescriptor::new(Arc::new(root)).column(3);
        let mut all = vec![
            leaf("id", Kind::Bare),
            leaf("submitted_at", Kind::Bare),
            leaf("region", Kind::Bare),
        ];
        all.extend(nodes);
        let record: Value = serde_json::from_str(&format!("{{{START}}}")).unwrap();
        let mut record = record;
        record["images"] = value;
        // The depths of the usual form, cut to those of this one.
        let depths = (column.max_def_level(), 4);
        let bytes = write_as(
            fields,
            &all,
            &[record],
            plain(),
            9,
            Some(("images", depths)),
        );
        let expected = from_json(&set, ALL, &format!("{{{START},{json}}}\n"));
        assert_eq!(from_parquet(&set, ALL, bytes), expected, "{field:?}");
    }
}

#[test]
fn every_encoding_is_read() {
    let set = set();
    let texts = [
        Encoding::PLAIN,
        Encoding::DELTA_LENGTH_BYTE_ARRAY,
        Encoding::DELTA_BYTE_ARRAY,
    ];
    let numbers = [
        Encoding::PLAIN,
        Encoding::DELTA_BINARY_PACKED,
        Encoding::BYTE_STREAM_SPLIT,
    ];
    let floats = [
        Encoding::PLAIN,
        Encoding::BYTE_STREAM_SPLIT,
        Encoding::BYTE_STREAM_SPLIT,
    ];
    let schema = &set.program().schema;
    let nodes = columns(schema, Default::default());
    let records: Vec<Value> = (0..700)
        .map(|number| {
            json!({
                "id": format!("application-{}-{number}", number % 7),
                "submitted_at": format!("2026-11-22T10:{:02}:00.{number:03}Z", number % 60),
                "region": "CN",
                "vip": number % 5 == 0,
                "count": number % 106 - 5,
                "amount": f64::from(number) * 17.25 - 3000.0,
                "secret": "ab".repeat(number as usize % 9),
                "day": format!("2026-{:02}-{:02}", number % 12 + 1, number % 28 + 1),
                "images": [{"side": "back", "glare": 0.04, "marks": (0..number % 4).collect::<Vec<_>>()}],
            })
        })
        .collect();
    let lines: String = records.iter().map(|record| line(schema, record)).collect();
    let expected = from_json(&set, CODES, &lines);
    for round in 0..3 {
        for version in [WriterVersion::PARQUET_1_0, WriterVersion::PARQUET_2_0] {
            let path = |path: &str| {
                ColumnPath::from(path.split('.').map(str::to_owned).collect::<Vec<_>>())
            };
            let mut builder = WriterProperties::builder()
                .set_writer_version(version)
                .set_dictionary_enabled(false)
                .set_data_page_row_count_limit(300);
            for text in ["id", "region", "secret"] {
                builder = builder.set_column_encoding(path(text), texts[round]);
            }
            for number in [
                "count",
                "day",
                "submitted_at",
                "images.list.element.marks.list.element",
            ] {
                builder = builder.set_column_encoding(path(number), numbers[round]);
            }
            for float in ["amount", "images.list.element.glare"] {
                builder = builder.set_column_encoding(path(float), floats[round]);
            }
            builder = builder.set_column_encoding(
                path("vip"),
                [Encoding::PLAIN, Encoding::RLE, Encoding::RLE][round],
            );
            let bytes = write(&nodes, &records, builder.build(), 10_000);
            let found = from_parquet(&set, CODES, bytes);
            assert!(
                found == expected,
                "{round} {version:?}\n{}",
                first_other(&found, &expected)
            );
        }
    }
}

fn first_other(found: &str, expected: &str) -> String {
    let mut pairs = found.lines().zip(expected.lines());
    let other = pairs.find(|(one, other)| one != other);
    format!("{other:?}")
}
