//! Places in a record and the values that are put there, held against the schema.

use super::Maker;
use crate::compile::types;
use crate::diagnostic::{Code, Diagnostic, one_of};
use crate::program::{Change, FieldId, Shape, Type};
use crate::source::Span;
use crate::syntax::ast::{self, ExprKind, Literal, Made, MadeKind};
use crate::value::{Constant, Decimal, Scalar, Step, Tree, place_text};
use chrono_tz::Tz;
use std::collections::HashMap;

/// What stands at a place.
#[derive(Clone, Copy)]
enum Target {
    /// A field with all that is in it.
    Field(FieldId),
    /// An element of the list in a field.
    Element(FieldId),
}

/// The words for a value that has to be written another way.
struct Shown {
    what: String,
    hint: &'static str,
}

impl Maker<'_, '_> {
    pub(super) fn changes(&mut self, written: &[ast::Change]) -> Vec<Change> {
        let top = &self.program.schema.top;
        self.changes_within(written, top)
    }

    fn changes_within(&mut self, written: &[ast::Change], fields: &[FieldId]) -> Vec<Change> {
        let mut set: HashMap<String, Span> = HashMap::new();
        let mut changes = Vec::new();
        for change in written {
            if let Some(value) = &change.value {
                let text = place_of(&change.place);
                if let Some(first) = set.insert(text.clone(), change.place.span) {
                    let message = format!("`{text}` is set here a second time");
                    self.report(
                        Diagnostic::new(Code::Repeated, value.span, message)
                            .also(first, "the first is here")
                            .hint("Keep one of them."),
                    );
                }
            }
            changes.extend(self.change_within(&change.place, change.value.as_ref(), fields));
        }
        changes
    }

    /// A change of the record.
    pub(super) fn change(&mut self, place: &ast::Place, value: Option<&Made>) -> Option<Change> {
        let top = &self.program.schema.top;
        self.change_within(place, value, top)
    }

    fn change_within(
        &mut self,
        place: &ast::Place,
        value: Option<&Made>,
        fields: &[FieldId],
    ) -> Option<Change> {
        let target = self.target(place, fields)?;
        let value = match value {
            Some(made) => Some(self.value(made, target)?),
            None => None,
        };
        Some(Change {
            place: steps(place),
            value,
            span: place.span,
        })
    }

    /// A place that has to be a field, as a text: `images[1].glare`.
    pub(super) fn field_named(&mut self, place: &ast::Place) -> Option<Box<str>> {
        self.target(place, &self.program.schema.top)?;
        Some(place_of(place).into())
    }

    /// What stands at a place; reports where the record has no such place.
    fn target(&mut self, place: &ast::Place, fields: &[FieldId]) -> Option<Target> {
        let schema = &self.program.schema;
        let mut at: Option<Target> = None;
        for step in &place.steps {
            let next = match (at, step) {
                (None, ast::Step::Field(name)) => self.child(name, None, fields),
                (Some(Target::Field(id)), ast::Step::Element(_, span)) => {
                    match schema.field(id).shape {
                        Shape::List(_) | Shape::Rows { .. } => Some(Target::Element(id)),
                        Shape::Scalar(_) | Shape::Group(_) => self.no_list(id, *span),
                    }
                }
                (Some(Target::Field(id)), ast::Step::Field(name)) => {
                    match &schema.field(id).shape {
                        Shape::Group(children) => self.child(name, Some(id), children),
                        Shape::Rows { .. } => self.no_element(id, name),
                        Shape::Scalar(_) | Shape::List(_) => self.no_fields(id, name),
                    }
                }
                (Some(Target::Element(id)), ast::Step::Field(name)) => {
                    match &schema.field(id).shape {
                        Shape::Rows { children, .. } => self.child(name, Some(id), children),
                        _ => self.no_fields(id, name),
                    }
                }
                (None, ast::Step::Element(_, span)) => self.no_list_here(*span),
                (Some(Target::Element(id)), ast::Step::Element(_, span)) => self.no_list(id, *span),
            };
            at = Some(next?);
        }
        at
    }

