//! Dates of issue and expiry as documents print them.
//!
//! In: a text that somebody, or a program, read off a document. Out: the date, or that there is no end, or why it
//! is neither. Nothing is guessed: what two people could read as two dates is refused.

mod parts;

use super::Date;
use super::text::is_invisible;
use parts::{Number, Part, Parts};
use unicode_normalization::UnicodeNormalization;

/// No printed date or pair of dates is longer, in characters.
const LONGEST: usize = 64;
/// What the years of the Republic of China are counted from: the first is 1912.
const BEFORE_REPUBLIC: u32 = 1911;
/// What stands between the first and the last day of a validity.
const UNTIL: &[&str] = &["至", "to", "~", "-", "–", "—"];
/// In small letters, without spaces, hyphens and low lines.
const LONG_TERM: &[&str] = &[
    "长期",
    "長期",
    "长期有效",
    "長期有效",
    "永久",
    "永久有效",
    "无限期",
    "無限期",
    "forever",
    "indefinite",
    "longterm",
    "permanent",
];
/// What is written where there is nothing to print.
const MISSING: &[&str] = &[
    "", "-", "--", "---", "n/a", "na", "nil", "none", "null", "无", "無",
];

/// What is printed where a date stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PrintedDate {
    /// A day.
    Day(Date),
    /// There is no end: a word for it, or the last day of the year 9999.
    LongTerm,
}

/// Why a text is no printed date.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unreadable {
    /// Nothing is printed, or a sign for nothing.
    Missing,
    /// Read day first and month first, it is two dates.
    Ambiguous,
    /// It is no date, or a day that the calendar has not.
    NoDate,
}

/// Reads a date as documents print it: the year first, or last where that leaves one reading; with Chinese
/// numerals and marks, in the calendar of the Republic of China, or with an English month. Of a validity
/// from one day to another it is the last day.
///
/// ```
/// use admit::value::{Date, PrintedDate, Unreadable, printed_date};
/// let day = |text| Ok(PrintedDate::Day(Date::parse(text).unwrap()));
/// assert_eq!(printed_date("民國114年6月30日"), day("2025-06-30"));
/// assert_eq!(printed_date("30 JUN 2025"), day("2025-06-30"));
/// assert_eq!(printed_date("2010.07.21-2020.07.21"), day("2020-07-21"));
/// assert_eq!(printed_date("长期"), Ok(PrintedDate::LongTerm));
/// assert_eq!(printed_date("07/08/2020"), Err(Unreadable::Ambiguous));
/// ```
pub fn printed_date(text: &str) -> Result<PrintedDate, Unreadable> {
    let shown = text.nfkc().filter(|char| !is_invisible(*char));
    let text: String = shown.take(LONGEST + 1).collect();
    if text.chars().count() > LONGEST {
        return Err(Unreadable::NoDate);
    }
    let text = text.to_lowercase();
    let text = text.trim();
    if MISSING.contains(&text) {
        return Err(Unreadable::Missing);
    }
    match single(text) {
        Err(Unreadable::NoDate) => validity(text).unwrap_or(Err(Unreadable::NoDate)),
        read => read,
    }
}

/// One date, or a word for no end.
fn single(text: &str) -> Result<PrintedDate, Unreadable> {
    let word = text.replace([' ', '_', '-'], "");
    if LONG_TERM.contains(&word.as_str()) {
        return Ok(PrintedDate::LongTerm);
    }
    let Parts { parts, separators } = Parts::of(text).ok_or(Unreadable::NoDate)?;
    match parts.as_slice() {
        [Part::Republic, parts @ ..] => of_republic(parts, &separators),
        parts => of_common_era(parts, &separators),
    }
}

