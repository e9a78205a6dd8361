//! Records of a group, and the elements of their lists, side by side.
//!
//! Made once for a group, before anything is asked of it. Records of a sheet stand side by side as they are; others are
//! copied to where they do.

use super::context::Context;
use super::lanes::{Lanes, each, first_lanes, lane};
use crate::program::{Code, Rows};
use crate::record::{CellsRef, Column, Element, Grids, Sheet};
use crate::value::{Cell, Kind};

/// So many ranks of elements are kept for the next group.
const KEPT_RANKS: usize = 8;
/// So many bytes of copies are kept for the next group.
const KEPT_BYTES: usize = 1 << 20;

/// A group of records, and the elements of their lists.
#[derive(Default)]
pub(super) struct Ranks {
    pub records: Rank,
    /// By the place of a list in the code.
    lists: Vec<List>,
    /// Records that do not stand in one sheet.
    copies: Grids,
    /// Whether these are the records of the group.
    copied: bool,
}

/// The elements of a list of all records of a group, in their order.
#[derive(Default)]
struct List {
    ranks: Vec<Rank>,
    /// How many of these count.
    count: usize,
}

/// Records, or elements of a list, that stand side by side.
#[derive(Default)]
pub(super) struct Rank {
    /// By place; none where something stands that is not of the group.
    lanes: Vec<Option<Lane>>,
    /// Where something of the group stands.
    all: Lanes,
    /// The records among the group.
    records: Lanes,
    /// The list whose elements they are.
    list: Option<usize>,
    /// Which block of rows they are.
    block: usize,
}

/// A record, or an element of one of its lists.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lane {
    of: u32,
    /// The element.
    pub element: Option<Element>,
}

impl Lane {
    /// Which of the group's records.
    #[inline(always)]
    pub fn of(&self) -> usize {
        self.of as usize
    }
}

impl Ranks {
    /// Has a group of records stand side by side.
    pub fn form(&mut self, code: &Code, contexts: &[Context<'_, '_>]) {
        if self.copies.bytes() > KEPT_BYTES {
            self.copies = Grids::default();
        }
        let block = block_of(contexts);
        self.copied = block.is_none();
        if self.copied
            && let Some(first) = contexts.first()
        {
            let schema = first.schema();
            self.copies.clear(schema.width, schema.tables().lists());
            for context in contexts {
                match context.record.cells() {
                    CellsRef::Alone(cells) => self.copies.copy(cells),
                    CellsRef::Beside(..) => self.copies.copy(&context.record.to_cells()),
                }
            }
        }
        self.records.begin(None, block.unwrap_or(0));
        self.records.fill_with_records(contexts.len());
        let mut lists = std::mem::take(&mut self.lists);
        lists.resize_with(code.lists.len(), List::default);
        for (list, rows) in lists.iter_mut().zip(&code.lists) {
            let column = self
                .records
                .column(self.grids(contexts), rows.slot as usize);
            list.form(*rows, contexts, column);
        }
        self.lists = lists;
    }

    /// Where the values of the group stand.
    pub fn grids<'m, 'a: 'm>(&'m self, contexts: &[Context<'_, 'a>]) -> &'m Grids {
        match contexts.first().map(|first| first.record.cells()) {
            Some(CellsRef::Beside(grids, _)) if !self.copied => grids,
            _ => &self.copies,
        }
    }

    /// The elements of a list.
    pub fn elements(&self, list: u32) -> &[Rank] {
        let found = self.lists.get(list as usize);
        let ranks = found.and_then(|list| list.ranks.get(..list.count));
        ranks.unwrap_or(&[])
    }
}

/// The block of a sheet that is just these records, in their order.
fn block_of(contexts: &[Context<'_, '_>]) -> Option<usize> {
    let CellsRef::Beside(grids, first) = contexts.first()?.record.cells() else {
        return None;
    };
    let mut each = (first..).zip(contexts);
    let together = each.all(|(at, context)| match context.record.cells() {
        CellsRef::Beside(of, row) => std::ptr::eq(of, grids) && row == at,
        CellsRef::Alone(_) => false,
    });
    let begins = first % Sheet::SIDE_BY_SIDE == 0;
    (together && begins).then_some(first / Sheet::SIDE_BY_SIDE)
}

fn cell((kind, key): (Kind, i64)) -> Option<Cell> {
    match kind {
        Kind::Rows => kind.cell(key),
        _ => None,
    }
}

impl List {
    fn form(&mut self, rows: Rows, contexts: &[Context<'_, '_>], lists: Option<&Column>) {
        self.ranks.truncate(KEPT_RANKS);
        self.count = 0;
        let Some(lists) = lists else {
            return;
        };
        let each = contexts.iter().enumerate().filter_map(|(of, context)| {
            let Some(Cell::Rows(_, start, 1..)) = cell(lists.parts(of)) else {
                return None;
            };
            Some((of as u32, context.record, start as usize))
        });
        // The block of rows in which the first element stands.
        let starts = each.clone().map(|(.., start)| start);
        let first = starts.min().unwrap_or(0) / Sheet::SIDE_BY_SIDE;
        for (of, record, start) in each {
            // Which they are among those of a record that stands elsewhere.
            let found = cell(record.parts(rows.slot as usize)).unwrap_or(Cell::Missing);
            let elements = record.elements(found);
            for (row, element) in (start..).zip(elements) {
                let lane = Lane {
                    of,
                    element: Some(element),
                };
                let block = row / Sheet::SIDE_BY_SIDE;
                if let Some(rank) = self.rank(rows.list, first, block) {
                    rank.put(row % Sheet::SIDE_BY_SIDE, lane);
                }
            }
        }
    }

