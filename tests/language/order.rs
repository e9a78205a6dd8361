//! In which order things stand changes nothing in what is said about them.

use super::{diagnose, golden_files};
use admit::diagnostic::{Diagnostic, Level};
use proptest::prelude::{ProptestConfig, any, proptest};
use proptest::sample::Index;

/// The declarations of a text: each starts in the first column and goes on to the next that does.
fn declarations(text: &str) -> Vec<&str> {
    let starts = |line: &str| line.starts_with(|char: char| char.is_ascii_lowercase());
    let mut cuts = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if starts(line) {
            cuts.push(at);
        }
        at += line.len();
    }
    let ends = cuts.iter().skip(1).copied().chain([text.len()]);
    cuts.iter()
        .zip(ends)
        .map(|(start, end)| &text[*start..end])
        .collect()
}

/// What is said, sorted. Of two things that clash the one that comes later is at fault, and a circle starts
/// somewhere: there, order may matter.
fn said(diagnostics: &[Diagnostic]) -> Vec<String> {
    let mut all: Vec<String> = diagnostics
        .iter()
        .filter(|each| each.level > Level::Note)
        .map(|each| format!("{} {}", each.code.as_str(), each.message))
        .collect();
    all.sort();
    all
}

/// Files about two things of one kind, named in the order in which they stand.
fn is_about_order(name: &str) -> bool {
    [
        "twice",
        "two_",
        "cyclic",
        "like_each_other",
        "never_closed",
        "closes_nothing",
        "parenthesis",
        "parameter_hides_a_field",
        "json",
    ]
    .iter()
    .any(|word| name.contains(word))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn of_declarations_and_files(
        file in any::<Index>(),
        keys in proptest::collection::vec(any::<u16>(), 32),
        cut in 0..8_usize,
    ) {
        let files = golden_files();
        let (name, text) = file.get(&files);
        if is_about_order(name) {
            return Ok(());
        }
        let parts = declarations(text);
        let mut order: Vec<usize> = (0..parts.len()).collect();
        order.sort_by_key(|at| keys.get(*at));
        let cut = cut.min(parts.len());
        let join = |places: &[usize]| -> String {
            places.iter().map(|at| format!("{}\n", parts[*at])).collect()
        };
        // Some of the declarations move to another file.
        let (first, second) = (join(&order[..cut]), join(&order[cut..]));
        let whole = join(&(0..parts.len()).collect::<Vec<_>>());
        let (expected, _) = diagnose(&[("a.admit", &whole)]);
        // What cannot be read at all may swallow what stands after it.
        if said(&expected).iter().any(|each| each.starts_with("E01")) {
            return Ok(());
        }
        let (found, _) = diagnose(&[("z.admit", &first), ("b.admit", &second)]);
        assert_eq!(said(&found), said(&expected), "{name}: {order:?}, {cut}");
    }
}
