//! The first sample from which a threshold is reached, and what becomes of the cases beside it.

use super::Search;
use super::located;
use super::measure::measure;
use super::settle::settled;
use super::solve::{Ground, Move, Prospect};
use super::start::{Starting, with_one_word};
use super::threshold::{Anchor, Threshold};
use super::trial::{Tried, places, tried};
use crate::decision::FindingState;
use crate::eval::probe;
use crate::testing::search::shown_at;
use crate::value::place_text;
use crate::verdict::{Calendar, SuggestedCase, SuggestedChange, SuggestedThreshold, TestedCase};
use std::rc::Rc;

/// How many elements of a list are tried.
const MOST_PLACES: usize = 6;

/// A threshold that was reached.
pub(super) struct Found {
    pub(super) starting: Rc<Starting>,
    pub(super) prospect: Prospect,
    /// Before it, on it and after it, on a usual day.
    pub(super) cases: Vec<Tried>,
}

/// What keeps a sample from reaching a threshold; the first is the nearest to it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Lack {
    /// It is reached, but the rule ends alike on both sides.
    Alike,
    /// A side is not known there.
    NoValue,
    /// Other conditions settle the rule.
    Settled(usize, Vec<String>),
    /// No policy asks the rule.
    NotAsked,
}

/// Whether the rule does not end in one way in all of them.
pub(super) fn differ(cases: &[Tried]) -> bool {
    let mut states = cases.iter().map(|case| case.state);
    let first = states.next();
    states.any(|state| Some(state) != first)
}

impl Found {
    /// Whether it is the threshold that makes the rule fire, or that leaves it undecided, for a field that the record
    /// had before.
    fn is_plain(&self) -> bool {
        let mut states = self.cases.iter().map(|case| case.state);
        let decides = |state| matches!(state, FindingState::Fired | FindingState::Undecided);
        self.prospect.was_there && states.any(decides)
    }
}

