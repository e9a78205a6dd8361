//! What is known of one record, wherever its values stand.

use super::cells::{Cells, ListCells};
use super::fill::nearest_field;
use super::grid::Grids;
use super::place::key_path;
use super::{Element, Notes, Record, Sheet, Stores};
use crate::decision::UnknownField;
use crate::program::{FieldId, Schema};
use crate::value::{Cell, Instant, Kind, Texts, Value};
use std::fmt;

/// A record to look at: one by itself, or one of a sheet. Its `Debug` shows the kinds of its values only.
#[derive(Clone, Copy)]
pub struct RecordRef<'a>(Home<'a>);

/// Where a record is.
#[derive(Clone, Copy)]
enum Home<'a> {
    Alone(&'a Record),
    /// In a row.
    Beside(&'a Sheet, u32),
}

/// Where the cells of a record are.
#[derive(Clone, Copy)]
pub(crate) enum CellsRef<'a> {
    /// Row by row.
    Alone(&'a Cells),
    /// Side by side, in a row.
    Beside(&'a Grids, usize),
}

impl fmt::Debug for RecordRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = match self.cells() {
            CellsRef::Alone(cells) => cells.own.len(),
            CellsRef::Beside(grids, _) => grids.own.width(),
        };
        let cells: Vec<Cell> = (0..width as u32).map(|slot| self.cell(slot)).collect();
        let mut shown = f.debug_struct("Record");
        shown.field("cells", &cells);
        shown.field("items", &self.stores().items);
        shown.finish_non_exhaustive()
    }
}

impl<'a> From<&'a Record> for RecordRef<'a> {
    fn from(record: &'a Record) -> RecordRef<'a> {
        RecordRef(Home::Alone(record))
    }
}

impl<'a> RecordRef<'a> {
    /// A record of a sheet.
    #[inline(always)]
    pub(super) fn beside(sheet: &'a Sheet, row: usize) -> RecordRef<'a> {
        RecordRef(Home::Beside(sheet, row as u32))
    }

    /// Where its cells are.
    #[inline(always)]
    pub(crate) fn cells(self) -> CellsRef<'a> {
        match self.0 {
            Home::Alone(record) => CellsRef::Alone(&record.cells),
            Home::Beside(sheet, row) => CellsRef::Beside(&sheet.grids, row as usize),
        }
    }

