//! The rules of a policy to their findings: where each fired, was excused or is undecided, element by element.
//!
//! A rule that stays clear leaves no trace and costs no allocation.

use super::compare::{all, and, any, not};
use super::context::Context;
use super::predicate::{Frame, candidates};
use super::rows::Rows;
use crate::decision::Severity;
use crate::program::{
    Effect, Expr, ExprKind, FieldId, Plan, PlannedRule, Requirement, Rule, RuleId, Ruleset,
    RulesetId,
};
use crate::record::Element;
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

/// The rules that did not stay clear: where each fired, was excused or is undecided.
#[derive(Debug, Default)]
pub(super) struct Findings {
    /// In the order of the policy once all are evaluated.
    rules: Vec<Found>,
    /// The sites of all of them, in the order in which the rules were evaluated.
    sites: Vec<(u32, State)>,
}

/// A rule by its place in the policy, and its part of [`Findings::sites`].
#[derive(Clone, Copy, Debug)]
struct Found {
    place: u32,
    from: u32,
    to: u32,
    /// Whether it fired at any of them.
    fired: bool,
}

impl Findings {
    /// The places of the rules that did not stay clear, in the order of the policy.
    pub fn places(&self) -> impl Iterator<Item = usize> {
        self.rules.iter().map(|found| found.place as usize)
    }

    /// Whether a rule ended like this anywhere.
    pub fn any(&self, wanted: State) -> bool {
        self.sites.iter().any(|(_, state)| *state == wanted)
    }

    /// Where the rule at a place of the policy did not stay clear: by the number of the site, in order.
    pub fn of(&self, place: usize) -> &[(u32, State)] {
        let found = self.find(place);
        let range = found.map_or(0..0, |found| found.from as usize..found.to as usize);
        self.sites.get(range).unwrap_or(&[])
    }

    fn find(&self, place: usize) -> Option<&Found> {
        self.rules
            .iter()
            .find(|found| found.place as usize == place)
    }

    /// Where the rule at a place ended like this.
    pub fn sites<'c, 'a>(
        &self,
        context: &Context<'c, 'a>,
        place: usize,
        wanted: State,
    ) -> impl Iterator<Item = Site<'c, 'a>> {
        let mut left = self.of(place);
        let planned = context.policy.rules.get(place).filter(|_| !left.is_empty());
        let each = planned
            .into_iter()
            .flat_map(|planned| sites(context, planned));
        each.enumerate().filter_map(move |(slot, site)| {
            let ((found, state), rest) = left.split_first()?;
            if *found as usize != slot {
                return None;
            }
            left = rest;
            (*state == wanted).then_some(site)
        })
    }

    /// How a rule ended at a site.
    pub fn state(&self, place: usize, slot: usize, site: &Site<'_, '_>) -> State {
        let sites = self.of(place);
        let found = sites.binary_search_by_key(&slot, |(slot, _)| *slot as usize);
        match found.ok().and_then(|at| sites.get(at)) {
            Some((_, state)) => *state,
            None if site.planned.skipped.is_some() => State::Skipped,
            None if site.is_outside() => State::Outside,
            None => State::Clear,
        }
    }

    /// Works out the rules that decide, or those that only give hints, in the order in which the policy evaluates them.
    pub fn evaluate(&mut self, context: &Context<'_, '_>, advice: Advice) {
        let policy = context.policy;
        match context.plan() {
            Some(plan) => {
                let switch = match advice {
                    Advice::Apart => &policy.plan.ruling,
                    Advice::Alone => &policy.plan.advising,
                };
                let mut guards = Guards::default();
                let frame = Frame::new(context);
                for place in candidates(switch, context.record) {
                    self.ask(frame, context, plan, &mut guards, *place);
                }
            }
            None => {
                for place in &policy.order {
                    let planned = policy.rules.get(*place as usize);
                    let wanted =
                        planned.filter(|each| each.is_advice() == (advice == Advice::Alone));
                    wanted
                        .into_iter()
                        .for_each(|planned| self.look(context, planned, *place));
                }
            }
        }
        self.rules.sort_unstable_by_key(|found| found.place);
    }

