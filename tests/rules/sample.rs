//! Each sample with its reviewed explanation, and against the table of decisions worked out by hand.

use crate::support::pack::{decide, pack, sample_folder, samples, summary};
use admit::eval::Options;
use admit::report::{Colour, decision_text};
use std::collections::{BTreeMap, BTreeSet};

#[test]
fn each_sample_has_its_reviewed_explanation() {
    let samples = samples();
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("samples");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        insta::glob!("../..", "rules/samples/*.json", |path| {
            let name = path.file_stem().unwrap().to_str().unwrap();
            let decision = decide(pack(), &samples[name], Options::default());
            let text = decision_text(&decision, Colour::Never);
            for line in text.lines() {
                assert!(
                    line.chars().count() <= 80 || has_no_space_to_break_at(line),
                    "{line}"
                );
            }
            insta::assert_snapshot!("sample", without_places(&text));
        });
    });
}

/// Whether a line holds one long word only, which cannot be broken.
fn has_no_space_to_break_at(line: &str) -> bool {
    line.split_whitespace().count() <= 2
}

/// Lines and columns of rule files are left out, and how many rules were checked, so that a line or a rule that is
/// added changes no snapshot of a sample to which it says nothing. Tests of the evaluator hold both.
fn without_places(text: &str) -> String {
    let mut parts = text.split(".admit:");
    let mut kept = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        kept.push_str(".admit");
        kept.push_str(part.trim_start_matches(|char: char| char.is_ascii_digit() || char == ':'));
    }
    let lines = kept
        .lines()
        .map(|line| match line.split_once(" rules were checked") {
            Some((_, rest)) => format!("  All rules were checked{rest}"),
            None => line.to_owned(),
        });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn each_sample_is_decided_as_worked_out_by_hand() {
    let text = std::fs::read_to_string(sample_folder().join("README.md")).unwrap();
    let expected: BTreeMap<String, String> = text.lines().filter_map(row).collect();
    let decided: BTreeMap<String, String> = samples()
        .iter()
        .map(|(name, record)| {
            (
                name.clone(),
                summary(&decide(pack(), record, Options::default())),
            )
        })
        .collect();
    let differing: Vec<String> = names(&expected, &decided)
        .filter(|name| expected.get(*name) != decided.get(*name))
        .map(|name| {
            format!(
                "{name}: {:?}, but is {:?}",
                expected.get(name),
                decided.get(name)
            )
        })
        .collect();
    assert!(differing.is_empty(), "{differing:#?}");
    assert!(expected.len() >= 80);
}

fn names<'a>(
    one: &'a BTreeMap<String, String>,
    other: &'a BTreeMap<String, String>,
) -> impl Iterator<Item = &'a String> {
    let names: BTreeSet<&String> = one.keys().chain(other.keys()).collect();
    names.into_iter()
}

/// A line of the table: the sample's name, and its decision in the form of `summary`.
fn row(line: &str) -> Option<(String, String)> {
    let cells: Vec<&str> = line.strip_prefix('|')?.split('|').map(str::trim).collect();
    let [name, _idea, decision, findings, ""] = cells[..] else {
        panic!("a row has four cells: {line}");
    };
    let name = name.strip_prefix('`')?.strip_suffix('`')?;
    let mut text = decision.to_owned();
    for part in findings.split("; ").filter(|part| *part != "none") {
        let title = ["missing ", "advice ", "support"]
            .into_iter()
            .find(|title| part.starts_with(title));
        match title {
            Some("support") => text.push_str(" support"),
            title => text.push_str(&format!(
                " {}[{}]",
                title.unwrap_or_default(),
                codes(part).join(", ")
            )),
        }
    }
    Some((name.to_owned(), text))
}

/// The words between backticks; a place, which follows "at", belongs to the code before it, or "both at" to all.
fn codes(part: &str) -> Vec<String> {
    let mut codes: Vec<String> = Vec::new();
    let mut before = "";
    for (place, piece) in part.split('`').enumerate() {
        if place % 2 == 0 {
            before = piece;
        } else if before.ends_with("both at ") {
            codes
                .iter_mut()
                .for_each(|code| code.push_str(&format!(" at {piece}")));
        } else if before.ends_with(" at ") {
            codes.last_mut().unwrap().push_str(&format!(" at {piece}"));
        } else {
            codes.push(piece.to_owned());
        }
    }
    codes
}
