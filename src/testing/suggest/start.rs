//! Records to start from: the samples, the most used first; those of the tests; samples with one word changed.

use super::Desk;
use super::copy::written;
use super::solve::place;
use crate::program::{Case, Rule, SampleId, Shape};
use crate::record::Record;
use crate::testing::search::{Draft, Put, Start, starts, words};
use crate::value::{Instant, Step, Tree};
use std::rc::Rc;

/// How many samples are tried with one word changed.
const MOST_CHANGED: usize = 12;

/// A sample with its record, and what is changed in it to begin with.
pub(super) struct Starting {
    pub(super) start: Start,
    pub(super) record: Record,
    pub(super) tree: Tree,
    puts: Vec<Put>,
    /// Places whose values may not be shown: unless they are changed again, nothing can start here.
    hidden: Vec<Vec<Step>>,
}

impl Starting {
    fn new(
        desk: Desk<'_>,
        start: Start,
        puts: Vec<Put>,
        hidden: Vec<Vec<Step>>,
    ) -> Option<Rc<Starting>> {
        let case = Draft::new(&start, puts.clone()).case(desk.suite)?;
        let (record, now) = desk.samples.record(desk.program, desk.suite, &case)?;
        let tree = desk
            .samples
            .changed(desk.suite, start.sample, &case.changes)?;
        Some(Rc::new(Starting {
            start: Start { now, ..start },
            record,
            tree,
            puts,
            hidden,
        }))
    }

    /// The record with further changes, at another instant if one is given. None where that would show something
    /// private.
    pub(super) fn draft(&self, puts: Vec<Put>, at: Option<Instant>) -> Option<Draft> {
        let again = |place: &[Step]| puts.iter().any(|put| place.starts_with(&put.place));
        if self.hidden.iter().any(|place| !again(place)) {
            return None;
        }
        Some(self.hidden_draft(puts, at))
    }

    /// As [`Starting::draft`], for looking only: it may show what is private.
    pub(super) fn hidden_draft(&self, puts: Vec<Put>, at: Option<Instant>) -> Draft {
        let again = |place: &[Step]| puts.iter().any(|put| place.starts_with(&put.place));
        let kept = self.puts.iter().filter(|put| !again(&put.place)).cloned();
        Draft {
            sample: self.start.sample,
            puts: kept.chain(puts.iter().cloned()).collect(),
            at: at.or(self.start.at),
        }
    }
}

/// All samples of which it is said when they are looked at: by themselves, or else by the first test of each.
pub(super) fn startings(desk: Desk<'_>) -> Vec<Rc<Starting>> {
    let Desk {
        program,
        suite,
        samples,
    } = desk;
    let cases = suite.cases.iter().enumerate().filter_map(|(place, case)| {
        let (_, at) = samples.record(program, suite, case)?;
        Some((place, at))
    });
    let used = starts(suite, &cases.collect::<Vec<_>>());
    let all = (0..suite.samples.len() as u32).map(SampleId);
    let unused = all.filter(|id| used.iter().all(|start| start.sample != *id));
    let order: Vec<SampleId> = used
        .iter()
        .map(|start| start.sample)
        .chain(unused)
        .collect();
    let each = order.into_iter().filter_map(|sample| {
        let draft = Draft {
            sample,
            puts: Vec::new(),
            at: None,
        };
        let own = samples.record(program, suite, &draft.case(suite)?);
        let own = own.map(|(_, now)| Start {
            sample,
            at: None,
            now,
        });
        let said = || used.iter().find(|start| start.sample == sample).cloned();
        Starting::new(desk, own.or_else(said)?, Vec::new(), Vec::new())
    });
    each.collect()
}

/// Samples with one word changed in a field that a rule reads, or with the field taken away.
pub(super) fn with_one_word(
    desk: Desk<'_>,
    samples: &[Rc<Starting>],
    rule: &Rule,
) -> Vec<Rc<Starting>> {
    let schema = &desk.program.schema;
    let mut puts: Vec<Put> = Vec::new();
    for id in &rule.reads {
        let field = schema.field(*id);
        let Some(place) = place(desk.program, *id, Some(0)).filter(|_| !field.private) else {
            continue;
        };
        if let Shape::Scalar(scalar) = field.shape {
            puts.extend(
                words(desk.program, scalar)
                    .into_iter()
                    .map(|(value, shown)| Put {
                        place: place.clone(),
                        value: Some(value),
                        shown,
                    }),
            );
        }
        if schema.may_be_absent(*id) {
            puts.push(Put::removed(place));
        }
    }
    let samples = samples.iter().take(MOST_CHANGED);
    let all = samples.flat_map(|sample| puts.iter().map(move |put| (sample, put)));
    let all = all.filter_map(|(sample, put)| {
        Starting::new(desk, sample.start.clone(), vec![put.clone()], Vec::new())
    });
    all.collect()
}

/// The records of the tests.
pub(super) fn of_tests(desk: Desk<'_>) -> Vec<Rc<Starting>> {
    let cases = desk.suite.cases.iter();
    let changed = cases.filter(|case| case.at.is_some() || !case.changes.is_empty());
    changed.filter_map(|case| of_test(desk, case)).collect()
}

fn of_test(desk: Desk<'_>, case: &Case) -> Option<Rc<Starting>> {
    let (_, now) = desk.samples.record(desk.program, desk.suite, case)?;
    let start = Start {
        sample: case.sample,
        at: case.at,
        now,
    };
    let (mut puts, mut hidden) = (Vec::new(), Vec::new());
    for change in &case.changes {
        let place = change.place.clone();
        let Some(value) = &change.value else {
            puts.push(Put::removed(place));
            continue;
        };
        let shown = written(desk.program, &place, value);
        if shown.is_none() {
            hidden.push(place.clone());
        }
        puts.push(Put {
            place,
            value: Some(value.clone()),
            shown: shown.unwrap_or_default(),
        });
    }
    Starting::new(desk, start, puts, hidden)
}
