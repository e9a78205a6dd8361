//! Damaged files: whatever their bytes, there are rows or a message, never a crash, and no memory for nothing.

use super::faults::{file, set};
use super::{CODES, from_json, from_parquet, line, plain};
use crate::batch::long;
use crate::support::parquet::{Kind, group, leaf, list, write};
use admit::engine::PolicySet;
use parquet::basic::Compression;
use parquet::file::properties::{WriterProperties, WriterVersion};
use serde_json::{Value, json};

/// Small files that have all there is: dictionaries and none, lists, both versions of pages, two groups of rows.
fn small_files() -> Vec<Vec<u8>> {
    let nodes = [
        leaf("id", Kind::Text),
        leaf("submitted_at", Kind::Micros),
        leaf("region", Kind::Text),
        leaf("amount", Kind::F64),
        list(
            "images",
            group(
                "element",
                [
                    leaf("side", Kind::Text),
                    list("marks", leaf("element", Kind::I32)),
                ],
            ),
        ),
    ];
    let record = |id: usize| {
        json!({
            "id": format!("r{id}"), "submitted_at": "2026-11-22T10:00:00Z", "region": "CN", "amount": 1.5,
            "images": [{"side": "front", "marks": [1, 2]}, {"side": "back"}],
        })
    };
    let records: Vec<Value> = (0..5).map(record).collect();
    let usual = || {
        WriterProperties::builder()
            .set_statistics_enabled(parquet::file::properties::EnabledStatistics::None)
    };
    let properties = [
        usual().build(),
        usual()
            .set_compression(Compression::SNAPPY)
            .set_dictionary_enabled(false)
            .build(),
        usual()
            .set_compression(Compression::ZSTD(Default::default()))
            .set_writer_version(WriterVersion::PARQUET_2_0)
            .set_dictionary_enabled(false)
            .build(),
    ];
    properties
        .map(|properties| write(&nodes, &records, properties, 3))
        .into()
}

/// Every row is a decision, or the one message at the end.
#[track_caller]
fn assert_fine(set: &PolicySet, bytes: Vec<u8>, what: &str) -> String {
    let rows = from_parquet(set, CODES, bytes);
    for row in rows.lines() {
        let row: Value =
            serde_json::from_str(row).unwrap_or_else(|error| panic!("{what}: {error}"));
        assert!(
            row["decision"].is_string() || row["error"].is_object(),
            "{what}: {row}"
        );
    }
    rows
}

#[test]
fn each_byte_of_a_file_may_be_another() {
    let set = set();
    let step = if long() { 1 } else { 3 };
    for (number, sound) in small_files().into_iter().enumerate() {
        let whole = assert_fine(&set, sound.clone(), "sound");
        assert_eq!((whole.lines().count(), whole.contains("error")), (5, false));
        for at in (number..sound.len()).step_by(step) {
            for bits in [0x01, 0x80, 0xFF] {
                let mut bytes = sound.clone();
                bytes[at] ^= bits;
                assert_fine(&set, bytes, &format!("file {number}, byte {at}, {bits:#x}"));
            }
        }
    }
}

#[test]
fn a_file_that_is_cut_off_is_told_so() {
    let set = set();
    for sound in small_files() {
        for length in 0..sound.len() {
            let rows = assert_fine(&set, sound[..length].to_vec(), "cut off");
            assert!(rows.contains("this is no Parquet file"), "{length}: {rows}");
        }
        // With its end, and something missing before that.
        for cut in 1..sound.len().min(200) {
            let bytes = [&sound[..4], &sound[4 + cut..]].concat();
            let rows = assert_fine(&set, bytes, "a piece is missing");
            assert!(rows.contains("\"error\""), "{cut}: {rows}");
        }
    }
}

