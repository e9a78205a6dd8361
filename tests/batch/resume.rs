//! `--output` and `--resume`: a run that is killed and taken up again ends as one that was not.
#![cfg(unix)]

use super::{RULES, line, long};
use crate::support::Admit;
use crate::support::random::Random;
use serde_json::{Value, json};
use std::fs;
use std::process::{Child, Stdio};
use std::time::Duration;

/// A folder with rules and many records, some of them faulty.
fn folder(records: usize) -> Admit {
    let lines = (0..records).map(|number| match number % 997 {
        0 => "{\"id\": oops}\n".to_owned(),
        _ => line(number, (number % 130) as u32),
    });
    let (first, second): (Vec<_>, Vec<_>) = lines.enumerate().partition(|(at, _)| at % 3 > 0);
    let text =
        |lines: Vec<(usize, String)>| lines.into_iter().map(|(_, line)| line).collect::<String>();
    Admit::new()
        .file("rules/rules.admit", RULES)
        .file("in/a.ndjson", text(first))
        .file("in/b.jsonl", text(second))
}

/// Enough that a run takes longer than it takes to kill it.
const RECORDS: usize = if cfg!(debug_assertions) {
    40_000
} else {
    300_000
};

const RUN: &str = "eval --format ndjson --output out.ndjson --summary json --jobs 2";

fn summary(stderr: &str) -> Value {
    serde_json::from_str(stderr).unwrap_or_else(|error| panic!("{error}: {stderr}"))
}

