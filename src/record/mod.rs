//! Bytes to values: one submission, bound to the schema while it is read.
//!
//! In: JSON, NDJSON or TOML and a `Schema`. Out: a [`Record`] of cells, or a [`RecordError`] with the place in
//! the input. No document tree is built for JSON, and no message shows a value.

mod columns;
mod cursor;
mod encoding;
mod error;
mod fill;
mod graft;
mod json;
mod lexer;
mod lines;
mod names;
mod place;
mod plain;
mod quick;
mod scalar;
mod seen;
mod sheet;
mod toml;
mod tree;

pub use columns::{Datum, Goal, Held, Kind, Mistake, Wants};
pub use error::{RecordError, RecordErrorCode, page};
pub use json::{check_json, read_json, read_json_into};
pub use lines::{Lines, ndjson_lines};
pub use sheet::{Filling, Order, Sheet};
pub use toml::read_toml;
pub use tree::read_tree;

use self::fill::{Row, nearest_field};
use self::names::Spans;
use self::place::key_path;
use self::seen::Stack;
use crate::decision::UnknownField;
use crate::program::{FieldId, Schema};
use crate::value::{Cell, Instant, Value};
use std::fmt;

/// How deep objects and lists may stand inside one another, the record itself counted.
pub const DEPTH_LIMIT: usize = 64;
/// How many bytes a record may have: 16 MiB.
pub const SIZE_LIMIT: usize = 16 << 20;
/// How many bytes a TOML record may have: 1 MiB. It is read as a whole before it is bound.
pub const TOML_SIZE_LIMIT: usize = 1 << 20;
/// How many elements a list may have, and how many keys an object.
pub const LENGTH_LIMIT: usize = 10_000;
/// How many unknown fields are kept; further ones are read and let go.
pub const UNKNOWN_FIELDS_KEPT: usize = 100;

/// So many cells stand in one line of a cache.
const CELLS_A_LINE: usize = 64 / size_of::<Cell>();

/// How strictly a record is read.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct ReadOptions {
    /// Whether a field that the schema does not know is an error.
    pub strict: bool,
}

/// One submission. Its `Debug` shows the kinds of its values only, as that of [`Value`] does.
#[derive(Clone, Default)]
pub struct Record {
    cells: Vec<Cell>,
    row_cells: Vec<Cell>,
    items: Vec<Cell>,
    texts: String,
    assumed: Vec<(FieldId, Option<u32>)>,
    unknown: Vec<Unknown>,
    // Memory of the readers, kept for the next record.
    seen: Stack,
    spans: Spans,
}

/// A key that the schema does not know.
#[derive(Clone, Copy)]
struct Unknown {
    /// The field that holds its object; none for the record itself.
    within: Option<FieldId>,
    row: Row,
    /// From and to, in the record's texts.
    name: (u32, u32),
}

impl fmt::Debug for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Record");
        shown.field("cells", &self.cells);
        shown.field("row_cells", &self.row_cells);
        shown.field("items", &self.items);
        shown.finish_non_exhaustive()
    }
}

/// An element of a list of records: where its row starts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Element {
    start: u32,
    /// Its place in the list, counted from 0.
    pub index: u32,
}

impl Element {
    /// An element whose row starts at a place.
    pub(crate) fn at(start: u32, index: u32) -> Element {
        Element { start, index }
    }
}

impl Record {
    /// A record of stores that fit together: for tests of what uses records.
    #[cfg(test)]
    pub(crate) fn from_parts(
        cells: Vec<Cell>,
        row_cells: Vec<Cell>,
        items: Vec<Cell>,
        texts: String,
    ) -> Record {
        Record {
            cells,
            row_cells,
            items,
            texts,
            ..Record::default()
        }
    }

    /// The record with fields that were taken from the schema's defaults: for tests.
    #[cfg(test)]
    pub(crate) fn with_assumed(mut self, assumed: Vec<(FieldId, Option<u32>)>) -> Record {
        self.assumed = assumed;
        self
    }

