//! What tables and policies ask of the checker: expressions are its business, not theirs.

use crate::diagnostic::Diagnostic;
use crate::program::{Expr, Message, Program, Type};
use crate::syntax::ast;
use crate::value::Constant;

/// What an expression may read.
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

    /// An expression. `given` is a condition that holds where it is used: what it says is present, is.
    fn expression(
        &mut self,
        expr: &ast::Expr,
        wanted: Option<Type>,
        scope: Scope,
        given: Option<&ast::Expr>,
    ) -> Option<Expr>;

    /// A text for people; `given` as in [`Checks::expression`].
    fn message(
        &mut self,
        message: &ast::Message,
        scope: Scope,
        given: Option<&ast::Expr>,
    ) -> Message;

    /// A type as written.
    fn type_expr(&mut self, ty: &ast::TypeExpr) -> Type;

    /// Takes a fault in.
    fn report(&mut self, diagnostic: Diagnostic);
}
