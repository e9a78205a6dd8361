//! The records of a folder with the places of their snapshots: read one after the other, looked at on all cores, and
//! handed over in the order of files and lines.
//!
//! Whoever looks at a record on another core only reads; what is written is written where the order is known.

use super::Stop;
use super::files::shown;
use super::reading::{Reading, unreadable};
use super::records::Input;
use super::snapshot_files::{SnapshotFile, shots_below};
use crate::batch::{Block, Document, Layout, Mark};
use crate::record::Record;
use crate::report::FaultyRecord;
use crate::value::Instant;
use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroUsize;
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::thread;

/// So many records are held at a time, or so many bytes of them.
const MOST_RECORDS: usize = 512;
const MOST_BYTES: usize = 16 << 20;

/// The records of a folder, or some of them.
pub(super) struct Walk<'a> {
    pub(super) reading: &'a Reading<'a>,
    pub(super) inputs: &'a [Input],
    /// The places of those that are wanted among all; all of them without it.
    pub(super) only: Option<BTreeSet<usize>>,
}

/// What a record is called, and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Named {
    /// `records/a.json`, or `records/many.ndjson, line 2`.
    pub(super) name: String,
    pub(super) file: String,
    pub(super) line: u64,
}

/// A record that could be read.
pub(super) struct Sight<'a> {
    pub(super) shot: &'a SnapshotFile,
    pub(super) record: &'a Record,
    pub(super) at: Instant,
}

/// What is found in the place of a record, with what came of looking at it.
pub(super) enum Found<T> {
    Record(SnapshotFile, T),
    Faulty(Box<FaultyRecord>),
}

/// Something that was read and not yet looked at.
struct Item<'i> {
    input: &'i Input,
    path: &'i Path,
    line: u64,
    content: Content,
}

enum Content {
    Record(Layout, Vec<u8>),
    /// A record that was read with others.
    Read(Box<Record>),
    Unreadable(Box<FaultyRecord>),
}

impl Content {
    /// About how much memory it takes.
    fn bytes(&self) -> usize {
        match self {
            Content::Record(_, document) => document.len(),
            Content::Read(record) => record.bytes(),
            Content::Unreadable(_) => 0,
        }
    }
}

impl<'a> Walk<'a> {
    /// Looks at each record, on any core, and hands over what came of it, in order.
    pub(super) fn each<T: Send>(
        &self,
        look: impl Fn(&Sight<'_>) -> T + Sync,
        mut take: impl FnMut(Named, Found<T>) -> Result<(), Stop>,
    ) -> Result<Owners, Stop> {
        let mut owners = Owners::default();
        let mut hand_over = |items: &mut Vec<Item<'_>>| -> Result<(), Stop> {
            let found = on_all_cores(items, |item| self.find(item, &look));
            for (item, found) in items.drain(..).zip(found) {
                let named = item.named();
                owners.note(&item, &named, &found)?;
                take(named, found)?;
            }
            Ok(())
        };
        let (mut items, mut bytes, mut place) = (Vec::new(), 0, 0);
        for input in self.inputs {
            let Some(path) = input.path() else { continue };
            for_each_in(self.reading, input, &mut |line, content| {
                let wanted = self.only.as_ref().is_none_or(|only| only.contains(&place));
                place += 1;
                if !wanted {
                    return Ok(());
                }
                bytes += content.bytes();
                items.push(Item {
                    input,
                    path,
                    line,
                    content,
                });
                if items.len() >= MOST_RECORDS || bytes >= MOST_BYTES {
                    bytes = 0;
                    hand_over(&mut items)?;
                }
                Ok(())
            })?;
        }
        hand_over(&mut items)?;
        Ok(owners)
    }

    fn find<T>(&self, item: &Item<'_>, look: &impl Fn(&Sight<'_>) -> T) -> Found<T> {
        let (layout, bytes, read) = match &item.content {
            Content::Record(layout, bytes) => (layout, bytes.as_slice(), None),
            Content::Read(record) => (&Layout::Sheet, &[][..], Some(Ok(record.view()))),
            Content::Unreadable(fault) => return Found::Faulty(fault.clone()),
        };
        let document = Document {
            bytes,
            layout,
            file: &item.input.name(),
            line: item.line,
            read,
        };
        match self.reading.decider().read(&document) {
            Ok((record, at)) => {
                let shot = item.shot(self.reading.set.id_of(&record));
                let sight = Sight {
                    shot: &shot,
                    record: &record,
                    at,
                };
                let seen = look(&sight);
                Found::Record(shot, seen)
            }
            Err(fault) => Found::Faulty(fault),
        }
    }
}

