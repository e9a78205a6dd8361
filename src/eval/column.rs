//! Values side by side, kind apart from what is compared, and what a test says of all of them at once.
//!
//! Loops here go over arrays of a fixed length by their places and without branches, so that the compiler makes a few
//! instructions of each for many values.

use super::lanes::{Lanes, MOST_LANES, Says, each, lane};
use crate::program::Comparison;
use crate::record::Column;
use crate::value::{Cell, DayNumber, Kind};

/// The number of a key of 32 bits.
#[inline(always)]
fn short(key: i64) -> i32 {
    key as i32
}

/// What a test says of values that stand side by side.
impl Column {
    /// A column in which the value at each place is that of another place here.
    pub(super) fn spread(&self, from: impl Iterator<Item = usize>) -> Column {
        let mut column = Column::MISSING;
        for (at, from) in from.take(MOST_LANES).enumerate() {
            column.put(at, self.parts(from));
        }
        column
    }

    /// A date, but not long term.
    #[inline(always)]
    pub(super) fn day(&self, at: usize) -> Option<DayNumber> {
        match self.parts(at) {
            (Kind::Date, key) => Kind::to_day(key),
            _ => None,
        }
    }

    /// Whose kind is such a one.
    #[inline(always)]
    pub(super) fn kinds(&self, lanes: Lanes, is: impl Fn(Kind) -> bool) -> Lanes {
        pick(lanes, |at| is(self.kind(at)))
    }

    /// Who has this kind.
    #[inline(always)]
    pub(super) fn are(&self, lanes: Lanes, wanted: Kind) -> Lanes {
        self.kinds(lanes, |kind| kind == wanted)
    }

    /// Who has this word of the enum that all are of.
    #[inline(always)]
    pub(super) fn have_word(&self, lanes: Lanes, word: u16) -> Lanes {
        pick(lanes, |at| Kind::to_word(self.key(at)) == word)
    }

    /// Whose key, one of 32 bits, is this one.
    #[inline(always)]
    pub(super) fn have(&self, lanes: Lanes, wanted: i32) -> Lanes {
        pick(lanes, |at| short(self.key(at)) == wanted)
    }

    /// Whose key is such a one.
    #[inline(always)]
    pub(super) fn keys(&self, lanes: Lanes, is: impl Fn(i64) -> bool) -> Lanes {
        pick(lanes, |at| is(self.key(at)))
    }

    /// What a test of the keys says, which knows only one kind.
    #[inline(always)]
    pub(super) fn ask(&self, lanes: Lanes, kind: Kind, holds: impl Fn(i64) -> bool) -> Says {
        let known = self.are(lanes, kind);
        Says {
            yes: known & pick(lanes, |at| holds(self.key(at))),
            unknown: lanes & !known,
        }
    }

    /// How keys of one kind compare with another key of that kind; nothing where the kind is not that.
    pub(super) fn against(&self, lanes: Lanes, op: Comparison, cell: &Cell) -> Says {
        match Kind::parts(cell) {
            (Kind::Number, key) => {
                self.against_key(lanes, op, Kind::Number, Kind::float, Kind::float(key))
            }
            (Kind::Instant, key) => self.against_key(lanes, op, Kind::Instant, |key| key, key),
            (kind, key) if kind > Kind::Instant => {
                self.against_key(lanes, op, kind, short, short(key))
            }
            _ => Says::all(lanes, None),
        }
    }

    /// Which keys a comparison accepts is asked once for all.
    #[inline(always)]
    fn against_key<K: Copy + PartialOrd>(
        &self,
        lanes: Lanes,
        op: Comparison,
        kind: Kind,
        read: impl Fn(i64) -> K,
        other: K,
    ) -> Says {
        match op {
            Comparison::Equal => self.ask(lanes, kind, |key| read(key) == other),
            Comparison::NotEqual => self.ask(lanes, kind, |key| read(key) != other),
            Comparison::Less => self.ask(lanes, kind, |key| read(key) < other),
            Comparison::AtMost => self.ask(lanes, kind, |key| read(key) <= other),
            Comparison::Greater => self.ask(lanes, kind, |key| read(key) > other),
            Comparison::AtLeast => self.ask(lanes, kind, |key| read(key) >= other),
        }
    }

    /// How the values of two columns compare; nothing where they are not of one kind that has keys to compare.
    pub(super) fn compare(&self, lanes: Lanes, op: Comparison, other: &Column) -> Says {
        let numbers = self.are(lanes, Kind::Number);
        let others = self.kinds(lanes & !numbers, |kind| kind > Kind::Instant);
        let (mut yes, mut alike) = (0, 0);
        // Values of a column are mostly of one type.
        if numbers != 0 {
            alike |= numbers & other.are(numbers, Kind::Number);
            yes |= self.compare_keys(numbers, op, other, Kind::float);
        }
        if others != 0 {
            alike |= pick(others, |at| self.kind(at) == other.kind(at));
            yes |= self.compare_keys(others, op, other, short);
        }
        let left = lanes & !numbers & !others;
        if left != 0 {
            let instants = self.are(left, Kind::Instant) & other.are(left, Kind::Instant);
            alike |= instants;
            yes |= self.compare_keys(instants, op, other, |key| key);
        }
        Says {
            yes: yes & alike,
            unknown: lanes & !alike,
        }
    }

