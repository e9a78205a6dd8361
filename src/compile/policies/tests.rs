//! Policies over six rules in two rulesets, and what becomes of them.

use crate::compile::fixtures::{number, sound, told};
use crate::decision::{Outcome, Severity};
use crate::program::{ActionKind, Policy};

/// Rules 0 expired, 1 soon (unless 0, 2), 2 temporary, 3 missing; 4 hint, 5 glare (unless 2).
const RULES: &str = r#"
    enum Kind { card, passport, pass, other }
    record submission { region: country, document: { type: Kind }, level: integer, note: text? }
    ruleset validity {
      param margin: integer = 3
      rule expired   { reject when level > 9 because "x" final }
      rule soon      { review when level > margin unless expired or temporary because "x" fix "y" }
      rule temporary { review when level == 0 because "x" fix "y" }
      rule missing   { require note }
    }
    ruleset photo {
      param least: integer = 3
      rule hint  { advise when decision == reject because "x" fix "y" }
      rule glare { reject when level < least unless temporary because "x" fix "y" }
    }
"#;

fn with(policies: &str) -> String {
    format!("{RULES}{policies}")
}

/// A policy `p` for mainland China with these lines.
fn policy(lines: &str) -> String {
    with(&format!("policy p {{ applies when region == CN {lines} }}"))
}

/// The only policy of a sound set.
fn built(lines: &str) -> Policy {
    sound(&policy(lines)).policies.remove(0)
}

fn places(policy: &Policy) -> Vec<u32> {
    policy.rules.iter().map(|planned| planned.rule.0).collect()
}

#[test]
fn rules_stand_in_the_order_of_use_and_run_after_their_excusers() {
    let built = built("use photo, validity treat glare as review");
    assert_eq!(places(&built), [4, 5, 0, 1, 2, 3]);
    assert_eq!(built.rules[3].excusers, [2, 4]);
    assert_eq!(built.rules[1].excusers, [4]);
    assert_eq!(built.order, [4, 1, 2, 3, 5, 0]);
}

#[test]
fn excuses_that_cannot_count() {
    for (lines, why) in [
        (
            "use validity skip temporary because \"x\"",
            "`temporary` can never excuse `soon`: this policy skips it",
        ),
        (
            "use validity treat soon as reject",
            "`temporary` can never excuse `soon`: it counts as `review` here, milder than `reject`",
        ),
        (
            "use photo",
            "`temporary` can never excuse `glare`: this policy does not use it",
        ),
    ] {
        assert_eq!(told(&policy(lines)), [format!("E0407 {why}")]);
    }
    // No word about the excuses of a rule that is left out itself.
    built("use photo skip glare because \"x\"");
}

#[test]
fn treat_and_skip_are_worked_in() {
    let built = built("use validity treat soon as advise skip missing because \"by hand\"");
    let [_, soon, _, missing] = built.rules.as_slice() else {
        panic!("four rules are expected");
    };
    assert_eq!(soon.severity, Some(Severity::Advise));
    let from = soon.treated.as_ref().map(|treated| treated.from);
    assert_eq!(from, Some(Some(Severity::Review)).flatten());
    assert_eq!(missing.skipped.as_deref(), Some("by hand"));
    assert_eq!(built.order, [0, 2, 3, 1]);
}

#[test]
fn only_advice_may_read_the_decision() {
    assert_eq!(
        told(&policy(
            "use photo skip glare because \"x\" treat hint as reject"
        )),
        ["E0316 `hint` reads the decision, so it can advise but not reject"]
    );
}

#[test]
fn with_sets_parameters_of_that_ruleset() {
    let built = built("use validity with margin = 6, 9 from 2027-01-01");
    let first: Vec<_> = built.params.iter().map(|values| &values.first).collect();
    assert_eq!(first, [&number(6), &number(3)]);
    assert_eq!(built.params[0].later.len(), 1);
    for (values, message) in [
        (
            "least = 6",
            "E0410 the ruleset `validity` has no parameter `least`",
        ),
        (
            "margin = 6, 7 from 2027-02-01, 8 from 2027-01-01",
            "E0315 this day is not after the one before it",
        ),
        (
            "margin = 6, margin = 7",
            "E0116 the parameter `margin` is set twice",
        ),
    ] {
        assert_eq!(
            told(&policy(&format!("use validity with {values}"))),
            [message]
        );
    }
}

