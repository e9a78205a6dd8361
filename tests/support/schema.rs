//! A schema made by hand, for what the shipped one does not have: groups inside elements, values taken where none is
//! supplied, lists of numbers, fields that no rule reads.

use admit::program::{Enum, Field, FieldId, Schema, Shape};
use admit::source::{SourceMap, Span};
use admit::value::{Constant, Decimal, EnumId, Scalar};

/// A field as tests write it.
pub struct Spec {
    name: &'static str,
    kind: Kind,
    optional: bool,
    unread: bool,
    range: Option<(i64, i64)>,
    default: Option<Constant>,
}

enum Kind {
    One(Scalar),
    List(Scalar),
    Group(Vec<Spec>),
    Rows(Vec<Spec>),
}

impl Spec {
    /// `?`
    pub fn optional(mut self) -> Spec {
        self.optional = true;
        self
    }

    /// No rule names it.
    pub fn unread(mut self) -> Spec {
        self.unread = true;
        self
    }

    /// With bounds.
    pub fn within(mut self, least: i64, most: i64) -> Spec {
        self.range = Some((least, most));
        self
    }

    /// `otherwise ...`
    pub fn otherwise(mut self, constant: Constant) -> Spec {
        self.default = Some(constant);
        self
    }
}

fn spec(name: &'static str, kind: Kind) -> Spec {
    Spec {
        name,
        kind,
        optional: false,
        unread: false,
        range: None,
        default: None,
    }
}

/// A field with one value.
pub fn one(name: &'static str, scalar: Scalar) -> Spec {
    spec(name, Kind::One(scalar))
}

/// A field with several values.
pub fn list(name: &'static str, scalar: Scalar) -> Spec {
    spec(name, Kind::List(scalar))
}

/// A nested record.
pub fn group<const N: usize>(name: &'static str, fields: [Spec; N]) -> Spec {
    spec(name, Kind::Group(Vec::from(fields)))
}

/// A list of records.
pub fn rows<const N: usize>(name: &'static str, fields: [Spec; N]) -> Spec {
    spec(name, Kind::Rows(Vec::from(fields)))
}

struct Maker {
    fields: Vec<Field>,
    span: Span,
}

/// Where a field stands: what it is in, the list of records that it is in, and the path so far.
#[derive(Clone, Default)]
struct Place {
    parent: Option<FieldId>,
    rows: Option<FieldId>,
    path: String,
}

impl Maker {
    fn add_all(&mut self, specs: Vec<Spec>, place: &Place, slots: &mut u32) -> Vec<FieldId> {
        specs
            .into_iter()
            .map(|spec| self.add(spec, place, slots))
            .collect()
    }

    fn add(&mut self, spec: Spec, place: &Place, slots: &mut u32) -> FieldId {
        let id = FieldId(self.fields.len() as u32);
        let path = format!("{}{}", place.path, spec.name);
        let slot = (!spec.unread).then_some(*slots);
        *slots += u32::from(!spec.unread);
        self.fields.push(Field {
            name: spec.name.into(),
            path: path.as_str().into(),
            parent: place.parent,
            rows: place.rows,
            shape: Shape::Scalar(Scalar::Bool),
            optional: spec.optional,
            private: false,
            fixed: false,
            default: spec.default,
            range: spec
                .range
                .map(|(least, most)| (Decimal::from(least), Decimal::from(most))),
            slot,
            span: self.span,
        });
        let inside = Place {
            parent: Some(id),
            rows: place.rows,
            path: format!("{path}."),
        };
        let shape = match spec.kind {
            Kind::One(scalar) => Shape::Scalar(scalar),
            Kind::List(scalar) => Shape::List(scalar),
            Kind::Group(specs) => Shape::Group(self.add_all(specs, &inside, slots)),
            Kind::Rows(specs) => {
                let inside = Place {
                    rows: Some(id),
                    path: format!("{path}[]."),
                    ..inside
                };
                let mut width = 0;
                let children = self.add_all(specs, &inside, &mut width);
                let shapes = self.fields.iter().map(|field| &field.shape);
                let list = shapes
                    .filter(|shape| matches!(shape, Shape::Rows { .. }))
                    .count() as u16;
                Shape::Rows {
                    children,
                    width,
                    list,
                }
            }
        };
        self.fields[id.0 as usize].shape = shape;
        id
    }
}

