//! The PRC resident identity card, second generation, and the temporary card, which carries the same number.
//!
//! The number is that of GB 11643-1999, 4. Not settled: whether a number may begin with 7 or 8 elsewhere than in the
//! residence permits; such a number is read, and its area is unknown.

use super::citizen::{Holder, read};
use super::{NOTHING, Number, NumberExample, Scheme};
use crate::value::Date;

/// The resident identity card.
pub(super) const SCHEME: Scheme = Scheme {
    name: "cn_resident_id",
    title: "PRC resident identity card, second generation",
    shape: "18 places: 6 digits for the area, 8 for the date of birth, 3 for the sequence, and a check digit or X",
    source: "GB 11643-1999, 4; ISO/IEC 7064 MOD 11-2; GB/T 2260 for provinces",
    telling: true,
    keeps: NOTHING,
    examples: EXAMPLES,
    code,
};

/// The temporary card carries the number of the card that is to come.
pub(super) const TEMPORARY: Scheme = Scheme {
    name: "cn_temp_resident_id",
    title: "PRC temporary resident identity card",
    ..SCHEME
};

const EXAMPLES: &[NumberExample] = &[
    NumberExample::right("11010519491231002X"),
    NumberExample::right("１１０１０５ 19491231 ００２ｘ"),
    NumberExample::wrong("110105194912310021"),
    NumberExample::malformed("110000199102290018"),
    NumberExample::malformed("810000199408230021"),
];

fn code(number: &str, today: Date) -> Number {
    match read(number, today) {
        // 9 stands for foreigners.
        Some((Holder::Mainland | Holder::Nobody, read)) => Number {
            layout_known: Some(!number.starts_with('9')),
            ..read
        },
        _ => Number::default(),
    }
}
