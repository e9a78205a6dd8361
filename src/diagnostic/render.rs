//! Diagnostics as text for people, with the lines they speak of.
//!
//! In: a diagnostic and the texts it points into. Out: at most 80 columns where the words allow it, and
//! nothing in it that could move the cursor or hide something.

use super::{Diagnostic, Label, Level};
use crate::source::{SourceId, SourceMap};
use crate::value::escape_controls;
use annotate_snippets::{Annotation, AnnotationKind, Group, Level as Title, Renderer, Snippet};

/// The width at which long source lines are cut.
const WIDTH: usize = 80;

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
    for source in files_of(diagnostic) {
        if let Some(file) = sources.file(source) {
            let snippet = Snippet::source(file.text())
                .path(escape_controls(file.name()))
                .fold(true)
                .annotations(annotations_in(source, diagnostic));
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

/// The primary label first, then the others in their order.
fn labels_of(diagnostic: &Diagnostic) -> impl Iterator<Item = &Label> {
    std::iter::once(&diagnostic.primary).chain(&diagnostic.secondary)
}

/// Each file once, that of the primary label first.
fn files_of(diagnostic: &Diagnostic) -> Vec<SourceId> {
    let mut files = Vec::new();
    for label in labels_of(diagnostic) {
        if !files.contains(&label.span.source) {
            files.push(label.span.source);
        }
    }
    files
}

fn annotations_in<'a>(
    source: SourceId,
    diagnostic: &'a Diagnostic,
) -> impl Iterator<Item = Annotation<'a>> {
    let labels = labels_of(diagnostic).enumerate();
    labels.filter_map(move |(index, label)| {
        let kind = match index {
            0 => AnnotationKind::Primary,
            _ => AnnotationKind::Context,
        };
        let text = Some(escape_controls(&label.text)).filter(|text| !text.is_empty());
        (label.span.source == source).then(|| kind.span(label.span.range()).label(text))
    })
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
