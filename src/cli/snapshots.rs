//! `admit test --snapshots`: the explanations of a folder of records against those that were accepted.

use super::at::{At, parse_at};
use super::files::shown;
use super::output::{Output, note};
use super::reading::Reading;
use super::records::{Input, inputs_below};
use super::rules::load_sound;
use super::snapshot_files::{Broken, SnapshotFile, holds_snapshots};
use super::snapshot_records::{Found, Named, Sight, Walk};
use super::test::Format;
use super::{Status, Stop};
use crate::decision::SourceLocation;
use crate::diagnostic::nearest;
use crate::engine::PolicySet;
use crate::report::{
    FaultyRecord, SnapshotAgain, Written, snapshots_github, snapshots_json, snapshots_junit,
    snapshots_text,
};
use crate::snapshot::{Comparison, Snapshot, SnapshotCase, SnapshotState, SnapshotVerdict};
use crate::testing::meant;
use crate::value::escape_controls;
use std::collections::BTreeSet;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

/// From so many records on, a terminal is told how far they are.
const LONG: usize = 1000;

#[derive(clap::Args)]
#[group(skip)]
pub(super) struct Args {
    /// Compare the explanations of the records in this folder with those that were
    /// accepted, in place of running tests
    #[arg(long, value_name = "RECORDS", conflicts_with_all = ["coverage", "mutate", "suggest", "threshold"])]
    snapshots: Option<PathBuf>,

    /// With --snapshots: write nothing, not even what waits for a review
    #[arg(long, requires = "snapshots")]
    check: bool,

    /// With --snapshots: decide as seen from then, in place of the record's submitted_at
    #[arg(long, value_name = "WHEN", value_parser = parse_at, requires = "snapshots")]
    at: Option<At>,
}

/// What snapshots have in common with tests.
pub(super) struct Common<'a> {
    pub(super) rules: Option<&'a Path>,
    pub(super) run: Option<&'a str>,
    pub(super) format: Format,
    pub(super) fail_on_empty: bool,
}

/// Compares snapshots, if that is what is asked for.
pub(super) fn asked_for(
    args: &Args,
    common: &Common<'_>,
    output: &mut Output,
) -> Option<Result<Status, Stop>> {
    let folder = args.snapshots.as_deref()?;
    Some(run(args, folder, common, output))
}

fn run(
    args: &Args,
    folder: &Path,
    common: &Common<'_>,
    output: &mut Output,
) -> Result<Status, Stop> {
    let inputs = records_of(folder)?;
    let set = load_sound(common.rules, false, output)?;
    let reading = Reading::new(&set, args.at, false)?;
    let mut walk = Walk {
        reading: &reading,
        inputs: &inputs,
        only: None,
    };
    if let Some(pattern) = common.run {
        walk.only = Some(selected(&walk, pattern)?);
    }
    let written = match (in_ci(), args.check) {
        (true, _) => Written::NotInCi,
        (false, true) => Written::NotWithCheck,
        (false, false) => Written::Waiting,
    };
    let verdict = compare(&walk, folder, written == Written::Waiting)?;
    if verdict.cases.is_empty() {
        let text = format!("`{}` holds no records", shown(folder));
        if common.fail_on_empty {
            return Err(Stop::trouble(format!(
                "{text}, and `--fail-on-empty` was given"
            )));
        }
        note(&format!("{text} (.json, .toml, .ndjson, .jsonl, .csv)"));
    }
    let again = SnapshotAgain {
        rules: common.rules.map(shown),
        records: shown(folder),
        at: reading.fixed_at(),
        written,
    };
    output.write(&match common.format {
        Format::Text => snapshots_text(&verdict, &again, output.colour()),
        Format::Json => snapshots_json(&verdict, &again),
        Format::Junit => snapshots_junit(&verdict, &again),
        Format::Github => snapshots_github(&verdict, &again),
    })?;
    Ok(match verdict.failed() {
        0 => Status::Fine,
        _ if verdict.count(SnapshotState::Faulty) > 0 => Status::Trouble,
        _ => Status::Found,
    })
}

/// Whether a build server runs this: nothing is written there, whatever is asked for.
pub(super) fn in_ci() -> bool {
    std::env::var_os("CI").is_some()
}

/// The records of a folder; there may be none.
fn records_of(folder: &Path) -> Result<Vec<Input>, Stop> {
    if folder.is_file() {
        let text = format!(
            "`{}` is no folder; name the folder of the records, and one of them with `--run`",
            shown(folder)
        );
        return Err(Stop::trouble(text));
    }
    let inputs = inputs_below(folder)?;
    if inputs.is_empty() && holds_snapshots(folder) {
        let text = format!(
            "`{}` is a folder of snapshots; name the folder of the records, in which it lies",
            shown(folder)
        );
        return Err(Stop::trouble(text));
    }
    Ok(inputs)
}

/// The places of the records that a pattern means. One that means nothing is a slip: nobody may take it for a success.
fn selected(walk: &Walk<'_>, pattern: &str) -> Result<BTreeSet<usize>, Stop> {
    let mut names = Vec::new();
    walk.each(
        |_| (),
        |named, found| {
            let short = match found {
                Found::Record(shot, ()) => shot.record(),
                Found::Faulty(_) => named.name.clone(),
            };
            names.push([named.name, short]);
            Ok(())
        },
    )?;
    let places = meant(&names, pattern);
    if !places.is_empty() {
        return Ok(places.into_iter().collect());
    }
    let near = nearest(pattern, names.iter().flatten().map(String::as_str));
    let near = near.map_or(String::new(), |near| {
        format!("; did you mean `{}`?", escape_controls(near))
    });
    let pattern = escape_controls(pattern);
    Err(Stop::trouble(format!(
        "no record is called `{pattern}`{near}"
    )))
}