/// A schema of some enums, each a name with its words, and some fields. The first enum is number 1.
pub fn schema<const N: usize>(enums: &[(&str, &[&str])], specs: [Spec; N]) -> Schema {
    let mut sources = SourceMap::default();
    let source = sources.add("schema.admit", "");
    let mut maker = Maker {
        fields: Vec::new(),
        span: sources.span(source, 0..0),
    };
    let mut width = 0;
    let top = maker.add_all(Vec::from(specs), &Place::default(), &mut width);
    let decision: (&str, &[&str]) = ("Decision", &["accept", "review", "incomplete", "reject"]);
    let enums = std::iter::once(&decision)
        .chain(enums)
        .map(|(name, words)| Enum {
            name: (*name).into(),
            words: words.iter().map(|word| (*word).into()).collect(),
            other: words
                .iter()
                .position(|word| *word == "other")
                .map(|place| place as u16),
            span: None,
        })
        .collect();
    let find = |name: &str| {
        let mut ids = top.iter().copied();
        ids.find(|id| &*maker.fields[id.0 as usize].name == name)
    };
    Schema {
        name: "submission".into(),
        enums,
        id: find("id"),
        instant: find("submitted_at"),
        fields: maker.fields,
        top,
        width,
        ..Schema::default()
    }
}

/// The field of a path: `images[].glare`.
pub fn field_at(schema: &Schema, path: &str) -> FieldId {
    let mut fields = schema.each_field();
    let found = fields.find(|(_, field)| &*field.path == path);
    found.map(|(id, _)| id).expect("the schema has the field")
}

/// A submission with all of that.
pub fn submission() -> Schema {
    let word = |id: u16| Scalar::Enum(EnumId(id));
    let enums: [(&str, &[&str]); 7] = [
        (
            "DocumentType",
            &["cn_resident_id", "cn_passport", "hk_id", "other"],
        ),
        ("Level", &["none", "verified", "verified_plus"]),
        ("Channel", &["app", "website", "other"]),
        ("Sex", &["male", "female"]),
        (
            "Side",
            &["portrait", "emblem", "front", "back", "data_page"],
        ),
        ("Action", &["blink", "nod", "turn", "open_mouth"]),
        ("Outcome", &["failed", "passed"]),
    ];
    schema(
        &enums,
        [
            one("id", Scalar::Text),
            one("submitted_at", Scalar::Instant),
            one("requested_level", word(2)),
            one("channel", word(3)).unread(),
            one("by_proxy", Scalar::Bool).optional(),
            group(
                "account",
                [
                    one("region", Scalar::Country),
                    one("nationality", Scalar::Country),
                    one("level", word(2)),
                ],
            ),
            group(
                "document",
                [
                    one("type", word(1)),
                    one("number", Scalar::Text),
                    one("name", Scalar::Text),
                    one("name_latin", Scalar::Text).optional(),
                    one("sex", word(4)).optional(),
                    one("birth_date", Scalar::Date),
                    one("nationality", Scalar::Country).optional(),
                    one("expires_on", Scalar::DateOrLongTerm).optional(),
                    one("mrz", Scalar::Text).optional().unread(),
                ],
            ),
            rows(
                "images",
                [
                    one("side", word(5)),
                    one("glare", Scalar::Percent),
                    one("corners_visible", Scalar::Integer).within(0, 4),
                    one("angle_degrees", Scalar::Number).within(0, 90),
                    list("covered_fields", Scalar::Text),
                    one("flat", Scalar::Bool)
                        .optional()
                        .otherwise(Constant::Bool(true)),
                    group(
                        "camera",
                        [
                            one("front", Scalar::Bool),
                            one("model", Scalar::Text)
                                .optional()
                                .otherwise(Constant::Text("unknown".into())),
                        ],
                    )
                    .optional(),
                ],
            ),
            group(
                "face",
                [
                    one("lighting", Scalar::Percent),
                    one("steady", Scalar::Bool).optional(),
                    list("actions_required", word(6)),
                    list("actions_done", word(6)),
                ],
            )
            .optional(),
            group("upload", [one("complete", Scalar::Bool)]),
            group(
                "network",
                [
                    one("ip_region", Scalar::Country),
                    one("latency_ms", Scalar::Number),
                ],
            ),
            rows(
                "history",
                [one("at", Scalar::Instant), one("outcome", word(7))],
            ),
            list("factors", Scalar::Number).optional(),
        ],
    )
}
