//! The rules that did not fire, each with what kept it from firing, in plain words. What a policy sets aside is
//! always told; the rest where everything is asked for.

use super::Explain;
use super::blockers::{Lack, Lacks};
use super::context::Context;
use super::findings::Findings;
use super::rule::{Site, State, sites};
use super::show::{field_path, source_text};
use crate::decision::{FindingState, Grounds, Trace};
use crate::program::{Effect, Expr, ExprKind, PlannedRule, Requirement};
use std::borrow::{Borrow, Cow};

/// The trace of a policy, in the order of its rules: all that did not fire, or only those set aside.
pub(super) fn trace<'a>(
    context: &Context<'_, 'a>,
    findings: &Findings,
    told: Explain,
) -> Vec<Trace<'a>> {
    let all = told == Explain::All;
    let any_excused = findings.any_excused();
    let mut traces = Vec::new();
    // Where no rule is left out, only one that was excused is told of.
    let is_any = all || context.policy.leaves_out_any();
    if !is_any && !any_excused {
        return traces;
    }
    let rules = &context.policy.rules;
    let count = if is_any { rules.len() } else { 0 };
    let found = findings.places().filter(|_| !is_any);
    for place in (0..count).chain(found) {
        let Some(planned) = rules.get(place) else {
            continue;
        };
        let excused = || {
            findings
                .of(place)
                .iter()
                .any(|(_, state)| *state == State::Excused)
        };
        let set_aside = planned.skipped.is_some() || (any_excused && excused());
        if !all && !set_aside {
            continue;
        }
        if all && sites(context, planned).all(|site| site.is_outside()) {
            traces.extend(nothing_to_look_at(context, planned));
        }
        for (slot, site) in sites(context, planned).enumerate() {
            let state = findings.state(place, slot, &site);
            if all || matches!(state, State::Excused | State::Skipped) {
                traces.extend(site.trace(findings, slot, state, told));
            }
        }
    }
    traces
}

/// The trace of a rule for each element of a list that has none.
fn nothing_to_look_at<'a>(
    context: &Context<'_, 'a>,
    planned: &'a PlannedRule,
) -> Option<Trace<'a>> {
    let rule = context.program.rules.get(planned.rule.0 as usize)?;
    let ruleset = context.program.rulesets.get(rule.ruleset.0 as usize)?;
    let each = ruleset.for_each.as_ref()?;
    let site = Site {
        context: context.at(None),
        planned,
        rule,
        ruleset,
        belongs: Some(false),
    };
    let list = source_text(context.program, each.rows.span);
    let why = format!("there is nothing in `{list}` to look at");
    Some(site.traced(FindingState::Clear, why.into(), site.place_alone()))
}

