//! Cases to verdicts, spread over the cores; the order of the verdicts is that of the cases.

use super::because::explained;
use super::compare::differences;
use super::sample::Samples;
use crate::decision::SourceLocation;
use crate::eval::{Explain, Options, Privacy, evaluate};
use crate::program::{Base, Case, Program, Suite};
use crate::source::SourceMap;
use crate::verdict::{CaseVerdict, Verdict};
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;

/// Runs the cases with these places in the suite. `done` is told how many are through, now and then.
pub fn run(
    program: &Program,
    suite: &Suite,
    samples: &Samples,
    sources: &SourceMap,
    cases: &[usize],
    done: &(dyn Fn(usize) + Sync),
) -> Verdict {
    let runner = Runner {
        program,
        suite,
        samples,
        sources,
    };
    let next = AtomicUsize::new(0);
    let threads = thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let (sender, receiver) = mpsc::channel();
    let mut verdicts: Vec<Option<CaseVerdict>> = vec![None; cases.len()];
    thread::scope(|scope| {
        for _ in 0..threads.min(cases.len()) {
            let (sender, next, runner) = (sender.clone(), &next, &runner);
            scope.spawn(move || {
                while let Some((place, case)) = runner.take(next, cases) {
                    // Whoever waits for the verdicts waits for all of them.
                    let _ = sender.send((place, runner.case(case)));
                }
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
    Verdict {
        cases: verdicts.into_iter().flatten().collect(),
    }
}

struct Runner<'a> {
    program: &'a Program,
    suite: &'a Suite,
    samples: &'a Samples,
    sources: &'a SourceMap,
}

impl<'a> Runner<'a> {
    /// The next case that nobody has taken, with its place among those to run.
    fn take(&self, next: &AtomicUsize, cases: &[usize]) -> Option<(usize, &'a Case)> {
        let place = next.fetch_add(1, Ordering::Relaxed);
        let case = self.suite.cases.get(*cases.get(place)?)?;
        Some((place, case))
    }

    fn case(&self, case: &Case) -> Option<CaseVerdict> {
        let (record, at) = self.samples.record(self.program, self.suite, case)?;
        let decide = |explain| {
            let options = Options {
                explain,
                privacy: Privacy::Mask,
            };
            evaluate(self.program, &record, at, options)
        };
        let found = differences(case, &decide(Explain::Codes), self.program);
        let differences = if found.is_empty() {
            Vec::new()
        } else {
            let told = decide(Explain::All);
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
                Base::File { path, .. } if case.changes.is_empty() && sample.changes.is_empty() => {
                    Some(path.to_string())
                }
                _ => None,
            },
            at: at.rfc3339_in(self.program.timezone),
            differences,
        })
    }
}
