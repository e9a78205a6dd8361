//! Dates, times and numbers in digits, without the machinery of `format!`: explanations are full of them.

use super::{Country, Date, DayNumber};
use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;
use std::fmt;

/// `2026-11-22`: no year of the calendar has fewer or more than four digits.
pub(super) fn date(date: NaiveDate) -> [u8; 10] {
    year_month_day(date.year().unsigned_abs(), date.month(), date.day())
}

pub(super) fn year_month_day(year: u32, month: u32, day: u32) -> [u8; 10] {
    let ([a, b], [c, d]) = (two(year / 100), two(year % 100));
    let ([e, f], [g, h]) = (two(month), two(day));
    [a, b, c, d, b'-', e, f, b'-', g, h]
}

/// `10:00:30`, from seconds since midnight.
pub(super) fn time(second: u32) -> [u8; 8] {
    let ([a, b], [c, d]) = (two(second / 3600), two(second / 60 % 60));
    let [e, f] = two(second % 60);
    [a, b, b':', c, d, b':', e, f]
}

/// `.250` in three digits, six or nine, as many as are needed; nothing for none.
pub(super) fn fraction(nanosecond: u32) -> String {
    match nanosecond {
        0 => String::new(),
        part if part % 1_000_000 == 0 => format!(".{:03}", part / 1_000_000),
        part if part % 1_000 == 0 => format!(".{:06}", part / 1_000),
        part => format!(".{part:09}"),
    }
}

/// `+08:00`, from seconds ahead of UTC, to the nearest minute.
pub(super) fn offset(ahead: i32) -> [u8; 6] {
    let minutes = (ahead.unsigned_abs() + 30) / 60;
    let ([a, b], [c, d]) = (two(minutes / 60), two(minutes % 60));
    [if ahead < 0 { b'-' } else { b'+' }, a, b, b':', c, d]
}

/// Digits and what stands between them, which are text.
pub(super) fn text(digits: Vec<u8>) -> String {
    String::from_utf8(digits).unwrap_or_default()
}

/// A number below 100 in two digits.
#[inline]
fn two(number: u32) -> [u8; 2] {
    // A tenth, for so small a number, without a division.
    let tens = (number * 103) >> 10;
    [b'0' + tens as u8, b'0' + (number - tens * 10) as u8]
}

/// A few characters that were made for a value: visible ASCII in which no text has to be escaped. They are put down from
/// behind.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Figures {
    bytes: [u8; Figures::MOST],
    from: usize,
}

impl Figures {
    /// So many take a number of 28 places behind its point, with a sign and a `%`.
    const MOST: usize = 36;

    const NONE: Figures = Figures {
        bytes: [b' '; Figures::MOST],
        from: Figures::MOST,
    };

    /// Those of a day.
    pub(crate) fn of_day(day: DayNumber) -> Figures {
        Figures::of_all(day.figures())
    }

    /// Those of a date: `2026-11-22`.
    ///
    /// ```
    /// use admit::value::{Date, Figures};
    /// assert_eq!(Figures::of_date(Date::parse("2026-11-22").unwrap()).as_bytes(), b"2026-11-22");
    /// ```
    pub fn of_date(date: Date) -> Figures {
        Figures::of_all(date.figures())
    }

    /// The code of a country.
    pub(crate) fn of_country(country: Country) -> Figures {
        Figures::of_all(country.letters())
    }

    fn of_all<const N: usize>(all: [u8; N]) -> Figures {
        let mut figures = Figures::NONE;
        if let Some(end) = figures.bytes.last_chunk_mut() {
            *end = all;
            figures.from = Figures::MOST - N;
        }
        figures
    }

    /// Those of a number without needless zeros; none for those few that no machine word holds.
    pub fn of_number(number: Decimal) -> Option<Figures> {
        Figures::of_moved(number, 0, None)
    }

    /// Those of a fraction as a percentage: 0.125 is `12.5%`.
    pub fn of_percent(fraction: Decimal) -> Option<Figures> {
        Figures::of_moved(fraction, 2, Some(b'%'))
    }

