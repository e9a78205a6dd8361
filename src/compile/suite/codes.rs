//! What can be expected of a decision at all: reason codes with their weights, grants, alternatives.

use crate::decision::Severity;
use crate::program::{ActionKind, Effect, Message, Program, RuleId, Shape, Type};
use crate::value::{EnumId, Scalar};
use std::collections::{BTreeMap, BTreeSet};

/// What the evaluation itself rejects with.
const OWN: [&str; 2] = ["no_policy_applies", "several_policies_apply"];

/// What a reason code can become.
pub(super) struct Can {
    /// With which weights it can be found; none if it only requires fields.
    pub severities: BTreeSet<Severity>,
    /// The list whose elements its rule looks at one by one.
    pub list: Option<Box<str>>,
}

/// All that a program can answer.
pub(super) struct Codes<'p> {
    program: &'p Program,
    codes: BTreeMap<&'p str, Can>,
    grants: BTreeSet<EnumId>,
    offers: BTreeSet<EnumId>,
    steps: Vec<&'p Message>,
}

impl<'p> Codes<'p> {
    pub(super) fn of(program: &'p Program) -> Codes<'p> {
        let mut codes = Codes {
            program,
            codes: BTreeMap::new(),
            grants: BTreeSet::new(),
            offers: BTreeSet::new(),
            steps: Vec::new(),
        };
        for (rule, id) in program.rules.iter().zip(0..) {
            let can = codes.can(RuleId(id));
            codes.codes.insert(&rule.name, can);
        }
        for own in OWN {
            let severities = BTreeSet::from([Severity::Reject]);
            codes.codes.entry(own).or_insert(Can {
                severities,
                list: None,
            });
        }
        codes.actions();
        codes
    }

    /// With the weight that is written, and with those that policies give the rule.
    fn can(&self, id: RuleId) -> Can {
        let rules = &self.program.rules;
        let rule = rules.get(id.0 as usize);
        let written = rule.and_then(|rule| match &rule.effect {
            Effect::Finding { severity, .. } => Some(*severity),
            Effect::Require(_) => None,
        });
        let planned = self
            .program
            .policies
            .iter()
            .flat_map(|policy| &policy.rules);
        let treated = planned.filter(|planned| planned.rule == id);
        let treated = treated.filter_map(|planned| planned.severity);
        let ruleset = rule.and_then(|rule| self.program.rulesets.get(rule.ruleset.0 as usize));
        let each = ruleset.and_then(|ruleset| ruleset.for_each.as_ref());
        Can {
            severities: written.into_iter().chain(treated).collect(),
            list: each.map(|each| self.program.schema.field(each.field).path.clone()),
        }
    }

    fn actions(&mut self) {
        let actions = self.program.policies.iter().flat_map(|each| &each.actions);
        for action in actions {
            match &action.kind {
                ActionKind::Grant(list) => {
                    if let Type::List(Scalar::Enum(of)) = list.ty {
                        self.grants.insert(of);
                    }
                }
                ActionKind::Offer { field, .. } => {
                    if let Shape::Scalar(Scalar::Enum(of)) = self.program.schema.field(*field).shape
                    {
                        self.offers.insert(of);
                    }
                }
                ActionKind::Step(step) => self.steps.push(step),
                _ => {}
            }
        }
    }

    pub(super) fn code(&self, code: &str) -> Option<&Can> {
        self.codes.get(code)
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &'p str> {
        self.codes.keys().copied()
    }

    /// The words that may be granted.
    pub(super) fn grants(&self) -> Vec<&'p str> {
        self.words(&self.grants)
    }

    /// The words that may be offered.
    pub(super) fn offers(&self) -> Vec<&'p str> {
        self.words(&self.offers)
    }

    /// The next steps, as policies write them.
    pub(super) fn steps(&self) -> &[&'p Message] {
        &self.steps
    }

    fn words(&self, enums: &BTreeSet<EnumId>) -> Vec<&'p str> {
        let program = self.program;
        let words = enums
            .iter()
            .flat_map(|id| &program.schema.enumeration(*id).words);
        words.map(|word| &**word).collect()
    }
}
