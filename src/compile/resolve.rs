//! Words to what they name: fields, parameters, `let`s, tables, the element at hand.

use super::Checker;
use super::unused::Used;
use crate::builtins::{Fact, Gives, Kind};
use crate::diagnostic::{Code, Diagnostic, one_of};
use crate::program::{
    Expr, ExprKind, FieldId, LetId, ParamId, RulesetId, Schema, Shape, TableId, Type,
};
use crate::source::Span;
use crate::syntax::ast;
use crate::value::{Constant, EnumId, Scalar};

/// What an expression may speak of besides fields, `let`s, tables and global parameters.
#[derive(Clone, Copy, Default)]
pub(super) struct Scope<'s> {
    /// The name of the element of `for each`, and its list.
    pub element: Option<(&'s str, FieldId)>,
    /// The list of a `where`: its elements' fields go by their bare names.
    pub filter: Option<FieldId>,
    /// The ruleset whose parameters are known.
    pub ruleset: Option<RulesetId>,
    /// Whether the decision is known: in advice and in policy lines.
    pub decision_known: bool,
}

/// What a bare name stands for.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Named {
    Field(FieldId),
    Element(FieldId),
    Param(ParamId),
    Let(LetId),
    Table(TableId),
    Now,
    Today,
    Decision,
}

impl<'a> Checker<'a> {
    /// What a bare name stands for; reports nothing but a name that could be two things.
    pub(super) fn named(&self, name: &str, scope: Scope<'_>) -> Option<Named> {
        match name {
            "now" => return Some(Named::Now),
            "today" => return Some(Named::Today),
            "decision" if scope.decision_known => return Some(Named::Decision),
            _ => {}
        }
        if let Some((element, rows)) = scope.element
            && element == name
        {
            return Some(Named::Element(rows));
        }
        if let Some(rows) = scope.filter
            && let Some(field) = child(
                &self.program.schema,
                self.program.schema.field(rows).shape.children(),
                name,
            )
        {
            return Some(Named::Field(field));
        }
        self.global(name, scope)
    }

    fn global(&self, name: &str, scope: Scope<'_>) -> Option<Named> {
        let own = scope
            .ruleset
            .and_then(|ruleset| self.names.ruleset_param(ruleset, name));
        own.or_else(|| self.names.global_param(name))
            .map(Named::Param)
            .or_else(|| {
                child(&self.program.schema, &self.program.schema.top, name).map(Named::Field)
            })
            .or_else(|| self.names.let_id(name).map(Named::Let))
            .or_else(|| self.names.table(name).map(Named::Table))
    }

    /// A path as an expression. Reports what it does not name.
    pub(super) fn path(&mut self, path: &ast::Path, scope: Scope<'_>) -> Expr {
        let Some((head, rest)) = path.names.split_first() else {
            return faulty(path.span);
        };
        if self.diagnostics.is_full() {
            return faulty(path.span);
        }
        if scope.filter.is_some() {
            self.report_hidden(head, scope);
        }
        let Some(named) = self.named(&head.text, scope) else {
            self.unknown_name(head, scope);
            return faulty(path.span);
        };
        match named {
            // Which of two things is meant is not known; that there are two is reported.
            _ if self.names.clashes(&head.text) => faulty(path.span),
            Named::Field(field) => self.field_path(field, rest, path.span),
            Named::Element(rows) => self.element_path(rows, head, rest, path.span),
            Named::Let(id) => self.let_path(id, head, rest, path.span),
            _ => match rest.first() {
                Some(part) => {
                    let message = format!("`{}` is a single value and has no fields", head.text);
                    self.report(Diagnostic::new(Code::UnknownField, part.span, message));
                    faulty(path.span)
                }
                None => self.simple(named, path.span),
            },
        }
    }

    fn simple(&mut self, named: Named, span: Span) -> Expr {
        let (kind, ty) = match named {
            Named::Now => (ExprKind::Now, Type::Scalar(Scalar::Instant)),
            Named::Today => (ExprKind::Today, Type::Scalar(Scalar::Date)),
            Named::Decision => (
                ExprKind::Decision,
                Type::Scalar(Scalar::Enum(EnumId::DECISION)),
            ),
            Named::Param(id) => {
                self.used.insert(Used::Param(id));
                let ty = self
                    .program
                    .params
                    .get(id.0 as usize)
                    .map_or(Type::Faulty, |param| param.ty);
                (ExprKind::Param(id), ty)
            }
            Named::Table(id) => return self.lookup_by_keys(id, span),
            Named::Field(_) | Named::Element(_) | Named::Let(_) => return faulty(span),
        };
        expr(kind, ty, span)
    }

