//! `admit init`.

use crate::support::Admit;

#[test]
fn the_pack_is_written_out_and_is_then_the_rules() {
    let admit = Admit::new().args("init");
    let run = admit.run().ends_with(0);
    assert!(run.stdout.lines().count() > 0);
    for line in run.stdout.lines() {
        assert!(admit.path(line).is_file(), "{line}");
    }
    let admit = admit.again().args("check");
    assert!(admit.run().ends_with(0).stdout.contains("rules ("));
}

#[test]
fn a_file_that_exists_is_overwritten_only_by_force() {
    let admit = Admit::new().args("init mine");
    let run = admit.run().ends_with(0);
    let first = admit.path(run.stdout.lines().next().unwrap());
    let last = admit.path(run.stdout.lines().last().unwrap());
    std::fs::write(&last, "# mine").unwrap();
    std::fs::remove_file(&first).unwrap();

    let run = admit.run().ends_with(2);
    assert!(
        run.stderr
            .contains("exists already, and nothing was written"),
        "{run:#?}"
    );
    assert!(!first.exists());
    assert_eq!(std::fs::read_to_string(&last).unwrap(), "# mine");

    let admit = admit.args("--force");
    admit.run().ends_with(0);
    assert_ne!(std::fs::read_to_string(&last).unwrap(), "# mine");
}

#[test]
fn a_place_that_cannot_be_written_is_named() {
    let run = Admit::new()
        .file("taken", "")
        .args("init taken/rules")
        .run()
        .ends_with(2);
    assert!(run.stderr.contains("`taken/rules/"), "{run:#?}");
}

#[test]
fn a_number_changed_in_the_pack_changes_the_decision() {
    let sample = include_str!("../../rules/samples/margin_exactly_reached.json");
    let admit = Admit::new().file("record.json", sample).args("init");
    admit.run().ends_with(0);
    let admit = admit.again().args("eval -q record.json");
    assert_eq!(admit.run().ends_with(0).stdout, "accept\n");

    let path = admit.path("rules/shared/validity.admit");
    let written = std::fs::read_to_string(&path).unwrap();
    let changed = written.replace("= 3 months", "= 6 months");
    assert_ne!(written, changed);
    std::fs::write(&path, changed).unwrap();
    let admit = admit.again().args("check");
    admit.run().ends_with(0);
    let admit = admit.again().args("eval --format ndjson record.json");
    let row = &admit.run().ends_with(3).ndjson()[0];
    assert_eq!(row["reasons"][0]["code"], "document_expiring_soon");
}
