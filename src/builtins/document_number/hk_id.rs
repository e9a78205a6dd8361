//! The Hong Kong identity card: one or two letters, six digits, and a check digit in brackets.
//!
//! The card is that of the Registration of Persons Ordinance (Cap. 177). Not settled: the check digit is not published
//! by the issuer, but implementations agree on it: weights 9 to 2 over eight places, a blank before a single letter
//! counting 36, letters from 10, modulo 11, ten written A. The prefixes are not published either, so one that is not
//! listed here is a reason to warn. The number of the specimen card, `C668668(E)`, is malformed: E is no check digit.

use super::shape::is_any;
use super::{NOTHING, Number, NumberExample, Scheme};
use crate::value::Date;

pub(super) const SCHEME: Scheme = Scheme {
    name: "hk_id",
    title: "Hong Kong identity card",
    shape: "1 or 2 letters, 6 digits, and a check digit or A in brackets, such as A123456(3)",
    source: "Registration of Persons Ordinance (Cap. 177), for the card; public implementations, for check digit and prefixes",
    telling: true,
    keeps: NOTHING,
    examples: &[
        NumberExample::right("A123456(3)"),
        NumberExample::right("ab9876543"),
        NumberExample::wrong("A123456(5)"),
        NumberExample::malformed("C668668(E)"),
    ],
    code,
};

const ONE_LETTER: &str = "ABCDEFGHJKLMNPRSTVWYZ";
const TWO_LETTERS: [&str; 4] = ["WX", "XA", "XB", "XC"];

fn code(number: &str, _: Date) -> Number {
    let read = split(number).and_then(|(prefix, digits, check)| {
        Some(Number {
            well_formed: true,
            check_digit_ok: Some(check_digit(prefix, digits)? == check),
            layout_known: Some(is_known(prefix)),
            ..Number::default()
        })
    });
    read.unwrap_or_default()
}

/// Prefix, six digits and check digit, with or without brackets.
fn split(number: &str) -> Option<(&str, &str, char)> {
    const SHAPES: [&str; 8] = [
        "@######(#)",
        "@######(A)",
        "@#######",
        "@######A",
        "@@######(#)",
        "@@######(A)",
        "@@#######",
        "@@######A",
    ];
    if !is_any(number, &SHAPES) {
        return None;
    }
    let (prefix, rest) =
        number.split_at_checked(number.find(|char: char| char.is_ascii_digit())?)?;
    let (digits, check) = rest.split_at_checked(6)?;
    let check = check.chars().find(char::is_ascii_alphanumeric)?;
    Some((prefix, digits, check))
}

fn check_digit(prefix: &str, digits: &str) -> Option<char> {
    const BLANK: u32 = 36;
    let blank = (prefix.len() == 1).then_some(BLANK);
    let letters = prefix.chars().chain(digits.chars());
    let values = letters.filter_map(|char| char.to_digit(36));
    let sum: u32 = blank
        .into_iter()
        .chain(values)
        .zip((2..=9).rev())
        .map(|(value, weight)| value * weight)
        .sum();
    let check = char::from_digit((11 - sum % 11) % 11, 16)?;
    Some(check.to_ascii_uppercase())
}

fn is_known(prefix: &str) -> bool {
    TWO_LETTERS.contains(&prefix) || (prefix.len() == 1 && ONE_LETTER.contains(prefix))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worked_examples() {
        assert_eq!(check_digit("A", "123456"), Some('3'));
        assert_eq!(check_digit("AB", "987654"), Some('3'));
        assert_eq!(check_digit("G", "000000"), Some('A'));
    }

    #[test]
    fn brackets_stand_on_both_sides_or_on_none() {
        let read = |number: &str| code(number, Date::parse("2026-11-22").unwrap());
        for number in ["A123456(3)", "A1234563", "WX000000(9)", "WX0000009"] {
            assert_eq!(read(number).check_digit_ok, Some(true), "{number}");
        }
        for number in [
            "A123456(3",
            "A1234563)",
            "A123456",
            "A123456-3",
            "A123456[3]",
            "A123456(10)",
        ] {
            assert!(!read(number).well_formed, "{number}");
        }
    }

    #[test]
    fn a_prefix_that_is_not_listed_is_a_reason_to_warn() {
        let known = |number: &str| code(number, Date::parse("2026-11-22").unwrap()).layout_known;
        assert_eq!(known("Z000000(1)"), Some(true));
        assert_eq!(known("XB000000(0)"), Some(true));
        assert_eq!(known("I111111(0)"), Some(false));
        assert_eq!(known("ZZ999999(9)"), Some(false));
    }
}
