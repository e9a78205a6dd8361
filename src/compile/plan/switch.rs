//! Conditions that ask one field for one value each are told apart by a look-up of that field: only those that can
//! hold are asked.

use crate::program::{Branches, Comparison, Labels, Place, Predicate, Switch};
use crate::value::{Constant, Country};
use std::collections::HashMap;
use std::hash::Hash;

/// With fewer conditions on the field it is as quick to ask them all.
const FEWEST: usize = 8;

/// So many places are kept at most, so that a hostile set of rules takes no memory to speak of.
const MOST: usize = 1 << 20;

/// The values that a field may have for a condition to hold.
enum Wanted<'p> {
    Words(Vec<u16>),
    Countries(Vec<Country>),
    Text(&'p str),
}

/// Places with what is asked there: all of it has to hold. In order.
pub(super) fn switch<'p>(
    places: impl Iterator<Item = (u32, [Option<&'p Predicate>; 2])>,
) -> Switch {
    let mut all = Vec::new();
    let mut by_slot: HashMap<u32, Vec<(usize, Wanted<'p>)>> = HashMap::new();
    for (at, (place, asked)) in places.enumerate() {
        all.push(place);
        let mut seen = Vec::new();
        for part in asked.into_iter().flatten().flat_map(parts) {
            if let Some((slot, wanted)) = wanted(part)
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
fn parts(predicate: &Predicate) -> &[Predicate] {
    match predicate {
        Predicate::All(parts) => parts,
        single => std::slice::from_ref(single),
    }
}

fn wanted(part: &Predicate) -> Option<(u32, Wanted<'_>)> {
    match part {
        Predicate::Word(Place::Record(slot), word) => Some((*slot, Wanted::Words(vec![*word]))),
        Predicate::Words(Place::Record(slot), bits) => {
            let words = (0..=u16::MAX).take(bits.len() * 64);
            let set = words.filter(|word| {
                let bits = bits.get(usize::from(word / 64)).unwrap_or(&0);
                bits >> (word % 64) & 1 == 1
            });
            Some((*slot, Wanted::Words(set.collect())))
        }
        Predicate::Country(Place::Record(slot), country) => {
            Some((*slot, Wanted::Countries(vec![*country])))
        }
        Predicate::Countries(Place::Record(slot), all) => {
            Some((*slot, Wanted::Countries(all.to_vec())))
        }
        Predicate::Compare(Place::Record(slot), Comparison::Equal, Constant::Text(text)) => {
            Some((*slot, Wanted::Text(text)))
        }
        _ => None,
    }
}

fn lookup(slot: u32, all: &[u32], asking: Vec<(usize, Wanted<'_>)>) -> Option<Branches> {
    if asking.len() < FEWEST {
        return None;
    }
    let mut rest = vec![true; all.len()];
    for (at, _) in &asking {
        if let Some(rest) = rest.get_mut(*at) {
            *rest = false;
        }
    }
    let others: Vec<u32> = (all.iter().zip(&rest))
        .filter_map(|(place, rest)| rest.then_some(*place))
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

/// For each label the places that ask for it and those that ask for none, in order.
fn by_label<L: Hash + Eq + Clone>(
    all: &[u32],
    rest: &[bool],
    asking: &[(usize, Wanted<'_>)],
    labels: impl Fn(&Wanted<'_>) -> Vec<L>,
) -> Option<HashMap<L, Vec<u32>>> {
    let mut chosen: HashMap<L, Vec<usize>> = HashMap::new();
    for (at, wanted) in asking {
        for label in labels(wanted) {
            chosen.entry(label).or_default().push(*at);
        }
    }
    let free: Vec<usize> = (rest.iter().enumerate())
        .filter_map(|(at, rest)| rest.then_some(at))
        .collect();
    let size: usize = chosen.values().map(|each| each.len() + free.len()).sum();
    if size > MOST {
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
