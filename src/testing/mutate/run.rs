//! Changes to what became of them, spread over the cores; the order of the outcome is that of the changes.

use super::candidates::candidates;
use super::diff::diff;
use super::known::{Found, Known, digest};
use super::maker::{Edit, Mutant};
use super::reach::Reach;
use super::seen::told_apart;
use crate::decision::{Decision, SourceLocation};
use crate::eval::{Explain, Options, Privacy, evaluate};
use crate::program::{Case, Program, Schema, Shape, Suite};
use crate::record::Record;
use crate::source::SourceMap;
use crate::syntax::ast;
use crate::testing::compare::differences;
use crate::testing::sample::Samples;
use crate::testing::search::{Draft, Start, starts};
use crate::value::Instant;
use crate::verdict::{CaughtBy, ChangeKind, KindCount, Mutation, Unnoticed};
use std::collections::{BTreeMap, HashMap};
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;

/// What changes are tried on.
pub struct Bench<'a> {
    /// The rules as they are.
    pub program: &'a Program,
    /// Their trees.
    pub files: &'a [ast::File],
    /// The texts of rules and tests.
    pub sources: &'a SourceMap,
    /// The tests.
    pub suite: &'a Suite,
    /// The files of the samples.
    pub samples: &'a Samples,
    /// The cases that are asked, by their places in the suite. All of them come out as expected.
    pub cases: &'a [usize],
    /// Why nothing can notice some changes, by their handles.
    pub explained: &'a BTreeMap<String, String>,
    /// What an earlier run found out.
    pub known: &'a Known,
    /// Rules of changed texts; none if they are none.
    pub build: &'a (dyn Fn(&Mutant) -> Option<Program> + Sync),
}

/// Tries every change of which it is not known that a test notices it. `done` is told how many are through, and of
/// how many. Says what is known now.
pub fn run(
    bench: &Bench<'_>,
    mutants: &[Mutant],
    done: &(dyn Fn(usize, usize) + Sync),
) -> (Mutation, Known) {
    let trial = Trial::new(bench);
    let next = AtomicUsize::new(0);
    let threads = thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let (sender, receiver) = mpsc::channel();
    let mut fates: Vec<Option<Fate>> = mutants.iter().map(|_| None).collect();
    thread::scope(|scope| {
        for _ in 0..threads.min(mutants.len()) {
            let (sender, next, trial) = (sender.clone(), &next, &trial);
            scope.spawn(move || {
                let mut worker = trial.worker();
                loop {
                    let place = next.fetch_add(1, Ordering::Relaxed);
                    let Some(mutant) = mutants.get(place) else {
                        break;
                    };
                    // Whoever waits for the fates waits for all of them.
                    let _ = sender.send((place, worker.fate(mutant)));
                }
            });
        }
        drop(sender);
        for (count, (place, fate)) in receiver.iter().enumerate() {
            done(count + 1, mutants.len());
            if let Some(slot) = fates.get_mut(place) {
                *slot = Some(fate);
            }
        }
    });
    let fates: Vec<Fate> = fates.into_iter().flatten().collect();
    let known = trial.known(mutants, &fates);
    (summary(bench, mutants, fates), known)
}

/// What became of a change.
enum Fate {
    NoRule,
    /// By which of the cases that are asked.
    Noticed(usize),
    Unnoticed(CaughtBy),
}

fn summary(bench: &Bench<'_>, mutants: &[Mutant], fates: Vec<Fate>) -> Mutation {
    let mut kinds: BTreeMap<ChangeKind, KindCount> = ChangeKind::ALL
        .iter()
        .map(|kind| (*kind, KindCount::none(*kind)))
        .collect();
    let mut stale = bench.explained.clone();
    let mut unnoticed = Vec::new();
    for (mutant, fate) in mutants.iter().zip(fates) {
        let count = kinds
            .entry(mutant.kind)
            .or_insert(KindCount::none(mutant.kind));
        match fate {
            Fate::NoRule => count.no_rule += 1,
            Fate::Noticed(_) => count.noticed += 1,
            Fate::Unnoticed(caught_by) => {
                stale.remove(&mutant.id);
                let explained = bench.explained.get(&mutant.id).cloned();
                match explained {
                    Some(_) => count.explained += 1,
                    None => count.unnoticed += 1,
                }
                unnoticed.push(shown(bench.sources, mutant, explained, caught_by));
            }
        }
    }
    Mutation {
        tests: bench.cases.len(),
        kinds: kinds.into_values().collect(),
        unnoticed,
        stale: stale.into_keys().collect(),
    }
}

