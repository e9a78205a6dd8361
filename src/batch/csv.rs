//! CSV as of RFC 4180: where a row ends, and what stands in its cells. It knows no schema.
//!
//! A quote that is not closed is the fault of the line on which it stands alone: the next line is read anew.

use crate::record::{RecordError, RecordErrorCode};
use memchr::memchr;

/// How many bytes a cell in quotes may have, and how many lines.
const QUOTED_BYTES: usize = 1 << 20;
const QUOTED_LINES: usize = 1000;

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Finds the ends of rows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scanner {
    separator: u8,
}

/// How a row ends.
enum End {
    /// Here, its line end included.
    At(usize),
    /// The bytes are over first, outside of quotes.
    Open,
    /// The bytes are over first, and a quote is open since here.
    Quoted(usize),
    /// A quote that was opened here goes on for too long.
    Broken(usize),
}

/// Where in a row a byte stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// At the start of a cell.
    Start,
    Plain,
    Quoted,
    /// Behind a quote inside quotes: the end, or the first of two.
    Quote,
}

impl Scanner {
    pub(super) fn new(separator: u8) -> Scanner {
        Scanner { separator }
    }

    /// The scanner for what starts with a header: by a semicolon or a tab where it has no comma. None if more of it
    /// has to be seen; `ended` if nothing follows. The mark that some programs put in front is taken off.
    pub(super) fn for_header(bytes: &mut Vec<u8>, ended: bool) -> Option<Scanner> {
        let blank = |line: &&[u8]| line.trim_ascii().is_empty();
        let start = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
        let mut lines = start.split_inclusive(|byte| *byte == b'\n');
        let header = lines.find(|line| !blank(line)).unwrap_or_default();
        if !header.ends_with(b"\n") && !ended && header.len() <= QUOTED_BYTES {
            return None;
        }
        let mut quoted = false;
        let mut bare = header.to_vec();
        bare.retain(|byte| {
            quoted ^= *byte == b'"';
            !quoted
        });
        let separator = b",;\t".iter().find(|each| bare.contains(each));
        let mark = bytes.len() - start.len();
        bytes.drain(..mark);
        Some(Scanner::new(separator.copied().unwrap_or(b',')))
    }

    pub(super) fn separator(self) -> u8 {
        self.separator
    }

    /// The length of the first row, its line end included, and how many lines it has.
    pub(super) fn record(self, bytes: &[u8]) -> (usize, u64) {
        let end = match self.end(bytes) {
            End::At(end) => end,
            End::Open => bytes.len(),
            End::Quoted(at) | End::Broken(at) => line_end(bytes, at),
        };
        let row = bytes.get(..end).unwrap_or(bytes);
        (end, super::cut::newlines(row))
    }

    /// Where the last whole row ends, or the first that is broken; `ended` if nothing follows the bytes.
    pub(super) fn last_end(self, bytes: &[u8], ended: bool) -> Option<usize> {
        let mut last = 0;
        while let Some(rest) = bytes.get(last..).filter(|rest| !rest.is_empty()) {
            match self.end(rest) {
                End::At(end) => last += end,
                End::Broken(at) => return Some(line_end(bytes, last + at)),
                End::Quoted(at) if ended => return Some(line_end(bytes, last + at)),
                End::Open if ended => return Some(bytes.len()),
                End::Open | End::Quoted(_) => break,
            }
        }
        Some(last).filter(|last| *last > 0)
    }

    fn end(self, bytes: &[u8]) -> End {
        let mut state = State::Start;
        let (mut opened, mut lines) = (0, 0);
        for (at, byte) in bytes.iter().enumerate() {
            state = match (state, *byte) {
                (State::Quoted, b'"') => State::Quote,
                (State::Quoted, byte) => {
                    lines += usize::from(byte == b'\n');
                    if at - opened > QUOTED_BYTES || lines > QUOTED_LINES {
                        return End::Broken(opened);
                    }
                    State::Quoted
                }
                (State::Quote, b'"') => State::Quoted,
                (State::Start, b'"') => {
                    (opened, lines) = (at, 0);
                    State::Quoted
                }
                (_, b'\n') => return End::At(at + 1),
                (_, byte) if byte == self.separator => State::Start,
                _ => State::Plain,
            };
        }
        match state {
            State::Quoted => End::Quoted(opened),
            _ => End::Open,
        }
    }
}

/// Where the line ends on which a byte stands, its end included.
fn line_end(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    memchr(b'\n', rest).map_or(bytes.len(), |newline| at + newline + 1)
}

/// The cells of a row, without their quotes.
#[derive(Clone, Debug, Default)]
pub(super) struct Cells {
    text: Vec<u8>,
    ends: Vec<usize>,
}

/// What is wrong with the quotes of a row.
#[derive(Debug)]
pub(super) struct Misquoted {
    /// Which cell, counted from 0.
    pub(super) cell: usize,
    /// How many lines of the row stand before it.
    pub(super) lines: u64,
    pub(super) message: &'static str,
}

const INSIDE: &str =
    "a quote stands inside a cell; put the cell between quotes, and write its own quotes twice";
const AFTER: &str =
    "something stands behind the closing quote; quotes inside a cell are written twice";
const OPEN: &str = "the quote that opens here is not closed within 1 MiB and 1,000 lines";

impl Cells {
    /// Takes a row apart that stands without its line end.
    pub(super) fn read(&mut self, row: &[u8], separator: u8) -> Result<(), Misquoted> {
        self.text.clear();
        self.ends.clear();
        let mut state = State::Start;
        let (mut lines, mut opened) = (0, 0);
        for byte in row.iter().copied() {
            lines += u64::from(byte == b'\n');
            let fault = |message| Misquoted {
                cell: self.ends.len(),
                lines: opened,
                message,
            };
            state = match (state, byte) {
                (State::Quoted, b'"') => State::Quote,
                (State::Start, b'"') => {
                    opened = lines;
                    State::Quoted
                }
                (State::Plain, b'"') => return Err(fault(INSIDE)),
                (State::Start | State::Plain | State::Quote, byte) if byte == separator => {
                    self.ends.push(self.text.len());
                    State::Start
                }
                (State::Quote, b'"') | (State::Quoted, _) => {
                    self.text.push(byte);
                    State::Quoted
                }
                (State::Quote, _) => return Err(fault(AFTER)),
                (State::Start | State::Plain, _) => {
                    self.text.push(byte);
                    State::Plain
                }
            };
        }
        if state == State::Quoted {
            return Err(Misquoted {
                cell: self.ends.len(),
                lines: opened,
                message: OPEN,
            });
        }
        self.ends.push(self.text.len());
        Ok(())
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// A cell; empty beyond the last.
    pub(super) fn get(&self, cell: usize) -> &[u8] {
        let before = cell.checked_sub(1);
        let start = before.map_or(Some(0), |before| self.ends.get(before).copied());
        let end = self.ends.get(cell).copied();
        let range = start.zip(end).map(|(start, end)| start..end);
        range
            .and_then(|range| self.text.get(range))
            .unwrap_or_default()
    }
}

impl Misquoted {
    /// As the fault of a record; `line` is the one on which the row starts.
    pub(super) fn into_error(self, name: &str) -> RecordError {
        RecordError {
            path: name.to_owned(),
            // Counted from the row's own first line, as by every reader.
            ..RecordError::whole(RecordErrorCode::Syntax, self.message)
                .on_line(1 + u32::try_from(self.lines).unwrap_or(u32::MAX - 1))
        }
    }
}
