//! The same threshold on other days: at the end of a month, on 29 February, at midnight, when a parameter changes.

use super::Search;
use super::found::{Found, differ};
use super::measure::{Moved, Point, Reached, is_leap_day, measure, moved};
use super::solve::{Ground, Move, Prospect, put, solve};
use super::start::Starting;
use super::threshold::{Anchor, Threshold};
use super::trial::{Tried, tried};
use crate::eval::probe;
use crate::testing::search::{Draft, Put};
use crate::value::{Date, Decimal, Duration, Instant, Period};
use crate::verdict::{BoundarySide, Calendar};

/// How many days are looked through for a day of the calendar: eight years have a 29 February, whatever the century.
const MOST_DAYS: usize = 8 * 366 + 1;

/// The record before anything is moved to the threshold.
#[derive(Clone, Default)]
struct Base {
    puts: Vec<Put>,
    at: Option<Instant>,
}

impl<'a> Search<'_, 'a> {
    /// All that the calendar adds to what was found on a usual day.
    pub(super) fn on_other_days(&self, threshold: &Threshold<'a>, found: &Found) -> Vec<Tried> {
        let mut more = self.at_midnight(threshold, found);
        for (kind, base) in self.other_days(threshold, &found.prospect) {
            more.extend(self.again(threshold, found, kind, &base));
        }
        for (kind, base) in self.turns(threshold, &found.starting) {
            more.extend(self.again(threshold, found, kind, &base));
        }
        more
    }

    /// The same threshold reached from another base; nothing unless the rule ends in two ways there.
    fn again(
        &self,
        threshold: &Threshold<'a>,
        found: &Found,
        kind: Calendar,
        base: &Base,
    ) -> Vec<Tried> {
        let starting = &found.starting;
        let Some(prospect) = self.prospect(threshold, found, base) else {
            return Vec::new();
        };
        let (at, left) = (prospect.at, prospect.left);
        let all = prospect.targets.into_iter().filter_map(|target| {
            let draft = match target.change {
                Move::Puts(puts) => starting.draft([base.puts.clone(), puts].concat(), base.at),
                Move::At(at) => starting.draft(base.puts.clone(), Some(at)),
            }?;
            let tried = tried(self.desk, threshold, at, left, draft, kind)?;
            (tried.side == target.side).then_some(tried)
        });
        let all: Vec<Tried> = all.collect();
        if differ(&all) { all } else { Vec::new() }
    }

    /// How the threshold is reached from another base, in the way in which it was reached before if it can be: where
    /// the base says when, nothing else may.
    fn prospect(&self, threshold: &Threshold<'a>, found: &Found, base: &Base) -> Option<Prospect> {
        let like = &found.prospect;
        let draft = found.starting.hidden_draft(base.puts.clone(), base.at);
        let (suite, samples) = (self.desk.suite, self.desk.samples);
        let case = draft.case(suite)?;
        let (record, now) = samples.record(self.desk.program, suite, &case)?;
        let tree = samples.changed(suite, case.sample, &case.changes)?;
        let program = self.desk.program;
        let ground = Ground {
            program,
            threshold,
            tree: &tree,
        };
        let prospects = probe(program, &record, now, |probe| {
            let ended = probe.ended();
            let index = |element: Option<crate::record::Element>| element.map(|each| each.index);
            let places = super::trial::places(probe, threshold, &ended);
            let mut here = places
                .into_iter()
                .filter(|(ended, inner)| (index(ended.element), index(*inner)) == like.at);
            let (ended, inner) = here.next()?;
            let at = (ended.element, inner);
            let measured = measure(probe, threshold, at, program.timezone);
            Some(ground.prospects(probe, at, &measured))
        });
        let mut prospects = prospects??;
        prospects.retain(|each| base.at.is_none() || each.keeps_the_instant());
        prospects.sort_by_key(|each| each.left != like.left);
        prospects.into_iter().next()
    }

    /// The last second before midnight and the first after it, between which the rule ends otherwise.
    fn at_midnight(&self, threshold: &Threshold<'a>, found: &Found) -> Vec<Tried> {
        if !threshold.asks_today() {
            return Vec::new();
        }
        let zone = self.desk.program.timezone;
        let (here, left) = (found.prospect.at, found.prospect.left);
        let mut cases: Vec<&Tried> = found.cases.iter().collect();
        cases.sort_by_key(|case| case.side != BoundarySide::On);
        for case in cases {
            let today = case.now.date_in(zone);
            let days = [Ok(today), today.plus(Period::days(1))];
            for first in days
                .into_iter()
                .flatten()
                .filter_map(|day| day.start_in(zone).ok())
            {
                let Ok(last) = first.minus(Duration::seconds(1)) else {
                    continue;
                };
                let at = |at, kind| {
                    let draft = Draft {
                        at: Some(at),
                        ..case.draft.clone()
                    };
                    tried(self.desk, threshold, here, left, draft, kind)
                };
                let pair = [
                    at(last, Calendar::LastSecond),
                    at(first, Calendar::FirstSecond),
                ];
                let pair: Vec<Tried> = pair.into_iter().flatten().collect();
                if differ(&pair) {
                    return pair;
                }
            }
        }
        Vec::new()
    }

    /// The last second before a parameter has another value, and the first at which it has.
    fn turns(&self, threshold: &Threshold<'a>, starting: &Starting) -> Vec<(Calendar, Base)> {
        let program = self.desk.program;
        let days = probe(program, &starting.record, starting.start.now, |probe| {
            let params = threshold.params();
            params
                .flat_map(|each| probe.turns(each))
                .collect::<Vec<Date>>()
        });
        let mut found = Vec::new();
        for day in days.into_iter().flatten() {
            let Ok(first) = day.start_in(program.timezone) else {
                continue;
            };
            let base = |at| Base {
                at: Some(at),
                ..Base::default()
            };
            if let Ok(last) = first.minus(Duration::seconds(1)) {
                found.push((Calendar::BeforeTurn, base(last)));
            }
            found.push((Calendar::Turn, base(first)));
        }
        found
    }

    /// The next day for each kind, where months are counted: today's, or that of the field which is not moved.
    fn other_days(&self, threshold: &Threshold<'a>, prospect: &Prospect) -> Vec<(Calendar, Base)> {
        let program = self.desk.program;
        let measured = &prospect.measured;
        let (side, own, other) = match prospect.left {
            true => (&threshold.right, &measured.left, &measured.right),
            false => (&threshold.left, &measured.right, &measured.left),
        };
        let (Some(Point::Date(day)), Some(by), Some(own)) = (other.anchor, &other.by, &own.by)
        else {
            return Vec::new();
        };
        if !measured.by_months() {
            return Vec::new();
        }
        let zone = program.timezone;
        let base = |day: Date| match side.anchor {
            Anchor::Today => Some(Base {
                at: Some(day.start_in(zone).ok()?),
                ..Base::default()
            }),
            Anchor::Field(field) => {
                let element = prospect.at.1.or(prospect.at.0);
                Some(Base {
                    puts: vec![put(program, field, element, Point::Date(day))?],
                    at: None,
                })
            }
            _ => None,
        };
        let later = matches!(side.anchor, Anchor::Today);
        let step = |day: &Date| {
            let day = match later {
                true => day.plus(Period::days(1)),
                false => day.minus(Period::days(1)),
            };
            day.ok()
        };
        let days = || std::iter::successors(step(&day), step).take(MOST_DAYS);
        let found = [
            (
                Calendar::MonthEnd,
                days().find(|day| ends_a_month(*day, own, by, zone)),
            ),
            (
                Calendar::LeapDay,
                days().find(|day| is_leap(*day, own, by, zone)),
            ),
        ];
        let found = found.into_iter();
        let found = found.filter_map(|(kind, day)| Some((kind, base(day?)?)));
        found.collect()
    }
}

/// Whether the month in which a period ends has no such day.
fn ends_a_month(day: Date, own: &[Moved], by: &[Moved], zone: chrono_tz::Tz) -> bool {
    let at = |day: Option<Point>| day.and_then(|day| moved(day, by, zone));
    let here = at(Some(Point::Date(day)));
    let Some(goal) = here else {
        return false;
    };
    let on = solve(goal, own, Decimal::ONE, zone);
    let on = on.iter().filter(|(side, _)| *side == BoundarySide::On);
    at(Point::Date(day).previous(Decimal::ONE)) == here || on.count() > 1
}

/// Whether a period starts or ends on 29 February.
fn is_leap(day: Date, own: &[Moved], by: &[Moved], zone: chrono_tz::Tz) -> bool {
    let day = Reached {
        anchor: Some(Point::Date(day)),
        by: Some(by.to_vec()),
    };
    let Some(goal) = day.point(zone) else {
        return false;
    };
    let on = solve(goal, own, Decimal::ONE, zone).into_iter();
    let on = on.filter(|(side, _)| *side == BoundarySide::On);
    let days = day.anchor.into_iter().chain([goal]);
    days.chain(on.map(|(_, day)| day)).any(is_leap_day)
}
