//! Types as written to types, and values as written to constants of a wanted type.

use super::collect::Names;
use super::schema::enum_id;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, nearest, one_of};
use crate::program::{Schema, Type};
use crate::source::Span;
use crate::syntax::ast::{self, ExprKind, ItemKind, Literal, TypeKind};
use crate::value::{Constant, Country, Decimal, EnumId, Scalar, Word, show_number, show_percent};

/// The types that have a name of their own.
const NAMED: [(&str, Scalar); 10] = [
    ("bool", Scalar::Bool),
    ("integer", Scalar::Integer),
    ("number", Scalar::Number),
    ("percent", Scalar::Percent),
    ("text", Scalar::Text),
    ("date", Scalar::Date),
    ("instant", Scalar::Instant),
    ("period", Scalar::Period),
    ("duration", Scalar::Duration),
    ("country", Scalar::Country),
];

/// What other languages call these types.
const FOREIGN: [(&str, &str); 12] = [
    ("boolean", "bool"),
    ("string", "text"),
    ("str", "text"),
    ("int", "integer"),
    ("float", "number"),
    ("double", "number"),
    ("decimal", "number"),
    ("percentage", "percent"),
    ("datetime", "instant"),
    ("timestamp", "instant"),
    ("time", "instant"),
    ("array", "list of ..."),
];

/// Whether the language has a type of this name.
pub(super) fn is_type_name(name: &str) -> bool {
    NAMED.iter().any(|(each, _)| *each == name)
}

/// A type with the bounds of its values.
pub(super) type Bounded = (Type, Option<(Decimal, Decimal)>);

/// The type of a parameter, a field of one value or a list. Reports what does not exist.
pub(super) fn resolve(
    ty: &ast::TypeExpr,
    schema: &Schema,
    names: &Names<'_>,
    diagnostics: &mut Diagnostics,
) -> Bounded {
    match &ty.kind {
        TypeKind::Named(name) => {
            let ty = named(name, schema, names, diagnostics);
            let share =
                (ty == Type::Scalar(Scalar::Percent)).then_some((Decimal::ZERO, Decimal::ONE));
            (ty, share)
        }
        TypeKind::Ranged { name, least, most } => ranged(name, least, most, ty.span, diagnostics),
        TypeKind::DateOrLongTerm => (Type::Scalar(Scalar::DateOrLongTerm), None),
        TypeKind::List(item) => match resolve(item, schema, names, diagnostics) {
            (Type::Scalar(scalar), range) => (Type::List(scalar), range),
            (Type::Faulty, _) => (Type::Faulty, None),
            _ => faulty(
                Diagnostic::new(Code::SchemaShape, item.span, "a list holds single values"),
                diagnostics,
            ),
        },
        TypeKind::Group(_) => faulty(
            Diagnostic::new(Code::NotHere, ty.span, "a nested record cannot stand here")
                .hint("Use a type of one value, such as `percent` or `period`, or a list of one."),
            diagnostics,
        ),
    }
}

fn faulty(diagnostic: Diagnostic, diagnostics: &mut Diagnostics) -> Bounded {
    diagnostics.push(diagnostic);
    (Type::Faulty, None)
}

fn named(
    name: &ast::Name,
    schema: &Schema,
    names: &Names<'_>,
    diagnostics: &mut Diagnostics,
) -> Type {
    if let Some((_, scalar)) = NAMED.iter().find(|(each, _)| *each == name.text) {
        return Type::Scalar(*scalar);
    }
    if name.text == "Decision" {
        return Type::Scalar(Scalar::Enum(EnumId::DECISION));
    }
    if let Some(declared) = names.enumeration(&name.text) {
        return Type::Scalar(Scalar::Enum(enum_id(declared)));
    }
    if !diagnostics.is_full() && !names.may_be_broken(&[ItemKind::Enum], &name.text) {
        let known = NAMED.iter().map(|(each, _)| *each);
        let enums = schema.enums.iter().map(|each| &*each.name);
        let foreign = FOREIGN
            .iter()
            .find(|(each, _)| *each == name.text.to_lowercase());
        let near = foreign
            .map(|(_, ours)| *ours)
            .or_else(|| nearest(&name.text, known.chain(enums)));
        let hint = near.map_or_else(
            || {
                format!(
                    "Declare it: `enum {} {{ ... }}`, or use a type such as `text` or `date`.",
                    name.text
                )
            },
            |near| format!("Did you mean `{near}`?"),
        );
        let message = format!("there is no type `{}`", name.text);
        diagnostics.push(Diagnostic::new(Code::UnknownType, name.span, message).hint(hint));
    }
    Type::Faulty
}

