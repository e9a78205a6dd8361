//! Numbers and zones with known answers, through the shipped rules: the reason that each is given, and no other of its kind.

use crate::support::pack::{decide_at, pack, samples};
use crate::support::vectors::{FOREIGN_RESIDENT, OF_NO_TYPE, Row, numbers};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// What can be said against a number by itself.
const OF_A_NUMBER: [&str; 6] = [
    "id_number_format",
    "id_number_checksum",
    "number_type_mismatch",
    "document_superseded",
    "document_single_use",
    "document_first_generation",
];

/// The codes of a record with this document: reasons and advice.
fn codes(kind: &str, field: &str, value: &str, today: Option<&str>) -> BTreeSet<String> {
    static BASE: LazyLock<Value> = LazyLock::new(|| samples()["resident_accepted"].clone());
    let mut record = BASE.clone();
    record["declared"]["document_type"] = json!(kind);
    record["document"]["type"] = json!(kind);
    record["document"]["issued_on"] = Value::Null;
    record["account"]["region"] = json!(home(kind));
    record["document"][field] = json!(value);
    let at = format!("{}T10:00:00+08:00", today.unwrap_or("2026-11-22"));
    let decision = decide_at(pack(), &record, &at);
    let reasons = decision
        .reasons
        .into_iter()
        .map(|reason| reason.code.into_owned());
    let advice = decision
        .advice
        .into_iter()
        .map(|advice| advice.code.into_owned());
    reasons.chain(advice).collect()
}

/// A region that takes the type, where one does.
fn home(kind: &str) -> &'static str {
    match kind.split('_').next() {
        Some("hk") => "HK",
        Some("mo") => "MO",
        Some("tw") => "TW",
        _ => "CN",
    }
}

/// The codes one of which answers what the vectors call an error.
fn answers(row: &Row) -> &'static [&'static str] {
    if row.kind == "cn_resident_id_gen1" {
        // Whatever its number: no card of this kind is valid.
        return &["document_first_generation"];
    }
    if OF_NO_TYPE.contains(&&*row.number) {
        return &["id_number_format"];
    }
    match row.error.as_deref() {
        // One source only says what stands inside these numbers.
        Some("checksum") if row.kind == "cn_foreign_pr_id_2017" => &["id_number_area_unknown"],
        Some("checksum") => &["id_number_checksum"],
        Some("format" | "length" | "birth_date" | "birth_in_future" | "country") => {
            &["id_number_format"]
        }
        Some("area") => &["id_number_area_unknown"],
        Some("wrong_type") => &["number_type_mismatch"],
        Some("superseded_format") => &["document_superseded"],
        Some("not_long_term") => &["document_single_use"],
        Some("not_ordinary") => &["document_type_not_accepted"],
        Some("checksum_or_date") => &["id_number_checksum", "id_number_format"],
        None if row.valid => &[],
        None => &["id_number_format", "id_number_checksum"],
        Some(other) => panic!("{other}"),
    }
}

#[test]
fn each_number_is_given_the_reason_of_its_error() {
    let mut faults = Vec::new();
    for row in numbers().iter().filter(|row| row.kind != FOREIGN_RESIDENT) {
        let codes = codes(&row.kind, "number", &row.number, row.today.as_deref());
        let said = OF_A_NUMBER.into_iter().filter(|code| codes.contains(*code));
        let expected = answers(row);
        let answered = expected.is_empty() || expected.iter().any(|code| codes.contains(*code));
        let nothing_else = said.into_iter().all(|code| expected.contains(&code));
        if !(answered && nothing_else) {
            faults.push(format!("{row:?}: {codes:?}"));
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn each_zone_with_a_fault_is_sent_back_and_no_other() {
    let text = include_str!("../vectors/mrz.json");
    let rows: Vec<Row> = serde_json::from_str(text).unwrap();
    assert_eq!(rows.len(), 29);
    for row in rows {
        let kind = match row.kind.as_str() {
            "mrz_td1" => "mo_bir",
            "mrz_cn_eep" => "cn_eep_hk_mo",
            _ => "foreign_passport",
        };
        let codes = codes(kind, "mrz", &row.number, row.today.as_deref());
        // Not printed in small letters, but what some people send.
        let fine = row.valid || row.number.starts_with("p<uto");
        assert_eq!(codes.contains("mrz_check_failed"), !fine, "{row:?}");
    }
}

#[test]
fn the_zone_of_a_travel_permit_is_not_judged() {
    for kind in ["cn_mtp_hk_mo", "cn_mtp_hk_mo_noncn", "cn_mtp_tw"] {
        let codes = codes(kind, "mrz", "no zone at all", None);
        assert!(!codes.contains("mrz_check_failed"), "{kind}");
    }
}
