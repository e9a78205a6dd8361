//! Bytes as they come to blocks of whole records: lines, or rows of CSV.
//!
//! No more than one block is held, and of a record that is too long no more than shows it so.

use super::block::{Block, Mark};
use super::csv::Scanner;
use crate::record::SIZE_LIMIT;
use memchr::{memchr, memchr_iter, memrchr};
use std::io::{self, Read};

/// How much of a record is read: enough to show that it is too long.
pub const MOST: u64 = SIZE_LIMIT as u64 + 2;

/// How much of a record that is too long is stepped over at once.
const STEP: u64 = 64 << 10;

/// Where a block may end.
#[derive(Clone, Debug)]
pub(super) enum Rule {
    /// After a line.
    Lines,
    /// After a row; none before the separator is known.
    Csv(Option<Scanner>),
}

/// Cuts an input into blocks.
#[derive(Debug)]
pub(super) struct Cutter<R> {
    reader: R,
    rule: Rule,
    /// What was read of the next block already.
    carry: Vec<u8>,
    /// How far the blocks go.
    mark: Mark,
    ended: bool,
    failure: Option<io::Error>,
}

impl<R: Read> Cutter<R> {
    /// Goes on from a mark to which the reader has been brought.
    pub(super) fn new(reader: R, rule: Rule, mark: Mark) -> Cutter<R> {
        Cutter {
            reader,
            rule,
            carry: Vec::new(),
            mark,
            ended: false,
            failure: None,
        }
    }

    /// The scanner of rows, once the header has been seen.
    pub(super) fn scanner(&self) -> Option<Scanner> {
        match self.rule {
            Rule::Csv(scanner) => scanner,
            Rule::Lines => None,
        }
    }

    /// Fills a block with whole records; false at the end. After an error there is nothing more.
    pub(super) fn fill(&mut self, block: &mut Block) -> io::Result<bool> {
        block.line = self.mark.lines + 1;
        let mut most = block.size.min(MOST as usize);
        let mut filled = self.carry.len();
        self.put_carry(&mut block.bytes);
        let end = loop {
            self.read(&mut block.bytes, filled, most);
            if matches!(self.rule, Rule::Csv(None)) {
                self.rule = Rule::Csv(Scanner::for_header(&mut block.bytes, self.ended));
            }
            filled = block.bytes.len();
            if let Some(end) = self.rule.last_end(&block.bytes, self.ended) {
                break end;
            }
            if self.ended {
                break block.bytes.len();
            }
            if block.bytes.len() as u64 >= MOST {
                self.skip_line(block);
                return Ok(true);
            }
            most = most.saturating_mul(2).min(MOST as usize);
        };
        self.carry
            .extend_from_slice(block.bytes.get(end..).unwrap_or(&[]));
        block.bytes.truncate(end);
        if block.bytes.is_empty() {
            return self.failure.take().map_or(Ok(false), Err);
        }
        self.mark.offset += end as u64;
        self.mark.lines += newlines(&block.bytes);
        block.end = self.mark;
        Ok(true)
    }

    /// Begins with what was read already. What stands behind it from before will be written over: memory that was made
    /// ready once need not be made ready again.
    fn put_carry(&mut self, bytes: &mut Vec<u8>) {
        if bytes.len() < self.carry.len() {
            bytes.resize(self.carry.len(), 0);
        }
        if let Some(start) = bytes.get_mut(..self.carry.len()) {
            start.copy_from_slice(&self.carry);
        }
        self.carry.clear();
    }

    /// Reads behind the first so many bytes until there are as many as wanted, or no more. A failure waits until what
    /// came before it is done.
    fn read(&mut self, bytes: &mut Vec<u8>, filled: usize, most: usize) {
        let most = most.max(filled);
        bytes.reserve_exact(most.saturating_sub(bytes.len()));
        bytes.resize(most, 0);
        let mut end = filled;
        while end < most && !self.ended {
            match self.reader.read(bytes.get_mut(end..).unwrap_or_default()) {
                Ok(0) => self.ended = true,
                Ok(read) => end += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    self.ended = true;
                    self.failure = Some(error);
                    // What was cut off by the failure is no whole record.
                    let sound = bytes.get(..end).unwrap_or_default();
                    end = memrchr(b'\n', sound).map_or(0, |end| end + 1);
                }
            }
        }
        bytes.truncate(end);
    }

    /// Cuts a record off that is too long, and steps over the rest of its line.
    fn skip_line(&mut self, block: &mut Block) {
        let mut length = block.bytes.len() as u64;
        self.mark.lines += newlines(&block.bytes);
        while !self.ended {
            self.carry.clear();
            let mut reader = self.reader.by_ref().take(STEP);
            let read = match reader.read_to_end(&mut self.carry) {
                Ok(read) => read as u64,
                Err(error) => {
                    self.failure = Some(error);
                    0
                }
            };
            self.ended = read < STEP;
            let newline = memchr(b'\n', &self.carry);
            if let Some(end) = newline {
                length += end as u64 + 1;
                self.mark.lines += 1;
                self.carry.drain(..=end);
                break;
            }
            length += read;
        }
        if self.failure.is_some() {
            self.carry.clear();
        }
        self.mark.offset += length;
        block.end = self.mark;
    }
}

impl Rule {
    /// Where the last whole record ends; `ended` if nothing follows the bytes.
    fn last_end(&self, bytes: &[u8], ended: bool) -> Option<usize> {
        match self {
            Rule::Lines if ended => Some(bytes.len()),
            Rule::Lines => memrchr(b'\n', bytes).map(|at| at + 1),
            Rule::Csv(scanner) => scanner.as_ref()?.last_end(bytes, ended),
        }
    }
}

pub(super) fn newlines(bytes: &[u8]) -> u64 {
    memchr_iter(b'\n', bytes).count() as u64
}
