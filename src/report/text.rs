//! A decision for people: the verdict, why, what to do, and where each rule stands.
//!
//! In: a [`Decision`] or a [`FaultyRecord`]. Out: at most 80 columns, readable without colour.

use super::layout::{Colour, Ink, Page};
use super::{FaultyRecord, trace};
use crate::decision::{
    Advice, Decision, Grounds, MissingField, Outcome, Reason, Retry, Severity, UnknownField,
};

/// What stands before the rows below a reason; their labels are as wide as this.
const INDENT: &str = "     ";

/// The explanation of a decision.
pub fn decision_text(decision: &Decision, colour: Colour) -> String {
    let mut page = Page::new(colour);
    write_verdict(&mut page, decision);
    write_checked(&mut page, decision);
    let (rejecting, reviewing): (Vec<&Reason>, Vec<&Reason>) = decision
        .reasons
        .iter()
        .partition(|reason| reason.severity == Severity::Reject);
    write_reasons(&mut page, "Why it is rejected", &rejecting, 1);
    if decision.decision == Outcome::Incomplete {
        write_missing(&mut page, "What is missing", &decision.missing);
    }
    let title = "What a person has to look at";
    write_reasons(&mut page, title, &reviewing, rejecting.len() + 1);
    if decision.decision != Outcome::Incomplete {
        write_missing(&mut page, "What is missing besides", &decision.missing);
    }
    write_advice(&mut page, &decision.advice);
    write_next(&mut page, decision);
    write_grants(&mut page, decision);
    write_unknown(&mut page, &decision.unknown_fields);
    trace::write(&mut page, decision);
    page.into_text()
}

/// The explanation of a record that could not be read.
pub fn fault_text(fault: &FaultyRecord, colour: Colour) -> String {
    let mut page = Page::new(colour);
    page.verdict(Ink::Bad, "FAULTY", fault.id.as_deref().unwrap_or_default());
    let column = fault.column;
    let column = column.map_or(String::new(), |column| format!(", column {column}"));
    page.quiet("", &format!("{}, line {}{column}", fault.file, fault.line));
    page.gap();
    let error = &fault.error;
    let text = match error.path.as_str() {
        "" => error.message.clone(),
        path => format!("{path}: {}", error.message),
    };
    page.paragraph("  ", &text);
    page.quiet("  ", &format!("`admit explain {}` says more.", error.code));
    page.into_text()
}

fn write_verdict(page: &mut Page, decision: &Decision) {
    let (ink, word) = match decision.decision {
        Outcome::Accept => (Ink::Good, "ACCEPTED"),
        Outcome::Review => (Ink::Doubtful, "REVIEW"),
        Outcome::Incomplete => (Ink::Doubtful, "INCOMPLETE"),
        Outcome::Reject => (Ink::Bad, "REJECTED"),
    };
    let policy = match (&decision.policy, &decision.version) {
        (Some(policy), Some(version)) => format!("policy {policy} {version}"),
        (Some(policy), None) => format!("policy {policy}"),
        (None, _) if decision.decision == Outcome::Incomplete => "policy not known yet".to_owned(),
        (None, _) => "no policy".to_owned(),
    };
    page.verdict(ink, word, decision.id.as_deref().unwrap_or_default());
    let at = human_instant(&decision.at.to_string());
    page.quiet("", &format!("{policy}, as of {at}"));
}

/// Where no reason says it: what it means that the record was accepted.
fn write_checked(page: &mut Page, decision: &Decision) {
    if decision.decision != Outcome::Accept {
        return;
    }
    let rules: u32 = decision.checked.iter().map(|each| each.rules).sum();
    let rulesets = decision.checked.iter();
    let rulesets: Vec<&str> = rulesets.map(|each| each.ruleset.as_str()).collect();
    let passed = match rules {
        1 => "1 rule was checked, and it does not speak against it:".to_owned(),
        _ => format!("{rules} rules were checked, and none speaks against it:"),
    };
    page.heading("Why it is accepted");
    page.paragraph("  ", &passed);
    page.paragraph("  ", &rulesets.join(", "));
    if decision.assumed.is_none() {
        page.quiet("  ", "`--explain all` shows what each of them saw.");
    }
}

fn write_reasons(page: &mut Page, title: &str, reasons: &[&Reason], first: usize) {
    if reasons.is_empty() {
        return;
    }
    page.heading(title);
    for (index, reason) in reasons.iter().enumerate() {
        if index > 0 {
            page.gap();
        }
        write_reason(page, reason, first + index);
    }
}

fn write_reason(page: &mut Page, reason: &Reason, number: usize) {
    page.prose(&format!("{number:>3}  "), &reason.message);
    if let Some(fix) = &reason.fix {
        row(page, "fix", fix);
    }
    match (&reason.retry_at, reason.retry) {
        (Some(at), _) => row(page, "wait", &format!("Until {}.", human_instant(at))),
        (None, Retry::Never) => row(page, "final", "Nothing mends this; do not try again."),
        (None, Retry::AfterFix | Retry::AfterWait) => {}
    }
    write_treatment(
        page,
        reason.severity,
        reason.treated_from,
        reason.treated_because.as_deref(),
    );
    let rule = reason.rule.as_deref();
    write_grounds(
        page,
        rule.unwrap_or(&reason.code),
        reason.path.as_deref(),
        reason.grounds.as_ref(),
    );
    if !reason.cites.is_empty() {
        quiet_row(page, "cites", &reason.cites.join("; "));
    }
}

