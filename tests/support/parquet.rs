//! Parquet files of records that are JSON, written with the crate: each value by itself, so that every form of
//! column can be made.

use admit::program::{FieldId, Schema, Shape};
use admit::value::{Instant, Scalar};
use parquet::basic::{ConvertedType, LogicalType, Repetition, TimeUnit, Type as Physical};
use parquet::column::writer::ColumnWriter;
use parquet::data_type::{ByteArray, FixedLenByteArray, Int96};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::{Type, TypePtr};
use serde_json::Value;
use std::io::Write;
use std::sync::Arc;

/// How the columns of a schema are formed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Form {
    /// Groups come as columns of their own, with a path for a name.
    pub dotted: bool,
    /// Lists come as JSON text.
    pub json: bool,
    /// Dates and instants come as texts.
    pub texts: bool,
}

/// A column, or what columns are in.
#[derive(Clone, Debug)]
pub enum Node {
    /// A column.
    Leaf(String, Kind),
    /// Columns inside a column.
    Group(String, Vec<Node>),
    /// A list.
    List(String, Box<Node>),
}

/// What a column holds, and how values get there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Bool,
    I32,
    I64,
    U64,
    F32,
    F64,
    /// A number as a decimal with so many digits behind the point, in 64 bits or in bytes.
    Decimal(i32),
    DecimalBytes(i32),
    Text,
    /// A text that no annotation says to be one.
    Bare,
    /// Any JSON as text.
    Json,
    Date,
    Millis,
    Micros,
    Nanos,
    /// Without a zone.
    Local,
    Int96,
    TimeOfDay,
    Uuid,
}

pub fn leaf(name: &str, kind: Kind) -> Node {
    Node::Leaf(name.to_owned(), kind)
}

pub fn group(name: &str, nodes: impl Into<Vec<Node>>) -> Node {
    Node::Group(name.to_owned(), nodes.into())
}

pub fn list(name: &str, element: Node) -> Node {
    Node::List(name.to_owned(), Box::new(element))
}

/// The columns of a schema.
pub fn columns(schema: &Schema, form: Form) -> Vec<Node> {
    let mut nodes = Vec::new();
    of_fields(schema, &schema.top, form, "", &mut nodes);
    nodes
}

fn of_fields(schema: &Schema, fields: &[FieldId], form: Form, path: &str, nodes: &mut Vec<Node>) {
    for id in fields {
        let field = schema.field(*id);
        let name = format!("{path}{}", field.name);
        let inside = |fields: &[FieldId]| {
            let mut nodes = Vec::new();
            let form = Form {
                dotted: false,
                ..form
            };
            of_fields(schema, fields, form, "", &mut nodes);
            nodes
        };
        match &field.shape {
            Shape::Scalar(scalar) => nodes.push(Node::Leaf(name, kind(*scalar, form))),
            Shape::Group(fields) if form.dotted => {
                of_fields(schema, fields, form, &format!("{name}."), nodes);
            }
            Shape::Group(fields) => nodes.push(Node::Group(name, inside(fields))),
            Shape::List(_) | Shape::Rows { .. } if form.json => nodes.push(leaf(&name, Kind::Json)),
            Shape::List(scalar) => nodes.push(list(&name, leaf("element", kind(*scalar, form)))),
            Shape::Rows { children, .. } => {
                nodes.push(list(&name, group("element", inside(children))));
            }
        }
    }
}

fn kind(scalar: Scalar, form: Form) -> Kind {
    match scalar {
        Scalar::Bool => Kind::Bool,
        Scalar::Integer => Kind::I64,
        Scalar::Number | Scalar::Percent => Kind::F64,
        Scalar::Date if !form.texts => Kind::Date,
        Scalar::Instant if !form.texts => Kind::Nanos,
        _ => Kind::Text,
    }
}

impl Node {
    fn name(&self) -> &str {
        match self {
            Node::Leaf(name, _) | Node::Group(name, _) | Node::List(name, _) => name,
        }
    }

    fn to_type(&self) -> TypePtr {
        Arc::new(match self {
            Node::Leaf(name, kind) => kind.to_type(name),
            Node::Group(name, nodes) => Type::group_type_builder(name)
                .with_repetition(Repetition::OPTIONAL)
                .with_fields(nodes.iter().map(Node::to_type).collect())
                .build()
                .unwrap(),
            Node::List(name, element) => {
                let repeated = Type::group_type_builder("list")
                    .with_repetition(Repetition::REPEATED)
                    .with_fields(vec![element.to_type()])
                    .build();
                Type::group_type_builder(name)
                    .with_repetition(Repetition::OPTIONAL)
                    .with_logical_type(Some(LogicalType::List))
                    .with_fields(vec![Arc::new(repeated.unwrap())])
                    .build()
                    .unwrap()
            }
        })
    }
}

