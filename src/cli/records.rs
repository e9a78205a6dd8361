//! Where records come from: files, folders and standard input, cut into documents.
//!
//! All arguments are looked at before the first record is decided, so that a slip of the pen stops a run at
//! its start and not in its middle.

use super::Stop;
use super::files::{files_below, has_ending, is_endless, shown, unreadable};
use crate::record::SIZE_LIMIT;
use serde::de::IgnoredAny;
use std::fs;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

/// The endings of files with one record, and of those with one a line.
const ENDINGS: [&str; 4] = ["json", "toml", "ndjson", "jsonl"];

/// How much of a document is read: enough to show that it is too long.
const MOST: u64 = SIZE_LIMIT as u64 + 2;

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// How a document is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Syntax {
    Json,
    Toml,
}

/// How the records of an input are laid out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Layout {
    One(Syntax),
    OneALine,
    /// JSON, and its own first line says how: standard input.
    AsItLooks,
}

/// A file, or standard input.
#[derive(Debug)]
pub(super) struct Input {
    path: Option<PathBuf>,
    layout: Layout,
    /// Found in a folder, not named: nobody asked for a pipe that lies there.
    found: bool,
}

/// One record as bytes.
pub(super) struct Document<'a> {
    pub(super) syntax: Syntax,
    pub(super) bytes: &'a [u8],
    /// The line of the input on which it starts, counted from 1.
    pub(super) line: u64,
}

/// The inputs that the arguments name, folders opened, in the order of the arguments.
pub(super) fn inputs(arguments: &[PathBuf]) -> Result<Vec<Input>, Stop> {
    let mut inputs = Vec::new();
    for argument in arguments {
        if argument == Path::new("-") {
            inputs.push(Input {
                path: None,
                layout: Layout::AsItLooks,
                found: false,
            });
            continue;
        }
        let kind = fs::metadata(argument).map_err(|error| unreadable(argument, &error))?;
        if !kind.is_dir() {
            if is_endless(&kind) {
                let text = format!("`{}` is a device, not a file with records", shown(argument));
                return Err(Stop::trouble(text));
            }
            inputs.push(Input::file(argument.clone(), false)?);
            continue;
        }
        let found = inputs_below(argument)?;
        if found.is_empty() {
            let text = format!(
                "the folder `{}` holds no records (.json, .toml, .ndjson, .jsonl)",
                shown(argument)
            );
            return Err(Stop::trouble(text));
        }
        inputs.extend(found);
    }
    if inputs.iter().filter(|input| input.path.is_none()).count() > 1 {
        return Err(Stop::trouble(
            "`-` may stand only once: standard input is read once",
        ));
    }
    Ok(inputs)
}

/// The records below a folder, which may be none.
pub(super) fn inputs_below(folder: &Path) -> Result<Vec<Input>, Stop> {
    let found = files_below(folder, &ENDINGS)?.into_iter();
    found.map(|path| Input::file(path, true)).collect()
}

impl Input {
    fn file(path: PathBuf, found: bool) -> Result<Input, Stop> {
        let layout = if has_ending(&path, &["json"]) {
            Layout::One(Syntax::Json)
        } else if has_ending(&path, &["toml"]) {
            Layout::One(Syntax::Toml)
        } else if has_ending(&path, &["ndjson", "jsonl"]) {
            Layout::OneALine
        } else {
            let text = format!(
                "`{}` does not say what it is: records end in .json, .toml, .ndjson or .jsonl; \
                 for anything else pipe JSON into `admit eval -`",
                shown(&path)
            );
            return Err(Stop::trouble(text));
        };
        Ok(Input {
            path: Some(path),
            layout,
            found,
        })
    }

    /// What messages call it.
    pub(super) fn name(&self) -> String {
        self.path
            .as_deref()
            .map_or("standard input".to_owned(), shown)
    }

    /// Its file; none for standard input.
    pub(super) fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// Whether it holds one record a line.
    pub(super) fn holds_many(&self) -> bool {
        self.layout == Layout::OneALine
    }

    /// Opens it. Standard input tells by its first lines how its records are laid out.
    pub(super) fn open(&self) -> io::Result<Documents> {
        let mut reader: Box<dyn BufRead> = match &self.path {
            Some(path) if self.found && !fs::metadata(path)?.is_file() => {
                return Err(io::Error::other("it is no regular file"));
            }
            Some(path) => Box::new(BufReader::new(fs::File::open(path)?)),
            None => Box::new(io::stdin().lock()),
        };
        let layout = match self.layout {
            Layout::AsItLooks => {
                let ahead = first_lines(&mut reader)?;
                let one_a_line = is_one_a_line(&ahead);
                reader = Box::new(io::Cursor::new(ahead).chain(reader));
                if one_a_line {
                    Layout::OneALine
                } else {
                    Layout::One(Syntax::Json)
                }
            }
            layout => layout,
        };
        Ok(Documents {
            reader,
            layout,
            line: 0,
            bytes: Vec::new(),
        })
    }
}

