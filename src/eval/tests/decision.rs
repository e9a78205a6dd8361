//! The decision as a whole: choice of policy, policy lines, treatment, retries, explanations, traces.

use super::super::fixture::{World, date, instant};
use super::super::{Explain, Options, Privacy, evaluate};
use super::{ALL, NOW, TRUTHS, decide};
use crate::decision::{Outcome, Retry, Severity};
use crate::program::*;
use crate::value::{Cell, Constant, Duration, EnumId, Scalar, Word};
use std::borrow::Cow;

#[test]
fn one_policy_is_chosen_or_the_record_says_why_none_is() {
    let mut world = World::new();
    let fields = world.bools(["a", "b"]);
    for (name, field) in ["first", "second"].into_iter().zip(fields) {
        let applies = world.field(field);
        world.policy(name).applies = applies;
    }
    for (first, a) in TRUTHS {
        for (second, b) in TRUTHS {
            let record = world.draft().set(fields[0], a).set(fields[1], b).done();
            let decision = decide(&world, &record);
            let code = decision.reasons.first().map(|reason| &*reason.code);
            let (outcome, policy, code_then) = match (first, second) {
                (Some(true), Some(true)) => (Outcome::Reject, None, Some("several_policies_apply")),
                (Some(true), _) => (Outcome::Accept, Some("first"), None),
                (_, Some(true)) => (Outcome::Accept, Some("second"), None),
                (Some(false), Some(false)) => (Outcome::Reject, None, Some("no_policy_applies")),
                _ => (Outcome::Incomplete, None, None),
            };
            assert_eq!(decision.decision, outcome);
            assert_eq!((decision.policy.as_deref(), code), (policy, code_then));
            let lacking = [(first, "a", "policy first"), (second, "b", "policy second")];
            let lacking = lacking
                .into_iter()
                .filter(|(truth, ..)| outcome == Outcome::Incomplete && truth.is_none());
            let expected: Vec<_> = lacking
                .map(|(_, field, name)| (field.into(), vec![name.into()]))
                .collect();
            let found = decision
                .missing
                .into_iter()
                .map(|each| (each.field, each.needed_by));
            assert_eq!(found.collect::<Vec<_>>(), expected);
        }
    }
}

#[test]
fn a_policy_is_in_force_from_its_first_to_its_last_day() {
    let mut world = World::new();
    world.policy("p").effective = (Some(date("2026-11-22")), Some(date("2026-11-23")));
    let record = world.draft().done();
    let on = |at: &str| evaluate(&world.program, &record, instant(at), ALL).policy;
    // Days are those of the set's zone, +08:00.
    assert_eq!(on("2026-11-21T15:59:59Z"), None);
    assert_eq!(on("2026-11-21T16:00:00Z").as_deref(), Some("p"));
    assert_eq!(on("2026-11-23T15:59:59Z").as_deref(), Some("p"));
    assert_eq!(on("2026-11-23T16:00:00Z"), None);
}

#[test]
fn a_parameter_changes_on_its_day() {
    let mut world = World::new();
    let values = DatedValues {
        first: Constant::Bool(false),
        later: vec![(date("2026-11-23"), Constant::Bool(true))],
    };
    let span = world.span("strict");
    world.program.params.push(Param {
        name: "strict".into(),
        ruleset: None,
        ty: Type::BOOL,
        range: None,
        values,
        span,
    });
    let when = world.condition("strict", ExprKind::Param(ParamId(0)));
    let set = world.ruleset("set", None, None);
    world.rule(set, "rule", Severity::Review, when);
    world.policy("p");
    let record = world.draft().done();
    let on = |at: &str| evaluate(&world.program, &record, instant(at), ALL).decision;
    assert_eq!(on("2026-11-22T23:59:59+08:00"), Outcome::Accept);
    assert_eq!(on("2026-11-23T00:00:00+08:00"), Outcome::Review);
}

fn always(world: &mut World) -> Expr {
    world.constant("true", Scalar::Bool, Constant::Bool(true))
}

