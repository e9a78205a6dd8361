//! The reasons of the records of a part, counted by the numbers of rules until the part is done: their codes are looked up
//! once a part and not once a record.

use crate::eval::Answer;
use crate::program::Program;
use crate::tally::Tally;

/// By `RuleId`: how many records have it among their reasons.
#[derive(Default)]
pub(super) struct Counts(Vec<u64>);

impl Counts {
    /// Takes in what came of a record; all but the reasons that rules give goes to the tally at once.
    pub fn take(&mut self, answer: &Answer<'_, '_>, tally: &mut Tally) {
        let Counts(rules) = self;
        tally.decided(answer.outcome());
        for rule in answer.rules() {
            let place = rule.0 as usize;
            if rules.len() <= place {
                rules.resize(place + 1, 0);
            }
            if let Some(count) = rules.get_mut(place) {
                *count += 1;
            }
        }
        if let Some(code) = answer.own_code() {
            tally.reason(code, 1);
        }
    }

    /// Adds the reasons to a tally, and begins anew.
    pub fn tell(&mut self, program: &Program, tally: &mut Tally) {
        for (rule, count) in program.rules.iter().zip(&mut self.0) {
            tally.reason(&rule.name, std::mem::take(count));
        }
    }
}
