//! Any other passport: up to nine letters and digits, as many as the zone for machines has room for (ICAO Doc 9303-4,
//! 4.2.2).
//!
//! Not settled: longer numbers exist; their passports print nine places in the zone. That none is shorter than five
//! places, and none without a digit, is taken from practice. Nearly any number has this shape, so it points to no
//! passport.

use super::{NOTHING, Number, NumberExample, Scheme};

pub(super) const SCHEME: Scheme = Scheme {
    name: "foreign_passport",
    title: "any other passport",
    shape: "5 to 9 letters and digits, not letters alone",
    source: "ICAO Doc 9303, part 4, 4.2.2: the document number in the zone for machines",
    telling: false,
    keeps: NOTHING,
    examples: &[
        NumberExample::unchecked("L898902C3"),
        NumberExample::malformed("A123"),
        NumberExample::malformed("L898902C36"),
    ],
    code: |number, _| Number {
        well_formed: (5..=9).contains(&number.len())
            && number.bytes().all(|char| char.is_ascii_alphanumeric())
            && number.bytes().any(|char| char.is_ascii_digit()),
        ..Number::default()
    },
};
