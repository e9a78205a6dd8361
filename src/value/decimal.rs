//! Exact decimal numbers with at most 28 digits.

use super::digits::Figures;
use rust_decimal::Decimal;

/// Why a text is no number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NumberError {
    /// It is not written as a number.
    Shape,
    /// More than 28 digits, or an exponent that needs more.
    TooLong,
}

const ONES: u64 = u64::MAX / 255;

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

/// A number of at most 18 digits without an exponent: the form of nearly all numbers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PlainNumber {
    /// All its digits.
    digits: i64,
    /// How many of them stand behind the point; none of these at the end is zero.
    scale: u32,
}

impl PlainNumber {
    /// So many of its digits stand behind the point. `None` if there are more than 18.
    ///
    /// ```
    /// use admit::value::{Decimal, PlainNumber};
    /// assert_eq!(Decimal::from(PlainNumber::new(-1250, 2).unwrap()), Decimal::new(-125, 1));
    /// ```
    #[inline]
    pub fn new(mut digits: i64, mut scale: u32) -> Option<PlainNumber> {
        const MOST: u64 = 999_999_999_999_999_999;
        if digits.unsigned_abs() > MOST || scale > 18 {
            return None;
        }
        while scale > 0 && digits % 10 == 0 {
            (digits, scale) = (digits / 10, scale - 1);
        }
        Some(PlainNumber { digits, scale })
    }

    /// The number that bytes start with, and the bytes after it, which start with a comma, a closing bracket or brace
    /// or white space. `None` if it has another form or there is none, so that [`parse_decimal`] is to be asked.
    ///
    /// ```
    /// use admit::value::{Decimal, PlainNumber};
    /// let (number, rest) = PlainNumber::leading(b"12.50, 3").unwrap();
    /// assert_eq!((Decimal::from(number), rest), (Decimal::new(125, 1), b", 3".as_slice()));
    /// assert!(PlainNumber::leading(b"1e3,").is_none());
    /// ```
    pub fn leading(bytes: &[u8]) -> Option<(PlainNumber, &[u8])> {
        let is_negative = bytes.starts_with(b"-");
        let unsigned = bytes.get(usize::from(is_negative)..)?;
        let (mut digits, mut rest) = leading_digits(0, unsigned);
        let whole = unsigned.len() - rest.len();
        let mut scale = 0;
        if let [b'.', fraction @ ..] = rest {
            (digits, rest) = leading_digits(digits, fraction);
            scale = fraction.len() - rest.len();
            if scale == 0 {
                return None;
            }
        }
        let leading_zero = whole > 1 && unsigned.starts_with(b"0");
        // Of more digits than fit, the value is worthless.
        if whole == 0 || leading_zero || whole + scale > 18 || !ends_number(*rest.first()?) {
            return None;
        }
        while scale > 0 && digits % 10 == 0 {
            (digits, scale) = (digits / 10, scale - 1);
        }
        let digits = if is_negative { -digits } else { digits };
        let scale = scale as u32;
        Some((PlainNumber { digits, scale }, rest))
    }

    /// As so many billionths, if it is such a multiple and they are few enough.
    #[inline(always)]
    pub fn billionths(self) -> Option<i64> {
        let power = power_of_ten(9u32.checked_sub(self.scale)?)?;
        self.digits.checked_mul(power)
    }
}

impl From<PlainNumber> for Decimal {
    #[inline]
    fn from(number: PlainNumber) -> Decimal {
        let digits = number.digits.unsigned_abs();
        let (low, middle) = (digits as u32, (digits >> 32) as u32);
        Decimal::from_parts(low, middle, 0, number.digits < 0, number.scale)
    }
}