    #[inline(always)]
    fn compare_keys<K: Copy + PartialOrd>(
        &self,
        lanes: Lanes,
        op: Comparison,
        other: &Column,
        read: impl Fn(i64) -> K,
    ) -> Lanes {
        match op {
            Comparison::Equal => self.pairs(other, lanes, read, |left, right| left == right),
            Comparison::NotEqual => self.pairs(other, lanes, read, |left, right| left != right),
            Comparison::Less => self.pairs(other, lanes, read, |left, right| left < right),
            Comparison::AtMost => self.pairs(other, lanes, read, |left, right| left <= right),
            Comparison::Greater => self.pairs(other, lanes, read, |left, right| left > right),
            Comparison::AtLeast => self.pairs(other, lanes, read, |left, right| left >= right),
        }
    }

    #[inline(always)]
    fn pairs<K>(
        &self,
        other: &Column,
        lanes: Lanes,
        read: impl Fn(i64) -> K,
        holds: impl Fn(K, K) -> bool,
    ) -> Lanes {
        pick(lanes, |at| holds(read(self.key(at)), read(other.key(at))))
    }
}

/// Whether so few are asked that it is quicker to look at each of them than at all.
#[inline(always)]
fn are_few(lanes: Lanes) -> bool {
    let without_one = |lanes: Lanes| lanes & lanes.wrapping_sub(1);
    without_one(without_one(without_one(lanes))) == 0
}

/// Those of some at whose place something holds.
#[inline(always)]
fn pick(lanes: Lanes, holds: impl Fn(usize) -> bool) -> Lanes {
    if are_few(lanes) {
        let picked = each(lanes).filter(|at| holds(*at));
        return picked.fold(0, |picked, at| picked | lane(at));
    }
    let mut answers = [0; MOST_LANES];
    for (at, answer) in answers.iter_mut().enumerate() {
        *answer = u8::from(holds(at));
    }
    lanes & pack(&answers)
}

/// Answers of 0 or 1 as bits, the first one lowest.
#[inline(always)]
fn pack(answers: &[u8; MOST_LANES]) -> Lanes {
    let (eights, _) = answers.as_chunks();
    let mut all = 0;
    for (at, eight) in eights.iter().enumerate() {
        // Moves the lowest bit of each byte to its place in the highest byte; no two sums meet.
        let bits = u64::from_le_bytes(*eight).wrapping_mul(0x0102_0408_1020_4080) >> 56;
        all |= bits << (8 * at);
    }
    all
}

/// What is said of each by itself.
#[inline(always)]
pub(super) fn ask_each(lanes: Lanes, mut ask: impl FnMut(usize) -> Option<bool>) -> Says {
    let mut says = Says::default();
    for at in each(lanes) {
        says.add(at, ask(at));
    }
    says
}

#[cfg(test)]
mod tests {
    use super::super::compare::decides;
    use super::super::lanes::first_lanes;
    use super::*;
    use crate::value::{Country, Date, Duration, EnumId, Instant, Period, Word};

    const OPS: [Comparison; 6] = [
        Comparison::Equal,
        Comparison::NotEqual,
        Comparison::Less,
        Comparison::AtMost,
        Comparison::Greater,
        Comparison::AtLeast,
    ];

    /// One of each kind, and several of those that are compared.
    fn cells() -> Vec<Cell> {
        let date = |year, day| Cell::Date(Date::new(year, 2, day).unwrap());
        let country = |code| Cell::Country(Country::from_bytes(code).unwrap());
        let of = EnumId(0);
        vec![
            Cell::Missing,
            Cell::Absent,
            Cell::Present,
            Cell::Bool(false),
            Cell::Bool(true),
            Cell::Billionths(i64::MIN),
            Cell::Billionths(-1),
            Cell::Billionths(0),
            Cell::Billionths(i64::MAX),
            Cell::Billionths(1 << 53),
            Cell::Billionths((1 << 53) + 1),
            Cell::Number(false, 12, [1, 0, 0]),
            date(1800, 1),
            date(2026, 28),
            date(2028, 28),
            date(2028, 29),
            date(2999, 1),
            Cell::LongTerm,
            Cell::Instant(Instant::parse("1969-12-31T23:59:59.999Z").unwrap()),
            Cell::Instant(Instant::parse("2026-11-22T10:00:00Z").unwrap()),
            Cell::Instant(Instant::parse("2026-11-22T10:00:00.001Z").unwrap()),
            Cell::Instant(Instant::parse("2026-11-22T10:00:00.0001Z").unwrap()),
            Cell::Period(Period::months(3)),
            Cell::Period(Period::months(4)),
            Cell::Duration(Duration::seconds(3)),
            country(b"AD"),
            country(b"CN"),
            country(b"ZW"),
            Cell::Word(Word { of, index: 0 }),
            Cell::Word(Word { of, index: 300 }),
            Cell::Text(3, 7),
            Cell::List(0, 1),
            Cell::Rows(0, 0, 2),
        ]
    }

