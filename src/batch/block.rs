//! A stretch of an input: whole records as bytes, with the place where it stands, and what came of it.
//!
//! It is filled by whoever reads, decided by one thread, and written by whoever writes; its memory is used again.

use super::columns::Columns;
use super::csv::Scanner;
use super::cut::MOST;
use crate::record::{RecordError, RecordRef, Sheet};
use crate::report::FaultyRecord;
use crate::tally::Tally;
use memchr::memchr;
use std::sync::Arc;

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// How many bytes are read at once where nothing else is said.
pub(super) const BLOCK_BYTES: usize = 128 << 10;

/// How the records of a block are laid out.
#[derive(Clone, Debug, Default)]
pub enum Layout {
    /// One JSON document.
    #[default]
    Json,
    /// One TOML document.
    Toml,
    /// One JSON document a line. Blank lines are skipped.
    Lines,
    /// Rows of CSV below a header.
    Csv(Arc<Columns>),
    /// Records that are read already: the sheet of the block.
    Sheet,
    /// No record: what could not be read takes the place of one.
    Fault(Box<FaultyRecord>),
}

/// A stretch of an input that holds whole records.
#[derive(Clone, Debug)]
pub struct Block {
    /// The records.
    pub bytes: Vec<u8>,
    /// How they are laid out.
    pub layout: Layout,
    /// Where they come from, for people: a file name, or `standard input`.
    pub file: Arc<str>,
    /// The line of the input on which the first byte stands, counted from 1.
    pub line: u64,
    /// How far the input has been read once this block is done.
    pub end: Mark,
    /// Records that were read side by side.
    pub(super) sheet: Sheet,
    /// How many bytes it takes, unless one record has more.
    pub(super) size: usize,
}

/// How far an input has been read.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Mark {
    /// Which input, where there are several, counted from 0.
    pub input: usize,
    /// How many of its bytes.
    pub offset: u64,
    /// How many of its lines.
    pub lines: u64,
}

/// One record as bytes.
#[derive(Clone, Copy, Debug)]
pub struct Document<'b> {
    /// The record.
    pub bytes: &'b [u8],
    /// How the block is laid out that it stands in.
    pub layout: &'b Layout,
    /// Where the block comes from.
    pub file: &'b str,
    /// The line of the input on which it starts, or which row it is, counted from 1.
    pub line: u64,
    /// What it was read to, if that has been done.
    pub read: Option<Result<RecordRef<'b>, &'b RecordError>>,
}

/// A place between two documents of a block.
#[derive(Clone, Copy, Debug, Default)]
pub struct Place {
    at: usize,
    lines: u64,
    done: bool,
}

impl Default for Block {
    fn default() -> Block {
        Block {
            bytes: Vec::new(),
            layout: Layout::default(),
            file: Arc::from(""),
            line: 1,
            end: Mark::default(),
            sheet: Sheet::default(),
            size: BLOCK_BYTES,
        }
    }
}

impl Block {
    /// The records in it, in order.
    pub fn documents(&self) -> impl Iterator<Item = Document<'_>> {
        let mut place = Place::default();
        std::iter::from_fn(move || self.next_document(&mut place))
    }

    /// The record at a place, which then is the place behind it.
    pub fn next_document(&self, place: &mut Place) -> Option<Document<'_>> {
        if let Layout::Sheet = self.layout {
            let row = self.row(*place);
            let read = Some(self.next_read(place)?);
            return Some(Document { read, ..row });
        }
        if let Layout::Lines | Layout::Csv(_) = self.layout {
            let (bytes, lines) = self.next_record(place)?;
            return Some(self.document(bytes, lines));
        }
        if place.done {
            return None;
        }
        place.done = true;
        Some(self.document(&self.bytes, 0))
    }

    /// What was read of the row at a place, which then is the place of the next row; of a block that is a sheet.
    #[inline]
    pub(super) fn next_read(
        &self,
        place: &mut Place,
    ) -> Option<Result<RecordRef<'_>, &RecordError>> {
        let read = self.sheet.get(place.at)?;
        place.at += 1;
        Some(read)
    }

    /// The row at a place, without what was read of it; of a block that is a sheet.
    pub(super) fn row(&self, place: Place) -> Document<'_> {
        self.document(&self.bytes, place.at as u64)
    }

    fn document<'b>(&'b self, bytes: &'b [u8], lines: u64) -> Document<'b> {
        Document {
            bytes,
            layout: &self.layout,
            file: &self.file,
            line: self.line + lines,
            read: None,
        }
    }

    /// The next record that holds something, without the end of its line, and how many lines stand before it.
    fn next_record(&self, place: &mut Place) -> Option<(&[u8], u64)> {
        loop {
            let rest = self.bytes.get(place.at..).filter(|rest| !rest.is_empty())?;
            let (end, lines) = match &self.layout {
                // Of a row that is too long the start alone is here.
                Layout::Csv(_) if rest.len() as u64 >= MOST && !rest.ends_with(b"\n") => {
                    (rest.len(), 0)
                }
                Layout::Csv(columns) => Scanner::new(columns.separator()).record(rest),
                _ => (line_end(rest), 1),
            };
            let before = place.lines;
            place.at += end;
            place.lines += lines;
            let record = rest.get(..end).unwrap_or(rest);
            let record = record.strip_suffix(b"\n").unwrap_or(record);
            let record = record.strip_suffix(b"\r").unwrap_or(record);
            if record.len() as u64 >= MOST || !is_blank(record, self.line + before == 1) {
                return Some((record, before));
            }
        }
    }
}

/// Where the first line ends, its end included.
fn line_end(bytes: &[u8]) -> usize {
    memchr(b'\n', bytes).map_or(bytes.len(), |at| at + 1)
}

fn is_blank(line: &[u8], first: bool) -> bool {
    let shown = line.strip_prefix(BYTE_ORDER_MARK).filter(|_| first);
    shown.unwrap_or(line).trim_ascii().is_empty()
}

/// A block, and what came of it.
#[derive(Clone, Debug, Default)]
pub struct Part {
    /// What is decided.
    pub block: Block,
    /// The rows that are written.
    pub rows: Vec<u8>,
    /// How many records came to which end.
    pub tally: Tally,
    /// Its place among all of a run.
    pub(super) number: u64,
}

impl Part {
    pub(super) fn new(size: usize) -> Part {
        let mut part = Part::default();
        part.block.size = size;
        part
    }

    /// Empties it and keeps its memory, unless one record made it far greater than the others. The bytes of the block stay
    /// until it is filled again.
    pub(super) fn clear(&mut self) {
        self.rows.clear();
        for bytes in [&mut self.block.bytes, &mut self.rows] {
            if bytes.capacity() > 8 * self.block.size {
                bytes.truncate(self.block.size);
                bytes.shrink_to(self.block.size);
            }
        }
        self.block.sheet.let_go();
        self.tally.clear();
    }
}
