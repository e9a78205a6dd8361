//! What came of the rules of a policy for one record: where each fired, was excused or is undecided, element by element.
//!
//! A rule that stays clear leaves no trace and costs no allocation.

use super::context::Context;
use super::rule::{Site, State, list_of, sites};
use crate::decision::Severity;
use crate::program::{Effect, PlannedRule, Rule, RuleId, Step};

/// The rules that did not stay clear: where each fired, was excused or is undecided.
#[derive(Debug, Default)]
pub(super) struct Findings {
    /// In the order of the policy once all are evaluated.
    rules: Vec<Found>,
    /// The sites of all of them, in the order in which the rules were evaluated.
    sites: Vec<(u32, State)>,
    seen: Seen,
}

/// A rule by its place in the policy, and its part of [`Findings::sites`].
#[derive(Clone, Copy, Debug)]
struct Found {
    place: u32,
    from: u32,
    to: u32,
    rule: RuleId,
    severity: Option<Severity>,
    /// Whether it fired at any of them.
    fired: bool,
}

/// What is among findings: a bit for each severity with which a rule fired, and for the other states.
#[derive(Clone, Copy, Default, Debug)]
struct Seen(u8);

impl Seen {
    fn bit(state: State, severity: Option<Severity>) -> u8 {
        match (state, severity) {
            (State::Undecided, _) => 1,
            (State::Excused, _) => 2,
            (State::Fired, Some(severity)) => 4 << severity as u8,
            (State::Fired, None) | (State::Clear | State::Outside | State::Skipped, _) => 0,
        }
    }

    fn has(self, state: State, severity: Option<Severity>) -> bool {
        self.0 & Seen::bit(state, severity) != 0
    }
}

impl Findings {
    /// The places of the rules that did not stay clear, in the order of the policy.
    pub fn places(&self) -> impl Iterator<Item = usize> {
        self.rules.iter().map(|found| found.place as usize)
    }

    /// Whether all rules stayed clear.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    /// Whether a rule is undecided anywhere.
    #[inline]
    pub fn any_undecided(&self) -> bool {
        self.seen.has(State::Undecided, None)
    }

    /// Whether a rule was excused anywhere.
    #[inline]
    pub fn any_excused(&self) -> bool {
        self.seen.has(State::Excused, None)
    }

    /// Whether a rule of a severity fired anywhere.
    #[inline]
    pub fn any_fired(&self, severity: Severity) -> bool {
        self.seen.has(State::Fired, Some(severity))
    }

    /// The rules that did not stay clear, each with whether it fired as something.
    pub fn rules(&self) -> impl Iterator<Item = (RuleId, Option<Severity>)> {
        let each = self.rules.iter();
        each.map(|found| (found.rule, found.severity.filter(|_| found.fired)))
    }

    /// Tells where rules of a severity fired, by their place and the number of the site, in order.
    #[inline]
    pub fn each_fired(&self, severity: Severity, mut tell: impl FnMut(RuleId, u32, u32)) {
        if !self.any_fired(severity) {
            return;
        }
        for found in &self.rules {
            if found.severity == Some(severity) {
                for (slot, state) in self.sites_of(found) {
                    if *state == State::Fired {
                        tell(found.rule, found.place, *slot);
                    }
                }
            }
        }
    }

    /// Where the rule at a place of the policy did not stay clear: by the number of the site, in order.
    pub fn of(&self, place: usize) -> &[(u32, State)] {
        let found = self.find(place);
        found.map_or(&[], |found| self.sites_of(found))
    }

    #[inline]
    fn sites_of(&self, found: &Found) -> &[(u32, State)] {
        let range = found.from as usize..found.to as usize;
        self.sites.get(range).unwrap_or(&[])
    }

    fn find(&self, place: usize) -> Option<&Found> {
        self.rules
            .iter()
            .find(|found| found.place as usize == place)
    }

    /// Where the rule at a place ended like this.
    pub fn sites<'f, 'c, 'a>(
        &'f self,
        context: &'f Context<'c, 'a>,
        place: usize,
        wanted: State,
    ) -> impl Iterator<Item = Site<'c, 'a>> + use<'f, 'c, 'a> {
        let ended = self.of(place).iter();
        let ended = ended.filter(move |(_, state)| *state == wanted);
        ended.filter_map(move |(slot, _)| Site::numbered(context, place as u32, *slot as usize))
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
        self.seen = Seen::default();
    }

    /// Works out the rules of a record by their expressions, in the order in which the policy evaluates them.
    pub fn look_at_all(&mut self, context: &Context<'_, '_>, advice: Advice) {
        let policy = context.policy;
        for place in &policy.order {
            let planned = policy.rules.get(*place as usize);
            let wanted = planned.filter(|each| each.is_advice() == (advice == Advice::Alone));
            if let Some(planned) = wanted {
                self.look(context, planned, *place);
            }
        }
    }

    /// Puts the rules into the order of the policy.
    pub fn sort(&mut self) {
        if self.rules.len() > 1 {
            self.rules.sort_unstable_by_key(|found| found.place);
        }
    }

    /// Keeps that a rule fired which nothing excuses, at a site.
    #[inline]
    pub fn keep_fired(&mut self, step: &Step, slot: u32) {
        let rule = (step.rule, step.severity);
        self.add(rule, step.place, slot, State::Fired);
    }

    /// Keeps what came of a rule whose list is not there: that is for the expressions to say.
    pub fn keep_unlisted(&mut self, context: Option<Context<'_, '_>>, place: u32) {
        let Some(context) = &context else {
            return;
        };
        let planned = context.policy.rules.get(place as usize);
        let sites = planned.into_iter().flat_map(|each| sites(context, each));
        for (slot, site) in sites.enumerate() {
            self.keep(&site, place, slot, site.state());
        }
    }

    /// Keeps what came of a rule that did not stay clear at the element at hand; where its code does not know, the
    /// expressions say. A `require` leaves the record incomplete, whether the field is certainly needed or perhaps.
    #[inline(never)]
    pub fn keep_asked(&mut self, context: Option<Context<'_, '_>>, place: u32, says: Option<bool>) {
        let Some(context) = &context else {
            return;
        };
        let slot = context.element.map_or(0, |element| element.index as usize);
        let site = match says {
            Some(_) => Site::at(context, place),
            None => Site::perhaps_at(context, place),
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
        let rule = (site.planned.rule, site.planned.severity);
        self.add(rule, place, slot as u32, state);
        state
    }

    #[inline(always)]
    fn add(
        &mut self,
        (rule, severity): (RuleId, Option<Severity>),
        place: u32,
        slot: u32,
        state: State,
    ) {
        self.seen.0 |= Seen::bit(state, severity);
        let end = self.sites.len() as u32;
        self.sites.push((slot, state));
        match self.rules.last_mut().filter(|found| found.place == place) {
            Some(found) => {
                found.to = end + 1;
                found.fired |= state == State::Fired;
            }
            None => self.rules.push(Found {
                place,
                from: end,
                to: end + 1,
                rule,
                severity,
                fired: state == State::Fired,
            }),
        }
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

/// Which rules are evaluated.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Advice {
    /// All but those that only give hints.
    Apart,
    /// Those alone.
    Alone,
}
