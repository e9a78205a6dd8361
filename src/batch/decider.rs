//! What one thread holds to decide records: blocks of bytes go in, rows and counts come out.
//!
//! The only place of mass evaluation that knows how a record is read, decided and written.

use super::block::{Block, Document, Layout, Part, Place};
use super::counts::Counts;
use super::csv::Cells;
use super::row::Style;
use crate::eval::{MOST_LANES, Options, Workspace, answer_each};
use crate::program::Program;
use crate::record::{
    ReadOptions, Record, RecordError, RecordErrorCode, RecordRef, SIZE_LIMIT, Sheet, read_json,
    read_toml,
};
use crate::report::{Fault, FaultyRecord, Phrases, Row};
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

/// Decides records side by side, a few at a time. Its memory is used again from some to the next.
pub struct Decider<'p> {
    setting: Setting<'p>,
    workspace: Workspace,
    counts: Counts,
    phrases: Phrases,
    slate: Slate,
}

/// What records are read with.
#[derive(Default)]
struct Slate {
    sheet: Sheet,
    between: Between,
}

/// What stands between a row of CSV and its record.
#[derive(Default)]
struct Between {
    cells: Cells,
    json: Vec<u8>,
}

/// Some records that were read, and what could not be read among them.
struct Reads<'d> {
    /// Each with the instant from which it is looked at.
    sound: Vec<(RecordRef<'d>, Instant)>,
    /// Each with its place among all of them.
    faults: Vec<(usize, Box<FaultyRecord>)>,
}

impl<'p> Decider<'p> {
    /// With no record read.
    pub fn new(setting: Setting<'p>) -> Decider<'p> {
        Decider {
            setting,
            workspace: Workspace::default(),
            counts: Counts::new(setting.program),
            phrases: Phrases::new(setting.program),
            slate: Slate::default(),
        }
    }

    /// Decides all records of a part.
    pub fn decide(&mut self, part: &mut Part) {
        let Part {
            block, rows, tally, ..
        } = part;
        let mut place = Place::default();
        loop {
            let Decider {
                setting,
                workspace,
                counts,
                phrases,
                slate,
            } = &mut *self;
            let reads = match block.layout {
                Layout::Sheet => Reads::next_of_sheet(setting, block, &mut place),
                _ => slate.read_some(setting, block, &mut place),
            };
            if reads.is_empty() {
                break;
            }
            decide_some(setting, reads, workspace, (counts, phrases), rows, tally);
            self.slate.sheet.let_go();
        }
        self.counts.tell(self.setting.program, tally);
    }

    /// Reads one record, and from when it is looked at.
    pub fn read(
        &mut self,
        document: &Document<'_>,
    ) -> Result<(Record, Instant), Box<FaultyRecord>> {
        if let Layout::Fault(fault) = document.layout {
            return Err(fault.clone());
        }
        let read = match document.read {
            Some(read) => read.map(RecordRef::to_record).map_err(RecordError::clone),
            None => self.slate.between.read(&self.setting, document),
        };
        let read = read.and_then(|record| match self.setting.instant(record.view()) {
            Some(at) => Ok((record, at)),
            None => Err(self.setting.no_instant(record.view())),
        });
        read.map_err(|error| Box::new(document.fault(error)))
    }
}

/// Decides records that were read, and puts their rows behind the others, those of faults among them.
fn decide_some(
    setting: &Setting<'_>,
    reads: Reads<'_>,
    workspace: &mut Workspace,
    (counts, phrases): (&mut Counts, &mut Phrases),
    rows: &mut Vec<u8>,
    tally: &mut Tally,
) {
    let Setting {
        program,
        options,
        style,
        ..
    } = *setting;
    let Reads { sound, faults } = reads;
    let mut faults = faults.into_iter().peekable();
    let mut place = 0;
    // What could not be read has its row where it stood.
    let mut tell_faults = |place: &mut usize, rows: &mut Vec<u8>, tally: &mut Tally| {
        while let Some((_, fault)) = faults.next_if(|(at, _)| at == place) {
            tally.fault(|| kept(&fault));
            style.write(&Row::Faulty(*fault), rows);
            *place += 1;
        }
    };
    answer_each(program, &sound, options, workspace, |answer| {
        tell_faults(&mut place, rows, tally);
        counts.take(answer, tally);
        style.write_answer(answer, phrases, rows);
        place += 1;
    });
    tell_faults(&mut place, rows, tally);
}

impl<'d> Reads<'d> {
    fn new() -> Reads<'d> {
        Reads {
            sound: Vec::with_capacity(MOST_LANES),
            faults: Vec::new(),
        }
    }

