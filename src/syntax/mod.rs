//! Text to tree: the only place that knows pest.
//!
//! In: the text of a rule file. Out: an [`ast::File`] and diagnostics, whatever the text is. Looks no name up
//! and reads no other file.

pub mod ast;
mod build;
mod cursor;
mod error;
mod expected;
mod grammar;
mod limits;
mod recover;
mod slip;
#[cfg(test)]
mod tests;

pub use limits::{MAX_DECLARATIONS, MAX_DEPTH, MAX_FILE_BYTES, MAX_SET_BYTES};

use crate::diagnostic::Diagnostics;
use crate::source::SourceId;
use build::Builder;
use grammar::Rule;
use std::cell::RefCell;
use std::num::NonZeroUsize;
use std::sync::Once;

/// A backstop far above what a file of `MAX_FILE_BYTES` takes.
const MAX_CALLS: usize = 1 << 30;

/// Reads a file. Never fails: faults go to `diagnostics`, and what could not be read is left as
/// [`ast::Item::Broken`] or in [`ast::Ruleset::broken`]. Needs as much stack as [`crate::engine`] gives it.
pub fn parse(source: SourceId, text: &str, diagnostics: &mut Diagnostics) -> ast::File {
    set_call_limit();
    if let Some(fault) = limits::check_size(source, text) {
        diagnostics.push(fault);
        return unread(source);
    }
    let unmarked = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let found = RefCell::new(Vec::new());
    let builder = Builder {
        source,
        base: text.len() - unmarked.len(),
        diagnostics: &found,
    };
    let items = parse_text(&builder, unmarked);
    let found = found.into_inner();
    found.into_iter().for_each(|each| diagnostics.push(each));
    ast::File { source, items }
}

/// What stands for a file that nobody has read: anything may be declared in it.
pub fn unread(source: SourceId) -> ast::File {
    let items = recover::anything(source);
    ast::File { source, items }
}

/// How many declarations a file has, rules and rows of tests counted; see [`MAX_DECLARATIONS`].
pub fn count_declarations(file: &ast::File) -> usize {
    let inside = |item: &ast::Item| match item {
        ast::Item::Ruleset(ruleset) => {
            ruleset.params.len() + ruleset.rules.len() + ruleset.broken.len()
        }
        ast::Item::Test(test) => test.table.as_ref().map_or(0, |table| table.rows.len()),
        _ => 0,
    };
    file.items.iter().map(|item| 1 + inside(item)).sum()
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place that sets the process-wide limit"
)]
fn set_call_limit() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| pest::set_call_limit(NonZeroUsize::new(MAX_CALLS)));
}

fn parse_text(builder: &Builder<'_>, text: &str) -> Vec<ast::Item> {
    let scan = limits::scan(builder.source, text, builder.base);
    let fault = if scan.faults.is_empty() && scan.brackets.is_empty() {
        match builder.parse(Rule::file, text) {
            Ok(pair) => return builder.items(pair),
            Err(fault) => Some(fault),
        }
    } else {
        None
    };
    let items = recover::recover(builder, text, &scan);
    // Each part may be sound by itself; then what is wrong is wrong with the whole.
    if builder.diagnostics.borrow().is_empty() {
        let whole = scan.faults.into_iter().chain(scan.brackets);
        let whole = whole.map(|(_, fault)| fault);
        whole
            .chain(fault)
            .take(1)
            .for_each(|each| builder.report(each));
    }
    items
}
