//! Taking the children of a pair in order.
//!
//! In: a pair. Out: its children without keywords and signs. A child that is not where the grammar puts it
//! is a fault of ours, reported as such and never a panic.

use super::grammar::{Pair, Rule, is_mark};
use pest::iterators::Pairs;
use std::ops::Range;

/// Why a part of the tree could not be built.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Fault {
    /// The author's fault, already reported.
    Reported,
    /// Ours: the grammar and the builder disagree at these bytes.
    Internal(Range<usize>),
}

/// A built part, or why there is none.
pub(super) type Built<T> = Result<T, Fault>;

/// The children of a pair that mean something.
pub(super) struct Cursor<'i> {
    children: Pairs<'i, Rule>,
    next: Option<Pair<'i>>,
    whole: Range<usize>,
}

impl<'i> Cursor<'i> {
    pub(super) fn new(pair: Pair<'i>) -> Cursor<'i> {
        let whole = pair.as_span();
        let whole = whole.start()..whole.end();
        let mut cursor = Cursor {
            children: pair.into_inner(),
            next: None,
            whole,
        };
        cursor.step();
        cursor
    }

    /// Goes on to the next child.
    fn step(&mut self) -> Option<Pair<'i>> {
        let next = self.children.find(|child| !is_mark(child.as_rule()));
        std::mem::replace(&mut self.next, next)
    }

    /// The next child, whatever it is.
    pub(super) fn any(&mut self) -> Built<Pair<'i>> {
        self.step()
            .ok_or_else(|| Fault::Internal(self.whole.clone()))
    }

    /// The next child, which the grammar says is this.
    pub(super) fn take(&mut self, rule: Rule) -> Built<Pair<'i>> {
        let child = self.any()?;
        if child.as_rule() == rule {
            Ok(child)
        } else {
            Err(Fault::Internal(range(&child)))
        }
    }

    /// The next child if it is this.
    pub(super) fn maybe(&mut self, rule: Rule) -> Option<Pair<'i>> {
        let is_this = self.next.as_ref()?.as_rule() == rule;
        is_this.then(|| self.step())?
    }

    /// All that come next and are this.
    pub(super) fn all(&mut self, rule: Rule) -> impl Iterator<Item = Pair<'i>> {
        std::iter::from_fn(move || self.maybe(rule))
    }

    /// All that are left.
    pub(super) fn rest(&mut self) -> impl Iterator<Item = Pair<'i>> {
        std::iter::from_fn(|| self.step())
    }

    /// Nothing may be left.
    pub(super) fn take_end(mut self) -> Built<()> {
        match self.step() {
            None => Ok(()),
            Some(child) => Err(Fault::Internal(range(&child))),
        }
    }
}

/// The bytes of a pair in the text that was parsed, from its first word to its last. Where the grammar looked
/// for something more and found nothing, pest's own span goes on over the white space after it.
pub(super) fn range(pair: &Pair<'_>) -> Range<usize> {
    let whole = pair.as_span();
    // A comment goes on to the end of its line, so that nothing but the end of the text can hide one here.
    let is_tight = whole.end() < whole.get_input().len()
        && !whole
            .as_str()
            .ends_with(|char: char| char.is_ascii_whitespace());
    if is_tight {
        return whole.start()..whole.end();
    }
    let mut last = pair.clone();
    while let Some(child) = last.clone().into_inner().next_back() {
        last = child;
    }
    whole.start()..last.as_span().end()
}
