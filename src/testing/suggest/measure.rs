//! How far a record is from a threshold: both sides as points of one scale, and what kind of day it is.

use super::threshold::{Anchor, By, Side, Threshold, Worth};
use crate::eval::Probe;
use crate::record::Element;
use crate::testing::search;
use crate::value::{Date, Decimal, Duration, Instant, Period, Scalar, Value};
use crate::verdict::Calendar;
use chrono_tz::Tz;
use std::cmp::Ordering;

/// A value that can be put in an order with others of its kind.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Point {
    Number(Decimal),
    Date(Date),
    Instant(Instant),
}

/// What is added to an anchor, worked out.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Moved {
    Period(bool, Period),
    Duration(bool, Duration),
}

/// A side, worked out.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Reached {
    /// None where it is absent, without end, or not supplied.
    pub(super) anchor: Option<Point>,
    /// None where something of it is unknown.
    pub(super) by: Option<Vec<Moved>>,
}

/// On which side of the edge a record is, as the left side of the comparison sees it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Place {
    Before,
    On,
    After,
}

/// Both sides of a threshold.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Measured {
    pub(super) left: Reached,
    pub(super) right: Reached,
    pub(super) zone: Tz,
}

impl Point {
    pub(super) fn of(value: Value<'_>) -> Option<Point> {
        match value {
            Value::Number(number) => Some(Point::Number(number)),
            Value::Date(date) => Some(Point::Date(date)),
            Value::Instant(instant) => Some(Point::Instant(instant)),
            _ => None,
        }
    }

    pub(super) fn order(self, other: Point) -> Option<Ordering> {
        match (self, other) {
            (Point::Number(one), Point::Number(other)) => Some(one.cmp(&other)),
            (Point::Date(one), Point::Date(other)) => Some(one.cmp(&other)),
            (Point::Instant(one), Point::Instant(other)) => Some(one.cmp(&other)),
            _ => None,
        }
    }

    /// The next point at a precision.
    pub(super) fn next(self, step: Decimal) -> Option<Point> {
        match self {
            Point::Number(number) => number.checked_add(step).map(Point::Number),
            Point::Date(date) => date.plus(Period::days(1)).ok().map(Point::Date),
            Point::Instant(at) => at.plus(Duration::seconds(1)).ok().map(Point::Instant),
        }
    }

    /// The one before it.
    pub(super) fn previous(self, step: Decimal) -> Option<Point> {
        match self {
            Point::Number(number) => number.checked_sub(step).map(Point::Number),
            Point::Date(date) => date.minus(Period::days(1)).ok().map(Point::Date),
            Point::Instant(at) => at.minus(Duration::seconds(1)).ok().map(Point::Instant),
        }
    }
}

impl Moved {
    fn reversed(self) -> Moved {
        match self {
            Moved::Period(later, by) => Moved::Period(!later, by),
            Moved::Duration(later, by) => Moved::Duration(!later, by),
        }
    }

    /// Whether the end of a month can make it shorter.
    fn is_by_months(self) -> bool {
        matches!(self, Moved::Period(_, period) if !period.is_whole_days())
    }

    fn apply(self, point: Point, zone: Tz) -> Option<Point> {
        match (self, point) {
            (Moved::Period(true, by), Point::Date(date)) => date.plus(by).ok().map(Point::Date),
            (Moved::Period(false, by), Point::Date(date)) => date.minus(by).ok().map(Point::Date),
            (Moved::Period(true, by), Point::Instant(at)) => {
                at.plus_period(by, zone).ok().map(Point::Instant)
            }
            (Moved::Period(false, by), Point::Instant(at)) => {
                at.minus_period(by, zone).ok().map(Point::Instant)
            }
            (Moved::Duration(true, by), Point::Instant(at)) => at.plus(by).ok().map(Point::Instant),
            (Moved::Duration(false, by), Point::Instant(at)) => {
                at.minus(by).ok().map(Point::Instant)
            }
            _ => None,
        }
    }
}

/// A point with all that is added to it.
pub(super) fn moved(point: Point, by: &[Moved], zone: Tz) -> Option<Point> {
    by.iter().try_fold(point, |at, by| by.apply(at, zone))
}

/// About where a point has to start from to be here; the calendar may lead a few days astray.
pub(super) fn moved_back(point: Point, by: &[Moved], zone: Tz) -> Option<Point> {
    let mut back = by.iter().rev().map(|by| by.reversed());
    back.try_fold(point, |at, by| by.apply(at, zone))
}

impl Reached {
    pub(super) fn point(&self, zone: Tz) -> Option<Point> {
        moved(self.anchor?, self.by.as_deref()?, zone)
    }

    fn by_months(&self) -> bool {
        let mut by = self.by.iter().flatten();
        by.any(|by| by.is_by_months())
    }

    /// Whether the end of a month makes two days one, and this is one of them.
    fn is_clamped(&self, zone: Tz) -> bool {
        let (Some(anchor @ Point::Date(_)), Some(by)) = (self.anchor, &self.by) else {
            return false;
        };
        let here = moved(anchor, by, zone);
        let beside = [anchor.previous(Decimal::ONE), anchor.next(Decimal::ONE)];
        let mut beside = beside.into_iter().flatten();
        here.is_some() && beside.any(|each| moved(each, by, zone) == here)
    }
}

impl Measured {
    pub(super) fn points(&self) -> Option<(Point, Point)> {
        Some((self.left.point(self.zone)?, self.right.point(self.zone)?))
    }

