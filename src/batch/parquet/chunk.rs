//! A column of a group of rows: its pages one after the other, where rows and lists start in it, and its values.

use super::damage::{Damage, guarded};
use super::held::Cells;
use super::hybrid::Hybrid;
use super::kind::Reading;
use super::store::Store;
use super::values::{Plain, Values};
use crate::record::Goal;
use bytes::Bytes;
use parquet::basic::{Compression, Encoding};
use parquet::column::page::{Page, PageReader};
use parquet::file::metadata::ColumnChunkMetaData;
use parquet::file::reader::SerializedPageReader;
use std::collections::VecDeque;
use std::sync::Arc;

/// So many entries are looked at for one round, if they hold a row.
const ENTRIES: usize = 1 << 16;
/// More entries than this are in no row.
const MOST_ENTRIES: usize = 1 << 20;
/// So many levels are counted at once.
const AT_ONCE: usize = 128;
/// How many bytes the pages of a column may have that are needed at once.
pub(super) const MOST_PAGES: usize = 512 << 20;

/// How deep a value may stand: how often it may be left out on the way, and how many lists there are.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Depth {
    pub(super) definition: u8,
    pub(super) repetition: u8,
}

/// A column of a group of rows.
pub(super) struct Chunk<'s> {
    name: String,
    pages: SerializedPageReader<Store>,
    /// The field that its values are for; none if they are not looked at.
    goal: Option<Goal<'s>>,
    reading: Reading,
    depth: Depth,
    queue: VecDeque<Loaded>,
    ended: bool,
    /// Of each entry that was looked at and not taken: which list goes on with it, and how much of its way is there.
    repetition: Vec<u8>,
    definition: Vec<u8>,
    /// Where the first of these stands.
    start: usize,
    /// How many of them the rows have that were asked for last.
    round: usize,
    pub(super) cells: Cells,
}

/// A page that is being read.
struct Loaded {
    /// How many entries are still to be looked at.
    ahead: usize,
    /// How many are still to be taken.
    entries: usize,
    repetition: Hybrid,
    definition: Hybrid,
    values: Values,
    bytes: usize,
}

