//! A threshold that a record comes to, to the smallest changes that put the record before it, on it and after it.
//!
//! It proposes; whether a change does what it should is for the evaluator to say.

use super::copy::copied;
use super::measure::{Measured, Moved, Point, moved, moved_back, step_at};
use super::threshold::{Anchor, Side, Threshold};
use crate::eval::Probe;
use crate::program::{FieldId, Program, Shape};
use crate::record::Element;
use crate::testing::search::{Put, shown_number};
use crate::value::{Decimal, Instant, Scalar, Step, Tree};
use crate::verdict::BoundarySide;
use chrono_tz::Tz;
use std::cmp::Ordering;

/// How many days around a day are tried: the ends of months lead no further astray.
const DAYS_AROUND: usize = 6;

/// A place in a record from which a threshold can be reached.
#[derive(Clone, Debug)]
pub(super) struct Prospect {
    /// Where the rule looks, and where a `where` does.
    pub(super) at: (Option<u32>, Option<u32>),
    /// Whether what is on the left is moved.
    pub(super) left: bool,
    /// Whether what is moved had a value before.
    pub(super) was_there: bool,
    /// The days of the other side, worked out, for the calendar.
    pub(super) measured: Measured,
    pub(super) targets: Vec<Target>,
}

/// What puts the record beside the threshold or on it.
#[derive(Clone, Debug)]
pub(super) struct Target {
    pub(super) side: BoundarySide,
    pub(super) change: Move,
}

#[derive(Clone, Debug)]
pub(super) enum Move {
    Puts(Vec<Put>),
    At(Instant),
}

/// What is asked of a record.
pub(super) struct Ground<'g, 'p> {
    pub(super) program: &'p Program,
    pub(super) threshold: &'g Threshold<'p>,
    /// The record as a tree, for what is copied in it.
    pub(super) tree: &'g Tree,
}

impl Prospect {
    /// Whether it leaves the instant alone.
    pub(super) fn keeps_the_instant(&self) -> bool {
        let mut targets = self.targets.iter();
        targets.all(|target| matches!(target.change, Move::Puts(_)))
    }
}

