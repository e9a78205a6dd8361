//! A JSON text to a record, in one pass. Recursion follows the schema, never the input.

use super::cursor::{Cursor, Names, Turn};
use super::encoding::decode;
use super::error::Fault;
use super::fill::{Fill, Object, Row, check_length};
use super::lexer::{Lexed, Part};
use super::scalar::{Raw, wrong_kind};
use super::{ReadOptions, Record, RecordError, SIZE_LIMIT};
use crate::program::{FieldId, Schema, Shape};
use crate::value::Scalar;

/// Reads one JSON document that holds one submission.
pub fn read_json(
    schema: &Schema,
    bytes: &[u8],
    options: ReadOptions,
) -> Result<Record, RecordError> {
    let mut record = Record::default();
    read_json_into(schema, bytes, options, &mut record)?;
    Ok(record)
}

/// As [`read_json`], into a record whose memory is used again. After an error the record is empty.
pub fn read_json_into(
    schema: &Schema,
    bytes: &[u8],
    options: ReadOptions,
    record: &mut Record,
) -> Result<(), RecordError> {
    record.clear();
    let text = decode(bytes, SIZE_LIMIT)?;
    let mut reader = Reader {
        cursor: Cursor::new(text),
        fill: Fill::new(schema, options, record),
    };
    let result = reader.document();
    let id = reader.fill.id();
    result.map_err(|fault| {
        record.clear();
        let error = fault.into_error(text);
        RecordError { id, ..error }
    })
}

/// Checks that the bytes are one JSON document, whatever it holds, by the rules that records are read by.
///
/// ```
/// use admit::record::check_json;
/// assert!(check_json(b"[1, 2.50, \"text\"]").is_ok());
/// assert!(check_json(b"[1,]").is_err());
/// ```
pub fn check_json(bytes: &[u8]) -> Result<(), RecordError> {
    let text = decode(bytes, SIZE_LIMIT)?;
    let mut cursor = Cursor::new(text);
    let result = cursor
        .value()
        .and_then(|first| cursor.skip(first))
        .and_then(|()| cursor.end());
    result.map_err(|fault| fault.into_error(text))
}

struct Reader<'t, 's, 'r> {
    cursor: Cursor<'t>,
    fill: Fill<'s, 'r>,
}

/// A part as the kind of value that it is or starts.
fn raw<'p>(part: &'p Part<'_>) -> Raw<'p> {
    match part {
        Part::Bool(bool) => Raw::Bool(*bool),
        Part::Number(number) => Raw::Number(number),
        Part::Text(text) => Raw::Text(text),
        Part::ObjectOpen => Raw::Object,
        Part::ListOpen => Raw::List,
        // `Cursor` hands out no other parts as the start of a value.
        _ => Raw::Null,
    }
}

impl<'s> Reader<'_, 's, '_> {
    fn document(&mut self) -> Result<(), Fault> {
        let first = self.cursor.value()?;
        if first.part != Part::ObjectOpen {
            return Err(wrong_kind(
                "a record as an object in braces",
                raw(&first.part),
                first.at,
            ));
        }
        self.cursor.enter(first.at)?;
        let top = self.fill.top();
        self.object(top)?;
        self.cursor.end()
    }

    /// The rest of an object whose brace is read.
    fn object(&mut self, object: Object<'s>) -> Result<(), Fault> {
        let mut unknown = Names::default();
        let mut turn = Turn::First;
        while let Some(key) = self.cursor.key(turn)? {
            turn = Turn::Later;
            let Some((place, id)) = self.fill.child(object, &key.name) else {
                let name = key.name.clone();
                let result = self
                    .fill
                    .unknown(object, &name, key.at)
                    .and_then(|()| unknown.add(key))
                    .and_then(|()| self.cursor.value())
                    .and_then(|first| self.cursor.skip(first));
                result.map_err(|fault| fault.within(|| self.fill.key_path(object, &name)))?;
                continue;
            };
            self.child(object, place, id, key.at)
                .map_err(|fault| fault.within(|| self.fill.path(id, object.row, None)))?;
        }
        self.fill.close(object);
        Ok(())
    }

    fn child(
        &mut self,
        object: Object<'s>,
        place: usize,
        id: FieldId,
        at: usize,
    ) -> Result<(), Fault> {
        self.fill.note_key(object, place, at)?;
        let first = self.cursor.value()?;
        if first.part == Part::Null {
            return Ok(());
        }
        self.fill.note_supplied(object, place);
        let schema = self.fill.schema;
        match (&schema.field(id).shape, &first.part) {
            (Shape::Scalar(scalar), part) => {
                self.fill
                    .scalar(id, *scalar, object.row, raw(part), first.at)
            }
            (Shape::List(scalar), Part::ListOpen) => self.list(id, *scalar, object.row, first.at),
            (Shape::Group(children), Part::ObjectOpen) => {
                self.cursor.enter(first.at)?;
                let group = self.fill.group(id, children, object.row);
                self.object(group)
            }
            (Shape::Rows { children, width }, Part::ListOpen) => {
                self.rows(id, children, *width, first.at)
            }
            (Shape::Group(_), part) => Err(wrong_kind("an object", raw(part), first.at)),
            (Shape::List(_) | Shape::Rows { .. }, part) => {
                Err(wrong_kind("a list", raw(part), first.at))
            }
        }
    }

    /// The rest of a list of values whose bracket is read.
    fn list(&mut self, id: FieldId, scalar: Scalar, row: Row, at: usize) -> Result<(), Fault> {
        self.cursor.enter(at)?;
        let schema = self.fill.schema;
        let field = schema.field(id);
        let from = self.fill.next_item();
        let mut count = 0;
        while let Some(lexed) = self.cursor.element(turn(count))? {
            check_length(count, lexed.at)?;
            self.fill
                .item(field, scalar, raw(&lexed.part), lexed.at)
                .map_err(|fault| fault.within(|| self.fill.path(id, row, Some(count))))?;
            count += 1;
        }
        self.fill.close_list(id, row, from);
        Ok(())
    }

    /// The rest of a list of records whose bracket is read.
    fn rows(
        &mut self,
        id: FieldId,
        children: &'s [FieldId],
        width: u32,
        at: usize,
    ) -> Result<(), Fault> {
        self.cursor.enter(at)?;
        let from = self.fill.next_row();
        let mut count = 0;
        while let Some(lexed) = self.cursor.element(turn(count))? {
            check_length(count, lexed.at)?;
            let element = self.fill.element(id, children, width, count);
            self.row(element, lexed)
                .map_err(|fault| fault.within(|| self.fill.path(id, None, Some(count))))?;
            count += 1;
        }
        self.fill.close_rows(id, from, count);
        Ok(())
    }

    fn row(&mut self, element: Object<'s>, first: Lexed<'_>) -> Result<(), Fault> {
        if first.part != Part::ObjectOpen {
            return Err(wrong_kind("an object", raw(&first.part), first.at));
        }
        self.cursor.enter(first.at)?;
        self.object(element)
    }
}

fn turn(count: u32) -> Turn {
    if count == 0 { Turn::First } else { Turn::Later }
}
