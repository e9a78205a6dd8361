//! Numbers generated from the clauses, and every single mistake in them: one character wrong, two neighbours swapped.
//!
//! What a check digit cannot catch is stated by arithmetic, and the schemes have to miss exactly that.

use super::{Spread, accepted, read, with_check_digit};

const SAMPLES: usize = 60;
const DIGITS: &str = "0123456789";
const LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// A number with one mistake, and where: the place, what stood there, and what stands there now. A swap has two.
struct Mistake {
    number: String,
    changes: Vec<(usize, char, char)>,
}

/// Every other character of the same sort in every place, and every two neighbours swapped.
fn mistakes(number: &str) -> Vec<Mistake> {
    let chars: Vec<char> = number.chars().collect();
    let mut found = Vec::new();
    let mut push = |changes: Vec<(usize, char, char)>| {
        let mut changed = chars.clone();
        for (place, _, new) in &changes {
            changed[*place] = *new;
        }
        let number = changed.into_iter().collect();
        found.push(Mistake { number, changes });
    };
    for (place, old) in chars.iter().copied().enumerate() {
        let last = place + 1 == chars.len();
        let others: String = match old {
            _ if last => format!("{DIGITS}AX"),
            'A'..='Z' => LETTERS.to_owned(),
            _ => DIGITS.to_owned(),
        };
        for new in others.chars().filter(|new| *new != old) {
            push(vec![(place, old, new)]);
        }
    }
    for (place, pair) in chars.windows(2).enumerate() {
        if pair[0] != pair[1] {
            push(vec![
                (place, pair[0], pair[1]),
                (place + 1, pair[1], pair[0]),
            ]);
        }
    }
    found
}

/// Holds the mistakes that a scheme misses against those that it cannot see.
fn tried(name: &str, numbers: &[String], unseen: impl Fn(&str, &Mistake) -> bool) {
    let mut seen = 0;
    for number in numbers {
        assert!(accepted(name, number), "{name} {number}");
        for mistake in mistakes(number) {
            let missed = accepted(name, &mistake.number);
            let expected = unseen(number, &mistake);
            assert_eq!(missed, expected, "{name} {number} {}", mistake.number);
            seen += usize::from(!missed);
        }
    }
    assert!(seen > numbers.len() * 50, "{name}: {seen}");
}

fn citizens(areas: &[&str]) -> Vec<String> {
    let mut spread = Spread(areas.len() as u64);
    let mut numbers = Vec::new();
    while numbers.len() < SAMPLES {
        let area = areas[spread.below(areas.len() as u64) as usize];
        let (year, month) = (1900 + spread.below(120), 1 + spread.below(12));
        let (day, sequence) = (1 + spread.below(28), spread.below(1000));
        let body = format!("{area}{year}{month:02}{day:02}{sequence:03}");
        numbers.push(with_check_digit(&body));
    }
    numbers
}

#[test]
fn no_single_mistake_in_a_number_of_18_places_is_missed() {
    let families: [(&str, &[&str]); 5] = [
        (
            "cn_resident_id",
            &["110000", "310000", "540000", "650000", "710000"],
        ),
        ("cn_temp_resident_id", &["120000", "460000"]),
        ("cn_residence_permit_hk_mo", &["810000", "820000"]),
        ("cn_residence_permit_tw", &["830000"]),
        (
            "cn_foreign_pr_id",
            &["911336", "931520", "951570", "911798"],
        ),
    ];
    for (name, areas) in families {
        tried(name, &citizens(areas), |_, _| false);
    }
}

/// The value of a place in a Hong Kong number, whose eight places and check digit weigh 9 to 1. The whole is a
/// multiple of 11, with a blank of 58 (that is 36, as 22 are taken off) before a single letter.
fn hong_kong(number: &str) -> u32 {
    let values = number.chars().map(|char| match char {
        '0'..='9' => u32::from(char) - 48,
        _ => u32::from(char) - 55,
    });
    let blank = (number.len() == 8).then_some(58);
    let weighted = blank.into_iter().chain(values).zip((1..=9).rev());
    weighted.map(|(value, weight)| value * weight).sum::<u32>() % 11
}