impl<'a> Site<'_, 'a> {
    fn trace(
        &self,
        findings: &Findings,
        slot: usize,
        state: State,
        told: Explain,
    ) -> Option<Trace<'a>> {
        let (state, why, grounds) = match state {
            State::Fired | State::Outside => return None,
            State::Clear => {
                let (why, kept) = self.why_clear();
                (FindingState::Clear, why.into(), self.grounds_all(&kept))
            }
            State::Undecided => {
                let grounds = self.grounds_all(&self.unknown_parts());
                (FindingState::Undecided, self.why_undecided(), grounds)
            }
            State::Excused => {
                let excuser = findings.excuser(self, slot);
                let name = excuser.map_or("", |rule| &rule.name);
                let why = ["excused by ", name].concat();
                let grounds = if told == Explain::All {
                    self.grounds()
                } else {
                    self.place_alone()
                };
                (FindingState::Excused, why.into(), grounds)
            }
            State::Skipped => {
                let because = self.planned.skipped.as_deref().unwrap_or("");
                let why = ["skipped: ", because].concat();
                (FindingState::Skipped, why.into(), self.place_alone())
            }
        };
        Some(self.traced(state, why, grounds))
    }

    pub fn traced(
        &self,
        state: FindingState,
        why: Cow<'a, str>,
        grounds: Grounds<'a>,
    ) -> Trace<'a> {
        Trace {
            code: (&*self.rule.name).into(),
            rule: self.full_name(),
            path: self.path().map(Cow::from),
            state,
            severity: self.severity(),
            why,
            grounds,
        }
    }

    /// That a condition is false, without a double "not".
    fn denied(&self, condition: &Expr) -> String {
        let (denied, verb) = match &condition.kind {
            // `is absent` and `not in` hold a "not" as well, but are one word with what they deny.
            ExprKind::Not(inner) if inner.span != condition.span => (&**inner, "holds"),
            _ => (condition, "does not hold"),
        };
        format!(
            "`{}` {verb}",
            source_text(self.context.program, denied.span)
        )
    }

    /// What keeps the rule clear, and the conditions that say so.
    fn why_clear(&self) -> (String, Vec<&'a Expr>) {
        let fails = |guard: &&'a Expr| self.context.truth(guard) == Some(false);
        if let Some(guard) = self.guards().find(fails) {
            let part = self.failing_part(guard);
            let why = format!("does not apply: {}", self.denied(part));
            return (why, vec![part]);
        }
        match &self.rule.effect {
            Effect::Finding { conditions, .. } => {
                let parts: Vec<_> = conditions
                    .iter()
                    .map(|each| self.failing_part(each))
                    .collect();
                let denied = parts.iter().map(|part| self.denied(part));
                (join(denied, "; "), parts)
            }
            Effect::Require(requirements) => {
                let settled = requirements.iter().map(|each| self.why_settled(each));
                let (whys, parts): (Vec<_>, Vec<_>) = settled.unzip();
                (whys.join("; "), parts)
            }
        }
    }

    fn why_settled(&self, requirement: &'a Requirement) -> (String, &'a Expr) {
        let field = source_text(self.context.program, requirement.field.span);
        match &requirement.condition {
            Some(condition) if self.context.truth(condition) == Some(false) => {
                let part = self.failing_part(condition);
                let why = format!("{field} is not required: {}", self.denied(part));
                (why, part)
            }
            _ => (format!("{field} is supplied"), &requirement.field),
        }
    }

    /// The first part of an `and` that does not hold; the whole of any other condition.
    fn failing_part(&self, condition: &'a Expr) -> &'a Expr {
        match &condition.kind {
            ExprKind::And(parts) => {
                let fails = |part: &&'a Expr| self.context.truth(part) == Some(false);
                let part = parts.iter().find(fails);
                part.map_or(condition, |part| self.failing_part(part))
            }
            _ => condition,
        }
    }

    fn unknown_parts(&self) -> Vec<&'a Expr> {
        let conditions: Vec<&'a Expr> = match &self.rule.effect {
            Effect::Finding { conditions, .. } => conditions.iter().collect(),
            Effect::Require(requirements) => {
                let conditions = requirements
                    .iter()
                    .filter_map(|each| each.condition.as_ref());
                conditions.collect()
            }
        };
        let parts = self.guards().chain(conditions);
        parts
            .filter(|part| self.context.truth(part).is_none())
            .collect()
    }

    pub fn why_undecided(&self) -> Cow<'a, str> {
        let mut lacks = Lacks::default();
        self.blockers(&mut lacks);
        let lacks = lacks.found(&self.context);
        let path = |(field, index): &Lack| field_path(self.context.schema(), *field, *index);
        match lacks.len() {
            // Nothing is missing: a date before the calendar of the language.
            0 => "a date it compares lies outside the years 1800 to 2999".into(),
            1 => format!("{} is not supplied", join(lacks.iter().map(path), "")).into(),
            _ => format!("not supplied: {}", join(lacks.iter().map(path), ", ")).into(),
        }
    }

    /// Where the rule stands, and what some conditions saw.
    pub fn grounds_all(&self, conditions: &[&'a Expr]) -> Grounds<'a> {
        let program = self.context.program;
        let texts = conditions
            .iter()
            .map(|each| source_text(program, each.span));
        let operands = program.operands(conditions).into_iter();
        Grounds {
            condition: (!conditions.is_empty()).then(|| join(texts, "; ").into()),
            values: operands
                .map(|(name, expr)| (name, self.context.show(expr).into()))
                .collect(),
            ..self.place_alone()
        }
    }
}

fn join<T: Borrow<str>>(parts: impl Iterator<Item = T>, between: &str) -> String {
    parts.collect::<Vec<_>>().join(between)
}
