//! What came of changing the rules on purpose: how many changes some test notices, and those that none does.

use crate::decision::SourceLocation;
use serde::{Serialize, Serializer};

/// The kinds of changes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[expect(missing_docs, reason = "`ChangeKind::word` says it")]
pub enum ChangeKind {
    Threshold,
    Unit,
    Parameter,
    Comparison,
    Connective,
    Negation,
    Direction,
    Condition,
    Filter,
    ListItem,
    Effect,
    Unless,
    TableKey,
    TableResult,
    Treat,
    Skip,
    Line,
}

impl ChangeKind {
    /// All of them, in the order in which they are shown.
    pub const ALL: [ChangeKind; 17] = [
        ChangeKind::Threshold,
        ChangeKind::Unit,
        ChangeKind::Parameter,
        ChangeKind::Comparison,
        ChangeKind::Connective,
        ChangeKind::Negation,
        ChangeKind::Direction,
        ChangeKind::Condition,
        ChangeKind::Filter,
        ChangeKind::ListItem,
        ChangeKind::Effect,
        ChangeKind::Unless,
        ChangeKind::TableKey,
        ChangeKind::TableResult,
        ChangeKind::Treat,
        ChangeKind::Skip,
        ChangeKind::Line,
    ];

    /// One word for it, as it stands in the handle of a change.
    pub fn word(self) -> &'static str {
        match self {
            ChangeKind::Threshold => "threshold",
            ChangeKind::Unit => "unit",
            ChangeKind::Parameter => "parameter",
            ChangeKind::Comparison => "comparison",
            ChangeKind::Connective => "and-or",
            ChangeKind::Negation => "not",
            ChangeKind::Direction => "plus-minus",
            ChangeKind::Condition => "condition",
            ChangeKind::Filter => "where",
            ChangeKind::ListItem => "list-item",
            ChangeKind::Effect => "effect",
            ChangeKind::Unless => "unless",
            ChangeKind::TableKey => "table-key",
            ChangeKind::TableResult => "table-result",
            ChangeKind::Treat => "treat",
            ChangeKind::Skip => "skip",
            ChangeKind::Line => "line",
        }
    }
}

impl Serialize for ChangeKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}

/// What became of all changes.
#[derive(Clone, PartialEq, Debug, Default, Serialize)]
pub struct Mutation {
    /// How many cases were asked.
    pub tests: usize,
    /// One for each kind of change, those without any included.
    pub kinds: Vec<KindCount>,
    /// The changes that no test notices, in the order of files and places.
    pub unnoticed: Vec<Unnoticed>,
    /// Handles with a reason why nothing notices them, which a test does notice or which stand for no change.
    pub stale: Vec<String>,
}

/// How many changes of a kind there are.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct KindCount {
    /// Which kind.
    pub kind: ChangeKind,
    /// Changes that a test notices.
    pub noticed: usize,
    /// Changes that no test notices, and nobody has said why.
    pub unnoticed: usize,
    /// Changes that no test notices, for a reason that is written down.
    pub explained: usize,
    /// Changes after which the files are no rules any more: they count for nothing.
    pub no_rule: usize,
}

impl KindCount {
    /// A kind without any change.
    pub fn none(kind: ChangeKind) -> KindCount {
        KindCount {
            kind,
            noticed: 0,
            unnoticed: 0,
            explained: 0,
            no_rule: 0,
        }
    }

    /// Changes that leave rules behind.
    pub fn total(&self) -> usize {
        self.noticed + self.unnoticed + self.explained
    }
}

impl Mutation {
    /// A sum over all kinds.
    pub fn sum(&self, count: impl Fn(&KindCount) -> usize) -> usize {
        self.kinds.iter().map(count).sum()
    }

    /// The share of changes that a test notices, in thousandths and rounded down; all if there are none.
    pub fn score(&self) -> usize {
        let noticed = self.sum(|kind| kind.noticed);
        (noticed * 1000)
            .checked_div(self.sum(KindCount::total))
            .unwrap_or(1000)
    }
}

/// A change that no test notices.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Unnoticed {
    /// Its handle: `document_expired/comparison/1`.
    pub id: String,
    /// What kind of change it is.
    pub kind: ChangeKind,
    /// Where.
    pub place: SourceLocation,
    /// The lines that it takes away.
    pub before: Vec<DiffLine>,
    /// The lines that it puts there.
    pub after: Vec<DiffLine>,
    /// Why nothing can notice it, where that is written down.
    pub explained: Option<String>,
    /// What would notice it.
    pub caught_by: CaughtBy,
}

/// A line of a rule file.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct DiffLine {
    /// Counted from 1, in the file as it is.
    pub line: u32,
    /// Its text.
    pub text: String,
}

/// What would notice a change.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CaughtBy {
    /// A test that there is, if it expected this as well.
    Expectation {
        /// The test.
        test: String,
        /// The line to add.
        expect: String,
    },
    /// A new test, line by line.
    Test(Vec<String>),
    /// None was found; this says what would have to differ.
    Nothing(String),
}
