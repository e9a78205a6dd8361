//! `admit eval`: decides records and explains each decision.

use super::at::{At, parse_at};
use super::clock::Stopwatch;
use super::files::shown;
use super::journal::{Conditions, Earlier, Journal};
use super::outfile::{OutFile, is_regular, real};
use super::output::{Output, note};
use super::progress::Progress;
use super::reading::Reading;
use super::records::{Input, inputs};
use super::rows::{Keeper, Rows, Target};
use super::rules::load_sound;
use super::{Status, Stop};
use crate::batch::{self, Decider, Part, Setting, Style, cores};
use crate::eval::{Explain, Options, Privacy};
use crate::report::{Colour, Guard, Summary, faults_text, summary_json, summary_text};
use crate::tally::Tally;
use clap::ValueEnum;
use std::path::PathBuf;

const EXAMPLES: &str = "\
Examples:
  admit eval record.json
  admit eval --rules rules --at 2026-11-22 records/
  admit eval --format ndjson submissions.ndjson > decisions.ndjson
  admit eval --format ndjson --output out.ndjson --resume in.ndjson
  admit eval --format csv --output decisions.csv submissions.csv
  admit eval --format ndjson last-year.parquet > decisions.ndjson
  jq .submission export.json | admit eval --explain all -
  admit eval --quiet --fail-on reject record.json && echo not rejected

Exit status: 0 all accepted, 1 one rejected, 4 one incomplete, 3 one for review
(the first of these that holds), 2 wrong usage, faulty rules, a faulty record,
or output that closed early.

A .csv file starts with a header: the paths of fields, such as document.number,
with commas, semicolons or tabs between them. An empty cell is an absent value.
Lists stand as JSON in their cells.

In a .parquet file columns are fields, by their names or by such paths. Groups
are groups, lists are lists, or stand as JSON in texts; a null is an absent
value. A column that the rules do not know is an unknown field of each record.

--output is there whole or not at all. Until then it is FILE.partial, and beside
it may be FILE.partial.journal: how far the run has come. --resume goes on from
there after an interruption, to the same bytes as without one. It stays with
.ndjson files, and refuses if rules, options or records have changed.

A file that grows while it is read is decided as it was at the start, its last
line to the end.

A pipe can be named, or come in as -. What lies in a folder has to be a regular
file; anything else there that is called like a record counts as a faulty one.";

/// Decide records and explain each decision
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// Records: .json, .toml, .ndjson, .jsonl, .csv or .parquet files, folders of
    /// them, or - for standard input (one JSON document, one a line, or CSV)
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

    /// Write the answers to this file, which is there whole or not at all
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Go on with an interrupted run that wrote to the same --output
    #[arg(long, requires = "output")]
    resume: bool,

    /// How many threads decide; by default as many as there are cores
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    jobs: Option<u16>,

    /// What is said at the end on standard error; by default text after several
    /// records, none with the format text or --quiet
    #[arg(long, value_enum, value_name = "FORMAT")]
    summary: Option<SummaryAs>,

    /// Leave cells as they are that a spreadsheet could take for formulas
    #[arg(long)]
    csv_raw: bool,

    /// How much is explained; by default reasons, for ndjson and csv codes
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

