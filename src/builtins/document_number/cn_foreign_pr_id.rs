//! The PRC foreign permanent resident identity card, 2023 edition: a citizen's number that begins with 9.
//!
//! After the 9 stand two digits for the province, three for the country (ISO 3166-1 numeric), eight for the date of birth
//! and three for the sequence, then the check digit of GB 11643-1999, 4. That there are 17 digits and a check digit is
//! published. Not settled: what stands in places 2 to 6 is known from an implementation, and that the sequence tells the
//! sex is not known at all, so it is not told.

use super::citizen::{Holder, nationality, read};
use super::{NOTHING, Number, NumberExample, Scheme};
use crate::value::Date;

pub(super) const SCHEME: Scheme = Scheme {
    name: "cn_foreign_pr_id",
    title: "PRC Foreign Permanent Resident ID Card, 2023 edition",
    shape: "18 places: 9, 2 digits for the province, 3 for the country, 8 for the date of birth, 3 for the sequence, and a check digit or X",
    source: "National Immigration Administration, rules for reading the 2023 card; GB 11643-1999, 4; ISO/IEC 7064 MOD 11-2; ISO 3166-1",
    telling: true,
    keeps: NOTHING,
    examples: &[
        NumberExample::right("911124198108030024"),
        NumberExample::wrong("911124198108030025"),
        NumberExample::malformed("911156199001010010"),
        NumberExample::malformed("911999199001010014"),
    ],
    code,
};

fn code(number: &str, today: Date) -> Number {
    let nationality = nationality(number).filter(|_| number.starts_with('9'));
    match read(number, today) {
        Some((Holder::Foreigner | Holder::Nobody, read)) if nationality.is_some() => Number {
            nationality,
            male: None,
            ..read
        },
        _ => Number::default(),
    }
}
