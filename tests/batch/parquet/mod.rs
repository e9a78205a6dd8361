//! Parquet as input: the same as the records as JSON, in every form of column, and nothing but messages where a file
//! is damaged.

mod command;
mod damage;
mod faults;
mod same;
mod types;

use admit::batch::{Block, Decider, Lines, Mark, Parquet, Part, Setting, Style};
use admit::engine::PolicySet;
use admit::eval::{Explain, Options, Privacy};
use admit::program::{FieldId, Schema, Shape};
use admit::record::ReadOptions;
use parquet::file::properties::WriterProperties;
use serde_json::{Map, Value};
use std::io::Cursor;

/// How records are read and rows written.
#[derive(Clone, Copy)]
struct How {
    explain: Explain,
    strict: bool,
}

const CODES: How = How {
    explain: Explain::Codes,
    strict: false,
};
const ALL: How = How {
    explain: Explain::All,
    strict: false,
};

fn rows_of(set: &PolicySet, how: How, mut fill: impl FnMut(&mut Block) -> bool) -> String {
    let mut decider = Decider::new(Setting {
        program: set.program(),
        at: None,
        read: how.read(),
        options: Options {
            explain: how.explain,
            privacy: Privacy::Mask,
        },
        style: Style::Ndjson { bare: false },
    });
    let mut part = Part::default();
    while fill(&mut part.block) {
        decider.decide(&mut part);
    }
    String::from_utf8(part.rows).unwrap()
}

/// The rows of records as JSON, one a line.
fn from_json(set: &PolicySet, how: How, lines: &str) -> String {
    let mut lines = Lines::new(lines.as_bytes(), "in", Mark::default());
    rows_of(set, how, |block| lines.fill(block).unwrap())
}

/// The rows of a file.
fn from_parquet(set: &PolicySet, how: How, bytes: Vec<u8>) -> String {
    let length = bytes.len() as u64;
    let schema = &set.program().schema;
    let mut parquet = Parquet::new(Cursor::new(bytes), length, "in", schema, how.read());
    rows_of(set, how, |block| parquet.fill(block).unwrap())
}

impl How {
    fn read(self) -> ReadOptions {
        ReadOptions {
            strict: self.strict,
        }
    }
}

/// A record as JSON, with its fields in the order of the schema, as columns are. Those that the schema does not know
/// are left out.
fn line(schema: &Schema, record: &Value) -> String {
    let mut text = String::new();
    object(schema, &schema.top, record, &mut text);
    text.push('\n');
    text
}

fn object(schema: &Schema, fields: &[FieldId], record: &Value, text: &mut String) {
    text.push('{');
    let mut comma = "";
    for id in fields {
        let field = schema.field(*id);
        let Some(value) = record.get(&*field.name) else {
            continue;
        };
        text.push_str(&format!("{comma}\"{}\":", field.name));
        comma = ",";
        match (&field.shape, value) {
            (Shape::Group(children), Value::Object(_)) => object(schema, children, value, text),
            (Shape::Rows { children, .. }, Value::Array(items)) => {
                text.push('[');
                for (place, item) in items.iter().enumerate() {
                    text.push_str(if place == 0 { "" } else { "," });
                    match item {
                        Value::Object(_) => object(schema, children, item, text),
                        _ => text.push_str(&item.to_string()),
                    }
                }
                text.push(']');
            }
            _ => text.push_str(&value.to_string()),
        }
    }
    text.push('}');
}

/// A record as it comes back from columns of its own: a group that has to be there is, and one that may be left out
/// is where it has a value.
fn flattened(schema: &Schema, fields: &[FieldId], record: &Value) -> Value {
    let mut all = Map::new();
    for id in fields {
        let field = schema.field(*id);
        let value = record.get(&*field.name).unwrap_or(&Value::Null);
        if let Shape::Group(children) = &field.shape {
            let inside = flattened(schema, children, value);
            let is_empty = inside.as_object().unwrap().is_empty();
            if !field.optional || !is_empty {
                all.insert(field.name.to_string(), inside);
            }
        } else if !value.is_null() {
            all.insert(field.name.to_string(), value.clone());
        }
    }
    Value::Object(all)
}

/// The usual file.
fn plain() -> WriterProperties {
    WriterProperties::builder().build()
}
