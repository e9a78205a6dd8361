//! Comparisons: which side tells the type, and whether the two can meet.

use super::Checker;
use super::cover::show_constant;
use super::expression::{fits, mismatch_hint};
use super::resolve::{Scope, expr, faulty};
use super::types::{self, article};
use crate::diagnostic::{Code, Diagnostic};
use crate::program::{Comparison, Expr, ExprKind, Type};
use crate::source::Span;
use crate::syntax::ast::{self, CompareOp, Literal, Quantifier};
use crate::value::{Constant, Scalar};

impl Checker<'_> {
    pub(super) fn compare(
        &mut self,
        op: CompareOp,
        op_span: Span,
        (left, right): (&ast::Expr, &ast::Expr),
        span: Span,
        scope: Scope<'_>,
    ) -> Expr {
        if let Some(subject) = beside_absent(left, right) {
            let asked = self.program.sources.text_of(subject.span);
            let hint = match op {
                CompareOp::NotEqual => format!("Write `{asked} is present`."),
                _ => format!("Write `{asked} is absent`."),
            };
            let message = "nothing is compared with `absent`";
            self.report(Diagnostic::new(Code::NotHere, span, message).hint(hint));
            return faulty(span);
        }
        let (left, right) = if self.has_type(left, scope) {
            let left = self.infer(left, scope);
            let right = self.other_side(right, &left, scope);
            (left, right)
        } else if self.has_type(right, scope) {
            let right = self.infer(right, scope);
            let left = self.other_side(left, &right, scope);
            (left, right)
        } else {
            let left = self.infer(left, scope);
            let right = match left.ty {
                Type::Faulty => faulty(right.span),
                _ => self.infer(right, scope),
            };
            (left, right)
        };
        self.check_order(op, op_span, &left);
        self.check_bounds(&left, &right);
        self.check_period_side(&left, &right);
        let op = lower_comparison(op);
        if !self.diagnostics.any_within(span) {
            self.check_constant(op, (&left, &right), span);
        }
        let (left, right) = (Box::new(left), Box::new(right));
        expr(ExprKind::Compare { op, left, right }, Type::BOOL, span)
    }

    /// The side of a comparison that takes its type from the other.
    fn other_side(&mut self, written: &ast::Expr, typed: &Expr, scope: Scope<'_>) -> Expr {
        match typed.ty {
            Type::Scalar(Scalar::Date) if is_long_term(written) => {
                let message = "this date is never `long_term`";
                self.report(
                    Diagnostic::new(Code::TypeMismatch, written.span, message)
                        .also(typed.span, "a date")
                        .hint("Only a field of type `(date or long_term)` can be `long_term`."),
                );
                faulty(written.span)
            }
            Type::Scalar(Scalar::Integer)
                if matches!(written.kind, ast::ExprKind::Literal(Literal::Number(_))) =>
            {
                self.expect(written, Type::Scalar(Scalar::Number), scope)
            }
            Type::Scalar(_) | Type::Faulty => self.expect_beside(written, typed, scope),
            other => {
                let message = format!("{} cannot be compared", article(&self.type_name(other)));
                self.report(
                    Diagnostic::new(Code::TypeMismatch, typed.span, message).hint(
                        "Use `has any of`, `has all of`, `is empty` or `count(...)` with lists.",
                    ),
                );
                self.infer(written, scope)
            }
        }
    }

    fn expect_beside(&mut self, written: &ast::Expr, typed: &Expr, scope: Scope<'_>) -> Expr {
        if !self.has_type(written, scope) {
            return self.expect(written, typed.ty, scope);
        }
        let word = match &written.kind {
            ast::ExprKind::Path(path) => path.single().cloned(),
            _ => None,
        };
        if let Some(name) = word
            && let Some(constant) = self.word(&name, typed.ty, scope)
        {
            return constant;
        }
        let found = self.infer(written, scope);
        if fits(found.ty, typed.ty) {
            return found;
        }
        self.two_types(typed, &found);
        faulty(written.span)
    }

    fn check_order(&mut self, op: CompareOp, op_span: Span, left: &Expr) {
        let ordered = !matches!(op, CompareOp::Equal | CompareOp::NotEqual);
        if let Type::Scalar(scalar) = left.ty
            && ordered
            && !scalar.is_ordered()
        {
            let name = self.program.schema.type_name(scalar).to_owned();
            let hint = match scalar {
                Scalar::Period => {
                    "Which of two periods is longer depends on the day: add both to a date and compare those."
                }
                _ => "Use `==`, `!=` or `in`.",
            };
            let message = format!("{} has no order: none is before another", article(&name));
            self.report(
                Diagnostic::new(Code::NoOrder, op_span, message)
                    .also(left.span, article(&name))
                    .hint(hint),
            );
        }
    }

    /// A value that the field can never have makes the comparison pointless.
    fn check_bounds(&mut self, left: &Expr, right: &Expr) {
        for (field, value) in [(left, right), (right, left)] {
            if let (ExprKind::Field(id), ExprKind::Constant(constant)) = (&field.kind, &value.kind)
            {
                let range = self.program.schema.field(*id).range;
                types::check_range(constant, field.ty, range, value.span, self.diagnostics);
            }
        }
    }

    /// A comparison that the values decide before any record is seen.
    fn check_constant(&mut self, op: Comparison, (left, right): (&Expr, &Expr), span: Span) {
        let same = left.ty != Type::Faulty && left.says_the_same(right);
        let (answer, why) = if same {
            let equal = matches!(
                op,
                Comparison::Equal | Comparison::AtMost | Comparison::AtLeast
            );
            (equal, "both sides are the same".to_owned())
        } else if let Some(found) = self.decided_by_bounds(op, left, right) {
            found
        } else {
            return;
        };
        let message = format!("{why}, so this is always {answer}");
        self.report(
            Diagnostic::new(Code::Constant, span, message)
                .hint("Take the comparison out, or compare with what you mean."),
        );
    }

    /// Whether the bounds of a field leave one answer only, and why.
    fn decided_by_bounds(
        &self,
        op: Comparison,
        left: &Expr,
        right: &Expr,
    ) -> Option<(bool, String)> {
        let (field, value, op) = match (&left.kind, &right.kind) {
            (ExprKind::Field(id), ExprKind::Constant(Constant::Number(value))) => (id, value, op),
            (ExprKind::Constant(Constant::Number(value)), ExprKind::Field(id)) => {
                (id, value, op.mirrored())
            }
            _ => return None,
        };
        let field = self.program.schema.field(*field);
        let (least, most) = field.range?;
        let answer = match op {
            Comparison::AtLeast if *value <= least => true,
            Comparison::AtMost if *value >= most => true,
            Comparison::Less if *value <= least => false,
            Comparison::Greater if *value >= most => false,
            _ => return None,
        };
        let show = |bound| show_constant(&self.program.schema, left_scalar(left, right), &bound);
        let bounds = (show(Constant::Number(least)), show(Constant::Number(most)));
        Some((
            answer,
            format!("`{}` goes from {} to {}", field.path, bounds.0, bounds.1),
        ))
    }

    /// `expires_on - 3 months < today` and `expires_on < today + 3 months` differ at the ends of months.
    fn check_period_side(&mut self, left: &Expr, right: &Expr) {
        for (side, other) in [(left, right), (right, left)] {
            let ExprKind::Shift {
                later: false,
                base,
                by,
            } = &side.kind
            else {
                continue;
            };
            let whole_days = matches!(&by.kind, ExprKind::Constant(Constant::Period(period)) if period.is_whole_days());
            if by.ty == Type::Scalar(Scalar::Period)
                && !whole_days
                && !matches!(base.kind, ExprKind::Today | ExprKind::Now)
                && !matches!(other.kind, ExprKind::Shift { .. })
            {
                self.report(
                    Diagnostic::new(
                        Code::PeriodSide,
                        side.span,
                        "taking the period away here is not the same as adding it on the other side",
                    )
                    .also(other.span, "the other side")
                    .hint("At the end of a month the two can differ by up to three days; a limit is usually today's date plus the period."),
                );
            }
        }
    }

    pub(super) fn is_in(
        &mut self,
        needle: &ast::Expr,
        list: &ast::Expr,
        span: Span,
        scope: Scope<'_>,
    ) -> Expr {
        let written_out = matches!(list.kind, ast::ExprKind::List(_));
        let (needle, list) = if self.has_type(needle, scope) || written_out {
            let needle = self.infer(needle, scope);
            let wanted = match needle.ty {
                Type::Scalar(scalar) => Type::List(scalar),
                Type::Faulty => Type::Faulty,
                other => {
                    let message = format!(
                        "{} cannot be looked for in a list",
                        article(&self.type_name(other))
                    );
                    self.report(Diagnostic::new(Code::TypeMismatch, needle.span, message));
                    Type::Faulty
                }
            };
            let list = match (&list.kind, wanted) {
                (ast::ExprKind::List(_), Type::Faulty) => faulty(list.span),
                _ => self.expect(list, wanted, scope),
            };
            (needle, list)
        } else {
            let list = self.infer(list, scope);
            let wanted = match list.ty {
                Type::List(scalar) => Type::Scalar(scalar),
                _ => Type::Faulty,
            };
            if !matches!(list.ty, Type::List(_) | Type::Faulty) {
                let message = format!(
                    "a list is needed after `in`, not {}",
                    article(&self.type_name(list.ty))
                );
                self.report(Diagnostic::new(Code::TypeMismatch, list.span, message));
            }
            (self.expect(needle, wanted, scope), list)
        };
        self.check_bounds(&needle, &list);
        let (needle, list) = (Box::new(needle), Box::new(list));
        expr(ExprKind::In { needle, list }, Type::BOOL, span)
    }

    pub(super) fn has(
        &mut self,
        quantifier: Quantifier,
        list: &ast::Expr,
        wanted: &ast::Expr,
        span: Span,
        scope: Scope<'_>,
    ) -> Expr {
        let list = self.infer(list, scope);
        let wanted = match list.ty {
            Type::List(_) => self.expect(wanted, list.ty, scope),
            Type::Faulty => faulty(wanted.span),
            other => {
                let message = format!(
                    "a list is asked with `has`, not {}",
                    article(&self.type_name(other))
                );
                let hint = "For a single value write `in [a, b]`; for a list of records look at each element.";
                self.report(Diagnostic::new(Code::TypeMismatch, list.span, message).hint(hint));
                faulty(wanted.span)
            }
        };
        let all = quantifier == Quantifier::All;
        let (list, wanted) = (Box::new(list), Box::new(wanted));
        expr(ExprKind::Has { all, list, wanted }, Type::BOOL, span)
    }

    fn two_types(&mut self, first: &Expr, second: &Expr) {
        let (one, two) = (self.type_name(first.ty), self.type_name(second.ty));
        let (left, right) = if first.span < second.span {
            (&one, &two)
        } else {
            (&two, &one)
        };
        let message = format!(
            "{} cannot be compared with {}",
            article(left),
            article(right)
        );
        let (code, hint) = mismatch_hint(second.ty, first.ty);
        self.report(
            Diagnostic::new(code, second.span, message)
                .label(article(&two))
                .also(first.span, article(&one))
                .maybe_hint(hint),
        );
    }
}

