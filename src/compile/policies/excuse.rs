//! `unless` in one policy: which excuses count there, and the order of evaluation that follows from them.

use super::draft::{Draft, How};
use super::plan::rule;
use crate::compile::Checker;
use crate::decision::Severity;
use crate::diagnostic::{Code, Diagnostic};
use crate::program::{PlannedRule, Program, RuleId};
use crate::source::Span;
use std::collections::HashMap;

/// Fills in the excusers, and warns of those that can never count.
pub(super) fn settle_excuses(
    checker: &mut Checker<'_>,
    draft: &Draft<'_>,
    policy: Span,
    planned: &mut [PlannedRule],
) {
    let mut faults = Vec::new();
    let places: HashMap<RuleId, usize> = planned
        .iter()
        .enumerate()
        .map(|(place, each)| (each.rule, place))
        .collect();
    for place in 0..planned.len() {
        let Some(excused) = planned.get(place).cloned() else {
            continue;
        };
        let program = &checker.program;
        let unless = rule(program, excused.rule).map_or(&[][..], |rule| &rule.unless);
        let mut excusers = Vec::new();
        for id in unless {
            match excuser(planned, places.get(id), &excused) {
                Ok(place) => excusers.push(place),
                Err(why) if excused.skipped.is_none() => {
                    faults.push(void(program, draft, policy, excused.rule, *id, &why));
                }
                Err(_) => {}
            }
        }
        if let Some(entry) = planned.get_mut(place) {
            entry.excusers = excusers;
        }
    }
    // Where something is wrong, what a rule excuses may be wrong with it.
    if !checker.diagnostics.has_errors() {
        faults.into_iter().for_each(|fault| checker.report(fault));
    }
}

/// The place of an excuser that counts, or why it does not.
fn excuser(
    planned: &[PlannedRule],
    place: Option<&usize>,
    excused: &PlannedRule,
) -> Result<u32, String> {
    let Some((place, excuser)) = place.and_then(|at| Some((*at, planned.get(*at)?))) else {
        return Err("this policy does not use it".to_owned());
    };
    if excuser.skipped.is_some() {
        return Err("this policy skips it".to_owned());
    }
    match excuser.severity {
        None => Err("it requires a field and is never a finding".to_owned()),
        Some(severity) if weight(excuser.severity) < weight(excused.severity) => {
            let than = match excused.severity {
                Some(excused) => format!("`{}`", excused.word()),
                None => "a required field".into(),
            };
            Err(format!(
                "it counts as `{}` here, milder than {than}",
                severity.word()
            ))
        }
        Some(_) => Ok(place as u32),
    }
}

/// A missing required field makes a record incomplete, which weighs between review and reject.
fn weight(severity: Option<Severity>) -> u8 {
    match severity {
        Some(Severity::Advise) => 0,
        Some(Severity::Review) => 1,
        None => 2,
        Some(Severity::Reject) => 3,
    }
}

fn void(
    program: &Program,
    draft: &Draft<'_>,
    policy: Span,
    excused: RuleId,
    excuser: RuleId,
    why: &str,
) -> Diagnostic {
    let name = |id| rule(program, id).map_or("", |rule| &*rule.name);
    let line = |id| draft.change_of(name(id));
    let change =
        line(excuser).or_else(|| line(excused).filter(|each| matches!(each.how, How::Treat(..))));
    let place = change.map_or(policy, |change| change.rule.span);
    let message = format!(
        "`{}` can never excuse `{}`: {why}",
        name(excuser),
        name(excused)
    );
    let fault = Diagnostic::new(Code::VoidExcuse, place, message).hint(format!(
        "Take `{}` out of that `unless`, or let it weigh as much in this policy.",
        name(excuser)
    ));
    match rule(program, excused) {
        Some(rule) => fault.also(rule.span, "the rule with this `unless`"),
        None => fault,
    }
}

/// The places in order of evaluation: each after its excusers, advice after all else.
pub(super) fn evaluation_order(planned: &[PlannedRule]) -> Vec<u32> {
    let is_advice = |place: &u32| {
        let entry = planned.get(*place as usize);
        entry.is_some_and(|entry| entry.severity == Some(Severity::Advise))
    };
    let places = 0..planned.len() as u32;
    let (last, first): (Vec<u32>, Vec<u32>) = places.partition(is_advice);
    let mut order = Vec::with_capacity(planned.len());
    let mut seen = vec![false; planned.len()];
    for place in first.into_iter().chain(last) {
        visit(planned, place, &mut seen, &mut order);
    }
    order
}

/// Depth first over excusers with a stack of its own, so that a long chain needs no deep recursion. A rule
/// in a circle, which is refused elsewhere, is taken where it is met first.
fn visit(planned: &[PlannedRule], place: u32, seen: &mut [bool], order: &mut Vec<u32>) {
    let mut stack = vec![(place, false)];
    while let Some((place, is_done)) = stack.pop() {
        if is_done {
            order.push(place);
            continue;
        }
        match seen.get_mut(place as usize) {
            Some(seen) if !*seen => *seen = true,
            _ => continue,
        }
        stack.push((place, true));
        let excusers = planned
            .get(place as usize)
            .map_or(&[][..], |entry| &entry.excusers);
        stack.extend(excusers.iter().rev().map(|excuser| (*excuser, false)));
    }
}
