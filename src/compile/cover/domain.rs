//! The values of one column, cut into segments that no cell of the column tells apart.
//!
//! In: a type, its bounds and the patterns that cut it. Out: a witness for each segment, and which segments
//! a pattern takes. It knows neither rows nor tables.

use crate::program::{CellPattern, Schema};
use crate::value::{Constant, Country, Date, Decimal, Duration, Instant, Period, Scalar, Word};
use std::cmp::Ordering;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::ops::Range;

/// What a column can hold.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Kind {
    /// The values' type.
    pub scalar: Scalar,
    /// Whether the value may be absent.
    pub optional: bool,
    /// The least and the greatest number, where the schema gives them.
    pub bounds: Option<(Decimal, Decimal)>,
}

/// The segments of a column's values.
pub struct Domain {
    segments: Segments,
    optional: bool,
}

enum Segments {
    /// Each value by itself.
    Listed(Vec<Constant>),
    /// The values that some cell names, each with its place, and any other.
    Open(Vec<Constant>, Constant, HashMap<String, usize>),
    /// Where each segment starts, in order, and a value in it; `None` where two cuts lie so close that
    /// no number of 28 digits fits between them.
    Ordered(Vec<Cut>, Vec<Option<Constant>>, Discrete),
}

/// Whether each value has a next one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Discrete {
    Yes,
    No,
}

/// A place between values.
#[derive(Clone, PartialEq, Debug)]
enum Cut {
    /// Below all values.
    Start,
    Before(Constant),
    After(Constant),
    /// Above all values.
    End,
}

impl Domain {
    /// Cuts the values of a kind at the edges of the patterns.
    pub fn new<'a>(
        kind: Kind,
        schema: &Schema,
        patterns: impl Iterator<Item = &'a CellPattern>,
    ) -> Domain {
        let segments = match kind.scalar {
            Scalar::Bool => Segments::Listed(vec![Constant::Bool(true), Constant::Bool(false)]),
            Scalar::Country => Segments::Listed(Country::all().map(Constant::Country).collect()),
            Scalar::Enum(of) => {
                let count = schema.enumeration(of).words.len() as u16;
                let words = (0..count).map(|index| Constant::Word(Word { of, index }));
                Segments::Listed(words.collect())
            }
            Scalar::Text | Scalar::Period => open(kind.scalar, patterns),
            _ => ordered(kind, patterns),
        };
        Domain {
            segments,
            optional: kind.optional,
        }
    }

    /// A value in each segment, absence last; `None` for a segment without a value.
    pub fn witnesses(&self) -> Vec<Option<Constant>> {
        let mut all: Vec<Option<Constant>> = match &self.segments {
            Segments::Listed(values) => values.iter().cloned().map(Some).collect(),
            Segments::Open(values, other, _) => {
                values.iter().chain([other]).cloned().map(Some).collect()
            }
            Segments::Ordered(_, witnesses, _) => witnesses.clone(),
        };
        if self.optional {
            all.push(Some(Constant::Absent));
        }
        all
    }

    /// How many segments there are, absence included.
    pub fn size(&self) -> usize {
        self.values() + usize::from(self.optional)
    }

    fn values(&self) -> usize {
        match &self.segments {
            Segments::Listed(values) => values.len(),
            Segments::Open(values, ..) => values.len() + 1,
            Segments::Ordered(starts, ..) => starts.len(),
        }
    }

    /// The segments that one of the domain's own patterns takes.
    pub fn places(&self, pattern: &CellPattern) -> Range<usize> {
        if *pattern == CellPattern::Value(Constant::Absent) {
            return self.values()..self.size();
        }
        match &self.segments {
            Segments::Listed(values) => place(pattern, |wanted| {
                values.iter().position(|value| value == wanted)
            }),
            Segments::Open(_, _, places) => {
                place(pattern, |wanted| places.get(&key(wanted)).copied())
            }
            Segments::Ordered(starts, _, discrete) => {
                let (from, to) = edges(pattern, *discrete);
                let first = starts.partition_point(|start| order(start, &from).is_lt());
                let end = starts.partition_point(|start| order(start, &to).is_lt());
                first..end.max(first)
            }
        }
    }
}

