//! Typed expressions, walked: what stands directly inside one, and whether two say the same.

use super::{Expr, ExprKind, ReadAs};
use std::mem::discriminant;

impl Expr {
    /// The expressions directly inside, in the order written. Values of `let`s and tables are not inside.
    pub fn children(&self) -> Vec<&Expr> {
        match &self.kind {
            ExprKind::Constant(_)
            | ExprKind::Field(_)
            | ExprKind::Param(_)
            | ExprKind::Let(_)
            | ExprKind::Now
            | ExprKind::Today
            | ExprKind::Decision
            | ExprKind::IsReason { .. }
            | ExprKind::Fact { .. } => Vec::new(),
            ExprKind::And(parts) | ExprKind::Or(parts) => parts.iter().collect(),
            ExprKind::Lookup { arguments, .. } | ExprKind::Call { arguments, .. } => {
                arguments.iter().collect()
            }
            ExprKind::Not(inner)
            | ExprKind::Present(inner)
            | ExprKind::Empty(inner)
            | ExprKind::Count(inner)
            | ExprKind::Matches { text: inner, .. }
            | ExprKind::Extreme { rows: inner, .. } => vec![&**inner],
            ExprKind::Read { text, how } => match how {
                ReadAs::Number(_) | ReadAs::Zone => vec![&**text],
                ReadAs::NumberByWord { word, .. } => vec![&**text, &**word],
            },
            ExprKind::Compare {
                left: a, right: b, ..
            }
            | ExprKind::In { needle: a, list: b }
            | ExprKind::Has {
                list: a, wanted: b, ..
            }
            | ExprKind::Otherwise {
                value: a,
                default: b,
            }
            | ExprKind::Shift { base: a, by: b, .. }
            | ExprKind::Age { birth: a, on: b }
            | ExprKind::Where {
                rows: a,
                condition: b,
            } => vec![&**a, &**b],
        }
    }

    /// Whether it is a part by itself of a condition: neither `and` nor `or`, and `not` only where it is one word with
    /// what it denies, as in `is absent`.
    pub fn is_part(&self) -> bool {
        match &self.kind {
            ExprKind::And(_) | ExprKind::Or(_) => false,
            ExprKind::Not(inner) => inner.span == self.span,
            _ => true,
        }
    }

    /// The parts of a condition that `and`, `or` and `not` put together, in the order written.
    pub fn parts(&self) -> Vec<&Expr> {
        if self.is_part() {
            return vec![self];
        }
        self.children().into_iter().flat_map(Expr::parts).collect()
    }

    /// Whether two expressions say the same, wherever they stand.
    pub fn says_the_same(&self, other: &Expr) -> bool {
        let (own, others) = (self.children(), other.children());
        same_head(&self.kind, &other.kind)
            && own.len() == others.len()
            && own.iter().zip(others).all(|(a, b)| a.says_the_same(b))
    }
}

/// Whether they are the same but for the expressions inside.
fn same_head(a: &ExprKind, b: &ExprKind) -> bool {
    match (a, b) {
        (ExprKind::Constant(a), ExprKind::Constant(b)) => a == b,
        (ExprKind::Field(a), ExprKind::Field(b)) => a == b,
        (ExprKind::Param(a), ExprKind::Param(b)) => a == b,
        (ExprKind::Let(a), ExprKind::Let(b)) => a == b,
        (ExprKind::IsReason { of: a, rejects: c }, ExprKind::IsReason { of: b, rejects: d }) => {
            a == b && c == d
        }
        (ExprKind::Compare { op: a, .. }, ExprKind::Compare { op: b, .. }) => a == b,
        (ExprKind::Has { all: a, .. }, ExprKind::Has { all: b, .. }) => a == b,
        (ExprKind::Matches { pattern: a, .. }, ExprKind::Matches { pattern: b, .. }) => a == b,
        (ExprKind::Shift { later: a, .. }, ExprKind::Shift { later: b, .. }) => a == b,
        (
            ExprKind::Extreme {
                latest: a,
                field: c,
                ..
            },
            ExprKind::Extreme {
                latest: b,
                field: d,
                ..
            },
        ) => a == b && c == d,
        (ExprKind::Fact { of: a, fact: c }, ExprKind::Fact { of: b, fact: d }) => {
            a == b && c.name == d.name
        }
        (ExprKind::Lookup { table: a, .. }, ExprKind::Lookup { table: b, .. }) => a == b,
        (ExprKind::Call { function: a, .. }, ExprKind::Call { function: b, .. }) => {
            a.name == b.name
        }
        // Only as the whole of a `let`, which is compared by its place.
        (ExprKind::Read { .. }, ExprKind::Read { .. }) => false,
        _ => discriminant(a) == discriminant(b),
    }
}
