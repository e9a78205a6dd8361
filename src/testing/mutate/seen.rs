//! What a test would have to expect to see that two decisions differ.

use crate::decision::Decision;
use crate::testing::search::{advice, at_place, outcome};
use std::borrow::Cow;

/// A line `expect` that the first decision meets and the second does not; none if no line can tell them apart.
pub(super) fn told_apart(today: &Decision, changed: &Decision) -> Option<String> {
    let whole = outcome(today);
    if whole != outcome(changed) {
        return Some(format!("expect {whole}"));
    }
    let more = more(today, changed)?;
    Some(format!("expect {whole} and {more}"))
}

fn more(today: &Decision, changed: &Decision) -> Option<String> {
    let grants = |decision: &Decision| format!("grants [{}]", decision.grants.join(", "));
    let offered =
        |decision: &Decision| format!("alternatives [{}]", decision.next.alternatives.join(", "));
    let (next, others) = (&today.next, &changed.next);
    let differs = |each: &dyn Fn(&Decision) -> String| {
        let text = each(today);
        (text != each(changed)).then_some(text)
    };
    differs(&advice)
        .or_else(|| differs(&grants))
        .or_else(|| differs(&offered))
        .or_else(|| {
            differs(&|decision| match &decision.next.retry_at {
                Some(at) => format!("retry at {at}"),
                None => "no retry".to_owned(),
            })
        })
        .or_else(|| steps(&next.steps, &others.steps))
        .or_else(|| {
            differs(&|decision| match decision.next.contact_support {
                true => "contact support".to_owned(),
                false => "no contact support".to_owned(),
            })
        })
        .or_else(|| {
            differs(&|decision| match &decision.next.review_time {
                Some(time) => format!("review time {time:?}"),
                None => "no review time".to_owned(),
            })
        })
        .or_else(|| texts(today, changed))
        .or_else(|| {
            let name = today.policy.as_ref();
            name.filter(|_| today.policy != changed.policy)
                .map(|name| format!("policy {name}"))
        })
}

/// A step that only one of the two says.
fn steps(today: &[Cow<'_, str>], changed: &[Cow<'_, str>]) -> Option<String> {
    let gone = today.iter().find(|step| !changed.contains(step));
    let new = changed.iter().find(|step| !today.contains(step));
    let gone = gone.map(|step| format!("step {step:?}"));
    gone.or_else(|| new.map(|step| format!("no step {step:?}")))
}

/// What a reason or an advice says.
fn texts(today: &Decision, changed: &Decision) -> Option<String> {
    let said = |decision: &Decision| {
        let reasons = decision.reasons.iter();
        let reasons = reasons.map(|each| {
            (
                at_place(&each.code, each.path.as_deref()),
                each.message.to_string(),
                each.fix.as_deref().map(str::to_owned),
            )
        });
        let advice = decision.advice.iter();
        let advice = advice.map(|each| {
            (
                at_place(&each.code, each.path.as_deref()),
                each.message.to_string(),
                each.fix.as_deref().map(str::to_owned),
            )
        });
        reasons.chain(advice).collect::<Vec<_>>()
    };
    let others = said(changed);
    let said = said(today);
    let mut found = said.iter().filter(|each| !others.contains(each));
    let (code, message, fix) = found.next()?;
    let other = others.iter().find(|(other, ..)| other == code)?;
    if *message != other.1 {
        return Some(format!("message of {code} {message:?}"));
    }
    let fix = fix.as_ref()?;
    Some(format!("fix of {code} {fix:?}"))
}