    fn child(
        &mut self,
        name: &ast::Name,
        parent: Option<FieldId>,
        children: &[FieldId],
    ) -> Option<Target> {
        let schema = &self.program.schema;
        let found = children
            .iter()
            .find(|id| *schema.field(**id).name == *name.text);
        if let Some(id) = found {
            return Some(Target::Field(*id));
        }
        let names = children.iter().map(|id| &*schema.field(*id).name);
        let whole = match parent {
            Some(parent) => schema.field(parent).path.to_string(),
            None => schema.name.to_string(),
        };
        let message = format!("`{whole}` has no field `{}`", name.text);
        let mut fault = Diagnostic::new(Code::NoSuchPlace, name.span, message)
            .hint(format!("It has {}.", one_of(names.clone())))
            .did_you_mean(&name.text, names);
        if let Some(parent) = parent.map(|parent| schema.field(parent)) {
            fault = fault.also(parent.span, format!("`{}` is declared here", parent.name));
        }
        self.report(fault);
        None
    }

    fn no_list<T>(&mut self, id: FieldId, span: Span) -> Option<T> {
        let message = format!("`{}` is no list", self.program.schema.field(id).path);
        self.report(
            Diagnostic::new(Code::NoSuchPlace, span, message)
                .hint("Leave the number in brackets out."),
        );
        None
    }

    fn no_list_here<T>(&mut self, span: Span) -> Option<T> {
        self.report(
            Diagnostic::new(Code::NoSuchPlace, span, "a field is needed here")
                .hint("Name the list before its element: `images[0]`."),
        );
        None
    }

    fn no_element<T>(&mut self, id: FieldId, name: &ast::Name) -> Option<T> {
        let list = &self.program.schema.field(id).path;
        let message = format!(
            "`{list}` is a list: `{}` needs one of its elements",
            name.text
        );
        let hint = format!("Say which, counted from 0: `{list}[0].{}`.", name.text);
        self.report(Diagnostic::new(Code::NoSuchPlace, name.span, message).hint(hint));
        None
    }

    fn no_fields<T>(&mut self, id: FieldId, name: &ast::Name) -> Option<T> {
        let path = &self.program.schema.field(id).path;
        let message = format!("`{path}` is a single value and has no fields");
        self.report(Diagnostic::new(Code::NoSuchPlace, name.span, message));
        None
    }

    /// A value for a place; reports what does not fit there.
    fn value(&mut self, made: &Made, target: Target) -> Option<Tree> {
        let schema = &self.program.schema;
        let (id, shape) = match target {
            Target::Field(id) | Target::Element(id) => (id, &schema.field(id).shape),
        };
        match (target, shape) {
            (Target::Field(_), Shape::Scalar(scalar))
            | (Target::Element(_), Shape::List(scalar)) => self.scalar(made, id, *scalar),
            (Target::Field(_), Shape::List(_) | Shape::Rows { .. }) => {
                let MadeKind::List(items) = &made.kind else {
                    return self.misfit(made, id, LIST);
                };
                let items = items
                    .iter()
                    .map(|item| self.value(item, Target::Element(id)));
                let items: Vec<Option<Tree>> = items.collect();
                let items: Option<Vec<Tree>> = items.into_iter().collect();
                items.map(Tree::List)
            }
            (_, Shape::Group(children) | Shape::Rows { children, .. }) => {
                let MadeKind::Object(changes) = &made.kind else {
                    return self.misfit(made, id, OBJECT);
                };
                self.object(changes, children)
            }
            (Target::Element(_), Shape::Scalar(_)) => None,
        }
    }

