//! Points in time.

use super::date::{Date, DateError, Duration, Period};
use super::day_number::{DayNumber, FIRST_UNIX_DAY, LAST_UNIX_DAY};
use super::days::Day;
use super::digits;
use super::figures::{hour_minute_second, nanoseconds, offset};
use chrono::{DateTime, MappedLocalTime, NaiveDateTime, Offset, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use std::fmt;

/// In a second.
const NANOSECONDS: u32 = 1_000_000_000;
/// Nanoseconds in a millisecond.
const MILLI: u32 = 1_000_000;
/// In seconds.
const DAY: i64 = 86_400;
/// 1800-01-01T00:00:00Z.
const FIRST_SECOND: i64 = FIRST_UNIX_DAY as i64 * DAY;
/// 2999-12-31T23:59:59Z.
const LAST_SECOND: i64 = (LAST_UNIX_DAY as i64 + 1) * DAY - 1;

/// A point in time, exact to the nanosecond.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Instant {
    // In parts of four bytes each, so that a cell has no more than 16.
    /// The upper half of the seconds since 1970-01-01T00:00:00Z.
    upper: i32,
    /// The lower half.
    lower: u32,
    /// Beyond that second.
    nanosecond: u32,
}

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
        let day = DayNumber::from_figures(date)?;
        let (hour, minute, second) = hour_minute_second(time)?;
        if hour > 23 || minute > 59 || second > 59 {
            return None;
        }
        let (nanosecond, rest) = nanoseconds(rest)?;
        let (offset, rest) = offset(rest)?;
        let of_day = (hour * 3600 + minute * 60 + second) as i32 - offset;
        let second = i64::from(day.unix_days()) * DAY + i64::from(of_day);
        Some((Instant::from_unix(second, nanosecond).ok()?, rest))
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
            None => Instant::from_unix(seconds, nanoseconds),
        }
    }

    /// An instant from seconds and nanoseconds since 1970-01-01T00:00:00Z.
    #[inline]
    pub fn from_unix(second: i64, nanosecond: u32) -> Result<Instant, DateError> {
        // The years count in UTC: `date_in` settles what a zone moves over the edge.
        let is_in_range = (FIRST_SECOND..=LAST_SECOND).contains(&second);
        match is_in_range && nanosecond < NANOSECONDS {
            true => Ok(Instant {
                upper: (second >> 32) as i32,
                lower: second as u32,
                nanosecond,
            }),
            false => Err(DateError::OutOfRange),
        }
    }

    fn of(instant: DateTime<Utc>) -> Result<Instant, DateError> {
        Instant::from_unix(instant.timestamp(), instant.timestamp_subsec_nanos())
    }

    /// The instant as the library of calendars has it.
    fn utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp(self.unix_seconds(), self.nanosecond).unwrap_or_default()
    }

    /// In whole seconds since 1970-01-01T00:00:00Z, rounded down.
    #[inline]
    pub fn unix_seconds(self) -> i64 {
        i64::from(self.upper) << 32 | i64::from(self.lower)
    }

    /// In milliseconds since 1970-01-01T00:00:00Z, if they are whole.
    #[inline]
    pub(super) fn unix_millis(self) -> Option<i64> {
        let is_whole = self.nanosecond.is_multiple_of(MILLI);
        is_whole.then(|| self.unix_seconds() * 1000 + i64::from(self.nanosecond / MILLI))
    }

    /// The first instant, in milliseconds since 1970-01-01T00:00:00Z.
    pub(super) const FIRST_MILLI: i64 = FIRST_SECOND * 1000;

    /// The last instant of whole milliseconds, in these.
    pub(crate) const LAST_MILLI: i64 = LAST_SECOND * 1000 + 999;

    /// The instant so many milliseconds after 1970-01-01T00:00:00Z.
    #[inline]
    pub(crate) fn from_unix_millis(millis: i64) -> Option<Instant> {
        let nanosecond = millis.rem_euclid(1000) as u32 * MILLI;
        Instant::from_unix(millis.div_euclid(1000), nanosecond).ok()
    }

    /// How far the clock of a zone is ahead of UTC at that time, in seconds.
    pub fn offset_in(self, zone: Tz) -> i64 {
        i64::from(self.local_in(zone).1)
    }

    /// Its date in a zone.
    pub fn date_in(self, zone: Tz) -> Date {
        // An instant lies within 1800 to 2999 in UTC; a zone can push it over the edge by a day at most.
        Date::nearest(self.utc().with_timezone(&zone).date_naive())
    }

    /// The instant a duration later.
    pub fn plus(self, duration: Duration) -> Result<Instant, DateError> {
        let second = self.unix_seconds().checked_add(duration.as_seconds());
        Instant::from_unix(second.ok_or(DateError::OutOfRange)?, self.nanosecond)
    }

    /// The instant a nanosecond later; none after the last one.
    pub fn next(self) -> Option<Instant> {
        let (second, nanosecond) = match self.nanosecond + 1 {
            NANOSECONDS => (self.unix_seconds() + 1, 0),
            nanosecond => (self.unix_seconds(), nanosecond),
        };
        Instant::from_unix(second, nanosecond).ok()
    }

    /// The instant a duration earlier.
    pub fn minus(self, duration: Duration) -> Result<Instant, DateError> {
        self.plus(Duration::of_seconds(-duration.as_seconds()))
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
        let local = self.utc().with_timezone(&zone).naive_local();
        let date = Date::in_range(local.date())?.shift(period, later)?;
        local_to_instant(date.naive().and_time(local.time()), zone)
    }

    /// RFC 3339 with the offset of a zone: `2026-11-22T10:00:00+08:00`.
    pub fn rfc3339_in(self, zone: Tz) -> String {
        self.in_zone(zone).to_string()
    }

    /// What the clock of a zone shows.
    pub fn in_zone(self, zone: Tz) -> ZonedInstant {
        let (local, ahead) = self.local_in(zone);
        self.zoned(digits::date(local.date()), ahead, zone)
    }

    /// As [`Instant::in_zone`], in a fraction of the time, where its date in the zone is known, and how many seconds the
    /// clock of the zone is ahead of UTC.
    pub(crate) fn in_zone_on(self, today: Day, ahead: i64, zone: Tz) -> ZonedInstant {
        // What a zone pushes over the edge of all dates has another day than the date says.
        let inside = FIRST_SECOND + 2 * DAY..LAST_SECOND - 2 * DAY;
        let is_inside = inside.contains(&self.unix_seconds());
        match i32::try_from(ahead) {
            Ok(ahead) if is_inside => self.zoned(today.figures, ahead, zone),
            _ => self.in_zone(zone),
        }
    }

    fn zoned(self, date: [u8; 10], ahead: i32, zone: Tz) -> ZonedInstant {
        ZonedInstant {
            date,
            second_of_day: self.second_of_day(ahead),
            nanosecond: self.nanosecond,
            ahead: (zone != Tz::UTC).then_some(ahead),
        }
    }

    /// For people: `2026-11-22 10:00:00 +08:00`; the seconds only where there are any.
    pub fn show_in(self, zone: Tz) -> String {
        let (local, ahead) = self.local_in(zone);
        let mut bytes = Vec::with_capacity(32);
        bytes.extend_from_slice(&digits::date(local.date()));
        bytes.push(b' ');
        let is_full_minute = self.unix_seconds().rem_euclid(60) == 0;
        let shown = if is_full_minute { 5 } else { 8 };
        let time = digits::time(self.second_of_day(ahead));
        bytes.extend(time.iter().take(shown));
        bytes.push(b' ');
        bytes.extend_from_slice(&digits::offset(ahead));
        digits::text(bytes)
    }

    /// What a clock that is so many seconds ahead of UTC shows, in seconds since midnight.
    fn second_of_day(self, ahead: i32) -> u32 {
        (self.unix_seconds() + i64::from(ahead)).rem_euclid(DAY) as u32
    }

    /// What the clock of a zone shows, and how many seconds it is ahead of UTC.
    fn local_in(self, zone: Tz) -> (NaiveDateTime, i32) {
        let local = self.utc().with_timezone(&zone);
        (local.naive_local(), local.offset().fix().local_minus_utc())
    }
}

