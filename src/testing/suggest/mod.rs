//! Records on and beside each threshold of the rules that no test has yet, as small changes of the samples that there
//! are, with what the rules say of them today.
//!
//! In: a program and its tests. Out: [`Suggestions`]. It works out where a threshold lies by asking the evaluator for
//! both of its sides, and has the evaluator decide whatever it suggests.

mod calendar;
mod copy;
mod found;
mod known;
mod measure;
mod settle;
mod solve;
mod start;
mod threshold;
mod trial;

use crate::decision::SourceLocation;
use crate::program::{Program, RuleId, Suite};
use crate::source::Span;
use crate::testing::sample::Samples;
use crate::verdict::{SuggestedRule, Suggestions};
use known::Known;
use start::{Starting, of_tests, startings};
use std::rc::Rc;
use threshold::{Threshold, thresholds};

/// What suggestions are made from.
#[derive(Clone, Copy, Debug)]
pub struct Desk<'a> {
    /// The rules.
    pub program: &'a Program,
    /// Their tests.
    pub suite: &'a Suite,
    /// The files of the samples.
    pub samples: &'a Samples,
}

/// Suggests cases for these rules. `done` is told how many are through.
pub fn suggest(desk: Desk<'_>, rules: &[RuleId], done: &dyn Fn(usize)) -> Suggestions {
    let each = desk.program.rules.iter().zip(0..);
    let all = each.flat_map(|(rule, id)| thresholds(desk.program, rule, RuleId(id)));
    let all: Vec<Threshold<'_>> = all.collect();
    let mut search = Search {
        desk,
        startings: startings(desk),
        of_tests: of_tests(desk),
        known: Known::new(desk, &all),
        all: &all,
    };
    let mut suggestions = Suggestions::default();
    for (count, rule) in rules.iter().enumerate() {
        suggestions.rules.extend(search.rule(*rule));
        done(count + 1);
    }
    suggestions
}

/// Whether there is a sample to start from, and it says when it is looked at.
pub fn can_start(desk: Desk<'_>) -> bool {
    !startings(desk).is_empty()
}

struct Search<'s, 'a> {
    desk: Desk<'a>,
    /// The samples.
    startings: Vec<Rc<Starting>>,
    /// The records of the tests.
    of_tests: Vec<Rc<Starting>>,
    known: Known,
    all: &'s [Threshold<'a>],
}

impl Search<'_, '_> {
    /// What is suggested for a rule; none if it has no threshold.
    fn rule(&mut self, id: RuleId) -> Option<SuggestedRule> {
        let program = self.desk.program;
        let rule = program.rules.get(id.0 as usize)?;
        let ruleset = program.rulesets.get(rule.ruleset.0 as usize)?;
        let all = self.all;
        let own = all.iter().filter(|each| each.rule == id);
        let suggested = own.map(|threshold| self.threshold(threshold));
        let suggested: Vec<_> = suggested.collect();
        (!suggested.is_empty()).then(|| SuggestedRule {
            code: rule.name.to_string(),
            rule: format!("{}.{}", ruleset.name, rule.name),
            place: located(program, rule.span),
            thresholds: suggested,
        })
    }
}

fn located(program: &Program, span: Span) -> SourceLocation {
    program.place_of(span)
}
