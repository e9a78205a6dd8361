//! Generated zones are read back field by field, and another reader agrees about every check digit.

use super::generator::{self, Document};
use super::{cases, date, today};
use admit::builtins::mrz::{Check, Fault, Layout, Sex, Zone, read, read_exactly};
use proptest::prelude::*;

/// The optional data: both fields of a card.
fn optional(document: &Document) -> String {
    format!("{} {}", document.optional, document.more_optional)
        .trim()
        .to_owned()
}

fn read_back(lines: &[String], document: &Document, layout: Layout) {
    let zone = read_exactly(&lines.join("\n"), today()).unwrap();
    let faults: Vec<Fault> = zone.faults().collect();
    assert_eq!(faults, [], "{lines:?}");
    assert!(zone.checks.ok() && zone.well_formed() && zone.dates_exist());
    assert_eq!(zone.layout, layout);
    assert_eq!(zone.document_code, document.code);
    assert_eq!(zone.document_number, document.number);
    assert!(zone.birth_date.unwrap() <= today());
    assert_eq!(compact(zone.birth_date), document.birth);
    assert_eq!(compact(zone.expiry_date), document.expiry);
    assert_eq!(zone.expiry_date.unwrap().year() / 100, 20);
    // Without line breaks it is the same zone.
    assert!(read(&lines.concat(), today()) == Ok(zone));
}

fn read_back_holder(lines: &[String], document: &Document, places: usize) {
    let zone = read(&lines.join("\r\n"), today()).unwrap();
    let sex = match document.sex {
        'F' => Sex::Female,
        'M' => Sex::Male,
        _ => Sex::Unspecified,
    };
    assert_eq!(zone.sex, Some(sex));
    assert_eq!(zone.issuer.unwrap().code(), document.issuer);
    assert_eq!(
        zone.nationality.as_ref().map_or("", |state| state.code()),
        document.nationality
    );
    assert_eq!(zone.optional_data, optional(document));
    let name = zone.name.unwrap();
    let whole = format!("{} {}", document.surname, document.given);
    let taken = whole.trim().len() + usize::from(!document.given.is_empty());
    assert_eq!(name.may_be_truncated, taken >= places, "{whole}");
    assert!(name.is(&whole), "{whole} / {} {}", name.surname, name.given);
    assert!(
        name.is(&format!("{} {}", document.given, document.surname)),
        "{whole}"
    );
    if taken <= places {
        assert_eq!(
            (name.surname, name.given),
            (document.surname.clone(), document.given.clone())
        );
    }
}

fn compact(date: Option<admit::value::Date>) -> String {
    date.unwrap().to_string().replace('-', "")[2..].to_owned()
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn cards_are_read_back(document in generator::cards()) {
        read_back(&generator::td1(&document), &document, Layout::Td1);
        read_back_holder(&generator::td1(&document), &document, 30);
    }

    #[test]
    fn cards_with_long_numbers_are_read_back(document in generator::long_cards()) {
        read_back(&generator::td1(&document), &document, Layout::Td1);
        read_back_holder(&generator::td1(&document), &document, 30);
    }

    #[test]
    fn larger_cards_are_read_back(document in generator::larger_cards()) {
        read_back(&generator::td2(&document), &document, Layout::Td2);
        read_back_holder(&generator::td2(&document), &document, 31);
    }

    #[test]
    fn larger_cards_with_long_numbers_are_read_back(document in generator::long_larger_cards()) {
        read_back(&generator::td2(&document), &document, Layout::Td2);
        read_back_holder(&generator::td2(&document), &document, 31);
    }

    #[test]
    fn passports_are_read_back(document in generator::passports()) {
        read_back(&generator::td3(&document), &document, Layout::Td3);
        read_back_holder(&generator::td3(&document), &document, 39);
    }

    #[test]
    fn permits_are_read_back(document in generator::permits()) {
        read_back(&generator::permit(&document), &document, Layout::ExitEntryPermit);
    }

    #[test]
    fn another_reader_agrees_about_cards(document in generator::cards(), slips in slips()) {
        let [upper, middle, lower] = generator::td1(&document);
        let (upper, middle) = (slip(&upper, &slips, 5), slip(&middle, &slips, 0));
        let other = mrz::parse_td1(&upper, &middle, &lower).unwrap();
        agree(&[upper, middle, lower], &other);
    }

    #[test]
    fn another_reader_agrees_about_larger_cards(document in generator::larger_cards(), slips in slips()) {
        let [upper, lower] = generator::td2(&document);
        let lower = slip(&lower, &slips, 0);
        let other = mrz::parse_td2(&upper, &lower).unwrap();
        agree(&[upper, lower], &other);
    }

    #[test]
    fn another_reader_agrees_about_passports(document in generator::passports(), slips in slips()) {
        let [upper, lower] = generator::td3(&document);
        let lower = slip(&lower, &slips, 0);
        let other = mrz::parse_td3(&upper, &lower).unwrap();
        agree(&[upper, lower], &other);
    }
}

