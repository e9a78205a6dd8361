//! Snapshots: the explanation of a decision as it was last accepted, with what each rule asked and saw, so that a
//! later one can be compared with it when the rules of then are gone.
//!
//! In: decisions, their explanations as text, and observed rules. Out: the text of a snapshot file, and why two
//! snapshots differ. It opens no file, prints nothing and knows neither rules nor records.

mod changes;
mod diff;
mod file;
mod tidy;
mod verdict;

pub use changes::changes;
pub use diff::{DiffLine, diff};
pub use file::NotASnapshot;
pub use verdict::{Comparison, SnapshotCase, SnapshotState, SnapshotVerdict};

use crate::decision::{Decision, FindingState, Grounds, Severity, Trace};
use crate::value::escape_controls;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The explanation of a decision, to be kept. Two are the same if [`Snapshot::says_the_same`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Snapshot {
    /// The record, by the name of its file.
    pub record: String,
    /// The policy that decided with its version, if any did.
    pub policy: Option<String>,
    /// The evaluation instant (RFC 3339).
    pub at: String,
    /// The explanation as text.
    pub text: String,
    /// What each rule asked and saw.
    pub rules: Vec<Asked>,
}

/// What a rule asked, what it saw, and what became of it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// The rule with its ruleset.
    pub rule: String,
    /// The part of the record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// What became of it.
    pub state: FindingState,
    /// Which rule excused it, why it is left out, what it lacks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// Its weight; none for a requirement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effect: Option<Severity>,
    /// All its conditions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// What the conditions look at, with the values that they saw.
    #[serde(default)]
    pub saw: BTreeMap<String, String>,
}

impl Snapshot {
    /// Of a decision that went through [`plain`], its explanation as text, and the rules that were observed.
    pub fn new(record: String, decision: &Decision, text: String, rules: Vec<Trace>) -> Snapshot {
        let policy = decision.policy.as_ref();
        Snapshot {
            record: escape_controls(&record),
            policy: policy.map(|policy| match &decision.version {
                Some(version) => escape_controls(&format!("{policy} {version}")),
                None => policy.to_string(),
            }),
            at: decision.at.to_string(),
            text,
            rules: rules.into_iter().map(Asked::of).collect(),
        }
    }

    /// Whether a person reads the same. What rules saw that came to the same end is no difference.
    pub fn says_the_same(&self, other: &Snapshot) -> bool {
        (&self.policy, &self.at, &self.text) == (&other.policy, &other.at, &other.text)
    }
}

impl Asked {
    fn of(trace: Trace) -> Asked {
        let values = trace.grounds.values.into_iter();
        Asked {
            rule: trace.rule.into_owned(),
            at: trace.path.map(Cow::into_owned),
            state: trace.state,
            why: Some(trace.why.into_owned()).filter(|why| !why.is_empty()),
            effect: trace.severity,
            when: trace.grounds.condition.as_deref().map(tidy::tidy),
            saw: values
                .map(|(name, value)| (tidy::tidy(&name), value.into_owned()))
                .collect(),
        }
    }
}

/// Takes out of a decision what hangs on how the rule files are set: where rules stand, and the spaces in their
/// conditions.
pub fn plain(decision: &mut Decision<'_>) {
    let reasons = decision.reasons.iter_mut();
    let advice = decision.advice.iter_mut();
    let grounds = reasons
        .filter_map(|each| each.grounds.as_mut())
        .chain(advice.filter_map(|each| each.grounds.as_mut()));
    grounds.for_each(plain_grounds);
    let traces = decision.trace.iter_mut().flatten();
    traces.for_each(|trace| plain_grounds(&mut trace.grounds));
}

fn plain_grounds(grounds: &mut Grounds<'_>) {
    grounds.source = None;
    grounds.condition = grounds
        .condition
        .as_deref()
        .map(|text| tidy::tidy(text).into());
    for (name, _) in &mut grounds.values {
        *name = tidy::tidy(name).into();
    }
}
