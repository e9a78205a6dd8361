//! Values to the cells of a record: who was supplied, what absence means, defaults, unknown fields.
//!
//! Readers of all formats drive it; it knows none of them.

use super::error::Fault;
use super::scalar::{Bound, Raw, bind};
use super::{Element, LENGTH_LIMIT, ReadOptions, Record, RecordErrorCode, UNKNOWN_FIELDS_KEPT};
use crate::decision::UnknownField;
use crate::diagnostic::nearest;
use crate::program::{Field, FieldId, Schema, Shape};
use crate::value::{Cell, Constant, Scalar, Value, escape_controls};

/// The row whose cells are filled: the record's own, or an element's.
pub(super) type Row = Option<Element>;

/// An object that is being read: its fields in the schema, and where what is known of them is kept.
#[derive(Clone, Copy)]
pub(super) struct Object<'s> {
    /// The field that holds it; none for the record itself.
    pub(super) field: Option<FieldId>,
    /// Its row.
    pub(super) row: Row,
    children: &'s [FieldId],
    base: usize,
}

#[derive(Clone, Copy, Default)]
struct Seen {
    /// The byte of its key.
    key: Option<usize>,
    /// Whether it has a value other than null.
    supplied: bool,
}

/// Fills a record.
pub(super) struct Fill<'s, 'r> {
    pub(super) schema: &'s Schema,
    options: ReadOptions,
    record: &'r mut Record,
    seen: Vec<Seen>,
}

impl<'s, 'r> Fill<'s, 'r> {
    /// Starts with an empty record in which everything is missing.
    pub(super) fn new(
        schema: &'s Schema,
        options: ReadOptions,
        record: &'r mut Record,
    ) -> Fill<'s, 'r> {
        record.clear();
        record.cells.resize(schema.width as usize, Cell::Missing);
        Fill {
            schema,
            options,
            record,
            seen: Vec::new(),
        }
    }

