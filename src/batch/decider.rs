//! What one thread holds to decide records one after another: bytes and a line go in, a row and a count come out.
//!
//! The only place of mass evaluation that knows how a record is read, decided and written.

use super::block::{Document, Layout, Part};
use super::csv::Cells;
use super::row::Style;
use crate::eval::{Explain, Options, Workspace, codes, evaluate_with};
use crate::program::Program;
use crate::record::{
    ReadOptions, Record, RecordError, RecordErrorCode, SIZE_LIMIT, read_json_into, read_toml,
};
use crate::report::{Fault, FaultyRecord, Row};
use crate::tally::{KeptFault, Tally};
use crate::value::Instant;

/// What all records of a run share.
#[derive(Clone, Copy)]
pub struct Setting<'p> {
    /// The rules.
    pub program: &'p Program,
    /// When records are looked at; without it, each says so itself.
    pub at: Option<Instant>,
    /// How strictly they are read.
    pub read: ReadOptions,
    /// How much is explained.
    pub options: Options,
    /// How rows are written.
    pub style: Style,
}

/// Decides records one after another. Its memory is used again from one to the next.
pub struct Decider<'p> {
    setting: Setting<'p>,
    workspace: Workspace,
    slate: Slate,
}

/// What records are read with, one after another.
#[derive(Default)]
struct Slate {
    record: Record,
    cells: Cells,
    json: Vec<u8>,
}

impl<'p> Decider<'p> {
    /// With no record read.
    pub fn new(setting: Setting<'p>) -> Decider<'p> {
        Decider {
            setting,
            workspace: Workspace::default(),
            slate: Slate::default(),
        }
    }

    /// Decides all records of a part.
    pub fn decide(&mut self, part: &mut Part) {
        let Part {
            block, rows, tally, ..
        } = part;
        for document in block.documents() {
            self.decide_one(&document, rows, tally);
        }
    }

    /// Decides one record: its row is put behind the others.
    pub fn decide_one(&mut self, document: &Document<'_>, rows: &mut Vec<u8>, tally: &mut Tally) {
        let setting = self.setting;
        let options = setting.options;
        let brief = options.explain == Explain::Codes || setting.style.is_brief();
        let row = match self.slate.read(&setting, document) {
            Ok((record, at)) if brief => Row::Coded(codes(
                setting.program,
                record,
                at,
                options.privacy,
                &mut self.workspace,
            )),
            Ok((record, at)) => {
                let workspace = &mut self.workspace;
                let decision = evaluate_with(setting.program, record, at, options, workspace);
                Row::Decided(Box::new(decision))
            }
            Err(fault) => Row::Faulty(*fault),
        };
        match &row {
            Row::Decided(decision) => {
                let codes = decision.reasons.iter().map(|reason| &*reason.code);
                tally.decided(decision.decision, codes);
            }
            Row::Coded(brief) => {
                let codes = brief.reasons.iter().map(|reason| reason.code);
                tally.decided(brief.decision, codes);
            }
            Row::Faulty(fault) => tally.fault(|| kept(fault)),
        }
        setting.style.write(&row, rows);
    }

    /// Reads one record, and from when it is looked at.
    pub fn read<'d>(
        &'d mut self,
        document: &Document<'d>,
    ) -> Result<(&'d Record, Instant), Box<FaultyRecord>> {
        self.slate.read(&self.setting, document)
    }
}

impl Slate {
    fn read<'d>(
        &'d mut self,
        setting: &Setting<'_>,
        document: &Document<'d>,
    ) -> Result<(&'d Record, Instant), Box<FaultyRecord>> {
        if let Layout::Fault(fault) = document.layout {
            return Err(fault.clone());
        }
        let read = match document.read {
            Some(read) => read.map_err(RecordError::clone),
            None => self.fill(setting, document).map(|()| &self.record),
        };
        let read = read.and_then(|record| Ok((record, setting.instant(record)?)));
        read.map_err(|error| Box::new(document.fault(error)))
    }

    fn fill(&mut self, setting: &Setting<'_>, document: &Document<'_>) -> Result<(), RecordError> {
        let Setting { program, read, .. } = *setting;
        let schema = &program.schema;
        match document.layout {
            Layout::Toml => self.record = read_toml(schema, document.bytes, read)?,
            Layout::Csv(columns) => {
                if document.bytes.len() > SIZE_LIMIT {
                    let message = "the row has more than 16 MiB, and no more are read";
                    return Err(RecordError::whole(RecordErrorCode::TooLarge, message));
                }
                columns.json(document.bytes, &mut self.cells, &mut self.json)?;
                read_json_into(schema, &self.json, read, &mut self.record).map_err(|error| {
                    // A place in the text between means nothing to anybody.
                    RecordError {
                        line: 0,
                        column: 0,
                        ..error
                    }
                })?;
            }
            _ => read_json_into(schema, document.bytes, read, &mut self.record)?,
        }
        Ok(())
    }
}

impl Setting<'_> {
    fn instant(&self, record: &Record) -> Result<Instant, RecordError> {
        let schema = &self.program.schema;
        let at = self.at.or_else(|| record.instant(schema));
        at.ok_or_else(|| {
            let message =
                "the record does not say when it was submitted; add `submitted_at` or use `--at`";
            RecordError {
                id: record.id(schema).map(str::to_owned),
                path: "submitted_at".to_owned(),
                ..RecordError::whole(RecordErrorCode::NoInstant, message)
            }
        })
    }
}

impl Document<'_> {
    /// The row of a fault of this record.
    pub fn fault(&self, error: RecordError) -> FaultyRecord {
        faulty(self.file, self.line, error)
    }
}

/// The row of a fault; `first` is the line of the input on which the record starts, and its reader counts from there.
pub(super) fn faulty(file: &str, first: u64, error: RecordError) -> FaultyRecord {
    FaultyRecord {
        id: error.id,
        line: first + u64::from(error.line.max(1)) - 1,
        column: Some(error.column).filter(|column| *column > 0),
        error: Fault {
            code: error.code.word().to_owned(),
            path: error.path,
            message: error.message,
        },
        file: file.to_owned(),
    }
}

fn kept(fault: &FaultyRecord) -> KeptFault {
    KeptFault {
        file: fault.file.clone(),
        line: fault.line,
        code: fault.error.code.clone(),
        path: fault.error.path.clone(),
        message: fault.error.message.clone(),
    }
}