    pub(super) fn order(&self) -> Option<Ordering> {
        let (left, right) = self.points()?;
        left.order(right)
    }

    /// Where the record is, if it is on the edge or next to it.
    pub(super) fn place(&self, threshold: &Threshold<'_>) -> Option<Place> {
        let (left, right) = self.points()?;
        let fixed = if threshold.left.anchor.can_move() {
            right
        } else {
            left
        };
        let step = step_at(threshold, fixed);
        if left == right {
            Some(Place::On)
        } else if left.next(step) == Some(right) {
            Some(Place::Before)
        } else if right.next(step) == Some(left) {
            Some(Place::After)
        } else {
            None
        }
    }

    pub(super) fn by_months(&self) -> bool {
        self.left.by_months() || self.right.by_months()
    }

    /// What of the calendar matters here, the usual day among it.
    pub(super) fn calendar(
        &self,
        threshold: &Threshold<'_>,
        now: Instant,
        turns: &[Date],
    ) -> Vec<Calendar> {
        let mut kinds = vec![Calendar::Usual];
        if self.by_months() {
            let sides = [&self.left, &self.right];
            if sides.iter().any(|side| side.is_clamped(self.zone)) {
                kinds.push(Calendar::MonthEnd);
            }
            let days = sides
                .into_iter()
                .flat_map(|side| [side.anchor, side.point(self.zone)]);
            if days.flatten().any(is_leap_day) {
                kinds.push(Calendar::LeapDay);
            }
        }
        let midnight = midnight(now, self.zone);
        kinds.extend(midnight.filter(|_| threshold.asks_today()));
        let next = now.plus(Duration::seconds(1)).unwrap_or(now);
        let turns_on = |at: Instant| turns.contains(&at.date_in(self.zone));
        match midnight {
            Some(Calendar::FirstSecond) if turns_on(now) => kinds.push(Calendar::Turn),
            Some(Calendar::LastSecond) if turns_on(next) => kinds.push(Calendar::BeforeTurn),
            _ => {}
        }
        kinds
    }
}

pub(super) fn is_leap_day(point: Point) -> bool {
    matches!(point, Point::Date(date) if date.month() == 2 && date.day() == 29)
}

/// The first or the last second of a day.
fn midnight(now: Instant, zone: Tz) -> Option<Calendar> {
    let starts = |at: Instant| at.date_in(zone).start_in(zone) == Ok(at);
    if starts(now) {
        return Some(Calendar::FirstSecond);
    }
    let next = now.plus(Duration::seconds(1)).ok()?;
    starts(next).then_some(Calendar::LastSecond)
}

/// The smallest step on the scale of a threshold; of numbers, that of the one that is compared with.
pub(super) fn step_at(threshold: &Threshold<'_>, point: Point) -> Decimal {
    match point {
        Point::Number(_) if threshold.scalar == Scalar::Integer => Decimal::ONE,
        Point::Number(number) => search::step(number, threshold.scalar == Scalar::Percent),
        Point::Date(_) | Point::Instant(_) => Decimal::ONE,
    }
}

/// Both sides of a threshold, where a rule looks at an element and a `where` at another.
pub(super) fn measure<'a, 'p: 'a>(
    probe: &Probe<'_, 'a, 'p>,
    threshold: &Threshold<'p>,
    at: (Option<Element>, Option<Element>),
    zone: Tz,
) -> Measured {
    Measured {
        left: reached(probe, &threshold.left, at),
        right: reached(probe, &threshold.right, at),
        zone,
    }
}

fn reached<'a, 'p: 'a>(
    probe: &Probe<'_, 'a, 'p>,
    side: &Side<'p>,
    (element, inner): (Option<Element>, Option<Element>),
) -> Reached {
    let element = inner.or(element);
    let anchor = match side.anchor {
        Anchor::Field(field) => probe.field(field, element),
        Anchor::Now => Value::Instant(probe.now()),
        Anchor::Today => Value::Date(probe.today()),
        Anchor::Extreme { whole, .. } | Anchor::Count { whole, .. } => probe.value(whole, element),
        Anchor::Fixed(worth) => value(probe, worth, element),
    };
    let by = side.by.iter().map(|by| added(probe, by, element));
    Reached {
        anchor: Point::of(anchor),
        by: by.collect(),
    }
}

fn value<'a, 'p: 'a>(
    probe: &Probe<'_, 'a, 'p>,
    worth: Worth<'p>,
    element: Option<Element>,
) -> Value<'a> {
    match worth {
        Worth::Expr(expr) => probe.value(expr, element),
        Worth::Constant(constant) => constant.value(),
        Worth::Next(constant) => match constant.value() {
            Value::Number(number) => Value::Number(number.saturating_add(Decimal::ONE)),
            other => other,
        },
    }
}

fn added<'a, 'p: 'a>(
    probe: &Probe<'_, 'a, 'p>,
    by: &By<'p>,
    element: Option<Element>,
) -> Option<Moved> {
    match by {
        By::Span { later, by } => match probe.value(by, element) {
            Value::Period(period) => Some(Moved::Period(*later, period)),
            Value::Duration(duration) => Some(Moved::Duration(*later, duration)),
            _ => None,
        },
        By::Years { count, more } => match value(probe, *count, element) {
            Value::Number(count) => {
                let count = u32::try_from(count).ok()?.checked_add(*more)?;
                let period = Period::of(count, "years")?.ok()?;
                Some(Moved::Period(true, period))
            }
            _ => None,
        },
    }
}
