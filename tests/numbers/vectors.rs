//! Numbers with known answers, read by their schemes.

use super::today;
use crate::support::vectors::{FOREIGN_RESIDENT, OF_NO_TYPE, Row, numbers};
use admit::builtins::Number;
use admit::builtins::document_number::{SCHEMES, fitting, scheme};
use admit::value::{Date, normalise_number};

/// What speaks against a number, as the column `error` calls it.
fn speaks(number: &Number, fits: Option<&str>, error: &str) -> bool {
    let malformed = !number.well_formed;
    let wrong_digit = number.check_digit_ok == Some(false);
    let unknown_area = number.area_known == Some(false);
    match error {
        "format" | "length" | "birth_date" | "birth_in_future" | "country" => malformed,
        "checksum" => wrong_digit,
        "checksum_or_date" => malformed || wrong_digit,
        "area" => !malformed && unknown_area,
        "wrong_type" => malformed && fits.is_some(),
        "superseded_format" => number.superseded == Some(true),
        "not_long_term" => number.single_use == Some(true),
        "not_ordinary" => number.ordinary == Some(false),
        "any" => malformed || wrong_digit || unknown_area,
        other => panic!("{other}"),
    }
}

const ERRORS: [&str; 6] = [
    "format",
    "checksum",
    "area",
    "superseded_format",
    "not_long_term",
    "not_ordinary",
];

fn check(row: &Row) {
    let today = row
        .today
        .as_deref()
        .map_or(today(), |day| Date::parse(day).unwrap());
    let scheme = scheme(&row.kind).unwrap();
    let number = scheme.read(&row.number, today);
    let all: Vec<_> = SCHEMES.iter().map(|scheme| Some(*scheme)).collect();
    let fits = fitting(&all, &row.number, today).map(|at| SCHEMES[at].name);
    let mut speaking = ERRORS.iter().filter(|error| speaks(&number, fits, error));
    match row.error.as_deref() {
        _ if row.valid => assert_eq!(speaking.next(), None, "{row:?}"),
        Some("wrong_type") if OF_NO_TYPE.contains(&&*row.number) => {
            assert!(!number.well_formed && fits.is_none(), "{row:?}");
        }
        // One source only says what stands inside these numbers, so nothing but the layout is in doubt.
        Some("checksum") if row.kind == "cn_foreign_pr_id_2017" => {
            assert_eq!(speaking.next(), None, "{row:?}");
            assert_eq!(number.layout_known, Some(false), "{row:?}");
        }
        error => assert!(
            speaks(&number, fits, error.unwrap_or("any")),
            "{row:?} {fits:?}"
        ),
    }
    if let Some(normalized) = &row.normalized {
        assert_eq!(normalise_number(&row.number), normalise_number(normalized));
        assert!(scheme.read(normalized, today) == number, "{row:?}");
    }
}

#[test]
fn each_number_with_a_known_answer_gets_it() {
    for row in numbers() {
        if row.kind == FOREIGN_RESIDENT {
            assert!(!super::accepted("tw_national_id", &row.number));
        } else {
            check(&row);
        }
    }
}