fn lower_comparison(op: CompareOp) -> Comparison {
    match op {
        CompareOp::Equal => Comparison::Equal,
        CompareOp::NotEqual => Comparison::NotEqual,
        CompareOp::Less => Comparison::Less,
        CompareOp::AtMost => Comparison::AtMost,
        CompareOp::Greater => Comparison::Greater,
        CompareOp::AtLeast => Comparison::AtLeast,
    }
}

/// The scalar type of the side that has one.
fn left_scalar(left: &Expr, right: &Expr) -> Scalar {
    match (left.ty, right.ty) {
        (Type::Scalar(scalar), _) | (_, Type::Scalar(scalar)) => scalar,
        _ => Scalar::Number,
    }
}

/// What stands beside the word `absent`, if either side is that word.
fn beside_absent<'e>(left: &'e ast::Expr, right: &'e ast::Expr) -> Option<&'e ast::Expr> {
    let absent = |side: &ast::Expr| matches!(side.kind, ast::ExprKind::Literal(Literal::Absent));
    match (absent(left), absent(right)) {
        (_, true) => Some(left),
        (true, false) => Some(right),
        (false, false) => None,
    }
}

fn is_long_term(written: &ast::Expr) -> bool {
    matches!(written.kind, ast::ExprKind::Literal(Literal::LongTerm))
}
