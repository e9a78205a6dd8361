//! Values to the cells of a record: who was supplied, what absence means, defaults, unknown fields.
//!
//! Readers of all formats drive it; it knows none of them.

use super::error::Fault;
use super::names::Spans;
use super::place;
use super::scalar::{Bound, Raw, bind};
use super::{
    Element, LENGTH_LIMIT, ReadOptions, Record, RecordErrorCode, UNKNOWN_FIELDS_KEPT, Unknown,
};
use crate::diagnostic::nearest;
use crate::program::{Field, FieldId, FieldKey, Keys, Schema, Shape, Tables};
use crate::value::{Cell, Constant, Scalar, Value};
use std::mem;

/// The row whose cells are filled: the record's own, or an element's.
pub(super) type Row = Option<Element>;

/// An object that is being read.
#[derive(Clone, Copy)]
pub(super) struct Object<'s> {
    /// The field that holds it; none for the record itself.
    pub(super) field: Option<FieldId>,
    /// Its row.
    pub(super) row: Row,
    /// Its keys in the schema.
    pub(super) keys: &'s Keys,
}

/// What is known of a field of an open object: 0, or where its key stands, counted from 1, and whether it has a
/// value other than null. Records have less than 2^31 bytes.
pub(super) type Seen = u32;

const SUPPLIED: Seen = 1 << 31;

/// Fills a record.
pub(super) struct Fill<'s, 'r> {
    pub(super) schema: &'s Schema,
    pub(super) tables: &'s Tables,
    options: ReadOptions,
    record: &'r mut Record,
    /// By field. A list of records does not stand in another, so that no field is in two open objects.
    seen: Vec<Seen>,
    /// Takes the cells of fields that no rule names.
    unkept: Cell,
}

impl<'s, 'r> Fill<'s, 'r> {
    /// Starts with an empty record in which everything is missing. Its texts are ranges of `text`, or follow it.
    pub(super) fn new(
        schema: &'s Schema,
        options: ReadOptions,
        record: &'r mut Record,
        text: &str,
    ) -> Fill<'s, 'r> {
        record.clear();
        record.cells.resize(schema.width as usize, Cell::Missing);
        record.texts.push_str(text);
        Fill::further(schema, options, record)
    }

    /// Goes on with a record that is partly filled, between two objects.
    pub(super) fn further(
        schema: &'s Schema,
        options: ReadOptions,
        record: &'r mut Record,
    ) -> Fill<'s, 'r> {
        let mut seen = mem::take(&mut record.seen);
        seen.resize(schema.fields.len(), 0);
        Fill {
            schema,
            tables: schema.tables(),
            options,
            seen,
            unkept: Cell::Missing,
            record,
        }
    }

    /// Ends it, and gives the record its memory back with that of the cursor.
    pub(super) fn end(self, spans: Spans) {
        self.record.spans = spans;
        self.pause();
    }

    /// Gives the record its memory back.
    pub(super) fn pause(self) {
        self.record.seen = self.seen;
    }

