//! Rules: guards, lists, excuses, requirements, and the fold into the decision.

use super::super::fixture::World;
use super::{TRUTHS, decide, missing, reasons};
use crate::decision::{FindingState, Outcome, Severity};
use crate::program::*;
use crate::value::{Cell, Constant, Decimal, Scalar};

#[test]
fn the_most_severe_finding_decides_in_every_combination() {
    let mut world = World::new();
    let fields = world.bools(["r", "v", "a"]);
    let set = world.ruleset("set", None, None);
    let severities = [Severity::Reject, Severity::Review, Severity::Advise];
    for (field, severity) in fields.into_iter().zip(severities) {
        let when = world.field(field);
        let rule = world.rule(set, severity.word(), severity, when);
        world.rule_mut(rule).reads = vec![field];
    }
    world.policy("p");
    for (reject, first) in TRUTHS {
        for (review, second) in TRUTHS {
            for (advise, third) in TRUTHS {
                let draft = world.draft().set(fields[0], first).set(fields[1], second);
                let decision = decide(&world, &draft.set(fields[2], third).done());
                let expected = match (reject, review) {
                    (Some(true), _) => Outcome::Reject,
                    (None, _) | (_, None) => Outcome::Incomplete,
                    (_, Some(true)) => Outcome::Review,
                    _ => Outcome::Accept,
                };
                assert_eq!(decision.decision, expected);
                assert_eq!(decision.advice.len(), usize::from(advise == Some(true)));
                let lacking = [
                    (reject, ("r", vec!["reject"])),
                    (review, ("v", vec!["review"])),
                ];
                let lacking = lacking.into_iter().filter(|(truth, _)| truth.is_none());
                assert_eq!(
                    missing(&decision),
                    lacking.map(|(_, each)| each).collect::<Vec<_>>()
                );
            }
        }
    }
}

#[test]
fn guards_and_conditions_join_as_one_condition() {
    let mut world = World::new();
    let fields = world.bools(["shared", "own", "one", "two"]);
    let guard = world.field(fields[0]);
    let set = world.ruleset("set", None, Some(guard));
    let conditions = vec![world.field(fields[2]), world.field(fields[3])];
    let severity = Severity::Reject;
    let effect = Effect::Finding {
        severity,
        conditions,
    };
    let rule = world.effect(set, "rule", effect);
    world.rule_mut(rule).guard = Some(world.field(fields[1]));
    world.policy("p");
    let rank = |truth: Option<bool>| truth.map_or(1, |truth| if truth { 2 } else { 0 });
    for (a, first) in TRUTHS {
        for (b, second) in TRUTHS {
            for (c, third) in TRUTHS {
                for (d, fourth) in TRUTHS {
                    let draft = world.draft().set(fields[0], first).set(fields[1], second);
                    let record = draft.set(fields[2], third).set(fields[3], fourth).done();
                    let expected = match rank(a).min(rank(b)).min(rank(c).max(rank(d))) {
                        0 => Outcome::Accept,
                        1 => Outcome::Incomplete,
                        _ => Outcome::Reject,
                    };
                    assert_eq!(decide(&world, &record).decision, expected);
                }
            }
        }
    }
}

#[test]
fn only_a_fired_excuser_excuses_in_every_combination() {
    let mut world = World::new();
    let [excuse, fires] = world.bools(["excuse", "fires"]);
    let set = world.ruleset("set", None, None);
    let when = world.field(excuse);
    let excuser = world.rule(set, "excuser", Severity::Review, when);
    let when = world.field(fires);
    let rule = world.rule(set, "rule", Severity::Review, when);
    world.rule_mut(rule).unless = vec![excuser];
    world.policy("p");
    for (excused, first) in TRUTHS {
        for (fired, second) in TRUTHS {
            let record = world.draft().set(excuse, first).set(fires, second).done();
            let decision = decide(&world, &record);
            let trace = decision.trace.as_ref().unwrap();
            let state = trace
                .iter()
                .find(|each| each.code == "rule")
                .map(|each| each.state);
            let expected = match (fired, excused) {
                (Some(false), _) => Some(FindingState::Clear),
                (_, Some(true)) => Some(FindingState::Excused),
                (None, _) => Some(FindingState::Undecided),
                (Some(true), _) => None,
            };
            assert_eq!(state, expected, "{excused:?} {fired:?}");
            assert_eq!(
                reasons(&decision).contains(&"rule".to_owned()),
                expected.is_none()
            );
        }
    }
}

