//! The rules of a policy: `use`, `with`, `treat` and `skip` worked out, and the order of evaluation.
//!
//! In: a draft, the rules and rulesets of the program. Out: planned rules, their order, the parameters.

use super::draft::{Change, Draft, How, Use};
use crate::compile::Checker;
use crate::decision::Severity;
use crate::diagnostic::{Code, Diagnostic, one_of};
use crate::program::{
    DatedValues, Effect, Expr, ExprKind, Param, ParamId, PlannedRule, Program, Rule, RuleId,
    RulesetId, Treatment,
};
use crate::source::Span;
use crate::syntax::ast::{self, ItemKind, Name};
use std::collections::HashMap;

/// Rulesets and rules by their names.
pub(super) struct Index {
    rulesets: HashMap<Box<str>, RulesetId>,
    rules: HashMap<Box<str>, RuleId>,
}

impl Index {
    pub fn new(program: &Program) -> Index {
        let rulesets = program.rulesets.iter().enumerate();
        let rules = program.rules.iter().enumerate();
        Index {
            rulesets: rulesets
                .map(|(at, each)| (each.name.clone(), RulesetId(at as u32)))
                .collect(),
            rules: rules
                .map(|(at, each)| (each.name.clone(), RuleId(at as u32)))
                .collect(),
        }
    }
}

/// The planned rules in the order of the `use` lines, then as written.
pub(super) fn plan_rules(
    checker: &mut Checker<'_>,
    index: &Index,
    draft: &Draft<'_>,
    used: &[RulesetId],
) -> Vec<PlannedRule> {
    let program = &checker.program;
    let rules = used
        .iter()
        .filter_map(|id| program.rulesets.get(id.0 as usize));
    let mut planned: Vec<PlannedRule> = rules
        .flat_map(|ruleset| &ruleset.rules)
        .map(|id| PlannedRule {
            rule: *id,
            severity: rule(program, *id).and_then(severity),
            treated: None,
            skipped: None,
            excusers: Vec::new(),
        })
        .collect();
    let places: HashMap<RuleId, usize> = match draft.changes.as_slice() {
        [] => HashMap::new(),
        _ => (planned.iter().enumerate())
            .map(|(place, each)| (each.rule, place))
            .collect(),
    };
    for change in &draft.changes {
        let known = index.rules.get(&*change.rule.text).copied();
        let entry = known.and_then(|id| planned.get_mut(*places.get(&id)?));
        let fault = match (known, entry) {
            (None, _) => unknown_rule(checker, change.rule),
            (Some(id), None) => Some(not_in_use(&checker.program, id, change.rule)),
            (Some(_), Some(entry)) => apply(&checker.program, entry, change),
        };
        fault.into_iter().for_each(|fault| checker.report(fault));
    }
    planned
}

pub(super) fn rule(program: &Program, id: RuleId) -> Option<&Rule> {
    program.rules.get(id.0 as usize)
}

fn severity(rule: &Rule) -> Option<Severity> {
    match rule.effect {
        Effect::Finding { severity, .. } => Some(severity),
        Effect::Require(_) => None,
    }
}

/// The rulesets of the `use` lines.
pub(super) fn used_rulesets(
    checker: &mut Checker<'_>,
    index: &Index,
    uses: &[Use<'_>],
) -> Option<Vec<RulesetId>> {
    let found: Vec<Option<RulesetId>> = uses
        .iter()
        .map(|each| find_ruleset(checker, index, each.ruleset))
        .collect();
    found.into_iter().collect()
}

fn find_ruleset(checker: &mut Checker<'_>, index: &Index, name: &Name) -> Option<RulesetId> {
    let found = index.rulesets.get(&*name.text).copied();
    if found.is_none()
        && !checker.diagnostics.is_full()
        && !checker
            .names
            .may_be_broken(&[ItemKind::Ruleset], &name.text)
    {
        let names = checker.program.rulesets.iter().map(|each| &*each.name);
        let fault = unknown("ruleset", name, names);
        checker.report(fault);
    }
    found
}

fn unknown_rule(checker: &Checker<'_>, name: &Name) -> Option<Diagnostic> {
    if checker.diagnostics.is_full() || checker.names.may_be_broken(&[ItemKind::Rule], &name.text) {
        return None;
    }
    let names = checker.program.rules.iter().map(|each| &*each.name);
    Some(unknown("rule", name, names))
}

fn unknown<'a>(kind: &str, name: &Name, names: impl Iterator<Item = &'a str>) -> Diagnostic {
    let message = format!("there is no {kind} `{}`", name.text);
    Diagnostic::new(Code::UnknownRule, name.span, message).did_you_mean(&name.text, names)
}

/// Works a `treat` or `skip` in, or says what is wrong with it.
fn apply(program: &Program, entry: &mut PlannedRule, change: &Change<'_>) -> Option<Diagnostic> {
    match change.how {
        How::Skip(because) => {
            entry.skipped = Some(because.into());
            None
        }
        How::Treat(word, because) => treat(program, entry, change.rule, word, because),
    }
}

