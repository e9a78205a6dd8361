//! A fired rule to a reason or an advice: its message, its remedy, and how it came to fire.

use super::context::Context;
use super::rule::Site;
use super::show::{MASK, field_path, source_text};
use crate::decision::{Advice, Grounds, Reason, Retry, Severity};
use crate::program::{Effect, Expr, ExprKind, LetId, Message, Program, RulesetId};
use crate::value::{Instant, Value};
use std::borrow::Cow;

/// What a condition looks at, as written, and the values it sees.
type Seen<'a> = Vec<(Cow<'a, str>, Cow<'a, str>)>;

/// An instant before which a retry makes no sense.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Wait {
    until: Instant,
    hidden: bool,
}

impl<'c, 'a> Context<'c, 'a> {
    /// The instant of a `retry at`; a date means the start of that day. None if it is unknown.
    pub fn wait(&self, expr: &'a Expr) -> Option<Wait> {
        let until = match self.eval(expr) {
            Value::Instant(instant) => instant,
            Value::Date(date) => date.start_in(self.program.timezone).ok()?,
            _ => return None,
        };
        Some(Wait {
            until,
            hidden: self.masks(expr.private),
        })
    }

    pub fn show_wait(&self, wait: Wait) -> Cow<'a, str> {
        if wait.hidden {
            MASK.into()
        } else {
            wait.until.rfc3339_in(self.program.timezone).into()
        }
    }

    /// What an expression looks at, as written, with the values it sees; each once, in order.
    pub fn operands(&self, expr: &'a Expr, out: &mut Seen<'a>) {
        match &expr.kind {
            ExprKind::Constant(_) | ExprKind::Where { .. } | ExprKind::Read { .. } => {}
            ExprKind::And(parts) | ExprKind::Or(parts) => self.all_operands(parts, out),
            ExprKind::Call { arguments, .. } => self.all_operands(arguments, out),
            ExprKind::Not(inner)
            | ExprKind::Present(inner)
            | ExprKind::Empty(inner)
            | ExprKind::Matches { text: inner, .. } => self.operands(inner, out),
            ExprKind::Compare { left, right, .. }
            | ExprKind::In {
                needle: left,
                list: right,
            }
            | ExprKind::Has {
                list: left,
                wanted: right,
                ..
            }
            | ExprKind::Otherwise {
                value: left,
                default: right,
            }
            | ExprKind::Shift {
                base: left,
                by: right,
                ..
            }
            | ExprKind::Age {
                birth: left,
                on: right,
            } => {
                self.operands(left, out);
                self.operands(right, out);
            }
            ExprKind::Lookup { table, arguments } => {
                self.operand(expr, out);
                if let Some(table) = self.table(*table) {
                    let keys = 0..table.keys.len();
                    keys.filter_map(|at| self.key(table, arguments, at))
                        .for_each(|key| self.operands(key, out));
                }
            }
            ExprKind::Let(id) => {
                self.operand(expr, out);
                self.looked_up_by(*id, out);
            }
            _ => self.operand(expr, out),
        }
    }

    /// The fields by which a derived value is looked up in a table: they say more than the result.
    fn looked_up_by(&self, id: LetId, out: &mut Seen<'a>) {
        let value = self.declared_let(id).map(|declared| &declared.value.kind);
        if let Some(ExprKind::Lookup { table, arguments }) = value
            && let Some(table) = self.table(*table)
        {
            let keys = 0..table.keys.len();
            keys.filter_map(|at| self.key(table, arguments, at))
                .filter(|key| matches!(key.kind, ExprKind::Field(_)))
                .for_each(|key| self.operand(key, out));
        }
    }

    fn all_operands(&self, parts: &'a [Expr], out: &mut Seen<'a>) {
        for part in parts {
            self.operands(part, out);
        }
    }

    fn operand(&self, expr: &'a Expr, out: &mut Seen<'a>) {
        let name = source_text(self.program, expr.span);
        if !out.iter().any(|(seen, _)| *seen == name) {
            out.push((name, self.show(expr)));
        }
    }
}

