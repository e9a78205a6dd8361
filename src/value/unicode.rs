//! The Unicode forms that readers of printed text need: width and compatibility, and letters without marks.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::decompose_canonical;

/// The text in compatibility composed form (NFKC, UAX #15): full-width letters become ordinary ones, a letter
/// and its accent become one character. Case, blanks and lines stay.
///
/// ```
/// use admit::value::nfkc;
/// assert_eq!(nfkc("Ｅ１＜"), "E1<");
/// assert_eq!(nfkc("A\u{308}"), "Ä");
/// ```
pub fn nfkc(text: &str) -> String {
    text.nfkc().collect()
}

/// The letter below all accents: the first character of the canonical decomposition (UAX #15).
///
/// ```
/// use admit::value::base_letter;
/// assert_eq!(base_letter('Ế'), 'E');
/// assert_eq!(base_letter('Ł'), 'Ł');
/// ```
pub fn base_letter(char: char) -> char {
    let mut first = None;
    decompose_canonical(char, |part| {
        first.get_or_insert(part);
    });
    first.unwrap_or(char)
}
