//! A JSON text to a record, in one pass. Recursion follows the schema, never the input.

use super::cursor::{Cursor, Turn};
use super::encoding::decode;
use super::error::Fault;
use super::fill::{Fill, Object, Row, check_length, seen_at};
use super::lexer::{Lexed, Part, Text};
use super::names::Spans;
use super::quick::{Wanted, pass_value, quick};
use super::scalar::{Raw, wrong_kind};
use super::{LENGTH_LIMIT, ReadOptions, Record, RecordError, SIZE_LIMIT};
use crate::program::{Field, FieldId, Keys, Schema, Shape};
use crate::value::{Cell, Scalar};
use std::borrow::Cow;
use std::mem;

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
        cursor: Cursor::new(text, mem::take(&mut record.spans)),
        fill: Fill::new(schema, options, record, text),
    };
    let result = reader.document();
    let result = result.map_err(|fault| RecordError {
        id: reader.fill.id(),
        ..fault.into_error(text)
    });
    let Reader { cursor, fill } = reader;
    fill.end(cursor.into_spans());
    if result.is_err() {
        record.clear();
    }
    result
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
    let mut cursor = Cursor::new(text, Spans::default());
    let result = cursor.skip().and_then(|()| cursor.end());
    result.map_err(|fault| fault.into_error(text))
}

struct Reader<'t, 's, 'r> {
    cursor: Cursor<'t>,
    fill: Fill<'s, 'r>,
}