    /// A number with its point moved to the right, and before a sign if there is one.
    fn of_moved(number: Decimal, moved: u32, sign: Option<u8>) -> Option<Figures> {
        let mut left = u64::try_from(number.mantissa().unsigned_abs()).ok()?;
        let zeros = moved.saturating_sub(number.scale());
        left = left.checked_mul(10u64.checked_pow(zeros)?)?;
        let behind = number.scale().saturating_sub(moved);
        let is_negative = number.is_sign_negative();
        Some(Figures::of_digits(left, behind, is_negative, sign))
    }

    /// Those of so many billionths as a percentage, or as they are.
    pub(crate) fn of_billionths(count: i64, is_percent: bool) -> Figures {
        let (behind, sign) = match is_percent {
            true => (7, Some(b'%')),
            false => (9, None),
        };
        Figures::of_digits(count.unsigned_abs(), behind, count < 0, sign)
    }

    /// Digits, so many of them behind the point.
    fn of_digits(mut left: u64, mut behind: u32, is_negative: bool, sign: Option<u8>) -> Figures {
        // Most have few digits behind the point.
        while behind >= 3 && left.is_multiple_of(1_000) {
            (left, behind) = (left / 1_000, behind - 3);
        }
        while behind > 0 && left.is_multiple_of(10) {
            (left, behind) = (left / 10, behind - 1);
        }
        let is_negative = is_negative && left > 0;
        let mut figures = Figures::NONE;
        sign.into_iter().for_each(|sign| figures.put(sign));
        for _ in 0..behind {
            figures.put(b'0' + (left % 10) as u8);
            left /= 10;
        }
        if behind > 0 {
            figures.put(b'.');
        }
        loop {
            figures.put(b'0' + (left % 10) as u8);
            left /= 10;
            if left == 0 {
                break;
            }
        }
        if is_negative {
            figures.put(b'-');
        }
        figures
    }

    #[inline]
    fn put(&mut self, byte: u8) {
        let from = self.from.saturating_sub(1);
        if let Some(place) = self.bytes.get_mut(from) {
            (*place, self.from) = (byte, from);
        }
    }

    /// The characters.
    #[inline]
    pub fn as_bytes(&self) -> &[u8] {
        self.bytes.get(self.from..).unwrap_or(&[])
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(std::str::from_utf8(self.as_bytes()).unwrap_or_default())
    }
}

impl From<Figures> for String {
    fn from(figures: Figures) -> String {
        text(figures.as_bytes().to_vec())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_below_100_has_its_two_digits() {
        for number in 0..100 {
            assert_eq!(two(number), *format!("{number:02}").as_bytes(), "{number}");
        }
    }

    #[test]
    fn a_country_is_shown_by_its_code() {
        for country in Country::all() {
            assert_eq!(
                Figures::of_country(country).to_string(),
                country.to_string()
            );
        }
    }

    #[test]
    fn a_number_is_shown_as_the_library_of_decimals_shows_it() {
        let digits = [
            0,
            1,
            10,
            25,
            100,
            12_500,
            999_999,
            u64::MAX.into(),
            i128::from(u64::MAX) + 1,
        ];
        for digits in digits.into_iter().flat_map(|each: i128| [each, -each]) {
            for scale in [0, 1, 2, 3, 7, 9, 19, 20, 28] {
                let number = Decimal::from_i128_with_scale(digits, scale);
                let fits = u64::try_from(digits.abs()).is_ok();
                let expected = fits.then(|| number.normalize().to_string());
                let shown = Figures::of_number(number).map(String::from);
                assert_eq!(shown, expected, "{number:?}");
                if let (9, Ok(count)) = (scale, i64::try_from(digits)) {
                    let same = |is_percent| Some(Figures::of_billionths(count, is_percent));
                    assert_eq!(same(false), Figures::of_number(number));
                    assert_eq!(same(true), Figures::of_percent(number));
                }
                if let Some(percent) = Figures::of_percent(number) {
                    let by_library = number * Decimal::ONE_HUNDRED;
                    assert_eq!(
                        percent.to_string(),
                        format!("{}%", by_library.normalize()),
                        "{number:?}"
                    );
                }
            }
        }
    }
}
