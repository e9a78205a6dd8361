//! Which rules made a difference, and how: from a decision with its whole trace.

use super::compare::About;
use crate::decision::{Decision, FindingState, Grounds, MissingField, Outcome};
use crate::verdict::{Because, Difference};

/// The difference with what rules say about it.
pub(super) fn explained(about: About, mut difference: Difference, told: &Decision) -> Difference {
    let Difference {
        missing,
        unexpected,
        because,
        ..
    } = &mut difference;
    if matches!(about, About::Codes | About::Outcome) {
        because.extend(unexpected.iter().filter_map(|shown| came(shown, told)));
        because.extend(missing.iter().flat_map(|shown| did_not_come(shown, told)));
    }
    let unexpectedly = |field: &&MissingField| match about {
        About::Fields => unexpected.iter().any(|each| *each == field.field),
        About::Outcome => told.decision == Outcome::Incomplete,
        About::Codes | About::Policy => false,
    };
    let fields = told.missing.iter().filter(unexpectedly);
    because.extend(fields.map(|field| {
        let why = format!("needed by {}", field.needed_by.join(", "));
        plain(&field.field, why)
    }));
    difference
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
    let reasons = reasons.map(|each| (&each.code, &each.path, each.rule.as_deref(), &each.grounds));
    let advice = told.advice.iter();
    let advice = advice.map(|each| (&each.code, &each.path, Some(&*each.rule), &each.grounds));
    let mut found = reasons.chain(advice);
    let of_rule = found.find(|(each, at, ..)| *each == code && at.as_deref() == path);
    let (code, path, rule, grounds) = of_rule?;
    Some(Because {
        code: code.to_string(),
        path: path.as_deref().map(str::to_owned),
        rule: rule.map(str::to_owned),
        state: Some(FindingState::Fired),
        why: None,
        grounds: grounds.clone().unwrap_or_default().into_owned(),
    })
}

fn did_not_come(shown: &str, told: &Decision) -> Vec<Because> {
    let (code, path) = split(shown);
    let traces = told.trace.iter().flatten();
    let of_rule = traces.filter(|each| {
        each.code == code && (path.is_none() || each.path.is_none() || each.path.as_deref() == path)
    });
    let because: Vec<Because> = of_rule
        .map(|each| Because {
            code: each.code.to_string(),
            path: each.path.as_deref().map(str::to_owned),
            rule: Some(each.rule.to_string()),
            state: Some(each.state),
            why: Some(each.why.to_string()),
            grounds: each.grounds.clone().into_owned(),
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
        Some(policy) if is_own(code) => format!("the policy `{policy}` applies"),
        Some(policy) => format!("the policy `{policy}` decides, and does not ask for it"),
        None => "no policy decides this record".to_owned(),
    };
    vec![plain(shown, why)]
}

/// Whether no rule gives this code, but the choice of a policy.
fn is_own(code: &str) -> bool {
    matches!(code, "no_policy_applies" | "several_policies_apply")
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
