//! The dates of a document against the vectors of `tests/vectors/validity_terms.json`: with the delay between application
//! and issue that the pack allows, and with none.

use crate::support::pack::{decide_at, files, load, pack, samples};
use admit::engine::PolicySet;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// The reasons and the advice that speak about dates of issue and terms.
const DATE_CODES: [&str; 7] = [
    "issue_date_in_future",
    "issued_before_birth",
    "expiry_not_after_issue",
    "validity_term_not_allowed",
    "validity_term_too_long",
    "long_term_not_allowed",
    "expiry_not_expected",
];

#[derive(Deserialize)]
struct Row {
    #[serde(rename = "type")]
    document_type: String,
    birth: String,
    issued: String,
    expiry: String,
    today: String,
    expected: BTreeSet<String>,
    /// Where the delay between application and issue counts.
    expected_with_90_days: Option<BTreeSet<String>>,
}

#[test]
fn each_term_is_judged_as_expected() {
    let text = include_str!("../vectors/validity_terms.json");
    let rows: Vec<Row> = serde_json::from_str(text).unwrap();
    assert!(rows.len() >= 60);
    let exact = without_delay();
    for (number, row) in rows.iter().enumerate() {
        assert_eq!(codes(&exact, row), row.expected, "row {number}, no delay");
        let tolerant = row.expected_with_90_days.as_ref();
        let expected = tolerant.unwrap_or(&row.expected);
        assert_eq!(&codes(pack(), row), expected, "row {number}, 90 days");
    }
    let differing = rows.iter().filter(|row| {
        let tolerant = row.expected_with_90_days.as_ref();
        tolerant.is_some_and(|tolerant| *tolerant != row.expected)
    });
    assert!(differing.count() > 0, "the delay makes no difference");
}

fn without_delay() -> PolicySet {
    let mut files = files();
    let text = files.get_mut("shared/dates.admit").unwrap();
    let delay = "issue_delay: period = 90 days";
    assert!(text.contains(delay));
    *text = text.replace(delay, "issue_delay: period = 0 days");
    load(&files)
}

fn codes(set: &PolicySet, row: &Row) -> BTreeSet<String> {
    static BASE: LazyLock<Value> = LazyLock::new(|| samples()["resident_accepted"].clone());
    let mut record = BASE.clone();
    record["declared"]["document_type"] = json!(row.document_type);
    let document = &mut record["document"];
    document["type"] = json!(row.document_type);
    document["birth_date"] = json!(row.birth);
    document["issued_on"] = json!(row.issued);
    document["expires_on"] = json!(row.expiry);
    let decision = decide_at(set, &record, &format!("{}T00:00:00+08:00", row.today));
    let reasons = decision
        .reasons
        .into_iter()
        .map(|reason| reason.code.into_owned());
    let advice = decision
        .advice
        .into_iter()
        .map(|advice| advice.code.into_owned());
    reasons
        .chain(advice)
        .filter(|code| DATE_CODES.contains(&&**code))
        .collect()
}

