//! Values: owned ones in rules ([`Constant`]), borrowed ones while a record is decided ([`Value`]).

use super::decimal::billionths;
use super::{Country, Date, Decimal, Duration, Instant, Period, Texts, Word};
use std::fmt;

/// A value written in a rule file.
#[derive(Clone, PartialEq)]
pub enum Constant {
    /// `true`
    Bool(bool),
    /// An integer, a number, or a percentage as a fraction.
    Number(Decimal),
    /// `2026-11-22`
    Date(Date),
    /// `long_term`
    LongTerm,
    /// A point in time.
    Instant(Instant),
    /// `3 months`
    Period(Period),
    /// `24 hours`
    Duration(Duration),
    /// `CN`
    Country(Country),
    /// `cn_passport`
    Word(Word),
    /// `"text"`
    Text(Box<str>),
    /// `[hk_id, mo_bir]`
    List(Box<[Constant]>),
    /// A table's result `absent`.
    Absent,
}

impl Constant {
    /// The same value, borrowed.
    pub fn value(&self) -> Value<'_> {
        match self {
            Constant::Bool(bool) => Value::Bool(*bool),
            Constant::Number(number) => Value::Number(*number),
            Constant::Date(date) => Value::Date(*date),
            Constant::LongTerm => Value::LongTerm,
            Constant::Instant(instant) => Value::Instant(*instant),
            Constant::Period(period) => Value::Period(*period),
            Constant::Duration(duration) => Value::Duration(*duration),
            Constant::Country(country) => Value::Country(*country),
            Constant::Word(word) => Value::Word(*word),
            Constant::Text(text) => Value::Text(text),
            Constant::List(items) => Value::List(List::Constants(items)),
            Constant::Absent => Value::Absent,
        }
    }

    /// Items of a list that are all countries.
    pub fn countries(items: &[Constant]) -> Option<Box<[Country]>> {
        let each = items.iter().map(|item| match item {
            Constant::Country(country) => Some(*country),
            _ => None,
        });
        each.collect()
    }
}

/// A value while a record is decided. Cheap to copy: texts and lists are borrowed.
#[derive(Clone, Copy)]
pub enum Value<'a> {
    /// Not supplied although needed: what hangs on it is undecided.
    Missing,
    /// Known not to be there.
    Absent,
    /// `true` or `false`
    Bool(bool),
    /// An integer, a number, or a percentage as a fraction.
    Number(Decimal),
    /// A count that is known only to lie between two bounds, both inside.
    Between(u32, u32),
    /// A calendar date.
    Date(Date),
    /// Later than every date.
    LongTerm,
    /// A point in time.
    Instant(Instant),
    /// Calendar years, months and days.
    Period(Period),
    /// Hours, minutes and seconds.
    Duration(Duration),
    /// An ISO 3166-1 alpha-2 code.
    Country(Country),
    /// A word of an enum.
    Word(Word),
    /// A text.
    Text(&'a str),
    /// Several values.
    List(List<'a>),
}

impl Value<'_> {
    /// `Some` unless the value is missing or absent or no boolean.
    pub fn as_bool(self) -> Option<bool> {
        match self {
            Value::Bool(bool) => Some(bool),
            _ => None,
        }
    }

    fn kind(&self) -> &'static str {
        match self {
            Value::Missing => "missing",
            Value::Absent => "absent",
            Value::Bool(_) => "bool",
            Value::Number(_) => "number",
            Value::Between(..) => "count between bounds",
            Value::Date(_) => "date",
            Value::LongTerm => "long_term",
            Value::Instant(_) => "instant",
            Value::Period(_) => "period",
            Value::Duration(_) => "duration",
            Value::Country(_) => "country",
            Value::Word(_) => "word",
            Value::Text(_) => "text",
            Value::List(_) => "list",
        }
    }
}

impl fmt::Debug for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind())
    }
}

impl fmt::Debug for Constant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.value().kind())
    }
}

/// Several values of one type, wherever they are kept.
#[derive(Clone, Copy)]
pub enum List<'a> {
    /// Written in a rule.
    Constants(&'a [Constant]),
    /// Read from a record: its cells, and the texts they point into.
    Cells(&'a [Cell], &'a Texts),
}

