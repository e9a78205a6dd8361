//! The last step: the conditions of a sound program are made ready to be asked for millions of records.
//!
//! In: a program whose fields have their slots. Out: the same program with its plan.

mod assembler;
mod operands;
mod rows;
mod switch;

use crate::program::{
    DatedCells, Effect, Expr, Plan, Policy, PolicyPlan, Program, Rule, Ruleset, Segment, Step,
};
use assembler::Assembler;
use std::sync::OnceLock;
use switch::switch;

/// Makes the plan of a program.
pub(crate) fn make_ready(program: &mut Program) {
    let plan = plan(program);
    let policies = (0..).zip(&program.policies);
    let plans: Vec<PolicyPlan> = policies
        .map(|(place, policy)| plan_policy(program, &plan.rules, place, policy))
        .collect();
    program.plan = plan;
    for (policy, plan) in program.policies.iter_mut().zip(plans) {
        policy.plan = plan;
    }
}

fn plan(program: &Program) -> Plan {
    let mut assembler = Assembler::new(program);
    let guards = program.rulesets.iter().map(|each| {
        let guard = each.guard.as_ref();
        guard.map(|guard| assembler.condition(guard))
    });
    let guards = guards.collect();
    let lists = program.rulesets.iter().map(|each| {
        let rows = &each.for_each.as_ref()?.rows;
        assembler.list(rows)
    });
    let lists = lists.collect();
    let rules = program.rules.iter();
    let rules = rules.map(|rule| assembler.rule(rule)).collect();
    let applies = program.policies.iter();
    let applies = applies.map(|each| assembler.condition(&each.applies));
    let applies = applies.collect();
    let each = program.policies.iter().enumerate();
    let asked = each.map(|(at, each)| (at as u32, vec![&each.applies]));
    Plan {
        code: assembler.code,
        params: assembler.params,
        tables: assembler.tables,
        guards,
        lists,
        rules,
        told: program
            .rules
            .iter()
            .map(|rule| program.told(rule))
            .collect(),
        applies,
        choice: switch(&program.schema, asked),
    }
}

fn plan_policy(program: &Program, rules: &[Segment], place: u32, policy: &Policy) -> PolicyPlan {
    let chosen = |advising: bool| {
        let places = policy.order.iter().filter_map(|place| {
            let planned = policy.rules.get(*place as usize)?;
            let counts = planned.skipped.is_none() && planned.is_advice() == advising;
            let rule = program.rules.get(planned.rule.0 as usize)?;
            let ruleset = program.rulesets.get(rule.ruleset.0 as usize)?;
            let step = Step {
                place: *place,
                rule: planned.rule,
                severity: planned.severity,
                ruleset: rule.ruleset,
                asks: *rules.get(planned.rule.0 as usize)?,
                each: ruleset.for_each.is_some(),
                is_plain: matches!(rule.effect, Effect::Finding { .. })
                    && planned.excusers.is_empty(),
            };
            counts.then(|| (step, has_to_hold(ruleset, rule)))
        });
        switch(&program.schema, places)
    };
    PolicyPlan {
        place,
        ruling: chosen(false),
        advising: chosen(true),
        params: policy.params.iter().map(DatedCells::from).collect(),
        needs: OnceLock::new(),
    }
}

/// Conditions that all have to hold for a rule to say anything.
fn has_to_hold<'p>(ruleset: &'p Ruleset, rule: &'p Rule) -> Vec<&'p Expr> {
    let guards = [ruleset.guard.as_ref(), rule.guard.as_ref()];
    let only = match &rule.effect {
        Effect::Finding { conditions, .. } => match conditions.as_slice() {
            [only] => Some(only),
            _ => None,
        },
        Effect::Require(requirements) => match requirements.as_slice() {
            [only] => only.condition.as_ref(),
            _ => None,
        },
    };
    guards.into_iter().chain([only]).flatten().collect()
}