/// A list with two rules for each element, and a rule for the record that the same excuser excuses.
fn elements() -> (World, FieldId) {
    let mut world = World::new();
    let (list, [a, b]) = world.rows("images", [("a", Scalar::Bool), ("b", Scalar::Bool)]);
    let rows = world.field(list);
    let each = world.ruleset("each", Some(rows), None);
    let whole = world.ruleset("whole", None, None);
    let when = world.field(a);
    let excuser = world.rule(each, "excuser", Severity::Review, when);
    let when = world.field(b);
    let same = world.rule(each, "same", Severity::Reject, when);
    let always = Constant::Bool(true);
    let when = world.constant("true", Scalar::Bool, always);
    let any = world.rule(whole, "any", Severity::Review, when);
    for rule in [same, any] {
        world.rule_mut(rule).unless = vec![excuser];
    }
    world.rule_mut(same).reads = vec![b];
    world.rule_mut(excuser).reads = vec![a];
    world.policy("p");
    (world, list)
}

#[test]
fn an_excuse_counts_for_its_own_element_and_for_the_record_as_a_whole() {
    let (world, list) = elements();
    let (yes, no) = (Cell::Bool(true), Cell::Bool(false));
    let record = world.draft().rows(list, &[&[no, yes], &[yes, yes]]).done();
    let decision = decide(&world, &record);
    assert_eq!(reasons(&decision), ["same images[0]", "excuser images[1]"]);
    let record = world.draft().rows(list, &[&[no, no]]).done();
    assert_eq!(reasons(&decide(&world, &record)), ["any"]);
}

#[test]
fn an_element_lacks_a_field_by_its_place() {
    let (world, list) = elements();
    let (yes, no, open) = (Cell::Bool(true), Cell::Bool(false), Cell::Missing);
    let record = world
        .draft()
        .rows(list, &[&[yes, no], &[no, open], &[open, no]])
        .done();
    let decision = decide(&world, &record);
    assert_eq!(decision.decision, Outcome::Incomplete);
    assert_eq!(
        missing(&decision),
        [
            ("images[2].a", vec!["excuser"]),
            ("images[1].b", vec!["same"])
        ]
    );
}

#[test]
fn a_missing_list_leaves_one_finding_undecided_an_empty_one_none() {
    let (world, list) = elements();
    let decision = decide(&world, &world.draft().done());
    assert_eq!(missing(&decision), [("images", vec!["excuser", "same"])]);
    let undecided = decision
        .trace
        .unwrap()
        .into_iter()
        .map(|each| (each.path, each.why));
    let why = (None, "images is not supplied".into());
    assert_eq!(undecided.collect::<Vec<_>>(), [why.clone(), why]);

    for cell in [Cell::Rows(0, 0, 0), Cell::Absent] {
        let decision = decide(&world, &world.draft().set(list, cell).done());
        assert_eq!(decision.decision, Outcome::Review);
        let why = decision.trace.unwrap().into_iter().map(|each| each.why);
        let nothing = "there is nothing in `images` to look at";
        assert_eq!(why.collect::<Vec<_>>(), [nothing, nothing]);
    }
}

#[test]
fn a_guard_that_fails_without_the_element_clears_a_missing_list() {
    let mut world = World::new();
    let [wanted] = world.bools(["wanted"]);
    let (list, [a]) = world.rows("images", [("a", Scalar::Bool)]);
    let (rows, guard) = (world.field(list), world.field(wanted));
    let each = world.ruleset("each", Some(rows), Some(guard));
    let when = world.field(a);
    world.rule(each, "rule", Severity::Reject, when);
    world.policy("p");
    for (wanted_then, cell) in TRUTHS {
        let decision = decide(&world, &world.draft().set(wanted, cell).done());
        let expected = match wanted_then {
            Some(false) => Outcome::Accept,
            _ => Outcome::Incomplete,
        };
        assert_eq!(decision.decision, expected);
    }
}

