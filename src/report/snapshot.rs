//! What came of records beside their snapshots: text for people, JSON for programs.

use super::json_pretty;
use super::layout::{Colour, Ink, Page};
use super::testing::{quoted, run_alone};
use crate::snapshot::{Comparison, DiffLine, SnapshotCase, SnapshotState, SnapshotVerdict};
use serde::Serialize;

/// How many lines of a difference are shown, and how many of what is all new: its review shows the rest.
const MOST: usize = 12;
const MOST_OF_NEW: usize = 2;

/// Whether what is new or changed was written down for a review.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Written {
    /// It waits.
    #[default]
    Waiting,
    /// Nothing may be written where `CI` is set.
    NotInCi,
    /// With `--check`, nothing is written.
    NotWithCheck,
}

/// How the same records are compared again, and what came of it on the disk.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct SnapshotAgain {
    /// The folder of the rules, where it was named.
    pub rules: Option<String>,
    /// The folder of the records.
    pub records: String,
    /// The instant from which all are seen, where one was given.
    pub at: Option<String>,
    /// Whether something waits for a review.
    pub written: Written,
}

impl SnapshotAgain {
    fn command(&self) -> String {
        let mut command = "admit test".to_owned();
        if let Some(rules) = &self.rules {
            command.push_str(&format!(" {}", quoted(rules)));
        }
        command.push_str(&format!(" --snapshots {}", quoted(&self.records)));
        if let Some(at) = &self.at {
            command.push_str(&format!(" --at {at}"));
        }
        command
    }

    /// The command that compares one of them alone; none where there is no record.
    fn command_of(&self, case: &SnapshotCase) -> Option<String> {
        let has_record = case.comparison.state != SnapshotState::Orphan;
        has_record.then(|| format!("{} {}", self.command(), run_alone(&case.name)))
    }
}

/// Each record that somebody has to look at, how many came to which end, and what to do next.
pub fn snapshots_text(verdict: &SnapshotVerdict, again: &SnapshotAgain, colour: Colour) -> String {
    let mut page = Page::new(colour);
    for case in verdict.cases.iter().filter(|case| !case.passed()) {
        write_comparison(&mut page, &case.name, &case.comparison, false);
        page.gap();
    }
    let (ink, word) = match verdict.failed() {
        0 => (Ink::Good, "ok"),
        _ => (Ink::Bad, "failed"),
    };
    page.verdict(ink, word, &summary(verdict));
    for step in next_steps(verdict, again) {
        page.line("", &step);
    }
    page.into_text()
}

/// All that is new or changed about a snapshot.
pub fn comparison_text(name: &str, comparison: &Comparison, colour: Colour) -> String {
    let mut page = Page::new(colour);
    write_comparison(&mut page, name, comparison, true);
    page.into_text()
}

fn write_comparison(page: &mut Page, name: &str, comparison: &Comparison, whole: bool) {
    let (ink, word) = match comparison.state {
        SnapshotState::Same => (Ink::Good, "SAME"),
        SnapshotState::New => (Ink::Doubtful, "NEW"),
        SnapshotState::Changed => (Ink::Doubtful, "CHANGED"),
        SnapshotState::Orphan => (Ink::Doubtful, "ORPHAN"),
        SnapshotState::Faulty => (Ink::Bad, "FAULTY"),
    };
    page.verdict(ink, word, name);
    let most = match comparison.state {
        _ if whole => usize::MAX,
        SnapshotState::New => MOST_OF_NEW,
        _ => MOST,
    };
    for sentence in comparison.because.iter().take(most) {
        page.paragraph("  -  ", sentence);
    }
    left_out(page, comparison.because.len(), most, "change");
    for line in comparison.diff.iter().take(most) {
        write_line(page, line);
    }
    left_out(page, comparison.diff.len(), most, "line");
}

fn write_line(page: &mut Page, line: &DiffLine) {
    let ink = match line {
        DiffLine::Same(_) | DiffLine::Gap => Ink::Quiet,
        DiffLine::Gone(_) => Ink::Bad,
        DiffLine::Come(_) => Ink::Good,
    };
    page.inked_line(ink, "     ", &line.to_string());
}

