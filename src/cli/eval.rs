//! `admit eval`: decides records and explains each decision.

use super::at::{At, parse_at};
use super::output::Output;
use super::reading::{Reading, unreadable};
use super::records::{Document, Input, inputs};
use super::rows::{Format, Rows, Tally};
use super::rules::load_sound;
use super::{Status, Stop};
use crate::eval::{Explain, Options, Privacy};
use crate::report::Row;
use clap::ValueEnum;
use std::path::PathBuf;

const EXAMPLES: &str = "\
Examples:
  admit eval record.json
  admit eval --rules rules --at 2026-11-22 records/
  admit eval --format ndjson submissions.ndjson > decisions.ndjson
  jq .submission export.json | admit eval --explain all -
  admit eval --quiet --fail-on reject record.json && echo not rejected

Exit status: 0 all accepted, 1 one rejected, 4 one incomplete, 3 one for review
(the first of these that holds), 2 wrong usage, faulty rules, a faulty record,
or output that closed early.

A pipe can be named, or come in as -. What lies in a folder has to be a regular
file; anything else there that is called like a record counts as a faulty one.";

/// Decide records and explain each decision
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// Records: .json, .toml, .ndjson or .jsonl files, folders of them, or - for
    /// standard input (one JSON document, or one a line)
    #[arg(required = true, value_name = "RECORD")]
    records: Vec<PathBuf>,

    /// Folder of rules; without it ./rules, else the pack in this binary
    #[arg(long, value_name = "DIR")]
    rules: Option<PathBuf>,

    /// Decide as seen from then: an instant (RFC 3339), a date (its start in the time
    /// zone of the rules), or now; without it, the record's submitted_at
    #[arg(long, value_name = "WHEN", value_parser = parse_at)]
    at: Option<At>,

    /// How answers are written
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,

    /// How much is explained; by default reasons, for ndjson codes
    #[arg(long, value_enum, value_name = "DETAIL")]
    explain: Option<Detail>,

    /// Show private values
    #[arg(long)]
    reveal: bool,

    /// Print the decision alone
    #[arg(long, short)]
    quiet: bool,

    /// Fields that the rules do not know make a record faulty
    #[arg(long)]
    strict: bool,

    /// The mildest outcome that counts as a failure; milder ones end with 0
    #[arg(long, value_enum, default_value_t = FailOn::Review, value_name = "OUTCOME")]
    fail_on: FailOn,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Detail {
    /// Codes, messages and remedies
    Codes,
    /// Conditions, the values they saw and the places of the rules as well
    Reasons,
    /// The rules that did not fire as well, and why
    All,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
enum FailOn {
    Reject,
    Incomplete,
    Review,
    Never,
}

pub(super) fn run(args: &Args, output: &mut Output) -> Result<Status, Stop> {
    let inputs = inputs(&args.records)?;
    let set = load_sound(args.rules.as_deref(), args.quiet, output)?;
    let run = Run {
        reading: Reading::new(&set, args.at, args.strict)?,
        options: args.options(),
    };
    let mut rows = Rows::new(output, args.format, args.quiet);
    for input in &inputs {
        run.decide_all(input, &mut rows)?;
    }
    if rows.tally.total() == 0 {
        return Err(Stop::trouble("there are no records in the input"));
    }
    Ok(status(rows.finish()?, args.fail_on))
}

impl Args {
    fn options(&self) -> Options {
        let explain = match (self.explain, self.format) {
            (Some(Detail::Codes), _) | (None, Format::Ndjson) => Explain::Messages,
            (Some(Detail::Reasons), _) | (None, Format::Text | Format::Json) => Explain::Reasons,
            (Some(Detail::All), _) => Explain::All,
        };
        let privacy = if self.reveal {
            Privacy::Reveal
        } else {
            Privacy::Mask
        };
        Options { explain, privacy }
    }
}

/// What all records of a run share.
struct Run<'s> {
    reading: Reading<'s>,
    options: Options,
}

impl Run<'_> {
    fn decide_all(&self, input: &Input, rows: &mut Rows<'_>) -> Result<(), Stop> {
        let mut documents = match input.open() {
            Ok(documents) => documents,
            Err(error) => return rows.push(Row::Faulty(unreadable(input, &error))),
        };
        loop {
            match documents.next() {
                Ok(Some(document)) => rows.push(self.decide(input, &document))?,
                Ok(None) => return Ok(()),
                Err(error) => return rows.push(Row::Faulty(unreadable(input, &error))),
            }
        }
    }

    fn decide(&self, input: &Input, document: &Document<'_>) -> Row {
        match self.reading.record(input, document) {
            Ok((record, at)) => {
                let decision = self.reading.set.evaluate(&record, at, self.options);
                Row::Decided(Box::new(decision))
            }
            Err(fault) => Row::Faulty(*fault),
        }
    }
}

fn status(tally: Tally, fail_on: FailOn) -> Status {
    if tally.faulty > 0 {
        Status::Trouble
    } else if tally.rejected > 0 && fail_on <= FailOn::Review {
        Status::Found
    } else if tally.incomplete > 0 && (FailOn::Incomplete..=FailOn::Review).contains(&fail_on) {
        Status::Incomplete
    } else if tally.review > 0 && fail_on == FailOn::Review {
        Status::Review
    } else {
        Status::Fine
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_status_is_that_of_the_most_severe_outcome_that_counts() {
        let all = Tally {
            accepted: 1,
            review: 1,
            incomplete: 1,
            rejected: 1,
            faulty: 0,
        };
        let milder = Tally { rejected: 0, ..all };
        let mildest = Tally {
            incomplete: 0,
            ..milder
        };
        let table = [
            (
                FailOn::Review,
                [Status::Found, Status::Incomplete, Status::Review],
            ),
            (
                FailOn::Incomplete,
                [Status::Found, Status::Incomplete, Status::Fine],
            ),
            (FailOn::Reject, [Status::Found, Status::Fine, Status::Fine]),
            (FailOn::Never, [Status::Fine, Status::Fine, Status::Fine]),
        ];
        for (fail_on, expected) in table {
            assert_eq!(
                [all, milder, mildest].map(|tally| status(tally, fail_on)),
                expected
            );
            let faulty = Tally {
                faulty: 1,
                ..mildest
            };
            assert_eq!(status(faulty, fail_on), Status::Trouble);
        }
    }
}
