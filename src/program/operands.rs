//! What conditions look at, as explanations name it.

use super::{Effect, Expr, ExprKind, LetId, Program, Rule, TableId};
use std::borrow::Cow;
use std::collections::HashSet;

/// Expressions, each with its words.
type Named<'p> = Vec<(Cow<'p, str>, &'p Expr)>;

/// What an explanation says of a condition whatever the record is.
#[derive(Clone, Debug)]
pub struct Told {
    /// The condition, as written.
    pub condition: Box<str>,
    /// What it looks at, as written, and the expressions that give the values.
    pub operands: Vec<(Box<str>, Expr)>,
}

impl Program {
    /// What is told of the conditions of a rule.
    pub fn told(&self, rule: &Rule) -> Vec<Told> {
        let conditions = match &rule.effect {
            Effect::Finding { conditions, .. } => conditions.as_slice(),
            Effect::Require(_) => &[],
        };
        let told = conditions.iter().map(|condition| {
            let operands = self.operands(&[condition]).into_iter();
            Told {
                condition: self.sources.words_of(condition.span).into(),
                operands: operands
                    .map(|(name, expr)| (name.into(), expr.clone()))
                    .collect(),
            }
        });
        told.collect()
    }

    /// What conditions look at, as written; each once, in order.
    pub fn operands<'p>(&'p self, conditions: &[&'p Expr]) -> Named<'p> {
        let mut walk = Walk {
            program: self,
            named: Vec::new(),
            names: HashSet::new(),
            looked_up: HashSet::new(),
        };
        conditions.iter().for_each(|each| walk.look_into(each));
        walk.named
    }
}

struct Walk<'p> {
    program: &'p Program,
    named: Named<'p>,
    names: HashSet<Cow<'p, str>>,
    /// Tables may look up one another: each look-up is followed once.
    looked_up: HashSet<*const Expr>,
}

impl<'p> Walk<'p> {
    fn look_into(&mut self, expr: &'p Expr) {
        match &expr.kind {
            ExprKind::Constant(_) | ExprKind::Where { .. } | ExprKind::Read { .. } => {}
            ExprKind::And(parts) | ExprKind::Or(parts) => self.look_into_all(parts),
            ExprKind::Call { arguments, .. } => self.look_into_all(arguments),
            ExprKind::Not(inner)
            | ExprKind::Present(inner)
            | ExprKind::Empty(inner)
            | ExprKind::Matches { text: inner, .. } => self.look_into(inner),
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
                self.look_into(left);
                self.look_into(right);
            }
            ExprKind::Lookup { table, arguments } => {
                self.name(expr);
                if self.looked_up.insert(expr) {
                    self.look_into_all(self.keys(*table, arguments));
                }
            }
            ExprKind::Let(id) => {
                self.name(expr);
                self.name_keys(*id);
            }
            _ => self.name(expr),
        }
    }

    fn look_into_all(&mut self, parts: impl IntoIterator<Item = &'p Expr>) {
        for part in parts {
            self.look_into(part);
        }
    }

    /// The fields by which a derived value is looked up in a table: they say more than the result.
    fn name_keys(&mut self, id: LetId) {
        let declared = self.program.lets.get(id.0 as usize);
        if let Some(ExprKind::Lookup { table, arguments }) = declared.map(|each| &each.value.kind) {
            self.keys(*table, arguments)
                .filter(|key| matches!(key.kind, ExprKind::Field(_)))
                .for_each(|key| self.name(key));
        }
    }

    fn keys(
        &self,
        table: TableId,
        arguments: &'p [Expr],
    ) -> impl Iterator<Item = &'p Expr> + use<'p> {
        let table = self.program.tables.get(table.0 as usize).into_iter();
        table.flat_map(|table| {
            let keys = 0..table.keys.len();
            keys.filter_map(|at| table.key_value(arguments, at))
        })
    }

    fn name(&mut self, expr: &'p Expr) {
        let name = self.program.sources.words_of(expr.span);
        if self.names.insert(name.clone()) {
            self.named.push((name, expr));
        }
    }
}
