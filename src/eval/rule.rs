//! The rules of a policy to their findings: where each fired, was excused or is undecided, element by element.
//!
//! A rule that stays clear leaves no trace and costs no allocation.

use super::compare::{all, and, any, not};
use super::context::Context;
use super::machine::{Machine, Registers};
use super::rows::Rows;
use crate::decision::Severity;
use crate::program::{
    Effect, Expr, ExprKind, FieldId, Labels, ListOf, Plan, PlannedRule, Requirement, Rule, RuleId,
    Ruleset, RulesetId, Step, Switch,
};
use crate::record::Record;
use crate::value::Cell;
use std::cmp::Ordering;

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

    /// Empties it and keeps its memory.
    pub fn clear(&mut self) {
        self.rules.clear();
        self.sites.clear();
    }

    /// Works out the rules that decide, or those that only give hints, in the order in which the policy evaluates them.
    pub fn evaluate(
        &mut self,
        context: &Context<'_, '_>,
        advice: Advice,
        registers: &mut Registers,
    ) {
        let policy = context.policy;
        match context.plan() {
            Some(plan) => {
                let switch = match advice {
                    Advice::Apart => &policy.plan.ruling,
                    Advice::Alone => &policy.plan.advising,
                };
                let places = candidates(switch, context.record);
                if places.is_empty() {
                    return;
                }
                let mut asking = Asking {
                    machine: Machine::new(context, &plan.code, registers),
                    plan,
                    guard: None,
                };
                for place in places {
                    self.ask(&mut asking, *place);
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

    /// A rule by its code.
    #[inline]
    fn ask(&mut self, asking: &mut Asking<'_, '_, '_>, place: u32) -> Option<()> {
        let context = asking.machine.context;
        let step = context.policy.plan.steps.get(place as usize)?;
        if step.each {
            return self.ask_each(asking, step, place);
        }
        let says = asking.rule(step);
        if says != Some(false) {
            self.keep_asked(context, place, says);
        }
        Some(())
    }

    /// A rule by its code, at each element of its list.
    fn ask_each(&mut self, asking: &mut Asking<'_, '_, '_>, step: &Step, place: u32) -> Option<()> {
        let context = asking.machine.context;
        let list = asking.plan.lists.get(step.ruleset.0 as usize)?;
        let cell = list.map_or(Cell::Missing, |list| context.record.cell(list.slot));
        let (Some(list), Cell::Rows(..)) = (*list, cell) else {
            let planned = context.policy.rules.get(place as usize)?;
            for (slot, site) in sites(context, planned).enumerate() {
                self.keep(&site, place, slot, site.state());
            }
            return Some(());
        };
        for element in context.record.elements(cell, list.width) {
            asking.machine.go_to(Some(element));
            let says = asking.rule_of_element(list, step);
            if says != Some(false) {
                self.keep_asked(&context.at(Some(element)), place, says);
            }
        }
        asking.machine.go_to(None);
        Some(())
    }

    /// Keeps what came of a rule that did not stay clear at the element at hand; where its code does not know, the
    /// expressions say. A `require` leaves the record incomplete, whether the field is certainly needed or perhaps.
    #[inline(never)]
    fn keep_asked(&mut self, context: &Context<'_, '_>, place: u32, says: Option<bool>) {
        let slot = context.element.map_or(0, |element| element.index as usize);
        let planned = context.policy.rules.get(place as usize);
        let site = match says {
            Some(_) => Site::at(context, place),
            None => planned.and_then(|planned| sites(&context.at(None), planned).nth(slot)),
        };
        if let Some(site) = site {
            let state = match (says, &site.rule.effect) {
                (None, _) => site.state(),
                (_, Effect::Finding { .. }) => State::Fired,
                (_, Effect::Require(_)) => State::Undecided,
            };
            self.keep(&site, place, slot, state);
        }
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

/// The code of a policy's rules, and what the ruleset asks first to which the last one belonged: the rules of one mostly
/// follow each other.
struct Asking<'m, 'c, 'a> {
    machine: Machine<'m, 'c, 'a>,
    plan: &'a Plan,
    guard: Option<(RulesetId, Option<bool>)>,
}

impl Asking<'_, '_, '_> {
    /// What a rule says that looks at no element.
    #[inline]
    fn rule(&mut self, step: &Step) -> Option<bool> {
        let guard = match self.guard {
            Some((ruleset, says)) if ruleset == step.ruleset => says,
            _ => {
                let says = self.guard(step.ruleset);
                self.guard = Some((step.ruleset, says));
                says
            }
        };
        and(guard, || self.machine.run(step.asks))
    }

    /// What a rule says at the element at hand.
    fn rule_of_element(&mut self, list: ListOf, step: &Step) -> Option<bool> {
        let belongs = list
            .filter
            .map_or(Some(true), |filter| self.machine.holds(filter));
        let guarded = and(belongs, || self.guard(step.ruleset));
        and(guarded, || self.machine.holds(step.asks))
    }

    fn guard(&mut self, ruleset: RulesetId) -> Option<bool> {
        let guard = self.plan.guards.get(ruleset.0 as usize).copied().flatten();
        guard.map_or(Some(true), |guard| self.machine.holds(guard))
    }
}

/// The places that can count for a record: all of them, unless the value of a field tells some apart.
pub(super) fn candidates<'a>(switch: &'a Switch, record: &Record) -> &'a [u32] {
    let Some(branches) = &switch.by else {
        return &switch.all;
    };
    let cell = record.cell(branches.slot);
    let found = match (&branches.labels, cell) {
        (Labels::Words(labels), Cell::Word(word)) => labelled(labels, |each| each.cmp(&word.index)),
        (Labels::Countries(labels), Cell::Country(country)) => {
            labelled(labels, |each| each.cmp(&country))
        }
        (Labels::Texts(labels), Cell::Text(from, to)) => {
            let text = record.text(from, to);
            labelled(labels, |each| each.as_bytes().cmp(text))
        }
        // What is not known may be any of them.
        _ => return &switch.all,
    };
    found.unwrap_or(&branches.others)
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

fn labelled<L>(labels: &[(L, Vec<u32>)], order: impl Fn(&L) -> Ordering) -> Option<&Vec<u32>> {
    let place = labels.binary_search_by(|(label, _)| order(label)).ok()?;
    labels.get(place).map(|(_, places)| places)
}

impl<'c, 'a> Site<'c, 'a> {
    /// The rule at a place of the policy, at the element at hand, which belongs to its list.
    fn at(context: &Context<'c, 'a>, place: u32) -> Option<Site<'c, 'a>> {
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
