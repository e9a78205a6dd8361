//! Documents to records that can be decided: read, and with the instant from which each is looked at.

use super::Stop;
use super::at::At;
use super::files::reason;
use super::records::{Document, Input, Syntax};
use crate::engine::PolicySet;
use crate::record::{ReadOptions, Record, RecordError, RecordErrorCode};
use crate::report::{Fault, FaultyRecord};
use crate::value::Instant;
use std::io;

/// What all records of a run share.
pub(super) struct Reading<'s> {
    pub(super) set: &'s PolicySet,
    at: Option<Instant>,
    read: ReadOptions,
}

impl<'s> Reading<'s> {
    pub(super) fn new(set: &'s PolicySet, at: Option<At>, strict: bool) -> Result<Self, Stop> {
        let zone = set.program().timezone;
        let at = at.map(|at| at.instant_in(zone)).transpose();
        let at = at.map_err(|_| Stop::trouble("`--at` is out of the years 1800 to 2999"))?;
        let read = ReadOptions { strict };
        Ok(Reading { set, at, read })
    }

    /// The instant from which all records are looked at, if one was given.
    pub(super) fn fixed_at(&self) -> Option<String> {
        let zone = self.set.program().timezone;
        self.at.map(|at| at.rfc3339_in(zone))
    }

    /// The record of a document, and when it is looked at.
    pub(super) fn record(
        &self,
        input: &Input,
        document: &Document<'_>,
    ) -> Result<(Record, Instant), Box<FaultyRecord>> {
        let record = self.read(document);
        let record = record.map_err(|error| Box::new(faulty(input, document.line, error)))?;
        match self.at.or_else(|| self.set.instant_of(&record)) {
            Some(at) => Ok((record, at)),
            None => {
                let message = "the record does not say when it was submitted; add `submitted_at` or use `--at`";
                let error = RecordError {
                    id: self.set.id_of(&record).map(str::to_owned),
                    path: "submitted_at".to_owned(),
                    ..RecordError::whole(RecordErrorCode::NoInstant, message)
                };
                Err(Box::new(faulty(input, document.line, error)))
            }
        }
    }

    fn read(&self, document: &Document<'_>) -> Result<Record, RecordError> {
        match document.syntax {
            Syntax::Json => self.set.read_json(document.bytes, self.read),
            Syntax::Toml => self.set.read_toml(document.bytes, self.read),
        }
    }
}

/// `first` is the line of the input on which the document starts; the reader counts from there.
fn faulty(input: &Input, first: u64, error: RecordError) -> FaultyRecord {
    FaultyRecord {
        id: error.id,
        line: first + u64::from(error.line.max(1)) - 1,
        column: Some(error.column).filter(|column| *column > 0),
        error: Fault {
            code: error.code.word().to_owned(),
            path: error.path,
            message: error.message,
        },
        file: input.name(),
    }
}

/// A file that could be listed and not read: a fault like any other, so that no record goes missing unseen.
pub(super) fn unreadable(input: &Input, error: &io::Error) -> FaultyRecord {
    FaultyRecord {
        id: None,
        line: 1,
        column: None,
        error: Fault {
            code: "unreadable".to_owned(),
            path: String::new(),
            message: format!("the input cannot be read: {}", reason(error)),
        },
        file: input.name(),
    }
}
