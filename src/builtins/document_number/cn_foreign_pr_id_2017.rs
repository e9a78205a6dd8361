//! The PRC foreign permanent resident identity card, 2017 edition: three letters and twelve digits.
//!
//! Not settled: its inside is known from one source only: letters for the country, four digits for the area, six for
//! the date of birth, one for the sequence and a check digit of ICAO Doc 9303, part 3, 4.9, over the fourteen places
//! before. So a number that is otherwise inside is unlike those known, and never malformed or wrong; nothing is read
//! from it. The letters are not looked up.

use super::citizen::is_province;
use super::shape::{date, figure, is_any};
use super::{NOTHING, Number, NumberExample, Scheme};
use crate::value::Date;

pub(super) const SCHEME: Scheme = Scheme {
    name: "cn_foreign_pr_id_2017",
    title: "PRC Foreign Permanent Resident ID Card, 2017 edition",
    shape: "15 places: 3 letters for the country and 12 digits",
    source: "National Immigration Administration, notice of the 2023 card, for the 15 places; one implementation for what they mean",
    telling: true,
    keeps: NOTHING,
    examples: &[
        NumberExample::unchecked("NRU310172123125"),
        NumberExample::unchecked("KAZ110090123107"),
        NumberExample::malformed("KA1110090123105"),
    ],
    code,
};

fn code(number: &str, today: Date) -> Number {
    if !is_any(number, &["@@@############"]) {
        return Number::default();
    }
    Number {
        well_formed: true,
        layout_known: Some(has_layout(number, today).unwrap_or(false)),
        ..Number::default()
    }
}

fn has_layout(number: &str, today: Date) -> Option<bool> {
    let (year, month, day) = (
        figure(number, 7..9)?,
        figure(number, 9..11)?,
        figure(number, 11..13)?,
    );
    let born = [1900, 2000]
        .iter()
        .filter_map(|century| date(century + year, month, day))
        .any(|birth| birth <= today);
    let check = figure(number, 14..15)?;
    Some(born && is_province(number.get(3..5)?) && check == check_digit(number.get(..14)?))
}

/// The weights 7, 3 and 1 again and again; letters count from 10.
fn check_digit(body: &str) -> u32 {
    let values = body.chars().filter_map(|char| char.to_digit(36));
    let weighted = values.zip([7, 3, 1].into_iter().cycle());
    weighted.map(|(value, weight)| value * weight).sum::<u32>() % 10
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_inside_is_known_or_not_and_nothing_else() {
        let on = |number: &str, day: &str| SCHEME.read(number, Date::parse(day).unwrap());
        for (number, day, known) in [
            ("NRU310172123125", "2026-11-22", true),
            ("NRU310172123124", "2026-11-22", false),
            ("NRU310172133128", "2026-11-22", false),
            ("NRU990172123127", "2026-11-22", false),
            ("NRU310172123125", "1972-12-30", false),
        ] {
            let read = on(number, day);
            let expected = Number {
                well_formed: true,
                layout_known: Some(known),
                shape: SCHEME.shape,
                ..Number::default()
            };
            assert!(read == expected, "{number}");
        }
    }

    #[test]
    fn the_check_digit_is_that_of_the_specimen_passport() {
        assert_eq!(check_digit("L898902C3"), 6);
    }
}
