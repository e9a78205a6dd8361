//! Exact decimal numbers with at most 28 digits.

use rust_decimal::Decimal;

/// Why a text is no number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NumberError {
    /// It is not written as a number.
    Shape,
    /// More than 28 digits, or an exponent that needs more.
    TooLong,
}

/// The most significant digits a number may have.
const MOST_DIGITS: usize = 28;

/// Reads a number as JSON writes it (RFC 8259, section 6), exactly: what does not fit into 28 digits is an error.
///
/// ```
/// use admit::value::{NumberError, parse_decimal};
/// assert_eq!(parse_decimal("1.50e1").unwrap().to_string(), "15");
/// assert_eq!(parse_decimal("1e29"), Err(NumberError::TooLong));
/// assert_eq!(parse_decimal("01"), Err(NumberError::Shape));
/// ```
pub fn parse_decimal(text: &str) -> Result<Decimal, NumberError> {
    let (negative, rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (mantissa, exponent) = match rest.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (rest, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    let all_digits =
        |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let leading_zero = whole.len() > 1 && whole.starts_with('0');
    if !all_digits(whole) || leading_zero || !fraction.is_none_or(all_digits) {
        return Err(NumberError::Shape);
    }
    let exponent = exponent.map_or(Ok(0), parse_exponent)?;
    let fraction = fraction.unwrap_or("");
    let (value, zeros) = read_digits(whole.bytes().chain(fraction.bytes()))?;
    if value == 0 {
        return Ok(Decimal::ZERO);
    }
    // The number is value * 10^power.
    let power = exponent
        .saturating_sub(fraction.len() as i64)
        .saturating_add(zeros);
    let (value, scale) = if power >= 0 {
        let factor = u32::try_from(power)
            .ok()
            .and_then(|power| 10i128.checked_pow(power));
        let value = factor.and_then(|factor| value.checked_mul(factor));
        (value.ok_or(NumberError::TooLong)?, 0)
    } else {
        (
            value,
            u32::try_from(-power).map_err(|_| NumberError::TooLong)?,
        )
    };
    if scale > MOST_DIGITS as u32 || value >= 10i128.pow(MOST_DIGITS as u32) {
        return Err(NumberError::TooLong);
    }
    let value = if negative { -value } else { value };
    Decimal::try_from_i128_with_scale(value, scale).map_err(|_| NumberError::TooLong)
}

/// The number that bytes start with, and how many of them it takes; the same as [`parse_decimal`] of these. `None` if
/// it has over 18 digits or no plain form: no number at all, an exponent, a zero in front. What follows it is not
/// looked at, but for an exponent.
#[inline]
pub fn leading_decimal(bytes: &[u8]) -> Option<(Decimal, usize)> {
    let negative = bytes.first() == Some(&b'-');
    let from = usize::from(negative);
    let (whole, mut end) = leading_digits(bytes, from, 0);
    let digits = end - from;
    if digits == 0 || digits > 1 && bytes.get(from) == Some(&b'0') {
        return None;
    }
    let (mut value, mut scale) = (whole, 0);
    if bytes.get(end) == Some(&b'.') {
        let point = end;
        (value, end) = leading_digits(bytes, point + 1, whole);
        scale = end - point - 1;
        if scale == 0 {
            return None;
        }
    }
    // Eighteen digits fit into 64 bits; of more, the value is worthless.
    if digits + scale > 18 || matches!(bytes.get(end), Some(b'e' | b'E')) {
        return None;
    }
    if value == 0 {
        return Some((Decimal::ZERO, end));
    }
    while scale > 0 && value % 10 == 0 {
        (value, scale) = (value / 10, scale - 1);
    }
    let (low, middle) = (value as u32, (value >> 32) as u32);
    let number = Decimal::from_parts(low, middle, 0, negative, scale as u32);
    Some((number, end))
}

/// The digits from a place on, added to the value of those before; and where they end.
#[inline]
fn leading_digits(bytes: &[u8], from: usize, before: u64) -> (u64, usize) {
    let digits = bytes.get(from..).unwrap_or(&[]).iter();
    let digits = digits.map_while(|byte| Some(byte.wrapping_sub(b'0')).filter(|digit| *digit < 10));
    let (mut value, mut end) = (before, from);
    for digit in digits {
        value = value.wrapping_mul(10).wrapping_add(u64::from(digit));
        end += 1;
    }
    (value, end)
}

/// The value of a row of digits without the zeros at its end, and how many of those there are.
fn read_digits(digits: impl Iterator<Item = u8>) -> Result<(i128, i64), NumberError> {
    let (mut value, mut significant, mut zeros) = (0i128, 0, 0);
    for digit in digits {
        if digit == b'0' {
            zeros += 1;
            continue;
        }
        significant = if value == 0 {
            1
        } else {
            significant + zeros + 1
        };
        if significant > MOST_DIGITS {
            return Err(NumberError::TooLong);
        }
        // Zeros in front count for nothing; those inside make room first.
        let room = if value == 0 {
            1
        } else {
            10i128.pow(zeros as u32 + 1)
        };
        value = value * room + i128::from(digit - b'0');
        zeros = 0;
    }
    Ok((value, zeros as i64))
}

fn parse_exponent(text: &str) -> Result<i64, NumberError> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(NumberError::Shape);
    }
    // An exponent of over 18 digits is out of range whatever it says; zero times it is still zero.
    let size = digits.trim_start_matches('0');
    let size = if size.len() > 18 {
        i64::MAX / 4
    } else {
        size.parse().unwrap_or(0)
    };
    Ok(if text.starts_with('-') { -size } else { size })
}

/// The number without needless zeros.
pub fn show_number(number: Decimal) -> String {
    number.normalize().to_string()
}

/// A fraction as a percentage: 0.125 is `12.5%`.
pub fn show_percent(fraction: Decimal) -> String {
    match fraction.checked_mul(Decimal::ONE_HUNDRED) {
        Some(percent) => format!("{}%", percent.normalize()),
        None => show_number(fraction),
    }
}
