//! Two texts to the lines that differ, with a little of what stands around them.

use serde::{Serialize, Serializer};
use similar::{ChangeTag, TextDiff};
use std::fmt;

/// How many lines are shown around a difference.
const AROUND: usize = 2;

/// A line of a difference.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum DiffLine {
    /// In both texts.
    Same(String),
    /// Only in the old one.
    Gone(String),
    /// Only in the new one.
    Come(String),
    /// Lines of both texts are left out here.
    Gap,
}

impl fmt::Display for DiffLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sign, text) = match self {
            DiffLine::Same(text) => (' ', text.as_str()),
            DiffLine::Gone(text) => ('-', text.as_str()),
            DiffLine::Come(text) => ('+', text.as_str()),
            DiffLine::Gap => (' ', "..."),
        };
        f.write_str(format!("{sign} {text}").trim_end())
    }
}

/// As the text of its line.
impl Serialize for DiffLine {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The lines in which two texts differ.
///
/// ```
/// use admit::snapshot::{DiffLine, diff};
/// let lines = diff("a\nb\n", "a\nc\n");
/// let [same, gone, come] = ["a", "b", "c"].map(str::to_owned);
/// assert_eq!(lines, [DiffLine::Same(same), DiffLine::Gone(gone), DiffLine::Come(come)]);
/// ```
pub fn diff(old: &str, new: &str) -> Vec<DiffLine> {
    let diff = TextDiff::from_lines(old, new);
    let mut lines = Vec::new();
    for group in diff.grouped_ops(AROUND) {
        if !lines.is_empty() {
            lines.push(DiffLine::Gap);
        }
        for change in group
            .iter()
            .flat_map(|operation| diff.iter_changes(operation))
        {
            let text = change.value().trim_end_matches(['\n', '\r']).to_owned();
            lines.push(match change.tag() {
                ChangeTag::Equal => DiffLine::Same(text),
                ChangeTag::Delete => DiffLine::Gone(text),
                ChangeTag::Insert => DiffLine::Come(text),
            });
        }
    }
    lines
}