impl<'a> Search<'_, 'a> {
    /// What is suggested for a threshold.
    pub(super) fn threshold(&mut self, threshold: &Threshold<'a>) -> SuggestedThreshold {
        let (sample, cases, unreached) = match self.reach(threshold) {
            Ok(found) => {
                let other_days = self.on_other_days(threshold, &found);
                let sample = self
                    .desk
                    .suite
                    .samples
                    .get(found.starting.start.sample.0 as usize);
                let sample = sample.map(|sample| sample.name.to_string());
                let cases = found.cases.into_iter().chain(other_days).collect();
                (sample, cases, None)
            }
            Err(lack) => (None, Vec::new(), Some(self.needed(threshold, &lack))),
        };
        let title = self.title(threshold);
        let (mut new, mut known) = (Vec::new(), Vec::new());
        for case in cases {
            match self.known.test(self.desk, self.index(threshold), &case) {
                Some(test) => known.push(TestedCase {
                    side: case.side,
                    calendar: case.calendar,
                    test: test.to_owned(),
                }),
                None => {
                    self.known.add(self.desk, self.all, &case, &title);
                    new.push(case);
                }
            }
        }
        SuggestedThreshold {
            threshold: threshold.words.clone(),
            place: located(self.desk.program, threshold.span),
            title,
            sample: sample.filter(|_| !new.is_empty()),
            cases: self.cases(&new),
            tested: known,
            unreached,
        }
    }

    fn index(&self, threshold: &Threshold<'a>) -> usize {
        let mut all = self.all.iter();
        all.position(|each| std::ptr::eq(each, threshold))
            .unwrap_or(usize::MAX)
    }

    /// The first record from which it is plain to see what a threshold decides; else the first in which the rule ends in
    /// two ways around it.
    fn reach(&self, threshold: &Threshold<'a>) -> Result<Found, Lack> {
        let program = self.desk.program;
        let mut nearest = Lack::NotAsked;
        let mut second = None;
        let mut look = |startings: &[Rc<Starting>]| {
            for starting in startings {
                match self.reach_from(starting, threshold) {
                    Ok(found) if found.is_plain() => return Some(found),
                    Ok(found) => second = second.take().or(Some(found)),
                    Err(lack) => nearest = nearest.clone().min(lack),
                }
            }
            None
        };
        let found = look(&self.startings).or_else(|| look(&self.of_tests));
        let found = found.or_else(|| {
            let rule = program.rules.get(threshold.rule.0 as usize)?;
            look(&with_one_word(self.desk, &self.startings, rule))
        });
        found.or(second).ok_or(nearest)
    }

    fn reach_from(
        &self,
        starting: &Rc<Starting>,
        threshold: &Threshold<'a>,
    ) -> Result<Found, Lack> {
        let program = self.desk.program;
        let ground = Ground {
            program,
            threshold,
            tree: &starting.tree,
        };
        let looked = probe(program, &starting.record, starting.start.now, |probe| {
            let mut nearest = Lack::NotAsked;
            let mut prospects = Vec::new();
            let places = places(probe, threshold, &probe.ended());
            for (ended, inner) in places.into_iter().take(MOST_PLACES) {
                let settled = settled(&threshold.ways, probe, ended.element, inner);
                let settled: Vec<String> =
                    settled.iter().map(|part| part.wanted(program)).collect();
                if !settled.is_empty() {
                    nearest = nearest.min(Lack::Settled(settled.len(), settled));
                    continue;
                }
                let at = (ended.element, inner);
                let measured = measure(probe, threshold, at, program.timezone);
                let found = ground.prospects(probe, at, &measured);
                nearest = nearest.min(match found.is_empty() {
                    true => Lack::NoValue,
                    false => Lack::Alike,
                });
                prospects.extend(found);
            }
            (prospects, nearest)
        });
        let (prospects, nearest) = looked.ok_or(Lack::NotAsked)?;
        for prospect in prospects {
            let cases = self.beside(starting, threshold, &prospect);
            if differ(&cases) {
                return Ok(Found {
                    starting: Rc::clone(starting),
                    prospect,
                    cases,
                });
            }
        }
        Err(nearest)
    }

    fn beside(
        &self,
        starting: &Starting,
        threshold: &Threshold<'a>,
        prospect: &Prospect,
    ) -> Vec<Tried> {
        let cases = prospect.targets.iter().filter_map(|target| {
            let draft = match &target.change {
                Move::Puts(puts) => starting.draft(puts.clone(), None),
                Move::At(at) => starting.draft(Vec::new(), Some(*at)),
            }?;
            let (at, left) = (prospect.at, prospect.left);
            let case = tried(self.desk, threshold, at, left, draft, Calendar::Usual)?;
            (case.side == target.side).then_some(case)
        });
        cases.collect()
    }

    /// `photo_glare: image.glare > max_glare`, with a number after it where a test is called so.
    fn title(&self, threshold: &Threshold<'a>) -> String {
        let rule = self.desk.program.rules.get(threshold.rule.0 as usize);
        let rule = rule.map_or("", |rule| &*rule.name);
        let plain = format!("{rule}: {}", threshold.words.replace(['"', '\\'], "'"));
        let tests = &self.desk.suite.cases;
        let taken = |title: &str| {
            let suggested = self.all.iter().take(self.index(threshold));
            let mut suggested = suggested.filter(|each| each.rule == threshold.rule);
            tests.iter().any(|case| case.test.starts_with(title))
                || (title == plain && suggested.any(|each| each.words == threshold.words))
        };
        let numbered = (2..).map(|number| format!("{plain} ({number})"));
        let mut titles = std::iter::once(plain.clone()).chain(numbered);
        titles.find(|title| !taken(title)).unwrap_or_default()
    }

    fn cases(&self, cases: &[Tried]) -> Vec<SuggestedCase> {
        let zone = self.desk.program.timezone;
        let says_when = cases.iter().any(|case| case.draft.at.is_some());
        let cases = cases.iter().map(|case| SuggestedCase {
            side: case.side,
            calendar: case.calendar,
            at: says_when.then(|| shown_at(case.now, zone)),
            with: case
                .draft
                .puts
                .iter()
                .map(|put| SuggestedChange {
                    field: place_text(&put.place),
                    value: put.value.as_ref().map(|_| put.shown.clone()),
                })
                .collect(),
            expect: case.expect(self.desk),
        });
        cases.collect()
    }

    /// What a sample would need to reach a threshold.
    fn needed(&self, threshold: &Threshold<'a>, lack: &Lack) -> String {
        let program = self.desk.program;
        let mut fields: Vec<String> = Vec::new();
        for side in threshold.sides() {
            let (Anchor::Field(field)
            | Anchor::Extreme { field, .. }
            | Anchor::Count { field, .. }) = side.anchor
            else {
                continue;
            };
            let path = program.schema.field(field).path.replace("[]", "");
            let path = format!("`{path}`");
            if !fields.contains(&path) {
                fields.push(path);
            }
        }
        match lack {
            Lack::Settled(_, wanted) => format!("add one with {}", wanted.join(" and ")),
            Lack::NotAsked => "add one that a policy with this rule decides".to_owned(),
            _ if fields.is_empty() => {
                "add one on each side of it: no single field can be moved there".to_owned()
            }
            Lack::NoValue => format!("add one with {} on it or beside it", fields.join(" and ")),
            Lack::Alike => format!(
                "add one with {} for which the rule ends otherwise on its two sides, if there can be one",
                fields.join(" and ")
            ),
        }
    }
}
