//! The enums and the record to a `Schema`. Slots are given later, when it is known what the rules read.

use super::collect::Names;
use super::types;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::program::{Enum, Field, FieldId, Schema, Shape, Type};
use crate::source::Span;
use crate::syntax::ast::{self, ItemKind, TypeKind};
use crate::value::{Decimal, EnumId, Scalar};
use std::collections::{HashMap, HashSet};

/// Most fields of a record, groups and those inside lists counted. Names are looked for among all of them.
const MOST_FIELDS: usize = 1_000;
/// Most words of an enum. They are numbered in 16 bits, and looked for among all of them.
const MOST_WORDS: usize = 2_000;

/// Builds the schema; without a record it has no fields. With it come the fields whose type has a fault, so that
/// nobody draws conclusions from it.
pub(super) fn build(
    names: &Names<'_>,
    diagnostics: &mut Diagnostics,
) -> (Schema, HashSet<FieldId>) {
    let mut builder = Builder {
        names,
        schema: Schema::default(),
        faulty: HashSet::new(),
        diagnostics,
    };
    builder.enums();
    match names.record {
        Some(record) => builder.record(record),
        None => builder.no_record(),
    }
    (builder.schema, builder.faulty)
}

struct Builder<'a, 'd> {
    names: &'a Names<'a>,
    schema: Schema,
    faulty: HashSet<FieldId>,
    diagnostics: &'d mut Diagnostics,
}

/// Where a field stands.
#[derive(Clone, Copy)]
struct Place {
    parent: Option<FieldId>,
    rows: Option<FieldId>,
    private: bool,
}

impl Builder<'_, '_> {
    fn enums(&mut self) {
        self.schema.enums.push(Enum {
            name: "Decision".into(),
            words: ["accept", "review", "incomplete", "reject"]
                .map(Into::into)
                .into(),
            other: None,
            span: None,
        });
        for each in &self.names.enums {
            let mut words: Vec<Box<str>> = Vec::new();
            let mut places: HashMap<&str, Span> = HashMap::new();
            for word in &each.words {
                match places.insert(&word.text, word.span) {
                    None => words.push(word.text.as_str().into()),
                    Some(first) => self.twice("word", word, first),
                }
            }
            if types::is_type_name(&each.name.text) || each.name.text == "Decision" {
                self.diagnostics.push(
                    Diagnostic::new(
                        Code::DeclaredTwice,
                        each.name.span,
                        format!("`{}` is a type of the language itself", each.name.text),
                    )
                    .hint("Give the enum another name."),
                );
            }
            if words.len() > MOST_WORDS {
                let message = format!(
                    "the enum `{}` has more than {MOST_WORDS} words",
                    each.name.text
                );
                self.diagnostics.push(
                    Diagnostic::new(Code::TooLarge, each.name.span, message)
                        .hint("Use a text where there are so many values."),
                );
                words.truncate(MOST_WORDS);
            }
            let other = words.iter().position(|word| &**word == "other");
            self.schema.enums.push(Enum {
                name: each.name.text.as_str().into(),
                words,
                other: other.map(|at| at as u16),
                span: Some(each.name.span),
            });
        }
    }

    fn record(&mut self, record: &ast::Record) {
        self.schema.name = record.name.text.as_str().into();
        let place = Place {
            parent: None,
            rows: None,
            private: false,
        };
        self.schema.top = self.fields(&record.fields, place);
        let at_top = |name: &str, scalar: Scalar| {
            let fields = self.schema.top.iter().copied();
            fields
                .filter(|id| &*self.schema.field(*id).name == name)
                .find(|id| self.schema.field(*id).shape == Shape::Scalar(scalar))
        };
        let id = at_top("id", Scalar::Text);
        let instant = at_top("submitted_at", Scalar::Instant);
        self.schema.id = id;
        self.schema.instant = instant;
    }

    fn no_record(&mut self) {
        let Some(place) = self
            .names
            .first_place()
            .filter(|_| !self.names.any_broken(ItemKind::Record))
        else {
            return;
        };
        self.diagnostics.push(
            Diagnostic::new(Code::OneRecord, place, "this rule set declares no record")
                .hint("Say what a submission holds: `record submission { ... }`."),
        );
    }

    fn fields(&mut self, fields: &[ast::Field], place: Place) -> Vec<FieldId> {
        let mut ids = Vec::new();
        let mut places: HashMap<&str, Span> = HashMap::new();
        for field in fields {
            if self.schema.fields.len() == MOST_FIELDS {
                self.too_many(field.name.span);
                break;
            }
            match places.insert(&field.name.text, field.name.span) {
                None => ids.push(self.field(field, place)),
                Some(first) => self.twice("field", &field.name, first),
            }
        }
        ids
    }

