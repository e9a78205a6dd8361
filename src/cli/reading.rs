//! Inputs to blocks of records one after another, and what is said of those that cannot be read.

use super::Stop;
use super::at::At;
use super::files::reason;
use super::output::note;
use super::records::{Input, Open};
use crate::batch::{Block, Decider, Layout, Mark, Setting, Style};
use crate::engine::PolicySet;
use crate::eval::Options;
use crate::record::ReadOptions;
use crate::report::{Fault, FaultyRecord};
use crate::value::Instant;
use std::io;

/// What all records of a run share.
pub(super) struct Reading<'s> {
    pub(super) set: &'s PolicySet,
    pub(super) at: Option<Instant>,
    pub(super) strict: bool,
}

impl<'s> Reading<'s> {
    pub(super) fn new(set: &'s PolicySet, at: Option<At>, strict: bool) -> Result<Self, Stop> {
        let zone = set.program().timezone;
        let at = at.map(|at| at.instant_in(zone)).transpose();
        let at = at.map_err(|_| Stop::trouble("`--at` is out of the years 1800 to 2999"))?;
        Ok(Reading { set, at, strict })
    }

    /// The instant from which all records are looked at, if one was given.
    pub(super) fn fixed_at(&self) -> Option<String> {
        let zone = self.set.program().timezone;
        self.at.map(|at| at.rfc3339_in(zone))
    }

    /// For deciding records with these options.
    pub(super) fn setting(&self, options: Options, style: Style) -> Setting<'s> {
        Setting {
            program: self.set.program(),
            at: self.at,
            read: ReadOptions {
                strict: self.strict,
            },
            options,
            style,
        }
    }

    /// For reading them alone.
    pub(super) fn decider(&self) -> Decider<'s> {
        Decider::new(self.setting(Options::default(), Style::Words))
    }

    pub(super) fn open(&self, input: &Input, from: Mark) -> io::Result<Open<'s>> {
        input.open(&self.set.program().schema, self.strict, from)
    }

    /// The blocks of inputs, from a mark on.
    /// With `notes`, columns that the schema does not know are named on standard error.
    pub(super) fn source<'a>(&'a self, inputs: &'a [Input], from: Mark, notes: bool) -> Source<'a> {
        Source {
            reading: self,
            inputs,
            next: from.input,
            from,
            open: None,
            notes,
            named: false,
        }
    }
}

/// Reads input after input.
pub(super) struct Source<'a> {
    reading: &'a Reading<'a>,
    inputs: &'a [Input],
    next: usize,
    /// Where the first of them is taken up.
    from: Mark,
    open: Option<(&'a Input, Open<'a>)>,
    notes: bool,
    /// Whether the unknown columns of the open input were named.
    named: bool,
}

impl Source<'_> {
    /// Fills a block; false when all inputs are over. What cannot be read is a fault in a block of its own.
    pub(super) fn fill(&mut self, block: &mut Block) -> bool {
        loop {
            let result = match &mut self.open {
                Some((input, open)) => open.fill(block).map_err(|error| (*input, error)),
                None => {
                    let Some(input) = self.inputs.get(self.next) else {
                        return false;
                    };
                    let from = std::mem::take(&mut self.from);
                    self.next += 1;
                    match self.reading.open(input, from) {
                        Ok(open) => {
                            (self.open, self.named) = (Some((input, open)), false);
                            continue;
                        }
                        Err(error) => Err((input, error)),
                    }
                }
            };
            match result {
                Ok(true) => {
                    self.name_unknown_columns(block);
                    block.end.input = self.next - 1;
                }
                Ok(false) => {
                    self.open = None;
                    continue;
                }
                Err((input, error)) => {
                    self.open = None;
                    block.bytes.clear();
                    block.layout = Layout::Fault(Box::new(unreadable(input, &error)));
                    // It is done with, wherever it broke off.
                    block.end = Mark {
                        input: self.next,
                        ..Mark::default()
                    };
                }
            }
            return true;
        }
    }

    /// Once for a file, with its first rows.
    fn name_unknown_columns(&mut self, block: &Block) {
        let (Some((_, open)), false) = (&self.open, self.named || !self.notes) else {
            return;
        };
        self.named = true;
        // In records as JSON, what is not looked at is told of each.
        let rest = match open {
            Open::Csv(_) => ", which is not looked at",
            _ => "",
        };
        for column in open.unknown_columns() {
            let near = column.did_you_mean.as_deref();
            let near = near.map_or(String::new(), |near| format!("; did you mean `{near}`?"));
            note(&format!(
                "note: {}: the schema has no field for the column `{}`{rest}{near}",
                block.file, column.field
            ));
        }
    }
}

/// A file that could be listed and not read: a fault like any other, so that no record goes missing unseen.
pub(super) fn unreadable(input: &Input, error: &io::Error) -> FaultyRecord {
    FaultyRecord {
        id: None,
        line: 1,
        column: None,
        error: Fault {
            code: "unreadable".to_owned(),
            path: String::new(),
            message: format!("the input cannot be read: {}", reason(error)),
        },
        file: input.name(),
    }
}
