//! The `on` lines of a policy: for which decisions they count, and what they add.

use super::draft::ActionLine;
use crate::compile::line::DECIDED;
use crate::compile::tables::{Subject, infer};
use crate::compile::{Checker, cited};
use crate::decision::Outcome;
use crate::diagnostic::{Code, Diagnostic};
use crate::program::{Action, ActionKind, Expr, ExprKind, FieldId, Shape, Type};
use crate::syntax::ast::{self, Outcomes};
use crate::value::Scalar;
use std::collections::{BTreeSet, HashMap};
use std::mem::{Discriminant, discriminant};

/// For each kind of action the decisions that `on` lines name with it.
type Named = HashMap<Discriminant<ast::Action>, BTreeSet<Outcome>>;

/// The actions as written; none where a fault was reported.
pub(super) fn build_actions(
    checker: &mut Checker<'_>,
    lines: &[ActionLine<'_>],
) -> Option<Vec<Action>> {
    let named = named_outcomes(lines);
    let actions: Vec<Option<Action>> = lines
        .iter()
        .map(|line| build_action(checker, &named, line))
        .collect();
    actions.into_iter().collect()
}

fn build_action(checker: &mut Checker<'_>, named: &Named, line: &ActionLine<'_>) -> Option<Action> {
    let condition = line
        .condition
        .map(|condition| checker.line_condition(condition, DECIDED));
    let given = condition.as_ref().and_then(Option::as_ref);
    let kind = build_kind(checker, line, given);
    Some(Action {
        outcomes: outcomes(checker, named, line),
        condition: match condition {
            Some(condition) => Some(condition?),
            None => None,
        },
        kind: kind?,
        cites: cited(line.cites),
        span: line.span,
    })
}

fn outcomes(checker: &mut Checker<'_>, named: &Named, line: &ActionLine<'_>) -> Vec<Outcome> {
    match line.outcomes {
        Outcomes::Always(_) => Outcome::ALL.to_vec(),
        Outcomes::Otherwise(_) => {
            let named = named.get(&discriminant(line.action));
            let is_named = |outcome: &Outcome| named.is_some_and(|named| named.contains(outcome));
            let all = Outcome::ALL.into_iter();
            all.filter(|outcome| !is_named(outcome)).collect()
        }
        Outcomes::On(listed) => {
            let mut outcomes = Vec::new();
            for (outcome, span) in listed {
                if outcomes.contains(outcome) {
                    let message = format!("`{}` is named twice", outcome.word());
                    checker.report(Diagnostic::new(Code::Repeated, *span, message));
                } else {
                    outcomes.push(*outcome);
                }
            }
            outcomes
        }
    }
}

fn named_outcomes(lines: &[ActionLine<'_>]) -> Named {
    let mut named = Named::new();
    for line in lines {
        if let Outcomes::On(listed) = line.outcomes {
            let of_kind = named.entry(discriminant(line.action)).or_default();
            of_kind.extend(listed.iter().map(|(outcome, _)| *outcome));
        }
    }
    named
}

/// `given` is the line's condition.
fn build_kind(
    checker: &mut Checker<'_>,
    line: &ActionLine<'_>,
    given: Option<&Expr>,
) -> Option<ActionKind> {
    match line.action {
        ast::Action::Grant(expr) => {
            let wanted = match &expr.kind {
                ast::ExprKind::List(_) => Some(infer(checker, Subject::Grant(expr.span), &[expr])?),
                _ => None,
            };
            let grants = checker.line_value(expr, wanted, given)?;
            let grants = words_only(checker, expr, grants)?;
            Some(ActionKind::Grant(grants))
        }
        ast::Action::RetryAt(expr) => {
            let wanted = Type::Scalar(Scalar::Instant);
            let at = checker.line_value(expr, Some(wanted), given)?;
            Some(ActionKind::RetryAt(at))
        }
        ast::Action::Step(message) => {
            let message = checker.line_message(message, given);
            Some(ActionKind::Step(message))
        }
        ast::Action::ContactSupport => Some(ActionKind::ContactSupport),
        ast::Action::ReviewTime(expr) => {
            let wanted = Type::Scalar(Scalar::Text);
            let time = checker.line_value(expr, Some(wanted), given)?;
            Some(ActionKind::ReviewTime(time))
        }
        ast::Action::Offer { field, condition } => {
            let condition = checker.line_condition(condition, DECIDED);
            let field = offered_field(checker, field)?;
            Some(ActionKind::Offer {
                field,
                condition: condition?,
            })
        }
    }
}

fn words_only(checker: &mut Checker<'_>, written: &ast::Expr, grants: Expr) -> Option<Expr> {
    match grants.ty {
        Type::List(Scalar::Enum(_)) => Some(grants),
        Type::Faulty => None,
        _ => {
            let message = "`grant` takes a list of enum words";
            let fault = Diagnostic::new(Code::TypeMismatch, written.span, message);
            checker.report(fault.hint("Write the words in brackets: `grant [...]`."));
            None
        }
    }
}

/// A field at the top of the record or in a group of it, with an enum type.
fn offered_field(checker: &mut Checker<'_>, path: &ast::Path) -> Option<FieldId> {
    let found = checker.field_or_let(path)?;
    if let ExprKind::Field(id) = found.kind {
        let field = checker.program.schema.field(id);
        if field.rows.is_none() && matches!(field.shape, Shape::Scalar(Scalar::Enum(_))) {
            return Some(id);
        }
    }
    if found.ty != Type::Faulty {
        let message = format!("`{}` is no field with an enum type", path.text());
        let fault = Diagnostic::new(Code::NotHere, path.span, message);
        checker.report(
            fault.hint("`offer` tries each word of such a field, for example a document type."),
        );
    }
    None
}
