//! Diagnostics as text for people, with the lines they speak of.

use super::{Diagnostic, Label, Level};
use crate::source::SourceMap;
use annotate_snippets::{AnnotationKind, Group, Level as Title, Renderer, Snippet};

/// One diagnostic with its source lines and carets, followed by a line end.
pub fn render(diagnostic: &Diagnostic, sources: &SourceMap, colour: bool) -> String {
    let title = match diagnostic.level {
        Level::Error => Title::ERROR,
        Level::Warning => Title::WARNING,
        Level::Note => Title::NOTE,
    };
    let mut group = Group::with_title(
        title
            .primary_title(diagnostic.message.as_str())
            .id(diagnostic.code.as_str()),
    );
    // The file of the primary label comes first, then the others in the order of their labels.
    let labels: Vec<&Label> = std::iter::once(&diagnostic.primary)
        .chain(&diagnostic.secondary)
        .collect();
    let mut files = Vec::new();
    for label in &labels {
        if !files.contains(&label.span.source) {
            files.push(label.span.source);
        }
    }
    for source in files {
        let Some(file) = sources.file(source) else {
            continue;
        };
        let mut snippet = Snippet::source(file.text()).path(file.name()).fold(true);
        for (index, label) in labels.iter().enumerate() {
            if label.span.source == source {
                let kind = if index == 0 {
                    AnnotationKind::Primary
                } else {
                    AnnotationKind::Context
                };
                let annotation = kind.span(label.span.range());
                let text = Some(label.text.as_str()).filter(|text| !text.is_empty());
                snippet = snippet.annotation(annotation.label(text));
            }
        }
        group = group.element(snippet);
    }
    if let Some(hint) = &diagnostic.hint {
        group = group.element(Title::HELP.message(hint.as_str()));
    }
    let renderer = if colour {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let mut text = renderer.render(&[group]);
    text.push('\n');
    text
}
