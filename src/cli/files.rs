//! Folders: all files below one, in a fixed order.

use super::Stop;
use crate::value::escape_controls;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The regular files below a folder whose names end in one of these, sorted by path. Hidden files and
/// folders are left out. Links are followed; a folder that contains itself is an error.
pub(super) fn files_below(folder: &Path, endings: &[&str]) -> Result<Vec<PathBuf>, Stop> {
    let mut found = Vec::new();
    let mut inside = Vec::new();
    collect(folder, endings, &mut inside, &mut found)?;
    found.sort();
    Ok(found)
}

fn collect(
    folder: &Path,
    endings: &[&str],
    inside: &mut Vec<PathBuf>,
    found: &mut Vec<PathBuf>,
) -> Result<(), Stop> {
    let real = fs::canonicalize(folder).map_err(|error| unreadable(folder, &error))?;
    if inside.contains(&real) {
        let text = format!("`{}` leads back to a folder that it lies in", shown(folder));
        return Err(Stop::trouble(text));
    }
    inside.push(real);
    for entry in fs::read_dir(folder).map_err(|error| unreadable(folder, &error))? {
        let entry = entry.map_err(|error| unreadable(folder, &error))?;
        if entry.file_name().as_encoded_bytes().starts_with(b".") {
            continue;
        }
        let path = entry.path();
        let kind = fs::metadata(&path).map_err(|error| unreadable(&path, &error))?;
        if kind.is_dir() {
            collect(&path, endings, inside, found)?;
        } else if kind.is_file() && has_ending(&path, endings) {
            found.push(path);
        }
    }
    inside.pop();
    Ok(())
}

pub(super) fn has_ending(path: &Path, endings: &[&str]) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str());
    ending.is_some_and(|ending| endings.iter().any(|each| ending.eq_ignore_ascii_case(each)))
}

/// Reads a whole file.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, Stop> {
    fs::read(path).map_err(|error| unreadable(path, &error))
}

pub(super) fn unreadable(path: &Path, error: &io::Error) -> Stop {
    Stop::trouble(format!(
        "`{}` cannot be read: {}",
        shown(path),
        reason(error)
    ))
}

/// Why the system refused, in plain words where it is a common case.
pub(super) fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file or folder".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => error.to_string(),
    }
}

/// A path for people: what could move the cursor or hide something is written out.
pub(super) fn shown(path: &Path) -> String {
    escape_controls(&path.to_string_lossy())
}