/// 29 February, the ends of the terms and the ages at which they change, one day either way: worked out by hand from
/// the clauses, not by running the rules.
#[test]
fn a_day_more_or_less_makes_the_difference() {
    let cases = [
        // Anniversary, the day before; not a day less, not a day more.
        (
            "cn_resident_id",
            "2000-05-05",
            "2020-03-10",
            "2030-03-10",
            "",
        ),
        (
            "cn_resident_id",
            "2000-05-05",
            "2020-03-10",
            "2030-03-09",
            "",
        ),
        (
            "cn_resident_id",
            "2000-05-05",
            "2020-03-10",
            "2030-03-08",
            "validity_term_not_allowed",
        ),
        (
            "cn_resident_id",
            "2000-05-05",
            "2020-03-10",
            "2030-03-11",
            "validity_term_not_allowed",
        ),
        // From 29 February into a common year: 27 and 28 February, 1 March.
        (
            "cn_resident_id",
            "2000-05-05",
            "2020-02-29",
            "2030-02-26",
            "validity_term_not_allowed",
        ),
        (
            "cn_resident_id",
            "2000-05-05",
            "2020-02-29",
            "2030-02-27",
            "",
        ),
        (
            "cn_resident_id",
            "2000-05-05",
            "2020-02-29",
            "2030-02-28",
            "",
        ),
        (
            "cn_resident_id",
            "2000-05-05",
            "2020-02-29",
            "2030-03-01",
            "",
        ),
        (
            "cn_resident_id",
            "2000-05-05",
            "2020-02-29",
            "2030-03-02",
            "validity_term_not_allowed",
        ),
        // From 1 March into a leap year, by way of 29 February: still 1 March.
        (
            "cn_resident_id",
            "2010-05-05",
            "2019-03-01",
            "2024-03-01",
            "",
        ),
        (
            "cn_resident_id",
            "2010-05-05",
            "2019-03-01",
            "2024-03-02",
            "validity_term_not_allowed",
        ),
        // From 29 February into a leap year.
        (
            "cn_resident_id",
            "1990-05-05",
            "2020-02-29",
            "2040-02-29",
            "",
        ),
        (
            "cn_resident_id",
            "1990-05-05",
            "2020-02-29",
            "2040-03-01",
            "validity_term_not_allowed",
        ),
        // Passports: a shorter term is the issuer's business, a longer one is not.
        ("cn_passport", "1990-05-05", "2020-02-29", "2030-03-01", ""),
        (
            "cn_passport",
            "1990-05-05",
            "2020-02-29",
            "2030-03-02",
            "validity_term_too_long",
        ),
        (
            "cn_passport",
            "1990-05-05",
            "2020-02-28",
            "2030-03-01",
            "validity_term_too_long",
        ),
        ("cn_passport", "1990-05-05", "2020-02-28", "2023-02-28", ""),
        (
            "cn_temp_resident_id",
            "1990-05-05",
            "2024-11-30",
            "2025-03-01",
            "",
        ),
        (
            "cn_temp_resident_id",
            "1990-05-05",
            "2024-11-30",
            "2025-03-02",
            "validity_term_too_long",
        ),
        // A Macao card ends unless its holder was 60 when it was issued.
        (
            "mo_bir",
            "1960-03-10",
            "2020-03-09",
            "long_term",
            "long_term_not_allowed",
        ),
        ("mo_bir", "1960-03-10", "2020-03-10", "long_term", ""),
        // What is wrong from the start says nothing about the term.
        (
            "cn_passport",
            "1990-05-05",
            "2025-06-30",
            "2045-06-30",
            "validity_term_too_long",
        ),
        (
            "cn_passport",
            "1990-05-05",
            "2025-07-01",
            "2045-07-01",
            "issue_date_in_future",
        ),
        (
            "cn_passport",
            "1990-05-05",
            "1990-05-04",
            "2045-07-01",
            "issued_before_birth",
        ),
        (
            "cn_passport",
            "1990-05-05",
            "1990-05-05",
            "1990-05-05",
            "expiry_not_after_issue",
        ),
        (
            "tw_national_id",
            "1990-05-05",
            "2020-05-05",
            "2030-05-05",
            "expiry_not_expected",
        ),
        (
            "foreign_passport",
            "1990-05-05",
            "2020-05-05",
            "2040-05-05",
            "",
        ),
        (
            "foreign_passport",
            "1990-05-05",
            "2020-05-05",
            "long_term",
            "long_term_not_allowed",
        ),
    ];
    for (document_type, birth, issued, expiry, expected) in cases {
        let row = Row {
            document_type: document_type.to_owned(),
            birth: birth.to_owned(),
            issued: issued.to_owned(),
            expiry: expiry.to_owned(),
            today: "2025-06-30".to_owned(),
            expected: BTreeSet::new(),
            expected_with_90_days: None,
        };
        let codes: Vec<String> = codes(pack(), &row).into_iter().collect();
        assert_eq!(
            codes.join(" "),
            expected,
            "{document_type} {issued} {expiry}"
        );
    }
}
