//! Snapshots as files: where they lie, and how they are read and written.
//!
//! The snapshot of `records/a.json` is `records/snapshots/a.json.snap`; what waits for a review lies beside it and
//! ends in `.snap.new`. A file is written beside its place and then put there, so that nobody ever finds half of one.

use super::Stop;
use super::files::{files_below, read, reason, shown, unwritable, write_whole};
use crate::snapshot::{NotASnapshot, Snapshot};
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

/// The folder beside the records.
const FOLDER: &str = "snapshots";

/// What waits ends in this, after the ending of a snapshot.
const WAITING: &str = ".new";

/// How large the file of a snapshot may be: 16 MiB.
const MOST: u64 = 16 << 20;

/// Where the snapshot of a record lies.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct SnapshotFile {
    /// The accepted one.
    pub(super) snap: PathBuf,
}

impl SnapshotFile {
    /// Of the record with this name in this folder.
    pub(super) fn of(folder: &Path, record: &str) -> SnapshotFile {
        let snap = folder.join(FOLDER).join(format!("{record}.snap"));
        SnapshotFile { snap }
    }

    /// The one that waits for a review.
    pub(super) fn waiting(&self) -> PathBuf {
        let mut path = OsString::from(&self.snap);
        path.push(WAITING);
        PathBuf::from(path)
    }

    /// Whether one waits for a review.
    pub(super) fn waits(&self) -> bool {
        fs::symlink_metadata(self.waiting()).is_ok()
    }

    /// Whether there is an accepted one.
    pub(super) fn is_accepted(&self) -> bool {
        fs::symlink_metadata(&self.snap).is_ok()
    }

    /// What the snapshot calls its record.
    pub(super) fn record(&self) -> String {
        let name = self.snap.file_stem().unwrap_or_default();
        name.to_string_lossy().into_owned()
    }

    /// The accepted snapshot, if there is one.
    pub(super) fn accepted(&self) -> Result<Option<Snapshot>, Broken> {
        use std::io::ErrorKind::{NotADirectory, NotFound};
        match fs::symlink_metadata(&self.snap) {
            Err(error) if matches!(error.kind(), NotFound | NotADirectory) => Ok(None),
            _ => read_snapshot(
                &self.snap,
                "take it back from version control, or delete it",
            )
            .map(Some),
        }
    }

    /// The snapshot that waits. One that is older than the accepted one was made for another.
    pub(super) fn pending(&self) -> Result<Snapshot, Stop> {
        let path = self.waiting();
        let remedy = format!("`admit snap reject {}` removes it", shown(&path));
        let snapshot = read_snapshot(&path, &remedy)?;
        let since = |path: &Path| fs::metadata(path).and_then(|kind| kind.modified()).ok();
        if let (Some(accepted), Some(pending)) = (since(&self.snap), since(&path))
            && pending < accepted
        {
            return Err(Stop::trouble(format!(
                "`{}` is of an older run: its snapshot has changed since; run `admit test --snapshots` again",
                shown(&path)
            )));
        }
        Ok(snapshot)
    }

    /// Lets a snapshot wait for a review.
    pub(super) fn propose(&self, snapshot: &Snapshot) -> Result<(), Stop> {
        let written = write_whole(&self.waiting(), snapshot.to_string().as_bytes());
        written.map_err(|stop| match stop {
            Stop::Trouble(text) => {
                Stop::Trouble(format!("{text}; with `--check` nothing is written"))
            }
            stop => stop,
        })
    }

    /// What waits counts from now on.
    pub(super) fn accept(&self) -> Result<(), Stop> {
        fs::rename(self.waiting(), &self.snap).map_err(|error| unwritable(&self.snap, &error))
    }

    /// Forgets what waits.
    pub(super) fn reject(&self) -> Result<(), Stop> {
        remove(&self.waiting())
    }

    /// Forgets the accepted one.
    pub(super) fn remove(&self) -> Result<(), Stop> {
        remove(&self.snap)
    }
}

/// Whether a folder is one of snapshots, and not one of records.
pub(super) fn holds_snapshots(folder: &Path) -> bool {
    let real = fs::canonicalize(folder).unwrap_or_default();
    real.file_name().is_some_and(|name| name == FOLDER)
}

/// The snapshots below a folder, accepted or waiting, in order.
pub(super) fn shots_below(folder: &Path) -> Result<Vec<SnapshotFile>, Stop> {
    let mut shots = Vec::new();
    for path in files_below(folder, &["snap", "new"])? {
        let inside = path.parent().and_then(Path::file_name);
        let snap = match path.extension() {
            Some(ending) if ending == "new" => path.with_extension(""),
            _ => path.clone(),
        };
        let is_snap = snap.extension().is_some_and(|ending| ending == "snap");
        if is_snap && inside.is_some_and(|name| name == FOLDER) {
            shots.push(SnapshotFile { snap });
        }
    }
    shots.sort();
    shots.dedup();
    Ok(shots)
}

/// The snapshots that wait for a review: all below a folder, or the one that is named.
pub(super) fn waiting_in(path: &Path) -> Result<Vec<SnapshotFile>, Stop> {
    if path.is_dir() {
        let shots = shots_below(path)?.into_iter();
        return Ok(shots.filter(SnapshotFile::waits).collect());
    }
    let name = path.to_string_lossy();
    match name.strip_suffix(WAITING) {
        Some(snap) if snap.ends_with(".snap") && path.is_file() => Ok(vec![SnapshotFile {
            snap: path.with_extension(""),
        }]),
        _ => Err(Stop::trouble(format!(
            "`{}` is neither a folder nor a snapshot that waits (.snap.new)",
            shown(path)
        ))),
    }
}

/// Why a file is no snapshot that can be read.
#[derive(Debug)]
pub(super) struct Broken {
    /// What is wrong with it, and what to do.
    pub(super) why: String,
    /// The line, counted from 1.
    pub(super) line: usize,
}

impl From<Broken> for Stop {
    fn from(broken: Broken) -> Stop {
        Stop::Trouble(broken.why)
    }
}

fn read_snapshot(path: &Path, remedy: &str) -> Result<Snapshot, Broken> {
    let broken = |line: usize, why: &str| {
        let path = shown(path);
        let why = format!("`{path}` is no whole snapshot: {why}; {remedy}");
        Broken { why, line }
    };
    let bytes = read(path, MOST).map_err(|stop| match stop {
        Stop::Trouble(why) => Broken { why, line: 1 },
        Stop::OutputClosed => broken(1, "it cannot be read"),
    })?;
    let text = String::from_utf8(bytes).map_err(|_| broken(1, "it is not UTF-8"))?;
    text.parse()
        .map_err(|error: NotASnapshot| broken(error.line, &error.to_string()))
}

fn remove(path: &Path) -> Result<(), Stop> {
    fs::remove_file(path).map_err(|error| {
        let why = reason(&error);
        Stop::trouble(format!("`{}` cannot be removed: {why}", shown(path)))
    })
}