fn left_out(page: &mut Page, all: usize, most: usize, what: &str) {
    let more = all.saturating_sub(most);
    if more > 0 {
        let many = if more == 1 { "" } else { "s" };
        page.inked_line(Ink::Quiet, "     ", &format!("({more} more {what}{many})"));
    }
}

/// `1 new, 2 as accepted`
pub(super) fn summary(verdict: &SnapshotVerdict) -> String {
    let words = [
        (SnapshotState::New, "new"),
        (SnapshotState::Changed, "changed"),
        (SnapshotState::Orphan, "without a record"),
        (SnapshotState::Faulty, "faulty"),
        (SnapshotState::Same, "as accepted"),
    ];
    let counts = words.map(|(state, word)| (verdict.count(state), word));
    let counts = counts.iter().filter(|(count, _)| *count > 0);
    let counts: Vec<String> = counts
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    match counts.is_empty() {
        true => "0 as accepted".to_owned(),
        false => counts.join(", "),
    }
}

/// What to do about it, a sentence each.
pub(super) fn next_steps(verdict: &SnapshotVerdict, again: &SnapshotAgain) -> Vec<String> {
    let folder = quoted(&again.records);
    let mut steps = Vec::new();
    if verdict.count(SnapshotState::New) + verdict.count(SnapshotState::Changed) > 0 {
        let review = format!("`admit snap review {folder}`");
        steps.push(match again.written {
            Written::Waiting => format!("{review} goes through what is new and changed."),
            Written::NotInCi => format!(
                "Nothing was written, since `CI` is set: run `{}` and {review} on your own machine.",
                again.command()
            ),
            Written::NotWithCheck => format!(
                "Nothing was written, since `--check` was given: without it, {review} goes through this."
            ),
        });
    }
    if verdict.count(SnapshotState::Orphan) > 0 {
        steps.push(format!(
            "`admit snap prune {folder}` removes what has no record."
        ));
    }
    steps
}

/// What is said of a record that somebody has to look at: labels and texts.
pub(super) fn lines(case: &SnapshotCase, again: &SnapshotAgain) -> Vec<(&'static str, String)> {
    let place = &case.place;
    let mut lines = vec![
        ("in", format!("{}:{}", place.file, place.line)),
        ("found", found(case.comparison.state).to_owned()),
    ];
    let because = case.comparison.because.iter();
    lines.extend(because.map(|sentence| ("because", sentence.clone())));
    let diff = case.comparison.diff.iter();
    lines.extend(diff.map(|line| ("differs", line.to_string())));
    if let Some(snapshot) = &case.snapshot {
        lines.push(("snapshot", snapshot.clone()));
    }
    lines.extend(again.command_of(case).map(|command| ("again", command)));
    lines
}

fn found(state: SnapshotState) -> &'static str {
    match state {
        SnapshotState::Same => "as accepted",
        SnapshotState::New => "new, nothing is accepted for it yet",
        SnapshotState::Changed => "changed",
        SnapshotState::Orphan => "a snapshot alone",
        SnapshotState::Faulty => "faulty",
    }
}

/// What came of a record, in one line.
pub(super) fn message(case: &SnapshotCase) -> String {
    let found = found(case.comparison.state);
    match case.comparison.because.first() {
        Some(because) => format!("{found}: {because}"),
        None => found.to_owned(),
    }
}

/// One object in the manner of tests: how many passed and failed, and each record.
pub fn snapshots_json(verdict: &SnapshotVerdict, again: &SnapshotAgain) -> String {
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
    case: &'a SnapshotCase,
    /// The command that compares it alone, where somebody has to look at it.
    #[serde(skip_serializing_if = "Option::is_none")]
    again: Option<String>,
}

impl<'a> Row<'a> {
    fn of(case: &'a SnapshotCase, again: &SnapshotAgain) -> Self {
        let passed = case.passed();
        Self {
            passed,
            case,
            again: again.command_of(case).filter(|_| !passed),
        }
    }
}
