//! What came of a record as one line of JSON, written straight into the output of a run.
//!
//! Says what `serde` makes of the [`Decision`](crate::decision::Decision), byte for byte: tests hold the two together.

use super::json::{Json, json_compact};
use super::phrases::Phrases;
use crate::decision::{
    Assumed, Grounds, MissingField, Next, Severity, SourceLocation, Trace, UnknownField,
};
use crate::eval::{Answer, Found, Outlook};

/// Appends a decision as one line of JSON. It is what `serde` makes of [`Answer::decision`], in a fraction of the time:
/// what rules say whatever the record is was put into JSON when they first fired.
///
/// The phrases are those of the program that the answer comes from. There is an example beside
/// [`answer_each`](crate::eval::answer_each).
pub fn answer_json(answer: &Answer<'_, '_>, phrases: &mut Phrases, out: &mut Vec<u8>) {
    match answer.ready() {
        Some(found) => write_found(found, phrases, &mut Json(out)),
        // No single policy decides it, which is rare.
        None => out.extend_from_slice(json_compact(&answer.decision()).as_bytes()),
    }
}

fn write_found(found: Found<'_, '_>, phrases: &mut Phrases, json: &mut Json<'_>) {
    let policy = found.policy();
    json.perhaps(r#"{"id":"#, &found.id());
    json.word(r#","decision":""#, found.outcome().word());
    json.text(r#","policy":"#, &policy.name);
    json.perhaps(r#","version":"#, &policy.version);
    json.instant(r#","at":""#, found.at());
    json.date(r#","today":""#, found.today());
    json.text(r#","timezone":"#, phrases.timezone());
    json.raw(r#","reasons":["#);
    let mut between = "";
    for severity in [Severity::Reject, Severity::Review] {
        for fired in found.fired(severity) {
            json.raw(std::mem::replace(&mut between, ","));
            phrases.write(&fired, found.has_grounds(), json);
        }
    }
    // What most decisions lack is written together.
    let Outlook { grants, next } = found.outlook();
    match found.is_clear() && grants.is_empty() {
        true => json.raw(r#"],"missing":[],"advice":[],"grants":[]"#),
        false => {
            json.list(r#"],"missing":["#, &found.missing(), write_missing);
            json.raw(r#","advice":["#);
            let mut between = "";
            for fired in found.fired(Severity::Advise) {
                json.raw(std::mem::replace(&mut between, ","));
                phrases.write(&fired, found.has_grounds(), json);
            }
            json.texts(r#"],"grants":["#, &grants);
        }
    }
    write_next(json, &next);
    json.list(
        r#","unknown_fields":["#,
        &found.unknown_fields(),
        write_unknown,
    );
    if let Some(trace) = found.trace() {
        json.list(r#","trace":["#, &trace, write_trace);
    }
    if let Some(assumed) = found.assumed() {
        json.list(r#","assumed":["#, &assumed, write_assumed);
    }
    json.text(r#","rules":"#, phrases.digest());
    json.raw("}\n");
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
        Some(place) => write_place(json, place),
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

pub(super) fn write_place(json: &mut Json<'_>, place: &SourceLocation) {
    let SourceLocation { file, line, column } = place;
    json.text(r#","source":{"file":"#, file);
    json.number(r#","line":"#, *line);
    json.number(r#","column":"#, *column);
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
