//! The last step: the conditions of a sound program are made ready to be asked for millions of records.
//!
//! In: a program whose fields have their slots. Out: the same program with its plan.

mod fixed;
mod predicate;
mod rows;
mod switch;

use crate::program::{
    Effect, ListOf, Plan, PlannedRule, Policy, PolicyPlan, Predicate, Program, Rule, RulesetId,
    Step,
};
use predicate::Maker;
use switch::switch;

/// Makes the plan of a program.
pub(crate) fn make_ready(program: &mut Program) {
    let mut maker = Maker::new(program);
    let lets = program.lets.iter();
    let lets = lets.map(|each| maker.derived(&each.value)).collect();
    let filters = program.lets.iter();
    let filters = filters.map(|each| maker.filter(&each.value)).collect();
    let values = program.lets.iter();
    let values = values.map(|each| maker.value(&each.value)).collect();
    let tables = program.tables.iter().map(rows::index_rows).collect();
    let rulesets = program.rulesets.iter();
    let guards = rulesets.map(|each| each.guard.as_ref().map(|guard| maker.predicate(guard)));
    let guards: Vec<Option<Predicate>> = guards.collect();
    let lists = program.rulesets.iter().map(|each| {
        let rows = &each.for_each.as_ref()?.rows;
        maker.list(rows).filter(|list| list.filter.is_none())
    });
    let lists: Vec<Option<ListOf>> = lists.collect();
    let rules: Vec<Predicate> = program
        .rules
        .iter()
        .map(|rule| asks(&mut maker, rule))
        .collect();
    let policies = program.policies.iter();
    let applies: Vec<Predicate> = policies
        .map(|each| maker.predicate(&each.applies))
        .collect();
    let choice = switch(
        applies
            .iter()
            .enumerate()
            .map(|(at, each)| (at as u32, [Some(each), None])),
    );
    let plans: Vec<PolicyPlan> = program
        .policies
        .iter()
        .map(|policy| plan_policy(program, policy, &guards, &rules))
        .collect();
    program.plan = Plan {
        fixed: maker.into_fixed(),
        lets,
        filters,
        values,
        tables,
        guards,
        lists,
        rules,
        applies,
        choice,
    };
    for (policy, plan) in program.policies.iter_mut().zip(plans) {
        policy.plan = plan;
    }
}

/// The guard of a rule, and whether any of its conditions holds or a field lacks that it requires.
fn asks(maker: &mut Maker<'_>, rule: &Rule) -> Predicate {
    let guard = rule.guard.iter().map(|guard| maker.predicate(guard));
    let mut parts: Vec<Predicate> = guard.collect();
    let any = match &rule.effect {
        Effect::Finding { conditions, .. } => {
            let conditions = conditions.iter().map(|each| maker.predicate(each));
            conditions.collect()
        }
        Effect::Require(requirements) => {
            let required = requirements.iter().map(|each| {
                let lacks = maker.lacks(&each.field);
                let condition = each.condition.iter().map(|each| maker.predicate(each));
                predicate::all(lacks.into_iter().chain(condition).collect())
            });
            required.collect()
        }
    };
    parts.push(predicate::any(any));
    predicate::all(parts)
}

fn plan_policy(
    program: &Program,
    policy: &Policy,
    guards: &[Option<Predicate>],
    rules: &[Predicate],
) -> PolicyPlan {
    let chosen = |advising: bool| {
        let places = policy.order.iter().filter_map(|place| {
            let planned = policy.rules.get(*place as usize)?;
            let counts = planned.skipped.is_none() && planned.is_advice() == advising;
            let guard = program
                .rules
                .get(planned.rule.0 as usize)
                .and_then(|rule| guards.get(rule.ruleset.0 as usize)?.as_ref());
            counts.then_some((*place, [guard, rules.get(planned.rule.0 as usize)]))
        });
        switch(places)
    };
    PolicyPlan {
        steps: policy
            .rules
            .iter()
            .map(|each| step(program, each))
            .collect(),
        ruling: chosen(false),
        advising: chosen(true),
    }
}

fn step(program: &Program, planned: &PlannedRule) -> Step {
    let rule = program.rules.get(planned.rule.0 as usize);
    let ruleset = rule.map_or(RulesetId(0), |rule| rule.ruleset);
    let each = program.rulesets.get(ruleset.0 as usize);
    Step {
        rule: planned.rule,
        ruleset,
        each: each.is_some_and(|each| each.for_each.is_some()),
    }
}
