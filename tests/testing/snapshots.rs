//! Snapshots of whole explanations: from a changed rule through a review to what is accepted, and all that can be in
//! the way.

use crate::support::{Admit, Run};
use admit::engine::PolicySet;
use admit::snapshot::Snapshot;
use std::fs;
use std::path::Path;
use std::time::Duration;

const RULES: &str = include_str!("rules.admit");
const SNAP: &str = "records/snapshots/soon.json.snap";
const NEW: &str = "records/snapshots/soon.json.snap.new";

/// A record whose document ends on this day.
fn record(id: &str, ends: &str) -> String {
    let valid = include_str!("samples/valid.json");
    valid.replace("s-1", id).replace("2030-01-01", ends)
}

/// Rules and one record, of which nothing is accepted yet.
fn fresh() -> Admit {
    Admit::new()
        .file("rules/rules.admit", RULES)
        .file("records/soon.json", record("s-1", "2027-03-20"))
}

/// The same, and its explanation is accepted.
fn accepted() -> Admit {
    let admit = fresh();
    let (admit, _) = run(admit, "test --snapshots records", 1);
    run(admit, "snap accept records", 0).0
}

/// With another margin, by which the document ends too soon.
fn wider(admit: Admit) -> Admit {
    admit.file(
        "rules/rules.admit",
        RULES.replace("= 3 months", "= 6 months"),
    )
}

#[track_caller]
fn run(admit: Admit, args: &str, status: i32) -> (Admit, Run) {
    let admit = admit.again().args(args);
    let run = admit.run().ends_with(status);
    (admit, run)
}

fn text(admit: &Admit, path: &str) -> String {
    fs::read_to_string(admit.path(path)).unwrap()
}

/// All files below the records, sorted.
fn files(admit: &Admit) -> Vec<String> {
    let mut found: Vec<String> = fs::read_dir(admit.path("records/snapshots"))
        .into_iter()
        .flatten()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    found.sort();
    found
}

#[test]
fn a_changed_margin_leads_through_a_review_to_what_is_accepted() {
    let mut admit = fresh();
    let mut told = String::new();
    let mut tell = |mut admit: Admit, args: &str, keys: &str, status: i32| {
        admit = admit.again().args(args).stdin(keys);
        let run = admit.run().ends_with(status);
        told.push_str(&format!("$ admit {args}\n{}{}\n", run.stderr, run.stdout));
        admit
    };
    admit = tell(admit, "test --snapshots records", "", 1);
    admit = tell(admit, "snap accept records", "", 0);
    let before = text(&admit, SNAP);
    admit = tell(admit, "test --snapshots records", "", 0);
    admit = wider(admit);
    admit = tell(admit, "test --snapshots records", "", 1);
    admit = tell(admit, "snap pending records", "", 1);
    admit = tell(admit, "snap review records", "a\n", 0);
    admit = tell(admit, "test --snapshots records", "", 0);
    admit = tell(admit, "snap pending records", "", 0);
    told.push_str(&format!("{before}\n{}", text(&admit, SNAP)));
    assert_eq!(files(&admit), ["soon.json.snap"]);
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("changed_margin", told);
    });
}

#[test]
fn a_rule_file_set_otherwise_changes_no_snapshot() {
    let admit = accepted();
    let moved = RULES
        .replace(
            "expires_on < today + margin",
            "expires_on<today+margin   # a note",
        )
        .replace("image.glare > 5%", "image.glare\n      >5%")
        .replace("param margin", "\n\n\nparam margin");
    assert_ne!(moved, RULES);
    let admit = admit
        .file("rules/rules.admit", "# moved away\n")
        .file("rules/deeper/other.admit", moved);
    let (_, run) = run(admit, "test --snapshots records", 0);
    assert_eq!(run.stdout, "ok  1 as accepted\n");
}

#[test]
fn a_snapshot_is_what_eval_prints_without_the_places_of_rules() {
    let admit = wider(fresh());
    let (admit, _) = run(admit, "test --snapshots records", 1);
    let (admit, printed) = run(admit, "eval records/soon.json", 3);
    let place = |line: &str| line.split("  rules.admit:").next().unwrap().to_owned();
    let printed: Vec<String> = printed.stdout.lines().map(place).collect();
    assert!(text(&admit, NEW).contains(&format!("\n---\n{}\n---\n", printed.join("\n"))));
}