/// Compares the records, and lets what is new or changed wait for a review, if it may. Where all of them are compared,
/// snapshots without a record are listed as well.
fn compare(walk: &Walk<'_>, folder: &Path, writes: bool) -> Result<SnapshotVerdict, Stop> {
    let mut verdict = SnapshotVerdict::default();
    let mut progress = Progress::default();
    let owners = walk.each(
        |sight| compared(walk.reading.set, sight),
        |named, found| {
            let case = match found {
                Found::Record(shot, Ok((comparison, new))) => {
                    keep(&shot, new.as_ref(), writes)?;
                    case(named, Some(&shot), comparison)
                }
                Found::Record(shot, Err(broken)) => broken_snapshot(named, &shot, broken),
                Found::Faulty(fault) => faulty(named, &fault),
            };
            verdict.cases.push(case);
            progress.tell(verdict.cases.len());
            Ok(())
        },
    )?;
    progress.end();
    if walk.only.is_none() {
        let orphans = owners.orphans(folder)?;
        verdict.cases.extend(orphans.iter().map(orphan));
    }
    Ok(verdict)
}

/// What came of a record, and its snapshot where that has to wait for a review.
fn compared(set: &PolicySet, sight: &Sight<'_>) -> Result<(Comparison, Option<Snapshot>), Broken> {
    let old = sight.shot.accepted()?;
    let new = set.snapshot(&sight.shot.record(), sight.record, sight.at);
    let comparison = Comparison::of(old.as_ref(), &new);
    let waits = comparison.state != SnapshotState::Same;
    Ok((comparison, waits.then_some(new)))
}

/// Lets a snapshot wait. What waited since an older run waits for nothing where nothing is different now.
fn keep(shot: &SnapshotFile, new: Option<&Snapshot>, writes: bool) -> Result<(), Stop> {
    if let Some(new) = new {
        return match writes {
            true => shot.propose(new),
            false => Ok(()),
        };
    }
    if !shot.waits() {
        return Ok(());
    }
    let path = shown(&shot.waiting());
    if writes {
        note(&format!(
            "`{path}` was of an older run and is removed: nothing is different now"
        ));
        return shot.reject();
    }
    note(&format!(
        "`{path}` is of an older run: nothing is different now"
    ));
    Ok(())
}

fn case(named: Named, shot: Option<&SnapshotFile>, comparison: Comparison) -> SnapshotCase {
    SnapshotCase {
        name: named.name,
        place: place(named.file, named.line),
        snapshot: shot.map(|shot| shown(&shot.snap)),
        comparison,
    }
}

fn place(file: String, line: u64) -> SourceLocation {
    SourceLocation {
        file,
        line: u32::try_from(line).unwrap_or(u32::MAX),
        column: 1,
    }
}

/// A snapshot that cannot be read stands in the way of its record.
fn broken_snapshot(named: Named, shot: &SnapshotFile, broken: Broken) -> SnapshotCase {
    let line = broken.line as u64;
    let comparison = Comparison::faulty(vec![broken.why]);
    SnapshotCase {
        place: place(shown(&shot.snap), line),
        ..case(named, Some(shot), comparison)
    }
}

fn faulty(named: Named, fault: &FaultyRecord) -> SnapshotCase {
    let error = &fault.error;
    let column = fault.column;
    let at = column.map_or(String::new(), |column| format!(", column {column}"));
    let path = match error.path.as_str() {
        "" => String::new(),
        path => format!("{path}: "),
    };
    let comparison = Comparison::faulty(vec![
        format!("line {}{at}: {path}{}", fault.line, error.message),
        format!("`admit explain {}` says more", error.code),
    ]);
    SnapshotCase {
        place: SourceLocation {
            column: column.unwrap_or(1),
            ..place(named.file.clone(), fault.line)
        },
        ..case(named, None, comparison)
    }
}

fn orphan(shot: &SnapshotFile) -> SnapshotCase {
    let file = match shot.is_accepted() {
        true => shown(&shot.snap),
        false => shown(&shot.waiting()),
    };
    let named = Named {
        name: file.clone(),
        file,
        line: 1,
    };
    case(named, Some(shot), Comparison::orphan())
}

/// The snapshots below a folder whose records are gone.
pub(super) fn orphans(set: &PolicySet, folder: &Path) -> Result<Vec<SnapshotFile>, Stop> {
    let walk = Walk {
        reading: &Reading::new(set, None, false)?,
        inputs: &records_of(folder)?,
        only: None,
    };
    let owners = walk.each(|_| (), |_, _| Ok(()))?;
    owners.orphans(folder)
}

/// Tells a terminal how far a long run is. How many records there are is known at its end.
#[derive(Default)]
struct Progress {
    told: bool,
}

impl Progress {
    fn tell(&mut self, done: usize) {
        if done >= LONG && done.is_multiple_of(100) && io::stderr().is_terminal() {
            self.told = true;
            // Where standard error is gone, there is nobody left to tell.
            let _ = write!(io::stderr().lock(), "\r{done} records");
        }
    }

    fn end(&self) {
        if self.told {
            let _ = writeln!(io::stderr().lock());
        }
    }
}
