//! What of the rules the tests came upon: each item of the rules with the ways in which it can come out.
//!
//! `testing` makes it, `report` writes it. It holds words and places of rules, never a value of a record.

use crate::decision::SourceLocation;
use crate::source::Span;
use serde::Serialize;

/// All items of the rules, kind by kind, each kind in the order of files and places.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Coverage {
    /// Every one of them, whether the tests came upon it or not.
    pub items: Vec<Item>,
}

/// What kind of thing an [`Item`] is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A rule: fired and clear.
    Rule,
    /// A part of a condition that `and`, `or` and `not` put together: true and false.
    Condition,
    /// A row of a table: it took the keys.
    Row,
    /// A rule that another one names in `unless`: it excused that one.
    Excuse,
    /// A policy in one version: it decided.
    Policy,
    /// A line of a policy: it counted for a decision.
    Line,
}

impl Kind {
    /// All of them, in the order in which they are told.
    pub const ALL: [Kind; 6] = [
        Kind::Rule,
        Kind::Condition,
        Kind::Row,
        Kind::Excuse,
        Kind::Policy,
        Kind::Line,
    ];

    /// Whether it counts for the percentage.
    pub fn counts(self) -> bool {
        matches!(self, Kind::Rule | Kind::Condition | Kind::Row)
    }
}

/// Something in the rules that tests can come upon.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Item {
    /// What it is.
    pub kind: Kind,
    /// What it belongs to: `rule validity.document_expired`, `table acceptance`, `policy mainland 2026`.
    pub of: String,
    /// Its words in the rule file, on one line.
    pub words: String,
    /// Where it stands.
    #[serde(flatten)]
    pub place: SourceLocation,
    /// The same as bytes.
    #[serde(skip)]
    pub span: Span,
    /// The ways in which it can come out.
    pub ways: Vec<Way>,
}

impl Item {
    /// How many of the wanted ways were met, and how many there are.
    pub fn tally(&self) -> Tally {
        let wanted = self.ways.iter().filter(|way| way.wanted);
        Tally {
            met: wanted.clone().filter(|way| way.met).count(),
            of: wanted.count(),
        }
    }

    /// What is wanted and did not come.
    pub fn lacking(&self) -> impl Iterator<Item = &Way> {
        self.ways.iter().filter(|way| way.wanted && !way.met)
    }
}

/// One way in which an [`Item`] can come out.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Way {
    /// `fired`, `clear`, `true`, `false`, `hit`, `excused`, `chosen`, `taken` or `undecided`.
    pub name: &'static str,
    /// Whether some case came to it.
    pub met: bool,
    /// Whether some case should; `undecided` is only told.
    pub wanted: bool,
}

/// How many of so many.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Tally {
    /// How many.
    pub met: usize,
    /// Of so many.
    pub of: usize,
}

impl Tally {
    /// In tenths of a percent, rounded down: only what is whole is a hundred. Nothing of nothing is whole.
    pub fn tenths(self) -> usize {
        (self.met * 1000).checked_div(self.of).unwrap_or(1000)
    }
}

impl Coverage {
    /// The items of a kind.
    pub fn of(&self, kind: Kind) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(move |item| item.kind == kind)
    }

    /// How much of the items of a kind was met.
    pub fn tally(&self, kind: Kind) -> Tally {
        Coverage::sum(self.of(kind))
    }

    /// How much of all that counts was met: of rules, conditions and rows.
    pub fn total(&self) -> Tally {
        Coverage::sum(self.items.iter().filter(|item| item.kind.counts()))
    }

    /// How much of some items was met.
    pub fn sum<'i>(items: impl Iterator<Item = &'i Item>) -> Tally {
        items.fold(Tally::default(), |sum, item| {
            let tally = item.tally();
            Tally {
                met: sum.met + tally.met,
                of: sum.of + tally.of,
            }
        })
    }
}
