//! What several suites need.

pub mod schema;
