//! A TOML text to a record. The only place that knows the `toml` crate, whose messages quote the input and
//! are therefore replaced. Numbers are taken as they are written, so no digit is lost.

use super::encoding::decode;
use super::error::Fault;
use super::fill::{Fill, Object, Row, Target, check_length};
use super::place::show_name;
use super::scalar::{Raw, wrong_kind};
use super::{DEPTH_LIMIT, ReadOptions, Record, RecordError, RecordErrorCode, TOML_SIZE_LIMIT};
use crate::program::{FieldKey, Form, Schema};
use crate::value::{Date, DateError, Scalar};
use std::borrow::Cow;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

/// Reads one TOML document that holds one submission.
pub fn read_toml(
    schema: &Schema,
    bytes: &[u8],
    options: ReadOptions,
) -> Result<Record, RecordError> {
    let mut record = Record::default();
    fill_toml(schema, bytes, options, record.open(schema))?;
    Ok(record)
}

/// Reads one TOML document into a record in which nothing is yet. After an error it is filled in part.
pub(super) fn fill_toml(
    schema: &Schema,
    bytes: &[u8],
    options: ReadOptions,
    target: Target<'_>,
) -> Result<(), RecordError> {
    let text = decode(bytes, TOML_SIZE_LIMIT)?;
    let table = DeTable::parse(text)
        .map_err(|error| syntax_fault(&error, text).into_error(text))?
        .into_inner();
    let mut reader = Reader {
        fill: Fill::new(schema, options, target),
    };
    let top = reader.fill.top();
    let result = reader.object(top, &table, 1);
    let id = reader.fill.id();
    result.map_err(|fault| RecordError {
        id,
        ..fault.into_error(text)
    })
}

struct Reader<'s, 'r> {
    fill: Fill<'s, 'r>,
}

type Value<'t> = Spanned<DeValue<'t>>;

impl<'s> Reader<'s, '_> {
    fn object(
        &mut self,
        mut object: Object<'s>,
        table: &DeTable<'_>,
        depth: usize,
    ) -> Result<(), Fault> {
        // In the order written, so that the first fault is the first in the text.
        let mut entries: Vec<_> = table.iter().collect();
        entries.sort_by_key(|(key, _)| key.span().start);
        for (key, value) in entries {
            let (name, at) = (key.get_ref(), key.span().start);
            let result = match object.keys.find(name.as_bytes()) {
                Some(key) => {
                    self.fill.supplied(&mut object, key.block, key.bit);
                    self.child(object.row, key, value, depth)
                }
                None => self
                    .fill
                    .unknown(&object, name, at)
                    .and_then(|()| check_depth(value, depth)),
            };
            result.map_err(|fault| fault.within(|| self.fill.key_path(&object, name)))?;
        }
        self.fill.close(&mut object);
        Ok(())
    }

    fn child(
        &mut self,
        row: Row,
        key: &'s FieldKey,
        value: &Value<'_>,
        depth: usize,
    ) -> Result<(), Fault> {
        check_depth(value, depth)?;
        let at = value.span().start;
        match (key.target.form, value.get_ref()) {
            (Form::One(scalar), found) => {
                let field = self.fill.schema.field(key.id);
                let written = Written::of(found);
                self.fill.scalar(field, scalar, row, written.raw(), at)
            }
            (Form::List(scalar), DeValue::Array(array)) => self.list(key, scalar, row, array),
            (Form::Group, DeValue::Table(table)) => {
                let group = self.fill.group(key, row);
                self.object(group, table, depth + 1)
            }
            (Form::Rows(list), DeValue::Array(array)) => self.rows(key, list, array, depth),
            (Form::Group, found) => Err(wrong_kind("a table", Written::of(found).raw(), at)),
            (Form::List(_) | Form::Rows(_), found) => {
                Err(wrong_kind("a list", Written::of(found).raw(), at))
            }
        }
    }

    fn list(
        &mut self,
        key: &FieldKey,
        scalar: Scalar,
        row: Row,
        array: &DeArray<'_>,
    ) -> Result<(), Fault> {
        let field = self.fill.schema.field(key.id);
        let from = self.fill.next_item();
        for (count, value) in (0..).zip(array.iter()) {
            let at = value.span().start;
            check_length(count, at)?;
            let written = Written::of(value.get_ref());
            self.fill
                .item(field, scalar, written.raw(), at)
                .map_err(|fault| fault.within(|| self.fill.path(key.id, row, Some(count))))?;
        }
        self.fill.close_list(key, row, from);
        Ok(())
    }

    fn rows(
        &mut self,
        key: &FieldKey,
        list: u16,
        array: &DeArray<'_>,
        depth: usize,
    ) -> Result<(), Fault> {
        let from = self.fill.next_row(list);
        let mut rows = 0;
        for (count, value) in (0..).zip(array.iter()) {
            let at = value.span().start;
            check_length(count, at)?;
            let DeValue::Table(table) = value.get_ref() else {
                let fault = wrong_kind("a table", Written::of(value.get_ref()).raw(), at);
                return Err(fault.within(|| self.fill.path(key.id, None, Some(count))));
            };
            let element = self.fill.element(key, list, count);
            self.object(element, table, depth + 2)?;
            rows = count + 1;
        }
        self.fill.close_rows(key, list, from, rows);
        Ok(())
    }
}

