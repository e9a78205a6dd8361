//! Values by column, of records or of elements of their lists: kind apart from key.
//!
//! The values of 64 rows in one slot stand side by side, so that a test of all of them is a loop over an array.

use super::cells::Cells;
use crate::value::{Cell, Kind};

/// So many rows stand side by side.
pub(crate) const SIDE_BY_SIDE: usize = 64;

/// The values of a slot, for as many rows as stand side by side.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    kinds: [Kind; SIDE_BY_SIDE],
    /// What values of a kind compare by.
    keys: [i64; SIDE_BY_SIDE],
}

impl Column {
    /// Nothing is known.
    pub const MISSING: Column = Column {
        kinds: [Kind::Missing; SIDE_BY_SIDE],
        keys: [0; SIDE_BY_SIDE],
    };

    /// Values that are all the same.
    pub fn same((kind, key): (Kind, i64)) -> Column {
        Column {
            kinds: [kind; SIDE_BY_SIDE],
            keys: [key; SIDE_BY_SIDE],
        }
    }

    /// Puts a value in its place.
    #[inline(always)]
    pub fn put(&mut self, at: usize, (kind, key): (Kind, i64)) {
        *place(&mut self.kinds, at) = kind;
        *place(&mut self.keys, at) = key;
    }

    /// Puts values in their places, from the first on.
    #[inline(always)]
    fn put_run<T>(&mut self, values: &[T], of: &mut impl FnMut(&T) -> (Kind, i64)) {
        let places = self.kinds.iter_mut().zip(&mut self.keys);
        for ((kind, key), value) in places.zip(values) {
            (*kind, *key) = of(value);
        }
    }

    /// Puts values of a kind in their places, from the first on, by their keys.
    #[inline(always)]
    fn put_keys<T>(&mut self, kind: Kind, values: &[T], key: impl Fn(&T) -> i64) {
        let kinds = self.kinds.iter_mut().take(values.len());
        kinds.for_each(|place| *place = kind);
        for (place, value) in self.keys.iter_mut().zip(values) {
            *place = key(value);
        }
    }

    /// Puts values of a kind where a level is the deepest, one after the other, by their keys. There are as many, and
    /// those behind the last are any. What keys stand elsewhere does not count then. How many.
    #[inline(always)]
    pub fn put_where<T>(
        &mut self,
        kind: Kind,
        levels: &[u8],
        deepest: u8,
        values: &[T; SIDE_BY_SIDE],
        key: impl Fn(&T) -> i64,
    ) -> usize {
        for (place, level) in self.kinds.iter_mut().zip(levels) {
            *place = if *level == deepest { kind } else { *place };
        }
        let mut taken = 0;
        for (place, level) in self.keys.iter_mut().zip(levels) {
            *place = key(one(values, taken));
            taken += usize::from(*level == deepest);
        }
        taken
    }

    /// Has values be missing: so many, from a place on.
    fn forget(&mut self, at: usize, count: usize) {
        if let Some(kinds) = self.kinds.get_mut(at..at + count) {
            kinds.fill(Kind::Missing);
        }
    }

    /// The kind of a value.
    #[inline(always)]
    pub fn kind(&self, at: usize) -> Kind {
        *one(&self.kinds, at)
    }

    /// The key of a value.
    #[inline(always)]
    pub fn key(&self, at: usize) -> i64 {
        *one(&self.keys, at)
    }

    /// The kind and the key of a value.
    #[inline(always)]
    pub fn parts(&self, at: usize) -> (Kind, i64) {
        (self.kind(at), self.key(at))
    }
}

/// What is at a place. There are so many that a place is taken apart by a few bits, and none is beyond them.
#[expect(clippy::indexing_slicing, reason = "the rest is a place of the array")]
#[inline(always)]
fn one<T>(all: &[T; SIDE_BY_SIDE], at: usize) -> &T {
    &all[at % SIDE_BY_SIDE]
}

#[expect(clippy::indexing_slicing, reason = "the rest is a place of the array")]
#[inline(always)]
fn place<T>(all: &mut [T; SIDE_BY_SIDE], at: usize) -> &mut T {
    &mut all[at % SIDE_BY_SIDE]
}

/// Rows of the same width, in blocks of so many as stand side by side.
#[derive(Clone, Debug, Default)]
pub(crate) struct Grid {
    width: usize,
    rows: usize,
    /// In so many rows everything that is not put is missing.
    ready: usize,
    /// Block by block, by slot. Those behind the last block are kept for later.
    columns: Vec<Column>,
}

