//! How many records of a part came to which end and why, counted by numbers until the part is done.

use crate::decision::Outcome;
use crate::eval::Answer;
use crate::program::Program;
use crate::tally::Tally;

/// What is counted.
#[derive(Default)]
pub(super) struct Counts {
    /// By outcome.
    decided: [u64; 4],
    /// By `RuleId`: how many records have it among their reasons.
    rules: Vec<u64>,
    /// The reasons that no rule gives.
    others: Vec<(&'static str, u64)>,
}

impl Counts {
    /// Takes in what came of a record.
    pub fn take(&mut self, answer: &Answer<'_, '_>) {
        let [accept, review, incomplete, reject] = &mut self.decided;
        *match answer.outcome() {
            Outcome::Accept => accept,
            Outcome::Review => review,
            Outcome::Incomplete => incomplete,
            Outcome::Reject => reject,
        } += 1;
        for rule in answer.rules() {
            let place = rule.0 as usize;
            if self.rules.len() <= place {
                self.rules.resize(place + 1, 0);
            }
            self.rules
                .iter_mut()
                .skip(place)
                .take(1)
                .for_each(|count| *count += 1);
        }
        if let Some(code) = answer.own_code() {
            match self.others.iter_mut().find(|(other, _)| *other == code) {
                Some((_, count)) => *count += 1,
                None => self.others.push((code, 1)),
            }
        }
    }

    /// Adds what was counted to a tally, and begins anew.
    pub fn tell(&mut self, program: &Program, tally: &mut Tally) {
        for (outcome, count) in Outcome::ALL.into_iter().zip(&mut self.decided) {
            tally.decided(outcome, std::mem::take(count));
        }
        for (rule, count) in program.rules.iter().zip(&mut self.rules) {
            tally.reason(&rule.name, std::mem::take(count));
        }
        for (code, count) in self.others.drain(..) {
            tally.reason(code, count);
        }
    }
}
