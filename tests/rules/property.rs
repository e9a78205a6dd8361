//! What holds for any record, tried on samples changed at random. `ADMIT_LONG=1` tries fifty times as many.

use crate::eval::agreement::{Desk, hold_side_by_side, hold_together};
use crate::support::pack::{Files, files, load, pack, samples};
use crate::support::random::{Changer, Random};
use admit::decision::{Decision, FindingState, Outcome, Severity};
use admit::engine::PolicySet;
use admit::eval::{Explain, Options, Workspace};
use admit::program::{FieldId, Schema};
use admit::record::ReadOptions;
use admit::value::Instant;
use serde_json::Value;
use std::borrow::Cow;

const AT: &str = "2026-11-22T10:00:00+08:00";

const ALL: Options = Options {
    explain: Explain::All,
    privacy: admit::eval::Privacy::Mask,
};

/// How many records are tried.
fn cases(few: usize) -> usize {
    match std::env::var_os("ADMIT_LONG") {
        Some(_) => few * 50,
        None => few,
    }
}

/// Records made at random, each from a seed of its own that a failure names.
fn each_record(count: usize, check: impl Fn(&mut Random, &Changer<'_>, Value)) {
    let bases: Vec<Value> = samples().into_values().collect();
    let changer = Changer::new(&pack().program().schema);
    for seed in 0..cases(count) as u64 {
        let mut random = Random::new(seed);
        let mut record = random.pick(&bases).clone();
        for _ in 0..random.below(6) {
            changer.change(&mut random, &mut record);
        }
        let shown = record.to_string();
        let check = || check(&mut random, &changer, record);
        if let Err(panic) = std::panic::catch_unwind(std::panic::AssertUnwindSafe(check)) {
            eprintln!("seed {seed}, record {shown}");
            std::panic::resume_unwind(panic);
        }
    }
}

fn decide_at(set: &PolicySet, record: &Value, at: &str) -> Decision<'static> {
    let text = record.to_string();
    let read = set
        .read_json(text.as_bytes(), ReadOptions::default())
        .unwrap();
    set.evaluate(&read, Instant::parse(at).unwrap(), ALL)
}

fn decide(set: &PolicySet, record: &Value) -> Decision<'static> {
    decide_at(set, record, AT)
}

fn text(decision: &Decision) -> String {
    serde_json::to_string(decision).unwrap()
}

#[test]
fn changed_records_meet_every_outcome() {
    let mut seen = std::cell::RefCell::new([0; 4]);
    each_record(600, |_, _, record| {
        let outcome = decide(pack(), &record).decision;
        seen.borrow_mut()[outcome as usize] += 1;
    });
    // What the other tests try is worth something only if no outcome is rare.
    assert!(seen.get_mut().iter().all(|count| *count >= 10), "{seen:?}");
}

#[test]
fn the_plan_says_what_the_rules_say() {
    let desk = std::cell::RefCell::new(Desk::new(pack()));
    each_record(600, |_, _, record| {
        let text = record.to_string();
        let read = pack().read_json(text.as_bytes(), ReadOptions::default());
        let at = Instant::parse(AT).unwrap();
        hold_together(pack(), &read.unwrap(), at, &mut desk.borrow_mut());
    });
}

#[test]
fn records_decided_side_by_side_say_what_each_says_by_itself() {
    let records = std::cell::RefCell::new(Vec::new());
    each_record(300, |random, _, record| {
        let text = record.to_string();
        let read = pack().read_json(text.as_bytes(), ReadOptions::default());
        let days = ["2024-02-28", "2026-11-22", "2026-11-23", "2030-12-31"];
        let at = format!("{}T10:00:00+08:00", random.pick::<&str>(&days));
        let at = Instant::parse(&at).unwrap();
        records.borrow_mut().push((read.unwrap(), at));
    });
    let records = records.into_inner();
    let records: Vec<_> = records.iter().map(|(record, at)| (record, *at)).collect();
    hold_side_by_side(pack(), &records, &mut Workspace::default());
}

#[test]
fn the_same_again_is_the_same_to_the_byte() {
    let other = load(&files());
    each_record(150, |_, _, record| {
        let first = text(&decide(pack(), &record));
        assert_eq!(first, text(&decide(pack(), &record)));
        assert_eq!(first, text(&decide(&other, &record)));
    });
}

