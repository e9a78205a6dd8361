//! The evaluator held against truth tables, brute force and cases worked out by hand.

mod decision;
mod expression;
mod findings;
mod list;
mod lookup;
mod property;
mod show;

use super::context::{Group, Lets, Readings, When};
use super::fixture::World;
use super::{Explain, Options, Privacy, evaluate};
use crate::compile::make_ready;
use crate::decision::Decision;
use crate::program::Expr;
use crate::record::Record;
use crate::value::{Cell, Value};

const NOW: &str = "2026-11-22T10:00:00+08:00";

const ALL: Options = Options {
    explain: Explain::All,
    privacy: Privacy::Mask,
};

/// The three truth values as a record holds them.
const TRUTHS: [(Option<bool>, Cell); 3] = [
    (Some(false), Cell::Bool(false)),
    (None, Cell::Missing),
    (Some(true), Cell::Bool(true)),
];

fn decide(world: &World, record: &Record) -> Decision<'static> {
    decide_with(world, record, ALL)
}

/// Decides by the expressions and by the plan: both say the same.
fn decide_with(world: &World, record: &Record, options: Options) -> Decision<'static> {
    let now = super::fixture::instant(NOW);
    assert!(world.program.plan.rules.is_empty());
    let decision = evaluate(&world.program, record, now, options);
    let mut ready = world.program.clone();
    make_ready(&mut ready);
    assert_eq!(evaluate(&ready, record, now, options), decision);
    decision
}

/// Evaluates an expression on its own, in the world's first policy.
fn with_value<R>(
    world: &World,
    record: &Record,
    expr: &Expr,
    look: impl FnOnce(Value<'_>) -> R,
) -> R {
    let readings = Readings::default();
    let lets = Lets::new(1, &readings, None);
    let when = When::new(&world.program, super::fixture::instant(NOW));
    let group = Group {
        program: &world.program,
        records: &[(record.view(), when)],
        privacy: Privacy::Mask,
        policies: &[],
        stand_in: &world.program.policies[0],
        verdicts: None,
        lets: &lets,
    };
    look(group.context(0).unwrap().eval(expr))
}

/// A value in a form that can be compared: `?` for unknown.
fn shown(world: &World, record: &Record, expr: &Expr) -> String {
    with_value(world, record, expr, |value| match value {
        Value::Missing => "?".to_owned(),
        value => super::show::show_value(&world.program, value, expr.ty).into_owned(),
    })
}

fn truth(world: &World, record: &Record, expr: &Expr) -> Option<bool> {
    with_value(world, record, expr, |value| value.as_bool())
}

/// The codes of the reasons, with their element if any.
fn reasons(decision: &Decision) -> Vec<String> {
    let codes = decision.reasons.iter().map(|reason| match &reason.path {
        Some(path) => format!("{} {path}", reason.code),
        None => reason.code.to_string(),
    });
    codes.collect()
}

fn missing<'d>(decision: &'d Decision<'_>) -> Vec<(&'d str, Vec<&'d str>)> {
    let each = decision.missing.iter().map(|missing| {
        let names = missing.needed_by.iter().map(|name| &**name).collect();
        (&*missing.field, names)
    });
    each.collect()
}
