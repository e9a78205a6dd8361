//! Diagnostics as text for people, with the lines they speak of.
//!
//! In: a diagnostic and the texts it points into. Out: at most 80 columns where the words allow it, and
//! nothing in it that could move the cursor or hide something.

use super::{Diagnostic, Label, Level};
use crate::source::{Position, SourceFile, SourceId, SourceMap};
use crate::value::escape_controls;
use annotate_snippets::{
    Annotation, AnnotationKind, Group, Level as Title, Origin, Renderer, Snippet,
};

/// The width at which long source lines are cut.
const WIDTH: usize = 80;

/// How many bytes two places of one file may lie apart and still be shown together.
const FAR: u32 = 1 << 14;

/// How many bytes of lines are shown at most; of longer ones, which no person wrote, only the place is named.
const MOST_SHOWN: usize = 4 * FAR as usize;

/// One diagnostic with its source lines and carets, followed by a line end.
pub fn render(diagnostic: &Diagnostic, sources: &SourceMap, colour: bool) -> String {
    let title = match diagnostic.level {
        Level::Error => Title::ERROR,
        Level::Warning => Title::WARNING,
        Level::Note => Title::NOTE,
    };
    let message = escape_controls(&diagnostic.message);
    let title = title.primary_title(message).id(diagnostic.code.as_str());
    let mut group = Group::with_title(title);
    for (source, labels) in parts_of(diagnostic) {
        if let Some(file) = sources.file(source) {
            let (first_line, from, lines) = lines_around(file, &labels);
            if lines.len() > MOST_SHOWN {
                group = group.element(place_of(&labels, sources));
                continue;
            }
            let snippet = Snippet::source(lines)
                .line_start(first_line)
                .path(escape_controls(file.name()))
                .fold(true)
                .annotations(labels.iter().map(|label| annotation(label, from)));
            group = group.element(snippet);
        }
    }
    if let Some(hint) = &diagnostic.hint {
        group = group.element(Title::HELP.message(escape_controls(hint)));
    }
    let renderer = if colour {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let mut text = renderer.term_width(WIDTH).render(&[group]);
    text.push('\n');
    text
}

/// A label, and whether it is the primary one.
type Marked<'a> = (&'a Label, bool);

/// The labels of each file, that of the primary label first. Those that lie far from the first in their file are
/// shown by themselves: lines between them, which nobody sees, would all be read.
fn parts_of(diagnostic: &Diagnostic) -> Vec<(SourceId, Vec<Marked<'_>>)> {
    let mut parts: Vec<(SourceId, Vec<Marked<'_>>)> = Vec::new();
    let secondary = diagnostic.secondary.iter().map(|label| (label, false));
    for label in std::iter::once((&diagnostic.primary, true)).chain(secondary) {
        let is_near = |(source, labels): &&mut (SourceId, Vec<Marked<'_>>)| {
            let first = labels.first().map_or(0, |(first, _)| first.span.start);
            *source == label.0.span.source && first.abs_diff(label.0.span.start) <= FAR
        };
        match parts.iter_mut().find(is_near) {
            Some((_, labels)) => labels.push(label),
            None => parts.push((label.0.span.source, vec![label])),
        }
    }
    parts
}

/// The lines that hold all of the labels: the number of the first, its first byte, and their text.
fn lines_around<'s>(file: &'s SourceFile, labels: &[Marked<'_>]) -> (usize, usize, &'s str) {
    let spans = || labels.iter().map(|(label, _)| label.span);
    let text = file.text();
    let start = spans().map(|span| span.range().start).min().unwrap_or(0);
    let end = spans().map(|span| span.range().end).max().unwrap_or(0);
    let before = text.get(..start).and_then(|before| before.rfind('\n'));
    let from = before.map_or(0, |newline| newline + 1);
    let after = text.get(end..).and_then(|after| after.find('\n'));
    let to = after.map_or(text.len(), |newline| end + newline + 1);
    let lines = text.get(from..to).unwrap_or("");
    (file.line_of(from), from, lines)
}

/// The place of the first label, without its lines.
fn place_of<'a>(labels: &[Marked<'_>], sources: &SourceMap) -> Origin<'a> {
    let (name, position) = labels.first().map_or_else(
        || ("", Position { line: 1, column: 1 }),
        |(label, _)| {
            (
                sources.name(label.span.source),
                sources.position(label.span),
            )
        },
    );
    Origin::path(escape_controls(name))
        .line(position.line as usize)
        .char_column(position.column as usize)
}