#[test]
fn any_bytes_between_the_marks_are_a_message() {
    let set = set();
    let mut state = 1u64;
    for round in 0..if long() { 200_000 } else { 3_000 } {
        let mut bytes = b"PAR1".to_vec();
        for _ in 0..round % 60 {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            // Bytes that headers like are more likely.
            let likely = [0x15, 0x19, 0x1c, 0x2c, 0x18, 0xFC, 0xFF, 0x00];
            let byte = (state >> 40) as u8;
            bytes.push(if byte < 160 {
                likely[byte as usize % 8]
            } else {
                byte
            });
        }
        let length = bytes.len() as u32 - 4;
        bytes.extend(length.to_le_bytes());
        bytes.extend(b"PAR1");
        let rows = assert_fine(&set, bytes, "random");
        assert_eq!(rows.lines().count(), 1);
    }
}

/// A file with this end.
fn with_end(end: &[u8]) -> Vec<u8> {
    let length = (end.len() as u32).to_le_bytes();
    [b"PAR1", end, &length, b"PAR1"].concat()
}

/// A number as headers have it.
fn number(number: i64) -> Vec<u8> {
    let mut bits = ((number << 1) ^ (number >> 63)) as u64;
    let mut bytes = Vec::new();
    while bits >= 0x80 {
        bytes.push(bits as u8 | 0x80);
        bits >>= 7;
    }
    bytes.push(bits as u8);
    bytes
}

#[test]
fn what_a_file_asks_for_is_looked_at_before_it_gets_it() {
    let set = set();
    let tell = |bytes: Vec<u8>| {
        let rows = assert_fine(&set, bytes, "absurd");
        let row: Value = serde_json::from_str(&rows).unwrap();
        format!("{}\n", row["error"]["message"].as_str().unwrap())
    };
    // A node of the schema: a name, and how many children.
    let node = |children: i64| {
        let mut node = vec![0x48, 1, b'a'];
        if children > 0 {
            node.push(0x15);
            node.extend(number(children));
        } else {
            // A number of 32 bits, optional.
            node.splice(0..0, [0x15, 2, 0x25, 2]);
            node[4] = 0x18;
        }
        node.push(0);
        node
    };
    let schema = |nodes: &[Vec<u8>]| {
        let mut end = vec![0x15, 2, 0x19, 0xFC];
        let mut count = nodes.len() as u64;
        while count >= 0x80 {
            end.push(count as u8 | 0x80);
            count >>= 7;
        }
        end.push(count as u8);
        end.extend(nodes.concat());
        end
    };
    let groups = |size: &[u8]| {
        let mut end = schema(&[node(1), node(0)]);
        end.extend([0x16, 0, 0x19, 0xFC]);
        end.extend(size);
        end
    };
    let mut page = String::new();
    let billions = [0xFF, 0xFF, 0xFF, 0xFF, 0x07];
    page += &tell(with_end(&groups(&billions)));
    // As many as there are bytes, each empty.
    let mut many = groups(&[0x80, 0x80, 0x04]);
    many.extend(vec![0; 70_000]);
    page += &tell(with_end(&many));
    page += &tell(with_end(&schema(&[node(2_000_000_000)])));
    page += &tell(with_end(&schema(&[node(-1_i64 + 2), node(3)])));
    page += &tell(with_end(&schema(&vec![node(1); 100])));
    page += &tell(with_end(&schema(&vec![node(1); 300_000])));
    let wide: Vec<_> = std::iter::once(node(10_001))
        .chain(vec![node(0); 10_001])
        .collect();
    page += &tell(with_end(&schema(&wide)));
    page += &tell(with_end(&vec![0; (16 << 20) + 1]));
    page += &tell([b"PAR1", &u32::MAX.to_le_bytes()[..], b"PAR1"].concat());
    page += &tell([b"PAR1", &[0; 8][..], b"PARE"].concat());
    // A page of two gigabytes.
    let mut sound = small_files().remove(0);
    let header = [
        vec![0x15, 0, 0x15],
        number(i64::from(i32::MAX)),
        vec![0x15],
        number(5),
    ]
    .concat();
    sound.splice(4..4 + header.len(), header.iter().copied());
    page += &tell(sound);
    insta::assert_snapshot!("absurd", page);
}