    /// An object is what its fields make of nothing.
    fn object(&mut self, written: &[ast::Change], fields: &[FieldId]) -> Option<Tree> {
        let changes = self.changes_within(written, fields);
        let mut tree = Tree::Object(Vec::new());
        for change in &changes {
            if let Err(misplaced) = change.apply(&mut tree) {
                let message = misplaced.explain(&change.place);
                self.report(Diagnostic::new(Code::NoSuchPlace, change.span, message));
                return None;
            }
        }
        (changes.len() == written.len()).then_some(tree)
    }

    fn scalar(&mut self, made: &Made, id: FieldId, scalar: Scalar) -> Option<Tree> {
        let MadeKind::Constant(expr) = &made.kind else {
            let name = self.program.schema.type_name(scalar);
            let what = types::article(name);
            let shown = Shown {
                what: format!("{what} is needed here"),
                hint: "Write one value without brackets or braces.",
            };
            return self.misfit(made, id, shown);
        };
        if matches!(expr.kind, ExprKind::Literal(Literal::Absent)) {
            let path = &self.program.schema.field(id).path;
            let hint = format!("To take the field away, write `{path} removed`.");
            self.report(
                Diagnostic::new(Code::NotHere, expr.span, "a record holds no `absent`").hint(hint),
            );
            return None;
        }
        let schema = &self.program.schema;
        let constant = types::constant(expr, Type::Scalar(scalar), schema, self.diagnostics)?;
        let share = (scalar == Scalar::Percent).then_some((Decimal::ZERO, Decimal::ONE));
        let range = schema.field(id).range.or(share);
        let ty = Type::Scalar(scalar);
        types::check_range(&constant, ty, range, expr.span, self.diagnostics)
            .then(|| self.tree_of(&constant))
    }

    /// A constant as records write it.
    fn tree_of(&self, constant: &Constant) -> Tree {
        let text = |text: String| Tree::Text(text.into());
        match constant {
            Constant::Bool(bool) => Tree::Bool(*bool),
            Constant::Number(number) => Tree::Number(number.normalize().to_string().into()),
            Constant::Date(date) => text(date.to_string()),
            Constant::LongTerm => text("long_term".to_owned()),
            Constant::Instant(instant) => text(instant.rfc3339_in(Tz::UTC)),
            Constant::Country(country) => text(country.to_string()),
            Constant::Word(word) => text(self.program.schema.word(*word).to_owned()),
            Constant::Text(written) => Tree::Text(written.clone()),
            Constant::List(items) => {
                Tree::List(items.iter().map(|item| self.tree_of(item)).collect())
            }
            // Records hold none.
            Constant::Period(_) | Constant::Duration(_) | Constant::Absent => Tree::Null,
        }
    }

    fn misfit<T>(&mut self, made: &Made, id: FieldId, shown: impl Into<Shown>) -> Option<T> {
        let field = self.program.schema.field(id);
        let shown = shown.into();
        self.report(
            Diagnostic::new(Code::TypeMismatch, made.span, shown.what)
                .also(field.span, format!("`{}` is declared here", field.path))
                .hint(shown.hint),
        );
        None
    }
}

const LIST: (&str, &str) = (
    "a list is needed here",
    "Put its elements into brackets: `[...]`; none is `[]`.",
);
const OBJECT: (&str, &str) = (
    "a group of fields is needed here",
    "Put its fields into braces: `{ side = portrait, glare = 1% }`.",
);

impl From<(&str, &'static str)> for Shown {
    fn from((what, hint): (&str, &'static str)) -> Shown {
        Shown {
            what: what.to_owned(),
            hint,
        }
    }
}

fn steps(place: &ast::Place) -> Vec<Step> {
    let step = |step: &ast::Step| match step {
        ast::Step::Field(name) => Step::Field(name.text.as_str().into()),
        ast::Step::Element(index, _) => Step::Element(*index),
    };
    place.steps.iter().map(step).collect()
}

/// `images[1].glare`
pub(super) fn place_of(place: &ast::Place) -> String {
    place_text(&steps(place))
}
