//! Records of a group, and the elements of their lists, side by side: their rows as columns.
//!
//! Made once for a group, before anything is asked of it.

use super::column::{Column, Kind, parts};
use super::context::Context;
use super::lanes::{Lanes, MOST_LANES, each, first_lanes, lane};
use crate::program::{Code, Rows};
use crate::record::Element;
use crate::value::Cell;

/// So many ranks of elements are kept for the next group.
const KEPT_RANKS: usize = 8;

/// A group of records, and the elements of their lists.
#[derive(Default)]
pub(super) struct Ranks {
    pub records: Rank,
    /// By the place of a list in the code.
    lists: Vec<List>,
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
    lanes: Vec<Lane>,
    /// The records among the group.
    records: Lanes,
    /// By slot of their rows.
    columns: Vec<Column>,
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
        let each = contexts.iter().enumerate();
        let lanes = each.map(|(of, context)| {
            let lane = Lane {
                of: of as u32,
                element: None,
            };
            (lane, context.record.row())
        });
        self.records.form(lanes);
        self.lists.resize_with(code.lists.len(), List::default);
        for (list, rows) in self.lists.iter_mut().zip(&code.lists) {
            list.form(*rows, contexts);
        }
    }

    /// The elements of a list.
    pub fn elements(&self, list: u32) -> &[Rank] {
        let found = self.lists.get(list as usize);
        let ranks = found.and_then(|list| list.ranks.get(..list.count));
        ranks.unwrap_or(&[])
    }
}

impl List {
    fn form(&mut self, rows: Rows, contexts: &[Context<'_, '_>]) {
        self.ranks.truncate(KEPT_RANKS);
        self.count = 0;
        let mut elements = contexts.iter().enumerate().flat_map(|(of, context)| {
            let record = context.record;
            let elements = record.elements(record.cell(rows.slot), rows.width);
            elements.map(move |element| {
                let lane = Lane {
                    of: of as u32,
                    element: Some(element),
                };
                let row = record.row_of(element);
                (lane, row.get(..rows.width as usize).unwrap_or(row))
            })
        });
        loop {
            if self.count == self.ranks.len() {
                self.ranks.push(Rank::default());
            }
            let Some(rank) = self.ranks.get_mut(self.count) else {
                return;
            };
            rank.form(elements.by_ref().take(MOST_LANES));
            if rank.lanes.is_empty() {
                return;
            }
            self.count += 1;
        }
    }
}

impl Rank {
    fn form<'r>(&mut self, lanes: impl Iterator<Item = (Lane, &'r [Cell])>) {
        self.lanes.clear();
        self.records = 0;
        for (at, (found, row)) in lanes.take(MOST_LANES).enumerate() {
            self.records |= lane(found.of());
            self.lanes.push(found);
            if self.columns.len() < row.len() {
                self.columns.resize(row.len(), Column::MISSING);
            }
            for (column, cell) in self.columns.iter_mut().zip(row) {
                column.put(at, parts(cell));
            }
            // An empty record has a shorter row. Nothing of an earlier one may show through.
            for column in self.columns.iter_mut().skip(row.len()) {
                column.put(at, (Kind::Missing, 0));
            }
        }
    }

    /// How many there are, as bits.
    #[inline(always)]
    pub fn all(&self) -> Lanes {
        first_lanes(self.lanes.len())
    }

    /// One of them.
    #[inline(always)]
    pub fn lane(&self, at: usize) -> Option<&Lane> {
        self.lanes.get(at)
    }

    /// The records of all of them, in their order.
    pub fn places(&self) -> impl Iterator<Item = usize> + Clone {
        self.lanes.iter().map(Lane::of)
    }

    /// The values of a slot.
    #[inline(always)]
    pub fn column(&self, slot: usize) -> Option<&Column> {
        self.columns.get(slot)
    }

    /// Whose row has a list of records in a slot.
    pub fn listed(&self, lanes: Lanes, slot: u32) -> Lanes {
        let column = self.column(slot as usize);
        column.map_or(0, |column| column.are(lanes, Kind::Rows))
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
        let each = self.lanes.iter().enumerate();
        let each = each.filter(|(_, found)| records & lane(found.of()) != 0);
        each.fold(0, |lanes, (at, _)| lanes | lane(at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A rank of rows of two cells, each of the record of a number.
    fn form(rank: &mut Rank, records: &[u32]) {
        let rows = records.iter().zip(0..);
        let rows: Vec<(Lane, [Cell; 2])> = rows
            .map(|(of, index)| {
                let element = Some(Element::at(index * 2, index));
                let row = [Cell::Bool(true), Cell::whole(i64::from(index))];
                (Lane { of: *of, element }, row)
            })
            .collect();
        rank.form(rows.iter().map(|(found, row)| (*found, row.as_slice())));
    }

    #[test]
    fn elements_know_their_records_and_records_their_elements() {
        let mut rank = Rank::default();
        form(&mut rank, &[0, 0, 2, 5, 5, 5]);
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
    fn nothing_of_an_earlier_row_shows_behind_a_shorter_one() {
        let mut rank = Rank::default();
        form(&mut rank, &[0, 1]);
        let shorter = Lane {
            of: 0,
            element: None,
        };
        rank.form(std::iter::once((shorter, [Cell::Bool(false)].as_slice())));
        let kind = |rank: &Rank, slot| rank.column(slot).unwrap().kind(0);
        assert_eq!(kind(&rank, 0), Kind::Bool);
        assert_eq!(kind(&rank, 1), Kind::Missing);
        rank.form(std::iter::once((shorter, [].as_slice())));
        assert_eq!(kind(&rank, 0), Kind::Missing);
    }

    #[test]
    fn a_rank_is_formed_anew_over_an_earlier_one() {
        let mut rank = Rank::default();
        let most: Vec<u32> = (0..MOST_LANES as u32).collect();
        form(&mut rank, &most);
        assert_eq!(rank.all(), first_lanes(MOST_LANES));
        form(&mut rank, &[3]);
        assert_eq!((rank.all(), rank.records_of(rank.all())), (0b1, 0b1000));
        let column = rank.column(1).unwrap();
        assert_eq!(column.parts(0), (Kind::Number, 0));
        assert!(rank.column(2).is_none());
        form(&mut rank, &[]);
        assert_eq!((rank.all(), rank.lanes_of(0b1000)), (0, 0));
    }
}