    /// As many as stand side by side, of those that were read before.
    fn next_of_sheet(setting: &Setting<'_>, block: &'d Block, place: &mut Place) -> Reads<'d> {
        let mut reads = Reads::new();
        for at in 0..MOST_LANES {
            let row = *place;
            match block.next_read(place) {
                Some(Ok(record)) => reads.take(setting, at, record, || block.row(row)),
                Some(Err(error)) => {
                    let fault = block.row(row).fault(error.clone());
                    reads.faults.push((at, Box::new(fault)));
                }
                None => break,
            }
        }
        reads
    }

    /// Takes a record of a place, if it is known from when it is looked at.
    #[inline(always)]
    fn take<'b>(
        &mut self,
        setting: &Setting<'_>,
        place: usize,
        record: RecordRef<'d>,
        document: impl FnOnce() -> Document<'b>,
    ) {
        match setting.instant(record) {
            Some(at) => self.sound.push((record, at)),
            None => {
                let fault = document().fault(setting.no_instant(record));
                self.faults.push((place, Box::new(fault)));
            }
        }
    }

    fn is_empty(&self) -> bool {
        self.sound.is_empty() && self.faults.is_empty()
    }
}

impl Slate {
    /// Reads as many as stand side by side.
    fn read_some<'d>(
        &'d mut self,
        setting: &Setting<'_>,
        block: &Block,
        place: &mut Place,
    ) -> Reads<'d> {
        let Slate { sheet, between } = self;
        sheet.clear(&setting.program.schema);
        let mut reads = Reads::new();
        let mut filled = Vec::with_capacity(MOST_LANES);
        let documents = std::iter::from_fn(|| block.next_document(place));
        for (at, document) in documents.take(MOST_LANES).enumerate() {
            match between.fill(setting, &document, sheet) {
                Ok(()) => filled.push((at, document)),
                Err(fault) => reads.faults.push((at, fault)),
            }
        }
        // Only now does nothing more come into the sheet.
        for ((at, document), record) in filled.iter().zip(sheet.records()) {
            reads.take(setting, *at, record, || *document);
        }
        reads.faults.sort_unstable_by_key(|(at, _)| *at);
        reads
    }
}

impl Between {
    /// Puts a record into the sheet.
    fn fill(
        &mut self,
        setting: &Setting<'_>,
        document: &Document<'_>,
        sheet: &mut Sheet,
    ) -> Result<(), Box<FaultyRecord>> {
        let (schema, options) = (&setting.program.schema, setting.read);
        let read = match document.layout {
            Layout::Fault(fault) => return Err(fault.clone()),
            Layout::Toml => sheet.read_toml(schema, document.bytes, options),
            layout => self.json(document).and_then(|json| {
                let read = sheet.read_json(schema, json, options);
                read.map_err(|error| settled(layout, error))
            }),
        };
        read.map_err(|error| Box::new(document.fault(error)))
    }

    /// Reads a record by itself.
    fn read(
        &mut self,
        setting: &Setting<'_>,
        document: &Document<'_>,
    ) -> Result<Record, RecordError> {
        let (schema, options) = (&setting.program.schema, setting.read);
        match document.layout {
            Layout::Toml => read_toml(schema, document.bytes, options),
            layout => {
                let json = self.json(document)?;
                let read = read_json(schema, json, options);
                read.map_err(|error| settled(layout, error))
            }
        }
    }

    /// A document as JSON.
    fn json<'t>(&'t mut self, document: &Document<'t>) -> Result<&'t [u8], RecordError> {
        let Layout::Csv(columns) = document.layout else {
            return Ok(document.bytes);
        };
        if document.bytes.len() > SIZE_LIMIT {
            let message = "the row has more than 16 MiB, and no more are read";
            return Err(RecordError::whole(RecordErrorCode::TooLarge, message));
        }
        columns.json(document.bytes, &mut self.cells, &mut self.json)?;
        Ok(&self.json)
    }
}

/// A fault of a document: its place in a text between means nothing to anybody.
fn settled(layout: &Layout, error: RecordError) -> RecordError {
    match layout {
        Layout::Csv(_) => RecordError {
            line: 0,
            column: 0,
            ..error
        },
        _ => error,
    }
}

impl Setting<'_> {
    /// From when a record is looked at.
    #[inline(always)]
    fn instant(&self, record: RecordRef<'_>) -> Option<Instant> {
        self.at.or_else(|| record.instant(&self.program.schema))
    }

    /// The fault of a record that does not say that.
    #[cold]
    fn no_instant(&self, record: RecordRef<'_>) -> RecordError {
        let message =
            "the record does not say when it was submitted; add `submitted_at` or use `--at`";
        RecordError {
            id: record.id(&self.program.schema).map(str::to_owned),
            path: "submitted_at".to_owned(),
            ..RecordError::whole(RecordErrorCode::NoInstant, message)
        }
    }
}

impl<'b> Document<'b> {
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
