//! The policies of a program and a record to the one policy that decides it, for a group of records.

use super::context::Context;
use super::lanes::{Lanes, each, lane};
use super::machine::Machine;
use crate::program::{Labels, Policy, Switch};
use crate::record::RecordRef;
use crate::value::{Date, Kind};
use std::borrow::Cow;
use std::cmp::Ordering;

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
/// values: none of these reads a parameter that a policy can set, so that any policy may stand in the contexts.
pub(super) fn choose<'a>(
    machine: Option<&mut Machine<'_, '_, 'a>>,
    contexts: &[Context<'_, 'a>],
) -> Vec<Choice<'a>> {
    let settled = machine.map(|machine| choose_by_code(machine, contexts));
    let each = contexts.iter().enumerate().map(|(at, context)| {
        let only = settled.as_ref().and_then(|settled| settled.get(at));
        match only.copied().flatten() {
            Some(only) => Choice::One(only),
            None => choose_by_expressions(context),
        }
    });
    each.collect()
}

/// The only policy for each record, where its code says so.
fn choose_by_code<'a>(
    machine: &mut Machine<'_, '_, 'a>,
    contexts: &[Context<'_, 'a>],
) -> Vec<Option<&'a Policy>> {
    let mut only = vec![None; contexts.len()];
    let Some(first) = contexts.first() else {
        return only;
    };
    let program = first.program;
    let mut asked: Vec<Lanes> = vec![0; program.policies.len()];
    for (at, context) in contexts.iter().enumerate() {
        for place in places(context).iter() {
            let policy = program.policies.get(*place as usize);
            if let (Some(policy), Some(asked)) = (policy, asked.get_mut(*place as usize))
                && in_force(policy, context.today)
            {
                *asked |= lane(at);
            }
        }
    }
    let (mut once, mut open) = (0, 0);
    for ((policy, lanes), applies) in program
        .policies
        .iter()
        .zip(asked)
        .zip(&program.plan.applies)
    {
        if lanes == 0 {
            continue;
        }
        let says = machine.run(*applies, lanes);
        open |= says.unknown | once & says.yes;
        once |= says.yes;
        for at in each(says.yes) {
            if let Some(only) = only.get_mut(at) {
                *only = Some(policy);
            }
        }
    }
    for at in each(open) {
        if let Some(only) = only.get_mut(at) {
            *only = None;
        }
    }
    only
}

fn choose_by_expressions<'a>(context: &Context<'_, 'a>) -> Choice<'a> {
    let (mut sure, mut open) = (Vec::new(), Vec::new());
    for place in places(context).iter() {
        let policy = context.program.policies.get(*place as usize);
        let Some(policy) = policy.filter(|policy| in_force(policy, context.today)) else {
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

/// What can count for a record: all of it, unless the value of a field tells some apart.
pub(super) fn candidates<'a, T>(switch: &'a Switch<T>, record: RecordRef<'_>) -> &'a [T] {
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
        // What is not known may be any of them.
        _ => return &switch.all,
    };
    found.unwrap_or(&branches.others)
}

/// With so many labels or fewer it is quickest to look at one after the other.
const FEW_LABELS: usize = 12;

#[inline]
fn labelled<L, T>(labels: &[(L, Vec<T>)], order: impl Fn(&L) -> Ordering) -> Option<&Vec<T>> {
    let place = if labels.len() <= FEW_LABELS {
        labels.iter().position(|(label, _)| order(label).is_eq())?
    } else {
        labels.binary_search_by(|(label, _)| order(label)).ok()?
    };
    labels.get(place).map(|(_, things)| things)
}

fn in_force(policy: &Policy, today: Date) -> bool {
    let (first, last) = policy.effective;
    first.is_none_or(|first| first <= today) && last.is_none_or(|last| today <= last)
}
