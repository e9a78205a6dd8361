//! What holds for every policy: the order of declarations does not matter, missing fields never soften a reject,
//! and the work stays bounded.

use super::super::fixture::World;
use super::{TRUTHS, decide, missing, reasons};
use crate::decision::{Outcome, Severity};
use crate::program::*;
use crate::value::Cell;
use proptest::prelude::*;

#[test]
fn the_order_of_rules_and_of_parts_changes_nothing_but_order() {
    let orders = [
        [0, 1, 2],
        [0, 2, 1],
        [1, 0, 2],
        [1, 2, 0],
        [2, 0, 1],
        [2, 1, 0],
    ];
    let build = |order: [usize; 3]| {
        let mut world = World::new();
        let fields = world.bools(["a", "b", "c"]);
        let set = world.ruleset("set", None, None);
        let severities = [Severity::Reject, Severity::Review, Severity::Reject];
        for at in order {
            // Each rule reads its own field and the next, in the order that is tried.
            let mut parts = vec![world.field(fields[at]), world.field(fields[(at + 1) % 3])];
            if order[0] > order[1] {
                parts.reverse();
            }
            let when = world.condition("x", ExprKind::And(parts));
            let rule = world.rule(set, ["one", "two", "three"][at], severities[at], when);
            world.rule_mut(rule).reads = vec![fields[at], fields[(at + 1) % 3]];
        }
        world.policy("p");
        (world, fields)
    };
    let summary = |order, cells: [Cell; 3]| {
        let (world, fields) = build(order);
        let draft = world
            .draft()
            .set(fields[0], cells[0])
            .set(fields[1], cells[1]);
        let decision = decide(&world, &draft.set(fields[2], cells[2]).done());
        let mut reasons = reasons(&decision);
        reasons.sort();
        let mut missing: Vec<_> = decision.missing.into_iter().collect();
        missing.iter_mut().for_each(|each| each.needed_by.sort());
        (decision.decision, reasons, missing)
    };
    for (_, a) in TRUTHS {
        for (_, b) in TRUTHS {
            for (_, c) in TRUTHS {
                let first = summary(orders[0], [a, b, c]);
                for order in &orders[1..] {
                    assert_eq!(summary(*order, [a, b, c]), first);
                }
            }
        }
    }
}

/// A condition over the fields `a` to `d`, as a tree of numbers: small ones are leaves.
fn tree(world: &mut World, fields: &[FieldId; 4], shape: &mut std::vec::IntoIter<u8>) -> Expr {
    let kind = match shape.next().unwrap_or(0) {
        9 => ExprKind::Not(Box::new(tree(world, fields, shape))),
        10..=12 => ExprKind::And(vec![tree(world, fields, shape), tree(world, fields, shape)]),
        13..=15 => ExprKind::Or(vec![tree(world, fields, shape), tree(world, fields, shape)]),
        leaf => return world.field(fields[usize::from(leaf % 4)]),
    };
    world.condition("x", kind)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// What is missing may turn an answer into "incomplete", and a reject never into less than that.
    #[test]
    fn removing_fields_never_softens_a_reject(
        shapes in prop::collection::vec(prop::collection::vec(0u8..16, 1..8), 4),
        severities in prop::collection::vec(any::<bool>(), 4),
        unless in prop::collection::vec(0u32..8, 4),
        cells in prop::collection::vec(any::<bool>(), 4),
        removed in prop::collection::vec(any::<bool>(), 4),
    ) {
        let mut world = World::new();
        let fields = world.bools(["a", "b", "c", "d"]);
        let set = world.ruleset("set", None, None);
        for (at, shape) in shapes.into_iter().enumerate() {
            let when = tree(&mut world, &fields, &mut shape.into_iter());
            let severity = if severities[at] { Severity::Reject } else { Severity::Review };
            let rule = world.rule(set, &format!("rule_{at}"), severity, when);
            // An excuser stands earlier and is at least as severe.
            let excuser = unless[at] as usize;
            if excuser < at && (severities[excuser] || !severities[at]) {
                world.rule_mut(rule).unless = vec![RuleId(excuser as u32)];
            }
        }
        world.policy("p");
        let outcome = |removed: &[bool]| {
            let mut draft = world.draft();
            for at in (0..4).filter(|at| !removed[*at]) {
                draft = draft.set(fields[at], Cell::Bool(cells[at]));
            }
            let decision = decide(&world, &draft.done());
            let incomplete = decision.decision == Outcome::Incomplete;
            prop_assert!(!incomplete || !decision.missing.is_empty());
            Ok(decision.decision)
        };
        let (whole, part) = (outcome(&[false; 4])?, outcome(&removed)?);
        prop_assert!(whole != Outcome::Incomplete);
        prop_assert!(part == whole || part >= Outcome::Incomplete, "{whole:?} {part:?}");
        prop_assert!(whole != Outcome::Accept || part != Outcome::Reject);
    }
}

/// `let each = before and before`, many times over.
fn chain(length: usize) -> (World, FieldId) {
    let mut world = World::new();
    let [first] = world.bools(["first"]);
    let mut before = world.field(first);
    for _ in 0..length {
        let both = ExprKind::And(vec![before.clone(), before]);
        let both = world.condition("x", both);
        before = world.declare("each", both);
    }
    let set = world.ruleset("set", None, None);
    let rule = world.rule(set, "rule", Severity::Reject, before);
    world.rule_mut(rule).reads = vec![first];
    world.policy("p");
    (world, first)
}

#[test]
fn a_long_chain_of_derived_values_needs_neither_time_nor_stack() {
    let run = || {
        let (world, first) = chain(10_000);
        let decision = decide(&world, &world.draft().done());
        assert_eq!(missing(&decision), [("first", vec!["rule"])]);
        let record = world.draft().set(first, Cell::Bool(true)).done();
        assert_eq!(decide(&world, &record).decision, Outcome::Reject);
    };
    let thread = std::thread::Builder::new()
        .stack_size(256 * 1024)
        .spawn(run);
    thread.unwrap().join().unwrap();
}