impl Kind {
    fn to_type(self, name: &str) -> Type {
        let stamp = |utc, unit| Some(LogicalType::timestamp(utc, unit));
        let (physical, logical) = match self {
            Kind::Bool => (Physical::BOOLEAN, None),
            Kind::I32 => (Physical::INT32, None),
            Kind::I64 => (Physical::INT64, None),
            Kind::U64 => (Physical::INT64, Some(LogicalType::integer(64, false))),
            Kind::F32 => (Physical::FLOAT, None),
            Kind::F64 => (Physical::DOUBLE, None),
            Kind::Decimal(scale) => (Physical::INT64, Some(LogicalType::decimal(scale, 18))),
            Kind::DecimalBytes(scale) => {
                (Physical::BYTE_ARRAY, Some(LogicalType::decimal(scale, 38)))
            }
            Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
            Kind::Bare => (Physical::BYTE_ARRAY, None),
            Kind::Json => (Physical::BYTE_ARRAY, Some(LogicalType::Json)),
            Kind::Date => (Physical::INT32, Some(LogicalType::Date)),
            Kind::Millis => (Physical::INT64, stamp(true, TimeUnit::MILLIS)),
            Kind::Micros => (Physical::INT64, stamp(true, TimeUnit::MICROS)),
            Kind::Nanos => (Physical::INT64, stamp(true, TimeUnit::NANOS)),
            Kind::Local => (Physical::INT64, stamp(false, TimeUnit::MICROS)),
            Kind::Int96 => (Physical::INT96, None),
            Kind::TimeOfDay => (
                Physical::INT64,
                Some(LogicalType::time(true, TimeUnit::MICROS)),
            ),
            Kind::Uuid => (Physical::FIXED_LEN_BYTE_ARRAY, Some(LogicalType::Uuid)),
        };
        let builder = Type::primitive_type_builder(name, physical)
            .with_repetition(Repetition::OPTIONAL)
            .with_converted_type(ConvertedType::NONE)
            .with_logical_type(logical);
        match self {
            Kind::Uuid => builder.with_length(16).build().unwrap(),
            Kind::Decimal(scale) => builder
                .with_scale(scale)
                .with_precision(18)
                .build()
                .unwrap(),
            Kind::DecimalBytes(scale) => builder
                .with_scale(scale)
                .with_precision(38)
                .build()
                .unwrap(),
            _ => builder.build().unwrap(),
        }
    }

    fn value(self, value: &Value) -> Stored {
        let text = || {
            value
                .as_str()
                .unwrap_or_else(|| panic!("{self:?} of {value}"))
        };
        let whole = || {
            value
                .as_i64()
                .unwrap_or_else(|| panic!("{self:?} of {value}"))
        };
        let instant = |per_second: i64| {
            let (seconds, nanoseconds) = unix(text());
            seconds * per_second + nanoseconds / (1_000_000_000 / per_second)
        };
        match self {
            Kind::Bool => Stored::Bool(value.as_bool().unwrap()),
            Kind::I32 => Stored::I32(whole() as i32),
            Kind::I64 => Stored::I64(whole()),
            Kind::U64 => Stored::I64(value.as_u64().unwrap() as i64),
            Kind::F32 => Stored::F32(value.to_string().parse().unwrap_or(f32::NAN)),
            // What JSON cannot say stands as a text.
            Kind::F64 => Stored::F64(value.as_f64().unwrap_or_else(|| text().parse().unwrap())),
            Kind::Decimal(_) => Stored::I64(whole()),
            Kind::DecimalBytes(_) => {
                let digits: i128 = value.to_string().trim_matches('"').parse().unwrap();
                Stored::Bytes(digits.to_be_bytes().to_vec())
            }
            Kind::Text | Kind::Bare => Stored::Bytes(text().as_bytes().to_vec()),
            Kind::Json => Stored::Bytes(value.to_string().into_bytes()),
            Kind::Date => match value.as_i64() {
                Some(days) => Stored::I32(days as i32),
                None => {
                    Stored::I32(unix(&format!("{}T00:00:00Z", text())).0.div_euclid(86_400) as i32)
                }
            },
            Kind::Millis => Stored::I64(value.as_i64().unwrap_or_else(|| instant(1_000))),
            Kind::Micros | Kind::Local => {
                Stored::I64(value.as_i64().unwrap_or_else(|| instant(1_000_000)))
            }
            Kind::Nanos => Stored::I64(value.as_i64().unwrap_or_else(|| instant(1_000_000_000))),
            Kind::Int96 => Stored::Int96,
            Kind::TimeOfDay => Stored::I64(whole()),
            Kind::Uuid => Stored::Fixed(vec![7; 16]),
        }
    }
}

