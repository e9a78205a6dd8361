//! Document-acceptance policy as code: rules that read like the policy, and decisions that explain themselves.
//!
//! A policy set is a folder of `.admit` files: what a record holds, rules about it, and policies that use
//! them. A record goes in, and out comes a [`decision::Decision`]: accept, review, incomplete or reject, with
//! every reason, its remedy, the values it saw and the place of the rule.
//!
//! Start at [`engine::PolicySet`]: it loads texts, reads records and decides. The library has no clock, no
//! files and no environment; the same rules, record and instant give the same decision for ever.
//!
//! ```text
//! rule files -> syntax::parse -> compile::compile -> Program
//! record     -> record::read_json ----------------> Record
//! Program + Record + instant -> eval::evaluate ---> Decision -> report
//! ```
//!
//! What an embedding program needs is in [`engine`], [`decision`], [`tally`], [`record`], [`eval::Options`], [`value`]
//! and [`diagnostic`]. [`engine::PolicySet::decide_stream`] decides as many records as there are. Whoever analyses
//! rules walks [`program`]. The other modules are open to tests and to the command alone, and may change with any
//! version.

pub mod source;
pub mod value;

pub mod builtins;
pub mod coverage;
pub mod decision;
pub mod diagnostic;
pub mod tally;
pub mod verdict;

pub mod program;
#[doc(hidden)]
pub mod syntax;

#[doc(hidden)]
pub mod compile;
pub mod record;

pub mod batch;
pub mod eval;
pub mod report;
pub mod snapshot;
pub mod testing;

pub mod engine;

#[doc(hidden)]
pub mod cli;
