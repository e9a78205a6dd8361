//! What came of tests and of snapshots as workflow commands, which show failures beside the lines of a pull request.

use super::SnapshotAgain;
use super::snapshot;
use super::testing::{Again, lines, summary};
use crate::decision::SourceLocation;
use crate::snapshot::SnapshotVerdict;
use crate::value::escape_controls;
use crate::verdict::Verdict;

/// A command for each case that failed, and a line of figures.
pub fn verdict_github(verdict: &Verdict, again: &Again) -> String {
    let mut out = String::new();
    for case in verdict.cases.iter().filter(|case| !case.passed()) {
        let place = SourceLocation {
            file: match &again.folder {
                Some(folder) => format!("{folder}/{}", case.place.file),
                None => case.place.file.clone(),
            },
            ..case.place
        };
        out.push_str(&error(&place, &case.name, &lines(case, again)));
    }
    out.push_str(&summary(verdict));
    out.push('\n');
    out
}

/// A command for each record that somebody has to look at, a line of figures, and what to do next.
pub fn snapshots_github(verdict: &SnapshotVerdict, again: &SnapshotAgain) -> String {
    let mut out = String::new();
    for case in verdict.cases.iter().filter(|case| !case.passed()) {
        let lines = snapshot::lines(case, again);
        out.push_str(&error(&case.place, &case.name, &lines));
    }
    out.push_str(&snapshot::summary(verdict));
    out.push('\n');
    for step in snapshot::next_steps(verdict, again) {
        out.push_str(&format!("{}\n", escape_controls(&step)));
    }
    out
}

fn error(place: &SourceLocation, title: &str, lines: &[(&str, String)]) -> String {
    let lines = lines.iter();
    let text: Vec<String> = lines
        .map(|(label, text)| format!("{label}: {}", escape_controls(text)))
        .collect();
    format!(
        "::error file={},line={},col={},title={}::{}\n",
        property(&place.file),
        place.line,
        place.column,
        property(title),
        data(&text.join("\n"))
    )
}

fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(&escape_controls(text))
        .replace(':', "%3A")
        .replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_property_ends_where_it_should() {
        assert_eq!(property("a, b: 5%"), "a%2C b%3A 5%25");
        assert_eq!(data("a, b: 5%\nc"), "a, b: 5%25%0Ac");
    }
}
