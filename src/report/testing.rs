//! What came of tests: text for people, JSON for programs.

use super::json_pretty;
use super::layout::{Colour, Ink, Page};
use crate::decision::FindingState;
use crate::value::escape_controls;
use crate::verdict::{Because, CaseVerdict, Verdict};
use serde::Serialize;

/// How the same tests are run again.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Again {
    /// The folder of the rules, where it was named.
    pub named: Option<String>,
    /// The folder of the rules, where there is one.
    pub folder: Option<String>,
}

/// Each case that failed, and how many did not.
pub fn verdict_text(verdict: &Verdict, again: &Again, colour: Colour) -> String {
    let mut page = Page::new(colour);
    for case in verdict.cases.iter().filter(|case| !case.passed()) {
        page.verdict(Ink::Bad, "FAIL", &case.name);
        for (label, text) in lines(case, again) {
            let first = format!("      {label:<9} ");
            match label {
                "again" => page.line(&first, &text),
                _ => page.paragraph(&first, &text),
            }
        }
        page.gap();
    }
    let (ink, word) = match verdict.failed() {
        0 => (Ink::Good, "ok"),
        _ => (Ink::Bad, "failed"),
    };
    page.verdict(ink, word, &summary(verdict));
    page.into_text()
}

/// `14 passed, 1 failed`
pub(super) fn summary(verdict: &Verdict) -> String {
    let failed = verdict.failed();
    let passed = verdict.cases.len() - failed;
    match failed {
        0 => format!("{passed} passed"),
        _ => format!("{passed} passed, {failed} failed"),
    }
}

/// What is said of a case that failed: labels and texts.
pub(super) fn lines(case: &CaseVerdict, again: &Again) -> Vec<(&'static str, String)> {
    let mut lines = vec![("in", format!("{}:{}", case.place.file, case.place.line))];
    for difference in &case.differences {
        lines.push(("expected", difference.expected.clone()));
        lines.push(("actual", difference.actual.clone()));
        for each in &difference.because {
            because(each, &mut lines);
        }
    }
    lines.extend(commands(case, again).map(|command| ("again", command)));
    lines
}

fn because(because: &Because, lines: &mut Vec<(&'static str, String)>) {
    let name = because.rule.as_ref().unwrap_or(&because.code);
    let mut text = match &because.path {
        Some(path) => format!("{name} at {path}"),
        None => name.clone(),
    };
    match (because.state, &because.why) {
        (Some(FindingState::Fired), _) => {
            let condition = because.grounds.condition.as_deref();
            let holds = condition.map(|condition| format!(": `{condition}` holds"));
            text.push_str(&format!(" fires{}", holds.unwrap_or_default()));
        }
        (Some(FindingState::Skipped), Some(why)) => text.push_str(&format!(" is {why}")),
        (Some(_), Some(why)) if why.starts_with("does not apply") => {
            text.push_str(&format!(" {why}"));
        }
        (Some(state), Some(why)) => text.push_str(&format!(" {}: {why}", state_words(state))),
        (_, why) => text.push_str(&format!(": {}", why.as_deref().unwrap_or(""))),
    }
    lines.push(("because", text));
    if let Some(source) = &because.grounds.source {
        lines.push(("rule", format!("{}:{}", source.file, source.line)));
    }
    for (name, value) in &because.grounds.values {
        lines.push(("saw", format!("{name} = {value}")));
    }
}

fn state_words(state: FindingState) -> &'static str {
    match state {
        FindingState::Clear => "does not fire",
        FindingState::Fired => "fires",
        FindingState::Undecided => "is undecided",
        FindingState::Excused => "does not count",
        FindingState::Skipped => "is left out",
    }
}

/// The command that runs the case alone, and the one that decides its record where that is a file unchanged.
fn commands(case: &CaseVerdict, again: &Again) -> impl Iterator<Item = String> {
    let named = again.named.as_deref();
    let folder = named.map(|named| format!(" {}", quoted(named)));
    let run = format!(
        "admit test{} {}",
        folder.unwrap_or_default(),
        run_alone(&case.name)
    );
    let eval = case.file.as_ref().zip(again.folder.as_ref());
    let eval = eval.map(|(file, folder)| {
        let rules = named.map(|named| format!(" --rules {}", quoted(named)));
        let path = quoted(&format!("{folder}/{file}"));
        format!(
            "admit eval{} --at {} {path}",
            rules.unwrap_or_default(),
            case.at
        )
    });
    [Some(run), eval].into_iter().flatten()
}

/// `--run NAME`; in one word where the name could be taken for an option.
pub(super) fn run_alone(name: &str) -> String {
    let gap = if name.starts_with('-') { '=' } else { ' ' };
    format!("--run{gap}{}", quoted(name))
}

/// A word of a command line, in quotes where a shell would take it apart.
pub(super) fn quoted(word: &str) -> String {
    let plain = |char: char| char.is_ascii_alphanumeric() || "-_./:+=,".contains(char);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", escape_controls(word).replace('\'', "'\\''"))
    }
}

/// One object: how many passed and failed, and each case.
pub fn verdict_json(verdict: &Verdict, again: &Again) -> String {
    let failed = verdict.failed();
    json_pretty(&Whole {
        passed: verdict.cases.len() - failed,
        failed,
        cases: verdict
            .cases
            .iter()
            .map(|case| Row::of(case, again))
            .collect(),
    })
}

#[derive(Serialize)]
struct Whole<'a> {
    passed: usize,
    failed: usize,
    cases: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Row<'a> {
    passed: bool,
    #[serde(flatten)]
    case: &'a CaseVerdict,
    /// The commands that show a failure again.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    again: Vec<String>,
}

impl<'a> Row<'a> {
    fn of(case: &'a CaseVerdict, again: &Again) -> Self {
        let passed = case.passed();
        let again = match passed {
            true => Vec::new(),
            false => commands(case, again).collect(),
        };
        Self {
            passed,
            case,
            again,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_quoted_as_a_shell_takes_them() {
        assert_eq!(quoted("rules/a.json"), "rules/a.json");
        assert_eq!(quoted("the margin, row 2"), "'the margin, row 2'");
        assert_eq!(quoted("it's"), r"'it'\''s'");
        assert_eq!(quoted(""), "''");
        assert_eq!(quoted("$HOME"), "'$HOME'");
    }

    #[test]
    fn a_name_is_never_taken_for_an_option() {
        assert_eq!(run_alone("glare"), "--run glare");
        assert_eq!(run_alone("-- glare"), "--run='-- glare'");
    }
}