#[test]
fn a_decision_can_be_replayed_from_what_it_carries() {
    each_record(150, |random, _, record| {
        let zones = [
            "2026-11-22T10:00:00+08:00",
            "2024-02-28T16:00:00Z",
            "2030-12-31T23:59:59-10:00",
        ];
        let first = decide_at(pack(), &record, random.pick::<&str>(&zones));
        let again = decide_at(pack(), &record, &first.at.to_string());
        assert_eq!(text(&first), text(&again));
        assert_eq!(first.rules, pack().digest());
    });
}

/// A decision as text, without the digest of the rules and the places in them.
fn without_places(decision: &Decision) -> String {
    fn strip(value: &mut Value) {
        match value {
            Value::Object(map) => {
                map.remove("source");
                map.values_mut().for_each(strip);
            }
            Value::Array(items) => items.iter_mut().for_each(strip),
            _ => {}
        }
    }
    let mut json = serde_json::to_value(decision).unwrap();
    json["rules"].take();
    strip(&mut json);
    json.to_string()
}

/// The declarations at the top of a file, each without the comments before it.
fn declarations(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for line in text.lines() {
        let starts = line.starts_with(|char: char| char.is_ascii_lowercase());
        match found.last_mut() {
            _ if starts => found.push(format!("{line}\n")),
            Some(last) => last.push_str(&format!("{line}\n")),
            None => {}
        }
    }
    found
}

/// All declarations in another order, spread over other files.
fn shuffled(random: &mut Random) -> Files {
    let mut all: Vec<String> = files()
        .values()
        .flat_map(|text| declarations(text))
        .collect();
    random.shuffle(&mut all);
    let mut files = Files::new();
    for declaration in all {
        let name = format!("{}/{}.admit", random.below(3), random.below(4));
        files.entry(name).or_default().push_str(&declaration);
    }
    files
}

#[test]
fn the_order_of_declarations_and_files_changes_nothing() {
    for seed in 0..4 {
        let files = shuffled(&mut Random::new(seed));
        let set = load(&files);
        let count = |set: &PolicySet| set.program().rules.len() + set.program().tables.len();
        assert_eq!(count(&set), count(pack()));
        each_record(40, |_, _, record| {
            let [one, other] = [pack(), &set].map(|set| without_places(&decide(set, &record)));
            assert_eq!(one, other);
        });
    }
}

/// The outcomes that a decision may have once a needed field is taken away.
fn may_become(outcome: Outcome) -> &'static [Outcome] {
    match outcome {
        Outcome::Accept => &[Outcome::Accept, Outcome::Incomplete],
        Outcome::Review => &[Outcome::Review, Outcome::Incomplete],
        Outcome::Incomplete => &[Outcome::Incomplete],
        Outcome::Reject => &[Outcome::Reject, Outcome::Incomplete],
    }
}

/// Taking away what is needed makes a decision incomplete, or leaves it: never milder, and never a new finding. Each
/// reason either stands or has become undecided, and then the field is listed as missing for its sake.
#[test]
fn a_needed_field_that_is_taken_away_softens_nothing() {
    each_record(150, |random, changer, record| {
        let before = decide(pack(), &record);
        for _ in 0..6 {
            let mut less = record.clone();
            let Some(taken) = changer.take_away_needed(random, &mut less) else {
                continue;
            };
            let after = decide(pack(), &less);
            let shown = &taken.path;
            let allowed = may_become(before.decision);
            assert!(
                allowed.contains(&after.decision),
                "{shown}: {:?} became {:?}",
                before.decision,
                after.decision
            );
            assert_reasons_kept(&before, &after, shown);
            if after.decision == Outcome::Incomplete && before.decision != Outcome::Incomplete {
                let list = shown.split('[').next().unwrap();
                let lies_in = |field: &str| {
                    field == shown
                        || field.starts_with(&format!("{shown}."))
                        || field.starts_with(list)
                };
                assert!(
                    after.missing.iter().any(|missing| lies_in(&missing.field)),
                    "{shown}: {:?}",
                    after.missing
                );
            }
        }
    });
}

