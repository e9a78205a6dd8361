//! The bytes of a file, wherever it lies, and what may be asked of them. The crate asks here for the header of each
//! page and for the page itself: a page that would take too much memory is refused before any is taken.

use super::damage::Damage;
use super::thrift::{Fault, Note, PAGE, walk};
use bytes::{Buf, Bytes};
use parquet::errors::Result;
use parquet::file::reader::{ChunkReader, Length};
use std::io::{Read, Seek, SeekFrom};
use std::sync::{Mutex, PoisonError};

/// How many bytes a page may have, packed and unpacked.
pub(super) const MOST_PAGE: i64 = 128 << 20;

/// How much is read for the header of a page: nearly always enough, and enough for statistics of long texts.
const HEADERS: [usize; 2] = [512, 1 << 20];

/// What can be read from any place on.
pub(super) trait Input: Read + Seek + Send {}

impl<R: Read + Seek + Send> Input for R {}

/// The bytes of a file.
pub(super) struct Store {
    input: Mutex<Box<dyn Input>>,
    /// How many of its bytes count.
    length: u64,
}

impl Store {
    pub(super) fn new(input: Box<dyn Input>, length: u64) -> Store {
        Store {
            input: Mutex::new(input),
            length,
        }
    }

    /// A stretch of it.
    pub(super) fn get(&self, start: u64, length: usize) -> std::result::Result<Bytes, Damage> {
        let end = start.checked_add(length as u64);
        if end.is_none_or(|end| end > self.len()) {
            let what = "it points behind its own end";
            return Err(Damage::broken(what));
        }
        // Nobody else reads; where somebody broke off, the place is sought anew.
        let mut input = self.input.lock().unwrap_or_else(PoisonError::into_inner);
        let mut bytes = Vec::with_capacity(length);
        let read = input
            .seek(SeekFrom::Start(start))
            .and_then(|_| input.by_ref().take(length as u64).read_to_end(&mut bytes));
        match read {
            Ok(read) if read == length => Ok(bytes.into()),
            Ok(_) => Err(Damage::broken("it was cut off while it was read")),
            Err(error) => Err(Damage::Io(error)),
        }
    }

    /// The header of the page that starts at a place, with some of what follows.
    fn header(&self, start: u64) -> std::result::Result<Bytes, Damage> {
        let rest = self.len().saturating_sub(start);
        for most in HEADERS {
            let length = rest.min(most as u64) as usize;
            let bytes = self.get(start, length)?;
            let mut too_large = false;
            let walked = walk(&bytes, PAGE, &mut |note, number| {
                let is_size = matches!(note, Note::Packed | Note::Unpacked);
                too_large |= is_size && number > MOST_PAGE;
                true
            });
            if too_large {
                let what =
                    "a page of the Parquet file has more than 128 MiB; write it with smaller pages";
                return Err(Damage::Limit(what.to_owned()));
            }
            match walked {
                Ok(()) => return Ok(bytes),
                Err(Fault::Short) if rest > most as u64 => {}
                Err(_) => break,
            }
        }
        Err(Damage::broken("the header of a page is none"))
    }
}

impl Length for Store {
    fn len(&self) -> u64 {
        self.length
    }
}

impl ChunkReader for Store {
    type T = bytes::buf::Reader<Bytes>;

    /// Only headers of pages are read so.
    fn get_read(&self, start: u64) -> Result<Self::T> {
        Ok(self.header(start)?.reader())
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        Ok(self.get(start, length)?)
    }
}
