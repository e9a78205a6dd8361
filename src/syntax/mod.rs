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

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{SourceId, Span};
use build::Builder;
use grammar::Rule;
use std::cell::RefCell;
use std::num::NonZeroUsize;
use std::sync::Once;

/// What pest needs for `MAX_DEPTH` in a build without optimisation, four times over.
const STACK_BYTES: usize = 2 << 20;

/// A backstop far above what a file of `MAX_FILE_BYTES` takes.
const MAX_CALLS: usize = 1 << 30;

/// Reads a file. Never fails: faults go to `diagnostics`, and what could not be read is left as
/// [`ast::Item::Broken`] or in [`ast::Ruleset::broken`].
pub fn parse(source: SourceId, text: &str, diagnostics: &mut Diagnostics) -> ast::File {
    let work = || parse_here(source, text);
    // pest asks for more stack than a small thread has, and what a file means must not depend on the thread.
    let done = std::thread::scope(|scope| {
        std::thread::Builder::new()
            .stack_size(STACK_BYTES)
            .spawn_scoped(scope, work)
            .map(|thread| thread.join().unwrap_or_else(|_| fault_of_ours(source)))
    });
    // Where there are no threads, the stack at hand has to do; pest checks what is left of it.
    let (file, found) = done.unwrap_or_else(|_| work());
    found.into_iter().for_each(|each| diagnostics.push(each));
    file
}

/// How many declarations a file has, rules counted; see [`MAX_DECLARATIONS`].
pub fn count_declarations(file: &ast::File) -> usize {
    let inside = |item: &ast::Item| match item {
        ast::Item::Ruleset(ruleset) => {
            ruleset.params.len() + ruleset.rules.len() + ruleset.broken.len()
        }
        _ => 0,
    };
    file.items.iter().map(|item| 1 + inside(item)).sum()
}

fn fault_of_ours(source: SourceId) -> (ast::File, Vec<Diagnostic>) {
    let span = Span {
        source,
        start: 0,
        end: 0,
    };
    let fault = Diagnostic::new(Code::Internal, span, "this file cannot be read")
        .hint("This is a fault in admit: please report it with the file.");
    let items = Vec::new();
    (ast::File { source, items }, vec![fault])
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place that sets the process-wide limit"
)]
fn set_call_limit() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| pest::set_call_limit(NonZeroUsize::new(MAX_CALLS)));
}

fn parse_here(source: SourceId, text: &str) -> (ast::File, Vec<Diagnostic>) {
    set_call_limit();
    if let Some(fault) = limits::check_size(source, text) {
        let items = Vec::new();
        return (ast::File { source, items }, vec![fault]);
    }
    let unmarked = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let found = RefCell::new(Vec::new());
    let builder = Builder {
        source,
        base: text.len() - unmarked.len(),
        diagnostics: &found,
    };
    let items = parse_text(&builder, unmarked);
    (ast::File { source, items }, found.into_inner())
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
