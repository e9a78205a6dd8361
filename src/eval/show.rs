//! Values and sources to text for people: messages, explanations and traces use it.
//!
//! A private value prints as `•••` unless the caller reveals it; that it is not there is no secret.

use super::Privacy;
use super::context::Context;
use crate::program::{Expr, FieldId, Message, MessagePart, Program, Schema, Shape, Type};
use crate::source::Span;
use crate::value::{Constant, Decimal, Scalar, Value, escape_controls, show_number, show_percent};

/// What stands for a private value.
pub(super) const MASK: &str = "•••";

impl<'c, 'a> Context<'c, 'a> {
    /// The value of an expression.
    pub fn show(&self, expr: &'a Expr) -> String {
        let value = match expr.ty {
            Type::Rows(_) => match self.rows(expr) {
                Some(rows) => self.count_rows(rows),
                None => Value::Missing,
            },
            _ => self.eval(expr),
        };
        match (value, expr.ty) {
            (Value::Missing | Value::Absent, _) => show_value(self.program, value, expr.ty),
            _ if self.masks(expr.private) => MASK.to_owned(),
            (_, Type::Group(_) | Type::Reading { .. }) => "present".to_owned(),
            (_, Type::Rows(_)) => entries(self.program, value),
            _ => show_value(self.program, value, expr.ty),
        }
    }

    /// Whether something private has to be hidden.
    pub fn masks(&self, private: bool) -> bool {
        private && self.privacy == Privacy::Mask
    }

    /// A message with its values filled in.
    pub fn message(&self, message: &'a Message) -> String {
        let mut text = String::new();
        for part in &message.parts {
            match part {
                MessagePart::Text(part) => text.push_str(part),
                MessagePart::Value(expr) => match self.eval(expr) {
                    Value::Missing | Value::Absent => text.push_str("(not supplied)"),
                    _ => text.push_str(&self.show(expr)),
                },
            }
        }
        text
    }
}

/// The schema's value for a field that was not supplied.
pub(super) fn show_default(program: &Program, field: FieldId, privacy: Privacy) -> String {
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
        MASK.to_owned()
    } else {
        show_value(program, value, ty)
    }
}

/// A value of a type.
pub(super) fn show_value(program: &Program, value: Value<'_>, ty: Type) -> String {
    match value {
        Value::Missing => "not supplied".to_owned(),
        Value::Absent => "absent".to_owned(),
        Value::Bool(bool) => bool.to_string(),
        Value::Number(number) => match ty {
            Type::Scalar(Scalar::Percent) | Type::List(Scalar::Percent) => show_percent(number),
            _ => show_number(number),
        },
        Value::Between(least, most) => format!("between {least} and {most}"),
        Value::Date(date) => date.to_string(),
        Value::LongTerm => "long term".to_owned(),
        Value::Instant(instant) => instant.show_in(program.timezone),
        Value::Period(period) => period.to_string(),
        Value::Duration(duration) => duration.to_string(),
        Value::Country(country) => country.to_string(),
        Value::Word(word) => program.schema.word(word).to_owned(),
        Value::Text("") => "empty".to_owned(),
        Value::Text(text) => escape_controls(text),
        Value::List(list) if list.is_empty() => "empty".to_owned(),
        Value::List(list) => {
            let items = list.iter().map(|item| show_value(program, item, ty));
            items.collect::<Vec<_>>().join(", ")
        }
    }
}

/// How long a list of records is.
fn entries(program: &Program, count: Value<'_>) -> String {
    let noun = match count {
        Value::Number(number) if number == Decimal::ONE => "entry",
        _ => "entries",
    };
    let count = show_value(program, count, Type::Scalar(Scalar::Integer));
    format!("{count} {noun}")
}

/// The path of a field, with the place in the list that it stands in.
pub(super) fn field_path(schema: &Schema, field: FieldId, index: Option<u32>) -> String {
    let path = &*schema.field(field).path;
    match index {
        Some(index) => path.replacen("[]", &format!("[{index}]"), 1),
        None => path.to_owned(),
    }
}

/// A piece of a rule file on one line, without its comments.
pub(super) fn source_text(program: &Program, span: Span) -> String {
    program.sources.words_of(span)
}