    /// What its cells point into.
    #[inline(always)]
    fn stores(self) -> &'a Stores {
        match self.0 {
            Home::Alone(record) => &record.stores,
            Home::Beside(sheet, _) => &sheet.stores,
        }
    }

    #[inline(always)]
    fn notes(self) -> Option<&'a Notes> {
        match self.0 {
            Home::Alone(record) => Some(&record.notes),
            Home::Beside(sheet, row) => sheet.notes.get(row as usize),
        }
    }

    /// The cell in a slot of the record's own row; `Missing` beyond its end.
    pub fn cell(self, slot: u32) -> Cell {
        self.cell_of(self.parts(slot as usize))
    }

    /// The cell in a slot of an element's row.
    pub fn element_cell(self, element: Element, slot: u32) -> Cell {
        self.cell_of(self.element_parts(element, slot as usize))
    }

    /// The cell of a kind and a key of this record.
    #[inline]
    pub(crate) fn cell_of(self, (kind, key): (Kind, i64)) -> Cell {
        let kept = || self.stores().items.get(key as usize).copied();
        kind.cell(key).or_else(kept).unwrap_or(Cell::Missing)
    }

    /// The kind and the key in a slot of the record's own row.
    #[inline]
    pub(crate) fn parts(self, slot: usize) -> (Kind, i64) {
        match self.cells() {
            CellsRef::Alone(cells) => match cells.own.get(slot) {
                Some(parts) => *parts,
                None => (Kind::Missing, 0),
            },
            CellsRef::Beside(grids, row) => grids.own.parts(row, slot),
        }
    }

    /// The kind and the key in a slot of an element's row.
    pub(crate) fn element_parts(self, element: Element, slot: usize) -> (Kind, i64) {
        match self.cells() {
            CellsRef::Alone(cells) => cells.element_parts(element, slot),
            CellsRef::Beside(grids, _) => {
                let grid = grids.lists.get(element.list as usize);
                grid.map_or((Kind::Missing, 0), |grid| grid.parts(element.row(), slot))
            }
        }
    }

    /// A cell of this record as a value.
    pub fn value(self, cell: Cell) -> Value<'a> {
        cell.value(&self.stores().items, &self.stores().texts)
    }

    /// The text of a key.
    #[inline]
    pub(crate) fn text(self, key: i64) -> &'a str {
        self.texts().text(key)
    }

    /// Its texts, and those of all records that are of the same sheet.
    #[inline(always)]
    pub(crate) fn texts(self) -> &'a Texts {
        &self.stores().texts
    }

    /// The text in a slot of the record's own row.
    pub(crate) fn text_in(self, slot: u32) -> Option<&'a str> {
        match self.parts(slot as usize) {
            (Kind::Text, key) => Some(self.text(key)),
            _ => None,
        }
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
    #[inline(always)]
    pub fn instant(self, schema: &Schema) -> Option<Instant> {
        let slot = schema.field(schema.instant?).slot?;
        match self.parts(slot as usize) {
            (Kind::Instant, key) => Instant::from_unix_millis(key),
            parts => match self.cell_of(parts) {
                Cell::Instant(instant) => Some(instant),
                _ => None,
            },
        }
    }

    /// What the record calls itself: the schema's field `id`, unless that is private.
    pub fn id(self, schema: &Schema) -> Option<&'a str> {
        let (kind, key) = self.parts(id_slot(schema)?);
        (kind == Kind::Text).then(|| self.text(key))
    }

    /// The fields that were not supplied and took the schema's `otherwise`, in the order read; inside a list
    /// of records with the place of the element.
    pub fn assumed(self) -> &'a [(FieldId, Option<u32>)] {
        self.notes().map_or(&[], |notes| &notes.assumed)
    }

    /// Whether it has fields that the schema does not know.
    pub fn has_unknown_fields(self) -> bool {
        self.notes().is_some_and(|notes| !notes.unknown.is_empty())
    }

    /// The fields that the schema it was read by does not know, in the order read; the first hundred are kept.
    /// The nearest name that the schema knows is looked for here, not while the record is read.
    pub fn unknown_fields(self, schema: &Schema) -> impl Iterator<Item = UnknownField> {
        let unknown = self.notes().into_iter().flat_map(|notes| &notes.unknown);
        unknown.map(move |unknown| {
            let (from, to) = unknown.name;
            let name = self.stores().texts.get(from, to);
            let name = name.unwrap_or("");
            UnknownField {
                field: key_path(schema, unknown.within, unknown.row, name),
                did_you_mean: nearest_field(schema, unknown.within, name).map(str::to_owned),
            }
        })
    }

    /// The same record by itself.
    pub fn to_record(self) -> Record {
        let mut record = Record {
            cells: self.to_cells(),
            notes: self.notes().cloned().unwrap_or_default(),
            ..Record::default()
        };
        // A sheet has the texts and items of all its records; only its own come along.
        let mut stores = Stores::default();
        record.cells.each_mut(|(kind, key)| {
            let cell = self.cell_of((*kind, *key));
            if let Kind::Text | Kind::List | Kind::Other = kind {
                *key = self.copied(cell, &mut stores).1;
            }
        });
        for unknown in &mut record.notes.unknown {
            let (from, to) = unknown.name;
            if let Cell::Text(from, to) = self.copied_text(from, to, &mut stores) {
                unknown.name = (from, to);
            }
        }
        record.stores = stores;
        record
    }

    /// The kind and the key of a cell with other stores, where it now stands as well.
    fn copied(self, cell: Cell, stores: &mut Stores) -> (Kind, i64) {
        match cell {
            Cell::Text(from, to) => Kind::parts(&self.copied_text(from, to, stores)),
            Cell::List(from, to) => {
                let items = self.stores().items.get(from as usize..to as usize);
                let start = stores.items.len() as u32;
                for item in items.unwrap_or_default() {
                    let item = match *item {
                        Cell::Text(from, to) => self.copied_text(from, to, stores),
                        item => item,
                    };
                    stores.items.push(item);
                }
                Kind::parts(&Cell::List(start, stores.items.len() as u32))
            }
            cell => stores.parts(&cell),
        }
    }

    fn copied_text(self, from: u32, to: u32, stores: &mut Stores) -> Cell {
        let text = self.stores().texts.get(from, to);
        stores.add_text(text.unwrap_or(""))
    }

    /// Its cells by themselves.
    pub(crate) fn to_cells(self) -> Cells {
        let (grids, row) = match self.cells() {
            CellsRef::Alone(cells) => return cells.clone(),
            CellsRef::Beside(grids, row) => (grids, row),
        };
        let widths = grids.lists.iter().map(|grid| grid.width() as u32);
        let widths: Vec<u32> = widths.collect();
        let mut cells = Cells::default();
        cells.start(grids.own.width() as u32, &widths, |_| 0);
        for slot in 0..grids.own.width() {
            let mut parts = grids.own.parts(row, slot);
            if let Some(rows @ Cell::Rows(number, _, count)) = parts.0.cell(parts.1) {
                let start = cells.lists.get(number as usize).map_or(0, ListCells::next);
                for (to, element) in (start..).zip(self.elements(rows)) {
                    self.copy_element(element, Element::at(number, to, 0), &mut cells);
                }
                parts = Kind::parts(&Cell::Rows(number, start, count));
            }
            if let Some(cell) = cells.own.get_mut(slot) {
                *cell = parts;
            }
        }
        cells
    }

    fn copy_element(self, element: Element, to: Element, cells: &mut Cells) {
        if let Some(list) = cells.lists.get_mut(to.list as usize) {
            list.open();
        }
        for (slot, cell) in cells.row_mut(Some(to)).iter_mut().enumerate() {
            *cell = self.element_parts(element, slot);
        }
    }
}

/// Where records say what they call themselves: the schema's field `id`, unless that is private.
pub(super) fn id_slot(schema: &Schema) -> Option<usize> {
    let field = schema.field(schema.id?);
    let slot = field.slot.filter(|_| !field.private)?;
    Some(slot as usize)
}