#[test]
fn a_rule_for_a_filtered_list_keeps_to_its_elements() {
    let mut world = World::new();
    let (list, [kept, bad]) = world.rows("images", [("kept", Scalar::Bool), ("bad", Scalar::Bool)]);
    let (rows, condition) = (world.field(list), world.field(kept));
    let filtered = world.filter("some", rows, condition);
    let each = world.ruleset("each", Some(filtered), None);
    let when = world.field(bad);
    let rule = world.rule(each, "rule", Severity::Reject, when);
    world.rule_mut(rule).reads = vec![kept, bad];
    world.policy("p");
    let (yes, no, open) = (Cell::Bool(true), Cell::Bool(false), Cell::Missing);
    let record = world
        .draft()
        .rows(list, &[&[no, yes], &[yes, yes], &[open, yes], &[open, no]]);
    let decision = decide(&world, &record.done());
    assert_eq!(reasons(&decision), ["rule images[1]"]);
    assert_eq!(missing(&decision), [("images[2].kept", vec!["rule"])]);
    // The trace speaks of the elements that may belong, and of none that does not.
    let paths = decision.trace.unwrap().into_iter().map(|each| each.path);
    let expected = ["images[2]", "images[3]"].map(|path| Some(path.into()));
    assert_eq!(paths.collect::<Vec<_>>(), expected);
    let record = world.draft().rows(list, &[&[no, yes]]).done();
    let trace = decide(&world, &record).trace.unwrap();
    assert_eq!(trace[0].why, "there is nothing in `some` to look at");
}

#[test]
fn a_settled_requirement_needs_nothing() {
    let mut world = World::new();
    let [off, there] = world.bools(["off", "there"]);
    let set = world.ruleset("set", None, None);
    let when = world.field(there);
    let reader = world.rule(set, "reader", Severity::Review, when);
    world.rule_mut(reader).reads = vec![there];
    let hint = world.field(there);
    let hint = world.rule(set, "hint", Severity::Advise, hint);
    world.rule_mut(hint).reads = vec![there];
    let requirement = Requirement {
        field: world.field(there),
        condition: Some(world.field(off)),
    };
    world.effect(set, "needed", Effect::Require(vec![requirement]));
    world.policy("p");
    let needing = |cell| {
        let decision = decide(&world, &world.draft().set(off, cell).done());
        decision
            .missing
            .into_iter()
            .map(|each| each.needed_by)
            .collect::<Vec<_>>()
    };
    assert_eq!(needing(Cell::Bool(false)), [vec!["reader"]]);
    assert_eq!(needing(Cell::Bool(true)), [vec!["needed", "reader"]]);
}

#[test]
fn a_group_is_present_absent_or_missing_as_a_whole() {
    let mut world = World::new();
    let group = world.top("face", Shape::Group(Vec::new()));
    let guard = world.present(group);
    let set = world.ruleset("set", None, Some(guard));
    let when = world.constant("true", Scalar::Bool, Constant::Bool(true));
    let rule = world.rule(set, "rule", Severity::Reject, when);
    world.rule_mut(rule).reads = vec![group];
    world.policy("p");
    let cases = [
        (Cell::Present, Outcome::Reject),
        (Cell::Absent, Outcome::Accept),
        (Cell::Missing, Outcome::Incomplete),
    ];
    for (cell, outcome) in cases {
        let decision = decide(&world, &world.draft().set(group, cell).done());
        assert_eq!(decision.decision, outcome);
        let trace = decision.trace.unwrap();
        let Some(trace) = trace.first() else {
            assert_eq!(outcome, Outcome::Reject);
            continue;
        };
        let expected = match outcome {
            Outcome::Accept => "does not apply: `face is present` does not hold",
            _ => "face is not supplied",
        };
        assert_eq!(trace.why, expected);
    }
}