fn annotation<'a>((label, is_primary): &Marked<'a>, from: usize) -> Annotation<'a> {
    let kind = match is_primary {
        true => AnnotationKind::Primary,
        false => AnnotationKind::Context,
    };
    let text = Some(escape_controls(&label.text)).filter(|text| !text.is_empty());
    let range = label.span.range();
    kind.span(range.start - from..range.end.max(range.start) - from)
        .label(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;

    fn rendered(
        texts: &[(&str, &str)],
        build: impl Fn(&SourceMap, &[SourceId]) -> Diagnostic,
    ) -> String {
        let mut sources = SourceMap::default();
        let ids: Vec<SourceId> = texts
            .iter()
            .map(|(name, text)| sources.add(name, text))
            .collect();
        render(&build(&sources, &ids), &sources, false)
    }

    #[test]
    fn both_places_are_shown_with_the_hint() {
        let texts = [
            ("params.admit", "param margin: period = 3 months\n"),
            (
                "regions/cn.admit",
                "# Mainland China\nparam margin: period = 6 months\n",
            ),
        ];
        let text = rendered(&texts, |sources, ids| {
            let message = "`margin` is declared twice";
            Diagnostic::new(Code::DeclaredTwice, sources.span(ids[1], 23..29), message)
                .label("again here")
                .also(sources.span(ids[0], 6..12), "first here")
                .hint("Rename one of them.")
        });
        insta::assert_snapshot!("both_places", text);
    }

    #[test]
    fn controls_in_names_texts_and_messages_are_written_out() {
        let texts = [("a\u{1b}[2J.admit", "rule \u{1b}[31mx\u{202e}\n")];
        let text = rendered(&texts, |sources, ids| {
            Diagnostic::new(
                Code::HiddenCharacter,
                sources.span(ids[0], 5..6),
                "a \u{1b} hides",
            )
            .label("\u{9b} here")
            .hint("Remove \u{7}.")
        });
        let unsafe_to_print =
            |char: &char| char.is_control() && *char != '\n' || *char == '\u{202e}';
        assert_eq!(text.chars().find(unsafe_to_print), None, "{text:?}");
    }

    #[test]
    fn of_a_line_that_nobody_could_read_only_the_place_is_named() {
        let long = format!("a\nlet x = [{}]", "1, ".repeat(50_000));
        let text = rendered(&[("a.admit", &long)], |sources, ids| {
            let place = sources.span(ids[0], 10..11);
            Diagnostic::new(Code::Unexpected, place, "no").hint("Break the line.")
        });
        insta::assert_snapshot!("long_line", text);
    }

    #[test]
    fn places_far_apart_in_one_file_are_shown_by_themselves() {
        let long = format!("first\n{}last\n", "# nothing\n".repeat(3_000));
        let text = rendered(&[("a.admit", &long)], |sources, ids| {
            let last = sources.span(ids[0], 30_006..30_010);
            Diagnostic::new(Code::DeclaredTwice, last, "again")
                .label("again here")
                .also(sources.span(ids[0], 0..5), "first here")
        });
        insta::assert_snapshot!("far_apart", text);
    }

    #[test]
    fn a_place_at_the_very_end_of_a_file_can_be_shown() {
        let text = rendered(&[("a.admit", "rule x {\n")], |sources, ids| {
            Diagnostic::new(
                Code::UnclosedBracket,
                sources.span(ids[0], 9..9),
                "`{` is never closed",
            )
        });
        assert!(text.contains("a.admit"), "{text}");
    }
}
