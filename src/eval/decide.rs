//! The entry point: chooses the policy, evaluates its rules and folds their findings into the decision.

use super::answer::Answer;
use super::blank::{IdField, blank};
use super::context::{Lets, Readings, Scratch, Verdicts, When, Workspace};
use super::findings::Findings;
use super::group::judge;
use super::lanes::MOST_LANES;
use super::watch::Watch;
use super::{Explain, Options, Privacy};
use crate::decision::{Codes, Decision, Outcome, Severity};
use crate::program::{Policy, Program};
use crate::record::{Record, RecordRef};
use crate::value::Instant;

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
    let lets = Lets::new(1, &readings, watch);
    let given = (record.view(), When::new(program, at));
    let records = [given];
    let mut scratch = Scratch::default();
    let id = IdField::of(program, options.privacy);
    let mut decision = None;
    judge(
        program,
        &records,
        options.privacy,
        &lets,
        &mut scratch,
        |judged| {
            let answer = Answer {
                program,
                id,
                given: &given,
                options,
                judged,
            };
            decision = Some(answer.decision());
        },
    );
    let (record, when) = given;
    let decision = decision.unwrap_or_else(|| blank(program, id, record, when, options));
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
    answer_each(program, records, options, workspace, |answer| {
        tell(answer.decision())
    });
}

/// As [`evaluate_each`], but tells what came of each record before it is put into words, for whoever writes it at once.
///
/// ```
/// use admit::{engine::PolicySet, eval::{Options, Workspace, answer_each}, value::Instant};
/// use admit::report::{Phrases, answer_json, json_compact};
///
/// let set = PolicySet::embedded().map_err(|problems| problems.render(false)).unwrap();
/// let at = Instant::parse("2026-11-22T10:00:00Z").unwrap();
/// let record = set.read_json(br#"{"id": "a-1"}"#, Default::default()).unwrap();
/// let (mut phrases, mut lines) = (Phrases::new(set.program()), Vec::new());
/// let mut workspace = Workspace::default();
/// answer_each(set.program(), &[(&record, at)], Options::default(), &mut workspace, |answer| {
///     answer_json(answer, &mut phrases, &mut lines);
/// });
/// let decision = set.evaluate(&record, at, Options::default());
/// assert_eq!(String::from_utf8(lines).unwrap(), json_compact(&decision));
/// ```
pub fn answer_each<'r>(
    program: &Program,
    records: &[(impl Into<RecordRef<'r>> + Copy, Instant)],
    options: Options,
    workspace: &mut Workspace,
    mut tell: impl FnMut(&Answer<'_, '_>),
) {
    for group in records.chunks(MOST_LANES) {
        answer_group(program, views(group), options, workspace, &mut tell);
    }
}

fn views<'r>(
    group: &[(impl Into<RecordRef<'r>> + Copy, Instant)],
) -> impl Iterator<Item = (RecordRef<'r>, Instant)> {
    group.iter().map(|(record, at)| ((*record).into(), *at))
}

fn answer_group<'a, 'r: 'a>(
    program: &'a Program,
    group: impl Iterator<Item = (RecordRef<'r>, Instant)>,
    options: Options,
    workspace: &'a mut Workspace,
    mut tell: impl FnMut(&Answer<'_, 'a>),
) {
    let id = IdField::of(program, options.privacy);
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
    *readings = Readings::default();
    let lets = Lets::new(records.len(), readings, None);
    let mut each = records.iter();
    let privacy = options.privacy;
    judge(program, &records, privacy, &lets, scratch, |judged| {
        if let Some(given) = each.next() {
            tell(&Answer {
                program,
                id,
                given,
                options,
                judged,
            });
        }
    });
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
    let record = std::iter::once((record.view(), at));
    let mut codes = None;
    answer_group(program, record, brief(privacy), workspace, |answer| {
        codes = Some(answer.codes());
    });
    codes.unwrap_or_default()
}

/// The decisions of records in codes alone, in their order. It says what [`codes`] says of each, and takes a fraction
/// of the time: records that are decided side by side share most of the work.
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
    answer_each(program, records, brief(privacy), workspace, |answer| {
        tell(&answer.codes());
    });
}

fn brief(privacy: Privacy) -> Options {
    Options {
        explain: Explain::Codes,
        privacy,
    }
}

/// The most severe finding of a record becomes the next decision; what is undecided makes the record incomplete.
#[inline]
pub(super) fn fold(policy: &Policy, findings: &Findings, verdicts: &mut Verdicts) {
    let outcome = match findings {
        _ if findings.is_empty() => Outcome::Accept,
        _ if findings.any_fired(Severity::Reject) => Outcome::Reject,
        _ if findings.any_undecided() => Outcome::Incomplete,
        _ if findings.any_fired(Severity::Review) => Outcome::Review,
        _ => Outcome::Accept,
    };
    if !findings.is_empty() && (!policy.plan.advising.all.is_empty() || !policy.actions.is_empty())
    {
        let fired = findings.rules();
        let fired = fired.filter_map(|(rule, severity)| Some((rule, severity?)));
        verdicts.extend_fired(fired);
    }
    verdicts.add(outcome);
}
