//! The PRC passport (Passport Law, arts 4 and 7): the series of ordinary ones, and those of others, which are told
//! apart.
//!
//! E and eight digits since 2012, E, a letter but I and O, and seven digits since 2017, G and eight digits before. 14
//! or 15 and seven digits were the series of the 1990s. D, S and P, also before an E, are diplomatic, service and
//! public affairs passports. Not settled: until when the series of the 1990s was given out; none was valid ten years
//! after the Passport Law, so they count as superseded on every day. No check digit but in the zone for machines.

use super::shape::is_any;
use super::{NOTHING, Number, NumberExample, Scheme};
use crate::value::Date;

pub(super) const SCHEME: Scheme = Scheme {
    name: "cn_passport",
    title: "PRC passport",
    shape: "E or G and 8 digits, or E, a letter other than I and O, and 7 digits",
    source: "Passport Law of the PRC, arts 4 and 7; series as given out by the National Immigration Administration",
    telling: true,
    keeps: NOTHING,
    examples: &[
        NumberExample::unchecked("E12345678"),
        NumberExample::unchecked("ea0000000"),
        NumberExample::unchecked("151234567"),
        NumberExample::unchecked("PE1234567"),
        NumberExample::malformed("EO0000000"),
        NumberExample::malformed("MA1234567"),
    ],
    code,
};

const ORDINARY: &[&str] = &["E########", "E~#######", "G########"];
const SUPERSEDED: &[&str] = &["14#######", "15#######"];
const OFFICIAL: &[&str] = &[
    "D#######",
    "D########",
    "DE#######",
    "S#######",
    "S########",
    "SE#######",
    "P#######",
    "P########",
    "PE#######",
];

fn code(number: &str, _: Date) -> Number {
    let (ordinary, superseded) = if is_any(number, ORDINARY) {
        (true, false)
    } else if is_any(number, SUPERSEDED) {
        (true, true)
    } else if is_any(number, OFFICIAL) {
        (false, false)
    } else {
        return Number::default();
    };
    Number {
        well_formed: true,
        superseded: Some(superseded),
        ordinary: Some(ordinary),
        ..Number::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn series_are_told_apart() {
        let read = |number: &str| {
            let read = code(number, Date::parse("2026-11-22").unwrap());
            (read.ordinary, read.superseded)
        };
        assert_eq!(read("G12345678"), (Some(true), Some(false)));
        assert_eq!(read("EZ1234567"), (Some(true), Some(false)));
        assert_eq!(read("141234567"), (Some(true), Some(true)));
        for number in ["D1234567", "SE1234567", "P12345678"] {
            assert_eq!(read(number), (Some(false), Some(false)), "{number}");
        }
        assert_eq!(read("161234567"), (None, None));
    }
}
