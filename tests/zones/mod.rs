//! Suite: zones. Machine-readable zones against vectors, the clauses, the calendar and another reader.

mod dates;
mod errors;
mod generator;
mod hostile;
mod names;
mod oracle;
mod states;
mod vectors;

use admit::value::Date;
use proptest::test_runner::Config;

fn date(text: &str) -> Date {
    Date::parse(text).unwrap()
}

/// The day of reading wherever it does not matter.
fn today() -> Date {
    date("2026-11-22")
}

/// How often generated zones are tried.
fn cases() -> Config {
    Config {
        cases: 1000,
        failure_persistence: None,
        ..Config::default()
    }
}
