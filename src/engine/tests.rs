//! Limits of a set, and where citations come from.

use super::*;
use crate::syntax::MAX_FILE_BYTES;

#[test]
fn too_many_bytes_are_reported_at_the_file_that_goes_beyond() {
    let half = "#".repeat(MAX_SET_BYTES / 2);
    let files = [("a", half.as_str()), ("b", half.as_str()), ("c", "#")];
    let mut sources = SourceMap::default();
    for (name, text) in &files[..2] {
        sources.add(name, text);
    }
    assert!(check_size(&sources).is_none());
    let last = sources.add(files[2].0, files[2].1);
    let fault = check_size(&sources).unwrap();
    assert_eq!(
        (fault.code, fault.primary.span.source),
        (Code::TooLarge, last)
    );
}

#[test]
fn too_many_declarations_are_reported_at_the_file_that_goes_beyond() {
    let mut sources = SourceMap::default();
    let (a, b) = (sources.add("a", ""), sources.add("b", ""));
    let items = |source, count: usize| ast::File {
        source,
        items: vec![
            ast::Item::Broken(ast::Broken {
                kind: ast::ItemKind::Param,
                name: None,
                span: sources.span(source, 0..0),
            });
            count
        ],
    };
    let mut trees = vec![items(a, MAX_DECLARATIONS)];
    assert!(check_count(&trees, &sources).is_none());
    trees.push(items(b, 1));
    assert_eq!(
        check_count(&trees, &sources).unwrap().primary.span.source,
        b
    );
}

#[test]
fn citations_come_with_the_places_where_they_are_written() {
    let text = r#"
enum Kind { card, other }
record r { region: country, kind: Kind }
policy second like first { applies when region == HK version "1" always step "Wait." cites "A9" }
table taken by kind {
  | kind | result |
  | card | accept | cites "A1", "A2"   # a note
  | otherwise | reject |
}
ruleset kinds {
  rule not_taken { reject when taken == reject because "No." fix "Take another." cites "A2" }
}
policy first {
  applies when region == CN
  use kinds
  on reject contact support
    when kinds rejects   cites "A3"
  always step "Read." cites "A4"
}
"#;
    let set = PolicySet::load([("b.admit", text), ("a.admit", "# nothing")]).unwrap();
    let cited = set.citations();
    let places = cited.iter().map(|each| {
        let place = format!(
            "{}:{} {} {}",
            each.file,
            each.line,
            each.by.word(),
            each.name
        );
        (each.text, place, each.written)
    });
    let row = "| card | accept | cites \"A1\", \"A2\"";
    let contact = "on reject contact support\n    when kinds rejects   cites \"A3\"";
    let expected = [
        (
            "A9",
            "b.admit:4 line of the policy second",
            "always step \"Wait.\" cites \"A9\"",
        ),
        ("A1", "b.admit:7 row of the table taken", row),
        ("A2", "b.admit:7 row of the table taken", row),
        ("A2", "b.admit:11 rule kinds.not_taken", "not_taken"),
        ("A3", "b.admit:16 line of the policy first", contact),
        (
            "A4",
            "b.admit:18 line of the policy first",
            "always step \"Read.\" cites \"A4\"",
        ),
    ];
    let expected = expected.map(|(text, place, written)| (text, place.to_owned(), written));
    assert_eq!(places.collect::<Vec<_>>(), expected);
}

#[test]
fn a_file_that_cannot_be_read_neither_hides_faults_of_others_nor_causes_any() {
    // What this uses may all be declared in the file that cannot be read.
    let others =
        "policy p { applies when x use rules skip gone because \"x\" }\nlet a = b\nlet c = d +";
    let unread = [
        (b"# \xff".to_vec(), ("E0107", "b", 1, 3)),
        (vec![b'#'; MAX_FILE_BYTES + 1], ("E0105", "b", 1, 1)),
    ];
    for (bytes, fault) in unread {
        let files = [
            ("c", others.into()),
            ("b", bytes),
            ("a", b"# fine".to_vec()),
        ];
        let problems = PolicySet::load_bytes(files).unwrap_err();
        let found = problems.diagnostics.iter().map(|each| {
            let span = each.primary.span;
            let place = problems.sources.position(span);
            let name = problems.sources.name(span.source);
            (each.code.as_str(), name, place.line, place.column)
        });
        let expected = [fault, ("E0101", "c", 3, 12)];
        assert_eq!(found.collect::<Vec<_>>(), expected);
    }
}
