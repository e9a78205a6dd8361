//! Suite: many records at once. Streams against one by one, CSV, Parquet, files that fail, runs that are killed.
//!
//! `ADMIT_LONG=1` makes the trials larger that have a size: `.ci/long` does.

mod command;
mod csv;
mod faults;
mod parquet;
mod resume;
mod same;

use admit::engine::{PolicySet, StreamOptions};
use std::sync::LazyLock;

/// Rules of a few lines, so that many records are decided in little time.
const RULES: &str = r#"
record application {
  id:           text
  submitted_at: instant
  region:       country
  age:          integer 0 .. 150
  name:         text private
}
ruleset holder {
  rule too_young { reject when age < 18 because "Too young." fix "Apply again later." }
  rule very_old  { review when age > 99 because "Very old." fix "Wait for the review." }
}
policy everyone { title "Everyone" applies when region == CN version "1" use holder }
"#;

fn small() -> &'static PolicySet {
    static SET: LazyLock<PolicySet> =
        LazyLock::new(|| PolicySet::load([("rules.admit", RULES)]).unwrap());
    &SET
}

/// A line with a record.
fn line(id: usize, age: u32) -> String {
    format!(
        "{{\"id\": \"r{id}\", \"submitted_at\": \"2026-11-22T10:00:00Z\", \"region\": \"CN\", \"age\": {age}, \"name\": \"Canary Tester\"}}\n"
    )
}

fn jobs(jobs: usize) -> StreamOptions {
    StreamOptions {
        jobs,
        ..StreamOptions::default()
    }
}

/// Whether there is time.
fn long() -> bool {
    std::env::var_os("ADMIT_LONG").is_some()
}
