//! Why two snapshots differ: which rule ends otherwise, and which value, condition or line of a policy did it. All
//! that is known of the old rules is what they asked and saw then.

use super::{Asked, Snapshot};
use crate::decision::{FindingState, Severity};
use std::collections::BTreeMap;

/// What stands for a private value: whether it changed cannot be seen.
const MASK: &str = "•••";

/// What changed between two snapshots of one record, in whole sentences without their full stop; never empty.
pub fn changes(old: &Snapshot, new: &Snapshot) -> Vec<String> {
    let mut changes = Vec::new();
    if old.policy != new.policy {
        changes.push(format!(
            "{} decides, and {} did",
            policy(new.policy.as_deref()),
            policy(old.policy.as_deref())
        ));
    }
    if old.at != new.at {
        changes.push(format!(
            "the record is looked at from {}, and was from {}",
            new.at, old.at
        ));
    }
    let (before, now) = (by_place(old), by_place(new));
    for rule in &new.rules {
        let change = match before.get(&place(rule)) {
            Some(was) => between(was, rule),
            None => came(rule, old, new),
        };
        changes.extend(change);
    }
    let gone = old.rules.iter();
    let gone = gone.filter(|rule| !now.contains_key(&place(rule)));
    changes.extend(gone.filter_map(|rule| went(rule, old, new)));
    if changes.is_empty() {
        changes.push("no rule ends otherwise; only words, steps or grants differ".to_owned());
    }
    changes
}

type Place<'s> = (&'s str, Option<&'s str>);

fn place(rule: &Asked) -> Place<'_> {
    (&rule.rule, rule.at.as_deref())
}

fn by_place(snapshot: &Snapshot) -> BTreeMap<Place<'_>, &Asked> {
    let rules = snapshot.rules.iter();
    rules.map(|rule| (place(rule), rule)).collect()
}

fn policy(name: Option<&str>) -> String {
    name.map_or("no policy".to_owned(), |name| {
        format!("the policy `{name}`")
    })
}

/// A rule that was asked before and is asked now.
fn between(was: &Asked, is: &Asked) -> Option<String> {
    let name = named(is);
    if was.state != is.state {
        return Some(format!(
            "{name} {}{}",
            ends(is.state, was.state),
            cause(was, is)
        ));
    }
    if !shows(is.state) {
        return None;
    }
    if was.effect != is.effect {
        let (was, is) = (weight(was.effect), weight(is.effect));
        return Some(format!("{name} is now a {is}, and was a {was}"));
    }
    let change = reworded(was, is).or_else(|| moved(was, is))?;
    Some(format!("{name} {}; {change}", still(is.state)))
}

/// Whether a rule that ended so is part of the explanation.
fn shows(state: FindingState) -> bool {
    state != FindingState::Clear
}

/// "rule `photo_glare` at images[1]"
fn named(rule: &Asked) -> String {
    let code = rule.rule.rsplit('.').next().unwrap_or(&rule.rule);
    match &rule.at {
        Some(at) => format!("rule `{code}` at {at}"),
        None => format!("rule `{code}`"),
    }
}

fn weight(effect: Option<Severity>) -> &'static str {
    effect.map_or("requirement", |effect| match effect {
        Severity::Reject => "reject",
        Severity::Review => "review",
        Severity::Advise => "hint",
    })
}

fn ends(is: FindingState, was: FindingState) -> &'static str {
    match (is, was) {
        (FindingState::Fired, _) => "now fires",
        (FindingState::Undecided, _) => "is now undecided",
        (FindingState::Excused, _) => "is now excused",
        (FindingState::Skipped, _) => "is now left out",
        (FindingState::Clear, FindingState::Fired) => "fires no more",
        (FindingState::Clear, FindingState::Undecided) => "is undecided no more",
        (FindingState::Clear, FindingState::Excused) => "needs no excuse any more",
        (FindingState::Clear, _) => "is asked again, and does not fire",
    }
}

fn still(state: FindingState) -> &'static str {
    match state {
        FindingState::Fired => "still fires",
        FindingState::Undecided => "is still undecided",
        FindingState::Excused => "is still excused",
        FindingState::Skipped => "is still left out",
        FindingState::Clear => "still does not fire",
    }
}

