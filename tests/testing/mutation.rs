//! `admit test --mutate`: what it changes, what goes unnoticed, and how it ends.
//!
//! In `changes` each kind of change occurs. Its snapshots show what a person and a program see.

use super::root;
use crate::support::Admit;
use admit::engine::TestedSet;
use admit::testing::mutate::mutants;
use admit::verdict::ChangeKind;
use std::collections::BTreeMap;
use std::fs;

fn read(name: &str) -> String {
    fs::read_to_string(root().join("changes").join(name)).unwrap()
}

fn folder() -> Admit {
    let names = [
        "rules.admit",
        "tests/all.test.admit",
        "tests/unnoticed.toml",
    ];
    names.iter().fold(Admit::new(), |admit, name| {
        admit.file(&format!("rules/{name}"), read(name))
    })
}

#[test]
fn each_kind_of_change_comes_out_as_reviewed() {
    let admit = folder().args("test --mutate");
    let text = admit.run().ends_with(1).stdout;
    assert_eq!(text, admit.run().stdout, "every run says the same");
    let admit = admit.again().args("test --mutate --format json");
    let json = admit.run().ends_with(1).stdout;
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("changes_text", text);
        insta::assert_snapshot!("changes_json", json);
    });
    for kind in ChangeKind::ALL {
        let row = text
            .lines()
            .find(|line| line.starts_with(kind.word()) && line.len() > 40);
        let row = row.unwrap_or_else(|| panic!("{} is not counted", kind.word()));
        assert!(!row.contains("none of this kind"), "{row}");
    }
}

/// A suggestion is worth nothing unless it passes today and then notices the change.
#[test]
fn what_is_suggested_passes_today_and_notices_the_change() {
    let no_files = |_: &str| Err("there are no files here".to_owned());
    let tests = read("tests/all.test.admit");
    let load = |tests: &str| {
        let files = [
            ("rules.admit", read("rules.admit")),
            ("a.test.admit", tests.to_owned()),
        ];
        TestedSet::load_bytes(files, &no_files)
            .unwrap_or_else(|problems| panic!("{}", problems.render(false)))
    };
    let set = load(&tests);
    let found = set.mutate(&set.select(None), &BTreeMap::new(), &|_, _| ());
    let mut grown = tests.clone();
    let mut promised = Vec::new();
    for each in &found.unnoticed {
        if let admit::verdict::CaughtBy::Test(lines) = &each.caught_by {
            grown.push_str(&format!("\n{}\n", lines.join("\n")));
            promised.push(each.id.clone());
        }
    }
    assert!(promised.len() > 15, "{promised:?}");
    let set = load(&grown);
    let cases = set.select(None);
    assert_eq!(set.run(&cases, &|_| ()).failed(), 0);
    let left = set.mutate(&cases, &BTreeMap::new(), &|_, _| ());
    for each in &left.unnoticed {
        assert!(
            !promised.contains(&each.id),
            "{} still goes unnoticed",
            each.id
        );
    }
    assert!(left.score() > found.score());
}

#[test]
fn the_threshold_decides_how_it_ends() {
    // Nothing in the list is stale here.
    let admit = folder().file("rules/tests/unnoticed.toml", "");
    let admit = admit.args("test --mutate --threshold 50");
    admit.run().ends_with(0);
    let admit = admit.again().args("test --mutate --threshold 90");
    admit.run().ends_with(1);
    let admit = admit.again().args("test --mutate");
    admit.run().ends_with(1);
    let admit = admit.again().args("test --threshold 50");
    admit.run().ends_with(2);
    let admit = admit.again().args("test --mutate --format junit");
    let run = admit.run().ends_with(2);
    assert!(
        run.stderr.contains("`--mutate` writes `text` or `json`"),
        "{run:#?}"
    );
}

#[test]
fn reasons_have_to_be_reasons() {
    for (list, message) in [
        ("\"fee/line/1\" = \"\"", "`fee/line/1` has no reason"),
        (
            "\n\"fee/line/1\" = 3",
            "line 2: expected a handle and a reason",
        ),
        ("[[", "line 1: expected a handle and a reason"),
    ] {
        let admit = folder().file("rules/tests/unnoticed.toml", list);
        let run = admit.args("test --mutate").run().ends_with(2);
        assert!(run.stderr.contains(message), "{list}: {run:#?}");
    }
}

#[test]
fn tests_that_fail_are_mended_first() {
    let failing = read("tests/all.test.admit").replace("review [elsewhere]", "accept");
    let admit = folder().file("rules/tests/all.test.admit", failing);
    let run = admit.args("test --mutate").run().ends_with(2);
    assert!(
        run.stderr.contains("1 of 11 cases fail without any change"),
        "{run:#?}"
    );
}

/// The handles stay when other declarations come and go.
#[test]
fn a_handle_hangs_on_its_declaration_alone() {
    let ids = |rules: &str| -> Vec<String> {
        let mut sources = admit::source::SourceMap::default();
        let id = sources.add("a.admit", rules);
        let tree = admit::syntax::parse(id, rules, &mut Default::default());
        let all = mutants(&[tree], &sources);
        all.into_iter().map(|mutant| mutant.id).collect()
    };
    let one = ids("param a: period = 3 months");
    let two = ids("param b: number = 0.25\nparam a: period = 3 months");
    assert_eq!(
        one,
        ["a/parameter/1", "a/parameter/2", "a/unit/1", "a/unit/2"]
    );
    assert_eq!(two[..2], ["b/parameter/1", "b/parameter/2"]);
    assert_eq!(two[2..], one);
}
