//! The entry point: chooses the policy, evaluates its rules and folds their findings into the decision.

use super::actions::add_actions;
use super::blockers::{Lack, Lacks, needed_by};
use super::context::{Context, Lets, Readings, Verdict};
use super::explain::Wait;
use super::rule::{Findings, Site, State, is_advice, sites};
use super::select::{Choice, select};
use super::show::{MASK, field_path, show_default};
use super::trace::trace;
use super::watch::{Sight, Watch};
use super::{Explain, Options, Privacy};
use crate::decision::{
    Assumed, Checked, Decision, Grounds, MissingField, Next, Outcome, Reason, Retry, Severity,
    UnknownField,
};
use crate::program::{Policy, Program};
use crate::record::Record;
use crate::value::{Instant, Value, escape_controls};
use std::collections::BTreeMap;

/// Decides a record at an instant. Always answers: what is missing makes the record incomplete.
///
/// Pure: the same program, record, instant and options give the same decision, whatever the order in which
/// rules, conditions and policies are declared. Dates that are added up past the year 2999 count as
/// `long_term`; dates before 1800 are unknown and leave what hangs on them undecided.
pub fn evaluate(program: &Program, record: &Record, at: Instant, options: Options) -> Decision {
    evaluate_for(program, record, at, options, None)
}

/// As [`evaluate`], and tells what it comes upon in the rules.
pub fn evaluate_watched(
    program: &Program,
    record: &Record,
    at: Instant,
    options: Options,
    watch: &Watch<'_>,
) -> Decision {
    evaluate_for(program, record, at, options, Some(watch))
}

fn evaluate_for<'a>(
    program: &'a Program,
    record: &'a Record,
    at: Instant,
    options: Options,
    watch: Option<&'a Watch<'a>>,
) -> Decision {
    let mut decision = blank(program, record, at, options);
    let readings = Readings::new(program);
    let lets = Lets::new(program, &readings).watched(watch);
    match select(program, record, at, options.privacy, &lets) {
        Choice::One(policy) => {
            if let Some(watch) = watch {
                watch(Sight::Policy(policy.span));
            }
            let context = Context::new(program, record, policy, at, options.privacy, &lets);
            decide(&context, options, &mut decision);
        }
        Choice::Open(policies) => {
            decision.decision = Outcome::Incomplete;
            decision.missing = choice_lacks(program, record, at, &policies, &lets);
        }
        Choice::None => refuse(
            &mut decision,
            options.explain,
            "no_policy_applies",
            "No policy of this rule set applies to this record.".to_owned(),
        ),
        Choice::Several(policies) => {
            let names: Vec<_> = policies.iter().map(|policy| full_name(policy)).collect();
            let names = names.join(", ");
            let message =
                format!("Several policies of this rule set apply to this record: {names}.");
            refuse(
                &mut decision,
                options.explain,
                "several_policies_apply",
                message,
            );
        }
    }
    decision
}

/// The parts of a decision that hang on no policy.
fn blank(program: &Program, record: &Record, at: Instant, options: Options) -> Decision {
    let explain_all = options.explain == Explain::All;
    Decision {
        id: record_id(program, record, options.privacy),
        decision: Outcome::Accept,
        policy: None,
        version: None,
        at: at.rfc3339_in(program.timezone),
        today: at.date_in(program.timezone).to_string(),
        timezone: program.timezone.name().to_owned(),
        checked: Vec::new(),
        reasons: Vec::new(),
        missing: Vec::new(),
        advice: Vec::new(),
        grants: Vec::new(),
        next: Next::default(),
        unknown_fields: unknown_fields(program, record),
        trace: (options.explain != Explain::Codes).then(Vec::new),
        assumed: explain_all.then(|| assumed(program, record, options.privacy)),
        rules: program.digest.clone(),
    }
}

