//! What is no zone is refused, and nothing makes the reader stop.

use super::{cases, today};
use admit::builtins::mrz::{Fault, check_digit, read, read_exactly, same_latin_name};
use proptest::prelude::*;

const ZONES: [&str; 4] = [
    "I<UTOD23145890<7349<<<<<<<<<<<\n3407127M9507122UTO<<<<<<<<<<<2\nSTEVENSON<<PETER<JOHN<<<<<<<<<",
    "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6",
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10",
    "CSC000000004<2901178<8108038<4",
];

#[test]
fn naughty_strings_are_refused() {
    for naughty in naughty_strings::BLNS {
        assert!(read(naughty, today()).is_err(), "{naughty}");
        check_digit(naughty);
        same_latin_name(naughty, naughty, naughty, true);
        for zone in ZONES {
            // A blank at the end is no part of a zone.
            if !naughty.trim().is_empty() {
                let with_it = format!("{zone}{naughty}");
                assert!(read(&with_it, today()).is_err(), "{with_it}");
            }
        }
    }
}

#[test]
fn cut_and_lengthened_zones_are_refused() {
    for zone in ZONES {
        for at in 0..zone.len() {
            let (start, end) = (&zone[..at], &zone[at + 1..]);
            assert_eq!(read(start, today()).err(), expected(start), "{start}");
            assert_eq!(read(end, today()).err(), expected(end), "{end}");
            let longer = format!("{start}<{}", &zone[at..]);
            assert_eq!(read(&longer, today()), Err(Fault::Length), "{longer}");
            let shorter = format!("{start}{end}");
            if zone[at..at + 1] != *"\n" {
                assert_eq!(read(&shorter, today()), Err(Fault::Length), "{shorter}");
            }
        }
    }
}

/// One line of a card is as long as a permit, whatever it says; everything else is too short.
fn expected(cut: &str) -> Option<Fault> {
    (cut.trim().len() != 30).then_some(Fault::Length)
}

#[test]
fn one_line_of_a_card_is_no_permit() {
    for line in ZONES[0].lines() {
        let zone = read(line, today()).unwrap();
        assert!(!zone.well_formed() && !zone.checks.ok());
        assert_eq!(zone.faults().next(), Some(Fault::DocumentCode));
    }
}

#[test]
fn letters_and_digits_of_other_scripts_are_refused_unless_they_are_wide() {
    for zone in ZONES {
        for place in 0..zone.len() {
            for other in [
                "é", "Ж", "٣", "१", "七", "\u{200B}", "\u{202E}", " ", "«", "\u{0}", "ı", "ß",
            ] {
                let text = format!("{}{other}{}", &zone[..place], &zone[place + 1..]);
                // A blank at the end of a line is no part of it, so that the line is too short.
                let fault = match text.lines().any(|line| line != line.trim()) {
                    true => Fault::Length,
                    false => Fault::Charset,
                };
                assert_eq!(read(&text, today()), Err(fault), "{text}");
            }
        }
    }
}

#[test]
fn a_digit_of_another_script_or_form_is_refused_unless_it_is_wide() {
    let [.., permit] = ZONES;
    let mut refused = 0;
    for digit in ('\u{80}'..=char::MAX).filter(|char| char.is_numeric()) {
        let text = permit.replacen('4', &digit.to_string(), 1);
        assert_eq!(read_exactly(&text, today()), Err(Fault::Charset), "{digit}");
        match digit {
            '\u{FF14}' => assert_eq!(read(&text, today()), read(permit, today())),
            '\u{FF10}'..='\u{FF19}' => {
                assert!(!read(&text, today()).unwrap().checks.ok(), "{digit}")
            }
            _ => assert_eq!(read(&text, today()), Err(Fault::Charset), "{digit}"),
        }
        refused += 1;
    }
    assert!(refused > 1_000, "{refused}");
}

#[test]
fn a_large_text_is_refused_at_once() {
    assert_eq!(read(&"<".repeat(10_000_000), today()), Err(Fault::Length));
    assert_eq!(read(&"\n".repeat(10_000_000), today()), Err(Fault::Length));
    assert!(!same_latin_name(&"A ".repeat(100_000), "A", "B", true));
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,100}") {
        let _ = read(&text, today());
    }

    #[test]
    fn no_zone_makes_it_panic(
        lines in prop_oneof![
            prop::collection::vec("[A-Z0-9<]{30}", 1..=3),
            prop::collection::vec("[A-Z0-9<]{36}", 2),
            prop::collection::vec("[A-Z0-9<]{44}", 2),
        ],
        today in (1800..3000, 1..=12_u32),
    ) {
        let today = admit::value::Date::new(today.0, today.1, 1).unwrap();
        let read = read(&lines.join("\n"), today);
        prop_assert_eq!(read.is_ok(), lines.len() != 2 || lines[0].len() != 30);
    }
}
