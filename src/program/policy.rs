//! Policies: whom they are for, and what they are made of, with `use`, `treat`, `skip` and `like` worked out.

use super::{DatedValues, Expr, FieldId, Message, PolicyPlan, Program, RuleId};
use crate::decision::{Checked, Outcome, Severity};
use crate::source::Span;
use crate::value::Date;

/// A policy in one version.
#[derive(Clone, Debug)]
pub struct Policy {
    /// Its name.
    pub name: Box<str>,
    /// Its version, if it names one.
    pub version: Option<Box<str>>,
    /// Its title for people.
    pub title: Option<Box<str>>,
    /// The first and the last day on which it is in force; open where there is none.
    pub effective: (Option<Date>, Option<Date>),
    /// Whom it is for.
    pub applies: Expr,
    /// Its rules in the order in which reasons are shown.
    pub rules: Vec<PlannedRule>,
    /// How many of them each ruleset has that are not left out.
    pub checked: Vec<Checked>,
    /// The places in `rules` in the order of evaluation: excusers first, advice that asks for the decision last.
    pub order: Vec<u32>,
    /// The values of all parameters, by `ParamId`.
    pub params: Vec<DatedValues>,
    /// What it adds to a decision, as written.
    pub actions: Vec<Action>,
    /// Its rules, made ready to be asked.
    pub plan: PolicyPlan,
    /// Where it is declared.
    pub span: Span,
}

impl Policy {
    /// Whether it leaves out any of its rules.
    pub fn leaves_out_any(&self) -> bool {
        let used: usize = self.checked.iter().map(|each| each.rules as usize).sum();
        used < self.rules.len()
    }
}

/// A rule in a policy.
#[derive(Clone, Debug)]
pub struct PlannedRule {
    /// The rule.
    pub rule: RuleId,
    /// Its weight in this policy; none for a `require`.
    pub severity: Option<Severity>,
    /// Set if the policy treats it differently than written.
    pub treated: Option<Treatment>,
    /// Why the policy leaves it out, if it does.
    pub skipped: Option<Box<str>>,
    /// Places in [`Policy::rules`] of the rules that can excuse it here: in use, not skipped, severe enough.
    pub excusers: Vec<u32>,
}

impl Program {
    /// How many of the rules of a policy each ruleset has that are not left out, in their order.
    pub fn checked(&self, rules: &[PlannedRule]) -> Vec<Checked> {
        let mut all: Vec<Checked> = Vec::new();
        for planned in rules.iter().filter(|planned| planned.skipped.is_none()) {
            let rule = self.rules.get(planned.rule.0 as usize);
            let ruleset = rule.and_then(|rule| self.rulesets.get(rule.ruleset.0 as usize));
            let name = ruleset.map_or("", |ruleset| &ruleset.name);
            match all.iter_mut().find(|each| each.ruleset == name) {
                Some(each) => each.rules += 1,
                None => all.push(Checked {
                    ruleset: name.to_owned(),
                    rules: 1,
                }),
            }
        }
        all
    }
}

impl PlannedRule {
    /// Whether it only gives hints.
    pub fn is_advice(&self) -> bool {
        self.severity == Some(Severity::Advise)
    }
}

/// How a policy treats a rule differently.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Treatment {
    /// The weight as written.
    pub from: Severity,
    /// Why, where it is said.
    pub because: Option<Box<str>>,
}

/// What a policy adds to a decision.
#[derive(Clone, Debug)]
pub struct Action {
    /// For which decisions; `otherwise` is worked out.
    pub outcomes: Vec<Outcome>,
    /// A further condition.
    pub condition: Option<Expr>,
    /// What it adds.
    pub kind: ActionKind,
    /// Where it comes from.
    pub cites: Vec<Box<str>>,
    /// Where it stands.
    pub span: Span,
}

/// What an [`Action`] adds.
#[derive(Clone, Debug)]
pub enum ActionKind {
    /// What the account may do: a list of enum words.
    Grant(Expr),
    /// An instant before which a retry makes no sense.
    RetryAt(Expr),
    /// A next step.
    Step(Message),
    /// Ask a person.
    ContactSupport,
    /// How long a review takes: a text.
    ReviewTime(Expr),
    /// The words of a field's enum with which a condition holds.
    Offer {
        /// A field of the record with an enum type, not in a list.
        field: FieldId,
        /// Evaluated once a word, with that word in the field.
        condition: Expr,
    },
}
