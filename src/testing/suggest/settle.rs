//! What else a rule asks: by it a rule may be settled, wherever a record lies beside a threshold.

use super::threshold::{Anchor, Threshold};
use crate::eval::Probe;
use crate::program::{Effect, Expr, ExprKind, FieldId, LetId, Program, Rule};
use crate::record::Element;
use std::collections::HashSet;

/// Most ways that are looked at; a rule that comes to one threshold in more is not written for people.
const MOST_WAYS: usize = 64;

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

/// The ways from a rule to a threshold; each is what else is asked on it. All of them may be settled at once only.
pub(super) type Ways<'p> = Vec<Vec<Part<'p>>>;

/// The parts that settle a rule on the way on which the fewest do; none if a way is open.
pub(super) fn settled<'a, 'p: 'a, 'w>(
    ways: &'w Ways<'p>,
    probe: &Probe<'_, 'a, 'p>,
    element: Option<Element>,
    inner: Option<Element>,
) -> Vec<&'w Part<'p>> {
    let each = ways.iter().map(|way| {
        let parts = way.iter();
        parts
            .filter(|part| part.settles(probe, element, inner))
            .collect()
    });
    each.min_by_key(|parts: &Vec<_>| parts.len())
        .unwrap_or_default()
}

/// What else a rule asks beside a threshold.
pub(super) fn ways<'p>(
    program: &'p Program,
    rule: &'p Rule,
    threshold: &Threshold<'p>,
) -> Ways<'p> {
    let search = Search { program, threshold };
    let ruleset = program.rulesets.get(rule.ruleset.0 as usize);
    let guard = ruleset.and_then(|ruleset| ruleset.guard.as_ref());
    let guards: Vec<&Expr> = guard.into_iter().chain(&rule.guard).collect();
    let mut ways = match &rule.effect {
        Effect::Finding { conditions, .. } => {
            let conditions: Vec<&Expr> = conditions.iter().collect();
            search.beside(&conditions, Settles::IfTrue, false)
        }
        Effect::Require(each) => {
            let conditions = each.iter().filter_map(|each| each.condition.as_ref());
            let holding = conditions.filter(|each| search.holds(each));
            holding
                .flat_map(|each| search.inside(each, false))
                .collect()
        }
    };
    if guards.iter().any(|guard| search.holds(guard)) {
        ways.push(Vec::new());
    }
    let guards = guards
        .into_iter()
        .filter(|guard| !search.holds(guard) && !search.moves(guard));
    for expr in guards {
        for way in &mut ways {
            way.insert(
                0,
                Part {
                    expr,
                    settles: Settles::UnlessTrue,
                    in_list: false,
                },
            );
        }
    }
    ways
}

struct Search<'s, 'p> {
    program: &'p Program,
    threshold: &'s Threshold<'p>,
}

impl<'p> Search<'_, 'p> {
    /// The ways through some of several parts, with what the others ask.
    fn beside(&self, parts: &[&'p Expr], settles: Settles, in_list: bool) -> Ways<'p> {
        let (holding, others): (Vec<&Expr>, Vec<&Expr>) =
            parts.iter().partition(|part| self.holds(part));
        let others = others.into_iter().filter(|part| !self.moves(part));
        let others = others.map(|expr| Part {
            expr,
            settles,
            in_list,
        });
        let others: Vec<Part<'p>> = others.collect();
        let ways = holding
            .into_iter()
            .flat_map(|part| self.inside(part, in_list));
        let ways = ways.map(|way| [others.clone(), way].concat());
        ways.take(MOST_WAYS).collect()
    }

    /// The ways through an expression in which the threshold stands.
    fn inside(&self, expr: &'p Expr, in_list: bool) -> Ways<'p> {
        let all = |parts: &'p [Expr]| parts.iter().collect::<Vec<_>>();
        match &expr.kind {
            ExprKind::And(parts) => self.beside(&all(parts), Settles::IfFalse, in_list),
            ExprKind::Or(parts) => self.beside(&all(parts), Settles::IfTrue, in_list),
            ExprKind::Not(inner) => self.inside(inner, in_list),
            ExprKind::Let(id) => match self.program.lets.get(id.0 as usize) {
                Some(declared) => match &declared.value.kind {
                    ExprKind::Where { condition, .. } => self.inside(condition, true),
                    _ => self.inside(&declared.value, in_list),
                },
                None => vec![Vec::new()],
            },
            _ => vec![Vec::new()],
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