    /// The record itself.
    pub(super) fn top(&mut self) -> Object<'s> {
        Object {
            field: None,
            row: None,
            keys: self.tables.top(),
        }
    }

    /// A group, which is there.
    pub(super) fn group(&mut self, id: FieldId, row: Row) -> Object<'s> {
        *self.place(self.schema.field(id), row) = Cell::Present;
        Object {
            field: Some(id),
            row,
            keys: self.tables.inside(id),
        }
    }

    /// A fault if the key of a field stood before in its object.
    #[inline]
    pub(super) fn check_new(&self, id: FieldId, at: usize) -> Result<(), Fault> {
        match self.seen.get(id.0 as usize) {
            None | Some(0) => Ok(()),
            Some(seen) => {
                let first = (seen & !SUPPLIED) - 1;
                Err(Fault::duplicate(at, first as usize))
            }
        }
    }

    /// What is known of a key, and its cell; `None` if the key stood before in its object.
    #[inline(always)]
    pub(super) fn fresh(&mut self, key: &FieldKey, row: Row) -> Option<(&mut Seen, &mut Cell)> {
        let seen = self.seen.get_mut(key.id.0 as usize);
        let cell = cell(self.record, &mut self.unkept, key.target.slot, row);
        seen.filter(|seen| **seen == 0).map(|seen| (seen, cell))
    }

    /// Notes where the key of a field stands, and whether it has a value.
    #[inline]
    pub(super) fn note(&mut self, id: FieldId, at: usize, is_supplied: bool) {
        if let Some(seen) = self.seen.get_mut(id.0 as usize) {
            *seen = seen_at(at, is_supplied);
        }
    }

    /// Ends an object: children without a value take their default, are absent or stay missing.
    pub(super) fn close(&mut self, object: &Object<'s>) {
        for key in object.keys.iter() {
            let seen = self.seen.get_mut(key.id.0 as usize);
            if seen.is_none_or(|seen| mem::take(seen) & SUPPLIED == 0) {
                self.not_supplied(key.id, object.row);
            }
        }
    }

    /// A field without a value takes its default, is absent or stays missing.
    pub(super) fn not_supplied(&mut self, id: FieldId, row: Row) {
        let schema = self.schema;
        let field = schema.field(id);
        if let Some(default) = &field.default {
            let cell = self.constant(default);
            *self.place(field, row) = cell;
            let index = row.map(|element| element.index);
            self.record.assumed.push((id, index));
        } else if field.optional {
            self.absent(id, row);
        }
    }

    /// A field that is absent, and all inside it.
    fn absent(&mut self, id: FieldId, row: Row) {
        let field = self.schema.field(id);
        *self.place(field, row) = Cell::Absent;
        if let Shape::Group(children) = &field.shape {
            for child in children {
                self.absent(*child, row);
            }
        }
    }

    fn constant(&mut self, constant: &Constant) -> Cell {
        match constant {
            Constant::Bool(bool) => Cell::Bool(*bool),
            Constant::Number(number) => Cell::number(*number),
            Constant::Date(date) => Cell::Date(*date),
            Constant::LongTerm => Cell::LongTerm,
            Constant::Instant(instant) => Cell::Instant(*instant),
            Constant::Period(period) => Cell::Period(*period),
            Constant::Duration(duration) => Cell::Duration(*duration),
            Constant::Country(country) => Cell::Country(*country),
            Constant::Word(word) => Cell::Word(*word),
            Constant::Text(text) => self.text(text),
            Constant::List(constants) => {
                let cells: Vec<Cell> = constants.iter().map(|each| self.constant(each)).collect();
                let from = self.record.items.len() as u32;
                self.record.items.extend(cells);
                Cell::List(from, self.record.items.len() as u32)
            }
            Constant::Absent => Cell::Absent,
        }
    }

    /// Stores a text.
    pub(super) fn text(&mut self, text: &str) -> Cell {
        let from = self.record.texts.len() as u32;
        self.record.texts.push_str(text);
        Cell::Text(from, self.record.texts.len() as u32)
    }

    /// The record's own id, if it has been read, kept and is not private.
    pub(super) fn id(&self) -> Option<String> {
        let field = self.schema.field(self.schema.id?);
        match self.record.value(self.record.cell(field.slot?)) {
            Value::Text(text) if !field.private => Some(text.to_owned()),
            _ => None,
        }
    }

    /// Checks a value against its type, and keeps it if some rule names the field.
    pub(super) fn scalar(
        &mut self,
        field: &Field,
        scalar: Scalar,
        row: Row,
        raw: Raw<'_>,
        at: usize,
    ) -> Result<(), Fault> {
        let bound = bind(self.schema, field, scalar, raw, at)?;
        if field.slot.is_some() {
            *self.place(field, row) = self.keep(bound);
        }
        Ok(())
    }

    /// Checks an element of a list of values, and keeps it if some rule names the list.
    pub(super) fn item(
        &mut self,
        field: &Field,
        scalar: Scalar,
        raw: Raw<'_>,
        at: usize,
    ) -> Result<(), Fault> {
        let bound = bind(self.schema, field, scalar, raw, at)?;
        if field.slot.is_some() {
            let cell = self.keep(bound);
            self.record.items.push(cell);
        }
        Ok(())
    }

    /// Keeps a cell as an element of a list of values, if some rule names the list.
    #[inline]
    pub(super) fn push(&mut self, field: &Field, cell: Cell) {
        if field.slot.is_some() {
            self.record.items.push(cell);
        }
    }

    fn keep(&mut self, bound: Bound<'_>) -> Cell {
        match bound {
            Bound::Cell(cell) => cell,
            Bound::Text(text) => self.text(text),
        }
    }

    /// Where the next item will be kept.
    pub(super) fn next_item(&self) -> u32 {
        self.record.items.len() as u32
    }

    /// Ends a list of values whose first item was to be kept at `from`.
    pub(super) fn close_list(&mut self, field: &Field, row: Row, from: u32) {
        *self.place(field, row) = Cell::List(from, self.next_item());
    }

    /// Where the next row will start.
    pub(super) fn next_row(&self) -> u32 {
        self.record.row_cells.len() as u32
    }

    /// Starts an element of a list of records.
    pub(super) fn element(&mut self, id: FieldId, width: u32, index: u32) -> Object<'s> {
        let start = self.next_row();
        let end = self.record.row_cells.len() + width as usize;
        self.record.row_cells.resize(end, Cell::Missing);
        Object {
            field: Some(id),
            row: Some(Element { start, index }),
            keys: self.tables.inside(id),
        }
    }

    /// Ends a list of records whose first row starts at `from`.
    pub(super) fn close_rows(&mut self, field: &Field, from: u32, count: u32) {
        *self.place(field, None) = Cell::Rows(from, count);
    }

    /// The cell of a field.
    #[inline]
    pub(super) fn place(&mut self, field: &Field, row: Row) -> &mut Cell {
        cell(self.record, &mut self.unkept, field.slot, row)
    }

    /// A key that the schema does not know: a fault if that is asked for, else kept.
    pub(super) fn unknown(
        &mut self,
        object: &Object<'s>,
        name: &str,
        at: usize,
    ) -> Result<(), Fault> {
        if self.options.strict {
            return Err(unknown_fault(self.schema, object.field, name, at));
        }
        if self.record.unknown.len() < UNKNOWN_FIELDS_KEPT {
            let from = self.record.texts.len() as u32;
            self.record.texts.push_str(name);
            self.record.unknown.push(Unknown {
                within: object.field,
                row: object.row,
                name: (from, self.record.texts.len() as u32),
            });
        }
        Ok(())
    }

    /// The path of a key in an object, known or not.
    pub(super) fn key_path(&self, object: &Object<'s>, name: &str) -> String {
        place::key_path(self.schema, object.field, object.row, name)
    }

    /// The path of a field, `images[1].glare`; `item` is the element of the field's own list.
    pub(super) fn path(&self, id: FieldId, row: Row, item: Option<u32>) -> String {
        place::path(self.schema, id, row, item)
    }
}