    /// In a `where`, an element's field must not hide something of the same name.
    fn report_hidden(&mut self, head: &ast::Name, scope: Scope<'_>) {
        let Some(rows) = scope.filter else { return };
        let fields = self.program.schema.field(rows).shape.children();
        if child(&self.program.schema, fields, &head.text).is_some()
            && self.global(&head.text, scope).is_some()
        {
            let list = self.program.schema.field(rows).path.clone();
            self.report(
                Diagnostic::new(
                    Code::Ambiguous,
                    head.span,
                    format!(
                        "`{}` could be the field of {list} or the one outside of it",
                        head.text
                    ),
                )
                .hint("Give the parameter or `let` of this name another one."),
            );
        }
    }

    fn element_path(
        &mut self,
        rows: FieldId,
        head: &ast::Name,
        rest: &[ast::Name],
        span: Span,
    ) -> Expr {
        let Some((first, rest)) = rest.split_first() else {
            self.report(
                Diagnostic::new(
                    Code::TypeMismatch,
                    head.span,
                    format!("`{}` is a whole element of a list, not a value", head.text),
                )
                .hint(format!(
                    "Name one of its fields: `{}.{}`.",
                    head.text,
                    self.first_child(rows)
                )),
            );
            return faulty(span);
        };
        match self.child_of(rows, first) {
            Some(field) => self.field_path(field, rest, span),
            None => faulty(span),
        }
    }

    fn first_child(&self, field: FieldId) -> &str {
        let children = self.program.schema.field(field).shape.children();
        children
            .first()
            .map_or("", |id| &self.program.schema.field(*id).name)
    }

    fn let_path(&mut self, id: LetId, head: &ast::Name, rest: &[ast::Name], span: Span) -> Expr {
        self.used.insert(Used::Let(id));
        let value = self.let_value_of(id, span);
        match (value.ty, rest) {
            (Type::Faulty, _) => value,
            (Type::Reading { kind, types }, [name]) => match self.fact(kind, types, head, name) {
                Some((fact, ty)) => Expr {
                    kind: ExprKind::Fact { of: id, fact },
                    ty,
                    optional: value.optional || fact.optional,
                    private: value.private && !fact.open,
                    span,
                },
                None => faulty(span),
            },
            (Type::Reading { kind, .. }, _) => {
                self.not_one_fact(kind, head);
                faulty(span)
            }
            (_, []) => value,
            (Type::Rows(rows), [part, ..]) => {
                self.no_element(part, rows, &head.text);
                faulty(span)
            }
            (_, [part, ..]) => {
                let message = format!("`{}` is a single value and has no fields", head.text);
                self.report(Diagnostic::new(Code::UnknownField, part.span, message));
                faulty(span)
            }
        }
    }

    /// A `let` as an expression. What it stands for is not copied: that may be long, and used often.
    fn let_value_of(&self, id: LetId, span: Span) -> Expr {
        match self.program.lets.get(id.0 as usize).map(|each| &each.value) {
            Some(value) if value.ty != Type::Faulty => Expr {
                kind: ExprKind::Let(id),
                ty: value.ty,
                optional: value.optional,
                private: value.private,
                span,
            },
            _ => faulty(span),
        }
    }

    /// The fact of a name, and what it yields.
    fn fact(
        &mut self,
        kind: Kind,
        types: Option<EnumId>,
        read: &ast::Name,
        name: &ast::Name,
    ) -> Option<(&'static Fact, Type)> {
        let Some(fact) = kind.fact(&name.text) else {
            let names = kind.facts().iter().map(|fact| fact.name);
            let noun = kind.noun();
            let message = format!("a {noun} says no `{}` of itself", name.text);
            self.report(
                Diagnostic::new(Code::UnknownField, name.span, message)
                    .hint(format!(
                        "A {noun} says {} of itself.",
                        one_of(names.clone())
                    ))
                    .did_you_mean(&name.text, names),
            );
            return None;
        };
        let scalar = match (fact.gives, types) {
            (Gives::Scalar(scalar), _) => scalar,
            (Gives::Type, Some(of)) => Scalar::Enum(of),
            (Gives::Type, None) => {
                let message = format!(
                    "`{}` is always read as one type, so no other is looked for",
                    read.text
                );
                let hint = format!(
                    "`{}` needs a field that holds the type: `let {} = read document.number as document.type`.",
                    name.text, read.text
                );
                self.report(Diagnostic::new(Code::UnknownField, name.span, message).hint(hint));
                return None;
            }
        };
        Some((fact, Type::Scalar(scalar)))
    }

    fn not_one_fact(&mut self, kind: Kind, read: &ast::Name) {
        let message = format!(
            "`{}` is all that a {} says of itself, not one value",
            read.text,
            kind.noun()
        );
        let facts = kind.facts().iter();
        let names: Vec<String> = facts
            .map(|fact| format!("{}.{}", read.text, fact.name))
            .collect();
        let hint = format!(
            "Ask one thing of it: {}.",
            one_of(names.iter().map(String::as_str))
        );
        self.report(Diagnostic::new(Code::TypeMismatch, read.span, message).hint(hint));
    }