impl Grid {
    /// Empties it, for rows of so many cells.
    fn clear(&mut self, width: usize) {
        self.width = width;
        self.rows = 0;
        self.ready = 0;
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// How many cells a row has.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Adds a row, whose cells may be those of a row before; its number, its columns and its place in these.
    #[inline]
    fn add(&mut self) -> (usize, &mut [Column]) {
        let row = self.rows;
        self.rows += 1;
        let start = row / SIDE_BY_SIDE * self.width;
        let end = start + self.width;
        if self.columns.len() < end {
            self.columns.resize(end, Column::MISSING);
        }
        (row, self.columns.get_mut(start..end).unwrap_or_default())
    }

    /// Adds a row in which everything is missing; its number.
    pub fn open(&mut self) -> usize {
        let (row, columns) = self.add();
        for column in columns {
            column.put(row, (Kind::Missing, 0));
        }
        row
    }

    /// Makes room for so many rows in which everything is missing, in all. There are none yet.
    pub fn make_ready(&mut self, rows: usize) {
        let end = rows.div_ceil(SIDE_BY_SIDE) * self.width;
        if self.columns.len() < end {
            self.columns.resize(end, Column::MISSING);
        }
        for column in self.columns.iter_mut().take(end) {
            column.forget(0, SIDE_BY_SIDE);
        }
        self.ready = rows;
    }

    /// Adds so many rows in which everything is missing.
    pub fn open_all(&mut self, rows: usize) {
        if self.rows + rows <= self.ready {
            self.rows += rows;
            return;
        }
        let mut left = rows;
        while left > 0 {
            let at = self.rows % SIDE_BY_SIDE;
            let some = left.min(SIDE_BY_SIDE - at);
            let (_, columns) = self.add();
            for column in columns {
                column.forget(at, some);
            }
            self.rows += some - 1;
            left -= some;
        }
    }

    /// Adds a row.
    #[inline]
    fn push(&mut self, cells: &[(Kind, i64)]) {
        let (row, columns) = self.add();
        let (known, rest) = columns.split_at_mut(cells.len().min(columns.len()));
        for (column, cell) in known.iter_mut().zip(cells) {
            column.put(row, *cell);
        }
        for column in rest {
            column.put(row, (Kind::Missing, 0));
        }
    }

    /// The values of a slot in a block of rows that stand side by side.
    #[inline(always)]
    pub fn column(&self, block: usize, slot: usize) -> Option<&Column> {
        match slot < self.width {
            true => self.columns.get(block * self.width + slot),
            false => None,
        }
    }

    /// The kind and the key of a cell; missing where there is none.
    #[inline(always)]
    pub fn parts(&self, row: usize, slot: usize) -> (Kind, i64) {
        let column = self.column(row / SIDE_BY_SIDE, slot);
        column.map_or((Kind::Missing, 0), |column| column.parts(row))
    }

    /// Puts the kind and the key of a cell, if there is such a one.
    #[inline(always)]
    pub fn put(&mut self, row: usize, slot: usize, parts: (Kind, i64)) {
        let at = (row / SIDE_BY_SIDE).saturating_mul(self.width) + slot;
        if let Some(column) = self.columns.get_mut(at).filter(|_| slot < self.width) {
            column.put(row, parts);
        }
    }

    /// Puts kinds and keys into a slot of rows one after the other, from the first on.
    #[inline(always)]
    pub fn put_run<T>(&mut self, slot: usize, values: &[T], mut of: impl FnMut(&T) -> (Kind, i64)) {
        let blocks = values.chunks(SIDE_BY_SIDE);
        for (column, values) in self.columns_mut(slot).zip(blocks) {
            column.put_run(values, &mut of);
        }
    }

    /// Puts values of a kind into a slot of rows one after the other, from the first on, by their keys.
    #[inline(always)]
    pub fn put_keys<T>(&mut self, slot: usize, kind: Kind, values: &[T], key: impl Fn(&T) -> i64) {
        let blocks = values.chunks(SIDE_BY_SIDE);
        for (column, values) in self.columns_mut(slot).zip(blocks) {
            column.put_keys(kind, values, &key);
        }
    }

    /// The values of a slot, block by block.
    pub fn columns_mut(&mut self, slot: usize) -> impl Iterator<Item = &mut Column> {
        let columns = self.columns.iter_mut().skip(slot);
        columns.step_by(self.width.max(1))
    }

    fn bytes(&self) -> usize {
        self.columns.len() * size_of::<Column>()
    }
}

/// The rows of records, and those of the elements of their lists.
#[derive(Clone, Debug, Default)]
pub(crate) struct Grids {
    /// One row for each record.
    pub own: Grid,
    /// By the number of a list of records.
    pub lists: Vec<Grid>,
}

impl Grids {
    /// Empties them, for rows of so many cells.
    pub fn clear(&mut self, width: u32, lists: &[u32]) {
        self.own.clear(width as usize);
        self.lists.resize_with(lists.len(), Grid::default);
        for (grid, width) in self.lists.iter_mut().zip(lists) {
            grid.clear(*width as usize);
        }
    }

    /// Adds a record whose lists know that they follow those that are here.
    #[inline]
    pub fn push(&mut self, cells: &Cells) {
        self.own.push(&cells.own);
        for (grid, list) in self.lists.iter_mut().zip(&cells.lists) {
            list.rows().for_each(|row| grid.push(row));
        }
    }

    /// Adds a record by itself.
    pub fn copy(&mut self, cells: &Cells) {
        let starts = self.lists.iter().map(|grid| grid.rows() as u32);
        let starts: Vec<u32> = starts.collect();
        self.push(cells);
        let row = self.own.rows().saturating_sub(1);
        for (slot, (kind, key)) in cells.own.iter().enumerate() {
            if let (Kind::Rows, Some(Cell::Rows(list, start, count))) = (kind, kind.cell(*key)) {
                let before = starts.get(list as usize).copied().unwrap_or(0);
                let rows = Cell::Rows(list, before + start, count);
                self.own.put(row, slot, Kind::parts(&rows));
            }
        }
    }

    /// The rows of records, or those of the elements of a list by its number.
    pub fn of_mut(&mut self, list: Option<u16>) -> Option<&mut Grid> {
        match list {
            None => Some(&mut self.own),
            Some(list) => self.lists.get_mut(usize::from(list)),
        }
    }

    /// How many bytes they take.
    pub fn bytes(&self) -> usize {
        let lists = self.lists.iter().map(Grid::bytes);
        self.own.bytes() + lists.sum::<usize>()
    }
}