fn unknown_fields(program: &Program, record: &Record) -> Vec<UnknownField> {
    let unknown = record.unknown_fields(&program.schema);
    let printable = unknown.map(|unknown| UnknownField {
        field: escape_controls(&unknown.field),
        ..unknown
    });
    printable.collect()
}

fn record_id(program: &Program, record: &Record, privacy: Privacy) -> Option<String> {
    let field = program.schema.field(program.schema.id?);
    match record.value(record.cell(field.slot?)) {
        Value::Text(_) if field.private && privacy == Privacy::Mask => Some(MASK.to_owned()),
        Value::Text(text) => Some(escape_controls(text)),
        _ => None,
    }
}

fn assumed(program: &Program, record: &Record, privacy: Privacy) -> Vec<Assumed> {
    let each = record.assumed().iter().map(|(field, index)| Assumed {
        field: field_path(&program.schema, *field, *index),
        taken_as: show_default(program, *field, privacy),
    });
    each.collect()
}

/// Rejects a record for which no single policy speaks.
fn refuse(decision: &mut Decision, explain: Explain, code: &str, message: String) {
    decision.decision = Outcome::Reject;
    decision.reasons.push(Reason {
        code: code.to_owned(),
        severity: Severity::Reject,
        treated_from: None,
        treated_because: None,
        retry: Retry::Never,
        retry_at: None,
        path: None,
        message,
        fix: None,
        rule: None,
        cites: Vec::new(),
        grounds: (explain != Explain::Codes).then(Grounds::default),
    });
}

fn full_name(policy: &Policy) -> String {
    match &policy.version {
        Some(version) => format!("{} {version}", policy.name),
        None => policy.name.to_string(),
    }
}

/// What has to be supplied before a policy can be chosen.
fn choice_lacks<'a>(
    program: &'a Program,
    record: &'a Record,
    at: Instant,
    policies: &[&'a Policy],
    lets: &Lets<'a>,
) -> Vec<MissingField> {
    let mut needs: BTreeMap<Lack, Vec<String>> = BTreeMap::new();
    for policy in policies {
        let context = Context::new(program, record, policy, at, Privacy::Mask, lets);
        let mut lacks = Lacks::default();
        context.blockers(&policy.applies, &mut lacks);
        let name = format!("policy {}", policy.name);
        for lack in lacks.found(&context) {
            let names = needs.entry(lack).or_default();
            if !names.contains(&name) {
                names.push(name.clone());
            }
        }
    }
    let missing = needs.into_iter().map(|((field, index), needed_by)| {
        let field = field_path(&program.schema, field, index);
        MissingField { field, needed_by }
    });
    missing.collect()
}

/// Evaluates the rules of the chosen policy and fills in the decision.
fn decide(context: &Context<'_, '_>, options: Options, decision: &mut Decision) {
    let (findings, verdict) = find(context);
    let context = &context.knowing(&verdict);
    decision.decision = verdict.outcome;
    decision.policy = Some(context.policy.name.to_string());
    decision.version = context.policy.version.as_ref().map(|each| each.to_string());
    decision.checked = checked(context);
    decision.missing = missing(context, &findings);
    let wait = add_fired(context, &findings, options, decision);
    add_actions(context, wait, decision);
    if options.explain != Explain::Codes {
        decision.trace = Some(trace(context, &findings, options.explain));
    }
}

/// What became of each rule of the policy, and the verdict that follows.
pub(super) fn find(context: &Context<'_, '_>) -> (Findings, Verdict) {
    let mut findings = Findings::new(context);
    findings.evaluate(context, |planned| !is_advice(planned));
    let verdict = fold(context, &findings);
    // Advice may ask for the decision, and changes nothing about it.
    findings.evaluate(&context.knowing(&verdict), is_advice);
    (findings, verdict)
}

