//! The dates of many instants: for how long the clock of a zone stays as it is, is found out once.

use super::{Date, DayNumber, Instant};
use chrono_tz::Tz;

const DAY: i64 = 86_400;
/// So many dates are kept; a later one takes the place of an earlier one.
const KEPT: usize = 512;
/// No zone has ever changed its clock and changed it back in so short a time.
const STEP: i64 = 3 * DAY;
/// A span reaches so far from where it is asked for at most, or little more.
const REACH: i64 = 180 * DAY;

/// Keeps how clocks go. The answers are those of [`Instant::date_in`].
///
/// ```
/// use admit::value::{Days, Instant, parse_zone};
///
/// let zone = parse_zone("Asia/Shanghai").unwrap();
/// let mut days = Days::default();
/// let before = Instant::parse("2026-11-22T15:59:59Z").unwrap();
/// let after = Instant::parse("2026-11-22T16:00:00Z").unwrap();
/// assert_eq!(days.date_of(before, zone).to_string(), "2026-11-22");
/// assert_eq!(days.date_of(after, zone).to_string(), "2026-11-23");
/// ```
#[derive(Default)]
pub struct Days {
    zone: Option<Tz>,
    /// The span that was asked for last.
    last: Span,
    /// In order; none lies within another.
    spans: Vec<Span>,
    /// The dates of days since 1970, by what is left of these.
    dates: Vec<Option<(i64, Day)>>,
}

/// A date, its number and how it is written, which come again and again.
#[derive(Clone, Copy, Debug)]
pub struct Day {
    /// The date.
    pub date: Date,
    /// As [`DayNumber::of`] says.
    pub number: DayNumber,
    /// As [`Date::figures`] says.
    pub figures: [u8; 10],
}

impl From<Date> for Day {
    fn from(date: Date) -> Day {
        Day {
            date,
            number: DayNumber::of(date),
            figures: date.figures(),
        }
    }
}

/// Seconds from the first to the last in which the clock of a zone stays as it is.
#[derive(Clone, Copy)]
struct Span {
    first: i64,
    last: i64,
    /// How far it is ahead of UTC.
    ahead: i64,
}

impl Days {
    /// The date of an instant in a zone.
    pub fn date_of(&mut self, instant: Instant, zone: Tz) -> Date {
        self.day_of(instant, zone).0.date
    }

    /// The same, and how many seconds the clock of the zone is ahead of UTC.
    #[inline(always)]
    pub fn day_of(&mut self, instant: Instant, zone: Tz) -> (Day, i64) {
        let second = instant.unix_seconds();
        if self.zone != Some(zone) || !self.last.has(second) {
            self.turn_to(instant, zone);
        }
        let ahead = self.last.ahead;
        let day = (second + ahead).div_euclid(DAY);
        // A zone can push an instant over the edge of all dates.
        let day = self.day(day);
        (day.unwrap_or_else(|| instant.date_in(zone).into()), ahead)
    }

    /// Finds the span of an instant, or makes it.
    #[inline(never)]
    fn turn_to(&mut self, instant: Instant, zone: Tz) {
        if self.zone != Some(zone) {
            self.zone = Some(zone);
            self.spans.clear();
            self.dates.resize(KEPT, None);
        }
        let second = instant.unix_seconds();
        let place = self.spans.partition_point(|span| span.first <= second);
        let before = place.checked_sub(1).and_then(|at| self.spans.get(at));
        self.last = match before.filter(|span| span.has(second)) {
            Some(span) => *span,
            None => {
                let span = Span::around(instant, zone);
                self.spans.insert(place, span);
                span
            }
        };
    }

    #[inline(always)]
    fn day(&mut self, day: i64) -> Option<Day> {
        let kept = self.dates.get_mut(day.rem_euclid(KEPT as i64) as usize)?;
        match *kept {
            Some((known, found)) if known == day => Some(found),
            _ => {
                let date = Date::from_unix_days(i32::try_from(day).ok()?).ok()?;
                *kept = Some((day, date.into()));
                Some(date.into())
            }
        }
    }
}

impl Default for Span {
    /// None.
    fn default() -> Span {
        Span {
            first: 0,
            last: -1,
            ahead: 0,
        }
    }
}

