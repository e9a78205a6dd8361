//! The numbers in a date and a time of fixed form, eight bytes at a time.

const HIGH_BITS: u64 = (u64::MAX / 255) << 7;

/// Year, month and day of `YYYY-MM-DD`; `None` if it is not written so.
#[inline]
pub fn year_month_day(text: &[u8; 10]) -> Option<(i32, u32, u32)> {
    let &[front @ .., d1, d2] = text;
    let [century, _, year, _, _, month, ..] = pairs(front, *b"0000-00-")?;
    let (d1, d2) = (d1.wrapping_sub(b'0'), d2.wrapping_sub(b'0'));
    let year = i32::from(century) * 100 + i32::from(year);
    (d1 < 10 && d2 < 10).then(|| (year, month.into(), two(d1, d2)))
}

/// Hour, minute and second of `HH:MM:SS`; `None` if it is not written so.
#[inline]
pub fn hour_minute_second(text: &[u8; 8]) -> Option<(u32, u32, u32)> {
    let [hour, _, _, minute, _, _, second, _] = pairs(*text, *b"00:00:00")?;
    Some((hour.into(), minute.into(), second.into()))
}

/// The nanoseconds of a fraction of up to nine digits that bytes start with, 0 if they start with none; and what
/// follows it.
#[inline]
pub fn nanoseconds(text: &[u8]) -> Option<(u32, &[u8])> {
    let [b'.', digits @ ..] = text else {
        return Some((0, text));
    };
    let count = digits
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    let (digits, rest) = digits.split_at_checked(count)?;
    let all = digits
        .iter()
        .copied()
        .chain(std::iter::repeat(b'0'))
        .take(9);
    let value = all.fold(0, |value, digit| value * 10 + u32::from(digit - b'0'));
    (1..=9).contains(&count).then_some((value, rest))
}

/// The seconds by which a time is ahead of UTC, of the `Z` or `+08:00` that bytes start with; and what follows it.
#[inline]
pub fn offset(text: &[u8]) -> Option<(i32, &[u8])> {
    let &[sign @ (b'+' | b'-'), h1, h2, b':', m1, m2, ref rest @ ..] = text else {
        return Some((0, text.strip_prefix(b"Z")?));
    };
    let [h1, h2, m1, m2] = [h1, h2, m1, m2].map(|digit| digit.wrapping_sub(b'0'));
    if [h1, h2, m1, m2].iter().any(|digit| *digit > 9) {
        return None;
    }
    let (hours, minutes) = (two(h1, h2) as i32, two(m1, m2) as i32);
    let seconds = hours * 3600 + minutes * 60;
    let ahead = if sign == b'-' { -seconds } else { seconds };
    (hours < 24 && minutes < 60).then_some((ahead, rest))
}

/// The numbers of the pairs of digits that start with each byte of a text, which is of a form in which `0` stands for any
/// digit and all else for itself, as 0.
#[inline(always)]
fn pairs(text: [u8; 8], form: [u8; 8]) -> Option<[u8; 8]> {
    let figures = u64::from_le_bytes(text) ^ u64::from_le_bytes(form);
    // What is added makes each byte too large for seven bits that is no digit, or not itself.
    let room = form.map(|byte| if byte == b'0' { 0x80 - 10 } else { 0x80 - 1 });
    let beyond = figures.wrapping_add(u64::from_le_bytes(room));
    // Of figures none grows beyond its byte.
    let pairs = || figures.wrapping_mul(10).wrapping_add(figures >> 8);
    ((figures | beyond) & HIGH_BITS == 0).then(|| pairs().to_le_bytes())
}

#[inline]
fn two(tens: u8, ones: u8) -> u32 {
    u32::from(tens) * 10 + u32::from(ones)
}
