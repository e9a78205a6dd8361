//! `admit schema`.

use super::with_rules;
use crate::support::Admit;
use serde_json::json;

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
