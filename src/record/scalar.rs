//! One value bound to its type: a [`Raw`] value and what the schema wants to a `Cell`, or a fault in words that
//! never show the value. Knows neither JSON nor TOML nor where cells are kept.

use super::RecordErrorCode as Code;
use super::error::Fault;
use crate::diagnostic::{nearest, one_of};
use crate::program::{Field, Schema};
use crate::value::{
    Cell, Country, Date, DateError, Decimal, EnumId, Instant, NumberError, Scalar, Word,
    parse_decimal,
};

/// What stands in the input, before it has a type. Numbers, dates and times are as written.
#[derive(Clone, Copy)]
pub(super) enum Raw<'t> {
    Null,
    Bool(bool),
    Number(&'t str),
    Text(&'t str),
    Object,
    /// What TOML calls an object.
    Table,
    List,
    /// TOML's `nan` and `inf`.
    NotFinite,
    /// TOML's date without a time.
    LocalDate(&'t str),
    /// TOML's date and time with an offset.
    OffsetTime(&'t str),
    /// A date and time without an offset, or a time alone.
    LocalTime,
    /// What only columns hold, in words.
    Other(&'static str),
}

impl Raw<'_> {
    /// The kind in words: `a number`.
    pub(super) fn kind(self) -> &'static str {
        match self {
            Raw::Null => "null",
            Raw::Bool(_) => "true or false",
            Raw::Number(_) => "a number",
            Raw::Text(_) => "a text",
            Raw::Object => "an object",
            Raw::Table => "a table",
            Raw::List => "a list",
            Raw::NotFinite => "a number that is not finite",
            Raw::LocalDate(_) => "a date",
            Raw::OffsetTime(_) => "a date with a time",
            Raw::LocalTime => "a time without an offset from UTC",
            Raw::Other(kind) => kind,
        }
    }
}

/// What a bound value is.
pub(super) enum Bound<'t> {
    /// A value that needs no store.
    Cell(Cell),
    /// A text, to be stored.
    Text(&'t str),
}

/// A value of another kind than the schema wants.
pub(super) fn wrong_kind(expected: &str, raw: Raw<'_>, at: usize) -> Fault {
    let found = raw.kind();
    Fault::new(
        Code::WrongKind,
        at,
        format!("expected {expected}, but found {found}"),
    )
}

/// The value as the type wants it; `field` gives the bounds.
pub(super) fn bind<'t>(
    schema: &Schema,
    field: &Field,
    scalar: Scalar,
    raw: Raw<'t>,
    at: usize,
) -> Result<Bound<'t>, Fault> {
    let cell = match (scalar, raw) {
        (Scalar::Text, Raw::Text(text)) => return Ok(Bound::Text(text)),
        (Scalar::Text, Raw::Number(_)) => {
            return Err(Fault::new(
                Code::NumberForText,
                at,
                "expected a text, but found a number; write it in quotes, because numbers lose digits \
                 and leading zeros",
            ));
        }
        (Scalar::Bool, Raw::Bool(bool)) => Cell::Bool(bool),
        (Scalar::Integer | Scalar::Number | Scalar::Percent, Raw::Number(text)) => {
            Cell::number(number(field, scalar, text, at)?)
        }
        (Scalar::DateOrLongTerm, Raw::Text("long_term")) => Cell::LongTerm,
        (Scalar::Date | Scalar::DateOrLongTerm, Raw::Text(text) | Raw::LocalDate(text)) => {
            Cell::Date(
                Date::parse(text).map_err(|error| date_fault(error, field, scalar, text, at))?,
            )
        }
        (Scalar::Instant, Raw::Text(text) | Raw::OffsetTime(text)) => Cell::Instant(
            Instant::parse(text).map_err(|error| date_fault(error, field, scalar, text, at))?,
        ),
        (Scalar::Country, Raw::Text(text)) => Cell::Country(country(field, text, at)?),
        (Scalar::Enum(of), Raw::Text(text)) => Cell::Word(word(schema, field, of, text, at)?),
        _ => return Err(wrong_kind(&expected(schema, scalar), raw, at)),
    };
    Ok(Bound::Cell(cell))
}

/// What a type wants, in words.
fn expected(schema: &Schema, scalar: Scalar) -> String {
    let words = match scalar {
        Scalar::Bool => "`true` or `false`",
        Scalar::Integer => "a whole number",
        Scalar::Number => "a number",
        Scalar::Percent => "a share as a number, 0.05 for 5%",
        Scalar::Text => "a text",
        Scalar::Date => "a date as \"YYYY-MM-DD\"",
        Scalar::DateOrLongTerm => "a date as \"YYYY-MM-DD\", or \"long_term\"",
        Scalar::Instant => "a date and time with its offset, such as \"2026-11-22T10:00:00+08:00\"",
        Scalar::Country => "a country code of two capital letters",
        Scalar::Enum(of) => {
            let words = schema.enumeration(of).words.iter().map(|word| &**word);
            return format!("one of the words {}", one_of(words));
        }
        // Records hold none.
        Scalar::Period | Scalar::Duration => "nothing",
    };
    words.to_owned()
}

