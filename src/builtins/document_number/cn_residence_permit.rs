//! The residence permits of people from Hong Kong, Macao and Taiwan: a citizen's number in an area of its own.
//!
//! The number is that of GB 11643-1999, 4 (Guo Ban Fa [2018] No. 81 for the permits). Two types share it. The area is
//! all that differs: `810000` Hong Kong, `820000` Macao, `830000` Taiwan. Taiwan's code of GB/T 2260, `710000`, is not
//! used. Not settled: whether areas below these will be given out; such a number is read, and its area is unknown.

use super::citizen::{Holder, read};
use super::{NOTHING, Number, NumberExample, Scheme};
use crate::value::{Country, Date};

/// The permit of people from Hong Kong and Macao.
pub(super) const HK_MO: Scheme = Scheme {
    name: "cn_residence_permit_hk_mo",
    title: "Residence Permit for Hong Kong and Macao Residents",
    shape: "18 places: 810000 or 820000, 8 digits for the date of birth, 3 for the sequence, and a check digit or X",
    source: "State Council General Office, Guo Ban Fa [2018] No. 81; GB 11643-1999, 4; ISO/IEC 7064 MOD 11-2",
    telling: true,
    keeps: NOTHING,
    examples: &[
        NumberExample::right("810000199408230021"),
        NumberExample::right("820000199001010010"),
        NumberExample::wrong("820000199001010011"),
        NumberExample::malformed("830000199201300022"),
    ],
    code: |number, today| permit(number, today, &[Holder::HongKong, Holder::Macao]),
};

/// The permit of people from Taiwan.
pub(super) const TW: Scheme = Scheme {
    name: "cn_residence_permit_tw",
    title: "Residence Permit for Taiwan Residents",
    shape: "18 places: 830000, 8 digits for the date of birth, 3 for the sequence, and a check digit or X",
    examples: &[
        NumberExample::right("830000199201300022"),
        NumberExample::wrong("830000199201300020"),
        NumberExample::malformed("810000199408230021"),
    ],
    code: |number, today| permit(number, today, &[Holder::Taiwan]),
    ..HK_MO
};

fn permit(number: &str, today: Date, holders: &[Holder]) -> Number {
    let belongs = |holder: &Holder| holders.contains(holder) || *holder == Holder::Nobody;
    let read = read(number, today)
        .filter(|(holder, read)| belongs(holder) && read.birth_date.is_none_or(is_recent));
    let Some((holder, read)) = read else {
        return Number::default();
    };
    let region = match holder {
        Holder::HongKong => Country::parse("HK"),
        Holder::Macao => Country::parse("MO"),
        Holder::Taiwan => Country::parse("TW"),
        Holder::Mainland | Holder::Foreigner | Holder::Nobody => None,
    };
    Number {
        region,
        layout_known: Some(holder != Holder::Nobody),
        ..read
    }
}

/// Nobody born before 1900 has lived to see the permits.
fn is_recent(birth: Date) -> bool {
    Date::new(1900, 1, 1).is_ok_and(|first| first <= birth)
}
