//! Which values no record changes: made of constants, parameters and the instant alone.

use crate::program::{Expr, ExprKind, Program, Type};

/// So many are compared with a new one, so that one that stands in many rules is worked out once.
const COMPARED: usize = 64;

/// Collects them.
pub(super) struct Fixed {
    /// For each derived value whether no record changes it.
    lets: Vec<bool>,
    found: Vec<Expr>,
}

impl Fixed {
    pub fn new(program: &Program) -> Fixed {
        let mut fixed = Fixed {
            lets: Vec::with_capacity(program.lets.len()),
            found: Vec::new(),
        };
        // Each uses only earlier ones.
        for each in &program.lets {
            let is_fixed = fixed.holds(&each.value);
            fixed.lets.push(is_fixed);
        }
        fixed
    }

    /// Whether no record changes the value of an expression.
    pub fn holds(&self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Field(_)
            | ExprKind::Decision
            | ExprKind::IsReason { .. }
            | ExprKind::Fact { .. }
            | ExprKind::Read { .. }
            | ExprKind::Where { .. }
            // Its keys may be fields.
            | ExprKind::Lookup { .. } => false,
            ExprKind::Let(id) => {
                matches!(expr.ty, Type::Scalar(_)) && self.lets.get(id.0 as usize) == Some(&true)
            }
            _ => expr.children().into_iter().all(|each| self.holds(each)),
        }
    }

    /// Its place among the fixed values.
    pub fn keep(&mut self, expr: &Expr) -> u32 {
        let known = self
            .found
            .iter()
            .take(COMPARED)
            .position(|each| each.says_the_same(expr));
        let place = known.unwrap_or_else(|| {
            self.found.push(expr.clone());
            self.found.len() - 1
        });
        place as u32
    }

    pub fn found(self) -> Vec<Expr> {
        self.found
    }
}