/// How answers are written.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// One record an object, several an array
    Json,
    /// One object a line
    Ndjson,
    /// One row a record: id, decision, policy, version, codes, missing, error
    Csv,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum SummaryAs {
    /// Counts, bars of the reasons, records a second, the first faulty records
    Text,
    /// One JSON object, and nothing beside it
    Json,
    /// Nothing
    None,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Detail {
    /// Codes alone
    Codes,
    /// Codes, messages and remedies
    Messages,
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
    let resumable = args.check_output(&inputs)?;
    let colour = args.colour(output);
    let set = load_sound(args.rules.as_deref(), args.is_silent(), output)?;
    let clock = Stopwatch::start();
    let reading = Reading::new(&set, args.at, args.strict)?;
    let setting = reading.setting(args.options(), args.style(colour));
    let (journal, earlier) = args.journal(&reading, &inputs, resumable)?;
    let before = earlier.tally.total();
    let mut rows = Rows {
        source: reading.source(&inputs, earlier.mark, !args.is_silent()),
        inputs: &inputs,
        target: args.target(output, earlier.output)?,
        style: setting.style,
        progress: Progress::new(clock, args.quiet, &inputs, &earlier),
        keeper: journal.map(|journal| Keeper::new(journal, clock)),
        tally: earlier.tally,
        first: None,
    };
    decide(&mut rows, setting, args.jobs)?;
    let tally = rows.close()?;
    args.summarise(&Summary {
        tally: &tally,
        earlier: before,
        rules: set.digest(),
        seconds: clock.seconds(),
    });
    Ok(status(&tally, args.fail_on))
}

/// Decides all records, and writes what becomes of them.
fn decide(rows: &mut Rows<'_>, setting: Setting<'_>, jobs: Option<u16>) -> Result<(), Stop> {
    rows.start()?;
    let jobs = jobs.map_or_else(cores, usize::from);
    batch::run(rows, jobs, &|| {
        let mut decider = Decider::new(setting);
        move |part: &mut Part| decider.decide(part)
    })?;
    if rows.tally.total() == 0 {
        return Err(Stop::trouble("there are no records in the input"));
    }
    rows.finish()
}

impl Args {
    fn options(&self) -> Options {
        let privacy = if self.reveal {
            Privacy::Reveal
        } else {
            Privacy::Mask
        };
        Options {
            explain: self.detail(),
            privacy,
        }
    }

    fn detail(&self) -> Explain {
        match (self.explain, self.format) {
            (Some(Detail::Codes), _) | (None, Format::Ndjson | Format::Csv) => Explain::Codes,
            (Some(Detail::Messages), _) => Explain::Messages,
            (Some(Detail::Reasons), _) | (None, Format::Text | Format::Json) => Explain::Reasons,
            (Some(Detail::All), _) => Explain::All,
        }
    }

    fn style(&self, colour: Colour) -> Style {
        let bare = self.quiet;
        let guard = if self.csv_raw { Guard::Off } else { Guard::On };
        match self.format {
            Format::Text if bare => Style::Words,
            Format::Text => Style::Text(colour),
            Format::Json => Style::Json { bare },
            Format::Ndjson => Style::Ndjson { bare },
            Format::Csv => Style::Csv { bare, guard },
        }
    }

    /// A file is not coloured because standard output is a terminal.
    fn colour(&self, output: &Output) -> Colour {
        match self.output {
            Some(_) => Colour::Never,
            None => output.colour(),
        }
    }

    /// Whether the run can be taken up again after an interruption; a fault if it has to and cannot.
    fn check_output(&self, inputs: &[Input]) -> Result<bool, Stop> {
        let Some(output) = &self.output else {
            return Ok(false);
        };
        if output.is_dir() {
            let text = format!("`{}` is a folder, not a file to write to", shown(output));
            return Err(Stop::trouble(text));
        }
        let goes_round = inputs
            .iter()
            .filter_map(Input::path)
            .any(|path| real(path) == real(output));
        if goes_round && is_regular(output) {
            let text = format!("`{}` is read and cannot be written as well", shown(output));
            return Err(Stop::trouble(text));
        }
        let lines = inputs
            .iter()
            .all(|input| input.is_one_a_line() && input.length().is_some());
        let resumable = lines && self.format == Format::Ndjson && is_regular(output);
        if self.resume && !resumable {
            return Err(Stop::trouble(
                "`--resume` takes up runs from .ndjson or .jsonl files to a file, with `--format ndjson`",
            ));
        }
        Ok(resumable)
    }

    /// Whether standard error is kept free.
    fn is_silent(&self) -> bool {
        self.quiet || self.summary == Some(SummaryAs::Json)
    }

    /// The journal of a run that can be resumed, and how far an earlier part of it has come if it is to go on.
    fn journal(
        &self,
        reading: &Reading<'_>,
        inputs: &[Input],
        resumable: bool,
    ) -> Result<(Option<Journal>, Earlier), Stop> {
        let Some(path) = self.output.as_ref().filter(|_| resumable) else {
            return Ok((None, Earlier::default()));
        };
        let journal = Journal::new(path, self.conditions(reading), inputs)?;
        let earlier = match self.resume {
            true => journal.read(path)?,
            false => Earlier::default(),
        };
        Ok((Some(journal), earlier))
    }

    fn target<'o>(&self, output: &'o mut Output, from: Option<u64>) -> Result<Target<'o>, Stop> {
        Ok(match (&self.output, from) {
            (None, _) => Target::Stdout(output),
            (Some(path), None) => Target::File(OutFile::create(path, self.resume)?),
            (Some(path), Some(length)) => Target::File(OutFile::go_on(path, length)?),
        })
    }

    /// What the output of a run hangs on.
    fn conditions(&self, reading: &Reading<'_>) -> Conditions {
        let zone = reading.set.program().timezone;
        let mut options = match self.detail() {
            Explain::Codes => "--explain codes",
            Explain::Messages => "--explain messages",
            Explain::Reasons => "--explain reasons",
            Explain::All => "--explain all",
        }
        .to_owned();
        if let Some(at) = reading.at {
            options.push_str(&format!(" --at {}", at.rfc3339_in(zone)));
        }
        for (given, name) in [
            (self.strict, " --strict"),
            (self.reveal, " --reveal"),
            (self.quiet, " --quiet"),
        ] {
            options.push_str(if given { name } else { "" });
        }
        Conditions {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            rules: reading.set.digest().to_owned(),
            options,
        }
    }

    /// Says on standard error what came of the run.
    fn summarise(&self, summary: &Summary<'_>) {
        let tally = summary.tally;
        let text = match self.summary {
            Some(SummaryAs::None) => return,
            Some(SummaryAs::Json) => summary_json(summary),
            Some(SummaryAs::Text) => summary_text(summary),
            // Text has said it all, and `--quiet` wants nothing.
            None if self.format == Format::Text || self.quiet => return,
            // The row itself has no room for the file's name.
            None if tally.total() == 1 => faults_text(tally),
            None => summary_text(summary),
        };
        if !text.is_empty() {
            note(text.trim_end());
        }
    }
}

fn status(tally: &Tally, fail_on: FailOn) -> Status {
    if tally.faulty > 0 {
        Status::Trouble
    } else if tally.reject > 0 && fail_on <= FailOn::Review {
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
            accept: 1,
            review: 1,
            incomplete: 1,
            reject: 1,
            ..Tally::default()
        };
        let milder = Tally {
            reject: 0,
            ..all.clone()
        };
        let mildest = Tally {
            incomplete: 0,
            ..milder.clone()
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
                [&all, &milder, &mildest].map(|tally| status(tally, fail_on)),
                expected
            );
            let faulty = Tally {
                faulty: 1,
                ..mildest.clone()
            };
            assert_eq!(status(&faulty, fail_on), Status::Trouble);
        }
    }
}