/// Why a rule ends otherwise, to follow how it ends.
fn cause(was: &Asked, is: &Asked) -> String {
    let why = is.why.as_deref().unwrap_or("");
    match (is.state, was.state) {
        (FindingState::Skipped, _) => return format!(": {why}"),
        (FindingState::Excused, FindingState::Fired) => return format!(" by `{why}`"),
        (_, FindingState::Skipped) => {
            return " because the policy leaves it out no more".to_owned();
        }
        _ => {}
    }
    if let Some(change) = reworded(was, is).or_else(|| moved(was, is)) {
        return format!(" because {change}");
    }
    let private = is.saw.iter().find(|(_, value)| *value == MASK);
    match (was.state, &was.why, private) {
        (FindingState::Excused, Some(excuser), _) => {
            format!(" because `{excuser}` excuses it no more")
        }
        (_, _, Some((name, _))) => {
            format!("; all that may be shown of what it saw is the same, but `{name}` is private")
        }
        _ => "; it asks and sees the same, so that something behind it has changed".to_owned(),
    }
}

/// The words of the condition, where they changed.
fn reworded(was: &Asked, is: &Asked) -> Option<String> {
    let words = |rule: &Asked| match &rule.when {
        Some(when) => format!("`{when}`"),
        None => "nothing".to_owned(),
    };
    (was.when != is.when)
        .then(|| format!("its condition changed from {} to {}", words(was), words(is)))
}

/// The values that changed.
fn moved(was: &Asked, is: &Asked) -> Option<String> {
    let values = is.saw.iter().filter_map(|(name, value)| {
        let before = was.saw.get(name).filter(|before| *before != value)?;
        Some(format!("`{name}` went {}", from_to(before, value)))
    });
    let values: Vec<String> = values.collect();
    (!values.is_empty()).then(|| values.join(" and "))
}

/// "from 3 to 6 months": a unit that both have is said once.
fn from_to(before: &str, now: &str) -> String {
    let parts = (before.split_once(' '), now.split_once(' '));
    let unit = |unit: &str| unit.strip_suffix('s').unwrap_or(unit).to_owned();
    match parts {
        (Some((count, one)), Some((_, other)))
            if unit(one) == unit(other) && is_number(count) && is_count(now) =>
        {
            format!("from {count} to {now}")
        }
        _ => format!("from {before} to {now}"),
    }
}

