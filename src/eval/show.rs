//! Values and sources to text for people: messages, explanations and traces use it.
//!
//! A private value prints as `•••` unless the caller reveals it; that it is not there is no secret.

use super::Privacy;
use super::context::Context;
use crate::program::{Expr, FieldId, Message, MessagePart, Program, Schema, Shape, Type};
use crate::source::Span;
use crate::value::{
    Constant, Decimal, Figures, Scalar, Value, escape_controls, is_plain, show_number, show_percent,
};
use std::borrow::Cow;

/// What stands for a private value.
pub(super) const MASK: &str = "•••";
/// What messages say in place of a value that is not there.
pub(super) const NOT_SUPPLIED: &str = "(not supplied)";

impl<'c, 'a> Context<'c, 'a> {
    /// The value of an expression.
    pub fn show(&self, expr: &'a Expr) -> Shown<'a> {
        self.show_as(expr, self.seen(expr))
    }

    /// What is shown of an expression: of a list of records, how long it is.
    fn seen(&self, expr: &'a Expr) -> Value<'a> {
        match expr.ty {
            Type::Rows(_) => self
                .rows(expr)
                .map_or(Value::Missing, |rows| self.count_rows(rows)),
            _ => self.eval(expr),
        }
    }

    fn show_as(&self, expr: &'a Expr, value: Value<'a>) -> Shown<'a> {
        match (value, expr.ty) {
            (Value::Missing | Value::Absent, _) => shown(self.program, value, expr.ty),
            _ if self.masks(expr.private) => MASK.into(),
            (_, Type::Group(_) | Type::Reading { .. }) => "present".into(),
            (_, Type::Rows(_)) => Shown::Text(entries(self.program, value)),
            _ => shown(self.program, value, expr.ty),
        }
    }

    /// Whether something private has to be hidden.
    pub fn masks(&self, private: bool) -> bool {
        private && self.privacy == Privacy::Mask
    }

    /// A message with its values filled in.
    pub fn message(&self, message: &'a Message) -> Cow<'a, str> {
        if let Some(plain) = message.plain() {
            return plain.into();
        }
        let room = message.parts.iter().map(|part| match part {
            MessagePart::Text(part) => part.len(),
            MessagePart::Value(_) => 16,
        });
        let mut text = String::with_capacity(room.sum());
        for part in &message.parts {
            match part {
                MessagePart::Text(part) => text.push_str(part),
                MessagePart::Value(expr) => self.said(expr).push_to(&mut text),
            }
        }
        text.into()
    }

    /// The value of an expression as messages say it.
    pub fn said(&self, expr: &'a Expr) -> Shown<'a> {
        match self.seen(expr) {
            Value::Missing | Value::Absent => NOT_SUPPLIED.into(),
            value => self.show_as(expr, value),
        }
    }
}

/// The schema's value for a field that was not supplied.
pub(super) fn show_default(program: &Program, field: FieldId, privacy: Privacy) -> Cow<'_, str> {
    let field = program.schema.field(field);
    let ty = match field.shape {
        Shape::Scalar(scalar) => Type::Scalar(scalar),
        Shape::List(scalar) => Type::List(scalar),
        Shape::Group(_) | Shape::Rows { .. } => Type::Faulty,
    };
    let value = field
        .default
        .as_ref()
        .map_or(Value::Absent, Constant::value);
    if field.private && privacy == Privacy::Mask {
        MASK.into()
    } else {
        show_value(program, value, ty)
    }
}

/// A value as people read it.
#[derive(Clone, Debug)]
pub(crate) enum Shown<'a> {
    /// A text, most of which stand somewhere.
    Text(Cow<'a, str>),
    /// What was made for it.
    Figures(Figures),
}

impl Shown<'_> {
    fn push_to(&self, text: &mut String) {
        match self {
            Shown::Text(shown) => text.push_str(shown),
            Shown::Figures(figures) => text.push_str(&String::from(*figures)),
        }
    }
}

impl<'a> From<Shown<'a>> for Cow<'a, str> {
    fn from(shown: Shown<'a>) -> Cow<'a, str> {
        match shown {
            Shown::Text(text) => text,
            Shown::Figures(figures) => String::from(figures).into(),
        }
    }
}

impl<'a> From<&'a str> for Shown<'a> {
    fn from(text: &'a str) -> Shown<'a> {
        Shown::Text(text.into())
    }
}

impl From<String> for Shown<'_> {
    fn from(text: String) -> Self {
        Shown::Text(text.into())
    }
}

/// A value of a type.
pub(super) fn show_value<'a>(program: &'a Program, value: Value<'a>, ty: Type) -> Cow<'a, str> {
    shown(program, value, ty).into()
}

pub(super) fn shown<'a>(program: &'a Program, value: Value<'a>, ty: Type) -> Shown<'a> {
    match value {
        Value::Missing => "not supplied".into(),
        Value::Absent => "absent".into(),
        Value::Bool(true) => "true".into(),
        Value::Bool(false) => "false".into(),
        Value::Number(number) => shown_number(number, ty),
        Value::Between(least, most) => format!("between {least} and {most}").into(),
        Value::Date(date) => Shown::Figures(Figures::of_date(date)),
        Value::LongTerm => "long term".into(),
        Value::Instant(instant) => instant.show_in(program.timezone).into(),
        Value::Period(period) => period.to_string().into(),
        Value::Duration(duration) => duration.to_string().into(),
        Value::Country(country) => Shown::Figures(Figures::of_country(country)),
        Value::Word(word) => program.schema.word(word).into(),
        Value::Text("") => "empty".into(),
        Value::Text(text) => Shown::Text(printable(text)),
        Value::List(list) if list.is_empty() => "empty".into(),
        Value::List(list) => {
            let items = list.iter().map(|item| show_value(program, item, ty));
            items.collect::<Vec<_>>().join(", ").into()
        }
    }
}

fn shown_number<'a>(number: Decimal, ty: Type) -> Shown<'a> {
    let is_percent = matches!(
        ty,
        Type::Scalar(Scalar::Percent) | Type::List(Scalar::Percent)
    );
    let figures = match is_percent {
        true => Figures::of_percent(number),
        false => Figures::of_number(number),
    };
    match (figures, is_percent) {
        (Some(figures), _) => Shown::Figures(figures),
        (None, true) => show_percent(number).into(),
        (None, false) => show_number(number).into(),
    }
}

/// A text of the record that can be shown without harm.
pub(super) fn printable(text: &str) -> Cow<'_, str> {
    if is_plain(text) {
        text.into()
    } else {
        escape_controls(text).into()
    }
}

/// How long a list of records is.
fn entries<'a>(program: &'a Program, count: Value<'a>) -> Cow<'a, str> {
    let noun = match count {
        Value::Number(number) if number == Decimal::ONE => "entry",
        _ => "entries",
    };
    let count = show_value(program, count, Type::Scalar(Scalar::Integer));
    format!("{count} {noun}").into()
}

/// The path of a field, with the place in the list that it stands in.
pub(super) fn field_path(schema: &Schema, field: FieldId, index: Option<u32>) -> Cow<'_, str> {
    let path = &*schema.field(field).path;
    match index {
        Some(index) => path.replacen("[]", &format!("[{index}]"), 1).into(),
        None => path.into(),
    }
}

/// A piece of a rule file on one line, without its comments.
pub(super) fn source_text(program: &Program, span: Span) -> Cow<'_, str> {
    program.sources.words_of(span)
}
