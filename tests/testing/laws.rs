//! What holds for all suites: tests change no decision, their order is theirs, and a case runs alone by its name.

use super::{load, root, verdict};
use admit::engine::{PolicySet, TestedSet};
use admit::record::ReadOptions;
use std::fs;

fn texts() -> (String, String) {
    let read = |name: &str| fs::read_to_string(root().join(name)).unwrap();
    (read("rules.admit"), read("all_is_as_expected.test.admit"))
}

#[test]
fn tests_in_files_of_their_own_are_no_part_of_the_rules() {
    let (rules, tests) = texts();
    let alone = PolicySet::load([("rules.admit", rules.as_str())]).unwrap();
    let beside = [
        ("a.test.admit", tests.as_str()),
        ("rules.admit", rules.as_str()),
    ];
    let with = PolicySet::load(beside).unwrap();
    assert_eq!(alone.digest(), with.digest());
    assert_eq!(with.sources().files().count(), 1);
    let tested = load("a.test.admit", &tests);
    assert_eq!(tested.set().digest(), alone.digest());
    // Nobody but the tests may suffer from a fault in them.
    let broken = [("a.test.admit", "test {"), ("rules.admit", rules.as_str())];
    assert!(PolicySet::load(broken).is_ok());
    assert!(TestedSet::load_bytes(broken, &super::sample).is_err());
}

#[test]
fn tests_beside_rules_change_no_decision() {
    let (rules, tests) = texts();
    let together = format!("{rules}\n{tests}");
    let (alone, with) = (
        PolicySet::load([("rules.admit", rules.as_str())]).unwrap(),
        PolicySet::load([("rules.admit", together.as_str())]).unwrap(),
    );
    let bytes = super::sample("samples/valid.json").unwrap();
    let decided = [&alone, &with].map(|set| {
        let record = set.read_json(&bytes, ReadOptions::default()).unwrap();
        let at = set.instant_of(&record).unwrap();
        let mut decision = set.evaluate(&record, at, Default::default());
        decision.rules = Default::default();
        decision
    });
    assert_eq!(decided[0], decided[1]);
    let same = [("rules.admit", together.as_str())];
    let tested = TestedSet::load_bytes(same, &super::sample).unwrap();
    assert_eq!(verdict(&tested).failed(), 0);
}

#[test]
fn the_order_is_that_of_the_file_and_every_run_is_the_same() {
    let rows: String = (0..500)
        .map(|row| format!("  | {}% | accept |\n", row % 5))
        .collect();
    let tests = format!(
        "sample valid from \"samples/valid.json\"\ntest \"many\" {{\n  given valid\n  | images[0].glare | expect |\n{rows}}}"
    );
    let set = load("many.test.admit", &tests);
    let first = verdict(&set);
    let lines: Vec<u32> = first.cases.iter().map(|case| case.place.line).collect();
    assert_eq!(lines, (5..505).collect::<Vec<u32>>());
    assert_eq!(first, verdict(&set));
}

#[test]
fn every_case_runs_alone_by_its_name() {
    let (_, tests) = texts();
    let set = load("a.test.admit", &tests);
    for (place, case) in set.suite().cases.iter().enumerate() {
        assert_eq!(set.select(Some(&case.name())), [place]);
    }
    assert_eq!(set.select(Some("THE MARGIN")).len(), 5);
    assert_eq!(set.select(Some("row")).len(), 5);
    assert_eq!(set.select(Some("*s*record")).len(), 2);
    assert!(set.select(Some("nothing like it")).is_empty());
}
