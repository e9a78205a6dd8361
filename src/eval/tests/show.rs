//! How values look, and that private ones do not show.

use super::super::fixture::{World, date, instant};
use super::super::show::{show_value, source_text};
use super::super::{Explain, Options, Privacy, evaluate};
use super::NOW;
use crate::decision::{Outcome, Severity};
use crate::program::*;
use crate::value::{Cell, Constant, Decimal, Period, Scalar, Value};

#[test]
fn values_look_as_people_write_them() {
    let world = World::new();
    let show = |value, scalar| show_value(&world.program, value, Type::Scalar(scalar));
    let share = Value::Number(Decimal::new(125, 3));
    assert_eq!(show(share, Scalar::Percent), "12.5%");
    assert_eq!(show(share, Scalar::Number), "0.125");
    assert_eq!(
        show(Value::Date(date("2026-11-22")), Scalar::Date),
        "2026-11-22"
    );
    assert_eq!(show(Value::LongTerm, Scalar::DateOrLongTerm), "long term");
    assert_eq!(
        show(Value::Instant(instant(NOW)), Scalar::Instant),
        "2026-11-22 10:00 +08:00"
    );
    assert_eq!(
        show(Value::Period(Period::months(3)), Scalar::Period),
        "3 months"
    );
    assert_eq!(show(Value::Text("a\u{202e}b"), Scalar::Text), "a\\u{202e}b");
    assert_eq!(
        show(Value::Between(1, 3), Scalar::Integer),
        "between 1 and 3"
    );
    let shares = Constant::List(
        [5, 50]
            .map(|share| Constant::Number(Decimal::new(share, 2)))
            .into(),
    );
    assert_eq!(
        show_value(&world.program, shares.value(), Type::List(Scalar::Percent)),
        "5%, 50%"
    );
}

#[test]
fn a_quoted_source_keeps_its_texts_and_loses_its_comments() {
    let mut world = World::new();
    let span = world.span("name == \"a # \\\" # b\"   # why\n   or x # \"\n");
    assert_eq!(
        source_text(&world.program, span),
        "name == \"a # \\\" # b\" or x"
    );
}

const CANARY: &str = "canary7391";

/// A private text and a private instant in every place of a decision that can show a value.
fn canary() -> (World, FieldId, FieldId) {
    let mut world = World::new();
    let secret = world.scalar("secret", Scalar::Text);
    let moment = world.scalar("moment", Scalar::Instant);
    for field in [secret, moment] {
        world.field_mut(field).private = true;
    }
    world.program.schema.id = Some(secret);
    world.field_mut(secret).default = Some(Constant::Text(CANARY.into()));
    let set = world.ruleset("set", None, None);
    let severities = [Severity::Reject, Severity::Advise, Severity::Review];
    for (at, severity) in severities.into_iter().enumerate() {
        let (left, right) = (world.field(secret), world.field(secret));
        // The last one stays clear, for the trace.
        let op = [Comparison::Equal, Comparison::Equal, Comparison::NotEqual][at];
        let when = world.compare(left, op, right);
        let rule = world.rule(set, severity.word(), severity, when);
        let parts = vec![MessagePart::Value(world.field(secret))];
        world.rule_mut(rule).because = Some(Message {
            parts: parts.clone(),
        });
        world.rule_mut(rule).fix = Some(Message { parts });
        world.rule_mut(rule).retry_at = Some(world.field(moment));
    }
    let step = Message {
        parts: vec![MessagePart::Value(world.field(secret))],
    };
    let kinds = [
        ActionKind::Step(step),
        ActionKind::ReviewTime(world.field(secret)),
        ActionKind::RetryAt(world.field(moment)),
    ];
    let span = world.span("always");
    world.policy("p").actions = kinds
        .into_iter()
        .map(|kind| Action {
            outcomes: Outcome::ALL.to_vec(),
            condition: None,
            kind,
            cites: Vec::new(),
            span,
        })
        .collect();
    (world, secret, moment)
}

#[test]
fn a_private_value_shows_nowhere_unless_it_is_revealed() {
    let (world, secret, moment) = canary();
    let cell = Cell::Instant(instant("2031-07-03T04:05:06Z"));
    let record = world.draft().text(secret, CANARY).set(moment, cell).done();
    let record = record.with_assumed(vec![(secret, None)]);
    let json = |privacy| {
        let options = Options {
            explain: Explain::All,
            privacy,
        };
        let decision = evaluate(&world.program, &record, instant(NOW), options);
        serde_json::to_string(&decision).unwrap()
    };
    let masked = json(Privacy::Mask);
    assert!(
        !masked.contains(CANARY) && !masked.contains("2031"),
        "{masked}"
    );
    assert!(masked.contains("•••"));
    let revealed = json(Privacy::Reveal);
    // The id, two messages, two fixes, two grounds, the trace, the step, the review time, the default.
    assert_eq!(revealed.matches(CANARY).count(), 11, "{revealed}");
    assert_eq!(
        revealed.matches("2031-07-03T12:05:06+08:00").count(),
        2,
        "{revealed}"
    );
}

#[test]
fn a_message_says_what_was_not_supplied() {
    let (world, ..) = canary();
    let mut world = world;
    let when = world.constant("true", Scalar::Bool, Constant::Bool(true));
    let Effect::Finding { conditions, .. } = &mut world.rule_mut(RuleId(0)).effect else {
        panic!("a finding");
    };
    *conditions = vec![when];
    let options = Options::default();
    let decision = evaluate(&world.program, &world.draft().done(), instant(NOW), options);
    assert_eq!(decision.reasons[0].message, "(not supplied)");
    assert_eq!(decision.id, None);
}