/// Seconds and nanoseconds since 1970.
fn unix(text: &str) -> (i64, i64) {
    let instant = Instant::parse(text).unwrap_or_else(|error| panic!("{text}: {error:?}"));
    let utc = instant.rfc3339_in("UTC".parse().unwrap());
    let fraction = utc
        .split_once('.')
        .map_or("", |(_, rest)| rest.trim_end_matches('Z'));
    let nanoseconds = format!("{fraction:0<9}").parse().unwrap();
    (instant.unix_seconds(), nanoseconds)
}

enum Stored {
    Bool(bool),
    I32(i32),
    I64(i64),
    F32(f32),
    F64(f64),
    Bytes(Vec<u8>),
    Fixed(Vec<u8>),
    Int96,
}

/// A column while it is put together.
#[derive(Default)]
struct Column {
    definition: Vec<i16>,
    repetition: Vec<i16>,
    values: Vec<Stored>,
}

struct Shredder {
    columns: Vec<Column>,
}

impl Shredder {
    /// Puts a value into the columns of a node, of which the first has a number; the next column.
    fn put(
        &mut self,
        node: &Node,
        value: Option<&Value>,
        at: (i16, i16, i16),
        column: usize,
    ) -> usize {
        let (depth, again, lists) = at;
        let value = value.filter(|value| !value.is_null());
        match (node, value) {
            (Node::Leaf(_, kind), value) => {
                let place = &mut self.columns[column];
                place.definition.push(depth + i16::from(value.is_some()));
                place.repetition.push(again);
                place.values.extend(value.map(|value| kind.value(value)));
                column + 1
            }
            (Node::Group(_, nodes), value) => {
                let depth = depth + i16::from(value.is_some());
                nodes.iter().fold(column, |column, node| {
                    let value = value.and_then(|value| value.get(node.name()));
                    match value.filter(|value| !value.is_null()) {
                        Some(value) => self.put(node, Some(value), (depth, again, lists), column),
                        None => self.missing(node, (depth, again), column),
                    }
                })
            }
            (Node::List(..), None) => self.missing(node, (depth, again), column),
            (Node::List(_, element), Some(value)) => {
                let items = value
                    .as_array()
                    .unwrap_or_else(|| panic!("no list: {value}"));
                if items.is_empty() {
                    return self.missing(node, (depth + 1, again), column);
                }
                let mut next = column;
                for (place, item) in items.iter().enumerate() {
                    let again = if place == 0 { again } else { lists + 1 };
                    let at = (depth + 2, again, lists + 1);
                    next = match item.is_null() {
                        true => self.missing(element, (depth + 2, again), column),
                        false => self.put(element, Some(item), at, column),
                    };
                }
                next
            }
        }
    }

    fn missing(&mut self, node: &Node, (depth, again): (i16, i16), column: usize) -> usize {
        let count = count(node);
        for column in &mut self.columns[column..column + count] {
            column.definition.push(depth);
            column.repetition.push(again);
        }
        column + count
    }
}

fn count(node: &Node) -> usize {
    match node {
        Node::Leaf(..) => 1,
        Node::Group(_, nodes) => nodes.iter().map(count).sum(),
        Node::List(_, element) => count(element),
    }
}

/// A file with these records, in groups of so many rows.
pub fn write(
    nodes: &[Node],
    records: &[Value],
    properties: WriterProperties,
    rows: usize,
) -> Vec<u8> {
    let mut bytes = Vec::new();
    write_groups(nodes, records.chunks(rows.max(1)), properties, &mut bytes);
    bytes
}

/// Writes a file with these groups of records, one after the other.
pub fn write_groups<G: AsRef<[Value]>>(
    nodes: &[Node],
    groups: impl Iterator<Item = G>,
    properties: WriterProperties,
    out: impl Write + Send,
) {
    let fields = nodes.iter().map(Node::to_type).collect();
    write_all(fields, nodes, groups, properties, out, None);
}

