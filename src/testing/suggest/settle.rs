//! What else a rule asks: by it a rule may be settled, wherever a record lies beside a threshold.

use super::threshold::{Anchor, Threshold};
use crate::eval::Probe;
use crate::program::{Effect, Expr, ExprKind, FieldId, LetId, Program, Rule};
use crate::record::Element;
use std::collections::HashSet;

/// A condition beside a threshold that does not ask what the threshold asks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part<'p> {
    pub(super) expr: &'p Expr,
    /// With which answers it leaves the threshold without a say.
    settles: Settles,
    /// Whether it is asked of the element that a `where` looks at.
    in_list: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Settles {
    /// A guard: unless it holds.
    UnlessTrue,
    /// A part of an `and`.
    IfFalse,
    /// A part of an `or`, or another effect.
    IfTrue,
}

impl<'p> Part<'p> {
    /// Whether it leaves the threshold without a say.
    pub(super) fn settles<'a>(
        &self,
        probe: &Probe<'_, 'a, 'p>,
        element: Option<Element>,
        inner: Option<Element>,
    ) -> bool
    where
        'p: 'a,
    {
        let element = if self.in_list { inner } else { element };
        let truth = probe.value(self.expr, element).as_bool();
        match self.settles {
            Settles::UnlessTrue => truth != Some(true),
            Settles::IfFalse => truth == Some(false),
            Settles::IfTrue => truth == Some(true),
        }
    }

    /// As something that a record has to be: `face is present`.
    pub(super) fn wanted(&self, program: &Program) -> String {
        let words = program.sources.words_of(self.expr.span);
        match self.settles {
            Settles::UnlessTrue | Settles::IfFalse => format!("`{words}`"),
            Settles::IfTrue => format!("not `{words}`"),
        }
    }
}

/// What else a rule asks beside a threshold.
pub(super) fn parts<'p>(
    program: &'p Program,
    rule: &'p Rule,
    threshold: &Threshold<'p>,
) -> Vec<Part<'p>> {
    let mut search = Search {
        program,
        threshold,
        found: Vec::new(),
    };
    let ruleset = program.rulesets.get(rule.ruleset.0 as usize);
    let guard = ruleset.and_then(|ruleset| ruleset.guard.as_ref());
    for guard in guard.into_iter().chain(&rule.guard) {
        search.part(guard, Settles::UnlessTrue, false);
    }
    match &rule.effect {
        Effect::Finding { conditions, .. } => {
            for condition in conditions {
                search.part(condition, Settles::IfTrue, false);
            }
        }
        Effect::Require(each) => {
            let conditions = each.iter().filter_map(|each| each.condition.as_ref());
            for condition in conditions {
                if search.holds(condition) {
                    search.way(condition, false);
                }
            }
        }
    }
    search.found
}

struct Search<'s, 'p> {
    program: &'p Program,
    threshold: &'s Threshold<'p>,
    found: Vec<Part<'p>>,
}

impl<'p> Search<'_, 'p> {
    fn part(&mut self, expr: &'p Expr, settles: Settles, in_list: bool) {
        if self.holds(expr) {
            self.way(expr, in_list);
        } else if !self.moves(expr) {
            self.found.push(Part {
                expr,
                settles,
                in_list,
            });
        }
    }

    /// Goes down to the threshold.
    fn way(&mut self, expr: &'p Expr, in_list: bool) {
        match &expr.kind {
            ExprKind::And(parts) => {
                for part in parts {
                    self.part(part, Settles::IfFalse, in_list);
                }
            }
            ExprKind::Or(parts) => {
                for part in parts {
                    self.part(part, Settles::IfTrue, in_list);
                }
            }
            ExprKind::Not(inner) => self.way(inner, in_list),
            ExprKind::Let(id) => {
                if let Some(declared) = self.program.lets.get(id.0 as usize) {
                    match &declared.value.kind {
                        ExprKind::Where { condition, .. } => self.way(condition, true),
                        _ => self.way(&declared.value, in_list),
                    }
                }
            }
            _ => {}
        }
    }

    /// Whether the threshold stands in an expression.
    fn holds(&self, expr: &'p Expr) -> bool {
        let span = self.threshold.span;
        any(self.program, expr, &mut HashSet::new(), &mut |each| {
            each.span == span
        })
    }

    /// Whether an expression asks what is moved to reach the threshold.
    fn moves(&self, expr: &'p Expr) -> bool {
        let program = self.program;
        let mut sides = self.threshold.sides().into_iter();
        sides.any(|side| {
            any(
                program,
                expr,
                &mut HashSet::new(),
                &mut |each| match (&side.anchor, &each.kind) {
                    (
                        Anchor::Field(moved)
                        | Anchor::Extreme { field: moved, .. }
                        | Anchor::Count { field: moved, .. },
                        ExprKind::Field(asked),
                    ) => within(program, *moved, *asked),
                    (
                        Anchor::Extreme { field: moved, .. },
                        ExprKind::Extreme { field: asked, .. },
                    ) => moved == asked,
                    (Anchor::Now | Anchor::Today, ExprKind::Now | ExprKind::Today) => true,
                    _ => false,
                },
            )
        })
    }
}

/// Whether a field is the other one, or stands in it.
fn within(program: &Program, field: FieldId, other: FieldId) -> bool {
    let mut at = Some(field);
    while let Some(id) = at {
        if id == other {
            return true;
        }
        at = program.schema.field(id).parent;
    }
    false
}

/// Whether something stands in an expression, or in the derived values and tables that it uses.
fn any<'p>(
    program: &'p Program,
    expr: &'p Expr,
    lets: &mut HashSet<LetId>,
    is_it: &mut dyn FnMut(&'p Expr) -> bool,
) -> bool {
    if is_it(expr) {
        return true;
    }
    let behind: Vec<&Expr> = match &expr.kind {
        ExprKind::Let(id) | ExprKind::Fact { of: id, .. } if lets.insert(*id) => {
            let declared = program.lets.get(id.0 as usize);
            declared
                .map(|declared| &declared.value)
                .into_iter()
                .collect()
        }
        ExprKind::Lookup { table, arguments } if arguments.is_empty() => {
            let table = program.tables.get(table.0 as usize);
            let keys = table.into_iter().flat_map(|table| &table.keys);
            keys.filter_map(|key| key.value.as_ref()).collect()
        }
        _ => Vec::new(),
    };
    let inside = expr.children().into_iter().chain(behind);
    inside
        .into_iter()
        .any(|inner| any(program, inner, lets, is_it))
}
