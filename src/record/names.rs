//! The keys of the objects that are open, so that none stands twice in one. Takes no memory of its own once warm,
//! unless an object has many keys.

use super::error::Fault;
use super::lexer::{Lexer, Text};
use super::{LENGTH_LIMIT, RecordErrorCode};
use std::borrow::Cow;
use std::collections::HashMap;

/// So many keys of an object are gone through in turn; more are put into a table.
const FEW: usize = 16;

/// The memory for the keys of open objects, to be used again.
#[derive(Clone, Default)]
pub(super) struct Spans {
    keys: Vec<Text>,
    /// Where the keys of each open object start.
    objects: Vec<usize>,
}

/// The keys of open objects.
pub(super) struct Names<'t> {
    spans: Spans,
    /// For each open object with more than a few keys a table of them; none of the others has one.
    tables: Vec<HashMap<Cow<'t, str>, usize>>,
}

impl<'t> Names<'t> {
    pub(super) fn new(mut spans: Spans) -> Names<'t> {
        spans.keys.clear();
        spans.objects.clear();
        Names {
            spans,
            tables: Vec::new(),
        }
    }

    pub(super) fn into_spans(self) -> Spans {
        self.spans
    }

    /// Starts an object.
    pub(super) fn open(&mut self) {
        self.spans.objects.push(self.spans.keys.len());
    }

    /// Ends the object that was started last.
    pub(super) fn close(&mut self) {
        if let Some(from) = self.spans.objects.pop() {
            self.spans.keys.truncate(from);
            self.tables.truncate(self.spans.objects.len());
        }
    }

    /// Takes a key of that object in; a fault if it is there already or there are too many.
    pub(super) fn add(&mut self, lexer: &Lexer<'t>, key: Text) -> Result<(), Fault> {
        let from = self.spans.objects.last().copied().unwrap_or(0);
        let count = self.spans.keys.len() - from;
        let first = match count < FEW {
            true => self.find(from, lexer, key),
            false => self.find_among_many(from, lexer, key),
        };
        if let Some(first) = first {
            return Err(Fault::duplicate(key.quote(), first));
        }
        if count == LENGTH_LIMIT {
            return Err(Fault::new(
                RecordErrorCode::TooLarge,
                key.quote(),
                format!("more than {LENGTH_LIMIT} keys in one object"),
            ));
        }
        self.spans.keys.push(key);
        Ok(())
    }

    fn find(&self, from: usize, lexer: &Lexer<'t>, key: Text) -> Option<usize> {
        let mut keys = self.spans.keys.get(from..)?.iter();
        let found = keys.find(|each| same(lexer, **each, key));
        found.map(|first| first.quote())
    }

    /// As `find`, with a table that the key is put into.
    fn find_among_many(&mut self, from: usize, lexer: &Lexer<'t>, key: Text) -> Option<usize> {
        let objects = self.spans.objects.len();
        if self.tables.len() < objects {
            self.tables.resize_with(objects, HashMap::new);
        }
        let table = self.tables.last_mut()?;
        if table.is_empty() {
            let keys = self.spans.keys.get(from..)?.iter();
            table.extend(keys.map(|key| (lexer.resolve(*key), key.quote())));
        }
        table.insert(lexer.resolve(key), key.quote())
    }
}

fn same(lexer: &Lexer<'_>, one: Text, other: Text) -> bool {
    if one.escaped || other.escaped {
        return lexer.resolve(one) == lexer.resolve(other);
    }
    lexer.written(one) == lexer.written(other)
}
