//! Standard output that closes early, that is full, that is a terminal or not; help and version.

use super::{record, with_rules};
use crate::support::Admit;
use std::process::Stdio;

/// A folder and a sound command line for every verb.
fn every_verb() -> [Admit; 8] {
    [
        with_rules()
            .file("r.json", record("a", r#""pass""#))
            .args("eval r.json"),
        with_rules().args("check"),
        with_rules().args("explain wish_rejected"),
        with_rules().args("builtins"),
        with_rules().args("schema"),
        with_rules().args("init elsewhere"),
        Admit::new().args("--help"),
        Admit::new().args("--version"),
    ]
}

#[test]
fn every_verb_succeeds() {
    for admit in every_verb() {
        assert!(!admit.run().ends_with(0).stdout.is_empty());
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_trouble() {
    for admit in every_verb() {
        let full = std::fs::File::options()
            .write(true)
            .open("/dev/full")
            .unwrap();
        let run = admit.run_into(Stdio::from(full)).ends_with(2);
        assert!(
            run.stderr.contains("standard output cannot be written"),
            "{run:#?}"
        );
    }
}

#[cfg(unix)]
#[test]
fn a_reader_that_has_seen_enough_is_no_trouble() {
    for (place, admit) in every_verb().into_iter().enumerate() {
        // `eval` and `check` did not come to a verdict, and 0 would be one.
        let status = if place < 2 { 2 } else { 0 };
        // Both ends of a pipe of which nobody reads: the child's end breaks at the first write.
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let run = admit.run_into(Stdio::from(writer)).ends_with(status);
        assert!(
            !run.stderr.contains("error") && !run.stderr.contains("panic"),
            "{run:#?}"
        );
    }
}

#[test]
fn colour_comes_only_when_asked_for() {
    let admit = with_rules()
        .file("r.json", record("a", r#""pass""#))
        .args("eval r.json");
    assert!(!admit.run().stdout.contains('\u{1b}'));
    let admit = admit.env("CLICOLOR_FORCE", "1");
    assert!(admit.run().stdout.contains('\u{1b}'));
    let admit = admit.env("NO_COLOR", "1");
    assert!(!admit.run().stdout.contains('\u{1b}'));
    let admit = admit.args("--color always");
    assert!(admit.run().stdout.contains('\u{1b}'));
}

#[test]
fn the_clock_zone_and_language_of_the_machine_change_nothing() {
    let admit = with_rules()
        .file("r.json", record("a", r#""fail""#))
        .args("eval r.json");
    let here = admit.run();
    let there = admit
        .env("TZ", "America/New_York")
        .env("LANG", "zh_CN.UTF-8")
        .run();
    assert_eq!((here.stdout, here.stderr), (there.stdout, there.stderr));
}

#[test]
fn help_teaches_by_example() {
    let run = Admit::new().args("--help").run().ends_with(0);
    insta::assert_snapshot!("help", run.stdout);
}

#[test]
fn wrong_usage_is_trouble() {
    for args in ["", "no_such_verb", "--no-such-option", "check a b"] {
        let run = Admit::new().args(args).run().ends_with(2);
        assert!(
            run.stdout.is_empty() && !run.stderr.is_empty(),
            "{args}: {run:#?}"
        );
    }
}

#[test]
fn an_argument_cannot_move_the_cursor() {
    for arguments in [
        ["\u{1b}[2J", "x"],
        ["explain", "\u{1b}[2J"],
        ["builtins", "\u{1b}[2J"],
        ["eval", "\u{1b}[2J"],
    ] {
        let admit = arguments.into_iter().fold(with_rules(), Admit::arg);
        let run = admit.run().ends_with(2);
        assert!(!run.stderr.contains('\u{1b}'), "{run:#?}");
    }
}