fn shown(
    sources: &SourceMap,
    mutant: &Mutant,
    explained: Option<String>,
    caught_by: CaughtBy,
) -> Unnoticed {
    let (before, after) = diff(mutant, sources);
    let place = mutant.edits.first().map(|edit| edit.span);
    let position = place.map(|span| sources.position(span));
    Unnoticed {
        id: mutant.id.clone(),
        kind: mutant.kind,
        place: SourceLocation {
            file: place
                .map_or("", |span| sources.name(span.source))
                .to_owned(),
            line: position.map_or(1, |at| at.line),
            column: position.map_or(1, |at| at.column),
        },
        before,
        after,
        explained,
        caught_by,
    }
}

/// What all workers share.
struct Trial<'b, 'a> {
    bench: &'b Bench<'a>,
    reach: Reach,
    starts: Vec<Start>,
    asked: Vec<Asked<'a>>,
    /// The places of the cases that are asked, by their digests.
    places: HashMap<String, usize>,
}

/// A case with its record, as the rules as they are read and decide it.
struct Asked<'a> {
    case: &'a Case,
    digest: String,
    record: Record,
    at: Instant,
    today: Decision<'static>,
}

impl<'b, 'a> Trial<'b, 'a> {
    fn new(bench: &'b Bench<'a>) -> Trial<'b, 'a> {
        let cases = bench.cases.iter().filter_map(|place| {
            let case = bench.suite.cases.get(*place)?;
            let (record, at) = bench.samples.record(bench.program, bench.suite, case)?;
            let today = decide(&case.rules(bench.program), &record, at);
            let asked = Asked {
                case,
                digest: digest(bench.samples, bench.suite, case),
                record,
                at,
                today,
            };
            Some(((*place, at), asked))
        });
        let (places, asked): (Vec<(usize, Instant)>, Vec<Asked<'a>>) = cases.unzip();
        let digests = asked.iter().map(|each| each.digest.clone());
        Trial {
            bench,
            reach: Reach::new(bench.files),
            starts: starts(bench.suite, &places),
            places: digests.zip(0..).collect(),
            asked,
        }
    }

    /// What became of a change, where an earlier run says so: a case that is still asked notices the same as then.
    fn taken_over(&self, mutant: &Mutant) -> Option<Fate> {
        let known = self.bench.known;
        if known.rules != self.bench.program.digest {
            return None;
        }
        match known.changes.get(&mutant.id)? {
            Found::NoRule => Some(Fate::NoRule),
            Found::NoticedBy { digest, .. } => self.places.get(digest).copied().map(Fate::Noticed),
            Found::Unnoticed => None,
        }
    }

    fn known(&self, mutants: &[Mutant], fates: &[Fate]) -> Known {
        let found = mutants.iter().zip(fates).map(|(mutant, fate)| {
            let found = match fate {
                Fate::NoRule => Found::NoRule,
                Fate::Noticed(place) => {
                    self.asked
                        .get(*place)
                        .map_or(Found::Unnoticed, |asked| Found::NoticedBy {
                            test: asked.case.name(),
                            digest: asked.digest.clone(),
                        })
                }
                Fate::Unnoticed(_) => Found::Unnoticed,
            };
            (mutant.id.clone(), found)
        });
        Known::of(&self.bench.program.digest, found.collect())
    }

    fn worker(&self) -> Worker<'_, 'b, 'a> {
        Worker {
            trial: self,
            order: (0..self.asked.len()).collect(),
            near: None,
        }
    }
}

fn decide(program: &Program, record: &Record, at: Instant) -> Decision<'static> {
    let options = Options {
        explain: Explain::Messages,
        privacy: Privacy::Mask,
    };
    evaluate(program, record, at, options).into_owned()
}

/// A record to try, as the rules as they are decide it.
struct Tried {
    draft: Draft,
    case: Case,
    record: Record,
    at: Instant,
    today: Decision<'static>,
}

struct Worker<'t, 'b, 'a> {
    trial: &'t Trial<'b, 'a>,
    /// The cases, first the one that noticed the last change: it is likely to notice the next one.
    order: Vec<usize>,
    /// What to try for changes of the declaration that was met last.
    near: Option<(String, Vec<Tried>)>,
}

