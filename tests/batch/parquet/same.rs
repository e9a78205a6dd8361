//! A row of a file is decided as the record as JSON is: random records in every form of columns, encoding and page.

use crate::support::pack::{pack, samples, schema};
use crate::support::parquet::{Form, columns, write};
use crate::support::random::{Changer, Random};
use admit::batch::{
    Block, Decider, Layout, Lines, Mark, Parquet, Part, Setting, Style,
};
use admit::engine::PolicySet;
use admit::eval::{Explain, Options, Privacy};
use admit::program::{FieldId, Schema, Shape};
use admit::record::ReadOptions;
use admit::tally::Tally;
use parquet::basic::{Compression, Encoding};
use parquet::file::properties::{WriterProperties, WriterVersion};
use serde_json::{Map, Value};
use std::io::Cursor;

fn setting(set: &PolicySet, explain: Explain) -> Setting<'_> {
    Setting {
        program: set.program(),
        at: None,
        read: ReadOptions::default(),
        options: Options {
            explain,
            privacy: Privacy::Mask,
        },
        style: Style::Ndjson { bare: false },
    }
}

fn rows_of(
    set: &PolicySet,
    explain: Explain,
    mut fill: impl FnMut(&mut Block) -> bool,
) -> String {
    let mut decider = Decider::new(setting(set, explain));
    let (mut rows, mut tally) = (Vec::new(), Tally::default());
    let mut block = Block::default();
    while fill(&mut block) {
        assert!(!matches!(block.layout, Layout::Fault(_)), "{block:?}");
        for document in block.documents() {
            decider.decide_one(&document, &mut rows, &mut tally);
        }
    }
    String::from_utf8(rows).unwrap()
}

fn as_json(set: &PolicySet, explain: Explain, records: &[Value]) -> String {
    let text: String = records.iter().map(|record| format!("{record}\n")).collect();
    let mut lines = Lines::new(text.as_bytes(), "in", Mark::default());
    rows_of(set, explain, |block| lines.fill(block).unwrap())
}

fn as_parquet(set: &PolicySet, explain: Explain, bytes: Vec<u8>) -> String {
    let length = bytes.len() as u64;
    let schema = &set.program().schema;
    let mut parquet = Parquet::new(Cursor::new(bytes), length, "in", schema, ReadOptions::default());
    rows_of(set, explain, |block| parquet.fill(block).unwrap())
}

/// Records as they come back from columns of their own: a group that has to be there is, and one that may be left out
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

fn records(random: &mut Random, count: usize) -> Vec<Value> {
    let changer = Changer::new(schema());
    let samples: Vec<Value> = samples().into_values().collect();
    let mut records = Vec::new();
    while records.len() < count {
        let mut record = random.pick(&samples).clone();
        for _ in 0..random.below(6) {
            changer.change(random, &mut record);
        }
        records.push(ordered(schema(), &schema().top, &record));
    }
    records
}

/// The fields in the order of the schema, as columns are; those that it does not know are left out.
fn ordered(schema: &Schema, fields: &[FieldId], record: &Value) -> Value {
    let mut all = Map::new();
    for id in fields {
        let field = schema.field(*id);
        let Some(value) = record.get(&*field.name) else {
            continue;
        };
        let value = match (&field.shape, value) {
            (Shape::Group(children), Value::Object(_)) => ordered(schema, children, value),
            (Shape::Rows { children, .. }, Value::Array(items)) => items
                .iter()
                .map(|item| ordered(schema, children, item))
                .collect(),
            _ => value.clone(),
        };
        all.insert(field.name.to_string(), value);
    }
    Value::Object(all)
}

fn properties(random: &mut Random) -> WriterProperties {
    let packings = [
        Compression::UNCOMPRESSED,
        Compression::SNAPPY,
        Compression::ZSTD(Default::default()),
        Compression::GZIP(Default::default()),
        Compression::LZ4_RAW,
    ];
    let versions = [WriterVersion::PARQUET_1_0, WriterVersion::PARQUET_2_0];
    WriterProperties::builder()
        .set_compression(*random.pick(&packings))
        .set_writer_version(*random.pick(&versions))
        .set_dictionary_enabled(random.below(3) > 0)
        .set_dictionary_page_size_limit(*random.pick(&[40, 400, 1 << 20]))
        .set_data_page_row_count_limit(*random.pick(&[1, 7, 100_000]))
        .set_write_batch_size(*random.pick(&[1, 5, 1024]))
        .build()
}

#[test]
fn random_records_have_the_same_rows_from_columns_of_every_form() {
    let mut random = Random::new(61);
    let rounds = if super::super::long() { 400 } else { 12 };
    for round in 0..rounds {
        let records = records(&mut random, 60);
        for (dotted, json) in [(false, false), (true, false), (false, true), (true, true)] {
            let form = Form {
                dotted,
                json,
                texts: random.below(2) == 0,
            };
            let records: Vec<Value> = match dotted {
                true => records.iter().map(|each| flattened(schema(), &schema().top, each)).collect(),
                false => records.clone(),
            };
            let nodes = columns(schema(), form);
            let group = *random.pick(&[1000, 17]);
            let bytes = write(&nodes, &records, properties(&mut random), group);
            for explain in [Explain::Codes, Explain::All] {
                let expected = as_json(pack(), explain, &records);
                let found = as_parquet(pack(), explain, bytes.clone());
                for (one, other) in expected.lines().zip(found.lines()) {
                    assert_eq!(one, other, "round {round}, {form:?}");
                }
                assert_eq!(expected, found, "round {round}, {form:?}");
            }
        }
    }
}
