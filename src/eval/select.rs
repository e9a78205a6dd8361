//! The policies of a program and a record to the one policy that decides it, for a group of records.

use super::context::{Context, Group};
use super::lanes::{Lanes, each, first_lanes, lane};
use super::machine::Machine;
use crate::program::{Labels, Policy, Switch};
use crate::record::{Column, RecordRef};
use crate::value::{Date, Kind};
use std::borrow::Cow;
use std::cmp::Ordering;

/// Which policies decide the records of a group.
pub(super) struct Choices<'a> {
    /// The records that one policy decides, by policy.
    pub chosen: Vec<(&'a Policy, Lanes)>,
    /// All others, in their order.
    pub others: Vec<(usize, Choice<'a>)>,
}

/// Which policy decides.
#[derive(Debug)]
pub(super) enum Choice<'a> {
    /// This one.
    One(&'a Policy),
    /// None certainly, and these perhaps.
    Open(Vec<&'a Policy>),
    /// None.
    None,
    /// More than one: the checker refuses programs in which that can happen.
    Several(Vec<&'a Policy>),
}

/// Chooses a policy for each record of a group, among those in force on the day of its evaluation. They share derived
/// values: none of these reads a parameter that a policy can set, so that any policy may stand in.
pub(super) fn choose<'a>(
    machine: Option<&mut Machine<'_, '_, 'a>>,
    group: &Group<'_, 'a>,
) -> Choices<'a> {
    let settled = machine.map(choose_by_code);
    let mut chosen = settled.unwrap_or_default();
    let settled = chosen.iter().fold(0, |all, (_, lanes)| all | lanes);
    let mut others = Vec::new();
    for at in each(first_lanes(group.records.len()) & !settled) {
        match group.context(at).map(choose_by_expressions) {
            Some(Choice::One(policy)) => {
                let mut known = chosen.iter_mut();
                match known.find(|(each, _)| std::ptr::eq(*each, policy)) {
                    Some((_, lanes)) => *lanes |= lane(at),
                    None => chosen.push((policy, lane(at))),
                }
            }
            other => others.extend(other.map(|choice| (at, choice))),
        }
    }
    Choices { chosen, others }
}

/// The records for which code says that a policy is the only one, by policy.
fn choose_by_code<'a>(machine: &mut Machine<'_, '_, 'a>) -> Vec<(&'a Policy, Lanes)> {
    let mut chosen = Vec::new();
    let group = machine.group;
    let (program, all) = (group.program, first_lanes(group.records.len()));
    let mut asked: Vec<Lanes> = vec![0; program.policies.len()];
    split(&program.plan.choice, machine, all, |places, lanes| {
        for place in places {
            if let Some(asked) = asked.get_mut(*place as usize) {
                *asked |= lanes;
            }
        }
    });
    let (mut once, mut open) = (0, 0);
    let policies = program.policies.iter().zip(&program.plan.applies);
    for ((policy, applies), lanes) in policies.zip(asked) {
        let lanes = in_force_for(policy, group, lanes);
        if lanes == 0 {
            continue;
        }
        let says = machine.run(*applies, lanes);
        open |= says.unknown | once & says.yes;
        once |= says.yes;
        if says.yes != 0 {
            chosen.push((policy, says.yes));
        }
    }
    chosen.iter_mut().for_each(|(_, lanes)| *lanes &= !open);
    // A policy of no record must not have its rules asked.
    chosen.retain(|(_, lanes)| *lanes != 0);
    chosen
}

fn choose_by_expressions<'a>(context: Context<'_, 'a>) -> Choice<'a> {
    let (mut sure, mut open) = (Vec::new(), Vec::new());
    for place in places(&context).iter() {
        let policy = context.program.policies.get(*place as usize);
        let Some(policy) = policy.filter(|policy| in_force(policy, context.today())) else {
            continue;
        };
        match context.under(policy).truth(&policy.applies) {
            Some(true) => sure.push(policy),
            Some(false) => {}
            None => open.push(policy),
        }
    }
    // Named in an order that does not hang on the order of files.
    for several in [&mut sure, &mut open] {
        several.sort_by_key(|policy| (&policy.name, &policy.version));
    }
    match (sure.as_slice(), open.is_empty()) {
        ([only], _) => Choice::One(only),
        ([], true) => Choice::None,
        ([], false) => Choice::Open(open),
        _ => Choice::Several(sure),
    }
}

