//! Every single slip and every swap of neighbours: which ones the check digits catch, and which they cannot.

use super::generator::{self, Document, value};
use super::today;
use admit::builtins::mrz::{Fault, Zone, read_exactly};

const ALPHABET: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<";

/// A zone with its places, counted through all lines from 1: those under a check digit, the check digits
/// among them, and the dates.
struct Sample {
    zone: Vec<char>,
    covered: Vec<usize>,
    digits: Vec<usize>,
    dates: Vec<usize>,
    /// The number runs on into the optional data, so that a filler there does more than fill.
    long: bool,
    /// The place where a filler may stand for a nought.
    either: Option<usize>,
}

fn runs(runs: &[(usize, usize)]) -> Vec<usize> {
    runs.iter()
        .flat_map(|(first, last)| *first..=*last)
        .collect()
}

fn document(number: &str, birth: &str, expiry: &str, optional: &str) -> Document {
    Document {
        code: "I".to_owned(),
        issuer: "UTO".to_owned(),
        number: number.to_owned(),
        birth: birth.to_owned(),
        sex: 'F',
        expiry: expiry.to_owned(),
        nationality: "UTO".to_owned(),
        surname: "ERIKSSON".to_owned(),
        given: "ANNA MARIA".to_owned(),
        optional: optional.to_owned(),
        more_optional: String::new(),
    }
}

fn samples() -> Vec<Sample> {
    let people = [
        ("D23145890", "740812", "120415", ""),
        ("K0U5A0Z1", "000229", "300101", "OPT1"),
        ("900000001", "991231", "281130", "A0K"),
    ];
    let long = [
        ("D23145890734", "340712", "950712", ""),
        ("A0K5U0Z1900", "850228", "310228", ""),
    ];
    let mut samples = Vec::new();
    for (number, birth, expiry, optional) in people {
        let document = document(number, birth, expiry, optional);
        samples.push(card(&document, false));
        samples.push(larger_card(&document, false));
        samples.push(passport(&Document {
            code: "P".to_owned(),
            ..document.clone()
        }));
        samples.push(permit(&document));
    }
    for (number, birth, expiry, optional) in long {
        let document = document(number, birth, expiry, optional);
        samples.push(card(&document, true));
        samples.push(larger_card(&document, true));
    }
    samples
}

fn sample(
    lines: &[String],
    covered: Vec<usize>,
    digits: &[usize],
    dates: &[(usize, usize)],
) -> Sample {
    Sample {
        zone: lines.concat().chars().collect(),
        covered,
        digits: digits.to_vec(),
        dates: runs(dates),
        long: false,
        either: None,
    }
}

/// Doc 9303-5, 4.2.4.
fn card(document: &Document, long: bool) -> Sample {
    let covered = runs(&[(6, 30), (31, 37), (39, 45), (49, 60)]);
    let dates = [(31, 36), (39, 44)];
    Sample {
        long,
        ..sample(
            &generator::td1(document),
            covered,
            &[15, 37, 45, 60],
            &dates,
        )
    }
}

/// Doc 9303-6, 4.2.4.
fn larger_card(document: &Document, long: bool) -> Sample {
    let covered = runs(&[(37, 46), (50, 56), (58, 72)]);
    let dates = [(50, 55), (58, 63)];
    Sample {
        long,
        ..sample(
            &generator::td2(document),
            covered,
            &[46, 56, 64, 72],
            &dates,
        )
    }
}

/// Doc 9303-4, 4.2.4.
fn passport(document: &Document) -> Sample {
    let covered = runs(&[(45, 54), (58, 64), (66, 88)]);
    let dates = [(58, 63), (66, 71)];
    let sample = sample(
        &generator::td3(document),
        covered,
        &[54, 64, 72, 87, 88],
        &dates,
    );
    Sample {
        either: document.optional.is_empty().then_some(87),
        ..sample
    }
}

