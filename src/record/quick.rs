//! One value straight from the bytes of a JSON text to its cell, as long as it is written the way nearly all are.
//!
//! Whatever is not, and every fault, is left to the reader that knows all of JSON and has words for what is wrong.

use super::lexer::Lexer;
use crate::program::{FieldId, Tables};
use crate::value::{Cell, Country, Date, Instant, PlainNumber, Scalar, Word};

/// What a value has to be.
#[derive(Clone, Copy)]
pub(super) struct Wanted<'s> {
    pub(super) tables: &'s Tables,
    /// The field, which gives the bounds.
    pub(super) id: FieldId,
    pub(super) scalar: Scalar,
}

/// Puts the value that comes next into a cell; the bytes behind it, or `None` if it has to be looked at more closely.
#[inline(always)]
pub(super) fn quick<'t>(
    mut lexer: Lexer<'t>,
    wanted: Wanted<'_>,
    cell: &mut Cell,
) -> Option<&'t [u8]> {
    let (value, rest) = match lexer.start()? {
        b'"' => text(lexer, wanted)?,
        b't' | b'f' => boolean(lexer.rest(), wanted.scalar)?,
        _ => number(lexer.rest(), wanted)?,
    };
    *cell = value;
    Some(rest)
}

/// As [`quick`]; goes behind the value, or is `false`.
#[inline(never)]
pub(super) fn pass_value(lexer: &mut Lexer<'_>, wanted: Wanted<'_>, cell: &mut Cell) -> bool {
    let rest = quick(*lexer, wanted, cell);
    if let Some(rest) = rest {
        lexer.go_to(rest);
    }
    rest.is_some()
}

#[inline(always)]
fn text<'t>(mut lexer: Lexer<'t>, wanted: Wanted<'_>) -> Option<(Cell, &'t [u8])> {
    let from = lexer.at() as u32 + 1;
    let text = lexer.plain_text()?;
    let cell = match wanted.scalar {
        Scalar::Text => Cell::Text(from, from + text.len() as u32),
        Scalar::Enum(of) => {
            let index = wanted.tables.words(of).find(text)? as u16;
            Cell::Word(Word { of, index })
        }
        Scalar::Country => Cell::Country(Country::from_bytes(text)?),
        Scalar::DateOrLongTerm if text == b"long_term" => Cell::LongTerm,
        Scalar::Date | Scalar::DateOrLongTerm => Cell::Date(Date::from_bytes(text).ok()?),
        Scalar::Instant => Cell::Instant(Instant::from_bytes(text).ok()?),
        _ => return None,
    };
    Some((cell, lexer.rest()))
}

#[inline(always)]
fn boolean(bytes: &[u8], scalar: Scalar) -> Option<(Cell, &[u8])> {
    let (value, rest) = match bytes {
        [b't', b'r', b'u', b'e', rest @ ..] => (true, rest),
        [b'f', b'a', b'l', b's', b'e', rest @ ..] => (false, rest),
        _ => return None,
    };
    let fits = scalar == Scalar::Bool && ends(rest);
    fits.then_some((Cell::Bool(value), rest))
}

#[inline(always)]
fn number<'t>(bytes: &'t [u8], wanted: Wanted<'_>) -> Option<(Cell, &'t [u8])> {
    if !matches!(
        wanted.scalar,
        Scalar::Integer | Scalar::Number | Scalar::Percent
    ) {
        return None;
    }
    let (number, rest) = PlainNumber::leading(bytes)?;
    let (least, most) = wanted.tables.bounds(wanted.id)?;
    let whole = number.is_whole() || wanted.scalar != Scalar::Integer;
    let fits = whole && number.is_within(least, most) && ends(rest);
    fits.then(|| (Cell::number(number.into()), rest))
}

/// Whether a value surely ends before these bytes.
#[inline]
fn ends(rest: &[u8]) -> bool {
    matches!(
        rest,
        [b',' | b'}' | b']' | b' ' | b'\t' | b'\n' | b'\r', ..]
    )
}
