//! The policies of a program and a record to the one policy that decides.

use super::Privacy;
use super::context::{Context, Lets, When};
use super::predicate::{Frame, candidates};
use crate::program::{Policy, Program};
use crate::record::Record;
use crate::value::Date;
use std::borrow::Cow;

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
    privacy: Privacy,
    lets: &Lets<'a>,
) -> Choice<'a> {
    let (mut sure, mut open) = (Vec::new(), Vec::new());
    let asked = |policy: &'a Policy, place: u32| {
        let context = Context::new(program, record, policy, when, privacy, lets);
        let applies = context
            .plan()
            .and_then(|plan| plan.applies.get(place as usize));
        match applies {
            Some(applies) => Frame::new(&context).holds(applies),
            None => context.truth(&policy.applies),
        }
    };
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
        match asked(policy, *place) {
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
        ([], false) => Choice::Open(open),
        ([], true) => Choice::None,
        _ => Choice::Several(sure),
    }
}

fn in_force(policy: &Policy, today: Date) -> bool {
    let (first, last) = policy.effective;
    first.is_none_or(|first| first <= today) && last.is_none_or(|last| today <= last)
}
