//! `admit eval`.

use super::{record, with_rules};
use crate::support::Admit;
use serde_json::json;

#[test]
fn each_outcome_has_its_exit_status() {
    let table = [
        (r#""pass""#, 0, "ACCEPTED"),
        (r#""fail""#, 1, "REJECTED"),
        (r#""doubt""#, 3, "REVIEW"),
        ("null", 4, "INCOMPLETE"),
        (r#""unheard_of""#, 2, "FAULTY"),
    ];
    for (wish, status, verdict) in table {
        let admit = with_rules()
            .file("r.json", record("a-1", wish))
            .args("eval r.json");
        let run = admit.run().ends_with(status);
        assert!(run.stdout.starts_with(verdict), "{run:#?}");
        assert_eq!(run.stderr, "rules: rules (1 file)\n");
    }
}

#[test]
fn fail_on_makes_milder_outcomes_fine() {
    let admit = with_rules()
        .file("reject.json", record("a-1", r#""fail""#))
        .file("incomplete.json", record("a-2", "null"))
        .file("review.json", record("a-3", r#""doubt""#));
    let table = [
        ("reject", [1, 0, 0]),
        ("incomplete", [1, 4, 0]),
        ("review", [1, 4, 3]),
        ("never", [0, 0, 0]),
    ];
    let mut admit = admit;
    for (fail_on, statuses) in table {
        for (name, status) in ["reject", "incomplete", "review"].iter().zip(statuses) {
            admit = admit
                .again()
                .args(&format!("eval --quiet --fail-on {fail_on} {name}.json"));
            admit.run().ends_with(status);
        }
    }
}

#[test]
fn the_most_severe_of_many_decides_the_status_and_a_faulty_one_stops_nobody() {
    let lines = [
        record("a", r#""pass""#),
        record("b", r#""doubt""#),
        record("c", r#""fail""#),
    ];
    let mut input = lines.join("\n");
    let run = with_rules().args("eval -").stdin(&input).run().ends_with(1);
    assert!(
        run.stdout
            .ends_with("\n3 records: 1 accepted, 1 for review, 1 rejected\n"),
        "{run:#?}"
    );

    input.push_str("\n{\"id\": oops}\n");
    input.push_str(&record("e", r#""pass""#));
    let run = with_rules()
        .args("eval --format ndjson -")
        .stdin(&input)
        .run()
        .ends_with(2);
    let rows = run.ndjson();
    assert_eq!(rows.len(), 5);
    assert_eq!(rows[3]["id"], json!(null));
    assert_eq!(rows[3]["line"], json!(4));
    assert!(rows[3]["error"]["code"].is_string(), "{run:#?}");
    assert_eq!(rows[4]["decision"], json!("accept"));
}

#[test]
fn json_is_an_object_for_one_record_and_an_array_for_several() {
    let admit = with_rules()
        .file("in/b.json", record("b", r#""fail""#))
        .file("in/a.json", record("a", r#""pass""#))
        .file("in/.hidden.json", "{")
        .file("in/README.md", "not a record");
    let admit = admit.args("eval --format json in/b.json");
    let one = admit.run().ends_with(1).json();
    assert_eq!(one["id"], json!("b"));
    assert_eq!(one["reasons"][0]["code"], json!("wish_rejected"));
    assert_eq!(one["reasons"][0]["source"]["file"], json!("all.admit"));

    let admit = admit.again().args("eval --format json in");
    let several = admit.run().ends_with(1).json();
    let ids: Vec<_> = several
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["id"].clone())
        .collect();
    assert_eq!(ids, [json!("a"), json!("b")]);
}

#[test]
fn explain_governs_what_a_reason_carries() {
    let admit = with_rules().file("r.json", record("a", r#""fail""#));
    let admit = admit.args("eval --format ndjson r.json");
    let codes = admit.run().ndjson();
    assert_eq!(codes[0]["reasons"][0].get("condition"), None);
    let admit = admit.args("--explain all");
    let all = admit.run().ndjson();
    assert_eq!(all[0]["reasons"][0]["condition"], json!("wish == fail"));
    assert!(all[0]["trace"].is_array());
}

#[test]
fn private_values_show_only_when_revealed() {
    let admit = with_rules().file("r.json", record("a", r#""fail""#));
    let admit = admit.args("eval --explain all r.json");
    let masked = admit.run();
    assert!(
        !masked.stdout.contains("Canary") && masked.stdout.contains("•••"),
        "{masked:#?}"
    );
    let admit = admit.args("--reveal");
    assert!(admit.run().stdout.contains("Canary Tester"));
}

#[test]
fn a_private_value_is_in_no_output_of_any_format_or_failure() {
    let good = record("a", r#""fail""#);
    let name = r#""name": "Canary Tester""#;
    let inputs = [
        good.clone(),
        record("a", r#""unheard_of""#),
        record("a", "null"),
        good.replace(name, r#""name": ["Canary Tester"]"#),
        good.replace(name, r#""name": "Canary Tester", "name": "Canary Tester""#),
        good.replace(name, r#""naem": "Canary Tester""#),
        good.replace(name, r#""name": "Canary Tester\q""#),
        good.replace(name, r#""name": "Canary Tester"#),
        good.replace(r#""region": "CN""#, r#""region": "Canary Tester""#),
    ];
    for input in inputs {
        for format in ["text", "json", "ndjson", "csv"] {
            for detail in ["codes", "reasons", "all --strict", "all --quiet"] {
                let args = format!("eval --format {format} --explain {detail} -");
                let run = with_rules().args(&args).stdin(&input).run();
                assert!(!run.stdout.is_empty(), "{run:#?}");
                let shown = run.stdout.contains("Canary") || run.stderr.contains("Canary");
                assert!(!shown, "{input}: {run:#?}");
            }
        }
    }
}

#[test]
fn quiet_prints_the_decision_alone() {
    let admit = with_rules()
        .file("r.json", record("a", r#""fail""#))
        .args("eval -q r.json");
    let run = admit.run().ends_with(1);
    assert_eq!((run.stdout.as_str(), run.stderr.as_str()), ("reject\n", ""));
    let admit = admit.args("--format json");
    assert_eq!(
        admit.run().json(),
        json!({ "id": "a", "decision": "reject" })
    );

    let two = [record("a", r#""fail""#), record("b", r#""pass""#)].join("\n");
    let run = with_rules().args("eval -q -").stdin(two).run().ends_with(1);
    assert_eq!(run.stdout, "reject a\naccept b\n");
}

#[test]
fn the_instant_is_the_argument_or_the_record_s_own() {
    let without = r#"{"id": "a", "region": "CN", "wish": "pass", "name": "x"}"#;
    let admit = with_rules()
        .file("r.json", without)
        .args("eval --format json r.json");
    let run = admit.run().ends_with(2);
    assert_eq!(run.json()["error"]["code"], json!("no_instant"));
    assert_eq!(run.json()["id"], json!("a"));

    let admit = admit.args("--at 2026-11-22");
    let decision = admit.run().ends_with(0).json();
    assert_eq!(decision["at"], json!("2026-11-22T00:00:00+08:00"));
    assert_eq!(decision["today"], json!("2026-11-22"));

    let admit = admit.again().args("eval --quiet --at now r.json");
    admit.run().ends_with(0);
    let admit = admit.again().args("eval --at 2026-02-29 r.json");
    assert!(
        admit
            .run()
            .ends_with(2)
            .stderr
            .contains("there is no such day")
    );
}

#[test]
fn toml_and_strict_are_understood() {
    let toml = "id = \"t\"\nsubmitted_at = 2026-11-22T10:00:00+08:00\nregion = \"CN\"\nwish = \"pass\"\nname = \"x\"\nwhish = 1\n";
    let admit = with_rules()
        .file("r.toml", toml)
        .args("eval --format json r.toml");
    let decision = admit.run().ends_with(0).json();
    assert_eq!(decision["unknown_fields"][0]["did_you_mean"], json!("wish"));
    let admit = admit.args("--strict");
    admit.run().ends_with(2);
}

#[test]
fn what_cannot_be_read_is_said_before_anything_is_decided() {
    let good = || with_rules().file("r.json", record("a", r#""pass""#));
    let table = [
        (
            good(),
            "eval r.json missing.json",
            "`missing.json` cannot be read: there is no such file",
        ),
        (
            good().file("empty/notes.txt", ""),
            "eval empty",
            "the folder `empty` holds no records",
        ),
        (
            good().file("r.xml", ""),
            "eval r.xml",
            "`r.xml` does not say what it is",
        ),
        (
            good().file("r.ndjson", "\n"),
            "eval r.ndjson",
            "there are no records",
        ),
        (good(), "eval - -", "`-` may stand only once"),
        (
            good(),
            "eval --rules nowhere r.json",
            "`nowhere` cannot be read",
        ),
        (
            good(),
            "eval --rules r.json r.json",
            "`r.json` is no folder",
        ),
        (
            good().file("bare/x.txt", ""),
            "eval --rules bare r.json",
            "the folder `bare` holds no `.admit` files",
        ),
        (
            good().file("rules/bad.admit", "rule"),
            "eval r.json",
            "the rules cannot be used",
        ),
        (good(), "eval --no-such-option r.json", "--no-such-option"),
        (good(), "eval", "<RECORD>"),
    ];
    for (admit, args, expected) in table {
        let run = admit.args(args).run().ends_with(2);
        assert!(
            run.stdout.is_empty() && run.stderr.contains(expected),
            "{args}: {run:#?}"
        );
    }
}

#[cfg(unix)]
#[test]
fn a_folder_that_contains_itself_is_named() {
    let admit = with_rules().file("in/a.json", record("a", r#""pass""#));
    std::os::unix::fs::symlink("..", admit.path("in/up")).unwrap();
    let run = admit.args("eval in").run().ends_with(2);
    assert!(
        run.stderr
            .contains("leads back to a folder that it lies in"),
        "{run:#?}"
    );
}

#[cfg(unix)]
#[test]
fn names_of_files_cannot_move_the_cursor() {
    let admit = with_rules().file("in/\u{1b}[2Ja.json", "{");
    let run = admit.args("eval in").run().ends_with(2);
    assert!(
        !run.stdout.contains('\u{1b}') && run.stdout.contains("\\u{1b}[2Ja.json"),
        "{run:#?}"
    );
}

#[test]
fn without_rules_at_hand_the_pack_in_the_binary_decides() {
    let run = Admit::new()
        .file("r.json", "{}")
        .args("eval --at 2026-11-22 r.json")
        .run();
    run.ends_with(4)
        .stderr
        .contains("the pack in this binary")
        .then_some(())
        .unwrap();
}

#[cfg(unix)]
#[test]
fn what_lies_in_a_folder_and_cannot_be_read_is_a_row_and_never_hangs() {
    let admit = with_rules().file("in/a.json", record("a", r#""pass""#));
    make_pipe(&admit.path("in/pipe.json"));
    std::os::unix::fs::symlink("nowhere", admit.path("in/lost.json")).unwrap();
    std::os::unix::fs::symlink("/dev/zero", admit.path("in/zero.ndjson")).unwrap();
    std::os::unix::fs::symlink("nowhere", admit.path("in/lost.txt")).unwrap();
    std::fs::create_dir(admit.path("in/folder.json")).unwrap();
    let run = admit.args("eval --format ndjson in").run().ends_with(2);
    let rows = run.ndjson();
    assert_eq!(rows.len(), 4, "{run:#?}");
    assert_eq!(rows[0]["decision"], json!("accept"));
    for row in &rows[1..] {
        assert_eq!(row["error"]["code"], json!("unreadable"));
    }
    for text in ["in/pipe.json", "it is no regular file", "in/lost.json"] {
        assert!(run.stderr.contains(text), "{text}: {run:#?}");
    }
}

#[cfg(unix)]
#[test]
fn a_pipe_can_be_named_and_a_device_cannot() {
    let admit = with_rules();
    make_pipe(&admit.path("pipe.json"));
    let pipe = admit.path("pipe.json");
    let writer = std::thread::spawn(move || std::fs::write(pipe, record("a", r#""pass""#)));
    let admit = admit.args("eval -q pipe.json");
    assert_eq!(admit.run().ends_with(0).stdout, "accept\n");
    writer.join().unwrap().unwrap();

    std::os::unix::fs::symlink("/dev/zero", admit.path("zero.ndjson")).unwrap();
    let run = admit.again().args("eval zero.ndjson").run().ends_with(2);
    assert!(run.stderr.contains("`zero.ndjson` is a device"), "{run:#?}");
}

#[cfg(unix)]
fn make_pipe(path: &std::path::Path) {
    let made = std::process::Command::new("mkfifo").arg(path).status();
    assert!(made.unwrap().success());
}

#[test]
fn the_encoding_of_a_record_is_understood_or_named() {
    let text = record("a", r#""pass""#);
    let marked = format!("\u{feff}{}", text.replace(", ", ",\r\n"));
    let run = with_rules()
        .file("r.json", marked)
        .args("eval -q r.json")
        .run();
    assert_eq!(run.ends_with(0).stdout, "accept\n");

    let wide: Vec<u8> = format!("\u{feff}{text}")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let run = with_rules().file("r.json", wide).args("eval r.json").run();
    assert!(run.ends_with(2).stdout.contains("save it as UTF-8"));
}

#[test]
fn a_record_that_is_far_too_large_is_refused_and_the_next_is_decided() {
    let good = record("a", r#""pass""#);
    let huge = format!("{}{good}", " ".repeat(17 << 20));
    let run = with_rules()
        .file("r.json", &huge)
        .args("eval r.json")
        .run()
        .ends_with(2);
    assert!(run.stdout.contains("more than 16 MiB"), "{run:#?}");

    let lines = [huge, good].join("\n");
    let admit = with_rules().args("eval -q -").stdin(lines);
    let run = admit.run().ends_with(2);
    assert_eq!(run.stdout, "faulty standard input:1\naccept a\n");
}

#[test]
fn a_thousand_records_in_a_folder_keep_their_order() {
    let admit = (0..1000).fold(with_rules(), |admit, number| {
        let name = format!("in/{number:04}.json");
        admit.file(&name, record(&format!("r{number}"), r#""pass""#))
    });
    let run = admit.args("eval -q in").run().ends_with(0);
    let expected: String = (0..1000)
        .map(|number| format!("accept r{number}\n"))
        .collect();
    assert_eq!(run.stdout, expected);
}

#[test]
fn an_accepted_record_says_what_was_checked_and_with_all_why_it_passed() {
    let admit = with_rules().file("r.json", record("a", r#""pass""#));
    let admit = admit.args("eval r.json");
    insta::assert_snapshot!("accepted", admit.run().ends_with(0).stdout);
    let admit = admit.args("--explain all");
    insta::assert_snapshot!("accepted_all", admit.run().ends_with(0).stdout);
}