/// How many rules of each ruleset the policy asks.
fn checked(context: &Context<'_, '_>) -> Vec<Checked> {
    let mut all: Vec<Checked> = Vec::new();
    let in_force = context.policy.rules.iter();
    for planned in in_force.filter(|planned| planned.skipped.is_none()) {
        let rule = context.program.rules.get(planned.rule.0 as usize);
        let ruleset = rule.and_then(|rule| context.program.rulesets.get(rule.ruleset.0 as usize));
        let name = ruleset.map_or("", |ruleset| &ruleset.name);
        match all.iter_mut().find(|each| each.ruleset == name) {
            Some(each) => each.rules += 1,
            None => all.push(Checked {
                ruleset: name.to_owned(),
                rules: 1,
            }),
        }
    }
    all
}

/// The most severe finding; what is undecided makes the record incomplete.
fn fold(context: &Context<'_, '_>, findings: &Findings) -> Verdict {
    let mut verdict = Verdict {
        outcome: Outcome::Accept,
        fired: Vec::new(),
    };
    for (place, planned) in context.policy.rules.iter().enumerate() {
        if is_advice(planned) {
            continue;
        }
        for state in findings.of(place) {
            let outcome = match (state, planned.severity) {
                (State::Fired, Some(Severity::Reject)) => Outcome::Reject,
                (State::Fired, _) => Outcome::Review,
                (State::Undecided, _) => Outcome::Incomplete,
                _ => Outcome::Accept,
            };
            let finding = planned.severity.map(|severity| (planned.rule, severity));
            if matches!(state, State::Fired) && verdict.fired.last().copied() != finding {
                verdict.fired.extend(finding);
            }
            verdict.outcome = verdict.outcome.max(outcome);
        }
    }
    verdict
}

/// What keeps rules undecided, but for advice.
fn missing(context: &Context<'_, '_>, findings: &Findings) -> Vec<MissingField> {
    let rules = &context.policy.rules;
    let mut lacks = Lacks::default();
    for (place, planned) in rules
        .iter()
        .enumerate()
        .filter(|(_, each)| !is_advice(each))
    {
        let states = findings.of(place);
        if states.contains(&State::Undecided) {
            for (site, state) in sites(context, planned).zip(states) {
                if *state == State::Undecided {
                    site.blockers(&mut lacks);
                }
            }
        }
    }
    let undecided: Vec<bool> = (0..rules.len())
        .map(|place| findings.of(place).contains(&State::Undecided))
        .collect();
    let mut missing: Vec<MissingField> = Vec::new();
    let mut names = (None, Vec::new());
    for (field, index) in lacks.found(context) {
        // The elements of a list that lack one field follow each other.
        if names.0 != Some(field) {
            names = (Some(field), needed_by(context, &undecided, field));
        }
        missing.push(MissingField {
            field: field_path(context.schema(), field, index),
            needed_by: names.1.clone(),
        });
    }
    missing
}

/// Adds the reasons and the advice; gives back the latest wait that a reason asks for.
fn add_fired(
    context: &Context<'_, '_>,
    findings: &Findings,
    options: Options,
    decision: &mut Decision,
) -> Option<Wait> {
    let mut latest = None;
    for (place, planned) in context.policy.rules.iter().enumerate() {
        let states = findings.of(place);
        if !states.contains(&State::Fired) {
            continue;
        }
        for (site, _) in sites(context, planned).zip(states).filter(is_fired) {
            let grounds = (options.explain != Explain::Codes).then(|| site.grounds());
            match planned.severity {
                Some(severity @ (Severity::Reject | Severity::Review)) => {
                    latest = latest.max(site.wait());
                    decision.reasons.push(site.reason(severity, grounds));
                }
                _ => decision.advice.push(site.advice(grounds)),
            }
        }
    }
    // Stable: rules of one severity stay in the order of the policy, elements in the order of the list.
    decision
        .reasons
        .sort_by_key(|reason| std::cmp::Reverse(reason.severity));
    latest
}

fn is_fired(finding: &(Site<'_, '_>, &State)) -> bool {
    *finding.1 == State::Fired
}
