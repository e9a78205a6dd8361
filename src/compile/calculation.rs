//! Calculations: defaults for what is absent, dates that are moved, ages.

use super::Checker;
use super::resolve::{Scope, faulty};
use super::types::article;
use crate::diagnostic::{Code, Diagnostic};
use crate::program::{Expr, ExprKind, Type};
use crate::source::Span;
use crate::syntax::ast::{self, Direction};
use crate::value::Scalar;

impl Checker<'_> {
    pub(super) fn otherwise(
        &mut self,
        value: &ast::Expr,
        default: &ast::Expr,
        span: Span,
        scope: Scope<'_>,
    ) -> Expr {
        let value = self.infer(value, scope);
        let default = self.expect(default, value.ty, scope);
        if !value.optional && value.ty != Type::Faulty {
            self.always_there(&value);
        }
        let mut ty = value.ty;
        if default.ty == Type::Scalar(Scalar::DateOrLongTerm) {
            ty = default.ty;
        }
        Expr {
            ty,
            optional: default.optional,
            private: value.private || default.private,
            span,
            kind: ExprKind::Otherwise {
                value: Box::new(value),
                default: Box::new(default),
            },
        }
    }

    pub(super) fn shift(
        &mut self,
        direction: Direction,
        op_span: Span,
        (base, by): (&ast::Expr, &ast::Expr),
        span: Span,
        scope: Scope<'_>,
    ) -> Expr {
        let base = self.infer(base, scope);
        let by = self.infer(by, scope);
        let ok = match (base.ty, by.ty) {
            (Type::Faulty, _) | (_, Type::Faulty) => return faulty(span),
            (
                Type::Scalar(Scalar::Date | Scalar::DateOrLongTerm | Scalar::Instant),
                Type::Scalar(Scalar::Period),
            )
            | (Type::Scalar(Scalar::Instant), Type::Scalar(Scalar::Duration)) => true,
            (
                Type::Scalar(Scalar::Date | Scalar::DateOrLongTerm),
                Type::Scalar(Scalar::Duration),
            ) => {
                self.report(
                    Diagnostic::new(
                        Code::PeriodOrDuration,
                        by.span,
                        "a date has no hours: it takes a period, not a duration",
                    )
                    .also(base.span, "a date")
                    .hint(
                        "Write a period such as `1 day`, or start from an instant such as `now`.",
                    ),
                );
                false
            }
            (Type::Scalar(Scalar::Period | Scalar::Duration), Type::Scalar(_)) => {
                self.report(
                    Diagnostic::new(Code::TypeMismatch, span, "the date or instant comes first")
                        .hint("Write `today + 3 months`, not `3 months + today`."),
                );
                false
            }
            _ => {
                let (base_name, by_name) = (self.type_name(base.ty), self.type_name(by.ty));
                self.report(
                    Diagnostic::new(
                        Code::TypeMismatch,
                        op_span,
                        "only a date or an instant can be moved, by a period or a duration",
                    )
                    .also(base.span, article(&base_name))
                    .also(by.span, article(&by_name))
                    .hint(
                        "The language does no arithmetic on numbers; make the limit a parameter.",
                    ),
                );
                false
            }
        };
        if !ok {
            return faulty(span);
        }
        Expr {
            ty: base.ty,
            optional: base.optional || by.optional,
            private: base.private || by.private,
            span,
            kind: ExprKind::Shift {
                later: direction == Direction::Later,
                base: Box::new(base),
                by: Box::new(by),
            },
        }
    }

    pub(super) fn age(
        &mut self,
        birth: &ast::Expr,
        on: &ast::Expr,
        span: Span,
        scope: Scope<'_>,
    ) -> Expr {
        let birth = self.expect(birth, Type::Scalar(Scalar::Date), scope);
        let on = self.expect(on, Type::Scalar(Scalar::Date), scope);
        Expr {
            ty: Type::Scalar(Scalar::Integer),
            optional: birth.optional || on.optional,
            private: birth.private || on.private,
            span,
            kind: ExprKind::Age {
                birth: Box::new(birth),
                on: Box::new(on),
            },
        }
    }
}
