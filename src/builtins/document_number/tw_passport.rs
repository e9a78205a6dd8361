//! The passport of Taiwan: nine digits, of which those with a chip begin with 3.
//!
//! The passport is that of the Passport Act, art. 11. Not settled: the series are not published; another first digit is
//! a reason to warn.

use super::shape::is_any;
use super::{Number, NumberExample, Scheme, all_digits};

pub(super) const SCHEME: Scheme = Scheme {
    name: "tw_passport",
    title: "Taiwan passport",
    shape: "9 digits",
    source: "Passport Act of Taiwan, art. 11, for the passport; series as seen",
    telling: true,
    keeps: |number| {
        number.starts_with('M') || (8..=10).contains(&number.len()) && all_digits(number)
    },
    examples: &[
        NumberExample::unchecked("350000001"),
        NumberExample::malformed("31234567"),
        NumberExample::malformed("M12345678"),
    ],
    code: |number, _| {
        let well_formed = is_any(number, &["#########"]);
        Number {
            well_formed,
            layout_known: well_formed.then(|| number.starts_with('3')),
            ..Number::default()
        }
    },
};
