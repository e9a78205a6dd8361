//! One value straight from the bytes of a JSON text to its cell, as long as it is written the way nearly all are.
//!
//! Whatever is not, and every fault, is left to the reader that knows all of JSON and has words for what is wrong.

use super::lexer::Lexer;
use super::plain::plain_text;
use crate::program::{Tables, Target};
use crate::value::{Cell, Country, Date, Instant, PlainNumber, Scalar, Word};

/// What is asked when a value is read, besides what it has to be.
#[derive(Clone, Copy)]
pub(super) struct Context<'t, 's> {
    pub(super) lexer: Lexer<'t>,
    pub(super) tables: &'s Tables,
}

/// Puts the value that comes next into a cell; the bytes behind it, or `None` if it has to be looked at more closely.
#[inline(always)]
pub(super) fn quick<'t>(
    context: Context<'t, '_>,
    bytes: &'t [u8],
    scalar: Scalar,
    target: &Target,
    cell: &mut Cell,
) -> Option<&'t [u8]> {
    let bytes = match bytes {
        [b' ', bytes @ ..] => bytes,
        bytes => bytes,
    };
    match scalar {
        Scalar::Text => {
            let (text, rest) = plain_text(bytes)?;
            let from = context.lexer.place(bytes) as u32 + 1;
            *cell = Cell::Text(from, from + text.len() as u32);
            Some(rest)
        }
        Scalar::Enum(of) => {
            let (text, rest) = plain_text(bytes)?;
            let index = context.tables.words(of).find(text)? as u16;
            *cell = Cell::Word(Word { of, index });
            Some(rest)
        }
        Scalar::Country => {
            let (text, rest) = quoted::<2>(bytes)?;
            *cell = Cell::Country(Country::from_bytes(text)?);
            Some(rest)
        }
        Scalar::Date | Scalar::DateOrLongTerm => {
            let date = quoted(bytes)
                .and_then(|(text, rest)| Some((Date::from_figures(text).ok()?, rest)));
            let Some((date, rest)) = date else {
                let rest = bytes.strip_prefix(b"\"long_term\"")?;
                let fits = scalar == Scalar::DateOrLongTerm;
                *cell = Cell::LongTerm;
                return fits.then_some(rest);
            };
            *cell = Cell::Date(date);
            Some(rest)
        }
        Scalar::Instant => {
            let (instant, rest) = Instant::leading(bytes.strip_prefix(b"\"")?)?;
            let rest = rest.strip_prefix(b"\"")?;
            *cell = Cell::Instant(instant);
            Some(rest)
        }
        Scalar::Bool => {
            let (value, rest) = match bytes {
                [b't', b'r', b'u', b'e', rest @ ..] => (true, rest),
                [b'f', b'a', b'l', b's', b'e', rest @ ..] => (false, rest),
                _ => return None,
            };
            if !ends(rest) {
                return None;
            }
            *cell = Cell::Bool(value);
            Some(rest)
        }
        Scalar::Integer | Scalar::Number | Scalar::Percent => {
            let (number, rest) = PlainNumber::leading(bytes)?;
            let (least, most) = target.bounds;
            let is_whole = number.is_whole() || scalar != Scalar::Integer;
            if !(is_whole && number.is_within(least, most) && ends(rest)) {
                return None;
            }
            *cell = Cell::Number(number.into());
            Some(rest)
        }
        // Records hold none.
        Scalar::Period | Scalar::Duration => None,
    }
}

/// As [`quick`].
#[inline(never)]
pub(super) fn quick_item<'t>(
    context: Context<'t, '_>,
    bytes: &'t [u8],
    scalar: Scalar,
    target: &Target,
    cell: &mut Cell,
) -> Option<&'t [u8]> {
    quick(context, bytes, scalar, target, cell)
}

/// A text of so many bytes that bytes start with, in quotes, and what follows it. There may be escapes or faults in it.
#[inline(always)]
fn quoted<const N: usize>(bytes: &[u8]) -> Option<(&[u8; N], &[u8])> {
    let (text, rest) = bytes.strip_prefix(b"\"")?.split_first_chunk()?;
    Some((text, rest.strip_prefix(b"\"")?))
}

/// Whether a value surely ends before these bytes.
#[inline]
fn ends(rest: &[u8]) -> bool {
    matches!(
        rest,
        [b',' | b'}' | b']' | b' ' | b'\t' | b'\n' | b'\r', ..]
    )
}