    /// The field that the rest of a path leads to, from a field.
    fn field_path(&mut self, from: FieldId, rest: &[ast::Name], span: Span) -> Expr {
        let mut field = from;
        for name in rest {
            match self.program.schema.field(field).shape {
                Shape::Rows { .. } => {
                    let list = self.program.schema.field(field).name.to_string();
                    self.no_element(name, field, &list);
                    return faulty(span);
                }
                Shape::Scalar(_) | Shape::List(_) => {
                    let path = self.program.schema.field(field).path.clone();
                    let message = format!("`{path}` is a single value and has no fields");
                    self.report(Diagnostic::new(Code::UnknownField, name.span, message));
                    return faulty(span);
                }
                Shape::Group(_) => match self.child_of(field, name) {
                    Some(child) => field = child,
                    None => return faulty(span),
                },
            }
        }
        self.field(field, span)
    }

    /// A field as an expression.
    pub(super) fn field(&self, id: FieldId, span: Span) -> Expr {
        let field = self.program.schema.field(id);
        let ty = match field.shape {
            _ if self.faulty_fields.contains(&id) => Type::Faulty,
            Shape::Scalar(scalar) => Type::Scalar(scalar),
            Shape::List(scalar) => Type::List(scalar),
            Shape::Group(_) => Type::Group(id),
            Shape::Rows { .. } => Type::Rows(id),
        };
        Expr {
            kind: ExprKind::Field(id),
            ty,
            optional: self.program.schema.may_be_absent(id),
            private: field.private,
            span,
        }
    }

    fn child_of(&mut self, parent: FieldId, name: &ast::Name) -> Option<FieldId> {
        let children = self.program.schema.field(parent).shape.children();
        if let Some(found) = child(&self.program.schema, children, &name.text) {
            return Some(found);
        }
        let names = children
            .iter()
            .map(|id| &*self.program.schema.field(*id).name);
        let parent = self.program.schema.field(parent);
        let message = format!("`{}` has no field `{}`", parent.path, name.text);
        let place = parent.span;
        let label = format!("`{}` is declared here", parent.name);
        let fault = Diagnostic::new(Code::UnknownField, name.span, message)
            .also(place, label)
            .hint(format!("It has {}.", one_of(names.clone())))
            .did_you_mean(&name.text, names);
        self.report(fault);
        None
    }

    fn no_element(&mut self, name: &ast::Name, rows: FieldId, list: &str) {
        let path = self.program.schema.field(rows).path.clone();
        let message = format!(
            "`{path}` is a list: `{}` needs one of its elements",
            name.text
        );
        self.report(
            Diagnostic::new(Code::NoElement, name.span, message).hint(format!(
                "Look at each element with `ruleset ... for each element in {list}`, or count those that a `let` picks out with `where`."
            )),
        );
    }

    /// A list of records and, if the path goes on, a field of its elements.
    pub(super) fn rows_path(
        &mut self,
        path: &ast::Path,
        scope: Scope<'_>,
    ) -> Option<(Expr, Option<FieldId>)> {
        let (head, mut rest) = path.names.split_first()?;
        let Some(named) = self.named(&head.text, scope) else {
            self.unknown_name(head, scope);
            return None;
        };
        let mut span = head.span;
        let rows = match named {
            Named::Let(id) => {
                self.used.insert(Used::Let(id));
                self.let_value_of(id, span)
            }
            Named::Field(mut field) => {
                while let (Shape::Group(_), Some((name, after))) =
                    (&self.program.schema.field(field).shape, rest.split_first())
                {
                    field = self.child_of(field, name)?;
                    span = span.join(name.span);
                    rest = after;
                }
                self.field(field, span)
            }
            _ => return Some((self.path(path, scope), None)),
        };
        let Type::Rows(mut field) = rows.ty else {
            return Some((rows, None)).filter(|_| rest.is_empty());
        };
        if rest.is_empty() {
            return Some((rows, None));
        }
        for name in rest {
            field = self.child_of(field, name)?;
        }
        Some((rows, Some(field)))
    }

    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }
}

fn child(schema: &Schema, children: &[FieldId], name: &str) -> Option<FieldId> {
    children
        .iter()
        .copied()
        .find(|id| &*schema.field(*id).name == name)
}

/// An expression that cannot be absent and shows nothing private.
pub(super) fn expr(kind: ExprKind, ty: Type, span: Span) -> Expr {
    Expr {
        kind,
        ty,
        optional: false,
        private: false,
        span,
    }
}

/// What stands for an expression with a fault that has been reported.
pub(super) fn faulty(span: Span) -> Expr {
    expr(ExprKind::Constant(Constant::Absent), Type::Faulty, span)
}