#[test]
fn nothing_is_written_on_a_build_server_or_with_check() {
    let admit = wider(accepted());
    let before = (files(&admit), text(&admit, SNAP));
    let (admit, told) = run(admit, "test --check --snapshots records", 1);
    assert!(
        told.stdout.contains("since `--check` was given"),
        "{told:#?}"
    );
    assert_eq!((files(&admit), text(&admit, SNAP)), before);
    let admit = admit
        .file("records/other.json", record("s-2", "2030-01-01"))
        .env("CI", "");
    let (admit, told) = run(admit, "test --snapshots records", 1);
    assert!(told.stdout.contains("since `CI` is set"), "{told:#?}");
    assert!(told.stdout.contains("1 new, 1 changed"), "{told:#?}");
    assert_eq!((files(&admit), text(&admit, SNAP)), before);
    // Nor is what waits accepted, rejected or removed there.
    let mut admit = admit
        .file(NEW, "a")
        .file("records/snapshots/gone.json.snap", "a");
    for args in ["accept", "reject", "review", "prune"] {
        let told;
        (admit, told) = run(admit, &format!("snap {args} records"), 2);
        assert!(told.stderr.contains("`CI` is set"), "{told:#?}");
    }
    let expected = ["gone.json.snap", "soon.json.snap", "soon.json.snap.new"];
    assert_eq!(files(&admit), expected);
    let (_, told) = run(admit, "snap pending records", 1);
    assert_eq!(told.stdout, format!("{NEW}\n"));
}

#[test]
fn a_review_goes_by_its_keys() {
    let admit = fresh()
        .file("records/b.json", record("b", "2030-01-01"))
        .file("records/c.json", record("c", "2030-01-01"))
        .file("records/d.json", record("d", "2030-01-01"));
    let (admit, _) = run(admit, "test --snapshots records", 1);
    // A key that means nothing is asked for again; whoever goes away leaves the rest.
    let admit = admit.again().args("snap review records").stdin("a?r s");
    let told = admit.run().ends_with(1).stdout;
    assert!(
        told.ends_with("1 accepted, 1 rejected, 2 still waiting\n"),
        "{told}"
    );
    assert_eq!(told.matches("a accept, r reject, s skip").count(), 5);
    let expected = ["b.json.snap", "d.json.snap.new", "soon.json.snap.new"];
    assert_eq!(files(&admit), expected);
    let (admit, _) = run(admit, &format!("snap reject {NEW}"), 0);
    assert_eq!(files(&admit), ["b.json.snap", "d.json.snap.new"]);
    let (admit, told) = run(admit, "snap reject records", 0);
    assert_eq!(told.stdout, "rejected  records/snapshots/d.json.snap.new\n");
    let (_, told) = run(admit, "snap review records", 0);
    assert_eq!(told.stderr, "nothing waits for a review\n");
}

#[test]
fn a_rejected_change_leaves_what_was_accepted() {
    let admit = wider(accepted());
    let before = text(&admit, SNAP);
    let (admit, _) = run(admit, "test --snapshots records", 1);
    let (admit, _) = run(admit, "snap reject records", 0);
    assert_eq!((files(&admit).len(), text(&admit, SNAP)), (1, before));
    run(admit, "test --snapshots records", 1);
}

#[test]
fn what_an_older_run_left_is_forgotten_when_nothing_differs() {
    let admit = wider(accepted());
    let (admit, _) = run(admit, "test --snapshots records", 1);
    let admit = admit.file("rules/rules.admit", RULES);
    let (admit, told) = run(admit, "test --check --snapshots records", 0);
    assert!(
        told.stderr
            .contains("is of an older run: nothing is different now"),
        "{told:#?}"
    );
    assert!(admit.path(NEW).exists());
    let (admit, told) = run(admit, "test --snapshots records", 0);
    assert!(
        told.stderr.contains("was of an older run and is removed"),
        "{told:#?}"
    );
    assert!(!admit.path(NEW).exists());
}

#[test]
fn what_waited_before_the_snapshot_changed_is_not_accepted() {
    let admit = wider(accepted());
    let (admit, _) = run(admit, "test --snapshots records", 1);
    let before = text(&admit, SNAP);
    let waits = fs::metadata(admit.path(NEW)).unwrap().modified().unwrap();
    let later = waits + Duration::from_secs(60);
    let file = fs::File::options()
        .write(true)
        .open(admit.path(SNAP))
        .unwrap();
    file.set_modified(later).unwrap();
    let (admit, told) = run(admit, "snap accept records", 2);
    assert!(told.stderr.contains("is of an older run"), "{told:#?}");
    assert_eq!(text(&admit, SNAP), before);
}

