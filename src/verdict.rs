//! What came of the tests of a policy set: plain names and texts, ready to be written out.
//!
//! `testing` makes it, `report` writes it. It holds masked values, never a rule or a record.

mod mutation;
mod suggestion;

pub use mutation::*;
pub use suggestion::*;

use crate::decision::{FindingState, Grounds, SourceLocation};
use serde::Serialize;

/// What came of all cases that were run, in the order of files and places.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Verdict {
    /// One for each case.
    pub cases: Vec<CaseVerdict>,
}

impl Verdict {
    /// How many did not come out as expected.
    pub fn failed(&self) -> usize {
        self.cases.iter().filter(|case| !case.passed()).count()
    }
}

/// What came of a case.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct CaseVerdict {
    /// What it is called: `the margin, row 2`.
    pub name: String,
    /// Where it is written.
    pub place: SourceLocation,
    /// The sample that it starts from.
    pub sample: String,
    /// The file of the sample, below the folder of the rules, where the record is that file unchanged.
    pub file: Option<String>,
    /// The evaluation instant (RFC 3339, in the set's time zone).
    pub at: String,
    /// What was otherwise than expected; empty where all was.
    pub differences: Vec<Difference>,
}

impl CaseVerdict {
    /// Whether all came out as expected.
    pub fn passed(&self) -> bool {
        self.differences.is_empty()
    }
}

/// Something that was otherwise than expected.
#[derive(Clone, PartialEq, Debug, Default, Serialize)]
pub struct Difference {
    /// What was expected, as tests write it.
    pub expected: String,
    /// What came instead.
    pub actual: String,
    /// What was expected and did not come.
    pub missing: Vec<String>,
    /// What came and was not expected.
    pub unexpected: Vec<String>,
    /// The rules that made the difference.
    pub because: Vec<Because>,
}

/// How a rule that made a difference ended, and why.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Because {
    /// The reason code, or the field that is missing.
    pub code: String,
    /// The part of the record.
    pub path: Option<String>,
    /// The rule with its ruleset; none if no rule speaks.
    pub rule: Option<String>,
    /// How it ended; none if it was not asked.
    pub state: Option<FindingState>,
    /// In plain words, where it did not fire.
    pub why: Option<String>,
    /// Where it stands, its condition and the values it saw.
    #[serde(flatten)]
    pub grounds: Grounds<'static>,
}