impl<'t, 's> Reader<'t, 's, '_> {
    fn document(&mut self) -> Result<(), Fault> {
        let first = self.cursor.value()?;
        if first.part != Part::ObjectOpen {
            return Err(self.wrong_kind("a record as an object in braces", first));
        }
        self.cursor.enter(first.at)?;
        let top = self.fill.top();
        self.object(&top)?;
        self.cursor.end()
    }

    /// The rest of an object whose brace is read.
    fn object(&mut self, object: &Object<'s>) -> Result<(), Fault> {
        let (mut turn, mut place, mut has_unknown) = (Turn::First, 0, false);
        loop {
            (turn, place) = self.run(object, turn, place);
            if !self.cursor.at_key(turn)? {
                break;
            }
            turn = Turn::Later;
            let at = self.cursor.lexer.at();
            // Most records have their fields in the order of the schema.
            if let Some(id) = self.expected(object.keys, place) {
                place += 1;
                self.field(id, object.row, at)?;
                continue;
            }
            let name = self.cursor.key()?;
            if let Some((found, id)) = self.find(object.keys, name) {
                place = found + 1;
                self.field(id, object.row, at)?;
                continue;
            }
            if !mem::replace(&mut has_unknown, true) {
                self.cursor.open_names();
            }
            self.unknown(object, name)?;
        }
        if has_unknown {
            self.cursor.close_names();
        }
        self.fill.close(object);
        Ok(())
    }

    /// Fields one after the other, as long as all is written the way nearly all is: no white space, keys in the order
    /// of the schema from a place on, where one may be left out, and single values that [`quick`] knows. Whatever
    /// comes then is left as it is.
    #[inline(never)]
    fn run(&mut self, object: &Object<'s>, mut turn: Turn, mut place: usize) -> (Turn, usize) {
        let mut lexer = self.cursor.lexer;
        for (number, key) in object.keys.iter().enumerate().skip(place) {
            let mut ahead = lexer;
            let Some(at) = ahead.pass(key, turn) else {
                if number > place {
                    break;
                }
                continue;
            };
            let Some(scalar) = key.target.scalar else {
                break;
            };
            let wanted = self.wanted(key.id, scalar);
            let Some((seen, cell)) = self.fill.fresh(key, object.row) else {
                break;
            };
            let Some(rest) = quick(ahead, wanted, cell) else {
                break;
            };
            *seen = seen_at(at, true);
            lexer.go_to(rest);
            (turn, place) = (Turn::Later, number + 1);
        }
        self.cursor.lexer = lexer;
        (turn, place)
    }

    /// The field at a place, if its key comes next, which is then behind.
    #[inline]
    fn expected(&mut self, keys: &Keys, place: usize) -> Option<FieldId> {
        let key = keys.get(place)?;
        let rest = key.strip(self.cursor.lexer.rest())?;
        self.cursor.lexer.go_to(rest);
        Some(key.id)
    }

    /// The field of a name, and its place.
    fn find(&self, keys: &Keys, name: Text) -> Option<(usize, FieldId)> {
        let place = match name.escaped {
            false => keys.find(self.cursor.lexer.written(name).as_bytes()),
            true => keys.find(self.cursor.name(name).as_bytes()),
        }?;
        Some((place, keys.get(place)?.id))
    }

    /// The value of a key that the schema does not know.
    fn unknown(&mut self, object: &Object<'s>, key: Text) -> Result<(), Fault> {
        let name = self.cursor.name(key);
        self.fill
            .unknown(object, &name, key.quote())
            .and_then(|()| self.cursor.add_name(key))
            .and_then(|()| self.cursor.skip())
            .map_err(|fault| fault.within(|| self.fill.key_path(object, &name)))
    }

    /// The value of a field whose key starts at a byte.
    #[inline]
    fn field(&mut self, id: FieldId, row: Row, at: usize) -> Result<(), Fault> {
        let field = self.fill.schema.field(id);
        let read = self.fill.check_new(id, at);
        match read.and_then(|()| self.value(id, field, row)) {
            Ok(is_supplied) => {
                self.fill.note(id, at, is_supplied);
                Ok(())
            }
            Err(fault) => Err(fault.within(|| self.fill.path(id, row, None))),
        }
    }

    /// The value of a field; `false` if it is null.
    fn value(&mut self, id: FieldId, field: &'s Field, row: Row) -> Result<bool, Fault> {
        match &field.shape {
            Shape::Scalar(scalar) => {
                let wanted = self.wanted(id, *scalar);
                let cell = self.fill.place(field, row);
                if pass_value(&mut self.cursor.lexer, wanted, cell) {
                    return Ok(true);
                }
                return self.any_value(field, row);
            }
            Shape::Group(_) if self.cursor.open(b'{')? => {
                let group = self.fill.group(id, row);
                self.object(&group)?;
            }
            Shape::List(scalar) if self.cursor.open(b'[')? => self.list(id, *scalar, row)?,
            Shape::Rows { width, .. } if self.cursor.open(b'[')? => self.rows(id, *width)?,
            _ => return self.any_value(field, row),
        }
        Ok(true)
    }

    #[inline]
    fn wanted(&self, id: FieldId, scalar: Scalar) -> Wanted<'s> {
        Wanted {
            tables: self.fill.tables,
            id,
            scalar,
        }
    }

    /// A value that is not written the way nearly all are: a single one, null, or one of another kind.
    fn any_value(&mut self, field: &'s Field, row: Row) -> Result<bool, Fault> {
        let first = self.cursor.value()?;
        match (&field.shape, first.part) {
            (_, Part::Null) => return Ok(false),
            (Shape::Scalar(scalar), _) => {
                let mut text = Cow::Borrowed("");
                let raw = self.raw(first.part, &mut text);
                self.fill.scalar(field, *scalar, row, raw, first.at)?;
            }
            (Shape::Group(_), _) => return Err(self.wrong_kind("an object", first)),
            (Shape::List(_) | Shape::Rows { .. }, _) => {
                return Err(self.wrong_kind("a list", first));
            }
        }
        Ok(true)
    }

    /// The rest of a list of values whose bracket is read.
    fn list(&mut self, id: FieldId, scalar: Scalar, row: Row) -> Result<(), Fault> {
        let field = self.fill.schema.field(id);
        let wanted = self.wanted(id, scalar);
        let from = self.fill.next_item();
        let mut count = 0;
        while self.cursor.at_element(turn(count))? {
            let mut cell = Cell::Missing;
            if (count as usize) < LENGTH_LIMIT
                && pass_value(&mut self.cursor.lexer, wanted, &mut cell)
            {
                self.fill.push(field, cell);
            } else {
                let first = self.cursor.value()?;
                check_length(count, first.at)?;
                let mut text = Cow::Borrowed("");
                let raw = self.raw(first.part, &mut text);
                self.fill
                    .item(field, scalar, raw, first.at)
                    .map_err(|fault| fault.within(|| self.fill.path(id, row, Some(count))))?;
            }
            count += 1;
        }
        self.fill.close_list(field, row, from);
        Ok(())
    }

    /// The rest of a list of records whose bracket is read.
    fn rows(&mut self, id: FieldId, width: u32) -> Result<(), Fault> {
        let from = self.fill.next_row();
        let mut count = 0;
        while self.cursor.at_element(turn(count))? {
            if self.cursor.lexer.start() != Some(b'{') {
                return Err(self.no_row(id, count));
            }
            check_length(count, self.cursor.lexer.at())?;
            let element = self.fill.element(id, width, count);
            self.row(&element)
                .map_err(|fault| fault.within(|| self.fill.path(id, None, Some(count))))?;
            count += 1;
        }
        self.fill
            .close_rows(self.fill.schema.field(id), from, count);
        Ok(())
    }

    #[inline]
    fn row(&mut self, element: &Object<'s>) -> Result<(), Fault> {
        self.cursor.open(b'{')?;
        self.object(element)
    }

    /// What is said of an element that is no object.
    #[cold]
    fn no_row(&mut self, id: FieldId, count: u32) -> Fault {
        let first = self.cursor.value();
        let checked = first.and_then(|first| check_length(count, first.at).map(|()| first));
        match checked {
            Ok(first) => {
                let fault = self.wrong_kind("an object", first);
                fault.within(|| self.fill.path(id, None, Some(count)))
            }
            Err(fault) => fault,
        }
    }

    fn wrong_kind(&self, expected: &str, found: Lexed<'t>) -> Fault {
        let mut text = Cow::Borrowed("");
        wrong_kind(expected, self.raw(found.part, &mut text), found.at)
    }

    /// A part as the kind of value that it is or starts; a text is put into `text`.
    fn raw<'p>(&self, part: Part<'t>, text: &'p mut Cow<'t, str>) -> Raw<'p>
    where
        't: 'p,
    {
        match part {
            Part::Bool(bool) => Raw::Bool(bool),
            Part::Number(number) => Raw::Number(number),
            Part::Text(found) => {
                *text = self.cursor.name(found);
                Raw::Text(text)
            }
            Part::ObjectOpen => Raw::Object,
            Part::ListOpen => Raw::List,
            // `Cursor` hands out no other parts as the start of a value.
            _ => Raw::Null,
        }
    }
}

fn turn(count: u32) -> Turn {
    if count == 0 { Turn::First } else { Turn::Later }
}