#[test]
fn orphans_are_told_and_removed_only_when_asked_to() {
    let admit = accepted().file("records/other.json", record("s-2", "2030-01-01"));
    fs::remove_file(admit.path("records/soon.json")).unwrap();
    let (admit, told) = run(admit, "test --snapshots records", 1);
    assert!(
        told.stdout.contains(&format!("ORPHAN  {SNAP}")),
        "{told:#?}"
    );
    let (admit, _) = run(admit, "snap accept records", 0);
    let (admit, told) = run(admit, "test --snapshots records", 1);
    assert!(
        told.stdout.contains("`admit snap prune records`"),
        "{told:#?}"
    );
    assert!(admit.path(SNAP).exists());
    let (admit, told) = run(admit, "snap prune records", 0);
    assert_eq!(told.stdout, format!("removed  {SNAP}\n"));
    assert_eq!(files(&admit), ["other.json.snap"]);
    let (admit, _) = run(admit, "test --snapshots records", 0);
    let (_, told) = run(admit, "snap prune records", 0);
    assert!(
        told.stderr.contains("every snapshot has its record"),
        "{told:#?}"
    );
}

#[test]
fn a_record_that_cannot_be_read_is_told_and_its_snapshot_is_no_orphan() {
    let admit = accepted()
        .file("records/soon.json", "{")
        .file("records/other.json", record("s-2", "2030-01-01"));
    let (admit, told) = run(admit, "test --snapshots records", 2);
    let fault = "FAULTY  records/soon.json\n  -  line 1, column 2: the text ends too early";
    assert!(told.stdout.contains(fault), "{told:#?}");
    assert!(told.stdout.contains("1 new, 1 faulty"), "{told:#?}");
    let (admit, _) = run(admit, "snap prune records", 0);
    assert!(admit.path(SNAP).exists());
}

#[test]
fn many_records_of_one_file_are_told_apart_by_their_ids() {
    let line = |id: &str| record(id, "2030-01-01").replace('\n', " ");
    let lines = [line("a/1"), line("张"), line("")].join("\n");
    let admit = Admit::new()
        .file("rules/rules.admit", RULES)
        .file("records/many.ndjson", &lines);
    let (admit, told) = run(admit, "test --snapshots records", 1);
    assert!(
        told.stdout.contains("NEW  records/many.ndjson, line 2"),
        "{told:#?}"
    );
    let names = ["3", "a_1", "张"].map(|which| format!("many.ndjson@{which}.snap.new"));
    assert_eq!(files(&admit), names);
    let (admit, _) = run(admit, "snap accept records", 0);
    let admit = admit.file("records/many.ndjson", line("张"));
    let (admit, told) = run(admit, "test --snapshots records", 1);
    assert_eq!(told.stdout.matches("ORPHAN").count(), 2, "{told:#?}");
    let admit = admit.file("records/many.ndjson", [line("a/1"), line("a_1")].join("\n"));
    let (_, told) = run(admit, "test --snapshots records", 2);
    let fault = "many.ndjson, line 1 and records/many.ndjson, line 2 would have the same snapshot";
    assert!(told.stderr.contains(fault), "{told:#?}");
}

#[test]
fn each_obstacle_is_named() {
    let admit = fresh();
    let (admit, told) = run(admit, "test --snapshots records/soon.json", 2);
    assert!(
        told.stderr
            .contains("is no folder; name the folder of the records"),
        "{told:#?}"
    );
    let (admit, told) = run(admit, "test --snapshots nowhere", 2);
    assert!(
        told.stderr.contains("`nowhere` cannot be read"),
        "{told:#?}"
    );
    let (admit, told) = run(admit, "snap accept records/soon.json", 2);
    assert!(
        told.stderr
            .contains("neither a folder nor a snapshot that waits"),
        "{told:#?}"
    );
    let (admit, _) = run(admit, "test --check", 2);
    let (mut admit, _) = run(admit, "test --snapshots records", 1);
    for args in ["test --snapshots", "snap prune"] {
        let told;
        (admit, told) = run(admit, &format!("{args} records/snapshots"), 2);
        let fault = "is a folder of snapshots; name the folder of the records";
        assert!(told.stderr.contains(fault), "{told:#?}");
    }

    let admit = fresh().file("records/snapshots", "in the way");
    let (_, told) = run(admit, "test --snapshots records", 2);
    let fault = "`records/snapshots` cannot be written: ";
    assert!(told.stderr.contains(fault), "{told:#?}");
    let remedy = "; with `--check` nothing is written\n";
    assert!(told.stderr.ends_with(remedy), "{told:#?}");
}

