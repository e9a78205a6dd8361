//! `admit test --mutate --incremental`: what an earlier run found out saves time, and changes nothing.

use super::root;
use crate::support::Admit;
use admit::engine::TestedSet;
use admit::testing::mutate::{Found, Known};
use std::collections::BTreeMap;
use std::fs;

fn read(name: &str) -> String {
    fs::read_to_string(root().join("changes").join(name)).unwrap()
}

fn load(rules: &str, tests: &str) -> TestedSet {
    let no_files = |_: &str| Err("there are no files here".to_owned());
    let files = [("rules.admit", rules), ("a.test.admit", tests)];
    TestedSet::load_bytes(files, &no_files)
        .unwrap_or_else(|problems| panic!("{}", problems.render(false)))
}

/// Each edit starts from what the run before it found out.
#[test]
fn no_edit_of_the_tests_makes_a_difference() {
    let (rules, tests) = (read("rules.admit"), read("tests/all.test.admit"));
    let swap = |old: &str, new: &str| {
        assert!(tests.contains(old), "{old}");
        tests.replace(old, new)
    };
    let without = |test: &str| {
        let start = tests.find(&format!("test \"{test}\"")).unwrap();
        let end = start + tests[start..].find("\n}\n").unwrap() + 3;
        format!("{}{}", &tests[..start], &tests[end..])
    };
    let edits = [
        tests.clone(),
        tests.clone(),
        swap("test \"age\"", "test \"ages\""),
        without("age"),
        swap("  | 17  | reject [not_accepted] |\n", ""),
        swap("reject [not_accepted]", "reject at least []"),
        swap("age = 30", "age = 31"),
        swap(
            "  at    2026-11-22\n  | age ",
            "  at    2026-11-21\n  | age ",
        ),
        swap(
            "  at    2026-11-22\n  | age ",
            "  at    2026-11-22\n  param margin = 1 month\n  | age ",
        ),
        without("the margin"),
        without("glare"),
        format!(
            "{tests}\ntest \"a bent card\" {{ given card with flat = false at 2026-11-22 expect review [bent] }}\n"
        ),
        tests.clone(),
    ];
    let mut known = Known::default();
    for (nth, tests) in edits.iter().enumerate() {
        let set = load(&rules, tests);
        let cases = set.select(None);
        assert_eq!(set.run(&cases, &|_| ()).failed(), 0, "edit {nth}");
        let anew = set.mutate(&cases, &BTreeMap::new(), &|_, _| ());
        let (again, now) = set.mutate_again(&cases, &BTreeMap::new(), &known, &|_, _| ());
        assert_eq!(anew, again, "edit {nth}");
        known = Known::read(&now.to_json()).unwrap();
        assert_eq!(known, now);
    }
    let set = load(&format!("# Another file.\n{rules}"), &tests);
    let (again, _) = set.mutate_again(&set.select(None), &BTreeMap::new(), &known, &|_, _| ());
    assert_eq!(
        again,
        set.mutate(&set.select(None), &BTreeMap::new(), &|_, _| ())
    );
}

/// A lie in what is known is believed, so it is not tried; but only while the test is there and the rules are the same.
#[test]
fn what_is_known_is_not_tried_again() {
    let (rules, tests) = (read("rules.admit"), read("tests/all.test.admit"));
    let set = load(&rules, &tests);
    let cases = set.select(None);
    let none = BTreeMap::new();
    let (found, mut known) = set.mutate_again(&cases, &none, &Known::default(), &|_, _| ());
    let noticed = known.changes.values();
    let mut noticed = noticed.filter_map(|each| match each {
        Found::NoticedBy { test, .. } => Some((each.clone(), test.clone())),
        _ => None,
    });
    let (lie, test) = noticed.next().unwrap();
    for survivor in &found.unnoticed {
        known.changes.insert(survivor.id.clone(), lie.clone());
    }
    let (believed, _) = set.mutate_again(&cases, &none, &known, &|_, _| ());
    assert_eq!(believed.unnoticed, []);
    let others = set.suite().cases.iter().zip(0..);
    let others: Vec<usize> = others
        .filter(|(case, _)| case.name() != test)
        .map(|(_, place)| place)
        .collect();
    let (found, _) = set.mutate_again(&others, &none, &known, &|_, _| ());
    assert_eq!(found, set.mutate(&others, &none, &|_, _| ()));
    let changed = load(&rules.replace("Renew it.", "Renew that."), &tests);
    let (found, _) = changed.mutate_again(&cases, &none, &known, &|_, _| ());
    assert_eq!(found, changed.mutate(&cases, &none, &|_, _| ()));
}

#[test]
fn the_file_is_read_and_written_and_never_needed() {
    let admit = Admit::new()
        .file("rules/rules.admit", read("rules.admit"))
        .file("rules/tests/all.test.admit", read("tests/all.test.admit"))
        .args("test --mutate");
    let plain = admit.run().ends_with(1).stdout;
    let admit = admit
        .again()
        .args("test --mutate --incremental kept/changes.json");
    let first = admit.run().ends_with(1);
    assert_eq!(first.stdout, plain);
    let kept = fs::read_to_string(admit.path("kept/changes.json")).unwrap();
    let second = admit.run().ends_with(1);
    assert_eq!((second.stdout, second.stderr), (first.stdout, first.stderr));
    for (content, why) in [
        ("".to_owned(), "it is damaged"),
        (kept[..kept.len() / 2].to_owned(), "it is damaged"),
        (
            kept.replacen("\"writer\": \"admit ", "\"writer\": \"admit 0.", 1),
            "another version of `admit` wrote it",
        ),
        (
            kept.replacen("\"rules\": \"sha256:", "\"rules\": \"sha256:0", 1),
            "the rules have changed",
        ),
    ] {
        fs::write(admit.path("kept/changes.json"), content).unwrap();
        let run = admit.run().ends_with(1);
        assert_eq!(run.stdout, plain);
        assert!(
            run.stderr.contains(why) && run.stderr.contains("every change is tried"),
            "{why}: {}",
            run.stderr
        );
        let after = fs::read_to_string(admit.path("kept/changes.json")).unwrap();
        assert_eq!(after.lines().count(), kept.lines().count());
    }
    let left: Vec<_> = fs::read_dir(admit.path("kept")).unwrap().collect();
    assert_eq!(left.len(), 1, "nothing is left beside it: {left:?}");
    let alone = admit.again().args("test --incremental kept/changes.json");
    alone.run().ends_with(2);
}
