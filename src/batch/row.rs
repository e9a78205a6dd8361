//! One row of an answer in the format that was asked for, put behind the rows before it.

use crate::report::{
    Colour, Guard, Row, csv_row, decision_text, fault_text, json_compact, json_pretty,
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
    pub(super) fn write(self, row: &Row, rows: &mut Vec<u8>) {
        let text = match (self, row) {
            (Style::Text(colour), row) => {
                rows.push(b'\n');
                match row {
                    Row::Decided(decision) => decision_text(decision, colour),
                    Row::Faulty(fault) => fault_text(fault, colour),
                }
            }
            (Style::Words, row) => words(row),
            (Style::Json { bare }, row) => {
                rows.extend_from_slice(b",\n");
                let text = match (bare, row) {
                    (true, Row::Decided(decision)) => {
                        json_pretty(&json!({ "id": decision.id, "decision": decision.decision }))
                    }
                    _ => json_pretty(row),
                };
                text.trim_end().to_owned()
            }
            (Style::Ndjson { bare: true }, Row::Decided(decision)) => {
                json_compact(&json!({ "id": decision.id, "decision": decision.decision }))
            }
            (Style::Ndjson { .. }, row) => json_compact(row),
            (Style::Csv { bare, guard }, row) => csv_row(row, bare, guard),
        };
        rows.extend_from_slice(text.as_bytes());
    }
}

/// The decision's word with the name of the record, or the place of a faulty one.
fn words(row: &Row) -> String {
    let (word, name) = match row {
        Row::Decided(decision) => (
            decision.decision.word(),
            decision.id.clone().unwrap_or_default(),
        ),
        Row::Faulty(fault) => ("faulty", format!("{}:{}", fault.file, fault.line)),
    };
    match name.as_str() {
        "" => format!("{word}\n"),
        name => format!("{word} {}\n", escape_controls(name)),
    }
}
