//! Zones made from the clauses of ICAO Doc 9303 parts 3 to 6. Nothing here calls the reader.

use proptest::prelude::*;

/// What is printed on a document, each field as it stands in the zone, without fillers.
#[derive(Clone, Debug)]
pub struct Document {
    pub code: String,
    pub issuer: String,
    pub number: String,
    pub birth: String,
    pub sex: char,
    pub expiry: String,
    pub nationality: String,
    pub surname: String,
    pub given: String,
    pub optional: String,
    pub more_optional: String,
}

/// Part 3, 4.9: weights 7, 3 and 1 over the values, the remainder modulo 10.
pub fn digit(text: &str) -> char {
    let values: Vec<u32> = text.chars().map(value).collect();
    let sum: u32 = values
        .chunks(3)
        .map(|group| {
            group
                .iter()
                .zip([7, 3, 1])
                .map(|(value, weight)| value * weight)
                .sum::<u32>()
        })
        .sum();
    char::from(b'0' + u8::try_from(sum % 10).unwrap())
}

/// The value of a place: letters count from 10, a filler is nothing.
pub fn value(place: char) -> u32 {
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
        .find(place)
        .map_or(0, |at| at as u32)
}

/// Part 3, 4.10: fields are filled up with `<`.
fn fill(text: &str, places: usize) -> String {
    assert!(text.len() <= places, "{text} has more than {places} places");
    format!("{text:<<places$}")
}

/// Part 3, 4.6, for names of letters and spaces. Where they do not fit, letters are taken from components, so
/// that the last place has a letter (parts 4 to 6, 4.2.2): here from the longest component.
fn name(document: &Document, places: usize) -> String {
    let components = |identifier: &str| identifier.split_whitespace().map(str::to_owned).collect();
    let mut identifiers: [Vec<String>; 2] =
        [components(&document.surname), components(&document.given)];
    loop {
        let [surname, given] = &identifiers;
        let joined = [surname.join("<"), given.join("<")];
        let name = joined.join("<<").trim_end_matches('<').to_owned();
        if name.len() <= places {
            return fill(&name, places);
        }
        let longest = identifiers
            .iter_mut()
            .flatten()
            .max_by_key(|component| component.len());
        longest.unwrap().pop();
    }
}

/// A field and its check digit.
fn checked(field: &str, places: usize) -> String {
    let field = fill(field, places);
    format!("{field}{}", digit(&field))
}

/// Parts 5 and 6, 4.2.2, note j: the number and its check digit, and the optional data beside it.
fn number(document: &Document, optional: usize) -> (String, String) {
    let Some((head, tail)) = document
        .number
        .split_at_checked(9)
        .filter(|(_, tail)| !tail.is_empty())
    else {
        return (
            checked(&document.number, 9),
            fill(&document.optional, optional),
        );
    };
    let check = digit(&document.number);
    (
        format!("{head}<"),
        fill(&format!("{tail}{check}<{}", document.optional), optional),
    )
}

/// Part 5, 4.2.2.
pub fn td1(document: &Document) -> [String; 3] {
    let (number, optional) = number(document, 15);
    let upper = format!(
        "{}{}{number}{optional}",
        fill(&document.code, 2),
        fill(&document.issuer, 3)
    );
    let (birth, expiry) = (checked(&document.birth, 6), checked(&document.expiry, 6));
    let more = fill(&document.more_optional, 11);
    let composite = digit(&format!("{number}{optional}{birth}{expiry}{more}"));
    let nationality = fill(&document.nationality, 3);
    let middle = format!(
        "{birth}{}{expiry}{nationality}{more}{composite}",
        document.sex
    );
    [upper, middle, name(document, 30)]
}

/// Part 6, 4.2.2.
pub fn td2(document: &Document) -> [String; 2] {
    let (number, optional) = number(document, 7);
    lower_of_two(document, 36, &number, &optional)
}