#[test]
fn what_comes_before_the_damage_stands() {
    let set = set();
    let nodes = [
        leaf("id", Kind::Text),
        leaf("submitted_at", Kind::Text),
        leaf("region", Kind::Text),
    ];
    let records: Vec<Value> = (0..900)
        .map(|id| json!({"id": format!("r{id}"), "submitted_at": "2026-11-22T10:00:00Z", "region": "CN"}))
        .collect();
    let sound = write(&nodes, &records, plain(), 300);
    let expected = from_parquet(&set, CODES, sound.clone());
    assert_eq!(expected.lines().count(), 900);
    // The ids of the second group of rows.
    let at = sound.windows(4).position(|bytes| bytes == b"r300").unwrap();
    let mut bytes = sound;
    bytes[at - 4..at].copy_from_slice(&u32::MAX.to_le_bytes());
    let rows = from_parquet(&set, CODES, bytes);
    let mut lines = rows.lines();
    assert!(lines.by_ref().take(300).eq(expected.lines().take(300)));
    let fault: Value = serde_json::from_str(lines.next().unwrap()).unwrap();
    assert_eq!((&fault["line"], &fault["id"]), (&json!(301), &Value::Null));
    let message = fault["error"]["message"].as_str().unwrap();
    assert!(message.contains("the Parquet file is damaged"), "{message}");
    assert_eq!(lines.next(), None);
}

#[test]
fn long_texts_that_come_again_and_again_take_no_more_memory() {
    let set = set();
    let text = "x".repeat(1 << 18);
    let values: Vec<Value> = (0..300).map(|_| json!({"secret": text})).collect();
    let bytes = file(vec![leaf("secret", Kind::Text)], &values);
    assert!(bytes.len() < 3 << 20);
    let rows = from_parquet(&set, CODES, bytes);
    assert_eq!(rows.matches("\"incomplete\"").count(), 300);
    // One that no record may have.
    let values = [
        json!({"secret": "x"}),
        json!({"secret": "x".repeat((16 << 20) + 1)}),
        json!({"secret": "y"}),
    ];
    let rows = from_parquet(&set, CODES, file(vec![leaf("secret", Kind::Text)], &values));
    let codes: Vec<bool> = rows.lines().map(|row| row.contains("too_large")).collect();
    assert_eq!(codes, [false, true, false]);
}

/// Texts of dictionaries are shared by records, and count as those do that are copied: to the byte.
#[test]
fn shared_texts_count_as_others_do() {
    let set = set();
    let secret = "x".repeat((16 << 20) - 2);
    let ids = ["a1", "a23", "a4"];
    let values = ids.map(|id| json!({"id": id, "secret": secret}));
    let nodes = vec![leaf("id", Kind::Text), leaf("secret", Kind::Text)];
    for (with_dictionary, group) in [(true, 3), (true, 1), (false, 3)] {
        let properties = WriterProperties::builder()
            .set_dictionary_enabled(with_dictionary)
            .set_dictionary_page_size_limit(1 << 26)
            .build();
        let bytes = write(&nodes, &values, properties, group);
        let rows = from_parquet(&set, CODES, bytes);
        let codes: Vec<bool> = rows.lines().map(|row| row.contains("too_large")).collect();
        assert_eq!(codes, [false, true, false], "{with_dictionary} {group}");
    }
}

