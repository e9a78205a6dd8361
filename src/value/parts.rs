//! A cell in two parts: what it is, and a number by which values of a kind compare. So values stand side by side, and a
//! test of many is a loop over numbers.

use super::{Cell, Country, DayNumber, Duration, EnumId, Instant, Period, Word};
use std::ops::Range;

/// What a value is. Two of a kind compare as their keys do, from `Number` on.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
#[repr(u8)]
pub enum Kind {
    /// Not supplied although needed.
    #[default]
    Missing,
    /// Known not to be there.
    Absent,
    /// A nested record that is there.
    Present,
    /// Without a key of its own: the cell is kept elsewhere.
    Other,
    /// From and to.
    Text,
    /// From and to, among the items.
    List,
    /// A list of records: which list, its first row, and how many.
    Rows,
    /// Months, and days beyond these.
    Period,
    /// In seconds.
    Duration,
    /// In billionths, as the bits of a float. Counts that no float holds exactly are kept elsewhere.
    Number,
    /// In milliseconds since 1970 in UTC. Where they are not whole it is kept elsewhere.
    Instant,
    /// Or long term, which is later than every date. From here on a key has 32 bits.
    Date,
    /// 0 or 1.
    Bool,
    /// By its number.
    Country,
    /// Which enum, and in the lowest 16 bits which of its words.
    Word,
}

/// The key of long term: greater than that of every date.
const LONG_TERM: i64 = i32::MAX as i64;

/// Floats hold all counts up to this one.
const EXACT: u64 = 1 << 53;

/// So many bits of the key of rows are their count, and so many the first of them.
const COUNT_BITS: u32 = 14;
const START_BITS: u32 = 32;

impl Kind {
    /// The parts of a cell. That of `Other` has no key yet.
    ///
    /// ```
    /// use admit::value::{Cell, Kind};
    /// let (kind, key) = Kind::parts(&Cell::whole(18));
    /// assert_eq!(kind, Kind::Number);
    /// assert!(key < Kind::parts(&Cell::whole(19)).1);
    /// assert!(matches!(kind.cell(key), Some(Cell::Billionths(18_000_000_000))));
    /// ```
    #[inline(always)]
    pub fn parts(cell: &Cell) -> (Kind, i64) {
        match *cell {
            Cell::Missing => (Kind::Missing, 0),
            Cell::Absent => (Kind::Absent, 0),
            Cell::Present => (Kind::Present, 0),
            Cell::Bool(bool) => (Kind::Bool, i64::from(bool)),
            Cell::Billionths(count) => Kind::number(count),
            Cell::Date(date) => Kind::day(DayNumber::of(date)),
            Cell::LongTerm => (Kind::Date, LONG_TERM),
            Cell::Country(country) => (Kind::Country, i64::from(country.number())),
            Cell::Word(word) => Kind::word(word),
            Cell::Text(from, to) => (Kind::Text, range(from, to)),
            Cell::List(from, to) => (Kind::List, range(from, to)),
            Cell::Rows(list, start, count) => {
                let rows = i64::from(start) << COUNT_BITS | i64::from(count);
                let list = i64::from(list) << (COUNT_BITS + START_BITS);
                (Kind::Rows, list | rows)
            }
            Cell::Instant(instant) => Kind::instant(instant),
            Cell::Period(period) => {
                let (months, days) = period.parts();
                (Kind::Period, range(months, days))
            }
            Cell::Duration(duration) => (Kind::Duration, duration.as_seconds()),
            Cell::Number(..) => (Kind::Other, 0),
        }
    }

    /// The parts of a number of so many billionths.
    #[inline(always)]
    pub fn number(count: i64) -> (Kind, i64) {
        match count.unsigned_abs() <= EXACT {
            true => Kind::exact(count),
            false => (Kind::Other, 0),
        }
    }

    /// The parts of a number of so many billionths, which a float holds exactly.
    #[inline(always)]
    pub(crate) fn exact(count: i64) -> (Kind, i64) {
        (Kind::Number, (count as f64).to_bits() as i64)
    }

