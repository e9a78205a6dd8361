//! Many records that are filled side by side, a column after the other: each ends up as if it had been read alone.
//!
//! Faults come in the order of columns. Of those of a record the one counts that stands first in it.

use super::columns::{Goal, Mistake};
use super::error::Fault;
use super::fill::{Fill, check_length};
use super::graft::{graft, too_large};
use super::place;
use super::{Element, LENGTH_LIMIT, ReadOptions, Record, RecordError, SIZE_LIMIT};
use crate::program::{FieldId, Schema};
use crate::value::Cell;

/// Where a fault stands within its record: the column of the field or list, the element, the column inside the
/// element.
pub type Order = (u32, u32, u32);

/// Records side by side. Their memory is used again.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    records: Vec<Record>,
    faults: Vec<Option<(Order, RecordError)>>,
    /// How many of the records count.
    rows: usize,
    /// The cells of a record in which everything is missing.
    empty: Vec<Cell>,
}

impl Sheet {
    /// Starts anew, with records in which everything is missing.
    pub fn start<'s>(
        &mut self,
        schema: &'s Schema,
        options: ReadOptions,
        rows: usize,
    ) -> Filling<'s, '_> {
        if self.records.len() < rows {
            self.records.resize_with(rows, Record::default);
            self.faults.resize_with(rows, || None);
        }
        self.rows = rows;
        self.empty.resize(schema.width as usize, Cell::Missing);
        for record in self.records.iter_mut().take(rows) {
            record.clear();
            record.cells.extend_from_slice(&self.empty);
        }
        self.faults.iter_mut().for_each(|fault| *fault = None);
        Filling {
            schema,
            options,
            records: self.records.get_mut(..rows).unwrap_or_default(),
            faults: &mut self.faults,
        }
    }

    /// Empties it, and gives memory back that only a few records need.
    pub fn clear(&mut self, most: usize) {
        self.rows = 0;
        for record in &mut self.records {
            let items = record.items.capacity() + record.row_cells.capacity();
            if record.texts.capacity() + items * size_of::<Cell>() > most {
                *record = Record::default();
            }
        }
    }

    /// How many records there are.
    pub fn len(&self) -> usize {
        self.rows
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// A record, or why it cannot be read.
    pub fn get(&self, row: usize) -> Option<Result<&Record, &RecordError>> {
        let record = self.records.get(row).filter(|_| row < self.rows)?;
        match self.faults.get(row) {
            Some(Some((_, error))) => Some(Err(error)),
            _ => Some(Ok(record)),
        }
    }
}

/// Records that are being filled.
pub struct Filling<'s, 'f> {
    schema: &'s Schema,
    options: ReadOptions,
    records: &'f mut [Record],
    faults: &'f mut [Option<(Order, RecordError)>],
}