    fn field(&mut self, field: &ast::Field, place: Place) -> FieldId {
        let id = FieldId(self.schema.fields.len() as u32);
        let private = field.private || place.private;
        self.schema.fields.push(Field {
            name: field.name.text.as_str().into(),
            path: self.path(&field.name.text, place),
            parent: place.parent,
            rows: place.rows,
            shape: Shape::Scalar(Scalar::Text),
            optional: field.optional,
            private,
            fixed: field.fixed,
            default: None,
            range: None,
            slot: None,
            span: field.name.span,
        });
        let inside = Place {
            parent: Some(id),
            private,
            ..place
        };
        let (shape, range) = self.shape(&field.ty, id, inside);
        let default = match self.faulty.contains(&id) {
            true => None,
            false => self.default(field, &shape, range),
        };
        if let Some(field) = self.schema.fields.get_mut(id.0 as usize) {
            (field.shape, field.range, field.default) = (shape, range, default);
        }
        id
    }

    fn too_many(&mut self, span: Span) {
        let message = format!("the record has more than {MOST_FIELDS} fields");
        self.diagnostics.push(
            Diagnostic::new(Code::TooLarge, span, message)
                .label("from this field on it is too much")
                .hint(
                    "Leave out what no rule asks for: a record may hold more than the rules know.",
                ),
        );
    }

    fn path(&self, name: &str, place: Place) -> Box<str> {
        let Some(parent) = place.parent else {
            return name.into();
        };
        let mark = if place.rows == Some(parent) { "[]" } else { "" };
        format!("{}{mark}.{name}", self.schema.field(parent).path).into()
    }

    fn shape(
        &mut self,
        ty: &ast::TypeExpr,
        id: FieldId,
        inside: Place,
    ) -> (Shape, Option<(Decimal, Decimal)>) {
        match &ty.kind {
            TypeKind::Group(fields) => (Shape::Group(self.fields(fields, inside)), None),
            TypeKind::List(item) => match &item.kind {
                TypeKind::Group(fields) => (self.rows(fields, ty.span, id, inside), None),
                _ => {
                    let (scalar, range) = self.scalar(item, id);
                    (Shape::List(scalar), range)
                }
            },
            _ => {
                let (scalar, range) = self.scalar(ty, id);
                (Shape::Scalar(scalar), range)
            }
        }
    }

    fn rows(&mut self, fields: &[ast::Field], span: Span, id: FieldId, inside: Place) -> Shape {
        if inside.rows.is_some() {
            self.diagnostics.push(
                Diagnostic::new(
                    Code::SchemaShape,
                    span,
                    "a list of records stands inside a list of records",
                )
                .hint("Move the inner list to the top of the record, or make it a list of plain values."),
            );
        }
        let inside = Place {
            rows: Some(id),
            ..inside
        };
        let children = self.fields(fields, inside);
        // Numbered once it is known what is read.
        Shape::Rows {
            children,
            width: 0,
            list: 0,
        }
    }

    /// A type of one value; a fault is reported, and a text stands in for it.
    fn scalar(&mut self, ty: &ast::TypeExpr, id: FieldId) -> (Scalar, Option<(Decimal, Decimal)>) {
        let (found, range) = types::resolve(ty, &self.schema, self.names, self.diagnostics);
        match found {
            Type::Scalar(scalar) if !matches!(scalar, Scalar::Period | Scalar::Duration) => {
                return (scalar, range);
            }
            Type::Scalar(Scalar::Period | Scalar::Duration) => {
                self.diagnostics.push(
                    Diagnostic::new(
                        Code::SchemaShape,
                        ty.span,
                        "a record holds no periods and no durations",
                    )
                    .hint("Periods and durations belong to parameters: `param margin: period = 3 months`."),
                );
            }
            Type::List(_) => {
                self.diagnostics.push(
                    Diagnostic::new(Code::SchemaShape, ty.span, "a list stands inside a list")
                        .hint("A list holds plain values or records."),
                );
            }
            _ => {}
        }
        self.faulty.insert(id);
        (Scalar::Text, None)
    }

    fn default(
        &mut self,
        field: &ast::Field,
        shape: &Shape,
        range: Option<(Decimal, Decimal)>,
    ) -> Option<crate::value::Constant> {
        let default = field.default.as_ref()?;
        let ty = match shape {
            Shape::Scalar(scalar) => Type::Scalar(*scalar),
            Shape::List(scalar) => Type::List(*scalar),
            Shape::Group(_) | Shape::Rows { .. } => {
                self.diagnostics.push(
                    Diagnostic::new(
                        Code::SchemaShape,
                        default.span,
                        "a nested record has no value of its own to take when it is absent",
                    )
                    .hint("Write `otherwise` at the fields inside it."),
                );
                return None;
            }
        };
        let constant = types::constant(default, ty, &self.schema, self.diagnostics)?;
        types::check_range(&constant, ty, range, default.span, self.diagnostics);
        Some(constant)
    }

    fn twice(&mut self, kind: &str, name: &ast::Name, first: Span) {
        self.diagnostics.push(
            Diagnostic::new(
                Code::DeclaredTwice,
                name.span,
                format!("the {kind} `{}` stands here twice", name.text),
            )
            .also(first, "first here")
            .hint("Keep one of them, or give one another name."),
        );
    }
}

/// The id of the enum with this place among the declared ones: the language's own comes before them.
pub(super) fn enum_id(declared: usize) -> EnumId {
    EnumId(declared as u16 + 1)
}