/// Up to three places with what stands there instead.
fn slips() -> impl Strategy<Value = Vec<(usize, char)>> {
    let place = prop::sample::select("0123456789AKUMF".chars().collect::<Vec<char>>());
    prop::collection::vec((0..44_usize, place), 0..=3)
}

fn slip(line: &str, slips: &[(usize, char)], from: usize) -> String {
    let mut places: Vec<char> = line.chars().collect();
    for (at, place) in slips {
        if *at >= from && *at < places.len() {
            places[*at] = *place;
        }
    }
    places.into_iter().collect()
}

fn agree(lines: &[String], other: &mrz::MrzData) {
    let zone = read_exactly(&lines.join("\n"), today()).unwrap();
    let checks = zone.checks;
    let pairs = [
        (checks.document_number, other.checks.document_number),
        (checks.birth_date, other.checks.date_of_birth),
        (checks.expiry_date, other.checks.date_of_expiry),
        (checks.optional_data, other.checks.personal_number),
        (checks.composite, other.checks.composite),
    ];
    for (ours, theirs) in pairs {
        let ours = match ours {
            Check::Right => Some(true),
            Check::Wrong => Some(false),
            Check::NotThere => None,
        };
        assert_eq!(ours, theirs, "{lines:?}");
    }
    same_fields(&zone, other);
}

/// The other reader keeps fillers inside a number, and takes the first one of an undivided name for a division.
fn same_fields(zone: &Zone, other: &mrz::MrzData) {
    assert_eq!(
        zone.document_number,
        other.full_document_number().replace('<', " ")
    );
    assert_eq!(
        zone.expiry_date.map(|date| date.to_string()),
        calendar(other.date_of_expiry)
    );
    let name = zone.name.as_ref().unwrap();
    if !name.given.is_empty() {
        assert_eq!(
            (&name.surname, &name.given),
            (&other.surname, &other.given_names)
        );
    }
}

fn calendar(date: mrz::MrzDate) -> Option<String> {
    match date {
        mrz::MrzDate::Calendar(_) => Some(date.to_string()),
        _ => None,
    }
}

#[test]
fn a_filler_is_no_check_digit_but_of_empty_optional_data() {
    let passport = |tail: &str| {
        format!("P<UTODOE<<JOHN<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<\n1234567897UTO4501011M4501011{tail}")
    };
    let check = |tail: &str| {
        read(&passport(tail), date("2026-11-22"))
            .unwrap()
            .checks
            .optional_data
    };
    assert_eq!(check("<<<<<<<<<<<<<<00"), Check::Right);
    assert_eq!(check("<<<<<<<<<<<<<<<0"), Check::NotThere);
    assert_eq!(check("0<<<<<<<<<<<<<<0"), Check::Wrong);
    assert_eq!(check("<<<<<<<<<<<<<<10"), Check::Wrong);
}