impl<'p> Ground<'_, 'p> {
    /// The prospects at a place, the smallest changes first.
    pub(super) fn prospects<'a>(
        &self,
        probe: &Probe<'_, 'a, 'p>,
        at: (Option<Element>, Option<Element>),
        measured: &Measured,
    ) -> Vec<Prospect>
    where
        'p: 'a,
    {
        let [left, right] = self.threshold.sides();
        let mut movers = [(left, right, true), (right, left, false)];
        movers.sort_by_key(|(side, _, _)| self.effort(side));
        let found = movers.into_iter().filter_map(|(side, other, is_left)| {
            // What is private may not show in a change of something else.
            if other.private || !side.anchor.can_move() {
                return None;
            }
            let (own, others) = match is_left {
                true => (&measured.left, &measured.right),
                false => (&measured.right, &measured.left),
            };
            let goal = others.point(measured.zone)?;
            let step = step_at(self.threshold, goal);
            let points = solve(goal, own.by.as_deref()?, step, measured.zone);
            let targets = points.into_iter().filter_map(|(place, point)| {
                let change = self.change(probe, side, at, point)?;
                Some(Target {
                    side: place,
                    change,
                })
            });
            let targets: Vec<Target> = targets.collect();
            (!targets.is_empty()).then(|| Prospect {
                at: (at.0.map(|each| each.index), at.1.map(|each| each.index)),
                left: is_left,
                was_there: own.anchor.is_some(),
                measured: measured.clone(),
                targets,
            })
        });
        found.collect()
    }

    /// How much a change asks of whoever reads it.
    fn effort(&self, side: &Side<'p>) -> u8 {
        match side.anchor {
            Anchor::Now => 0,
            Anchor::Field(field) if !self.program.schema.field(field).private => 1,
            Anchor::Extreme { .. } | Anchor::Count { .. } => 2,
            Anchor::Field(_) => 3,
            Anchor::Today => 4,
            Anchor::Fixed(_) => 5,
        }
    }

    /// The change that takes an anchor to a point.
    fn change<'a>(
        &self,
        probe: &Probe<'_, 'a, 'p>,
        side: &Side<'p>,
        (element, inner): (Option<Element>, Option<Element>),
        point: Point,
    ) -> Option<Move>
    where
        'p: 'a,
    {
        let zone = self.program.timezone;
        let element = inner.or(element).map(|each| each.index);
        match (side.anchor, point) {
            (Anchor::Now, Point::Instant(at)) => Some(Move::At(at)),
            (Anchor::Today, Point::Date(day)) => day.start_in(zone).ok().map(Move::At),
            (Anchor::Field(field), _) => {
                put(self.program, field, element, point).map(|put| Move::Puts(vec![put]))
            }
            (Anchor::Extreme { whole, rows, field }, _) => {
                let extreme = Point::of(probe.value(whole, None))?;
                let mut rows = probe.belonging(rows).into_iter();
                let it =
                    rows.find(|each| Point::of(probe.field(field, Some(*each))) == Some(extreme))?;
                put(self.program, field, Some(it.index), point).map(|put| Move::Puts(vec![put]))
            }
            (Anchor::Count { field, rows, .. }, Point::Number(count)) => {
                let belonging = rows.map(|rows| {
                    let rows = probe.belonging(rows).into_iter();
                    rows.map(|each| each.index).collect::<Vec<u32>>()
                });
                self.counted(field, belonging, count).map(Move::Puts)
            }
            _ => None,
        }
    }

    /// Elements taken away from a list, or added as copies of one that counts.
    fn counted(
        &self,
        field: FieldId,
        belonging: Option<Vec<u32>>,
        count: Decimal,
    ) -> Option<Vec<Put>> {
        let count = usize::try_from(count).ok().filter(|_| count.is_integer())?;
        let place = place(self.program, field, None)?;
        let all = match at(self.tree, &place) {
            Some(Tree::List(all)) => all.as_slice(),
            _ => return None,
        };
        let belonging = belonging.unwrap_or_else(|| (0..all.len() as u32).collect());
        let element = |index: u32| {
            let mut place = place.clone();
            place.push(Step::Element(index));
            place
        };
        let Some(more) = count.checked_sub(belonging.len()) else {
            let gone = belonging.get(count..)?.iter().rev();
            return Some(gone.map(|index| Put::removed(element(*index))).collect());
        };
        let like = all.get(*belonging.first()? as usize)?;
        let (value, shown) = copied(self.program, field, like)?;
        let new = (all.len()..all.len() + more).map(|index| Put {
            place: element(index as u32),
            value: Some(value.clone()),
            shown: shown.clone(),
        });
        Some(new.collect())
    }
}

/// A field set to a point.
pub(super) fn put(
    program: &Program,
    field: FieldId,
    element: Option<u32>,
    point: Point,
) -> Option<Put> {
    let Shape::Scalar(scalar) = program.schema.field(field).shape else {
        return None;
    };
    let text = |text: String| (Tree::Text(text.as_str().into()), text);
    let (value, shown) = match point {
        Point::Number(number) => {
            let number = number.normalize();
            let value = Tree::Number(number.to_string().into());
            (value, shown_number(number, scalar == Scalar::Percent))
        }
        Point::Date(date) => text(date.to_string()),
        Point::Instant(at) => text(at.rfc3339_in(program.timezone)),
    };
    Some(Put {
        place: place(program, field, element)?,
        value: Some(value),
        shown,
    })
}

/// `images[].glare` to the place in an element.
pub(super) fn place(program: &Program, field: FieldId, element: Option<u32>) -> Option<Vec<Step>> {
    let mut steps = Vec::new();
    for part in program.schema.field(field).path.split('.') {
        let name = part.trim_end_matches("[]");
        steps.push(Step::Field(name.into()));
        if name.len() < part.len() {
            steps.push(Step::Element(element?));
        }
    }
    Some(steps)
}

/// What stands at a place.
pub(super) fn at<'t>(tree: &'t Tree, place: &[Step]) -> Option<&'t Tree> {
    place.iter().try_fold(tree, |at, step| match (at, step) {
        (Tree::Object(fields), Step::Field(name)) => {
            let mut fields = fields.iter();
            fields
                .find(|(each, _)| each == name)
                .map(|(_, value)| value)
        }
        (Tree::List(items), Step::Element(index)) => items.get(*index as usize),
        _ => None,
    })
}

