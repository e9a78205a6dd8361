//! Tests of the whole stage: by tree, by error, by limit.

mod errors;
mod limits;
mod trees;

use super::ast::File;
use super::parse;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::SourceMap;

/// The tree of a text, and what was found wrong with it.
fn read(text: &str) -> (File, Vec<Diagnostic>, SourceMap) {
    let mut sources = SourceMap::default();
    let source = sources.add("a.admit", text);
    let mut diagnostics = Diagnostics::default();
    let file = parse(source, text, &mut diagnostics);
    (file, diagnostics.into_sorted(), sources)
}

/// One line for each fault: `E0101 2:7 message`, the hint after `//`.
fn faults(text: &str) -> Vec<String> {
    let (_, found, sources) = read(text);
    let line = |each: &Diagnostic| {
        let place = sources.position(each.primary.span);
        let hint = each
            .hint
            .as_deref()
            .map_or(String::new(), |hint| format!(" // {hint}"));
        let (line, column) = (place.line, place.column);
        format!(
            "{} {line}:{column} {}{hint}",
            each.code.as_str(),
            each.message
        )
    };
    found.iter().map(line).collect()
}

/// The tree of a text without faults.
fn sound(text: &str) -> File {
    let (file, _, _) = read(text);
    assert_eq!(faults(text), Vec::<String>::new(), "{text}");
    file
}
