//! Cases on and beside the thresholds of rules that no test has yet.

use crate::decision::SourceLocation;
use serde::{Serialize, Serializer};

/// What is suggested, in the order of the rules.
#[derive(Clone, PartialEq, Debug, Default, Serialize)]
pub struct Suggestions {
    /// One for each rule that has a threshold.
    pub rules: Vec<SuggestedRule>,
}

/// What is suggested for a rule.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct SuggestedRule {
    /// Its code.
    pub code: String,
    /// Its name with its ruleset.
    pub rule: String,
    /// Where it stands.
    pub place: SourceLocation,
    /// In the order in which the rule comes to them.
    pub thresholds: Vec<SuggestedThreshold>,
}

/// What is suggested for a threshold of a rule.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct SuggestedThreshold {
    /// The comparison: `document.expires_on < today + margin`.
    pub threshold: String,
    /// Where it stands.
    pub place: SourceLocation,
    /// A title for the test, which no test has yet.
    pub title: String,
    /// The sample that is changed; none if none reaches the threshold.
    pub sample: Option<String>,
    /// The cases that no test has.
    pub cases: Vec<SuggestedCase>,
    /// The cases that a test has already.
    pub tested: Vec<TestedCase>,
    /// What a sample would need, where none reaches the threshold.
    pub unreached: Option<String>,
}

/// A case on or beside a threshold.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct SuggestedCase {
    /// Where it lies.
    pub side: BoundarySide,
    /// What of the calendar it tries.
    pub calendar: Calendar,
    /// When it is looked at, as a test writes it; the sample's own instant if none.
    pub at: Option<String>,
    /// What is changed in the sample.
    pub with: Vec<SuggestedChange>,
    /// What the rules say of it today, as a test expects it.
    pub expect: String,
}

/// A field that is changed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct SuggestedChange {
    /// Its place: `images[0].glare`.
    pub field: String,
    /// As a test writes it; none where it is removed.
    pub value: Option<String>,
}

/// A case on or beside a threshold that a test has.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct TestedCase {
    /// Where it lies.
    pub side: BoundarySide,
    /// What of the calendar it tries.
    pub calendar: Calendar,
    /// The first test that has it.
    pub test: String,
}

/// Where a case lies, by the order of what is changed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum BoundarySide {
    /// The last one before the threshold.
    Before,
    /// On it.
    On,
    /// The first one after it.
    After,
}

/// What of the calendar a case tries.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Calendar {
    /// Nothing.
    Usual,
    /// A month without such a day: the last one counts.
    MonthEnd,
    /// 29 February.
    LeapDay,
    /// The last second of a day in the zone of the rules.
    LastSecond,
    /// The first second of a day there.
    FirstSecond,
    /// The last second before a parameter has another value.
    BeforeTurn,
    /// The first second at which it has.
    Turn,
}

impl BoundarySide {
    /// One word for it.
    pub fn word(self) -> &'static str {
        match self {
            BoundarySide::Before => "before",
            BoundarySide::On => "on",
            BoundarySide::After => "after",
        }
    }
}

impl Calendar {
    /// A few words for it; none for the usual.
    pub fn words(self) -> Option<&'static str> {
        match self {
            Calendar::Usual => None,
            Calendar::MonthEnd => Some("end of a month"),
            Calendar::LeapDay => Some("29 February"),
            Calendar::LastSecond => Some("last second of the day"),
            Calendar::FirstSecond => Some("first second of the day"),
            Calendar::BeforeTurn => Some("last second of the old value"),
            Calendar::Turn => Some("first second of the new value"),
        }
    }
}

impl Serialize for Calendar {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.words().serialize(serializer)
    }
}

impl Suggestions {
    /// A sum over all thresholds.
    pub fn sum(&self, count: impl Fn(&SuggestedThreshold) -> usize) -> usize {
        let thresholds = self.rules.iter().flat_map(|rule| &rule.thresholds);
        thresholds.map(count).sum()
    }
}
