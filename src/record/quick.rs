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

/// Puts the value that comes next into a cell, and goes behind it; `false` if it has to be looked at more closely.
pub(super) fn quick(lexer: &mut Lexer<'_>, wanted: Wanted<'_>, cell: &mut Cell) -> bool {
    let Some(start) = lexer.start() else {
        return false;
    };
    let rest = lexer.rest();
    let value = match start {
        b'"' => text(lexer, wanted),
        b't' | b'f' => boolean(lexer, wanted.scalar),
        _ => number(lexer, wanted),
    };
    match value {
        Some(value) => *cell = value,
        None => lexer.go_to(rest),
    }
    value.is_some()
}

#[inline]
fn text(lexer: &mut Lexer<'_>, wanted: Wanted<'_>) -> Option<Cell> {
    let from = lexer.at() as u32 + 1;
    let text = lexer.plain_text()?;
    Some(match wanted.scalar {
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
    })
}

#[inline]
fn boolean(lexer: &mut Lexer<'_>, scalar: Scalar) -> Option<Cell> {
    let (value, rest) = match lexer.rest() {
        [b't', b'r', b'u', b'e', rest @ ..] => (true, rest),
        [b'f', b'a', b'l', b's', b'e', rest @ ..] => (false, rest),
        _ => return None,
    };
    let fits = scalar == Scalar::Bool && ends(rest);
    lexer.go_to(rest);
    fits.then_some(Cell::Bool(value))
}

#[inline]
fn number(lexer: &mut Lexer<'_>, wanted: Wanted<'_>) -> Option<Cell> {
    if !matches!(
        wanted.scalar,
        Scalar::Integer | Scalar::Number | Scalar::Percent
    ) {
        return None;
    }
    let (number, rest) = PlainNumber::leading(lexer.rest())?;
    let (least, most) = wanted.tables.bounds(wanted.id)?;
    let whole = number.is_whole() || wanted.scalar != Scalar::Integer;
    let fits = whole && number.is_within(least, most) && ends(rest);
    lexer.go_to(rest);
    fits.then(|| Cell::Number(number.into()))
}

/// Whether a value surely ends before these bytes.
#[inline]
fn ends(rest: &[u8]) -> bool {
    matches!(
        rest,
        [b',' | b'}' | b']' | b' ' | b'\t' | b'\n' | b'\r', ..]
    )
}