fn ranged(
    name: &ast::Name,
    least: &Literal,
    most: &Literal,
    span: Span,
    diagnostics: &mut Diagnostics,
) -> Bounded {
    let scalar = match name.text.as_str() {
        "integer" => Scalar::Integer,
        "number" => Scalar::Number,
        "percent" => Scalar::Percent,
        _ => {
            return faulty(
                Diagnostic::new(
                    Code::SchemaShape,
                    span,
                    format!("`{}` takes no bounds", name.text),
                )
                .hint("Only `integer`, `number` and `percent` have a least and a greatest value."),
                diagnostics,
            );
        }
    };
    let bound = |literal: &Literal| match (scalar, literal) {
        (Scalar::Percent, Literal::Percent(number)) => Some(*number),
        (Scalar::Integer, Literal::Number(number)) if number.fract().is_zero() => Some(*number),
        (Scalar::Number, Literal::Number(number)) => Some(*number),
        _ => None,
    };
    match (bound(least), bound(most)) {
        (Some(least), Some(most)) if least <= most => (Type::Scalar(scalar), Some((least, most))),
        (Some(_), Some(_)) => faulty(
            Diagnostic::new(
                Code::OutOfRange,
                span,
                "the least value is above the greatest",
            )
            .hint("Write the least value, then `..`, then the greatest."),
            diagnostics,
        ),
        _ => faulty(
            Diagnostic::new(
                Code::TypeMismatch,
                span,
                format!("the bounds have to be of type {}", scalar.name()),
            ),
            diagnostics,
        ),
    }
}

/// A value as written, of the wanted type. Reports what does not fit and says how to write it.
pub(super) fn constant(
    expr: &ast::Expr,
    wanted: Type,
    schema: &Schema,
    diagnostics: &mut Diagnostics,
) -> Option<Constant> {
    let mut reader = Reader {
        schema,
        diagnostics,
    };
    match wanted {
        Type::Scalar(scalar) => reader.scalar(expr, scalar),
        Type::List(scalar) => reader.list(expr, scalar),
        Type::Faulty => None,
        Type::Rows(_) | Type::Group(_) | Type::Reading { .. } => {
            reader.not_a_constant(expr);
            None
        }
    }
}

/// Reports each number of a constant that lies outside of its bounds; true if there is none.
pub(super) fn check_range(
    constant: &Constant,
    ty: Type,
    range: Option<(Decimal, Decimal)>,
    span: Span,
    diagnostics: &mut Diagnostics,
) -> bool {
    let items = match constant {
        Constant::List(items) => items,
        single => std::slice::from_ref(single),
    };
    let Some((least, most)) = range else {
        return true;
    };
    let percent = matches!(
        ty,
        Type::Scalar(Scalar::Percent) | Type::List(Scalar::Percent)
    );
    let show = if percent { show_percent } else { show_number };
    let outside = items.iter().filter_map(|item| match item {
        Constant::Number(number) if !(least..=most).contains(number) => Some(number),
        _ => None,
    });
    let mut sound = true;
    for number in outside {
        sound = false;
        let message = format!(
            "{} is not between {} and {}",
            show(*number),
            show(least),
            show(most)
        );
        diagnostics
            .push(Diagnostic::new(Code::OutOfRange, span, message).hint(
                "Check the number; the bounds come from the type of the field or parameter.",
            ));
    }
    sound
}

struct Reader<'a, 'd> {
    schema: &'a Schema,
    diagnostics: &'d mut Diagnostics,
}

impl Reader<'_, '_> {
    fn list(&mut self, expr: &ast::Expr, scalar: Scalar) -> Option<Constant> {
        match &expr.kind {
            ExprKind::List(items) => {
                let items: Vec<Option<Constant>> =
                    items.iter().map(|item| self.scalar(item, scalar)).collect();
                let items: Option<Vec<Constant>> = items.into_iter().collect();
                Some(Constant::List(items?.into()))
            }
            ExprKind::Paren(inner) => self.list(inner, scalar),
            _ => {
                let message = format!("a list of {} is needed here", self.schema.type_name(scalar));
                self.diagnostics.push(
                    Diagnostic::new(Code::TypeMismatch, expr.span, message)
                        .hint("Put the values into brackets: `[a, b]`."),
                );
                None
            }
        }
    }

