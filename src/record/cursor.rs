//! The grammar of JSON over its parts: what may follow what, how deep, no key twice. Skipping needs no
//! recursion. Knows nothing of schemas.
//!
//! What is right is seen from the first byte of each part; only where it is not is the part read, to say what is wrong.

use super::error::Fault;
use super::lexer::{Lexed, Lexer, Part, Text};
use super::names::{Names, Spans};
use super::{DEPTH_LIMIT, RecordErrorCode};
use std::borrow::Cow;

/// What is said of anything that is no value where a value belongs.
const NO_VALUE: &str = "a value is missing here";
/// What is said where the text is over before the record is.
const TOO_EARLY: &str = "the text ends too early";

/// Walks through a JSON text.
pub(super) struct Cursor<'t> {
    pub(super) lexer: Lexer<'t>,
    names: Names<'t>,
    depth: usize,
}

/// Whether an object or list is at its start.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    First,
    Later,
}

impl<'t> Cursor<'t> {
    /// At the start of a text, with memory to use.
    pub(super) fn new(text: &'t str, spans: Spans) -> Cursor<'t> {
        Cursor {
            lexer: Lexer::new(text),
            names: Names::new(spans),
            depth: 0,
        }
    }

    /// The memory, to be used again.
    pub(super) fn into_spans(self) -> Spans {
        self.names.into_spans()
    }

    /// The first part of a value.
    pub(super) fn value(&mut self) -> Result<Lexed<'t>, Fault> {
        let lexed = self.lexer.next()?;
        match lexed.part {
            Part::End if self.depth == 0 => Err(Fault::syntax(lexed.at, "the record is empty")),
            Part::End => Err(Fault::syntax(lexed.at, TOO_EARLY)),
            Part::ObjectClose | Part::ListClose | Part::Comma | Part::Colon => {
                Err(Fault::syntax(lexed.at, NO_VALUE))
            }
            _ => Ok(lexed),
        }
    }

    /// Nothing but white space may follow.
    pub(super) fn end(&mut self) -> Result<(), Fault> {
        match self.lexer.start() {
            None => Ok(()),
            Some(_) => Err(self.misplaced("something follows the end of the record")),
        }
    }

    /// Goes into the object or list that starts at a byte.
    #[inline]
    pub(super) fn enter(&mut self, at: usize) -> Result<(), Fault> {
        if self.depth == DEPTH_LIMIT {
            return Err(too_deep(at));
        }
        self.depth += 1;
        Ok(())
    }

    /// Goes into the object or list that a byte opens, if it comes next and then still does; `false` if something else
    /// comes next.
    #[inline]
    pub(super) fn opens(&mut self, byte: u8) -> Result<bool, Fault> {
        if self.lexer.start() != Some(byte) {
            return Ok(false);
        }
        self.enter(self.lexer.at())?;
        Ok(true)
    }

    /// Leaves the object or list that a byte closes, if just that comes next.
    #[inline]
    pub(super) fn closes(&mut self, byte: u8) -> bool {
        let closes = self.lexer.rest().first() == Some(&byte);
        if closes {
            self.lexer.step(1);
            self.depth -= 1;
        }
        closes
    }

    /// Whether an object has another key, whose opening quote then comes next; if not, the object is left.
    #[inline]
    pub(super) fn at_key(&mut self, turn: Turn) -> Result<bool, Fault> {
        let mut start = self.lexer.start();
        match (start, turn) {
            (Some(b'}'), _) => {
                self.lexer.step(1);
                self.depth -= 1;
                return Ok(false);
            }
            (Some(b','), Turn::Later) => {
                self.lexer.step(1);
                start = self.lexer.start();
            }
            (_, Turn::Later) => {
                let message = "a comma or the object's closing brace is missing before this";
                return Err(self.misplaced(message));
            }
            (_, Turn::First) => {}
        }
        match start {
            Some(b'"') => Ok(true),
            Some(b'}') => Err(self.misplaced("a comma stands before the object's closing brace")),
            _ => Err(self.misplaced("a key in quotes is missing here")),
        }
    }

