//! The entry point: chooses the policy, evaluates its rules and folds their findings into the decision.

use super::actions::add_actions;
use super::blank::{IdField, blank, record_id};
use super::blockers::{Lack, Lacks, needed_by};
use super::context::{Context, Lets, Readings, Scratch, Verdict, When, Workspace};
use super::explain::{Wait, element_path};
use super::findings::Findings;
use super::group::{Judged, judge};
use super::lanes::MOST_LANES;
use super::rule::State;
use super::show::field_path;
use super::trace::trace;
use super::watch::Watch;
use super::{Explain, Options, Privacy};
use crate::decision::{
    Coded, Codes, Decision, Grounds, Lacking, MissingField, Outcome, Reason, Retry, Severity,
};
use crate::program::{Policy, Program};
use crate::record::{Record, RecordRef};
use crate::value::Instant;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// The reason where no policy speaks for a record.
const NO_POLICY: &str = "no_policy_applies";
/// The reason where more than one does.
const SEVERAL_POLICIES: &str = "several_policies_apply";

/// Decides a record at an instant. Always answers: what is missing makes the record incomplete.
///
/// Pure: the same program, record, instant and options give the same decision, whatever the order in which
/// rules, conditions and policies are declared. Dates that are added up past the year 2999 count as
/// `long_term`; dates before 1800 are unknown and leave what hangs on them undecided.
pub fn evaluate(
    program: &Program,
    record: &Record,
    at: Instant,
    options: Options,
) -> Decision<'static> {
    evaluate_for(program, record, at, options, None)
}

/// As [`evaluate`], and tells what it comes upon in the rules.
pub fn evaluate_watched(
    program: &Program,
    record: &Record,
    at: Instant,
    options: Options,
    watch: &Watch<'_>,
) -> Decision<'static> {
    evaluate_for(program, record, at, options, Some(watch))
}

fn evaluate_for<'a>(
    program: &'a Program,
    record: &'a Record,
    at: Instant,
    options: Options,
    watch: Option<&'a Watch<'a>>,
) -> Decision<'static> {
    let readings = Readings::default();
    let lets = [Lets::new(&readings, watch)];
    let when = When::new(program, at);
    let record = record.view();
    let records = [(record, when)];
    let mut scratch = Scratch::default();
    let mut decision = blank(program, record, when, options);
    judge(
        program,
        &records,
        options.privacy,
        &lets,
        &mut scratch,
        |judged| {
            add_judged(judged, options, &mut decision);
        },
    );
    decision.into_owned()
}

