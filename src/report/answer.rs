//! What came of a record as one line of JSON, written straight into the output of a run.
//!
//! Says what `serde` makes of the [`Decision`](crate::decision::Decision) or of the [`Codes`](crate::decision::Codes), byte
//! for byte: tests hold them together.

use super::json::{Json, json_compact};
use super::phrases::Phrases;
use crate::decision::{
    Assumed, Grounds, MissingField, Next, Outcome, Severity, SourceLocation, Trace, UnknownField,
};
use crate::eval::{Answer, Found, Outlook};

/// Appends a decision as one line of JSON, in codes if no more is to be explained. It is what `serde` makes of
/// [`Answer::decision`], or of [`Answer::codes`], in a fraction of the time: what rules say whatever the record is was put
/// into JSON when they first fired.
///
/// The phrases are those of the program that the answer comes from. There is an example beside
/// [`answer_each`](crate::eval::answer_each).
pub fn answer_json(answer: &Answer<'_, '_>, phrases: &mut Phrases, out: &mut Vec<u8>) {
    let mut json = Json(out);
    match answer.ready() {
        Some(found) if answer.is_brief() => write_codes(found, phrases, &mut json),
        Some(found) => write_found(found, phrases, &mut json),
        // No single policy decides it, which is rare.
        None if answer.is_brief() => json.raw(&json_compact(&answer.codes())),
        None => json.raw(&json_compact(&answer.decision())),
    }
}

fn write_codes(found: Found<'_, '_>, phrases: &mut Phrases, json: &mut Json<'_>) {
    let Phrases {
        codes, policies, ..
    } = phrases;
    json.shown(r#"{"id":"#, found.id());
    policies.of(&found).brief(found.outcome()).write(json.0);
    let mut list = |severities: &[Severity], json: &mut Json<'_>| {
        let mut is_first = true;
        for severity in severities {
            found.each_code(*severity, |rule, index| {
                json.comma(&mut is_first);
                codes.of(rule, *severity, &found).write(index, json);
            });
        }
    };
    list(&[Severity::Reject, Severity::Review], json);
    if found.has_only_reasons() {
        return json.raw("],\"missing\":[],\"advice\":[]}\n");
    }
    json.list(r#"],"missing":["#, &found.lacking(), |json, lacking| {
        json.text(r#"{"field":"#, &lacking.field);
        json.raw("}");
    });
    json.raw(r#","advice":["#);
    list(&[Severity::Advise], json);
    json.raw("]}\n");
}

fn write_found(found: Found<'_, '_>, phrases: &mut Phrases, json: &mut Json<'_>) {
    let Phrases {
        rules, policies, ..
    } = phrases;
    let policy = policies.of(&found);
    json.shown(r#"{"id":"#, found.id());
    policy.start(found.outcome()).write(json.0);
    found.at().write(json.0);
    json.raw(r#"","today":""#);
    json.0.extend_from_slice(found.today());
    policy.timezone.write(json.0);
    let mut is_first = true;
    found.each_reason(|fired| {
        json.comma(&mut is_first);
        rules.write(&fired, found.has_grounds(), json);
    });
    let ends_as_usual = found.ends_as_usual();
    if ends_as_usual && found.has_only_reasons() {
        return policy.end(&found).write(json.0);
    }
    json.list(r#"],"missing":["#, &found.missing(), write_missing);
    json.raw(r#","advice":["#);
    let mut is_first = true;
    found.each_fired(Severity::Advise, |fired| {
        json.comma(&mut is_first);
        rules.write(&fired, found.has_grounds(), json);
    });
    if ends_as_usual {
        json.raw(r#"],"grants":[]"#);
        let end = policy.end(&found);
        return end.write_part(NOTHING_MORE.len(), end.len(), json.0);
    }
    let Outlook { grants, next } = found.outlook();
    json.texts(r#"],"grants":["#, &grants);
    write_next(json, &next);
    json.list(
        r#","unknown_fields":["#,
        &found.unknown_fields(),
        write_unknown,
    );
    write_end(json, &found);
}

/// What stands behind the reasons where nothing is missing and there are neither hints nor grants.
const NOTHING_MORE: &str = r#"],"missing":[],"advice":[],"grants":[]"#;

/// What a decision says of the rules that did not fire, and of the set.
fn write_end(json: &mut Json<'_>, found: &Found<'_, '_>) {
    if let Some(trace) = found.trace() {
        json.list(r#","trace":["#, &trace, write_trace);
    }
    if let Some(assumed) = found.assumed() {
        json.list(r#","assumed":["#, &assumed, write_assumed);
    }
    json.text(r#","rules":"#, found.digest());
    json.raw("}\n");
}

/// What stands between the id and the instant.
pub(super) fn write_start(json: &mut Json<'_>, outcome: Outcome, found: &Found<'_, '_>) {
    write_outcome(json, outcome, found);
    json.raw(r#","at":""#);
}

/// What stands between the id and the reasons in codes.
pub(super) fn write_brief_start(json: &mut Json<'_>, outcome: Outcome, found: &Found<'_, '_>) {
    write_outcome(json, outcome, found);
    json.raw(r#","reasons":["#);
}

fn write_outcome(json: &mut Json<'_>, outcome: Outcome, found: &Found<'_, '_>) {
    json.word(r#","decision":""#, outcome.word());
    json.text(r#","policy":"#, &found.policy().name);
    json.perhaps(r#","version":"#, &found.policy().version);
}

/// What stands between the date and the reasons.
pub(super) fn write_timezone(json: &mut Json<'_>, found: &Found<'_, '_>) {
    json.text(r#"","timezone":"#, found.timezone());
    json.raw(r#","reasons":["#);
}

/// What stands behind the reasons of a decision that has nothing else to tell.
pub(super) fn write_rest(json: &mut Json<'_>, found: &Found<'_, '_>) {
    json.raw(NOTHING_MORE);
    write_next(json, &Next::default());
    json.raw(r#","unknown_fields":[]"#);
    write_end(json, found);
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
    json.perhaps(r#","next":{"retry_at":"#, retry_at);
    json.texts(r#","steps":["#, steps);
    json.texts(r#","alternatives":["#, alternatives);
    json.raw(match contact_support {
        true => r#","contact_support":true"#,
        false => r#","contact_support":false"#,
    });
    json.perhaps(r#","review_time":"#, review_time);
    json.raw("}");
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
