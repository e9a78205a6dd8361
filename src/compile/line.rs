//! Expressions outside of rules: in the head of a table, in the lines of a policy.
//!
//! In: an expression as written. Out: a typed one that is settled as well, or nothing where a fault was reported.

use super::Checker;
use super::resolve::{Named, Scope};
use super::settle::Settled;
use super::types;
use crate::program::{Expr, Message, Type};
use crate::syntax::ast;
use crate::value::Constant;

/// What the `on` lines of a policy may speak of.
pub(super) const DECIDED: Scope<'static> = Scope {
    element: None,
    filter: None,
    ruleset: None,
    decision_known: true,
};

impl Checker<'_> {
    /// Whether a field of the record, a `let` or a parameter has this name.
    pub(super) fn knows(&self, name: &str) -> bool {
        let found = self.named(name, Scope::default());
        matches!(
            found,
            Some(Named::Field(_) | Named::Let(_) | Named::Param(_))
        )
    }

    /// A value written out: a literal, an enum word, a country, or a list of these.
    pub(super) fn constant_of(&mut self, written: &ast::Expr, wanted: Type) -> Option<Constant> {
        types::constant(written, wanted, &self.program.schema, self.diagnostics)
    }

    /// A field, `let` or parameter that is looked at as such, so that it may be absent.
    pub(super) fn field_or_let(&mut self, path: &ast::Path) -> Option<Expr> {
        sound(self.path(path, Scope::default()))
    }

    pub(super) fn line_condition(&mut self, written: &ast::Expr, scope: Scope<'_>) -> Option<Expr> {
        let found = self.condition(written, scope);
        self.settle(&found, &Settled::default());
        sound(found)
    }

    /// A value of an `on` line. `given` is the condition of that line: what it says is present, is.
    pub(super) fn line_value(
        &mut self,
        written: &ast::Expr,
        wanted: Option<Type>,
        given: Option<&Expr>,
    ) -> Option<Expr> {
        let found = match wanted {
            Some(wanted) => self.expect(written, wanted, DECIDED),
            None => self.infer(written, DECIDED),
        };
        let settled = Settled::by(given, &self.program.schema);
        self.settle(&found, &settled);
        sound(found)
    }

    /// A text of an `on` line; `given` as in [`Checker::line_value`].
    pub(super) fn line_message(&mut self, written: &ast::Message, given: Option<&Expr>) -> Message {
        let settled = Settled::by(given, &self.program.schema);
        self.settled_message(written, DECIDED, &settled)
    }
}

fn sound(expr: Expr) -> Option<Expr> {
    (expr.ty != Type::Faulty).then_some(expr)
}
