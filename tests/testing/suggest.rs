//! `admit test --suggest`: what it suggests for each kind of threshold, that it can be pasted, and what it refuses.
//!
//! The rules in `suggest` have a threshold of each kind. Their snapshots show what a person and a program get.

use super::root;
use crate::support::Admit;
use admit::engine::TestedSet;
use std::fs;
use std::path::Path;

fn read(name: &str) -> String {
    fs::read_to_string(root().join("suggest").join(name)).unwrap()
}

/// The rules with a threshold of each kind, and a few tests.
fn folder() -> Admit {
    Admit::new()
        .file("rules/rules.admit", read("rules.admit"))
        .file("rules/some.test.admit", read("some.test.admit"))
}

/// Rules about one field, with a sample.
fn rule(fields: &str, rule: &str, sample: &str) -> Admit {
    let rules = format!(
        "settings {{ timezone Asia/Shanghai }}\n\
         record application {{ id: text, submitted_at: instant, region: country, {fields} }}\n\
         ruleset all {{\n{rule}\n}}\n\
         policy only {{ applies when region == CN use all }}\n"
    );
    let sample = format!(
        "sample it {{ id = \"i-1\", submitted_at = 2026-11-22T10:00:00+08:00, region = CN, {sample} }}\n"
    );
    Admit::new()
        .file("rules/rules.admit", rules)
        .file("rules/it.test.admit", sample)
}

fn suggested(admit: Admit) -> String {
    let text = admit.args("test --suggest").run().ends_with(0).stdout;
    let lines = text
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn each_kind_of_threshold_comes_out_as_reviewed() {
    let admit = folder().args("test --suggest");
    let text = admit.run().ends_with(0).stdout;
    assert_eq!(text, admit.run().stdout, "every run says the same");
    let admit = admit.again().args("test --suggest=too_young --format json");
    let json = admit.run().ends_with(0).stdout;
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("suggest_text", text);
        insta::assert_snapshot!("suggest_json", json);
    });
}

/// Whatever is suggested is accepted, passes, and leaves nothing to suggest.
#[test]
fn what_is_suggested_can_be_pasted_as_it_is() {
    let admit = folder().args("test --suggest --output rules/new.test.admit");
    let run = admit.run().ends_with(0);
    assert!(
        run.stdout.is_empty() && run.stderr.contains("cases suggested"),
        "{run:#?}"
    );
    let admit = admit.again().args("check rules");
    let checked = admit.run().ends_with(1);
    assert!(!checked.stdout.contains("new.test.admit"), "{checked:#?}");
    let admit = admit.again().args("test");
    let run = admit.run().ends_with(0);
    assert!(run.stdout.contains("passed"), "{run:#?}");
    let admit = admit.again().args("test --suggest");
    let again = admit.run().ends_with(0).stdout;
    assert!(again.contains("# 0 cases suggested"), "{again}");
    assert!(!again.contains("test \""), "{again}");
}

#[test]
fn what_is_suggested_for_the_pack_can_be_pasted_as_it_is() {
    let pack = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
    let sample = |path: &str| fs::read(pack.join(path)).map_err(|error| error.to_string());
    let load = |more: Option<&str>| {
        let mut files = Vec::new();
        for folder in ["", "regions", "shared", "tests"] {
            for entry in fs::read_dir(pack.join(folder)).unwrap() {
                let path = entry.unwrap().path();
                if path.extension().is_some_and(|ending| ending == "admit") {
                    let name = path.strip_prefix(&pack).unwrap();
                    files.push((name.to_str().unwrap().to_owned(), fs::read(&path).unwrap()));
                }
            }
        }
        files.sort();
        files.extend(more.map(|text| ("tests/z.test.admit".to_owned(), text.as_bytes().to_vec())));
        TestedSet::load_bytes(files, &sample)
            .unwrap_or_else(|problems| panic!("{}", problems.render(false)))
    };
    let set = load(None);
    let rules: Vec<_> = (0..set.set().program().rules.len() as u32)
        .map(admit::program::RuleId)
        .collect();
    let found = set.suggest(&rules, &|_| ());
    let (new, tested) = (
        found.sum(|each| each.cases.len()),
        found.sum(|each| each.tested.len()),
    );
    assert!(
        tested > 100,
        "the pack has tests of its thresholds: {tested}"
    );
    let text = admit::report::suggestions_text(&found, admit::report::Colour::Never);
    let grown = load(Some(&text));
    let verdict = grown.run(&grown.select(None), &|_| ());
    assert_eq!(verdict.failed(), 0);
    assert_eq!(verdict.cases.len(), set.select(None).len() + new);
    let left = grown.suggest(&rules, &|_| ());
    assert_eq!(left.sum(|each| each.cases.len()), 0);
}