fn assert_reasons_kept(before: &Decision, after: &Decision, taken: &str) {
    if after.policy.is_none() {
        return;
    }
    let trace = after.trace.as_ref().unwrap();
    for reason in &before.reasons {
        let stands = after
            .reasons
            .iter()
            .any(|each| (&each.code, &each.path) == (&reason.code, &reason.path));
        let undecided = trace
            .iter()
            .any(|each| each.code == reason.code && each.state == FindingState::Undecided);
        assert!(stands || undecided, "{taken}: {} is gone", reason.code);
        if !stands {
            let needed = |name: &Cow<'_, str>| *name == reason.code;
            let listed = after
                .missing
                .iter()
                .any(|each| each.needed_by.iter().any(needed));
            assert!(listed, "{taken}: nothing says what {} lacks", reason.code);
        }
    }
    // What fires now and did not before was excused by a rule that is undecided now.
    for reason in &after.reasons {
        let fired = |each: &admit::decision::Reason| each.code == reason.code;
        let excused = |each: &admit::decision::Trace| {
            each.code == reason.code && each.state == FindingState::Excused
        };
        let before_trace = before.trace.as_ref().unwrap();
        assert!(
            before.reasons.iter().any(fired) || before_trace.iter().any(excused),
            "{taken}: {} is new",
            reason.code
        );
    }
}

#[test]
fn the_decision_is_the_most_severe_of_what_it_shows() {
    each_record(150, |_, _, record| {
        let decision = decide(pack(), &record);
        let rejects = decision
            .reasons
            .iter()
            .any(|each| each.severity == Severity::Reject);
        let expected = match (
            rejects,
            decision.missing.is_empty(),
            decision.reasons.is_empty(),
        ) {
            (true, _, _) => Outcome::Reject,
            (false, false, _) => Outcome::Incomplete,
            (false, true, false) => Outcome::Review,
            (false, true, true) => Outcome::Accept,
        };
        assert_eq!(decision.decision, expected);
        let trace = decision.trace.as_ref().unwrap();
        let undecided = trace.iter().any(|each| {
            each.state == FindingState::Undecided && each.severity != Some(Severity::Advise)
        });
        assert!(decision.policy.is_none() || undecided != decision.missing.is_empty());
    });
}

#[test]
fn a_longer_margin_is_never_milder() {
    let margins = ["1 day", "1 month", "3 months", "6 months", "2 years"];
    let sets: Vec<PolicySet> = margins
        .iter()
        .map(|margin| {
            let mut files = files();
            let text = files.get_mut("shared/validity.admit").unwrap();
            *text = text.replace("3 months", margin);
            load(&files)
        })
        .collect();
    each_record(100, |_, _, record| {
        let outcomes: Vec<Outcome> = sets
            .iter()
            .map(|set| decide(set, &record).decision)
            .collect();
        assert!(outcomes.is_sorted(), "{outcomes:?}");
    });
}

#[test]
fn advice_never_counts() {
    let mut files = files();
    for text in files.values_mut() {
        *text = without_advice(text);
    }
    let set = load(&files);
    each_record(100, |_, _, record| {
        let (with, without) = (decide(pack(), &record), decide(&set, &record));
        assert_eq!(with.decision, without.decision);
        assert_eq!(text_of_reasons(&with), text_of_reasons(&without));
        assert_eq!(with.missing, without.missing);
    });
}

/// Whoever is told to keep a copy of what was entered is told how to keep it.
#[test]
fn the_screenshot_and_its_safe_keeping_are_advised_together() {
    let seen = std::cell::Cell::new(0);
    each_record(200, |_, _, record| {
        let decision = decide(pack(), &record);
        let advised = |code| decision.advice.iter().any(|each| each.code == code);
        if advised("entry_screenshot_backup") {
            assert!(advised("document_photo_stored_insecurely"));
            seen.set(seen.get() + 1);
        }
    });
    assert!(seen.get() > 20);
}

fn text_of_reasons(decision: &Decision) -> Vec<String> {
    decision
        .reasons
        .iter()
        .map(|each| format!("{} {}", each.code, each.message))
        .collect()
}

/// Takes the rules of severity advise out of a file.
fn without_advice(text: &str) -> String {
    let mut kept = String::new();
    let mut rule: Option<String> = None;
    for line in text.lines() {
        let into = rule.as_mut().unwrap_or(&mut kept);
        if line.starts_with("  rule ") {
            rule = Some(format!("{line}\n"));
            continue;
        }
        into.push_str(&format!("{line}\n"));
        if line == "  }"
            && let Some(whole) = rule.take()
            && !whole.contains("    advise ")
        {
            kept.push_str(&whole);
        }
    }
    kept
}

/// The names used above exist, or the tests would try nothing.
#[test]
fn the_schema_has_needed_and_optional_fields() {
    let schema: &Schema = &pack().program().schema;
    let fields: Vec<(FieldId, bool)> = schema
        .each_field()
        .map(|(id, field)| (id, field.optional))
        .collect();
    assert!(fields.iter().filter(|(_, optional)| *optional).count() > 15);
    assert!(fields.iter().filter(|(_, optional)| !optional).count() > 40);
}
