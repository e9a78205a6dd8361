//! The passport of the Hong Kong SAR: H or K and eight digits, or a second letter and seven.
//!
//! The passport is that of the HKSAR Passports Ordinance (Cap. 539). Not settled: neither the series nor their letters
//! are published. H came first, K in 2007, KJ later; that I and O are left out is taken from the other passports. A
//! second letter that is not known is a reason to warn.

use super::shape::is_any;
use super::{NOTHING, Number, NumberExample, Scheme};

pub(super) const SCHEME: Scheme = Scheme {
    name: "hk_passport",
    title: "HKSAR passport",
    shape: "H or K and 8 digits, or H or K, a letter other than I and O, and 7 digits",
    source: "HKSAR Passports Ordinance (Cap. 539), for the passport; series as seen",
    telling: true,
    keeps: NOTHING,
    examples: &[
        NumberExample::unchecked("K12345678"),
        NumberExample::unchecked("KJ1234567"),
        NumberExample::malformed("KI1234567"),
        NumberExample::malformed("K123456789"),
    ],
    code: |number, _| {
        let known = is_any(number, &["H########", "K########", "KJ#######"]);
        let well_formed = known || is_any(number, &["H~#######", "K~#######"]);
        Number {
            well_formed,
            layout_known: well_formed.then_some(known),
            ..Number::default()
        }
    },
};