/// The billionths of the number that bytes start with, whether it is written without a point, and the bytes after it, as
/// long as all is within the first eight bytes, as with most numbers: without a sign or an exponent, and with a comma or a
/// closing brace behind it. `None` if not; [`PlainNumber::leading`] knows more forms.
///
/// ```
/// use admit::value::short_billionths;
/// assert_eq!(short_billionths(b"0.125,\"b\":"), Some((125_000_000, false, b",\"b\":".as_slice())));
/// assert_eq!(short_billionths(b"4}      "), Some((4_000_000_000, true, b"}      ".as_slice())));
/// assert!(short_billionths(b"01,     ").is_none());
/// ```
#[inline(always)]
pub fn short_billionths(bytes: &[u8]) -> Option<(i64, bool, &[u8])> {
    let word = u64::from_le_bytes(*bytes.first_chunk()?);
    let figures = word ^ (ONES * u64::from(b'0'));
    // What is added makes each byte too large for seven bits that is no digit. A byte beyond ASCII may spoil the
    // next, but then the number is over.
    let others = (figures | figures.wrapping_add(ONES * (0x80 - 10))) & (ONES * 0x80);
    // In bits, like all places here.
    let point = others.trailing_zeros() & !7;
    let (mut digits, mut end) = (figures, point);
    if word as u16 == u16::from_le_bytes(*b"0.") {
        // As most fractions are: the zero counts for nothing, and in place of the point stands another one.
        digits &= !0xFFFF;
        end = (others & (others - 1)).trailing_zeros() & !7;
    } else {
        // Of more digits than one, the first is no zero.
        if point != 8 && (figures & 0xFF == 0 || !(16..64).contains(&point)) {
            return None;
        }
        if (word >> point) as u8 == b'.' {
            end = (others & (others - 1)).trailing_zeros() & !7;
            // The point is taken out.
            let whole = (1 << point) - 1;
            digits = (figures & whole | figures >> 8 & !whole) << 8;
        }
    }
    if !matches!(word.checked_shr(end)? as u8, b',' | b'}') {
        return None;
    }
    // The digits go to the upper end, with zeros before them. There are seven at most, so that nothing overflows.
    let digits = eight_digits(digits << (64 - end));
    match WORTH.get((end - point) as usize / 8 % WORTH.len()) {
        None | Some(0) => None,
        Some(worth) => {
            let rest = bytes.get(end as usize / 8..)?;
            Some((digits * worth, end == point, rest))
        }
    }
}

/// What the last digit is worth in billionths, by how many bytes the point and the digits behind it take. A point alone
/// is no number.
const WORTH: [i64; 8] = [
    1_000_000_000,
    0,
    100_000_000,
    10_000_000,
    1_000_000,
    100_000,
    10_000,
    1_000,
];

/// A number as so many billionths, if it is such a multiple and they are few enough.
pub(super) fn billionths(number: Decimal) -> Option<i64> {
    let digits = i64::try_from(number.mantissa()).ok()?;
    digits.checked_mul(power_of_ten(9u32.checked_sub(number.scale())?)?)
}

/// Ten to the power of 0 to 18.
#[inline]
pub fn power_of_ten(power: u32) -> Option<i64> {
    POWERS.get(power as usize).copied()
}

/// The powers of ten with 0 to 18 zeros.
const POWERS: [i64; 19] = {
    let mut powers = [1; 19];
    let mut rest: &mut [i64] = &mut powers;
    while let [power, next, ..] = rest {
        *next = *power * 10;
        (_, rest) = rest.split_at_mut(1);
    }
    powers
};

/// Whether a byte ends a number, where nothing but the end of what holds it, another value or white space may follow.
#[inline]
fn ends_number(byte: u8) -> bool {
    matches!(byte, b',' | b'}' | b']' | b' ' | b'\t' | b'\n' | b'\r')
}

/// The number of eight digits, the first in the lowest byte: two, four, then eight together.
#[inline]
fn eight_digits(digits: u64) -> i64 {
    let pairs = digits.wrapping_mul(10 << 8 | 1) >> 8 & 0x00FF_00FF_00FF_00FF;
    let fours = pairs.wrapping_mul(100 << 16 | 1) >> 16 & 0x0000_FFFF_0000_FFFF;
    (fours.wrapping_mul(10_000 << 32 | 1) >> 32) as i64
}

/// The digits that bytes start with, added to those before; and the bytes after them.
#[inline]
fn leading_digits(before: i64, bytes: &[u8]) -> (i64, &[u8]) {
    let (mut value, mut rest) = (before, bytes);
    while let [digit @ b'0'..=b'9', after @ ..] = rest {
        value = value.wrapping_mul(10).wrapping_add(i64::from(digit - b'0'));
        rest = after;
    }
    (value, rest)
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
    Figures::of_number(number).map_or_else(|| number.normalize().to_string(), String::from)
}

/// A fraction as a percentage: 0.125 is `12.5%`.
pub fn show_percent(fraction: Decimal) -> String {
    let by_library = || match fraction.checked_mul(Decimal::ONE_HUNDRED) {
        Some(percent) => format!("{}%", percent.normalize()),
        None => show_number(fraction),
    };
    Figures::of_percent(fraction).map_or_else(by_library, String::from)
}
