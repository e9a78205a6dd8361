//! Calls: aggregates, tables with arguments, built-in functions.

use super::Checker;
use super::resolve::{Scope, expr, faulty};
use super::types::article;
use super::unused::Used;
use crate::builtins::{self, Function};
use crate::diagnostic::{Code, Diagnostic};
use crate::program::{Expr, ExprKind, FieldId, TableId, Type};
use crate::source::Span;
use crate::syntax::ast::{self, ItemKind};
use crate::value::Scalar;

const AGGREGATES: [&str; 3] = ["count", "latest", "earliest"];

impl Checker<'_> {
    pub(super) fn call(
        &mut self,
        function: &ast::Name,
        arguments: &[ast::Expr],
        span: Span,
        scope: Scope<'_>,
    ) -> Expr {
        match function.text.as_str() {
            "count" => self.count(function, arguments, span, scope),
            "latest" => self.extreme(true, function, arguments, span, scope),
            "earliest" => self.extreme(false, function, arguments, span, scope),
            name => {
                if let Some(table) = self.names.table(name) {
                    self.lookup(table, function, arguments, span, scope)
                } else if let Some(function) = builtins::function(name) {
                    self.built_in(function, arguments, span, scope)
                } else {
                    self.unknown_function(function);
                    faulty(span)
                }
            }
        }
    }

    fn unknown_function(&mut self, name: &ast::Name) {
        if self.names.may_be_broken(&[ItemKind::Table], &name.text) {
            return;
        }
        let tables = self
            .names
            .tables
            .iter()
            .map(|table| table.name.text.as_str());
        let known = builtins::functions()
            .map(|function| function.name)
            .chain(AGGREGATES)
            .chain(tables);
        let message = format!("there is no function `{}`", name.text);
        let hint =
            "`admit builtins` lists the functions; a table with arguments can be called, too.";
        self.report(
            Diagnostic::new(Code::UnknownFunction, name.span, message)
                .hint(hint)
                .did_you_mean(&name.text, known),
        );
    }

    fn one_argument<'e>(
        &mut self,
        name: &ast::Name,
        arguments: &'e [ast::Expr],
        takes: &str,
    ) -> Option<&'e ast::Expr> {
        if let [argument] = arguments {
            return Some(argument);
        }
        let message = format!(
            "`{}` takes one argument, not {}",
            name.text,
            arguments.len()
        );
        self.report(
            Diagnostic::new(Code::ArgumentCount, name.span, message)
                .hint(format!("Write `{takes}`.")),
        );
        None
    }

    fn count(
        &mut self,
        name: &ast::Name,
        arguments: &[ast::Expr],
        span: Span,
        scope: Scope<'_>,
    ) -> Expr {
        let Some(argument) = self.one_argument(name, arguments, "count(images)") else {
            return faulty(span);
        };
        let counted = self.infer(argument, scope);
        match counted.ty {
            Type::Rows(_) | Type::List(_) => expr(
                ExprKind::Count(Box::new(counted)),
                Type::Scalar(Scalar::Integer),
                span,
            ),
            Type::Faulty => faulty(span),
            other => {
                let message = format!(
                    "only a list can be counted, not {}",
                    article(&self.type_name(other))
                );
                self.report(Diagnostic::new(Code::TypeMismatch, argument.span, message));
                faulty(span)
            }
        }
    }

    fn extreme(
        &mut self,
        latest: bool,
        name: &ast::Name,
        arguments: &[ast::Expr],
        span: Span,
        scope: Scope<'_>,
    ) -> Expr {
        let takes = format!("{}(history.at)", name.text);
        let Some(argument) = self.one_argument(name, arguments, &takes) else {
            return faulty(span);
        };
        let found = match &argument.kind {
            ast::ExprKind::Path(path) => self.rows_path(path, scope),
            _ => {
                self.infer(argument, scope);
                None
            }
        };
        match found {
            Some((rows, Some(field))) if matches!(rows.ty, Type::Rows(_)) => {
                self.extreme_of(latest, rows, field, argument.span, span)
            }
            Some((rows, _)) if rows.ty == Type::Faulty => faulty(span),
            _ => {
                if !self.diagnostics_cover(argument.span) {
                    let message = format!(
                        "`{}` takes a date or instant of the elements of a list",
                        name.text
                    );
                    self.report(
                        Diagnostic::new(Code::TypeMismatch, argument.span, message)
                            .hint(format!("Write `{takes}`.")),
                    );
                }
                faulty(span)
            }
        }
    }

    fn extreme_of(
        &mut self,
        latest: bool,
        rows: Expr,
        field: FieldId,
        argument: Span,
        span: Span,
    ) -> Expr {
        let element = self.field(field, argument);
        if !matches!(element.ty, Type::Scalar(Scalar::Date | Scalar::Instant)) {
            let message = format!(
                "{} is neither a date nor an instant",
                article(&self.type_name(element.ty))
            );
            self.report(Diagnostic::new(Code::TypeMismatch, argument, message));
            return faulty(span);
        }
        Expr {
            kind: ExprKind::Extreme {
                latest,
                rows: Box::new(rows),
                field,
            },
            optional: true,
            span,
            ..element
        }
    }

    /// A table by its bare name: each key has a value of its own.
    pub(super) fn lookup_by_keys(&mut self, id: TableId, span: Span) -> Expr {
        self.used.insert(Used::Table(id));
        let Some(table) = self.program.tables.get(id.0 as usize) else {
            return faulty(span);
        };
        let arguments: Option<Vec<Expr>> = table.keys.iter().map(|key| key.value.clone()).collect();
        match arguments {
            Some(arguments) => self.lookup_expr(id, arguments, span),
            None => {
                let keys: Vec<&str> = table.keys.iter().map(|key| &*key.name).collect();
                let message = format!("the table `{}` needs its arguments", table.name);
                let hint = format!(
                    "Write `{}({})` with a value for each.",
                    table.name,
                    keys.join(", ")
                );
                let place = table.span;
                self.report(
                    Diagnostic::new(Code::ArgumentCount, span, message)
                        .also(place, "declared here")
                        .hint(hint),
                );
                faulty(span)
            }
        }
    }

    fn lookup(
        &mut self,
        id: TableId,
        name: &ast::Name,
        arguments: &[ast::Expr],
        span: Span,
        scope: Scope<'_>,
    ) -> Expr {
        self.used.insert(Used::Table(id));
        let Some(table) = self.program.tables.get(id.0 as usize) else {
            return faulty(span);
        };
        if table.ty == Type::Faulty && table.keys.is_empty() {
            // What is wrong with the table has been said; what it is called with is not known.
            return faulty(span);
        }
        let keys: Vec<(Option<Span>, Scalar)> = table
            .keys
            .iter()
            .map(|key| (key.value.as_ref().map(|value| value.span), key.scalar))
            .collect();
        let place = table.span;
        let free = keys.iter().filter(|(value, _)| value.is_none()).count();
        if free == 0 || keys.len() != arguments.len() {
            let (message, hint) = if free == 0 {
                (
                    format!(
                        "the table `{}` is looked up by fields and takes no arguments",
                        name.text
                    ),
                    format!("Write `{}` alone.", name.text),
                )
            } else {
                (
                    format!(
                        "the table `{}` takes {} arguments, not {}",
                        name.text,
                        keys.len(),
                        arguments.len()
                    ),
                    "Give a value for each of its keys, in their order.".to_owned(),
                )
            };
            self.report(
                Diagnostic::new(Code::ArgumentCount, span, message)
                    .also(place, "declared here")
                    .hint(hint),
            );
            return faulty(span);
        }
        let arguments = arguments
            .iter()
            .zip(keys)
            .map(|(argument, (_, scalar))| self.expect(argument, Type::Scalar(scalar), scope))
            .collect();
        self.lookup_expr(id, arguments, span)
    }

    fn lookup_expr(&self, id: TableId, arguments: Vec<Expr>, span: Span) -> Expr {
        let Some(table) = self.program.tables.get(id.0 as usize) else {
            return faulty(span);
        };
        Expr {
            ty: table.ty,
            optional: table.optional,
            private: arguments.iter().any(|argument| argument.private),
            span,
            kind: ExprKind::Lookup {
                table: id,
                arguments,
            },
        }
    }

    fn built_in(
        &mut self,
        function: &'static Function,
        arguments: &[ast::Expr],
        span: Span,
        scope: Scope<'_>,
    ) -> Expr {
        let takes = function.parameters;
        if takes.len() != arguments.len() {
            let names: Vec<&str> = takes.iter().map(|parameter| parameter.name).collect();
            let message = format!(
                "`{}` takes {} arguments, not {}",
                function.name,
                takes.len(),
                arguments.len()
            );
            let hint = format!("Write `{}({})`.", function.name, names.join(", "));
            self.report(Diagnostic::new(Code::ArgumentCount, span, message).hint(hint));
            return faulty(span);
        }
        let arguments: Vec<Expr> = arguments
            .iter()
            .zip(takes)
            .map(|(argument, parameter)| {
                self.expect(argument, Type::Scalar(parameter.scalar), scope)
            })
            .collect();
        Expr {
            ty: Type::Scalar(function.result),
            optional: function.optional,
            private: !function.open && arguments.iter().any(|argument| argument.private),
            span,
            kind: ExprKind::Call {
                function,
                arguments,
            },
        }
    }

    /// Whether a fault inside this place has been reported already.
    fn diagnostics_cover(&self, span: Span) -> bool {
        self.diagnostics.any_within(span)
    }
}
