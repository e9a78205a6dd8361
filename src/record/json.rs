//! A JSON text to a record, in one pass. Recursion follows the schema, never the input.

use super::cursor::{Cursor, Turn};
use super::encoding::decode;
use super::error::Fault;
use super::fill::{Fill, Object, Row, Target, check_length};
use super::follow::{follow, follow_spaced};
use super::lexer::{Lexed, Part, Text};
use super::names::Spans;
use super::quick::{Context, quick, quick_instant};
use super::scalar::{Raw, wrong_kind};
use super::{LENGTH_LIMIT, ReadOptions, Record, RecordError, SIZE_LIMIT};
use crate::program::{FieldId, FieldKey, Form, Keys, NO_SLOT, Schema};
use crate::value::{Cell, Kind, Scalar};
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
    let result = fill_json(schema, bytes, options, record.open(schema));
    if result.is_err() {
        record.clear();
    }
    result
}

/// Reads one JSON document into a record in which nothing is yet. After an error it is filled in part.
pub(super) fn fill_json(
    schema: &Schema,
    bytes: &[u8],
    options: ReadOptions,
    target: Target<'_>,
) -> Result<(), RecordError> {
    let text = decode(bytes, SIZE_LIMIT)?;
    let mut reader = Reader {
        cursor: Cursor::new(text, mem::take(&mut target.memory.spans)),
        fill: Fill::new(schema, options, target),
    };
    let result = reader.document();
    let result = result.map_err(|fault| RecordError {
        id: reader.fill.id(),
        ..fault.into_error(text)
    });
    let Reader { cursor, fill } = reader;
    fill.end(cursor.into_spans());
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

/// How far an object has been read.
struct Walk<'t, 's> {
    /// The bytes from its brace on.
    start: &'t [u8],
    turn: Turn,
    /// The last key that the schema knows.
    last: Option<&'s FieldKey>,
    /// Whether it has keys that the schema does not know.
    has_unknown: bool,
}

impl<'t, 's> Reader<'t, 's, '_> {
    fn document(&mut self) -> Result<(), Fault> {
        if !self.cursor.opens(b'{')? {
            let first = self.cursor.value()?;
            return Err(self.wrong_kind("a record as an object in braces", first));
        }
        let top = self.fill.top();
        self.object(top)?;
        self.cursor.end()
    }

    /// An object whose brace comes next.
    fn object(&mut self, mut object: Object<'s>) -> Result<(), Fault> {
        let mut walk = Walk {
            start: self.cursor.lexer.rest(),
            turn: Turn::Later,
            last: None,
            has_unknown: false,
        };
        self.fields(&mut object, &mut walk, b'{')?;
        if !self.cursor.closes(b'}') {
            self.more_fields(&mut object, &mut walk)?;
        }
        self.fill.close(&mut object);
        Ok(())
    }

    /// What [`Reader::fields`] left of an object, without white space or with it.
    #[inline(never)]
    fn more_fields(
        &mut self,
        object: &mut Object<'s>,
        walk: &mut Walk<'t, 's>,
    ) -> Result<(), Fault> {
        // Where no key is known yet, the first is read however it is written.
        let mut goes_on = walk.last.is_some();
        while mem::take(&mut goes_on) || self.any_field(object, walk)? {
            self.fields(object, walk, b',')?;
            if self.cursor.closes(b'}') {
                break;
            }
        }
        if walk.has_unknown {
            self.cursor.close_names();
        }
        Ok(())
    }

    /// Fields one after the other, as long as their keys are written the way nearly all are: in the order of the schema
    /// from a place on, where some may be left out. Whatever comes then is left as it is. `before` is what stands before
    /// the first: the brace of an object of which nothing has been read, and then there may be no white space, or a comma.
    #[inline(always)]
    fn fields(
        &mut self,
        object: &mut Object<'s>,
        walk: &mut Walk<'t, 's>,
        before: u8,
    ) -> Result<(), Fault> {
        let context = Context {
            lexer: self.cursor.lexer,
            tables: self.fill.tables,
        };
        let mut rest = context.lexer.rest();
        let block = walk.last.map_or(0, |last| last.block);
        let (read, mut keys) = match walk.last {
            None => (0, object.keys.block(0).iter()),
            Some(last) => (
                self.fill.read(object, block),
                object.keys.behind(last).iter(),
            ),
        };
        let mut supplied = 0;
        let (mut cells, mut unkept, mut texts) = self.fill.row(object.row);
        let mut next = match before {
            b'{' => follow(&mut keys, before, rest),
            _ => follow_spaced(&mut keys, rest),
        };
        while let Some((key, value)) = next
            && read & key.bit == 0
        {
            let cell = cells.get_mut(key.target.slot as usize).unwrap_or(unkept);
            if let Form::One(scalar) = key.target.form
                && let Some(after) = quick(context, value, scalar, &key.target, cell, texts)
            {
                rest = after;
                supplied |= key.bit;
            } else {
                self.cursor.lexer.go_to(value);
                match self.value(key, object.row)? {
                    true => supplied |= key.bit,
                    false => self.fill.null(object, key),
                }
                rest = self.cursor.lexer.rest();
                (cells, unkept, texts) = self.fill.row(object.row);
            }
            walk.last = Some(key);
            next = match before {
                b'{' => follow(&mut keys, b',', rest),
                _ => follow_spaced(&mut keys, rest),
            };
        }
        if before == b'{' && walk.last.is_none() {
            walk.turn = Turn::First;
            rest = rest.get(1..).unwrap_or(&[]);
        }
        self.cursor.lexer.go_to(rest);
        self.fill.supplied(object, block, supplied);
        Ok(())
    }

    /// A field however its key is written, known or not; `false` if there is none and the object is left.
    fn any_field(
        &mut self,
        object: &mut Object<'s>,
        walk: &mut Walk<'t, 's>,
    ) -> Result<bool, Fault> {
        if !self
            .cursor
            .at_key(mem::replace(&mut walk.turn, Turn::Later))?
        {
            return Ok(false);
        }
        let at = self.cursor.lexer.at();
        let name = self.cursor.key()?;
        if let Some(key) = self.find(object.keys, name) {
            walk.last = Some(key);
            self.field(object, key, at, walk.start)?;
            return Ok(true);
        }
        if !mem::replace(&mut walk.has_unknown, true) {
            self.cursor.open_names();
        }
        self.unknown(object, name)?;
        Ok(true)
    }

    /// The key of a name.
    fn find(&self, keys: &'s Keys, name: Text) -> Option<&'s FieldKey> {
        match name.escaped {
            false => keys.find(self.cursor.lexer.written(name).as_bytes()),
            true => keys.find(self.cursor.name(name).as_bytes()),
        }
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

    /// The value of a field whose key starts at a byte, in an object that starts at another.
    fn field(
        &mut self,
        object: &mut Object<'s>,
        key: &'s FieldKey,
        at: usize,
        start: &'t [u8],
    ) -> Result<(), Fault> {
        if self.fill.read(object, key.block) & key.bit != 0 {
            let fault = Fault::duplicate(at, self.first(object.keys, key, start));
            return Err(fault.within(|| self.fill.path(key.id, object.row, None)));
        }
        match self.value(key, object.row)? {
            true => self.fill.supplied(object, key.block, key.bit),
            false => self.fill.null(object, key),
        }
        Ok(())
    }

    /// Where a key stands first in the object that starts at a byte. It does stand there, and all before is sound.
    #[cold]
    fn first(&self, keys: &'s Keys, key: &FieldKey, start: &'t [u8]) -> usize {
        let mut cursor = Cursor::new("", Spans::default());
        cursor.lexer = self.cursor.lexer;
        cursor.lexer.go_to(start);
        let mut turn = Turn::First;
        let mut next = || {
            if turn == Turn::First {
                cursor.opens(b'{').ok()?;
                cursor.lexer.step(1);
            } else {
                cursor.skip().ok()?;
            }
            cursor.at_key(mem::replace(&mut turn, Turn::Later)).ok()?;
            let at = cursor.lexer.at();
            Some((at, cursor.key().ok()?))
        };
        let places = std::iter::from_fn(&mut next);
        let found = places.map_while(|(at, name)| Some((at, self.find(keys, name))));
        let mut same = found.filter(|(_, found)| found.is_some_and(|found| found.id == key.id));
        same.next().map_or(0, |(at, _)| at)
    }

    /// The value of a field; `false` if it is null.
    #[inline(always)]
    fn value(&mut self, key: &'s FieldKey, row: Row) -> Result<bool, Fault> {
        let read = match key.target.form {
            Form::Group => self.group(key, row),
            Form::List(scalar) => self.list(key, scalar, row),
            Form::Rows(list) => self.rows(key, list),
            Form::One(scalar) => self.one(key, scalar, row),
        };
        read.map_err(|fault| fault.within(|| self.fill.path(key.id, row, None)))
    }

    /// A single value.
    #[inline(never)]
    fn one(&mut self, key: &'s FieldKey, scalar: Scalar, row: Row) -> Result<bool, Fault> {
        self.cursor.lexer.start();
        let context = Context {
            lexer: self.cursor.lexer,
            tables: self.fill.tables,
        };
        let bytes = context.lexer.rest();
        if scalar == Scalar::Instant {
            let Some((instant, rest)) = quick_instant(bytes) else {
                return self.any_value(key, row);
            };
            self.cursor.lexer.go_to(rest);
            self.fill.keep_cell(key, row, Cell::Instant(instant));
            return Ok(true);
        }
        let (cells, unkept, texts) = self.fill.row(row);
        let cell = cells.get_mut(key.target.slot as usize).unwrap_or(unkept);
        match quick(context, bytes, scalar, &key.target, cell, texts) {
            Some(rest) => self.cursor.lexer.go_to(rest),
            None => return self.any_value(key, row),
        }
        Ok(true)
    }

    #[inline(always)]
    fn group(&mut self, key: &'s FieldKey, row: Row) -> Result<bool, Fault> {
        if !self.cursor.opens(b'{')? {
            return self.any_value(key, row);
        }
        let group = self.fill.group(key, row);
        self.object(group)?;
        Ok(true)
    }

    /// A value that is not written the way nearly all are: a single one, null, or one of another kind.
    fn any_value(&mut self, key: &'s FieldKey, row: Row) -> Result<bool, Fault> {
        let first = self.cursor.value()?;
        match (key.target.form, first.part) {
            (_, Part::Null) => return Ok(false),
            // Those that are kept were taken as they came.
            (Form::One(Scalar::Text), Part::Text(_)) if key.target.slot == NO_SLOT => {}
            (Form::One(scalar), _) => {
                let mut text = Cow::Borrowed("");
                let raw = self.raw(first.part, &mut text);
                let field = self.fill.schema.field(key.id);
                self.fill.scalar(field, scalar, row, raw, first.at)?;
            }
            (Form::Group, _) => return Err(self.wrong_kind("an object", first)),
            (Form::List(_) | Form::Rows(_), _) => return Err(self.wrong_kind("a list", first)),
        }
        Ok(true)
    }

    /// A list of values.
    fn list(&mut self, key: &'s FieldKey, scalar: Scalar, row: Row) -> Result<bool, Fault> {
        if !self.cursor.opens(b'[')? {
            return self.any_value(key, row);
        }
        self.cursor.lexer.step(1);
        let from = self.fill.next_item();
        let mut count = 0;
        while self.cursor.at_element(turn(count))? {
            self.item(key, scalar, row, count)?;
            count += 1;
        }
        self.fill.close_list(key, row, from);
        Ok(true)
    }

    /// An element of a list of values.
    fn item(&mut self, key: &FieldKey, scalar: Scalar, row: Row, count: u32) -> Result<(), Fault> {
        let context = Context {
            lexer: self.cursor.lexer,
            tables: self.fill.tables,
        };
        let mut parts = (Kind::Missing, 0);
        let (bytes, texts) = (context.lexer.rest(), self.fill.texts());
        if (count as usize) < LENGTH_LIMIT
            && let Some(rest) = quick(context, bytes, scalar, &key.target, &mut parts, texts)
            && let Some(cell) = parts.0.cell(parts.1)
        {
            self.cursor.lexer.go_to(rest);
            self.fill.push(key, cell);
            return Ok(());
        }
        let first = self.cursor.value()?;
        check_length(count, first.at)?;
        let mut text = Cow::Borrowed("");
        let raw = self.raw(first.part, &mut text);
        let field = self.fill.schema.field(key.id);
        let read = self.fill.item(field, scalar, raw, first.at);
        read.map_err(|fault| fault.within(|| self.fill.path(key.id, row, Some(count))))
    }

    /// A list of records.
    fn rows(&mut self, key: &'s FieldKey, list: u16) -> Result<bool, Fault> {
        if !self.cursor.opens(b'[')? {
            return self.any_value(key, None);
        }
        self.cursor.lexer.step(1);
        let from = self.fill.next_row(list);
        let mut count = 0;
        while self.cursor.at_element(turn(count))? {
            if self.cursor.lexer.start() != Some(b'{') {
                return Err(self.no_row(key.id, count));
            }
            let at = self.cursor.lexer.at();
            check_length(count, at)?;
            let element = self.fill.element(key, list, count);
            self.cursor
                .enter(at)
                .and_then(|()| self.object(element))
                .map_err(|fault| fault.within(|| self.fill.path(key.id, None, Some(count))))?;
            count += 1;
        }
        self.fill.close_rows(key, list, from, count);
        Ok(true)
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
