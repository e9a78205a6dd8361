//! What came of a record before it is put into words: to a decision, or piece by piece for whoever writes it at once.

use super::actions::{Outlook, outlook};
use super::blank::{IdField, assumed, blank, unknown_fields};
use super::blockers::{Lack, Lacks, needed_by};
use super::context::{Context, When};
use super::explain::Wait;
use super::findings::Findings;
use super::group::Judged;
use super::rule::{Site, State};
use super::show::{NOT_SUPPLIED, Shown, field_path, shown};
use super::trace::trace;
use super::{Explain, Options};
use crate::decision::{
    Assumed, Decision, ElementPath, Grounds, MissingField, Outcome, Reason, Retry, Severity, Trace,
    UnknownField,
};
use crate::program::{Expr, ExprKind, Policy, Program, Rule, RuleId, Told, Treatment, Type};
use crate::record::RecordRef;
use crate::value::{Cell, Scalar, ZonedInstant};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// The reason where no policy speaks for a record.
pub(super) const NO_POLICY: &str = "no_policy_applies";
/// The reason where more than one does.
pub(super) const SEVERAL_POLICIES: &str = "several_policies_apply";

/// What came of a record, not yet put into words. [`Answer::decision`] does that;
/// [`answer_json`](crate::report::answer_json) writes the same as a line of JSON, without a decision between.
pub struct Answer<'x, 'a> {
    pub(super) program: &'a Program,
    pub(super) id: Option<IdField>,
    pub(super) record: RecordRef<'a>,
    pub(super) when: When,
    pub(super) options: Options,
    pub(super) judged: Judged<'x, 'x, 'a>,
}

impl<'a> Answer<'_, 'a> {
    /// What is decided.
    pub fn outcome(&self) -> Outcome {
        match &self.judged {
            Judged::Found(context, _) => context.outcome(),
            Judged::Open(..) => Outcome::Incomplete,
            Judged::Nobody | Judged::Several(_) => Outcome::Reject,
        }
    }

    /// The codes of the reasons, most severe first.
    pub fn codes(&self) -> impl Iterator<Item = &'a str> {
        let itself = match &self.judged {
            Judged::Nobody => Some(NO_POLICY),
            Judged::Several(_) => Some(SEVERAL_POLICIES),
            Judged::Found(..) | Judged::Open(..) => None,
        };
        let rules = self.found().into_iter().flat_map(|found| {
            let of = move |severity| found.rules(severity);
            of(Severity::Reject).chain(of(Severity::Review))
        });
        itself.into_iter().chain(rules)
    }

    /// What the rules of a policy found, if one decides the record.
    fn found(&self) -> Option<Found<'_, 'a>> {
        let Judged::Found(context, findings) = self.judged else {
            return None;
        };
        Some(Found {
            id: self.id,
            when: &self.when,
            explain: self.options.explain,
            context,
            findings,
        })
    }

    /// The same, if what is told whatever the record is was made ready with the rules.
    pub(crate) fn ready(&self) -> Option<Found<'_, 'a>> {
        self.found().filter(|found| found.context.plan().is_some())
    }

    /// The decision.
    pub fn decision(&self) -> Decision<'a> {
        let program = self.program;
        let mut decision = blank(program, self.id, self.record, self.when, self.options);
        match &self.judged {
            Judged::Found(..) => {
                if let Some(found) = self.found() {
                    found.decide(&mut decision);
                }
            }
            Judged::Open(context, policies) => {
                decision.decision = Outcome::Incomplete;
                let lacks = choice_lacks(context, policies);
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
                self.refuse(&mut decision, SEVERAL_POLICIES, message.into());
            }
            Judged::Nobody => {
                let message = "No policy of this rule set applies to this record.".into();
                self.refuse(&mut decision, NO_POLICY, message);
            }
        }
        decision
    }

    /// Rejects a record for which no single policy speaks.
    fn refuse(&self, decision: &mut Decision<'a>, code: &'a str, message: Cow<'a, str>) {
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
            grounds: (self.options.explain > Explain::Messages).then(Grounds::default),
        });
    }
}

fn full_name(policy: &Policy) -> String {
    match &policy.version {
        Some(version) => format!("{} {version}", policy.name),
        None => policy.name.to_string(),
    }
}

/// What has to be supplied before a policy can be chosen.
pub(super) fn choice_lacks<'a>(
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

