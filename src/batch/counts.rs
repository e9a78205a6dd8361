//! The reasons of the records of a part, counted by the numbers of rules until the part is done: their codes are looked up
//! once a part and not once a record.

use crate::eval::Answer;
use crate::program::Program;
use crate::tally::Tally;

/// How many records have each rule among their reasons.
pub(super) struct Counts {
    /// By `RuleId`.
    counts: Vec<u64>,
    /// The places of the rules in the order of their codes.
    by_code: Vec<usize>,
}

impl Counts {
    /// Of the rules of a program.
    pub fn new(program: &Program) -> Counts {
        let mut by_code: Vec<usize> = (0..program.rules.len()).collect();
        by_code.sort_by_key(|place| program.rules.get(*place).map(|rule| &rule.name));
        Counts {
            counts: vec![0; program.rules.len()],
            by_code,
        }
    }

    /// Takes in what came of a record; all but the reasons that rules give goes to the tally at once.
    pub fn take(&mut self, answer: &Answer<'_, '_>, tally: &mut Tally) {
        tally.decided(answer.outcome());
        for rule in answer.rules() {
            if let Some(count) = self.counts.get_mut(rule.0 as usize) {
                *count += 1;
            }
        }
        if let Some(code) = answer.own_code() {
            tally.reason(code, 1);
        }
    }

    /// Adds the reasons to a tally, and begins anew.
    pub fn tell(&mut self, program: &Program, tally: &mut Tally) {
        let Counts { counts, by_code } = self;
        let each = by_code.iter().filter_map(|place| {
            let count = std::mem::take(counts.get_mut(*place)?);
            Some((&*program.rules.get(*place)?.name, count))
        });
        tally.reasons_in_order(each);
    }
}
