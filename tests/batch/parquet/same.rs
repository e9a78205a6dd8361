//! A row of a file is decided as the record as JSON is: random records in every form of columns, encoding and page.

use super::{ALL, CODES, flattened, from_json, from_parquet, line};
use crate::batch::long;
use crate::support::pack::{pack, samples, schema};
use crate::support::parquet::{Form, columns, write};
use crate::support::random::{Changer, Random};
use admit::engine::PolicySet;
use admit::program::{FieldId, Schema, Shape};
use admit::value::Scalar;
use parquet::basic::Compression;
use parquet::file::properties::{WriterProperties, WriterVersion};
use serde_json::{Value, json};

fn records(random: &mut Random, count: usize) -> Vec<Value> {
    let changer = Changer::new(schema());
    let samples: Vec<Value> = samples().into_values().collect();
    let records = (0..count).map(|_| {
        let mut record = random.pick(&samples).clone();
        for _ in 0..random.below(6) {
            changer.change(random, &mut record);
        }
        record
    });
    records.collect()
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

/// Writes the records in a form and holds what becomes of them against what becomes of them as JSON.
#[track_caller]
fn assert_same(random: &mut Random, set: &PolicySet, records: &[Value], form: Form) {
    let schema = &set.program().schema;
    let nodes = columns(schema, form);
    let group = *random.pick(&[1000, 17]);
    let bytes = write(&nodes, records, properties(random), group);
    let lines: String = records.iter().map(|record| line(schema, record)).collect();
    for how in [CODES, ALL] {
        let expected = from_json(set, how, &lines);
        let found = from_parquet(set, how, bytes.clone());
        let mut pairs = expected.lines().zip(found.lines()).zip(records);
        let other = pairs.find(|((one, other), _)| one != other);
        if let Some(((one, other), record)) = other {
            panic!("{form:?}\n{record}\nas JSON    {one}\nas Parquet {other}");
        }
        assert_eq!(expected.lines().count(), found.lines().count());
        assert_eq!(found.lines().count(), records.len());
    }
}

const FORMS: [(bool, bool); 4] = [(false, false), (true, false), (false, true), (true, true)];

#[test]
fn random_records_have_the_same_rows_from_columns_of_every_form() {
    let mut random = Random::new(61);
    for _ in 0..if long() { 200 } else { 2 } {
        let records = records(&mut random, 40);
        for (dotted, json) in FORMS {
            let form = Form {
                dotted,
                json,
                texts: random.below(2) == 0,
            };
            let records: Vec<Value> = match dotted {
                true => {
                    let records = records.iter();
                    records
                        .map(|each| flattened(schema(), &schema().top, each))
                        .collect()
                }
                false => records.clone(),
            };
            assert_same(&mut random, pack(), &records, form);
        }
    }
}

/// Puts so many values in that no field takes, each of a kind that a column of the usual type can hold.
fn spoil(random: &mut Random, schema: &Schema, record: &mut Value, count: usize) {
    for _ in 0..count {
        let mut places = Vec::new();
        places_in(schema, &schema.top, "", record, &mut places);
        let (place, value) = random.pick(&places).clone();
        *record.pointer_mut(&place).unwrap() = value;
    }
}

fn places_in(
    schema: &Schema,
    fields: &[FieldId],
    path: &str,
    record: &Value,
    places: &mut Vec<(String, Value)>,
) {
    for id in fields {
        let field = schema.field(*id);
        let path = format!("{path}/{}", field.name);
        let Some(value) = record.pointer(&path).filter(|value| !value.is_null()) else {
            continue;
        };
        match &field.shape {
            Shape::Scalar(scalar) => places.extend(wrong(*scalar).map(|value| (path, value))),
            Shape::List(scalar) => {
                for at in 0..value.as_array().unwrap().len() {
                    let path = format!("{path}/{at}");
                    places.push((path.clone(), Value::Null));
                    places.extend(wrong(*scalar).map(|value| (path, value)));
                }
            }
            Shape::Group(children) => places_in(schema, children, &path, record, places),
            Shape::Rows { children, .. } => {
                for at in 0..value.as_array().unwrap().len() {
                    let path = format!("{path}/{at}");
                    places.push((path.clone(), Value::Null));
                    places_in(schema, children, &path, record, places);
                }
            }
        }
    }
}

fn wrong(scalar: Scalar) -> Option<Value> {
    match scalar {
        Scalar::Percent => Some(json!(1.5)),
        Scalar::Integer => Some(json!(-1_000_000)),
        Scalar::Date | Scalar::DateOrLongTerm => Some(json!("2030-02-30")),
        Scalar::Instant => Some(json!("yesterday")),
        Scalar::Country => Some(json!("cn")),
        Scalar::Enum(_) => Some(json!("no such word")),
        _ => None,
    }
}

#[test]
fn of_several_faults_the_same_one_is_told() {
    let mut random = Random::new(62);
    for _ in 0..if long() { 200 } else { 3 } {
        let form = Form {
            texts: true,
            ..Form::default()
        };
        let mut several = records(&mut random, 40);
        for record in &mut several {
            let count = 1 + random.below(3);
            spoil(&mut random, schema(), record, count);
        }
        assert_same(&mut random, pack(), &several, form);
        // In a list as JSON text, keys may stand in any order.
        let mut single = records(&mut random, 40);
        for record in &mut single {
            spoil(&mut random, schema(), record, 1);
        }
        let json = Form { json: true, ..form };
        assert_same(&mut random, pack(), &single, json);
    }
}
