//! `admit schema`.

use super::with_rules;
use crate::support::Admit;
use serde_json::{Value, json};
use std::path::Path;

#[test]
fn the_record_is_described_as_json_schema() {
    let schema = with_rules().args("schema").run().ends_with(0).json();
    assert_eq!(
        schema["$schema"],
        json!("https://json-schema.org/draft/2020-12/schema")
    );
    assert_eq!(schema["title"], json!("application"));
    assert_eq!(schema["properties"]["name"]["x-private"], json!(true));
    assert_eq!(
        schema["$defs"]["Wish"]["enum"],
        json!(["pass", "doubt", "fail"])
    );
    assert_eq!(schema.get("required"), None);
}

#[test]
fn faulty_or_missing_rules_have_none() {
    Admit::new()
        .file("rules/a.admit", "rule")
        .args("schema")
        .run()
        .ends_with(2);
    Admit::new().args("schema nowhere").run().ends_with(2);
}

#[test]
fn the_samples_of_the_pack_conform_and_wrong_kinds_do_not() {
    let schema = Admit::new().args("schema").run().ends_with(0).json();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/samples");
    let mut samples = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "json") {
            let sample = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
            assert_eq!(fault(&schema, &schema, &sample), None, "{path:?}");
            samples += 1;
        }
    }
    assert!(samples >= 30);
    for (wrong, place) in [
        (json!({ "id": 7 }), "/id"),
        (json!({ "account": { "region": "ZZ" } }), "/account/region"),
        (json!({ "images": [{ "glare": 12 }] }), "/images/0/glare"),
        (
            json!({ "document": { "expires_on": 1 } }),
            "/document/expires_on",
        ),
    ] {
        assert_eq!(fault(&schema, &schema, &wrong).as_deref(), Some(place));
    }
}

/// Where a value does not conform: as much of JSON Schema as our schemas use, and any other keyword is a failure.
fn fault(root: &Value, schema: &Value, value: &Value) -> Option<String> {
    for (keyword, wanted) in schema.as_object().unwrap() {
        let conforms = match keyword.as_str() {
            "type" => match wanted {
                Value::Array(kinds) => kinds.iter().any(|kind| is_of(kind, value)),
                kind => is_of(kind, value),
            },
            "enum" => wanted.as_array().unwrap().contains(value),
            "const" => wanted == value,
            "minimum" => value.as_f64() >= wanted.as_f64() || !value.is_number(),
            "maximum" => value.as_f64() <= wanted.as_f64() || !value.is_number(),
            "anyOf" => {
                let mut any = wanted.as_array().unwrap().iter();
                any.any(|each| fault(root, each, value).is_none())
            }
            "$ref" => {
                let pointer = wanted.as_str().unwrap().strip_prefix('#').unwrap();
                fault(root, root.pointer(pointer).unwrap(), value).is_none()
            }
            "properties" => {
                let fields = value.as_object().into_iter().flatten();
                let known =
                    fields.filter_map(|(name, value)| Some((name, wanted.get(name)?, value)));
                let fault = known
                    .filter_map(|(name, wanted, value)| Some((name, fault(root, wanted, value)?)))
                    .next();
                if let Some((name, inner)) = fault {
                    return Some(format!("/{name}{inner}"));
                }
                true
            }
            "items" => {
                let items = value.as_array().into_iter().flatten().enumerate();
                let fault = items
                    .filter_map(|(place, item)| Some((place, fault(root, wanted, item)?)))
                    .next();
                if let Some((place, inner)) = fault {
                    return Some(format!("/{place}{inner}"));
                }
                true
            }
            "$schema" | "$defs" | "title" | "description" | "examples" | "format" | "default" => {
                true
            }
            "x-needed" | "x-private" | "x-fixed" => true,
            other => panic!("`{other}` is a keyword that this test does not know"),
        };
        if !conforms {
            return Some(String::new());
        }
    }
    None
}

fn is_of(kind: &Value, value: &Value) -> bool {
    match kind.as_str().unwrap() {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("`{other}` is no type of JSON Schema"),
    }
}
