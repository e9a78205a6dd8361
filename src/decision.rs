//! The answer: a decision with its reasons, self-contained and ready to be written out.
//!
//! `eval` makes it, `report` writes it. It holds names, texts and masked values, never a rule or a record; what the
//! rules say word for word it borrows from them.

mod owned;

use crate::value::{Date, ZonedInstant};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt;

/// What is decided about a record, from mild to severe.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// Nothing stands against it.
    Accept,
    /// A person has to look.
    Review,
    /// Something is missing that the rules need.
    Incomplete,
    /// It cannot be accepted.
    Reject,
}

impl Outcome {
    /// All four, from mild to severe.
    pub const ALL: [Outcome; 4] = [
        Outcome::Accept,
        Outcome::Review,
        Outcome::Incomplete,
        Outcome::Reject,
    ];

    /// The word that rules and reports use.
    pub fn word(self) -> &'static str {
        match self {
            Outcome::Accept => "accept",
            Outcome::Review => "review",
            Outcome::Incomplete => "incomplete",
            Outcome::Reject => "reject",
        }
    }
}

/// How much a finding weighs, from mild to severe.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// A hint; changes nothing.
    Advise,
    /// A person has to look.
    Review,
    /// The record is turned down.
    Reject,
}

impl Severity {
    /// The word that rules and reports use.
    pub fn word(self) -> &'static str {
        match self {
            Severity::Advise => "advise",
            Severity::Review => "review",
            Severity::Reject => "reject",
        }
    }
}

/// When it makes sense to come back.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Retry {
    /// Once the remedy is done.
    AfterFix,
    /// Once the time has come.
    AfterWait,
    /// Nothing mends it.
    Never,
}

impl Retry {
    /// The word that reports use.
    pub fn word(self) -> &'static str {
        match self {
            Retry::AfterFix => "after_fix",
            Retry::AfterWait => "after_wait",
            Retry::Never => "never",
        }
    }
}

/// Where a rule stands.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct SourceLocation {
    /// The file, relative to the policy folder.
    pub file: String,
    /// Counted from 1.
    pub line: u32,
    /// Counted from 1, in characters.
    pub column: u32,
}

/// How a rule came to its finding: left out with `--explain messages`.
#[derive(Clone, PartialEq, Debug, Default, Serialize)]
pub struct Grounds<'a> {
    /// Where the rule stands.
    pub source: Option<Cow<'a, SourceLocation>>,
    /// The condition that held, as written.
    pub condition: Option<Cow<'a, str>>,
    /// What the condition looked at, as written, and the value it saw; in order of appearance.
    #[serde(serialize_with = "as_map")]
    pub values: Vec<(Cow<'a, str>, Cow<'a, str>)>,
}

/// A fired rule of severity reject or review.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Reason<'a> {
    /// The rule's name.
    pub code: Cow<'a, str>,
    /// Its weight in this policy.
    pub severity: Severity,
    /// Its weight as written, where the policy treats it differently.
    pub treated_from: Option<Severity>,
    /// Why the policy treats it differently, where it says so.
    pub treated_because: Option<Cow<'a, str>>,
    /// When to come back.
    pub retry: Retry,
    /// Not before this instant (RFC 3339, in the set's time zone).
    pub retry_at: Option<Cow<'a, str>>,
    /// The part of the record, when the rule looks at each element of a list: `images[1]`.
    pub path: Option<Cow<'a, str>>,
    /// Why, for the applicant.
    pub message: Cow<'a, str>,
    /// What to do about it.
    pub fix: Option<Cow<'a, str>>,
    /// The rule with its ruleset: `photo_quality.photo_glare`; null when no rule but the policy set itself decides.
    pub rule: Option<Cow<'a, str>>,
    /// What the rule cites.
    pub cites: Cow<'a, [Box<str>]>,
    /// How it came to this.
    #[serde(flatten)]
    pub grounds: Option<Grounds<'a>>,
}

/// A field without which the record cannot be decided.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct MissingField<'a> {
    /// Its path: `document.expires_on`, `images[1].glare`.
    pub field: Cow<'a, str>,
    /// The rules that require it or read it, in the order of the policy.
    pub needed_by: Vec<Cow<'a, str>>,
}

/// A fired rule of severity advise.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Advice<'a> {
    /// The rule's name.
    pub code: Cow<'a, str>,
    /// The part of the record.
    pub path: Option<Cow<'a, str>>,
    /// What was noticed.
    pub message: Cow<'a, str>,
    /// What to do about it.
    pub fix: Option<Cow<'a, str>>,
    /// The rule with its ruleset.
    pub rule: Cow<'a, str>,
    /// Its weight as written, where the policy treats it differently.
    pub treated_from: Option<Severity>,
    /// Why the policy treats it differently, where it says so.
    pub treated_because: Option<Cow<'a, str>>,
    /// How it came to this.
    #[serde(flatten)]
    pub grounds: Option<Grounds<'a>>,
}

/// What to do next.
#[derive(Clone, PartialEq, Debug, Default, Serialize)]
pub struct Next<'a> {
    /// Not before this instant (RFC 3339, in the set's time zone).
    pub retry_at: Option<Cow<'a, str>>,
    /// In the order of the policy.
    pub steps: Vec<Cow<'a, str>>,
    /// What would be taken instead.
    pub alternatives: Vec<Cow<'a, str>>,
    /// Whether to ask a person.
    pub contact_support: bool,
    /// How long a review takes.
    pub review_time: Option<Cow<'a, str>>,
}