impl<'s> Chunk<'s> {
    pub(super) fn new(
        store: &Arc<Store>,
        meta: &ColumnChunkMetaData,
        rows: usize,
        goal: Option<Goal<'s>>,
    ) -> Result<Chunk<'s>, Damage> {
        let name = meta.column_path().string();
        let known = matches!(
            meta.compression(),
            Compression::UNCOMPRESSED
                | Compression::SNAPPY
                | Compression::GZIP(_)
                | Compression::LZ4
                | Compression::LZ4_RAW
                | Compression::ZSTD(_)
        );
        if !known {
            let what = format!(
                "the column `{name}` of the Parquet file is packed in a way that is not read; pack it with snappy, \
                 zstd, gzip or lz4"
            );
            return Err(Damage::Foreign(what));
        }
        let pages = guarded(
            || format!("nothing is found of the column `{name}`"),
            || SerializedPageReader::new(Arc::clone(store), meta, rows, None),
        )?;
        let column = meta.column_descr();
        let level = |level: i16| u8::try_from(level).unwrap_or(u8::MAX);
        Ok(Chunk {
            pages,
            goal,
            reading: Reading::of(column.self_type()),
            depth: Depth {
                definition: level(column.max_def_level()),
                repetition: level(column.max_rep_level()),
            },
            name,
            queue: VecDeque::new(),
            ended: false,
            repetition: Vec::new(),
            definition: Vec::new(),
            start: 0,
            round: 0,
            cells: Cells::default(),
        })
    }

    /// Looks at entries until they hold so many rows; how many whole ones there are.
    pub(super) fn look(&mut self, rows: usize) -> Result<usize, Damage> {
        if self.depth.repetition == 0 {
            while self.definition.len() - self.start < rows && self.more(rows)? {}
            return Ok(rows.min(self.definition.len() - self.start));
        }
        loop {
            let seen = self.repetition.get(self.start..).unwrap_or_default();
            let starts = how_many(seen, 0);
            if seen.first().is_some_and(|level| *level != 0) {
                return Err(self.broken("starts in the middle of a list"));
            }
            // A row is whole where the next one starts.
            if starts > rows || (starts > 1 && seen.len() > ENTRIES) {
                return Ok(rows.min(starts - 1));
            }
            if seen.len() > MOST_ENTRIES {
                let what = format!(
                    "a row of the Parquet file has more than a million values in the column `{}`",
                    self.name
                );
                return Err(Damage::Limit(what));
            }
            let more = seen.len().max(2 * rows);
            if !self.more(more)? {
                return Ok(starts);
            }
        }
    }

    /// Looks at some more entries; false at the end.
    fn more(&mut self, most: usize) -> Result<bool, Damage> {
        while self.queue.back().is_none_or(|page| page.ahead == 0) {
            if !self.load()? {
                return Ok(false);
            }
        }
        if self.start > 2 * ENTRIES {
            self.repetition
                .drain(..self.start.min(self.repetition.len()));
            self.definition.drain(..self.start);
            self.start = 0;
        }
        let depth = self.depth;
        let Some(page) = self.queue.back_mut() else {
            return Ok(false);
        };
        let count = page.ahead.min(most.max(1));
        page.ahead -= count;
        let start = self.definition.len();
        take_levels(
            &mut page.definition,
            depth.definition,
            count,
            &mut self.definition,
        )?;
        if depth.repetition > 0 {
            take_levels(
                &mut page.repetition,
                depth.repetition,
                count,
                &mut self.repetition,
            )?;
        }
        let beyond = |levels: &[u8], most: u8| {
            levels
                .get(start..)
                .unwrap_or_default()
                .iter()
                .fold(0, |deepest, level| u8::max(deepest, *level))
                > most
        };
        if beyond(&self.definition, depth.definition) || beyond(&self.repetition, depth.repetition)
        {
            return Err(self.broken("is nested deeper than it can be"));
        }
        Ok(true)
    }

    /// Reads the next page; false at the end.
    fn load(&mut self) -> Result<bool, Damage> {
        if self.ended {
            return Ok(false);
        }
        let name = &self.name;
        let pages = &mut self.pages;
        let page = guarded(
            || format!("a page of the column `{name}` cannot be read"),
            || pages.get_next_page(),
        )?;
        match page {
            None => {
                self.ended = true;
                return Ok(false);
            }
            Some(Page::DictionaryPage {
                buf, num_values, ..
            }) => {
                let count = num_values as usize;
                if self.cells.has_dictionary() || !self.queue.is_empty() {
                    return Err(self.broken("has two dictionaries"));
                }
                // No value takes less than a bit.
                if count > buf.len() * 8 {
                    return Err(self.broken("has a dictionary that is cut off"));
                }
                if let Some(goal) = &self.goal {
                    self.cells.dictionary(goal, self.reading, buf, count)?;
                }
            }
            Some(page) => {
                let loaded = self.loaded(page)?;
                self.queue.push_back(loaded);
                if self.held() > MOST_PAGES {
                    return Err(Damage::Limit(too_many_pages()));
                }
            }
        }
        Ok(true)
    }

    fn loaded(&self, page: Page) -> Result<Loaded, Damage> {
        let (count, encoding, size) = (
            page.num_values() as usize,
            page.encoding(),
            page.buffer().len(),
        );
        let (repetition, definition, values) = match page {
            Page::DataPageV2 {
                buf,
                def_levels_byte_len,
                rep_levels_byte_len,
                ..
            } => {
                let (repetition, rest) = self.split(&buf, rep_levels_byte_len as usize)?;
                let (definition, values) = self.split(&rest, def_levels_byte_len as usize)?;
                (repetition, definition, values)
            }
            Page::DataPage {
                buf,
                def_level_encoding,
                rep_level_encoding,
                ..
            } => {
                let (repetition, rest) =
                    self.behind_length(buf, self.depth.repetition, rep_level_encoding)?;
                let (definition, values) =
                    self.behind_length(rest, self.depth.definition, def_level_encoding)?;
                (repetition, definition, values)
            }
            Page::DictionaryPage { .. } => return Err(self.broken("has two dictionaries")),
        };
        Ok(Loaded {
            ahead: count,
            entries: count,
            repetition: Hybrid::new(repetition, width(self.depth.repetition))?,
            definition: Hybrid::new(definition, width(self.depth.definition))?,
            values: match self.goal {
                Some(_) => Values::new(encoding, self.reading.form, values, count)?,
                None => Values::Plain(Plain::new(Bytes::new())),
            },
            bytes: size,
        })
    }

    /// Levels behind their length, and what follows them.
    fn behind_length(
        &self,
        bytes: Bytes,
        most: u8,
        encoding: Encoding,
    ) -> Result<(Bytes, Bytes), Damage> {
        if most == 0 {
            return Ok((Bytes::new(), bytes));
        }
        if encoding != Encoding::RLE {
            let what = format!(
                "the levels of the column `{}` are encoded as {encoding}, which is not read; write the file with a \
                 newer program",
                self.name
            );
            return Err(Damage::Foreign(what));
        }
        let (length, rest) = self.split(&bytes, 4)?;
        let length = length
            .first_chunk()
            .map_or(0, |length| u32::from_le_bytes(*length));
        self.split(&rest, length as usize)
    }

    fn split(&self, bytes: &Bytes, at: usize) -> Result<(Bytes, Bytes), Damage> {
        if at > bytes.len() {
            return Err(self.broken("has a page that is cut off"));
        }
        Ok((bytes.slice(..at), bytes.slice(at..)))
    }

    /// Moves the texts of its dictionary to those that records share.
    pub(super) fn hand_over(&mut self, shared: &mut String) {
        if let Some(goal) = &self.goal {
            self.cells.hand_over(goal, shared);
        }
    }

    /// How deep its values stand.
    pub(super) fn depth(&self) -> Depth {
        self.depth
    }

    /// How many bytes its pages have that are held.
    pub(super) fn held(&self) -> usize {
        self.queue.iter().map(|page| page.bytes).sum()
    }

    /// How many entries the first so many rows have, which were looked at.
    pub(super) fn entries(&self, rows: usize) -> usize {
        if self.depth.repetition == 0 {
            return rows;
        }
        let seen = self.repetition.get(self.start..).unwrap_or_default();
        let (mut before, mut starts) = (0, 0);
        for levels in seen.chunks(AT_ONCE) {
            let here = how_many(levels, 0);
            if starts + here > rows {
                let places = levels.iter().enumerate().filter(|(_, level)| **level == 0);
                let next = places.map(|(at, _)| at).nth(rows - starts);
                return before + next.unwrap_or(levels.len());
            }
            (before, starts) = (before + levels.len(), starts + here);
        }
        seen.len()
    }

    /// Takes the entries of so many rows: which list goes on with each, and how much of its way is there. Their values
    /// are in `cells` then.
    pub(super) fn take(&mut self, rows: usize) -> Result<(), Damage> {
        self.cells.clear();
        self.round = self.entries(rows);
        let mut wanted = self.round;
        let mut at = self.start;
        while wanted > 0 {
            let Some(page) = self.queue.front_mut() else {
                return Err(Damage::broken("a column is shorter than others"));
            };
            let count = page.entries.min(wanted);
            let definition = self.definition.get(at..at + count).unwrap_or_default();
            if let Some(goal) = &self.goal {
                let most = self.depth.definition;
                let there = how_many(definition, most);
                self.cells
                    .take(goal, self.reading, &mut page.values, there)?;
            }
            page.entries -= count;
            if page.entries == 0 {
                self.queue.pop_front();
            }
            (at, wanted) = (at + count, wanted - count);
        }
        Ok(())
    }

    /// The entries that were taken.
    pub(super) fn levels(&self) -> Levels<'_> {
        let range = self.start..self.start + self.round;
        Levels {
            repetition: self.repetition.get(range.clone()).unwrap_or_default(),
            definition: self.definition.get(range).unwrap_or_default(),
        }
    }

    /// Goes behind the entries that were taken.
    pub(super) fn pass(&mut self) {
        self.start += self.round;
        self.round = 0;
        if self.start == self.definition.len() {
            self.repetition.clear();
            self.definition.clear();
            self.start = 0;
        }
    }

    fn broken(&self, what: &str) -> Damage {
        Damage::Broken(format!("the column `{}` {what}", self.name))
    }
}

