//! Where records come from: files, folders and standard input, as blocks.
//!
//! All arguments are looked at before the first record is decided, so that a slip of the pen stops a run at
//! its start and not in its middle.

use super::Stop;
use super::files::{files_below, has_ending, is_endless, shown, unreadable};
use super::present::Present;
use crate::batch::{Block, Columns, Csv, Layout, Lines, MOST, Mark, Parquet};
use crate::decision::UnknownField;
use crate::program::Schema;
use crate::record::ReadOptions;
use serde::de::IgnoredAny;
use std::fs::{self, File};
use std::io::{self, BufRead, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The endings of files with one record, and of those with many.
const ENDINGS: [&str; 6] = ["json", "toml", "ndjson", "jsonl", "csv", "parquet"];

/// What is said of Parquet where there is no end to start from.
const IN_A_PIPE: &str =
    "a Parquet file is read from its end, so it cannot come through a pipe; save it first";

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// How the records of an input are laid out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    Json,
    Toml,
    OneALine,
    Csv,
    Parquet,
    /// JSON or CSV, and its own first lines say how: standard input.
    AsItLooks,
}

/// A file, or standard input.
#[derive(Debug)]
pub(super) struct Input {
    path: Option<PathBuf>,
    kind: Kind,
    /// Found in a folder, not named: nobody asked for a pipe that lies there.
    found: bool,
    /// How many bytes a regular file has at the start. What is put behind them later is left for another run.
    length: Option<u64>,
}

