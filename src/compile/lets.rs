//! `let`s and tables in an order in which each uses only earlier ones. Definitions that go round in a circle
//! are reported, and what hangs on them is left out.

use super::Checker;
use super::collect::Names;
use super::resolve::{Named, Scope, faulty};
use super::settle::Settled;
use super::tables;
use super::types::article;
use crate::builtins::{document_number, mrz};
use crate::diagnostic::{Code, Diagnostic};
use crate::program::{Expr, ExprKind, Let, LetId, ReadAs, TableId, Type};
use crate::source::Span;
use crate::syntax::ast::{self, LetValue};
use crate::value::Scalar;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Node {
    Let(usize),
    Table(usize),
}

/// Compiles all `let`s and tables.
pub(super) fn build(checker: &mut Checker<'_>) {
    let names = checker.names;
    // Placeholders, so that ids can be used before their things are compiled.
    for each in &names.lets {
        checker.program.lets.push(Let {
            name: each.name.text.as_str().into(),
            value: faulty(each.name.span),
            span: each.name.span,
        });
    }
    for each in &names.tables {
        checker.program.tables.push(tables::placeholder(each));
    }
    for node in order(checker) {
        match node {
            Node::Let(at) => {
                if let Some(written) = names.lets.get(at) {
                    let value = checker.let_value(written);
                    checker.settle_value(&value, &Settled::default());
                    if let Some(each) = checker.program.lets.get_mut(at) {
                        each.value = value;
                    }
                }
            }
            Node::Table(at) => {
                if let Some(written) = names.tables.get(at) {
                    let table = tables::build_table(checker, written);
                    if let (Some(table), Some(each)) = (table, checker.program.tables.get_mut(at)) {
                        *each = table;
                    }
                }
            }
        }
    }
}

/// All nodes, each after those it names; nodes of a circle are reported and left out.
fn order(checker: &mut Checker<'_>) -> Vec<Node> {
    let names = checker.names;
    let lets = names.lets.len();
    let node = |number: usize| {
        if number < lets {
            Node::Let(number)
        } else {
            Node::Table(number - lets)
        }
    };
    let uses = uses(names);
    let (order, circles) = sort(&uses);
    for circle in circles {
        let spans: Vec<(&str, Span)> = circle
            .iter()
            .filter_map(|number| match node(*number) {
                Node::Let(at) => names.lets.get(at).map(|each| &each.name),
                Node::Table(at) => names.tables.get(at).map(|each| &each.name),
            })
            .map(|name| (name.text.as_str(), name.span))
            .collect();
        let fault = circle_fault(&spans, "is defined by itself");
        fault.into_iter().for_each(|fault| checker.report(fault));
    }
    order.into_iter().map(node).collect()
}

/// Most members of a circle that are named.
const MOST_SHOWN: usize = 20;

/// For each `let`, then for each table, the numbers of those it names.
fn uses(names: &Names<'_>) -> Vec<Vec<usize>> {
    let of_lets = names.lets.iter().map(|each| let_names(each));
    let of_tables = names.tables.iter().map(|each| table_names(each));
    let numbered = |name: &str| {
        let of_let = names.let_id(name).map(|LetId(at)| at as usize);
        let table = || {
            names
                .table(name)
                .map(|TableId(at)| at as usize + names.lets.len())
        };
        of_let.or_else(table)
    };
    of_lets
        .chain(of_tables)
        .map(|used| used.into_iter().filter_map(numbered).collect())
        .collect()
}

/// Puts the `let`s in an order in which each uses only earlier ones, whatever order they are written in:
/// whoever works with them in their order relies on it. Those in a circle come last.
pub(super) fn put_in_order(names: &mut Names<'_>) {
    let mut order = sort(&uses(names)).0;
    order.retain(|number| *number < names.lets.len());
    names.order_lets(&order);
}

