//! Values by column, of records or of elements of their lists: kind apart from key.
//!
//! A record by itself has its values in a row. Of a sheet, the values of 64 rows in one slot stand side by side, so that
//! a test of all of them is a loop over an array.

use super::fill::Row;
use super::view::RecordRef;
use crate::value::{Cell, Kind};

/// So many rows of a sheet stand side by side.
pub(crate) const SIDE_BY_SIDE: usize = 1 << SHEET;

/// The logarithm of how many rows stand side by side: of a record by itself, and of a sheet.
const ALONE: u32 = 0;
const SHEET: u32 = 6;

/// Rows of the same width, in blocks of so many as stand side by side.
#[derive(Clone, Debug, Default)]
pub(crate) struct Grid {
    width: usize,
    shift: u32,
    rows: usize,
    kinds: Vec<Kind>,
    keys: Vec<i64>,
}

/// The values of a slot, for as many rows as stand side by side.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Column<'g> {
    pub kinds: &'g [Kind; SIDE_BY_SIDE],
    /// What values of a kind compare by.
    pub keys: &'g [i64; SIDE_BY_SIDE],
}

/// A row that is being filled.
pub(super) struct RowMut<'g> {
    kinds: &'g mut [Kind],
    keys: &'g mut [i64],
    first: usize,
    shift: u32,
    /// Takes the values of fields that no rule names.
    unkept: &'g mut (Kind, i64),
}

/// Where a value goes.
pub(super) struct Place<'g> {
    kind: &'g mut Kind,
    key: &'g mut i64,
}

impl Grid {
    fn new(shift: u32) -> Grid {
        Grid {
            shift,
            ..Grid::default()
        }
    }

    /// Empties it, for rows of so many cells.
    fn clear(&mut self, width: usize) {
        self.width = width;
        self.rows = 0;
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Whether rows stand side by side.
    pub fn is_side_by_side(&self) -> bool {
        self.shift == SHEET
    }

    /// How many cells a row has.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Adds a row in which everything is missing; its number.
    pub fn open(&mut self) -> usize {
        let row = self.rows;
        self.rows += 1;
        let start = self.first(row);
        // All rows of a block are opened with the first.
        if row & self.mask() == 0 {
            let end = start + (self.width << self.shift);
            if self.kinds.len() < end {
                self.kinds.resize(end, Kind::Missing);
                self.keys.resize(end, 0);
            }
            if let Some(block) = self.kinds.get_mut(start..end) {
                block.fill(Kind::Missing);
            }
        }
        row
    }

    /// Takes the rows from one on away again.
    fn truncate(&mut self, rows: usize) {
        for row in rows..self.rows {
            for slot in 0..self.width {
                self.put(row, slot, (Kind::Missing, 0));
            }
        }
        self.rows = rows;
    }

    fn mask(&self) -> usize {
        (1 << self.shift) - 1
    }

    /// The place of the first cell of a row.
    #[inline(always)]
    fn first(&self, row: usize) -> usize {
        ((row >> self.shift) * self.width) << self.shift | row & self.mask()
    }

    /// The kind and the key of a cell; missing where there is none.
    #[inline(always)]
    pub fn parts(&self, row: usize, slot: usize) -> (Kind, i64) {
        let at = self.first(row) + (slot << self.shift);
        match (self.kinds.get(at), self.keys.get(at)) {
            (Some(kind), Some(key)) if slot < self.width => (*kind, *key),
            _ => (Kind::Missing, 0),
        }
    }

    /// Puts the kind and the key of a cell, if there is such a one.
    #[inline(always)]
    pub fn put(&mut self, row: usize, slot: usize, parts: (Kind, i64)) {
        let at = self.first(row).saturating_add(slot << self.shift);
        if let (Some(kind), Some(key)) = (self.kinds.get_mut(at), self.keys.get_mut(at)) {
            (*kind, *key) = parts;
        }
    }

    /// A row that is there.
    #[inline(always)]
    fn row_mut<'g>(&'g mut self, row: usize, unkept: &'g mut (Kind, i64)) -> RowMut<'g> {
        RowMut {
            first: self.first(row),
            shift: self.shift,
            kinds: &mut self.kinds,
            keys: &mut self.keys,
            unkept,
        }
    }

    /// The values of a slot in a block of rows that stand side by side.
    #[inline(always)]
    pub fn column(&self, block: usize, slot: usize) -> Option<Column<'_>> {
        if slot >= self.width || self.shift != SHEET {
            return None;
        }
        let at = block * self.width + slot;
        let (kinds, _) = self.kinds.as_chunks();
        let (keys, _) = self.keys.as_chunks();
        Some(Column {
            kinds: kinds.get(at)?,
            keys: keys.get(at)?,
        })
    }

