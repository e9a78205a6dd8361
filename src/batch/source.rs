//! One input as blocks: NDJSON, or CSV with its header.

use super::block::{Block, Layout, Mark};
use super::columns::Columns;
use super::cut::{Cutter, Rule};
use super::decider::faulty;
use crate::program::Schema;
use crate::record::RecordError;
use std::io::{self, Read};
use std::sync::Arc;

/// Records one a line, as blocks.
pub struct Lines<R> {
    cutter: Cutter<R>,
    file: Arc<str>,
}

impl<R: Read> Lines<R> {
    /// `file` is what messages call the input. The reader stands at the mark; at the start that is
    /// `Mark::default()`.
    pub fn new(reader: R, file: &str, from: Mark) -> Lines<R> {
        Lines {
            cutter: Cutter::new(reader, Rule::Lines, from),
            file: Arc::from(file),
        }
    }

    /// Fills a block; false at the end.
    pub fn fill(&mut self, block: &mut Block) -> io::Result<bool> {
        block.layout = Layout::Lines;
        block.file = Arc::clone(&self.file);
        self.cutter.fill(block)
    }
}

/// Rows of CSV below a header, as blocks.
pub struct Csv<'s, R> {
    cutter: Cutter<R>,
    file: Arc<str>,
    schema: &'s Schema,
    strict: bool,
    header: Header,
}

#[derive(Clone)]
enum Header {
    Ahead,
    Read(Arc<Columns>),
    Faulty,
}

impl<'s, R: Read> Csv<'s, R> {
    /// `file` is what messages call the input; `strict` refuses columns that the schema does not know.
    pub fn new(reader: R, file: &str, from: Mark, schema: &'s Schema, strict: bool) -> Csv<'s, R> {
        Csv {
            cutter: Cutter::new(reader, Rule::Csv(None), from),
            file: Arc::from(file),
            schema,
            strict,
            header: Header::Ahead,
        }
    }

    /// The columns, once the first block is filled and the header is in order.
    pub fn columns(&self) -> Option<&Columns> {
        match &self.header {
            Header::Read(columns) => Some(columns),
            Header::Ahead | Header::Faulty => None,
        }
    }

    /// Fills a block; false at the end. A header with a fault is all there is of its file.
    pub fn fill(&mut self, block: &mut Block) -> io::Result<bool> {
        block.file = Arc::clone(&self.file);
        loop {
            if matches!(self.header, Header::Faulty) || !self.cutter.fill(block)? {
                return Ok(false);
            }
            if let Header::Read(columns) = &self.header {
                block.layout = Layout::Csv(Arc::clone(columns));
                return Ok(true);
            }
            match self.take_header(block) {
                Some(Ok(columns)) => {
                    let columns = Arc::new(columns);
                    self.header = Header::Read(Arc::clone(&columns));
                    block.layout = Layout::Csv(columns);
                    return Ok(true);
                }
                Some(Err(error)) => {
                    self.header = Header::Faulty;
                    block.layout = Layout::Fault(Box::new(faulty(&self.file, block.line, error)));
                    return Ok(true);
                }
                None => {}
            }
        }
    }

    /// Takes the header off the front of a block; `None` if the block is blank.
    fn take_header(&self, block: &mut Block) -> Option<Result<Columns, RecordError>> {
        let scanner = self.cutter.scanner()?;
        loop {
            let (end, lines) = scanner.record(&block.bytes);
            if end == 0 {
                return None;
            }
            let row: Vec<u8> = block.bytes.drain(..end).collect();
            let header = row.trim_ascii_end();
            if !header.is_empty() {
                let columns = Columns::new(self.schema, header, scanner, self.strict);
                // A fault is told of the line on which the header stands.
                block.line += if columns.is_ok() { lines } else { 0 };
                return Some(columns);
            }
            block.line += lines;
        }
    }
}
