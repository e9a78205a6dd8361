//! What every search for a record needs: samples to start from, values on and beside an edge, the record with a few
//! fields changed as a test writes it, and what its decision is.
//!
//! It tries nothing itself: whoever searches says what counts as found.

mod beside;
mod draft;
mod expect;
mod start;
mod words;

pub(super) use beside::{date_and_beside, each_once, instant_and_beside, number_and_beside, step};
pub(super) use draft::{Draft, Put, shown_at, shown_number};
pub(super) use expect::{advice, at_place, outcome};
pub(super) use start::{Start, starts};
pub(super) use words::words;
