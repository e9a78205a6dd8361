//! Calendar dates, periods and durations.
//!
//! Years 1800 to 2999 and periods up to 200 years, so that nothing overflows. Adding a period takes years
//! and months first, to the last day of the month where the day does not exist, and then days
//! (PRC Civil Code, art. 202).

use super::digits;
use super::figures::year_month_day;
use super::instant::{Instant, local_to_instant};
use chrono::{Datelike, Days, Months, NaiveDate};
use chrono_tz::Tz;
use std::fmt;

pub(super) const FIRST_YEAR: i32 = 1800;
pub(super) const LAST_YEAR: i32 = 2999;

/// Why a text is no date, instant, period or duration.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DateError {
    /// It is not written the way it has to be.
    Shape,
    /// The calendar has no such day, or the day no such time.
    NoSuchDay,
    /// Before 1800 or after 2999; a period of over 200 years.
    OutOfRange,
}

/// A calendar date.
///
/// ```
/// use admit::value::{Date, Period};
/// let day = Date::parse("2026-11-30").unwrap();
/// assert_eq!(day.plus(Period::months(3)).unwrap().to_string(), "2027-02-28");
/// assert!(Date::parse("2026-02-29").is_err());
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Date(NaiveDate);

impl Date {
    /// The date of a year, a month and a day.
    pub fn new(year: i32, month: u32, day: u32) -> Result<Date, DateError> {
        let date = NaiveDate::from_ymd_opt(year, month, day).ok_or(DateError::NoSuchDay)?;
        Date::in_range(date)
    }

    /// The date, or the first or the last one where it lies before or after all of them.
    pub(super) fn nearest(date: NaiveDate) -> Date {
        let first = NaiveDate::from_ymd_opt(FIRST_YEAR, 1, 1).unwrap_or(date);
        let last = NaiveDate::from_ymd_opt(LAST_YEAR, 12, 31).unwrap_or(date);
        Date(date.clamp(first, last))
    }

    pub(super) fn in_range(date: NaiveDate) -> Result<Date, DateError> {
        match date.year() {
            FIRST_YEAR..=LAST_YEAR => Ok(Date(date)),
            _ => Err(DateError::OutOfRange),
        }
    }

    /// Reads `YYYY-MM-DD` (ISO 8601-1:2019, 5.2.2.1 b), nothing else.
    pub fn parse(text: &str) -> Result<Date, DateError> {
        Date::from_bytes(text.as_bytes())
    }

    /// As [`Date::parse`].
    #[inline]
    pub fn from_bytes(text: &[u8]) -> Result<Date, DateError> {
        let text = <&[u8; 10]>::try_from(text).map_err(|_| DateError::Shape)?;
        Date::from_figures(text)
    }

    /// As [`Date::parse`].
    #[inline]
    pub fn from_figures(text: &[u8; 10]) -> Result<Date, DateError> {
        let (year, month, day) = year_month_day(text).ok_or(DateError::Shape)?;
        Date::new(year, month, day)
    }

    /// The date so many days after 1970-01-01.
    pub fn from_unix_days(days: i32) -> Result<Date, DateError> {
        const EPOCH: i32 = 719_163;
        let day = days.checked_add(EPOCH).ok_or(DateError::OutOfRange)?;
        let date = NaiveDate::from_num_days_from_ce_opt(day);
        Date::in_range(date.ok_or(DateError::OutOfRange)?)
    }

    /// The date as the library of calendars has it.
    pub(super) fn naive(self) -> NaiveDate {
        self.0
    }

    /// The year, 1800 to 2999.
    pub fn year(self) -> i32 {
        self.0.year()
    }

    /// The month, 1 to 12.
    pub fn month(self) -> u32 {
        self.0.month()
    }

    /// The day of the month, 1 to 31.
    pub fn day(self) -> u32 {
        self.0.day()
    }

    /// The date a period later.
    pub fn plus(self, period: Period) -> Result<Date, DateError> {
        self.shift(period, true)
    }

    /// The date a period earlier.
    pub fn minus(self, period: Period) -> Result<Date, DateError> {
        self.shift(period, false)
    }

    pub(super) fn shift(self, period: Period, later: bool) -> Result<Date, DateError> {
        let (months, days) = (
            Months::new(period.months),
            Days::new(u64::from(period.days)),
        );
        let shifted = if later {
            self.0
                .checked_add_months(months)
                .and_then(|date| date.checked_add_days(days))
        } else {
            self.0
                .checked_sub_months(months)
                .and_then(|date| date.checked_sub_days(days))
        };
        Date::in_range(shifted.ok_or(DateError::OutOfRange)?)
    }

    /// The age on a day of somebody born on this one: the largest n with `birth + n years <= on`, so below
    /// zero before the birth.
    ///
    /// ```
    /// use admit::value::Date;
    /// let birth = Date::parse("2008-02-29").unwrap();
    /// assert_eq!(birth.age_on(Date::parse("2026-02-28").unwrap()), 18);
    /// assert_eq!(birth.age_on(Date::parse("2026-02-27").unwrap()), 17);
    /// assert_eq!(birth.age_on(Date::parse("2008-02-28").unwrap()), -1);
    /// ```
    pub fn age_on(self, on: Date) -> i32 {
        let years = on.year() - self.year();
        let (born, day) = ((self.month(), self.day()), (on.month(), on.day()));
        // Where there is no 29 February, the 28th takes its place.
        let leap_day_past = born == (2, 29) && day == (2, 28) && !on.0.leap_year();
        if day >= born || leap_day_past {
            years
        } else {
            years - 1
        }
    }