    /// A rule by its predicates.
    fn ask<'a>(
        &mut self,
        frame: Frame<'_, '_, 'a>,
        context: &Context<'_, 'a>,
        plan: &'a Plan,
        guards: &mut Guards,
        place: u32,
    ) -> Option<()> {
        let step = context.policy.plan.steps.get(place as usize)?;
        let asked = plan.rules.get(step.rule.0 as usize)?;
        let guard = plan.guards.get(step.ruleset.0 as usize)?.as_ref();
        if !step.each {
            let guard = guards.of(step.ruleset, || {
                guard.map_or(Some(true), |guard| frame.holds(guard))
            });
            let truth = and(guard, || frame.holds(asked));
            if truth != Some(false) {
                self.keep_asked(
                    &Site::at(context, place, None, Some(true))?,
                    place,
                    0,
                    truth,
                );
            }
            return Some(());
        }
        let list = plan.lists.get(step.ruleset.0 as usize)?.as_ref();
        let cell = list.map_or(Cell::Missing, |list| context.record.cell(list.slot));
        if let (Some(list), Cell::Rows(..)) = (list, cell) {
            for element in context.record.elements(cell, list.width) {
                let truth = frame.at(element).asked(guard, asked);
                if truth != Some(false) {
                    let site = Site::at(context, place, Some(element), Some(true))?;
                    self.keep_asked(&site, place, element.index as usize, truth);
                }
            }
            return Some(());
        }
        let planned = context.policy.rules.get(place as usize)?;
        for (slot, site) in sites(context, planned).enumerate() {
            let frame = site
                .context
                .element
                .map_or(frame, |element| frame.at(element));
            let truth = and(site.belongs, || frame.asked(guard, asked));
            if truth != Some(false) {
                self.keep_asked(&site, place, slot, truth);
            }
        }
        Some(())
    }

    /// Keeps what came of a rule that did not stay clear. A `require` leaves the record incomplete, whether the field is
    /// certainly needed or perhaps.
    fn keep_asked(&mut self, site: &Site<'_, '_>, place: u32, slot: usize, truth: Option<bool>) {
        let state = match (&site.rule.effect, truth) {
            (Effect::Finding { .. }, Some(true)) => State::Fired,
            _ => State::Undecided,
        };
        self.keep(site, place, slot, state);
    }

    /// A rule by its expressions; whoever watches is told.
    fn look<'a>(&mut self, context: &Context<'_, 'a>, planned: &'a PlannedRule, place: u32) {
        for (slot, site) in sites(context, planned).enumerate() {
            let state = site.state();
            let state = self.keep(&site, place, slot, state);
            site.tell(state, self.excusers(&site, slot).map(|(id, _)| id));
        }
    }

    /// Keeps how a rule ended at a site, unless it stayed clear there: excused, where another rule says so.
    fn keep(&mut self, site: &Site<'_, '_>, place: u32, slot: usize, state: State) -> State {
        if !matches!(state, State::Fired | State::Undecided) {
            return state;
        }
        let excused = self.excuser(site, slot).is_some();
        let state = if excused { State::Excused } else { state };
        let end = self.sites.len() as u32;
        self.sites.push((slot as u32, state));
        match self.rules.last_mut().filter(|found| found.place == place) {
            Some(found) => {
                found.to = end + 1;
                found.fired |= state == State::Fired;
            }
            None => self.rules.push(Found {
                place,
                from: end,
                to: end + 1,
                fired: state == State::Fired,
            }),
        }
        state
    }

    /// The first rule that excuses one.
    pub fn excuser<'a>(&self, site: &Site<'_, 'a>, slot: usize) -> Option<&'a Rule> {
        self.excusers(site, slot).next().map(|(_, rule)| rule)
    }

    /// The rules that excuse one: each fired at the same element where both look at the same list, else anywhere.
    fn excusers<'a>(
        &self,
        site: &Site<'_, 'a>,
        slot: usize,
    ) -> impl Iterator<Item = (RuleId, &'a Rule)> {
        let Context {
            program, policy, ..
        } = site.context;
        let list = list_of(site.ruleset);
        site.planned.excusers.iter().filter_map(move |place| {
            let found = self.find(*place as usize)?;
            let planned = policy.rules.get(*place as usize)?;
            let rule = program.rules.get(planned.rule.0 as usize)?;
            let ruleset = program.rulesets.get(rule.ruleset.0 as usize)?;
            let fired = if list.is_some() && list == list_of(ruleset) {
                let sites = self.of(*place as usize);
                let at = sites.binary_search_by_key(&slot, |(slot, _)| *slot as usize);
                at.ok()
                    .and_then(|at| sites.get(at))
                    .is_some_and(|(_, state)| *state == State::Fired)
            } else {
                found.fired
            };
            fired.then_some((planned.rule, rule))
        })
    }
}

/// What the ruleset asks first to which the last rule belonged: the rules of one mostly follow each other.
#[derive(Default)]
struct Guards {
    last: Option<(RulesetId, Option<bool>)>,
}

impl Guards {
    fn of(&mut self, id: RulesetId, ask: impl FnOnce() -> Option<bool>) -> Option<bool> {
        match self.last {
            Some((last, truth)) if last == id => truth,
            _ => {
                let truth = ask();
                self.last = Some((id, truth));
                truth
            }
        }
    }
}

/// Which rules are evaluated.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Advice {
    /// All but those that only give hints.
    Apart,
    /// Those alone.
    Alone,
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
    /// The rule at a place of the policy, at an element.
    fn at(
        context: &Context<'c, 'a>,
        place: u32,
        element: Option<Element>,
        belongs: Option<bool>,
    ) -> Option<Site<'c, 'a>> {
        let planned = context.policy.rules.get(place as usize)?;
        let rule = context.program.rules.get(planned.rule.0 as usize)?;
        let ruleset = context.program.rulesets.get(rule.ruleset.0 as usize)?;
        Some(Site {
            context: context.at(element),
            planned,
            rule,
            ruleset,
            belongs,
        })
    }
}

impl<'a> Site<'_, 'a> {
    fn state(&self) -> State {
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