impl Span {
    #[inline(always)]
    fn has(&self, second: i64) -> bool {
        self.first <= second && second <= self.last
    }

    #[cold]
    fn around(instant: Instant, zone: Tz) -> Span {
        let (second, ahead) = (instant.unix_seconds(), instant.offset_in(zone));
        let stays = |second| {
            let instant = Instant::from_unix(second, 0);
            instant.is_ok_and(|instant| instant.offset_in(zone) == ahead)
        };
        // By steps that grow shorter where the next one would be too far.
        let reach = |way: i64| {
            let (mut end, mut step) = (second, STEP);
            while step > 0 && (end - second).abs() < REACH {
                match stays(end + way * step) {
                    true => end += way * step,
                    false => step /= 2,
                }
            }
            end
        };
        Span {
            first: reach(-1),
            last: reach(1),
            ahead,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::parse_zone;
    use chrono_tz::TZ_VARIANTS;
    use proptest::prelude::*;

    const ZONES: [&str; 8] = [
        "UTC",
        "Asia/Shanghai",
        "America/Sao_Paulo",
        "Pacific/Apia",
        "Africa/Casablanca",
        "Asia/Kathmandu",
        "America/Havana",
        "Antarctica/Troll",
    ];

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn every_instant_has_the_date_of_its_zone(
            zone in 0..ZONES.len(),
            seconds in proptest::collection::vec(-5_000_000_000i64..5_000_000_000, 1..50),
            near in 1_300_000_000i64..1_400_000_000,
        ) {
            let zone = parse_zone(ZONES[zone]).unwrap();
            let mut days = Days::default();
            // Around one instant as well: the same days are asked again and again.
            let around = (0..200).map(|step| near + step * 1_777);
            for second in seconds.into_iter().chain(around) {
                let instant = Instant::from_unix(second, 999).unwrap();
                prop_assert_eq!(days.date_of(instant, zone), instant.date_in(zone));
            }
        }
    }

    /// Twice a day for 40 years, and each quarter of an hour where a clock changed in between; in both directions, so
    /// that spans are asked for from either side.
    #[test]
    fn clocks_that_change_are_followed_to_the_second() {
        for zone in TZ_VARIANTS.iter().step_by(11) {
            let at = |second| Instant::from_unix(second, 0).unwrap();
            let halves = (0..40 * 365 * 2).map(|half| 800_000_000 + half * DAY / 2);
            let halves: Vec<i64> = halves.collect();
            let changes = halves
                .windows(2)
                .filter(|pair| at(pair[0]).offset_in(*zone) != at(pair[1]).offset_in(*zone));
            let near = changes.flat_map(|pair| {
                let quarters = (pair[0]..=pair[1]).step_by(900);
                quarters.flat_map(|second| [second - 1, second, second + 1])
            });
            let mut asked: Vec<i64> = near.chain(halves.iter().step_by(9).copied()).collect();
            for _ in 0..2 {
                asked.reverse();
                let mut days = Days::default();
                for second in &asked {
                    let instant = at(*second);
                    let date = days.date_of(instant, *zone);
                    assert_eq!(date, instant.date_in(*zone), "{zone} {second}");
                }
            }
        }
    }

    #[test]
    fn the_edges_of_all_dates_are_dates() {
        for text in ["1800-01-01T00:00:00Z", "2999-12-31T23:59:59Z"] {
            let instant = Instant::parse(text).unwrap();
            for zone in TZ_VARIANTS {
                let date = Days::default().date_of(instant, zone);
                assert_eq!(date, instant.date_in(zone), "{zone} {text}");
            }
        }
    }

    #[test]
    fn a_day_that_a_zone_left_out_is_left_out() {
        let zone = parse_zone("Pacific/Apia").unwrap();
        let mut days = Days::default();
        for text in [
            "2011-12-30T09:59:59Z",
            "2011-12-30T10:00:00Z",
            "2011-12-30T23:00:00Z",
        ] {
            let instant = Instant::parse(text).unwrap();
            assert_eq!(days.date_of(instant, zone), instant.date_in(zone), "{text}");
        }
    }
}
