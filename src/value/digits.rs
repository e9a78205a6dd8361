//! Dates, times and numbers in digits, without the machinery of `format!`: explanations are full of them.

use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;

/// `2026-11-22`: no year of the calendar has fewer or more than four digits.
pub(super) fn date(date: NaiveDate) -> [u8; 10] {
    let year = date.year().unsigned_abs();
    let ([a, b], [c, d]) = (two(year / 100), two(year % 100));
    let ([e, f], [g, h]) = (two(date.month()), two(date.day()));
    [a, b, c, d, b'-', e, f, b'-', g, h]
}

/// `10:00:30`, from seconds since midnight.
pub(super) fn time(second: u32) -> [u8; 8] {
    let ([a, b], [c, d]) = (two(second / 3600), two(second / 60 % 60));
    let [e, f] = two(second % 60);
    [a, b, b':', c, d, b':', e, f]
}

/// `.250` in three digits, six or nine, as many as are needed; nothing for none.
pub(super) fn fraction(nanosecond: u32) -> String {
    match nanosecond {
        0 => String::new(),
        part if part % 1_000_000 == 0 => format!(".{:03}", part / 1_000_000),
        part if part % 1_000 == 0 => format!(".{:06}", part / 1_000),
        part => format!(".{part:09}"),
    }
}

/// `+08:00`, from seconds ahead of UTC, to the nearest minute.
pub(super) fn offset(ahead: i32) -> [u8; 6] {
    let minutes = (ahead.unsigned_abs() + 30) / 60;
    let ([a, b], [c, d]) = (two(minutes / 60), two(minutes % 60));
    [if ahead < 0 { b'-' } else { b'+' }, a, b, b':', c, d]
}

/// Digits and what stands between them, which are text.
pub(super) fn text(digits: Vec<u8>) -> String {
    String::from_utf8(digits).unwrap_or_default()
}

fn two(number: u32) -> [u8; 2] {
    [b'0' + (number / 10 % 10) as u8, b'0' + (number % 10) as u8]
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