/// The fault of definitions that name one another in a circle.
pub(super) fn circle_fault(circle: &[(&str, Span)], what: &str) -> Option<Diagnostic> {
    let ((first, span), rest) = circle.split_first()?;
    let mut chain: Vec<String> = circle
        .iter()
        .take(MOST_SHOWN)
        .map(|(name, _)| format!("`{name}`"))
        .collect();
    if circle.len() > MOST_SHOWN {
        chain.push(format!("{} more", circle.len() - MOST_SHOWN));
    }
    chain.push(format!("`{first}`"));
    let message = format!("`{first}` {what}: {}", chain.join(" > "));
    let mut diagnostic = Diagnostic::new(Code::Circle, *span, message);
    for (name, span) in rest.iter().take(MOST_SHOWN) {
        diagnostic = diagnostic.also(*span, format!("`{name}` is part of the circle"));
    }
    Some(diagnostic.hint("Take one of them out of the circle."))
}

/// Sorts numbers so that each comes after those it uses; the circles are returned apart, and of those that
/// share a member one. Iterative, because a chain may be thousands long.
pub(super) fn sort(uses: &[Vec<usize>]) -> (Vec<usize>, Vec<Vec<usize>>) {
    #[derive(Clone, Copy, PartialEq)]
    enum State {
        New,
        Open,
        Done,
        InCircle,
    }
    let mut state = vec![State::New; uses.len()];
    let (mut order, mut circles) = (Vec::new(), Vec::new());
    for start in 0..uses.len() {
        if state.get(start) != Some(&State::New) {
            continue;
        }
        let mut path: Vec<(usize, usize)> = vec![(start, 0)];
        if let Some(first) = state.get_mut(start) {
            *first = State::Open;
        }
        while let Some((node, next)) = path.last_mut() {
            let node = *node;
            let used = uses.get(node).and_then(|used| used.get(*next)).copied();
            *next += 1;
            match used {
                Some(used) => match state.get(used) {
                    Some(State::New) => {
                        if let Some(state) = state.get_mut(used) {
                            *state = State::Open;
                        }
                        path.push((used, 0));
                    }
                    Some(State::Open) => {
                        let circle: Vec<usize> = path
                            .iter()
                            .rev()
                            .map(|(node, _)| *node)
                            .take_while(|node| state.get(*node) == Some(&State::Open))
                            .collect();
                        if let Some(end) = circle.iter().position(|node| *node == used) {
                            let circle: Vec<usize> =
                                circle.into_iter().take(end + 1).rev().collect();
                            for node in &circle {
                                if let Some(state) = state.get_mut(*node) {
                                    *state = State::InCircle;
                                }
                            }
                            circles.push(circle);
                        }
                    }
                    _ => {}
                },
                None => {
                    path.pop();
                    if let Some(state) = state.get_mut(node)
                        && *state == State::Open
                    {
                        *state = State::Done;
                        order.push(node);
                    }
                }
            }
        }
    }
    (order, circles)
}

fn let_names(each: &ast::Let) -> Vec<&str> {
    let mut names = Vec::new();
    match &each.value {
        LetValue::Expr(value) => value.each_name(&mut |name| names.push(name)),
        LetValue::Where { list, condition } => {
            names.extend(list.names.first().map(|name| name.text.as_str()));
            condition.each_name(&mut |name| names.push(name));
        }
        LetValue::Read { number, scheme } => {
            names.extend(scheme.names.first().map(|name| name.text.as_str()));
            number.each_name(&mut |name| names.push(name));
        }
    }
    names
}

fn table_names(table: &ast::Table) -> Vec<&str> {
    let keys = table.keys.iter().filter(|key| key.ty.is_none());
    keys.filter_map(|key| key.path.names.first())
        .map(|name| name.text.as_str())
        .collect()
}

