//! One value straight from the bytes of a JSON text to its cell, as long as it is written the way nearly all are.
//!
//! Whatever is not, and every fault, is left to the reader that knows all of JSON and has words for what is wrong.

use super::lexer::Lexer;
use super::plain::plain_text;
use crate::program::{Bounds, NO_SLOT, Tables, Target, Words};
use crate::value::{
    Cell, Country, DayNumber, EnumId, Instant, Kind, PlainNumber, Scalar, Word, short_billionths,
};

/// What is asked when a value is read, besides what it has to be.
#[derive(Clone, Copy)]
pub(super) struct Context<'t, 's> {
    pub(super) lexer: Lexer<'t>,
    pub(super) tables: &'s Tables,
}

/// Puts the value that comes next into a cell; the bytes behind it, or `None` if it has to be looked at more closely.
///
/// What is more than a few steps is a function of its own: so each has the registers for itself.
#[inline(always)]
pub(super) fn quick<'t>(
    context: Context<'t, '_>,
    bytes: &'t [u8],
    scalar: Scalar,
    target: &Target,
    cell: &mut (Kind, i64),
    texts: &mut String,
) -> Option<&'t [u8]> {
    match scalar {
        Scalar::Text if target.slot == NO_SLOT => Some(plain_text(bytes)?.1),
        Scalar::Text => text(bytes, context.lexer, cell, texts),
        Scalar::Enum(of) => word(bytes, of, context.tables.words(of), cell),
        Scalar::Country => country(bytes, cell),
        Scalar::Date => date(bytes, cell),
        Scalar::DateOrLongTerm => date_or_long_term(bytes, cell),
        Scalar::Instant => instant(bytes, cell),
        Scalar::Bool => boolean(bytes, cell),
        Scalar::Integer | Scalar::Number | Scalar::Percent => number(bytes, &target.bounds, cell),
        // Records hold none.
        Scalar::Period | Scalar::Duration => None,
    }
}

/// A text is kept behind the others.
#[inline(never)]
fn text<'t>(
    bytes: &'t [u8],
    lexer: Lexer<'t>,
    cell: &mut (Kind, i64),
    texts: &mut String,
) -> Option<&'t [u8]> {
    let Some((text, rest)) = plain_text(bytes) else {
        return escaped_text(bytes, lexer, cell, texts);
    };
    let (at, from) = (lexer.place(bytes) + 1, texts.len());
    texts.push_str(lexer.between(at, at + text.len()));
    *cell = Kind::text(from, texts.len());
    Some(rest)
}

/// As [`text`], if it has escapes.
#[inline(never)]
fn escaped_text<'t>(
    bytes: &'t [u8],
    mut lexer: Lexer<'t>,
    cell: &mut (Kind, i64),
    texts: &mut String,
) -> Option<&'t [u8]> {
    let from = texts.len();
    lexer.go_to(bytes);
    let is_text = bytes.first() == Some(&b'"');
    if !is_text || lexer.add_text(texts).is_none() {
        texts.truncate(from);
        return None;
    }
    *cell = Kind::text(from, texts.len());
    Some(lexer.rest())
}

#[inline(never)]
fn word<'t>(
    bytes: &'t [u8],
    of: EnumId,
    words: &Words,
    cell: &mut (Kind, i64),
) -> Option<&'t [u8]> {
    let (index, rest) = match words.strip(bytes) {
        Some(found) => found,
        None => any_word(bytes, words)?,
    };
    let index = index as u16;
    *cell = Kind::word(Word { of, index });
    Some(rest)
}

#[inline(never)]
fn any_word<'t>(bytes: &'t [u8], words: &Words) -> Option<(usize, &'t [u8])> {
    let (text, rest) = plain_text(bytes)?;
    Some((words.find(text)?, rest))
}

#[inline(always)]
fn country<'t>(bytes: &'t [u8], cell: &mut (Kind, i64)) -> Option<&'t [u8]> {
    let (text, rest) = quoted::<2>(bytes)?;
    *cell = Kind::parts(&Cell::Country(Country::from_bytes(text)?));
    Some(rest)
}

#[inline(never)]
fn date<'t>(bytes: &'t [u8], cell: &mut (Kind, i64)) -> Option<&'t [u8]> {
    let (text, rest) = quoted(bytes)?;
    *cell = Kind::day(DayNumber::from_figures(text)?);
    Some(rest)
}

#[inline(always)]
fn date_or_long_term<'t>(bytes: &'t [u8], cell: &mut (Kind, i64)) -> Option<&'t [u8]> {
    match bytes {
        [b'"', b'l', ..] => long_term(bytes, cell),
        _ => date(bytes, cell),
    }
}

#[inline(never)]
fn long_term<'t>(bytes: &'t [u8], cell: &mut (Kind, i64)) -> Option<&'t [u8]> {
    let rest = bytes.strip_prefix(b"\"long_term\"")?;
    *cell = Kind::parts(&Cell::LongTerm);
    Some(rest)
}

#[inline(never)]
fn instant<'t>(bytes: &'t [u8], cell: &mut (Kind, i64)) -> Option<&'t [u8]> {
    let (instant, rest) = quick_instant(bytes)?;
    let parts = Kind::instant(instant);
    if parts.0 == Kind::Other {
        return None;
    }
    *cell = parts;
    Some(rest)
}

/// An instant that comes next, and the bytes behind it. It need not have a key of its own.
#[inline]
pub(super) fn quick_instant(bytes: &[u8]) -> Option<(Instant, &[u8])> {
    let (instant, rest) = Instant::leading(bytes.strip_prefix(b"\"")?)?;
    Some((instant, rest.strip_prefix(b"\"")?))
}

#[inline(always)]
fn boolean<'t>(bytes: &'t [u8], cell: &mut (Kind, i64)) -> Option<&'t [u8]> {
    let (value, rest) = match bytes {
        [b't', b'r', b'u', b'e', rest @ ..] => (true, rest),
        [b'f', b'a', b'l', b's', b'e', rest @ ..] => (false, rest),
        _ => return None,
    };
    ends(rest).then(|| {
        *cell = (Kind::Bool, i64::from(value));
        rest
    })
}

#[inline(never)]
fn number<'t>(bytes: &'t [u8], bounds: &Bounds, cell: &mut (Kind, i64)) -> Option<&'t [u8]> {
    match short_billionths(bytes) {
        // With a point it may be whole, too: `4.0`.
        Some((count, is_whole, rest)) if bounds.hold_as(count, || is_whole) => {
            *cell = Kind::exact(count);
            Some(rest)
        }
        _ => long_number(bytes, bounds, cell),
    }
}

#[inline(never)]
fn long_number<'t>(bytes: &'t [u8], bounds: &Bounds, cell: &mut (Kind, i64)) -> Option<&'t [u8]> {
    let (number, rest) = PlainNumber::leading(bytes)?;
    let count = number.billionths()?;
    // What they let through has a key.
    bounds.hold(count).then(|| {
        *cell = Kind::exact(count);
        rest
    })
}

/// A text of so many bytes that bytes start with, in quotes, and what follows it. There may be escapes or faults in it.
#[inline(always)]
fn quoted<const N: usize>(bytes: &[u8]) -> Option<(&[u8; N], &[u8])> {
    let (text, rest) = bytes.strip_prefix(b"\"")?.split_first_chunk()?;
    Some((text, rest.strip_prefix(b"\"")?))
}

/// Whether a value surely ends before these bytes.
#[inline(always)]
fn ends(rest: &[u8]) -> bool {
    matches!(
        rest,
        [b',' | b'}' | b']' | b' ' | b'\t' | b'\n' | b'\r', ..]
    )
}
