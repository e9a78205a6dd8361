//! A decision as one line of JSON, written straight into the output of a run.
//!
//! Says what `serde` makes of a [`Decision`], byte for byte: tests hold the two together.

use super::json::Json;
use crate::decision::{
    Advice, Assumed, Decision, Grounds, MissingField, Next, Reason, Trace, UnknownField,
};

/// Appends a decision as one line of JSON. It is what `serde` makes of [`Decision`], in a fraction of the time.
///
/// ```
/// use admit::report::{decision_json, json_compact};
///
/// let set = admit::engine::PolicySet::embedded().map_err(|problems| problems.render(false)).unwrap();
/// let record = set.read_json(br#"{"id": "a-1"}"#, Default::default()).unwrap();
/// let at = admit::value::Instant::parse("2026-11-22T10:00:00Z").unwrap();
/// let decision = set.evaluate(&record, at, Default::default());
/// let mut out = Vec::new();
/// decision_json(&decision, &mut out);
/// assert_eq!(String::from_utf8(out).unwrap(), json_compact(&decision));
/// ```
pub fn decision_json(decision: &Decision<'_>, out: &mut Vec<u8>) {
    let Decision {
        id,
        decision,
        policy,
        version,
        at,
        today,
        timezone,
        reasons,
        missing,
        advice,
        grants,
        next,
        unknown_fields,
        trace,
        assumed,
        checked: _,
        rules,
    } = decision;
    let mut json = Json(out);
    json.perhaps(r#"{"id":"#, id);
    json.word(r#","decision":""#, decision.word());
    json.perhaps(r#","policy":"#, policy);
    json.perhaps(r#","version":"#, version);
    json.instant(r#","at":""#, *at);
    json.date(r#","today":""#, *today);
    json.text(r#","timezone":"#, timezone);
    json.list(r#","reasons":["#, reasons, write_reason);
    // What most decisions lack is written together.
    match missing.is_empty() && advice.is_empty() && grants.is_empty() {
        true => json.raw(r#","missing":[],"advice":[],"grants":[]"#),
        false => {
            json.list(r#","missing":["#, missing, write_missing);
            json.list(r#","advice":["#, advice, write_advice);
            json.texts(r#","grants":["#, grants);
        }
    }
    write_next(&mut json, next);
    json.list(r#","unknown_fields":["#, unknown_fields, write_unknown);
    if let Some(trace) = trace {
        json.list(r#","trace":["#, trace, write_trace);
    }
    if let Some(assumed) = assumed {
        json.list(r#","assumed":["#, assumed, write_assumed);
    }
    json.text(r#","rules":"#, rules);
    json.raw("}\n");
}

fn write_reason(json: &mut Json<'_>, reason: &Reason<'_>) {
    let Reason {
        code,
        severity,
        treated_from,
        treated_because,
        retry,
        retry_at,
        path,
        message,
        fix,
        rule,
        cites,
        grounds,
    } = reason;
    json.text(r#"{"code":"#, code);
    json.word(r#","severity":""#, severity.word());
    match (treated_from, treated_because) {
        (None, None) => json.raw(r#","treated_from":null,"treated_because":null"#),
        _ => {
            json.perhaps_word(r#","treated_from":"#, treated_from.map(|from| from.word()));
            json.perhaps(r#","treated_because":"#, treated_because);
        }
    }
    json.word(r#","retry":""#, retry.word());
    json.perhaps(r#","retry_at":"#, retry_at);
    json.perhaps(r#","path":"#, path);
    json.text(r#","message":"#, message);
    json.perhaps(r#","fix":"#, fix);
    json.perhaps(r#","rule":"#, rule);
    json.texts(r#","cites":["#, cites);
    if let Some(grounds) = grounds {
        write_grounds(json, grounds);
    }
    json.raw("}");
}

fn write_advice(json: &mut Json<'_>, advice: &Advice<'_>) {
    let Advice {
        code,
        path,
        message,
        fix,
        rule,
        treated_from,
        treated_because,
        grounds,
    } = advice;
    json.text(r#"{"code":"#, code);
    json.perhaps(r#","path":"#, path);
    json.text(r#","message":"#, message);
    json.perhaps(r#","fix":"#, fix);
    json.text(r#","rule":"#, rule);
    json.perhaps_word(r#","treated_from":"#, treated_from.map(|from| from.word()));
    json.perhaps(r#","treated_because":"#, treated_because);
    if let Some(grounds) = grounds {
        write_grounds(json, grounds);
    }
    json.raw("}");
}

fn write_trace(json: &mut Json<'_>, trace: &Trace<'_>) {
    let Trace {
        code,
        rule,
        path,
        state,
        severity,
        why,
        grounds,
    } = trace;
    json.text(r#"{"code":"#, code);
    json.text(r#","rule":"#, rule);
    json.perhaps(r#","path":"#, path);
    json.word(r#","state":""#, state.word());
    json.perhaps_word(r#","severity":"#, severity.map(|severity| severity.word()));
    json.text(r#","why":"#, why);
    write_grounds(json, grounds);
    json.raw("}");
}

fn write_grounds(json: &mut Json<'_>, grounds: &Grounds<'_>) {
    let Grounds {
        source,
        condition,
        values,
    } = grounds;
    match source {
        Some(place) => {
            json.text(r#","source":{"file":"#, &place.file);
            json.number(r#","line":"#, place.line);
            json.number(r#","column":"#, place.column);
            json.raw("}");
        }
        None => json.raw(r#","source":null"#),
    }
    json.perhaps(r#","condition":"#, condition);
    json.raw(r#","values":{"#);
    let mut between = "";
    for (name, value) in values {
        json.text(between, name);
        json.text(":", value);
        between = ",";
    }
    json.raw("}");
}

fn write_missing(json: &mut Json<'_>, missing: &MissingField<'_>) {
    let MissingField { field, needed_by } = missing;
    json.text(r#"{"field":"#, field);
    json.texts(r#","needed_by":["#, needed_by);
    json.raw("}");
}

fn write_next(json: &mut Json<'_>, next: &Next<'_>) {
    let Next {
        retry_at,
        steps,
        alternatives,
        contact_support,
        review_time,
    } = next;
    if retry_at.is_none() && steps.is_empty() && alternatives.is_empty() {
        json.raw(r#","next":{"retry_at":null,"steps":[],"alternatives":[]"#);
    } else {
        json.perhaps(r#","next":{"retry_at":"#, retry_at);
        json.texts(r#","steps":["#, steps);
        json.texts(r#","alternatives":["#, alternatives);
    }
    match (contact_support, review_time) {
        (false, None) => json.raw(r#","contact_support":false,"review_time":null}"#),
        _ => {
            json.raw(match contact_support {
                true => r#","contact_support":true"#,
                false => r#","contact_support":false"#,
            });
            json.perhaps(r#","review_time":"#, review_time);
            json.raw("}");
        }
    }
}

fn write_unknown(json: &mut Json<'_>, unknown: &UnknownField) {
    let UnknownField {
        field,
        did_you_mean,
    } = unknown;
    json.text(r#"{"field":"#, field);
    json.perhaps(r#","did_you_mean":"#, did_you_mean);
    json.raw("}");
}

fn write_assumed(json: &mut Json<'_>, assumed: &Assumed<'_>) {
    let Assumed { field, taken_as } = assumed;
    json.text(r#"{"field":"#, field);
    json.text(r#","taken_as":"#, taken_as);
    json.raw("}");
}
