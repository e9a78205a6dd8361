//! What was written to what it means: names are looked up, types checked, policies worked out.
//!
//! In: the trees of all files. Out: a `Program`, or diagnostics. Every part goes on after a fault; what a
//! fault already explains is not reported again.

mod calculation;
mod call;
mod choice;
mod collect;
mod compare;
mod cover;
mod expression;
#[cfg(test)]
mod fixtures;
mod lets;
mod line;
mod params;
mod plan;
mod policies;
mod reads;
mod resolve;
mod rules;
mod schema;
mod settle;
mod suite;
mod tables;
mod types;
mod unknown;
mod unused;

pub(crate) use plan::make_ready;
pub use suite::compile_suite;

use crate::diagnostic::Diagnostics;
use crate::program::{FieldId, Policy, Program};
use crate::source::{SourceMap, Span};
use crate::syntax::ast::{self, ItemKind};
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
    let mut names = collect::collect(files, diagnostics);
    lets::put_in_order(&mut names);
    let (schema, faulty_fields) = schema::build(&names, diagnostics);
    let mut checker = Checker {
        names: &names,
        program: Program {
            digest: digest(&sources),
            sources,
            schema,
            ..Program::default()
        },
        faulty_fields,
        used: HashSet::new(),
        diagnostics,
    };
    params::build(&mut checker);
    lets::build(&mut checker);
    rules::build(&mut checker);
    let policies = policies::build_policies(&mut checker, &names.policies);
    check_choice(&mut checker, &policies);
    checker.program.policies = policies;
    unused::report(&mut checker);
    let mut program = checker.program;
    if diagnostics.has_errors() {
        return None;
    }
    reads::assign(&mut program);
    make_ready(&mut program);
    Some(program)
}

/// The program under construction, and what every part of the check needs.
pub(super) struct Checker<'a> {
    names: &'a Names<'a>,
    program: Program,
    /// Fields whose type has a fault.
    faulty_fields: HashSet<FieldId>,
    used: HashSet<unused::Used>,
    diagnostics: &'a mut Diagnostics,
}

/// What a rule, a row or a line cites.
fn cited(written: &[(String, Span)]) -> Vec<Box<str>> {
    let texts = written.iter().map(|(text, _)| text.as_str());
    texts.map(Box::from).collect()
}

/// Whether exactly one policy applies. Asked only when every policy could be built.
fn check_choice(checker: &mut Checker<'_>, policies: &[Policy]) {
    let written = &checker.names.policies;
    if written.is_empty() && !checker.names.any_broken(ItemKind::Policy) {
        let place = checker.names.first_place().map(choice::no_policy);
        place.into_iter().for_each(|fault| checker.report(fault));
    } else if written.len() == policies.len() && !checker.names.any_broken(ItemKind::Policy) {
        for fault in choice::check_choice(&checker.program, policies) {
            checker.report(fault);
        }
    }
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
