//! What tests have already: the same record at the same instant, or another one that lies the same way at a threshold.

use super::Desk;
use super::measure::{Place, measure};
use super::settle::settled;
use super::threshold::Threshold;
use super::trial::{Tried, places};
use crate::decision::FindingState;
use crate::eval::probe;
use crate::record::Record;
use crate::value::{Date, Instant};
use crate::verdict::Calendar;
use std::collections::HashMap;

/// A way to lie at a threshold: which one, on which side to its precision, on what kind of day, and how the rule ends.
type Way = (usize, Place, Calendar, FindingState);

pub(super) struct Known {
    ways: HashMap<Way, String>,
    /// Records as JSON, with their instants.
    records: HashMap<(String, Instant), String>,
}

impl Known {
    /// What the tests of a suite have.
    pub(super) fn new(desk: Desk<'_>, all: &[Threshold<'_>]) -> Known {
        let mut known = Known {
            ways: HashMap::new(),
            records: HashMap::new(),
        };
        for case in &desk.suite.cases {
            let json = desk.samples.json(desk.suite, case);
            let record = desk.samples.record(desk.program, desk.suite, case);
            if let (Some(json), Some((record, now))) = (json, record) {
                known.take(desk, all, json, &record, now, &case.name());
            }
        }
        known
    }

    /// From here on a test has this record.
    pub(super) fn add(&mut self, desk: Desk<'_>, all: &[Threshold<'_>], tried: &Tried, test: &str) {
        if let Some(json) = json(desk, tried) {
            self.take(desk, all, json, &tried.record, tried.now, test);
        }
    }

    fn take(
        &mut self,
        desk: Desk<'_>,
        all: &[Threshold<'_>],
        json: String,
        record: &Record,
        now: Instant,
        test: &str,
    ) {
        let zone = desk.program.timezone;
        let ways = probe(desk.program, record, now, |probe| {
            let ended = probe.ended();
            let mut ways = Vec::new();
            for (index, threshold) in all.iter().enumerate() {
                for (ended, inner) in places(probe, threshold, &ended) {
                    let measured = measure(probe, threshold, (ended.element, inner), zone);
                    let Some(place) = measured.place(threshold) else {
                        continue;
                    };
                    if !settled(&threshold.ways, probe, ended.element, inner).is_empty() {
                        continue;
                    }
                    let params = threshold.params();
                    let turns: Vec<Date> = params.flat_map(|each| probe.turns(each)).collect();
                    let kinds = measured.calendar(threshold, now, &turns).into_iter();
                    ways.extend(kinds.map(|kind| (index, place, kind, ended.state)));
                }
            }
            ways
        });
        for way in ways.into_iter().flatten() {
            self.ways.entry(way).or_insert_with(|| test.to_owned());
        }
        let record = self.records.entry((json, now));
        record.or_insert_with(|| test.to_owned());
    }

    /// The test that has a record which lies like this one.
    pub(super) fn test(&self, desk: Desk<'_>, index: usize, tried: &Tried) -> Option<&str> {
        let way = tried
            .place
            .map(|place| (index, place, tried.calendar, tried.state));
        let test = way.and_then(|way| self.ways.get(&way));
        let test = test.or_else(|| self.records.get(&(json(desk, tried)?, tried.now)));
        test.map(String::as_str)
    }
}

fn json(desk: Desk<'_>, tried: &Tried) -> Option<String> {
    let case = tried.draft.case(desk.suite)?;
    desk.samples.json(desk.suite, &case)
}