impl<'s> Filling<'s, '_> {
    /// How many records there are.
    pub fn rows(&self) -> usize {
        self.records.len()
    }

    /// Puts a cell for each record, the first into the first, that needs no store.
    #[inline]
    pub fn put_each(&mut self, slot: u32, cells: &[Cell]) {
        for (record, cell) in self.records.iter_mut().zip(cells) {
            if let Some(place) = record.cells.get_mut(slot as usize) {
                *place = *cell;
            }
        }
    }

    /// Puts cells into the records whose level is the deepest, one after the other.
    #[inline]
    pub fn put_there(&mut self, slot: u32, levels: &[u8], deepest: u8, cells: &[Cell]) {
        let there = self.records.iter_mut().zip(levels);
        let there = there.filter(|(_, level)| **level == deepest);
        for ((record, _), cell) in there.zip(cells) {
            if let Some(place) = record.cells.get_mut(slot as usize) {
                *place = *cell;
            }
        }
    }

    /// Puts texts into the records whose level is the deepest, one after the other. A cell says where in `texts` its
    /// own stands. Hands on the records that have too many.
    #[inline]
    pub fn put_texts(
        &mut self,
        slot: u32,
        (levels, deepest): (&[u8], u8),
        (cells, texts): (&[Cell], &str),
    ) -> Vec<usize> {
        let mut full = Vec::new();
        let there = self.records.iter_mut().zip(levels).enumerate();
        let there = there.filter(|(_, (_, level))| **level == deepest);
        for ((row, (record, _)), cell) in there.zip(cells) {
            let Cell::Text(from, to) = *cell else {
                continue;
            };
            let text = texts.get(from as usize..to as usize).unwrap_or("");
            if record.texts.len() + text.len() > SIZE_LIMIT {
                full.push(row);
                continue;
            }
            let from = record.texts.len() as u32;
            record.texts.push_str(text);
            if let Some(place) = record.cells.get_mut(slot as usize) {
                *place = Cell::Text(from, record.texts.len() as u32);
            }
        }
        full
    }

    /// Puts a cell into each of these elements of lists of records, the first into the first.
    #[inline]
    pub fn put_elements(
        &mut self,
        slot: u32,
        elements: &[(usize, Option<Element>)],
        cells: &[Cell],
    ) {
        for ((row, element), cell) in elements.iter().zip(cells) {
            self.put(*row, *element, Some(slot), *cell);
        }
    }

    /// Puts a cell into a record, or into an element of a list of records.
    #[inline]
    pub fn put(&mut self, row: usize, element: Option<Element>, slot: Option<u32>, cell: Cell) {
        let (Some(record), Some(slot)) = (self.records.get_mut(row), slot) else {
            return;
        };
        let place = match element {
            None => record.cells.get_mut(slot as usize),
            Some(element) => record.row_cells.get_mut((element.start + slot) as usize),
        };
        if let Some(place) = place {
            *place = cell;
        }
    }

    /// The cell of a text that is kept with a record from now on. A fault if the record has too many.
    #[inline]
    pub fn text(&mut self, row: usize, text: &str) -> Result<Cell, Mistake> {
        let Some(record) = self.records.get_mut(row) else {
            return Ok(Cell::Missing);
        };
        if record.texts.len() + text.len() > SIZE_LIMIT {
            return Err(Mistake(too_large()));
        }
        let from = record.texts.len() as u32;
        record.texts.push_str(text);
        Ok(Cell::Text(from, record.texts.len() as u32))
    }

    /// Starts a list of records with so many elements, whose cells are missing. A fault if there are too many.
    pub fn open_rows(
        &mut self,
        row: usize,
        slot: Option<u32>,
        width: u32,
        count: u32,
    ) -> Result<u32, Mistake> {
        check_length(count.min(LENGTH_LIMIT as u32 + 1).saturating_sub(1), 0).map_err(Mistake)?;
        let Some(record) = self.records.get_mut(row) else {
            return Ok(0);
        };
        let start = record.row_cells.len();
        let cells = width as usize * count as usize;
        record.row_cells.resize(start + cells, Cell::Missing);
        self.put(row, None, slot, Cell::Rows(start as u32, count));
        Ok(start as u32)
    }

    /// Where the next item of a list of values will be kept.
    pub fn next_item(&self, row: usize) -> u32 {
        self.records
            .get(row)
            .map_or(0, |record| record.items.len() as u32)
    }

    /// Keeps an item of a list of values.
    pub fn push_item(&mut self, row: usize, cell: Cell) {
        if let Some(record) = self.records.get_mut(row) {
            record.items.push(cell);
        }
    }

    /// A field without a value takes its default, is absent or stays missing.
    pub fn not_supplied(&mut self, row: usize, element: Option<Element>, id: FieldId) {
        if let Some(record) = self.records.get_mut(row) {
            let mut fill = Fill::further(self.schema, self.options, record);
            fill.not_supplied(id, element);
        }
    }

    /// A column that the schema does not know, in the object that a field holds.
    pub fn unknown(
        &mut self,
        row: usize,
        (within, element): (Option<FieldId>, Option<Element>),
        name: &str,
        order: Order,
    ) {
        let Some(record) = self.records.get_mut(row) else {
            return;
        };
        let mut fill = Fill::further(self.schema, self.options, record);
        let tables = fill.tables;
        let keys = within.map_or(tables.top(), |id| tables.inside(id));
        let object = Fill::object(within, element, keys);
        let noted = fill.unknown(&object, name, 0);
        let noted = noted.map_err(|fault| fault.within(|| fill.key_path(&object, name)));
        if let Err(fault) = noted {
            self.note(row, order, fault);
        }
    }

    /// Puts a list that stands as JSON text.
    pub fn graft(
        &mut self,
        row: usize,
        element: Option<Element>,
        goal: &Goal<'_>,
        text: &str,
        order: Order,
    ) {
        let Some(record) = self.records.get_mut(row) else {
            return;
        };
        match graft(self.schema, self.options, record, (goal.id, element), text) {
            Ok(true) => {}
            Ok(false) => self.not_supplied(row, element, goal.id),
            Err(fault) => self.mistake(row, (element, None), goal.id, Mistake(fault), order),
        }
    }

    /// Notes what is wrong with a value; `item` is the element of the field's own list.
    #[cold]
    pub fn mistake(
        &mut self,
        row: usize,
        (element, item): (Option<Element>, Option<u32>),
        id: FieldId,
        Mistake(fault): Mistake,
        order: Order,
    ) {
        let schema = self.schema;
        let fault = fault.within(|| place::path(schema, id, element, item));
        self.note(row, order, fault);
    }

    fn note(&mut self, row: usize, order: Order, fault: Fault) {
        let Some(place) = self.faults.get_mut(row) else {
            return;
        };
        if place.as_ref().is_none_or(|(first, _)| order < *first) {
            let error = RecordError {
                line: 0,
                column: 0,
                ..fault.into_error("")
            };
            *place = Some((order, error));
        }
    }

    /// Ends it. `id` is the column of the records' own id; `close` says of each field when the object that holds it
    /// ends, among all and within its element: defaults are told in that order.
    pub fn end(self, id: Option<u32>, close: &[(u32, u32)]) {
        for (record, fault) in self.records.iter_mut().zip(self.faults) {
            if let Some(((column, ..), error)) = fault {
                if id.is_some_and(|id| id < *column) {
                    error.id = record.id(self.schema).map(str::to_owned);
                }
                record.clear();
            } else if record.assumed.len() > 1 {
                record.assumed.sort_by_key(|(id, element)| {
                    let (among_all, within) = close.get(id.0 as usize).copied().unwrap_or_default();
                    (among_all, *element, within, id.0)
                });
            }
        }
    }
}
