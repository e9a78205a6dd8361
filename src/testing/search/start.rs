//! The samples from which records are made, and when each is looked at.

use crate::program::{SampleId, Suite};
use crate::value::Instant;

/// A sample and when it is looked at.
#[derive(Clone, Debug)]
pub(in crate::testing) struct Start {
    pub(in crate::testing) sample: SampleId,
    /// When, if a test says so; else the record's own instant counts.
    pub(in crate::testing) at: Option<Instant>,
    /// When, whoever says so.
    pub(in crate::testing) now: Instant,
}

/// The samples that tests start from, the most used first, as the first test of each looks at it.
pub(in crate::testing) fn starts(suite: &Suite, cases: &[(usize, Instant)]) -> Vec<Start> {
    let mut found: Vec<(usize, Start)> = Vec::new();
    for (place, now) in cases {
        let Some(case) = suite.cases.get(*place) else {
            continue;
        };
        match found
            .iter_mut()
            .find(|(_, each)| each.sample == case.sample)
        {
            Some((count, _)) => *count += 1,
            None => found.push((
                1,
                Start {
                    sample: case.sample,
                    at: case.at,
                    now: *now,
                },
            )),
        }
    }
    found.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    found.into_iter().map(|(_, start)| start).collect()
}
