//! The lines of a policy: what they treat, skip, use and add, each left out.

use super::maker::Maker;
use super::rule::other_severities;
use crate::source::Span;
use crate::syntax::ast::{Action, Name, Policy, PolicyLine};
use crate::verdict::ChangeKind;

impl Maker<'_> {
    pub(super) fn policy(&mut self, policy: &Policy) {
        self.enter(&policy.name);
        for line in &policy.lines {
            let named = match line {
                PolicyLine::Treat { rules, .. } | PolicyLine::Skip { rules, .. } => rules.first(),
                PolicyLine::Use { rulesets, .. } => rulesets.first(),
                _ => None,
            };
            self.about(named.unwrap_or(&policy.name));
            self.line(line);
        }
    }

    fn line(&mut self, line: &PolicyLine) {
        match line {
            PolicyLine::Title(..) | PolicyLine::Version { .. } => {}
            PolicyLine::Applies(condition, _) => self.expression(condition),
            PolicyLine::Use {
                rulesets,
                with,
                span,
            } => {
                self.without(ChangeKind::Line, rulesets, *span);
                for (_, values) in with {
                    self.param_values(values, None);
                }
            }
            PolicyLine::Treat {
                rules,
                severity,
                span,
                ..
            } => {
                self.without(ChangeKind::Treat, rules, *span);
                for other in other_severities(severity.severity) {
                    self.put(ChangeKind::Treat, severity.span, *other);
                }
            }
            PolicyLine::Skip { rules, span, .. } => self.without(ChangeKind::Skip, rules, *span),
            PolicyLine::On {
                action,
                condition,
                span,
                ..
            } => {
                self.put(ChangeKind::Line, *span, "");
                self.action(action);
                if let Some(condition) = condition {
                    self.condition(ChangeKind::Condition, condition);
                }
            }
        }
    }

    /// One name of a line left out, or the line where there is only one.
    fn without(&mut self, kind: ChangeKind, names: &[Name], line: Span) {
        match names {
            [_] => self.put(kind, line, ""),
            several => {
                let spans: Vec<Span> = several.iter().map(|name| name.span).collect();
                self.without_one(kind, &spans);
            }
        }
    }

    fn action(&mut self, action: &Action) {
        match action {
            Action::Grant(value) | Action::RetryAt(value) | Action::ReviewTime(value) => {
                self.expression(value);
            }
            Action::Offer { condition, .. } => self.condition(ChangeKind::Condition, condition),
            Action::Step(_) | Action::ContactSupport => {}
        }
    }
}
