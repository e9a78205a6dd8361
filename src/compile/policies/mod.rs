//! Policies as written to the policies of a program, with `like`, `use`, `with`, `treat` and `skip` worked out.
//!
//! In: the policies and a program that has everything else. Out: policies, and the faults in them. Whether
//! two of them meet is the business of `choice`.

mod actions;
mod draft;
mod excuse;
mod plan;
#[cfg(test)]
mod tests;

use super::Checker;
use super::resolve::Scope;
use crate::diagnostic::{Code, Diagnostic};
use crate::program::{Policy, PolicyPlan};
use crate::syntax::ast;
use draft::{Draft, drafts};
use plan::Index;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// Most rules and parameters of all policies together: each policy has its own list of both.
const MOST_USED: usize = 500_000;

/// All policies without a fault, in the order given. Warns of excuses that never count.
pub fn build_policies(checker: &mut Checker<'_>, policies: &[&ast::Policy]) -> Vec<Policy> {
    let drafts = drafts(checker, policies);
    check_names(checker, policies, &drafts);
    let index = Index::new(&checker.program);
    let mut built: Vec<Policy> = Vec::new();
    let mut size = 0;
    for (policy, draft) in policies.iter().zip(&drafts) {
        let policy = draft
            .as_ref()
            .and_then(|draft| build_policy(checker, &index, policy, draft));
        if let Some(policy) = policy {
            size += policy.rules.len() + policy.params.len();
            if size > MOST_USED {
                checker.report(too_large(&policy));
                break;
            }
            built.push(policy);
        }
    }
    built
}

fn too_large(policy: &Policy) -> Diagnostic {
    let message = "the policies of this set have more than 500,000 rules and parameters together";
    Diagnostic::new(Code::TooLarge, policy.span, message)
        .label("from this policy on it is too much")
        .hint("Split the set into several folders, or let one policy serve several regions.")
}

/// Several policies may share a name if their versions differ.
fn check_names(checker: &mut Checker<'_>, policies: &[&ast::Policy], drafts: &[Option<Draft<'_>>]) {
    let version = |place: usize| {
        let draft: Option<&Draft<'_>> = drafts.get(place).and_then(Option::as_ref);
        draft
            .and_then(|draft| draft.version)
            .map(|version| version.name)
    };
    let mut seen = HashMap::new();
    for (place, policy) in policies.iter().enumerate() {
        let name = policy.name.text.as_str();
        let twin = match seen.entry((name, version(place))) {
            Entry::Occupied(first) => Some(*first.get()),
            Entry::Vacant(free) => {
                free.insert(policy);
                None
            }
        };
        if let Some(twin) = twin {
            let message = match version(place) {
                Some(version) => format!("the policy `{name}` has the version \"{version}\" twice"),
                None => format!("the policy `{name}` is declared twice"),
            };
            let fault = Diagnostic::new(Code::DeclaredTwice, policy.name.span, message);
            let fault = fault.also(twin.name.span, "the first");
            checker
                .report(fault.hint("Give them different names, or lines `version` that differ."));
        }
    }
}

fn build_policy(
    checker: &mut Checker<'_>,
    index: &Index,
    policy: &ast::Policy,
    draft: &Draft<'_>,
) -> Option<Policy> {
    let complete = check_complete(checker, policy, draft);
    let applies = draft
        .applies
        .and_then(|condition| checker.line_condition(condition, Scope::default()));
    let actions = actions::build_actions(checker, &draft.actions);
    let used = plan::used_rulesets(checker, index, &draft.uses)?;
    let params = plan::param_values(checker, &draft.uses, &used);
    let mut rules = plan::plan_rules(checker, index, draft, &used);
    excuse::settle_excuses(checker, draft, policy.name.span, &mut rules);
    if !complete {
        return None;
    }
    Some(Policy {
        name: policy.name.text.as_str().into(),
        version: draft.version.map(|version| version.name.into()),
        title: draft.title.map(Into::into),
        effective: draft
            .version
            .map_or((None, None), |version| version.effective),
        applies: applies?,
        checked: checker.program.checked(&rules),
        order: excuse::evaluation_order(&rules),
        rules,
        params: params?,
        actions: actions?,
        // Made ready once the fields have their slots.
        plan: PolicyPlan::default(),
        span: policy.name.span,
    })
}

/// A policy says whom it is for, uses a ruleset, and is in force on some day.
fn check_complete(checker: &mut Checker<'_>, policy: &ast::Policy, draft: &Draft<'_>) -> bool {
    let name = &policy.name.text;
    let fault = |message: String, hint: &str| {
        Diagnostic::new(Code::IncompletePolicy, policy.name.span, message).hint(hint)
    };
    let mut faults = Vec::new();
    if draft.applies.is_none() {
        faults.push(fault(
            format!("the policy `{name}` does not say whom it is for"),
            "Add a line such as `applies when account.region == CN`.",
        ));
    }
    if draft.uses.is_empty() {
        faults.push(fault(
            format!("the policy `{name}` uses no ruleset"),
            "Add a line `use` with the rulesets that it is made of.",
        ));
    }
    if let Some(version) = draft.version
        && let (Some(first), Some(last)) = version.effective
        && last < first
    {
        let message = format!("the policy `{name}` is never in force: {last} is before {first}");
        let never = Diagnostic::new(Code::IncompletePolicy, version.span, message);
        faults.push(never.hint("Write the first day, then `..`, then the last day."));
    }
    let complete = faults.is_empty();
    faults.into_iter().for_each(|fault| checker.report(fault));
    complete
}
