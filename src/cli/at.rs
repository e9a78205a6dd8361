//! `--at`: the instant from which a record is seen.

use super::clock;
use crate::value::{Date, DateError, Instant};
use chrono_tz::Tz;

/// As given, before the set's time zone is known.
#[derive(Clone, Copy, Debug)]
pub(super) enum At {
    Instant(Instant),
    /// The start of a day.
    Day(Date),
}

/// Reads what stands after `--at`.
pub(super) fn parse_at(text: &str) -> Result<At, String> {
    if text == "now" {
        return clock::now().map(At::Instant);
    }
    let day = Date::parse(text);
    let instant = Instant::parse(text);
    match (instant, day) {
        (Ok(instant), _) => Ok(At::Instant(instant)),
        (_, Ok(day)) => Ok(At::Day(day)),
        (Err(DateError::NoSuchDay), _) | (_, Err(DateError::NoSuchDay)) => {
            Err("there is no such day or time".to_owned())
        }
        (Err(DateError::OutOfRange), _) | (_, Err(DateError::OutOfRange)) => {
            Err("the year must lie between 1800 and 2999".to_owned())
        }
        _ => Err(
            "write a date (2026-11-22), an instant with its offset (2026-11-22T10:00:00+08:00) or `now`"
                .to_owned(),
        ),
    }
}

impl At {
    pub(super) fn instant_in(self, zone: Tz) -> Result<Instant, DateError> {
        match self {
            At::Instant(instant) => Ok(instant),
            At::Day(day) => day.start_in(zone),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_the_start_of_that_day_in_the_zone() {
        let at = parse_at("2026-11-22").unwrap();
        let instant = at.instant_in(Tz::Asia__Shanghai).unwrap();
        assert_eq!(instant.rfc3339_in(Tz::UTC), "2026-11-21T16:00:00Z");
    }

    #[test]
    fn each_slip_has_its_own_answer() {
        assert!(parse_at("2026-02-29").unwrap_err().contains("no such day"));
        assert!(parse_at("1799-01-01").unwrap_err().contains("1800"));
        assert!(parse_at("22.11.2026").unwrap_err().contains("write a date"));
        assert!(
            parse_at("2026-11-22T25:00:00Z")
                .unwrap_err()
                .contains("no such")
        );
    }
}
