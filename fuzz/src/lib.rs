//! What the targets share: a record that fits any schema, and a decision that is held against itself.

use admit::decision::Decision;
use admit::engine::PolicySet;
use admit::eval::{Explain, Options, Privacy, Workspace, answer_each};
use admit::program::{Field, FieldId, Schema, Shape};
use admit::record::Record;
use admit::report::{Colour, Phrases, answer_json, decision_text, json_compact, json_pretty};
use admit::value::{Instant, Scalar};
use serde_json::{Map, Value, json};

/// Which values a made-up record has.
#[derive(Clone, Copy)]
pub enum Fill {
    /// None at all.
    Nothing,
    /// The least that each field may hold, and empty lists.
    Least,
    /// The most, and lists of three elements.
    Most,
}

/// A record as JSON that fits the schema.
pub fn record_for(schema: &Schema, fill: Fill) -> String {
    let record = match fill {
        Fill::Nothing => json!({}),
        fill => object(schema, &schema.top, fill),
    };
    record.to_string()
}

fn object(schema: &Schema, fields: &[FieldId], fill: Fill) -> Value {
    let values = fields.iter().map(|id| {
        let field = schema.field(*id);
        (field.name.to_string(), value(schema, field, fill))
    });
    Value::Object(values.collect::<Map<_, _>>())
}

fn value(schema: &Schema, field: &Field, fill: Fill) -> Value {
    let count = if matches!(fill, Fill::Most) { 3 } else { 0 };
    match &field.shape {
        Shape::Scalar(each) => scalar(schema, field, *each, fill),
        Shape::List(each) => vec![scalar(schema, field, *each, fill); count].into(),
        Shape::Group(children) => object(schema, children, fill),
        Shape::Rows { children, .. } => vec![object(schema, children, fill); count].into(),
    }
}

fn scalar(schema: &Schema, field: &Field, scalar: Scalar, fill: Fill) -> Value {
    let most = matches!(fill, Fill::Most);
    let pick = |least: &str, greatest: &str| json!(if most { greatest } else { least });
    match scalar {
        Scalar::Bool => json!(most),
        Scalar::Integer | Scalar::Number | Scalar::Percent => number(field, most),
        Scalar::Text => pick("", "11010519491231002X"),
        Scalar::Date => pick("1800-01-01", "2999-12-31"),
        Scalar::DateOrLongTerm => pick("1800-01-01", "long_term"),
        Scalar::Instant => pick("2026-01-01T00:00:00Z", "2026-12-31T23:59:59+14:00"),
        Scalar::Country => pick("CN", "ZW"),
        Scalar::Enum(id) => {
            let words = &schema.enumeration(id).words;
            let word = if most { words.last() } else { words.first() };
            json!(word.map_or("", |word| word))
        }
        Scalar::Period | Scalar::Duration => Value::Null,
    }
}

fn number(field: &Field, most: bool) -> Value {
    let ends = field.range.map(|(least, greatest)| if most { greatest } else { least });
    let text = ends.map_or("1".to_owned(), |end| end.to_string());
    serde_json::from_str(&text).unwrap_or(json!(1))
}

/// Decides a record in every way, twice, and looks whether the answers agree.
pub fn decide(set: &PolicySet, record: &Record) {
    let fixed = Instant::parse("2026-11-22T10:00:00+08:00").expect("an instant");
    let at = set.instant_of(record).unwrap_or(fixed);
    let mut outcome = None;
    for explain in [Explain::Messages, Explain::Reasons, Explain::All] {
        for privacy in [Privacy::Mask, Privacy::Reveal] {
            let options = Options { explain, privacy };
            let decision = set.evaluate(record, at, options);
            let text = written(&decision);
            assert_eq!(text, written(&set.evaluate(record, at, options)), "two answers to one question");
            assert_eq!(json_compact(&decision).as_bytes(), line(set, record, at, options), "two ways of writing one line");
            let first = *outcome.get_or_insert(decision.decision);
            assert_eq!(first, decision.decision, "the way of telling changes what is told");
        }
    }
}

/// The line that is written of a record without a decision between.
fn line(set: &PolicySet, record: &Record, at: Instant, options: Options) -> Vec<u8> {
    let program = set.program();
    let (mut phrases, mut line) = (Phrases::new(program), Vec::new());
    answer_each(program, &[(record, at)], options, &mut Workspace::default(), |answer| {
        answer_json(answer, &mut phrases, &mut line);
    });
    line
}

/// The decision in every format.
fn written(decision: &Decision) -> String {
    let compact = json_compact(decision);
    serde_json::from_str::<Value>(&compact).expect("a decision is JSON");
    compact + &json_pretty(decision) + &decision_text(decision, Colour::Never)
}