fn after(world: &mut World, seconds: u32) -> Expr {
    let now = world.expr("now", Type::Scalar(Scalar::Instant), ExprKind::Now);
    let wait = Constant::Duration(Duration::seconds(seconds));
    let by = Box::new(world.constant("wait", Scalar::Duration, wait));
    let kind = ExprKind::Shift {
        later: true,
        base: Box::new(now),
        by,
    };
    world.expr("now + wait", Type::Scalar(Scalar::Instant), kind)
}

#[test]
fn reasons_show_the_most_severe_first_and_say_when_to_retry() {
    let mut world = World::new();
    let set = world.ruleset("set", None, None);
    let severities = [
        Severity::Review,
        Severity::Reject,
        Severity::Reject,
        Severity::Reject,
    ];
    for (name, severity) in ["soft", "waits", "dated", "never"]
        .into_iter()
        .zip(severities)
    {
        let when = always(&mut world);
        world.rule(set, name, severity, when);
    }
    let retry_at = after(&mut world, 3600);
    world.rule_mut(RuleId(1)).retry_at = Some(retry_at.clone());
    let day = Constant::Date(date("2026-12-01"));
    let day = world.constant("2026-12-01", Scalar::Date, day);
    world.rule_mut(RuleId(2)).retry_at = Some(day);
    world.rule_mut(RuleId(3)).is_final = true;
    world.policy("p").rules[0].treated = Some(Treatment {
        from: Severity::Advise,
        because: Some("We look closer.".into()),
    });
    let decision = decide(&world, &world.draft().done());
    let found = decision
        .reasons
        .iter()
        .map(|reason| (&*reason.code, reason.retry, reason.retry_at.as_deref()));
    assert_eq!(
        found.collect::<Vec<_>>(),
        [
            ("waits", Retry::AfterWait, Some("2026-11-22T11:00:00+08:00")),
            ("dated", Retry::AfterWait, Some("2026-12-01T00:00:00+08:00")),
            ("never", Retry::Never, None),
            ("soft", Retry::AfterFix, None),
        ]
    );
    assert_eq!(
        decision.next.retry_at.as_deref(),
        Some("2026-12-01T00:00:00+08:00")
    );
    let soft = &decision.reasons[3];
    assert_eq!(soft.treated_from, Some(Severity::Advise));
    assert_eq!(soft.treated_because.as_deref(), Some("We look closer."));
    assert_eq!(soft.rule.as_deref(), Some("set.soft"));
}

#[test]
fn a_skipped_rule_neither_fires_nor_is_forgotten() {
    let mut world = World::new();
    let set = world.ruleset("set", None, None);
    let when = always(&mut world);
    world.rule(set, "rule", Severity::Reject, when);
    world.policy("p").rules[0].skipped = Some("Looked at by hand.".into());
    let decision = decide(&world, &world.draft().done());
    assert_eq!(decision.decision, Outcome::Accept);
    assert_eq!(
        decision.trace.unwrap()[0].why,
        "skipped: Looked at by hand."
    );
}