/// Part 4, 4.2.2.
pub fn td3(document: &Document) -> [String; 2] {
    lower_of_two(
        document,
        44,
        &checked(&document.number, 9),
        &checked(&document.optional, 14),
    )
}

fn lower_of_two(document: &Document, width: usize, number: &str, optional: &str) -> [String; 2] {
    let (code, issuer) = (fill(&document.code, 2), fill(&document.issuer, 3));
    let upper = format!("{code}{issuer}{}", name(document, width - 5));
    let (birth, expiry) = (checked(&document.birth, 6), checked(&document.expiry, 6));
    let composite = digit(&format!("{number}{birth}{expiry}{optional}"));
    let nationality = fill(&document.nationality, 3);
    let lower = format!(
        "{number}{nationality}{birth}{}{expiry}{optional}{composite}",
        document.sex
    );
    [upper, lower]
}

/// The exit-entry permit: one line, read off its specimen.
pub fn permit(document: &Document) -> [String; 1] {
    let number = checked(&document.number, 9);
    let (birth, expiry) = (checked(&document.birth, 6), checked(&document.expiry, 6));
    let composite = digit(&format!("{number}{expiry}{birth}"));
    [format!("CS{number}<{expiry}<{birth}<{composite}")]
}

/// Documents of one kind: their codes, how long their numbers and optional data can be.
pub fn documents(
    codes: &'static [&'static str],
    number: std::ops::RangeInclusive<usize>,
    optional: usize,
    more_optional: usize,
) -> impl Strategy<Value = Document> {
    let text = |least: usize, most: usize| {
        prop::collection::vec(prop::sample::select(PLACES), least..=most)
            .prop_map(String::from_iter)
    };
    let about = (
        prop::sample::select(codes),
        prop::sample::select(&["UTO", "CHN", "D", "TWN", "XXB"][..]),
        prop::sample::select(&["UTO", "CHN", "D", "GBN", ""][..]),
        prop::sample::select(&['M', 'F', '<'][..]),
    );
    let names = (
        "[A-Z]{1,12}( [A-Z]{1,12}){0,2}",
        "([A-Z]{1,12}( [A-Z]{1,12}){0,2})?",
    );
    let dates = (day(), day());
    let data = (
        text(*number.start(), *number.end()),
        text(0, optional),
        text(0, more_optional),
    );
    (about, names, dates, data).prop_map(|(about, names, dates, data)| Document {
        code: about.0.to_owned(),
        issuer: about.1.to_owned(),
        nationality: about.2.to_owned(),
        sex: about.3,
        surname: names.0,
        given: names.1,
        birth: dates.0,
        expiry: dates.1,
        number: data.0,
        optional: data.1,
        more_optional: data.2,
    })
}

const PLACES: &[char] = &[
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I',
    'J', 'K', 'L', 'M', 'N', 'O', 'P', 'Q', 'R', 'S', 'T', 'U', 'V', 'W', 'X', 'Y', 'Z',
];

/// A day that is in every year.
fn day() -> impl Strategy<Value = String> {
    (0..100, 1..=12, 1..=28).prop_map(|(year, month, day)| format!("{year:02}{month:02}{day:02}"))
}

pub fn cards() -> impl Strategy<Value = Document> {
    documents(&["I", "ID", "A", "CT"], 1..=9, 15, 11)
}

/// Cards with a number that runs on into the optional data.
pub fn long_cards() -> impl Strategy<Value = Document> {
    documents(&["I", "ID"], 10..=14, 8, 11)
}

pub fn larger_cards() -> impl Strategy<Value = Document> {
    documents(&["I", "AB", "C"], 1..=9, 7, 0)
}

pub fn long_larger_cards() -> impl Strategy<Value = Document> {
    documents(&["I", "C"], 10..=12, 2, 0)
}

pub fn passports() -> impl Strategy<Value = Document> {
    documents(&["P", "PP", "PO", "PD"], 1..=9, 14, 0)
}

pub fn permits() -> impl Strategy<Value = Document> {
    documents(&["CS"], 9..=9, 0, 0)
}