/// What stands in a file: records, and at its end that the rest cannot be read, if so.
fn for_each_in(
    reading: &Reading<'_>,
    input: &Input,
    each: &mut dyn FnMut(u64, Content) -> Result<(), Stop>,
) -> Result<(), Stop> {
    let broken = |error| Content::Unreadable(Box::new(unreadable(input, &error)));
    let mut open = match reading.open(input, Mark::default()) {
        Ok(open) => open,
        Err(error) => return each(1, broken(error)),
    };
    let mut block = Block::default();
    loop {
        match open.fill(&mut block) {
            Ok(true) => {}
            Ok(false) => return Ok(()),
            Err(error) => return each(1, broken(error)),
        }
        for document in block.documents() {
            let content = match document.read {
                None => Content::Record(document.layout.clone(), document.bytes.to_vec()),
                Some(Ok(record)) => Content::Read(Box::new(record.to_record())),
                Some(Err(error)) => Content::Unreadable(Box::new(document.fault(error.clone()))),
            };
            each(document.line, content)?;
        }
    }
}

impl Item<'_> {
    fn named(&self) -> Named {
        let file = self.input.name();
        let name = match self.input.holds_many() {
            true => format!("{file}, line {}", self.line),
            false => file.clone(),
        };
        let line = self.line;
        Named { name, file, line }
    }

    /// Where its snapshot lies: by the name of its file, and among many by the record's own `id`, or its line where it
    /// has none that may be shown.
    fn shot(&self, id: Option<&str>) -> SnapshotFile {
        let folder = self.path.parent().unwrap_or(Path::new(""));
        let file = self.path.file_name().unwrap_or_default().to_string_lossy();
        if !self.input.holds_many() {
            return SnapshotFile::of(folder, &file);
        }
        let plain = |char: char| match char {
            '-' | '_' | '.' => char,
            char if char.is_alphanumeric() => char,
            _ => '_',
        };
        let which = match id {
            Some(id) if !id.is_empty() => id.chars().map(plain).collect(),
            _ => self.line.to_string(),
        };
        SnapshotFile::of(folder, &format!("{file}@{which}"))
    }
}

/// Which snapshot belongs to which record.
#[derive(Default)]
pub(super) struct Owners {
    /// Each place with the record that it belongs to.
    shots: BTreeMap<PathBuf, String>,
    /// Files with a fault: what belongs to one of their records cannot be known.
    in_doubt: BTreeSet<PathBuf>,
}

impl Owners {
    /// A place belongs to one record alone.
    fn note<T>(&mut self, item: &Item<'_>, named: &Named, found: &Found<T>) -> Result<(), Stop> {
        let Found::Record(shot, _) = found else {
            self.in_doubt.insert(item.path.to_owned());
            return Ok(());
        };
        match self.shots.insert(shot.snap.clone(), named.name.clone()) {
            None => Ok(()),
            Some(other) => Err(Stop::trouble(format!(
                "{other} and {} would have the same snapshot, `{}`; give each record an `id` of its own",
                named.name,
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

/// Does the work for each item, with what comes of it in the order of the items.
fn on_all_cores<I: Sync, R: Send>(items: &[I], work: impl Fn(&I) -> R + Sync) -> Vec<R> {
    let threads = thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let share = items.len().div_ceil(threads).max(1);
    let work = |share: &[I]| share.iter().map(&work).collect::<Vec<R>>();
    thread::scope(|scope| {
        let shares = items.chunks(share);
        let running: Vec<_> = shares.map(|share| scope.spawn(|| work(share))).collect();
        let done = running.into_iter();
        done.flat_map(|thread| thread.join().unwrap_or_else(|fault| resume_unwind(fault)))
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_of_items_keeps_their_order() {
        for count in [0, 1, 2, 3, 1000] {
            let items: Vec<usize> = (0..count).collect();
            assert_eq!(
                on_all_cores(&items, |item| item * 2),
                (0..count).map(|item| item * 2).collect::<Vec<_>>()
            );
        }
    }
}