fn permit(document: &Document) -> Sample {
    let covered = runs(&[(3, 12), (14, 20), (22, 28), (30, 30)]);
    let dates = [(14, 19), (22, 27)];
    sample(
        &generator::permit(document),
        covered,
        &[12, 20, 28, 30],
        &dates,
    )
}

fn read(places: &[char]) -> Zone {
    read_exactly(&String::from_iter(places), today()).unwrap()
}

/// Whether two values are the same to weights that have no factor in common with ten.
fn alike(a: char, b: char, modulus: u32) -> bool {
    value(a) % modulus == value(b) % modulus
}

#[test]
fn every_slip_in_one_place_is_caught_if_the_values_do_not_differ_by_tens() {
    let (mut caught, mut missed) = (0, 0);
    for sample in samples() {
        assert!(read(&sample.zone).checks.ok());
        for place in 1..=sample.zone.len() {
            for wrong in ALPHABET
                .chars()
                .filter(|wrong| *wrong != sample.zone[place - 1])
            {
                let mut zone = sample.zone.clone();
                let right = std::mem::replace(&mut zone[place - 1], wrong);
                let found = !read(&zone).checks.ok();
                let about = format!(
                    "{right} to {wrong} at {place} of {}",
                    String::from_iter(&sample.zone)
                );
                assert_slip(&sample, place, (right, wrong), found, &about);
                caught += u32::from(found);
                missed += u32::from(!found && sample.covered.contains(&place));
            }
        }
    }
    // Of the 36 slips in a place 32 to 34 are caught: 0, A, K, U and < are alike, and so are 1, B, L and V, or
    // 6, G and Q.
    assert!(caught > 17_000, "{caught}");
    assert!(missed * 8 < caught, "{missed} to {caught}");
}

fn assert_slip(
    sample: &Sample,
    place: usize,
    (right, wrong): (char, char),
    found: bool,
    about: &str,
) {
    if !sample.covered.contains(&place) {
        assert!(!found, "{about} is under no check digit");
    } else if !alike(right, wrong, 10) {
        assert!(found, "{about} is missed");
    } else if sample.digits.contains(&place) && !sample.long {
        let allowed = sample.either == Some(place) && wrong == '<';
        assert_eq!(found, !allowed, "{about}: a check digit is a digit");
    } else if !sample.long {
        assert!(!found, "{about} cannot be seen");
    }
}

#[test]
fn what_check_digits_cannot_see_in_a_date_is_no_date() {
    for sample in samples() {
        for place in &sample.dates {
            for wrong in ALPHABET.chars().filter(|wrong| !wrong.is_ascii_digit()) {
                let mut zone = sample.zone.clone();
                zone[place - 1] = wrong;
                let zone = read(&zone);
                assert!(!zone.dates_exist(), "{wrong} at {place}");
                let faults: Vec<Fault> = zone.faults().collect();
                assert!(faults.contains(&Fault::BirthDate) || faults.contains(&Fault::ExpiryDate));
            }
        }
    }
}

#[test]
fn every_swap_of_neighbours_is_caught_if_the_values_do_not_differ_by_fives() {
    let mut caught = 0;
    for sample in samples() {
        for place in 1..sample.zone.len() {
            let (left, right) = (sample.zone[place - 1], sample.zone[place]);
            if left == right {
                continue;
            }
            let mut zone = sample.zone.clone();
            zone.swap(place - 1, place);
            let found = !read(&zone).checks.ok();
            let about = format!(
                "{left}{right} swapped at {place} of {}",
                String::from_iter(&sample.zone)
            );
            let covered = [place, place + 1].map(|place| sample.covered.contains(&place));
            let digit = [place, place + 1]
                .iter()
                .any(|place| sample.digits.contains(place));
            match covered {
                [true, true] if !alike(left, right, 5) => assert!(found, "{about} is missed"),
                [true, true] if !digit && !sample.long => assert!(!found, "{about} cannot be seen"),
                [false, false] => assert!(!found, "{about} is under no check digit"),
                _ => {}
            }
            caught += u32::from(found);
        }
    }
    assert!(caught > 300, "{caught}");
}
