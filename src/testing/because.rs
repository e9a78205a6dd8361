//! Which rules made a difference, and how: from a decision with its whole trace.

use crate::decision::{Decision, FindingState, Grounds};
use crate::verdict::{Because, Difference};

/// Says of each code that is missing or unexpected how its rule ended.
pub(super) fn explain(difference: &mut Difference, told: &Decision) {
    for shown in &difference.unexpected {
        difference.because.extend(came(shown, told));
    }
    for shown in &difference.missing {
        difference.because.extend(did_not_come(shown, told));
    }
}

/// `photo_glare at images[1]`
fn split(shown: &str) -> (&str, Option<&str>) {
    match shown.split_once(" at ") {
        Some((code, path)) => (code, Some(path)),
        None => (shown, None),
    }
}

fn came(shown: &str, told: &Decision) -> Option<Because> {
    let (code, path) = split(shown);
    let reasons = told.reasons.iter();
    let reasons = reasons.map(|each| (&each.code, &each.path, each.rule.clone(), &each.grounds));
    let advice = told.advice.iter();
    let advice = advice.map(|each| {
        (
            &each.code,
            &each.path,
            Some(each.rule.clone()),
            &each.grounds,
        )
    });
    let mut found = reasons.chain(advice);
    let of_rule = found.find(|(each, at, ..)| *each == code && at.as_deref() == path);
    if let Some((code, path, rule, grounds)) = of_rule {
        return Some(Because {
            code: code.clone(),
            path: path.clone(),
            rule,
            state: Some(FindingState::Fired),
            why: None,
            grounds: grounds.clone().unwrap_or_default(),
        });
    }
    let field = told.missing.iter().find(|each| each.field == shown)?;
    Some(plain(
        shown,
        format!("it is needed by {}", field.needed_by.join(", ")),
    ))
}

fn did_not_come(shown: &str, told: &Decision) -> Vec<Because> {
    let (code, path) = split(shown);
    let traces = told.trace.iter().flatten();
    let of_rule = traces.filter(|each| {
        each.code == code && (path.is_none() || each.path.is_none() || each.path.as_deref() == path)
    });
    let because: Vec<Because> = of_rule
        .map(|each| Because {
            code: each.code.clone(),
            path: each.path.clone(),
            rule: Some(each.rule.clone()),
            state: Some(each.state),
            why: Some(each.why.clone()),
            grounds: each.grounds.clone(),
        })
        .collect();
    if !because.is_empty() {
        return because;
    }
    let is_advice = told.advice.iter().any(|each| each.code == code);
    let is_reason = told.reasons.iter().any(|each| each.code == code);
    let why = match &told.policy {
        _ if is_advice => "it is advice here, which is expected apart".to_owned(),
        _ if is_reason => "it is a reason, and elsewhere".to_owned(),
        Some(policy) => format!("the policy `{policy}` decides, and does not ask for it"),
        None => "no policy decides this record".to_owned(),
    };
    vec![plain(shown, why)]
}

fn plain(code: &str, why: String) -> Because {
    Because {
        code: code.to_owned(),
        path: None,
        rule: None,
        state: None,
        why: Some(why),
        grounds: Grounds::default(),
    }
}