/// An instant as the clock of a zone shows it. It is shown in RFC 3339, with the offset of the zone.
///
/// ```
/// use admit::value::{Instant, parse_zone};
/// let instant = Instant::parse("2026-11-22T02:00:00Z").unwrap();
/// let zoned = instant.in_zone(parse_zone("Asia/Shanghai").unwrap());
/// assert_eq!(zoned.to_string(), "2026-11-22T10:00:00+08:00");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ZonedInstant {
    /// In digits.
    date: [u8; 10],
    second_of_day: u32,
    nanosecond: u32,
    /// How many seconds the clock is ahead of UTC; none for UTC itself.
    ahead: Option<i32>,
}

impl ZonedInstant {
    /// Appends it as it is shown, which is ASCII.
    pub fn write(self, out: &mut Vec<u8>) {
        let [a, b, c, d, e, f, g, h, i, j] = self.date;
        let [k, l, m, n, o, p, q, r] = digits::time(self.second_of_day);
        // Together, so that there is one look at the room that is left.
        out.extend_from_slice(&[a, b, c, d, e, f, g, h, i, j, b'T', k, l, m, n, o, p, q, r]);
        if self.nanosecond > 0 {
            out.extend_from_slice(digits::fraction(self.nanosecond).as_bytes());
        }
        match self.ahead {
            None => out.push(b'Z'),
            Some(ahead) => out.extend_from_slice(&digits::offset(ahead)),
        }
    }
}

impl fmt::Display for ZonedInstant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = Vec::with_capacity(40);
        self.write(&mut bytes);
        f.write_str(&digits::text(bytes))
    }
}

/// The first instant at which the clock of a zone shows a time, or a later one where it never does.
pub(super) fn local_to_instant(local: NaiveDateTime, zone: Tz) -> Result<Instant, DateError> {
    // Clock changes skip an hour, or a day at most; the first quarter of an hour that exists is taken.
    let quarter = TimeDelta::minutes(15);
    let mut candidate = local;
    for _ in 0..=100 {
        match zone.from_local_datetime(&candidate) {
            MappedLocalTime::Single(found) | MappedLocalTime::Ambiguous(found, _) => {
                return Instant::of(found.to_utc());
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

/// The time zone of a name from the IANA database, for example `Asia/Shanghai`.
pub fn parse_zone(name: &str) -> Option<Tz> {
    name.parse().ok()
}

#[cfg(test)]
mod tests;