fn write_treatment(page: &mut Page, now: Severity, from: Option<Severity>, because: Option<&str>) {
    let Some(from) = from else { return };
    let because = because.map_or(String::new(), |because| format!(": {because}"));
    let text = format!(
        "{} in this policy, {} as written{because}",
        now.word(),
        from.word()
    );
    row(page, "treated", &text);
}

/// What was seen, and the rule that saw it.
fn write_grounds(page: &mut Page, rule: &str, path: Option<&str>, grounds: Option<&Grounds>) {
    if let Some(condition) = grounds.and_then(|grounds| grounds.condition.as_ref()) {
        quiet_row(page, "when", condition);
    }
    let place = path.map_or(String::new(), |path| format!("in {path}: "));
    match grounds {
        Some(grounds) if !grounds.values.is_empty() => {
            quiet_row(page, "saw", &format!("{place}{}", values_seen(grounds)));
        }
        _ => {
            if let Some(path) = path {
                quiet_row(page, "saw", path);
            }
        }
    }
    let source = grounds.and_then(|grounds| grounds.source.as_ref());
    let source = source.map_or(String::new(), |at| {
        format!("  {}:{}:{}", at.file, at.line, at.column)
    });
    quiet_row(page, "rule", &format!("{rule}{source}"));
}

/// `image.glare = 12%, max_glare = 5%`.
pub(super) fn values_seen(grounds: &Grounds) -> String {
    let values = grounds.values.iter();
    let values: Vec<String> = values
        .map(|(name, value)| format!("{name} = {value}"))
        .collect();
    values.join(", ")
}

fn write_missing(page: &mut Page, title: &str, missing: &[MissingField]) {
    if missing.is_empty() {
        return;
    }
    page.heading(title);
    for field in missing {
        page.paragraph("  -  ", &field.field);
        if !field.needed_by.is_empty() {
            quiet_row(page, "for", &field.needed_by.join(", "));
        }
    }
}

fn write_advice(page: &mut Page, advice: &[Advice]) {
    if advice.is_empty() {
        return;
    }
    page.heading("Advice");
    for (index, each) in advice.iter().enumerate() {
        if index > 0 {
            page.gap();
        }
        page.prose("  -  ", &each.message);
        if let Some(fix) = &each.fix {
            row(page, "fix", fix);
        }
        write_treatment(
            page,
            Severity::Advise,
            each.treated_from,
            each.treated_because.as_deref(),
        );
        write_grounds(
            page,
            &each.rule,
            each.path.as_deref(),
            each.grounds.as_ref(),
        );
    }
}

fn write_next(page: &mut Page, decision: &Decision) {
    let next = &decision.next;
    let mut lines = next.steps.clone();
    if let Some(at) = &next.retry_at {
        lines.push(format!("Do not submit again before {}.", human_instant(at)).into());
    }
    if !next.alternatives.is_empty() {
        lines.push(format!("Accepted instead: {}.", next.alternatives.join(", ")).into());
    }
    if next.contact_support {
        lines.push("Contact support.".into());
    }
    // Only then does somebody look at it; else it is settled, or comes in again.
    let review_time = next.review_time.as_ref();
    if let Some(time) = review_time.filter(|_| decision.decision == Outcome::Review) {
        lines.push(format!("A review usually takes {time}.").into());
    }
    if lines.is_empty() {
        return;
    }
    page.heading("What to do next");
    for line in lines {
        page.prose("  -  ", &line);
    }
}

fn write_grants(page: &mut Page, decision: &Decision) {
    if decision.grants.is_empty() {
        return;
    }
    page.heading(match decision.decision {
        Outcome::Accept => "What the account may do now",
        _ => "What the account may do meanwhile",
    });
    page.paragraph("  ", &decision.grants.join(", "));
}

fn write_unknown(page: &mut Page, unknown: &[UnknownField]) {
    if unknown.is_empty() {
        return;
    }
    page.heading("Ignored, because the rules do not know these fields");
    for field in unknown {
        let hint = field.did_you_mean.as_ref();
        let hint = hint.map_or(String::new(), |name| format!(" (did you mean `{name}`?)"));
        page.paragraph("  -  ", &format!("{}{hint}", field.field));
    }
}

/// A labelled row below a reason.
pub(super) fn row(page: &mut Page, label: &str, text: &str) {
    page.prose(&format!("{INDENT}{label:<9}"), text);
}

/// A labelled row for those who look closer.
pub(super) fn quiet_row(page: &mut Page, label: &str, text: &str) {
    page.quiet(&format!("{INDENT}{label:<9}"), text);
}

/// `2026-11-22T10:00:00+08:00` as `2026-11-22 10:00 +08:00`; seconds only where there are any.
pub(super) fn human_instant(rfc3339: &str) -> String {
    let parts = (rfc3339.get(..10), rfc3339.get(11..16), rfc3339.get(16..));
    let (Some(date), Some(time), Some(rest)) = parts else {
        return rfc3339.to_owned();
    };
    let at = rest.find(['Z', '+', '-']).unwrap_or(rest.len());
    let (seconds, offset) = rest.split_at_checked(at).unwrap_or((rest, ""));
    let seconds = if seconds == ":00" { "" } else { seconds };
    let offset = if offset == "Z" { "UTC" } else { offset };
    format!("{date} {time}{seconds} {offset}")
}
