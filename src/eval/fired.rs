//! A rule where it fired, to be put into words piece by piece.

use super::context::Context;
use super::explain::Wait;
use super::rule::Site;
use super::show::{NOT_SUPPLIED, Shown, shown};
use crate::decision::{ElementPath, Retry, Severity};
use crate::program::{Expr, ExprKind, Rule, RuleId, Told, Treatment, Type};
use crate::value::{Cell, Figures, Kind, Scalar};
use std::borrow::Cow;

/// A rule where it fired.
pub(crate) struct Fired<'x, 'a> {
    pub(super) site: Site<'x, 'a>,
    pub(super) severity: Severity,
    pub(super) wait: Option<Wait>,
}

impl<'a> Fired<'_, 'a> {
    pub fn rule_id(&self) -> RuleId {
        self.site.planned.rule
    }

    pub fn rule(&self) -> &'a Rule {
        self.site.rule
    }

    pub fn severity(&self) -> Severity {
        self.severity
    }

    /// Whether it looks at each element of a list.
    pub fn looks_at_elements(&self) -> bool {
        self.site.ruleset.for_each.is_some()
    }

    /// How the policy treats it differently.
    pub fn treated(&self) -> Option<&'a Treatment> {
        self.site.planned.treated.as_ref()
    }

    /// When to come back, and not before which instant.
    pub fn retry(&self) -> (Retry, Option<Cow<'a, str>>) {
        let retry = match self.wait {
            _ if self.rule().is_final => Retry::Never,
            Some(_) => Retry::AfterWait,
            None => Retry::AfterFix,
        };
        let at = self.wait.map(|wait| self.site.context.show_wait(wait));
        (retry, at)
    }

    /// The element that it looked at.
    pub fn element(&self) -> Option<ElementPath<'a>> {
        self.site.element()
    }

    /// Which of its conditions held.
    pub fn held(&self) -> Option<usize> {
        self.site.held_fired().map(|(at, _)| at)
    }

    /// What is told of one of its conditions whatever the record is.
    pub fn told(&self, condition: usize) -> Option<&'a Told> {
        self.site.told(condition)
    }

    /// A value in a message.
    pub fn said(&self, expr: &'a Expr) -> Shown<'a> {
        self.site.context.said(expr)
    }

    /// What its condition saw of an expression.
    pub fn seen(&self, expr: &'a Expr) -> Shown<'a> {
        self.site.context.show(expr)
    }

    /// How the value of an expression is found for other records.
    pub fn source(&self, expr: &Expr) -> Source {
        let Type::Scalar(scalar) = expr.ty else {
            return Source::Expression;
        };
        let context = &self.site.context;
        match expr.kind {
            _ if expr.private => Source::Expression,
            ExprKind::Constant(_) => Source::Same,
            ExprKind::Param(id) if context.is_shared(id) => Source::Same,
            ExprKind::Field(id) => {
                let field = context.schema().field(id);
                let place = field.slot.map(|slot| Place {
                    slot,
                    is_in_element: field.rows.is_some(),
                    scalar,
                });
                place.map_or(Source::Expression, Source::Field)
            }
            _ => Source::Expression,
        }
    }

    /// The value of a field, as messages say it or as a condition saw it.
    pub fn field(&self, place: Place, is_said: bool) -> Shown<'a> {
        let Place {
            slot,
            is_in_element,
            scalar,
        } = place;
        let Context {
            program,
            record,
            element,
            ..
        } = self.site.context;
        let parts = match (is_in_element, element) {
            (false, _) => record.parts(slot as usize),
            (true, Some(element)) => record.element_parts(element, slot as usize),
            (true, None) => (Kind::Missing, 0),
        };
        let (kind, key) = parts;
        let general = || {
            let value = record.value(record.cell_of(parts));
            shown(program, value, Type::Scalar(scalar))
        };
        match kind {
            Kind::Missing | Kind::Absent if is_said => NOT_SUPPLIED.into(),
            // What most values are goes no way round.
            Kind::Number => {
                let count = Kind::to_billionths(key);
                Shown::Figures(Figures::of_billionths(count, scalar == Scalar::Percent))
            }
            Kind::Country => match kind.cell(key) {
                Some(Cell::Country(country)) => Shown::Figures(Figures::of_country(country)),
                _ => general(),
            },
            Kind::Date => match Kind::to_day(key) {
                Some(day) => Shown::Figures(Figures::of_day(day)),
                None => general(),
            },
            _ => general(),
        }
    }
}

/// How a value is found that is put into words.
#[derive(Clone, Copy)]
pub(crate) enum Source {
    /// It is the same for all records.
    Same,
    /// It stands in a field.
    Field(Place),
    /// It has to be worked out.
    Expression,
}

/// Where the value of a field stands, of the record or of the element at hand.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Place {
    slot: u32,
    is_in_element: bool,
    scalar: Scalar,
}
