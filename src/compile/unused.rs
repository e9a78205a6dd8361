//! What is declared and never used, and guards whose failure no rule notices.

use super::Checker;
use super::settle::Settled;
use crate::diagnostic::{Code, Diagnostic};
use crate::program::{
    ActionKind, Effect, Expr, ExprKind, FieldId, LetId, ParamId, Shape, TableId, Type,
};
use crate::source::Span;
use crate::syntax::ast::PolicyLine;
use crate::value::{EnumId, Scalar};
use std::collections::HashSet;

/// Something that has been used.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Used {
    Param(ParamId),
    Let(LetId),
    Table(TableId),
}

/// Reports both.
pub(super) fn report(checker: &mut Checker<'_>) {
    if checker.diagnostics.has_errors() {
        // A use may be hidden in what could not be read.
        return;
    }
    for (kind, name, span) in unused(checker) {
        let message = format!("the {kind} `{name}` is never used");
        let hint = match kind {
            "ruleset" => "Add it to a policy with `use`, or delete it.",
            _ => "Delete it, or use it in a rule.",
        };
        checker.report(Diagnostic::new(Code::Unused, span, message).hint(hint));
    }
    unnoticed(checker);
}

fn unused(checker: &Checker<'_>) -> Vec<(&'static str, String, Span)> {
    let names = checker.names;
    let used = |what: Used| checker.used.contains(&what);
    let mut found = Vec::new();
    for (at, (param, _)) in names.params.iter().enumerate() {
        if !used(Used::Param(ParamId(at as u32))) {
            found.push(("parameter", param.name.text.clone(), param.name.span));
        }
    }
    for (at, each) in names.lets.iter().enumerate() {
        if !used(Used::Let(LetId(at as u32))) {
            found.push(("`let`", each.name.text.clone(), each.name.span));
        }
    }
    for (at, each) in names.tables.iter().enumerate() {
        if !used(Used::Table(TableId(at as u32))) {
            found.push(("table", each.name.text.clone(), each.name.span));
        }
    }
    let rulesets = rulesets_in_use(checker);
    for each in &names.rulesets {
        if !rulesets.contains(each.name.text.as_str()) {
            found.push(("ruleset", each.name.text.clone(), each.name.span));
        }
    }
    let enums = enums_in_use(checker);
    for (at, each) in names.enums.iter().enumerate() {
        if !enums.contains(&super::schema::enum_id(at)) {
            found.push(("enum", each.name.text.clone(), each.name.span));
        }
    }
    found
}

fn rulesets_in_use<'a>(checker: &Checker<'a>) -> HashSet<&'a str> {
    let lines = checker
        .names
        .policies
        .iter()
        .flat_map(|policy| &policy.lines);
    lines
        .filter_map(|line| match line {
            PolicyLine::Use { rulesets, .. } => Some(rulesets),
            _ => None,
        })
        .flatten()
        .map(|name| name.text.as_str())
        .collect()
}

fn enums_in_use(checker: &Checker<'_>) -> HashSet<EnumId> {
    let fields = checker
        .program
        .schema
        .fields
        .iter()
        .filter_map(|field| match field.shape {
            Shape::Scalar(scalar) | Shape::List(scalar) => Some(scalar),
            Shape::Group(_) | Shape::Rows { .. } => None,
        });
    let params = checker.program.params.iter().map(|param| param.ty);
    let tables = checker.program.tables.iter().map(|table| table.ty);
    let keys = checker
        .program
        .tables
        .iter()
        .flat_map(|table| &table.keys)
        .map(|key| key.scalar);
    let actions = checker
        .program
        .policies
        .iter()
        .flat_map(|each| &each.actions);
    let grants = actions.filter_map(|action| match &action.kind {
        ActionKind::Grant(list) => Some(list.ty),
        _ => None,
    });
    let typed = params
        .chain(tables)
        .chain(grants)
        .filter_map(|ty| match ty {
            Type::Scalar(scalar) | Type::List(scalar) => Some(scalar),
            _ => None,
        });
    fields
        .chain(keys)
        .chain(typed)
        .filter_map(|scalar| match scalar {
            Scalar::Enum(id) => Some(id),
            _ => None,
        })
        .collect()
}

/// A ruleset that applies only when a field is present goes silent when it is absent. Some rule has to notice.
fn unnoticed(checker: &mut Checker<'_>) {
    let mut guarded: Vec<(String, Span, FieldId)> = Vec::new();
    for ruleset in &checker.program.rulesets {
        let Some(guard) = &ruleset.guard else {
            continue;
        };
        for field in Settled::by([guard], &checker.program.schema).fields() {
            if checker.program.schema.field(field).rows.is_none() {
                guarded.push((ruleset.name.to_string(), guard.span, field));
            }
        }
    }
    let noticed = noticed(checker);
    for (ruleset, span, field) in guarded {
        if noticed.contains(&field) {
            continue;
        }
        let path = checker.program.schema.field(field).path.to_string();
        let message =
            format!("where `{path}` is absent, `{ruleset}` says nothing, and no rule notices");
        checker.report(
            Diagnostic::new(Code::UnnoticedAbsence, span, message).hint(format!(
                "Add a rule with `require {path}` or `{path} is absent`, if its absence matters."
            )),
        );
    }
}

/// The fields that some rule requires, or whose absence it asks for in its own conditions, and all that these
/// stand in.
fn noticed(checker: &Checker<'_>) -> HashSet<FieldId> {
    let mut asked = HashSet::new();
    for rule in &checker.program.rules {
        match &rule.effect {
            Effect::Require(requirements) => requirements.iter().for_each(|requirement| {
                if let ExprKind::Field(id) = requirement.field.kind {
                    asked.insert(id);
                }
            }),
            Effect::Finding { conditions, .. } => {
                let all = conditions.iter().chain(&rule.guard);
                all.for_each(|condition| collect_asked(condition, &mut asked));
            }
        }
    }
    let parent = |id: &FieldId| checker.program.schema.field(*id).parent;
    let with_outer = |id| std::iter::successors(Some(id), parent);
    asked.into_iter().flat_map(with_outer).collect()
}

fn collect_asked(expr: &Expr, asked: &mut HashSet<FieldId>) {
    if let ExprKind::Present(subject) = &expr.kind
        && let ExprKind::Field(id) = subject.kind
    {
        asked.insert(id);
    }
    expr.children()
        .into_iter()
        .for_each(|child| collect_asked(child, asked));
}
