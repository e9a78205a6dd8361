//! What can be wrong with a record: a stable code, the field, the place, one line that never shows a value.

use std::fmt;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident $word:literal,)*) => {
        /// What is wrong with a record. The words are stable.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum RecordErrorCode {
            $($(#[$doc])* $name,)*
        }

        impl RecordErrorCode {
            /// All of them.
            pub const ALL: &[RecordErrorCode] = &[$(RecordErrorCode::$name,)*];

            /// The stable word: `wrong_kind`.
            pub fn word(self) -> &'static str {
                match self {
                    $(RecordErrorCode::$name => $word,)*
                }
            }
        }

        /// The page of a code, as Markdown: what it means, an example, what to do.
        ///
        /// ```
        /// use admit::record::{RecordErrorCode, page};
        /// assert!(page(RecordErrorCode::WrongKind).starts_with("# wrong_kind"));
        /// ```
        pub fn page(code: RecordErrorCode) -> &'static str {
            match code {
                $(RecordErrorCode::$name => include_str!(concat!("pages/", $word, ".md")),)*
            }
        }
    };
}

codes! {
    /// The text is no JSON or no TOML.
    Syntax "syntax",
    /// A key stands twice in one object.
    DuplicateKey "duplicate_key",
    /// A value of another kind than the schema wants.
    WrongKind "wrong_kind",
    /// A word that is not among those of the enum, or no country code.
    UnknownWord "unknown_word",
    /// A number, date or instant beyond its bounds.
    OutOfRange "out_of_range",
    /// The calendar has no such day, or the day no such time.
    NoSuchDate "no_such_date",
    /// A date or instant that is not written as one.
    DateFormat "date_format",
    /// A number where a text belongs.
    NumberForText "number_for_text",
    /// More than 28 digits.
    NumberTooLong "number_too_long",
    /// The bytes are no UTF-8.
    NotUtf8 "not_utf8",
    /// Objects and lists nested too deep.
    TooDeep "too_deep",
    /// Too many bytes, elements or keys.
    TooLarge "too_large",
    /// A field that the schema does not know, when that is asked for.
    UnknownField "unknown_field",
    /// Neither the caller nor the record gives an evaluation instant.
    NoInstant "no_instant",
}

impl fmt::Display for RecordErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// Why a record cannot be read. Nothing in it shows a value of the record but its `id`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RecordError {
    /// The stable code.
    pub code: RecordErrorCode,
    /// The record's own `id`, where it was read before the fault and is not private.
    pub id: Option<String>,
    /// The field, `images[1].glare`; empty for the record as a whole.
    pub path: String,
    /// What was expected and what kind of thing stood there, in one line.
    pub message: String,
    /// Counted from 1; 0 where there is no place.
    pub line: u32,
    /// Counted from 1, in characters; 0 where there is no place.
    pub column: u32,
}

impl RecordError {
    /// An error about the record as a whole, without a place in its text.
    pub fn whole(code: RecordErrorCode, message: impl Into<String>) -> RecordError {
        RecordError {
            code,
            id: None,
            path: String::new(),
            message: message.into(),
            line: 0,
            column: 0,
        }
    }

    /// The same for a record that is one line of a larger file.
    pub fn on_line(mut self, line: u32) -> RecordError {
        self.line = line;
        self
    }
}

impl fmt::Display for RecordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.line, self.column) {
            (0, _) => {}
            (line, 0) => write!(f, "line {line}: ")?,
            (line, column) => write!(f, "line {line}, column {column}: ")?,
        }
        if !self.path.is_empty() {
            write!(f, "`{}`: ", self.path)?;
        }
        write!(f, "{} ({})", self.message, self.code)
    }
}

impl std::error::Error for RecordError {}

/// An error while it is on its way up: the place is still a byte, and the field may not be known yet. In a box, so
/// that where there is none little is moved.
#[derive(Clone, Debug)]
pub(super) struct Fault(Box<Inside>);

#[derive(Clone, Debug)]
struct Inside {
    code: RecordErrorCode,
    at: usize,
    message: String,
    path: Option<String>,
    first: Option<usize>,
}

impl Fault {
    #[cold]
    pub(super) fn new(code: RecordErrorCode, at: usize, message: impl Into<String>) -> Fault {
        Fault(Box::new(Inside {
            code,
            at,
            message: message.into(),
            path: None,
            first: None,
        }))
    }

    #[cold]
    pub(super) fn syntax(at: usize, message: impl Into<String>) -> Fault {
        Fault::new(RecordErrorCode::Syntax, at, message)
    }

    #[cold]
    pub(super) fn duplicate(at: usize, first: usize) -> Fault {
        let mut fault = Fault::new(RecordErrorCode::DuplicateKey, at, "this key is given twice");
        fault.0.first = Some(first);
        fault
    }

    /// Names the field, unless a place further inside has named it already.
    #[cold]
    pub(super) fn within(mut self, path: impl FnOnce() -> String) -> Fault {
        if self.0.path.is_none() {
            self.0.path = Some(path());
        }
        self
    }

    /// With bytes turned into lines and columns of the text.
    pub(super) fn into_error(self, text: &str) -> RecordError {
        let fault = self.0;
        let (line, column) = line_and_column(text, fault.at);
        let mut message = fault.message;
        if let Some(first) = fault.first {
            // Within one line the line is left out, so that the words stay true for a line of NDJSON.
            let (first_line, first_column) = line_and_column(text, first);
            message.push_str("; the first is at ");
            if first_line == line {
                message.push_str(&format!("column {first_column} of the same line"));
            } else {
                message.push_str(&format!("line {first_line}, column {first_column}"));
            }
        }
        RecordError {
            code: fault.code,
            id: None,
            path: fault.path.unwrap_or_default(),
            message,
            line,
            column,
        }
    }
}

fn line_and_column(text: &str, at: usize) -> (u32, u32) {
    let before = text.get(..at).unwrap_or(text);
    let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let column = before.get(start..).unwrap_or("").chars().count() + 1;
    (line as u32, column as u32)
}