impl<'c> Levels<'c> {
    /// How many entries have this much of their way there, or more.
    pub(super) fn at_least(self, depth: u8) -> usize {
        count_if(self.definition, |level| level >= depth)
    }

    /// Which list goes on with an entry, and how much of its way is there.
    #[inline(always)]
    pub(super) fn entry(self, at: usize) -> Option<(u8, u8)> {
        let level = *self.definition.get(at)?;
        Some((self.repetition.get(at).copied().unwrap_or(0), level))
    }

    /// Which list goes on with each entry, and how much of its way is there.
    pub(super) fn entries(self) -> impl Iterator<Item = (u8, u8)> + 'c {
        let again = move |at: usize| self.repetition.get(at).copied().unwrap_or(0);
        let entries = self.definition.iter().enumerate();
        entries.map(move |(at, level)| (again(at), *level))
    }
}

/// The entries of some rows.
#[derive(Clone, Copy)]
pub(super) struct Levels<'c> {
    /// Empty where the column is in no list.
    pub(super) repetition: &'c [u8],
    pub(super) definition: &'c [u8],
}

pub(super) fn too_many_pages() -> String {
    "the pages of the Parquet file that are needed at once have more than 512 MiB; write it with smaller pages".to_owned()
}

/// How many levels are this one.
fn how_many(levels: &[u8], level: u8) -> usize {
    count_if(levels, |each| each == level)
}

/// How many levels are such.
#[inline(always)]
fn count_if(levels: &[u8], is_such: impl Fn(u8) -> bool) -> usize {
    // As many as a byte can count are counted in bytes, many at a time.
    let some = levels.chunks(AT_ONCE).map(|levels| {
        let such = levels.iter().map(|level| u8::from(is_such(*level)));
        usize::from(such.fold(0, u8::wrapping_add))
    });
    some.sum()
}

fn width(most: u8) -> u32 {
    u8::BITS - most.leading_zeros()
}

fn take_levels(
    levels: &mut Hybrid,
    most: u8,
    count: usize,
    into: &mut Vec<u8>,
) -> Result<(), Damage> {
    match most {
        0 => into.resize(into.len() + count, 0),
        _ => levels.take(count, into)?,
    }
    Ok(())
}
