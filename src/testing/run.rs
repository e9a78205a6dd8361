//! Cases to verdicts, spread over the cores; the order of the verdicts is that of the cases.

use super::because::explained;
use super::compare::differences;
use super::coverage::Seen;
use super::sample::Samples;
use crate::coverage::Coverage;
use crate::decision::SourceLocation;
use crate::eval::{Explain, Options, Privacy, Watch, evaluate, evaluate_watched};
use crate::program::{Base, Case, Program, Suite};
use crate::source::SourceMap;
use crate::verdict::{CaseVerdict, Verdict};
use std::cell::RefCell;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::sync::{Mutex, PoisonError};
use std::thread;

/// What cases are run on.
pub struct Runner<'a> {
    /// The rules.
    pub program: &'a Program,
    /// The tests.
    pub suite: &'a Suite,
    /// The files of the samples.
    pub samples: &'a Samples,
    /// The texts of rules and tests.
    pub sources: &'a SourceMap,
}

impl<'a> Runner<'a> {
    /// Runs the cases with these places in the suite. `done` is told how many are through, now and then.
    pub fn run(&self, cases: &[usize], done: &(dyn Fn(usize) + Sync)) -> Verdict {
        self.all(cases, done, false).0
    }

    /// As [`Runner::run`], and says what of the rules the cases came upon.
    pub fn run_covered(
        &self,
        cases: &[usize],
        done: &(dyn Fn(usize) + Sync),
    ) -> (Verdict, Coverage) {
        let (verdict, seen) = self.all(cases, done, true);
        (verdict, seen.against(self.program))
    }

    /// The verdicts, and what was seen where somebody watches.
    fn all(
        &self,
        cases: &[usize],
        done: &(dyn Fn(usize) + Sync),
        watched: bool,
    ) -> (Verdict, Seen) {
        let next = AtomicUsize::new(0);
        let threads = thread::available_parallelism().map_or(1, NonZeroUsize::get);
        let (sender, receiver) = mpsc::channel();
        let mut verdicts: Vec<Option<CaseVerdict>> = vec![None; cases.len()];
        let all_seen = Mutex::new(Seen::default());
        thread::scope(|scope| {
            for _ in 0..threads.min(cases.len()) {
                let (sender, next, all_seen) = (sender.clone(), &next, &all_seen);
                scope.spawn(move || {
                    let seen = RefCell::new(Seen::default());
                    let take = |sight| seen.borrow_mut().take(sight);
                    let watch: Option<&Watch<'_>> = if watched { Some(&take) } else { None };
                    while let Some((place, case)) = self.take(next, cases) {
                        // Whoever waits for the verdicts waits for all of them.
                        let _ = sender.send((place, self.case(case, watch)));
                    }
                    let mut all = all_seen.lock().unwrap_or_else(PoisonError::into_inner);
                    all.join(seen.into_inner());
                });
            }
            drop(sender);
            for (count, (place, verdict)) in receiver.iter().enumerate() {
                done(count + 1);
                if let Some(slot) = verdicts.get_mut(place) {
                    *slot = verdict;
                }
            }
        });
        let verdict = Verdict {
            cases: verdicts.into_iter().flatten().collect(),
        };
        let seen = all_seen.into_inner();
        (verdict, seen.unwrap_or_else(PoisonError::into_inner))
    }

    /// The next case that nobody has taken, with its place among those to run.
    fn take(&self, next: &AtomicUsize, cases: &[usize]) -> Option<(usize, &'a Case)> {
        let place = next.fetch_add(1, Ordering::Relaxed);
        let case = self.suite.cases.get(*cases.get(place)?)?;
        Some((place, case))
    }

    fn case(&self, case: &Case, watch: Option<&Watch<'_>>) -> Option<CaseVerdict> {
        let (record, at) = self.samples.record(self.program, self.suite, case)?;
        let program = case.rules(self.program);
        let decide = |explain, watch: Option<&Watch<'_>>| {
            let options = Options {
                explain,
                privacy: Privacy::Mask,
            };
            match watch {
                Some(watch) => evaluate_watched(&program, &record, at, options, watch),
                None => evaluate(&program, &record, at, options),
            }
        };
        let found = differences(case, &decide(Explain::Messages, watch), self.program);
        let differences = if found.is_empty() {
            Vec::new()
        } else {
            // Explaining asks more than deciding does; that is not watched.
            let told = decide(Explain::All, None);
            let found = found.into_iter();
            found
                .map(|(about, difference)| explained(about, difference, &told))
                .collect()
        };
        let sample = self.suite.samples.get(case.sample.0 as usize)?;
        let position = self.sources.position(case.span);
        Some(CaseVerdict {
            name: case.name(),
            place: SourceLocation {
                file: self.sources.name(case.span.source).to_owned(),
                line: position.line,
                column: position.column,
            },
            sample: sample.name.to_string(),
            file: match &sample.base {
                Base::File { path, .. } if case.is_sample() && sample.changes.is_empty() => {
                    Some(path.to_string())
                }
                _ => None,
            },
            at: at.rfc3339_in(self.program.timezone),
            differences,
        })
    }
}
