//! `admit check`: parses, resolves, type-checks and analyses the rules.

use super::output::Output;
use super::rules::load_tests;
use super::{ListFormat, Status, Stop};
use crate::diagnostic::{Diagnostic, Level};
use crate::report::{diagnostics_json, diagnostics_text};
use std::path::PathBuf;

const EXAMPLES: &str = "\
Examples:
  admit check
  admit check policies/2027
  admit check --format json rules | jq -r '.[].message'

Exit status: 0 fine (notes do not count), 1 a warning or an error was found,
2 the rules cannot be read.";

/// Look for faults in rules and tests: spelling, names, types, gaps and overlaps
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// Folder of rules; without it ./rules, else the pack in this binary
    #[arg(value_name = "DIR")]
    rules: Option<PathBuf>,

    /// How faults are written
    #[arg(long, value_enum, default_value_t = ListFormat::Text)]
    format: ListFormat,
}

pub(super) fn run(args: &Args, output: &mut Output) -> Result<Status, Stop> {
    let loaded = load_tests(args.rules.as_deref())?;
    let (diagnostics, sources) = match &loaded.set {
        Ok(set) => (set.warnings(), set.sources()),
        Err(problems) => (problems.diagnostics.as_slice(), &problems.sources),
    };
    match args.format {
        ListFormat::Json => output.write(&diagnostics_json(diagnostics, sources))?,
        ListFormat::Text => {
            if !diagnostics.is_empty() {
                output.write(&diagnostics_text(diagnostics, sources, output.colour()))?;
                output.write("\n")?;
            }
            output.write(&format!("{}: {}\n", loaded.origin, summary(diagnostics)))?;
        }
    }
    let found = diagnostics.iter().any(|each| each.level > Level::Note);
    Ok(if found { Status::Found } else { Status::Fine })
}

/// `2 errors, 1 warning`, or `no problems`.
fn summary(diagnostics: &[Diagnostic]) -> String {
    let levels = [
        (Level::Error, "error"),
        (Level::Warning, "warning"),
        (Level::Note, "note"),
    ];
    let counted = levels.iter().map(|(level, word)| {
        let count = diagnostics
            .iter()
            .filter(|each| each.level == *level)
            .count();
        (count, *word)
    });
    let parts: Vec<String> = counted
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}{}", if count == 1 { "" } else { "s" }))
        .collect();
    match parts.is_empty() {
        true => "no problems".to_owned(),
        false => parts.join(", "),
    }
}
