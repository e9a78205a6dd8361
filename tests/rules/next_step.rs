//! What a decision says beside its reasons: their order, what to do next, when support is named, what the account may do,
//! and which further papers are asked for.

use crate::support::pack::{decide, files, load, pack, samples, summary};
use admit::decision::Decision;
use admit::eval::Options;
use serde_json::{Value, json};

const LEVELS: [&str; 3] = ["none", "verified", "verified_plus"];

/// A sample with values set.
fn sample(name: &str, changes: &[(&str, Value)]) -> Value {
    let mut record = samples().remove(name).unwrap();
    for (pointer, value) in changes {
        let (parent, key) = pointer.rsplit_once('/').unwrap();
        record.pointer_mut(parent).unwrap()[key] = value.clone();
    }
    record
}

fn decided(name: &str, changes: &[(&str, Value)]) -> Decision<'static> {
    decide(pack(), &sample(name, changes), Options::default())
}

/// So many attempts of an outcome, all long ago.
fn attempts(outcome: &str, count: usize) -> Vec<Value> {
    let attempt = |day| {
        let at = format!("2026-01-{:02}T10:00:00+08:00", day + 1);
        json!({ "at": at, "outcome": outcome, "stage": "photo" })
    };
    (0..count).map(attempt).collect()
}

#[test]
fn reasons_stand_in_the_order_of_their_subjects() {
    let decision = decided(
        "resident_accepted",
        &[
            ("/account/region", json!("HK")),
            ("/network/ip_region", json!("HK")),
            ("/document/expires_on", json!("2026-11-21")),
            ("/document/issued_on", json!("2016-11-21")),
            ("/document/number", json!("110000199608200017")),
            ("/declared/number", json!("110000199608200017")),
            ("/declared/name", json!("样例乙")),
            ("/images/0/sharpness", json!(0.1)),
            ("/face/match_score", json!(0.1)),
            ("/upload/complete", json!(false)),
            ("/network/latency_ms", json!(900)),
            ("/face/makeup", json!("heavy")),
        ],
    );
    let expected = "reject [document_expired, document_type_not_accepted, document_type_not_offered, \
                    id_number_checksum, name_mismatch, photo_blurry at images[0], face_mismatch, \
                    upload_incomplete, face_makeup_heavy] \
                    advice [entry_screenshot_backup, network_slow, document_photo_stored_insecurely]";
    assert_eq!(summary(&decision), expected);
}

#[test]
fn support_is_named_from_the_third_failed_attempt_on() {
    for region in ["CN", "HK", "MO", "TW", "TV"] {
        for failed in 0..=5 {
            let mut history = attempts("failed", failed);
            history.extend(attempts("passed", 3));
            let changes = [
                ("/account/region", json!(region)),
                ("/history", json!(history)),
                ("/images/0/glare", json!(0.5)),
            ];
            let decision = decided("resident_accepted", &changes);
            assert_eq!(decision.decision.word(), "reject");
            assert_eq!(
                decision.next.contact_support,
                failed >= 3,
                "{region} {failed}"
            );
        }
    }
}

#[test]
fn support_is_named_on_a_reject_only() {
    let failed = [("/history", json!(attempts("failed", 4)))];
    for (name, outcome) in [
        ("resident_accepted", "accept"),
        ("heavy_makeup_reviewed", "review"),
        ("glare_not_measured", "incomplete"),
    ] {
        let decision = decided(name, &failed);
        assert_eq!(decision.decision.word(), outcome);
        assert!(!decision.next.contact_support, "{name}");
    }
}

#[test]
fn support_is_named_for_the_nationality_at_the_first_attempt() {
    let decision = decided(
        "resident_accepted",
        &[("/account/nationality", json!("TV"))],
    );
    let expected = "reject [nationality_mismatch, holder_type_mismatch] support";
    assert_eq!(summary(&decision), expected);
    // The four places share a nationality.
    for place in ["HK", "MO", "TW"] {
        let decision = decided(
            "resident_accepted",
            &[("/account/nationality", json!(place))],
        );
        assert_eq!(summary(&decision), "accept");
    }
}

/// What an account of a level may do.
fn rights(level: &str) -> &'static [&'static str] {
    match level {
        "none" => &["limited_withdrawals"],
        "verified" => &["p2p_trading", "basic_withdrawals"],
        _ => &["p2p_trading", "higher_withdrawals", "all_features"],
    }
}

