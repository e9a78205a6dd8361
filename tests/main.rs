//! The one integration binary: it names the suites.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "tests stop at the first surprise"
)]
#![allow(missing_docs, reason = "tests document themselves by their names")]

mod batch;
mod cli;
mod docs;
mod eval;
#[cfg(unix)]
mod guide;
mod hostile;
mod language;
mod names;
mod numbers;
mod printed_dates;
mod privacy;
mod record;
mod rules;
mod support;
mod testing;
mod tidy;
mod values;
mod zones;