    /// The key whose opening quote comes next, with its colon.
    pub(super) fn key(&mut self) -> Result<Text, Fault> {
        let key = self.lexer.text()?;
        match self.lexer.start() {
            Some(b':') => {
                self.lexer.step(1);
                Ok(key)
            }
            _ => Err(self.misplaced("a colon is missing after the key")),
        }
    }

    /// A key with its escapes resolved.
    pub(super) fn name(&self, key: Text) -> Cow<'t, str> {
        self.lexer.resolve(key)
    }

    /// Starts with the keys of an object, none of which may stand twice.
    pub(super) fn open_names(&mut self) {
        self.names.open();
    }

    /// Takes in a key of the object whose keys were started last.
    pub(super) fn add_name(&mut self, key: Text) -> Result<(), Fault> {
        self.names.add(&self.lexer, key)
    }

    /// Ends the keys of an object.
    pub(super) fn close_names(&mut self) {
        self.names.close();
    }

    /// Whether a list has another element, which then comes next; if not, the list is left.
    #[inline(always)]
    pub(super) fn at_element(&mut self, turn: Turn) -> Result<bool, Fault> {
        match (self.lexer.start(), turn) {
            (Some(b']'), _) => {
                self.lexer.step(1);
                self.depth -= 1;
                Ok(false)
            }
            (Some(b','), Turn::Later) => {
                self.lexer.step(1);
                match self.lexer.start() {
                    Some(b']') => {
                        Err(self.misplaced("a comma stands before the list's closing bracket"))
                    }
                    _ => Ok(true),
                }
            }
            (_, Turn::Later) => {
                let message = "a comma or the list's closing bracket is missing before this";
                Err(self.misplaced(message))
            }
            (_, Turn::First) => Ok(true),
        }
    }

    /// What is said of the next part, which has no place where it stands.
    #[cold]
    fn misplaced(&mut self, message: &str) -> Fault {
        match self.lexer.next() {
            Ok(lexed) if lexed.part == Part::End => Fault::syntax(lexed.at, TOO_EARLY),
            Ok(lexed) => Fault::syntax(lexed.at, message),
            Err(fault) => fault,
        }
    }

    /// Skips the value that comes next, checking all of it.
    pub(super) fn skip(&mut self) -> Result<(), Fault> {
        // What is open, innermost last: a bit each, set for an object. The depth has a limit of 64.
        let (mut kinds, floor) = (0u64, self.depth);
        loop {
            let mut turn = Turn::Later;
            match self.skip_part()? {
                Part::ObjectOpen => {
                    self.open_names();
                    (kinds, turn) = (kinds << 1 | 1, Turn::First);
                }
                Part::ListOpen => (kinds, turn) = (kinds << 1, Turn::First),
                _ => {}
            }
            while self.depth > floor && !self.skip_to_value(kinds & 1 == 1, turn)? {
                (kinds, turn) = (kinds >> 1, Turn::Later);
            }
            if self.depth == floor {
                return Ok(());
            }
        }
    }

    /// The first part of the value that comes next; goes into it if it is an object or list.
    fn skip_part(&mut self) -> Result<Part<'t>, Fault> {
        let lexed = self.value()?;
        if matches!(lexed.part, Part::ObjectOpen | Part::ListOpen) {
            self.enter(lexed.at)?;
        }
        Ok(lexed.part)
    }

    /// Goes to the next value of an object or list; `false` if it has no more and is left.
    fn skip_to_value(&mut self, is_object: bool, turn: Turn) -> Result<bool, Fault> {
        if !is_object {
            return self.at_element(turn);
        }
        if self.at_key(turn)? {
            let key = self.key()?;
            self.add_name(key)?;
            return Ok(true);
        }
        self.close_names();
        Ok(false)
    }
}

#[cold]
fn too_deep(at: usize) -> Fault {
    let message = format!("objects and lists stand more than {DEPTH_LIMIT} deep in one another");
    Fault::new(RecordErrorCode::TooDeep, at, message)
}