    fn scalar(&mut self, expr: &ast::Expr, scalar: Scalar) -> Option<Constant> {
        if self.diagnostics.is_full() {
            return None;
        }
        match &expr.kind {
            ExprKind::Paren(inner) => self.scalar(inner, scalar),
            ExprKind::Literal(literal) => self.literal(literal, scalar, expr.span),
            ExprKind::Path(path) => match path.single() {
                Some(name) => self.word(name, scalar),
                None => {
                    self.not_a_constant(expr);
                    None
                }
            },
            _ => {
                self.not_a_constant(expr);
                None
            }
        }
    }

    fn not_a_constant(&mut self, expr: &ast::Expr) {
        self.diagnostics.push(
            Diagnostic::new(
                Code::NotHere,
                expr.span,
                "only a value written out can stand here",
            )
            .hint("Write the value itself, not a field or a calculation."),
        );
    }

    fn literal(&mut self, literal: &Literal, scalar: Scalar, span: Span) -> Option<Constant> {
        Some(match (literal, scalar) {
            (Literal::Bool(bool), Scalar::Bool) => Constant::Bool(*bool),
            (Literal::Number(number), Scalar::Number) => Constant::Number(*number),
            (Literal::Number(number), Scalar::Integer) if number.fract().is_zero() => {
                Constant::Number(*number)
            }
            (Literal::Percent(number), Scalar::Percent) => Constant::Number(*number),
            (Literal::Date(date), Scalar::Date | Scalar::DateOrLongTerm) => Constant::Date(*date),
            (Literal::LongTerm, Scalar::DateOrLongTerm) => Constant::LongTerm,
            (Literal::Instant(instant), Scalar::Instant) => Constant::Instant(*instant),
            (Literal::Period(period), Scalar::Period) => Constant::Period(*period),
            (Literal::Duration(duration), Scalar::Duration) => Constant::Duration(*duration),
            (Literal::Text(text), Scalar::Text) => Constant::Text(text.as_str().into()),
            (Literal::Text(text), Scalar::Enum(_) | Scalar::Country) => {
                return self.quoted_word(text, scalar, span);
            }
            _ => {
                self.mismatch(literal, scalar, span);
                return None;
            }
        })
    }

    /// The author meant the word; it is reported once and then taken as meant.
    fn quoted_word(&mut self, text: &str, scalar: Scalar, span: Span) -> Option<Constant> {
        let found = self.find_word(text, scalar);
        let kind = if scalar == Scalar::Country {
            "a country"
        } else {
            "a word"
        };
        let name = self.schema.type_name(scalar);
        let message = match scalar {
            Scalar::Country => format!("{kind} is meant here, and it is written without quotes"),
            _ => format!("{kind} of {name} is meant here, and it is written without quotes"),
        };
        let hint = match (&found, self.nearest_word(text, scalar)) {
            (Some(_), _) => format!("Write `{text}`."),
            (None, Some(near)) => format!("Write `{near}`."),
            (None, None) => self.known_words(scalar),
        };
        self.diagnostics
            .push(Diagnostic::new(Code::QuotedWord, span, message).hint(hint));
        found
    }

    fn word(&mut self, name: &ast::Name, scalar: Scalar) -> Option<Constant> {
        if let Some(constant) = self.find_word(&name.text, scalar) {
            return Some(constant);
        }
        match scalar {
            Scalar::Enum(id) => {
                let enumeration = self.schema.enumeration(id);
                let message = format!("`{}` is no word of {}", name.text, enumeration.name);
                let mut diagnostic = Diagnostic::new(Code::UnknownEnumWord, name.span, message)
                    .hint(self.known_words(scalar))
                    .did_you_mean(&name.text, enumeration.words.iter().map(|word| &**word));
                if let Some(span) = enumeration.span {
                    diagnostic =
                        diagnostic.also(span, format!("{} is declared here", enumeration.name));
                }
                self.diagnostics.push(diagnostic);
            }
            Scalar::Country => {
                let upper = name.text.to_uppercase();
                let hint = match Country::parse(&upper) {
                    Some(country) => format!("Country codes are written in capitals: `{country}`."),
                    None => {
                        "Use the two capital letters of ISO 3166-1, for example `CN`.".to_owned()
                    }
                };
                let message = format!("`{}` is no country code", name.text);
                self.diagnostics
                    .push(Diagnostic::new(Code::UnknownEnumWord, name.span, message).hint(hint));
            }
            _ => {
                let message = format!("{} is needed here, not a word", article(scalar.name()));
                self.diagnostics.push(
                    Diagnostic::new(Code::TypeMismatch, name.span, message).hint(example(scalar)),
                );
            }
        }
        None
    }