#[test]
fn like_takes_over_all_but_what_is_written() {
    let program = sound(&with(
        r#"policy derived like base {
             applies when region == HK
             use validity with margin = 6
             skip soon because "x"
             on reject contact support
           }
           policy base {
             title "Base"
             applies when region == CN
             use validity, photo
             treat soon as advise
             skip glare because "x"
             on accept contact support
             always grant [card]
           }"#,
    ));
    let [derived, base] = program.policies.as_slice() else {
        panic!("two policies are expected");
    };
    assert_eq!(derived.title.as_deref(), Some("Base"));
    assert_eq!(places(derived), places(base));
    assert_eq!(derived.params[0].first, number(6));
    assert_eq!(base.params[0].first, number(3));
    assert!(derived.rules[1].skipped.is_some() && derived.rules[1].treated.is_none());
    assert!(derived.rules[5].skipped.is_some());
    let outcomes: Vec<&[Outcome]> = derived
        .actions
        .iter()
        .map(|action| &*action.outcomes)
        .collect();
    assert_eq!(outcomes, [&Outcome::ALL[..], &[Outcome::Reject]]);
}

#[test]
fn like_finds_its_version_and_goes_one_level() {
    let year = |number: u32| {
        format!(
            "policy a {{ version \"{number}\" effective {number}-01-01 .. {number}-12-31
              applies when region == CN use photo skip glare because \"x\" }}\n"
        )
    };
    let two = [year(2026), year(2027)].concat();
    let chosen = "policy b like a version \"2027\" { applies when region == HK }";
    let program = sound(&with(&[&two, chosen].concat()));
    assert_eq!(program.policies[2].version.as_deref(), Some("2027"));
    let own = "policy a like a version \"2026\" { version \"2028\" effective 2028-01-01 .. }";
    assert_eq!(sound(&with(&[&two, own].concat())).policies.len(), 3);
    for (third, message) in [
        (
            "policy b like a version \"2020\" { }",
            "E0206 the policy `a` has no version \"2020\"",
        ),
        ("policy b like b { }", "E0209 the policy `b` is like itself"),
    ] {
        assert_eq!(told(&with(&[&two, third].concat())), [message]);
    }
}

#[test]
fn otherwise_counts_where_no_line_with_the_same_action_does() {
    let built = built(
        "use photo skip glare because \"x\"
         on accept grant [card] on reject contact support otherwise grant [pass]",
    );
    assert_eq!(
        built.actions[2].outcomes,
        [Outcome::Review, Outcome::Incomplete, Outcome::Reject]
    );
}

#[test]
fn offers_and_grants_are_of_enum_words() {
    let line = |line: &str| format!("use photo skip glare because \"x\" always {line}");
    let offer = built(&line("offer document.type where region == CN"));
    assert!(matches!(offer.actions[0].kind, ActionKind::Offer { .. }));
    assert_eq!(
        told(&policy(&line("offer level where region == CN"))),
        ["E0316 `level` is no field with an enum type"]
    );
    assert_eq!(
        told(&policy(&line("grant level"))),
        ["E0301 `grant` takes a list of enum words"]
    );
}

#[test]
fn on_lines_may_read_the_decision_and_applies_may_not() {
    let built = built(
        "use photo skip glare because \"x\"
         always contact support when decision == accept or photo fires",
    );
    assert!(built.actions[0].condition.is_some());
    let asking = with("policy p { applies when decision == accept use validity }");
    assert_eq!(
        told(&asking),
        ["E0316 `decision` is known only when all rules have been looked at"]
    );
}

#[test]
fn what_an_on_line_asks_for_is_there_in_it() {
    let line = "use photo skip glare because \"x\" always review time note";
    assert_eq!(
        told(&policy(line)),
        ["E0304 `note` may be absent, and nothing says what that means here"]
    );
    built(&format!("{line} when note is present"));
}
