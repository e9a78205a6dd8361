//! Changes made on purpose, one at a time: whatever no test notices is not tested.
//!
//! In: the trees of the rules, for the places of what can be changed. Out: changes of their texts, and what became
//! of them. Making rules of a changed text is the caller's business.

mod candidates;
mod diff;
mod explained;
mod expression;
mod known;
mod literal;
mod maker;
mod policy;
mod reach;
mod rule;
mod run;
mod seen;
mod table;

pub use explained::{EXPLAINED, read_explained};
pub use known::{Found, Known};
pub use maker::{Edit, Mutant};
pub use run::{Bench, run};

use crate::source::SourceMap;
use crate::syntax::ast::{self, Item};
use maker::Maker;

/// All changes, in the order of files and places.
pub fn mutants(files: &[ast::File], sources: &SourceMap) -> Vec<Mutant> {
    let mut maker = Maker::new(files, sources);
    for item in files.iter().flat_map(|file| &file.items) {
        match item {
            Item::Param(param) => maker.param(param),
            Item::Let(each) => maker.let_item(each),
            Item::Table(table) => maker.table(table),
            Item::Ruleset(ruleset) => maker.ruleset(ruleset),
            Item::Policy(policy) => maker.policy(policy),
            _ => {}
        }
    }
    maker.into_mutants()
}
