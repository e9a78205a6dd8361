//! `admit test --snapshots` in every format, narrowed to some records, over many of them and over none.

use crate::support::{Admit, Run};
use std::fs;

const RULES: &str = include_str!("rules.admit");

fn record(id: &str, ends: &str) -> String {
    let valid = include_str!("samples/valid.json");
    valid.replace("s-1", id).replace("2030-01-01", ends)
}

fn fresh() -> Admit {
    Admit::new().file("my rules/rules.admit", RULES)
}

/// One of each: as accepted, changed, new, faulty in itself, with a broken snapshot, and gone.
fn one_of_each() -> Admit {
    let line = |id: &str| record(id, "2030-01-01").replace('\n', " ");
    let admit = fresh()
        .file("records/changed.json", record("s-1", "2027-03-20"))
        .file("records/deeper/same.json", record("s-2", "2030-01-01"))
        .file("records/broken.json", record("s-3", "2030-01-01"))
        .file("records/gone.json", record("s-4", "2030-01-01"))
        .file("records/many.ndjson", line("s-5"));
    let (admit, _) = test(admit, "", 1);
    let admit = admit.again().args("snap accept records");
    admit.run().ends_with(0);
    fs::remove_file(admit.path("records/gone.json")).unwrap();
    admit
        .file(
            "records/snapshots/broken.json.snap",
            "---\nrecord: a\n<<<\n",
        )
        .file(
            "records/many.ndjson",
            format!("{}\n{{\n{}\n", line("s-5"), line("a, b")),
        )
        .file(
            "my rules/rules.admit",
            RULES.replace("= 3 months", "= 6 months"),
        )
}

/// Compares the records; `args` are parted by spaces.
#[track_caller]
fn test(admit: Admit, args: &str, status: i32) -> (Admit, Run) {
    let admit = admit.again().args("test").arg("my rules");
    let admit = admit.args("--snapshots records").args(args);
    let run = admit.run().ends_with(status);
    (admit, run)
}

#[test]
fn every_format_says_the_same() {
    let mut admit = one_of_each();
    for format in ["text", "json", "junit", "github"] {
        let told;
        (admit, told) = test(admit, &format!("--check --format {format}"), 2);
        insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(format!("snapshots_{format}"), told.stdout);
        });
    }
    let (_, told) = test(admit, "--check --format json", 2);
    let told = told.json();
    assert_eq!((&told["passed"], &told["failed"]), (&2.into(), &5.into()));
    let states: Vec<&str> = told["cases"]
        .as_array()
        .unwrap()
        .iter()
        .map(|case| case["state"].as_str().unwrap())
        .collect();
    let expected = [
        "faulty", "changed", "same", "same", "faulty", "new", "orphan",
    ];
    assert_eq!(states, expected);
}

#[test]
fn a_pattern_narrows_what_is_compared() {
    let admit = one_of_each();
    let (admit, told) = test(admit, "--run same.json", 0);
    assert_eq!(told.stdout, "ok  1 as accepted\n");
    // A part of a name, and a whole one with a star; neither looks for snapshots without a record.
    let (admit, told) = test(admit, "--check --run ndjson", 2);
    assert!(
        told.stdout.contains("1 new, 1 faulty, 1 as accepted\n"),
        "{told:#?}"
    );
    let (admit, told) = test(admit, "--check --run *@a__b", 1);
    assert!(
        told.stdout
            .starts_with("NEW  records/many.ndjson, line 3\n"),
        "{told:#?}"
    );
    assert!(!told.stdout.contains("ORPHAN"), "{told:#?}");
    // Only what is meant is written down.
    let (admit, _) = test(admit, "--run changed.json", 1);
    assert!(
        admit
            .path("records/snapshots/changed.json.snap.new")
            .exists()
    );
    assert!(
        !admit
            .path("records/snapshots/many.ndjson@a__b.snap.new")
            .exists()
    );
    let (_, told) = test(admit, "--run chnged.json", 2);
    assert!(
        told.stderr
            .contains("no record is called `chnged.json`; did you mean `changed.json`?"),
        "{told:#?}"
    );
}

#[test]
fn the_command_of_each_failure_compares_that_record_alone() {
    let mut admit = one_of_each();
    let told;
    (admit, told) = test(
        admit,
        "--check --format github --at 2026-11-22T10:00:00+08:00",
        2,
    );
    let mut commands = 0;
    for line in told
        .stdout
        .lines()
        .filter(|line| line.starts_with("::error"))
    {
        let Some((_, command)) = line.split_once("%0Aagain: admit ") else {
            assert!(line.contains("found: a snapshot alone"), "{line}");
            continue;
        };
        let command = command.replace("%25", "%");
        let output = std::process::Command::new("sh")
            .arg("-c")
            .arg(format!(
                "exec {} {command} --check --format json",
                env!("CARGO_BIN_EXE_admit")
            ))
            .current_dir(admit.path(""))
            .env_clear()
            .output()
            .unwrap();
        let told: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(
            (&told["passed"], &told["failed"]),
            (&0.into(), &1.into()),
            "{command}"
        );
        commands += 1;
    }
    assert_eq!(commands, 4);
    drop(admit);
}

#[test]
fn a_folder_without_records_is_a_failure_only_when_asked_for() {
    let admit = fresh().file("records/README.md", "nothing yet");
    let (admit, told) = test(admit, "", 0);
    assert_eq!(told.stdout, "ok  0 as accepted\n");
    assert!(
        told.stderr.contains("`records` holds no records"),
        "{told:#?}"
    );
    let (admit, told) = test(admit, "--fail-on-empty", 2);
    assert!(
        told.stderr.contains("error: `records` holds no records"),
        "{told:#?}"
    );
    // A folder that has lost all its records still says which snapshots it keeps.
    let admit = admit.file("records/snapshots/a.json.snap", "---\n");
    let (_, told) = test(admit, "", 1);
    assert!(
        told.stdout
            .contains("ORPHAN  records/snapshots/a.json.snap\n"),
        "{told:#?}"
    );
}

#[test]
fn many_records_come_in_order_on_however_many_cores() {
    let mut lines = String::new();
    for number in 0..1500 {
        let ends = if number % 7 == 0 {
            "2025-01-01"
        } else {
            "2030-01-01"
        };
        lines.push_str(&record(&format!("s-{number}"), ends).replace('\n', " "));
        lines.push('\n');
    }
    let admit = fresh().file("records/many.ndjson", lines);
    let (admit, told) = test(admit, "--check --format json", 1);
    let told = told.json();
    let cases = told["cases"].as_array().unwrap();
    assert_eq!(cases.len(), 1500);
    for (number, case) in cases.iter().enumerate() {
        assert_eq!(
            case["name"],
            format!("records/many.ndjson, line {}", number + 1)
        );
        let word = if number % 7 == 0 {
            "REJECTED"
        } else {
            "ACCEPTED"
        };
        assert_eq!(case["diff"][0], format!("+ {word}  s-{number}"));
    }
    let (admit, first) = test(admit, "--check", 1);
    let (_, second) = test(admit, "--check", 1);
    assert_eq!(first.stdout, second.stdout);
}
