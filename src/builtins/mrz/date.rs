//! The dates of a zone: two digits for the year, two for the month, two for the day (ICAO Doc 9303-3, 4.8).
//!
//! In: six places, and the day on which they are read. Out: a date, none, or that there is no such day.

use crate::value::Date;

/// The places hold no date, and do not say that it is unknown either.
pub(super) struct NoSuchDate;

/// A date of birth: the latest such day that is not after `today`. Parts that are unknown are fillers; then
/// there is no date.
pub(super) fn birth(field: &str, today: Date) -> Result<Option<Date>, NoSuchDate> {
    let parts = parts(field)?;
    let date = match parts {
        [Some(year), Some(month), Some(day)] => latest(year, month, day, today).map(Some),
        // A leap year where the year is unknown, a month of 31 days where the month is.
        [year, month, day] => day_of(
            2000 + year.unwrap_or(0),
            month.unwrap_or(1),
            day.unwrap_or(1),
        )
        .map(|_| None),
    };
    date.ok_or(NoSuchDate)
}

/// A date of expiry, in the years 2000 to 2099. It is never unknown.
pub(super) fn expiry(field: &str) -> Result<Date, NoSuchDate> {
    let [Some(year), Some(month), Some(day)] = parts(field)? else {
        return Err(NoSuchDate);
    };
    day_of(2000 + year, month, day).ok_or(NoSuchDate)
}

/// The latest such day that is not after `today`. 29 February is in one of four years that end in 00 only.
fn latest(year: u32, month: u32, day: u32, today: Date) -> Option<Date> {
    let century = today.year().unsigned_abs() / 100;
    let centuries = (0..=century).rev().take(5);
    centuries
        .filter_map(|century| day_of(century * 100 + year, month, day))
        .find(|date| *date <= today)
}

fn day_of(year: u32, month: u32, day: u32) -> Option<Date> {
    Date::new(i32::try_from(year).ok()?, month, day).ok()
}

/// The year of the century, the month and the day; none where they are unknown.
fn parts(field: &str) -> Result<[Option<u32>; 3], NoSuchDate> {
    let part = |from: usize| match field.get(from..from + 2) {
        Some("<<") => Ok(None),
        Some(digits) if digits.bytes().all(|byte| byte.is_ascii_digit()) => {
            digits.parse().map(Some).map_err(|_| NoSuchDate)
        }
        _ => Err(NoSuchDate),
    };
    Ok([part(0)?, part(2)?, part(4)?])
}
