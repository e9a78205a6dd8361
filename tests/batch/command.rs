//! `admit eval` over many records: formats, summaries, threads, files that grow, pipes that break.

use super::{RULES, line};
use crate::support::Admit;
use serde_json::json;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::Stdio;

fn with_rules() -> Admit {
    Admit::new().file("rules/rules.admit", RULES)
}

/// Enough for many blocks.
fn many(count: usize) -> String {
    let lines = (0..count).map(|number| line(number, (number % 130) as u32));
    lines.collect()
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let text = many(2500).replace("\"r2000\"", "oops");
    let mut admit = with_rules();
    for format in [
        "ndjson",
        "csv",
        "text",
        "json",
        "text --quiet",
        "csv --quiet",
    ] {
        let mut first = None;
        for jobs in [1, 2, 5] {
            let args = format!("eval --summary none --format {format} --jobs {jobs} -");
            admit = admit.again().args(&args).stdin(&text);
            let run = admit.run().ends_with(2);
            assert_eq!(
                run.stderr.lines().count(),
                usize::from(!format.contains("quiet")),
                "{}",
                run.stderr
            );
            assert!(
                first.get_or_insert_with(|| run.stdout.clone()) == &run.stdout,
                "{args}"
            );
        }
    }
}

#[test]
fn csv_has_a_row_for_each_record_and_no_formula() {
    let text = [
        line(1, 30),
        line(2, 17).replace("\"r2\"", "\"=cmd|'/c calc'!A0\""),
        line(3, 30).replace("\"age\": 30, ", ""),
        "{\"id\": \"-4\", \"age\": \"x\"}\n".to_owned(),
        line(5, 100).replace("\"r5\"", "\"a,\\\"b\\\"\""),
    ];
    let admit = with_rules().file("in.ndjson", text.concat());
    let admit = admit.args("eval --format csv in.ndjson");
    insta::assert_snapshot!("csv", admit.run().ends_with(2).stdout);
    let raw = admit.args("--csv-raw").run().ends_with(2).stdout;
    assert!(raw.contains("\n=cmd|'/c calc'!A0,reject,"), "{raw}");
}

#[test]
fn a_summary_tells_counts_reasons_and_the_first_faults() {
    let text = many(300).replace("\"r200\"", "oops");
    let admit = with_rules().file("in.ndjson", text);
    let admit = admit.args("eval --format ndjson in.ndjson");
    let run = admit.run().ends_with(2);
    // How long it took is on the first line, behind that of the rules.
    let (_, rest) = run.stderr.split_once("a second\n").unwrap();
    insta::assert_snapshot!("summary", rest);

    let run = admit.args("--summary json").run().ends_with(2);
    let summary: serde_json::Value = serde_json::from_str(&run.stderr).unwrap();
    assert_eq!(summary["records"], json!(300));
    assert_eq!(summary["decisions"]["reject"], json!(54));
    assert_eq!(
        summary["reasons"],
        json!({ "too_young": 54, "very_old": 60 })
    );
    assert_eq!(summary["faults"][0]["line"], json!(201));
    assert!(summary["records_per_second"].is_u64());
}

#[test]
fn text_keeps_its_line_and_the_summary_comes_when_asked_for() {
    let admit = with_rules().file("in.ndjson", many(20));
    let admit = admit.args("eval in.ndjson");
    let run = admit.run().ends_with(1);
    assert!(
        run.stdout
            .ends_with("\n20 records: 2 accepted, 18 rejected\n"),
        "{run:#?}"
    );
    assert_eq!(run.stderr, "rules: rules (1 file)\n");
    let run = admit.args("--summary text").run().ends_with(1);
    assert!(run.stderr.contains("  too_young  18  ####"), "{run:#?}");
}

#[test]
fn one_faulty_record_is_named_with_its_file() {
    let admit = with_rules().file("in.ndjson", "\n{}\n");
    let run = admit
        .args("eval --format ndjson in.ndjson")
        .run()
        .ends_with(2);
    assert!(
        run.stderr.contains("in.ndjson, line 2: submitted_at: "),
        "{run:#?}"
    );
}

#[test]
fn an_output_is_there_whole_or_not_at_all() {
    let admit = with_rules()
        .file("in.ndjson", many(500))
        .file("out.csv", "old");
    let admit = admit.args("eval --format csv --output out.csv in.ndjson");
    let run = admit.run().ends_with(1);
    assert_eq!(run.stdout, "");
    let written = std::fs::read_to_string(admit.path("out.csv")).unwrap();
    assert_eq!(written.lines().count(), 501);

    // Nothing to decide: the old file stays.
    let admit = admit.again().file("empty.ndjson", "\n");
    let admit = admit.args("eval --output out.csv empty.ndjson");
    admit.run().ends_with(2);
    assert_eq!(
        std::fs::read_to_string(admit.path("out.csv")).unwrap(),
        written
    );
    assert!(!admit.path("out.csv.partial").exists());

    let admit = admit.again().args("eval --output in.ndjson in.ndjson");
    let run = admit.run().ends_with(2);
    assert!(
        run.stderr
            .contains("`in.ndjson` is read and cannot be written as well"),
        "{run:#?}"
    );
    let admit = admit.again().args("eval --output rules in.ndjson");
    let run = admit.run().ends_with(2);
    assert!(run.stderr.contains("`rules` is a folder"), "{run:#?}");
}

