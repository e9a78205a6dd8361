//! New and changed snapshots: what changed, why, and the lines that differ. Text for people.

use super::layout::{Colour, Ink, Page};
use crate::snapshot::{DiffLine, Snapshot, changes, diff};

/// What came of a comparison of many.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct SnapshotSummary {
    /// As they were accepted.
    pub same: usize,
    /// Not accepted yet.
    pub new: usize,
    /// Other than they were accepted.
    pub changed: usize,
    /// Without a record.
    pub orphans: usize,
    /// Of records that cannot be read, or that cannot be read themselves.
    pub faulty: usize,
}

impl SnapshotSummary {
    /// Whether nobody has to look at anything.
    pub fn is_fine(&self) -> bool {
        self.new + self.changed + self.orphans + self.faulty == 0
    }
}

/// What is new or changed about a snapshot, in at most so many lines of difference and of reasons each.
pub fn snapshot_text(
    name: &str,
    old: Option<&Snapshot>,
    new: &Snapshot,
    most: usize,
    colour: Colour,
) -> String {
    let mut page = Page::new(colour);
    let lines = match old {
        Some(old) => {
            page.verdict(Ink::Doubtful, "CHANGED", name);
            let changes = changes(old, new);
            for change in changes.iter().take(most) {
                page.paragraph("  -  ", change);
            }
            left_out(&mut page, changes.len(), most, "change");
            diff(&old.text, &new.text)
        }
        None => {
            page.verdict(Ink::Doubtful, "NEW", name);
            let lines = new.text.lines();
            lines.map(|line| DiffLine::Come(line.to_owned())).collect()
        }
    };
    for line in lines.iter().take(most) {
        write_line(&mut page, line);
    }
    left_out(&mut page, lines.len(), most, "line");
    page.into_text()
}

fn write_line(page: &mut Page, line: &DiffLine) {
    match line {
        DiffLine::Same(text) => page.inked_line(Ink::Quiet, "       ", text),
        DiffLine::Gone(text) => page.inked_line(Ink::Bad, "     - ", text),
        DiffLine::Come(text) => page.inked_line(Ink::Good, "     + ", text),
        DiffLine::Gap => page.inked_line(Ink::Quiet, "       ", "..."),
    }
}

fn left_out(page: &mut Page, all: usize, most: usize, what: &str) {
    let more = all.saturating_sub(most);
    if more > 0 {
        let many = if more == 1 { "" } else { "s" };
        page.inked_line(Ink::Quiet, "     ", &format!("({more} more {what}{many})"));
    }
}

/// How many came to which end, and the command that goes through them.
pub fn snapshots_text(summary: &SnapshotSummary, next: Option<&str>, colour: Colour) -> String {
    let mut page = Page::new(colour);
    let counts = [
        (summary.new, "new"),
        (summary.changed, "changed"),
        (summary.orphans, "without a record"),
        (summary.faulty, "faulty"),
        (summary.same, "as accepted"),
    ];
    let counts = counts.iter().filter(|(count, _)| *count > 0);
    let counts: Vec<String> = counts
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
    let counts = counts.join(", ");
    if summary.is_fine() {
        page.verdict(Ink::Good, "ok", &counts);
    } else {
        page.verdict(Ink::Bad, "failed", &counts);
    }
    if let Some(next) = next {
        page.line("", next);
    }
    page.into_text()
}
