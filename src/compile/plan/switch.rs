//! Conditions that ask one field for one value each are told apart by a look-up of that field: only those that can
//! hold are asked.

use crate::program::{Branches, Comparison, Expr, ExprKind, Labels, Schema, Switch};
use crate::value::{Constant, Country};
use std::collections::{BTreeMap, HashMap};

/// With fewer conditions on the field it is as quick to ask them all.
const FEWEST: usize = 4;

/// So many things are kept at most, so that a hostile set of rules takes no memory to speak of.
const MOST: usize = 1 << 18;

/// The values that a field may have for a condition to hold.
enum Wanted<'p> {
    Words(Vec<u16>),
    Countries(Vec<Country>),
    Text(&'p str),
}

/// Things with what is asked of the record there: all of it has to hold. In order.
pub(super) fn switch<'p, T: Copy>(
    schema: &Schema,
    things: impl Iterator<Item = (T, Vec<&'p Expr>)>,
) -> Switch<T> {
    let mut all = Vec::new();
    let mut by_slot: HashMap<u32, Vec<(usize, Wanted<'p>)>> = HashMap::new();
    for (at, (thing, asked)) in things.enumerate() {
        all.push(thing);
        let mut seen = Vec::new();
        for part in asked.into_iter().flat_map(parts) {
            if let Some((slot, wanted)) = wanted(schema, part)
                && !seen.contains(&slot)
            {
                seen.push(slot);
                by_slot.entry(slot).or_default().push((at, wanted));
            }
        }
    }
    let most = by_slot
        .into_iter()
        .max_by_key(|(slot, asking)| (asking.len(), std::cmp::Reverse(*slot)));
    let by = most.and_then(|(slot, asking)| lookup(slot, &all, asking));
    Switch { all, by }
}

/// The parts that all have to hold.
fn parts(expr: &Expr) -> Vec<&Expr> {
    match &expr.kind {
        ExprKind::And(parts) => parts.iter().flat_map(self::parts).collect(),
        _ => vec![expr],
    }
}

/// The field of the record's own row that has to hold certain values, and these.
fn wanted<'p>(schema: &Schema, part: &'p Expr) -> Option<(u32, Wanted<'p>)> {
    let (asked, values) = match &part.kind {
        ExprKind::Compare {
            op: Comparison::Equal,
            left,
            right,
        } => match (&left.kind, &right.kind) {
            (_, ExprKind::Constant(constant)) => (left, std::slice::from_ref(constant)),
            (ExprKind::Constant(constant), _) => (right, std::slice::from_ref(constant)),
            _ => return None,
        },
        ExprKind::In { needle, list } => match &list.kind {
            ExprKind::Constant(Constant::List(items)) => (needle, &**items),
            _ => return None,
        },
        _ => return None,
    };
    let ExprKind::Field(id) = asked.kind else {
        return None;
    };
    let field = schema.field(id);
    let slot = field.slot.filter(|_| field.rows.is_none())?;
    Some((slot, labels(values)?))
}

fn labels(values: &[Constant]) -> Option<Wanted<'_>> {
    match values {
        [Constant::Text(text)] => Some(Wanted::Text(text)),
        [Constant::Word(_), ..] => {
            let words = values.iter().map(|value| match value {
                Constant::Word(word) => Some(word.index),
                _ => None,
            });
            words.collect::<Option<_>>().map(Wanted::Words)
        }
        [Constant::Country(_), ..] => {
            let countries = values.iter().map(|value| match value {
                Constant::Country(country) => Some(*country),
                _ => None,
            });
            countries.collect::<Option<_>>().map(Wanted::Countries)
        }
        _ => None,
    }
}

fn lookup<T: Copy>(slot: u32, all: &[T], asking: Vec<(usize, Wanted<'_>)>) -> Option<Branches<T>> {
    if asking.len() < FEWEST {
        return None;
    }
    let mut rest = vec![true; all.len()];
    for (at, _) in &asking {
        if let Some(rest) = rest.get_mut(*at) {
            *rest = false;
        }
    }
    let others: Vec<T> = (all.iter().zip(&rest))
        .filter_map(|(thing, rest)| rest.then_some(*thing))
        .collect();
    let labels = match asking.first()?.1 {
        Wanted::Words(_) => Labels::Words(by_label(all, &rest, &asking, |wanted| match wanted {
            Wanted::Words(words) => words.clone(),
            _ => Vec::new(),
        })?),
        Wanted::Countries(_) => {
            Labels::Countries(by_label(all, &rest, &asking, |wanted| match wanted {
                Wanted::Countries(countries) => countries.clone(),
                _ => Vec::new(),
            })?)
        }
        Wanted::Text(_) => Labels::Texts(by_label(all, &rest, &asking, |wanted| match wanted {
            Wanted::Text(text) => vec![Box::from(*text)],
            _ => Vec::new(),
        })?),
    };
    Some(Branches {
        slot,
        labels,
        others,
    })
}

/// For each label the things that ask for it and those that ask for none, in order.
fn by_label<T: Copy, L: Ord>(
    all: &[T],
    rest: &[bool],
    asking: &[(usize, Wanted<'_>)],
    labels: impl Fn(&Wanted<'_>) -> Vec<L>,
) -> Option<Vec<(L, Vec<T>)>> {
    let mut chosen: BTreeMap<L, Vec<usize>> = BTreeMap::new();
    for (at, wanted) in asking {
        for label in labels(wanted) {
            chosen.entry(label).or_default().push(*at);
        }
    }
    let free: Vec<usize> = (rest.iter().enumerate())
        .filter_map(|(at, rest)| rest.then_some(at))
        .collect();
    let size: usize = chosen.values().map(|each| each.len() + free.len()).sum();
    // Records that differ in the field are asked apart from each other: that has to save more than it costs.
    if size > MOST || size * 2 > all.len() * chosen.len() {
        return None;
    }
    let merged = chosen.into_iter().map(|(label, mut places)| {
        places.extend(&free);
        places.sort_unstable();
        places.dedup();
        let places = places.into_iter().filter_map(|at| all.get(at).copied());
        (label, places.collect())
    });
    Some(merged.collect())
}
