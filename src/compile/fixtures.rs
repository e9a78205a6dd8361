//! Small schemas, tables and expressions for the tests of this stage.

use crate::program::{
    CellPattern, Cells, Enum, Expr, ExprKind, Field, FieldId, Key, Row, Schema, Shape, Table, Type,
};
use crate::source::{SourceMap, Span};
use crate::value::{Constant, Country, Date, Decimal, EnumId, Scalar, Word};

/// The enum `Kind { card, passport, pass, other }` of [`schema`].
pub const KIND: EnumId = EnumId(1);

/// A place that is as good as any.
pub fn span() -> Span {
    let mut sources = SourceMap::default();
    let source = sources.add("test.admit", "");
    sources.span(source, 0..0)
}

/// Two enums, and the fields given at the top of the record.
pub fn schema(fields: &[(&str, Scalar)]) -> Schema {
    let words = |words: &[&str]| words.iter().map(|word| Box::from(*word)).collect();
    let enumeration = |name: &str, list: &[&str]| Enum {
        name: name.into(),
        words: words(list),
        other: list
            .iter()
            .position(|word| *word == "other")
            .map(|at| at as u16),
        span: None,
    };
    Schema {
        name: "submission".into(),
        enums: vec![
            enumeration("Decision", &["accept", "review", "incomplete", "reject"]),
            enumeration("Kind", &["card", "passport", "pass", "other"]),
        ],
        fields: fields
            .iter()
            .map(|(name, scalar)| field(name, *scalar))
            .collect(),
        top: (0..fields.len() as u32).map(FieldId).collect(),
        width: fields.len() as u32,
        id: None,
        instant: None,
    }
}

fn field(name: &str, scalar: Scalar) -> Field {
    Field {
        name: name.into(),
        path: name.into(),
        parent: None,
        rows: None,
        shape: Shape::Scalar(scalar),
        optional: false,
        private: false,
        fixed: false,
        default: None,
        range: None,
        slot: None,
        span: span(),
    }
}

/// An expression of a kind.
pub fn expr(kind: ExprKind, ty: Type) -> Expr {
    Expr {
        kind,
        ty,
        optional: false,
        private: false,
        span: span(),
    }
}

/// A table without a name for its result, keyed by arguments.
pub fn table(keys: &[(&str, Scalar)], rows: Vec<Option<Vec<Cells>>>) -> Table {
    let keys = keys.iter().map(|(name, scalar)| Key {
        name: (*name).into(),
        scalar: *scalar,
        optional: false,
        value: None,
    });
    let rows = rows.into_iter().map(|cells| Row {
        cells,
        result: Constant::Bool(true),
        span: span(),
    });
    Table {
        name: "acceptance".into(),
        keys: keys.collect(),
        rows: rows.collect(),
        ty: Type::BOOL,
        optional: false,
        span: span(),
    }
}

/// A whole number.
pub fn number(number: i64) -> Constant {
    Constant::Number(Decimal::from(number))
}

/// A word of `Kind`.
pub fn kind(index: u16) -> Constant {
    Constant::Word(Word { of: KIND, index })
}

/// A country.
pub fn country(code: &str) -> Constant {
    Constant::Country(Country::parse(code).unwrap())
}

/// A day.
pub fn day(text: &str) -> Constant {
    Constant::Date(Date::parse(text).unwrap())
}

/// A cell that takes one value.
pub fn only(value: Constant) -> Cells {
    Cells::OneOf(vec![CellPattern::Value(value)])
}

/// A cell that takes a range.
pub fn range(least: Option<Constant>, most: Option<Constant>) -> Cells {
    Cells::OneOf(vec![CellPattern::Range(least, most)])
}
