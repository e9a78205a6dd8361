//! The days on which policies are in force.

use crate::diagnostic::{Code, Diagnostic};
use crate::program::Policy;
use crate::value::{Date, Period};

/// Whether there is a day on which both are in force. Two of one name and version are one fault already.
pub(super) fn meet(first: &Policy, second: &Policy) -> bool {
    let twins = first.name == second.name && first.version == second.version;
    !twins && starts_by_end_of(first, second) && starts_by_end_of(second, first)
}

fn starts_by_end_of(first: &Policy, second: &Policy) -> bool {
    match (first.effective.0, second.effective.1) {
        (Some(start), Some(end)) => start <= end,
        _ => true,
    }
}

/// A warning for each run of days between two versions of one policy on which none is in force.
pub(super) fn gaps(policies: &[Policy]) -> Vec<Diagnostic> {
    let mut versions: Vec<&Policy> = policies.iter().collect();
    // No start sorts before every date.
    versions.sort_by_key(|policy| (&policy.name, policy.effective.0));
    let mut faults = Vec::new();
    for same_name in versions.chunk_by(|a, b| a.name == b.name) {
        let mut last: Option<&Policy> = None;
        for next in same_name {
            if let Some(before) = last
                && let (Some(end), Some(start)) = (before.effective.1, next.effective.0)
            {
                faults.extend(gap(before, next, end, start));
            }
            last = match last {
                Some(before) if ends_later(before, next) => Some(before),
                _ => Some(next),
            };
        }
    }
    faults
}

fn ends_later(a: &Policy, b: &Policy) -> bool {
    match (a.effective.1, b.effective.1) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(a), Some(b)) => a >= b,
    }
}

fn gap(before: &Policy, next: &Policy, end: Date, start: Date) -> Option<Diagnostic> {
    let first = end.plus(Period::days(1)).ok()?;
    let last = start.minus(Period::days(1)).ok()?;
    if last < first {
        return None;
    }
    let days = if first == last {
        format!("on {first}")
    } else {
        format!("from {first} to {last}")
    };
    let message = format!("no version of `{}` is in force {days}", next.name);
    let fault = Diagnostic::new(Code::VersionGap, next.span, message);
    let fault = fault.also(before.span, "the version before");
    Some(fault.hint("Let one version start on the day after the one before it ends."))
}
