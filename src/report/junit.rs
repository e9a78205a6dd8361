//! What came of tests as JUnit XML, which build servers read: a suite a file, a case a case.

use super::testing::{Again, lines};
use crate::value::escape_controls;
use crate::verdict::{CaseVerdict, Verdict};

/// A whole document.
pub fn verdict_junit(verdict: &Verdict, again: &Again) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    out.push_str(&format!(
        "<testsuites name=\"admit\" tests=\"{}\" failures=\"{}\">\n",
        verdict.cases.len(),
        verdict.failed()
    ));
    // Cases come in the order of files, so those of one file stand together.
    for cases in verdict
        .cases
        .chunk_by(|one, next| one.place.file == next.place.file)
    {
        let file = cases.first().map_or("", |case| &case.place.file);
        let failed = cases.iter().filter(|case| !case.passed()).count();
        out.push_str(&format!(
            "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{failed}\">\n",
            escaped(file),
            cases.len()
        ));
        cases
            .iter()
            .for_each(|case| write_case(case, again, &mut out));
        out.push_str("  </testsuite>\n");
    }
    out.push_str("</testsuites>\n");
    out
}

fn write_case(case: &CaseVerdict, again: &Again, out: &mut String) {
    let file = escaped(&case.place.file);
    out.push_str(&format!(
        "    <testcase name=\"{}\" classname=\"{file}\" file=\"{file}\" line=\"{}\"",
        escaped(&case.name),
        case.place.line
    ));
    let Some(first) = case.differences.first() else {
        out.push_str("/>\n");
        return;
    };
    let message = format!("expected {}, found {}", first.expected, first.actual);
    out.push_str(&format!(
        ">\n      <failure message=\"{}\">",
        escaped(&message)
    ));
    for (label, text) in lines(case, again) {
        out.push_str(&format!("\n{label}: {}", escaped(&text)));
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