/// What became of a rule that did not fire.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Trace<'a> {
    /// The rule's name.
    pub code: Cow<'a, str>,
    /// The rule with its ruleset.
    pub rule: Cow<'a, str>,
    /// The part of the record.
    pub path: Option<Cow<'a, str>>,
    /// What became of it.
    pub state: FindingState,
    /// Its weight in this policy.
    pub severity: Option<Severity>,
    /// In plain words: what kept it from firing, which rule excused it, why it is skipped, what it lacks.
    pub why: Cow<'a, str>,
    /// How it came to this.
    #[serde(flatten)]
    pub grounds: Grounds<'a>,
}

/// How a rule ended.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FindingState {
    /// Its condition does not hold.
    Clear,
    /// Its condition holds.
    Fired,
    /// Something is missing, and it matters.
    Undecided,
    /// It would have fired, but a rule that it names in `unless` did.
    Excused,
    /// The policy leaves it out.
    Skipped,
}

impl FindingState {
    /// The word that reports use.
    pub fn word(self) -> &'static str {
        match self {
            FindingState::Clear => "clear",
            FindingState::Fired => "fired",
            FindingState::Undecided => "undecided",
            FindingState::Excused => "excused",
            FindingState::Skipped => "skipped",
        }
    }
}

/// A value that was not supplied, and what the schema takes it for.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Assumed<'a> {
    /// The field's path.
    pub field: Cow<'a, str>,
    /// The schema's `otherwise` value.
    pub taken_as: Cow<'a, str>,
}

/// The whole answer about one record. It borrows texts of the rules and of the record: [`Decision::into_owned`] for one
/// that is kept longer than they are.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Decision<'a> {
    /// The record's own `id`.
    pub id: Option<Cow<'a, str>>,
    /// The answer.
    pub decision: Outcome,
    /// The policy that decided; none where none applies or none can be chosen.
    pub policy: Option<Cow<'a, str>>,
    /// Its version.
    pub version: Option<Cow<'a, str>>,
    /// The evaluation instant in the set's time zone.
    #[serde(serialize_with = "shown")]
    pub at: ZonedInstant,
    /// Its date in the set's time zone.
    #[serde(serialize_with = "shown")]
    pub today: Date,
    /// The set's time zone.
    pub timezone: Cow<'a, str>,
    /// Most severe first.
    pub reasons: Vec<Reason<'a>>,
    /// In the order of the schema.
    pub missing: Vec<MissingField<'a>>,
    /// Fired rules of severity advise.
    pub advice: Vec<Advice<'a>>,
    /// What the account may do.
    pub grants: Vec<Cow<'a, str>>,
    /// What to do next.
    pub next: Next<'a>,
    /// Fields the record has and the schema does not know, with the nearest name.
    pub unknown_fields: Vec<UnknownField>,
    /// The rules that were excused or that the policy leaves out; with `--explain all` every rule that did not
    /// fire; none with `--explain messages`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trace: Option<Vec<Trace<'a>>>,
    /// With `--explain all`: values that were taken from the schema.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assumed: Option<Vec<Assumed<'a>>>,
    /// What was asked, ruleset by ruleset in the order of the policy: for people.
    #[serde(skip)]
    pub checked: Cow<'a, [Checked]>,
    /// The digest of the policy set.
    pub rules: Cow<'a, str>,
}

/// The answer in codes alone: what a run over millions of records writes.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Codes<'a> {
    /// The record's own `id`.
    pub id: Option<Cow<'a, str>>,
    /// The answer.
    pub decision: Outcome,
    /// The policy that decided; none where none applies or none can be chosen.
    pub policy: Option<&'a str>,
    /// Its version.
    pub version: Option<&'a str>,
    /// Most severe first.
    pub reasons: Vec<Coded<'a>>,
    /// In the order of the schema.
    pub missing: Vec<Lacking>,
    /// Fired rules of severity advise.
    pub advice: Vec<Coded<'a>>,
}

impl Default for Codes<'_> {
    /// Rejected, without a reason.
    fn default() -> Self {
        Codes {
            id: None,
            decision: Outcome::Reject,
            policy: None,
            version: None,
            reasons: Vec::new(),
            missing: Vec::new(),
            advice: Vec::new(),
        }
    }
}

/// A fired rule in [`Codes`].
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Coded<'a> {
    /// The rule's name.
    pub code: &'a str,
    /// Its weight in this policy.
    pub severity: Severity,
    /// The part of the record, when the rule looks at each element of a list: `images[1]`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<ElementPath<'a>>,
}

/// An element of a list of the record. It is shown, and serialised, as its path.
///
/// ```
/// use admit::decision::ElementPath;
/// let path = ElementPath { list: "images", index: 1 };
/// assert_eq!(path.to_string(), "images[1]");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ElementPath<'a> {
    /// The path of the list.
    pub list: &'a str,
    /// Which of its elements, counted from 0.
    pub index: u32,
}

impl fmt::Display for ElementPath<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}[{}]", self.list, self.index)
    }
}

impl Serialize for ElementPath<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A field in [`Codes`] without which the record cannot be decided.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Lacking {
    /// Its path: `document.expires_on`, `images[1].glare`.
    pub field: String,
}

/// A ruleset that was asked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Checked {
    /// Its name.
    pub ruleset: String,
    /// How many of its rules the policy uses and does not skip.
    pub rules: u32,
}

/// A field the schema does not know.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct UnknownField {
    /// Its path.
    pub field: String,
    /// The nearest name that the schema does know.
    pub did_you_mean: Option<String>,
}

fn shown<S: serde::Serializer>(
    value: &impl fmt::Display,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}

fn as_map<S: serde::Serializer>(
    values: &[(Cow<'_, str>, Cow<'_, str>)],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_map(values.iter().map(|(name, value)| (name, value)))
}