    /// The cell in a slot of the record's own row; `Missing` beyond its end.
    pub fn cell(&self, slot: u32) -> Cell {
        self.cells
            .get(slot as usize)
            .copied()
            .unwrap_or(Cell::Missing)
    }

    /// The cell in a slot of an element's row.
    pub fn element_cell(&self, element: Element, slot: u32) -> Cell {
        let at = element.start as usize + slot as usize;
        self.row_cells.get(at).copied().unwrap_or(Cell::Missing)
    }

    /// The cells of the record's own row.
    pub fn row(&self) -> &[Cell] {
        &self.cells
    }

    /// The cells of an element's row and of those after it.
    pub fn row_of(&self, element: Element) -> &[Cell] {
        let start = element.start as usize;
        self.row_cells.get(start..).unwrap_or(&[])
    }

    /// A cell of this record as a value.
    pub fn value(&self, cell: Cell) -> Value<'_> {
        cell.value(&self.items, &self.texts)
    }

    /// The bytes of a text of this record, from and to.
    pub fn text(&self, from: u32, to: u32) -> &[u8] {
        let texts = self.texts.as_bytes();
        texts.get(from as usize..to as usize).unwrap_or(&[])
    }

    /// The elements of a list of records whose rows are `width` cells wide; none if the cell holds no list.
    pub fn elements(&self, cell: Cell, width: u32) -> impl Iterator<Item = Element> + use<> {
        let (start, count) = match cell {
            Cell::Rows(start, count) => (start, count),
            _ => (0, 0),
        };
        (0..count).map(move |index| Element {
            start: start + index * width,
            index,
        })
    }

    /// The instant that the record names itself: the schema's field `submitted_at`.
    pub fn instant(&self, schema: &Schema) -> Option<Instant> {
        let slot = schema.field(schema.instant?).slot?;
        match self.value(self.cell(slot)) {
            Value::Instant(instant) => Some(instant),
            _ => None,
        }
    }

    /// What the record calls itself: the schema's field `id`, unless that is private.
    pub fn id(&self, schema: &Schema) -> Option<&str> {
        let field = schema.field(schema.id?);
        match self.value(self.cell(field.slot?)) {
            Value::Text(text) if !field.private => Some(text),
            _ => None,
        }
    }

    /// The fields that were not supplied and took the schema's `otherwise`, in the order read; inside a list
    /// of records with the place of the element.
    pub fn assumed(&self) -> &[(FieldId, Option<u32>)] {
        &self.assumed
    }

    /// Whether it has fields that the schema does not know.
    pub fn has_unknown_fields(&self) -> bool {
        !self.unknown.is_empty()
    }

    /// The fields that the schema it was read by does not know, in the order read; the first hundred are kept.
    /// The nearest name that the schema knows is looked for here, not while the record is read.
    pub fn unknown_fields(&self, schema: &Schema) -> impl Iterator<Item = UnknownField> {
        self.unknown.iter().map(move |unknown| {
            let (from, to) = unknown.name;
            let name = self.texts.get(from as usize..to as usize).unwrap_or("");
            UnknownField {
                field: key_path(schema, unknown.within, unknown.row, name),
                did_you_mean: nearest_field(schema, unknown.within, name).map(str::to_owned),
            }
        })
    }

    /// Looks at something of each stretch of memory that its values take, so that it comes into the cache.
    pub(crate) fn touch(&self) -> usize {
        let stores = [&self.cells, &self.row_cells];
        let cells = stores
            .into_iter()
            .flat_map(|store| store.iter().step_by(CELLS_A_LINE));
        cells.filter(|cell| matches!(cell, Cell::Missing)).count()
    }

    /// How many bytes its values have.
    pub fn bytes(&self) -> usize {
        let cells = self.cells.len() + self.row_cells.len() + self.items.len();
        cells * size_of::<Cell>() + self.texts.len()
    }

    /// Empties it and keeps its memory.
    fn clear(&mut self) {
        self.seen.clear();
        self.cells.clear();
        self.row_cells.clear();
        self.items.clear();
        self.texts.clear();
        self.assumed.clear();
        self.unknown.clear();
    }
}
