//! Expressions: a flat list of operands and operators into a tree.
//!
//! Heights are counted while the tree grows, so that no tree is built that a later stage could not walk.

use super::Builder;
use super::operator::{Infix, PRATT};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::source::Span;
use crate::syntax::ast::{Expr, ExprKind, IsTest, Literal, Path};
use crate::syntax::cursor::{Built, Cursor, Fault, range};
use crate::syntax::grammar::{Pair, Rule};
use crate::syntax::limits;

/// Brackets and `not` are limited before parsing; what stands between two brackets adds to them here, and a
/// chain of operators that should not be one.
const MAX_HEIGHT: usize = 4 * limits::MAX_DEPTH;

/// An expression with its height.
pub(super) struct Tree {
    pub expr: Expr,
    pub height: usize,
}

fn leaf(kind: ExprKind, span: Span) -> Tree {
    Tree {
        expr: Expr { kind, span },
        height: 0,
    }
}

impl Builder<'_> {
    pub(super) fn expression(&self, pair: Pair<'_>) -> Built<Expr> {
        Ok(self.tree(pair)?.expr)
    }

    /// The expression that is the only child.
    pub(super) fn only_expression(&self, pair: Pair<'_>) -> Built<Expr> {
        let mut children = Cursor::new(pair);
        let expr = self.expression(children.take(Rule::expression)?)?;
        children.take_end()?;
        Ok(expr)
    }

    fn grown(&self, kind: ExprKind, span: Span, below: usize) -> Built<Tree> {
        let height = below + 1;
        if height > MAX_HEIGHT {
            self.report(limits::too_deep(span.at_start()));
            return Err(Fault::Reported);
        }
        let expr = Expr { kind, span };
        Ok(Tree { expr, height })
    }

    fn tree(&self, pair: Pair<'_>) -> Built<Tree> {
        self.check_mixed(&pair);
        PRATT
            .map_primary(|operand| self.operand(operand))
            .map_prefix(|op, operand| self.negation(&op, operand?))
            .map_postfix(|subject, op| self.postfix(subject?, op))
            .map_infix(|left, op, right| self.combine(left?, &op, right?))
            .parse(pair.into_inner())
    }

    /// `a and b or c`: which belongs together has to be said.
    fn check_mixed(&self, pair: &Pair<'_>) {
        let find = |ours: Rule, foreign: Rule| {
            let mut children = pair.clone().into_inner();
            children.find(|child| [ours, foreign].contains(&child.as_rule()))
        };
        let and = find(Rule::op_and, Rule::foreign_and);
        let or = find(Rule::op_or, Rule::foreign_or);
        if let (Some(and), Some(or)) = (and, or) {
            let (first, second) = if and.as_span().start() < or.as_span().start() {
                (and, or)
            } else {
                (or, and)
            };
            let message = "`and` and `or` stand side by side without parentheses";
            self.report(
                Diagnostic::new(Code::MixedAndOr, self.span(&second), message)
                    .also(self.span(&first), "the other one")
                    .hint("Put parentheses around what belongs together: `(a and b) or c`."),
            );
        }
    }

    pub(super) fn operand(&self, pair: Pair<'_>) -> Built<Tree> {
        let span = self.span(&pair);
        match pair.as_rule() {
            Rule::paren => {
                let mut children = Cursor::new(pair);
                let inner = self.tree(children.take(Rule::expression)?)?;
                children.take_end()?;
                self.grown(ExprKind::Paren(Box::new(inner.expr)), span, inner.height)
            }
            Rule::reference => self.reference(pair),
            Rule::age => self.age(pair),
            Rule::list => Ok(leaf(ExprKind::List(self.list(pair)?), span)),
            _ => Ok(leaf(ExprKind::Literal(self.literal(&pair)?), span)),
        }
    }

    fn reference(&self, pair: Pair<'_>) -> Built<Tree> {
        let span = self.span(&pair);
        let mut children = Cursor::new(pair);
        let name = self.name(&children.take(Rule::name)?);
        if let Some(list) = children.maybe(Rule::arguments) {
            let mut arguments = Vec::new();
            let mut below = 0;
            for each in Cursor::new(list).rest() {
                let tree = self.tree(each)?;
                below = below.max(tree.height);
                arguments.push(tree.expr);
            }
            let function = name;
            let kind = ExprKind::Call {
                function,
                arguments,
            };
            return self.grown(kind, span, below);
        }
        let names = std::iter::once(name)
            .chain(children.rest().map(|word| self.name(&word)))
            .collect();
        Ok(leaf(ExprKind::Path(Path { names, span }), span))
    }

    fn age(&self, pair: Pair<'_>) -> Built<Tree> {
        let span = self.span(&pair);
        let mut children = Cursor::new(pair);
        let birth = self.operand(children.any()?)?;
        let on = self.operand(children.any()?)?;
        children.take_end()?;
        let below = birth.height.max(on.height);
        let kind = ExprKind::Age {
            birth: Box::new(birth.expr),
            on: Box::new(on.expr),
        };
        self.grown(kind, span, below)
    }

    pub(super) fn list(&self, pair: Pair<'_>) -> Built<Vec<Expr>> {
        Cursor::new(pair)
            .rest()
            .map(|constant| self.constant(constant))
            .collect()
    }

    /// A value that is written out, or a word.
    pub(super) fn constant(&self, pair: Pair<'_>) -> Built<Expr> {
        let span = self.span(&pair);
        let mut children = Cursor::new(pair);
        let inner = children.any()?;
        let kind = match inner.as_rule() {
            Rule::reference_path => ExprKind::Path(self.path(inner)?),
            _ => ExprKind::Literal(self.literal(&inner)?),
        };
        children.take_end()?;
        Ok(Expr { kind, span })
    }

    fn negation(&self, op: &Pair<'_>, operand: Tree) -> Built<Tree> {
        if op.as_rule() == Rule::foreign_not {
            self.report_foreign(op, "not");
        }
        let span = self.span(op).join(operand.expr.span);
        self.grown(ExprKind::Not(Box::new(operand.expr)), span, operand.height)
    }

    fn postfix(&self, subject: Tree, op: Pair<'_>) -> Built<Tree> {
        let span = subject.expr.span.join(self.span(&op));
        self.check_chain(&subject.expr, self.span(&op))?;
        let below = subject.height;
        let kind = match op.as_rule() {
            Rule::is_test => ExprKind::Is {
                test: self.is_test(&op)?,
                subject: Box::new(subject.expr),
            },
            Rule::matches => {
                let mut children = Cursor::new(op);
                let pattern = self.pattern(children.take(Rule::pattern)?)?;
                children.take_end()?;
                let subject = Box::new(subject.expr);
                ExprKind::Matches { subject, pattern }
            }
            _ => self.is_reason(subject.expr, &op)?,
        };
        self.grown(kind, span, below)
    }

    fn is_reason(&self, subject: Expr, op: &Pair<'_>) -> Built<ExprKind> {
        if let ExprKind::Path(path) = &subject.kind
            && let Some(name) = path.single()
        {
            return Ok(ExprKind::IsReason {
                name: name.clone(),
                rejects: op.as_str() == "rejects",
            });
        }
        let message = format!(
            "`{}` needs the name of a rule or ruleset before it",
            op.as_str()
        );
        self.report(
            Diagnostic::new(Code::Unexpected, subject.span, message)
                .also(self.span(op), "asked here"),
        );
        Err(Fault::Reported)
    }

    fn is_test(&self, op: &Pair<'_>) -> Built<IsTest> {
        let words: Vec<Rule> = op.clone().into_inner().map(|each| each.as_rule()).collect();
        let negated = words.contains(&Rule::kw_not);
        let mut children = Cursor::new(op.clone());
        let word = children.take(Rule::is_word)?;
        let (test, opposite, ours) = match word.as_str() {
            "present" => (IsTest::Present, IsTest::Absent, "is absent"),
            "absent" => (IsTest::Absent, IsTest::Present, "is present"),
            _ => (IsTest::Empty, IsTest::NotEmpty, ""),
        };
        if negated && !ours.is_empty() {
            self.report_foreign(op, ours);
        }
        Ok(if negated { opposite } else { test })
    }

    fn combine(&self, left: Tree, op: &Pair<'_>, right: Tree) -> Built<Tree> {
        let op_span = self.span(op);
        let span = left.expr.span.join(right.expr.span);
        let mut below = left.height.max(right.height);
        self.check_is_word(op, &right.expr)?;
        let infix = self.infix(op)?;
        if matches!(infix, Infix::Compare(_) | Infix::In { .. } | Infix::Has(_)) {
            self.check_chain(&left.expr, op_span)?;
        }
        if goes_on(&left.expr, infix) {
            below = right.height.max(left.height.saturating_sub(1));
        }
        let (left, right) = (left.expr, right.expr);
        let kind = match infix {
            Infix::And => ExprKind::And(joined(left, right, Infix::And)),
            Infix::Or => ExprKind::Or(joined(left, right, Infix::Or)),
            Infix::Compare(op) => ExprKind::Compare {
                op,
                op_span,
                left: Box::new(left),
                right: Box::new(right),
            },
            Infix::In { negated } => ExprKind::In {
                negated,
                needle: Box::new(left),
                list: Box::new(right),
            },
            Infix::Has(quantifier) => ExprKind::Has {
                quantifier,
                list: Box::new(left),
                wanted: Box::new(right),
            },
            Infix::Otherwise => {
                let (value, default) = (Box::new(left), Box::new(right));
                ExprKind::Otherwise { value, default }
            }
            Infix::Shift(direction) => {
                self.check_arithmetic(&left, op_span, &right);
                let (base, by) = (Box::new(left), Box::new(right));
                ExprKind::Shift {
                    direction,
                    op_span,
                    base,
                    by,
                }
            }
        };
        self.grown(kind, span, below)
    }

    /// `face is presnt` is no comparison with a field of that name.
    fn check_is_word(&self, op: &Pair<'_>, right: &Expr) -> Built<()> {
        if op.as_rule() == Rule::foreign_is
            && let ExprKind::Path(path) = &right.kind
            && let Some(name) = path.single()
            && let Some(word) = nearest(&name.text, ["present", "absent", "empty"])
        {
            let message = format!("`{}` is not a word that follows `is`", name.text);
            self.report(
                Diagnostic::new(Code::UnknownWord, name.span, message)
                    .hint(format!("Did you mean `{word}`?")),
            );
            return Err(Fault::Reported);
        }
        Ok(())
    }

    /// `a < b < c`: only one comparison at a time.
    fn check_chain(&self, left: &Expr, op: Span) -> Built<()> {
        use ExprKind::{Compare, Has, In, Is, IsReason, Matches};
        if let Compare { .. }
        | In { .. }
        | Has { .. }
        | Is { .. }
        | Matches { .. }
        | IsReason { .. } = left.kind
        {
            let message = "a comparison cannot go on with another comparison";
            self.report(
                Diagnostic::new(Code::ChainedComparison, op, message)
                    .also(left.span, "this is a comparison already")
                    .hint("Write two, joined with `and`: `a < b and b < c`."),
            );
            return Err(Fault::Reported);
        }
        Ok(())
    }

    fn check_arithmetic(&self, left: &Expr, op: Span, right: &Expr) {
        let number = |expr: &Expr| {
            let kind = &expr.kind;
            matches!(
                kind,
                ExprKind::Literal(Literal::Number(_) | Literal::Percent(_))
            )
        };
        if number(left) && number(right) {
            let message = "numbers cannot be added or subtracted";
            self.report(Diagnostic::new(Code::NumberShape, op, message).hint(
                "Write the number that you mean; `+` and `-` move dates by a period or duration.",
            ));
        }
    }

    pub(super) fn expect_path(&self, expr: Expr) -> Built<Path> {
        match expr.kind {
            ExprKind::Path(path) => Ok(path),
            _ => {
                let message = "expected the name of a list before `where`";
                self.report(Diagnostic::new(Code::Unexpected, expr.span, message));
                Err(Fault::Reported)
            }
        }
    }

    /// The children of an entry rule with one expression in it.
    pub(super) fn entry_expression(&self, pair: Pair<'_>) -> Built<Expr> {
        let whole = range(&pair);
        match pair.as_rule() {
            Rule::expression_only => self.only_expression(pair),
            _ => Err(Fault::Internal(whole)),
        }
    }
}

/// Whether an operator adds one more operand to the chain that stands before it.
fn goes_on(left: &Expr, infix: Infix) -> bool {
    matches!(
        (&left.kind, infix),
        (ExprKind::And(_), Infix::And) | (ExprKind::Or(_), Infix::Or)
    )
}

/// The operands of a chain: `a and b and c` is one list of three.
fn joined(left: Expr, right: Expr, chain: Infix) -> Vec<Expr> {
    let mut operands = match (left.kind, chain) {
        (ExprKind::And(operands), Infix::And) | (ExprKind::Or(operands), Infix::Or) => operands,
        (kind, _) => vec![Expr {
            kind,
            span: left.span,
        }],
    };
    operands.push(right);
    operands
}
