//! The values of one page, one after the other, as they are stored.

use super::damage::Damage;
use super::delta::Delta;
use super::hybrid::{Hybrid, Packed, Sink};
use super::kind::{Form, Stored};
use bytes::Bytes;
use parquet::basic::Encoding;

/// How many values a page may have whose texts share parts.
const MOST_SHARED: usize = 1 << 24;
/// How many bytes texts that share parts may have at once.
const MOST_TEXTS: usize = 128 << 20;

/// Takes values, one after the other.
pub(super) trait Taker {
    fn take(&mut self, value: Stored<'_>);
}

/// The values of a page.
#[derive(Debug)]
pub(super) enum Values {
    /// Places in the column's dictionary.
    Places(Hybrid),
    /// Each by itself.
    Plain(Plain),
    /// Booleans in runs.
    Bools(Hybrid),
    /// Differences of numbers.
    Numbers(Delta),
    /// Texts behind their lengths.
    Texts(Delta, Plain),
    /// Texts that share their starts with the one before.
    Shared(Box<Shared>),
    /// Numbers whose bytes are apart: all first bytes, then all second ones.
    Split {
        bytes: Bytes,
        at: usize,
        count: usize,
    },
}

/// Values as they are, without their form.
#[derive(Clone, Debug)]
pub(super) struct Plain {
    bytes: Bytes,
    /// The next byte; of booleans the next bit.
    at: usize,
}

#[derive(Debug)]
pub(super) struct Shared {
    shared: Delta,
    own: Delta,
    rest: Plain,
    text: Vec<u8>,
}

fn short() -> Damage {
    Damage::broken("a page ends before its values")
}

impl Plain {
    pub(super) fn new(bytes: Bytes) -> Plain {
        Plain { bytes, at: 0 }
    }

    fn step(&mut self, length: usize) -> Result<&[u8], Damage> {
        let rest = self.bytes.get(self.at..).ok_or_else(short)?;
        self.at += length;
        rest.get(..length).ok_or_else(short)
    }

    /// Hands on so many values of one length.
    #[inline(always)]
    fn arrays<const N: usize>(
        &mut self,
        count: usize,
        take: impl FnMut([u8; N]),
    ) -> Result<(), Damage> {
        let length = count.checked_mul(N).ok_or_else(short)?;
        let (arrays, _) = self.step(length)?.as_chunks();
        arrays.iter().copied().for_each(take);
        Ok(())
    }

    /// Hands on so many values.
    #[inline(always)]
    pub(super) fn each(
        &mut self,
        form: Form,
        count: usize,
        taker: &mut impl Taker,
    ) -> Result<(), Damage> {
        match form {
            Form::Bool => {
                let mut bits: Vec<u8> = Vec::new();
                bits.each(self.bools(count)?);
                bits.into_iter()
                    .for_each(|bit| taker.take(Stored::Bool(bit == 1)));
                Ok(())
            }
            Form::I32 => self.arrays(count, |bytes| {
                taker.take(Stored::I32(i32::from_le_bytes(bytes)));
            }),
            Form::I64 => self.arrays(count, |bytes| {
                taker.take(Stored::I64(i64::from_le_bytes(bytes)));
            }),
            Form::F32 => self.arrays(count, |bytes| {
                taker.take(Stored::F32(f32::from_le_bytes(bytes)));
            }),
            Form::F64 => self.arrays(count, |bytes| {
                taker.take(Stored::F64(f64::from_le_bytes(bytes)));
            }),
            Form::Fixed(length) => {
                for _ in 0..count {
                    taker.take(Stored::Bytes(self.step(length)?));
                }
                Ok(())
            }
            Form::Bytes => {
                for _ in 0..count {
                    let length = self.step(4)?.first_chunk().copied().unwrap_or_default();
                    let length = u32::from_le_bytes(length) as usize;
                    taker.take(Stored::Bytes(self.step(length)?));
                }
                Ok(())
            }
        }
    }

    /// Hands on so many booleans, of which a byte has eight.
    pub(super) fn bools(&mut self, count: usize) -> Result<Packed<'_>, Damage> {
        let from = self.at;
        let to = from.checked_add(count).ok_or_else(short)?;
        if to.div_ceil(8) > self.bytes.len() {
            return Err(short());
        }
        self.at = to;
        Ok(Packed::bits(&self.bytes, from, count))
    }

    /// Hands on where so many texts stand in the bytes that it gives back: those from the first to the last.
    pub(super) fn texts(
        &mut self,
        count: usize,
        mut take: impl FnMut(usize, usize),
    ) -> Result<&[u8], Damage> {
        let rest = self.bytes.get(self.at..).ok_or_else(short)?;
        let mut end = 0usize;
        for _ in 0..count {
            let behind = rest.get(end..).ok_or_else(short)?;
            let length = u32::from_le_bytes(*behind.first_chunk().ok_or_else(short)?);
            let start = end + 4;
            end = start + length as usize;
            take(start, end);
        }
        let texts = rest.get(..end).ok_or_else(short)?;
        self.at += end;
        Ok(texts)
    }
}

