//! Values to the cells of a record: who was supplied, what absence means, defaults, unknown fields.
//!
//! Readers of all formats drive it; it knows none of them.

use super::cells::CellsMut;
use super::error::Fault;
use super::names::Spans;
use super::place;
use super::scalar::{Bound, Raw, bind};
use super::seen::Marks;
use super::{
    Element, LENGTH_LIMIT, Memory, Notes, ReadOptions, RecordErrorCode, Stores,
    UNKNOWN_FIELDS_KEPT, Unknown,
};
use crate::diagnostic::nearest;
use crate::program::{Field, FieldId, FieldKey, Keys, NO_SLOT, Schema, Shape, Tables};
use crate::value::{Cell, Constant, Kind, Scalar, Value};

/// The row whose cells are filled: the record's own, or an element's.
pub(super) type Row = Option<Element>;

/// An object that is being read.
pub(super) struct Object<'s> {
    /// The field that holds it; none for the record itself.
    pub(super) field: Option<FieldId>,
    /// Its row.
    pub(super) row: Row,
    /// Its keys in the schema.
    pub(super) keys: &'s Keys,
    /// What is known of the first block of these.
    first: Marks,
}

/// Fills a record.
pub(super) struct Fill<'s, 'r> {
    pub(super) schema: &'s Schema,
    pub(super) tables: &'s Tables,
    options: ReadOptions,
    target: Target<'r>,
    /// Takes the values of fields that no rule names.
    unkept: (Kind, i64),
}

/// Where a record is read to.
pub(super) struct Target<'r> {
    pub(super) cells: CellsMut<'r>,
    pub(super) stores: &'r mut Stores,
    pub(super) notes: &'r mut Notes,
    pub(super) memory: &'r mut Memory,
}

impl<'s, 'r> Fill<'s, 'r> {
    /// Fills a record, in which nothing is yet, or goes on with one between two objects.
    pub(super) fn new(
        schema: &'s Schema,
        options: ReadOptions,
        target: Target<'r>,
    ) -> Fill<'s, 'r> {
        Fill {
            schema,
            tables: schema.tables(),
            options,
            unkept: (Kind::Missing, 0),
            target,
        }
    }

    /// Ends it, and gives the record the memory of the cursor back.
    pub(super) fn end(self, spans: Spans) {
        self.target.memory.spans = spans;
    }

