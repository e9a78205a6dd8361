//! Small things that several schemes share: shapes written as patterns, and figures cut out of a number.

use crate::value::Date;
use std::ops::Range;

/// Whether a number has one of the shapes, written place by place: `#` is a digit, `@` a letter, `~` a letter
/// but I and O, and anything else stands for itself.
pub(super) fn is_any(number: &str, shapes: &[&str]) -> bool {
    shapes.iter().any(|shape| is(number, shape))
}

fn is(number: &str, shape: &str) -> bool {
    let fits = |(char, place): (u8, u8)| match place {
        b'#' => char.is_ascii_digit(),
        b'@' => char.is_ascii_uppercase(),
        b'~' => char.is_ascii_uppercase() && !matches!(char, b'I' | b'O'),
        _ => char == place,
    };
    number.len() == shape.len() && number.bytes().zip(shape.bytes()).all(fits)
}

/// The values of the digits, from the left; other characters are left out.
pub(super) fn digits(number: &str) -> impl Iterator<Item = u32> {
    number.chars().filter_map(|char| char.to_digit(10))
}

/// What some digits of a number stand for.
pub(super) fn figure(number: &str, places: Range<usize>) -> Option<u32> {
    number.get(places)?.parse().ok()
}

/// A day, if there is such a one.
pub(super) fn date(year: u32, month: u32, day: u32) -> Option<Date> {
    Date::new(i32::try_from(year).ok()?, month, day).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shape_is_met_place_by_place() {
        assert!(is_any("CA1234567", &["C########", "C~#######"]));
        for number in [
            "CO1234567",
            "CI1234567",
            "C1234567",
            "C123456789",
            "",
            "ca1234567",
        ] {
            assert!(!is_any(number, &["C########", "C~#######"]), "{number}");
        }
        assert!(is_any("O123456(7)", &["@######(#)"]));
        assert!(!is_any("@######(#)", &["@######(#)"]));
    }
}
