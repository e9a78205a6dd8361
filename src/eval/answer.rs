//! What came of a record before it is put into words: to a decision, or piece by piece for whoever writes it at once.

use super::blank::{IdField, blank};
use super::blockers::{Lack, Lacks};
use super::context::{Context, When};
use super::found::Found;
use super::group::Judged;
use super::show::field_path;
use super::{Explain, Options};
use crate::decision::{Decision, Grounds, MissingField, Outcome, Reason, Retry, Severity};
use crate::program::{Policy, Program};
use crate::record::RecordRef;
use std::borrow::Cow;
use std::collections::BTreeMap;

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
