//! A rule at each element that it looks at, and what becomes of it there by its expressions.

use super::compare::{all, any, not};
use super::context::Context;
use super::rows::Rows;
use crate::decision::Severity;
use crate::program::{Effect, Expr, ExprKind, FieldId, PlannedRule, Requirement, Rule, Ruleset};
use crate::value::Cell;

/// What became of a rule at one element.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum State {
    /// Its condition does not hold.
    Clear,
    /// The element does not belong to the list that the rule looks at.
    Outside,
    /// Its condition holds.
    Fired,
    /// It hangs on something that is not known.
    Undecided,
    /// A rule that it names in `unless` fired.
    Excused,
    /// The policy leaves it out.
    Skipped,
}

/// A rule of the policy at the element that it looks at, if it looks at any.
#[derive(Clone, Copy)]
pub(super) struct Site<'c, 'a> {
    pub context: Context<'c, 'a>,
    pub planned: &'a PlannedRule,
    pub rule: &'a Rule,
    pub ruleset: &'a Ruleset,
    /// Whether the element belongs to the list; unknown if the list itself is not supplied.
    pub belongs: Option<bool>,
}

/// The field with the list that a ruleset looks at element by element.
pub(super) fn list_of(ruleset: &Ruleset) -> Option<FieldId> {
    ruleset.for_each.as_ref().map(|each| each.field)
}

/// A rule at each element that it looks at: one site without an element for a rule that looks at none, for one
/// that is left out, and for one whose list is not supplied.
pub(super) fn sites<'c, 'a>(
    context: &Context<'c, 'a>,
    planned: &'a PlannedRule,
) -> impl Iterator<Item = Site<'c, 'a>> {
    let context = *context;
    let found = context.program.rules.get(planned.rule.0 as usize);
    let found = found.and_then(|rule| {
        let ruleset = context.program.rulesets.get(rule.ruleset.0 as usize)?;
        Some((rule, ruleset))
    });
    found.into_iter().flat_map(move |(rule, ruleset)| {
        let (whole, rows) = scope(&context, planned, ruleset);
        let whole = whole.into_iter().map(|belongs| (None, belongs));
        let each = rows.into_iter().flat_map(move |rows| {
            let each = rows.each(context.record);
            each.map(|(element, belongs)| (Some(element), belongs))
        });
        whole.chain(each).map(move |(element, belongs)| Site {
            context: context.at(element),
            planned,
            rule,
            ruleset,
            belongs,
        })
    })
}

/// Either one look at the record as a whole, or the list to look at.
fn scope<'c, 'a>(
    context: &Context<'c, 'a>,
    planned: &PlannedRule,
    ruleset: &'a Ruleset,
) -> (Option<Option<bool>>, Option<Rows<'c>>) {
    let Some(each) = &ruleset.for_each else {
        return (Some(Some(true)), None);
    };
    if planned.skipped.is_some() {
        return (Some(None), None);
    }
    match context.rows(&each.rows) {
        Some(rows) if is_there(rows.cell).is_some() => (None, Some(rows)),
        _ => (Some(None), None),
    }
}

impl<'c, 'a> Site<'c, 'a> {
    /// The rule at a place of the policy, at the element at hand, which belongs to its list.
    pub fn at(context: &Context<'c, 'a>, place: u32) -> Option<Site<'c, 'a>> {
        let planned = context.policy.rules.get(place as usize)?;
        let rule = context.program.rules.get(planned.rule.0 as usize)?;
        let ruleset = context.program.rulesets.get(rule.ruleset.0 as usize)?;
        Some(Site {
            context: *context,
            planned,
            rule,
            ruleset,
            belongs: Some(true),
        })
    }

    /// The rule at a place of the policy where its sites have a number, as [`sites`] counts them.
    pub fn numbered(context: &Context<'c, 'a>, place: u32, number: usize) -> Option<Site<'c, 'a>> {
        let site = Site::at(context, place)?;
        let (whole, rows) = scope(context, site.planned, site.ruleset);
        let (element, belongs) = match (whole, rows) {
            (Some(belongs), _) => (None, belongs),
            (None, Some(rows)) => {
                let (element, belongs) = rows.each(context.record).nth(number)?;
                (Some(element), belongs)
            }
            (None, None) => return None,
        };
        Some(Site {
            context: context.at(element),
            belongs,
            ..site
        })
    }

    /// The same, if it is not known whether the element belongs to the list.
    pub fn perhaps_at(context: &Context<'c, 'a>, place: u32) -> Option<Site<'c, 'a>> {
        let site = Site::at(context, place)?;
        let each = site.ruleset.for_each.as_ref();
        let belongs = match (each, context.element) {
            (Some(each), Some(element)) => context.rows(&each.rows)?.belongs(element),
            _ => Some(true),
        };
        Some(Site { belongs, ..site })
    }
}

impl<'a> Site<'_, 'a> {
    pub fn state(&self) -> State {
        if self.planned.skipped.is_some() {
            return State::Skipped;
        }
        if self.belongs == Some(false) {
            return State::Outside;
        }
        match &self.rule.effect {
            Effect::Finding { conditions, .. } => {
                let effect = || any(conditions.iter().map(|each| self.context.truth(each)));
                match all(self.scope().chain(std::iter::once_with(effect))) {
                    Some(true) => State::Fired,
                    Some(false) => State::Clear,
                    None => State::Undecided,
                }
            }
            Effect::Require(requirements) => {
                if requirements
                    .iter()
                    .any(|each| self.lacks(each) != Some(false))
                {
                    State::Undecided
                } else {
                    State::Clear
                }
            }
        }
    }

    /// The conditions that the ruleset and the rule set before any effect.
    pub fn guards(&self) -> impl Iterator<Item = &'a Expr> {
        let guards = [self.ruleset.guard.as_ref(), self.rule.guard.as_ref()];
        guards.into_iter().flatten()
    }

    fn scope(&self) -> impl Iterator<Item = Option<bool>> {
        let guards = self.guards().map(|guard| self.context.truth(guard));
        std::iter::once(self.belongs).chain(guards)
    }

    /// Whether a required field is not there although it has to be.
    pub fn lacks(&self, requirement: &'a Requirement) -> Option<bool> {
        let cell = match requirement.field.kind {
            ExprKind::Field(field) => self.context.cell(field),
            _ => Cell::Missing,
        };
        let there = Some(is_there(cell) == Some(true));
        let needed = self.requires(requirement);
        all([not(there), needed].into_iter())
    }

    /// Whether a field has to be there.
    pub fn requires(&self, requirement: &'a Requirement) -> Option<bool> {
        let condition = requirement.condition.iter();
        all(self
            .scope()
            .chain(condition.map(|each| self.context.truth(each))))
    }

    /// Whether the element does not belong to the list that the rule looks at.
    pub fn is_outside(&self) -> bool {
        self.belongs == Some(false) && self.planned.skipped.is_none()
    }

    pub fn severity(&self) -> Option<Severity> {
        self.planned.severity
    }
}

/// Whether a cell holds a value, a group or a list; `None` if it is needed and not supplied.
fn is_there(cell: Cell) -> Option<bool> {
    match cell {
        Cell::Missing => None,
        Cell::Absent => Some(false),
        _ => Some(true),
    }
}
