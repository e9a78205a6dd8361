//! Many records: cut into blocks, decided on several threads, given out as rows in the order of the input.
//!
//! In: anything that can be read, and rules. Out: rows as bytes, and counts. Memory does not grow with the input.
//! It opens no file and reads no clock; whoever calls says where rows go.

mod block;
mod columns;
mod counts;
mod csv;
mod cut;
mod decider;
mod parquet;
mod pipeline;
mod row;
mod source;
mod stream;
#[cfg(test)]
mod tests;

pub use block::{Block, Document, Layout, Mark, Part, Place};
pub use columns::Columns;
pub use cut::MOST;
pub use decider::{Decider, Setting};
pub use parquet::Parquet;
pub use pipeline::{Ends, run};
pub use row::Style;
pub use source::{Csv, Lines};
pub use stream::{StreamOptions, cores, decide_parquet, decide_stream};
