//! Rulesets and rules.

use super::lets::{circle_fault, sort};
use super::resolve::{Scope, faulty};
use super::settle::Settled;
use super::types::article;
use super::{Checker, cited};
use crate::decision::Severity;
use crate::diagnostic::{Code, Diagnostic};
use crate::program::{
    Effect, Expr, ExprKind, ForEach, Message, MessagePart, Requirement, Rule, RuleId, Ruleset,
    RulesetId, Type,
};
use crate::source::Span;
use crate::syntax::ast::{self, ItemKind};
use crate::value::Scalar;

/// Compiles all rulesets with their rules.
pub(super) fn build(checker: &mut Checker<'_>) {
    let names = checker.names;
    for (at, written) in names.rulesets.iter().enumerate() {
        let ruleset = checker.ruleset(written, RulesetId(at as u32));
        checker.program.rulesets.push(ruleset);
    }
    let guarded: Vec<Settled<'static>> = checker
        .program
        .rulesets
        .iter()
        .map(|ruleset| Settled::by(&ruleset.guard, &checker.program.schema))
        .collect();
    for (written, id) in &names.rules {
        if let Some(settled) = guarded.get(id.0 as usize) {
            let rule = checker.rule(written, *id, settled);
            checker.program.rules.push(rule);
        }
    }
    for (at, (_, ruleset)) in names.rules.iter().enumerate() {
        if let Some(ruleset) = checker.program.rulesets.get_mut(ruleset.0 as usize) {
            ruleset.rules.push(RuleId(at as u32));
        }
    }
    circles(checker);
}

/// Rules that excuse one another in a circle could never be decided.
fn circles(checker: &mut Checker<'_>) {
    let uses: Vec<Vec<usize>> = checker
        .program
        .rules
        .iter()
        .map(|rule| rule.unless.iter().map(|RuleId(at)| *at as usize).collect())
        .collect();
    let names = checker.names;
    for circle in sort(&uses).1 {
        let spans: Vec<(&str, Span)> = circle
            .iter()
            .filter_map(|at| names.rules.get(*at))
            .map(|(rule, _)| (rule.name.text.as_str(), rule.name.span))
            .collect();
        let fault = circle_fault(&spans, "excuses itself");
        fault.into_iter().for_each(|fault| checker.report(fault));
    }
}

