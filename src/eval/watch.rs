//! What an evaluation comes upon in the rules, for whoever asks: which rules, conditions, rows and lines had a part.
//!
//! It changes no decision, and shows no value. Without a watcher nothing is told.

use super::context::Context;
use super::rule::{Site, State};
use crate::decision::FindingState;
use crate::program::{Effect, Expr, RuleId, TableId};
use crate::source::Span;

/// Something that an evaluation came upon. What has no number is named by where it stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sight {
    /// The policy that decides.
    Policy(Span),
    /// How a rule ended, at one of the elements that it looks at. A `require` counts as fired where a field is lacking
    /// that it asks for.
    Rule(RuleId, FindingState),
    /// A rule was excused.
    Excuse {
        /// Which.
        rule: RuleId,
        /// The one that fired.
        by: RuleId,
    },
    /// What a condition said; `None` if that is unknown. What another part of an `and` or `or` makes irrelevant is
    /// not asked.
    Condition(Span, Option<bool>),
    /// The row of a table, counted from 0, that took the keys. An answer that several rows would give is none.
    Row(TableId, usize),
    /// A line of a policy that counts for the decision.
    Line(Span),
}

/// Is told of everything that an evaluation comes upon; much of it more than once.
pub type Watch<'w> = dyn Fn(Sight) + 'w;

impl<'a> Context<'_, 'a> {
    pub fn saw_condition(&self, expr: &'a Expr, truth: Option<bool>) {
        if let Some(watch) = self.watch() {
            watch(Sight::Condition(expr.span, truth));
        }
    }
}

impl Site<'_, '_> {
    /// Tells how the rule ended here; `excusers` have fired.
    pub fn tell(&self, state: State, excusers: impl Iterator<Item = RuleId>) {
        let Some(watch) = self.context.watch() else {
            return;
        };
        let Some(ended) = self.ended(state) else {
            return;
        };
        let rule = self.planned.rule;
        watch(Sight::Rule(rule, ended));
        if state == State::Excused {
            excusers.for_each(|by| watch(Sight::Excuse { rule, by }));
        }
    }

    /// How the rule ended here, as it is told; none where it does not look.
    pub fn ended(&self, state: State) -> Option<FindingState> {
        Some(match state {
            State::Outside => return None,
            State::Clear => FindingState::Clear,
            State::Fired => FindingState::Fired,
            State::Undecided if self.asks() => FindingState::Fired,
            State::Undecided => FindingState::Undecided,
            State::Excused => FindingState::Excused,
            State::Skipped => FindingState::Skipped,
        })
    }

    /// Whether a field is certainly lacking that the rule asks for.
    fn asks(&self) -> bool {
        match &self.rule.effect {
            Effect::Finding { .. } => false,
            Effect::Require(requirements) => {
                let mut each = requirements.iter();
                each.any(|each| self.lacks(each) == Some(true))
            }
        }
    }
}