impl Values {
    /// The values of a page as it is encoded; `count` is how many there may be.
    pub(super) fn new(
        encoding: Encoding,
        form: Form,
        bytes: Bytes,
        count: usize,
    ) -> Result<Values, Damage> {
        let is_number = matches!(form, Form::I32 | Form::I64);
        let is_text = form == Form::Bytes;
        Ok(match encoding {
            Encoding::PLAIN => Values::Plain(Plain::new(bytes)),
            Encoding::PLAIN_DICTIONARY | Encoding::RLE_DICTIONARY => {
                let width = bytes.first().copied().unwrap_or(0);
                let runs = bytes.slice(1.min(bytes.len())..);
                Values::Places(Hybrid::new(runs, u32::from(width))?)
            }
            Encoding::RLE if form == Form::Bool => {
                let bytes = bytes.slice(4.min(bytes.len())..);
                Values::Bools(Hybrid::new(bytes, 1)?)
            }
            Encoding::DELTA_BINARY_PACKED if is_number => Values::Numbers(Delta::new(bytes)?),
            Encoding::DELTA_LENGTH_BYTE_ARRAY if is_text && count <= MOST_SHARED => {
                let lengths = Delta::new(bytes.clone())?;
                let texts = bytes.slice(lengths.end()?..);
                Values::Texts(lengths, Plain::new(texts))
            }
            Encoding::DELTA_BYTE_ARRAY
                if matches!(form, Form::Bytes | Form::Fixed(_)) && count <= MOST_SHARED =>
            {
                let shared = Delta::new(bytes.clone())?;
                let bytes = bytes.slice(shared.end()?..);
                let own = Delta::new(bytes.clone())?;
                let rest = Plain::new(bytes.slice(own.end()?..));
                let text = Vec::new();
                Values::Shared(Box::new(Shared {
                    shared,
                    own,
                    rest,
                    text,
                }))
            }
            Encoding::BYTE_STREAM_SPLIT if form.width().is_some() => {
                let width = form.width().unwrap_or(1).max(1);
                Values::Split {
                    count: bytes.len() / width,
                    bytes,
                    at: 0,
                }
            }
            _ => {
                let what = format!(
                    "a page of the Parquet file is encoded as {encoding}, which is not read for its type; \
                     write it with another encoding"
                );
                return Err(Damage::Foreign(what));
            }
        })
    }

    /// Hands on so many values, which are no places in a dictionary.
    pub(super) fn each(
        &mut self,
        form: Form,
        count: usize,
        taker: &mut impl Taker,
    ) -> Result<(), Damage> {
        match self {
            Values::Places(_) => return Err(short()),
            Values::Plain(plain) => plain.each(form, count, taker)?,
            Values::Bools(runs) => {
                let mut bools: Vec<u8> = Vec::new();
                runs.take(count, &mut bools)?;
                bools
                    .into_iter()
                    .for_each(|bool| taker.take(Stored::Bool(bool == 1)));
            }
            Values::Numbers(numbers) => {
                for _ in 0..count {
                    let number = numbers.next()?;
                    taker.take(match form {
                        Form::I32 => Stored::I32(number as i32),
                        _ => Stored::I64(number),
                    });
                }
            }
            Values::Texts(lengths, texts) => {
                for _ in 0..count {
                    let length = usize::try_from(lengths.next()?).map_err(|_| short())?;
                    taker.take(Stored::Bytes(texts.step(length)?));
                }
            }
            Values::Shared(shared) => {
                let mut bytes = 0;
                for _ in 0..count {
                    let text = shared.next()?;
                    bytes += text.len();
                    if bytes > MOST_TEXTS {
                        return Err(Damage::Limit(too_long()));
                    }
                    taker.take(Stored::Bytes(text));
                }
            }
            Values::Split {
                bytes,
                at,
                count: all,
            } => {
                for _ in 0..count {
                    let value = joined(bytes, *at, *all)?;
                    Plain::new(value.into()).each(form, 1, taker)?;
                    *at += 1;
                }
            }
        }
        Ok(())
    }
}

impl Shared {
    fn next(&mut self) -> Result<&[u8], Damage> {
        let shared = usize::try_from(self.shared.next()?).map_err(|_| short())?;
        let own = usize::try_from(self.own.next()?).map_err(|_| short())?;
        if shared > self.text.len() {
            return Err(short());
        }
        self.text.truncate(shared);
        self.text.extend_from_slice(self.rest.step(own)?);
        Ok(&self.text)
    }
}

fn too_long() -> String {
    "a few hundred texts of the Parquet file have more than 128 MiB; no record may have more than 16 MiB"
        .to_owned()
}

/// The bytes of a value that stand apart.
fn joined(bytes: &[u8], at: usize, count: usize) -> Result<Vec<u8>, Damage> {
    if at >= count {
        return Err(short());
    }
    let streams = bytes.chunks_exact(count);
    Ok(streams
        .filter_map(|stream| stream.get(at).copied())
        .collect())
}

impl Form {
    /// How many bytes a value has, where all have so many.
    fn width(self) -> Option<usize> {
        match self {
            Form::I32 | Form::F32 => Some(4),
            Form::I64 | Form::F64 => Some(8),
            Form::Fixed(length) if length > 0 => Some(length),
            _ => None,
        }
    }
}