#[test]
fn a_number_moves_by_its_last_digit_and_stays_within_its_range() {
    let admit = rule(
        "share: percent, corners: integer 0 .. 4",
        "rule a { reject when share > 12.5% because \"A.\" fix \"A.\" }
         rule b { reject when corners < 4 because \"B.\" fix \"B.\" }",
        "share = 1%, corners = 4",
    );
    assert_eq!(
        suggested(admit),
        "\
test \"a: share > 12.5%\" {
  given it
  | share | expect     |
  | 12.4% | accept     |  # before
  | 12.5% | accept     |  # on
  | 12.6% | reject [a] |  # after
}
test \"b: corners < 4\" {
  given  it with corners = 3
  expect reject [b]
}"
    );
}

#[test]
fn what_a_test_has_is_left_out_and_named() {
    let admit = rule(
        "weight: integer 0 .. 500",
        "rule heavy { review when weight >= 100 because \"H.\" fix \"H.\" }",
        "weight = 1",
    );
    let admit = admit.file(
        "rules/own.test.admit",
        "test \"the limit\" { given it with weight = 100 expect review [heavy] }",
    );
    let admit = admit.args("test --suggest --format json");
    let json: serde_json::Value = serde_json::from_str(&admit.run().ends_with(0).stdout).unwrap();
    let threshold = &json["rules"][0]["thresholds"][0];
    assert_eq!(json["suggested"], 2, "{json:#}");
    assert_eq!(threshold["tested"][0]["test"], "the limit");
    assert_eq!(threshold["tested"][0]["side"], "on");
    let sides: Vec<_> = threshold["cases"]
        .as_array()
        .unwrap()
        .iter()
        .map(|case| &case["side"])
        .collect();
    assert_eq!(sides, ["before", "after"]);
}

/// Neither the sample nor one word changed in it leads there.
#[test]
fn the_record_of_a_test_is_a_start_where_no_sample_is() {
    let admit = rule(
        "weight: integer 0 .. 500, level: integer 1 .. 5",
        "rule heavy { review when weight >= 100 and level == 3 because \"H.\" fix \"H.\" }",
        "weight = 1, level = 1",
    );
    let admit = admit.file(
        "rules/own.test.admit",
        "test \"third level\" { given it with level = 3 at 2026-12-01 expect accept }",
    );
    let text = admit.args("test --suggest").run().ends_with(0).stdout;
    let wanted = "\
  given it with level = 3
  at    2026-12-01
  | weight | expect         |
  | 99     | accept         |  # before
  | 100    | review [heavy] |  # on
  | 101    | review [heavy] |  # after
";
    assert!(text.contains(wanted), "{text}");
}

#[test]
fn what_no_sample_reaches_is_said_with_what_it_lacks() {
    let admit = rule(
        "weight: integer 0 .. 500, level: integer 1 .. 5, seen: instant?",
        "rule heavy { review when weight >= 100 and level >= 3 because \"H.\" fix \"H.\" }
         rule late { review when seen is present and now > seen + 2 hours because \"L.\" fix \"L.\" }",
        "weight = 1, level = 1",
    );
    let text = admit.args("test --suggest").run().ends_with(0).stdout;
    for line in [
        "# no sample reaches `weight >= 100`: add one with `level >= 3`",
        "# no sample reaches `level >= 3`: add one with `weight >= 100`",
    ] {
        assert!(text.contains(line), "{text}");
    }
    // A field that is not there can be put there.
    assert!(
        text.contains("| 2026-11-22T08:00:00+08:00 | accept        |  # on"),
        "{text}"
    );
}

/// A test whose rule is settled by something else says nothing about the threshold.
#[test]
fn a_test_that_something_else_settles_does_not_count() {
    let admit = rule(
        "weight: integer 0 .. 500, guest: bool",
        "rule heavy { review when weight >= 100 and not guest because \"H.\" fix \"H.\" }",
        "weight = 1, guest = false",
    );
    let admit = admit.file(
        "rules/own.test.admit",
        "test \"guests may be heavy\" {
           given it with guest = true
           | weight | expect |
           | 99     | accept |
           | 100    | accept |
           | 101    | accept |
         }",
    );
    let run = admit.args("test --suggest").run().ends_with(0);
    assert!(
        run.stdout.contains("# 3 cases suggested, 0 tested already"),
        "{run:#?}"
    );
}

