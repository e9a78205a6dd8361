//! What came of records beside their snapshots: names and texts, ready to be written out.
//!
//! In: two snapshots. Out: whether they differ, in which lines and why. It holds no snapshot and no record.

use super::{DiffLine, Snapshot, changes, diff};
use crate::decision::SourceLocation;
use serde::Serialize;

/// How a record stands to its snapshot.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SnapshotState {
    /// As it was accepted.
    Same,
    /// Not accepted yet.
    New,
    /// Other than it was accepted.
    Changed,
    /// The snapshot has no record.
    Orphan,
    /// The record or its snapshot cannot be read.
    Faulty,
}

/// A snapshot beside the one that was accepted.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Comparison {
    /// What came of it.
    pub state: SnapshotState,
    /// Why, as sentences.
    pub because: Vec<String>,
    /// The lines that differ.
    pub diff: Vec<DiffLine>,
}

impl Comparison {
    /// Holds a snapshot against the accepted one.
    pub fn of(old: Option<&Snapshot>, new: &Snapshot) -> Comparison {
        let (state, because, diff) = match old {
            Some(old) if old.says_the_same(new) => (SnapshotState::Same, Vec::new(), Vec::new()),
            Some(old) => (
                SnapshotState::Changed,
                changes(old, new),
                diff(&old.text, &new.text),
            ),
            None => {
                let lines = new.text.lines().map(str::to_owned);
                let lines = lines.map(DiffLine::Come).collect();
                (SnapshotState::New, Vec::new(), lines)
            }
        };
        Comparison {
            state,
            because,
            diff,
        }
    }

    /// Of a snapshot whose record is gone.
    pub fn orphan() -> Comparison {
        Comparison {
            state: SnapshotState::Orphan,
            because: vec!["its record is gone".to_owned()],
            diff: Vec::new(),
        }
    }

    /// Of something that cannot be read.
    pub fn faulty(because: Vec<String>) -> Comparison {
        Comparison {
            state: SnapshotState::Faulty,
            because,
            diff: Vec::new(),
        }
    }
}

/// What came of one record.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct SnapshotCase {
    /// What the record is called: `records/a.json`; of an orphan, its snapshot.
    pub name: String,
    /// Where it stands.
    pub place: SourceLocation,
    /// The file of its snapshot, where the record could be read.
    pub snapshot: Option<String>,
    /// What came of it.
    #[serde(flatten)]
    pub comparison: Comparison,
}

impl SnapshotCase {
    /// Whether nobody has to look at it.
    pub fn passed(&self) -> bool {
        self.comparison.state == SnapshotState::Same
    }
}

/// What came of all records of a folder, in the order of files and lines; what has no record comes last.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct SnapshotVerdict {
    /// One for each record, and for each snapshot without one.
    pub cases: Vec<SnapshotCase>,
}

impl SnapshotVerdict {
    /// How many came to this.
    pub fn count(&self, state: SnapshotState) -> usize {
        let states = self.cases.iter().map(|case| case.comparison.state);
        states.filter(|each| *each == state).count()
    }

    /// How many a person has to look at.
    pub fn failed(&self) -> usize {
        self.cases.len() - self.count(SnapshotState::Same)
    }
}
