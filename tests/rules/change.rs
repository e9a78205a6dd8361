//! A change of the rules changes the right samples, and no others.

use crate::support::pack::{Files, decide, files, load, pack, samples, summary};
use admit::engine::PolicySet;
use admit::eval::Options;
use serde_json::Value;
use std::collections::BTreeMap;

/// The shipped rules with one piece of text, which stands in them once, replaced.
fn changed(old: &str, new: &str) -> PolicySet {
    let mut files: Files = files();
    let holders: Vec<String> = files
        .iter()
        .flat_map(|(name, text)| vec![name.clone(); text.matches(old).count()])
        .collect();
    let [holder] = &holders[..] else {
        panic!("`{old}` stands in {holders:?}");
    };
    let text = files.get_mut(holder).unwrap();
    *text = text.replace(old, new);
    load(&files)
}

/// What a change does to the samples.
#[derive(Default)]
struct Effect {
    /// Samples with another outcome, other reasons, missing fields or advice: `before -> after`.
    decided: BTreeMap<String, String>,
    /// Samples whose answer differs only in how it is worded, explained or followed up.
    reworded: Vec<String>,
}

fn effect(old: &str, new: &str) -> Effect {
    let set = changed(old, new);
    assert_ne!(set.digest(), pack().digest());
    let mut effect = Effect::default();
    for (name, record) in samples() {
        let [before, after] = [pack(), &set].map(|set| decide(set, &record, Options::default()));
        let (short, long) = (summary(&before), summary(&after));
        if short != long {
            effect.decided.insert(name, format!("{short} -> {long}"));
        } else if comparable(&before) != comparable(&after) {
            effect.reworded.push(name);
        }
    }
    effect
}

/// A decision without the digest of its rules.
fn comparable(decision: &admit::decision::Decision) -> Value {
    let mut json = serde_json::to_value(decision).unwrap();
    json["rules"].take();
    json
}

fn same_change(names: &[&str], change: &str) -> BTreeMap<String, String> {
    names
        .iter()
        .map(|name| ((*name).to_owned(), change.to_owned()))
        .collect()
}

#[test]
fn six_months_instead_of_three_send_the_right_samples_to_review() {
    let effect = effect("margin: period = 3 months", "margin: period = 6 months");
    let reached = [
        "margin_exactly_reached",
        "margin_28_november_reached",
        "margin_29_november_reached",
        "margin_30_november_common_year_reached",
        "margin_30_november_leap_year_reached",
        "margin_31_august_reached",
        "margin_31_december_reached",
        "margin_29_february_reached",
    ];
    let expected = same_change(&reached, "accept -> review [document_expiring_soon]");
    assert_eq!(effect.decided, expected);
    // These were too short before: they name the new margin. The temporary card does not: it is excused.
    let missed = [
        "ends_on_the_day_of_issue_rejected",
        "expiry_day_is_valid",
        "hong_kong_expiring_soon_reviewed",
        "margin_29_february_missed",
        "margin_29_november_missed",
        "margin_30_november_common_year_missed",
        "margin_30_november_leap_year_missed",
        "margin_31_august_missed",
        "margin_31_december_missed",
        "margin_missed_by_a_day",
        "passport_expiring_soon_reviewed",
        "second_before_midnight_in_shanghai",
    ];
    assert_eq!(effect.reworded, missed);
}

#[test]
fn a_shorter_margin_sends_nobody_to_review_but_those_with_hardly_a_day() {
    let effect = effect("margin: period = 3 months", "margin: period = 1 day");
    let change = "review [document_expiring_soon] -> accept";
    let enough = [
        "hong_kong_expiring_soon_reviewed",
        "margin_29_february_missed",
        "margin_29_november_missed",
        "margin_30_november_common_year_missed",
        "margin_30_november_leap_year_missed",
        "margin_31_august_missed",
        "margin_31_december_missed",
        "margin_missed_by_a_day",
        "passport_expiring_soon_reviewed",
    ];
    assert_eq!(effect.decided, same_change(&enough, change));
    // On the last day the text names another margin; the temporary card and the
    // single journey need their excuse no more.
    let reworded = [
        "ends_on_the_day_of_issue_rejected",
        "expiry_day_is_valid",
        "second_before_midnight_in_shanghai",
        "taiwan_single_journey_permit_rejected",
        "temporary_card_reviewed",
    ];
    assert_eq!(effect.reworded, reworded);
}