impl Worker<'_, '_, '_> {
    fn fate(&mut self, mutant: &Mutant) -> Fate {
        if let Some(fate) = self.trial.taken_over(mutant) {
            return fate;
        }
        let Some(changed) = (self.trial.bench.build)(mutant) else {
            return Fate::NoRule;
        };
        let same = reads_alike(&self.trial.bench.program.schema, &changed.schema);
        let mut seen = None;
        for turn in 0..self.order.len() {
            let Some(place) = self.order.get(turn).copied() else {
                continue;
            };
            let Some(asked) = self.trial.asked.get(place) else {
                continue;
            };
            let Some(decision) = self.decision(&changed, same, asked) else {
                continue;
            };
            if !differences(asked.case, &decision, &changed).is_empty() {
                if let Some(order) = self.order.get_mut(..=turn) {
                    order.rotate_right(1);
                }
                return Fate::Noticed(place);
            }
            let place = asked.case.span;
            if let Some(expect) = told_apart(&asked.today, &decision) {
                // The first in the order of the tests, in whatever order they are asked.
                let better = seen.as_ref().is_none_or(|(best, _)| place < *best);
                if better {
                    let test = asked.case.name();
                    seen = Some((place, CaughtBy::Expectation { test, expect }));
                }
            }
        }
        let found = seen.map(|(_, caught)| caught);
        Fate::Unnoticed(found.unwrap_or_else(|| self.search(mutant, &changed, same)))
    }

    fn decision(
        &self,
        changed: &Program,
        same: bool,
        asked: &Asked<'_>,
    ) -> Option<Decision<'static>> {
        let rules = asked.case.rules(changed);
        if same {
            return Some(decide(&rules, &asked.record, asked.at));
        }
        let bench = self.trial.bench;
        let (record, at) = bench.samples.record(changed, bench.suite, asked.case)?;
        Some(decide(&rules, &record, at))
    }

    /// A record that shows the change.
    fn search(&mut self, mutant: &Mutant, changed: &Program, same: bool) -> CaughtBy {
        let bench = self.trial.bench;
        let known = self.near.as_ref();
        if known.is_none_or(|(owner, _)| *owner != mutant.about) {
            self.near = Some((mutant.about.clone(), self.tried(&mutant.about)));
        }
        for tried in self.near.iter().flat_map(|(_, tried)| tried) {
            let again;
            let (record, at) = if same {
                (&tried.record, tried.at)
            } else {
                let Some((record, at)) = bench.samples.record(changed, bench.suite, &tried.case)
                else {
                    continue;
                };
                again = record;
                (&again, at)
            };
            let decision = decide(changed, record, at);
            if let Some(expect) = told_apart(&tried.today, &decision) {
                let draft = &tried.draft;
                let lines = draft.as_test(bench.program, bench.suite, &mutant.id, &expect);
                return CaughtBy::Test(lines);
            }
        }
        CaughtBy::Nothing(needed(mutant, bench.sources))
    }

    fn tried(&self, owner: &str) -> Vec<Tried> {
        let bench = self.trial.bench;
        let near = self.trial.reach.near(owner);
        let all = candidates(bench.program, &self.trial.starts, &near);
        let tried = all.into_iter().filter_map(|draft| {
            let case = draft.case(bench.suite)?;
            let (record, at) = bench.samples.record(bench.program, bench.suite, &case)?;
            let today = decide(bench.program, &record, at);
            Some(Tried {
                draft,
                case,
                record,
                at,
                today,
            })
        });
        tried.collect()
    }
}

/// Whether a record that was read for one schema is read for the other.
fn reads_alike(one: &Schema, other: &Schema) -> bool {
    let alike = |(one, other): (&crate::program::Field, &crate::program::Field)| {
        let rows = |shape: &Shape| match shape {
            Shape::Rows { width, list, .. } => Some((*width, *list)),
            _ => None,
        };
        one.slot == other.slot && rows(&one.shape) == rows(&other.shape)
    };
    one.width == other.width && one.fields.iter().zip(&other.fields).all(alike)
}

/// What would have to differ, where no record was found.
fn needed(mutant: &Mutant, sources: &SourceMap) -> String {
    let quoted = |text: &str| {
        let words: Vec<&str> = text.split_whitespace().collect();
        format!("`{}`", words.join(" "))
    };
    let parts = mutant.edits.iter().map(|Edit { span, text }| {
        let before = quoted(sources.text_of(*span));
        match text.trim() {
            "" => format!("{before} and nothing in its place"),
            after => format!("{before} and {}", quoted(after)),
        }
    });
    let first: String = parts.take(1).collect();
    format!(
        "no sample with one or two fields changed shows it; a record is needed that {first} decide in two ways"
    )
}
