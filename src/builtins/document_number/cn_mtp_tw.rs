//! The mainland travel permit of people from Taiwan: eight digits for life.
//!
//! Two more digits may follow for the number of issues. L and eight digits is the permit for one journey, of three
//! months (Measures for Chinese Citizens Travelling to or from Taiwan, 2015, art. 24). No check digit. Not settled: the
//! numbers of booklets before 2013, a letter and seven digits, which are not read.

use super::shape::is_any;
use super::{NOTHING, Number, NumberExample, Scheme};

pub(super) const SCHEME: Scheme = Scheme {
    name: "cn_mtp_tw",
    title: "Mainland Travel Permit for Taiwan Residents",
    shape: "8 digits, or 10 with the number of issues",
    source: "Measures for Chinese Citizens Travelling to or from Taiwan, 2015, art. 24; permits of 2015, as printed",
    telling: true,
    keeps: NOTHING,
    examples: &[
        NumberExample::unchecked("12345678"),
        NumberExample::unchecked("1234567801"),
        NumberExample::unchecked("L12345678"),
        NumberExample::malformed("1234567"),
        NumberExample::malformed("12-345678"),
    ],
    code: |number, _| {
        let single_use = is_any(number, &["L########"]);
        let well_formed = single_use || is_any(number, &["########", "##########"]);
        Number {
            well_formed,
            single_use: well_formed.then_some(single_use),
            ..Number::default()
        }
    },
};
