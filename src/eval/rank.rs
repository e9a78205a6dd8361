//! Records of a group, and the elements of their lists, side by side.
//!
//! Made once for a group, before anything is asked of it. Records of a sheet stand side by side as they are; others are
//! copied to where they do.

use super::context::Group;
use super::lanes::{Lanes, MOST_LANES, each, first_lanes, lane};
use crate::program::{Code, Rows};
use crate::record::{CellsRef, Column, Element, Grids, RecordRef};
use crate::value::{Kind, Texts};

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
    /// The block of rows of the first one.
    first: usize,
}

/// Records, or elements of a list, that stand side by side.
pub(super) struct Rank {
    /// By place: which of the group's records; any, where something stands that is not of the group.
    of: [u8; MOST_LANES],
    /// Where something of the group stands.
    all: Lanes,
    /// The records among the group.
    records: Lanes,
    /// The list whose elements they are.
    list: Option<Rows>,
    /// Which block of rows they are.
    block: usize,
}

impl Default for Rank {
    fn default() -> Rank {
        Rank {
            of: [0; MOST_LANES],
            all: 0,
            records: 0,
            list: None,
            block: 0,
        }
    }
}

impl Ranks {
    /// Has a group of records stand side by side.
    pub fn form(&mut self, code: &Code, group: &Group<'_, '_>) {
        if self.copies.bytes() > KEPT_BYTES {
            self.copies = Grids::default();
        }
        let block = block_of(group);
        self.copied = block.is_none();
        if self.copied {
            let schema = &group.program.schema;
            self.copies.clear(schema.width, schema.tables().lists());
            for (record, _) in group.records {
                match record.cells() {
                    CellsRef::Alone(cells) => self.copies.copy(cells),
                    CellsRef::Beside(..) => self.copies.copy(&record.to_cells()),
                }
            }
        }
        self.records.begin(None, block.unwrap_or(0));
        self.records.fill_with_records(group.records.len());
        let mut lists = std::mem::take(&mut self.lists);
        lists.resize_with(code.lists.len(), List::default);
        for (list, rows) in lists.iter_mut().zip(&code.lists) {
            let column = self.records.column(self.grids(group), rows.slot as usize);
            if let Some(column) = column {
                list.form(*rows, column, self.records.all());
            }
        }
        self.lists = lists;
    }

    /// Where the values of the group stand.
    pub fn grids<'m, 'a: 'm>(&'m self, group: &Group<'_, 'a>) -> &'m Grids {
        match group.record(0).map(RecordRef::cells) {
            Some(CellsRef::Beside(grids, _)) if !self.copied => grids,
            _ => &self.copies,
        }
    }

    /// The texts of all of them, if they are of one sheet.
    pub fn texts<'a>(&self, group: &Group<'_, 'a>) -> Option<&'a Texts> {
        let first = group.record(0).filter(|_| !self.copied);
        first.map(RecordRef::texts)
    }

    /// The elements of a list.
    pub fn elements(&self, list: u32) -> &[Rank] {
        let found = self.lists.get(list as usize);
        let ranks = found.and_then(|list| list.ranks.get(..list.count));
        ranks.unwrap_or(&[])
    }
}

/// The block of a sheet that is just these records, in their order.
fn block_of(group: &Group<'_, '_>) -> Option<usize> {
    let CellsRef::Beside(grids, first) = group.record(0)?.cells() else {
        return None;
    };
    let mut each = (first..).zip(group.records);
    let together = each.all(|(at, (record, _))| match record.cells() {
        CellsRef::Beside(of, row) => std::ptr::eq(of, grids) && row == at,
        CellsRef::Alone(_) => false,
    });
    let begins = first % MOST_LANES == 0;
    (together && begins).then_some(first / MOST_LANES)
}

