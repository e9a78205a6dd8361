//! Where the plain part of a text ends: eight bytes at a time, which is most of what reading a record is.

const ONES: u64 = u64::MAX / 255;
const HIGH_BITS: u64 = ONES << 7;

/// Where the first byte stands that cannot be in a text as it is, or ends it: a quote, a backslash, a control
/// character. The number of bytes if there is none.
#[inline]
pub(super) fn plain_end(bytes: &[u8]) -> usize {
    let (chunks, rest) = bytes.as_chunks::<8>();
    let mut at = 0;
    for chunk in chunks {
        let marks = marks(u64::from_le_bytes(*chunk));
        if marks != 0 {
            return at + marks.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    let end = rest.iter().position(|byte| !is_plain(*byte));
    at + end.unwrap_or(rest.len())
}

/// The text whose opening quote bytes start with, as it is written, and what follows it; `None` if it has escapes or
/// faults.
#[inline]
pub(super) fn plain_text(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let [b'"', inside @ ..] = bytes else {
        return None;
    };
    let (text, rest) = inside.split_at_checked(plain_end(inside))?;
    match rest {
        [b'"', rest @ ..] => Some((text, rest)),
        _ => None,
    }
}

fn is_plain(byte: u8) -> bool {
    !matches!(byte, b'"' | b'\\' | 0..=0x1F)
}

/// The high bit of each byte that is not plain. Bytes after the first such may be marked by mistake.
#[inline]
fn marks(word: u64) -> u64 {
    // Taking away what is larger than a byte borrows from its high bit, unless that was set, as it is in all bytes
    // beyond ASCII. With one bit changed in each the quote comes right behind the control characters.
    let below = |word: u64, bound: u8| word.wrapping_sub(ONES * u64::from(bound));
    let quote_or_control = below(word ^ (ONES * 0x02), 0x21);
    let backslash = below(word ^ (ONES * u64::from(b'\\')), 1);
    (quote_or_control | backslash) & !word & HIGH_BITS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_ends_a_text_or_not_wherever_it_stands() {
        for byte in 0..=u8::MAX {
            for at in 0..40 {
                for after in [b'a', b'"', 0x80, 0x00, 0x1F, 0x21, 0xFF] {
                    let mut bytes = [b'~'; 40];
                    bytes[at] = byte;
                    bytes[at + 1..].fill(after);
                    for from in [0, 1, 7, 8, at] {
                        let mut places = bytes[from..].iter();
                        let expected = places.position(|byte| !is_plain(*byte));
                        let found = plain_end(&bytes[from..]);
                        assert_eq!(found, expected.unwrap_or(40 - from), "{byte} {at} {after}");
                    }
                }
            }
        }
        assert_eq!(plain_end(b""), 0);
    }
}