/// A fault if tables and lists stand too deep inside a value that itself stands inside `depth` of them.
fn check_depth(value: &Value<'_>, depth: usize) -> Result<(), Fault> {
    let is_nested = matches!(value.get_ref(), DeValue::Array(_) | DeValue::Table(_));
    if is_nested && depth == DEPTH_LIMIT {
        return Err(too_deep(value.span().start));
    }
    match value.get_ref() {
        DeValue::Array(array) => array
            .iter()
            .try_for_each(|value| check_depth(value, depth + 1)),
        DeValue::Table(table) => table
            .values()
            .try_for_each(|value| check_depth(value, depth + 1)),
        _ => Ok(()),
    }
}

fn too_deep(at: usize) -> Fault {
    Fault::new(
        RecordErrorCode::TooDeep,
        at,
        format!("tables and lists stand more than {DEPTH_LIMIT} deep in one another"),
    )
}

/// A value of TOML with its text in the form that records share.
enum Written<'v> {
    Number(Cow<'v, str>),
    LocalDate(String),
    OffsetTime(String),
    Other(Raw<'v>),
}

impl<'v> Written<'v> {
    fn of(value: &'v DeValue<'_>) -> Written<'v> {
        match value {
            DeValue::String(text) => Written::Other(Raw::Text(text)),
            DeValue::Boolean(bool) => Written::Other(Raw::Bool(*bool)),
            DeValue::Array(_) => Written::Other(Raw::List),
            DeValue::Table(_) => Written::Other(Raw::Table),
            DeValue::Integer(integer) => Written::integer(integer.as_str(), integer.radix()),
            DeValue::Float(float) => {
                let text = float.as_str();
                if text.contains("inf") || text.contains("nan") {
                    Written::Other(Raw::NotFinite)
                } else {
                    Written::Number(Cow::Borrowed(text.strip_prefix('+').unwrap_or(text)))
                }
            }
            DeValue::Datetime(found) => match (found.date, found.time, found.offset) {
                (Some(date), None, None) => Written::LocalDate(date.to_string()),
                (Some(date), Some(mut time), Some(offset)) => {
                    // TOML lets the seconds be left out.
                    time.second = time.second.or(Some(0));
                    Written::OffsetTime(format!("{date}T{time}{offset}"))
                }
                _ => Written::Other(Raw::LocalTime),
            },
        }
    }

    /// Decimal integers as they are written; others are turned into decimal ones where they fit.
    fn integer(text: &'v str, radix: u32) -> Written<'v> {
        let text = text.strip_prefix('+').unwrap_or(text);
        if radix == 10 {
            return Written::Number(Cow::Borrowed(text));
        }
        // Whatever does not fit into 128 bits is too long for a number in any case.
        let number = u128::from_str_radix(text, radix).unwrap_or(u128::MAX);
        Written::Number(Cow::Owned(number.to_string()))
    }

    fn raw(&self) -> Raw<'_> {
        match self {
            Written::Number(text) => Raw::Number(text),
            Written::LocalDate(text) => Raw::LocalDate(text),
            Written::OffsetTime(text) => Raw::OffsetTime(text),
            Written::Other(raw) => *raw,
        }
    }
}

