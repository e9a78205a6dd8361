//! What an author is told about a rule file: one idea a file, and one page a code.
//!
//! Each `<stage>/<fact>.admit` is loaded alone as a policy set. Its snapshot shows the diagnostics as a person sees
//! them. Files called `sound_...` have none that matter.

mod large;
mod limits;
mod order;

use crate::docs::{Kind, blocks};
use admit::diagnostic::{Code, Diagnostic, Level, page, render};
use admit::engine::TestedSet;
use admit::source::SourceMap;
use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::Path;

/// Codes that no golden file can show, with the reason.
const WITHOUT_GOLDEN_FILE: &[(Code, &str)] = &[
    (Code::TooLarge, "a megabyte: made by a test below"),
    (Code::MoreFaults, "hundreds of faults: made by a test below"),
    (
        Code::NotText,
        "a text given to the loader is always UTF-8: see the tests of the command",
    ),
    (Code::Internal, "no rule file causes it, as far as we know"),
];

/// Codes whose page has no example: those above, and those that an example in one file cannot show.
const WITHOUT_EXAMPLE: &[Code] = &[
    Code::TooLarge,
    Code::MoreFaults,
    Code::HiddenCharacter,
    Code::NotText,
    Code::ForeignToTests,
    Code::Internal,
];

/// All that is said about a set of files, mild or not.
pub(crate) fn diagnose(files: &[(&str, &str)]) -> (Vec<Diagnostic>, SourceMap) {
    let files = files.iter().map(|(name, text)| (name, text.as_bytes()));
    match TestedSet::load_bytes(files, &sample) {
        Ok(set) => (set.warnings().to_vec(), set.sources().clone()),
        Err(problems) => (problems.diagnostics, problems.sources),
    }
}

/// The samples that golden files and pages may name.
fn sample(path: &str) -> Result<Vec<u8>, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/language");
    fs::read(root.join(path)).map_err(|_| "there is no such file or folder".to_owned())
}

/// The same as a person sees it.
pub(crate) fn rendered(diagnostics: &[Diagnostic], sources: &SourceMap) -> String {
    let mut text = String::new();
    for diagnostic in diagnostics {
        writeln!(text, "{}", render(diagnostic, sources, false)).unwrap();
    }
    if text.is_empty() {
        text.push_str("in order\n");
    }
    text
}

/// Fails with what the loader says if it says an error.
pub(crate) fn assert_no_error(files: &[(&str, &str)], place: &str) {
    let (diagnostics, sources) = diagnose(files);
    let errors: Vec<Diagnostic> = diagnostics
        .into_iter()
        .filter(|each| each.level == Level::Error)
        .collect();
    assert!(
        errors.is_empty(),
        "{place}:\n{}",
        rendered(&errors, &sources)
    );
}

#[test]
fn each_faulty_file_is_explained() {
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::glob!("*/*.admit", |path| {
            let text = fs::read_to_string(path).unwrap();
            let name = path.file_name().unwrap().to_str().unwrap();
            let (diagnostics, sources) = diagnose(&[(name, &text)]);
            insta::assert_snapshot!("fault", rendered(&diagnostics, &sources));
        });
    });
}

#[test]
fn sound_files_have_no_error_and_faulty_ones_have_something() {
    let mut unnoticed = Vec::new();
    for (name, text) in golden_files() {
        if name.starts_with("sound_") {
            assert_no_error(&[(&name, &text)], &name);
        } else if name != "records_without_a_policy.admit" {
            let (diagnostics, _) = diagnose(&[(&name, &text)]);
            // Nearly all of the files have a policy for one region only, and that is noted.
            if diagnostics.iter().all(|each| each.code == Code::PolicyGap) {
                unnoticed.push(name);
            }
        }
    }
    assert!(
        unnoticed.is_empty(),
        "these faults pass unnoticed: {unnoticed:?}"
    );
}

#[test]
fn each_code_has_a_golden_file() {
    let mut seen = BTreeSet::new();
    for (name, text) in golden_files() {
        let (diagnostics, _) = diagnose(&[(&name, &text)]);
        seen.extend(diagnostics.iter().map(|each| each.code));
    }
    let excused = |code: &Code| WITHOUT_GOLDEN_FILE.iter().any(|(each, _)| each == code);
    let missing: Vec<&str> = Code::ALL
        .iter()
        .filter(|code| !seen.contains(code) && !excused(code))
        .map(|code| code.as_str())
        .collect();
    assert!(missing.is_empty(), "no golden file causes {missing:?}");
}

#[test]
fn each_page_shows_its_code_and_puts_it_right() {
    let mut wrong = String::new();
    for &code in Code::ALL {
        let text = page(code);
        let title = format!("# {}: ", code.as_str());
        assert!(
            text.starts_with(&title),
            "{} has another title",
            code.as_str()
        );
        let examples: Vec<&str> = blocks(text)
            .filter(|block| block.kind == Kind::Admit)
            .map(|block| block.text)
            .collect();
        match examples.as_slice() {
            [] if WITHOUT_EXAMPLE.contains(&code) => {}
            [faulty, sound] => wrong.push_str(&faults_of_page(code, faulty, sound)),
            other => panic!("{} has {} examples", code.as_str(), other.len()),
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// What is wrong with the two examples of a page; empty if nothing is.
fn faults_of_page(code: Code, faulty: &str, sound: &str) -> String {
    let mut wrong = String::new();
    let (diagnostics, sources) = diagnose(&[("faulty.admit", faulty)]);
    if !diagnostics.iter().any(|each| each.code == code) {
        let shown = rendered(&diagnostics, &sources);
        writeln!(wrong, "{}: the first example gives\n{shown}", code.as_str()).unwrap();
    }
    let (diagnostics, sources) = diagnose(&[("sound.admit", sound)]);
    let bad = |each: &Diagnostic| each.level > Level::Note || each.code == code;
    if diagnostics.iter().any(bad) {
        let shown = rendered(&diagnostics, &sources);
        writeln!(
            wrong,
            "{}: the second example gives\n{shown}",
            code.as_str()
        )
        .unwrap();
    }
    wrong
}

#[test]
fn a_file_over_one_mebibyte_is_refused() {
    let comment = "# nothing\n";
    let text = comment.repeat((1 << 20) / comment.len() + 1);
    let (diagnostics, _) = diagnose(&[("large.admit", &text)]);
    assert!(diagnostics.iter().any(|each| each.code == Code::TooLarge));
}

#[test]
fn windows_line_ends_survive_the_checkout() {
    let with_returns: BTreeSet<String> = golden_files()
        .into_iter()
        .filter(|(_, text)| text.contains("\r\n"))
        .map(|(name, _)| name)
        .collect();
    assert!(with_returns.contains("sound_windows_line_ends.admit"));
    assert!(with_returns.contains("fault_after_windows_line_ends.admit"));
}

/// All golden files, sorted: their names and texts.
fn golden_files() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/language");
    let mut files = Vec::new();
    for stage in ["syntax", "names", "types", "policies", "tables", "testing"] {
        for entry in fs::read_dir(root.join(stage)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|end| end == "admit") {
                let name = path.file_name().unwrap().to_str().unwrap().to_owned();
                files.push((name, fs::read_to_string(path).unwrap()));
            }
        }
    }
    files.sort();
    assert!(files.len() > 100, "the golden files were not found");
    files
}
