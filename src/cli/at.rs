//! `--at`: the instant from which a record is seen, and the only look at the clock.

use crate::value::{Date, DateError, Instant};
use chrono_tz::Tz;
use std::time::{SystemTime, UNIX_EPOCH};

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
        return clock().map(At::Instant);
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

#[expect(
    clippy::disallowed_methods,
    reason = "`--at now` asks for the clock, and nothing else reads it"
)]
fn clock() -> Result<Instant, String> {
    let wrong = || "the clock of this machine is wrong".to_owned();
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_err(|_| wrong())?;
    let seconds = i64::try_from(since.as_secs()).map_err(|_| wrong())?;
    Instant::from_unix(seconds, since.subsec_nanos()).map_err(|_| wrong())
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