fn is_count(text: &str) -> bool {
    text.split_once(' ')
        .is_some_and(|(count, _)| is_number(count))
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A rule that was not asked here before. Where it was asked of other elements, the record has changed; where
/// another policy decided, that was said.
fn came(rule: &Asked, old: &Snapshot, new: &Snapshot) -> Option<String> {
    let how = match rule.state {
        FindingState::Fired => "fires",
        FindingState::Undecided => "is undecided",
        FindingState::Excused => "is excused",
        FindingState::Skipped => "is left out",
        FindingState::Clear => "does not fire",
    };
    if !knows(old, rule) && old.policy == new.policy {
        return Some(format!("{} is new, and {how}", named(rule)));
    }
    shows(rule.state).then(|| format!("{} {how}, and was not asked before", named(rule)))
}

/// A rule that is asked here no more.
fn went(rule: &Asked, old: &Snapshot, new: &Snapshot) -> Option<String> {
    let how = match rule.state {
        FindingState::Fired => "fired",
        FindingState::Undecided => "was undecided",
        FindingState::Excused => "was excused",
        FindingState::Skipped => "was left out",
        FindingState::Clear => "did not fire",
    };
    if !knows(new, rule) && old.policy == new.policy {
        return Some(format!("{} is gone, and {how}", named(rule)));
    }
    shows(rule.state).then(|| format!("{} {how}, and is asked no more", named(rule)))
}

/// Whether a rule was asked, wherever.
fn knows(snapshot: &Snapshot, rule: &Asked) -> bool {
    snapshot.rules.iter().any(|each| each.rule == rule.rule)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::slice::from_ref;

    fn snapshot(rules: &[Asked]) -> Snapshot {
        Snapshot {
            record: "a.json".to_owned(),
            policy: Some("mainland 1".to_owned()),
            at: "2026-11-22T10:00:00+08:00".to_owned(),
            text: String::new(),
            rules: rules.to_vec(),
        }
    }

    fn soon(state: FindingState, when: &str, saw: &[(&str, &str)]) -> Asked {
        let saw = saw
            .iter()
            .map(|(name, value)| ((*name).into(), (*value).into()));
        Asked {
            rule: "validity.soon".to_owned(),
            at: None,
            state,
            why: None,
            effect: Some(Severity::Review),
            when: Some(when.to_owned()),
            saw: saw.collect(),
        }
    }

    fn change(was: &[Asked], is: &[Asked]) -> String {
        changes(&snapshot(was), &snapshot(is)).join("\n")
    }

    use FindingState::{Clear, Excused, Fired, Skipped, Undecided};

    #[test]
    fn the_value_that_moved_is_named() {
        let was = soon(
            Clear,
            "end < today + margin",
            &[("end", "2027-03-20"), ("margin", "3 months")],
        );
        let is = soon(
            Fired,
            "end < today + margin",
            &[("end", "2027-03-20"), ("margin", "6 months")],
        );
        assert_eq!(
            change(&[was], &[is]),
            "rule `soon` now fires because `margin` went from 3 to 6 months"
        );
    }

    #[test]
    fn units_are_said_once_where_both_have_them() {
        assert_eq!(from_to("3 months", "6 months"), "from 3 to 6 months");
        assert_eq!(from_to("1 month", "2 months"), "from 1 to 2 months");
        assert_eq!(from_to("90 days", "3 months"), "from 90 days to 3 months");
        assert_eq!(
            from_to("long term", "long test"),
            "from long term to long test"
        );
        assert_eq!(from_to("5%", "6%"), "from 5% to 6%");
    }

    #[test]
    fn other_words_count_before_other_values() {
        let was = soon(Fired, "end < today", &[("end", "2026-01-01")]);
        let is = soon(Clear, "end <= today", &[("end", "2027-01-01")]);
        assert_eq!(
            change(&[was], &[is]),
            "rule `soon` fires no more because its condition changed from `end < today` to `end <= today`"
        );
    }

    #[test]
    fn rules_come_and_go() {
        let fired = soon(Fired, "a", &[]);
        let clear = soon(Clear, "a", &[]);
        assert_eq!(
            change(&[], from_ref(&fired)),
            "rule `soon` is new, and fires"
        );
        assert_eq!(
            change(from_ref(&clear), &[]),
            "rule `soon` is gone, and did not fire"
        );
        let at = |at: &str| Asked {
            at: Some(at.to_owned()),
            ..fired.clone()
        };
        assert_eq!(
            change(&[at("images[0]")], &[at("images[0]"), at("images[1]")]),
            "rule `soon` at images[1] fires, and was not asked before"
        );
        // An element more that nothing speaks against needs no word.
        let quiet = Asked {
            at: Some("images[1]".to_owned()),
            ..clear
        };
        assert!(change(&[at("images[0]")], &[at("images[0]"), quiet]).starts_with("no rule"));
    }

    #[test]
    fn lines_of_a_policy_are_told_as_such() {
        let with = |state, why: &str| Asked {
            why: Some(why.to_owned()),
            ..soon(state, "a", &[])
        };
        let fired = [soon(Fired, "a", &[])];
        assert_eq!(
            change(&fired, &[with(Skipped, "The office renews at once.")]),
            "rule `soon` is now left out: The office renews at once."
        );
        assert_eq!(
            change(&fired, &[with(Excused, "expired")]),
            "rule `soon` is now excused by `expired`"
        );
        assert_eq!(
            change(&[with(Excused, "expired")], &fired),
            "rule `soon` now fires because `expired` excuses it no more"
        );
        let treated = [Asked {
            effect: Some(Severity::Reject),
            ..soon(Fired, "a", &[])
        }];
        assert_eq!(
            change(&fired, &treated),
            "rule `soon` is now a reject, and was a review"
        );
    }

    #[test]
    fn what_may_not_be_shown_is_not_guessed() {
        let seen = &[("number", MASK), ("kind", "card")];
        assert_eq!(
            change(&[soon(Clear, "a", seen)], &[soon(Fired, "a", seen)]),
            "rule `soon` now fires; all that may be shown of what it saw is the same, but `number` is private"
        );
        assert_eq!(
            change(&[soon(Clear, "a", &[])], &[soon(Undecided, "a", &[])]),
            "rule `soon` is now undecided; it asks and sees the same, so that something behind it has changed"
        );
    }
}
