//! `admit init`: writes the pack in this binary out, to edit.

use super::files::{reason, shown};
use super::output::Output;
use super::{Status, Stop};
use crate::engine::{embedded_files, embedded_tests};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

const EXAMPLES: &str = "\
Examples:
  admit init
  admit init policies/mainland
  admit init --force rules

A file that exists is never overwritten without --force; then nothing is
written.";

/// Write the pack in this binary out, with its tests, to read and to edit
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// Where to
    #[arg(value_name = "DIR", default_value = "rules")]
    folder: PathBuf,

    /// Overwrite files that exist
    #[arg(long)]
    force: bool,
}

pub(super) fn run(args: &Args, output: &mut Output) -> Result<Status, Stop> {
    let files = || embedded_files().iter().chain(embedded_tests());
    let exists = |name: &&str| fs::symlink_metadata(args.folder.join(name)).is_ok();
    let existing = files().map(|(name, _)| *name).find(exists);
    if let (Some(name), false) = (existing, args.force) {
        let text = format!(
            "`{}` exists already, and nothing was written; `--force` overwrites",
            shown(&args.folder.join(name))
        );
        return Err(Stop::trouble(text));
    }
    for (name, text) in files() {
        write(&args.folder.join(name), text, args.force)?;
        output.write(&format!("{}\n", shown(&args.folder.join(name))))?;
    }
    Ok(Status::Fine)
}

fn write(path: &Path, text: &str, force: bool) -> Result<(), Stop> {
    let write = || {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut options = fs::OpenOptions::new();
        options.write(true);
        if force {
            options.create(true).truncate(true);
        } else {
            options.create_new(true);
        }
        options.open(path)?.write_all(text.as_bytes())
    };
    write().map_err(|error| {
        Stop::trouble(format!(
            "`{}` cannot be written: {}",
            shown(path),
            reason(&error)
        ))
    })
}
