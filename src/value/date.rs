//! Calendar dates, instants, periods and durations.
//!
//! Years 1800 to 2999 and periods up to 200 years, so that nothing overflows. Adding a period takes years
//! and months first, to the last day of the month where the day does not exist, and then days
//! (PRC Civil Code, art. 202).

use super::digits;
use super::figures::{hour_minute_second, nanoseconds, offset, year_month_day};
use chrono::{
    DateTime, Datelike, Days, FixedOffset, MappedLocalTime, Months, NaiveDate, NaiveDateTime,
    Offset, TimeDelta, TimeZone, Utc,
};
use chrono_tz::Tz;
use std::fmt;

pub(super) const FIRST_YEAR: i32 = 1800;
pub(super) const LAST_YEAR: i32 = 2999;
/// In a second.
const NANOSECONDS: u32 = 1_000_000_000;

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

    fn in_range(date: NaiveDate) -> Result<Date, DateError> {
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

    fn shift(self, period: Period, later: bool) -> Result<Date, DateError> {
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

    /// As `to_string`, in a fraction of the time: `2026-11-22`.
    pub fn digits(self) -> String {
        text(digits::date(self.0).to_vec())
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

/// A point in time, exact to the nanosecond.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Instant(DateTime<Utc>);

impl Instant {
    /// Reads a date and time with its offset (RFC 3339, 5.6), for example `2026-11-22T10:00:00+08:00`. A leap
    /// second is the same as the second after it, as in POSIX time: so each instant has a next one.
    ///
    /// ```
    /// use admit::value::Instant;
    /// let read = |text| Instant::parse(text).unwrap();
    /// assert_eq!(read("2016-12-31T23:59:60.5Z"), read("2017-01-01T00:00:00.5Z"));
    /// ```
    pub fn parse(text: &str) -> Result<Instant, DateError> {
        Instant::from_bytes(text.as_bytes())
    }

    /// As [`Instant::parse`].
    pub fn from_bytes(text: &[u8]) -> Result<Instant, DateError> {
        match Instant::leading(text) {
            Some((instant, [])) => Ok(instant),
            _ => Instant::any(str::from_utf8(text).map_err(|_| DateError::Shape)?),
        }
    }

    /// The instant that bytes start with, in the form of nearly all, and the bytes after it: `YYYY-MM-DDTHH:MM:SS` with
    /// a fraction of up to nine digits or none, then `Z` or the offset. `None` if it has another form or cannot be, so
    /// that [`Instant::parse`] is to be asked.
    pub fn leading(text: &[u8]) -> Option<(Instant, &[u8])> {
        let (date, rest) = text.split_first_chunk::<10>()?;
        let (time, rest) = rest.strip_prefix(b"T")?.split_first_chunk::<8>()?;
        let (year, month, day) = year_month_day(date)?;
        let (hour, minute, second) = hour_minute_second(time)?;
        let (nanosecond, rest) = nanoseconds(rest)?;
        let date = Date::new(year, month, day).ok()?;
        let local = date.0.and_hms_nano_opt(hour, minute, second, nanosecond)?;
        let (offset, rest) = offset(rest)?;
        let utc = match offset {
            0 => local,
            _ => local.checked_sub_offset(FixedOffset::east_opt(offset)?)?,
        };
        Some((Instant::in_range(utc.and_utc()).ok()?, rest))
    }

    /// Any form.
    fn any(text: &str) -> Result<Instant, DateError> {
        let bytes = text.as_bytes();
        let separator = bytes.get(10).copied();
        if !text.is_ascii() || !matches!(separator, Some(b'T' | b't' | b' ')) {
            return Err(DateError::Shape);
        }
        Date::parse(text.get(..10).unwrap_or(""))?;
        let parsed = DateTime::parse_from_rfc3339(text).map_err(|error| match error.kind() {
            chrono::format::ParseErrorKind::OutOfRange
            | chrono::format::ParseErrorKind::Impossible => DateError::NoSuchDay,
            _ => DateError::Shape,
        })?;
        // A leap second comes as the second before it with a thousand milliseconds and more.
        let (seconds, nanoseconds) = (parsed.timestamp(), parsed.timestamp_subsec_nanos());
        match nanoseconds.checked_sub(NANOSECONDS) {
            Some(beyond) => Instant::from_unix(seconds + 1, beyond),
            None => Instant::in_range(parsed.to_utc()),
        }
    }

    /// An instant from seconds and nanoseconds since 1970-01-01T00:00:00Z.
    pub fn from_unix(seconds: i64, nanoseconds: u32) -> Result<Instant, DateError> {
        Instant::in_range(
            DateTime::from_timestamp(seconds, nanoseconds).ok_or(DateError::OutOfRange)?,
        )
    }

    fn in_range(instant: DateTime<Utc>) -> Result<Instant, DateError> {
        // The years count in UTC: `date_in` settles what a zone moves over the edge.
        match Date::in_range(instant.date_naive()) {
            Ok(_) => Ok(Instant(instant)),
            Err(error) => Err(error),
        }
    }

    /// In whole seconds since 1970-01-01T00:00:00Z, rounded down.
    pub fn unix_seconds(self) -> i64 {
        self.0.timestamp()
    }

    /// How far the clock of a zone is ahead of UTC at that time, in seconds.
    pub fn offset_in(self, zone: Tz) -> i64 {
        i64::from(self.local_in(zone).1)
    }

    /// Its date in a zone.
    pub fn date_in(self, zone: Tz) -> Date {
        let local = self.0.with_timezone(&zone).date_naive();
        // An instant lies within 1800 to 2999 in UTC; a zone can push it over the edge by a day at most.
        Date::in_range(local).unwrap_or(Date(self.0.date_naive()))
    }

    /// The instant a duration later.
    pub fn plus(self, duration: Duration) -> Result<Instant, DateError> {
        let moved = self
            .0
            .checked_add_signed(TimeDelta::seconds(duration.seconds));
        Instant::in_range(moved.ok_or(DateError::OutOfRange)?)
    }

    /// The instant a nanosecond later; none after the last one.
    pub fn next(self) -> Option<Instant> {
        let moved = self.0.checked_add_signed(TimeDelta::nanoseconds(1))?;
        Instant::in_range(moved).ok()
    }

    /// The instant a duration earlier.
    pub fn minus(self, duration: Duration) -> Result<Instant, DateError> {
        self.plus(Duration {
            seconds: -duration.seconds,
        })
    }

    /// The same time of day a period later, in a zone. Where a clock change skips that time, the first
    /// instant after it; where it comes twice, the first.
    pub fn plus_period(self, period: Period, zone: Tz) -> Result<Instant, DateError> {
        self.shift(period, zone, true)
    }

    /// The same time of day a period earlier, in a zone.
    pub fn minus_period(self, period: Period, zone: Tz) -> Result<Instant, DateError> {
        self.shift(period, zone, false)
    }

    fn shift(self, period: Period, zone: Tz, later: bool) -> Result<Instant, DateError> {
        let local = self.0.with_timezone(&zone).naive_local();
        let date = Date::in_range(local.date())?.shift(period, later)?;
        local_to_instant(date.0.and_time(local.time()), zone)
    }

    /// RFC 3339 with the offset of a zone: `2026-11-22T10:00:00+08:00`.
    pub fn rfc3339_in(self, zone: Tz) -> String {
        let (local, ahead) = self.local_in(zone);
        let mut bytes = Vec::with_capacity(40);
        bytes.extend_from_slice(&digits::date(local.date()));
        bytes.push(b'T');
        bytes.extend_from_slice(&digits::time(local));
        bytes.extend_from_slice(digits::fraction(local).as_bytes());
        match zone {
            Tz::UTC => bytes.push(b'Z'),
            _ => bytes.extend_from_slice(&digits::offset(ahead)),
        }
        text(bytes)
    }

    /// For people: `2026-11-22 10:00:00 +08:00`; the seconds only where there are any.
    pub fn show_in(self, zone: Tz) -> String {
        let (local, ahead) = self.local_in(zone);
        let mut bytes = Vec::with_capacity(32);
        bytes.extend_from_slice(&digits::date(local.date()));
        bytes.push(b' ');
        let shown = if self.0.timestamp() % 60 == 0 { 5 } else { 8 };
        bytes.extend(digits::time(local).iter().take(shown));
        bytes.push(b' ');
        bytes.extend_from_slice(&digits::offset(ahead));
        text(bytes)
    }

    /// What the clock of a zone shows, and how many seconds it is ahead of UTC.
    fn local_in(self, zone: Tz) -> (NaiveDateTime, i32) {
        let local = self.0.with_timezone(&zone);
        (local.naive_local(), local.offset().fix().local_minus_utc())
    }
}

/// Digits and what stands between them, which are text.
fn text(digits: Vec<u8>) -> String {
    String::from_utf8(digits).unwrap_or_default()
}

fn local_to_instant(local: NaiveDateTime, zone: Tz) -> Result<Instant, DateError> {
    // Clock changes skip an hour, or a day at most; the first quarter of an hour that exists is taken.
    let quarter = TimeDelta::minutes(15);
    let mut candidate = local;
    for _ in 0..=100 {
        match zone.from_local_datetime(&candidate) {
            MappedLocalTime::Single(found) | MappedLocalTime::Ambiguous(found, _) => {
                return Instant::in_range(found.to_utc());
            }
            MappedLocalTime::None => {
                candidate = candidate
                    .checked_add_signed(quarter)
                    .ok_or(DateError::OutOfRange)?;
            }
        }
    }
    Err(DateError::OutOfRange)
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

/// The time zone of a name from the IANA database, for example `Asia/Shanghai`.
pub fn parse_zone(name: &str) -> Option<Tz> {
    name.parse().ok()
}

#[cfg(test)]
mod tests;