/// The places of the policies that can be for a record.
fn places<'a>(context: &Context<'_, 'a>) -> Cow<'a, [u32]> {
    let choice = &context.program.plan.choice;
    match choice.all.is_empty() {
        // Nothing is made ready.
        true => (0..context.program.policies.len() as u32).collect(),
        false => Cow::Borrowed(candidates(choice, context.record)),
    }
}

/// What can count for records of a group: all of it, unless the value of a field tells some apart. It is told with those
/// for which it can count, as often as it takes until each has been named once.
pub(super) fn split<'a, T>(
    switch: &'a Switch<T>,
    machine: &Machine<'_, '_, '_>,
    lanes: Lanes,
    mut tell: impl FnMut(&'a [T], Lanes),
) {
    let Some(branches) = &switch.by else {
        return tell(&switch.all, lanes);
    };
    let column = machine.of_record(branches.slot as usize);
    let column = column.unwrap_or(&Column::MISSING);
    let kind = match &branches.labels {
        Labels::Words(_) => Kind::Word,
        Labels::Countries(_) => Kind::Country,
        Labels::Texts(_) => Kind::Text,
    };
    let mut known = column.are(lanes, kind);
    // What is not known may be any of them.
    if known != lanes {
        tell(&switch.all, lanes & !known);
    }
    let mut has = |things, those| {
        if those != 0 {
            tell(things, those);
        }
    };
    match &branches.labels {
        Labels::Words(labels) if labels.len() <= FEW_LABELS => {
            for (word, things) in labels {
                let those = column.have_word(known, *word);
                has(things, those);
                known &= !those;
            }
            has(&branches.others, known);
        }
        Labels::Countries(labels) if labels.len() <= FEW_LABELS => {
            for (country, things) in labels {
                let those = column.have(known, country.number() as i32);
                has(things, those);
                known &= !those;
            }
            has(&branches.others, known);
        }
        _ => each(known).for_each(|at| {
            if let Some(record) = machine.record(at) {
                has(candidates(switch, record), lane(at));
            }
        }),
    }
}

/// What can count for a record, as [`split`] says.
fn candidates<'a, T>(switch: &'a Switch<T>, record: RecordRef<'_>) -> &'a [T] {
    let Some(branches) = &switch.by else {
        return &switch.all;
    };
    let found = match (&branches.labels, record.parts(branches.slot as usize)) {
        (Labels::Words(labels), (Kind::Word, key)) => {
            labelled(labels, |each| each.cmp(&Kind::to_word(key)))
        }
        (Labels::Countries(labels), (Kind::Country, key)) => {
            labelled(labels, |each| i64::from(each.number()).cmp(&key))
        }
        (Labels::Texts(labels), (Kind::Text, key)) => {
            let text = record.text(key);
            labelled(labels, |each| (**each).cmp(text))
        }
        _ => return &switch.all,
    };
    found.unwrap_or(&branches.others)
}

/// So many labels or fewer are quickest looked for one after the other, each of all records.
const FEW_LABELS: usize = 12;

fn labelled<L, T>(labels: &[(L, Vec<T>)], order: impl Fn(&L) -> Ordering) -> Option<&Vec<T>> {
    let place = labels.binary_search_by(|(label, _)| order(label)).ok()?;
    labels.get(place).map(|(_, things)| things)
}

/// For which of some records a policy is in force.
fn in_force_for(policy: &Policy, group: &Group<'_, '_>, lanes: Lanes) -> Lanes {
    match policy.effective {
        (None, None) => lanes,
        _ => {
            let is_in_force = |at: &usize| {
                let today = group.today(*at);
                today.is_some_and(|today| in_force(policy, today))
            };
            let found = each(lanes).filter(is_in_force);
            found.fold(0, |found, at| found | lane(at))
        }
    }
}

fn in_force(policy: &Policy, today: Date) -> bool {
    let (first, last) = policy.effective;
    first.is_none_or(|first| first <= today) && last.is_none_or(|last| today <= last)
}