#[test]
fn a_hong_kong_number_misses_letters_that_are_eleven_apart_and_nothing_else() {
    let mut spread = Spread(7);
    let mut numbers = Vec::new();
    for prefix in ["A", "K", "L", "W", "Z", "Q", "WX", "XA", "AB"] {
        for _ in 0..SAMPLES / 6 {
            let body = format!("{prefix}{:06}", spread.below(1_000_000));
            let check = "0123456789A"
                .chars()
                .find(|check| hong_kong(&format!("{body}{check}")) == 0);
            numbers.push(format!("{body}{}", check.unwrap()));
        }
    }
    let distance = |change: &(usize, char, char)| u32::from(change.1).abs_diff(u32::from(change.2));
    tried("hk_id", &numbers, |_, mistake| {
        let letters = mistake.changes.iter().all(|(place, old, new)| {
            old.is_ascii_uppercase() && new.is_ascii_uppercase() && *place < 2
        });
        letters
            && mistake
                .changes
                .iter()
                .all(|change| distance(change) % 11 == 0)
    });
}

/// What each letter of a Taiwan number adds to the sum, modulo 10.
fn taiwan_letter(letter: char) -> u32 {
    const SUMS: [(u32, &str); 10] = [
        (0, "BNZ"),
        (1, "AMW"),
        (2, "KLY"),
        (3, "JVX"),
        (4, "HU"),
        (5, "GT"),
        (6, "FS"),
        (7, "ER"),
        (8, "DOQ"),
        (9, "CIP"),
    ];
    let found = SUMS.iter().find(|(_, letters)| letters.contains(letter));
    found.unwrap().0
}

#[test]
fn a_taiwan_number_misses_what_its_weights_cannot_see_and_nothing_else() {
    const WEIGHTS: [u32; 10] = [0, 8, 7, 6, 5, 4, 3, 2, 1, 1];
    let digit = |char: char| char.to_digit(10);
    let mut spread = Spread(9);
    let mut numbers = Vec::new();
    for letter in LETTERS.chars() {
        for _ in 0..3 {
            let body = format!("{}{:07}", 1 + spread.below(2), spread.below(10_000_000));
            let places = body.chars().filter_map(digit).zip(&WEIGHTS[1..]);
            let sum: u32 = places.map(|(digit, weight)| digit * weight).sum();
            let check = (20 - (sum + taiwan_letter(letter)) % 10) % 10;
            numbers.push(format!("{letter}{body}{check}"));
        }
    }
    tried("tw_national_id", &numbers, |_, mistake| {
        // A letter where a digit belongs, or 3 in place of the sex, is seen by the shape.
        let shaped = mistake.changes.iter().all(|(place, _, new)| match place {
            0 => new.is_ascii_uppercase(),
            1 => matches!(new, '1' | '2'),
            _ => new.is_ascii_digit(),
        });
        let difference = |(place, old, new): &(usize, char, char)| match place {
            0 => taiwan_letter(*new) + 10 - taiwan_letter(*old),
            _ => WEIGHTS[*place] * (digit(*new).unwrap() + 10 - digit(*old).unwrap()),
        };
        shaped && mistake.changes.iter().map(difference).sum::<u32>() % 10 == 0
    });
}

#[test]
fn the_weights_of_a_taiwan_number_miss_1_for_7_in_the_fifth_place() {
    assert!(accepted("tw_national_id", "A100111116"));
    assert!(accepted("tw_national_id", "A100711116"));
}

#[test]
fn the_inside_of_a_2017_card_sees_every_wrong_digit_but_five_apart_and_rejects_none() {
    let mut spread = Spread(11);
    for country in ["NRU", "TUV", "KAZ"] {
        for _ in 0..SAMPLES / 3 {
            let (year, month) = (spread.below(100), 1 + spread.below(12));
            let (day, sequence) = (1 + spread.below(28), spread.below(10));
            let body = format!("{country}3101{year:02}{month:02}{day:02}{sequence}");
            // ICAO Doc 9303-3, 4.9, as one sum over groups of three.
            let value = |char: &u8| u32::from(*char) - if char.is_ascii_digit() { 48 } else { 55 };
            let sum: u32 = body
                .as_bytes()
                .chunks(3)
                .flat_map(|group| group.iter().zip([7, 3, 1]))
                .map(|(char, weight)| value(char) * weight)
                .sum();
            let number = format!("{body}{}", sum % 10);
            let scheme = "cn_foreign_pr_id_2017";
            assert_eq!(read(scheme, &number).layout_known, Some(true), "{number}");
            for mistake in mistakes(&number) {
                let [(place, old, new)] = mistake.changes[..] else {
                    continue;
                };
                let digits = old.is_ascii_digit() && new.is_ascii_digit();
                if place >= 3 && digits {
                    let read = read(scheme, &mistake.number);
                    assert!(read.well_formed && read.check_digit_ok.is_none());
                    // The weights 7, 3 and 1 have no factor in common with 10.
                    assert_eq!(read.layout_known, Some(false), "{}", mistake.number);
                }
            }
        }
    }
}
