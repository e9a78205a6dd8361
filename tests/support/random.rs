//! Records changed at random: fields taken away, values replaced within their types, elements added and removed.

use admit::program::{Field, FieldId, Schema, Shape};
use admit::value::Scalar;
use serde_json::{Value, json};

/// A small generator of numbers; the same seed gives the same numbers, for ever.
pub struct Random(u64);

impl Random {
    /// From a seed.
    pub fn new(seed: u64) -> Random {
        Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0xD1B5_4A32_D192_ED03)
    }

    fn next(&mut self) -> u64 {
        // SplitMix64.
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 to one less than the bound.
    pub fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound.max(1) as u64) as usize
    }

    /// One of these.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    /// Another order.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            items.swap(at, self.below(at + 1));
        }
    }
}

/// What a schema says that a record may hold.
pub struct Changer<'s> {
    schema: &'s Schema,
}

/// A field that was taken away.
pub struct Taken {
    /// Where it stood: `images[1].glare`.
    pub path: String,
}

/// A step into a record: a key, or a place in a list.
#[derive(Clone)]
enum Step {
    Key(String),
    Place(usize),
}

impl<'s> Changer<'s> {
    /// For records of a schema.
    pub fn new(schema: &'s Schema) -> Changer<'s> {
        Changer { schema }
    }

    /// Changes one thing.
    pub fn change(&self, random: &mut Random, record: &mut Value) {
        let places = self.places(record);
        let (id, path) = random.pick(&places).clone();
        let field = self.schema.field(id);
        if random.below(5) == 0 {
            remove(record, &path);
            return;
        }
        match &field.shape {
            Shape::Scalar(scalar) => set(record, &path, self.value(random, *scalar)),
            Shape::List(scalar) => {
                let count = random.below(4);
                let items = (0..count).map(|_| self.value(random, *scalar)).collect();
                set(record, &path, Value::Array(items));
            }
            Shape::Group(children) => {
                if at(record, &path).is_none() {
                    set(record, &path, self.group(random, children));
                }
            }
            Shape::Rows { children, .. } => {
                let element = self.group(random, children);
                match at_mut(record, &path) {
                    Some(Value::Array(items)) if !items.is_empty() && random.below(2) == 0 => {
                        items.remove(random.below(items.len()));
                    }
                    Some(Value::Array(items)) => {
                        items.insert(random.below(items.len() + 1), element);
                    }
                    _ => set(record, &path, json!([element])),
                }
            }
        }
    }

    /// Takes away a field that is there and needed where it stands.
    pub fn take_away_needed(&self, random: &mut Random, record: &mut Value) -> Option<Taken> {
        let needed: Vec<(FieldId, Vec<Step>)> = self
            .places(record)
            .into_iter()
            .filter(|(id, path)| {
                !self.schema.field(*id).optional
                    && self.schema.field(*id).default.is_none()
                    && at(record, path).is_some()
            })
            .collect();
        if needed.is_empty() {
            return None;
        }
        let (_, path) = random.pick(&needed);
        remove(record, path);
        Some(Taken { path: shown(path) })
    }

    /// Each place at which a field may stand, given which groups and elements are there.
    fn places(&self, record: &Value) -> Vec<(FieldId, Vec<Step>)> {
        let mut found = Vec::new();
        self.places_in(record, &self.schema.top, &[], &mut found);
        found
    }

    fn places_in(
        &self,
        value: &Value,
        fields: &[FieldId],
        path: &[Step],
        found: &mut Vec<(FieldId, Vec<Step>)>,
    ) {
        for id in fields {
            let field: &Field = self.schema.field(*id);
            let key = [path, &[Step::Key(field.name.to_string())]].concat();
            let held = value.get(&*field.name);
            found.push((*id, key.clone()));
            match (&field.shape, held) {
                (Shape::Group(children), Some(held)) => self.places_in(held, children, &key, found),
                (Shape::Rows { children, .. }, Some(Value::Array(items))) => {
                    for (place, item) in items.iter().enumerate() {
                        self.places_in(
                            item,
                            children,
                            &[&key[..], &[Step::Place(place)]].concat(),
                            found,
                        );
                    }
                }
                _ => {}
            }
        }
    }

    fn group(&self, random: &mut Random, fields: &[FieldId]) -> Value {
        let mut map = serde_json::Map::new();
        for id in fields {
            let field = self.schema.field(*id);
            if field.optional && random.below(2) == 0 {
                continue;
            }
            let value = match &field.shape {
                Shape::Scalar(scalar) => self.value(random, *scalar),
                Shape::List(scalar) => (0..random.below(3))
                    .map(|_| self.value(random, *scalar))
                    .collect(),
                Shape::Group(children) => self.group(random, children),
                Shape::Rows { .. } => json!([]),
            };
            map.insert(field.name.to_string(), value);
        }
        Value::Object(map)
    }

    /// A value of a type: near to the limits of the shipped rules, more often than not.
    fn value(&self, random: &mut Random, scalar: Scalar) -> Value {
        let pick = |random: &mut Random, from: &[&str]| json!(random.pick(from));
        match scalar {
            Scalar::Bool => json!(random.below(2) == 0),
            Scalar::Integer => json!(random.below(5)),
            Scalar::Number => json!(random.below(90)),
            Scalar::Percent => json!(*random.pick(&[
                0.0, 0.04, 0.05, 0.06, 0.3, 0.39, 0.4, 0.6, 0.61, 0.8, 0.9, 1.0
            ])),
            Scalar::Country => pick(random, &["CN", "CN", "CN", "HK", "MO", "TW", "JP"]),
            Scalar::Enum(id) => json!(random.pick(&self.schema.enumeration(id).words)),
            Scalar::Date => pick(random, DATES),
            Scalar::DateOrLongTerm => match random.below(4) {
                0 => json!("long_term"),
                _ => pick(random, DATES),
            },
            Scalar::Instant => pick(random, INSTANTS),
            Scalar::Text => pick(random, TEXTS),
            Scalar::Period | Scalar::Duration => panic!("no field of a record holds one"),
        }
    }
}

const DATES: &[&str] = &[
    "1996-08-20",
    "1996-08-21",
    "2026-11-21",
    "2026-11-22",
    "2026-11-23",
    "2027-02-21",
    "2027-02-22",
    "2027-05-22",
    "2028-02-29",
    "1800-01-01",
    "2999-12-31",
];

const INSTANTS: &[&str] = &[
    "2026-11-21T10:00:00+08:00",
    "2026-11-21T02:00:01Z",
    "2026-11-22T09:00:00+08:00",
    "2020-01-01T00:00:00Z",
];

const TEXTS: &[&str] = &[
    "",
    "样例甲",
    "SAMPLE ONE",
    "sample one",
    "110000199608200016",
    "110000960820001",
    "11000019960820001X",
];

fn shown(path: &[Step]) -> String {
    let mut text = String::new();
    for step in path {
        match step {
            Step::Key(key) if text.is_empty() => text.push_str(key),
            Step::Key(key) => text.push_str(&format!(".{key}")),
            Step::Place(place) => text.push_str(&format!("[{place}]")),
        }
    }
    text
}

fn at<'v>(value: &'v Value, path: &[Step]) -> Option<&'v Value> {
    path.iter().try_fold(value, |value, step| match step {
        Step::Key(key) => value.get(key),
        Step::Place(place) => value.get(place),
    })
}

fn at_mut<'v>(value: &'v mut Value, path: &[Step]) -> Option<&'v mut Value> {
    path.iter().try_fold(value, |value, step| match step {
        Step::Key(key) => value.get_mut(key),
        Step::Place(place) => value.get_mut(place),
    })
}

/// The object that a path ends in, with the last key.
fn holder<'v>(
    record: &'v mut Value,
    path: &[Step],
) -> Option<(&'v mut serde_json::Map<String, Value>, String)> {
    let (last, before) = path.split_last()?;
    match (at_mut(record, before)?, last) {
        (Value::Object(map), Step::Key(key)) => Some((map, key.clone())),
        _ => None,
    }
}

fn set(record: &mut Value, path: &[Step], value: Value) {
    if let Some((map, key)) = holder(record, path) {
        map.insert(key, value);
    }
}

fn remove(record: &mut Value, path: &[Step]) {
    if let Some((map, key)) = holder(record, path) {
        map.remove(&key);
    }
}
