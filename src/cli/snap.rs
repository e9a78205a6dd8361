//! `admit snap`: what became of explanations that are new or changed is decided by a person.

use super::files::shown;
use super::output::{Output, note};
use super::rules::load_sound;
use super::snapshot_files::{SnapshotFile, waiting_in};
use super::snapshots::{in_ci, orphans};
use super::{Status, Stop, review};
use clap::Subcommand;
use std::path::{Path, PathBuf};

const EXAMPLES: &str = "\
Examples:
  admit test --snapshots records     compare; what differs waits
  admit snap pending records         say what waits
  admit snap review records          go through it, one by one
  admit snap accept records          accept all of it
  admit snap reject records/snapshots/a.json.snap.new
  admit snap prune records           remove snapshots whose record is gone

Exit status: 0 fine, 1 something waits for a review, 2 it could not be done: a
file that is broken or cannot be written, or the environment variable CI is
set, where nothing is ever written.";

/// Review explanations that are new or changed: accept them or not
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Go through what waits, one by one: a accepts, r rejects, s skips
    ///
    /// A, R and S do so with all that follow; q leaves the rest waiting. On a terminal a single
    /// key is enough; else letters are read from standard input.
    Review(Waiting),
    /// Accept all that waits: from now on it is what is expected
    Accept(Waiting),
    /// Reject all that waits: what was accepted before stays
    Reject(Waiting),
    /// Say what waits
    Pending(Waiting),
    /// Remove the snapshots whose record is gone
    Prune(Prune),
}

#[derive(clap::Args)]
struct Waiting {
    /// Folder of records, or one snapshot that waits (.snap.new)
    #[arg(value_name = "RECORDS")]
    path: PathBuf,
}

#[derive(clap::Args)]
struct Prune {
    /// Folder of records
    #[arg(value_name = "RECORDS")]
    folder: PathBuf,

    /// Folder of rules, which say what a record is; without it ./rules, else the pack in
    /// this binary
    #[arg(long, value_name = "DIR")]
    rules: Option<PathBuf>,
}

pub(super) fn run(args: &Args, output: &mut Output) -> Result<Status, Stop> {
    if in_ci() && !matches!(args.what, What::Pending(_)) {
        let text = "the environment variable `CI` is set, and nothing is written there; \
                    do it on your own machine, where it is not";
        return Err(Stop::trouble(text));
    }
    match &args.what {
        What::Review(waiting) => go_through(&waiting_in(&waiting.path)?, output),
        What::Accept(waiting) => accept(&waiting_in(&waiting.path)?, output),
        What::Reject(waiting) => reject(&waiting_in(&waiting.path)?, output),
        What::Pending(waiting) => pending(&waiting_in(&waiting.path)?, output),
        What::Prune(prune) => remove_orphans(&prune.folder, prune.rules.as_deref(), output),
    }
}

fn go_through(shots: &[SnapshotFile], output: &mut Output) -> Result<Status, Stop> {
    if shots.is_empty() {
        return nothing();
    }
    review::review(shots, output)
}

fn pending(shots: &[SnapshotFile], output: &mut Output) -> Result<Status, Stop> {
    if shots.is_empty() {
        return nothing();
    }
    for shot in shots {
        output.write(&format!("{}\n", shown(&shot.waiting())))?;
    }
    Ok(Status::Found)
}

fn nothing() -> Result<Status, Stop> {
    note("nothing waits for a review");
    Ok(Status::Fine)
}

/// All of it, or nothing where one is broken.
fn accept(shots: &[SnapshotFile], output: &mut Output) -> Result<Status, Stop> {
    if shots.is_empty() {
        return nothing();
    }
    for shot in shots {
        shot.pending()?;
    }
    for shot in shots {
        shot.accept()?;
        output.write(&format!("accepted  {}\n", shown(&shot.snap)))?;
    }
    Ok(Status::Fine)
}

fn reject(shots: &[SnapshotFile], output: &mut Output) -> Result<Status, Stop> {
    if shots.is_empty() {
        return nothing();
    }
    for shot in shots {
        shot.reject()?;
        output.write(&format!("rejected  {}\n", shown(&shot.waiting())))?;
    }
    Ok(Status::Fine)
}

fn remove_orphans(
    folder: &Path,
    rules: Option<&Path>,
    output: &mut Output,
) -> Result<Status, Stop> {
    let set = load_sound(rules, false, output)?;
    let orphans = orphans(&set, folder)?;
    if orphans.is_empty() {
        note("every snapshot has its record");
    }
    for shot in orphans {
        if shot.waits() {
            shot.reject()?;
            output.write(&format!("removed  {}\n", shown(&shot.waiting())))?;
        }
        if shot.is_accepted() {
            shot.remove()?;
            output.write(&format!("removed  {}\n", shown(&shot.snap)))?;
        }
    }
    Ok(Status::Fine)
}
