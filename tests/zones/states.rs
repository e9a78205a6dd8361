//! Codes of states: each country has one, and another list knows the same ones.

use admit::builtins::mrz::State;
use admit::value::Country;
use std::collections::BTreeSet;

fn country(code: &str) -> Option<String> {
    let country = State::read(&format!("{code:<<3}")).unwrap().country();
    country.map(|country| country.to_string())
}

/// All codes of three letters that stand for a country, with the country.
fn known() -> Vec<(String, String)> {
    let letters = || 'A'..='Z';
    letters()
        .flat_map(|a| {
            letters().flat_map(move |b| letters().map(move |c| String::from_iter([a, b, c])))
        })
        .filter_map(|code| Some((code.clone(), country(&code)?)))
        .collect()
}

#[test]
fn every_country_has_a_code() {
    let reached: BTreeSet<String> = known().into_iter().map(|(_, country)| country).collect();
    let all: BTreeSet<String> = Country::all().map(|country| country.to_string()).collect();
    assert_eq!(reached, all);
    // ISO 3166-1 has 249; the other six are the five kinds of British nationality, and Kosovo.
    assert_eq!(known().len(), 255);
}

#[test]
fn another_list_knows_the_same_codes() {
    let without_a_country = [
        "ANT", "EUE", "IAO", "NTZ", "UNA", "UNK", "UNO", "UTO", "XBA", "XCC", "XCE", "XCO", "XDC",
        "XEC", "XES", "XIM", "XKX", "XMP", "XOM", "XPO", "XXA", "XXB", "XXC",
    ];
    let unspecified = "X".repeat(3);
    let theirs: BTreeSet<&str> = mrz::codes().iter().map(|(code, _)| *code).collect();
    let ours: Vec<(String, String)> = known();
    let mut expected: BTreeSet<&str> = ours.iter().map(|(code, _)| code.as_str()).collect();
    expected.extend(without_a_country);
    expected.extend(["D", unspecified.as_str()]);
    assert_eq!(theirs, expected);
}

#[test]
fn codes_of_the_standard_that_iso_does_not_have() {
    assert_eq!(country("D").as_deref(), Some("DE"));
    assert_eq!(country("DEU").as_deref(), Some("DE"));
    assert_eq!(country("RKS").as_deref(), Some("XK"));
    for british in ["GBR", "GBD", "GBN", "GBO", "GBP", "GBS"] {
        assert_eq!(country(british).as_deref(), Some("GB"));
    }
    assert_eq!(country("HKG").as_deref(), Some("HK"));
    assert_eq!(country("TWN").as_deref(), Some("TW"));
    for none in ["UTO", "UNK", "XPO", "XXB", "EUE", "QQQ", "C", "CH"] {
        assert_eq!(country(none), None, "{none}");
    }
}

#[test]
fn a_code_is_letters_and_then_fillers() {
    for wrong in ["", "CH", "CHNN", "<CN", "C<N", "C1N", "chn", "Ä<", "<<<"] {
        assert!(State::read(wrong).is_none(), "{wrong}");
    }
}