/// The inputs that the arguments name, folders opened, in the order of the arguments.
pub(super) fn inputs(arguments: &[PathBuf]) -> Result<Vec<Input>, Stop> {
    let mut inputs = Vec::new();
    for argument in arguments {
        if argument == Path::new("-") {
            inputs.push(Input {
                path: None,
                kind: Kind::AsItLooks,
                found: false,
                length: None,
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
                "the folder `{}` holds no records (.json, .toml, .ndjson, .jsonl, .csv, .parquet)",
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
        let kind = if has_ending(&path, &["json"]) {
            Kind::Json
        } else if has_ending(&path, &["toml"]) {
            Kind::Toml
        } else if has_ending(&path, &["ndjson", "jsonl"]) {
            Kind::OneALine
        } else if has_ending(&path, &["csv"]) {
            Kind::Csv
        } else if has_ending(&path, &["parquet"]) {
            Kind::Parquet
        } else {
            let text = format!(
                "`{}` does not say what it is: records end in .json, .toml, .ndjson, .jsonl, .csv or .parquet; \
                 for anything else pipe JSON or CSV into `admit eval -`",
                shown(&path)
            );
            return Err(Stop::trouble(text));
        };
        let regular = fs::metadata(&path).ok().filter(fs::Metadata::is_file);
        Ok(Input {
            path: Some(path),
            kind,
            found,
            length: regular.map(|kind| kind.len()),
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

    /// How many bytes it had at the start, if it is a regular file.
    pub(super) fn length(&self) -> Option<u64> {
        self.length
    }

    /// Whether its name says that it holds one JSON record a line.
    pub(super) fn is_one_a_line(&self) -> bool {
        self.kind == Kind::OneALine
    }

    /// Whether its name says that it may hold many records.
    pub(super) fn holds_many(&self) -> bool {
        matches!(self.kind, Kind::OneALine | Kind::Csv | Kind::Parquet)
    }

    /// Opens it at a mark. Standard input tells by its first lines how its records are laid out.
    pub(super) fn open<'s>(
        &self,
        schema: &'s Schema,
        strict: bool,
        from: Mark,
    ) -> io::Result<Open<'s>> {
        if self.kind == Kind::Parquet {
            return self.parquet(schema, ReadOptions { strict });
        }
        let mut reader = self.reader(from)?;
        let one_a_line = match self.kind {
            Kind::Json | Kind::Toml | Kind::Parquet => false,
            Kind::OneALine => true,
            Kind::Csv => {
                let csv = Csv::new(reader, &self.name(), from, schema, strict);
                return Ok(Open::Csv(csv));
            }
            Kind::AsItLooks => {
                let mut buffered = io::BufReader::new(reader);
                if buffered.fill_buf()?.starts_with(b"PAR1") {
                    return Err(io::Error::other(IN_A_PIPE));
                }
                let ahead = first_lines(&mut buffered)?;
                let (one_a_line, csv) = (is_one_a_line(&ahead), is_csv(&ahead));
                reader = Box::new(io::Cursor::new(ahead).chain(buffered));
                if csv {
                    let csv = Csv::new(reader, &self.name(), from, schema, strict);
                    return Ok(Open::Csv(csv));
                }
                one_a_line
            }
        };
        Ok(if one_a_line {
            Open::Lines(Lines::new(reader, &self.name(), from))
        } else {
            let layout = match self.kind {
                Kind::Toml => Layout::Toml,
                _ => Layout::Json,
            };
            let file = Arc::from(self.name());
            Open::Document(Some((reader, layout, file)))
        })
    }

    /// Such a file is read from its end on, and then here and there.
    fn parquet<'s>(&self, schema: &'s Schema, options: ReadOptions) -> io::Result<Open<'s>> {
        let (Some(path), Some(length)) = (&self.path, self.length) else {
            return Err(io::Error::other(IN_A_PIPE));
        };
        let file = File::open(path)?;
        let parquet = Parquet::new(file, length, &self.name(), schema, options);
        Ok(Open::Parquet(Box::new(parquet)))
    }

    fn reader(&self, from: Mark) -> io::Result<Box<dyn Read>> {
        let Some(path) = &self.path else {
            return Ok(Box::new(io::stdin().lock()));
        };
        if self.found && !fs::metadata(path)?.is_file() {
            return Err(io::Error::other("it is no regular file"));
        }
        let mut file = File::open(path)?;
        if from.offset > 0 {
            file.seek(SeekFrom::Start(from.offset))?;
        }
        Ok(match self.length {
            Some(length) if self.holds_many() => {
                Box::new(Present::new(file, length.saturating_sub(from.offset)))
            }
            _ => Box::new(file),
        })
    }
}

/// An input that is being read.
pub(super) enum Open<'s> {
    /// A single document, until it is read.
    Document(Option<(Box<dyn Read>, Layout, Arc<str>)>),
    Lines(Lines<Box<dyn Read>>),
    Csv(Csv<'s, Box<dyn Read>>),
    Parquet(Box<Parquet<'s>>),
}

impl Open<'_> {
    /// The columns that the schema does not know, where there are columns.
    pub(super) fn unknown_columns(&self) -> &[UnknownField] {
        match self {
            Open::Csv(csv) => csv.columns().map_or(&[], Columns::unknown),
            Open::Parquet(parquet) => parquet.unknown(),
            Open::Document(_) | Open::Lines(_) => &[],
        }
    }

    /// Fills a block; false at the end. Of a document that is far too long, no more than shows the reader so.
    pub(super) fn fill(&mut self, block: &mut Block) -> io::Result<bool> {
        let document = match self {
            Open::Lines(lines) => return lines.fill(block),
            Open::Csv(csv) => return csv.fill(block),
            Open::Parquet(parquet) => return parquet.fill(block),
            Open::Document(document) => document.take(),
        };
        let Some((reader, layout, file)) = document else {
            return Ok(false);
        };
        block.bytes.clear();
        reader.take(MOST).read_to_end(&mut block.bytes)?;
        (block.layout, block.file, block.line) = (layout, file, 1);
        block.end = Mark {
            offset: block.bytes.len() as u64,
            ..Mark::default()
        };
        Ok(true)
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

/// Whether a text starts with the header of a CSV file: at least two names or paths of fields in the first line, which
/// no JSON starts with.
fn is_csv(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
    let line = bytes.split(|byte| *byte == b'\n').next();
    let line = line.unwrap_or_default().trim_ascii_end();
    let is_separator = |byte: &u8| matches!(byte, b',' | b';' | b'\t');
    let is_of_name = |byte: &u8| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-' | b' ' | b'"')
    };
    let starts_with_name = match line {
        [b'"', second, ..] => second.is_ascii_alphabetic(),
        [first, ..] => first.is_ascii_alphabetic(),
        [] => false,
    };
    starts_with_name
        && line.iter().any(is_separator)
        && line
            .iter()
            .all(|byte| is_separator(byte) || is_of_name(byte))
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
    fn a_header_tells_csv() {
        for header in [
            "id,submitted_at\na,b",
            "\u{feff}id;document.number\r\n",
            "\"id\",\"region\"",
            "a\tb",
        ] {
            assert!(is_csv(header.as_bytes()), "{header:?}");
        }
        for other in [
            "",
            "\n",
            "id",
            "{\"a\": 1, \"b\": 2}",
            "[1, 2]",
            "\"a: 1\", 2",
            "1,2",
            "a = 1, 2",
            "true, what {",
        ] {
            assert!(!is_csv(other.as_bytes()), "{other:?}");
        }
    }
}
