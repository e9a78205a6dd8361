//! The command line: one verb a file, each with its arguments and its run.
//!
//! In: the process's arguments, streams, files and, where nothing hangs on it but `--at now`, its clock. Out: an exit status.
//! It decides nothing itself: the engine does, and `report` writes.

mod at;
mod builtins;
mod check;
mod clock;
mod coverage;
mod eval;
mod explain;
mod files;
mod init;
mod journal;
mod mutate;
mod outfile;
mod output;
mod present;
mod progress;
mod reading;
mod records;
mod review;
mod rows;
mod rules;
mod schema;
mod snap;
mod snapshot_files;
mod snapshot_records;
mod snapshots;
mod suggest;
mod test;

use crate::value::escape_controls;
use clap::error::ErrorKind;
use clap::{CommandFactory, Parser, Subcommand, ValueEnum};
use output::{Output, note};
use std::ffi::OsString;
use std::panic::{self, Location};
use std::process::ExitCode;

const EXAMPLES: &str = "\
Examples:
  admit eval record.json             decide a record with the pack in this binary
  admit eval --rules mine records/   decide a folder of records with other rules
  admit init                         write the pack to ./rules, to read and edit
  admit check                        look for faults in ./rules
  admit test                         run the tests that stand beside them
  admit snap review records          go through explanations that changed
  admit explain photo_glare          say what a reason code means

Exit status: 0 fine, 1 found something (eval: rejected), 2 could not do it;
eval also has 3 for review and 4 for incomplete.";

/// Decides whether identity documents are acceptable, by rules that read like the policy, and says why.
#[derive(Parser)]
#[command(name = "admit", version, after_help = EXAMPLES, term_width = 80)]
struct Cli {
    #[command(subcommand)]
    verb: Verb,

    /// When to colour text
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto, value_name = "WHEN", display_order = 100)]
    color: Color,
}

#[derive(Subcommand)]
enum Verb {
    Eval(eval::Args),
    Check(check::Args),
    Test(test::Args),
    Snap(snap::Args),
    Explain(explain::Args),
    Builtins(builtins::Args),
    Schema(schema::Args),
    Init(init::Args),
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Color {
    /// On a terminal, unless NO_COLOR or CLICOLOR=0 is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// The formats of verbs that print one list.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ListFormat {
    /// For people
    Text,
    /// A JSON array
    Json,
}

/// How a verb ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Status {
    Fine = 0,
    Found = 1,
    Trouble = 2,
    Review = 3,
    Incomplete = 4,
}

/// Why a verb stopped before its end.
#[derive(Debug)]
enum Stop {
    /// Whoever read our output has seen enough: no fault, nothing to say.
    OutputClosed,
    /// It could not be done; the text says why.
    Trouble(String),
}

impl Stop {
    fn trouble(text: impl Into<String>) -> Stop {
        Stop::Trouble(text.into())
    }
}

/// Runs the command of these arguments, the first of which is the program's name.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    panic::set_hook(Box::new(|panic| note(&own_fault(panic.location()))));
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let status = panic::catch_unwind(|| match Cli::try_parse_from(arguments) {
        Ok(cli) => {
            let mut output = Output::new(cli.color);
            let judges = matches!(
                cli.verb,
                Verb::Eval(_) | Verb::Check(_) | Verb::Test(_) | Verb::Snap(_)
            );
            let status = dispatch(cli.verb, &mut output);
            match status.and_then(|status| output.finish().map(|()| status)) {
                // Nobody may take a run that was cut short for one that found nothing.
                Err(Stop::OutputClosed) if judges => Ok(Status::Trouble),
                status => status,
            }
        }
        Err(error) => usage(&error),
    });
    // A fault of ours was reported by the hook.
    let status = status.unwrap_or(Ok(Status::Trouble));
    let status = status.unwrap_or_else(|stop| match stop {
        Stop::OutputClosed => Status::Fine,
        Stop::Trouble(text) => {
            note(&format!("error: {text}"));
            Status::Trouble
        }
    });
    ExitCode::from(status as u8)
}

/// The whole command as `clap` knows it: the reference in the documentation is made from it.
pub fn command() -> clap::Command {
    Cli::command()
}

/// What is said of a fault of ours: where it is, and never its message, which might quote a record.
fn own_fault(location: Option<&Location<'_>>) -> String {
    let place = location.map_or(String::new(), |at| {
        format!(" ({}:{})", at.file(), at.line())
    });
    format!(
        "error: this is a fault of admit itself{place}; please report it with the rules that show it"
    )
}

fn dispatch(verb: Verb, output: &mut Output) -> Result<Status, Stop> {
    match verb {
        Verb::Eval(args) => eval::run(&args, output),
        Verb::Check(args) => check::run(&args, output),
        Verb::Test(args) => test::run(&args, output),
        Verb::Snap(args) => snap::run(&args, output),
        Verb::Explain(args) => explain::run(&args, output),
        Verb::Builtins(args) => builtins::run(&args, output),
        Verb::Schema(args) => schema::run(&args, output),
        Verb::Init(args) => init::run(&args, output),
    }
}

/// Help and version go to standard output and are fine; everything else is wrong usage.
fn usage(error: &clap::Error) -> Result<Status, Stop> {
    if matches!(
        error.kind(),
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
    ) {
        let mut output = Output::new(Color::Auto);
        let text = error.render();
        output.write(&if output.is_coloured() {
            text.ansi().to_string()
        } else {
            text.to_string()
        })?;
        output.finish()?;
        return Ok(Status::Fine);
    }
    // It quotes the arguments, which may hold anything.
    let text = error.render().to_string();
    let lines: Vec<String> = text.trim_end().lines().map(escape_controls).collect();
    note(&lines.join("\n"));
    Ok(Status::Trouble)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_below_a_help_fits_its_width() {
        for verb in Cli::command().get_subcommands() {
            let below = verb.get_after_help().map(ToString::to_string);
            for line in below.unwrap_or_default().lines() {
                assert!(line.chars().count() <= 80, "{}: {line}", verb.get_name());
            }
        }
    }
}
