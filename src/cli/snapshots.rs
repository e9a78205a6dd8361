//! `admit test --snapshots`: the explanations of a folder of records against those that were accepted.

use super::at::{At, parse_at};
use super::files::shown;
use super::output::{Output, note};
use super::reading::{Reading, unreadable};
use super::records::{Input, Open, inputs};
use super::rules::load_sound;
use super::snapshot_files::{SnapshotFile, shots_below};
use super::{Status, Stop};
use crate::batch::{Block, Mark};
use crate::engine::PolicySet;
use crate::report::{FaultyRecord, SnapshotSummary, fault_text, snapshot_text, snapshots_text};
use crate::snapshot::Snapshot;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// How many lines of a difference are shown, and how many of what is all new: its review shows the rest.
const MOST: usize = 12;
const MOST_OF_NEW: usize = 2;

#[derive(clap::Args)]
#[group(skip)]
pub(super) struct Args {
    /// Compare the explanations of the records in this folder with those that were
    /// accepted, in place of running tests
    #[arg(long, value_name = "RECORDS", conflicts_with_all = ["run", "format", "fail_on_empty", "coverage", "mutate", "threshold"])]
    snapshots: Option<PathBuf>,

    /// With --snapshots: write nothing, not even what waits for a review
    #[arg(long, requires = "snapshots")]
    check: bool,

    /// With --snapshots: decide as seen from then, in place of the record's submitted_at
    #[arg(long, value_name = "WHEN", value_parser = parse_at, requires = "snapshots")]
    at: Option<At>,
}

/// Compares snapshots, if that is what is asked for.
pub(super) fn asked_for(
    args: &Args,
    rules: Option<&Path>,
    output: &mut Output,
) -> Option<Result<Status, Stop>> {
    let folder = args.snapshots.as_deref()?;
    Some(run(args, folder, rules, output))
}

fn run(
    args: &Args,
    folder: &Path,
    rules: Option<&Path>,
    output: &mut Output,
) -> Result<Status, Stop> {
    let inputs = inputs_of(folder)?;
    let set = load_sound(rules, false, output)?;
    let reading = Reading::new(&set, args.at, false)?;
    let ci = in_ci();
    let mut comparison = Comparison {
        writes: !args.check && !ci,
        output,
        summary: SnapshotSummary::default(),
        waiting: false,
    };
    let taken = take(&reading, &inputs, &mut |shot, name, snapshot| {
        comparison.compare(shot, name, snapshot)
    })?;
    for fault in &taken.faults {
        comparison.faulty(fault);
    }
    for orphan in taken.orphans(folder)? {
        comparison.orphan(&orphan)?;
    }
    comparison.finish(folder, ci)
}

/// Whether a build server runs this: nothing is written there, whatever is asked for.
pub(super) fn in_ci() -> bool {
    std::env::var_os("CI").is_some()
}

/// The records of a folder.
pub(super) fn inputs_of(folder: &Path) -> Result<Vec<Input>, Stop> {
    if folder.is_file() {
        let text = format!(
            "`{}` is no folder; name the folder of the records",
            shown(folder)
        );
        return Err(Stop::trouble(text));
    }
    inputs(&[folder.to_owned()])
}

/// The records of a run with the places of their snapshots.
pub(super) struct Taken {
    /// Each place with the record that it belongs to.
    shots: BTreeMap<PathBuf, String>,
    faults: Vec<FaultyRecord>,
    /// Files with a fault: what belongs to one of their records cannot be known.
    in_doubt: Vec<PathBuf>,
}

/// Takes a snapshot of each record.
pub(super) fn take(
    reading: &Reading<'_>,
    inputs: &[Input],
    each: &mut dyn FnMut(&SnapshotFile, &str, Snapshot) -> Result<(), Stop>,
) -> Result<Taken, Stop> {
    let mut taken = Taken {
        shots: BTreeMap::new(),
        faults: Vec::new(),
        in_doubt: Vec::new(),
    };
    for input in inputs {
        let Some(path) = input.path() else { continue };
        let opened = reading.open(input, Mark::default());
        let faults = match opened {
            Ok(open) => taken.file(reading, input, path, open, each)?,
            Err(error) => vec![unreadable(input, &error)],
        };
        if !faults.is_empty() {
            taken.in_doubt.push(path.to_owned());
        }
        taken.faults.extend(faults);
    }
    Ok(taken)
}

impl Taken {
    /// The records of one file; what is given back are its faults.
    fn file(
        &mut self,
        reading: &Reading<'_>,
        input: &Input,
        path: &Path,
        mut open: Open<'_>,
        each: &mut dyn FnMut(&SnapshotFile, &str, Snapshot) -> Result<(), Stop>,
    ) -> Result<Vec<FaultyRecord>, Stop> {
        let mut faults = Vec::new();
        let mut block = Block::default();
        let mut decider = reading.decider();
        loop {
            match open.fill(&mut block) {
                Ok(true) => {}
                Ok(false) => return Ok(faults),
                Err(error) => {
                    faults.push(unreadable(input, &error));
                    return Ok(faults);
                }
            }
            for document in block.documents() {
                match decider.read(&document) {
                    Ok((record, at)) => {
                        let id = reading.set.id_of(record);
                        let name = name_of(input, path, id, document.line);
                        let shown = match input.holds_many() {
                            true => format!("{}, line {}", input.name(), document.line),
                            false => input.name(),
                        };
                        let shot = SnapshotFile::of(path.parent().unwrap_or(Path::new("")), &name);
                        self.claim(&shot, &shown)?;
                        each(&shot, &shown, reading.set.snapshot(&name, record, at))?;
                    }
                    Err(fault) => faults.push(*fault),
                }
            }
        }
    }

