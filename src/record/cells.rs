//! The cells of one record, row by row: kind and key of each.

use super::Element;
use super::fill::Row;
use super::grid::{Grid, Grids};
use crate::value::Kind;

/// Cells in which everything is missing, to be copied together.
const MISSING: [(Kind, i64); 64] = [(Kind::Missing, 0); 64];

/// Adds so many cells in which everything is missing.
#[inline]
fn add_missing(cells: &mut Vec<(Kind, i64)>, mut count: usize) {
    while let Some(some) = MISSING.get(..count.min(MISSING.len()))
        && !some.is_empty()
    {
        cells.extend_from_slice(some);
        count -= some.len();
    }
}

/// The rows of a record: its own, and those of the elements of its lists.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cells {
    pub own: Vec<(Kind, i64)>,
    /// By the number of a list of records.
    pub lists: Vec<ListCells>,
}

/// The rows of the elements of a list.
#[derive(Clone, Debug, Default)]
pub(crate) struct ListCells {
    width: usize,
    /// How many rows of other records stand before them.
    before: u32,
    count: u32,
    cells: Vec<(Kind, i64)>,
}

impl Cells {
    /// Starts anew, with everything missing, for rows of so many cells. `before` says how many rows of each list stand
    /// before those of this record.
    pub fn start(&mut self, width: u32, lists: &[u32], before: impl Fn(usize) -> usize) {
        self.own.clear();
        add_missing(&mut self.own, width as usize);
        self.lists.resize_with(lists.len(), ListCells::default);
        for (number, (list, width)) in self.lists.iter_mut().zip(lists).enumerate() {
            list.width = *width as usize;
            list.before = before(number) as u32;
            list.count = 0;
            list.cells.clear();
        }
    }

    /// Empties them and keeps their memory.
    pub fn clear(&mut self) {
        self.start(0, &[], |_| 0);
    }

    /// The cells of a row and of those after it.
    #[inline(always)]
    pub(super) fn row_mut(&mut self, row: Row) -> &mut [(Kind, i64)] {
        match row {
            None => &mut self.own,
            Some(element) => match self.lists.get_mut(element.list as usize) {
                Some(list) => {
                    let start = list.start(element);
                    list.cells.get_mut(start..).unwrap_or_default()
                }
                None => &mut [],
            },
        }
    }

    /// The kind and the key in a slot of an element's row; missing where there is none.
    pub fn element_parts(&self, element: Element, slot: usize) -> (Kind, i64) {
        let list = self.lists.get(element.list as usize);
        let found = list.and_then(|list| list.cells.get(list.start(element) + slot));
        found.copied().unwrap_or((Kind::Missing, 0))
    }

    /// Goes through all cells.
    pub fn each_mut(&mut self, change: impl FnMut(&mut (Kind, i64))) {
        let lists = self.lists.iter_mut().flat_map(|list| &mut list.cells);
        self.own.iter_mut().chain(lists).for_each(change);
    }

    /// How many bytes they take.
    pub fn bytes(&self) -> usize {
        let lists = self.lists.iter().map(|list| list.cells.len());
        (self.own.len() + lists.sum::<usize>()) * size_of::<(Kind, i64)>()
    }
}

/// The cells of a record that is being filled.
pub(super) enum CellsMut<'c> {
    /// Row by row.
    Alone(&'c mut Cells),
    /// Beside those of others, in a row.
    Beside(&'c mut Grids, usize),
}

impl CellsMut<'_> {
    /// The kind and the key in a slot of the record's own row.
    pub fn parts(&self, slot: usize) -> (Kind, i64) {
        let alone = |cells: &Cells| cells.own.get(slot).copied();
        match self {
            CellsMut::Alone(cells) => alone(cells).unwrap_or((Kind::Missing, 0)),
            CellsMut::Beside(grids, row) => grids.own.parts(*row, slot),
        }
    }

    /// Puts the kind and the key of a slot, if there is such a one.
    #[inline]
    pub fn put(&mut self, row: Row, slot: usize, parts: (Kind, i64)) {
        match self {
            CellsMut::Alone(cells) => {
                if let Some(cell) = cells.row_mut(row).get_mut(slot) {
                    *cell = parts;
                }
            }
            CellsMut::Beside(grids, own) => match row {
                None => grids.own.put(*own, slot, parts),
                Some(element) => {
                    if let Some(grid) = grids.lists.get_mut(element.list as usize) {
                        grid.put(element.row(), slot, parts);
                    }
                }
            },
        }
    }

    /// The cells of a row and of those after it, where they are row by row.
    #[inline(always)]
    pub fn row_mut(&mut self, row: Row) -> &mut [(Kind, i64)] {
        match self {
            CellsMut::Alone(cells) => cells.row_mut(row),
            CellsMut::Beside(..) => &mut [],
        }
    }

    /// Where the next row of a list of records will stand.
    pub fn next_row(&self, list: u16) -> u32 {
        let list = usize::from(list);
        match self {
            CellsMut::Alone(cells) => cells.lists.get(list).map_or(0, ListCells::next),
            CellsMut::Beside(grids, _) => grids.lists.get(list).map_or(0, Grid::rows) as u32,
        }
    }

    /// Adds a row to a list of records, in which everything is missing.
    pub fn open(&mut self, list: u16) {
        let list = usize::from(list);
        match self {
            CellsMut::Alone(cells) => {
                if let Some(list) = cells.lists.get_mut(list) {
                    list.open();
                }
            }
            CellsMut::Beside(grids, _) => {
                if let Some(grid) = grids.lists.get_mut(list) {
                    grid.open();
                }
            }
        }
    }
}

impl ListCells {
    /// Where the next row will stand, among all.
    pub fn next(&self) -> u32 {
        self.before + self.count
    }

    /// Adds a row in which everything is missing.
    pub fn open(&mut self) {
        self.count += 1;
        add_missing(&mut self.cells, self.width);
    }

    /// The rows. They are empty where no rule names anything in them, and count all the same.
    pub fn rows(&self) -> impl Iterator<Item = &[(Kind, i64)]> {
        let row = |row| self.cells.get(row * self.width..(row + 1) * self.width);
        (0..self.count as usize).map(move |at| row(at).unwrap_or_default())
    }

    #[inline(always)]
    fn start(&self, element: Element) -> usize {
        (element.row.wrapping_sub(self.before)) as usize * self.width
    }
}