    /// The record itself.
    pub(super) fn top(&mut self) -> Object<'s> {
        self.open(None, None, self.tables.top())
    }

    /// A group, which is there.
    #[inline(always)]
    pub(super) fn group(&mut self, key: &FieldKey, row: Row) -> Object<'s> {
        self.put_parts(key.target.slot, row, (Kind::Present, 0));
        self.open(Some(key.id), row, self.tables.inside(key.id))
    }

    #[inline(always)]
    fn open(&mut self, field: Option<FieldId>, row: Row, keys: &'s Keys) -> Object<'s> {
        self.target.memory.seen.open(keys);
        Fill::object(field, row, keys)
    }

    /// An object of which only the place counts.
    #[inline(always)]
    pub(super) fn object(field: Option<FieldId>, row: Row, keys: &'s Keys) -> Object<'s> {
        Object {
            field,
            row,
            keys,
            first: Marks::default(),
        }
    }

    /// The keys of a block of the innermost object that have been read.
    #[inline]
    pub(super) fn read(&mut self, object: &mut Object<'_>, block: usize) -> u64 {
        self.marks(object, block).read()
    }

    /// Notes that keys of a block of the innermost object have been read, and have a value.
    #[inline]
    pub(super) fn supplied(&mut self, object: &mut Object<'_>, block: usize, keys: u64) {
        self.marks(object, block).supplied |= keys;
    }

    /// Notes that a key of the innermost object has been read, with null.
    pub(super) fn null(&mut self, object: &mut Object<'_>, key: &FieldKey) {
        self.marks(object, key.block).null |= key.bit;
    }

    #[inline]
    fn marks<'m>(&'m mut self, object: &'m mut Object<'_>, block: usize) -> &'m mut Marks {
        let first = &mut object.first;
        match block {
            0 => first,
            _ => self
                .target
                .memory
                .seen
                .block(object.keys, block)
                .unwrap_or(first),
        }
    }

    /// Ends the innermost object: children without a value take their default, are absent or stay missing.
    #[inline]
    pub(super) fn close(&mut self, object: &mut Object<'s>) {
        self.close_block(object.keys.block(0), object.first, object.row);
        if object.keys.blocks() > 1 {
            self.close_further_blocks(object);
        }
    }

    #[cold]
    fn close_further_blocks(&mut self, object: &mut Object<'s>) {
        for block in 1..object.keys.blocks() {
            let marks = *self.marks(object, block);
            self.close_block(object.keys.block(block), marks, object.row);
        }
        self.target.memory.seen.close(object.keys);
    }

    #[inline]
    fn close_block(&mut self, keys: &'s [FieldKey], marks: Marks, row: Row) {
        let mut missing = !marks.supplied & u64::MAX >> ((64 - keys.len()) % 64);
        while missing != 0
            && let Some(key) = keys.get(missing.trailing_zeros() as usize)
        {
            self.not_supplied(key.id, row);
            missing &= missing - 1;
        }
    }

    /// A field without a value takes its default, is absent or stays missing.
    #[inline(never)]
    pub(super) fn not_supplied(&mut self, id: FieldId, row: Row) {
        let schema = self.schema;
        let field = schema.field(id);
        if let Some(default) = &field.default {
            let cell = self.constant(default);
            self.put(field, row, cell);
            let index = row.map(|element| element.index);
            self.target.notes.assumed.push((id, index));
        } else if field.optional {
            self.absent(id, row);
        }
    }

    /// A field that is absent, and all inside it.
    fn absent(&mut self, id: FieldId, row: Row) {
        let field = self.schema.field(id);
        if let Some(slot) = field.slot {
            self.put_parts(slot, row, (Kind::Absent, 0));
        }
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
                let from = self.target.stores.items.len() as u32;
                self.target.stores.items.extend(cells);
                Cell::List(from, self.target.stores.items.len() as u32)
            }
            Constant::Absent => Cell::Absent,
        }
    }

    /// Stores a text.
    fn text(&mut self, text: &str) -> Cell {
        self.target.stores.add_text(text)
    }

    /// The record's own id, if it has been read, kept and is not private.
    pub(super) fn id(&self) -> Option<String> {
        let field = self.schema.field(self.schema.id?);
        let slot = field.slot? as usize;
        let Target { cells, stores, .. } = &self.target;
        let (kind, key) = cells.parts(slot);
        match kind.cell(key)?.value(&stores.items, &stores.texts) {
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
            let cell = self.keep(bound);
            self.put(field, row, cell);
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
            self.target.stores.items.push(cell);
        }
        Ok(())
    }

    /// The texts, of which a cell says where its own stands.
    pub(super) fn texts(&mut self) -> &mut String {
        self.target.stores.texts.own_mut()
    }

    /// Keeps a cell as an element of a list of values, if some rule names the list.
    #[inline]
    pub(super) fn push(&mut self, key: &FieldKey, cell: Cell) {
        if key.target.slot != NO_SLOT {
            self.target.stores.items.push(cell);
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
        self.target.stores.items.len() as u32
    }

    /// Ends a list of values whose first item was to be kept at `from`.
    pub(super) fn close_list(&mut self, key: &FieldKey, row: Row, from: u32) {
        let list = Cell::List(from, self.next_item());
        self.put_parts(key.target.slot, row, Kind::parts(&list));
    }

    /// Where the next row of a list of records will stand.
    pub(super) fn next_row(&self, list: u16) -> u32 {
        self.target.cells.next_row(list)
    }

    /// Starts an element of a list of records.
    pub(super) fn element(&mut self, key: &FieldKey, list: u16, index: u32) -> Object<'s> {
        let row = self.next_row(list);
        self.target.cells.open(list);
        let row = Some(Element { list, row, index });
        self.open(Some(key.id), row, self.tables.inside(key.id))
    }

    /// Ends a list of records whose first row is `from`.
    pub(super) fn close_rows(&mut self, key: &FieldKey, list: u16, from: u32, count: u32) {
        let rows = Cell::Rows(list, from, count);
        self.put_parts(key.target.slot, None, Kind::parts(&rows));
    }

    /// Puts the cell of a field, if some rule names it.
    fn put(&mut self, field: &Field, row: Row, cell: Cell) {
        if let Some(slot) = field.slot {
            let parts = self.target.stores.parts(&cell);
            self.put_parts(slot, row, parts);
        }
    }

    /// Keeps a cell, if some rule names the field.
    pub(super) fn keep_cell(&mut self, key: &FieldKey, row: Row, cell: Cell) {
        if key.target.slot != NO_SLOT {
            let parts = self.target.stores.parts(&cell);
            self.put_parts(key.target.slot, row, parts);
        }
    }

    #[inline]
    fn put_parts(&mut self, slot: u32, row: Row, parts: (Kind, i64)) {
        self.target.cells.put(row, slot as usize, parts);
    }

    /// The cells of a row and of those after it, and one for fields that no rule names, with the texts. There are none
    /// where records are filled side by side.
    #[inline]
    pub(super) fn row(&mut self, row: Row) -> (&mut [(Kind, i64)], &mut (Kind, i64), &mut String) {
        let Target { cells, stores, .. } = &mut self.target;
        (cells.row_mut(row), &mut self.unkept, stores.texts.own_mut())
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
        if self.target.notes.unknown.len() < UNKNOWN_FIELDS_KEPT {
            let texts = self.target.stores.texts.own_mut();
            let from = texts.len() as u32;
            texts.push_str(name);
            self.target.notes.unknown.push(Unknown {
                within: object.field,
                row: object.row,
                name: (from, texts.len() as u32),
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