    /// The rank of a block, with all that stand before it.
    fn rank(&mut self, list: u16, first: usize, block: usize) -> Option<&mut Rank> {
        let place = block.checked_sub(first)?;
        while self.count <= place {
            if self.count == self.ranks.len() {
                self.ranks.push(Rank::default());
            }
            let rank = self.ranks.get_mut(self.count)?;
            rank.begin(Some(list as usize), first + self.count);
            self.count += 1;
        }
        self.ranks.get_mut(place)
    }
}

impl Rank {
    fn begin(&mut self, list: Option<usize>, block: usize) {
        self.lanes.clear();
        (self.all, self.records) = (0, 0);
        (self.list, self.block) = (list, block);
    }

    fn fill_with_records(&mut self, count: usize) {
        self.all = first_lanes(count);
        self.records = self.all;
        let lanes = (0..count as u32).map(|of| Lane { of, element: None });
        self.lanes.extend(lanes.map(Some));
    }

    #[inline(always)]
    fn put(&mut self, at: usize, found: Lane) {
        self.all |= lane(at);
        self.records |= lane(found.of());
        if self.lanes.len() <= at {
            self.lanes.resize(at, None);
            self.lanes.push(Some(found));
        } else if let Some(place) = self.lanes.get_mut(at) {
            *place = Some(found);
        }
    }

    /// All of them.
    #[inline(always)]
    pub fn all(&self) -> Lanes {
        self.all
    }

    /// One of them.
    #[inline(always)]
    pub fn lane(&self, at: usize) -> Option<&Lane> {
        self.lanes.get(at)?.as_ref()
    }

    /// The records of all places, in their order; the first where none of the group stands.
    pub fn places(&self) -> impl Iterator<Item = usize> + Clone {
        self.lanes
            .iter()
            .map(|found| found.map_or(0, |found| found.of()))
    }

    /// The values of a slot.
    #[inline(always)]
    pub fn column<'g>(&self, grids: &'g Grids, slot: usize) -> Option<&'g Column> {
        let grid = match self.list {
            None => &grids.own,
            Some(list) => grids.lists.get(list)?,
        };
        grid.column(self.block, slot)
    }

    /// The records of some.
    pub fn records_of(&self, lanes: Lanes) -> Lanes {
        if lanes == self.all() {
            return self.records;
        }
        let found = each(lanes).filter_map(|at| self.lane(at));
        found.fold(0, |records, found| records | lane(found.of()))
    }

    /// Those whose records are among some.
    pub fn lanes_of(&self, records: Lanes) -> Lanes {
        if self.records & !records == 0 {
            return self.all();
        }
        let found = each(self.all).filter(|at| {
            let found = self.lane(*at);
            found.is_some_and(|found| records & lane(found.of()) != 0)
        });
        found.fold(0, |lanes, at| lanes | lane(at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A rank of elements, each of the record of a number, in places from one on.
    fn form(rank: &mut Rank, first: usize, records: &[u32]) {
        rank.begin(Some(0), 0);
        for (index, of) in (0..).zip(records) {
            let element = Some(Element::at(0, index, index));
            rank.put(first + index as usize, Lane { of: *of, element });
        }
    }

    #[test]
    fn elements_know_their_records_and_records_their_elements() {
        let mut rank = Rank::default();
        form(&mut rank, 0, &[0, 0, 2, 5, 5, 5]);
        assert_eq!(rank.all(), 0b11_1111);
        assert_eq!(rank.records_of(rank.all()), 0b10_0101);
        assert_eq!(rank.records_of(0b00_0110), 0b00_0101);
        assert_eq!(rank.records_of(0), 0);
        assert_eq!(rank.lanes_of(0b10_0101), rank.all());
        assert_eq!(rank.lanes_of(0b10_0010), 0b11_1000);
        assert_eq!(rank.lanes_of(0b01_1010), 0);
        assert_eq!(rank.places().collect::<Vec<_>>(), [0, 0, 2, 5, 5, 5]);
    }

    #[test]
    fn nothing_stands_before_the_first_element_of_a_group() {
        let mut rank = Rank::default();
        form(&mut rank, 3, &[1, 4]);
        assert_eq!(rank.all(), 0b1_1000);
        assert_eq!(rank.lanes_of(0b0_0010), 0b0_1000);
        assert_eq!(rank.lanes_of(0b0_0001), 0);
        assert_eq!(rank.records_of(rank.all()), 0b1_0010);
        assert!(rank.lane(0).is_none() && rank.lane(5).is_none());
        assert_eq!(rank.lane(4).map(Lane::of), Some(4));
    }

    #[test]
    fn a_rank_is_formed_anew_over_an_earlier_one() {
        let mut rank = Rank::default();
        let most: Vec<u32> = (0..Sheet::SIDE_BY_SIDE as u32).collect();
        form(&mut rank, 0, &most);
        assert_eq!(rank.all(), first_lanes(Sheet::SIDE_BY_SIDE));
        form(&mut rank, 0, &[3]);
        assert_eq!((rank.all(), rank.records_of(rank.all())), (0b1, 0b1000));
        form(&mut rank, 0, &[]);
        assert_eq!((rank.all(), rank.lanes_of(0b1000)), (0, 0));
    }
}