#[test]
fn a_requirement_lacks_what_is_not_there_once_it_counts() {
    let mut world = World::new();
    let [when] = world.bools(["when"]);
    let field = world.scalar("expires_on", Scalar::Date);
    let set = world.ruleset("set", None, None);
    let requirement = Requirement {
        field: world.field(field),
        condition: Some(world.field(when)),
    };
    let rule = world.effect(set, "needed", Effect::Require(vec![requirement]));
    world.rule_mut(rule).reads = vec![when];
    world.policy("p");
    for (needed, cell) in TRUTHS {
        for there in [Cell::Absent, Cell::Missing, Cell::LongTerm] {
            let record = world.draft().set(when, cell).set(field, there).done();
            let decision = decide(&world, &record);
            let lacking = match (needed, there) {
                (_, Cell::LongTerm) | (Some(false), _) => None,
                (Some(true), _) => Some("expires_on"),
                (None, _) => Some("when"),
            };
            let expected: Vec<_> = lacking
                .map(|field| (field, vec!["needed"]))
                .into_iter()
                .collect();
            assert_eq!(missing(&decision), expected);
            let outcome = if lacking.is_some() {
                Outcome::Incomplete
            } else {
                Outcome::Accept
            };
            assert_eq!(decision.decision, outcome);
        }
    }
}

#[test]
fn only_what_matters_is_missing() {
    let mut world = World::new();
    let [a, b, c] = world.bools(["a", "b", "c"]);
    let parts = vec![world.field(b), world.field(c)];
    let both = world.condition("b and c", ExprKind::And(parts));
    let parts = vec![world.field(a), both];
    let either = world.condition("a or (b and c)", ExprKind::Or(parts));
    let set = world.ruleset("set", None, None);
    let rule = world.rule(set, "rule", Severity::Reject, either);
    world.rule_mut(rule).reads = vec![a, b, c];
    world.policy("p");
    let of = |a_then, b_then, c_then| {
        let draft = world.draft().set(a, a_then).set(b, b_then);
        let decision = decide(&world, &draft.set(c, c_then).done());
        decision
            .missing
            .into_iter()
            .map(|each| each.field)
            .collect::<Vec<_>>()
    };
    let (yes, no, open) = (Cell::Bool(true), Cell::Bool(false), Cell::Missing);
    assert_eq!(of(open, open, open), ["a", "b", "c"]);
    assert_eq!(of(open, open, no), ["a"]);
    assert_eq!(of(no, open, yes), ["b"]);
    assert!(of(yes, open, open).is_empty());
    assert!(of(no, no, open).is_empty());
}

#[test]
fn a_count_lacks_the_elements_that_may_belong() {
    let mut world = World::new();
    let (list, [failed]) = world.rows("history", [("failed", Scalar::Bool)]);
    let (rows, condition) = (world.field(list), world.field(failed));
    let failures = world.filter("failures", rows, condition);
    let count = ExprKind::Count(Box::new(failures));
    let count = world.expr("count(failures)", Type::Scalar(Scalar::Integer), count);
    let two = Constant::Number(Decimal::TWO);
    let two = world.constant("2", Scalar::Integer, two);
    let when = world.compare(count, Comparison::AtLeast, two);
    let set = world.ruleset("set", None, None);
    let rule = world.rule(set, "rule", Severity::Reject, when);
    world.rule_mut(rule).reads = vec![failed];
    world.policy("p");
    let (yes, no, open) = (Cell::Bool(true), Cell::Bool(false), Cell::Missing);
    let record = world.draft().rows(list, &[&[yes], &[open], &[no]]).done();
    let decision = decide(&world, &record);
    assert_eq!(missing(&decision), [("history[1].failed", vec!["rule"])]);
    let record = world.draft().rows(list, &[&[yes], &[open], &[yes]]).done();
    let decision = decide(&world, &record);
    assert_eq!(reasons(&decision), ["rule"]);
    let values = decision.reasons[0].grounds.as_ref().unwrap().values.clone();
    assert_eq!(
        values,
        [("count(failures)".into(), "between 2 and 3".into())]
    );
}
