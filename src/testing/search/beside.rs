//! The value on an edge, and the next ones before and after it.

use crate::value::{Date, Decimal, Duration, Instant, Period};

/// The smallest step of a number at the precision at which it is written; a percentage has whole percents at least.
pub(in crate::testing) fn step(number: Decimal, percent: bool) -> Decimal {
    let scale = number.scale();
    Decimal::new(1, if percent { scale.max(2) } else { scale })
}

/// The number, with the next one before it and after it.
pub(in crate::testing) fn number_and_beside(number: Decimal, step: Decimal) -> Vec<Decimal> {
    let all = [
        number.checked_sub(step),
        Some(number),
        number.checked_add(step),
    ];
    let found = all.into_iter().flatten();
    found.map(|each| each.normalize()).collect()
}

/// The day, with the day before and the day after.
pub(in crate::testing) fn date_and_beside(date: Date) -> Vec<Date> {
    let day = Period::days(1);
    let all = [Ok(date), date.minus(day), date.plus(day)];
    all.into_iter().flatten().collect()
}

/// The instant, with the second before and the second after.
pub(in crate::testing) fn instant_and_beside(at: Instant) -> Vec<Instant> {
    let second = Duration::seconds(1);
    let all = [Ok(at), at.minus(second), at.plus(second)];
    all.into_iter().flatten().collect()
}

/// Each value where it comes first.
pub(in crate::testing) fn each_once<T: PartialEq>(all: Vec<T>) -> Vec<T> {
    let mut found: Vec<T> = Vec::with_capacity(all.len());
    for each in all {
        if !found.contains(&each) {
            found.push(each);
        }
    }
    found
}
