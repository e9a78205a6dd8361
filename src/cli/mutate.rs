//! `admit test --mutate`: changes the rules on purpose, and lists the changes that no test notices.

use super::files::{read, shown, write_whole};
use super::output::{Output, note};
use super::{Status, Stop};
use crate::engine::{TestedSet, embedded_tests};
use crate::report::{mutation_json, mutation_text};
use crate::testing::mutate::{EXPLAINED, Known, read_explained};
use crate::value::Decimal;
use std::collections::BTreeMap;
use std::io::{self, IsTerminal, Write};
use std::path::Path;

/// Most bytes that the reasons may have.
const MOST_BYTES: u64 = 1 << 20;

/// Most bytes that the results of an earlier run may have.
const MOST_RESULTS: u64 = 64 << 20;

/// Runs the cases on every change, but for those of which the file `incremental` says what came of them. `threshold` is a percentage; below it something was found. Without one, every
/// change that no test notices is something, unless a reason is written down.
pub(super) fn run(
    set: &TestedSet,
    folder: Option<&Path>,
    cases: &[usize],
    threshold: Option<Decimal>,
    incremental: Option<&Path>,
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
    let reasons = explained(folder)?;
    let before = incremental.map_or_else(Known::default, |path| known(set, path));
    let (mutation, now) = set.mutate_again(cases, &reasons, &before, &progress());
    output.write(&match json {
        true => mutation_json(&mutation),
        false => mutation_text(&mutation, output.colour()),
    })?;
    if let Some(path) = incremental {
        write_whole(path, now.to_json().as_bytes())?;
    }
    let found = match threshold {
        Some(percent) => Decimal::from(mutation.score()) < percent * Decimal::TEN,
        None => mutation.sum(|kind| kind.unnoticed) > 0,
    };
    if found || !mutation.stale.is_empty() {
        return Ok(Status::Found);
    }
    Ok(Status::Fine)
}

/// What an earlier run found out. Whatever is wrong with the file, everything can be tried anew.
fn known(set: &TestedSet, path: &Path) -> Known {
    if !path.exists() {
        return Known::default();
    }
    let anew = |why: &str| {
        note(&format!("`{}`: {why}; every change is tried", shown(path)));
        Known::default()
    };
    let Ok(bytes) = read(path, MOST_RESULTS) else {
        return anew("it cannot be read");
    };
    let text = String::from_utf8(bytes);
    match Known::read(text.as_deref().unwrap_or("")) {
        Ok(known) if known.rules == set.set().digest() => known,
        Ok(_) => anew("the rules have changed since it was written"),
        Err(why) => anew(why),
    }
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