#[test]
fn a_rule_or_a_ruleset_can_be_named() {
    for (name, rules) in [
        ("glare", 1),
        ("photos_of_it.glare", 1),
        ("photos_of_it", 2),
        ("attempts", 5),
    ] {
        let admit = folder()
            .args("test --format json")
            .arg(format!("--suggest={name}"));
        let json: serde_json::Value =
            serde_json::from_str(&admit.run().ends_with(0).stdout).unwrap();
        assert_eq!(json["rules"].as_array().unwrap().len(), rules, "{name}");
    }
}

#[test]
fn what_cannot_be_asked_ends_with_2() {
    for (args, message) in [
        (
            "--suggest=to_young",
            "no rule or ruleset is called `to_young`; did you mean `too_young`?",
        ),
        (
            "--suggest --format junit",
            "`--suggest` writes `text` or `json`",
        ),
        ("--suggest --mutate", "cannot be used with"),
        ("--suggest --coverage", "cannot be used with"),
        ("--suggest --run x", "cannot be used with"),
        ("--suggest --threshold 9", "cannot be used with"),
        ("--suggest --snapshots rules", "cannot be used with"),
        (
            "--suggest --output no/such/folder.test.admit",
            "cannot be written: there is no such file or folder\n",
        ),
        ("--output x", "required arguments"),
    ] {
        let run = folder().args("test").args(args).run().ends_with(2);
        assert!(run.stderr.contains(message), "{args}: {run:#?}");
        assert!(run.stdout.is_empty(), "{args}: {run:#?}");
    }
}

#[test]
fn without_a_sample_there_is_nothing_to_start_from() {
    let admit = Admit::new().file("rules/rules.admit", read("rules.admit"));
    let run = admit.args("test --suggest").run().ends_with(2);
    assert!(
        run.stderr.contains("there is no sample to start from"),
        "{run:#?}"
    );
}

/// A private value of a sample, or of a test, is in no suggestion: neither by itself nor as the edge of another field.
#[test]
fn no_suggestion_shows_what_is_private() {
    let admit = rule(
        "born: date private, issued: date, other: date private, kind: bool",
        "rule a { reject when issued < born because \"A.\" fix \"A.\" }
         rule b { reject when other > born because \"B.\" fix \"B.\" }
         rule c { reject when issued > 2020-01-01 and other == 1991-02-03 because \"C.\" fix \"C.\" }",
        "born = 1990-07-19, issued = 2019-05-06, other = 1980-09-09, kind = true",
    );
    let admit = admit.file(
        "rules/own.test.admit",
        "test \"own\" { given it with { other = 1991-02-03, born = 1990-07-23 } expect reject at least [b] }",
    );
    let text = admit.args("test --suggest").run().ends_with(0).stdout;
    for private in [
        "1990-07-19",
        "1990-07-20",
        "1990-07-18",
        "1990-07-2",
        "1980-09",
        "1991-02-03",
    ] {
        let shown = text.lines().filter(|line| line.contains(private));
        let shown: Vec<&str> = shown
            .filter(|line| !line.contains("other == 1991-02-03"))
            .collect();
        assert!(shown.is_empty(), "{private}: {text}");
    }
    assert!(text.contains("| born "), "{text}");
    assert!(text.contains("no sample reaches `other > born`"), "{text}");
}