/// The documents of an open input, of which one at a time is held.
pub(super) struct Documents {
    reader: Box<dyn BufRead>,
    layout: Layout,
    /// How many lines were read.
    line: u64,
    /// The present document.
    bytes: Vec<u8>,
}

impl Documents {
    /// The next one; `None` at the end. Of one that is far too long, no more than shows the reader so.
    pub(super) fn next(&mut self) -> io::Result<Option<Document<'_>>> {
        let syntax = match self.layout {
            Layout::One(syntax) => {
                if self.line > 0 {
                    return Ok(None);
                }
                self.line = 1;
                self.bytes.clear();
                self.reader
                    .by_ref()
                    .take(MOST)
                    .read_to_end(&mut self.bytes)?;
                syntax
            }
            Layout::OneALine | Layout::AsItLooks => {
                if !self.next_line()? {
                    return Ok(None);
                }
                Syntax::Json
            }
        };
        Ok(Some(Document {
            syntax,
            bytes: &self.bytes,
            line: self.line,
        }))
    }

    /// Goes to the next line that holds something; false at the end.
    fn next_line(&mut self) -> io::Result<bool> {
        loop {
            self.bytes.clear();
            let mut line = self.reader.by_ref().take(MOST);
            if line.read_until(b'\n', &mut self.bytes)? == 0 {
                return Ok(false);
            }
            self.line += 1;
            if self.bytes.pop_if(|last| *last == b'\n').is_none() && line.limit() == 0 {
                // What follows was not looked at, so that it is no blank line whatever it starts with.
                self.reader.skip_until(b'\n')?;
                return Ok(true);
            }
            self.bytes.pop_if(|last| *last == b'\r');
            let shown = self.bytes.strip_prefix(BYTE_ORDER_MARK);
            let shown = shown.filter(|_| self.line == 1).unwrap_or(&self.bytes);
            if !shown.trim_ascii().is_empty() {
                return Ok(true);
            }
        }
    }
}

/// Enough of a text to tell how it is laid out: two lines that hold something.
fn first_lines(reader: &mut dyn BufRead) -> io::Result<Vec<u8>> {
    let mut ahead = Vec::new();
    let mut reader = reader.take(MOST);
    let mut lines = 0;
    while lines < 2 {
        let start = ahead.len();
        if reader.read_until(b'\n', &mut ahead)? == 0 {
            break;
        }
        let line = ahead.get(start..).unwrap_or_default();
        lines += usize::from(!line.trim_ascii().is_empty());
    }
    Ok(ahead)
}

/// Whether JSON is one document a line: more lines follow the first, and the first is a document by itself,
/// or looks like one that went wrong, or is too long for any.
fn is_one_a_line(bytes: &[u8]) -> bool {
    if bytes.len() as u64 >= MOST && !bytes.contains(&b'\n') {
        return true;
    }
    let bytes = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
    let lines = bytes.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
    let mut lines = lines.filter(|line| !line.is_empty());
    let (Some(first), Some(second)) = (lines.next(), lines.next()) else {
        return false;
    };
    let looks_so = first.starts_with(b"{") && first.ends_with(b"}") && second.starts_with(b"{");
    looks_so || serde_json::from_slice::<IgnoredAny>(first).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_lines_tell_one_document_from_many() {
        assert!(is_one_a_line(b"{\"a\": 1}\n{\"a\": 2}\n"));
        assert!(is_one_a_line(b"\n\n{\"a\": 1}\r\n\r\n{\"a\""));
        assert!(is_one_a_line(b"{\"a\": oops}\n{\"a\": 2}\n"));
        assert!(!is_one_a_line(b"{\"a\": 1}\n"));
        assert!(!is_one_a_line(b"{\n  \"a\": 1\n}\n"));
        assert!(!is_one_a_line(b"{\"a\": 1,\n  \"b\": {}}\n"));
        assert!(!is_one_a_line(b""));
    }

    #[test]
    fn one_line_is_held_at_a_time_and_of_a_far_too_long_one_only_its_start() {
        let mut text = b"\xef\xbb\xbf\n{\"a\": 1}\r\n\n".to_vec();
        text.resize(text.len() + 2 * SIZE_LIMIT, b'x');
        text.extend(b"\nlast");
        let mut documents = Documents {
            reader: Box::new(io::Cursor::new(text)),
            layout: Layout::OneALine,
            line: 0,
            bytes: Vec::new(),
        };
        let mut found = Vec::new();
        while let Some(document) = documents.next().unwrap() {
            let text = String::from_utf8_lossy(document.bytes);
            let start: String = text.chars().take(8).collect();
            found.push((document.line, document.bytes.len(), start));
        }
        let expected = [
            (2, 8, "{\"a\": 1}".to_owned()),
            (4, SIZE_LIMIT + 2, "xxxxxxxx".to_owned()),
            (5, 4, "last".to_owned()),
        ];
        assert_eq!(found, expected);
    }
}
