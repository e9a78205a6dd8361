//! Taking the children of a pair in order.
//!
//! In: a pair. Out: its children without keywords and signs. A child that is not where the grammar puts it
//! is a fault of ours, reported as such and never a panic.

use super::grammar::{Pair, Rule, is_mark};
use std::iter::Peekable;
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
    children: Peekable<Box<dyn Iterator<Item = Pair<'i>> + 'i>>,
    whole: Range<usize>,
}

impl<'i> Cursor<'i> {
    pub(super) fn new(pair: Pair<'i>) -> Cursor<'i> {
        let whole = range(&pair);
        let children = pair.into_inner().filter(|child| !is_mark(child.as_rule()));
        let children: Box<dyn Iterator<Item = Pair<'i>> + 'i> = Box::new(children);
        Cursor {
            children: children.peekable(),
            whole,
        }
    }

    /// The next child, whatever it is.
    pub(super) fn any(&mut self) -> Built<Pair<'i>> {
        self.children
            .next()
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
        self.children.next_if(|child| child.as_rule() == rule)
    }

    /// All that come next and are this.
    pub(super) fn all(&mut self, rule: Rule) -> impl Iterator<Item = Pair<'i>> {
        std::iter::from_fn(move || self.maybe(rule))
    }

    /// All that are left.
    pub(super) fn rest(&mut self) -> impl Iterator<Item = Pair<'i>> {
        &mut self.children
    }

    /// Nothing may be left.
    pub(super) fn take_end(mut self) -> Built<()> {
        match self.children.next() {
            None => Ok(()),
            Some(child) => Err(Fault::Internal(range(&child))),
        }
    }
}

/// The bytes of a pair in the text that was parsed, from its first word to its last. Where the grammar looked
/// for something more and found nothing, pest's own span goes on over the white space after it.
pub(super) fn range(pair: &Pair<'_>) -> Range<usize> {
    let start = pair.as_span().start();
    let mut last = pair.clone();
    while let Some(child) = last.clone().into_inner().next_back() {
        last = child;
    }
    start..last.as_span().end()
}