#[test]
fn texts_that_are_no_utf_8_are_faults_of_their_records() {
    let set = set();
    let values = [
        json!({"secret": "sound"}),
        json!({"secret": "Qdamaged"}),
        json!({"tags": "Qdamaged"}),
    ];
    let nodes = vec![leaf("secret", Kind::Text), leaf("tags", Kind::Text)];
    let mut bytes = file(nodes, &values);
    while let Some(at) = bytes.windows(8).position(|bytes| bytes == b"Qdamaged") {
        bytes[at] = 0xFF;
    }
    let rows = from_parquet(&set, CODES, bytes);
    let rows: Vec<Value> = rows
        .lines()
        .map(|row| serde_json::from_str(row).unwrap())
        .collect();
    assert_eq!(rows[0]["decision"], "incomplete");
    for (row, path) in [(&rows[1], "secret"), (&rows[2], "tags")] {
        assert_eq!(
            (&row["error"]["code"], &row["error"]["path"]),
            (&json!("not_utf8"), &json!(path))
        );
        assert_eq!(row["id"], "a");
    }
}

/// All texts together are UTF-8 here, their lengths included: the last byte of one and the length of the next are an é.
#[test]
fn a_text_that_goes_on_in_the_length_of_the_next_is_a_fault() {
    let set = set();
    let values = [
        json!({"secret": "Qdamaged"}),
        json!({"secret": "y".repeat(0xA9)}),
        json!({"secret": "sound"}),
    ];
    let mut bytes = file(vec![leaf("secret", Kind::Text)], &values);
    while let Some(at) = bytes.windows(8).position(|bytes| bytes == b"Qdamaged") {
        bytes[at..at + 8].copy_from_slice(b"Rdamage\xC3");
    }
    let rows = from_parquet(&set, CODES, bytes);
    let faulty: Vec<bool> = rows.lines().map(|row| row.contains("not_utf8")).collect();
    assert_eq!(faulty, [true, false, false], "{rows}");
}

#[test]
fn a_list_may_be_as_long_as_in_json() {
    let set = set();
    let many: Vec<Value> = (0..10_000)
        .map(|number| json!({"side": "front", "marks": [number]}))
        .collect();
    let nodes = vec![list(
        "images",
        group(
            "element",
            [
                leaf("side", Kind::Text),
                list("marks", leaf("element", Kind::I32)),
            ],
        ),
    )];
    let values = [
        json!({"images": many}),
        json!({"images": []}),
        json!({"images": many}),
    ];
    assert_eq!(
        from_parquet(&set, CODES, file(nodes, &values)),
        from_json(&set, CODES, &lines(&set, &values))
    );
}

#[test]
fn elements_behind_a_list_that_is_too_long_are_where_they_belong() {
    let set = set();
    let sides = |count: usize, every: usize| -> Value {
        let side = |at: usize| ["front", "back"][usize::from(at.is_multiple_of(every))];
        let glare = |at: usize| 0.01 * at as f64;
        let image = |at| json!({"side": side(at), "glare": glare(at % 9)});
        json!({"images": (1..=count).map(image).collect::<Vec<_>>()})
    };
    let values = [
        sides(3, 2),
        sides(10_001, 3),
        sides(4, 4),
        sides(0, 1),
        sides(10_002, 7),
        json!({}),
        sides(6, 5),
    ];
    let nodes = vec![list(
        "images",
        group(
            "element",
            [leaf("side", Kind::Text), leaf("glare", Kind::F64)],
        ),
    )];
    let sound = |rows: String| -> Vec<String> {
        let sound = rows.lines().filter(|row| !row.contains("too_large"));
        sound.map(str::to_owned).collect()
    };
    let rows = sound(from_parquet(&set, CODES, file(nodes, &values)));
    assert_eq!(rows.len(), 5);
    assert!(
        rows[4].contains(r#""back""#) && rows[4].contains("images[4]"),
        "{rows:?}"
    );
    assert_eq!(rows, sound(from_json(&set, CODES, &lines(&set, &values))));
}

/// The same records as [`file`] has, as JSON.
fn lines(set: &PolicySet, values: &[Value]) -> String {
    let record = |value: &Value| {
        let mut record = value.clone();
        record["id"] = json!("a");
        record["submitted_at"] = json!("2026-11-22T10:00:00Z");
        record["region"] = json!("CN");
        line(&set.program().schema, &record)
    };
    values.iter().map(record).collect()
}