fn number(field: &Field, scalar: Scalar, text: &str, at: usize) -> Result<Decimal, Fault> {
    let number = parse_decimal(text).map_err(|error| match error {
        NumberError::TooLong => Fault::new(
            Code::NumberTooLong,
            at,
            "the number needs more than 28 digits; it would not be kept exactly",
        ),
        NumberError::Shape => Fault::syntax(at, "this is not written as a number"),
    })?;
    if scalar == Scalar::Integer && !number.fract().is_zero() {
        return Err(Fault::new(
            Code::WrongKind,
            at,
            "expected a whole number, but found one with a fraction",
        ));
    }
    let share = (scalar == Scalar::Percent).then_some((Decimal::ZERO, Decimal::ONE));
    match field.range.or(share) {
        Some((least, most)) if number < least || number > most => {
            Err(range_fault(scalar, least, most, number, at))
        }
        _ => Ok(number),
    }
}

fn range_fault(scalar: Scalar, least: Decimal, most: Decimal, number: Decimal, at: usize) -> Fault {
    let side = if number < least { "smaller" } else { "greater" };
    let (least, most) = (least.normalize(), most.normalize());
    let mut message = format!("expected a number from {least} to {most}, but found a {side} one");
    if scalar == Scalar::Percent && number > Decimal::ONE {
        message.push_str("; a percentage is written as a share, 0.12 for 12%");
    }
    Fault::new(Code::OutOfRange, at, message)
}

fn date_fault(error: DateError, field: &Field, scalar: Scalar, text: &str, at: usize) -> Fault {
    let what = match scalar {
        Scalar::Instant => "date and time with its offset, such as \"2026-11-22T10:00:00+08:00\"",
        Scalar::DateOrLongTerm => "date as \"YYYY-MM-DD\", or \"long_term\"",
        _ => "date as \"YYYY-MM-DD\"",
    };
    match error {
        DateError::Shape => {
            let found = another_text(field, text);
            let message = format!("expected a {what}, but found {found}");
            Fault::new(Code::DateFormat, at, message)
        }
        DateError::NoSuchDay if scalar == Scalar::Instant => Fault::new(
            Code::NoSuchDate,
            at,
            "the calendar has no such day, or the day no such time",
        ),
        DateError::NoSuchDay => Fault::new(Code::NoSuchDate, at, "the calendar has no such day"),
        DateError::OutOfRange => {
            let mut message = "the year lies outside of 1800 to 2999".to_owned();
            if scalar == Scalar::DateOrLongTerm {
                message.push_str("; a document without an end is written as \"long_term\"");
            }
            Fault::new(Code::OutOfRange, at, message)
        }
    }
}

fn country(field: &Field, text: &str, at: usize) -> Result<Country, Fault> {
    Country::parse(text).ok_or_else(|| {
        let mut message = format!(
            "expected a country code of ISO 3166-1, two letters such as `CN`, but found {}",
            another_text(field, text)
        );
        let shown = text.len() == 2 && !field.private;
        if shown && Country::parse(&text.to_ascii_uppercase()).is_some() {
            message.push_str("; write it in capital letters");
        }
        Fault::new(Code::UnknownWord, at, message)
    })
}

fn word(schema: &Schema, field: &Field, of: EnumId, text: &str, at: usize) -> Result<Word, Fault> {
    let enumeration = schema.enumeration(of);
    if let Some(index) = enumeration.find_or_other(text) {
        return Ok(Word { of, index });
    }
    let words = || enumeration.words.iter().map(|word| &**word);
    let mut message = format!(
        "expected one of the words {}, but found {}",
        one_of(words()),
        another_text(field, text)
    );
    // The nearest word says nearly what a private value is.
    let near = nearest(text, words()).filter(|_| !field.private);
    if let Some(near) = near {
        message.push_str(&format!("; did you mean `{near}`?"));
    }
    Err(Fault::new(Code::UnknownWord, at, message))
}

/// A text that is not what is wanted, with its length unless it is private.
fn another_text(field: &Field, text: &str) -> String {
    match text.chars().count() {
        0 => "an empty text".to_owned(),
        _ if field.private => "another text".to_owned(),
        1 => "another text of 1 character".to_owned(),
        count => format!("another text of {count} characters"),
    }
}
