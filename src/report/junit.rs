//! What came of tests and of snapshots as JUnit XML, which build servers read: a suite a file of tests, or a folder of
//! records.

use super::SnapshotAgain;
use super::snapshot;
use super::testing::{Again, lines};
use crate::decision::SourceLocation;
use crate::snapshot::{SnapshotCase, SnapshotVerdict};
use crate::value::escape_controls;
use crate::verdict::{CaseVerdict, Verdict};

/// A whole document about tests.
pub fn verdict_junit(verdict: &Verdict, again: &Again) -> String {
    // Cases come in the order of files, so those of one file stand together.
    let files = verdict
        .cases
        .chunk_by(|one, next| one.place.file == next.place.file);
    document(files.map(|cases| Suite {
        name: cases.first().map_or("", |case| &case.place.file),
        cases: cases.iter().map(|case| tested(case, again)).collect(),
    }))
}

fn tested<'a>(case: &'a CaseVerdict, again: &Again) -> Case<'a> {
    let failure = case.differences.first().map(|first| Failure {
        message: format!("expected {}, found {}", first.expected, first.actual),
        lines: lines(case, again),
    });
    Case {
        name: &case.name,
        place: &case.place,
        failure,
    }
}

/// A whole document about snapshots.
pub fn snapshots_junit(verdict: &SnapshotVerdict, again: &SnapshotAgain) -> String {
    let mut cases: Vec<&SnapshotCase> = verdict.cases.iter().collect();
    // A folder may lie between the files of another.
    cases.sort_by_key(|case| folder_of(case));
    let folders = cases.chunk_by(|one, next| folder_of(one) == folder_of(next));
    document(folders.map(|cases| Suite {
        name: cases.first().map_or("", |case| folder_of(case)),
        cases: cases.iter().map(|case| compared(case, again)).collect(),
    }))
}

fn folder_of(case: &SnapshotCase) -> &str {
    let folder = case.place.file.rsplit_once(['/', '\\']);
    folder.map_or("", |(folder, _)| folder)
}

fn compared<'a>(case: &'a SnapshotCase, again: &SnapshotAgain) -> Case<'a> {
    let failure = (!case.passed()).then(|| Failure {
        message: snapshot::message(case),
        lines: snapshot::lines(case, again),
    });
    Case {
        name: &case.name,
        place: &case.place,
        failure,
    }
}

struct Suite<'a> {
    name: &'a str,
    cases: Vec<Case<'a>>,
}

struct Case<'a> {
    name: &'a str,
    place: &'a SourceLocation,
    failure: Option<Failure>,
}

struct Failure {
    message: String,
    lines: Vec<(&'static str, String)>,
}

fn document<'a>(suites: impl Iterator<Item = Suite<'a>>) -> String {
    let mut body = String::new();
    let (mut tests, mut failures) = (0, 0);
    for suite in suites {
        let failed = suite.cases.iter().filter(|case| case.failure.is_some());
        let failed = failed.count();
        tests += suite.cases.len();
        failures += failed;
        body.push_str(&format!(
            "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{failed}\">\n",
            escaped(suite.name),
            suite.cases.len()
        ));
        suite
            .cases
            .iter()
            .for_each(|case| write_case(case, &mut body));
        body.push_str("  </testsuite>\n");
    }
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <testsuites name=\"admit\" tests=\"{tests}\" failures=\"{failures}\">\n{body}</testsuites>\n"
    )
}

fn write_case(case: &Case<'_>, out: &mut String) {
    let file = escaped(&case.place.file);
    out.push_str(&format!(
        "    <testcase name=\"{}\" classname=\"{file}\" file=\"{file}\" line=\"{}\"",
        escaped(case.name),
        case.place.line
    ));
    let Some(failure) = &case.failure else {
        out.push_str("/>\n");
        return;
    };
    out.push_str(&format!(
        ">\n      <failure message=\"{}\">",
        escaped(&failure.message)
    ));
    for (label, text) in &failure.lines {
        out.push_str(&format!("\n{label}: {}", escaped(text)));
    }
    out.push_str("\n</failure>\n    </testcase>\n");
}

/// Text for XML and HTML, without control characters.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::new();
    for char in escape_controls(text).chars() {
        match char {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\u{FFFE}' | '\u{FFFF}' => out.push('\u{FFFD}'),
            char => out.push(char),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_breaks_out_of_an_attribute() {
        let written = escaped("a \"<b>\" & \u{1}\n\u{FFFF}");
        assert!(
            !written.contains(['"', '<', '\u{1}', '\n', '\u{FFFF}']),
            "{written}"
        );
        assert!(
            written.starts_with("a &quot;&lt;b&gt;&quot; &amp; "),
            "{written}"
        );
    }
}
