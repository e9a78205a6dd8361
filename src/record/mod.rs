//! Bytes to values: one submission, bound to the schema while it is read.
//!
//! In: JSON, NDJSON or TOML and a `Schema`. Out: a [`Record`] of cells, or a [`RecordError`] with the place in
//! the input. No document tree is built for JSON, and no message shows a value.

mod cells;
mod columns;
mod cursor;
mod encoding;
mod error;
mod fill;
mod filling;
mod follow;
mod graft;
mod grid;
mod json;
mod lexer;
mod lines;
mod names;
mod place;
mod plain;
mod quick;
mod scalar;
mod seen;
mod series;
mod sheet;
mod toml;
mod tree;
mod view;

pub use columns::{Datum, Goal, Held, Kind, Mistake, Wants};
pub use error::{RecordError, RecordErrorCode, page};
pub use filling::{Filling, Order};
pub use json::{check_json, read_json, read_json_into};
pub use lines::{Lines, ndjson_lines};
pub use series::{Dictionary, Series, SeriesValues};
pub use sheet::Sheet;
pub use toml::read_toml;
pub use tree::read_tree;
pub use view::RecordRef;

pub(crate) use grid::{Column, Grids};
pub(crate) use view::CellsRef;

use self::cells::{Cells, CellsMut};
use self::fill::{Row, Target};
use self::names::Spans;
use self::seen::Stack;
use crate::decision::UnknownField;
use crate::program::{FieldId, Schema};
use crate::value::{Cell, Instant, Kind as CellKind, Texts, Value};
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

/// How strictly a record is read.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct ReadOptions {
    /// Whether a field that the schema does not know is an error.
    pub strict: bool,
}

/// One submission. Its `Debug` shows the kinds of its values only, as that of [`Value`] does.
#[derive(Clone, Default)]
pub struct Record {
    cells: Cells,
    stores: Stores,
    notes: Notes,
    memory: Memory,
}

/// What cells point into: of one record, or of all records of a sheet.
#[derive(Clone, Default)]
struct Stores {
    /// The values of lists, and cells that have no key of their own.
    items: Vec<Cell>,
    texts: Texts,
}

/// What is noted about a record beside its values.
#[derive(Clone, Default)]
struct Notes {
    assumed: Vec<(FieldId, Option<u32>)>,
    unknown: Vec<Unknown>,
}

/// Memory of the readers, kept for the next record.
#[derive(Clone, Default)]
struct Memory {
    seen: Stack,
    spans: Spans,
}

/// A key that the schema does not know.
#[derive(Clone, Copy)]
struct Unknown {
    /// The field that holds its object; none for the record itself.
    within: Option<FieldId>,
    row: Row,
    /// From and to, in the texts.
    name: (u32, u32),
}

impl fmt::Debug for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.view().fmt(f)
    }
}

/// An element of a list of records.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Element {
    /// The number of the list in the schema.
    list: u16,
    /// Its row among all that its record, or its sheet, has of that list.
    row: u32,
    /// Its place in the list, counted from 0.
    pub index: u32,
}

impl Element {
    /// Its row among all that its record, or its sheet, has of that list.
    pub(crate) fn row(self) -> usize {
        self.row as usize
    }

    /// The element of a list that stands in a row.
    pub(crate) fn at(list: u16, row: u32, index: u32) -> Element {
        Element { list, row, index }
    }
}

impl Record {
    /// A record of rows and stores that fit together, with the rows of each list: for tests of what uses records.
    #[cfg(test)]
    pub(crate) fn from_parts(
        cells: &[Cell],
        lists: &[Vec<Vec<Cell>>],
        items: Vec<Cell>,
        texts: String,
    ) -> Record {
        let mut record = Record::default();
        record.stores.items = items;
        record.stores.texts = texts.into();
        let Record {
            cells: to, stores, ..
        } = &mut record;
        let width = |rows: &Vec<Vec<Cell>>| rows.iter().map(Vec::len).max().unwrap_or(0) as u32;
        let widths: Vec<u32> = lists.iter().map(width).collect();
        to.start(cells.len() as u32, &widths, |_| 0);
        let mut fill = |to: &mut [(CellKind, i64)], cells: &[Cell]| {
            for (to, cell) in to.iter_mut().zip(cells) {
                *to = stores.parts(cell);
            }
        };
        fill(&mut to.own, cells);
        for (list, rows) in (0..).zip(lists) {
            for (row, cells) in (0..).zip(rows) {
                to.lists[usize::from(list)].open();
                let element = Element::at(list, row, row);
                fill(to.row_mut(Some(element)), cells);
            }
        }
        record
    }

