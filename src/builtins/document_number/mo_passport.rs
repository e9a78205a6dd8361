//! The passport of the Macao SAR: M and eight digits, or MA and seven.
//!
//! The passport is that of Law 8/2009. Not settled: the series are not published. A second letter other than A is a
//! reason to warn. MA and seven digits is also the number of a travel permit of the mainland: the declared type
//! decides.

use super::shape::is_any;
use super::{Number, NumberExample, Scheme};

pub(super) const SCHEME: Scheme = Scheme {
    name: "mo_passport",
    title: "Macao SAR passport",
    shape: "M and 8 digits, or M, a letter other than I and O, and 7 digits",
    source: "Macao Law 8/2009, for the passport; series as seen",
    telling: true,
    keeps: |number| number.starts_with('M'),
    examples: &[
        NumberExample::unchecked("M12345678"),
        NumberExample::unchecked("MA1234567"),
        NumberExample::malformed("MI1234567"),
        NumberExample::malformed("MA123456"),
    ],
    code: |number, _| {
        let known = is_any(number, &["M########", "MA#######"]);
        let well_formed = known || is_any(number, &["M~#######"]);
        Number {
            well_formed,
            layout_known: well_formed.then_some(known),
            ..Number::default()
        }
    },
};
