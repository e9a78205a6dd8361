//! The lines of a policy, once the decision is known, to grants and next steps.

use super::context::{Context, Readings};
use super::explain::Wait;
use super::show::show_value;
use super::watch::Sight;
use crate::decision::{Next, Outcome};
use crate::program::{Action, ActionKind, Expr, FieldId, Shape};
use crate::value::{Scalar, Value, Word};
use std::borrow::Cow;

/// What a policy says about a decision.
#[derive(Default)]
pub(crate) struct Outlook<'a> {
    /// What the account may do.
    pub grants: Vec<Cow<'a, str>>,
    /// What to do next.
    pub next: Next<'a>,
}

/// What the lines of the policy say about its decision. `wait` is the latest that a rule asks for.
pub(super) fn outlook<'a>(context: &Context<'_, 'a>, wait: Option<Wait>) -> Outlook<'a> {
    let mut outlook = Outlook::default();
    let mut latest = wait;
    let outcome = context.outcome();
    for action in &context.policy.actions {
        if counts(context, action, outcome) {
            if let Some(watch) = context.watch() {
                watch(Sight::Line(action.span));
            }
            latest = latest.max(add_action(context, &action.kind, &mut outlook));
        }
    }
    outlook.next.retry_at = latest.map(|wait| context.show_wait(wait));
    outlook
}

fn counts<'a>(context: &Context<'_, 'a>, action: &'a Action, outcome: Outcome) -> bool {
    let condition = action.condition.as_ref();
    action.outcomes.contains(&outcome)
        && condition.is_none_or(|each| context.truth(each) == Some(true))
}

/// Adds one line; gives back the wait that it asks for.
fn add_action<'a>(
    context: &Context<'_, 'a>,
    kind: &'a ActionKind,
    outlook: &mut Outlook<'a>,
) -> Option<Wait> {
    let next = &mut outlook.next;
    match kind {
        ActionKind::Grant(list) => grant(context, list, &mut outlook.grants),
        ActionKind::RetryAt(expr) => return context.wait(expr),
        ActionKind::Step(message) => next.steps.push(context.message(message)),
        ActionKind::ContactSupport => next.contact_support = true,
        ActionKind::ReviewTime(expr) => {
            if !matches!(context.eval(expr), Value::Missing | Value::Absent) {
                next.review_time = Some(context.show(expr).into());
            }
        }
        ActionKind::Offer { field, condition } => {
            for word in offers(context, *field, condition) {
                add_once(&mut next.alternatives, word.into());
            }
        }
    }
    None
}

fn grant<'a>(context: &Context<'_, 'a>, list: &'a Expr, grants: &mut Vec<Cow<'a, str>>) {
    match context.eval(list) {
        Value::List(_) if context.masks(list.private) => {
            add_once(grants, context.show(list).into())
        }
        Value::List(items) => {
            for item in items.iter() {
                add_once(grants, show_value(context.program, item, list.ty));
            }
        }
        _ => {}
    }
}

/// The words of a field's enum with which a condition holds.
fn offers<'a>(context: &Context<'_, 'a>, field: FieldId, condition: &'a Expr) -> Vec<&'a str> {
    let schema = context.schema();
    let Shape::Scalar(Scalar::Enum(of)) = schema.field(field).shape else {
        return Vec::new();
    };
    let words = &schema.enumeration(of).words;
    let holds = |index: usize| {
        let word = Word {
            of,
            index: index as u16,
        };
        let readings = Readings::default();
        let lets = context.lets_anew(&readings);
        context.replacing(field, word, &lets).truth(condition) == Some(true)
    };
    let held = words.iter().enumerate().filter(|(index, _)| holds(*index));
    held.map(|(_, word)| &**word).collect()
}

fn add_once<'a>(list: &mut Vec<Cow<'a, str>>, text: Cow<'a, str>) {
    if !list.contains(&text) {
        list.push(text);
    }
}
