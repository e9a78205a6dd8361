//! Suite: tests that people write beside rules, and what a failure says.
//!
//! Each `<fact>.test.admit` is run with `rules.admit`; its snapshot shows the outcome as a person sees it.

mod command;
mod coverage;
mod incremental;
mod laws;
mod mutation;
#[cfg(unix)]
mod review;
mod snapshot_formats;
mod snapshots;
mod suggest;

use admit::engine::TestedSet;
use admit::report::{Again, Colour, verdict_github, verdict_json, verdict_junit, verdict_text};
use admit::verdict::Verdict;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/testing")
}

fn sample(path: &str) -> Result<Vec<u8>, String> {
    fs::read(root().join(path)).map_err(|error| error.to_string())
}

/// The rules with one file of tests.
fn load(name: &str, tests: &str) -> TestedSet {
    let rules = fs::read_to_string(root().join("rules.admit")).unwrap();
    let files = [("rules.admit", rules.as_str()), (name, tests)];
    TestedSet::load_bytes(files, &sample)
        .unwrap_or_else(|problems| panic!("{}", problems.render(false)))
}

fn verdict(set: &TestedSet) -> Verdict {
    set.run(&set.select(None), &|_| ())
}

/// As if the folder had been named on the command line.
fn again() -> Again {
    Again {
        named: Some("my rules".to_owned()),
        folder: Some("my rules".to_owned()),
    }
}

#[test]
fn each_suite_comes_out_as_reviewed() {
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::glob!("*.test.admit", |path| {
            let name = path.file_name().unwrap().to_str().unwrap();
            let set = load(name, &fs::read_to_string(path).unwrap());
            let text = verdict_text(&verdict(&set), &again(), Colour::Never);
            insta::assert_snapshot!("verdict", text);
        });
    });
}

#[test]
fn other_formats_say_the_same() {
    let name = "names_with_strange_signs.test.admit";
    let set = load(name, &fs::read_to_string(root().join(name)).unwrap());
    let verdict = verdict(&set);
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("json", verdict_json(&verdict, &again()));
        insta::assert_snapshot!("junit", verdict_junit(&verdict, &again()));
        insta::assert_snapshot!("github", verdict_github(&verdict, &again()));
    });
}

/// A private value may be written in a test, by whoever wrote it; nothing else may show it.
#[test]
fn no_format_shows_what_a_sample_keeps_private() {
    for entry in fs::read_dir(root()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if !name.ends_with(".test.admit") {
            continue;
        }
        let set = load(&name, &fs::read_to_string(&path).unwrap());
        let verdict = verdict(&set);
        let shown = [
            verdict_text(&verdict, &again(), Colour::Always),
            verdict_json(&verdict, &again()),
            verdict_junit(&verdict, &again()),
            verdict_github(&verdict, &again()),
        ];
        assert!(!shown.concat().contains("Canary"), "{name}");
    }
}

/// Two policies hold all of them on every day, so that they stand in the code as if they were written out.
#[test]
fn a_test_sets_parameters_that_are_the_same_everywhere() {
    let rules = r#"
settings { timezone UTC }
enum Kind { card, pass }
record submission { region: country, size: integer 0 .. 99, kind: Kind, day: date, flag: bool }
param most:   integer = 5
param open:   list of country = [CN, HK]
param wanted: Kind = card
param margin: period = 1 month
param strict: bool = false
ruleset all {
  rule large   { reject when size > most because "x" fix "x" }
  rule closed  { reject when region not in open because "x" fix "x" }
  rule other   { reject when kind != wanted because "x" fix "x" }
  rule soon    { reject when day < today + margin because "x" fix "x" }
  rule flagged { reject when strict and flag because "x" fix "x" }
}
policy ours   { title "Ours"   applies when region == CN use all }
policy theirs { title "Theirs" applies when region != CN use all }
"#;
    let tests = r#"
sample sound from "sound.json"
test "as written"  { given sound at 2026-11-22 expect accept }
test "a number"    { given sound at 2026-11-22 param most = 2 expect reject [large] }
test "countries"   { given sound at 2026-11-22 param open = [HK] expect reject [closed] }
test "more"        { given sound with region = TW at 2026-11-22 param open = [HK, TW] expect accept }
test "no country"  { given sound at 2026-11-22 param open = [] expect reject [closed] }
test "a word"      { given sound at 2026-11-22 param wanted = pass expect reject [other] }
test "a period"    { given sound at 2026-11-22 param margin = 1 year expect reject [soon] }
test "a truth"     { given sound at 2026-11-22 param strict = true expect reject [flagged] }
"#;
    let sound = r#"{"region": "CN", "size": 3, "kind": "card", "day": "2027-02-01", "flag": true}"#;
    let files = [("rules.admit", rules), ("a.test.admit", tests)];
    let set = TestedSet::load_bytes(files, &|_: &str| Ok(sound.into()))
        .unwrap_or_else(|problems| panic!("{}", problems.render(false)));
    let verdict = verdict(&set);
    let text = verdict_text(&verdict, &again(), Colour::Never);
    assert_eq!((verdict.cases.len(), verdict.failed()), (8, 0), "{text}");
}