impl Checker<'_> {
    fn ruleset(&mut self, written: &ast::Ruleset, id: RulesetId) -> Ruleset {
        let for_each = written
            .for_each
            .as_ref()
            .and_then(|each| self.for_each(each));
        let scope = Scope {
            element: for_each.as_ref().map(|each| (&*each.element, each.field)),
            ruleset: Some(id),
            ..Scope::default()
        };
        let guard = written
            .guard
            .as_ref()
            .map(|guard| self.condition(guard, scope));
        if let Some(guard) = &guard {
            self.settle(guard, &Settled::default());
        }
        if let Some(each) = &for_each {
            self.settle(&each.rows, &Settled::by(guard.iter(), &self.program.schema));
        }
        Ruleset {
            name: written.name.text.as_str().into(),
            for_each,
            guard,
            rules: Vec::new(),
            span: written.name.span,
        }
    }

    fn for_each(&mut self, written: &ast::ForEach) -> Option<ForEach> {
        let (rows, rest) = self.rows_path(&written.list, Scope::default())?;
        match (rows.ty, rest) {
            (Type::Rows(field), None) => {
                self.check_element_name(&written.element);
                Some(ForEach {
                    element: written.element.text.as_str().into(),
                    rows,
                    field,
                })
            }
            (Type::Faulty, _) => None,
            (other, _) => {
                let message = format!(
                    "`for each` needs a list of records, not {}",
                    article(&self.type_name(other))
                );
                self.report(Diagnostic::new(
                    Code::TypeMismatch,
                    written.list.span,
                    message,
                ));
                None
            }
        }
    }

    fn check_element_name(&mut self, name: &ast::Name) {
        if self.named(&name.text, Scope::default()).is_some() {
            let message = format!("`{}` already means something else", name.text);
            self.report(Diagnostic::new(Code::Ambiguous, name.span, message).hint(
                "Call the element something that no field, parameter, `let` or table is called.",
            ));
        }
    }

    /// A rule; `settled` is what the guard of its ruleset says is there.
    fn rule(&mut self, written: &ast::Rule, id: RulesetId, settled: &Settled<'_>) -> Rule {
        let ruleset = self.program.rulesets.get(id.0 as usize);
        let for_each = ruleset.and_then(|ruleset| ruleset.for_each.clone());
        let faulty_list = for_each.is_none()
            && self
                .names
                .rulesets
                .get(id.0 as usize)
                .is_some_and(|each| each.for_each.is_some());
        let advises = written.effects.iter().any(|effect| {
            matches!(effect, ast::Effect::Finding { severity, .. } if severity.severity == Severity::Advise)
        });
        let scope = Scope {
            element: for_each.as_ref().map(|each| (&*each.element, each.field)),
            ruleset: Some(id),
            decision_known: advises,
            ..Scope::default()
        };
        if faulty_list {
            // The fault in the list is reported; every use of its element would only repeat it.
            return self.placeholder_rule(written, id);
        }
        let guard = written
            .guard
            .as_ref()
            .map(|guard| self.condition(guard, scope));
        let before = self.diagnostics.count();
        if let Some(guard) = &guard {
            self.settle(guard, settled);
        }
        let settled = settled.and(Settled::by(guard.iter(), &self.program.schema));
        let effect = self.effect(written, scope, &settled);
        let fired = match &effect {
            Effect::Finding { conditions, .. } => {
                settled.and(Settled::by_any(conditions, &self.program.schema))
            }
            Effect::Require(_) => settled,
        };
        self.check_final(written);
        // Where a condition has a fault, what it settles is not known.
        let fired = Some(fired).filter(|_| self.diagnostics.count() == before);
        let mut text = |text: &Option<ast::Message>| match (text, &fired) {
            (Some(text), Some(fired)) => Some(self.settled_message(text, scope, fired)),
            (Some(text), None) => Some(self.message(text, scope)),
            (None, _) => None,
        };
        let (because, fix) = (text(&written.because), text(&written.fix));
        let retry_at = written
            .retry_at
            .as_ref()
            .map(|at| self.retry_at(at, scope, fired.as_ref()));
        Rule {
            guard,
            effect,
            because,
            fix,
            retry_at,
            ..self.placeholder_rule(written, id)
        }
    }

    /// `final` speaks of a reject.
    fn check_final(&mut self, written: &ast::Rule) {
        let rejects = |effect: &ast::Effect| matches!(effect, ast::Effect::Finding { severity, .. } if severity.severity == Severity::Reject);
        if let Some(span) = written.is_final
            && !written.effects.iter().any(rejects)
        {
            let message = "only a reject can be `final`: it says that no retry mends it";
            self.report(
                Diagnostic::new(Code::NotHere, span, message)
                    .hint("Take it out, or let the rule `reject`."),
            );
        }
    }

    /// The rule with all that needs no look at its expressions.
    fn placeholder_rule(&mut self, written: &ast::Rule, ruleset: RulesetId) -> Rule {
        let name = written.name.text.as_str();
        let of = self.program.rulesets.get(ruleset.0 as usize);
        let full_name = format!("{}.{name}", of.map_or("", |of| &of.name));
        let unless = written.unless.iter().filter_map(|name| {
            let found = self.names.rule(&name.text);
            if found.is_none() {
                self.unknown_rule(name, &[ItemKind::Rule]);
            }
            found
        });
        Rule {
            unless: unless.collect(),
            name: name.into(),
            full_name: full_name.into(),
            ruleset,
            guard: None,
            effect: Effect::Require(Vec::new()),
            because: None,
            fix: None,
            cites: cited(&written.cites),
            retry_at: None,
            is_final: written.is_final.is_some(),
            reads: Vec::new(),
            place: self.program.place_of(written.name.span),
            span: written.name.span,
        }
    }

    fn effect(&mut self, written: &ast::Rule, scope: Scope<'_>, settled: &Settled<'_>) -> Effect {
        let mut conditions = Vec::new();
        let mut requirements = Vec::new();
        let mut weight = Severity::Advise;
        for effect in &written.effects {
            match effect {
                ast::Effect::Finding {
                    severity,
                    condition,
                    ..
                } => {
                    weight = severity.severity;
                    let condition = self.condition(condition, scope);
                    self.settle(&condition, settled);
                    conditions.push(condition);
                }
                ast::Effect::Require {
                    field, condition, ..
                } => {
                    requirements.extend(self.requirement(
                        field,
                        condition.as_ref(),
                        scope,
                        settled,
                    ));
                }
            }
        }
        if conditions.is_empty() {
            return Effect::Require(requirements);
        }
        Effect::Finding {
            severity: weight,
            conditions,
        }
    }

    fn requirement(
        &mut self,
        field: &ast::Path,
        condition: Option<&ast::Expr>,
        scope: Scope<'_>,
        settled: &Settled<'_>,
    ) -> Option<Requirement> {
        let condition = condition.map(|condition| self.condition(condition, scope));
        if let Some(condition) = &condition {
            self.settle(condition, settled);
        }
        let field = self.path(field, scope);
        match field.kind {
            _ if field.ty == Type::Faulty => return None,
            ExprKind::Field(_) => {}
            _ => {
                let message = "only a field of the record can be required";
                self.report(Diagnostic::new(Code::NotHere, field.span, message));
                return None;
            }
        }
        if !field.optional {
            self.report(
                Diagnostic::new(Code::AlwaysThere, field.span, "this field is needed anyway")
                    .hint("A field without `?` is always required: take this line out, or mark the field with `?`."),
            );
        }
        Some(Requirement { field, condition })
    }

    /// An instant, or a date, which stands for the start of that day.
    pub(super) fn instant(&mut self, written: &ast::Expr, scope: Scope<'_>) -> Expr {
        let found = self.infer(written, scope);
        match found.ty {
            Type::Scalar(Scalar::Instant | Scalar::Date) | Type::Faulty => found,
            other => {
                let message = format!(
                    "a time to come back is an instant or a date, not {}",
                    article(&self.type_name(other))
                );
                self.report(
                    Diagnostic::new(Code::TypeMismatch, written.span, message)
                        .hint("For example `retry at now + 24 hours`."),
                );
                faulty(written.span)
            }
        }
    }

    fn retry_at(
        &mut self,
        written: &ast::Expr,
        scope: Scope<'_>,
        settled: Option<&Settled<'_>>,
    ) -> Expr {
        let at = self.instant(written, scope);
        if let Some(settled) = settled {
            self.settle(&at, settled);
        }
        at
    }

    pub(super) fn settled_message(
        &mut self,
        written: &ast::Message,
        scope: Scope<'_>,
        settled: &Settled<'_>,
    ) -> Message {
        let message = self.message(written, scope);
        for part in &message.parts {
            if let MessagePart::Value(value) = part {
                self.settle(value, settled);
            }
        }
        message
    }

    /// A text with its placeholders; settling them is the caller's.
    pub(super) fn message(&mut self, written: &ast::Message, scope: Scope<'_>) -> Message {
        let parts = written.parts.iter().map(|part| match part {
            ast::MessagePart::Text(text) => MessagePart::Text(text.as_str().into()),
            ast::MessagePart::Value(value) => MessagePart::Value(self.showable(value, scope)),
        });
        Message {
            parts: parts.collect(),
        }
    }

    fn showable(&mut self, written: &ast::Expr, scope: Scope<'_>) -> Expr {
        let value = self.infer(written, scope);
        match value.ty {
            Type::Scalar(_) | Type::List(_) | Type::Faulty => value,
            other => {
                let message = format!(
                    "{} cannot be shown in a text",
                    article(&self.type_name(other))
                );
                self.report(
                    Diagnostic::new(Code::NotShowable, written.span, message)
                        .hint("Show one of its fields, or how many there are: `{count(...)}`."),
                );
                faulty(written.span)
            }
        }
    }
}
