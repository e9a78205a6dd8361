//! Dates, times and numbers in digits, without the machinery of `format!`: explanations are full of them.

use chrono::{Datelike, NaiveDate, NaiveDateTime, Timelike};
use rust_decimal::Decimal;

/// In a second.
const NANOSECONDS: u32 = 1_000_000_000;

/// `2026-11-22`: no year of the calendar has fewer or more than four digits.
pub(super) fn push_date(date: NaiveDate, text: &mut String) {
    let year = date.year().unsigned_abs();
    push_two(year / 100, text);
    push_two(year % 100, text);
    text.push('-');
    push_two(date.month(), text);
    text.push('-');
    push_two(date.day(), text);
}

/// `10:00`, or `10:00:30`.
pub(super) fn push_time(time: NaiveDateTime, seconds: bool, text: &mut String) {
    push_two(time.hour(), text);
    text.push(':');
    push_two(time.minute(), text);
    if seconds {
        text.push(':');
        // A leap second is told by nanoseconds beyond the second.
        push_two(time.second() + time.nanosecond() / NANOSECONDS, text);
    }
}

/// `.250` in three digits, six or nine, as many as are needed; nothing for none.
pub(super) fn push_fraction(time: NaiveDateTime, text: &mut String) {
    match time.nanosecond() % NANOSECONDS {
        0 => {}
        part if part % 1_000_000 == 0 => text.push_str(&format!(".{:03}", part / 1_000_000)),
        part if part % 1_000 == 0 => text.push_str(&format!(".{:06}", part / 1_000)),
        part => text.push_str(&format!(".{part:09}")),
    }
}

/// `+08:00`, from seconds ahead of UTC, to the nearest minute.
pub(super) fn push_offset(ahead: i32, text: &mut String) {
    text.push(if ahead < 0 { '-' } else { '+' });
    let minutes = (ahead.unsigned_abs() + 30) / 60;
    push_two(minutes / 60, text);
    text.push(':');
    push_two(minutes % 60, text);
}

fn push_two(number: u32, text: &mut String) {
    text.push(digit(number / 10));
    text.push(digit(number));
}

fn digit(number: u32) -> char {
    char::from(b'0' + (number % 10) as u8)
}

/// A number with its point moved to the right, without needless zeros and before a sign if there is one; none for those
/// few that no machine word holds.
pub(super) fn shown(number: Decimal, moved: u32, sign: Option<u8>) -> Option<String> {
    let mut left = u64::try_from(number.mantissa().unsigned_abs()).ok()?;
    let zeros = moved.saturating_sub(number.scale());
    left = left.checked_mul(10u64.checked_pow(zeros)?)?;
    let mut behind = number.scale().saturating_sub(moved);
    while behind > 0 && left.is_multiple_of(10) {
        (left, behind) = (left / 10, behind - 1);
    }
    let negative = number.is_sign_negative() && left > 0;
    // From behind.
    let mut text = Vec::with_capacity(24);
    text.extend(sign);
    for _ in 0..behind {
        text.push(b'0' + (left % 10) as u8);
        left /= 10;
    }
    if behind > 0 {
        text.push(b'.');
    }
    loop {
        text.push(b'0' + (left % 10) as u8);
        left /= 10;
        if left == 0 {
            break;
        }
    }
    if negative {
        text.push(b'-');
    }
    text.reverse();
    String::from_utf8(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

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
            for scale in [0, 1, 2, 3, 7, 19, 20, 28] {
                let number = Decimal::from_i128_with_scale(digits, scale);
                let fits = u64::try_from(digits.abs()).is_ok();
                let expected = fits.then(|| number.normalize().to_string());
                assert_eq!(shown(number, 0, None), expected, "{number:?}");
                if let Some(percent) = shown(number, 2, Some(b'%')) {
                    let by_library = number * Decimal::ONE_HUNDRED;
                    assert_eq!(
                        percent,
                        format!("{}%", by_library.normalize()),
                        "{number:?}"
                    );
                }
            }
        }
    }
}
