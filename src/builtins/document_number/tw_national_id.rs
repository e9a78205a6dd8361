//! The national identity card of Taiwan: a letter, nine digits, the last of them a check digit.
//!
//! The numbering is that of the Ministry of the Interior. The letter stands for two digits. The first digit is 1 for
//! men and 2 for women; 8 and 9 are the numbers of foreign residents, with the same check digit, and no number of this
//! card. Letters that are no longer given out (L, R, S, Y) stay valid. Not settled: the clause, as the rule is
//! published in tables and examples only.

use super::shape::{digits, is_any};
use super::{Number, NumberExample, Scheme};
use crate::value::Date;

pub(super) const SCHEME: Scheme = Scheme {
    name: "tw_national_id",
    title: "Taiwan national identification card",
    shape: "a letter, 1 or 2, and 8 more digits",
    source: "Ministry of the Interior, numbering of national identity cards: letters, sex, and check digit of weights 1, 9, 8 to 1, 1 modulo 10",
    telling: true,
    keeps: |number| number.len() == 10,
    examples: &[
        NumberExample::right("A123456789"),
        NumberExample::wrong("A123456782"),
        NumberExample::malformed("A800000014"),
    ],
    code,
};

/// The letters in the order of their values, from 10.
const LETTERS: &str = "ABCDEFGHJKLMNPQRSTUVXYWZIO";

fn code(number: &str, _: Date) -> Number {
    let male = match number.get(1..2) {
        Some("1") => true,
        Some("2") => false,
        _ => return Number::default(),
    };
    if !is_any(number, &["@#########"]) {
        return Number::default();
    }
    Number {
        well_formed: true,
        check_digit_ok: Some(checks(number).unwrap_or(false)),
        male: Some(male),
        ..Number::default()
    }
}

/// Whether the weighted digits, check digit and all, are a multiple of 10.
fn checks(number: &str) -> Option<bool> {
    const WEIGHTS: [u32; 11] = [1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1];
    let letter = 10 + u32::try_from(LETTERS.find(number.chars().next()?)?).ok()?;
    let values = [letter / 10, letter % 10].into_iter().chain(digits(number));
    let sum: u32 = values
        .zip(WEIGHTS)
        .map(|(value, weight)| value * weight)
        .sum();
    Some(sum.is_multiple_of(10))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worked_example() {
        assert_eq!(checks("A123456789"), Some(true));
        assert_eq!(checks("A123456780"), Some(false));
    }

    #[test]
    fn the_second_place_tells_the_sex() {
        let read = |number: &str| code(number, Date::parse("2026-11-22").unwrap());
        assert_eq!(read("T199999995").male, Some(true));
        assert_eq!(read("T299999997").male, Some(false));
        assert!(!read("T899999993").well_formed);
    }
}
