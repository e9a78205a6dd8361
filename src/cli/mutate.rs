//! `admit test --mutate`: changes the rules on purpose, and lists the changes that no test notices.

use super::files::{read, shown};
use super::output::Output;
use super::{Status, Stop};
use crate::engine::{TestedSet, embedded_tests};
use crate::report::{mutation_json, mutation_text};
use crate::testing::mutate::{EXPLAINED, read_explained};
use crate::value::Decimal;
use std::collections::BTreeMap;
use std::io::{self, IsTerminal, Write};
use std::path::Path;

/// Most bytes that the reasons may have.
const MOST_BYTES: u64 = 1 << 20;

/// Runs the cases on every change. `threshold` is a percentage; below it something was found. Without one, every
/// change that no test notices is something, unless a reason is written down.
pub(super) fn run(
    set: &TestedSet,
    folder: Option<&Path>,
    cases: &[usize],
    threshold: Option<Decimal>,
    json: bool,
    output: &mut Output,
) -> Result<Status, Stop> {
    let failed = set.run(cases, &|_| ()).failed();
    if failed > 0 {
        let text = format!(
            "{failed} of {} cases fail without any change; mend them first",
            cases.len()
        );
        return Err(Stop::trouble(text));
    }
    let mutation = set.mutate(cases, &explained(folder)?, &progress());
    output.write(&match json {
        true => mutation_json(&mutation),
        false => mutation_text(&mutation, output.colour()),
    })?;
    let found = match threshold {
        Some(percent) => Decimal::from(mutation.score()) < percent * Decimal::TEN,
        None => mutation.sum(|kind| kind.unnoticed) > 0,
    };
    if found || !mutation.stale.is_empty() {
        return Ok(Status::Found);
    }
    Ok(Status::Fine)
}

/// The reasons beside the tests, if there are any.
fn explained(folder: Option<&Path>) -> Result<BTreeMap<String, String>, Stop> {
    let (name, bytes) = match folder {
        Some(folder) => {
            let path = folder.join(EXPLAINED);
            if !path.exists() {
                return Ok(BTreeMap::new());
            }
            (shown(&path), read(&path, MOST_BYTES)?)
        }
        None => {
            let found = embedded_tests().iter().find(|(name, _)| *name == EXPLAINED);
            let text = found.map_or("", |(_, text)| text);
            (EXPLAINED.to_owned(), text.as_bytes().to_vec())
        }
    };
    let text = String::from_utf8(bytes)
        .map_err(|_| Stop::trouble(format!("`{name}` is not written in UTF-8")))?;
    read_explained(&text).map_err(|why| Stop::trouble(format!("`{name}`: {why}")))
}

/// Tells a terminal how far it is.
fn progress() -> impl Fn(usize, usize) + Sync {
    let told = io::stderr().is_terminal();
    move |done, total| {
        if told && (done % 50 == 0 || done == total) {
            let end = if done == total { "\n" } else { "" };
            // Where standard error is gone, there is nobody left to tell.
            let _ = write!(io::stderr().lock(), "\r{done} of {total} changes{end}");
        }
    }
}
