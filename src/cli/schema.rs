//! `admit schema`: prints the JSON Schema of the record.

use super::output::Output;
use super::rules::load_sound;
use super::{Status, Stop};
use crate::report::json_schema;
use std::path::PathBuf;

const EXAMPLES: &str = "\
Examples:
  admit schema > submission.schema.json
  admit schema rules | jq '.properties | keys'

No field is required: a missing one makes a record incomplete, not faulty. Those
that the rules cannot do without carry \"x-needed\".";

/// Print the JSON Schema of the record that the rules decide about
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// Folder of rules; without it ./rules, else the pack in this binary
    #[arg(value_name = "DIR")]
    rules: Option<PathBuf>,
}

pub(super) fn run(args: &Args, output: &mut Output) -> Result<Status, Stop> {
    let set = load_sound(args.rules.as_deref(), false, output)?;
    output.write(&json_schema(&set.program().schema))?;
    Ok(Status::Fine)
}
