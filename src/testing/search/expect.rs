//! A decision as the line of a test expects it.

use crate::decision::{Decision, Outcome};

/// `reject [photo_glare at images[1]] and missing [face]`
pub(in crate::testing) fn outcome(decision: &Decision) -> String {
    let mut codes: Vec<String> = decision
        .reasons
        .iter()
        .map(|each| at_place(&each.code, each.path.as_deref()))
        .collect();
    codes.sort_unstable();
    let mut text = decision.decision.word().to_owned();
    if !codes.is_empty() || matches!(decision.decision, Outcome::Review | Outcome::Reject) {
        text.push_str(&format!(" [{}]", codes.join(", ")));
    }
    if !decision.missing.is_empty() {
        let mut fields: Vec<&str> = decision.missing.iter().map(|each| &*each.field).collect();
        fields.sort_unstable();
        text.push_str(&format!(" and missing [{}]", fields.join(", ")));
    }
    text
}

/// `advice [photo_front_camera_used at images[0]]`
pub(in crate::testing) fn advice(decision: &Decision) -> String {
    let mut codes: Vec<String> = decision
        .advice
        .iter()
        .map(|each| at_place(&each.code, each.path.as_deref()))
        .collect();
    codes.sort_unstable();
    format!("advice [{}]", codes.join(", "))
}

/// A code, and where in the record.
pub(in crate::testing) fn at_place(code: &str, path: Option<&str>) -> String {
    match path {
        Some(path) => format!("{code} at {path}"),
        None => code.to_owned(),
    }
}