#[test]
fn advice_and_policy_lines_know_the_decision() {
    let mut world = World::new();
    let [bad] = world.bools(["bad"]);
    let set = world.ruleset("set", None, None);
    let decision = ExprKind::Decision;
    let decision = world.expr(
        "decision",
        Type::Scalar(Scalar::Enum(EnumId::DECISION)),
        decision,
    );
    let reject = Word {
        of: EnumId::DECISION,
        index: 3,
    };
    let scalar = Scalar::Enum(EnumId::DECISION);
    let reject = world.constant("reject", scalar, Constant::Word(reject));
    let when = world.compare(decision, Comparison::Equal, reject);
    // Even where advice stands first, it is evaluated last.
    world.rule(set, "hint", Severity::Advise, when);
    let when = world.field(bad);
    let rule = world.rule(set, "rule", Severity::Reject, when);
    let steps = [
        ("rule rejects", ReasonOf::Rule(rule), true),
        ("set rejects", ReasonOf::Ruleset(set), true),
        ("rule fires", ReasonOf::Rule(rule), false),
        ("set fires", ReasonOf::Ruleset(set), false),
    ];
    let steps = steps.map(|(text, of, rejects)| {
        let condition = world.condition(text, ExprKind::IsReason { of, rejects });
        (text, condition)
    });
    let span = world.span("step");
    world.policy("p").actions = steps
        .into_iter()
        .map(|(text, condition)| Action {
            outcomes: Outcome::ALL.to_vec(),
            condition: Some(condition),
            kind: ActionKind::Step(Message {
                parts: vec![MessagePart::Text(text.into())],
            }),
            cites: Vec::new(),
            span,
        })
        .collect();
    for severity in [Severity::Reject, Severity::Review] {
        world.program.policies[0].rules[1].severity = Some(severity);
        for (bad_then, cell) in TRUTHS {
            let decision = decide(&world, &world.draft().set(bad, cell).done());
            let fired = bad_then == Some(true);
            let rejected = fired && severity == Severity::Reject;
            assert_eq!(decision.advice.len(), usize::from(rejected));
            let says = [rejected, rejected, fired, fired];
            let expected: Vec<&str> = ["rule rejects", "set rejects", "rule fires", "set fires"]
                .into_iter()
                .zip(says)
                .filter_map(|(step, says)| says.then_some(step))
                .collect();
            assert_eq!(decision.next.steps, expected);
        }
    }
}

#[test]
fn policy_lines_add_grants_waits_offers_and_the_rest() {
    let mut world = World::new();
    let of = world.enumeration("Kind", &["card", "passport", "other"]);
    let kind = world.scalar("type", Scalar::Enum(of));
    let word = |index| Constant::Word(Word { of, index });
    let list = |world: &mut World, words: &[u16]| {
        let words = words.iter().map(|index| word(*index)).collect();
        world.expr(
            "[...]",
            Type::List(Scalar::Enum(of)),
            ExprKind::Constant(Constant::List(words)),
        )
    };
    let grants = [list(&mut world, &[0, 1]), list(&mut world, &[1, 2])];
    let waits = [after(&mut world, 7200), after(&mut world, 60)];
    let time = Constant::Text("hours".into());
    let time = world.constant("\"hours\"", Scalar::Text, time);
    // Through a `let`, which the offer has to work out anew for each word.
    let field = world.field(kind);
    let kept = world.declare("kept", field);
    let card = world.constant("card", Scalar::Enum(of), word(0));
    let offered = world.compare(kept, Comparison::NotEqual, card);
    let mut kinds: Vec<ActionKind> = grants.into_iter().map(ActionKind::Grant).collect();
    kinds.extend(waits.into_iter().map(ActionKind::RetryAt));
    kinds.push(ActionKind::ContactSupport);
    kinds.push(ActionKind::ReviewTime(time));
    kinds.push(ActionKind::Offer {
        field: kind,
        condition: offered,
    });
    let span = world.span("on accept");
    let actions = |outcome| {
        let action = move |kind| Action {
            outcomes: vec![outcome],
            condition: None,
            kind,
            cites: Vec::new(),
            span,
        };
        kinds.clone().into_iter().map(action).collect()
    };
    world.policy("p").actions = actions(Outcome::Accept);
    let record = world
        .draft()
        .set(kind, Cell::Word(Word { of, index: 0 }))
        .done();
    let decision = decide(&world, &record);
    assert_eq!(decision.grants, ["card", "passport", "other"]);
    assert_eq!(
        decision.next.retry_at.as_deref(),
        Some("2026-11-22T12:00:00+08:00")
    );
    assert_eq!(decision.next.alternatives, ["passport", "other"]);
    assert!(decision.next.contact_support);
    assert_eq!(decision.next.review_time.as_deref(), Some("hours"));
    world.program.policies[0].actions = actions(Outcome::Reject);
    let decision = decide(&world, &record);
    assert_eq!(
        (decision.grants.len(), decision.next),
        (0, crate::decision::Next::default())
    );
}

