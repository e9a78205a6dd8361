//! The Macao resident identity card: seven digits and a check digit in brackets.
//!
//! The card is that of Law 8/2002. Older cards print the number as `1/234567/8`. Not settled: how the check digit is
//! worked out is not published, so it is not checked. That the first digit is 1, 5 or 7 is known from practice.

use super::shape::is_any;
use super::{NOTHING, Number, NumberExample, Scheme};

pub(super) const SCHEME: Scheme = Scheme {
    name: "mo_bir",
    title: "Macao resident identity card (BIR)",
    shape: "7 digits, the first of them 1, 5 or 7, and a check digit in brackets, such as 1234567(8)",
    source: "Macao Law 8/2002 and Administrative Regulation 23/2002, for the card; common practice for the number",
    telling: true,
    keeps: NOTHING,
    examples: &[
        NumberExample::unchecked("1234567(8)"),
        NumberExample::unchecked("1/234567/8"),
        NumberExample::malformed("2234567(8)"),
        NumberExample::malformed("1234567"),
    ],
    code: |number, _| Number {
        well_formed: number.starts_with(['1', '5', '7'])
            && is_any(number, &["#######(#)", "########", "#/######/#"]),
        ..Number::default()
    },
};
