//! Printed names and names in zones: the examples of the standard, its table of letters, and slips.

use super::{cases, today};
use admit::builtins::mrz::{Name, read, same_latin_name};
use proptest::prelude::*;

/// The name of a passport with this name field.
fn passport(field: &str) -> Name {
    let zone = format!("P<UTO{field:<<39}\n1234567897UTO4501011M4501011<<<<<<<<<<<<<<00");
    read(&zone, today()).unwrap().name.unwrap()
}

/// The name of a card with this name field.
fn card(field: &str) -> Name {
    let zone =
        format!("I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\n{field:<<30}");
    read(&zone, today()).unwrap().name.unwrap()
}

/// Doc 9303-4, 4.2.3.1.
#[test]
fn the_examples_of_whole_names() {
    let examples = [
        ("ERIKSSON, ANNA MARIA", "ERIKSSON<<ANNA<MARIA"),
        ("HENG, DEBORAH MING LO", "HENG<<DEBORAH<MING<LO"),
        ("SMITH-JONES, SUSIE MARGARET", "SMITH<JONES<<SUSIE<MARGARET"),
        ("O'CONNOR, ENYA SIOBHAN", "OCONNOR<<ENYA<SIOBHAN"),
        ("VAN DER MUELLEN, MARTIN", "VAN<DER<MUELLEN<<MARTIN"),
        (
            "AL-BASRI, HUDA MUHAMMAD JAWAD",
            "AL<BASRI<<HUDA<MUHAMMAD<JAWAD",
        ),
        (
            "VILARCHAO FERNANDEZ, JOSE RAMON",
            "VILARCHAO<FERNANDEZ<<JOSE<RAMON",
        ),
        ("ARKFREITH", "ARKFREITH"),
        ("SATRIYA SUDARPA", "SATRIYA<SUDARPA"),
    ];
    for (printed, field) in examples {
        let name = passport(field);
        assert!(!name.may_be_truncated, "{field}");
        assert!(name.is(printed), "{printed}");
        for (other, _) in examples.iter().filter(|(other, _)| *other != printed) {
            assert!(!name.is(other), "{other} / {field}");
        }
    }
}

/// Doc 9303-4 and -5, 4.2.3: the ways of cutting a name.
#[test]
fn the_examples_of_truncated_names() {
    let nilavadhanananda = "NILAVADHANANANDA, CHAYAPA DEJTHAMRONG KRASUANG";
    let arnpol = "NILAVADHANANANDA, ARNPOL PETCH CHARONGUANG";
    let bennelong = "BENNELONG WOOLOOMOOLOO WARRANDYTE WARNAMBOOL, DINGO POTOROO";
    let examples = [
        (
            nilavadhanananda,
            passport("NILAVADHANANANDA<<CHAYAPA<DEJTHAMRONG<K"),
        ),
        (arnpol, passport("NILAVADHANANANDA<<ARNPOL<PETCH<CHARONGU")),
        (
            bennelong,
            passport("BENNELONG<WOOLOOMOOLOO<WARRANDYTE<W<<DI"),
        ),
        (
            bennelong,
            passport("BENNELONG<WOOLOOM<WARRAND<WARNAM<<DINGO"),
        ),
        (
            bennelong,
            passport("BENNEL<WOOLOO<WARRAN<WARNAM<<DINGO<POTO"),
        ),
        (
            "PAPANDROPOULOUS, JONATHON WARREN TREVOR",
            passport("PAPANDROPOULOUS<<JONATHON<WARREN<TREVOR"),
        ),
        (nilavadhanananda, card("NILAVADHANANANDA<<CHAYAPA<DE<K")),
        (arnpol, card("NILAVADHANANANDA<<ARNPOL<PE<CH")),
        (bennelong, card("BENNELONG<WOOLOOMOOLOO<W<W<<DI")),
        (bennelong, card("BENNELONG<WOOLOOM<WA<WARN<<D<P")),
        (bennelong, card("BENNE<WOOLO<WARRA<WARNA<<DIN<P")),
        (
            "PAPANDROPOULOUS, JONATHON ALEC",
            card("PAPANDROPOULOUS<<JONATHON<ALEC"),
        ),
        (
            "VILARCHAO FERNANDEZ, JOSE RAMON",
            card("VILARCHAO<FERNANDEZ<<JOSE<RAMO"),
        ),
    ];
    for (printed, name) in &examples {
        let shown = format!("{} / {}", name.surname, name.given);
        assert!(name.may_be_truncated, "{shown}");
        assert!(name.is(printed), "{shown}");
        let (surname, given) = printed.split_once(", ").unwrap();
        assert!(name.is(&format!("{given} {surname}")), "{shown}");
        for (other, _) in examples.iter().filter(|(other, _)| other != printed) {
            assert!(!name.is(other), "{other} / {shown}");
        }
        let mut whole = name.clone();
        whole.may_be_truncated = false;
        let fits = surname.starts_with("PAPAN");
        assert_eq!(whole.is(printed), fits, "{shown}");
    }
}