impl List {
    fn form(&mut self, rows: Rows, lists: &Column, all: Lanes) {
        self.ranks.truncate(KEPT_RANKS);
        self.count = 0;
        let listed = lists.are(all, Kind::Rows);
        for of in each(listed) {
            let (_, start, count) = Kind::to_rows(lists.key(of));
            let mut next = start as usize;
            let end = next + count as usize;
            while next < end {
                let block = next / MOST_LANES;
                let stop = end.min((block + 1) * MOST_LANES);
                if let Some(rank) = self.rank(rows, block) {
                    rank.put(next % MOST_LANES, stop - next, of);
                }
                next = stop;
            }
        }
    }

    /// The rank of a block. There is one for each block from the first to the last that was asked for.
    #[inline(always)]
    fn rank(&mut self, rows: Rows, block: usize) -> Option<&mut Rank> {
        if self.count == 0 {
            self.first = block;
        }
        while block < self.first {
            self.first -= 1;
            self.add(0, rows, self.first);
        }
        while self.first + self.count <= block {
            self.add(self.count, rows, self.first + self.count);
        }
        self.ranks.get_mut(block - self.first)
    }

    /// Puts a rank of a block in its place.
    #[inline(never)]
    fn add(&mut self, place: usize, rows: Rows, block: usize) {
        let mut rank = match self.count < self.ranks.len() {
            true => self.ranks.remove(self.count),
            false => Rank::default(),
        };
        rank.begin(Some(rows), block);
        self.ranks.insert(place, rank);
        self.count += 1;
    }
}

impl Rank {
    fn begin(&mut self, list: Option<Rows>, block: usize) {
        (self.all, self.records) = (0, 0);
        (self.list, self.block) = (list, block);
    }

    fn fill_with_records(&mut self, count: usize) {
        self.all = first_lanes(count);
        self.records = self.all;
        for (at, of) in self.of.iter_mut().enumerate() {
            *of = at as u8;
        }
    }

    /// Puts something of a record in so many places from one on.
    #[inline(always)]
    fn put(&mut self, at: usize, count: usize, of: usize) {
        self.all |= first_lanes(count) << at;
        self.records |= lane(of);
        if let Some(places) = self.of.get_mut(at..at + count) {
            places.fill(of as u8);
        }
    }

    /// All of them.
    #[inline(always)]
    pub fn all(&self) -> Lanes {
        self.all
    }

    /// Which of the group's records stands at a place, or has the element that stands there.
    #[inline(always)]
    pub fn of(&self, at: usize) -> usize {
        self.of.get(at).copied().unwrap_or(0).into()
    }

    /// The records of all places, in their order; any where none of the group stands.
    pub fn places(&self) -> impl Iterator<Item = usize> + Clone {
        self.of.iter().map(|of| usize::from(*of))
    }

    /// The element at a place, of a record that has its list in `own` and among those side by side in `beside`.
    pub fn element(&self, at: usize, own: (Kind, i64), beside: (Kind, i64)) -> Option<Element> {
        let ((Kind::Rows, own), (Kind::Rows, beside)) = (own, beside) else {
            return None;
        };
        let row = (self.block * MOST_LANES + at) as u32;
        let index = row.checked_sub(Kind::to_rows(beside).1)?;
        let (list, start, count) = Kind::to_rows(own);
        (index < count).then(|| Element::at(list, start + index, index))
    }

    /// The list whose elements they are.
    pub fn list(&self) -> Option<Rows> {
        self.list
    }

