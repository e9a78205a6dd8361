//! The 18-place number of GB 11643-1999 that five PRC documents share: its parts, its check digit, and whose
//! document it belongs to.
//!
//! Six digits for the area, eight for the date of birth, three for the sequence (odd for men), and a check
//! digit of ISO/IEC 7064 MOD 11-2, in which X is ten. The area says which document: a province of GB/T 2260,
//! `810000` Hong Kong, `820000` Macao or `830000` Taiwan, or `9`, a province and a country. Counties are not
//! looked up: their codes change, and a number keeps that of its first day. An area that is nobody's makes no
//! number malformed: it may be new, so it only is a reason to warn.

use super::Number;
use super::shape::{date, digits, figure, is_any};
use crate::value::{Country, Date};

/// The provinces whose residents have numbers: GB/T 2260, first two digits, without Taiwan (71), Hong Kong (81)
/// and Macao (82).
const PROVINCES: [&str; 31] = [
    "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41",
    "42", "43", "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65",
];

/// Whose document an area belongs to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Holder {
    Mainland,
    HongKong,
    Macao,
    Taiwan,
    Foreigner,
    /// No such area is known.
    Nobody,
}

/// What a number of 18 places says, and whose it is; `None` if it is none, or its date of birth does not
/// exist or is still to come although the check digit is right. If that is wrong, some digit is, and perhaps one
/// of the date: then the check digit is all that is to be told.
pub(super) fn read(number: &str, today: Date) -> Option<(Holder, Number)> {
    let plain = ungrouped(number);
    let number = plain.as_str();
    if !is_any(number, &["##################", "#################X"]) {
        return None;
    }
    let (body, check) = number.split_at_checked(17)?;
    let check_digit_ok = check.starts_with(check_digit(body));
    let birth_date = birth_date(number).filter(|birth| *birth <= today);
    if birth_date.is_none() && check_digit_ok {
        return None;
    }
    let holder = holder(number)?;
    let read = Number {
        well_formed: true,
        check_digit_ok: Some(check_digit_ok),
        birth_date,
        male: digits(body).last().map(|last| last % 2 == 1),
        area_known: Some(holder != Holder::Nobody),
        ..Number::default()
    };
    Some((holder, read))
}

/// Without the hyphens that some people type between area, date and sequence.
fn ungrouped(number: &str) -> String {
    if is_any(number, &["######-########-####", "######-########-###X"]) {
        number.replace('-', "")
    } else {
        number.to_owned()
    }
}

fn holder(number: &str) -> Option<Holder> {
    Some(match number.get(..6)? {
        "810000" => Holder::HongKong,
        "820000" => Holder::Macao,
        "830000" => Holder::Taiwan,
        area if is_province(area.get(..2)?) => Holder::Mainland,
        area if area.starts_with('9')
            && is_province(area.get(1..3)?)
            && nationality(number).is_some() =>
        {
            Holder::Foreigner
        }
        _ => Holder::Nobody,
    })
}

/// Whether two digits are a province whose residents have numbers.
pub(super) fn is_province(code: &str) -> bool {
    PROVINCES.contains(&code)
}

/// The country in a number of a foreigner, ISO 3166-1 numeric: not China, nor a region of which nobody is a
/// citizen.
pub(super) fn nationality(number: &str) -> Option<Country> {
    let code = number.get(3..6)?;
    let home = ["156", "344", "446", "158"].contains(&code);
    Country::from_numeric(code).filter(|_| !home)
}

/// Places 7 to 14, in the years 1800 to 2099.
fn birth_date(number: &str) -> Option<Date> {
    let year = figure(number, 6..10).filter(|year| (1800..2100).contains(year))?;
    date(year, figure(number, 10..12)?, figure(number, 12..14)?)
}

/// ISO/IEC 7064 MOD 11-2 in its recursive form; 10 is written X.
pub(super) fn check_digit(body: &str) -> char {
    let product = digits(body).fold(0, |product, digit| (product + digit) * 2 % 11);
    char::from_digit((12 - product) % 11, 10).unwrap_or('X')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> Date {
        Date::parse("2026-11-22").unwrap()
    }

    fn holder_of(number: &str) -> Option<Holder> {
        read(number, today()).map(|(holder, _)| holder)
    }

    #[test]
    fn the_worked_examples_of_the_standard() {
        for (number, birth, male) in [
            ("440524188001010014", "1880-01-01", true),
            ("11010519491231002X", "1949-12-31", false),
        ] {
            let (holder, facts) = read(number, today()).unwrap();
            assert_eq!(holder, Holder::Mainland);
            assert_eq!(facts.check_digit_ok, Some(true));
            assert_eq!(facts.birth_date, Date::parse(birth).ok());
            assert_eq!(facts.male, Some(male));
        }
    }

    #[test]
    fn the_area_says_whose_it_is() {
        for (number, holder) in [
            ("110000198001010035", Holder::Mainland),
            ("810000199408230021", Holder::HongKong),
            ("820000199001010010", Holder::Macao),
            ("830000199201300022", Holder::Taiwan),
            ("911124198108030024", Holder::Foreigner),
            ("911156199001010010", Holder::Nobody),
            ("990000199001010017", Holder::Nobody),
            ("710000199001010015", Holder::Nobody),
            ("840000199001010014", Holder::Nobody),
            ("811840199001010014", Holder::Nobody),
        ] {
            assert_eq!(holder_of(number), Some(holder), "{number}");
        }
    }

    #[test]
    fn hyphens_stand_between_all_groups_or_nowhere() {
        assert!(holder_of("110105-19491231-002X").is_some());
        for number in [
            "11010519491231-002X",
            "110105-19491231002X",
            "-11010519491231002X",
        ] {
            assert_eq!(holder_of(number), None, "{number}");
        }
    }

    #[test]
    fn nobody_is_born_after_today() {
        let number = "110000202506300029";
        let on = |day: &str| read(number, Date::parse(day).unwrap());
        assert!(on("2025-06-30").is_some());
        assert!(on("2025-06-29").is_none());
    }
}
