//! The operators: what binds how tightly, and how operators of other languages are read.
//!
//! In: an operator's pair. Out: what it means. Reports what the author should have written.

use super::Builder;
use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::ast::{CompareOp, Direction, Quantifier};
use crate::syntax::cursor::{Built, Fault, range};
use crate::syntax::grammar::{Pair, Rule};
use pest::pratt_parser::{Assoc, Op, PrattParser};
use std::sync::LazyLock;

/// From loose to tight.
pub(super) static PRATT: LazyLock<PrattParser<Rule>> = LazyLock::new(|| {
    let infix = |rule| Op::infix(rule, Assoc::Left);
    PrattParser::new()
        .op(infix(Rule::op_and)
            | infix(Rule::op_or)
            | infix(Rule::foreign_and)
            | infix(Rule::foreign_or))
        .op(Op::prefix(Rule::op_not) | Op::prefix(Rule::foreign_not))
        .op(infix(Rule::op_compare)
            | infix(Rule::foreign_compare)
            | infix(Rule::foreign_assign)
            | infix(Rule::foreign_is)
            | infix(Rule::op_in)
            | infix(Rule::op_not_in)
            | infix(Rule::op_has)
            | Op::postfix(Rule::is_test)
            | Op::postfix(Rule::matches)
            | Op::postfix(Rule::op_reason))
        .op(infix(Rule::op_otherwise))
        .op(infix(Rule::op_plus) | infix(Rule::op_minus))
});

/// What an operator between two operands does.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Infix {
    And,
    Or,
    Compare(CompareOp),
    In { negated: bool },
    Has(Quantifier),
    Otherwise,
    Shift(Direction),
}

impl Builder<'_> {
    pub(super) fn infix(&self, op: &Pair<'_>) -> Built<Infix> {
        Ok(match op.as_rule() {
            Rule::op_and => Infix::And,
            Rule::op_or => Infix::Or,
            Rule::foreign_and => self.foreign(op, "and", Infix::And),
            Rule::foreign_or => self.foreign(op, "or", Infix::Or),
            Rule::op_compare => Infix::Compare(compare_op(op.as_str())),
            Rule::foreign_compare | Rule::foreign_assign => self.foreign_compare(op),
            Rule::foreign_is => self.foreign_is(op),
            Rule::op_in => Infix::In { negated: false },
            Rule::op_not_in => Infix::In { negated: true },
            Rule::op_has => Infix::Has(quantifier(op)),
            Rule::op_otherwise => Infix::Otherwise,
            Rule::op_plus => Infix::Shift(Direction::Later),
            Rule::op_minus => Infix::Shift(Direction::Earlier),
            _ => return Err(Fault::Internal(range(op))),
        })
    }

    fn foreign(&self, op: &Pair<'_>, ours: &str, meant: Infix) -> Infix {
        self.report_foreign(op, ours);
        meant
    }

    pub(super) fn report_foreign(&self, op: &Pair<'_>, ours: &str) {
        let written = op.as_str();
        let message = format!("`{written}` is written `{ours}` here");
        self.report(
            Diagnostic::new(Code::ForeignOperator, self.span(op), message)
                .hint(format!("Write `{ours}`.")),
        );
    }

    fn foreign_compare(&self, op: &Pair<'_>) -> Infix {
        let (ours, meant) = match op.as_str() {
            "!==" | "<>" | "≠" => ("!=", CompareOp::NotEqual),
            "=<" | "≤" => ("<=", CompareOp::AtMost),
            "=>" | "≥" => (">=", CompareOp::AtLeast),
            _ => ("==", CompareOp::Equal),
        };
        self.foreign(op, ours, Infix::Compare(meant))
    }

    fn foreign_is(&self, op: &Pair<'_>) -> Infix {
        if op.as_str() == "is" {
            self.foreign(op, "==", Infix::Compare(CompareOp::Equal))
        } else {
            self.foreign(op, "!=", Infix::Compare(CompareOp::NotEqual))
        }
    }
}

fn compare_op(text: &str) -> CompareOp {
    match text {
        "!=" => CompareOp::NotEqual,
        "<" => CompareOp::Less,
        "<=" => CompareOp::AtMost,
        ">" => CompareOp::Greater,
        ">=" => CompareOp::AtLeast,
        _ => CompareOp::Equal,
    }
}

fn quantifier(op: &Pair<'_>) -> Quantifier {
    let any = |child: Pair<'_>| child.as_rule() == Rule::kw_any;
    if op.clone().into_inner().any(any) {
        Quantifier::Any
    } else {
        Quantifier::All
    }
}