impl Checker<'_> {
    fn let_value(&mut self, written: &ast::Let) -> Expr {
        let scope = Scope::default();
        match &written.value {
            LetValue::Expr(value) => {
                let found = self.infer(value, scope);
                match found.ty {
                    Type::Group(_) | Type::Rows(_) | Type::Reading { .. } => {
                        let message = format!(
                            "a `let` stands for a value, not for {}",
                            article(&self.type_name(found.ty))
                        );
                        let hint = "Name one field of it, or filter it: `let failures = history where outcome == failed`.";
                        self.report(
                            Diagnostic::new(Code::TypeMismatch, value.span, message).hint(hint),
                        );
                        faulty(value.span)
                    }
                    _ => found,
                }
            }
            LetValue::Where { list, condition } => self.filter(list, condition, written.span),
            LetValue::Read { number, scheme } => self.read(number, scheme, written.span),
        }
    }

    fn filter(&mut self, list: &ast::Path, condition: &ast::Expr, span: Span) -> Expr {
        let Some((rows, None)) = self.rows_path(list, Scope::default()) else {
            return faulty(span);
        };
        let field = match rows.ty {
            Type::Rows(field) => field,
            Type::Faulty => return faulty(span),
            other => {
                let message = format!(
                    "only a list of records can be filtered, not {}",
                    article(&self.type_name(other))
                );
                self.report(Diagnostic::new(Code::TypeMismatch, list.span, message));
                return faulty(span);
            }
        };
        let scope = Scope {
            filter: Some(field),
            ..Scope::default()
        };
        let condition = self.condition(condition, scope);
        if condition.ty == Type::Faulty {
            return faulty(span);
        }
        Expr {
            ty: rows.ty,
            optional: rows.optional,
            private: rows.private,
            span,
            kind: ExprKind::Where {
                rows: Box::new(rows),
                condition: Box::new(condition),
            },
        }
    }

    fn read(&mut self, text: &ast::Expr, scheme: &ast::Path, span: Span) -> Expr {
        let text = self.expect(text, Type::Scalar(Scalar::Text), Scope::default());
        let Some((how, optional)) = self.scheme(scheme) else {
            return faulty(span);
        };
        if text.ty == Type::Faulty {
            return faulty(span);
        }
        Expr {
            ty: how.ty(),
            optional: optional || text.optional,
            private: text.private,
            span,
            kind: ExprKind::Read {
                text: Box::new(text),
                how,
            },
        }
    }

    /// How a text is read, and whether that may not be known.
    fn scheme(&mut self, path: &ast::Path) -> Option<(ReadAs, bool)> {
        let head = path.names.first()?;
        // A word of the language in this place, so that a field may be called the same: `read mrz as mrz`.
        if path.single().is_some_and(|name| name.text == mrz::NAME) {
            return Some((ReadAs::Zone, false));
        }
        let is_value = self
            .named(&head.text, Scope::default())
            .is_some_and(|named| named != Named::Now);
        if let Some(name) = path.single()
            && !is_value
        {
            if let Some(scheme) = document_number::scheme(&name.text) {
                return Some((ReadAs::Number(scheme), false));
            }
            let known = document_number::SCHEMES.iter().map(|scheme| scheme.name);
            let known = known.chain([mrz::NAME]);
            let message = format!("there is no field and no number scheme `{}`", name.text);
            self.report(
                Diagnostic::new(Code::UnknownName, name.span, message)
                    .hint("`admit builtins` lists the schemes of document numbers; `mrz` is a machine-readable zone.")
                    .did_you_mean(&name.text, known),
            );
            return None;
        }
        let word = self.path(path, Scope::default());
        let of = match word.ty {
            Type::Scalar(Scalar::Enum(of)) => of,
            Type::Faulty => return None,
            other => {
                let message = format!(
                    "the type of the document is needed here, not {}",
                    article(&self.type_name(other))
                );
                let hint = "Name a field with an enum of document types, or a scheme such as `cn_resident_id`.";
                self.report(Diagnostic::new(Code::TypeMismatch, path.span, message).hint(hint));
                return None;
            }
        };
        let words = &self.program.schema.enumeration(of).words;
        let schemes: Vec<_> = words
            .iter()
            .map(|word| document_number::scheme(word))
            .collect();
        let without: Vec<String> = words
            .iter()
            .zip(&schemes)
            .filter(|(word, scheme)| scheme.is_none() && &***word != "other")
            .map(|(word, _)| format!("`{word}`"))
            .collect();
        let incomplete = schemes.iter().any(Option::is_none);
        if !without.is_empty() {
            let count = without.len();
            let shown = without
                .iter()
                .take(4)
                .cloned()
                .collect::<Vec<_>>()
                .join(", ");
            let more = if count > 4 {
                format!(" and {} more", count - 4)
            } else {
                String::new()
            };
            let message = format!("no number scheme is known for {shown}{more}");
            self.report(
                Diagnostic::new(Code::NoScheme, path.span, message)
                    .hint("What the numbers of these types say of themselves counts as absent."),
            );
        }
        let optional = word.optional || incomplete;
        let word = Box::new(word);
        Some((ReadAs::NumberByWord { word, of, schemes }, optional))
    }
}
