//! `admit snap`: what became of explanations that are new or changed is decided by a person.

use super::files::shown;
use super::output::{Output, note};
use super::rules::load_sound;
use super::snapshot_files::{SnapshotFile, waiting_in};
use super::snapshots::{in_ci, orphans};
use super::{Status, Stop};
use crate::report::snapshot_text;
use clap::Subcommand;
use std::io::{self, BufRead};
use std::path::{Path, PathBuf};

const EXAMPLES: &str = "\
Examples:
  admit test --snapshots records     compare, and let what is new or changed wait
  admit snap pending records         say what waits
  admit snap review records          go through it, one by one
  admit snap accept records          accept all of it
  admit snap reject records/snapshots/a.json.snap.new
  admit snap prune records           remove snapshots whose record is gone

Exit status: 0 fine, 1 something waits for a review, 2 it could not be done: a file
that is broken or cannot be written, or the environment variable CI is set, where
nothing is ever written.";

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
        let text = "the environment variable `CI` is set, and nothing is written there";
        return Err(Stop::trouble(text));
    }
    match &args.what {
        What::Review(waiting) => review(&waiting_in(&waiting.path)?, output),
        What::Accept(waiting) => accept(&waiting_in(&waiting.path)?, output),
        What::Reject(waiting) => reject(&waiting_in(&waiting.path)?, output),
        What::Pending(waiting) => pending(&waiting_in(&waiting.path)?, output),
        What::Prune(prune) => remove_orphans(&prune.folder, prune.rules.as_deref(), output),
    }
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
        }
        if shot.is_accepted() {
            shot.remove()?;
        }
        output.write(&format!("removed  {}\n", shown(&shot.snap)))?;
    }
    Ok(Status::Fine)
}

/// What a person says to a snapshot.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Answer {
    Accept,
    Reject,
    Skip,
}

fn review(shots: &[SnapshotFile], output: &mut Output) -> Result<Status, Stop> {
    if shots.is_empty() {
        return nothing();
    }
    let mut keys = Keys::new(io::stdin().lock());
    let mut counts = [0, 0, 0];
    for (number, shot) in shots.iter().enumerate() {
        let (old, new) = (shot.accepted()?, shot.pending()?);
        let name = format!("{} ({} of {})", shown(&shot.snap), number + 1, shots.len());
        let text = snapshot_text(&name, old.as_ref(), &new, usize::MAX, output.colour());
        output.write(&format!("{text}\n"))?;
        let answer = keys.answer(output)?;
        match answer {
            Answer::Accept => shot.accept()?,
            Answer::Reject => shot.reject()?,
            Answer::Skip => {}
        }
        if let Some(count) = counts.get_mut(answer as usize) {
            *count += 1;
        }
        output.write("\n")?;
    }
    let [accepted, rejected, skipped] = counts;
    output.write(&format!(
        "{accepted} accepted, {rejected} rejected, {skipped} skipped\n"
    ))?;
    Ok(match skipped {
        0 => Status::Fine,
        _ => Status::Found,
    })
}

/// The keys that a person types, or that come through a pipe. A terminal hands them over with the end of the line.
struct Keys<R> {
    bytes: io::Bytes<R>,
}

impl<R: BufRead> Keys<R> {
    fn new(input: R) -> Keys<R> {
        Keys {
            bytes: input.bytes(),
        }
    }

    /// Asks until there is an answer. Who goes away skips the rest.
    fn answer(&mut self, output: &mut Output) -> Result<Answer, Stop> {
        loop {
            output.write("a accept, r reject, s skip > ")?;
            output.finish()?;
            let (answer, word) = match self.key() {
                Some(b'a' | b'A') => (Answer::Accept, "accepted"),
                Some(b'r' | b'R') => (Answer::Reject, "rejected"),
                Some(b's' | b'S') | None => (Answer::Skip, "skipped"),
                Some(_) => {
                    output.write("\n")?;
                    continue;
                }
            };
            output.write(&format!("{word}\n"))?;
            return Ok(answer);
        }
    }

    fn key(&mut self) -> Option<u8> {
        let mut bytes = self.bytes.by_ref().map_while(Result::ok);
        bytes.find(|byte| !byte.is_ascii_whitespace())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_come_with_and_without_ends_of_lines() {
        let mut keys = Keys::new(&b"a\n r\r\ns"[..]);
        let found: Vec<u8> = std::iter::from_fn(|| keys.key()).collect();
        assert_eq!(found, b"ars");
    }
}
