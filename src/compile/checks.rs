//! What tables and policies ask of the checker: expressions are its business, not theirs.

use super::Checker;
use super::resolve::{self, Named};
use super::settle::Settled;
use super::types;
use crate::diagnostic::Diagnostic;
use crate::program::{Expr, Message, Program, Type};
use crate::syntax::ast;
use crate::value::Constant;

/// What a condition may read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scope {
    /// Fields of the record, parameters, `let`s and tables.
    Record,
    /// `decision` and `X rejects` as well: advice and the `on` lines of a policy.
    Decided,
}

/// Types expressions and collects faults. What yields `None` has reported why.
pub trait Checks {
    /// The program as far as it is known: for tables the schema, parameters and earlier `let`s; for
    /// policies everything but the policies.
    fn program(&self) -> &Program;

    /// Whether a declaration of this kind and name was there but could not be read.
    fn is_broken(&self, kind: ast::ItemKind, name: &str) -> bool;

    /// Whether a field of the record, a `let` or a parameter has this name.
    fn knows(&self, name: &str) -> bool;

    /// A value written out: a literal, an enum word, a country, or a list of these.
    fn constant(&mut self, expr: &ast::Expr, wanted: Type) -> Option<Constant>;

    /// An expression that is true or false.
    fn condition(&mut self, expr: &ast::Expr, scope: Scope) -> Option<Expr>;

    /// A field, `let` or parameter that is looked at as such, so that it may be absent.
    fn subject(&mut self, path: &ast::Path) -> Option<Expr>;

    /// An expression of a policy's `on` line. `given` is a condition that holds where it is used: what it says
    /// is present, is.
    fn expression(
        &mut self,
        expr: &ast::Expr,
        wanted: Option<Type>,
        given: Option<&ast::Expr>,
    ) -> Option<Expr>;

    /// A text for people; `given` as in [`Checks::expression`].
    fn message(&mut self, message: &ast::Message, given: Option<&ast::Expr>) -> Message;

    /// A type as written.
    fn type_expr(&mut self, ty: &ast::TypeExpr) -> Type;

    /// Takes a fault in.
    fn report(&mut self, diagnostic: Diagnostic);

    /// Whether there are so many faults that looking for more is of no use.
    fn is_full(&self) -> bool {
        false
    }
}

impl Checks for Checker<'_> {
    fn program(&self) -> &Program {
        &self.program
    }

    fn is_broken(&self, kind: ast::ItemKind, name: &str) -> bool {
        self.names.may_be_broken(&[kind], name)
    }

    fn knows(&self, name: &str) -> bool {
        let found = self.named(name, resolve::Scope::default());
        matches!(
            found,
            Some(Named::Field(_) | Named::Let(_) | Named::Param(_))
        )
    }

    fn constant(&mut self, expr: &ast::Expr, wanted: Type) -> Option<Constant> {
        types::constant(expr, wanted, &self.program.schema, self.diagnostics)
    }

    fn condition(&mut self, expr: &ast::Expr, scope: Scope) -> Option<Expr> {
        let found = Checker::condition(self, expr, scope.into());
        self.settle(&found, &Settled::default());
        sound(found)
    }

    fn subject(&mut self, path: &ast::Path) -> Option<Expr> {
        sound(self.path(path, resolve::Scope::default()))
    }

    fn expression(
        &mut self,
        expr: &ast::Expr,
        wanted: Option<Type>,
        given: Option<&ast::Expr>,
    ) -> Option<Expr> {
        let scope = Scope::Decided.into();
        let found = match wanted {
            Some(wanted) => self.expect(expr, wanted, scope),
            None => self.infer(expr, scope),
        };
        let settled = self.settled_by(given);
        self.settle(&found, &settled);
        sound(found)
    }

    fn message(&mut self, message: &ast::Message, given: Option<&ast::Expr>) -> Message {
        let settled = self.settled_by(given);
        self.settled_message(message, Scope::Decided.into(), &settled)
    }

    fn type_expr(&mut self, ty: &ast::TypeExpr) -> Type {
        Checker::type_expr(self, ty).0
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        Checker::report(self, diagnostic);
    }

    fn is_full(&self) -> bool {
        self.diagnostics.is_full()
    }
}

impl Checker<'_> {
    /// What is there when the condition of an `on` line holds. Its own faults are reported elsewhere, once.
    fn settled_by(&mut self, given: Option<&ast::Expr>) -> Settled<'static> {
        let given = given.map(|given| Checker::condition(self, given, Scope::Decided.into()));
        Settled::by(given.iter(), &self.program.schema)
    }
}

impl From<Scope> for resolve::Scope<'_> {
    fn from(scope: Scope) -> Self {
        resolve::Scope {
            decision_known: scope == Scope::Decided,
            ..resolve::Scope::default()
        }
    }
}

fn sound(expr: Expr) -> Option<Expr> {
    (expr.ty != Type::Faulty).then_some(expr)
}