#[test]
fn only_an_accepted_submission_changes_what_an_account_may_do() {
    let faults = [
        ("review", ("/face/makeup", json!("heavy"))),
        ("incomplete", ("/images/0/glare", Value::Null)),
        ("reject", ("/images/0/glare", json!(0.5))),
    ];
    for level in LEVELS {
        for requested in ["verified", "verified_plus"] {
            for (outcome, fault) in &faults {
                let changes = [
                    ("/account/level", json!(level)),
                    ("/requested_level", json!(requested)),
                    ("/materials", json!([{ "kind": "proof_of_address" }])),
                    fault.clone(),
                ];
                let decision = decided("resident_accepted", &changes);
                // The higher level is refused to whoever lacks the base.
                let outcome = match (level, requested) {
                    ("none", "verified_plus") => "reject",
                    _ => *outcome,
                };
                assert_eq!(decision.decision.word(), outcome);
                assert_eq!(
                    decision.grants,
                    rights(level),
                    "{level} {requested} {outcome}"
                );
            }
        }
    }
}

#[test]
fn an_accepted_submission_unlocks_its_level_and_takes_nothing_away() {
    let both: &[&str] = &[
        "p2p_trading",
        "basic_withdrawals",
        "higher_withdrawals",
        "all_features",
    ];
    for (level, requested, expected) in [
        ("none", "verified", rights("verified")),
        ("verified", "verified", rights("verified")),
        ("verified", "verified_plus", rights("verified_plus")),
        ("verified_plus", "verified_plus", rights("verified_plus")),
        ("verified_plus", "verified", both),
    ] {
        let changes = [
            ("/account/level", json!(level)),
            ("/requested_level", json!(requested)),
            ("/materials", json!([{ "kind": "proof_of_address" }])),
        ];
        let decision = decided("resident_accepted", &changes);
        assert_eq!(decision.decision.word(), "accept");
        assert_eq!(decision.grants, expected, "{level} {requested}");
    }
}

#[test]
fn each_outcome_has_its_own_next_steps() {
    let accepted = decided("resident_accepted", &[]).next;
    assert_eq!((accepted.steps.len(), &accepted.retry_at), (0, &None));
    let incomplete = decided("glare_not_measured", &[]).next;
    assert_eq!(
        incomplete.steps,
        ["Supply what is missing, then submit again."]
    );
    let review = decided("heavy_makeup_reviewed", &[]).next;
    assert_eq!(review.steps.len(), 1);
    assert_eq!(review.review_time.as_deref(), Some("minutes to hours"));
    assert_eq!(review.retry_at, None);
    let rejected = decided("glare_above_the_limit", &[]).next;
    assert_eq!(
        rejected.retry_at.as_deref(),
        Some("2026-11-23T10:00:00+08:00")
    );
    let photos =
        |next: &admit::decision::Next| next.steps.iter().any(|step| step == "Take new photos.");
    assert!(photos(&rejected));
    assert!(!photos(&decided("name_mismatch", &[]).next));
}

#[test]
fn further_papers_are_asked_for_as_the_parameter_says() {
    let asked = |kinds: &str, requested: &str, came: &[&str]| {
        let mut files = files();
        let text = files.get_mut("params.admit").unwrap();
        assert_eq!(text.matches("MaterialKind = []").count(), 1);
        *text = text.replace("MaterialKind = []", &format!("MaterialKind = {kinds}"));
        let materials: Vec<Value> = came.iter().map(|kind| json!({ "kind": kind })).collect();
        let changes = [
            ("/account/level", json!("verified")),
            ("/requested_level", json!(requested)),
            ("/materials", json!(materials)),
        ];
        let record = sample("resident_accepted", &changes);
        decide(&load(&files), &record, Options::default())
    };
    let address = "proof_of_address";
    let told = |kinds, requested, came: &[&str]| summary(&asked(kinds, requested, came));
    let lacking = "review [additional_material_missing]";
    assert_eq!(told("[]", "verified_plus", &[address]), "accept");
    assert_eq!(
        told("[source_of_funds]", "verified_plus", &[address]),
        lacking
    );
    assert_eq!(told("[source_of_funds]", "verified", &[]), "accept");
    let came = &[address, "source_of_funds"];
    assert_eq!(told("[source_of_funds]", "verified_plus", came), "accept");
    assert_eq!(
        told("[source_of_funds, other]", "verified_plus", came),
        lacking
    );
    assert_eq!(
        told("[proof_of_address]", "verified_plus", &[]),
        "reject [proof_of_address_missing, additional_material_missing]"
    );
    let message = &asked("[source_of_funds, other]", "verified_plus", came).reasons[0].message;
    let papers = "Proof of address: nothing to add; source of funds: nothing to add; other papers: to be added.";
    assert!(message.ends_with(papers), "{message}");
}
