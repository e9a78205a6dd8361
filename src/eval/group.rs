//! Records side by side: a policy is chosen for each, the rules that can count for any of them are asked of all of those
//! at once, and what came of it is kept record by record.
//!
//! Policies have rules in common, so that records of different policies share the work. Whoever watches an evaluation
//! has its rules asked by their expressions instead.

use super::Privacy;
use super::context::{Context, Group, Lets, Readings, Scratch, When};
use super::decide::fold;
use super::findings::{Advice, Findings};
use super::lanes::{Lanes, Says, each, lane};
use super::machine::Machine;
use super::select::{Choice, Choices, choose, split};
use super::watch::Sight;
use crate::program::{Plan, Policy, Program, RuleId, Segment, Step};
use crate::record::{Element, Record, RecordRef};
use crate::value::Instant;

/// What came of a record.
pub(super) enum Judged<'x, 'c, 'a> {
    /// One policy decides it: what rules found, with the verdict in the context.
    Found(&'x Context<'c, 'a>, &'x Findings),
    /// None certainly does, and these perhaps.
    Open(&'x Context<'c, 'a>, Vec<&'a Policy>),
    /// None does.
    Nobody,
    /// More than one does.
    Several(Vec<&'a Policy>),
}

/// Judges records that share the place for derived values, in their order.
pub(super) fn judge<'a>(
    program: &'a Program,
    records: &[(RecordRef<'a>, When)],
    privacy: Privacy,
    lets: &Lets<'a>,
    scratch: &mut Scratch,
    mut tell: impl FnMut(Judged<'_, '_, 'a>),
) {
    let Some(stand_in) = program.policies.first() else {
        return records.iter().for_each(|_| tell(Judged::Nobody));
    };
    let group = Group {
        program,
        records,
        privacy,
        policies: &[],
        stand_in,
        verdicts: None,
        lets,
    };
    scratch.clear(&group);
    let Choices { chosen, others } = choose_all(&group, scratch);
    let mut policies = vec![stand_in; records.len()];
    for (policy, lanes) in &chosen {
        for at in each(*lanes) {
            if let Some(place) = policies.get_mut(at) {
                *place = policy;
                if let Some(watch) = group.watch() {
                    watch(Sight::Policy(policy.span));
                }
            }
        }
    }
    let group = Group {
        policies: &policies,
        ..group
    };
    evaluate(&group, &chosen, Advice::Apart, scratch);
    let mut verdicts = std::mem::take(&mut scratch.verdicts);
    for (policy, findings) in policies.iter().zip(&scratch.findings) {
        fold(policy, findings, &mut verdicts);
    }
    let group = Group {
        verdicts: Some(&verdicts),
        ..group
    };
    // Advice may ask for the decision, and changes nothing about it.
    evaluate(&group, &chosen, Advice::Alone, scratch);
    let mut others = others.into_iter().peekable();
    for (at, findings) in scratch.findings.iter().enumerate() {
        let Some(context) = group.context(at) else {
            continue;
        };
        tell(match others.next_if(|(other, _)| *other == at) {
            None => Judged::Found(&context, findings),
            Some((_, choice)) => match choice {
                Choice::One(_) => Judged::Found(&context, findings),
                Choice::Open(policies) => Judged::Open(&context, policies),
                Choice::None => Judged::Nobody,
                Choice::Several(policies) => Judged::Several(policies),
            },
        });
    }
    scratch.verdicts = verdicts;
}

/// Judges one record, where a single policy decides it.
pub(super) fn judge_one<'a>(
    program: &'a Program,
    record: &'a Record,
    at: Instant,
    privacy: Privacy,
    readings: &'a Readings,
    mut tell: impl FnMut(&Context<'_, 'a>, &Findings),
) {
    let lets = Lets::new(1, readings, None);
    let records = [(record.view(), When::new(program, at))];
    let mut scratch = Scratch::default();
    judge(program, &records, privacy, &lets, &mut scratch, |judged| {
        if let Judged::Found(context, findings) = judged {
            tell(context, findings);
        }
    });
}

fn choose_all<'a>(group: &Group<'_, 'a>, scratch: &mut Scratch) -> Choices<'a> {
    let Some(plan) = group.plan() else {
        return choose(None, group);
    };
    let Scratch {
        ranks, registers, ..
    } = scratch;
    let mut machine = Machine::new(&plan.code, group, ranks, registers);
    choose(Some(&mut machine), group)
}

/// Evaluates the rules of the records that policies decide.
fn evaluate<'a>(
    group: &Group<'_, 'a>,
    chosen: &[(&'a Policy, Lanes)],
    advice: Advice,
    scratch: &mut Scratch,
) {
    let Scratch {
        ranks,
        registers,
        round,
        findings,
        ..
    } = scratch;
    match group.plan() {
        Some(plan) => {
            let machine = Machine::new(&plan.code, group, ranks, registers);
            let parties = parties(&machine, chosen, advice);
            if parties.is_empty() {
                return;
            }
            round.ask(machine, plan, &parties);
            round.tell(group, &parties, findings);
        }
        None => {
            for at in chosen.iter().flat_map(|(_, lanes)| each(*lanes)) {
                if let (Some(context), Some(findings)) = (group.context(at), findings.get_mut(at)) {
                    findings.look_at_all(&context, advice);
                }
            }
        }
    }
    findings.iter_mut().for_each(Findings::sort);
}

/// Records for which the same rules of a policy can count.
struct Party<'a> {
    steps: &'a [Step],
    lanes: Lanes,
}

fn parties<'a>(
    machine: &Machine<'_, '_, 'a>,
    chosen: &[(&'a Policy, Lanes)],
    advice: Advice,
) -> Vec<Party<'a>> {
    let mut parties: Vec<Party<'a>> = Vec::new();
    for (policy, lanes) in chosen {
        let switch = match advice {
            Advice::Apart => &policy.plan.ruling,
            Advice::Alone => &policy.plan.advising,
        };
        // Other policies have steps of their own.
        let before = parties.len();
        split(switch, machine, *lanes, |steps, lanes| {
            if steps.is_empty() {
                return;
            }
            let mut own = parties.iter_mut().skip(before);
            match own.find(|party| std::ptr::eq(party.steps, steps)) {
                Some(party) => party.lanes |= lanes,
                None => parties.push(Party { steps, lanes }),
            }
        });
    }
    parties
}

/// One round of asking rules. Its memory is used again for the next.
#[derive(Default)]
pub(super) struct Round {
    /// By `RuleId`: of whom it is asked.
    asked: Vec<Lanes>,
    /// By `RuleId`: where it did not stay clear, at an element or otherwise.
    open: Vec<Lanes>,
    /// By `RuleId`.
    answers: Vec<Answer>,
    /// The rules that are asked.
    steps: Vec<Step>,
    /// Where rules did not stay clear at an element.
    hits: Vec<Hit>,
}

/// What came of a rule where it did not stay clear.
#[derive(Clone, Copy, Default)]
struct Answer {
    /// Where it fired; elsewhere its code does not know.
    fired: Lanes,
    /// Whose list is not there.
    unlisted: Lanes,
}

/// A rule that did not stay clear at an element.
#[derive(Clone, Copy)]
struct Hit {
    rule: RuleId,
    /// The record.
    of: usize,
    element: Element,
    says: Option<bool>,
}

impl Hit {
    fn place(&self) -> (u32, usize, u32) {
        (self.rule.0, self.of, self.element.index)
    }
}

impl Round {
    /// Asks every rule of all records for which it can count.
    fn ask(&mut self, mut machine: Machine<'_, '_, '_>, plan: &Plan, parties: &[Party<'_>]) {
        self.begin(plan, parties);
        let steps = std::mem::take(&mut self.steps);
        // The rules of a ruleset mostly follow each other.
        for steps in steps.chunk_by(|a, b| a.ruleset == b.ruleset) {
            match steps.first() {
                Some(first) if first.each => self.ask_elements(&mut machine, plan, steps),
                _ => self.ask_records(&mut machine, plan, steps),
            }
        }
        self.steps = steps;
        self.hits.sort_unstable_by_key(Hit::place);
    }

    fn begin(&mut self, plan: &Plan, parties: &[Party<'_>]) {
        for step in self.steps.drain(..) {
            put(&mut self.asked, &step, 0);
            put(&mut self.open, &step, 0);
            put(&mut self.answers, &step, Answer::default());
        }
        self.hits.clear();
        let count = plan.rules.len();
        if self.asked.len() < count {
            self.asked.resize(count, 0);
            self.open.resize(count, 0);
            self.answers.resize(count, Answer::default());
        }
        for party in parties {
            for step in party.steps {
                if let Some(asked) = self.asked.get_mut(step.rule.0 as usize) {
                    if *asked == 0 {
                        self.steps.push(*step);
                    }
                    *asked |= party.lanes;
                }
            }
        }
    }

    /// Of whom any of some rules is asked.
    fn asked_of(&self, steps: &[Step]) -> Lanes {
        let each = steps.iter().map(|step| of(&self.asked, step));
        each.fold(0, |all, asked| all | asked)
    }

    /// Rules of one ruleset that look at no list.
    fn ask_records(&mut self, machine: &mut Machine<'_, '_, '_>, plan: &Plan, steps: &[Step]) {
        let guard = guard_of(plan, steps);
        let guard = guard.map(|guard| machine.run(guard, self.asked_of(steps)));
        for step in steps {
            let asked = of(&self.asked, step);
            let (open, unknown) = match guard {
                Some(says) => (asked & says.yes, asked & says.unknown),
                None => (asked, 0),
            };
            let says = match open {
                0 => Says::default(),
                _ => machine.run(step.asks, open),
            };
            put(&mut self.open, step, says.yes | says.unknown | unknown);
            let answer = Answer {
                fired: says.yes,
                unlisted: 0,
            };
            put(&mut self.answers, step, answer);
        }
    }

    /// Rules of one ruleset at each element of their list.
    fn ask_elements(&mut self, machine: &mut Machine<'_, '_, '_>, plan: &Plan, steps: &[Step]) {
        let asked = self.asked_of(steps);
        let list = steps.first();
        let list = list.and_then(|step| *plan.lists.get(step.ruleset.0 as usize)?);
        let listed = list.map_or(0, |list| machine.listed(list, asked));
        for step in steps {
            let unlisted = of(&self.asked, step) & !listed;
            put(&mut self.open, step, unlisted);
            put(&mut self.answers, step, Answer { fired: 0, unlisted });
        }
        let Some(list) = list else {
            return;
        };
        let guard = guard_of(plan, steps);
        for rank in machine.elements(list) {
            let all = rank.lanes_of(listed);
            if all == 0 {
                continue;
            }
            // Mostly, all of them are asked of the same records.
            let mut last = (listed, all);
            let mut machine = machine.at(rank);
            let belonging = machine.belonging(list, all);
            let guarded = match guard {
                Some(guard) if belonging.yes != 0 => machine.run(guard, belonging.yes),
                _ => belonging,
            };
            let unknown = belonging.unknown | guarded.unknown;
            for step in steps {
                let records = of(&self.asked, step);
                if records != last.0 {
                    last = (records, rank.lanes_of(records));
                }
                let each = last.1;
                self.ask_rank(&mut machine, step, [each & guarded.yes, each & unknown]);
            }
        }
    }

    /// A rule at elements where its guards hold, and at others where they are unknown.
    fn ask_rank(
        &mut self,
        machine: &mut Machine<'_, '_, '_>,
        step: &Step,
        [open, unknown]: [Lanes; 2],
    ) {
        let says = match open {
            0 => Says::default(),
            _ => machine.run(step.asks, open),
        };
        for at in each(says.yes | says.unknown | unknown) {
            let Some(element) = machine.element(at) else {
                continue;
            };
            let of = machine.of(at);
            if let Some(open) = self.open.get_mut(step.rule.0 as usize) {
                *open |= lane(of);
            }
            self.hits.push(Hit {
                rule: step.rule,
                of,
                element,
                says: (says.yes & lane(at) != 0).then_some(true),
            });
        }
    }

    /// Keeps what came of the rules for each record, in the order of its policy: some excuse others.
    fn tell(&self, group: &Group<'_, '_>, parties: &[Party<'_>], findings: &mut [Findings]) {
        for party in parties {
            self.tell_party(group, party, findings);
        }
    }

    /// Whether a rule has any record, and how many, cannot be foreseen: no branch hangs on it.
    fn tell_party(&self, group: &Group<'_, '_>, party: &Party<'_>, findings: &mut [Findings]) {
        let Some(first) = party.steps.first() else {
            return;
        };
        let mut open: Vec<(&Step, Lanes)> = vec![(first, 0); party.steps.len()];
        let mut end = 0;
        for step in party.steps {
            let lanes = of(&self.open, step) & party.lanes;
            if let Some(place) = open.get_mut(end) {
                *place = (step, lanes);
            }
            end += usize::from(lanes != 0);
        }
        open.truncate(end);
        let mut next = 0;
        while let Some((step, lanes)) = open.get_mut(next) {
            let at = lanes.trailing_zeros() as usize;
            *lanes &= lanes.wrapping_sub(1);
            next += usize::from(*lanes == 0);
            if let Some(findings) = findings.get_mut(at) {
                self.tell_one(group, step, at, findings);
            }
        }
    }

    fn tell_one(&self, group: &Group<'_, '_>, step: &Step, at: usize, findings: &mut Findings) {
        let answer = of(&self.answers, step);
        let is_in = |lanes: Lanes| lanes & lane(at) != 0;
        let context = || group.context(at);
        if !step.each {
            match is_in(answer.fired) {
                true if step.is_plain => findings.keep_fired(step, 0),
                fired => findings.keep_asked(context(), step.place, fired.then_some(true)),
            }
        } else if is_in(answer.unlisted) {
            findings.keep_unlisted(context(), step.place);
        } else {
            for Hit { element, says, .. } in self.hits_of(step.rule, at) {
                match says {
                    Some(true) if step.is_plain => findings.keep_fired(step, element.index),
                    _ => {
                        let context = context().map(|context| context.at(Some(*element)));
                        findings.keep_asked(context, step.place, *says);
                    }
                }
            }
        }
    }

    /// The elements of a record at which a rule did not stay clear, in their order.
    fn hits_of(&self, rule: RuleId, of: usize) -> impl Iterator<Item = &Hit> {
        let before = |hit: &Hit| (hit.rule.0, hit.of) < (rule.0, of);
        let start = self.hits.partition_point(before);
        let rest = self.hits.get(start..).unwrap_or(&[]);
        let is_its = move |hit: &&Hit| hit.rule == rule && hit.of == of;
        rest.iter().take_while(is_its)
    }
}

/// What is kept for a rule.
#[inline(always)]
fn of<T: Copy + Default>(kept: &[T], step: &Step) -> T {
    let found = kept.get(step.rule.0 as usize);
    found.copied().unwrap_or_default()
}

#[inline(always)]
fn put<T>(kept: &mut [T], step: &Step, value: T) {
    if let Some(place) = kept.get_mut(step.rule.0 as usize) {
        *place = value;
    }
}

/// What the ruleset of some rules asks first.
fn guard_of(plan: &Plan, steps: &[Step]) -> Option<Segment> {
    let ruleset = steps.first()?.ruleset;
    plan.guards.get(ruleset.0 as usize).copied().flatten()
}
