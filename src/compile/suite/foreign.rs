//! Declarations of rules in a file that is read for its tests alone: they would be in force nowhere.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{SourceMap, Span};
use crate::syntax::ast::{self, Item};

pub(super) fn report(files: &[ast::File], sources: &SourceMap, diagnostics: &mut Diagnostics) {
    let holds_tests = |file: &&ast::File| {
        sources
            .file(file.source)
            .is_some_and(|source| source.holds_tests())
    };
    for item in files
        .iter()
        .filter(holds_tests)
        .flat_map(|file| &file.items)
    {
        if let Some((what, span)) = declared(item) {
            let message = format!("{what} stands in a file that holds tests");
            diagnostics.push(Diagnostic::new(Code::ForeignToTests, span, message).hint(
                "Files named `*.test.admit` hold samples and tests alone; move it to another file.",
            ));
        }
    }
}

fn declared(item: &Item) -> Option<(&'static str, Span)> {
    Some(match item {
        Item::Settings(each) => ("a `settings` block", each.span),
        Item::Enum(each) => ("an enum", each.name.span),
        Item::Record(each) => ("a record", each.name.span),
        Item::Param(each) => ("a parameter", each.name.span),
        Item::Let(each) => ("a `let`", each.name.span),
        Item::Table(each) => ("a table", each.name.span),
        Item::Ruleset(each) => ("a ruleset", each.name.span),
        Item::Policy(each) => ("a policy", each.name.span),
        Item::Sample(_) | Item::Test(_) | Item::Broken(_) => return None,
    })
}