fn treat(
    program: &Program,
    entry: &mut PlannedRule,
    name: &Name,
    word: ast::SeverityWord,
    because: Option<&str>,
) -> Option<Diagnostic> {
    let Some(from) = entry.severity else {
        let message = format!(
            "`{}` requires a field, and has no severity to change",
            name.text
        );
        let fault = Diagnostic::new(Code::NotHere, name.span, message);
        return Some(fault.hint("Skip the rule if this policy does not need the field."));
    };
    let asks = rule(program, entry.rule).is_some_and(asks_for_the_decision);
    if asks && word.severity != Severity::Advise {
        return Some(asks_fault(name, word));
    }
    entry.severity = Some(word.severity);
    entry.treated = Some(Treatment {
        from,
        because: because.map(Box::from),
    });
    None
}

fn not_in_use(program: &Program, id: RuleId, name: &Name) -> Diagnostic {
    let ruleset = rule(program, id).and_then(|rule| program.rulesets.get(rule.ruleset.0 as usize));
    let message = format!("this policy does not use the rule `{}`", name.text);
    let fault = Diagnostic::new(Code::NotInUse, name.span, message);
    fault.maybe_hint(ruleset.map(|ruleset| {
        format!(
            "It is in the ruleset `{0}`: add `use {0}`, or take this out.",
            ruleset.name
        )
    }))
}

/// Whether the rule reads `decision` or what other rules say: only advice may, as it is looked at last.
fn asks_for_the_decision(rule: &Rule) -> bool {
    let conditions = match &rule.effect {
        Effect::Finding { conditions, .. } => conditions.as_slice(),
        Effect::Require(_) => &[],
    };
    let mut all = conditions.iter().chain(&rule.guard);
    all.any(reads_decision)
}

fn asks_fault(name: &Name, word: ast::SeverityWord) -> Diagnostic {
    let message = format!(
        "`{}` reads the decision, so it can advise but not {}",
        name.text,
        word.severity.word()
    );
    Diagnostic::new(Code::NotHere, word.span, message)
}

/// The values of all parameters, those of the `with` lines in place of their own.
pub(super) fn param_values(
    checker: &mut Checker<'_>,
    uses: &[Use<'_>],
    used: &[RulesetId],
) -> Option<Vec<DatedValues>> {
    let params = checker.program.params.iter();
    let mut values: Vec<DatedValues> = params.map(|param| param.values.clone()).collect();
    let mut sound = true;
    for (each, ruleset) in uses.iter().zip(used) {
        let mut set: HashMap<&str, Span> = HashMap::new();
        for (name, written) in each.with {
            if let Some(first) = set.get(name.text.as_str()) {
                let message = format!("the parameter `{}` is set twice", name.text);
                let fault = Diagnostic::new(Code::Repeated, name.span, message);
                checker.report(fault.also(*first, "the first"));
            }
            set.entry(&name.text).or_insert(name.span);
            let new = find_param(checker, *ruleset, name).and_then(|(id, param)| {
                let values = checker.dated_values(written, param.ty, param.range)?;
                Some((id, values))
            });
            match new {
                Some((id, new)) => {
                    if let Some(slot) = values.get_mut(id.0 as usize) {
                        *slot = new;
                    }
                }
                None => sound = false,
            }
        }
    }
    sound.then_some(values)
}

fn find_param(
    checker: &mut Checker<'_>,
    ruleset: RulesetId,
    name: &Name,
) -> Option<(ParamId, Param)> {
    let program = &checker.program;
    let own = |param: &&Param| param.ruleset == Some(ruleset);
    let place = program
        .params
        .iter()
        .position(|param| own(&param) && *param.name == *name.text);
    if let Some(place) = place {
        let param = program.params.get(place)?.clone();
        return Some((ParamId(place as u32), param));
    }
    if !checker.diagnostics.is_full()
        && !checker.names.may_be_broken(&[ItemKind::Param], &name.text)
    {
        let names: Vec<&str> = program
            .params
            .iter()
            .filter(own)
            .map(|param| &*param.name)
            .collect();
        let owner = program
            .rulesets
            .get(ruleset.0 as usize)
            .map_or("", |each| &each.name);
        let message = format!("the ruleset `{owner}` has no parameter `{}`", name.text);
        let mut global = program
            .params
            .iter()
            .filter(|param| param.ruleset.is_none());
        let hint = if global.any(|param| *param.name == *name.text) {
            format!("It belongs to all rulesets: move it into `{owner}` to set it here.")
        } else if names.is_empty() {
            "It has no parameters.".to_owned()
        } else {
            format!("It has {}.", one_of(names.iter().copied()))
        };
        let fault = Diagnostic::new(Code::NotItsParam, name.span, message)
            .hint(hint)
            .did_you_mean(&name.text, names);
        checker.report(fault);
    }
    None
}

/// Whether it reads `decision` or asks what a rule says.
fn reads_decision(expr: &Expr) -> bool {
    let asks = matches!(expr.kind, ExprKind::Decision | ExprKind::IsReason { .. });
    asks || expr.children().into_iter().any(reads_decision)
}