    /// The values of a slot.
    #[inline(always)]
    pub fn column<'g>(&self, grids: &'g Grids, slot: usize) -> Option<&'g Column> {
        let grid = match self.list {
            None => &grids.own,
            Some(list) => grids.lists.get(usize::from(list.list))?,
        };
        grid.column(self.block, slot)
    }

    /// The records of some.
    pub fn records_of(&self, lanes: Lanes) -> Lanes {
        if lanes == self.all() {
            return self.records;
        }
        each(lanes).fold(0, |records, at| records | lane(self.of(at)))
    }

    /// Those whose records are among some.
    pub fn lanes_of(&self, records: Lanes) -> Lanes {
        if self.records & !records == 0 {
            return self.all();
        }
        let found = each(self.all).filter(|at| records & lane(self.of(*at)) != 0);
        found.fold(0, |lanes, at| lanes | lane(at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Cell;

    const LIST: Rows = Rows { slot: 0, list: 0 };

    /// A rank of elements, each of the record of a number, in places from one on.
    fn form(rank: &mut Rank, first: usize, records: &[usize]) {
        rank.begin(Some(LIST), 0);
        for (at, of) in (first..).zip(records) {
            rank.put(at, 1, *of);
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
        assert_eq!(
            rank.places().take(6).collect::<Vec<_>>(),
            [0, 0, 2, 5, 5, 5]
        );
    }

    #[test]
    fn nothing_stands_before_the_first_element_of_a_group() {
        let mut rank = Rank::default();
        form(&mut rank, 3, &[1, 4]);
        assert_eq!(rank.all(), 0b1_1000);
        assert_eq!(rank.lanes_of(0b0_0010), 0b0_1000);
        assert_eq!(rank.lanes_of(0b0_0001), 0);
        assert_eq!(rank.records_of(rank.all()), 0b1_0010);
        assert_eq!(rank.of(4), 4);
    }

    #[test]
    fn a_rank_is_formed_anew_over_an_earlier_one() {
        let mut rank = Rank::default();
        let most: Vec<usize> = (0..MOST_LANES).collect();
        form(&mut rank, 0, &most);
        assert_eq!(rank.all(), first_lanes(MOST_LANES));
        form(&mut rank, 0, &[3]);
        assert_eq!((rank.all(), rank.records_of(rank.all())), (0b1, 0b1000));
        form(&mut rank, 0, &[]);
        assert_eq!((rank.all(), rank.lanes_of(0b1000)), (0, 0));
    }

    #[test]
    fn an_element_is_found_where_its_record_has_it() {
        let rows = |start, count| Kind::parts(&Cell::Rows(2, start, count));
        let mut rank = Rank::default();
        rank.begin(Some(LIST), 1);
        let element = |at| rank.element(at, rows(7, 3), rows(70, 3));
        assert_eq!(element(6), Some(Element::at(2, 7, 0)));
        assert_eq!(element(8), Some(Element::at(2, 9, 2)));
        assert_eq!((element(5), element(9)), (None, None));
        assert_eq!(rank.element(6, rows(7, 3), (Kind::Absent, 0)), None);
    }

    /// The ranks of records that have so many elements from a row on: of each its block, where elements stand, and the
    /// records that have them.
    fn ranks_of(list: &mut List, records: &[Option<(u32, u32)>]) -> Vec<(usize, Lanes, Lanes)> {
        let mut column = Column::MISSING;
        for (at, rows) in records.iter().enumerate() {
            let cell = rows.map_or(Cell::Absent, |(start, count)| Cell::Rows(0, start, count));
            column.put(at, Kind::parts(&cell));
        }
        list.form(LIST, &column, first_lanes(records.len()));
        let found = list.ranks[..list.count].iter();
        found
            .map(|rank| (rank.block, rank.all(), rank.records))
            .collect()
    }

    #[test]
    fn elements_of_records_stand_in_as_many_ranks_as_blocks_have_them() {
        let mut list = List::default();
        // In the rows from 60 on; the second record has an empty list, the third none.
        let records = [Some((60, 3)), Some((0, 0)), None, Some((63, 67))];
        let expected = [
            (0, 0b1111 << 60, 0b1001),
            (1, Lanes::MAX, 0b1000),
            (2, 0b11, 0b1000),
        ];
        assert_eq!(ranks_of(&mut list, &records), expected);
        assert_eq!((list.ranks[0].of(62), list.ranks[0].of(63)), (0, 3));
        assert_eq!(ranks_of(&mut list, &[None, Some((5, 0))]), []);
        // A later record may have the elements that stand before.
        let records = [Some((200, 2)), Some((70, 1)), Some((190, 3))];
        let expected = [
            (1, 0b100_0000, 0b10),
            (2, 0b11 << 62, 0b100),
            (3, 0b11_0000_0001, 0b101),
        ];
        assert_eq!(ranks_of(&mut list, &records), expected);
        assert_eq!((list.ranks[2].of(0), list.ranks[2].of(9)), (2, 0));
    }
}