/// What keeps rules undecided, but for advice.
pub(super) fn lacks(context: &Context<'_, '_>, findings: &Findings) -> BTreeSet<Lack> {
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

/// What the rules of the policy that decides a record found there.
#[derive(Clone, Copy)]
pub(crate) struct Found<'x, 'a> {
    id: Option<IdField>,
    when: &'x When,
    explain: Explain,
    context: &'x Context<'x, 'a>,
    findings: &'x Findings,
}

impl<'x, 'a> Found<'x, 'a> {
    /// What the record calls itself, as it stands there.
    pub fn id(&self) -> Option<&'a str> {
        self.id?.text(self.context.record)
    }

    pub fn outcome(&self) -> Outcome {
        self.context.outcome()
    }

    pub fn policy(&self) -> &'a Policy {
        self.context.policy
    }

    /// The evaluation instant where the rules are at home.
    pub fn at(&self) -> ZonedInstant {
        let When { now, today, ahead } = *self.when;
        now.in_zone_on(today, ahead, self.context.program.timezone)
    }

    /// Its day there, in digits.
    pub fn today(&self) -> &'x [u8; 10] {
        &self.when.today.figures
    }

    /// Where the rules are at home.
    pub fn timezone(&self) -> &'static str {
        self.context.program.timezone.name()
    }

    /// The digest of the rules.
    pub fn digest(&self) -> &'a str {
        self.context.program.digest.as_str()
    }

    /// Whether it is told how rules came to fire.
    pub fn has_grounds(&self) -> bool {
        self.explain > Explain::Messages
    }

    /// The names of the rules of a severity, for each place where one fired.
    fn rules(self, severity: Severity) -> impl Iterator<Item = &'a str> {
        let Context {
            program, policy, ..
        } = *self.context;
        self.findings.each().flat_map(move |(place, sites)| {
            let planned = policy.rules.get(place);
            let planned = planned.filter(|planned| planned.severity == Some(severity));
            let rule = planned.and_then(|planned| program.rules.get(planned.rule.0 as usize));
            let fired = sites.iter().filter(|(_, state)| *state == State::Fired);
            rule.into_iter()
                .flat_map(move |rule| fired.clone().map(|_| &*rule.name))
        })
    }

    /// Goes through the places where rules of a severity fired: in the order of the policy, at elements in the order of
    /// their list.
    pub fn each_fired(&self, severity: Severity, mut tell: impl FnMut(Fired<'x, 'a>)) {
        let Found {
            context, findings, ..
        } = *self;
        for (place, sites) in findings.each() {
            let planned = context.policy.rules.get(place);
            if planned.is_none_or(|planned| planned.severity != Some(severity)) {
                continue;
            }
            for (slot, state) in sites {
                if *state == State::Fired
                    && let Some(site) = Site::numbered(context, place as u32, *slot as usize)
                {
                    let wait = site.wait();
                    tell(Fired {
                        site,
                        severity,
                        wait,
                    });
                }
            }
        }
    }

    /// The same of all reasons, most severe first.
    pub fn each_reason(&self, mut tell: impl FnMut(Fired<'x, 'a>)) {
        if !self.findings.is_empty() {
            self.each_fired(Severity::Reject, &mut tell);
            self.each_fired(Severity::Review, &mut tell);
        }
    }

    /// Whether there is nothing to tell but reasons: then all records of the policy have the rest in common.
    pub fn has_only_reasons(&self) -> bool {
        let Context {
            program,
            policy,
            record,
            ..
        } = *self.context;
        let is_reason = |(place, sites): (usize, &[(u32, State)])| {
            let planned = policy.rules.get(place);
            let planned = planned.filter(|planned| planned.severity > Some(Severity::Advise));
            let rule = planned.and_then(|planned| program.rules.get(planned.rule.0 as usize));
            let waits = rule.is_none_or(|rule| rule.retry_at.is_some());
            !waits && sites.iter().all(|(_, state)| *state == State::Fired)
        };
        policy.actions.is_empty()
            && !record.has_unknown_fields()
            && self.explain < Explain::All
            && self.findings.each().all(is_reason)
    }

    /// What keeps rules undecided, with the rules that need each.
    pub fn missing(&self) -> Vec<MissingField<'a>> {
        let Found {
            context, findings, ..
        } = *self;
        let mut missing: Vec<MissingField<'a>> = Vec::new();
        if !findings.any(State::Undecided) {
            return missing;
        }
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

    /// What the lines of the policy add.
    pub fn outlook(&self) -> Outlook<'a> {
        let mut latest = None;
        self.each_reason(|fired| latest = latest.max(fired.wait));
        outlook(self.context, latest)
    }

    pub fn unknown_fields(&self) -> Vec<UnknownField> {
        unknown_fields(self.context.program, self.context.record)
    }

    /// What became of rules that did not fire, where that is told.
    pub fn trace(&self) -> Option<Vec<Trace<'a>>> {
        self.has_grounds()
            .then(|| trace(self.context, self.findings, self.explain))
    }

    /// What was taken from the schema, where that is told.
    pub fn assumed(&self) -> Option<Vec<Assumed<'a>>> {
        let Context {
            program,
            record,
            privacy,
            ..
        } = *self.context;
        (self.explain == Explain::All).then(|| assumed(program, record, privacy))
    }

    /// Fills in what the policy says.
    fn decide(self, decision: &mut Decision<'a>) {
        let policy = self.policy();
        decision.decision = self.outcome();
        decision.policy = Some((&*policy.name).into());
        decision.version = policy.version.as_deref().map(Cow::from);
        decision.checked = policy.checked.as_slice().into();
        decision.missing = self.missing();
        let grounds = |fired: &Fired<'_, 'a>| self.has_grounds().then(|| fired.grounds());
        self.each_reason(|fired| decision.reasons.push(fired.reason(grounds(&fired))));
        self.each_fired(Severity::Advise, |fired| {
            decision.advice.push(fired.advice(grounds(&fired)));
        });
        let Outlook { grants, next } = self.outlook();
        (decision.grants, decision.next) = (grants, next);
        decision.trace = self.trace();
    }
}

