//! What each region takes, written down once more by hand: every document type for every region, with the one code that
//! speaks against it, and what is offered in its place.

use crate::support::pack::{decide, pack, samples, summary};
use admit::decision::{Decision, Outcome};
use admit::eval::Options;
use serde_json::{Value, json};
use std::borrow::Cow;
use std::collections::BTreeSet;

const REGIONS: [&str; 5] = ["CN", "HK", "MO", "TW", "TV"];

/// By region, in their order: `yes`; looked at by a person as a `temp`orary card, a `local` card or the `permit` of those
/// who are not Chinese; turned down as the `first` generation, for its type (`no`), or for the `region`.
const TAKEN: [(&str, [&str; 5]); 20] = [
    ("cn_resident_id", ["yes", "no", "no", "no", "region"]),
    (
        "cn_resident_id_gen1",
        ["first", "first", "first", "first", "region"],
    ),
    ("cn_temp_resident_id", ["temp", "no", "no", "no", "region"]),
    ("cn_passport", ["yes", "no", "no", "no", "region"]),
    (
        "cn_residence_permit_hk_mo",
        ["no", "yes", "yes", "no", "region"],
    ),
    (
        "cn_residence_permit_tw",
        ["no", "no", "no", "yes", "region"],
    ),
    ("cn_mtp_hk_mo", ["no", "yes", "yes", "no", "region"]),
    (
        "cn_mtp_hk_mo_noncn",
        ["no", "permit", "permit", "no", "region"],
    ),
    ("cn_mtp_tw", ["no", "no", "no", "yes", "region"]),
    ("cn_eep_hk_mo", ["no", "no", "no", "no", "region"]),
    ("cn_foreign_pr_id", ["no", "no", "no", "no", "region"]),
    ("cn_foreign_pr_id_2017", ["no", "no", "no", "no", "region"]),
    ("hk_id", ["no", "local", "no", "no", "region"]),
    ("hk_passport", ["no", "yes", "no", "no", "region"]),
    ("mo_bir", ["no", "no", "local", "no", "region"]),
    ("mo_passport", ["no", "no", "yes", "no", "region"]),
    ("tw_national_id", ["no", "no", "no", "local", "region"]),
    ("tw_passport", ["no", "no", "no", "yes", "region"]),
    ("foreign_passport", ["no", "no", "no", "no", "region"]),
    ("other", ["no", "no", "no", "no", "region"]),
];

/// What comes of it where nothing else is wrong.
fn expected(taken: &str) -> &'static str {
    match taken {
        "yes" => "accept",
        "temp" => "review [document_temporary]",
        "local" => "review [local_id_conditional]",
        "permit" => "review [travel_permit_conditional]",
        "first" => "reject [document_first_generation]",
        "no" => "reject [document_type_not_accepted, document_type_not_offered]",
        "region" => "reject [region_not_supported]",
        other => panic!("{other}"),
    }
}

/// A number that fits the type, born 1996-08-20 and male where it says so, and the sides to be photographed.
fn number_and_sides(kind: &str) -> (&'static str, &'static [&'static str]) {
    let card: &[&str] = &["portrait", "emblem"];
    let both: &[&str] = &["front", "back"];
    let page: &[&str] = &["data_page"];
    match kind {
        "cn_resident_id" | "cn_temp_resident_id" => ("110000199608200016", card),
        "cn_resident_id_gen1" => ("110000960820001", card),
        "cn_residence_permit_hk_mo" => ("810000199608200011", card),
        "cn_residence_permit_tw" => ("830000199608200015", card),
        "cn_mtp_hk_mo" => ("H12345678", both),
        "cn_mtp_hk_mo_noncn" => ("HA1234567", both),
        "cn_mtp_tw" => ("12345678", both),
        "cn_eep_hk_mo" => ("C00000001", both),
        "cn_foreign_pr_id" => ("911570199608200012", both),
        "cn_foreign_pr_id_2017" => ("NRU310196082015", both),
        "hk_id" => ("A000000(3)", &["front"]),
        "mo_bir" => ("1000000(0)", both),
        "tw_national_id" => ("A199999999", both),
        "cn_passport" => ("E12345678", page),
        "hk_passport" => ("K12345678", page),
        "mo_passport" => ("MA1234567", page),
        "tw_passport" => ("312345678", page),
        "foreign_passport" => ("K0000000A", page),
        "other" => ("L-000001", both),
        unknown => panic!("{unknown}"),
    }
}

/// Dates that fit the type on 2026-11-22, with three months left at least.
fn dates(kind: &str) -> (&'static str, Option<&'static str>) {
    match kind {
        "cn_resident_id" => ("2018-03-12", Some("2028-03-12")),
        "cn_temp_resident_id" => ("2026-11-22", Some("2027-02-22")),
        "cn_resident_id_gen1" => ("2000-03-12", None),
        "hk_id" | "tw_national_id" => ("2020-01-06", None),
        _ => ("2024-01-06", Some("2028-01-06")),
    }
}

/// A submission with a sound document of the type.
fn submission(region: &str, kind: &str) -> Value {
    let (number, sides) = number_and_sides(kind);
    let (issued_on, expires_on) = dates(kind);
    let mut record = samples().remove("resident_accepted").unwrap();
    let photo = record["images"][0].clone();
    let photos = sides.iter().map(|side| {
        let mut photo = photo.clone();
        photo["side"] = json!(side);
        photo
    });
    record["images"] = photos.collect();
    record["account"]["region"] = json!(region);
    record["network"]["ip_region"] = json!(region);
    record["declared"]["document_type"] = json!(kind);
    record["declared"]["number"] = json!(number);
    let document = record["document"].as_object_mut().unwrap();
    document.insert("type".into(), json!(kind));
    document.insert("number".into(), json!(number));
    document.insert("issued_on".into(), json!(issued_on));
    document.remove("expires_on");
    if let Some(day) = expires_on {
        document.insert("expires_on".into(), json!(day));
    }
    record
}

fn decided(record: &Value) -> Decision<'static> {
    decide(pack(), record, Options::default())
}