/// An element of the list that a ruleset looks at: `images[1]`.
pub(super) fn element_path(program: &Program, ruleset: RulesetId, index: u32) -> Option<String> {
    let ruleset = program.rulesets.get(ruleset.0 as usize)?;
    let list = field_path(&program.schema, ruleset.for_each.as_ref()?.field, None);
    Some([&*list, "[", &index.to_string(), "]"].concat())
}

impl<'a> Site<'_, 'a> {
    pub fn reason(&self, severity: Severity, grounds: Option<Grounds<'a>>) -> Reason<'a> {
        let wait = self.wait();
        let treated = self.planned.treated.as_ref();
        Reason {
            code: (&*self.rule.name).into(),
            severity,
            treated_from: treated.map(|treated| treated.from),
            treated_because: treated.and_then(|treated| treated.because.as_deref().map(Cow::from)),
            retry: match wait {
                _ if self.rule.is_final => Retry::Never,
                Some(_) => Retry::AfterWait,
                None => Retry::AfterFix,
            },
            retry_at: wait.map(|wait| self.context.show_wait(wait)),
            path: self.path().map(Cow::from),
            message: self.text(&self.rule.because).unwrap_or_default(),
            fix: self.text(&self.rule.fix),
            rule: Some(self.full_name()),
            cites: self.rule.cites.as_slice().into(),
            grounds,
        }
    }

    pub fn advice(&self, grounds: Option<Grounds<'a>>) -> Advice<'a> {
        let treated = self.planned.treated.as_ref();
        Advice {
            code: (&*self.rule.name).into(),
            path: self.path().map(Cow::from),
            message: self.text(&self.rule.because).unwrap_or_default(),
            fix: self.text(&self.rule.fix),
            rule: self.full_name(),
            treated_from: treated.map(|treated| treated.from),
            treated_because: treated.and_then(|treated| treated.because.as_deref().map(Cow::from)),
            grounds,
        }
    }

    /// Where the rule stands, which of its conditions held and what that condition saw.
    pub fn grounds(&self) -> Grounds<'a> {
        let held = match &self.rule.effect {
            Effect::Finding { conditions, .. } => conditions
                .iter()
                .find(|each| self.context.truth(each) == Some(true)),
            Effect::Require(_) => None,
        };
        self.grounds_of(held)
    }

    /// The same of a rule that fired: if it has but one condition, then that one held.
    pub fn grounds_fired(&self) -> Grounds<'a> {
        match &self.rule.effect {
            Effect::Finding { conditions, .. } if conditions.len() == 1 => {
                self.grounds_of(conditions.first())
            }
            _ => self.grounds(),
        }
    }

    pub fn grounds_of(&self, condition: Option<&'a Expr>) -> Grounds<'a> {
        let mut values = Vec::new();
        if let Some(condition) = condition {
            self.context.operands(condition, &mut values);
        }
        Grounds {
            source: Some(Cow::Borrowed(&self.rule.place)),
            condition: condition.map(|each| source_text(self.context.program, each.span)),
            values,
        }
    }

    /// Not before when; nothing mends a final rule.
    pub fn wait(&self) -> Option<Wait> {
        let retry_at = self.rule.retry_at.as_ref();
        let retry_at = retry_at.filter(|_| !self.rule.is_final);
        retry_at.and_then(|expr| self.context.wait(expr))
    }

    /// The element that the rule looks at.
    pub fn path(&self) -> Option<String> {
        let element = self.context.element?;
        element_path(self.context.program, self.rule.ruleset, element.index)
    }

    pub fn full_name(&self) -> Cow<'a, str> {
        (&*self.rule.full_name).into()
    }

    fn text(&self, message: &'a Option<Message>) -> Option<Cow<'a, str>> {
        message
            .as_ref()
            .map(|message| self.context.message(message))
    }
}