#[test]
fn broken_snapshots_are_named_with_their_line_and_never_overwritten() {
    for (old, new, why) in [
        (
            "---\nrecord",
            "record",
            "line 1: a snapshot starts with a line `---`",
        ),
        ("\nrecord: ", "\nrec: ", "line 2: the head names the record"),
        ("\nat: ", "\nwhen: ", "line 4: the head says when it was"),
        ("\n---\n{", "\n{", "the explanation ends with a line `---`"),
        (
            "\"state\":\"clear\"",
            "\"state\":\"\"",
            "this does not say what a rule saw",
        ),
        (
            "\"state\":",
            "<<<<<<< HEAD\n\"state\":",
            "this does not say what a rule saw",
        ),
    ] {
        let admit = accepted();
        let broken = text(&admit, SNAP).replacen(old, new, 1);
        assert_ne!(broken, text(&admit, SNAP), "{old} is there");
        let admit = admit.file(SNAP, &broken);
        let (admit, told) = run(admit, "test --snapshots records", 2);
        let words = told
            .stdout
            .split_whitespace()
            .collect::<Vec<&str>>()
            .join(" ");
        assert!(
            words.contains(&format!("`{SNAP}` is no whole snapshot: ")),
            "{told:#?}"
        );
        assert!(
            words.contains(why) && words.contains("1 faulty"),
            "{why}: {told:#?}"
        );
        assert_eq!((text(&admit, SNAP), files(&admit).len()), (broken, 1));
    }
    let admit = accepted()
        .file(NEW, b"\xff")
        .file("records/snapshots/a.json.snap.new", "---\n");
    let (admit, told) = run(admit, "snap accept records", 2);
    assert!(
        told.stderr
            .contains("a.json.snap.new` is no whole snapshot: line 2"),
        "{told:#?}"
    );
    let (admit, told) = run(admit, &format!("snap review {NEW}"), 2);
    assert!(
        told.stderr.contains(&format!(
            "it is not UTF-8; `admit snap reject {NEW}` removes it"
        )),
        "{told:#?}"
    );
    let (admit, _) = run(admit, "snap reject records", 0);
    assert_eq!(files(&admit), ["soon.json.snap"]);
}

#[test]
fn a_snapshot_of_another_system_is_the_same() {
    let admit = accepted();
    let crlf = text(&admit, SNAP).replace('\n', "\r\n");
    let admit = admit.file(SNAP, crlf);
    run(admit, "test --snapshots records", 0);
}

#[test]
fn no_snapshot_shows_what_is_private() {
    let named = record("s-1", "2025-01-01").replace("Canary Tester", "sample");
    let admit = fresh()
        .file("records/expired.json", record("s-2", "2025-01-01"))
        .file("records/named.json", named);
    let (admit, told) = run(admit, "test --snapshots records", 1);
    assert!(told.stdout.contains("REJECTED  s-2"), "{told:#?}");
    let all: String = files(&admit)
        .iter()
        .map(|file| text(&admit, &format!("records/snapshots/{file}")))
        .collect();
    assert!(
        all.contains("The document of ••• expired"),
        "the text says it"
    );
    assert!(all.contains("\"name\":\"•••\""), "the rule saw it");
    let admit = admit.again().args("snap review records").stdin("sss");
    let told = admit.run().ends_with(1);
    assert!(
        told.stdout.contains("The document of ••• expired"),
        "{told:#?}"
    );
    assert!(!all.contains("Canary") && !told.stdout.contains("Canary"));
}

/// Whatever is written is read back, for every sample of the pack; and none differs from itself.
#[test]
fn snapshots_of_the_pack_are_read_as_they_were_written() {
    let set = PolicySet::embedded()
        .map_err(|problems| problems.render(false))
        .unwrap();
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/samples");
    let mut count = 0;
    for entry in fs::read_dir(samples).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|ending| ending != "json") {
            continue;
        }
        let record = set
            .read_json(&fs::read(&path).unwrap(), Default::default())
            .unwrap();
        let at = set.instant_of(&record).unwrap();
        let snapshot = set.snapshot("a record", &record, at);
        let read: Snapshot = snapshot.to_string().parse().unwrap();
        assert_eq!(read, snapshot, "{}", path.display());
        assert!(read.says_the_same(&snapshot));
        count += 1;
    }
    assert!(count > 100);
}