    fn column(cells: &[Cell]) -> Column {
        let mut column = Column::MISSING;
        for (at, cell) in cells.iter().enumerate() {
            column.put(at, Kind::parts(cell));
        }
        column
    }

    /// What is said of two cells, looked at by themselves.
    fn slowly(op: Comparison, left: &Cell, right: &Cell) -> Option<bool> {
        Some(match (left, right) {
            (Cell::Bool(a), Cell::Bool(b)) => decides(op, a.cmp(b)),
            (Cell::Billionths(a), Cell::Billionths(b)) => {
                let has_key = |count: &&i64| Kind::number(**count).0 == Kind::Number;
                [a, b].iter().all(has_key).then(|| decides(op, a.cmp(b)))?
            }
            (Cell::Date(a), Cell::Date(b)) => decides(op, a.cmp(b)),
            (Cell::LongTerm, Cell::Date(_)) => decides(op, std::cmp::Ordering::Greater),
            (Cell::Date(_), Cell::LongTerm) => decides(op, std::cmp::Ordering::Less),
            (Cell::LongTerm, Cell::LongTerm) => decides(op, std::cmp::Ordering::Equal),
            (Cell::Instant(a), Cell::Instant(b)) => {
                let has_key = |instant: &&Instant| Kind::instant(**instant).0 == Kind::Instant;
                [a, b].iter().all(has_key).then(|| decides(op, a.cmp(b)))?
            }
            (Cell::Country(a), Cell::Country(b)) => decides(op, a.cmp(b)),
            (Cell::Word(a), Cell::Word(b)) => decides(op, a.index.cmp(&b.index)),
            _ => return None,
        })
    }

    fn expected(lanes: Lanes, ask: impl Fn(usize) -> Option<bool>) -> Says {
        ask_each(lanes, ask)
    }

    /// All of them, few of them, and some in between.
    fn some_lanes(count: usize) -> [Lanes; 4] {
        let all = first_lanes(count);
        [all, all & 0x5555_5555_5555_5555, lane(count - 1), 0]
    }

    #[test]
    fn values_compare_side_by_side_as_they_do_alone() {
        let cells = cells();
        let left = column(&cells);
        for turn in 0..cells.len() {
            let mut others = cells.clone();
            others.rotate_left(turn);
            let right = column(&others);
            for (op, lanes) in OPS
                .into_iter()
                .flat_map(|op| some_lanes(cells.len()).map(|lanes| (op, lanes)))
            {
                let said = left.compare(lanes, op, &right);
                let alone = expected(lanes, |at| slowly(op, &cells[at], &others[at]));
                assert_eq!(said, alone, "{op:?} {turn}");
                let constant = &others[0];
                let said = left.against(lanes, op, constant);
                let alone = expected(lanes, |at| slowly(op, &cells[at], constant));
                assert_eq!(said, alone, "{op:?} {constant:?}");
            }
        }
    }

    #[test]
    fn kinds_and_texts_are_found_where_they_stand() {
        let cells = cells();
        let column = column(&cells);
        let all = first_lanes(cells.len());
        assert_eq!(column.are(all, Kind::Missing), 0b1);
        assert_eq!(column.are(all, Kind::Absent), 0b10);
        assert_eq!(column.are(all, Kind::Rows), lane(cells.len() - 1));
        let at = cells.len() - 3;
        let turned = column.spread([at, 1, at].into_iter());
        assert_eq!(turned.parts(0), column.parts(at));
        assert_eq!(turned.kind(1), Kind::Absent);
        assert_eq!(turned.parts(2), column.parts(at));
    }

    #[test]
    fn answers_are_packed_the_first_one_lowest() {
        for at in 0..MOST_LANES {
            let answers = |is: fn(&usize, &usize) -> bool| {
                pack(&std::array::from_fn(|place| u8::from(is(&place, &at))))
            };
            assert_eq!(answers(usize::eq), lane(at));
            assert_eq!(answers(usize::le), first_lanes(at + 1));
        }
        assert_eq!(pack(&[0; MOST_LANES]), 0);
    }
}