/// The anchors with which a side is before a goal, on it and after it; two on it where the calendar makes two days one.
pub(super) fn solve(
    goal: Point,
    by: &[Moved],
    step: Decimal,
    zone: Tz,
) -> Vec<(BoundarySide, Point)> {
    let Some(near) = moved_back(goal, by, zone) else {
        return Vec::new();
    };
    let around = match goal {
        Point::Date(_) => DAYS_AROUND,
        Point::Number(_) | Point::Instant(_) => 1,
    };
    let back = std::iter::successors(near.previous(step), |point| point.previous(step));
    let mut points: Vec<Point> = back.take(around).collect();
    points.reverse();
    let on = std::iter::successors(Some(near), |point| point.next(step));
    points.extend(on.take(around + 1));
    let ordered = points.into_iter().filter_map(|point| {
        let order = moved(point, by, zone)?.order(goal)?;
        Some((order, point))
    });
    let ordered: Vec<(Ordering, Point)> = ordered.collect();
    let of = |order: Ordering| {
        let all = ordered.iter().filter(move |(each, _)| *each == order);
        all.map(|(_, point)| *point)
    };
    let before = of(Ordering::Less).next_back();
    let after = of(Ordering::Greater).next();
    let on = [of(Ordering::Equal).next(), of(Ordering::Equal).next_back()];
    let mut found: Vec<(BoundarySide, Point)> = Vec::new();
    found.extend(before.map(|point| (BoundarySide::Before, point)));
    for point in on.into_iter().flatten() {
        if !found.contains(&(BoundarySide::On, point)) {
            found.push((BoundarySide::On, point));
        }
    }
    found.extend(after.map(|point| (BoundarySide::After, point)));
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{Date, Duration, Period};
    use chrono_tz::Asia::Shanghai;

    fn day(text: &str) -> Point {
        Point::Date(Date::parse(text).unwrap())
    }

    fn solved(goal: Point, by: Moved) -> Vec<(&'static str, Point)> {
        let found = solve(goal, &[by], Decimal::ONE, Shanghai).into_iter();
        found.map(|(side, point)| (side.word(), point)).collect()
    }

    #[test]
    fn two_birthdays_are_one_where_a_year_has_no_29_february() {
        let eighteen = Moved::Period(true, Period::months(18 * 12));
        assert_eq!(
            solved(day("2026-02-28"), eighteen),
            [
                ("before", day("2008-02-27")),
                ("on", day("2008-02-28")),
                ("on", day("2008-02-29")),
                ("after", day("2008-03-01")),
            ]
        );
        // Nobody turns 18 on this day.
        assert_eq!(
            solved(day("2028-02-29"), eighteen),
            [("before", day("2010-02-28")), ("after", day("2010-03-01")),]
        );
    }

    #[test]
    fn a_day_is_found_however_many_months_lie_between() {
        for months in [1, 3, 13, 240] {
            for later in [true, false] {
                let by = Moved::Period(later, Period::months(months));
                for goal in ["2026-01-31", "2026-02-28", "2028-02-29", "2026-11-30"] {
                    let goal = day(goal);
                    let found = solve(goal, &[by], Decimal::ONE, Shanghai);
                    let ends = [found.first(), found.last()].map(|end| end.unwrap().0);
                    assert_eq!(ends, [BoundarySide::Before, BoundarySide::After]);
                    for (side, point) in found {
                        let order = moved(point, &[by], Shanghai).unwrap().order(goal);
                        let wanted = match side {
                            BoundarySide::Before => Ordering::Less,
                            BoundarySide::On => Ordering::Equal,
                            BoundarySide::After => Ordering::Greater,
                        };
                        assert_eq!(order, Some(wanted));
                    }
                }
            }
        }
    }

    #[test]
    fn exactly_24_hours_and_a_second_around_them() {
        let at = |text| Point::Instant(Instant::parse(text).unwrap());
        let hours = Moved::Duration(true, Duration::seconds(86_400));
        assert_eq!(
            solved(at("2026-11-23T10:00:00+08:00"), hours),
            [
                ("before", at("2026-11-22T09:59:59+08:00")),
                ("on", at("2026-11-22T10:00:00+08:00")),
                ("after", at("2026-11-22T10:00:01+08:00")),
            ]
        );
    }
}