    /// The record with fields that were taken from the schema's defaults: for tests.
    #[cfg(test)]
    pub(crate) fn with_assumed(mut self, assumed: Vec<(FieldId, Option<u32>)>) -> Record {
        self.notes.assumed = assumed;
        self
    }

    /// The record to look at.
    pub fn view(&self) -> RecordRef<'_> {
        RecordRef::from(self)
    }

    /// As [`RecordRef::cell`].
    pub fn cell(&self, slot: u32) -> Cell {
        self.view().cell(slot)
    }

    /// As [`RecordRef::element_cell`].
    pub fn element_cell(&self, element: Element, slot: u32) -> Cell {
        self.view().element_cell(element, slot)
    }

    /// As [`RecordRef::value`].
    pub fn value(&self, cell: Cell) -> Value<'_> {
        self.view().value(cell)
    }

    /// As [`RecordRef::elements`].
    pub fn elements(&self, cell: Cell) -> impl Iterator<Item = Element> + use<> {
        self.view().elements(cell)
    }

    /// As [`RecordRef::instant`].
    pub fn instant(&self, schema: &Schema) -> Option<Instant> {
        self.view().instant(schema)
    }

    /// As [`RecordRef::id`].
    pub fn id(&self, schema: &Schema) -> Option<&str> {
        self.view().id(schema)
    }

    /// As [`RecordRef::assumed`].
    pub fn assumed(&self) -> &[(FieldId, Option<u32>)] {
        self.view().assumed()
    }

    /// As [`RecordRef::has_unknown_fields`].
    pub fn has_unknown_fields(&self) -> bool {
        self.view().has_unknown_fields()
    }

    /// As [`RecordRef::unknown_fields`].
    pub fn unknown_fields(&self, schema: &Schema) -> impl Iterator<Item = UnknownField> {
        self.view().unknown_fields(schema)
    }

    /// Starts anew, with everything missing.
    fn open(&mut self, schema: &Schema) -> Target<'_> {
        self.clear();
        self.memory.seen.clear();
        self.cells
            .start(schema.width, schema.tables().lists(), |_| 0);
        Target {
            cells: CellsMut::Alone(&mut self.cells),
            stores: &mut self.stores,
            notes: &mut self.notes,
            memory: &mut self.memory,
        }
    }

    /// How many bytes its values have.
    pub fn bytes(&self) -> usize {
        self.cells.bytes() + self.stores.bytes()
    }

    /// Empties it and keeps its memory.
    fn clear(&mut self) {
        self.cells.clear();
        self.stores.clear();
        self.notes.clear();
    }
}

impl Stores {
    /// The parts of a cell, which is kept here where it has no key of its own.
    #[inline(always)]
    fn parts(&mut self, cell: &Cell) -> (CellKind, i64) {
        match CellKind::parts(cell) {
            (CellKind::Other, _) => {
                self.items.push(*cell);
                (CellKind::Other, self.items.len() as i64 - 1)
            }
            parts => parts,
        }
    }

    /// Parts that came with cells of their own: those of such a one with the place that it has here.
    #[inline(always)]
    fn settled(&mut self, parts: (CellKind, i64), others: &[Cell]) -> (CellKind, i64) {
        match parts {
            (CellKind::Other, key) => {
                let cell = others.get(key as usize);
                self.parts(cell.unwrap_or(&Cell::Missing))
            }
            parts => parts,
        }
    }

    /// Keeps a text.
    #[inline]
    fn add_text(&mut self, text: &str) -> Cell {
        let texts = self.texts.own_mut();
        let from = texts.len();
        texts.push_str(text);
        Cell::Text(from as u32, texts.len() as u32)
    }

    fn bytes(&self) -> usize {
        self.items.len() * size_of::<Cell>() + self.texts.own().len()
    }

    /// Empties them and keeps their memory.
    fn clear(&mut self) {
        self.items.clear();
        self.texts.clear();
    }
}

impl Notes {
    /// Empties them and keeps their memory.
    fn clear(&mut self) {
        self.assumed.clear();
        self.unknown.clear();
    }
}
