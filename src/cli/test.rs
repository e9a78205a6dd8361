//! `admit test`: runs the tests that stand beside the rules.

use super::coverage::CoverageArgs;
use super::output::{Output, note};
use super::rules::{LoadedTests, load_tests, sound};
use super::{Status, Stop, mutate, snapshots, suggest};
use crate::diagnostic::nearest;
use crate::engine::TestedSet;
use crate::report::{Again, verdict_github, verdict_json, verdict_junit, verdict_text};
use crate::value::{Decimal, escape_controls, parse_decimal};
use clap::ValueEnum;
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;

const EXAMPLES: &str = "\
Examples:
  admit test
  admit test rules --run 'the margin*'
  admit test --format junit --fail-on-empty > tests.xml
  admit test --coverage --threshold 90
  admit test --coverage=html --output coverage.html
  admit test --mutate --threshold 95
  admit test --mutate --incremental target/changes.json
  admit test --suggest=photo_glare
  admit test --snapshots records

A pattern means the test of this name; where there is none, every test with it
in its name. With a * in it, the whole name has to match.

Without --output, coverage as text follows the outcome of the tests; as JSON or
as HTML it stands alone, and the outcome goes to standard error.

With --incremental, a change that a test noticed in an earlier run is not tried
again while the rules and that test are the same. What is printed is the same.

With --suggest, no test is run. What is printed are tests to paste: cases on
and beside each threshold that no test has yet, with what the rules say of them
today.

With --snapshots, the explanation of each record in a folder is compared with
the one that was accepted, `snapshots/NAME.snap` beside the record. What is new
or changed waits there as `.snap.new` for `admit snap review`. Nothing is
written with --check, or where the environment variable CI is set. --run names
records then, as a failure does: `records/a.json`, or a part of it.

Exit status: 0 all as expected, 1 a test failed, a change goes unnoticed, a
threshold is not reached, or a snapshot is new, changed or without its record,
2 they cannot be run: faulty rules, samples, records or snapshots, a pattern
that nothing matches, or nothing at all with --fail-on-empty.";

/// From how many cases on a terminal is told how far they are.
const LONG: usize = 1000;

/// Run the tests that stand beside the rules
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// Folder of rules; without it ./rules, else the pack in this binary
    #[arg(value_name = "DIR")]
    rules: Option<PathBuf>,

    /// Run only the tests with such a name, or compare only such records
    #[arg(long, value_name = "PATTERN")]
    run: Option<String>,

    /// How the outcome is written
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,

    /// It is a failure if there are no tests, or no records
    #[arg(long)]
    fail_on_empty: bool,

    #[command(flatten)]
    coverage: CoverageArgs,

    /// Change the rules on purpose, and list the changes that no test notices
    #[arg(long, conflicts_with = "coverage")]
    mutate: bool,

    /// Keep in a file what was found out, and try again only what the tests may see otherwise now
    #[arg(long, value_name = "FILE", requires = "mutate")]
    incremental: Option<PathBuf>,

    /// Suggest cases on and beside the thresholds of a rule, a ruleset or all rules
    #[arg(
        long,
        value_name = "RULE",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "",
        group = "documents",
        conflicts_with_all = ["run", "mutate", "threshold", "fail_on_empty"]
    )]
    suggest: Option<String>,

    /// It is a failure if less is covered, or if fewer changes are noticed
    #[arg(long, value_name = "PERCENT", value_parser = percent)]
    threshold: Option<Decimal>,

    #[command(flatten)]
    snapshots: snapshots::Args,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people
    Text,
    /// One JSON object
    Json,
    /// JUnit XML, for build servers
    Junit,
    /// Workflow commands, for GitHub Actions
    Github,
}