#[cfg(unix)]
#[test]
fn a_link_is_followed_and_stays() {
    let admit = with_rules()
        .file("in.ndjson", many(5))
        .file("real/out", "old");
    std::os::unix::fs::symlink("real/out", admit.path("out")).unwrap();
    let admit = admit.args("eval -q --output out in.ndjson");
    admit.run().ends_with(1);
    assert!(admit.path("out").is_symlink());
    assert!(
        std::fs::read_to_string(admit.path("real/out"))
            .unwrap()
            .starts_with("reject r0\n")
    );
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_ends_a_long_run_with_its_message() {
    let text = many(20_000);
    let admit = with_rules().file("in.ndjson", &text);
    let admit = admit.args("eval --format ndjson --output /dev/full in.ndjson");
    let run = admit.run().ends_with(2);
    assert!(
        run.stderr
            .contains("`/dev/full` cannot be written: No space left"),
        "{run:#?}"
    );
    let full = std::fs::File::options()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let admit = admit.again().args("eval --format ndjson in.ndjson");
    let run = admit.run_into(Stdio::from(full)).ends_with(2);
    assert!(
        run.stderr.contains("standard output cannot be written"),
        "{run:#?}"
    );
    assert!(
        !run.stderr.contains("a second"),
        "a failed run has no summary: {run:#?}"
    );
}

#[cfg(unix)]
#[test]
fn a_reader_that_leaves_ends_a_run_whose_input_goes_on_for_ever() {
    let admit = with_rules().args("eval --format ndjson --jobs 3 -");
    let mut command = admit.command();
    let command = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let feeder = std::thread::spawn(move || {
        let text = many(1000);
        while stdin.write_all(text.as_bytes()).is_ok() {}
    });
    let mut lines = BufReader::new(child.stdout.take().unwrap());
    let mut first = String::new();
    lines.read_line(&mut first).unwrap();
    assert!(first.starts_with("{\"id\":\"r0\""), "{first}");
    drop(lines);
    let status = child.wait().unwrap();
    feeder.join().unwrap();
    let mut said = String::new();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut said)
        .unwrap();
    assert_eq!(
        (status.code(), said.as_str()),
        (Some(2), "rules: rules (1 file)\n")
    );
}

#[test]
fn of_a_file_that_grows_what_was_there_is_decided() {
    // It grows while its first part is being written to a pipe that nobody empties.
    let text = many(4000);
    let admit = with_rules().file("in.ndjson", &text[..text.len() - 20]);
    let admit = admit.args("eval --format ndjson --summary none --jobs 1 in.ndjson");
    let mut command = admit.command();
    let command = command.stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap());
    let mut rows = String::new();
    lines.read_line(&mut rows).unwrap();
    let path = admit.path("in.ndjson");
    let mut file = std::fs::File::options().append(true).open(path).unwrap();
    // The rest of the last line, and more lines.
    file.write_all(&text.as_bytes()[text.len() - 20..]).unwrap();
    file.write_all(text.as_bytes()).unwrap();
    lines.read_to_string(&mut rows).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(1));
    assert_eq!(rows.lines().count(), 4000);
    assert!(
        rows.ends_with("}\n")
            && rows
                .lines()
                .last()
                .unwrap()
                .starts_with("{\"id\":\"r3999\"")
    );
}

#[cfg(target_os = "linux")]
#[test]
fn memory_does_not_grow_with_the_number_of_records() {
    let admit = with_rules().args("eval --format ndjson --jobs 2 --summary none -");
    let mut command = admit.command();
    let command = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut stdout = child.stdout.take().unwrap();
    let reader =
        std::thread::spawn(move || std::io::copy(&mut stdout, &mut std::io::sink()).unwrap());
    let status = format!("/proc/{}/status", child.id());
    let most = || {
        let status = std::fs::read_to_string(&status).unwrap();
        let line = status
            .lines()
            .find(|line| line.starts_with("VmHWM:"))
            .unwrap();
        line.split_whitespace()
            .nth(1)
            .unwrap()
            .parse::<u64>()
            .unwrap()
    };
    let text = many(10_000);
    stdin.write_all(text.as_bytes()).unwrap();
    let before = most();
    for _ in 0..if super::long() { 100 } else { 5 } {
        stdin.write_all(text.as_bytes()).unwrap();
    }
    let after = most();
    drop(stdin);
    assert_eq!(child.wait().unwrap().code(), Some(1));
    assert!(reader.join().unwrap() > text.len() as u64);
    assert!(after < before + 2048, "from {before} to {after} KiB");
}

#[test]
fn inputs_of_all_kinds_go_through_one_run_in_their_order() {
    let admit = with_rules()
        .file("in/a.json", line(1, 30))
        .file(
            "in/b.csv",
            "id,region,age,submitted_at\nr2,CN,17,2026-11-22T10:00:00Z\n",
        )
        .file("in/c.ndjson", format!("{}\n{}", line(3, 30), line(4, 100)))
        .file("in/d.toml", "id = \"r5\"\nregion = \"CN\"\nage = 30\n")
        .file("in/e.csv", "id,id\n");
    let run = admit.args("eval -q in").run().ends_with(2);
    let expected =
        "accept r1\nreject r2\naccept r3\nreview r4\nfaulty in/d.toml:1\nfaulty in/e.csv:1\n";
    assert_eq!(run.stdout, expected);
}