    /// The parts of an instant.
    #[inline(always)]
    pub fn instant(instant: Instant) -> (Kind, i64) {
        match instant.unix_millis() {
            Some(millis) => (Kind::Instant, millis),
            None => (Kind::Other, 0),
        }
    }

    /// The parts of an instant so many milliseconds after 1970-01-01T00:00:00Z; none outside the calendar.
    #[inline(always)]
    pub fn instant_of_millis(millis: i64) -> Option<(Kind, i64)> {
        let calendar = Instant::FIRST_MILLI..=Instant::LAST_MILLI;
        calendar
            .contains(&millis)
            .then_some((Kind::Instant, millis))
    }

    /// The parts of a date.
    #[inline(always)]
    pub fn day(day: DayNumber) -> (Kind, i64) {
        (Kind::Date, i64::from(day.number()))
    }

    /// The parts of a text that stands between two places.
    #[inline(always)]
    pub fn text(from: usize, to: usize) -> (Kind, i64) {
        (Kind::Text, range(from as u32, to as u32))
    }

    /// The parts of a word.
    #[inline(always)]
    pub fn word(word: Word) -> (Kind, i64) {
        let key = i64::from(word.of.0) << 16 | i64::from(word.index);
        (Kind::Word, key)
    }

    /// The cell of a key of this kind; nothing where it is kept elsewhere.
    #[inline]
    pub fn cell(self, key: i64) -> Option<Cell> {
        Some(match self {
            Kind::Missing => Cell::Missing,
            Kind::Absent => Cell::Absent,
            Kind::Present => Cell::Present,
            Kind::Other => return None,
            Kind::Text => Cell::Text((key >> 32) as u32, key as u32),
            Kind::List => Cell::List((key >> 32) as u32, key as u32),
            Kind::Rows => {
                let (list, start, count) = Kind::to_rows(key);
                Cell::Rows(list, start, count)
            }
            Kind::Period => Cell::Period(Kind::to_period(key)),
            Kind::Duration => Cell::Duration(Duration::of_seconds(key)),
            Kind::Number => Cell::Billionths(Kind::to_billionths(key)),
            Kind::Instant => Cell::Instant(Instant::from_unix_millis(key)?),
            Kind::Date => match Kind::to_day(key) {
                Some(day) => Cell::Date(day.date()?),
                None => Cell::LongTerm,
            },
            Kind::Bool => Cell::Bool(key != 0),
            Kind::Country => Cell::Country(Country::from_number(key as u32)?),
            Kind::Word => Cell::Word(Word {
                of: EnumId((key >> 16) as u16),
                index: key as u16,
            }),
        })
    }

    /// The billionths of the key of a number.
    #[inline(always)]
    pub(crate) fn to_billionths(key: i64) -> i64 {
        Kind::float(key) as i64
    }

    /// The places between which the text of a key stands.
    #[inline(always)]
    pub fn to_text(key: i64) -> (u32, u32) {
        ((key >> 32) as u32, key as u32)
    }

    /// The range of the key of a text or a list.
    #[inline(always)]
    pub fn range(key: i64) -> Range<usize> {
        (key >> 32) as u32 as usize..key as u32 as usize
    }

    /// The list of the key of rows, its first row, and how many there are.
    #[inline(always)]
    pub fn to_rows(key: i64) -> (u16, u32, u32) {
        let list = (key >> (COUNT_BITS + START_BITS)) as u16;
        (
            list,
            (key >> COUNT_BITS) as u32,
            key as u32 & ((1 << COUNT_BITS) - 1),
        )
    }

    /// Which word of its enum a key names.
    #[inline(always)]
    pub fn to_word(key: i64) -> u16 {
        key as u16
    }

    /// The period of a key.
    #[inline(always)]
    pub fn to_period(key: i64) -> Period {
        Period::from_parts((key >> 32) as u32, key as u32)
    }