#[test]
fn every_recommended_spelling_of_every_letter_is_accepted() {
    let mut letters = 0;
    for letter in ('\u{C0}'..='\u{17F}').chain(['\u{1E9E}']) {
        let spellings = mrz::transliterations(letter);
        letters += usize::from(!spellings.is_empty());
        for spelling in spellings {
            assert!(
                same_latin_name(
                    &format!("X{letter}Y Z"),
                    &format!("X{spelling}Y"),
                    "Z",
                    false
                ),
                "{letter}"
            );
            let small: String = letter.to_lowercase().collect();
            assert!(
                same_latin_name(
                    &format!("z x{small}y"),
                    &format!("X{spelling}Y"),
                    "Z",
                    false
                ),
                "{small}"
            );
        }
    }
    assert!(letters > 90, "{letters}");
}

#[test]
fn letters_have_no_spellings_but_those() {
    let wrong = [
        ("Ä", "E"),
        ("Å", "O"),
        ("Ø", "O"),
        ("Æ", "A"),
        ("Ñ", "NX"),
        ("Ü", "UX"),
        ("Þ", "T"),
        ("ß", "S"),
        ("Œ", "O"),
        ("É", "EE"),
        ("Ł", "W"),
        ("Ð", "DH"),
        ("A", "AE"),
        ("MUELLER", "MULLER"),
    ];
    for (printed, spelling) in wrong {
        assert!(
            !same_latin_name(printed, spelling, "", false),
            "{printed} / {spelling}"
        );
    }
}

#[test]
fn names_that_people_print() {
    let same = [
        ("Lü Xiaoming", "LYU", "XIAOMING"),
        ("LÜ, XIAOMING", "LU", "XIAOMING"),
        ("CHAN Tai-man", "CHAN", "TAI MAN"),
        ("Chan Taiman", "CHAN", "TAI MAN"),
        ("ＣＨＡＮ，ＴＡＩ　ＭＡＮ", "CHAN", "TAI MAN"),
        ("Nguye\u{302}\u{303}n Thị Ánh", "NGUYEN", "THI ANH"),
        ("Şükrü Işık", "ISIK", "SUKRU"),
        ("D’Artagnan", "DARTAGNAN", ""),
        ("Mary St. John", "ST JOHN", "MARY"),
        ("Weiß, Jörg", "WEISS", "JOERG"),
    ];
    for (printed, surname, given) in same {
        assert!(same_latin_name(printed, surname, given, false), "{printed}");
    }
}

#[test]
fn names_that_are_not_the_same() {
    let different = [
        ("", "", ""),
        ("", "CHAN", ""),
        ("Chan", "", ""),
        ("陈大文", "CHAN", "TAI MAN"),
        ("陈 CHAN TAI MAN", "CHAN", "TAI MAN"),
        // The first letter is Cyrillic.
        ("СHAN TAI MAN", "CHAN", "TAI MAN"),
        ("CHAN TAI M4N", "CHAN", "TAI MAN"),
        ("CHAN TAI MAN 1", "CHAN", "TAI MAN"),
        ("TAI CHAN MAN", "CHAN", "TAI MAN"),
        ("CHAN TAI", "CHAN", "TAI MAN"),
        ("CHAN TAI MAN", "CHAN", "TAI"),
        ("😀CHAN TAI MAN", "CHAN", "TAI MAN"),
    ];
    for (printed, surname, given) in different {
        assert!(
            !same_latin_name(printed, surname, given, false),
            "{printed}"
        );
    }
    for (printed, surname, given) in [
        ("", "CHAN", "T"),
        ("CHAN", "", ""),
        ("CHANG LI", "CHAN", "T"),
        ("CHAN", "CHANG", ""),
    ] {
        assert!(!same_latin_name(printed, surname, given, true), "{printed}");
    }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn a_name_with_one_other_letter_is_another_name(
        words in prop::collection::vec("[A-Z]{2,8}", 2..4),
        at in any::<prop::sample::Index>(),
        letter in prop::char::range('A', 'Z'),
    ) {
        let printed = words.join(" ");
        let (surname, given) = printed.split_once(' ').unwrap();
        prop_assert!(same_latin_name(&printed, surname, given, false));
        let mut slip: Vec<char> = printed.chars().collect();
        let place = at.index(slip.len());
        let before = std::mem::replace(&mut slip[place], letter);
        let slip = String::from_iter(slip);
        // The other order can give the same letters, as AB A and A BA do.
        let turned = slip.replace(' ', "") == format!("{given}{surname}").replace(' ', "");
        if before != ' ' {
            let same = before == letter || turned;
            prop_assert_eq!(same_latin_name(&slip, surname, given, false), same);
        }
    }

    #[test]
    fn no_text_makes_it_panic(printed in ".{0,40}", surname in ".{0,20}", given in ".{0,20}", cut: bool) {
        same_latin_name(&printed, &surname, &given, cut);
    }
}