fn start(admit: &Admit) -> Child {
    let mut command = admit.command();
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Starts a run, and kills it after a while. Whether it was still running.
fn killed(admit: &Admit, after: Duration) -> bool {
    let child = start(admit);
    std::thread::sleep(after);
    kill(child)
}

/// Whether it was still running.
fn kill(mut child: Child) -> bool {
    let running = child.try_wait().unwrap().is_none();
    child.kill().unwrap();
    child.wait().unwrap();
    running
}

#[test]
fn a_run_that_is_killed_goes_on_to_the_same_bytes() {
    let kills = if long() { 100 } else { 3 };
    let admit = folder(RECORDS).args(RUN).arg("in");
    let whole = admit.run().ends_with(2);
    let expected = fs::read(admit.path("out.ndjson")).unwrap();
    let expected_summary = summary(&whole.stderr);
    fs::remove_file(admit.path("out.ndjson")).unwrap();

    let admit = admit.arg("--resume");
    let (mut killed_runs, mut went_on) = (0, 0);
    let mut random = Random::new(9);
    for trial in 0.. {
        assert!(trial < 40 * kills, "no run is ever caught");
        let after = Duration::from_millis(20 + random.below(600) as u64);
        if killed(&admit, after) {
            killed_runs += 1;
            // What has the name of the whole is whole, even if the run had still something to tidy up.
            let named = fs::read(admit.path("out.ndjson"));
            assert!(
                named.is_ok_and(|named| named == expected) || !admit.path("out.ndjson").exists()
            );
            if killed_runs % 3 > 0 {
                continue;
            }
        }
        let run = admit.run().ends_with(2);
        assert!(
            fs::read(admit.path("out.ndjson")).unwrap() == expected,
            "after {killed_runs} kills"
        );
        let summary = summary(&run.stderr);
        for part in ["records", "decisions", "faulty", "reasons", "faults"] {
            assert_eq!(summary[part], expected_summary[part], "{part}");
        }
        went_on += u64::from(summary["earlier"] != json!(0));
        assert_eq!(
            fs::read_dir(admit.path("")).unwrap().count(),
            3,
            "something was left behind"
        );
        fs::remove_file(admit.path("out.ndjson")).unwrap();
        if killed_runs >= kills && went_on > 0 {
            break;
        }
    }
}

/// A folder in which a run was killed after its first journal.
fn interrupted() -> Admit {
    let admit = folder(RECORDS).args(RUN).arg("in").arg("--resume");
    let left = ["out.ndjson.partial", "out.ndjson.partial.journal"].map(|name| admit.path(name));
    let is_left = || left.iter().all(|path| path.exists());
    for _ in 0..100 {
        let mut child = start(&admit);
        while !is_left() && child.try_wait().unwrap().is_none() {
            std::thread::sleep(Duration::from_millis(1));
        }
        if kill(child) && is_left() {
            return admit;
        }
        let _ = fs::remove_file(admit.path("out.ndjson"));
    }
    panic!("there is never a journal");
}

#[test]
fn a_run_is_not_resumed_under_other_conditions() {
    let mut admit = interrupted();
    for (args, why) in [
        (
            "--explain all in",
            "its options were `--explain codes`, and are now `--explain all`",
        ),
        ("--at 2026-11-22 in", "--at 2026-11-22T00:00:00Z"),
        ("in/a.ndjson", "the inputs are others"),
    ] {
        admit = admit.again().args(RUN).arg("--resume").args(args);
        let run = admit.run().ends_with(2);
        let text = format!("the interrupted run cannot be resumed: {why}");
        assert!(
            run.stderr.contains(why) && run.stderr.contains("cannot be resumed"),
            "{text}: {run:#?}"
        );
    }
    admit = admit.again().args(RUN).arg("--resume").arg("in");

    let rules = admit.path("rules/rules.admit");
    fs::write(&rules, format!("{RULES}\n")).unwrap();
    let run = admit.run().ends_with(2);
    assert!(run.stderr.contains("the rules have changed"), "{run:#?}");
    fs::write(&rules, RULES).unwrap();

    let input = admit.path("in/a.ndjson");
    let text = fs::read_to_string(&input).unwrap();
    for changed in [format!("{text}{{}}\n"), text.replacen("id", "ID", 1)] {
        fs::write(&input, changed).unwrap();
        let run = admit.run().ends_with(2);
        assert!(
            run.stderr.contains("the input `in/a.ndjson` has changed"),
            "{run:#?}"
        );
    }
    fs::write(&input, text).unwrap();

    let journal = admit.path("out.ndjson.partial.journal");
    let text = fs::read_to_string(&journal).unwrap();
    fs::write(&journal, "{").unwrap();
    let run = admit.run().ends_with(2);
    assert!(
        run.stderr.contains("its journal cannot be read"),
        "{run:#?}"
    );
    fs::write(&journal, text).unwrap();

    // Nothing of all this did any harm.
    let run = admit.run().ends_with(2);
    assert_eq!(summary(&run.stderr)["records"], json!(RECORDS));

    // A part without the journal that belongs to it is not gone on with.
    let admit = interrupted();
    fs::remove_file(admit.path("out.ndjson.partial.journal")).unwrap();
    let run = admit.run().ends_with(2);
    assert_eq!(summary(&run.stderr)["earlier"], json!(0));
}

#[test]
fn a_new_run_does_not_go_on_with_an_old_part() {
    let admit = interrupted();
    let admit = admit.again().args(RUN).arg("in");
    let run = admit.run().ends_with(2);
    assert_eq!(summary(&run.stderr)["earlier"], json!(0));
    assert_eq!(fs::read_dir(admit.path("")).unwrap().count(), 3);
}

#[test]
fn what_cannot_be_resumed_is_said_before_anything_is_decided() {
    let admit = || {
        folder(3)
            .file("r.json", line(1, 30))
            .file("c.csv", "id\nx\n")
    };
    for args in [
        "eval --format csv --output out.csv --resume in",
        "eval --format ndjson --output out.ndjson --resume r.json",
        "eval --format ndjson --output out.ndjson --resume c.csv",
        "eval --format ndjson --output out.ndjson --resume -",
        "eval --format ndjson --output /dev/null --resume in",
    ] {
        let run = admit().args(args).run().ends_with(2);
        assert!(
            run.stderr.contains("`--resume` takes up runs from .ndjson"),
            "{args}: {run:#?}"
        );
    }
    let run = admit()
        .args("eval --format ndjson --resume in")
        .run()
        .ends_with(2);
    assert!(run.stderr.contains("--output"), "{run:#?}");
}

#[test]
fn an_output_that_fails_leaves_nothing_and_with_resume_its_part() {
    // A file may grow to so many blocks of 512 or 1,024 bytes; what is more is refused.
    let limited = |args: &str| {
        let admit = folder(RECORDS).args(args);
        let command = admit.command();
        let program = command.get_program().to_str().unwrap().to_owned();
        let output = std::process::Command::new("sh")
            .arg("-c")
            .arg(format!(
                "trap '' XFSZ; ulimit -f 300; exec {program} {args}"
            ))
            .current_dir(admit.path(""))
            .env_clear()
            .output()
            .unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{stderr}");
        assert!(
            stderr.contains("`out.ndjson` cannot be written: File too large"),
            "{stderr}"
        );
        admit
    };
    let admit = limited(&format!("{RUN} in"));
    assert_eq!(
        fs::read_dir(admit.path("")).unwrap().count(),
        2,
        "something was left behind"
    );

    let admit = limited(&format!("{RUN} --resume in"));
    assert!(admit.path("out.ndjson.partial").exists());
    let run = admit.run().ends_with(2);
    assert_eq!(summary(&run.stderr)["records"], json!(RECORDS));
    assert!(admit.path("out.ndjson").exists());
}
