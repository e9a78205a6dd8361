//! The mainland travel permits of people from Hong Kong and Macao: H or M tells where they live.
//!
//! Two types share the prefix. Chinese citizens have eight digits for life; the card of 1999 prints two more
//! for the number of issues. Others have HA or MA and seven more places since announcement 2024 No. 6 of the National
//! Immigration Administration. No check digit. H and M also begin passports: the declared type decides. Not settled:
//! that those seven places are digits is not published.

use super::shape::is_any;
use super::{NOTHING, Number, NumberExample, Scheme};
use crate::value::Country;

/// The permit of Chinese citizens.
pub(super) const SCHEME: Scheme = Scheme {
    name: "cn_mtp_hk_mo",
    title: "Mainland Travel Permit for Hong Kong and Macao Residents",
    shape: "H or M and 8 digits, or 10 with the number of issues",
    source: "National Immigration Administration, permits of 1999 and 2013, as printed",
    telling: true,
    keeps: NOTHING,
    examples: &[
        NumberExample::unchecked("H12345678"),
        NumberExample::unchecked("m1234567899"),
        NumberExample::malformed("C12345678"),
        NumberExample::malformed("H123456789"),
    ],
    code: |number, _| {
        permit(
            number,
            &["H########", "M########", "H##########", "M##########"],
        )
    },
};

/// The permit of those who are not Chinese citizens.
pub(super) const NOT_CHINESE: Scheme = Scheme {
    name: "cn_mtp_hk_mo_noncn",
    title: "Mainland Travel Permit for Hong Kong and Macao Residents (non-Chinese Citizens)",
    shape: "HA or MA and 7 digits",
    source: "National Immigration Administration, announcement 2024 No. 6, and its specimen",
    examples: &[
        NumberExample::unchecked("HA1234567"),
        NumberExample::unchecked("MA1234567"),
        NumberExample::malformed("HA123456"),
    ],
    code: |number, _| permit(number, &["HA#######", "MA#######"]),
    ..SCHEME
};

fn permit(number: &str, shapes: &[&str]) -> Number {
    if !is_any(number, shapes) {
        return Number::default();
    }
    Number {
        well_formed: true,
        region: Country::parse(if number.starts_with('H') { "HK" } else { "MO" }),
        ..Number::default()
    }
}
