//! Suite: bytes to records. Golden faults beside their snapshots, the JSON corpus, limits, meaning.

mod json_test_suite;
mod limits;
mod meaning;
mod naughty;
mod spelling;
mod wide;

use crate::support::pack::schema;
use admit::record::{ReadOptions, RecordError, RecordErrorCode, page, read_json, read_toml};
use std::collections::BTreeSet;
use std::path::Path;

fn read_fault(path: &Path) -> RecordError {
    let bytes = std::fs::read(path).unwrap();
    let options = ReadOptions::default();
    let read = match path.extension().and_then(|extension| extension.to_str()) {
        Some("toml") => read_toml(schema(), &bytes, options),
        _ => read_json(schema(), &bytes, options),
    };
    read.expect_err("the record is faulty")
}

#[test]
fn each_faulty_record_is_refused_with_its_place() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("faulty");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        insta::glob!("faulty/*.{json,toml}", |path| {
            let error = read_fault(path);
            let RecordError {
                code,
                path,
                message,
                line,
                column,
                ..
            } = error;
            let shown = format!(
                "code:    {code}\npath:    {path}\nplace:   {line}:{column}\nmessage: {message}"
            );
            insta::assert_snapshot!("fault", shown);
        });
    });
}

#[test]
fn each_code_has_a_page_that_starts_with_its_word() {
    let words: BTreeSet<&str> = RecordErrorCode::ALL
        .iter()
        .map(|code| code.word())
        .collect();
    assert_eq!(words.len(), RecordErrorCode::ALL.len());
    for code in RecordErrorCode::ALL {
        let page = page(*code);
        assert!(page.starts_with(&format!("# {code}\n\n")), "{code}");
        assert!(page.lines().count() >= 5, "{code}");
    }
}

#[test]
fn each_code_of_a_reader_has_a_faulty_record_or_a_limit_test() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/record/faulty");
    let mut seen: BTreeSet<RecordErrorCode> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension != "snap")
        })
        .map(|path| read_fault(&path).code)
        .collect();
    // Strict reading and sizes are tested in `meaning` and `limits`; the engine gives the last.
    seen.extend([
        RecordErrorCode::UnknownField,
        RecordErrorCode::TooLarge,
        RecordErrorCode::NoInstant,
    ]);
    assert_eq!(Vec::from_iter(seen), RecordErrorCode::ALL);
}

#[test]
fn the_example_of_a_page_causes_its_code() {
    let options = ReadOptions { strict: true };
    let mut tried = 0;
    for code in RecordErrorCode::ALL {
        // The first of these two shows what is still allowed; the second is sound to a reader.
        if [RecordErrorCode::TooDeep, RecordErrorCode::NoInstant].contains(code) {
            continue;
        }
        let Some((_, rest)) = page(*code).split_once("```json\n") else {
            continue;
        };
        let (example, _) = rest.split_once("```").unwrap();
        let error = read_json(schema(), example.as_bytes(), options).unwrap_err();
        assert_eq!(error.code, *code, "{example}");
        tried += 1;
    }
    assert_eq!(tried, 10);
}
