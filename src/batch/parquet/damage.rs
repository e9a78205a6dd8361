//! Why a file cannot be read on: it is damaged, asks for too much, holds what is not read, or the system refuses.

use super::contain::contained;
use crate::record::{RecordError, RecordErrorCode};
use parquet::errors::ParquetError;
use std::io;

/// Why a file cannot be read on.
#[derive(Debug)]
pub(super) enum Damage {
    /// It is no Parquet file, or no longer one.
    Broken(String),
    /// It asks for more than is given.
    Limit(String),
    /// It is sound and holds something that is not read.
    Foreign(String),
    /// The system says so.
    Io(io::Error),
}

impl Damage {
    pub(super) fn broken(what: impl Into<String>) -> Damage {
        Damage::Broken(what.into())
    }

    /// As the fault of the file.
    pub(super) fn into_error(self) -> io::Result<RecordError> {
        let (code, message) = match self {
            Damage::Broken(what) => (
                RecordErrorCode::Syntax,
                format!("the Parquet file is damaged: {what}; write it again, or fetch it anew"),
            ),
            Damage::Limit(what) => (RecordErrorCode::TooLarge, what),
            Damage::Foreign(what) => (RecordErrorCode::Syntax, what),
            Damage::Io(error) => return Err(error),
        };
        Ok(RecordError::whole(code, message))
    }
}

/// Has the crate do something. What it says about damage means nothing to readers of ours, so `what` takes its place.
pub(super) fn guarded<T>(
    what: impl FnOnce() -> String,
    work: impl FnOnce() -> Result<T, ParquetError>,
) -> Result<T, Damage> {
    match contained(work) {
        Some(Ok(done)) => Ok(done),
        Some(Err(ParquetError::External(error))) => Err(match error.downcast::<Carried>() {
            Ok(carried) => carried.0,
            Err(_) => Damage::Broken(what()),
        }),
        Some(Err(_)) | None => Err(Damage::Broken(what())),
    }
}

/// A fault of ours on its way through the crate.
#[derive(Debug)]
struct Carried(Damage);

impl std::fmt::Display for Carried {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the file cannot be read")
    }
}

impl std::error::Error for Carried {}

impl From<Damage> for ParquetError {
    fn from(damage: Damage) -> ParquetError {
        ParquetError::External(Box::new(Carried(damage)))
    }
}