    /// Where the values of a slot go, row by row.
    pub(super) fn column_mut(
        &mut self,
        slot: usize,
    ) -> impl Iterator<Item = (&mut Kind, &mut i64)> {
        let (block, side) = (self.width << self.shift, 1 << self.shift);
        let within = slot << self.shift..(slot << self.shift) + side;
        let kinds = self.kinds.chunks_mut(block.max(1));
        let blocks = kinds.zip(self.keys.chunks_mut(block.max(1)));
        let column = blocks.flat_map(move |(kinds, keys)| {
            let kinds = kinds.get_mut(within.clone()).unwrap_or_default();
            let keys = keys.get_mut(within.clone()).unwrap_or_default();
            kinds.iter_mut().zip(keys)
        });
        column.take(self.rows)
    }

    fn bytes(&self) -> usize {
        self.kinds.len() * (size_of::<Kind>() + size_of::<i64>())
    }
}

impl<'g> RowMut<'g> {
    /// Where the value of a slot goes.
    #[inline(always)]
    pub(super) fn place(&mut self, slot: u32) -> Place<'_> {
        let row = RowMut {
            kinds: self.kinds,
            keys: self.keys,
            unkept: self.unkept,
            ..*self
        };
        row.into_place(slot)
    }

    /// As [`RowMut::place`], for one value.
    #[inline(always)]
    pub(super) fn into_place(self, slot: u32) -> Place<'g> {
        let at = self.first.saturating_add((slot as usize) << self.shift);
        match (self.kinds.get_mut(at), self.keys.get_mut(at)) {
            (Some(kind), Some(key)) => Place { kind, key },
            _ => {
                let (kind, key) = self.unkept;
                Place { kind, key }
            }
        }
    }
}

impl<'p> Place<'p> {
    /// The place of parts that stand by themselves.
    pub(super) fn new((kind, key): &'p mut (Kind, i64)) -> Place<'p> {
        Place { kind, key }
    }

    /// Puts a value.
    #[inline(always)]
    pub(super) fn put(self, parts: (Kind, i64)) {
        (*self.kind, *self.key) = parts;
    }
}

/// The rows of records, and those of the elements of their lists.
#[derive(Clone, Debug)]
pub(crate) struct Grids {
    /// One row for each record.
    pub own: Grid,
    /// By the number of a list of records.
    pub lists: Vec<Grid>,
}

impl Grids {
    /// For one record.
    pub fn alone() -> Grids {
        Grids {
            own: Grid::new(ALONE),
            lists: Vec::new(),
        }
    }

    /// For records side by side.
    pub fn side_by_side() -> Grids {
        Grids {
            own: Grid::new(SHEET),
            lists: Vec::new(),
        }
    }

    /// Empties them, for rows of so many cells.
    pub fn clear(&mut self, width: u32, lists: &[u32]) {
        self.own.clear(width as usize);
        let shift = self.own.shift;
        self.lists.resize_with(lists.len(), || Grid::new(shift));
        for (grid, width) in self.lists.iter_mut().zip(lists) {
            grid.clear(*width as usize);
        }
    }

    /// The row of an element, or of a record itself.
    #[inline(always)]
    pub(super) fn row_mut<'g>(
        &'g mut self,
        at: usize,
        row: Row,
        unkept: &'g mut (Kind, i64),
    ) -> RowMut<'g> {
        match row {
            None => self.own.row_mut(at, unkept),
            Some(element) => match self.lists.get_mut(element.list as usize) {
                Some(grid) => grid.row_mut(element.row as usize, unkept),
                None => self.own.row_mut(at, unkept),
            },
        }
    }

    /// How many rows of each list there are.
    pub(super) fn mark(&self) -> impl Iterator<Item = usize> {
        self.lists.iter().map(Grid::rows)
    }

    /// Takes the last record away again, and the rows of lists behind a mark.
    pub(super) fn close_last(&mut self, mark: &[usize]) {
        let rows = self.own.rows().saturating_sub(1);
        self.own.truncate(rows);
        for (grid, rows) in self.lists.iter_mut().zip(mark) {
            grid.truncate(*rows);
        }
    }

    /// How many bytes they take.
    pub fn bytes(&self) -> usize {
        let lists = self.lists.iter().map(Grid::bytes);
        self.own.bytes() + lists.sum::<usize>()
    }

    /// Adds a record that stands elsewhere; the elements of its lists follow those that are here.
    pub fn copy(&mut self, record: RecordRef<'_>) {
        let (from, at) = record.place();
        let row = self.own.open();
        for slot in 0..from.own.width().min(self.own.width()) {
            let mut parts = from.own.parts(at, slot);
            if let (Kind::Rows, key) = parts
                && let Some(rows @ Cell::Rows(list, _, count)) = Kind::Rows.cell(key)
                && let Some(grid) = self.lists.get_mut(list as usize)
            {
                let start = grid.rows() as u32;
                for element in record.elements(rows) {
                    let row = grid.open();
                    for slot in 0..grid.width() {
                        grid.put(row, slot, record.element_parts(element, slot));
                    }
                }
                parts = Kind::parts(&Cell::Rows(list, start, count));
            }
            self.own.put(row, slot, parts);
        }
    }
}