pub(super) fn run(args: &Args, output: &mut Output) -> Result<Status, Stop> {
    let common = snapshots::Common {
        rules: args.rules.as_deref(),
        run: args.run.as_deref(),
        format: args.format,
        fail_on_empty: args.fail_on_empty,
    };
    if let Some(run) = snapshots::asked_for(&args.snapshots, &common, output) {
        return run;
    }
    args.coverage.fits(args.format == Format::Text)?;
    if args.threshold.is_some() && !args.mutate && !args.coverage.is_wanted() {
        return Err(Stop::trouble(
            "`--threshold` needs `--coverage` or `--mutate`: it is the least percentage of one of them",
        ));
    }
    let LoadedTests {
        origin,
        folder,
        set,
    } = load_tests(args.rules.as_deref())?;
    let set = sound(set, &origin, output)?;
    note(&format!("rules: {origin}"));
    if let Some(rule) = &args.suggest {
        let json = json_asked(args.format, "--suggest")?;
        return suggest::run(&set, rule, json, args.coverage.output.as_deref(), output);
    }
    let cases = selected(&set, args)?;
    if cases.is_empty() {
        let text = format!("{origin}: there are no tests");
        if args.fail_on_empty {
            return Err(Stop::trouble(text));
        }
        note(&text);
    }
    if args.mutate {
        let json = json_asked(args.format, "--mutate")?;
        return mutate::run(
            &set,
            folder.as_deref(),
            &cases,
            args.threshold,
            args.incremental.as_deref(),
            json,
            output,
        );
    }
    let done = progress(cases.len());
    let (verdict, coverage) = if args.coverage.is_wanted() {
        let (verdict, coverage) = set.run_covered(&cases, &done);
        (verdict, Some(coverage))
    } else {
        (set.run(&cases, &done), None)
    };
    let again = Again {
        named: args.rules.as_ref().map(|path| shown(path)),
        folder: folder.as_ref().map(|path| shown(path)),
    };
    match args.format {
        Format::Text if args.coverage.stands_alone() => {
            let text = verdict_text(&verdict, &again, output.error_colour());
            note(text.trim_end());
        }
        Format::Text => output.write(&verdict_text(&verdict, &again, output.colour()))?,
        Format::Json => output.write(&verdict_json(&verdict, &again))?,
        Format::Junit => output.write(&verdict_junit(&verdict, &again))?,
        Format::Github => output.write(&verdict_github(&verdict, &again))?,
    }
    let enough = match &coverage {
        Some(coverage) => {
            let sources = set.sources();
            args.coverage
                .report(coverage, sources, args.threshold, output)?
        }
        None => Status::Fine,
    };
    Ok(match verdict.failed() {
        0 => enough,
        _ => Status::Found,
    })
}

/// Whether JSON is asked for, where there is nothing but text beside it.
fn json_asked(format: Format, flag: &str) -> Result<bool, Stop> {
    match format {
        Format::Text => Ok(false),
        Format::Json => Ok(true),
        _ => Err(Stop::trouble(format!("`{flag}` writes `text` or `json`"))),
    }
}

fn shown(path: &std::path::Path) -> String {
    path.to_string_lossy().into_owned()
}

/// A pattern that means nothing is a slip: nobody may take it for a success.
fn selected(set: &TestedSet, args: &Args) -> Result<Vec<usize>, Stop> {
    let cases = set.select(args.run.as_deref());
    let Some(pattern) = args.run.as_deref().filter(|_| cases.is_empty()) else {
        return Ok(cases);
    };
    let names = set.suite().cases.iter().map(|case| &*case.test);
    let near = nearest(pattern, names);
    let near = near.map_or(String::new(), |near| {
        format!("; did you mean `{}`?", escape_controls(near))
    });
    let pattern = escape_controls(pattern);
    Err(Stop::trouble(format!(
        "no test is called `{pattern}`{near}"
    )))
}

/// Tells a terminal how far a long run is.
fn progress(total: usize) -> impl Fn(usize) + Sync {
    let told = total >= LONG && io::stderr().is_terminal();
    move |done| {
        if told && (done % 100 == 0 || done == total) {
            let end = if done == total { "\n" } else { "" };
            // Where standard error is gone, there is nobody left to tell.
            let _ = write!(io::stderr().lock(), "\r{done} of {total} cases{end}");
        }
    }
}

fn percent(text: &str) -> Result<Decimal, String> {
    let number = parse_decimal(text.strip_suffix('%').unwrap_or(text)).ok();
    let number = number.filter(|number| (Decimal::ZERO..=Decimal::ONE_HUNDRED).contains(number));
    number.ok_or_else(|| "write a number from 0 to 100".to_owned())
}
