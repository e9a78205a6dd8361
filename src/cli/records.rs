//! Where records come from: files, folders and standard input, cut into documents.
//!
//! All arguments are looked at before the first record is decided, so that a slip of the pen stops a run at
//! its start and not in its middle.

use super::Stop;
use super::files::{files_below, has_ending, reason, shown, unreadable};
use crate::record::{SIZE_LIMIT, ndjson_lines};
use serde::de::IgnoredAny;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// The endings of files with one record, and of those with one a line.
const ENDINGS: [&str; 4] = ["json", "toml", "ndjson", "jsonl"];

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
            });
            continue;
        }
        let kind = fs::metadata(argument).map_err(|error| unreadable(argument, &error))?;
        if !kind.is_dir() {
            inputs.push(Input::file(argument.clone())?);
            continue;
        }
        let found = files_below(argument, &ENDINGS)?;
        if found.is_empty() {
            let text = format!(
                "the folder `{}` holds no records (.json, .toml, .ndjson, .jsonl)",
                shown(argument)
            );
            return Err(Stop::trouble(text));
        }
        for path in found {
            inputs.push(Input::file(path)?);
        }
    }
    if inputs.iter().filter(|input| input.path.is_none()).count() > 1 {
        return Err(Stop::trouble(
            "`-` may stand only once: standard input is read once",
        ));
    }
    Ok(inputs)
}

impl Input {
    fn file(path: PathBuf) -> Result<Input, Stop> {
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
        })
    }

    /// What messages call it.
    pub(super) fn name(&self) -> String {
        self.path
            .as_deref()
            .map_or("standard input".to_owned(), shown)
    }

    /// All its bytes, or why they cannot be had. Of a single document that is far too long, no more than shows
    /// the reader so.
    pub(super) fn read(&self) -> Result<Vec<u8>, String> {
        let limit = match self.layout {
            Layout::One(_) => SIZE_LIMIT as u64 + 1,
            Layout::OneALine | Layout::AsItLooks => u64::MAX,
        };
        let mut bytes = Vec::new();
        let read = match &self.path {
            Some(path) => {
                fs::File::open(path).and_then(|file| file.take(limit).read_to_end(&mut bytes))
            }
            None => io::stdin().lock().read_to_end(&mut bytes),
        };
        read.map(|_| bytes).map_err(|error| reason(&error))
    }

    /// Its bytes cut into documents.
    pub(super) fn documents<'a>(
        &self,
        bytes: &'a [u8],
    ) -> Box<dyn Iterator<Item = Document<'a>> + 'a> {
        let syntax = match self.layout {
            Layout::OneALine => return Box::new(lines(bytes)),
            Layout::AsItLooks if is_one_a_line(bytes) => return Box::new(lines(bytes)),
            Layout::AsItLooks => Syntax::Json,
            Layout::One(syntax) => syntax,
        };
        Box::new(std::iter::once(Document {
            syntax,
            bytes,
            line: 1,
        }))
    }
}

fn lines(bytes: &[u8]) -> impl Iterator<Item = Document<'_>> {
    ndjson_lines(bytes).map(|(line, bytes)| Document {
        syntax: Syntax::Json,
        bytes,
        line: u64::from(line),
    })
}

/// Whether JSON is one document a line: more lines follow the first, and the first is a document by itself,
/// or looks like one that went wrong.
fn is_one_a_line(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
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
    use super::is_one_a_line;

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
}
