//! The file of `--output`: it is there whole or not at all.
//!
//! Rows go to `FILE.partial` beside it. At the end that is brought to the disk and takes the name `FILE`. What is no
//! regular file, such as a pipe, is written as it is.

use super::Stop;
use super::files::unwritable;
use std::fs::{self, File};
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// A file that is being written.
pub(super) struct OutFile {
    /// What it will be called.
    path: PathBuf,
    /// What it is called meanwhile; none if it has its name already, or is done.
    partial: Option<PathBuf>,
    writer: BufWriter<File>,
    /// How many bytes were written.
    length: u64,
    /// Whether the part stays when the run fails.
    keep: bool,
}

/// Whether it is, or will be, a regular file.
pub(super) fn is_regular(path: &Path) -> bool {
    fs::metadata(path).map_or(true, |kind| kind.is_file())
}

/// A file beside another: its name and something behind it.
pub(super) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// The part of a file, before it is whole.
pub(super) fn partial(path: &Path) -> PathBuf {
    beside(path, ".partial")
}

/// Where it is said how far a part has come.
pub(super) fn journal(path: &Path) -> PathBuf {
    beside(path, ".partial.journal")
}

impl OutFile {
    /// Starts a file; `keep` leaves its part where it is if the run fails.
    pub(super) fn create(path: &Path, keep: bool) -> Result<OutFile, Stop> {
        let path = real(path);
        let partial = is_regular(&path).then(|| partial(&path));
        let mut options = File::options();
        options.write(true);
        if let Some(partial) = &partial {
            // The journal first, since it speaks of the part. A new file, not the old one emptied: whoever writes
            // that one goes on alone.
            let removed = remove(&journal(&path)).and_then(|()| remove(partial));
            removed.map_err(|error| unwritable(&path, &error))?;
            options.create_new(true);
        }
        let file = options.open(partial.as_ref().unwrap_or(&path));
        let file = file.map_err(|error| unwritable(&path, &error))?;
        Ok(OutFile {
            writer: BufWriter::new(file),
            path,
            partial,
            length: 0,
            keep,
        })
    }

    /// Goes on with a part behind its first so many bytes.
    pub(super) fn go_on(path: &Path, length: u64) -> Result<OutFile, Stop> {
        let path = real(path);
        let partial = partial(&path);
        let open = || {
            let mut file = File::options().write(true).open(&partial)?;
            file.set_len(length)?;
            file.seek(SeekFrom::Start(length))?;
            Ok(file)
        };
        let file = open().map_err(|error| unwritable(&path, &error))?;
        Ok(OutFile {
            writer: BufWriter::new(file),
            path,
            partial: Some(partial),
            length,
            keep: true,
        })
    }

    pub(super) fn length(&self) -> u64 {
        self.length
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<(), Stop> {
        self.length += bytes.len() as u64;
        let written = self.writer.write_all(bytes);
        written.map_err(|error| unwritable(&self.path, &error))
    }

    /// Brings what was written to the disk.
    pub(super) fn sync(&mut self) -> Result<(), Stop> {
        let synced = self.writer.flush();
        let synced = synced.and_then(|()| match self.partial {
            Some(_) => self.writer.get_ref().sync_data(),
            None => Ok(()),
        });
        synced.map_err(|error| unwritable(&self.path, &error))
    }

    /// Gives the whole file its name.
    pub(super) fn finish(mut self) -> Result<(), Stop> {
        self.sync()?;
        if let Some(partial) = &self.partial {
            let named = fs::rename(partial, &self.path).and_then(|()| sync_folder(&self.path));
            named.map_err(|error| unwritable(&self.path, &error))?;
            self.partial = None;
            // A journal without a part is of no consequence.
            let _ = remove(&journal(&self.path));
        }
        Ok(())
    }
}

impl Drop for OutFile {
    fn drop(&mut self) {
        if let Some(partial) = self.partial.take().filter(|_| !self.keep) {
            // What cannot be removed is in nobody's way.
            let _ = remove(&journal(&self.path)).and_then(|()| remove(&partial));
        }
    }
}

/// Removes a file that may not be there.
fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Where a link leads, so that the file is replaced and not the link.
pub(super) fn real(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}

/// Brings the names in a folder to the disk, where the system can.
pub(super) fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    if cfg!(unix) {
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
    }
    Ok(())
}
