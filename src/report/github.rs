//! What came of tests as workflow commands, which show failures beside the lines of a pull request.

use super::testing::{Again, lines, summary};
use crate::value::escape_controls;
use crate::verdict::Verdict;

/// A command for each case that failed, and a line of figures.
pub fn verdict_github(verdict: &Verdict, again: &Again) -> String {
    let mut out = String::new();
    for case in verdict.cases.iter().filter(|case| !case.passed()) {
        let file = match &again.folder {
            Some(folder) => format!("{folder}/{}", case.place.file),
            None => case.place.file.clone(),
        };
        let text = lines(case, again);
        let text: Vec<String> = text
            .iter()
            .map(|(label, text)| format!("{label}: {}", escape_controls(text)))
            .collect();
        out.push_str(&format!(
            "::error file={},line={},col={},title={}::{}\n",
            property(&file),
            case.place.line,
            case.place.column,
            property(&case.name),
            data(&text.join("\n"))
        ));
    }
    out.push_str(&summary(verdict));
    out.push('\n');
    out
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