/// Decides records one after another, as [`evaluate`] does each, and in a fraction of the time: the decisions borrow what
/// they can, and the workspace is memory that one evaluation leaves to the next.
///
/// ```
/// use admit::{engine::PolicySet, eval::{Options, Workspace, evaluate_each}, value::Instant};
///
/// let set = PolicySet::embedded().map_err(|problems| problems.render(false)).unwrap();
/// let at = Instant::parse("2026-11-22T10:00:00Z").unwrap();
/// let record = set.read_json(br#"{"id": "a-1"}"#, Default::default()).unwrap();
/// let mut told = Vec::new();
/// let mut workspace = Workspace::default();
/// evaluate_each(set.program(), &[(&record, at)], Options::default(), &mut workspace, |decision| {
///     told.push(format!("{} lacks {}", decision.id.unwrap(), decision.missing[0].field));
/// });
/// assert_eq!(told, ["a-1 lacks account.region"]);
/// ```
pub fn evaluate_each<'r>(
    program: &Program,
    records: &[(impl Into<RecordRef<'r>> + Copy, Instant)],
    options: Options,
    workspace: &mut Workspace,
    mut tell: impl FnMut(Decision<'_>),
) {
    for group in records.chunks(MOST_LANES) {
        judge_group(
            program,
            views(group),
            options.privacy,
            workspace,
            |record, when, judged| {
                let mut decision = blank(program, record, when, options);
                add_judged(judged, options, &mut decision);
                tell(decision);
            },
        );
    }
}

fn views<'r>(
    group: &[(impl Into<RecordRef<'r>> + Copy, Instant)],
) -> impl Iterator<Item = (RecordRef<'r>, Instant)> {
    group.iter().map(|(record, at)| ((*record).into(), *at))
}

fn judge_group<'a, 'r: 'a>(
    program: &'a Program,
    group: impl Iterator<Item = (RecordRef<'r>, Instant)>,
    privacy: Privacy,
    workspace: &'a mut Workspace,
    mut tell: impl FnMut(RecordRef<'a>, When, Judged<'_, '_, 'a>),
) {
    let Workspace {
        days,
        readings,
        scratch,
    } = workspace;
    let records = group.map(|(record, now)| {
        let (today, ahead) = days.day_of(now, program.timezone);
        let record: RecordRef<'a> = record;
        (record, When { now, today, ahead })
    });
    let records: Vec<(RecordRef<'a>, When)> = records.collect();
    readings.clear();
    readings.resize_with(records.len(), Readings::default);
    let lets = readings.iter().map(|readings| Lets::new(readings, None));
    let lets: Vec<Lets<'a>> = lets.collect();
    let mut each = records.iter();
    judge(program, &records, privacy, &lets, scratch, |judged| {
        if let Some((record, when)) = each.next() {
            tell(*record, *when, judged);
        }
    });
}

fn add_judged<'a>(judged: Judged<'_, '_, 'a>, options: Options, decision: &mut Decision<'a>) {
    match judged {
        Judged::Found(context, findings) => decide(context, options, findings, decision),
        Judged::Open(context, policies) => {
            decision.decision = Outcome::Incomplete;
            let lacks = choice_lacks(context, &policies);
            let missing = lacks.into_iter().map(|((field, index), needed_by)| {
                let field = field_path(context.schema(), field, index);
                MissingField { field, needed_by }
            });
            decision.missing = missing.collect();
        }
        Judged::Several(policies) => {
            let names: Vec<_> = policies.iter().map(|policy| full_name(policy)).collect();
            let names = names.join(", ");
            let message =
                format!("Several policies of this rule set apply to this record: {names}.");
            refuse(decision, options.explain, SEVERAL_POLICIES, message.into());
        }
        Judged::Nobody => {
            let message = "No policy of this rule set applies to this record.".into();
            refuse(decision, options.explain, NO_POLICY, message);
        }
    }
}

/// The decision of a record in codes alone. It says what [`evaluate`] says, and takes a fraction of the time. The
/// workspace is memory that one evaluation leaves to the next.
///
/// ```
/// use admit::{engine::PolicySet, eval::{Privacy, Workspace, codes}, value::Instant};
///
/// let set = PolicySet::embedded().map_err(|problems| problems.render(false)).unwrap();
/// let record = set.read_json(br#"{"id": "a-1"}"#, Default::default()).unwrap();
/// let at = Instant::parse("2026-11-22T10:00:00Z").unwrap();
/// let mut workspace = Workspace::default();
/// let codes = codes(set.program(), &record, at, Privacy::Mask, &mut workspace);
/// assert_eq!(codes.decision.word(), "incomplete");
/// assert_eq!(codes.missing[0].field, "account.region");
/// ```
pub fn codes<'a>(
    program: &'a Program,
    record: &'a Record,
    at: Instant,
    privacy: Privacy,
    workspace: &'a mut Workspace,
) -> Codes<'a> {
    let mut codes = Codes {
        id: record_id(program, record.view(), privacy),
        ..Codes::default()
    };
    judge_group(
        program,
        std::iter::once((record.view(), at)),
        privacy,
        workspace,
        |_, _, judged| {
            add_codes(judged, &mut codes);
        },
    );
    codes
}

/// The decisions of records in codes alone, in their order. It says what [`codes`] says of each, and takes a fraction
/// of the time: records that are decided side by side share most of the work, and each is told in the memory of the one
/// before.
///
/// ```
/// use admit::{engine::PolicySet, eval::{Privacy, Workspace, codes_each}, value::Instant};
///
/// let set = PolicySet::embedded().map_err(|problems| problems.render(false)).unwrap();
/// let at = Instant::parse("2026-11-22T10:00:00Z").unwrap();
/// let read = |json: &str| set.read_json(json.as_bytes(), Default::default()).unwrap();
/// let records = [read(r#"{"id": "a-1"}"#), read(r#"{"id": "a-2"}"#)];
/// let records: Vec<_> = records.iter().map(|record| (record, at)).collect();
/// let mut told = Vec::new();
/// codes_each(set.program(), &records, Privacy::Mask, &mut Workspace::default(), |codes| {
///     told.push(format!("{}: {}", codes.id.as_deref().unwrap(), codes.decision.word()));
/// });
/// assert_eq!(told, ["a-1: incomplete", "a-2: incomplete"]);
/// ```
pub fn codes_each<'r>(
    program: &Program,
    records: &[(impl Into<RecordRef<'r>> + Copy, Instant)],
    privacy: Privacy,
    workspace: &mut Workspace,
    mut tell: impl FnMut(&Codes<'_>),
) {
    let id = IdField::of(program, privacy);
    for group in records.chunks(MOST_LANES) {
        // Its memory is used again for the next record.
        let mut codes = Codes::default();
        judge_group(
            program,
            views(group),
            privacy,
            workspace,
            |record, _, judged| {
                codes.clear();
                codes.id = id.and_then(|id| id.id(record));
                add_codes(judged, &mut codes);
                tell(&codes);
            },
        );
    }
}

fn refused(code: &str) -> Coded<'_> {
    Coded {
        code,
        severity: Severity::Reject,
        path: None,
    }
}

fn add_codes<'a>(judged: Judged<'_, '_, 'a>, codes: &mut Codes<'a>) {
    match judged {
        Judged::Found(context, findings) => {
            let policy = context.policy;
            codes.decision = context.outcome();
            codes.policy = Some(&policy.name);
            codes.version = policy.version.as_deref();
            if findings.is_empty() {
                return;
            }
            add_coded(context, findings, codes);
            if findings.any(State::Undecided) {
                let lacks = lacks(context, findings);
                codes.missing = lacking(context.program, lacks.into_iter());
            }
        }
        Judged::Open(context, policies) => {
            codes.decision = Outcome::Incomplete;
            let lacks = choice_lacks(context, &policies);
            codes.missing = lacking(context.program, lacks.into_keys());
        }
        Judged::Several(_) => codes.reasons.push(refused(SEVERAL_POLICIES)),
        Judged::Nobody => codes.reasons.push(refused(NO_POLICY)),
    }
}

fn lacking(program: &Program, lacks: impl Iterator<Item = Lack>) -> Vec<Lacking> {
    let lacking = lacks.map(|(field, index)| Lacking {
        field: field_path(&program.schema, field, index).into_owned(),
    });
    lacking.collect()
}

/// Adds the reasons and the advice, in the order of [`add_fired`].
fn add_coded<'a>(context: &Context<'_, 'a>, findings: &Findings, codes: &mut Codes<'a>) {
    let Context {
        program, policy, ..
    } = *context;
    for (place, sites) in findings.each() {
        let Some(planned) = policy.rules.get(place) else {
            continue;
        };
        let Some(rule) = program.rules.get(planned.rule.0 as usize) else {
            continue;
        };
        let severity = planned.severity.unwrap_or(Severity::Advise);
        let list = match severity {
            Severity::Advise => &mut codes.advice,
            Severity::Review | Severity::Reject => &mut codes.reasons,
        };
        for (slot, state) in sites {
            if *state == State::Fired {
                list.push(Coded {
                    code: &rule.name,
                    severity,
                    path: element_path(program, rule.ruleset, *slot),
                });
            }
        }
    }
    if codes.reasons.len() > 1 {
        let severity = |reason: &Coded<'_>| std::cmp::Reverse(reason.severity);
        codes.reasons.sort_by_key(severity);
    }
}

