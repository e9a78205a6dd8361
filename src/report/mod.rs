//! Results to text, for people and for programs: one format a file.
//!
//! In: decisions, verdicts, faults of records, diagnostics, a program's schema and rules. Out: strings. It decides
//! nothing and opens nothing; a decision is written from what it carries.

mod answer;
mod builtins;
mod citation;
mod codes;
mod coverage;
mod coverage_html;
mod csv;
mod diagnostics;
mod github;
mod json;
mod jsonschema;
mod junit;
mod layout;
mod mutation;
mod phrases;
mod rule;
mod snapshot;
mod suggest;
mod summary;
mod testing;
mod text;
mod trace;

pub use answer::answer_json;
pub use builtins::{builtin_names, builtins_json, builtins_text};
pub use citation::citations_text;
pub use codes::codes_text;
pub use coverage::{coverage_json, coverage_summary, coverage_text};
pub use coverage_html::coverage_html;
pub use csv::{Guard, csv_header, csv_row};
pub use diagnostics::{diagnostics_json, diagnostics_text};
pub use github::{snapshots_github, verdict_github};
pub use json::{json_compact, json_pretty};
pub use jsonschema::json_schema;
pub use junit::{snapshots_junit, verdict_junit};
pub use layout::Colour;
pub use mutation::{mutation_json, mutation_text};
pub use phrases::Phrases;
pub use rule::rule_text;
pub use snapshot::{SnapshotAgain, Written, comparison_text, snapshots_json, snapshots_text};
pub use suggest::{suggestions_json, suggestions_summary, suggestions_text};
pub use summary::{Summary, faults_text, grouped, summary_json, summary_text};
pub use testing::{Again, verdict_json, verdict_text};
pub use text::{decision_text, fault_text};

use crate::decision::{Codes, Decision};
use serde::Serialize;

/// What became of one record.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum Row<'a> {
    /// It was decided.
    Decided(Box<Decision<'a>>),
    /// It was decided, and the codes are all that is told.
    Coded(&'a Codes<'a>),
    /// It could not be read.
    Faulty(FaultyRecord),
}

/// A record that could not be read or decided.
#[derive(Clone, Debug, Serialize)]
pub struct FaultyRecord {
    /// Its own `id`, where that is known.
    pub id: Option<String>,
    /// The line of the input on which the fault is, counted from 1.
    pub line: u64,
    /// What is wrong.
    pub error: Fault,
    /// The column, where there is one, counted from 1 in characters: for people.
    #[serde(skip)]
    pub column: Option<u32>,
    /// Where it came from, for people: a file name, or `standard input`.
    #[serde(skip)]
    pub file: String,
}

/// What is wrong with a record.
#[derive(Clone, Debug, Serialize)]
pub struct Fault {
    /// The stable code.
    pub code: String,
    /// The part of the record: `document.number`; empty for the whole.
    pub path: String,
    /// What was expected, and what kind of thing stood there.
    pub message: String,
}

#[cfg(test)]
mod tests;
