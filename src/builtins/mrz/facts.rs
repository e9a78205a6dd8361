//! What a machine-readable zone can say of itself, and how rules ask for it.

use super::{Sex, Zone};
use crate::builtins::reading::{Fact, Gives};
use crate::value::{Country, Date, Scalar, Value};

/// The word for a zone after `as`.
pub const NAME: &str = "mrz";

/// What it is.
pub const TITLE: &str = "machine-readable zone of a passport or card";

/// The layouts that are read.
pub const SHAPE: &str = "2 lines of 44 places (passports), 3 of 30 or 2 of 36 (cards), or 1 of 30 (exit-entry permit): A to Z, 0 to 9 and <";

/// Where the layouts come from.
pub const SOURCE: &str =
    "ICAO Doc 9303, parts 3 to 6; the line of the exit-entry permit from a published specimen";

/// Zones, with whether they are well formed and whether their check digits are right; each is run by a test.
pub const EXAMPLES: &[(&str, bool, Option<bool>)] = &[
    (
        "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10",
        true,
        Some(true),
    ),
    ("CSC000000000<2901178<8108038<4", true, Some(false)),
    ("P<UTOERIKSSON<<ANNA<MARIA", false, None),
];

/// The facts, in the order in which they are listed. Where a text has no layout of a zone, all but the first are
/// absent.
pub const FACTS: &[Fact] = &[
    Fact::of_zone(
        "well_formed",
        BOOL,
        "whether the text has the layout of a zone, and each field holds what it may hold",
        |zone| Value::Bool(zone.is_some_and(Zone::well_formed)),
    ),
    Fact::of_zone(
        "check_digits_ok",
        BOOL,
        "whether none of its check digits is wrong",
        |zone| {
            zone.map_or(Value::Absent, |zone| Value::Bool(zone.checks.ok()))
        },
    )
    .or_absent(),
    Fact::of_zone("number", TEXT, "the number of the document, long ones put together", |zone| {
        zone.map(|zone| zone.document_number.as_str())
            .filter(|number| !number.is_empty())
            .map_or(Value::Absent, Value::Text)
    })
    .or_absent(),
    Fact::of_zone("birth_date", DATE, "the date of birth: the latest with these digits that is not to come", |zone| {
        date(zone.and_then(|zone| zone.birth_date))
    })
    .or_absent(),
    Fact::of_zone("expires_on", DATE, "the last day of validity, in the years 2000 to 2099", |zone| {
        date(zone.and_then(|zone| zone.expiry_date))
    })
    .or_absent(),
    Fact::of_zone("male", BOOL, "whether its holder is male; absent where it does not say", |zone| {
        match zone.and_then(|zone| zone.sex) {
            Some(Sex::Male) => Value::Bool(true),
            Some(Sex::Female) => Value::Bool(false),
            _ => Value::Absent,
        }
    })
    .or_absent(),
    Fact::of_zone(
        "nationality",
        COUNTRY,
        "the country whose citizen the holder is; `CN` for passports of mainland China, Hong Kong and Macao alike",
        |zone| country(zone.and_then(|zone| zone.nationality?.country())),
    )
    .or_absent(),
    Fact::of_zone("issuer", COUNTRY, "the country that issued the document", |zone| {
        country(zone.and_then(|zone| zone.issuer?.country()))
    })
    .or_absent(),
    Fact::of_zone(
        "name",
        TEXT,
        "the name as the zone holds it, for `same_latin_name`",
        |zone| {
            zone.and_then(|zone| zone.name.as_ref())
                .map_or(Value::Absent, |name| Value::Text(name.field()))
        },
    )
    .or_absent(),
];

const BOOL: Gives = Gives::Scalar(Scalar::Bool);
const TEXT: Gives = Gives::Scalar(Scalar::Text);
const DATE: Gives = Gives::Scalar(Scalar::Date);
const COUNTRY: Gives = Gives::Scalar(Scalar::Country);

fn date(date: Option<Date>) -> Value<'static> {
    date.map_or(Value::Absent, Value::Date)
}

fn country(country: Option<Country>) -> Value<'static> {
    country.map_or(Value::Absent, Value::Country)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::builtins::mrz::read;

    #[test]
    fn each_example_is_right() {
        let today = Date::parse("2026-11-22").unwrap();
        for (text, well_formed, check_digits_ok) in EXAMPLES {
            let zone = read(text, today).ok();
            assert_eq!(
                zone.as_ref().is_some_and(Zone::well_formed),
                *well_formed,
                "{text}"
            );
            assert_eq!(
                zone.map(|zone| zone.checks.ok()),
                *check_digits_ok,
                "{text}"
            );
        }
    }
}
