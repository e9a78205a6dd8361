//! Parameters, `let`s, rulesets and rules.

use super::maker::Maker;
use crate::decision::Severity;
use crate::source::Span;
use crate::syntax::ast::{
    Effect, Expr, ExprKind, Let, LetValue, Literal, Param, ParamValue, Rule, Ruleset, SeverityWord,
    TypeExpr, TypeKind,
};
use crate::verdict::ChangeKind;

impl Maker<'_> {
    pub(super) fn param(&mut self, param: &Param) {
        self.enter(&param.name);
        self.param_values(&param.values, Some(&param.ty));
    }

    /// The values of a parameter; the words of its type are known where it is declared.
    pub(super) fn param_values(&mut self, values: &[ParamValue], ty: Option<&TypeExpr>) {
        for each in values {
            self.param_value(&each.value, ty);
            if let Some((day, span)) = each.from {
                self.day(ChangeKind::Parameter, day, span);
            }
        }
    }

    fn param_value(&mut self, value: &Expr, ty: Option<&TypeExpr>) {
        let words = ty.and_then(|ty| self.words_of(ty));
        match &value.kind {
            ExprKind::Literal(literal) => {
                self.literal(ChangeKind::Parameter, literal, value.span);
            }
            ExprKind::List(parts) => {
                self.list(ChangeKind::Parameter, parts);
                let written: Vec<&str> = parts.iter().map(|part| self.text(part.span)).collect();
                let another = words.and_then(|words| another(words, &written));
                if let Some(word) = another {
                    let longer = [written.as_slice(), &[word.as_str()]].concat();
                    let text = format!("[{}]", longer.join(", "));
                    self.put(ChangeKind::Parameter, value.span, text);
                }
            }
            _ => {
                let written = [self.text(value.span)];
                if let Some(word) = words.and_then(|words| another(words, &written)) {
                    self.put(ChangeKind::Parameter, value.span, word);
                }
            }
        }
    }

    /// The words of an enum, or of a list of its words.
    fn words_of(&self, ty: &TypeExpr) -> Option<Vec<String>> {
        match &ty.kind {
            TypeKind::Named(name) => {
                let words = self.enums.get(name.text.as_str())?;
                Some(words.iter().map(|word| word.text.clone()).collect())
            }
            TypeKind::List(of) => self.words_of(of),
            _ => None,
        }
    }

    pub(super) fn let_item(&mut self, each: &Let) {
        self.enter(&each.name);
        match &each.value {
            LetValue::Expr(value) if is_condition(value) => {
                self.condition(ChangeKind::Condition, value);
            }
            LetValue::Expr(value) => self.expression(value),
            LetValue::Where { condition, .. } => self.condition(ChangeKind::Filter, condition),
            LetValue::Read { number, .. } => self.expression(number),
        }
    }

    pub(super) fn ruleset(&mut self, ruleset: &Ruleset) {
        self.enter(&ruleset.name);
        self.guard(ruleset.guard.as_ref());
        for param in &ruleset.params {
            self.param(param);
        }
        for rule in &ruleset.rules {
            self.rule(rule);
        }
    }

    /// A guard that always holds. One that never does is the same as a rule that never fires.
    fn guard(&mut self, guard: Option<&Expr>) {
        if let Some(guard) = guard {
            self.put(ChangeKind::Condition, guard.span, "true");
            self.expression(guard);
        }
    }

    fn rule(&mut self, rule: &Rule) {
        self.enter(&rule.name);
        self.guard(rule.guard.as_ref());
        for effect in &rule.effects {
            self.effect(effect);
        }
        self.severities(&rule.effects);
        let unless: Vec<Span> = rule.unless.iter().map(|name| name.span).collect();
        match unless.as_slice() {
            [only] => {
                if let Some(span) = self.since_keyword("unless", *only) {
                    self.put(ChangeKind::Unless, span, "");
                }
            }
            several => self.without_one(ChangeKind::Unless, several),
        }
        if let Some(expr) = &rule.retry_at {
            if let Some(span) = self.since_keyword("retry", expr.span) {
                self.put(ChangeKind::Line, span, "");
            }
            self.expression(expr);
        }
        if let Some(span) = rule.is_final {
            self.put(ChangeKind::Line, span, "");
        }
    }

    fn effect(&mut self, effect: &Effect) {
        match effect {
            Effect::Finding { condition, .. } => {
                self.condition(ChangeKind::Condition, condition);
            }
            Effect::Require {
                condition: Some(condition),
                ..
            } => self.condition(ChangeKind::Condition, condition),
            Effect::Require { span, .. } => {
                self.put(ChangeKind::Condition, span.at_end(), " when false");
            }
        }
    }

    /// All lines of a rule weigh the same, so that they change together.
    fn severities(&mut self, effects: &[Effect]) {
        let words = effects.iter().filter_map(|effect| match effect {
            Effect::Finding { severity, .. } => Some(*severity),
            Effect::Require { .. } => None,
        });
        let words: Vec<SeverityWord> = words.collect();
        let Some(first) = words.first() else { return };
        for other in other_severities(first.severity) {
            let edits = words.iter().map(|word| super::Edit {
                span: word.span,
                text: (*other).to_owned(),
            });
            self.edit(ChangeKind::Effect, edits.collect());
        }
    }
}

pub(super) fn other_severities(severity: Severity) -> &'static [&'static str] {
    match severity {
        Severity::Reject => &["review"],
        Severity::Review => &["reject", "advise"],
        Severity::Advise => &["review"],
    }
}

fn another(words: Vec<String>, than: &[&str]) -> Option<String> {
    words
        .into_iter()
        .find(|word| !than.contains(&word.as_str()))
}

/// Whether an expression is true or false by its form.
fn is_condition(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Paren(inner) => is_condition(inner),
        ExprKind::Literal(literal) => matches!(literal, Literal::Bool(_)),
        ExprKind::Not(_)
        | ExprKind::And(_)
        | ExprKind::Or(_)
        | ExprKind::Compare { .. }
        | ExprKind::In { .. }
        | ExprKind::Has { .. }
        | ExprKind::Is { .. }
        | ExprKind::Matches { .. }
        | ExprKind::IsReason { .. } => true,
        _ => false,
    }
}
