//! A fired rule to a reason or an advice: its message, its remedy, and how it came to fire.

use super::context::Context;
use super::fired::Fired;
use super::rule::Site;
use super::show::MASK;
use crate::decision::{Advice, ElementPath, Grounds, Reason};
use crate::program::{Effect, Expr, Message, Program, RulesetId, Told};
use crate::value::{Instant, Value};
use std::borrow::Cow;

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
}

/// An element of the list that a ruleset looks at: `images[1]`.
pub(super) fn element_path(
    program: &Program,
    ruleset: RulesetId,
    index: u32,
) -> Option<ElementPath<'_>> {
    let ruleset = program.rulesets.get(ruleset.0 as usize)?;
    let list = program.schema.field(ruleset.for_each.as_ref()?.field);
    Some(ElementPath {
        list: &list.path,
        index,
    })
}

impl<'a> Fired<'_, 'a> {
    pub fn reason(&self, grounds: Option<Grounds<'a>>) -> Reason<'a> {
        let (rule, treated) = (self.rule(), self.treated());
        let (retry, retry_at) = self.retry();
        Reason {
            code: (&*rule.name).into(),
            severity: self.severity,
            treated_from: treated.map(|treated| treated.from),
            treated_because: treated.and_then(|treated| treated.because.as_deref().map(Cow::from)),
            retry,
            retry_at,
            path: self.site.path().map(Cow::from),
            message: self.text(&rule.because).unwrap_or_default(),
            fix: self.text(&rule.fix),
            rule: Some(self.site.full_name()),
            cites: rule.cites.as_slice().into(),
            grounds,
        }
    }

    pub fn advice(&self, grounds: Option<Grounds<'a>>) -> Advice<'a> {
        let (rule, treated) = (self.rule(), self.treated());
        Advice {
            code: (&*rule.name).into(),
            path: self.site.path().map(Cow::from),
            message: self.text(&rule.because).unwrap_or_default(),
            fix: self.text(&rule.fix),
            rule: self.site.full_name(),
            treated_from: treated.map(|treated| treated.from),
            treated_because: treated.and_then(|treated| treated.because.as_deref().map(Cow::from)),
            grounds,
        }
    }

    /// Where the rule stands, which of its conditions held and what that condition saw.
    pub fn grounds(&self) -> Grounds<'a> {
        self.site.grounds_of(self.site.held_fired())
    }

    fn text(&self, message: &'a Option<Message>) -> Option<Cow<'a, str>> {
        let message = message.as_ref();
        message.map(|message| self.site.context.message(message))
    }
}

impl<'a> Site<'_, 'a> {
    /// Where the rule stands, which of its conditions held and what that condition saw.
    pub fn grounds(&self) -> Grounds<'a> {
        self.grounds_of(self.held())
    }

    /// The first of its conditions that holds, and which one that is.
    fn held(&self) -> Option<(usize, &'a Expr)> {
        let mut conditions = self.conditions().iter().enumerate();
        conditions.find(|(_, each)| self.context.truth(each) == Some(true))
    }

    /// The same of a rule that fired: if it has but one condition, then that one held.
    pub fn held_fired(&self) -> Option<(usize, &'a Expr)> {
        match self.conditions() {
            [only] => Some((0, only)),
            _ => self.held(),
        }
    }

    fn conditions(&self) -> &'a [Expr] {
        match &self.rule.effect {
            Effect::Finding { conditions, .. } => conditions,
            Effect::Require(_) => &[],
        }
    }

    fn grounds_of(&self, held: Option<(usize, &'a Expr)>) -> Grounds<'a> {
        let Some((at, condition)) = held else {
            return self.place_alone();
        };
        let Some(told) = self.told(at) else {
            return self.grounds_all(&[condition]);
        };
        let each = told.operands.iter();
        Grounds {
            condition: Some((&*told.condition).into()),
            values: each
                .map(|(name, expr)| ((&**name).into(), self.context.show(expr).into()))
                .collect(),
            ..self.place_alone()
        }
    }

    /// Where the rule stands, and no more.
    pub fn place_alone(&self) -> Grounds<'a> {
        Grounds {
            source: Some(Cow::Borrowed(&self.rule.place)),
            condition: None,
            values: Vec::new(),
        }
    }

    /// What is made ready of a condition.
    pub fn told(&self, at: usize) -> Option<&'a Told> {
        let told = &self.context.plan()?.told;
        told.get(self.planned.rule.0 as usize)?.get(at)
    }

    /// Not before when; nothing mends a final rule.
    pub fn wait(&self) -> Option<Wait> {
        let retry_at = self.rule.retry_at.as_ref();
        let retry_at = retry_at.filter(|_| !self.rule.is_final);
        retry_at.and_then(|expr| self.context.wait(expr))
    }

    /// The element that the rule looks at.
    pub fn element(&self) -> Option<ElementPath<'a>> {
        let element = self.context.element?;
        element_path(self.context.program, self.rule.ruleset, element.index)
    }

    pub fn path(&self) -> Option<String> {
        let path = self.element()?;
        Some([path.list, "[", &path.index.to_string(), "]"].concat())
    }

    pub fn full_name(&self) -> Cow<'a, str> {
        (&*self.rule.full_name).into()
    }
}