    /// The year, the place of the day in it counted from 1, and whether it is a leap year.
    #[inline]
    pub(super) fn day_of_year(self) -> (i32, u32, bool) {
        (self.0.year(), self.0.ordinal(), self.0.leap_year())
    }

    /// The date of a year and of a day in it.
    #[inline]
    pub(super) fn of_day_of_year(year: i32, day: u32) -> Option<Date> {
        Date::in_range(NaiveDate::from_yo_opt(year, day)?).ok()
    }

    /// As `to_string`, which is ASCII: `2026-11-22`.
    #[inline]
    pub fn figures(self) -> [u8; 10] {
        digits::date(self.0)
    }

    /// As `to_string`, in a fraction of the time: `2026-11-22`.
    pub fn digits(self) -> String {
        digits::text(self.figures().to_vec())
    }

    /// The first instant of the day in a zone.
    pub fn start_in(self, zone: Tz) -> Result<Instant, DateError> {
        let midnight = self.0.and_hms_opt(0, 0, 0).ok_or(DateError::OutOfRange)?;
        local_to_instant(midnight, zone)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.digits())
    }
}

/// A calendar period: months (years are twelve) and days (weeks are seven).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Period {
    months: u32,
    days: u32,
}

impl Period {
    /// So many months; at most 200 years are kept.
    pub fn months(months: u32) -> Period {
        Period {
            months: months.min(2400),
            days: 0,
        }
    }

    /// So many days; at most 200 years are kept.
    pub fn days(days: u32) -> Period {
        Period {
            months: 0,
            days: days.min(73_050),
        }
    }

    /// How many months it is, and how many days beyond these.
    pub(super) fn parts(self) -> (u32, u32) {
        (self.months, self.days)
    }

    /// The period of so many months and so many days.
    pub(super) fn from_parts(months: u32, days: u32) -> Period {
        Period { months, days }
    }

    /// How many months it is, if it is nothing but months.
    pub(super) fn only_months(self) -> Option<u32> {
        (self.days == 0).then_some(self.months)
    }

    /// Whether it moves a date by days only, so that moving back leads to where it began.
    pub fn is_whole_days(self) -> bool {
        self.months == 0
    }

    /// A count of a unit: `day`, `week`, `month` or `year`, with or without an s. `None` for another word.
    pub fn of(count: u32, unit: &str) -> Option<Result<Period, DateError>> {
        let (months, days) = match unit {
            "day" | "days" => (0, Some(count)),
            "week" | "weeks" => (0, count.checked_mul(7)),
            "month" | "months" => (count, Some(0)),
            "year" | "years" => (count.saturating_mul(12), Some(0)),
            _ => return None,
        };
        Some(match days {
            Some(days) if months <= 2400 && days <= 73_050 => Ok(Period { months, days }),
            _ => Err(DateError::OutOfRange),
        })
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (years, months) = (self.months / 12, self.months % 12);
        let parts = if months == 0 {
            [(years, "year"), (0, "month"), (self.days, "day")]
        } else {
            [(0, "year"), (self.months, "month"), (self.days, "day")]
        };
        write_parts(f, &parts, "0 days")
    }
}

/// A span of exact time, in seconds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Duration {
    seconds: i64,
}

impl Duration {
    /// So many seconds, not negative.
    pub fn seconds(seconds: u32) -> Duration {
        Duration {
            seconds: i64::from(seconds),
        }
    }

    /// A count of a unit: `second`, `minute` or `hour`, with or without an s. `None` for another word.
    pub fn of(count: u32, unit: &str) -> Option<Result<Duration, DateError>> {
        let factor = match unit {
            "second" | "seconds" => 1,
            "minute" | "minutes" => 60,
            "hour" | "hours" => 3600,
            _ => return None,
        };
        let seconds = i64::from(count) * factor;
        let limit = 200 * 366 * 86_400;
        Some(if seconds <= limit {
            Ok(Duration { seconds })
        } else {
            Err(DateError::OutOfRange)
        })
    }

    /// So many seconds, some of which may be taken away.
    pub(super) fn of_seconds(seconds: i64) -> Duration {
        Duration { seconds }
    }

    /// In seconds.
    pub fn as_seconds(self) -> i64 {
        self.seconds
    }
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.seconds.unsigned_abs() as u32;
        let parts = [
            (seconds / 3600, "hour"),
            (seconds / 60 % 60, "minute"),
            (seconds % 60, "second"),
        ];
        write_parts(f, &parts, "0 seconds")
    }
}

fn write_parts(f: &mut fmt::Formatter<'_>, parts: &[(u32, &str)], zero: &str) -> fmt::Result {
    let mut first = true;
    for (count, unit) in parts.iter().filter(|(count, _)| *count > 0) {
        let space = if first { "" } else { " " };
        let plural = if *count == 1 { "" } else { "s" };
        write!(f, "{space}{count} {unit}{plural}")?;
        first = false;
    }
    if first { f.write_str(zero) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_read_from_ten_bytes_exactly() {
        let sound = *b"2026-11-22";
        for at in 0..sound.len() {
            for byte in 0..=u8::MAX {
                let mut text = sound;
                text[at] = byte;
                let shape = matches!(at, 4 | 7) == (byte == b'-')
                    && (byte == b'-' || byte.is_ascii_digit());
                let is_shape_fault = Date::from_bytes(&text) == Err(DateError::Shape);
                assert_eq!(is_shape_fault, !shape, "{at} {byte}");
            }
        }
        assert_eq!(Date::from_bytes(&sound), Date::new(2026, 11, 22));
    }
}
