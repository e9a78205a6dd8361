//! Which rules count: the folder that was named, else `./rules`, else the pack in this binary.

use super::Stop;
use super::files::{files_below, read, shown, unreadable};
use super::output::{Output, note};
use crate::diagnostic::{Diagnostic, Level};
use crate::engine::{MAX_SET_BYTES, PolicySet, Problems, embedded_files};
use crate::report::diagnostics_text;
use std::fs;
use std::path::{Path, PathBuf};

/// The ending of rule files.
const ENDING: &str = "admit";

/// The folder that is looked for where none is named.
const USUAL: &str = "rules";

/// Rules and where they came from.
pub(super) struct Loaded {
    /// For people: `rules (9 files)`.
    pub(super) origin: String,
    pub(super) set: Result<PolicySet, Problems>,
}

/// Loads the rules that count. Faults in them are for the caller to judge.
pub(super) fn load(folder: Option<&Path>) -> Result<Loaded, Stop> {
    let usual = Path::new(USUAL);
    let (folder, paths) = match folder {
        Some(folder) => (folder, named(folder)?),
        None if usual.is_dir() => (usual, files_below(usual, &[ENDING])?),
        None => (usual, Vec::new()),
    };
    if paths.is_empty() {
        return Ok(Loaded {
            origin: format!(
                "the pack in this binary ({})",
                counted(embedded_files().len())
            ),
            set: PolicySet::embedded(),
        });
    }
    let origin = format!("{} ({})", shown(folder), counted(paths.len()));
    let mut files = Vec::with_capacity(paths.len());
    let mut total = 0;
    for path in paths {
        let bytes = read(&path, MAX_SET_BYTES as u64)?;
        total += bytes.len();
        files.push((name_below(folder, &path), bytes));
        if total > MAX_SET_BYTES {
            // Already too much, which is reported: the rest need not be read.
            break;
        }
    }
    Ok(Loaded {
        origin,
        set: PolicySet::load_bytes(files),
    })
}

/// Loads the rules that count, says which, and stops if they are faulty.
pub(super) fn load_sound(
    folder: Option<&Path>,
    quiet: bool,
    output: &Output,
) -> Result<PolicySet, Stop> {
    let loaded = load(folder)?;
    let set = loaded.set.map_err(|problems| {
        let errors = problems.diagnostics.iter();
        let errors: Vec<Diagnostic> = errors
            .filter(|each| each.level == Level::Error)
            .cloned()
            .collect();
        let colour = output.error_colour();
        note(&diagnostics_text(&errors, &problems.sources, colour));
        Stop::trouble(format!("the rules cannot be used: {}", loaded.origin))
    })?;
    if !quiet {
        let warned = set.warnings().iter().any(|each| each.level > Level::Note);
        let remark = if warned {
            "; `admit check` warns of faults"
        } else {
            ""
        };
        note(&format!("rules: {}{remark}", loaded.origin));
    }
    Ok(set)
}

fn named(folder: &Path) -> Result<Vec<PathBuf>, Stop> {
    let kind = fs::metadata(folder).map_err(|error| unreadable(folder, &error))?;
    if !kind.is_dir() {
        let text = format!(
            "`{}` is no folder; name the folder of the rules",
            shown(folder)
        );
        return Err(Stop::trouble(text));
    }
    let paths = files_below(folder, &[ENDING])?;
    if paths.is_empty() {
        let text = format!("the folder `{}` holds no `.admit` files", shown(folder));
        return Err(Stop::trouble(text));
    }
    Ok(paths)
}

/// The path below the folder with `/` between its parts: the same name on every system.
fn name_below(folder: &Path, path: &Path) -> String {
    let below = path.strip_prefix(folder).unwrap_or(path);
    let parts = below
        .components()
        .map(|part| part.as_os_str().to_string_lossy());
    parts.collect::<Vec<_>>().join("/")
}

fn counted(files: usize) -> String {
    match files {
        1 => "1 file".to_owned(),
        count => format!("{count} files"),
    }
}
