//! `admit eval` over Parquet files: alone, among others, damaged, and where they are not taken.

use super::plain;
use crate::batch::{RULES, line};
use crate::support::Admit;
use crate::support::parquet::{Kind, leaf, list, write};
use serde_json::{Value, json};

fn bytes(ids: std::ops::Range<usize>) -> Vec<u8> {
    let nodes = [
        leaf("id", Kind::Text),
        leaf("submitted_at", Kind::Micros),
        leaf("region", Kind::Text),
        leaf("age", Kind::I32),
        leaf("name", Kind::Text),
    ];
    let records: Vec<Value> = ids
        .map(|id| serde_json::from_str(&line(id, (id % 130) as u32)).unwrap())
        .collect();
    write(&nodes, &records, plain(), 1000)
}

fn with_rules() -> Admit {
    Admit::new().file("rules/rules.admit", RULES)
}

#[test]
fn rows_come_in_order_in_every_format_on_any_number_of_threads() {
    let text: String = (0..2500).map(|id| line(id, (id % 130) as u32)).collect();
    let mut admit = with_rules()
        .file("in.parquet", bytes(0..2500))
        .file("in.ndjson", text);
    for format in [
        "ndjson",
        "csv",
        "text",
        "ndjson --quiet",
        "csv --explain codes",
    ] {
        let args = format!("eval --summary none --format {format} in.ndjson");
        admit = admit.again().args(&args);
        let expected = admit.run().ends_with(1);
        for jobs in [1, 2, 5] {
            let args = format!("eval --summary none --format {format} --jobs {jobs} in.parquet");
            admit = admit.again().args(&args);
            let run = admit.run().ends_with(1);
            assert!(
                run.stdout == expected.stdout,
                "{format} {jobs}\n{}",
                run.stderr
            );
        }
    }
}

#[test]
fn they_lie_in_folders_beside_others() {
    let admit = with_rules()
        .file("in/a.parquet", bytes(0..3))
        .file("in/b.ndjson", line(3, 30))
        .file("in/deeper/c.parquet", bytes(4..5))
        .file(
            "in/d.csv",
            "id,submitted_at,region,age\nr5,2026-11-22T10:00:00Z,CN,40\n",
        )
        .file("in/e.json", line(6, 50))
        .file("in/f.parquet", bytes(7..9))
        .file("in/notes.txt", "no record")
        .args("eval --format ndjson --output out.ndjson --summary json in");
    let run = admit.run().ends_with(1);
    let rows = std::fs::read_to_string(admit.path("out.ndjson")).unwrap();
    let ids: Vec<String> = rows
        .lines()
        .map(|row| {
            serde_json::from_str::<Value>(row).unwrap()["id"]
                .as_str()
                .unwrap()
                .to_owned()
        })
        .collect();
    assert_eq!(ids, ["r0", "r1", "r2", "r3", "r5", "r4", "r6", "r7", "r8"]);
    let summary: Value = serde_json::from_str(&run.stderr).unwrap();
    assert_eq!(summary["records"], 9, "{summary}");
    let admit = admit.again().args("eval --quiet in/a.parquet in/f.parquet");
    assert_eq!(admit.run().ends_with(1).stdout.lines().count(), 5);
}

#[test]
fn a_damaged_file_costs_no_other() {
    let mut damaged = bytes(0..300);
    let length = damaged.len();
    damaged[length - 20] ^= 0xFF;
    let admit = with_rules()
        .file("in/a.parquet", damaged)
        .file("in/b.parquet", bytes(20..30))
        .file("in/c.parquet", b"id,region\n")
        .args("eval --format ndjson in");
    let run = admit.run().ends_with(2);
    let rows = run.ndjson();
    assert_eq!(rows.len(), 12, "{rows:#?}");
    assert_eq!(rows[0]["error"]["code"], "syntax");
    assert_eq!(rows[10]["decision"], "accept");
    assert!(
        rows[11]["error"]["message"]
            .as_str()
            .unwrap()
            .contains("no Parquet file")
    );
    for file in ["in/a.parquet, line 1: ", "in/c.parquet, line 1: "] {
        assert!(run.stderr.contains(file), "{}", run.stderr);
    }
    assert!(!run.stderr.contains("panic"), "{}", run.stderr);
}

#[test]
fn what_is_not_looked_at_is_named_and_strict_refuses_it() {
    let nodes = [
        leaf("id", Kind::Text),
        leaf("submitted_at", Kind::Micros),
        leaf("region", Kind::Text),
        leaf("agee", Kind::I32),
        list("more", leaf("element", Kind::Text)),
    ];
    let record =
        json!({"id": "a", "submitted_at": "2026-11-22T10:00:00Z", "region": "CN", "agee": 5});
    let admit = with_rules().file("in.parquet", write(&nodes, &[record], plain(), 9));
    let admit = admit.args("eval --format ndjson in.parquet");
    let run = admit.run().ends_with(4);
    assert!(
        run.stderr
            .contains("the schema has no field for the column `agee`; did you mean `age`?"),
        "{}",
        run.stderr
    );
    assert!(run.stderr.contains("`more`"), "{}", run.stderr);
    let admit = admit
        .again()
        .args("eval --format ndjson --strict in.parquet");
    let row = &admit.run().ends_with(2).ndjson()[0];
    assert_eq!(
        (&row["error"]["path"], &row["error"]["code"]),
        (&json!("agee"), &json!("unknown_field"))
    );
}

#[test]
fn where_such_a_file_cannot_be_read_that_is_said() {
    let admit = with_rules()
        .file("in.parquet", bytes(0..3))
        .args("eval --format ndjson --output out --resume in.parquet");
    let run = admit.run().ends_with(2);
    assert!(
        run.stderr.contains("`--resume` takes up runs from .ndjson"),
        "{}",
        run.stderr
    );
    let admit = admit
        .again()
        .args("eval --format ndjson -")
        .stdin(bytes(0..3));
    let row = &admit.run().ends_with(2).ndjson()[0];
    let message = row["error"]["message"].as_str().unwrap();
    assert!(message.contains("a Parquet file"), "{message}");
    let empty = write(&[leaf("id", Kind::Text)], &[], plain(), 9);
    let admit = admit
        .again()
        .file("in.parquet", empty)
        .args("eval in.parquet");
    let run = admit.run().ends_with(2);
    assert!(
        run.stderr.contains("there are no records in the input"),
        "{}",
        run.stderr
    );
}