    /// A place belongs to one record alone.
    fn claim(&mut self, shot: &SnapshotFile, record: &str) -> Result<(), Stop> {
        match self.shots.insert(shot.snap.clone(), record.to_owned()) {
            None => Ok(()),
            Some(other) => Err(Stop::trouble(format!(
                "{other} and {record} would have the same snapshot, `{}`; give each record an `id` of its own",
                shown(&shot.snap)
            ))),
        }
    }

    /// The snapshots below the folder that belong to no record.
    pub(super) fn orphans(&self, folder: &Path) -> Result<Vec<SnapshotFile>, Stop> {
        let shots = shots_below(folder)?.into_iter();
        let orphans = shots.filter(|shot| !self.shots.contains_key(&shot.snap));
        Ok(orphans.filter(|shot| !self.may_own(shot)).collect())
    }

    /// Whether a file that cannot be read may hold the record of a snapshot.
    fn may_own(&self, shot: &SnapshotFile) -> bool {
        let name = shot.snap.file_name().unwrap_or_default().to_string_lossy();
        self.in_doubt.iter().any(|path| {
            let file = path.file_name().unwrap_or_default().to_string_lossy();
            let rest = name.strip_prefix(&*file);
            let folder = shot.snap.parent().and_then(Path::parent);
            folder == path.parent() && rest.is_some_and(|rest| rest.starts_with(['.', '@']))
        })
    }
}

/// What the snapshot of a record is called: the name of its file, and among many the record's own `id`, or its line
/// where it has none that may be shown.
fn name_of(input: &Input, path: &Path, id: Option<&str>, line: u64) -> String {
    let file = path.file_name().unwrap_or_default().to_string_lossy();
    if !input.holds_many() {
        return file.into_owned();
    }
    let plain = |char: char| {
        if char.is_alphanumeric() || "-_.".contains(char) {
            char
        } else {
            '_'
        }
    };
    let which = match id {
        Some(id) if !id.is_empty() => id.chars().map(plain).collect(),
        _ => line.to_string(),
    };
    format!("{file}@{which}")
}

struct Comparison<'o> {
    writes: bool,
    output: &'o mut Output,
    summary: SnapshotSummary,
    /// Whether something waits for a review.
    waiting: bool,
}

impl Comparison<'_> {
    fn compare(&mut self, shot: &SnapshotFile, name: &str, new: Snapshot) -> Result<(), Stop> {
        let old = match shot.accepted() {
            Ok(old) => old,
            Err(Stop::Trouble(text)) => {
                note(&format!("error: {text}"));
                self.summary.faulty += 1;
                return Ok(());
            }
            Err(stop) => return Err(stop),
        };
        if old.as_ref().is_some_and(|old| old.says_the_same(&new)) {
            self.summary.same += 1;
            return self.forget_older(shot);
        }
        let (count, most) = match old {
            Some(_) => (&mut self.summary.changed, MOST),
            None => (&mut self.summary.new, MOST_OF_NEW),
        };
        *count += 1;
        let text = snapshot_text(name, old.as_ref(), &new, most, self.output.colour());
        self.output.write(&format!("{text}\n"))?;
        if self.writes {
            shot.propose(&new)?;
        }
        self.waiting |= self.writes;
        Ok(())
    }

    /// What waited since an older run waits for nothing now.
    fn forget_older(&mut self, shot: &SnapshotFile) -> Result<(), Stop> {
        if !shot.waits() {
            return Ok(());
        }
        let path = shown(&shot.waiting());
        if self.writes {
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

    fn faulty(&mut self, fault: &FaultyRecord) {
        self.summary.faulty += 1;
        note(&fault_text(fault, self.output.error_colour()));
    }

    fn orphan(&mut self, shot: &SnapshotFile) -> Result<(), Stop> {
        self.summary.orphans += 1;
        let path = match shot.is_accepted() {
            true => shown(&shot.snap),
            false => shown(&shot.waiting()),
        };
        self.output
            .write(&format!("ORPHAN  {path}\n  -  its record is gone\n\n"))
    }

    fn finish(self, folder: &Path, ci: bool) -> Result<Status, Stop> {
        let summary = self.summary;
        let folder = folder.to_string_lossy();
        let next = if self.waiting {
            Some(format!(
                "`admit snap review {folder}` goes through what is new and changed."
            ))
        } else if summary.new + summary.changed > 0 {
            Some(match ci {
                true => "Nothing was written, since `CI` is set.".to_owned(),
                false => "Nothing was written, since `--check` was given.".to_owned(),
            })
        } else if summary.orphans > 0 {
            Some(format!(
                "`admit snap prune {folder}` removes what has no record."
            ))
        } else {
            None
        };
        let text = snapshots_text(&summary, next.as_deref(), self.output.colour());
        self.output.write(&text)?;
        Ok(match summary {
            _ if summary.faulty > 0 => Status::Trouble,
            _ if summary.is_fine() => Status::Fine,
            _ => Status::Found,
        })
    }
}

/// The snapshots below a folder whose records are gone.
pub(super) fn orphans(set: &PolicySet, folder: &Path) -> Result<Vec<SnapshotFile>, Stop> {
    let reading = Reading::new(set, None, false)?;
    let taken = take(&reading, &inputs_of(folder)?, &mut |_, _, _| Ok(()))?;
    taken.orphans(folder)
}
