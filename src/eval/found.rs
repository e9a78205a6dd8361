//! What the rules of a policy found at a record, to be put into words piece by piece.

use super::Explain;
use super::actions::{Outlook, outlook};
use super::answer::lacking;
use super::blank::{IdField, assumed, unknown_fields};
use super::blockers::{lacks, needed_by};
use super::context::{Context, When};
use super::explain::element_path;
use super::findings::Findings;
use super::fired::Fired;
use super::rule::Site;
use super::show::field_path;
use super::trace::trace;
use crate::decision::{
    Assumed, Coded, Decision, Lacking, MissingField, Outcome, Severity, Trace, UnknownField,
};
use crate::program::{Policy, RuleId};
use crate::value::ZonedInstant;
use std::borrow::Cow;

/// What the rules of the policy that decides a record found there.
#[derive(Clone, Copy)]
pub(crate) struct Found<'x, 'a> {
    pub(super) id: Option<IdField>,
    pub(super) when: &'x When,
    pub(super) explain: Explain,
    pub(super) context: &'x Context<'x, 'a>,
    pub(super) findings: &'x Findings,
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

    /// The rules that are reasons, each once.
    pub fn reasons(self) -> impl Iterator<Item = RuleId> {
        let rules = self.findings.rules();
        let is_reason = |severity| severity > Some(Severity::Advise);
        rules.filter_map(move |(rule, severity)| is_reason(severity).then_some(rule))
    }

    /// Tells where rules of a severity fired, and at which element if they look at any: in the order of the policy, at
    /// elements in the order of their list.
    #[inline]
    pub fn each_code(&self, severity: Severity, mut tell: impl FnMut(RuleId, u32)) {
        self.findings
            .each_fired(severity, |rule, _, slot| tell(rule, slot));
    }

    /// The same in codes.
    pub fn each_coded(&self, severity: Severity, mut tell: impl FnMut(Coded<'a>)) {
        let program = self.context.program;
        self.each_code(severity, |rule, index| {
            if let Some(rule) = program.rules.get(rule.0 as usize) {
                tell(Coded {
                    code: &rule.name,
                    severity,
                    path: element_path(program, rule.ruleset, index),
                });
            }
        });
    }

    /// The name of a rule, and the list whose elements it looks at, if it looks at any.
    pub fn name_and_list(&self, rule: RuleId) -> (&'a str, Option<&'a str>) {
        let program = self.context.program;
        let Some(rule) = program.rules.get(rule.0 as usize) else {
            return ("", None);
        };
        let path = element_path(program, rule.ruleset, 0);
        (&rule.name, path.map(|path| path.list))
    }

    /// What is missing, in codes.
    pub fn lacking(&self) -> Vec<Lacking> {
        match self.findings.any_undecided() {
            true => {
                let lacks = lacks(self.context, self.findings);
                lacking(self.context.program, lacks.into_iter())
            }
            false => Vec::new(),
        }
    }

    /// As [`Found::each_code`], with all that can be said of it.
    pub fn each_fired(&self, severity: Severity, mut tell: impl FnMut(Fired<'x, 'a>)) {
        let Found {
            context, findings, ..
        } = *self;
        findings.each_fired(severity, |_, place, slot| {
            if let Some(site) = Site::numbered(context, place, slot as usize) {
                let wait = site.wait();
                tell(Fired {
                    site,
                    severity,
                    wait,
                });
            }
        });
    }

    /// The same of all reasons, most severe first.
    pub fn each_reason(&self, mut tell: impl FnMut(Fired<'x, 'a>)) {
        if !self.findings.is_empty() {
            self.each_fired(Severity::Reject, &mut tell);
            self.each_fired(Severity::Review, &mut tell);
        }
    }

    /// Whether all that is told behind what is missing, and behind hints, is what all records of the policy have in common.
    pub fn ends_as_usual(&self) -> bool {
        let Context {
            program,
            policy,
            record,
            ..
        } = *self.context;
        let never_waits = |(rule, _): (RuleId, _)| {
            let rule = program.rules.get(rule.0 as usize);
            rule.is_some_and(|rule| rule.retry_at.is_none())
        };
        policy.actions.is_empty()
            && !record.has_unknown_fields()
            && self.explain < Explain::All
            && !self.findings.any_excused()
            && self.findings.rules().all(never_waits)
    }

    /// Whether rules fired as reasons, and did nothing else.
    pub fn has_only_reasons(&self) -> bool {
        let findings = self.findings;
        !findings.any_undecided()
            && !findings.any_excused()
            && !findings.any_fired(Severity::Advise)
    }

    /// What keeps rules undecided, with the rules that need each.
    pub fn missing(&self) -> Vec<MissingField<'a>> {
        let Found {
            context, findings, ..
        } = *self;
        let mut missing: Vec<MissingField<'a>> = Vec::new();
        if !findings.any_undecided() {
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
    pub(super) fn decide(self, decision: &mut Decision<'a>) {
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
