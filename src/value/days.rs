//! The dates of many instants: where a day turns in a zone is worked out once.

use super::{Date, Instant};
use chrono_tz::Tz;

/// So many days are kept; a later one takes the place of an earlier one.
const KEPT: usize = 512;
const SECONDS: i64 = 86_400;

/// Keeps where days turn. The answers are those of [`Instant::date_in`].
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
    kept: Vec<Option<Day>>,
}

/// A day in UTC, and the dates that it is in a zone.
#[derive(Clone, Copy)]
struct Day {
    /// In days since 1970.
    number: i64,
    /// The second from which on it is the later date.
    turn: i64,
    dates: [Date; 2],
}

impl Days {
    /// The date of an instant in a zone.
    pub fn date_of(&mut self, instant: Instant, zone: Tz) -> Date {
        if self.zone != Some(zone) {
            self.zone = Some(zone);
            self.kept.clear();
            self.kept.resize(KEPT, None);
        }
        let second = instant.unix_seconds();
        let number = second.div_euclid(SECONDS);
        let place = number.rem_euclid(KEPT as i64) as usize;
        let Some(kept) = self.kept.get_mut(place) else {
            return instant.date_in(zone);
        };
        let known = kept.filter(|day| day.number == number);
        match known.or_else(|| Day::new(number, zone)) {
            Some(day) => {
                *kept = Some(day);
                let [earlier, later] = day.dates;
                if second < day.turn { earlier } else { later }
            }
            None => instant.date_in(zone),
        }
    }
}

impl Day {
    /// A day on which the clock of the zone stays as it is; `None` for the few others.
    fn new(number: i64, zone: Tz) -> Option<Day> {
        let start = number.checked_mul(SECONDS)?;
        let end = start.checked_add(SECONDS - 1)?;
        let first = Instant::from_unix(start, 0).ok()?;
        let last = Instant::from_unix(end, 0).ok()?;
        let offset = first.offset_in(zone);
        if last.offset_in(zone) != offset {
            return None;
        }
        let midnight = (start + offset).div_euclid(SECONDS) * SECONDS + SECONDS - offset;
        Some(Day {
            number,
            turn: midnight,
            dates: [first.date_in(zone), last.date_in(zone)],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::parse_zone;
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