/// What is known of a field whose key stands at a byte.
#[inline]
pub(super) fn seen_at(at: usize, is_supplied: bool) -> Seen {
    (at as Seen + 1) | if is_supplied { SUPPLIED } else { 0 }
}

/// The cell at a place in a row; `unkept` if it has none.
#[inline(always)]
fn cell<'c>(
    record: &'c mut Record,
    unkept: &'c mut Cell,
    slot: Option<u32>,
    row: Row,
) -> &'c mut Cell {
    let place = match (slot, row) {
        (None, _) => None,
        (Some(slot), None) => record.cells.get_mut(slot as usize),
        (Some(slot), Some(element)) => {
            let at = element.start as usize + slot as usize;
            record.row_cells.get_mut(at)
        }
    };
    place.unwrap_or(unkept)
}

fn unknown_fault(schema: &Schema, within: Option<FieldId>, name: &str, at: usize) -> Fault {
    let mut message = "the schema has no such field".to_owned();
    if let Some(near) = nearest_field(schema, within, name) {
        message.push_str(&format!("; did you mean `{near}`?"));
    }
    Fault::new(RecordErrorCode::UnknownField, at, message)
}

/// The name of the field that is nearest to a name, in the object that a field holds.
pub(super) fn nearest_field<'s>(
    schema: &'s Schema,
    within: Option<FieldId>,
    name: &str,
) -> Option<&'s str> {
    let known = match within {
        None => &schema.top,
        Some(id) => schema.field(id).shape.children(),
    };
    nearest(name, known.iter().map(|id| &*schema.field(*id).name))
}

/// A fault if a list that holds `count` elements takes one more.
pub(super) fn check_length(count: u32, at: usize) -> Result<(), Fault> {
    if count as usize == LENGTH_LIMIT {
        return Err(Fault::new(
            RecordErrorCode::TooLarge,
            at,
            format!("the list has more than {LENGTH_LIMIT} elements"),
        ));
    }
    Ok(())
}
