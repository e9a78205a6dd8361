//! What is known of one record, wherever its values stand.

use super::fill::nearest_field;
use super::grid::Grids;
use super::place::key_path;
use super::{Element, Record, Stores};
use crate::decision::UnknownField;
use crate::program::{FieldId, Schema};
use crate::value::{Cell, Instant, Kind, Value};
use std::fmt;

/// A record to look at: one by itself, or one of a sheet. Its `Debug` shows the kinds of its values only.
#[derive(Clone, Copy)]
pub struct RecordRef<'a> {
    grids: &'a Grids,
    at: usize,
    stores: &'a Stores,
}

impl fmt::Debug for RecordRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self.grids.own.width() as u32;
        let cells: Vec<Cell> = (0..width).map(|slot| self.cell(slot)).collect();
        let mut shown = f.debug_struct("Record");
        shown.field("cells", &cells);
        shown.field("items", &self.stores.items);
        shown.finish_non_exhaustive()
    }
}

impl<'a> From<&'a Record> for RecordRef<'a> {
    fn from(record: &'a Record) -> RecordRef<'a> {
        record.view()
    }
}

impl<'a> RecordRef<'a> {
    pub(super) fn new(grids: &'a Grids, at: usize, stores: &'a Stores) -> RecordRef<'a> {
        RecordRef { grids, at, stores }
    }

    /// Where its values stand, and in which row.
    pub(crate) fn place(self) -> (&'a Grids, usize) {
        (self.grids, self.at)
    }

    /// The cell in a slot of the record's own row; `Missing` beyond its end.
    pub fn cell(self, slot: u32) -> Cell {
        self.cell_of(self.grids.own.parts(self.at, slot as usize))
    }

    /// The cell in a slot of an element's row.
    pub fn element_cell(self, element: Element, slot: u32) -> Cell {
        self.cell_of(self.element_parts(element, slot as usize))
    }

    /// The cell of a kind and a key of this record.
    #[inline]
    pub(crate) fn cell_of(self, (kind, key): (Kind, i64)) -> Cell {
        let kept = || self.stores.items.get(key as usize).copied();
        kind.cell(key).or_else(kept).unwrap_or(Cell::Missing)
    }

    /// The kind and the key in a slot of an element's row.
    #[inline]
    pub(crate) fn element_parts(self, element: Element, slot: usize) -> (Kind, i64) {
        let grid = self.grids.lists.get(element.list as usize);
        grid.map_or((Kind::Missing, 0), |grid| {
            grid.parts(element.row as usize, slot)
        })
    }

    /// A cell of this record as a value.
    pub fn value(self, cell: Cell) -> Value<'a> {
        cell.value(&self.stores.items, &self.stores.texts)
    }

    /// The bytes of a text of this record, from and to.
    pub fn text(self, from: u32, to: u32) -> &'a [u8] {
        let texts = self.stores.texts.as_bytes();
        texts.get(from as usize..to as usize).unwrap_or(&[])
    }

    /// The elements of a list of records; none if the cell holds no list.
    pub fn elements(self, cell: Cell) -> impl Iterator<Item = Element> + use<> {
        let (list, start, count) = match cell {
            Cell::Rows(list, start, count) => (list, start, count),
            _ => (0, 0, 0),
        };
        (0..count).map(move |index| Element {
            list,
            row: start + index,
            index,
        })
    }

    /// The instant that the record names itself: the schema's field `submitted_at`.
    pub fn instant(self, schema: &Schema) -> Option<Instant> {
        let slot = schema.field(schema.instant?).slot?;
        match self.cell(slot) {
            Cell::Instant(instant) => Some(instant),
            _ => None,
        }
    }

    /// What the record calls itself: the schema's field `id`, unless that is private.
    pub fn id(self, schema: &Schema) -> Option<&'a str> {
        let field = schema.field(schema.id?);
        match self.value(self.cell(field.slot?)) {
            Value::Text(text) if !field.private => Some(text),
            _ => None,
        }
    }

    /// The fields that were not supplied and took the schema's `otherwise`, in the order read; inside a list
    /// of records with the place of the element.
    pub fn assumed(self) -> &'a [(FieldId, Option<u32>)] {
        &self.stores.assumed
    }

    /// Whether it has fields that the schema does not know.
    pub fn has_unknown_fields(self) -> bool {
        !self.stores.unknown.is_empty()
    }

    /// The fields that the schema it was read by does not know, in the order read; the first hundred are kept.
    /// The nearest name that the schema knows is looked for here, not while the record is read.
    pub fn unknown_fields(self, schema: &Schema) -> impl Iterator<Item = UnknownField> {
        self.stores.unknown.iter().map(move |unknown| {
            let (from, to) = unknown.name;
            let name = self.stores.texts.get(from as usize..to as usize);
            let name = name.unwrap_or("");
            UnknownField {
                field: key_path(schema, unknown.within, unknown.row, name),
                did_you_mean: nearest_field(schema, unknown.within, name).map(str::to_owned),
            }
        })
    }

    /// The same record by itself.
    pub fn to_record(self) -> Record {
        let mut grids = Grids::alone();
        let lists = self.grids.lists.iter();
        let widths: Vec<u32> = lists.map(|list| list.width() as u32).collect();
        grids.clear(self.grids.own.width() as u32, &widths);
        grids.copy(self);
        Record {
            grids,
            stores: self.stores.clone(),
        }
    }
}
