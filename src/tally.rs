//! How many records came to which end, why, and the first that could not be read: all of bounded size.

use crate::decision::Outcome;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How many faulty records are kept with their place and message. All are counted.
pub const FAULTS_KEPT: usize = 20;

/// The counts of a run.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Tally {
    /// Records that were accepted.
    pub accept: u64,
    /// Records that a person has to look at.
    pub review: u64,
    /// Records that lack something.
    pub incomplete: u64,
    /// Records that were rejected.
    pub reject: u64,
    /// Records that could not be read.
    pub faulty: u64,
    /// For each code, how many records have it among their reasons. There are no more than the rules have.
    pub reasons: BTreeMap<String, u64>,
    /// The first faulty records, [`FAULTS_KEPT`] at most.
    pub faults: Vec<KeptFault>,
}

/// A faulty record that is remembered.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct KeptFault {
    /// Where it came from: a file name, or `standard input`.
    pub file: String,
    /// The line of the input, counted from 1.
    pub line: u64,
    /// The stable code.
    pub code: String,
    /// The part of the record.
    pub path: String,
    /// What is wrong.
    pub message: String,
}

impl Tally {
    /// How many records there were.
    pub fn total(&self) -> u64 {
        self.accept + self.review + self.incomplete + self.reject + self.faulty
    }

    /// Forgets all records. Codes stay, with no record, so that the next that have them take no memory.
    pub fn clear(&mut self) {
        let Tally {
            accept,
            review,
            incomplete,
            reject,
            faulty,
            reasons,
            faults,
        } = self;
        for count in [accept, review, incomplete, reject, faulty] {
            *count = 0;
        }
        reasons.values_mut().for_each(|count| *count = 0);
        faults.clear();
    }

    /// Adds what came later.
    pub fn add(&mut self, later: &Tally) {
        self.accept += later.accept;
        self.review += later.review;
        self.incomplete += later.incomplete;
        self.reject += later.reject;
        self.faulty += later.faulty;
        let counts = later.reasons.iter();
        self.reasons_in_order(counts.map(|(code, count)| (code.as_str(), *count)));
        let room = FAULTS_KEPT.saturating_sub(self.faults.len());
        self.faults.extend(later.faults.iter().take(room).cloned());
    }

    /// Takes in a record that came to an end.
    pub fn decided(&mut self, decision: Outcome) {
        *match decision {
            Outcome::Accept => &mut self.accept,
            Outcome::Review => &mut self.review,
            Outcome::Incomplete => &mut self.incomplete,
            Outcome::Reject => &mut self.reject,
        } += 1;
    }

    /// Takes in so many records that have a code among their reasons.
    pub fn reason(&mut self, code: &str, count: u64) {
        if count == 0 {
            return;
        }
        match self.reasons.get_mut(code) {
            Some(sum) => *sum += count,
            None => {
                self.reasons.insert(code.to_owned(), count);
            }
        }
    }

    /// The same for many codes, which come in their order.
    pub fn reasons_in_order<'c>(&mut self, counts: impl Iterator<Item = (&'c str, u64)>) {
        // Nearly all of them are known, and these are in order, too: no code is looked for.
        let mut known = self.reasons.iter_mut().peekable();
        let mut new = Vec::new();
        for (code, count) in counts.filter(|(_, count)| *count > 0) {
            while known.next_if(|(each, _)| each.as_str() < code).is_some() {}
            match known.peek_mut() {
                Some((each, sum)) if each.as_str() == code => **sum += count,
                _ => new.push((code, count)),
            }
        }
        for (code, count) in new {
            self.reason(code, count);
        }
    }

    /// Takes a faulty record in; it is asked for only if it is kept.
    pub fn fault(&mut self, fault: impl FnOnce() -> KeptFault) {
        self.faulty += 1;
        if self.faults.len() < FAULTS_KEPT {
            self.faults.push(fault());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(reasons: &[(&str, u64)]) -> Tally {
        let mut tally = Tally::default();
        for (code, count) in reasons {
            tally.reason(code, *count);
        }
        tally
    }

    #[test]
    fn reasons_are_added_code_by_code_wherever_the_codes_stand() {
        let codes = ["a", "ab", "b", "c", "d"];
        // Every set of codes with every other one.
        let sets = 0..1usize << codes.len();
        for (left, right) in sets
            .clone()
            .flat_map(|left| sets.clone().map(move |right| (left, right)))
        {
            let each = |set: usize, count| {
                let places = (0..codes.len()).filter(move |place| set >> place & 1 == 1);
                places.map(move |place| (codes[place], count))
            };
            let mut sum = tally(&Vec::from_iter(each(left, 2)));
            let mut later = tally(&Vec::from_iter(each(right, 5)));
            // A code that is kept without a record is none.
            later.reasons.entry("e".to_owned()).or_insert(0);
            sum.add(&later);
            let both = each(left, 2).chain(each(right, 5));
            assert_eq!(sum, tally(&Vec::from_iter(both)), "{left:b} {right:b}");
        }
    }
}
