//! Suite: what rules mean. One idea a file, which its name states: rules, the records that show it, and the explanations.
//!
//! A record stands in the comments of its rule file: `#> NAME {fields}`. It is called NAME, comes from CN and was sent
//! in on 2026-11-22 at 10 in Shanghai, unless its fields say otherwise.

pub mod agreement;
mod plan;

use admit::engine::PolicySet;
use admit::eval::{Explain, Options};
use admit::record::ReadOptions;
use admit::report::{Colour, decision_text};
use std::fmt::Write;

#[test]
fn each_idea_is_explained() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(".");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        insta::glob!("*.admit", |path| {
            let text = std::fs::read_to_string(path).unwrap();
            insta::assert_snapshot!("decided", decided(&text));
        });
    });
}

/// The explanation of each record of a file, with the rules that did not fire.
fn decided(text: &str) -> String {
    let set = PolicySet::load([("rules.admit", text)]);
    let set = set.unwrap_or_else(|problems| panic!("{}", problems.render(false)));
    let options = Options {
        explain: Explain::All,
        ..Options::default()
    };
    let mut shown = String::new();
    let mut desk = agreement::Desk::new(&set);
    for record in text.lines().filter_map(record) {
        let read = set.read_json(record.as_bytes(), ReadOptions::default());
        let read = read.unwrap_or_else(|error| panic!("{error}: {record}"));
        let at = set.instant_of(&read).unwrap();
        agreement::hold_written(&set, &read, at, &mut desk);
        let decision = set.evaluate(&read, at, options);
        writeln!(shown, "{}", decision_text(&decision, Colour::Never)).unwrap();
    }
    assert!(!shown.is_empty(), "the file has no record");
    shown
}

/// The record of a comment line, as text, so that its numbers stay as they are.
fn record(line: &str) -> Option<String> {
    let (name, fields) = line.strip_prefix("#> ")?.split_once(" {").unwrap();
    let mut record = format!("{{\"id\": \"{name}\"");
    for usual in [
        r#""submitted_at": "2026-11-22T10:00:00+08:00""#,
        r#""region": "CN""#,
    ] {
        let (key, _) = usual.split_once(' ').unwrap();
        if !fields.contains(key) {
            write!(record, ", {usual}").unwrap();
        }
    }
    let more = if fields == "}" { "" } else { ", " };
    Some(format!("{record}{more}{fields}"))
}
