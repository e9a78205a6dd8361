//! The tests of a policy set: their records are made, decided and held against what is expected.
//!
//! In: a program, the suite that was compiled beside it, and the files of its samples. Out: diagnostics of what
//! cannot be run, and a [`crate::verdict::Verdict`]. It opens no file itself, and decides nothing: `eval` does.

mod because;
mod compare;
mod coverage;
pub mod mutate;
mod run;
mod sample;
mod search;
mod select;
pub mod suggest;

pub use run::{run, run_covered};
pub use sample::{Files, MAX_SAMPLE_BYTES, Samples, load};
pub use select::{meant, select};
