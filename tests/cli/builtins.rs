//! `admit builtins`.

use crate::support::Admit;
use serde_json::json;

#[test]
fn all_are_listed_with_signature_and_source() {
    let run = Admit::new().args("builtins").run().ends_with(0);
    for text in [
        "same_name(a: text, b: text): bool",
        "first_difference(a: text, b: text): integer?",
        "fits: word of the enum after `as`?",
        "cn_resident_id",
        "age of",
        "well_formed",
    ] {
        assert!(run.stdout.contains(text), "{text}: {run:#?}");
    }
    let rows = Admit::new()
        .args("builtins --format json")
        .run()
        .ends_with(0)
        .json();
    assert!(
        rows.as_array()
            .unwrap()
            .iter()
            .all(|row| row["name"].is_string())
    );
}

#[test]
fn one_can_be_asked_for() {
    let admit = Admit::new().args("builtins same_name --format json");
    let rows = admit.run().ends_with(0).json();
    assert_eq!(rows.as_array().map(Vec::len), Some(1));
    assert_eq!(rows[0]["kind"], json!("function"));
}

#[test]
fn an_unknown_one_is_answered_with_the_nearest() {
    let run = Admit::new().args("builtins same_nam").run().ends_with(2);
    assert!(run.stderr.contains("did you mean `same_name`?"), "{run:#?}");
}
