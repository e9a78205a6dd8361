//! The number of the PRC resident identity card, second generation, and of the temporary card.

use super::{Facts, NumberExample, Scheme};
use crate::value::{Date, normalise_number};

/// The resident identity card.
pub(super) const SCHEME: Scheme = Scheme {
    name: "cn_resident_id",
    title: "PRC resident identity card, second generation",
    shape: "18 places: 6 digits for the area (the first 1 to 6), 8 for the date of birth, 3 for the sequence, and a check digit or X",
    source: "GB 11643-1999, 4; ISO/IEC 7064 MOD 11-2",
    examples: EXAMPLES,
    read,
};

/// The temporary card carries the number of the card that is to come.
pub(super) const TEMPORARY: Scheme = Scheme {
    name: "cn_temp_resident_id",
    title: "PRC temporary resident identity card",
    ..SCHEME
};

const EXAMPLES: &[NumberExample] = &[
    NumberExample {
        number: "11010519491231002X",
        well_formed: true,
        check_digit_ok: Some(true),
    },
    NumberExample {
        number: "110105194912310021",
        well_formed: true,
        check_digit_ok: Some(false),
    },
    NumberExample {
        number: "110105194902300028",
        well_formed: false,
        check_digit_ok: None,
    },
];

fn read(text: &str) -> Facts {
    let number = normalise_number(text);
    let Some((digits, check)) = split(&number) else {
        return Facts::default();
    };
    let birth_date = birth_date(&number);
    if birth_date.is_none() {
        return Facts::default();
    }
    Facts {
        well_formed: true,
        check_digit_ok: Some(check_digit(digits) == check),
        birth_date,
    }
}

/// The 17 digits and the value of the check digit (X is 10), if the shape is right.
fn split(number: &str) -> Option<([u32; 17], u32)> {
    let mut chars = number.chars();
    let mut digits = [0; 17];
    for digit in &mut digits {
        *digit = chars.next().filter(char::is_ascii_digit)?.to_digit(10)?;
    }
    let check = match chars.next()? {
        'X' => 10,
        char => char.to_digit(10)?,
    };
    let [first, ..] = digits;
    let shape = chars.next().is_none() && (1..=6).contains(&first);
    shape.then_some((digits, check))
}

/// Places 7 to 14, in the years 1800 to 2099.
fn birth_date(number: &str) -> Option<Date> {
    let year = number
        .get(6..10)?
        .parse()
        .ok()
        .filter(|year| (1800..2100).contains(year))?;
    let month = number.get(10..12)?.parse().ok()?;
    let day = number.get(12..14)?.parse().ok()?;
    Date::new(year, month, day).ok()
}

/// ISO/IEC 7064 MOD 11-2 in its recursive form; 10 is written X.
fn check_digit(digits: [u32; 17]) -> u32 {
    let product = digits
        .iter()
        .fold(0, |product, digit| (product + digit) * 2 % 11);
    (12 - product) % 11
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worked_example_of_the_standard() {
        let facts = read("440524188001010014");
        assert_eq!(facts.check_digit_ok, Some(true));
        assert_eq!(facts.birth_date, Date::parse("1880-01-01").ok());
    }

    #[test]
    fn digits_of_other_scripts_become_ascii_digits_by_nfkc_or_are_refused() {
        assert!(read("１１０１０５１９４９１２３１００２Ｘ").well_formed);
        assert!(!read("١١٠١٠٥١٩٤٩١٢٣١٠٠٢X").well_formed);
    }
}