/// Rejects a record for which no single policy speaks.
fn refuse<'a>(decision: &mut Decision<'a>, explain: Explain, code: &'a str, message: Cow<'a, str>) {
    decision.decision = Outcome::Reject;
    decision.reasons.push(Reason {
        code: code.into(),
        severity: Severity::Reject,
        treated_from: None,
        treated_because: None,
        retry: Retry::Never,
        retry_at: None,
        path: None,
        message,
        fix: None,
        rule: None,
        cites: Cow::default(),
        grounds: (explain > Explain::Messages).then(Grounds::default),
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
    context: &Context<'_, 'a>,
    policies: &[&'a Policy],
) -> BTreeMap<Lack, Vec<Cow<'a, str>>> {
    let mut needs: BTreeMap<Lack, Vec<Cow<'a, str>>> = BTreeMap::new();
    for policy in policies {
        let context = context.under(policy);
        let mut lacks = Lacks::default();
        context.blockers(&policy.applies, &mut lacks);
        let name = Cow::from(format!("policy {}", policy.name));
        for lack in lacks.found(&context) {
            let names = needs.entry(lack).or_default();
            if !names.contains(&name) {
                names.push(name.clone());
            }
        }
    }
    needs
}

/// Fills in what the chosen policy says.
fn decide<'a>(
    context: &Context<'_, 'a>,
    options: Options,
    findings: &Findings,
    decision: &mut Decision<'a>,
) {
    decision.decision = context.outcome();
    decision.policy = Some((&*context.policy.name).into());
    decision.version = context.policy.version.as_deref().map(Cow::from);
    decision.checked = context.policy.checked.as_slice().into();
    if findings.any(State::Undecided) {
        decision.missing = missing(context, findings);
    }
    let wait = add_fired(context, findings, options, decision);
    add_actions(context, wait, decision);
    if options.explain > Explain::Messages {
        decision.trace = Some(trace(context, findings, options.explain));
    }
}

/// The most severe finding; what is undecided makes the record incomplete.
pub(super) fn fold(context: &Context<'_, '_>, findings: &Findings) -> Verdict {
    let mut verdict = Verdict::CLEAR;
    let policy = context.policy;
    let is_asked = !policy.plan.advising.all.is_empty() || !policy.actions.is_empty();
    for (place, sites) in findings.each() {
        let Some(planned) = policy.rules.get(place) else {
            continue;
        };
        for (_, state) in sites {
            let outcome = match (state, planned.severity) {
                (State::Fired, Some(Severity::Reject)) => Outcome::Reject,
                (State::Fired, _) => Outcome::Review,
                (State::Undecided, _) => Outcome::Incomplete,
                _ => Outcome::Accept,
            };
            let finding = planned.severity.map(|severity| (planned.rule, severity));
            if is_asked && matches!(state, State::Fired) && verdict.fired.last().copied() != finding
            {
                verdict.fired.extend(finding);
            }
            verdict.outcome = verdict.outcome.max(outcome);
        }
    }
    verdict
}

/// What keeps rules undecided, but for advice.
fn lacks(context: &Context<'_, '_>, findings: &Findings) -> BTreeSet<Lack> {
    let rules = &context.policy.rules;
    let mut lacks = Lacks::default();
    for place in findings.places() {
        if rules.get(place).is_some_and(|each| !each.is_advice()) {
            let undecided = findings.sites(context, place, State::Undecided);
            undecided.for_each(|site| site.blockers(&mut lacks));
        }
    }
    lacks.found(context)
}

/// The same with the rules that need each.
fn missing<'a>(context: &Context<'_, 'a>, findings: &Findings) -> Vec<MissingField<'a>> {
    let mut missing: Vec<MissingField<'a>> = Vec::new();
    let mut names = (None, Vec::new());
    for (field, index) in lacks(context, findings) {
        // The elements of a list that lack one field follow each other.
        if names.0 != Some(field) {
            names = (Some(field), needed_by(context, findings, field));
        }
        missing.push(MissingField {
            field: field_path(context.schema(), field, index),
            needed_by: names.1.clone(),
        });
    }
    missing
}

/// Adds the reasons and the advice; gives back the latest wait that a reason asks for.
fn add_fired<'a>(
    context: &Context<'_, 'a>,
    findings: &Findings,
    options: Options,
    decision: &mut Decision<'a>,
) -> Option<Wait> {
    let mut latest = None;
    // The room that a first reason would take otherwise is so large that it comes from the slow part of the heap.
    decision.reasons.reserve_exact(findings.count(State::Fired));
    for place in findings.places() {
        for site in findings.sites(context, place, State::Fired) {
            let grounds = (options.explain > Explain::Messages).then(|| site.grounds_fired());
            match site.severity() {
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
