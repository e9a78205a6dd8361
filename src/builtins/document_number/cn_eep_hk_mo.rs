//! The permit with which people of the mainland travel to Hong Kong and Macao.
//!
//! C and eight digits; since the notice of 2018-12-03 of the National Immigration Administration C, a letter but I and O,
//! and seven digits. The printed number has no check digit. Not settled: booklets had W and eight digits, the last of
//! which ran out on 2019-09-13; both are known from second hand.

use super::shape::is_any;
use super::{NOTHING, Number, NumberExample, Scheme};
use crate::value::Date;

pub(super) const SCHEME: Scheme = Scheme {
    name: "cn_eep_hk_mo",
    title: "Exit-Entry Permit for Travelling to and from Hong Kong and Macao",
    shape: "C and 8 digits, or C, a letter other than I and O, and 7 digits",
    source: "National Immigration Administration, notice of 2018-12-03 on the numbers of the permit",
    telling: true,
    keeps: NOTHING,
    examples: &[
        NumberExample::unchecked("C12345678"),
        NumberExample::unchecked("CA0000000"),
        NumberExample::unchecked("W12345678"),
        NumberExample::malformed("CO0000000"),
        NumberExample::malformed("H12345678"),
    ],
    code,
};

fn code(number: &str, today: Date) -> Number {
    let booklet = is_any(number, &["W########"]);
    let well_formed = booklet || is_any(number, &["C########", "C~#######"]);
    // The last day of the last booklets.
    let over = Date::new(2019, 9, 13).is_ok_and(|last| last < today);
    Number {
        well_formed,
        superseded: well_formed.then_some(booklet && over),
        ..Number::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn booklets_were_valid_until_a_day() {
        let on = |number: &str, day: &str| code(number, Date::parse(day).unwrap()).superseded;
        assert_eq!(on("W12345678", "2019-09-13"), Some(false));
        assert_eq!(on("W12345678", "2019-09-14"), Some(true));
        assert_eq!(on("C12345678", "2019-09-14"), Some(false));
        assert_eq!(on("W1234567", "2019-09-14"), None);
    }
}
