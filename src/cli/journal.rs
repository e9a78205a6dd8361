//! How far a run has come, written beside its output from time to time, so that `--resume` can go on from there.
//!
//! A journal speaks of output that is on the disk. It names what the output hangs on: the program's version, the
//! rules, the options and the inputs. If one of them has changed, the rest would not fit what is there.

use super::Stop;
use super::files::{shown, unwritable};
use super::outfile::{OutFile, beside, journal, partial, real};
use super::records::Input;
use crate::batch::Mark;
use crate::tally::Tally;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// How much of an input is compared: so many bytes at its start, and so many before the place where it is taken up.
const COMPARED: u64 = 64 << 10;

/// What the output hangs on besides the records.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) struct Conditions {
    pub(super) version: String,
    /// The digest of the rules.
    pub(super) rules: String,
    /// The options that change what is written, in words.
    pub(super) options: String,
}

/// An input as it was at the start.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
struct Seen {
    name: String,
    length: u64,
    /// The digest of its start.
    head: String,
}

/// What an interrupted run has done; nothing by default.
#[derive(Default)]
pub(super) struct Earlier {
    /// How far it has read.
    pub(super) mark: Mark,
    /// How many bytes of output belong to that.
    pub(super) output: Option<u64>,
    pub(super) tally: Tally,
}

/// How far a run has come, as it is written.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Progress {
    /// Which input, and how many of its bytes and lines.
    input: usize,
    offset: u64,
    lines: u64,
    /// The digest of what stands before that place.
    tail: String,
    /// How many bytes of output belong to it.
    output: u64,
    tally: Tally,
}

/// The journal of a run.
#[derive(Serialize, Deserialize)]
struct Page {
    conditions: Conditions,
    inputs: Vec<Seen>,
    progress: Progress,
}

/// Writes the journal of a run.
pub(super) struct Journal {
    path: PathBuf,
    conditions: Conditions,
    inputs: Vec<Seen>,
    /// The files of the inputs, to look at what was read.
    files: Vec<PathBuf>,
}

impl Journal {
    /// The journal for an output that is made of these inputs, all of them regular files.
    pub(super) fn new(
        output: &Path,
        conditions: Conditions,
        inputs: &[Input],
    ) -> Result<Journal, Stop> {
        let mut seen = Vec::new();
        let mut files = Vec::new();
        for input in inputs {
            let (Some(path), Some(length)) = (input.path(), input.length()) else {
                continue;
            };
            let head = digest(path, 0, length.min(COMPARED));
            seen.push(Seen {
                name: input.name(),
                length,
                head: head.map_err(|error| super::files::unreadable(path, &error))?,
            });
            files.push(path.to_owned());
        }
        Ok(Journal {
            path: journal(&real(output)),
            conditions,
            inputs: seen,
            files,
        })
    }

    /// Notes how far the run has come; what was written until then is on the disk first.
    pub(super) fn note(&self, mark: Mark, output: &mut OutFile, tally: &Tally) -> Result<(), Stop> {
        output.sync()?;
        let page = Page {
            conditions: self.conditions.clone(),
            inputs: self.inputs.clone(),
            progress: Progress {
                input: mark.input,
                offset: mark.offset,
                lines: mark.lines,
                tail: self
                    .tail(mark)
                    .map_err(|error| unwritable(&self.path, &error))?,
                output: output.length(),
                tally: tally.clone(),
            },
        };
        let text = serde_json::to_vec(&page).map_err(io::Error::other);
        let written = text.and_then(|text| replace(&self.path, &text));
        written.map_err(|error| unwritable(&self.path, &error))
    }

    /// How far an earlier run has come. It stops if that run was another.
    pub(super) fn read(&self, output: &Path) -> Result<Earlier, Stop> {
        let partial = partial(&real(output));
        let (Ok(text), Ok(part)) = (fs::read(&self.path), fs::metadata(&partial)) else {
            return Ok(Earlier::default());
        };
        let refused = |why: &str| {
            Err(Stop::trouble(format!(
                "the interrupted run cannot be resumed: {why}; remove `{}` to start anew",
                shown(&self.path)
            )))
        };
        let Ok(page) = serde_json::from_slice::<Page>(&text) else {
            return refused("its journal cannot be read");
        };
        let (then, now) = (&page.conditions, &self.conditions);
        if then.version != now.version {
            return refused("it was begun by another version of admit");
        }
        if then.rules != now.rules {
            return refused("the rules have changed");
        }
        if then.options != now.options {
            let why = format!(
                "its options were `{}`, and are now `{}`",
                then.options, now.options
            );
            return refused(&why);
        }
        if let Some(why) = self.changed(&page) {
            return refused(&why);
        }
        if part.len() < page.progress.output {
            let why = format!("`{}` is shorter than it was", shown(&partial));
            return refused(&why);
        }
        Ok(Earlier {
            mark: page.progress.mark(),
            output: Some(page.progress.output),
            tally: page.progress.tally,
        })
    }

    /// Why the inputs are not those of a journal.
    fn changed(&self, page: &Page) -> Option<String> {
        let names = |seen: &[Seen]| {
            seen.iter()
                .map(|each| each.name.clone())
                .collect::<Vec<_>>()
        };
        if names(&page.inputs) != names(&self.inputs) {
            return Some("the inputs are others".to_owned());
        }
        let mut pairs = page.inputs.iter().zip(&self.inputs);
        let differs = pairs.find(|(then, now)| then != now);
        if let Some((_, now)) = differs {
            return Some(format!("the input `{}` has changed", now.name));
        }
        let tail = self.tail(page.progress.mark());
        let name = || self.inputs.get(page.progress.input).map(|seen| &*seen.name);
        (tail.ok().as_ref() != Some(&page.progress.tail))
            .then(|| format!("the input `{}` has changed", name().unwrap_or_default()))
    }

    /// The digest of what stands before a place.
    fn tail(&self, mark: Mark) -> io::Result<String> {
        // Behind the last input there is nothing to look at.
        let Some(path) = self.files.get(mark.input) else {
            return Ok(String::new());
        };
        let from = mark.offset.saturating_sub(COMPARED);
        digest(path, from, mark.offset - from)
    }
}

impl Progress {
    fn mark(&self) -> Mark {
        Mark {
            input: self.input,
            offset: self.offset,
            lines: self.lines,
        }
    }
}

/// The digest of a stretch of a file.
fn digest(path: &Path, from: u64, length: u64) -> io::Result<String> {
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(from))?;
    let mut bytes = Vec::new();
    file.take(length).read_to_end(&mut bytes)?;
    let digest = Sha256::digest(&bytes);
    Ok(digest.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Puts a text in the place of a file, so that one of the two is there at any time.
fn replace(path: &Path, text: &[u8]) -> io::Result<()> {
    let new = beside(path, ".new");
    let mut file = File::create(&new)?;
    file.write_all(text)?;
    file.sync_data()?;
    fs::rename(&new, path)
}