impl<'a> List<'a> {
    /// How many.
    pub fn len(&self) -> usize {
        match self {
            List::Constants(items) => items.len(),
            List::Cells(cells, _) => cells.len(),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Each value in order.
    pub fn iter(self) -> impl Iterator<Item = Value<'a>> + Clone {
        let (constants, cells) = match self {
            List::Constants(items) => (items, None),
            List::Cells(cells, texts) => ([].as_slice(), Some((cells, texts))),
        };
        let cells = cells
            .into_iter()
            .flat_map(|(cells, texts)| cells.iter().map(move |cell| cell.value(&[], texts)));
        constants.iter().map(Constant::value).chain(cells)
    }
}

/// A value as a read record keeps it: as [`Value`], but texts and lists are ranges of the record's own stores.
#[derive(Clone, Copy)]
pub enum Cell {
    /// Not supplied although needed.
    Missing,
    /// Known not to be there.
    Absent,
    /// A nested record is there.
    Present,
    /// `true` or `false`
    Bool(bool),
    /// A number in billionths: the form of nearly all, since two of them are compared at once.
    Billionths(i64),
    /// Any other number: whether it is negative and how many decimals it has, and its digits, the low ones first. Taken
    /// apart so that a cell has 16 bytes.
    Number(bool, u8, [u32; 3]),
    /// A calendar date.
    Date(Date),
    /// Later than every date.
    LongTerm,
    /// A point in time.
    Instant(Instant),
    /// Calendar years, months and days.
    Period(Period),
    /// Hours, minutes and seconds.
    Duration(Duration),
    /// An ISO 3166-1 alpha-2 code.
    Country(Country),
    /// A word of an enum.
    Word(Word),
    /// From and to, in bytes of the record's texts.
    Text(u32, u32),
    /// From and to, in the record's items.
    List(u32, u32),
    /// The number of the list in the schema, the first of its rows among the record's rows of that list, and how many
    /// there are.
    Rows(u16, u32, u32),
}

impl Cell {
    /// A number: an integer, a number, or a percentage as a fraction.
    ///
    /// ```
    /// use admit::value::{Cell, Decimal};
    /// assert!(matches!(Cell::number(Decimal::new(5, 2)), Cell::Billionths(50_000_000)));
    /// assert!(matches!(Cell::number(Decimal::new(5, 12)), Cell::Number(..)));
    /// ```
    pub fn number(number: Decimal) -> Cell {
        billionths(number).map_or_else(|| Cell::wide(number), Cell::Billionths)
    }

    #[cold]
    fn wide(number: Decimal) -> Cell {
        let parts = number.unpack();
        let digits = [parts.lo, parts.mid, parts.hi];
        // At most 28 decimals.
        Cell::Number(parts.negative, parts.scale as u8, digits)
    }

    /// A whole number.
    pub fn whole(number: i64) -> Cell {
        match number.checked_mul(1_000_000_000) {
            Some(count) => Cell::Billionths(count),
            None => Cell::wide(Decimal::from(number)),
        }
    }

    /// A cell that holds a value by itself; `None` for texts, lists and counts between bounds.
    ///
    /// ```
    /// use admit::value::{Cell, Value};
    /// assert!(matches!(Cell::of(Value::Bool(true)), Some(Cell::Bool(true))));
    /// assert!(Cell::of(Value::Text("a")).is_none());
    /// ```
    pub fn of(value: Value<'_>) -> Option<Cell> {
        Some(match value {
            Value::Missing => Cell::Missing,
            Value::Absent => Cell::Absent,
            Value::Bool(bool) => Cell::Bool(bool),
            Value::Number(number) => Cell::number(number),
            Value::Date(date) => Cell::Date(date),
            Value::LongTerm => Cell::LongTerm,
            Value::Instant(instant) => Cell::Instant(instant),
            Value::Period(period) => Cell::Period(period),
            Value::Duration(duration) => Cell::Duration(duration),
            Value::Country(country) => Cell::Country(country),
            Value::Word(word) => Cell::Word(word),
            Value::Between(..) | Value::Text(_) | Value::List(_) => return None,
        })
    }

    /// The value, given the stores of the record that keeps the cell. `Present` and `Rows` are no values
    /// and come out as `Bool(true)`.
    pub fn value<'a>(&self, items: &'a [Cell], texts: &'a Texts) -> Value<'a> {
        match *self {
            Cell::Missing => Value::Missing,
            Cell::Absent => Value::Absent,
            Cell::Present | Cell::Rows(..) => Value::Bool(true),
            Cell::Bool(bool) => Value::Bool(bool),
            Cell::Billionths(count) => Value::Number(Decimal::new(count, 9).normalize()),
            Cell::Number(negative, scale, [low, middle, high]) => Value::Number(
                Decimal::from_parts(low, middle, high, negative, u32::from(scale)),
            ),
            Cell::Date(date) => Value::Date(date),
            Cell::LongTerm => Value::LongTerm,
            Cell::Instant(instant) => Value::Instant(instant),
            Cell::Period(period) => Value::Period(period),
            Cell::Duration(duration) => Value::Duration(duration),
            Cell::Country(country) => Value::Country(country),
            Cell::Word(word) => Value::Word(word),
            Cell::Text(from, to) => Value::Text(texts.get(from, to).unwrap_or("")),
            Cell::List(from, to) => Value::List(List::Cells(
                items.get(from as usize..to as usize).unwrap_or(&[]),
                texts,
            )),
        }
    }
}

impl fmt::Debug for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.value(&[], &Texts::default()).kind())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_has_16_bytes() {
        assert_eq!(size_of::<Cell>(), 16);
    }

    #[test]
    fn numbers_come_out_of_cells_as_they_went_in() {
        let texts = [
            "0",
            "-0.5",
            "0.123456789",
            "0.1234567891",
            "9223372036.854775807",
        ];
        let more = [
            "-9223372036.854775808",
            "9223372036.854775808",
            "-1e-28",
            "9999999999999999999999999999",
        ];
        for text in texts.into_iter().chain(more) {
            let number = crate::value::parse_decimal(text).unwrap();
            let Value::Number(back) = Cell::number(number).value(&[], &Texts::default()) else {
                panic!("{text} is a number");
            };
            assert_eq!((back, back.scale()), (number, number.scale()), "{text}");
        }
    }
}
