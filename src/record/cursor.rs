//! The grammar of JSON over its parts: what may follow what, how deep, no key twice. Skipping needs no
//! recursion. Knows nothing of schemas.

use super::error::Fault;
use super::lexer::{Lexed, Lexer, Part};
use super::{DEPTH_LIMIT, LENGTH_LIMIT, RecordErrorCode};
use std::borrow::Cow;
use std::collections::HashMap;

/// What is said of anything that is no value where a value belongs.
const NO_VALUE: &str = "a value is missing here";
/// What is said where the text is over before the record is.
const TOO_EARLY: &str = "the text ends too early";

/// Walks through a JSON text.
pub(super) struct Cursor<'a> {
    lexer: Lexer<'a>,
    depth: usize,
}

/// Whether an object or list is at its start.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    First,
    Later,
}

/// A key and the byte it starts at.
pub(super) struct Key<'a> {
    pub(super) name: Cow<'a, str>,
    pub(super) at: usize,
}

/// The keys of one object so far, with the byte each starts at.
#[derive(Default)]
pub(super) struct Names<'a>(HashMap<Cow<'a, str>, usize>);

impl<'a> Names<'a> {
    /// Takes a key in; a fault if it is there already or there are too many.
    pub(super) fn add(&mut self, key: Key<'a>) -> Result<(), Fault> {
        if let Some(first) = self.0.get(&key.name) {
            return Err(Fault::duplicate(key.at, *first));
        }
        if self.0.len() == LENGTH_LIMIT {
            return Err(Fault::new(
                RecordErrorCode::TooLarge,
                key.at,
                format!("more than {LENGTH_LIMIT} keys in one object"),
            ));
        }
        self.0.insert(key.name, key.at);
        Ok(())
    }
}

/// An object or list that is being skipped.
enum Open<'a> {
    List,
    Object(Names<'a>),
}

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a str) -> Cursor<'a> {
        Cursor {
            lexer: Lexer::new(text),
            depth: 0,
        }
    }

    /// The first part of a value.
    pub(super) fn value(&mut self) -> Result<Lexed<'a>, Fault> {
        let lexed = self.lexer.next()?;
        match lexed.part {
            Part::End if self.depth == 0 => Err(Fault::syntax(lexed.at, "the record is empty")),
            _ => as_value(lexed),
        }
    }

    /// Nothing but white space may follow.
    pub(super) fn end(&mut self) -> Result<(), Fault> {
        let lexed = self.lexer.next()?;
        match lexed.part {
            Part::End => Ok(()),
            _ => Err(Fault::syntax(
                lexed.at,
                "something follows the end of the record",
            )),
        }
    }

    /// Goes into the object or list that starts at a byte.
    pub(super) fn enter(&mut self, at: usize) -> Result<(), Fault> {
        if self.depth == DEPTH_LIMIT {
            return Err(Fault::new(
                RecordErrorCode::TooDeep,
                at,
                format!("objects and lists stand more than {DEPTH_LIMIT} deep in one another"),
            ));
        }
        self.depth += 1;
        Ok(())
    }

    /// The next key of an object, with its colon; `None` at the object's end, which is then left.
    pub(super) fn key(&mut self, turn: Turn) -> Result<Option<Key<'a>>, Fault> {
        let mut lexed = self.lexer.next()?;
        match (&lexed.part, turn) {
            (Part::ObjectClose, _) => {
                self.depth -= 1;
                return Ok(None);
            }
            (Part::Comma, Turn::Later) => lexed = self.lexer.next()?,
            (Part::End, _) => return Err(Fault::syntax(lexed.at, TOO_EARLY)),
            (_, Turn::Later) => {
                return Err(Fault::syntax(
                    lexed.at,
                    "a comma or the object's closing brace is missing before this",
                ));
            }
            (_, Turn::First) => {}
        }
        let name = match lexed.part {
            Part::Text(name) => name,
            Part::ObjectClose => {
                return Err(Fault::syntax(
                    lexed.at,
                    "a comma stands before the object's closing brace",
                ));
            }
            Part::End => return Err(Fault::syntax(lexed.at, TOO_EARLY)),
            _ => return Err(Fault::syntax(lexed.at, "a key in quotes is missing here")),
        };
        let colon = self.lexer.next()?;
        match colon.part {
            Part::Colon => Ok(Some(Key { name, at: lexed.at })),
            Part::End => Err(Fault::syntax(colon.at, TOO_EARLY)),
            _ => Err(Fault::syntax(colon.at, "a colon is missing after the key")),
        }
    }

    /// The first part of a list's next element; `None` at the list's end, which is then left.
    pub(super) fn element(&mut self, turn: Turn) -> Result<Option<Lexed<'a>>, Fault> {
        let lexed = self.lexer.next()?;
        match (&lexed.part, turn) {
            (Part::ListClose, _) => {
                self.depth -= 1;
                return Ok(None);
            }
            (Part::Comma, Turn::Later) => {}
            (Part::End, _) => return Err(Fault::syntax(lexed.at, TOO_EARLY)),
            (_, Turn::Later) => {
                return Err(Fault::syntax(
                    lexed.at,
                    "a comma or the list's closing bracket is missing before this",
                ));
            }
            (Part::ObjectClose | Part::Comma | Part::Colon, Turn::First) => {
                return Err(Fault::syntax(lexed.at, NO_VALUE));
            }
            (_, Turn::First) => return Ok(Some(lexed)),
        }
        let lexed = self.lexer.next()?;
        match lexed.part {
            Part::ListClose => Err(Fault::syntax(
                lexed.at,
                "a comma stands before the list's closing bracket",
            )),
            _ => as_value(lexed).map(Some),
        }
    }

    /// Skips the value that starts with a part, checking all of it.
    pub(super) fn skip(&mut self, first: Lexed<'a>) -> Result<(), Fault> {
        let mut open: Vec<Open<'a>> = Vec::new();
        let mut value = Some(first);
        loop {
            let turn = match value.take() {
                Some(lexed) => self.open(lexed, &mut open)?,
                None => Turn::Later,
            };
            match open.last_mut() {
                None => return Ok(()),
                Some(Open::List) => value = self.element(turn)?,
                Some(Open::Object(names)) => {
                    if let Some(key) = self.key(turn)? {
                        names.add(key)?;
                        value = Some(self.value()?);
                    }
                }
            }
            if value.is_none() {
                open.pop();
            }
        }
    }

    /// Takes a value's first part in; whether that opened an object or list.
    fn open(&mut self, lexed: Lexed<'a>, open: &mut Vec<Open<'a>>) -> Result<Turn, Fault> {
        let opened = match lexed.part {
            Part::ObjectOpen => Open::Object(Names::default()),
            Part::ListOpen => Open::List,
            _ => return Ok(Turn::Later),
        };
        self.enter(lexed.at)?;
        open.push(opened);
        Ok(Turn::First)
    }
}

/// The part, if a value can start with it.
fn as_value(lexed: Lexed<'_>) -> Result<Lexed<'_>, Fault> {
    match lexed.part {
        Part::End => Err(Fault::syntax(lexed.at, TOO_EARLY)),
        Part::ObjectClose | Part::ListClose | Part::Comma | Part::Colon => {
            Err(Fault::syntax(lexed.at, NO_VALUE))
        }
        _ => Ok(lexed),
    }
}
