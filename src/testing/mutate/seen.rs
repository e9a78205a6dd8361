//! What a test would have to expect to see that two decisions differ.

use crate::decision::Decision;
use crate::testing::search::{advice, at_place, outcome};

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
            let at = next.retry_at.as_ref();
            at.filter(|_| next.retry_at != others.retry_at)
                .map(|at| format!("retry at {at}"))
        })
        .or_else(|| {
            let mut steps = next.steps.iter();
            let step = steps.find(|step| !others.steps.contains(step));
            step.map(|step| format!("step {step:?}"))
        })
        .or_else(|| {
            (next.contact_support && !others.contact_support).then(|| "contact support".to_owned())
        })
        .or_else(|| {
            let time = next.review_time.as_ref();
            time.filter(|_| next.review_time != others.review_time)
                .map(|time| format!("review time {time:?}"))
        })
        .or_else(|| texts(today, changed))
        .or_else(|| {
            let name = today.policy.as_ref();
            name.filter(|_| today.policy != changed.policy)
                .map(|name| format!("policy {name}"))
        })
}

/// What a reason or an advice says.
fn texts(today: &Decision, changed: &Decision) -> Option<String> {
    let said = |decision: &Decision| {
        let reasons = decision.reasons.iter();
        let reasons = reasons.map(|each| {
            (
                at_place(&each.code, &each.path),
                each.message.clone(),
                each.fix.clone(),
            )
        });
        let advice = decision.advice.iter();
        let advice = advice.map(|each| {
            (
                at_place(&each.code, &each.path),
                each.message.clone(),
                each.fix.clone(),
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
