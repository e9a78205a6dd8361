//! Folders: all files below one, in a fixed order. Files that are read up to a limit, and written as a whole.

use super::Stop;
use crate::value::escape_controls;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process;

/// The files below a folder whose names end in one of these, sorted by path. Hidden files and folders are
/// left out. Links are followed; a folder that contains itself is an error. What has the ending and is no
/// regular file, or leads nowhere, is listed too: whoever opens it has to say so.
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
        if fs::metadata(&path).is_ok_and(|kind| kind.is_dir()) {
            collect(&path, endings, inside, found)?;
        } else if has_ending(&path, endings) {
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

/// Reads a whole regular file of at most so many bytes.
pub(super) fn read(path: &Path, most: u64) -> Result<Vec<u8>, Stop> {
    let kind = fs::metadata(path).map_err(|error| unreadable(path, &error))?;
    let refused = |reason: &str| Err(Stop::trouble(format!("`{}` {reason}", shown(path))));
    if !kind.is_file() {
        return refused("is no regular file; take it out of the folder");
    }
    if kind.len() > most {
        return refused("is far too large; take it out of the folder");
    }
    fs::read(path).map_err(|error| unreadable(path, &error))
}

/// Whether it may go on for ever: a device.
pub(super) fn is_endless(kind: &fs::Metadata) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        kind.file_type().is_char_device() || kind.file_type().is_block_device()
    }
    #[cfg(not(unix))]
    {
        let _ = kind;
        false
    }
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

/// Writes a file beside its place, and puts it there when it is whole.
pub(super) fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), Stop> {
    let failed = |error: &io::Error| unwritable(path, error);
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(|error| unwritable(folder, &error))?;
    let beside = folder.join(format!(".admit-{}.tmp", process::id()));
    let written = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .open(&beside)
        .and_then(|mut file| file.write_all(bytes))
        .and_then(|()| fs::rename(&beside, path));
    written.map_err(|error| {
        // What is left of it is hidden, and of no use; that it cannot be removed is no news.
        let _ = fs::remove_file(&beside);
        failed(&error)
    })
}

pub(super) fn unwritable(path: &Path, error: &io::Error) -> Stop {
    Stop::trouble(format!(
        "`{}` cannot be written: {}",
        shown(path),
        reason(error)
    ))
}
