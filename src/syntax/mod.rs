//! Text to tree: the only place that knows pest.
//!
//! In: the text of a rule file. Out: an [`ast::File`] and diagnostics, whatever the text is. Looks no name up
//! and reads no other file.

pub mod ast;
mod build;
mod cursor;
mod draft;
mod error;
mod expected;
mod grammar;
mod limits;
mod recover;
mod slip;
#[cfg(test)]
mod tests;

pub(crate) use draft::{Draft, Parsed, Stretch};
pub use limits::{MAX_DECLARATIONS, MAX_DEPTH, MAX_FILE_BYTES, MAX_SET_BYTES};

use crate::diagnostic::Diagnostics;
use crate::source::SourceId;
use std::num::NonZeroUsize;
use std::sync::Once;

/// A backstop far above what a file of `MAX_FILE_BYTES` takes.
const MAX_CALLS: usize = 1 << 30;

/// Reads a file. Never fails: faults go to `diagnostics`, and what could not be read is left as
/// [`ast::Item::Broken`] or in [`ast::Ruleset::broken`]. Needs as much stack as [`crate::engine`] gives it.
pub fn parse(source: SourceId, text: &str, diagnostics: &mut Diagnostics) -> ast::File {
    let draft = Draft::new(source, text);
    let stretches = draft.stretches().into_iter().map(Stretch::parse);
    draft.finish(stretches, diagnostics)
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
