//! Texts: how names and numbers are made comparable, and how any text is made safe to print.

use unicode_normalization::UnicodeNormalization;

/// A name in the form in which names are compared: compatibility composed (NFKC), lower case, without
/// spaces, separators inside names, variation selectors and invisible characters.
pub fn normalise_name(name: &str) -> String {
    name.nfkc()
        .flat_map(char::to_lowercase)
        .filter(|char| !is_name_separator(*char) && !is_invisible(*char))
        .nfkc()
        .collect()
}

/// Whether two names are the same but for width, case, spacing and what nobody sees.
///
/// ```
/// use admit::value::same_name;
/// assert!(same_name("ＷＡＮＧ  Xiaoming", "wang xiaoming"));
/// assert!(!same_name("王小明", "王小朋"));
/// ```
pub fn same_name(a: &str, b: &str) -> bool {
    normalise_name(a) == normalise_name(b)
}

/// A document number in the form in which numbers are compared: NFKC, upper case, without spaces, hyphens,
/// brackets and slashes.
pub fn normalise_number(number: &str) -> String {
    number
        .nfkc()
        .flat_map(char::to_uppercase)
        .filter(|char| !is_number_separator(*char) && !is_invisible(*char))
        .collect()
}

/// A document number in capital letters, digits and signs of ASCII, without spaces and with every dash as `-`;
/// `None` if there is anything else in it but full-width forms of ASCII and what shows nothing.
///
/// ```
/// use admit::value::ascii_number;
/// assert_eq!(ascii_number("ａ123 456（3）").as_deref(), Some("A123456(3)"));
/// assert_eq!(ascii_number("A١٢٣٤٥٦(3)"), None);
/// ```
pub fn ascii_number(number: &str) -> Option<String> {
    let shown = number
        .chars()
        .filter(|char| !char.is_whitespace() && !is_invisible(*char));
    shown
        .map(|char| match char {
            '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(char) - 0xFEE0),
            _ if is_dash(char) => Some('-'),
            _ => Some(char).filter(char::is_ascii),
        })
        .map(|char| char.map(|char| char.to_ascii_uppercase()))
        .collect()
}

/// Whether two document numbers are the same but for width, case and separators.
pub fn same_number(a: &str, b: &str) -> bool {
    normalise_number(a) == normalise_number(b)
}

pub(super) fn is_name_separator(char: char) -> bool {
    char.is_whitespace() || matches!(char, '·' | '•' | '‧' | '∙' | '・' | '･' | '᛫' | '⋅')
}

fn is_number_separator(char: char) -> bool {
    char.is_whitespace() || is_dash(char) || matches!(char, '(' | ')' | '/')
}

pub(super) fn is_dash(char: char) -> bool {
    matches!(char, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

/// Characters that show nothing: format controls, bidirectional controls, variation selectors.
pub fn is_invisible(char: char) -> bool {
    matches!(char,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
        | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}'
        | '\u{FFF0}'..='\u{FFFB}' | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}'
        | '\u{E0000}'..='\u{E0FFF}')
}

/// Bytes as a text, if they are UTF-8: what [`std::str::from_utf8`] says, many bytes at a time.
///
/// ```
/// assert_eq!(admit::value::utf8("王".as_bytes()), Some("王"));
/// assert_eq!(admit::value::utf8(b"\xff"), None);
/// ```
#[inline]
pub fn utf8(bytes: &[u8]) -> Option<&str> {
    simdutf8::basic::from_utf8(bytes).ok()
}

/// Whether a text is of visible ASCII and spaces alone, so that it can be shown as it is.
///
/// ```
/// assert!(admit::value::is_plain("a-17"));
/// assert!(!admit::value::is_plain("王"));
/// ```
pub fn is_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    let Some(last) = bytes.last_chunk::<8>() else {
        return bytes.iter().all(|byte| matches!(byte, b' '..=b'~'));
    };
    // Some of the last eight may be looked at twice.
    let (eights, _) = bytes.as_chunks::<8>();
    let mut eights = eights.iter().map(|eight| u64::from_le_bytes(*eight));
    all_plain(u64::from_le_bytes(*last)) && eights.all(all_plain)
}

/// Whether eight bytes are plain: none has its high bit, loses it when a space is taken off, or gains it with one more.
fn all_plain(eight: u64) -> bool {
    const EACH: u64 = u64::MAX / 0xff;
    const HIGH: u64 = 0x80 * EACH;
    let spaced = (eight | HIGH).wrapping_sub(0x20 * EACH);
    let risen = eight.wrapping_add(EACH);
    (eight | risen | !spaced) & HIGH == 0
}

/// The text with control, bidirectional and invisible characters written as `\u{...}`, so that printing it
/// can neither move the cursor nor hide anything.
///
/// ```
/// use admit::value::escape_controls;
/// assert_eq!(escape_controls("a\u{1b}[2Jb"), "a\\u{1b}[2Jb");
/// ```
pub fn escape_controls(text: &str) -> String {
    if is_plain(text) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    for char in text.chars() {
        if char.is_control() || is_invisible(char) || matches!(char, '\u{2028}' | '\u{2029}') {
            out.extend(char.escape_unicode());
        } else {
            out.push(char);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_plain_is_told_wherever_it_stands() {
        let chars = (0..=0x100u32).filter_map(char::from_u32);
        for char in chars.chain(['\u{7ff}', '\u{ffff}', '\u{10ffff}']) {
            for before in 0..18 {
                for after in [0, 1, 8, 11] {
                    let text = format!("{}{char}{}", "~".repeat(before), " ".repeat(after));
                    let plain = text.chars().all(|char| matches!(char, ' '..='~'));
                    assert_eq!(is_plain(&text), plain, "{text:?}");
                }
            }
        }
        assert!(is_plain(""));
    }
}
