//! Conditions and values: comparisons, `and` and `or`, `not`, thresholds.

use super::maker::{Edit, Maker, between};
use crate::source::Span;
use crate::syntax::ast::{CompareOp, Direction, Expr, ExprKind, IsTest, Literal, Quantifier};
use crate::verdict::ChangeKind;

impl Maker<'_> {
    /// A condition, which may hold always or never, and all in it.
    pub(super) fn condition(&mut self, kind: ChangeKind, condition: &Expr) {
        for always in ["true", "false"] {
            self.put(kind, condition.span, always);
        }
        self.expression(condition);
    }

    /// All that can be changed inside an expression.
    pub(super) fn expression(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Literal(literal) => {
                let kind = match literal {
                    Literal::Bool(_) => ChangeKind::Condition,
                    _ => ChangeKind::Threshold,
                };
                self.literal(kind, literal, expr.span);
            }
            ExprKind::And(parts) => self.connected(parts, ("and", "or"), "true"),
            ExprKind::Or(parts) => self.connected(parts, ("or", "and"), "false"),
            ExprKind::Not(inner) => {
                let word = between(expr.span.at_start(), inner.span, true, false);
                self.put(ChangeKind::Negation, word, "");
            }
            ExprKind::List(parts) => self.list(ChangeKind::ListItem, parts),
            ExprKind::Shift {
                direction, op_span, ..
            } => {
                let other = match direction {
                    Direction::Later => "-",
                    Direction::Earlier => "+",
                };
                self.put(ChangeKind::Direction, *op_span, other);
            }
            ExprKind::Matches { pattern, .. } => self.pattern(pattern),
            _ => self.question(expr),
        }
        for inner in inside(expr) {
            self.expression(inner);
        }
    }

    /// Questions with an answer that may be turned round, or moved at the edge.
    fn question(&mut self, expr: &Expr) {
        let (span, other) = match &expr.kind {
            ExprKind::Compare { op, op_span, .. } => (*op_span, other_side(*op)),
            ExprKind::In {
                negated,
                needle,
                list,
            } => {
                let other = if *negated { " in " } else { " not in " };
                (between(needle.span, list.span, false, false), other)
            }
            ExprKind::Has {
                quantifier,
                list,
                wanted,
            } => {
                let other = match quantifier {
                    Quantifier::Any => " has all of ",
                    Quantifier::All => " has any of ",
                };
                (between(list.span, wanted.span, false, false), other)
            }
            ExprKind::Is { subject, test } => {
                let other = match test {
                    IsTest::Present => " is absent",
                    IsTest::Absent => " is present",
                    IsTest::Empty => " is not empty",
                    IsTest::NotEmpty => " is empty",
                };
                (between(subject.span, expr.span, false, true), other)
            }
            ExprKind::IsReason { name, rejects } => {
                let other = if *rejects { " fires" } else { " rejects" };
                (between(name.span, expr.span, false, true), other)
            }
            _ => return,
        };
        self.put(ChangeKind::Comparison, span, other);
    }

    /// All signs between the parts changed, and each part without its say.
    fn connected(&mut self, parts: &[Expr], (word, other): (&str, &str), neutral: &str) {
        let gaps = parts.windows(2).filter_map(|pair| match pair {
            [first, second] => Some(between(first.span, second.span, false, false)),
            _ => None,
        });
        let words: Option<Vec<Edit>> = gaps
            .map(|gap| {
                let start = find_word(self.text(gap), word)? + gap.range().start;
                Some(Edit {
                    span: self.sources.span(gap.source, start..start + word.len()),
                    text: other.to_owned(),
                })
            })
            .collect();
        if let Some(words) = words {
            self.edit(ChangeKind::Connective, words);
        }
        for part in parts {
            self.put(ChangeKind::Condition, part.span, neutral);
        }
    }

    /// One of several values left out.
    pub(super) fn list(&mut self, kind: ChangeKind, parts: &[Expr]) {
        let spans: Vec<Span> = parts.iter().map(|part| part.span).collect();
        self.without_one(kind, &spans);
    }
}

/// The same comparison but for the edge, or the contrary where there is no edge.
fn other_side(op: CompareOp) -> &'static str {
    match op {
        CompareOp::Equal => "!=",
        CompareOp::NotEqual => "==",
        CompareOp::Less => "<=",
        CompareOp::AtMost => "<",
        CompareOp::Greater => ">=",
        CompareOp::AtLeast => ">",
    }
}

/// Where a word stands by itself, outside of comments.
fn find_word(text: &str, word: &str) -> Option<usize> {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let code = line.split('#').next().unwrap_or("");
        if let Some(at) = code.find(word) {
            return Some(start + at);
        }
        start += line.len();
    }
    None
}

/// The expressions directly inside one.
pub(super) fn inside(expr: &Expr) -> Vec<&Expr> {
    match &expr.kind {
        ExprKind::Literal(_) | ExprKind::Path(_) | ExprKind::IsReason { .. } => Vec::new(),
        ExprKind::List(parts) | ExprKind::And(parts) | ExprKind::Or(parts) => {
            parts.iter().collect()
        }
        ExprKind::Call { arguments, .. } => arguments.iter().collect(),
        ExprKind::Paren(inner)
        | ExprKind::Not(inner)
        | ExprKind::Is { subject: inner, .. }
        | ExprKind::Matches { subject: inner, .. } => vec![inner],
        ExprKind::Compare { left, right, .. } => vec![left, right],
        ExprKind::In { needle, list, .. } => vec![needle, list],
        ExprKind::Has { list, wanted, .. } => vec![list, wanted],
        ExprKind::Otherwise { value, default } => vec![value, default],
        ExprKind::Shift { base, by, .. } => vec![base, by],
        ExprKind::Age { birth, on } => vec![birth, on],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_in_comments_are_none() {
        assert_eq!(find_word(" # this and that\n and ", "and"), Some(18));
        assert_eq!(find_word(" # and", "and"), None);
    }
}