/// A rule where it fired.
pub(crate) struct Fired<'x, 'a> {
    pub(super) site: Site<'x, 'a>,
    pub(super) severity: Severity,
    pub(super) wait: Option<Wait>,
}

impl<'a> Fired<'_, 'a> {
    pub fn rule_id(&self) -> RuleId {
        self.site.planned.rule
    }

    pub fn rule(&self) -> &'a Rule {
        self.site.rule
    }

    pub fn severity(&self) -> Severity {
        self.severity
    }

    /// Whether it is no more than a hint.
    pub fn is_advice(&self) -> bool {
        self.severity == Severity::Advise
    }

    /// Whether it looks at each element of a list.
    pub fn looks_at_elements(&self) -> bool {
        self.site.ruleset.for_each.is_some()
    }

    /// How the policy treats it differently.
    pub fn treated(&self) -> Option<&'a Treatment> {
        self.site.planned.treated.as_ref()
    }

    /// When to come back, and not before which instant.
    pub fn retry(&self) -> (Retry, Option<Cow<'a, str>>) {
        let retry = match self.wait {
            _ if self.rule().is_final => Retry::Never,
            Some(_) => Retry::AfterWait,
            None => Retry::AfterFix,
        };
        let at = self.wait.map(|wait| self.site.context.show_wait(wait));
        (retry, at)
    }

    /// The element that it looked at.
    pub fn element(&self) -> Option<ElementPath<'a>> {
        self.site.element()
    }

    /// Which of its conditions held.
    pub fn held(&self) -> Option<usize> {
        self.site.held_fired().map(|(at, _)| at)
    }

    /// What is told of one of its conditions whatever the record is.
    pub fn told(&self, condition: usize) -> Option<&'a Told> {
        self.site.told(condition)
    }

    /// A value in a message.
    pub fn said(&self, expr: &'a Expr) -> Shown<'a> {
        self.site.context.said(expr)
    }

    /// What its condition saw of an expression.
    pub fn seen(&self, expr: &'a Expr) -> Shown<'a> {
        self.site.context.show(expr)
    }

    /// How the value of an expression is found for other records.
    pub fn source(&self, expr: &Expr) -> Source {
        let Type::Scalar(scalar) = expr.ty else {
            return Source::Expression;
        };
        let context = &self.site.context;
        match expr.kind {
            _ if expr.private => Source::Expression,
            ExprKind::Constant(_) => Source::Same,
            ExprKind::Param(id) if context.is_shared(id) => Source::Same,
            ExprKind::Field(id) => {
                let field = context.schema().field(id);
                let place = field.slot.map(|slot| Place {
                    slot,
                    is_in_element: field.rows.is_some(),
                    scalar,
                });
                place.map_or(Source::Expression, Source::Field)
            }
            _ => Source::Expression,
        }
    }

    /// The value of a field, as messages say it or as a condition saw it.
    pub fn field(&self, place: Place, is_said: bool) -> Shown<'a> {
        let Place {
            slot,
            is_in_element,
            scalar,
        } = place;
        let Context {
            program,
            record,
            element,
            ..
        } = self.site.context;
        let cell = match (is_in_element, element) {
            (false, _) => record.cell(slot),
            (true, Some(element)) => record.element_cell(element, slot),
            (true, None) => Cell::Missing,
        };
        if is_said && matches!(cell, Cell::Missing | Cell::Absent) {
            return NOT_SUPPLIED.into();
        }
        shown(program, record.value(cell), Type::Scalar(scalar))
    }
}

/// How a value is found that is put into words.
#[derive(Clone, Copy)]
pub(crate) enum Source {
    /// It is the same for all records.
    Same,
    /// It stands in a field.
    Field(Place),
    /// It has to be worked out.
    Expression,
}

/// Where the value of a field stands, of the record or of the element at hand.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Place {
    slot: u32,
    is_in_element: bool,
    scalar: Scalar,
}
