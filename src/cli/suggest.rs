//! `admit test --suggest`: cases on and beside the thresholds of the rules that no test has, ready to be pasted.

use super::files::{shown, unwritable};
use super::output::{Output, note};
use super::{Status, Stop};
use crate::diagnostic::nearest;
use crate::engine::TestedSet;
use crate::program::{Program, RuleId};
use crate::report::{suggestions_json, suggestions_summary, suggestions_text};
use crate::value::escape_controls;
use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::Path;

/// Suggests cases for a rule, for the rules of a ruleset, or for all where none is named. What is suggested is no fault:
/// it ends well.
pub(super) fn run(
    set: &TestedSet,
    rule: &str,
    json: bool,
    file: Option<&Path>,
    output: &mut Output,
) -> Result<Status, Stop> {
    let rules = named(set.set().program(), rule)?;
    if !set.can_suggest() {
        return Err(Stop::trouble(
            "there is no sample to start from: write `sample NAME from \"samples/FILE.json\"` in a file that ends \
             in `.test.admit`, with a `submitted_at` in the record",
        ));
    }
    let suggestions = set.suggest(&rules, &progress(rules.len()));
    let text = |colour| match json {
        true => suggestions_json(&suggestions),
        false => suggestions_text(&suggestions, colour),
    };
    match file {
        None => output.write(&text(output.colour()))?,
        Some(path) => {
            fs::write(path, text(Default::default())).map_err(|error| unwritable(path, &error))?;
            let summary = suggestions_summary(&suggestions);
            note(&format!("{summary}, written to {}", shown(path)));
        }
    }
    Ok(Status::Fine)
}

/// The rules that a name means: `photo_glare`, `photo_quality.photo_glare`, or all of `photo_quality`.
fn named(program: &Program, name: &str) -> Result<Vec<RuleId>, Stop> {
    let mut found = Vec::new();
    let mut names: Vec<&str> = Vec::new();
    for (rule, id) in program.rules.iter().zip(0..) {
        let ruleset = program.rulesets.get(rule.ruleset.0 as usize);
        let ruleset = ruleset.map_or("", |ruleset| &*ruleset.name);
        let whole = format!("{ruleset}.{}", rule.name);
        if ["", ruleset, &rule.name, &whole].contains(&name) {
            found.push(RuleId(id));
        }
        names.extend([&*rule.name, ruleset]);
    }
    if !found.is_empty() || name.is_empty() {
        return Ok(found);
    }
    let near = nearest(name, names);
    let near = near.map_or(String::new(), |near| format!("; did you mean `{near}`?"));
    let name = escape_controls(name);
    Err(Stop::trouble(format!(
        "no rule or ruleset is called `{name}`{near}"
    )))
}

/// Tells a terminal how far it is.
fn progress(total: usize) -> impl Fn(usize) {
    let told = total > 1 && io::stderr().is_terminal();
    move |done| {
        if told {
            let end = if done == total { "\n" } else { "" };
            // Where standard error is gone, there is nobody left to tell.
            let _ = write!(io::stderr().lock(), "\r{done} of {total} rules{end}");
        }
    }
}
