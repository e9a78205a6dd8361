//! The other policies of `docs/policies`: each takes the place of one file of the shipped rules, decides as it says on
//! both sides of its limit, and changes nothing for anybody else.

use crate::support::pack::{decide, files, load, pack, samples, summary};
use admit::decision::Decision;
use admit::diagnostic::Level;
use admit::engine::PolicySet;
use admit::eval::Options;
use serde_json::Value;
use std::path::Path;

/// The shipped rules with one of the policies in the place that its first lines name.
fn with(policy: &str) -> PolicySet {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/policies");
    let text = std::fs::read_to_string(folder.join(format!("{policy}.admit"))).unwrap();
    let (_, place) = text.split_once("Stands in for ").unwrap();
    let (place, _) = place.split_once(".\n").unwrap();
    let mut files = files();
    let replaced = files.insert(place.to_owned(), text.clone());
    assert!(replaced.is_some(), "there is no `{place}`");
    let set = load(&files);
    let warnings = set.warnings().iter();
    let found: Vec<_> = warnings.filter(|each| each.level != Level::Note).collect();
    assert!(found.is_empty(), "{found:?}");
    set
}

/// A sample with fields set to other texts.
fn sample(name: &str, changes: &[(&str, &str)]) -> Value {
    let mut record = samples()[name].clone();
    for (pointer, text) in changes {
        *record.pointer_mut(pointer).unwrap() = Value::from(*text);
    }
    record
}

fn decided(set: &PolicySet, name: &str, changes: &[(&str, &str)]) -> Decision<'static> {
    decide(set, &sample(name, changes), Options::default())
}

fn told(set: &PolicySet, name: &str, changes: &[(&str, &str)]) -> String {
    summary(&decided(set, name, changes))
}

/// Samples of other regions are decided as by the shipped rules, those of this one by the policy of that name.
fn nobody_else_is_affected(set: &PolicySet, policy: &str, replaced: &str) {
    let mut affected = 0;
    for (name, record) in samples() {
        let before = decide(pack(), &record, Options::default());
        let after = decide(set, &record, Options::default());
        if before.policy.as_deref() == Some(replaced) {
            assert_eq!(after.policy.as_deref(), Some(policy), "{name}");
            affected += 1;
        } else {
            assert_eq!(summary(&after), summary(&before), "{name}");
        }
    }
    assert!(affected > 0);
}

const EXPIRES: &str = "/document/expires_on";
const TOO_SOON: &str = "reject [document_expiring_soon]";

#[test]
fn more_than_sixty_days_are_sixty_one() {
    let set = with("sixty_days_strict");
    let passport = "hong_kong_passport_accepted";
    // Sixty days from 22 November are 21 January.
    assert_eq!(told(&set, passport, &[(EXPIRES, "2027-01-21")]), TOO_SOON);
    assert_eq!(told(&set, passport, &[(EXPIRES, "2027-01-22")]), "accept");
    assert!(!told(&set, passport, &[(EXPIRES, "long_term")]).contains("expiring"));
    // 54 days: a review as shipped, a refusal here, with what would do instead.
    let soon = "hong_kong_expiring_soon_reviewed";
    assert_eq!(told(pack(), soon, &[]), "review [document_expiring_soon]");
    let decision = decided(&set, soon, &[]);
    assert_eq!(summary(&decision), TOO_SOON);
    assert!(decision.next.alternatives.contains(&"hk_passport".into()));
    nobody_else_is_affected(&set, "sixty_days_strict", "hong_kong");
}

#[test]
fn six_months_to_the_day_are_enough() {
    let set = with("six_months");
    let passport = "taiwan_passport_accepted";
    assert_eq!(told(&set, passport, &[(EXPIRES, "2027-05-22")]), "accept");
    assert_eq!(told(&set, passport, &[(EXPIRES, "2027-05-21")]), TOO_SOON);
    // Six months from 31 August end with February.
    let august = ("/submitted_at", "2026-08-31T10:00:00+08:00");
    let last_day = [august, (EXPIRES, "2027-02-28")];
    assert_eq!(told(&set, passport, &last_day), "accept");
    let day_before = [august, (EXPIRES, "2027-02-27")];
    assert_eq!(told(&set, passport, &day_before), TOO_SOON);
    nobody_else_is_affected(&set, "six_months", "taiwan");
}

#[test]
fn a_passport_and_nothing_else() {
    let set = with("passport_only");
    let abroad = [("/account/region", "TV"), ("/network/ip_region", "TV")];
    let card = decided(&set, "resident_accepted", &abroad);
    assert_eq!(summary(&card), "reject [passport_needed]");
    let passports = [
        "cn_passport",
        "hk_passport",
        "mo_passport",
        "tw_passport",
        "foreign_passport",
    ];
    assert_eq!(card.next.alternatives, passports);
    assert_eq!(told(&set, "passport_accepted", &abroad), "accept");
    assert_eq!(
        told(&set, "macao_identity_card_reviewed", &abroad),
        "reject [passport_needed]"
    );
    assert_eq!(told(&set, "macao_passport_accepted", &abroad), "accept");
    nobody_else_is_affected(&set, "passport_only", "elsewhere");
}