/// The segment of a single value; none for a range.
fn place(pattern: &CellPattern, find: impl Fn(&Constant) -> Option<usize>) -> Range<usize> {
    let place = match pattern {
        CellPattern::Value(wanted) => find(wanted),
        CellPattern::Range(..) => None,
    };
    place.map_or(0..0, |place| place..place + 1)
}

/// What tells values of an open domain apart.
fn key(value: &Constant) -> String {
    match value {
        Constant::Text(text) => text.to_string(),
        Constant::Period(period) => period.to_string(),
        _ => String::new(),
    }
}

fn open<'a>(scalar: Scalar, patterns: impl Iterator<Item = &'a CellPattern>) -> Segments {
    let mut values: Vec<Constant> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for pattern in patterns {
        if let CellPattern::Value(value) = pattern
            && *value != Constant::Absent
            && let Entry::Vacant(place) = places.entry(key(value))
        {
            place.insert(values.len());
            values.push(value.clone());
        }
    }
    let candidates = (0..).map(|count: u32| match scalar {
        Scalar::Period => Constant::Period(Period::days(count)),
        _ => Constant::Text(format!("other {count}").into()),
    });
    let mut others = candidates.filter(|other| !places.contains_key(&key(other)));
    let other = others.next().unwrap_or(Constant::Absent);
    Segments::Open(values, other, places)
}

fn ordered<'a>(kind: Kind, patterns: impl Iterator<Item = &'a CellPattern>) -> Segments {
    let discrete = match kind.scalar {
        Scalar::Number | Scalar::Percent => Discrete::No,
        _ => Discrete::Yes,
    };
    let (least, most) = ends(kind);
    let first = least.map_or(Cut::Start, Cut::Before);
    let last = most.map_or(Cut::End, |most| after(&most, discrete));
    let mut starts = vec![first.clone()];
    for pattern in patterns.filter(|each| **each != CellPattern::Value(Constant::Absent)) {
        let (from, to) = edges(pattern, discrete);
        starts.extend([from, to]);
    }
    starts.retain(|cut| order(cut, &first).is_ge() && order(cut, &last).is_lt());
    starts.sort_by(order);
    starts.dedup_by(|a, b| order(a, b).is_eq());
    let ends = starts.iter().skip(1).chain([&last]);
    let witnesses = starts
        .iter()
        .zip(ends)
        .enumerate()
        .map(|(place, (start, end))| match (place, end) {
            // The value next to the first cut says more than the least one there is.
            (0, Cut::Before(next)) if starts.len() > 1 => previous(next)
                .filter(|value| order(start, &Cut::Before(value.clone())).is_le())
                .or_else(|| witness(start, end)),
            _ => witness(start, end),
        })
        .collect();
    Segments::Ordered(starts, witnesses, discrete)
}

/// The least and the greatest value of a kind; none where there is no end.
fn ends(kind: Kind) -> (Option<Constant>, Option<Constant>) {
    let date = |date: Result<Date, _>| date.ok().map(Constant::Date);
    let first_day = || date(Date::new(1800, 1, 1));
    match kind.scalar {
        Scalar::Date => (first_day(), date(Date::new(2999, 12, 31))),
        Scalar::DateOrLongTerm => (first_day(), Some(Constant::LongTerm)),
        Scalar::Instant => {
            let instant = |text| Instant::parse(text).ok().map(Constant::Instant);
            (
                instant("1800-01-01T00:00:00Z"),
                instant("2999-12-31T23:59:59.999999999Z"),
            )
        }
        Scalar::Duration => (Some(Constant::Duration(Duration::seconds(0))), None),
        _ => match kind.bounds {
            Some((least, most)) => (Some(Constant::Number(least)), Some(Constant::Number(most))),
            None => (None, None),
        },
    }
}

fn edges(pattern: &CellPattern, discrete: Discrete) -> (Cut, Cut) {
    let (least, most) = match pattern {
        CellPattern::Value(value) => (Some(value), Some(value)),
        CellPattern::Range(least, most) => (least.as_ref(), most.as_ref()),
    };
    (
        least.map_or(Cut::Start, |least| before(least, discrete)),
        most.map_or(Cut::End, |most| after(most, discrete)),
    )
}