#[test]
fn grounds_quote_the_condition_and_what_it_saw() {
    let mut world = World::new();
    let glare = world.scalar("image.glare", Scalar::Integer);
    let flat = world.scalar("image.flat", Scalar::Bool);
    let mut parts = vec![
        world.compare_number(glare, Comparison::Greater, 3),
        world.compare_number(glare, Comparison::Less, 9),
    ];
    parts.push(world.field(flat));
    let text = "image.glare > 3 # too much \"#\"\n    and image.glare < 9\n  and image.flat";
    let when = world.condition(text, ExprKind::And(parts));
    let set = world.ruleset("set", None, None);
    world.rule(set, "rule", Severity::Reject, when);
    world.policy("p");
    let record = world
        .draft()
        .number(glare, 5)
        .set(flat, Cell::Bool(true))
        .done();
    let decision = decide(&world, &record);
    let grounds = decision.reasons[0].grounds.as_ref().unwrap();
    assert_eq!(
        grounds.condition.as_deref(),
        Some("image.glare > 3 and image.glare < 9 and image.flat")
    );
    let pair = |name: &str, value: &str| (Cow::from(name.to_owned()), Cow::from(value.to_owned()));
    assert_eq!(
        grounds.values,
        [pair("image.glare", "5"), pair("image.flat", "true")]
    );
    assert_eq!(
        grounds
            .source
            .as_ref()
            .map(|source| (source.file.as_str(), source.line)),
        Some(("test.admit", 1))
    );

    let options = Options {
        explain: Explain::Messages,
        privacy: Privacy::Mask,
    };
    let bare = evaluate(&world.program, &record, instant(NOW), options);
    assert!(bare.reasons[0].grounds.is_none() && bare.trace.is_none() && bare.assumed.is_none());
}

#[test]
fn the_trace_says_what_kept_a_rule_from_firing() {
    let mut world = World::new();
    let [on, a, b] = world.bools(["on", "a", "b"]);
    let guard = world.field(on);
    let set = world.ruleset("set", None, Some(guard));
    let parts = vec![world.field(a), world.field(b)];
    let when = world.condition("a and b", ExprKind::And(parts));
    world.rule(set, "rule", Severity::Reject, when);
    world.policy("p");
    let why = |on_then, a_then, b_then| {
        let draft = world.draft().set(on, on_then).set(a, a_then).set(b, b_then);
        let trace = decide(&world, &draft.done()).trace.unwrap().remove(0);
        (trace.why, trace.grounds.values)
    };
    let (yes, no, open) = (Cell::Bool(true), Cell::Bool(false), Cell::Missing);
    let saw =
        |name: &str, value: &str| vec![(Cow::from(name.to_owned()), Cow::from(value.to_owned()))];
    let guarded = "does not apply: `on` does not hold".into();
    assert_eq!(why(no, yes, yes), (guarded, saw("on", "false")));
    assert_eq!(
        why(yes, yes, no),
        ("`b` does not hold".into(), saw("b", "false"))
    );
    assert_eq!(
        why(open, no, yes),
        ("`a` does not hold".into(), saw("a", "false"))
    );
    assert_eq!(why(yes, yes, open).0, "b is not supplied");
    assert_eq!(why(open, yes, open).0, "not supplied: on, b");
}

#[test]
fn defaults_that_were_taken_are_told() {
    let mut world = World::new();
    let [flat] = world.bools(["flat"]);
    world.field_mut(flat).default = Some(Constant::Bool(true));
    world.policy("p");
    let record = world.draft().set(flat, Cell::Bool(true)).done();
    let decision = decide(&world, &record.with_assumed(vec![(flat, None)]));
    let assumed = decision.assumed.unwrap().remove(0);
    assert_eq!((&*assumed.field, &*assumed.taken_as), ("flat", "true"));
}