/// A first and a last day, in this order, and a sign or a word between them: the last one. `None` if there are
/// no such two days.
fn validity(text: &str) -> Option<Result<PrintedDate, Unreadable>> {
    use PrintedDate::{Day, LongTerm};
    let ambiguous = Err(Unreadable::Ambiguous);
    let mut signs = UNTIL.iter().flat_map(|sign| text.match_indices(sign));
    signs.find_map(|(at, sign)| {
        let first = single(text.get(..at)?.trim());
        let last = single(text.get(at + sign.len()..)?.trim());
        match (first, last) {
            (Ok(Day(first)), Ok(Day(last))) => (first <= last).then_some(Ok(Day(last))),
            (Ok(Day(_)), Ok(LongTerm)) => Some(Ok(LongTerm)),
            (Ok(Day(_)), last) if last == ambiguous => Some(ambiguous),
            (first, Ok(_)) if first == ambiguous => Some(ambiguous),
            (first, last) if first == ambiguous && last == ambiguous => Some(ambiguous),
            _ => None,
        }
    })
}

fn of_republic(parts: &[Part], separators: &[char]) -> Result<PrintedDate, Unreadable> {
    use Part::{DayMark, MonthMark, Number, YearMark};
    let (y, m, d) = match *parts {
        [
            Number(y),
            YearMark,
            Number(m),
            MonthMark,
            Number(d),
            DayMark,
        ] => (y, m, d),
        [Number(y), Number(m), Number(d)] if is_one_sign(separators) => (y, m, d),
        _ => return Err(Unreadable::NoDate),
    };
    match y.value {
        0 => Err(Unreadable::NoDate),
        year => day(BEFORE_REPUBLIC + year, m, d),
    }
}

fn of_common_era(parts: &[Part], separators: &[char]) -> Result<PrintedDate, Unreadable> {
    use Part::{DayMark, Month, MonthMark, Number, YearMark};
    match *parts {
        [
            Number(y),
            YearMark,
            Number(m),
            MonthMark,
            Number(d),
            DayMark,
        ] => day(y.value, m, d),
        [Number(y), Number(m), Number(d)] if y.is_year() && is_one_sign(separators) => {
            day(y.value, m, d)
        }
        [Number(a), Number(b), Number(y)] if y.is_year() && is_one_sign(separators) => {
            day_or_month_first(y.value, a, b)
        }
        [Number(d), Month(m), Number(y)]
        | [Month(m), Number(d), Number(y)]
        | [Number(y), Month(m), Number(d)]
            if y.is_year() =>
        {
            day(y.value, m, d)
        }
        // As passports of China print it: `21 7月/JUL 2010`.
        [Number(d), Number(m), MonthMark, Month(n), Number(y)]
            if y.is_year() && m.value == n.value =>
        {
            day(y.value, m, d)
        }
        [Number(all)] => match all.as_eight_digits() {
            Some((year, m, d)) => day(year, m, d),
            None => Err(Unreadable::NoDate),
        },
        _ => Err(Unreadable::NoDate),
    }
}

fn is_one_sign(separators: &[char]) -> bool {
    matches!(separators, [one, other] if one == other)
}

fn day_or_month_first(year: u32, a: Number, b: Number) -> Result<PrintedDate, Unreadable> {
    match (day(year, b, a), day(year, a, b)) {
        (Ok(one), Ok(other)) if one != other => Err(Unreadable::Ambiguous),
        (Ok(one), _) | (_, Ok(one)) => Ok(one),
        _ => Err(Unreadable::NoDate),
    }
}

fn day(year: u32, month: Number, day: Number) -> Result<PrintedDate, Unreadable> {
    if (year, month.value, day.value) == (9999, 12, 31) {
        return Ok(PrintedDate::LongTerm);
    }
    let year = i32::try_from(year).map_err(|_| Unreadable::NoDate)?;
    match Date::new(year, month.value, day.value) {
        Ok(date) if month.digits <= 2 && day.digits <= 2 => Ok(PrintedDate::Day(date)),
        _ => Err(Unreadable::NoDate),
    }
}
