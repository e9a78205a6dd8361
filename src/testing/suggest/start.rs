//! The samples as records: those that tests start from, the most used first, then the others.

use super::Desk;
use crate::program::SampleId;
use crate::record::Record;
use crate::testing::search::{Draft, Start, starts};
use crate::value::Tree;

/// A sample with its record.
pub(super) struct Starting {
    pub(super) start: Start,
    pub(super) record: Record,
    pub(super) tree: Tree,
}

/// All samples of which it is said when they are looked at.
pub(super) fn startings(desk: Desk<'_>) -> Vec<Starting> {
    let Desk {
        program,
        suite,
        samples,
    } = desk;
    let cases = suite.cases.iter().enumerate().filter_map(|(place, case)| {
        let (_, at) = samples.record(program, suite, case)?;
        Some((place, at))
    });
    let mut found = starts(suite, &cases.collect::<Vec<_>>());
    let unused = (0..suite.samples.len() as u32).map(SampleId);
    let unused: Vec<SampleId> = unused
        .filter(|id| found.iter().all(|start| start.sample != *id))
        .collect();
    found.extend(unused.into_iter().filter_map(|sample| {
        let draft = Draft {
            sample,
            puts: Vec::new(),
            at: None,
        };
        let (_, now) = samples.record(program, suite, &draft.case(suite)?)?;
        Some(Start {
            sample,
            at: None,
            now,
        })
    }));
    let startings = found.into_iter().filter_map(|start| {
        let case = Draft::new(&start, Vec::new()).case(suite)?;
        let (record, now) = samples.record(program, suite, &case)?;
        let tree = samples.changed(suite, start.sample, &[])?;
        Some(Starting {
            start: Start { now, ..start },
            record,
            tree,
        })
    });
    startings.collect()
}
