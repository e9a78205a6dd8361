//! What came of a record before it is put into words: to a decision, or piece by piece for whoever writes it at once.

use super::blank::{IdField, blank};
use super::blockers::{Lack, Lacks};
use super::context::{Context, When};
use super::found::Found;
use super::group::Judged;
use super::show::field_path;
use super::{Explain, Options};
use crate::decision::{
    Coded, Codes, Decision, Grounds, Lacking, MissingField, Outcome, Reason, Retry, Severity,
};
use crate::program::{Policy, Program, RuleId};
use crate::record::RecordRef;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The reason where no policy speaks for a record.
const NO_POLICY: &str = "no_policy_applies";
/// The reason where more than one does.
const SEVERAL_POLICIES: &str = "several_policies_apply";

/// What came of a record, not yet put into words. [`Answer::decision`] and [`Answer::codes`] do that;
/// [`answer_json`](crate::report::answer_json) writes the same as a line of JSON, without either of them between.
pub struct Answer<'x, 'a> {
    pub(super) program: &'a Program,
    pub(super) id: Option<IdField>,
    /// The record, and from when it is looked at.
    pub(super) given: &'x (RecordRef<'a>, When),
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

    /// Whether only codes are told.
    pub(crate) fn is_brief(&self) -> bool {
        self.options.explain == Explain::Codes
    }

    /// Tells the reasons in codes, most severe first.
    pub fn each_reason(&self, mut tell: impl FnMut(Coded<'a>)) {
        match self.found() {
            Some(found) => {
                found.each_coded(Severity::Reject, &mut tell);
                found.each_coded(Severity::Review, &mut tell);
            }
            None => self.own_code().map(refused).into_iter().for_each(tell),
        }
    }

    /// The rules that are reasons, each once.
    pub(crate) fn rules(&self) -> impl Iterator<Item = RuleId> {
        self.found().into_iter().flat_map(Found::reasons)
    }

    /// The reason that no rule gives.
    pub(crate) fn own_code(&self) -> Option<&'static str> {
        match &self.judged {
            Judged::Nobody => Some(NO_POLICY),
            Judged::Several(_) => Some(SEVERAL_POLICIES),
            Judged::Found(..) | Judged::Open(..) => None,
        }
    }

    /// The answer in codes.
    pub fn codes(&self) -> Codes<'a> {
        let mut codes = Codes {
            id: self.id.and_then(|id| id.id(self.given.0)),
            decision: self.outcome(),
            ..Codes::default()
        };
        self.each_reason(|coded| codes.reasons.push(coded));
        if let Some(found) = self.found() {
            let policy = found.policy();
            codes.policy = Some(&policy.name);
            codes.version = policy.version.as_deref();
            codes.missing = found.lacking();
            found.each_coded(Severity::Advise, |coded| codes.advice.push(coded));
        }
        if let Judged::Open(context, policies) = &self.judged {
            codes.missing = lacking(self.program, choice_lacks(context, policies).into_keys());
        }
        codes
    }

    /// What the rules of a policy found, if one decides the record.
    fn found(&self) -> Option<Found<'_, 'a>> {
        let Judged::Found(context, findings) = self.judged else {
            return None;
        };
        Some(Found {
            id: self.id,
            when: &self.given.1,
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
        let (record, when) = *self.given;
        let mut decision = blank(program, self.id, record, when, self.options);
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

fn refused(code: &str) -> Coded<'_> {
    Coded {
        code,
        severity: Severity::Reject,
        path: None,
    }
}

/// What is missing, in codes.
pub(super) fn lacking(program: &Program, lacks: impl Iterator<Item = Lack>) -> Vec<Lacking> {
    let lacking = lacks.map(|(field, index)| Lacking {
        field: field_path(&program.schema, field, index).into_owned(),
    });
    lacking.collect()
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