/// Each document type for each region, with what this table says of it.
fn each_pair(mut check: impl FnMut(usize, &str, &str)) {
    for (kind, row) in TAKEN {
        for (region, taken) in row.into_iter().enumerate() {
            check(region, kind, taken);
        }
    }
}

/// The types that a region takes, in the order of the schema.
fn accepted(region: usize) -> Vec<&'static str> {
    let rows = TAKEN.iter().filter(|(_, row)| row[region] == "yes");
    rows.map(|(kind, _)| *kind).collect()
}

#[test]
fn each_document_is_taken_by_each_region_as_written() {
    let mut faults = Vec::new();
    each_pair(|region, kind, taken| {
        let told = summary(&decided(&submission(REGIONS[region], kind)));
        if told != expected(taken) {
            faults.push(format!("{} {kind}: {told}", REGIONS[region]));
        }
    });
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn the_table_names_each_type_of_the_schema_once() {
    let enums = &pack().program().schema.enums;
    let types = enums.iter().find(|each| &*each.name == "DocumentType");
    let declared: Vec<&str> = types.unwrap().words.iter().map(|word| &**word).collect();
    let written: Vec<&str> = TAKEN.iter().map(|(kind, _)| *kind).collect();
    assert_eq!(declared, written);
}

#[test]
fn what_a_region_takes_is_offered_where_the_type_is_the_reason() {
    each_pair(|region, kind, taken| {
        let offered = decided(&submission(REGIONS[region], kind))
            .next
            .alternatives;
        match taken {
            "yes" | "region" => assert!(offered.is_empty(), "{region} {kind}: {offered:?}"),
            _ => assert_eq!(offered, accepted(region), "{region} {kind}"),
        }
    });
}

#[test]
fn what_a_region_takes_is_offered_where_validity_is_the_reason_and_nowhere_else() {
    let offered = |pointer: &str, value: Value| {
        let mut record = submission("HK", "cn_mtp_hk_mo");
        *record.pointer_mut(pointer).unwrap() = value;
        let decision = decided(&record);
        assert_ne!(decision.decision, Outcome::Accept, "{pointer}");
        decision.next.alternatives
    };
    assert_eq!(
        offered("/document/expires_on", json!("2026-11-21")),
        accepted(1)
    );
    assert_eq!(
        offered("/document/expires_on", json!("2027-01-01")),
        accepted(1)
    );
    assert!(offered("/declared/name", json!("样例乙")).is_empty());
    assert!(offered("/images/0/glare", json!(0.5)).is_empty());
    assert!(offered("/network/ip_region", json!("JP")).is_empty());
    assert!(offered("/face/match_score", json!(0.1)).is_empty());
}

#[test]
fn a_type_that_was_chosen_but_is_not_taken_is_named_for_the_choice_alone() {
    for (region, good) in [
        ("CN", "cn_passport"),
        ("HK", "hk_passport"),
        ("MO", "mo_passport"),
        ("TW", "tw_passport"),
    ] {
        let place = REGIONS.iter().position(|each| *each == region).unwrap();
        for (chosen, row) in TAKEN {
            let mut record = submission(region, good);
            record["declared"]["document_type"] = json!(chosen);
            let decision = decided(&record);
            let codes: Vec<&str> = decision.reasons.iter().map(|each| &*each.code).collect();
            let expected: &[&str] = match row[place] {
                _ if chosen == good => &[],
                "no" | "first" => &["document_type_not_offered", "declared_type_mismatch"],
                _ => &["declared_type_mismatch"],
            };
            assert_eq!(codes, expected, "{region} {chosen}");
        }
    }
}

#[test]
fn a_region_that_is_not_supported_is_the_only_reason_whatever_else_is_wrong() {
    for (name, mut record) in samples() {
        record["account"]["region"] = json!("TV");
        let told = summary(&decided(&record));
        let told = told.trim_end_matches(" support");
        assert_eq!(told, "reject [region_not_supported]", "{name}");
    }
}

#[test]
fn each_policy_has_samples_of_each_outcome() {
    let samples = samples();
    assert!(samples.len() >= 60);
    let seen: BTreeSet<(Cow<'_, str>, &str)> = samples
        .values()
        .map(decided)
        .filter_map(|decision| Some((decision.policy?, decision.decision.word())))
        .collect();
    for policy in ["mainland", "hong_kong", "macao", "taiwan"] {
        for outcome in Outcome::ALL {
            let pair = (policy.into(), outcome.word());
            assert!(seen.contains(&pair), "{pair:?}");
        }
    }
    // Everybody else is turned down, and nothing else happens to them.
    let others = seen.iter().filter(|(policy, _)| policy == "elsewhere");
    assert_eq!(
        others.map(|(_, outcome)| *outcome).collect::<Vec<_>>(),
        ["reject"]
    );
}