    fn find_word(&self, text: &str, scalar: Scalar) -> Option<Constant> {
        find_word(text, scalar, self.schema)
    }

    fn nearest_word(&self, text: &str, scalar: Scalar) -> Option<&str> {
        let Scalar::Enum(id) = scalar else {
            return None;
        };
        let words = &self.schema.enumeration(id).words;
        nearest(text, words.iter().map(|word| &**word))
    }

    fn known_words(&self, scalar: Scalar) -> String {
        match scalar {
            Scalar::Enum(id) => {
                let words = &self.schema.enumeration(id).words;
                format!(
                    "Its words are {}.",
                    one_of(words.iter().map(|word| &**word))
                )
            }
            _ => "Use the two capital letters of ISO 3166-1, for example `CN`.".to_owned(),
        }
    }

    fn mismatch(&mut self, literal: &Literal, scalar: Scalar, span: Span) {
        let found = literal_kind(literal);
        let wanted = self.schema.type_name(scalar);
        let (code, hint) = match (literal, scalar) {
            (Literal::Period(_), Scalar::Duration) => (
                Code::PeriodOrDuration,
                "A duration is written in hours, minutes or seconds: `24 hours`.".to_owned(),
            ),
            (Literal::Duration(_), Scalar::Period) => (
                Code::PeriodOrDuration,
                "A period is written in days, weeks, months or years: `1 day`.".to_owned(),
            ),
            (Literal::Number(number), Scalar::Percent) => (
                Code::TypeMismatch,
                format!("Write `{}%`.", show_number(*number)),
            ),
            (Literal::Percent(_), _) => (
                Code::TypeMismatch,
                "A percentage is compared with a field of type `percent`.".to_owned(),
            ),
            (Literal::Absent, _) => (
                Code::NotHere,
                "Only a cell or result of a table can be `absent`; ask for it with `is absent`."
                    .to_owned(),
            ),
            _ => (Code::TypeMismatch, example(scalar)),
        };
        let message = format!("{} is needed here, not {}", article(wanted), article(found));
        self.diagnostics
            .push(Diagnostic::new(code, span, message).hint(hint));
    }
}

/// The enum word or country with this text.
pub(super) fn find_word(text: &str, scalar: Scalar, schema: &Schema) -> Option<Constant> {
    match scalar {
        Scalar::Enum(of) => {
            let index = schema.enumeration(of).find(text)?;
            Some(Constant::Word(Word { of, index }))
        }
        Scalar::Country => Country::parse(text).map(Constant::Country),
        _ => None,
    }
}

/// What a reader calls a literal.
pub(super) fn literal_kind(literal: &Literal) -> &'static str {
    match literal {
        Literal::Bool(_) => "bool",
        Literal::Number(_) => "number",
        Literal::Percent(_) => "percentage",
        Literal::Date(_) => "date",
        Literal::Instant(_) => "instant",
        Literal::Period(_) => "period",
        Literal::Duration(_) => "duration",
        Literal::Text(_) => "text",
        Literal::LongTerm => "`long_term`",
        Literal::Absent => "`absent`",
    }
}

/// How a value of the type is written.
pub(super) fn example(scalar: Scalar) -> String {
    let example = match scalar {
        Scalar::Bool => "`true` or `false`",
        Scalar::Integer => "a whole number, for example `3`",
        Scalar::Number => "a number, for example `0.25`",
        Scalar::Percent => "a percentage, for example `5%`",
        Scalar::Text => "a text in quotes, for example `\"passport\"`",
        Scalar::Date => "a date, for example `2026-11-22`",
        Scalar::DateOrLongTerm => "a date such as `2026-11-22`, or `long_term`",
        Scalar::Instant => "an instant, for example `2026-11-22T10:00:00+08:00`",
        Scalar::Period => "a period, for example `3 months`",
        Scalar::Duration => "a duration, for example `24 hours`",
        Scalar::Country => "a country code, for example `CN`",
        Scalar::Enum(_) => "one of its words",
    };
    format!("Write {example}.")
}

/// "a date", "an instant".
pub(super) fn article(noun: &str) -> String {
    match noun.chars().next() {
        Some('a' | 'e' | 'i' | 'o' | 'A' | 'E' | 'I' | 'O') => format!("an {noun}"),
        Some('`') => noun.to_owned(),
        _ => format!("a {noun}"),
    }
}
