//! The JSON Schema (2020-12) of a record, for forms, editors and generators of test data.
//!
//! It accepts what the record reader accepts: no field is `required`, because a missing one is no fault but
//! makes rules undecided, and `null` is the same as absent. `x-needed`, `x-private` and `x-fixed` say the rest.

use super::json_pretty;
use crate::program::{Enum, Field, FieldId, Schema, Shape};
use crate::value::{Constant, Country, Decimal, EnumId, Scalar, show_number};
use serde::{Serialize, Serializer};

/// The schema of a record as JSON text.
pub fn json_schema(schema: &Schema) -> String {
    let mut root = vec![
        (
            "$schema",
            text("https://json-schema.org/draft/2020-12/schema"),
        ),
        ("title", text(&schema.name)),
    ];
    root.extend(group(schema, &schema.top));
    root.push(("$defs", Node::Named(definitions(schema))));
    json_pretty(&Node::Object(root))
}

/// JSON whose keys keep their order.
enum Node {
    Value(serde_json::Value),
    List(Vec<Node>),
    Object(Vec<(&'static str, Node)>),
    Named(Vec<(String, Node)>),
}

impl Serialize for Node {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Node::Value(value) => value.serialize(serializer),
            Node::List(items) => serializer.collect_seq(items),
            Node::Object(pairs) => {
                serializer.collect_map(pairs.iter().map(|(key, node)| (key, node)))
            }
            Node::Named(pairs) => {
                serializer.collect_map(pairs.iter().map(|(key, node)| (key, node)))
            }
        }
    }
}

type Pairs = Vec<(&'static str, Node)>;

fn text(text: &str) -> Node {
    Node::Value(text.into())
}

fn yes() -> Node {
    Node::Value(true.into())
}

fn group(schema: &Schema, fields: &[FieldId]) -> Pairs {
    let properties = fields.iter().map(|id| {
        let field = schema.field(*id);
        (
            field.name.to_string(),
            Node::Object(property(schema, field)),
        )
    });
    vec![
        ("type", text("object")),
        ("properties", Node::Named(properties.collect())),
    ]
}

fn property(schema: &Schema, field: &Field) -> Pairs {
    let mut pairs = nullable(match &field.shape {
        Shape::Scalar(scalar) => single(schema, *scalar, field.range),
        Shape::List(scalar) => list(single(schema, *scalar, field.range)),
        Shape::Group(children) => group(schema, children),
        Shape::Rows { children, .. } => list(group(schema, children)),
    });
    if let Some(default) = field
        .default
        .as_ref()
        .and_then(|value| constant(schema, value))
    {
        pairs.push(("default", Node::Value(default)));
    }
    if !field.optional && field.default.is_none() {
        pairs.push(("x-needed", yes()));
    }
    if field.private {
        pairs.push(("x-private", yes()));
    }
    if field.fixed {
        pairs.push(("x-fixed", yes()));
    }
    pairs
}

fn list(items: Pairs) -> Pairs {
    vec![("type", text("array")), ("items", Node::Object(items))]
}

/// `null` is the same as absent, and any field may be absent from a record that is only incomplete.
fn nullable(mut pairs: Pairs) -> Pairs {
    if let Some((_, kind @ Node::Value(_))) = pairs.iter_mut().find(|(key, _)| *key == "type") {
        let only = std::mem::replace(kind, Node::List(Vec::new()));
        *kind = Node::List(vec![only, text("null")]);
        return pairs;
    }
    let null = Node::Object(vec![("type", text("null"))]);
    match pairs.first_mut() {
        Some(("anyOf", Node::List(choices))) => {
            choices.push(null);
            pairs
        }
        _ => vec![("anyOf", Node::List(vec![Node::Object(pairs), null]))],
    }
}

fn single(schema: &Schema, scalar: Scalar, range: Option<(Decimal, Decimal)>) -> Pairs {
    let numeric = |kind: &str, range: Option<(Decimal, Decimal)>| {
        let mut pairs = vec![("type", text(kind))];
        if let Some((least, most)) = range {
            pairs.push(("minimum", number(least)));
            pairs.push(("maximum", number(most)));
        }
        pairs
    };
    let formatted = |format: &str| vec![("type", text("string")), ("format", text(format))];
    match scalar {
        Scalar::Bool => vec![("type", text("boolean"))],
        Scalar::Integer => numeric("integer", range),
        Scalar::Number => numeric("number", range),
        Scalar::Percent => numeric("number", range.or(Some((Decimal::ZERO, Decimal::ONE)))),
        Scalar::Date => formatted("date"),
        Scalar::Instant => formatted("date-time"),
        Scalar::DateOrLongTerm => {
            let long_term = vec![("const", text("long_term"))];
            let either = vec![Node::Object(formatted("date")), Node::Object(long_term)];
            vec![("anyOf", Node::List(either))]
        }
        Scalar::Country => vec![("$ref", text("#/$defs/country"))],
        Scalar::Enum(id) => {
            let name = &schema.enumeration(id).name;
            vec![("$ref", text(&format!("#/$defs/{name}")))]
        }
        Scalar::Text | Scalar::Period | Scalar::Duration => vec![("type", text("string"))],
    }
}

/// The enums and countries that some field names.
fn definitions(schema: &Schema) -> Vec<(String, Node)> {
    let used = |wanted: Scalar| {
        schema.fields.iter().any(|field| match field.shape {
            Shape::Scalar(scalar) | Shape::List(scalar) => scalar == wanted,
            Shape::Group(_) | Shape::Rows { .. } => false,
        })
    };
    let mut definitions: Vec<(String, Node)> = schema
        .enums
        .iter()
        .enumerate()
        .filter(|(index, _)| used(Scalar::Enum(EnumId(*index as u16))))
        .map(|(_, each)| (each.name.to_string(), enumeration(each)))
        .collect();
    if used(Scalar::Country) {
        definitions.push(("country".to_owned(), countries()));
    }
    definitions
}

fn enumeration(each: &Enum) -> Node {
    let words: Vec<Node> = each.words.iter().map(|word| text(word)).collect();
    match each.other {
        None => Node::Object(vec![("enum", Node::List(words))]),
        Some(_) => Node::Object(vec![
            ("type", text("string")),
            ("description", text("Any other word counts as `other`.")),
            ("examples", Node::List(words)),
        ]),
    }
}

fn countries() -> Node {
    let codes = Country::all().map(|country| text(&country.to_string()));
    Node::Object(vec![
        ("description", text("An ISO 3166-1 alpha-2 code.")),
        ("enum", Node::List(codes.collect())),
    ])
}

fn number(number: Decimal) -> Node {
    Node::Value(json_number(number))
}

fn json_number(number: Decimal) -> serde_json::Value {
    serde_json::from_str(&show_number(number)).unwrap_or_default()
}

fn constant(schema: &Schema, value: &Constant) -> Option<serde_json::Value> {
    Some(match value {
        Constant::Bool(bool) => (*bool).into(),
        Constant::Number(number) => json_number(*number),
        Constant::Date(date) => date.to_string().into(),
        Constant::LongTerm => "long_term".into(),
        Constant::Instant(instant) => instant.rfc3339_in(chrono_tz::UTC).into(),
        Constant::Country(country) => country.to_string().into(),
        Constant::Word(word) => schema.word(*word).into(),
        Constant::Text(text) => text.as_ref().into(),
        Constant::List(items) => items
            .iter()
            .filter_map(|item| constant(schema, item))
            .collect(),
        // No field holds a period or a duration.
        Constant::Period(_) | Constant::Duration(_) | Constant::Absent => return None,
    })
}
