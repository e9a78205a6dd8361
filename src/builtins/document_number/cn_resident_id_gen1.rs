//! The PRC resident identity card, first generation: 15 digits, and what they became.
//!
//! GB 11643-1989: six digits for the area, six for the date of birth with a year of two digits, three for the sequence
//! (odd for men), no check digit. Today's number has `19` before the year and a check digit behind. Not settled: the
//! sequences 996 to 999 are said to have marked people born before 1900, so they tell neither birth nor number.

use super::citizen::{check_digit, is_province};
use super::shape::{date, digits, figure, is_any};
use super::{NOTHING, Number, NumberExample, Scheme};
use crate::value::Date;

pub(super) const SCHEME: Scheme = Scheme {
    name: "cn_resident_id_gen1",
    title: "PRC resident identity card, first generation",
    shape: "15 digits: 6 for the area, 6 for the date of birth, 3 for the sequence",
    source: "GB 11643-1989; Resident Identity Card Law of the PRC, art. 23; GB/T 2260 for provinces",
    telling: true,
    keeps: NOTHING,
    examples: &[
        NumberExample::unchecked("310000880808002"),
        NumberExample::malformed("31000088080800X"),
        NumberExample::malformed("110105500229002"),
    ],
    code,
};

/// Sequences of people of more than a hundred years.
const CENTENARIANS: [&str; 4] = ["996", "997", "998", "999"];

fn code(number: &str, today: Date) -> Number {
    let Some(birth_date) = birth_date(number).filter(|birth| *birth <= today) else {
        return Number::default();
    };
    let of_this_century = !CENTENARIANS.iter().any(|last| number.ends_with(last));
    Number {
        well_formed: true,
        birth_date: Some(birth_date).filter(|_| of_this_century),
        male: digits(number).last().map(|last| last % 2 == 1),
        area_known: number.get(..2).map(is_province),
        upgraded: upgraded(number).filter(|_| of_this_century),
        ..Number::default()
    }
}

/// In the 1900s. A date that exists there existed in the 1800s as well.
fn birth_date(number: &str) -> Option<Date> {
    if !is_any(number, &["###############"]) {
        return None;
    }
    date(
        1900 + figure(number, 6..8)?,
        figure(number, 8..10)?,
        figure(number, 10..12)?,
    )
}

/// The number of 18 places that took the place of this one.
fn upgraded(number: &str) -> Option<Box<str>> {
    let (area, rest) = number.split_at_checked(6)?;
    let body = format!("{area}19{rest}");
    let check = check_digit(&body);
    Some(format!("{body}{check}").into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(number: &str) -> Number {
        SCHEME.read(number, Date::parse("2026-11-22").unwrap())
    }

    #[test]
    fn a_number_has_a_successor_of_18_places() {
        let number = read("110105 491231 002");
        assert_eq!(number.upgraded.as_deref(), Some("11010519491231002X"));
        assert_eq!(number.birth_date, Date::parse("1949-12-31").ok());
        assert_eq!(number.male, Some(false));
    }

    #[test]
    fn the_sequence_of_a_centenarian_leaves_the_century_open() {
        let number = read("110105491231996");
        assert!(number.well_formed);
        assert_eq!((number.birth_date, number.upgraded), (None, None));
    }
}