    /// The record itself.
    pub(super) fn top(&mut self) -> Object<'s> {
        let schema = self.schema;
        self.object(None, &schema.top, None)
    }

    /// A group, which is there.
    pub(super) fn group(&mut self, id: FieldId, children: &'s [FieldId], row: Row) -> Object<'s> {
        self.put(id, row, Cell::Present);
        self.object(Some(id), children, row)
    }

    fn object(&mut self, field: Option<FieldId>, children: &'s [FieldId], row: Row) -> Object<'s> {
        let base = self.seen.len();
        self.seen.resize(base + children.len(), Seen::default());
        Object {
            field,
            row,
            children,
            base,
        }
    }

    /// The field of a key in an object; `None` if the schema does not know it.
    pub(super) fn child(&self, object: Object<'s>, name: &str) -> Option<(usize, FieldId)> {
        object
            .children
            .iter()
            .enumerate()
            .find(|(_, id)| &*self.schema.field(**id).name == name)
            .map(|(place, id)| (place, *id))
    }

    /// Notes the key of a child; a fault if it stood there before.
    pub(super) fn note_key(
        &mut self,
        object: Object<'s>,
        place: usize,
        at: usize,
    ) -> Result<(), Fault> {
        match self.seen.get_mut(object.base + place) {
            Some(Seen {
                key: Some(first), ..
            }) => Err(Fault::duplicate(at, *first)),
            Some(seen) => {
                seen.key = Some(at);
                Ok(())
            }
            None => Ok(()),
        }
    }

    /// Notes that a child has a value.
    pub(super) fn note_supplied(&mut self, object: Object<'s>, place: usize) {
        if let Some(seen) = self.seen.get_mut(object.base + place) {
            seen.supplied = true;
        }
    }

    /// Ends an object: children without a value take their default, are absent or stay missing.
    pub(super) fn close(&mut self, object: Object<'s>) {
        for (place, id) in object.children.iter().enumerate() {
            let seen = self.seen.get(object.base + place);
            if !seen.is_some_and(|seen| seen.supplied) {
                self.not_supplied(*id, object.row);
            }
        }
        self.seen.truncate(object.base);
    }

    fn not_supplied(&mut self, id: FieldId, row: Row) {
        let schema = self.schema;
        let field = schema.field(id);
        if let Some(default) = &field.default {
            let cell = self.constant(default);
            self.put(id, row, cell);
            let index = row.map(|element| element.index);
            self.record.assumed.push((id, index));
        } else if field.optional {
            self.absent(id, row);
        }
    }

    /// A field that is absent, and all inside it.
    fn absent(&mut self, id: FieldId, row: Row) {
        self.put(id, row, Cell::Absent);
        let schema = self.schema;
        if let Shape::Group(children) = &schema.field(id).shape {
            for child in children {
                self.absent(*child, row);
            }
        }
    }

    fn constant(&mut self, constant: &Constant) -> Cell {
        match constant {
            Constant::Bool(bool) => Cell::Bool(*bool),
            Constant::Number(number) => Cell::Number(*number),
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
    fn text(&mut self, text: &str) -> Cell {
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
        id: FieldId,
        scalar: Scalar,
        row: Row,
        raw: Raw<'_>,
        at: usize,
    ) -> Result<(), Fault> {
        let field = self.schema.field(id);
        let bound = bind(self.schema, field, scalar, raw, at)?;
        if field.slot.is_some() {
            let cell = self.keep(bound);
            self.put(id, row, cell);
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
    pub(super) fn close_list(&mut self, id: FieldId, row: Row, from: u32) {
        self.put(id, row, Cell::List(from, self.next_item()));
    }

    /// Where the next row will start.
    pub(super) fn next_row(&self) -> u32 {
        self.record.row_cells.len() as u32
    }

    /// Starts an element of a list of records.
    pub(super) fn element(
        &mut self,
        id: FieldId,
        children: &'s [FieldId],
        width: u32,
        index: u32,
    ) -> Object<'s> {
        let start = self.next_row();
        let end = self.record.row_cells.len() + width as usize;
        self.record.row_cells.resize(end, Cell::Missing);
        self.object(Some(id), children, Some(Element { start, index }))
    }

    /// Ends a list of records whose first row starts at `from`.
    pub(super) fn close_rows(&mut self, id: FieldId, from: u32, count: u32) {
        self.put(id, None, Cell::Rows(from, count));
    }

    fn put(&mut self, id: FieldId, row: Row, cell: Cell) {
        let Some(slot) = self.schema.field(id).slot else {
            return;
        };
        let place = match row {
            None => self.record.cells.get_mut(slot as usize),
            Some(element) => {
                let at = element.start as usize + slot as usize;
                self.record.row_cells.get_mut(at)
            }
        };
        if let Some(place) = place {
            *place = cell;
        }
    }

    /// A key that the schema does not know: a fault if that is asked for, else kept with the nearest name.
    pub(super) fn unknown(
        &mut self,
        object: Object<'s>,
        name: &str,
        at: usize,
    ) -> Result<(), Fault> {
        if !self.options.strict && self.record.unknown_fields.len() >= UNKNOWN_FIELDS_KEPT {
            return Ok(());
        }
        let schema = self.schema;
        let names = object.children.iter().map(|id| &*schema.field(*id).name);
        let near = nearest(name, names);
        if self.options.strict {
            let mut message = "the schema has no such field".to_owned();
            if let Some(near) = near {
                message.push_str(&format!("; did you mean `{near}`?"));
            }
            return Err(Fault::new(RecordErrorCode::UnknownField, at, message));
        }
        self.record.unknown_fields.push(UnknownField {
            field: self.key_path(object, name),
            did_you_mean: near.map(str::to_owned),
        });
        Ok(())
    }

    /// The path of a key in an object, known or not.
    pub(super) fn key_path(&self, object: Object<'s>, name: &str) -> String {
        let shown = show_name(name);
        match object.field {
            None => shown,
            Some(id) => {
                let field = self.schema.field(id);
                let item = match field.shape {
                    Shape::Rows { .. } => object.row.map(|element| element.index),
                    _ => None,
                };
                format!("{}.{shown}", self.path(id, object.row, item))
            }
        }
    }

    /// The path of a field, `images[1].glare`; `item` is the element of the field's own list.
    pub(super) fn path(&self, id: FieldId, row: Row, item: Option<u32>) -> String {
        let field = self.schema.field(id);
        let path = match (field.rows, row) {
            (Some(_), Some(element)) => {
                field
                    .path
                    .replacen("[]", &format!("[{}]", element.index), 1)
            }
            _ => field.path.to_string(),
        };
        match item {
            Some(item) => format!("{path}[{item}]"),
            None => path,
        }
    }
}

/// A name from the record, made safe, and cut if it is long.
pub(super) fn show_name(name: &str) -> String {
    let mut shown = escape_controls(&name.chars().take(64).collect::<String>());
    if name.chars().nth(64).is_some() {
        shown.push('…');
    }
    shown
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
