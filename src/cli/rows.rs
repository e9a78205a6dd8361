//! The answers of a run, written as they come, in the format that was asked for.
//!
//! The first one waits until it is clear whether another follows: one record is shown as such, several as a
//! list.

use super::Stop;
use super::output::{Output, note};
use crate::decision::Outcome;
use crate::report::{FaultyRecord, Row, decision_text, fault_text, json_compact, json_pretty};
use crate::value::escape_controls;
use clap::ValueEnum;
use serde_json::json;

/// How answers are written.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people
    Text,
    /// One record an object, several an array
    Json,
    /// One object a line
    Ndjson,
}

/// How many records came to which end.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Tally {
    pub(super) accepted: u64,
    pub(super) review: u64,
    pub(super) incomplete: u64,
    pub(super) rejected: u64,
    pub(super) faulty: u64,
}

/// Takes answers and writes them.
pub(super) struct Rows<'o> {
    output: &'o mut Output,
    format: Format,
    /// Only the decision of each.
    bare: bool,
    /// The first answer, until there is a second or an end.
    first: Option<Row>,
    pub(super) tally: Tally,
}

impl<'o> Rows<'o> {
    pub(super) fn new(output: &'o mut Output, format: Format, bare: bool) -> Rows<'o> {
        Rows {
            output,
            format,
            bare,
            first: None,
            tally: Tally::default(),
        }
    }

    pub(super) fn push(&mut self, row: Row) -> Result<(), Stop> {
        self.tally.count(&row);
        if let (Row::Faulty(fault), true) = (&row, self.format != Format::Text) {
            // The row itself has no room for the file's name.
            self.note(fault);
        }
        match (self.tally.total(), self.first.take()) {
            (1, _) => {
                self.first = Some(row);
                Ok(())
            }
            (_, Some(first)) => {
                self.write_many(&first, "[\n", "")?;
                self.write_many(&row, ",\n", "\n")
            }
            (_, None) => self.write_many(&row, ",\n", "\n"),
        }
    }

    /// Writes what still waits, and the end of the list.
    pub(super) fn finish(mut self) -> Result<Tally, Stop> {
        if let Some(only) = self.first.take() {
            let text = self.text_of(&only, false);
            self.output.write(&text)?;
        } else if self.format == Format::Json {
            self.output.write("\n]\n")?;
        } else if self.format == Format::Text && !self.bare {
            self.output
                .write(&format!("\n{}\n", self.tally.summary()))?;
        }
        Ok(self.tally)
    }

    /// One of several: `comma` stands before it in an array, `gap` before it in text.
    fn write_many(&mut self, row: &Row, comma: &str, gap: &str) -> Result<(), Stop> {
        let text = self.text_of(row, true);
        match self.format {
            Format::Json => {
                self.output.write(comma)?;
                self.output.write(text.trim_end())
            }
            Format::Text if !self.bare => {
                self.output.write(gap)?;
                self.output.write(&text)
            }
            Format::Text | Format::Ndjson => self.output.write(&text),
        }
    }

    fn text_of(&self, row: &Row, several: bool) -> String {
        match (self.format, self.bare, row) {
            (Format::Text, true, row) => bare_line(row, several),
            (Format::Text, false, Row::Decided(decision)) => {
                decision_text(decision, self.output.colour())
            }
            (Format::Text, false, Row::Faulty(fault)) => fault_text(fault, self.output.colour()),
            (Format::Json, true, Row::Decided(decision)) => {
                json_pretty(&json!({ "id": decision.id, "decision": decision.decision }))
            }
            (Format::Ndjson, true, Row::Decided(decision)) => {
                json_compact(&json!({ "id": decision.id, "decision": decision.decision }))
            }
            (Format::Json, _, row) => json_pretty(row),
            (Format::Ndjson, _, row) => json_compact(row),
        }
    }

    fn note(&self, fault: &FaultyRecord) {
        if !self.bare {
            let text = fault_text(fault, self.output.error_colour());
            note(text.trim_end());
        }
    }
}

/// The decision's word; among several with the name of the record, or the place of a faulty one.
fn bare_line(row: &Row, several: bool) -> String {
    let (word, name) = match row {
        Row::Decided(decision) => (
            decision.decision.word(),
            decision.id.clone().unwrap_or_default(),
        ),
        Row::Faulty(fault) => ("faulty", format!("{}:{}", fault.file, fault.line)),
    };
    match (several, name.as_str()) {
        (false, _) | (true, "") => format!("{word}\n"),
        (true, name) => format!("{word} {}\n", escape_controls(name)),
    }
}

impl Tally {
    fn count(&mut self, row: &Row) {
        let place = match row {
            Row::Faulty(_) => &mut self.faulty,
            Row::Decided(decision) => match decision.decision {
                Outcome::Accept => &mut self.accepted,
                Outcome::Review => &mut self.review,
                Outcome::Incomplete => &mut self.incomplete,
                Outcome::Reject => &mut self.rejected,
            },
        };
        *place += 1;
    }

    pub(super) fn total(&self) -> u64 {
        self.accepted + self.review + self.incomplete + self.rejected + self.faulty
    }

    fn summary(&self) -> String {
        let parts = [
            (self.accepted, "accepted"),
            (self.review, "for review"),
            (self.incomplete, "incomplete"),
            (self.rejected, "rejected"),
            (self.faulty, "faulty"),
        ];
        let parts = parts.iter().filter(|(count, _)| *count > 0);
        let parts: Vec<String> = parts
            .map(|(count, word)| format!("{count} {word}"))
            .collect();
        format!("{} records: {}", self.total(), parts.join(", "))
    }
}