/// A file with fields of another form: columns below a name are so deep there, and deeper by the usual one.
pub fn write_as(
    fields: Vec<TypePtr>,
    nodes: &[Node],
    records: &[Value],
    properties: WriterProperties,
    rows: usize,
    other: Option<(&str, (i16, i16))>,
) -> Vec<u8> {
    let mut bytes = Vec::new();
    let groups = records.chunks(rows.max(1));
    write_all(fields, nodes, groups, properties, &mut bytes, other);
    bytes
}

fn write_all<G: AsRef<[Value]>>(
    fields: Vec<TypePtr>,
    nodes: &[Node],
    groups: impl Iterator<Item = G>,
    properties: WriterProperties,
    out: impl Write + Send,
    other: Option<(&str, (i16, i16))>,
) {
    let root = Type::group_type_builder("record").with_fields(fields);
    let (root, properties) = (Arc::new(root.build().unwrap()), Arc::new(properties));
    let mut writer = SerializedFileWriter::new(out, root, properties).unwrap();
    for records in groups {
        write_group(&mut writer, nodes, records.as_ref(), other);
    }
    writer.close().unwrap();
}

fn write_group(
    writer: &mut SerializedFileWriter<impl Write + Send>,
    nodes: &[Node],
    records: &[Value],
    other: Option<(&str, (i16, i16))>,
) {
    // What each column is in.
    let tops = nodes.iter().flat_map(|node| vec![node; count(node)]);
    let mut columns = Vec::new();
    columns.resize_with(nodes.iter().map(count).sum(), Column::default);
    let mut shredder = Shredder { columns };
    for record in records {
        nodes
            .iter()
            .fold(0, |column, node| match by_path(record, node.name()) {
                Some(value) => shredder.put(node, Some(value), (0, 0, 0), column),
                None => shredder.missing(node, (0, 0), column),
            });
    }
    let mut group = writer.next_row_group().unwrap();
    for (mut column, top) in shredder.columns.into_iter().zip(tops) {
        let mut writer = group.next_column().unwrap().unwrap();
        if let Some((name, (depth, usual))) = other
            && name == top.name()
        {
            let levels = column.definition.iter_mut();
            levels.for_each(|level| *level = (*level - (usual - depth)).max(0));
        }
        column.write(writer.untyped());
        writer.close().unwrap();
    }
    group.close().unwrap();
}

/// The value of a name, or of a path if there is none; null is none.
fn by_path<'v>(record: &'v Value, name: &str) -> Option<&'v Value> {
    let direct = record.get(name);
    let found = direct.or_else(|| name.split('.').try_fold(record, |at, step| at.get(step)));
    found.filter(|value| !value.is_null())
}

macro_rules! batch {
    ($writer:expr, $column:expr, $pattern:pat => $value:expr) => {{
        let values: Vec<_> = $column
            .values
            .into_iter()
            .map(|value| match value {
                $pattern => $value,
                _ => panic!("a value of another kind"),
            })
            .collect();
        $writer
            .write_batch(
                &values,
                Some(&$column.definition),
                Some(&$column.repetition),
            )
            .unwrap();
    }};
}

impl Column {
    fn write(self, writer: &mut ColumnWriter<'_>) {
        match writer {
            ColumnWriter::BoolColumnWriter(writer) => {
                batch!(writer, self, Stored::Bool(value) => value);
            }
            ColumnWriter::Int32ColumnWriter(writer) => {
                batch!(writer, self, Stored::I32(value) => value);
            }
            ColumnWriter::Int64ColumnWriter(writer) => {
                batch!(writer, self, Stored::I64(value) => value);
            }
            ColumnWriter::FloatColumnWriter(writer) => {
                batch!(writer, self, Stored::F32(value) => value);
            }
            ColumnWriter::DoubleColumnWriter(writer) => {
                batch!(writer, self, Stored::F64(value) => value);
            }
            ColumnWriter::ByteArrayColumnWriter(writer) => {
                batch!(writer, self, Stored::Bytes(value) => ByteArray::from(value));
            }
            ColumnWriter::FixedLenByteArrayColumnWriter(writer) => {
                batch!(writer, self, Stored::Fixed(value) => FixedLenByteArray::from(value));
            }
            ColumnWriter::Int96ColumnWriter(writer) => {
                batch!(writer, self, Stored::Int96 => Int96::new());
            }
        }
    }
}
