//! What was written to what it means: names are looked up, types checked, policies worked out.
//!
//! In: the trees of all files. Out: a `Program`, or diagnostics. Every part goes on after a fault; what a
//! fault already explains is not reported again.

mod calculation;
mod call;
mod collect;
mod compare;
mod expression;
mod lets;
mod params;
mod policies;
mod reads;
mod resolve;
mod rules;
mod schema;
mod settle;
mod tables;
mod types;
mod unused;

use crate::diagnostic::Diagnostics;
use crate::program::Program;
use crate::source::SourceMap;
use crate::syntax::ast;
use collect::Names;
use sha2::{Digest, Sha256};
use std::collections::HashSet;

/// Compiles a policy set. `files` in any order; faults go to `diagnostics`, and with any error among them
/// there is no program.
pub fn compile(
    files: &[ast::File],
    sources: SourceMap,
    diagnostics: &mut Diagnostics,
) -> Option<Program> {
    let names = collect::collect(files, diagnostics);
    let schema = schema::build(&names, diagnostics);
    let mut checker = Checker {
        names: &names,
        program: Program {
            digest: digest(&sources),
            sources,
            schema,
            ..Program::default()
        },
        used: HashSet::new(),
        diagnostics,
    };
    params::build(&mut checker);
    lets::build(&mut checker);
    rules::build(&mut checker);
    policies::build(&mut checker);
    unused::report(&mut checker);
    let mut program = checker.program;
    if diagnostics.has_errors() {
        return None;
    }
    reads::assign(&mut program);
    Some(program)
}

/// The program under construction, and what every part of the check needs.
pub(super) struct Checker<'a> {
    names: &'a Names<'a>,
    program: Program,
    used: HashSet<unused::Used>,
    diagnostics: &'a mut Diagnostics,
}

/// Names and texts of all files, in the order of the names, each with its length before it.
fn digest(sources: &SourceMap) -> String {
    let mut files: Vec<(&str, &str)> = sources
        .files()
        .map(|(_, file)| (file.name(), file.text()))
        .collect();
    files.sort_unstable();
    let mut hash = Sha256::new();
    for (name, text) in files {
        for part in [name, text] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
    }
    let hex: String = hash
        .finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("sha256:{hex}")
}
