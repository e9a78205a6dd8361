//! `admit builtins`: lists what rules can ask.

use super::output::Output;
use super::{ListFormat, Status, Stop};
use crate::diagnostic::nearest;
use crate::report::{builtin_names, builtins_json, builtins_text};
use crate::value::escape_controls;

const EXAMPLES: &str = "\
Examples:
  admit builtins
  admit builtins same_name
  admit builtins cn_resident_id
  admit builtins --format json | jq -r '.[].name'";

/// List functions, operators and document-number schemes
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// Only this one
    name: Option<String>,

    /// How the list is written
    #[arg(long, value_enum, default_value_t = ListFormat::Text)]
    format: ListFormat,
}

pub(super) fn run(args: &Args, output: &mut Output) -> Result<Status, Stop> {
    let name = args.name.as_deref();
    let text = match args.format {
        ListFormat::Text => builtins_text(name, output.colour()),
        ListFormat::Json => builtins_json(name),
    };
    let text = text.ok_or_else(|| unknown(name.unwrap_or_default()))?;
    output.write(&text)?;
    Ok(Status::Fine)
}

fn unknown(name: &str) -> Stop {
    let hint = nearest(name, builtin_names());
    let hint = hint.map_or("; `admit builtins` lists all".to_owned(), |near| {
        format!("; did you mean `{near}`?")
    });
    Stop::trouble(format!(
        "there is no built-in `{}`{hint}",
        escape_controls(name)
    ))
}
