//! What the tests beside the rules mean: samples and cases with names looked up and values checked.
//!
//! `compile` makes it from the same files as a program, and `testing` runs it. A program knows nothing of it.

use super::{ParamId, Program};
use crate::decision::Outcome;
use crate::source::Span;
use crate::value::{Constant, Instant, Misplaced, Step, Tree};
use std::borrow::Cow;

/// The tests of a policy set.
#[derive(Clone, Debug, Default)]
pub struct Suite {
    /// Each after the one that it is made of.
    pub samples: Vec<Sample>,
    /// In the order of files and places.
    pub cases: Vec<Case>,
}

/// A sample, by its place in [`Suite::samples`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct SampleId(pub u32);

/// A record that tests start from.
#[derive(Clone, Debug)]
pub struct Sample {
    /// Its name.
    pub name: Box<str>,
    /// What it is made of.
    pub base: Base,
    /// What is different, in the order written.
    pub changes: Vec<Change>,
    /// Where its name stands.
    pub span: Span,
}

/// What a [`Sample`] is made of.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Base {
    /// Nothing but its changes.
    Nothing,
    /// A file below the folder of the rules.
    File {
        /// Its path there, with `/` between its parts.
        path: Box<str>,
        /// Where it is named.
        span: Span,
    },
    /// An earlier sample.
    Sample(SampleId),
}

/// A difference between a record and the sample it starts from.
#[derive(Clone, Debug)]
pub struct Change {
    /// What is changed.
    pub place: Vec<Step>,
    /// The new value; none where it is removed.
    pub value: Option<Tree>,
    /// Where it is written.
    pub span: Span,
}

impl Change {
    /// Makes the change in a record.
    pub fn apply(&self, record: &mut Tree) -> Result<(), Misplaced> {
        match &self.value {
            Some(value) => record.set(&self.place, value.clone()),
            None => record.remove(&self.place),
        }
    }
}

/// One record, and what is expected of its decision.
#[derive(Clone, Debug)]
pub struct Case {
    /// What its test is called.
    pub test: Box<str>,
    /// Its row, counted from 1, if its test has rows.
    pub row: Option<u32>,
    /// The record that it starts from.
    pub sample: SampleId,
    /// What is different.
    pub changes: Vec<Change>,
    /// When; the record's own instant if none.
    pub at: Option<Instant>,
    /// What parameters are, whatever is declared or a policy sets.
    pub params: Vec<(ParamId, Constant)>,
    /// All of it has to hold; at least one.
    pub expected: Vec<Expected>,
    /// Where it is written.
    pub span: Span,
}

impl Case {
    /// What it is called: `the margin, row 2`.
    pub fn name(&self) -> String {
        match self.row {
            Some(row) => format!("{}, row {row}", self.test),
            None => self.test.to_string(),
        }
    }

    /// Whether it is a sample as it is, and the rules as they are.
    pub fn is_sample(&self) -> bool {
        self.changes.is_empty() && self.params.is_empty()
    }

    /// The rules with the parameters that the case sets.
    pub fn rules<'p>(&self, program: &'p Program) -> Cow<'p, Program> {
        if self.params.is_empty() {
            return Cow::Borrowed(program);
        }
        let mut program = program.clone();
        for (id, value) in &self.params {
            program.set_param(*id, value);
        }
        Cow::Owned(program)
    }
}

/// One thing that is expected of a decision.
#[derive(Clone, PartialEq, Debug)]
pub enum Expected {
    /// The outcome with its reasons.
    Outcome(Outcome, Listed<ExpectedCode>),
    /// Advice.
    Advice(Listed<ExpectedCode>),
    /// Missing fields by their paths.
    Missing(Listed<Box<str>>),
    /// What the account may do.
    Grants(Listed<Box<str>>),
    /// What would be taken instead.
    Alternatives(Listed<Box<str>>),
    /// What a reason or an advice says.
    Text {
        /// Whether its remedy rather than its message.
        fix: bool,
        /// Which.
        of: ExpectedCode,
        /// Whether more may stand around the text.
        contains: bool,
        /// The text.
        text: Box<str>,
    },
    /// Not before this instant; none if there is nothing to wait for.
    RetryAt(Option<Instant>),
    /// A next step.
    Step {
        /// The text.
        text: Box<str>,
        /// Whether it is said.
        said: bool,
    },
    /// Whether a person is to be asked.
    Support(bool),
    /// How long a review takes; none if nothing is said about it.
    ReviewTime(Option<Box<str>>),
    /// Which policy decides, and in which version if that matters.
    Policy(Box<str>, Option<Box<str>>),
}

/// Several things, in any order.
#[derive(Clone, PartialEq, Debug)]
pub struct Listed<T> {
    /// Whether there may be others.
    pub at_least: bool,
    /// Each once.
    pub items: Vec<T>,
}

/// A reason code, and where in the record.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct ExpectedCode {
    /// The code.
    pub code: Box<str>,
    /// `images[1]`; anywhere if none.
    pub path: Option<Box<str>>,
}