    /// The number of a key, in billionths.
    #[inline(always)]
    pub fn float(key: i64) -> f64 {
        f64::from_bits(key as u64)
    }

    /// The date of a key, unless that is long term.
    #[inline(always)]
    pub fn to_day(key: i64) -> Option<DayNumber> {
        (key != LONG_TERM).then_some(DayNumber::from_number(key as i32))
    }
}

#[inline(always)]
fn range(from: u32, to: u32) -> i64 {
    i64::from(from) << 32 | i64::from(to)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{Date, Decimal};

    #[test]
    fn cells_come_out_of_their_parts_as_they_went_in() {
        let date = |text: &str| Cell::Date(Date::parse(text).unwrap());
        let cells = [
            Cell::Missing,
            Cell::Absent,
            Cell::Present,
            Cell::Bool(false),
            Cell::Bool(true),
            Cell::Billionths(0),
            Cell::Billionths(-1),
            Cell::Billionths(1 << 53),
            Cell::Billionths(-(1 << 53)),
            date("1800-01-01"),
            date("2028-02-29"),
            date("2999-12-31"),
            Cell::LongTerm,
            Cell::Country(Country::from_bytes(b"AD").unwrap()),
            Cell::Country(Country::from_bytes(b"ZW").unwrap()),
            Cell::Word(Word {
                of: EnumId(u16::MAX),
                index: u16::MAX,
            }),
            Cell::Word(Word {
                of: EnumId(0),
                index: 1,
            }),
            Cell::Text(3, u32::MAX),
            Cell::List(u32::MAX, 0),
            Cell::Rows(u16::MAX, u32::MAX, 10_000),
            Cell::Rows(0, 0, 0),
            Cell::Period(Period::months(2400)),
            Cell::Period(Period::days(73_050)),
            Cell::Duration(Duration::seconds(u32::MAX)),
            Cell::Instant(Instant::from_unix(-1, 999_000_000).unwrap()),
            Cell::Instant(Instant::parse("1800-01-01T00:00:00Z").unwrap()),
            Cell::Instant(Instant::parse("2999-12-31T23:59:59.999Z").unwrap()),
        ];
        for cell in cells {
            let (kind, key) = Kind::parts(&cell);
            let back = kind.cell(key).unwrap();
            assert!(same(&back, &cell), "{kind:?}");
        }
    }

    fn same(one: &Cell, other: &Cell) -> bool {
        match (one, other) {
            (Cell::Missing, Cell::Missing)
            | (Cell::Absent, Cell::Absent)
            | (Cell::Present, Cell::Present)
            | (Cell::LongTerm, Cell::LongTerm) => true,
            (Cell::Bool(a), Cell::Bool(b)) => a == b,
            (Cell::Billionths(a), Cell::Billionths(b)) => a == b,
            (Cell::Date(a), Cell::Date(b)) => a == b,
            (Cell::Country(a), Cell::Country(b)) => a == b,
            (Cell::Word(a), Cell::Word(b)) => a == b,
            (Cell::Text(a, b), Cell::Text(c, d)) | (Cell::List(a, b), Cell::List(c, d)) => {
                (a, b) == (c, d)
            }
            (Cell::Rows(a, b, c), Cell::Rows(d, e, f)) => (a, b, c) == (d, e, f),
            (Cell::Period(a), Cell::Period(b)) => a == b,
            (Cell::Duration(a), Cell::Duration(b)) => a == b,
            (Cell::Instant(a), Cell::Instant(b)) => a == b,
            _ => false,
        }
    }

    #[test]
    fn what_has_no_key_is_kept_elsewhere() {
        let cells = [
            Cell::Billionths((1 << 53) + 1),
            Cell::Billionths(i64::MIN),
            Cell::number(Decimal::new(1, 12)),
            Cell::Instant(Instant::parse("2026-11-22T10:00:00.0001Z").unwrap()),
        ];
        for cell in cells {
            assert_eq!(Kind::parts(&cell).0, Kind::Other);
        }
        assert!(Kind::Other.cell(0).is_none());
    }
}