/// The crate's error in our words, with the field where it can be told.
fn syntax_fault(error: &toml::de::Error, text: &str) -> Fault {
    let span = error.span().unwrap_or(0..0);
    let at = span.start;
    let message = error.message();
    if message.starts_with("duplicate key") {
        return match first_key(text, span) {
            Some((first, path)) => Fault::duplicate(at, first).within(|| path),
            None => Fault::new(RecordErrorCode::DuplicateKey, at, "this key is given twice"),
        };
    }
    if message.contains("recur") {
        return too_deep(at);
    }
    let date = word_at(text, at).get(..10);
    let fault = if date.is_some_and(|date| Date::parse(date) == Err(DateError::NoSuchDay)) {
        Fault::new(
            RecordErrorCode::NoSuchDate,
            at,
            "the calendar has no such day",
        )
    } else {
        Fault::syntax(
            at,
            "this is not TOML; a text needs quotes, and a line holds one `key = value`",
        )
    };
    let (table, _) = DeTable::parse_recoverable(text);
    match locate(table.get_ref(), at, Spot::Value, "") {
        Some(found) => fault.within(|| found.path()),
        None => fault,
    }
}

/// The text around a byte up to white space or punctuation that no date has.
fn word_at(text: &str, at: usize) -> &str {
    let is_end = |char: char| !(char.is_ascii_alphanumeric() || "-+.:".contains(char));
    let before = text.get(..at).unwrap_or("");
    let start = before.rfind(is_end).map_or(0, |end| {
        end + before
            .get(end..)
            .map_or(1, |rest| rest.chars().next().map_or(1, char::len_utf8))
    });
    let rest = text.get(start..).unwrap_or("");
    rest.get(..rest.find(is_end).unwrap_or(rest.len()))
        .unwrap_or("")
}

/// Where the key that a span repeats stands first, and its path. The crate does not say, so the second key is
/// given a name of its own: then both stand in one table.
fn first_key(text: &str, span: Range<usize>) -> Option<(usize, String)> {
    let (before, after) = (text.get(..span.start)?, text.get(span.end..)?);
    let named = format!("{} = 1", text.get(span.clone())?);
    let name = DeTable::parse(&named).ok()?.into_inner();
    let name = name.keys().next()?.get_ref();
    let unique = (0..100)
        .map(|count| format!("second-{count}"))
        .find(|unique| !text.contains(unique))?;
    let renamed = format!("{before}{unique}{after}");
    let (table, _) = DeTable::parse_recoverable(&renamed);
    let mut found = locate(table.get_ref(), span.start, Spot::Key, "")?;
    found.name = name;
    let (first, _) = found.table.get_key_value(&**name)?;
    Some((first.span().start, found.path()))
}

/// Which part of a line is looked for. In a damaged text, what the crate takes for a key may be a value, so
/// keys are looked for only where the text is known to be sound there.
#[derive(Clone, Copy)]
enum Spot {
    Key,
    Value,
}

/// A key in a table, and the path of the table.
struct Located<'v, 't> {
    table: &'v DeTable<'t>,
    within: String,
    name: &'v str,
}

impl Located<'_, '_> {
    fn path(&self) -> String {
        join(&self.within, self.name)
    }
}

fn join(path: &str, name: &str) -> String {
    let name = show_name(name);
    if path.is_empty() {
        name
    } else {
        format!("{path}.{name}")
    }
}

/// The key that starts at a byte, or whose plain value holds it. As deep as the crate nests at most.
fn locate<'v, 't>(
    table: &'v DeTable<'t>,
    at: usize,
    spot: Spot,
    path: &str,
) -> Option<Located<'v, 't>> {
    table.iter().find_map(|(key, value)| {
        let name: &'v str = key.get_ref();
        let is_plain = !matches!(value.get_ref(), DeValue::Table(_) | DeValue::Array(_));
        let is_here = match spot {
            Spot::Key => key.span().start == at,
            Spot::Value => is_plain && value.span().contains(&at),
        };
        if is_here {
            return Some(Located {
                table,
                within: path.to_owned(),
                name,
            });
        }
        if is_plain {
            return None;
        }
        locate_in(value, at, spot, &join(path, name))
    })
}

fn locate_in<'v, 't>(
    value: &'v Value<'t>,
    at: usize,
    spot: Spot,
    path: &str,
) -> Option<Located<'v, 't>> {
    match value.get_ref() {
        DeValue::Table(table) => locate(table, at, spot, path),
        DeValue::Array(array) => (0..)
            .zip(array.iter())
            .find_map(|(index, value): (u32, _)| {
                locate_in(value, at, spot, &format!("{path}[{index}]"))
            }),
        _ => None,
    }
}