#[test]
fn more_glare_is_let_through() {
    let effect = effect(
        "max_glare:          percent = 5%",
        "max_glare: percent = 15%",
    );
    let expected = [
        (
            "glare_above_the_limit",
            "reject [photo_glare at images[1]] -> accept",
        ),
        (
            "glare_on_both_photos",
            "reject [photo_glare at images[0], photo_glare at images[1]] -> reject [photo_glare at images[0]]",
        ),
    ];
    let expected = expected.map(|(name, change)| (name.to_owned(), change.to_owned()));
    assert_eq!(effect.decided, BTreeMap::from(expected));
    // 30% of reflections are still too much; the reason names the new limit.
    let reworded = [
        "missing_and_rejected",
        "second_failure_encourages",
        "third_failure_names_support",
    ];
    assert_eq!(effect.reworded, reworded);
}

#[test]
fn a_document_taken_out_of_the_table_is_turned_down_and_offered_no_more() {
    let effect = effect(
        "| CN     | cn_passport               | accept |",
        "| CN     | cn_passport               | reject |",
    );
    let with = |before: &str, after: &str| format!("{before} -> {after}");
    let advice = "advice [entry_screenshot_backup, document_photo_stored_insecurely]";
    let expected = [
        (
            "declared_type_mismatch",
            with(
                &format!("reject [declared_type_mismatch] {advice}"),
                &format!("reject [document_type_not_offered, declared_type_mismatch] {advice}"),
            ),
        ),
        (
            "nationality_on_passport_mismatch",
            with(
                "reject [nationality_mismatch, holder_type_mismatch] support",
                "reject [document_type_not_accepted, document_type_not_offered, nationality_mismatch, holder_type_mismatch] support",
            ),
        ),
        (
            "official_passport_rejected",
            with(
                "reject [document_type_not_accepted]",
                "reject [document_type_not_accepted, document_type_not_offered]",
            ),
        ),
        (
            "passport_accepted",
            with(
                "accept",
                "reject [document_type_not_accepted, document_type_not_offered]",
            ),
        ),
        (
            "passport_data_page_missing",
            with(
                "reject [passport_info_page_missing]",
                "reject [document_type_not_accepted, document_type_not_offered, passport_info_page_missing]",
            ),
        ),
        (
            "passport_long_term_reviewed",
            with(
                "review [long_term_not_allowed]",
                "reject [document_type_not_accepted, document_type_not_offered, long_term_not_allowed]",
            ),
        ),
        (
            "passport_term_too_long_reviewed",
            with(
                "review [validity_term_too_long]",
                "reject [document_type_not_accepted, document_type_not_offered, validity_term_too_long]",
            ),
        ),
        (
            "passport_expiring_soon_reviewed",
            with(
                "review [document_expiring_soon]",
                "reject [document_type_not_accepted, document_type_not_offered, document_expiring_soon]",
            ),
        ),
    ];
    let zones = [
        ("zone_cut_short_rejected", "reject", "mrz_check_failed"),
        ("zone_misread_rejected", "reject", "mrz_check_failed"),
        (
            "zone_of_another_holder_reviewed",
            "review",
            "mrz_visual_mismatch",
        ),
        (
            "zone_with_another_name_reviewed",
            "review",
            "mrz_visual_mismatch",
        ),
    ];
    let zones = zones.map(|(name, outcome, code)| {
        let after =
            format!("reject [document_type_not_accepted, document_type_not_offered, {code}]");
        (name, with(&format!("{outcome} [{code}]"), &after))
    });
    let expected = expected.into_iter().chain(zones);
    let expected = expected.map(|(name, change)| (name.to_owned(), change));
    assert_eq!(effect.decided, expected.collect());
    // What is offered instead changes where something is offered.
    let offered: Vec<String> = samples()
        .into_iter()
        .filter(|(_, record)| {
            let decision = decide(pack(), record, Options::default());
            decision
                .next
                .alternatives
                .iter()
                .any(|word| word == "cn_passport")
        })
        .map(|(name, _)| name)
        .filter(|name| !effect.decided.contains_key(name))
        .collect();
    assert_eq!(effect.reworded, offered);
    assert!(offered.len() > 10);
}

#[test]
fn whatever_the_table_sends_to_review_goes_to_review() {
    let accepted = "| CN     | cn_passport               | accept |";
    let effect = effect(accepted, "| CN     | cn_passport               | review |");
    let reviewed = "accept -> review [document_type_conditional]";
    assert_eq!(effect.decided["passport_accepted"], reviewed);
}
