//! Diagnostics of rule files, for people and for programs.

use super::{Colour, json_pretty};
use crate::diagnostic::{Diagnostic, Label, Level, render};
use crate::source::SourceMap;
use serde::Serialize;

/// Each with its source lines, an empty line between two.
pub fn diagnostics_text(all: &[Diagnostic], sources: &SourceMap, colour: Colour) -> String {
    let colour = colour == Colour::Always;
    let rendered = all.iter().map(|each| render(each, sources, colour));
    rendered.collect::<Vec<_>>().join("\n")
}

/// An array, empty when there is none.
pub fn diagnostics_json(all: &[Diagnostic], sources: &SourceMap) -> String {
    let rows = all.iter().map(|each| Row {
        code: each.code.as_str(),
        level: match each.level {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Note => "note",
        },
        message: &each.message,
        place: Place::of(&each.primary, sources),
        related: each
            .secondary
            .iter()
            .map(|label| Place::of(label, sources))
            .collect(),
        hint: each.hint.as_deref(),
    });
    json_pretty(&rows.collect::<Vec<_>>())
}

#[derive(Serialize)]
struct Row<'a> {
    code: &'a str,
    level: &'a str,
    message: &'a str,
    #[serde(flatten)]
    place: Place<'a>,
    related: Vec<Place<'a>>,
    hint: Option<&'a str>,
}

/// Lines and columns count from 1, columns in characters; the end is the character after the last.
#[derive(Serialize)]
struct Place<'a> {
    file: &'a str,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
    label: &'a str,
}

impl<'a> Place<'a> {
    fn of(label: &'a Label, sources: &'a SourceMap) -> Place<'a> {
        let (start, end) = (
            sources.position(label.span),
            sources.position(label.span.at_end()),
        );
        Place {
            file: sources.name(label.span.source),
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
            label: &label.text,
        }
    }
}
