//! What is no number at all: naughty strings, digits of other scripts, any text.

use super::today;
use admit::builtins::document_number::{SCHEMES, fitting};
use proptest::prelude::*;

#[test]
fn no_naughty_string_is_a_number() {
    for text in naughty_strings::BLNS {
        for scheme in SCHEMES {
            let accepted = scheme.read(text, today()).well_formed;
            // Five digits may be the number of some passport.
            let plausible = scheme.name == "foreign_passport" && *text == "01000";
            assert_eq!(accepted, plausible, "{} {text:?}", scheme.name);
        }
    }
}

#[test]
fn only_ascii_digits_and_their_full_width_forms_are_digits() {
    let foreign = ('\u{80}'..=char::MAX).filter(|char| char.is_numeric());
    let foreign: Vec<char> = foreign.collect();
    assert!(foreign.len() > 1_500);
    for scheme in SCHEMES {
        let number = scheme.examples[0].number;
        assert!(scheme.read(number, today()).well_formed);
        let digits = number
            .char_indices()
            .filter(|(_, char)| char.is_ascii_digit());
        let places: Vec<usize> = digits.map(|(place, _)| place).collect();
        for place in [places[0], places[places.len() - 1]] {
            let (before, after) = (&number[..place], &number[place + 1..]);
            let own = u32::from(number.as_bytes()[place]);
            for char in &foreign {
                let changed = format!("{before}{char}{after}");
                let full_width = u32::from(*char).checked_sub(0xFEE0);
                let read = scheme.read(&changed, today());
                match full_width {
                    Some(ascii) if ascii == own => assert!(read.well_formed, "{changed}"),
                    Some(0x30..=0x39) => {}
                    _ => assert!(!read.well_formed, "{changed}"),
                }
            }
        }
    }
}

proptest! {
    #[test]
    fn nothing_makes_a_scheme_panic(text in "\\PC{0,24}") {
        let all: Vec<_> = SCHEMES.iter().map(|scheme| Some(*scheme)).collect();
        for scheme in SCHEMES {
            let read = scheme.read(&text, today());
            prop_assert!(read.well_formed || read.check_digit_ok.is_none());
        }
        fitting(&all, &text, today());
    }

    #[test]
    fn nothing_like_a_number_makes_a_scheme_panic(text in "[0-9A-Z()/ -]{0,20}") {
        for scheme in SCHEMES {
            let read = scheme.read(&text, today());
            prop_assert!(read.well_formed || read.birth_date.is_none());
        }
    }
}