/// The cut before a value. Where only whole numbers count, 1.5 is cut before 2.
fn before(value: &Constant, discrete: Discrete) -> Cut {
    Cut::Before(match (value, discrete) {
        (Constant::Number(number), Discrete::Yes) => Constant::Number(number.ceil()),
        _ => value.clone(),
    })
}

/// The cut after a value: where values have a next one, that is the cut before it.
fn after(value: &Constant, discrete: Discrete) -> Cut {
    match discrete {
        Discrete::No => Cut::After(value.clone()),
        Discrete::Yes => next(value).map_or(Cut::End, Cut::Before),
    }
}

fn next(value: &Constant) -> Option<Constant> {
    match value {
        Constant::Number(number) => {
            let next = number.floor().checked_add(Decimal::ONE);
            next.map(Constant::Number)
        }
        Constant::Date(date) => Some(match date.plus(Period::days(1)) {
            Ok(next) => Constant::Date(next),
            Err(_) => Constant::LongTerm,
        }),
        Constant::Instant(instant) => instant.next().map(Constant::Instant),
        Constant::Duration(duration) => {
            let next = u32::try_from(duration.as_seconds() + 1).ok()?;
            Some(Constant::Duration(Duration::seconds(next)))
        }
        _ => None,
    }
}

fn previous(value: &Constant) -> Option<Constant> {
    match value {
        Constant::Number(number) => number.checked_sub(Decimal::ONE).map(Constant::Number),
        Constant::Date(date) => date.minus(Period::days(1)).ok().map(Constant::Date),
        Constant::LongTerm => Date::new(2999, 12, 31).ok().map(Constant::Date),
        _ => None,
    }
}

/// A value between two cuts.
fn witness(start: &Cut, end: &Cut) -> Option<Constant> {
    let add = |number: &Decimal, more| number.checked_add(more).map(Constant::Number);
    match (start, end) {
        (Cut::Before(value), _) | (_, Cut::After(value)) => Some(value.clone()),
        (Cut::Start, Cut::Before(Constant::Number(end))) => add(end, -Decimal::ONE),
        (Cut::Start, _) => Some(Constant::Number(Decimal::ZERO)),
        (Cut::After(Constant::Number(low)), Cut::Before(Constant::Number(high))) => {
            let middle = low.checked_add(*high)?.checked_div(Decimal::TWO)?;
            (*low < middle && middle < *high).then_some(Constant::Number(middle))
        }
        (Cut::After(Constant::Number(low)), Cut::End) => add(low, Decimal::ONE),
        (Cut::After(_) | Cut::End, _) => None,
    }
}

fn order(a: &Cut, b: &Cut) -> Ordering {
    let rank = |cut: &Cut| match cut {
        Cut::Start => 0,
        Cut::Before(_) | Cut::After(_) => 1,
        Cut::End => 2,
    };
    let side = |cut: &Cut| matches!(cut, Cut::After(_));
    match (a, b) {
        (Cut::Before(left) | Cut::After(left), Cut::Before(right) | Cut::After(right)) => {
            compare(left, right).then(side(a).cmp(&side(b)))
        }
        _ => rank(a).cmp(&rank(b)),
    }
}

/// Which of two values of one ordered type comes first.
pub fn compare(a: &Constant, b: &Constant) -> Ordering {
    match (a, b) {
        (Constant::Number(a), Constant::Number(b)) => a.cmp(b),
        (Constant::Date(a), Constant::Date(b)) => a.cmp(b),
        (Constant::Instant(a), Constant::Instant(b)) => a.cmp(b),
        (Constant::Duration(a), Constant::Duration(b)) => a.cmp(b),
        (Constant::LongTerm, Constant::LongTerm) => Ordering::Equal,
        (Constant::LongTerm, _) => Ordering::Greater,
        (_, Constant::LongTerm) => Ordering::Less,
        // The checker lets no two types into one column.
        _ => Ordering::Equal,
    }
}
