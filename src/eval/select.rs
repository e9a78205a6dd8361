//! The policies of a program and a record to the one policy that decides.

use super::Privacy;
use super::context::{Context, Lets, When};
use super::machine::{Machine, Registers};
use crate::program::{Labels, Policy, Program, Switch};
use crate::record::Record;
use crate::value::{Cell, Date};
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

/// Chooses among the policies in force on the day of the evaluation. They share derived values: none of these
/// reads a parameter that a policy can set.
pub(super) fn select<'a>(
    program: &'a Program,
    record: &'a Record,
    when: When,
    lets: &Lets<'a>,
    registers: &mut Registers,
) -> Choice<'a> {
    let (mut sure, mut open) = (Vec::new(), Vec::new());
    let mut only = None;
    let choice = &program.plan.choice;
    let places = match choice.all.is_empty() {
        // Nothing is made ready.
        true => (0..program.policies.len() as u32).collect(),
        false => Cow::Borrowed(candidates(choice, record)),
    };
    for place in places.iter() {
        let policy = program.policies.get(*place as usize);
        let Some(policy) = policy.filter(|policy| in_force(policy, when.today)) else {
            continue;
        };
        let context = Context::new(program, record, policy, when, Privacy::Mask, lets);
        match applies(&context, *place, registers) {
            Some(true) if only.is_none() => only = Some(policy),
            Some(true) => sure.push(policy),
            Some(false) => {}
            None => open.push(policy),
        }
    }
    match only {
        Some(only) if sure.is_empty() => return Choice::One(only),
        Some(only) => sure.push(only),
        None if open.is_empty() => return Choice::None,
        None => {}
    }
    // Named in an order that does not hang on the order of files.
    for several in [&mut sure, &mut open] {
        several.sort_by_key(|policy| (&policy.name, &policy.version));
    }
    match sure.is_empty() {
        true => Choice::Open(open),
        false => Choice::Several(sure),
    }
}

/// Whether a policy is for the record: by its code, and where that does not know, by its expression.
fn applies(context: &Context<'_, '_>, place: u32, registers: &mut Registers) -> Option<bool> {
    let says = context.plan().and_then(|plan| {
        let applies = plan.applies.get(place as usize)?;
        Machine::new(context, &plan.code, registers).holds(*applies)
    });
    says.or_else(|| context.truth(&context.policy.applies))
}

/// What can count for a record: all of it, unless the value of a field tells some apart.
pub(super) fn candidates<'a, T>(switch: &'a Switch<T>, record: &Record) -> &'a [T] {
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
