//! One row of an answer in the format that was asked for, put behind the rows before it.

use crate::decision::Codes;
use crate::eval::Answer;
use crate::report::{
    Colour, Guard, Phrases, Row, answer_json, codes_text, csv_row, decision_text, fault_text,
    json_compact, json_pretty,
};
use crate::value::escape_controls;
use serde_json::json;

/// How rows are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Style {
    /// For people; each after an empty line.
    Text(Colour),
    /// Only the word of the decision, and the name of the record.
    Words,
    /// JSON on several lines, each after a comma and a line end.
    Json {
        /// Only the decision.
        bare: bool,
    },
    /// JSON, one row a line.
    Ndjson {
        /// Only the decision.
        bare: bool,
    },
    /// CSV without its header.
    Csv {
        /// Only the decision.
        bare: bool,
        /// Whether cells are kept from being taken for formulas.
        guard: Guard,
    },
}

impl Style {
    /// Whether a row says no more than codes do.
    fn is_brief(self) -> bool {
        match self {
            Style::Words | Style::Csv { .. } => true,
            Style::Json { bare } | Style::Ndjson { bare } => bare,
            Style::Text(_) => false,
        }
    }

    /// Writes what came of a record.
    pub(super) fn write_answer(
        self,
        answer: &Answer<'_, '_>,
        phrases: &mut Phrases,
        rows: &mut Vec<u8>,
    ) {
        match self {
            Style::Ndjson { bare: false } => answer_json(answer, phrases, rows),
            _ if self.is_brief() || answer.is_brief() => {
                self.write(&Row::Coded(&answer.codes()), rows);
            }
            _ => self.write(&Row::Decided(Box::new(answer.decision())), rows),
        }
    }

    pub(super) fn write(self, row: &Row<'_>, rows: &mut Vec<u8>) {
        let text = match (self, row) {
            (Style::Text(colour), row) => {
                rows.push(b'\n');
                match row {
                    Row::Decided(decision) => decision_text(decision, colour),
                    Row::Coded(codes) => codes_text(codes),
                    Row::Faulty(fault) => fault_text(fault, colour),
                }
            }
            (Style::Words, row) => words(row),
            (Style::Json { bare }, row) => {
                rows.extend_from_slice(b",\n");
                let text = match (bare, row) {
                    (true, Row::Coded(codes)) => json_pretty(&bare_row(codes)),
                    _ => json_pretty(row),
                };
                text.trim_end().to_owned()
            }
            (Style::Ndjson { bare: true }, Row::Coded(codes)) => json_compact(&bare_row(codes)),
            (Style::Ndjson { .. }, row) => json_compact(row),
            (Style::Csv { bare, guard }, row) => csv_row(row, bare, guard),
        };
        rows.extend_from_slice(text.as_bytes());
    }
}

fn bare_row(codes: &Codes<'_>) -> serde_json::Value {
    json!({ "id": codes.id, "decision": codes.decision })
}

/// The decision's word with the name of the record, or the place of a faulty one.
fn words(row: &Row<'_>) -> String {
    let place;
    let (word, name) = match row {
        Row::Decided(decision) => (decision.decision.word(), decision.id.as_deref()),
        Row::Coded(codes) => (codes.decision.word(), codes.id.as_deref()),
        Row::Faulty(fault) => {
            place = format!("{}:{}", fault.file, fault.line);
            ("faulty", Some(place.as_str()))
        }
    };
    match name {
        None | Some("") => format!("{word}\n"),
        Some(name) => format!("{word} {}\n", escape_controls(name)),
    }
}
