//! One value straight from the bytes of a JSON text to its cell, as long as it is written the way nearly all are.
//!
//! Whatever is not, and every fault, is left to the reader that knows all of JSON and has words for what is wrong.

use super::lexer::{Lexer, Text};
use crate::program::{Field, Schema};
use crate::value::{Cell, Country, Date, Decimal, Instant, Scalar, Word, leading_decimal};

/// A value that was read.
pub(super) enum Quick {
    Cell(Cell),
    Text(Text),
}

/// The value that comes next, which is then behind; `None` if it has to be looked at more closely.
#[inline]
pub(super) fn quick(
    lexer: &mut Lexer<'_>,
    schema: &Schema,
    field: &Field,
    scalar: Scalar,
) -> Option<Quick> {
    let start = lexer.start()?;
    let at = lexer.at();
    let value = match start {
        b'"' => text(lexer, schema, scalar),
        b't' | b'f' => boolean(lexer, scalar),
        _ => number(lexer, field, scalar),
    };
    if value.is_none() {
        lexer.back_to(at);
    }
    value
}

#[inline]
fn text(lexer: &mut Lexer<'_>, schema: &Schema, scalar: Scalar) -> Option<Quick> {
    let text = lexer.text().ok()?;
    if scalar == Scalar::Text {
        return Some(Quick::Text(text));
    }
    if text.escaped {
        return None;
    }
    let written = lexer.written(text);
    let cell = match scalar {
        Scalar::Enum(of) => {
            let word = schema.tables().words(of).find(written.as_bytes());
            let index = match word {
                Some(index) => index as u16,
                None => schema.enumeration(of).other?,
            };
            Cell::Word(Word { of, index })
        }
        Scalar::Country => Cell::Country(Country::parse(written)?),
        Scalar::DateOrLongTerm if written == "long_term" => Cell::LongTerm,
        Scalar::Date | Scalar::DateOrLongTerm => Cell::Date(Date::parse(written).ok()?),
        Scalar::Instant => Cell::Instant(Instant::parse(written).ok()?),
        _ => return None,
    };
    Some(Quick::Cell(cell))
}

#[inline]
fn boolean(lexer: &mut Lexer<'_>, scalar: Scalar) -> Option<Quick> {
    let rest = lexer.rest();
    let (bool, length) = match rest {
        [b't', b'r', b'u', b'e', ..] => (true, 4),
        [b'f', b'a', b'l', b's', b'e', ..] => (false, 5),
        _ => return None,
    };
    if scalar != Scalar::Bool || !ends(rest, length) {
        return None;
    }
    lexer.step(length);
    Some(Quick::Cell(Cell::Bool(bool)))
}

#[inline]
fn number(lexer: &mut Lexer<'_>, field: &Field, scalar: Scalar) -> Option<Quick> {
    let share = match scalar {
        Scalar::Integer | Scalar::Number => None,
        Scalar::Percent => Some((Decimal::ZERO, Decimal::ONE)),
        _ => return None,
    };
    let rest = lexer.rest();
    let (number, length) = leading_decimal(rest)?;
    let whole = scalar != Scalar::Integer || number.scale() == 0;
    let range = field.range.or(share);
    let within = range.is_none_or(|(least, most)| least <= number && number <= most);
    if !whole || !within || !ends(rest, length) {
        return None;
    }
    lexer.step(length);
    Some(Quick::Cell(Cell::Number(number)))
}

/// Whether what comes after so many bytes is surely the end of a value.
#[inline]
fn ends(rest: &[u8], length: usize) -> bool {
    matches!(
        rest.get(length),
        Some(b',' | b'}' | b']' | b' ' | b'\t' | b'\n' | b'\r')
    )
}
