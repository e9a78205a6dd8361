//! Things side by side: records of a group, or elements of their lists, with a bit for each.
//!
//! What is done for many at once costs little for each of them, and what one waits for does not hold up the others.

use super::context::Context;
use crate::program::{DatedCells, ListOf};
use crate::record::Element;
use crate::value::Cell;

/// So many records are decided side by side at most. More of them share more of the work; fewer stay in the nearest
/// memory.
pub const MOST_LANES: usize = 32;

/// Some of the things that stand side by side.
pub(super) type Lanes = u64;

/// The first so many.
pub(super) fn first_lanes(count: usize) -> Lanes {
    match count {
        64.. => Lanes::MAX,
        _ => (1 << count) - 1,
    }
}

/// One of them.
#[inline(always)]
pub(super) fn lane(at: usize) -> Lanes {
    1 << at
}

/// Their places, in order.
#[inline(always)]
pub(super) fn each(mut lanes: Lanes) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let at = lanes.trailing_zeros() as usize;
        (lanes != 0).then(|| {
            lanes &= lanes - 1;
            at
        })
    })
}

/// What a condition says of those that it was asked of. Of all others it says no.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(super) struct Says {
    /// Where it holds.
    pub yes: Lanes,
    /// Where it met something that is not known.
    pub unknown: Lanes,
}

impl Says {
    /// The same of all.
    pub fn all(lanes: Lanes, says: Option<bool>) -> Says {
        match says {
            Some(true) => Says {
                yes: lanes,
                unknown: 0,
            },
            Some(false) => Says::default(),
            None => Says {
                yes: 0,
                unknown: lanes,
            },
        }
    }

    /// Adds what it says of one.
    #[inline(always)]
    pub fn add(&mut self, at: usize, says: Option<bool>) {
        self.yes |= Lanes::from(says == Some(true)) << at;
        self.unknown |= Lanes::from(says.is_none()) << at;
    }
}

/// A record, or an element of one of its lists.
#[derive(Clone, Copy)]
pub(super) struct Lane<'a> {
    /// The record's own row.
    pub record: &'a [Cell],
    /// The row of the element.
    pub row: &'a [Cell],
    pub params: &'a [DatedCells],
    /// Which of the group's records.
    of: u32,
    /// The lane from which one went to the element.
    from: u32,
    element: Option<Element>,
}

impl<'a> Lane<'a> {
    /// A record by its place in the group, without an element.
    pub fn new(of: usize, context: &Context<'_, 'a>) -> Lane<'a> {
        Lane {
            record: context.record.row(),
            row: &[],
            params: &context.policy.plan.params,
            of: of as u32,
            from: of as u32,
            element: None,
        }
    }

    /// Which of the group's records.
    #[inline(always)]
    pub fn of(&self) -> usize {
        self.of as usize
    }

    /// The lane from which one went to the element.
    #[inline(always)]
    pub fn from(&self) -> usize {
        self.from as usize
    }

    pub fn element(&self) -> Option<Element> {
        self.element
    }
}

/// The elements of a list, in stretches that can stand side by side.
pub(super) struct Stretches<'m, 'c, 'a> {
    contexts: &'m [Context<'c, 'a>],
    /// Those whose elements they are.
    lanes: &'m [Lane<'a>],
    list: ListOf,
    /// Which of them are still to come, the one at hand among them.
    left: Lanes,
    /// The element of it that comes next.
    index: u32,
    stretch: Vec<Lane<'a>>,
}

impl<'m, 'c, 'a> Stretches<'m, 'c, 'a> {
    pub fn new(
        contexts: &'m [Context<'c, 'a>],
        lanes: &'m [Lane<'a>],
        list: ListOf,
        left: Lanes,
    ) -> Stretches<'m, 'c, 'a> {
        Stretches {
            contexts,
            lanes,
            list,
            left,
            index: 0,
            stretch: Vec::with_capacity(MOST_LANES),
        }
    }

    /// The next ones; none at the end.
    pub fn next(&mut self) -> Option<&[Lane<'a>]> {
        self.stretch.clear();
        while self.left != 0 && self.stretch.len() < MOST_LANES {
            self.add_elements(self.left.trailing_zeros() as usize);
        }
        (!self.stretch.is_empty()).then_some(&*self.stretch)
    }

    /// Adds elements of one, as many as there is room for.
    fn add_elements(&mut self, from: usize) {
        let Some((found, record)) = self.lanes.get(from).and_then(|found| {
            let context = self.contexts.get(found.of())?;
            Some((found, context.record))
        }) else {
            self.left = 0;
            return;
        };
        let (start, count) = match record.cell(self.list.slot) {
            Cell::Rows(start, count) => (start, count),
            _ => (0, 0),
        };
        while self.index < count && self.stretch.len() < MOST_LANES {
            let element = Element::at(start + self.index * self.list.width, self.index);
            self.stretch.push(Lane {
                row: record.row_of(element),
                from: from as u32,
                element: Some(element),
                ..*found
            });
            self.index += 1;
        }
        if self.index >= count {
            self.left &= self.left - 1;
            self.index = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lanes_are_counted_from_the_lowest_bit() {
        assert_eq!(first_lanes(0), 0);
        assert_eq!(first_lanes(3), 0b111);
        assert_eq!(first_lanes(63), Lanes::MAX >> 1);
        assert_eq!(first_lanes(64), Lanes::MAX);
        assert_eq!(each(0b1001_0010).collect::<Vec<_>>(), [1, 4, 7]);
        assert_eq!(each(first_lanes(64)).count(), 64);
        assert_eq!(each(0).next(), None);
    }

    #[test]
    fn an_answer_is_yes_no_or_unknown() {
        let mut says = Says::default();
        for (at, each) in [Some(true), Some(false), None, Some(true)]
            .into_iter()
            .enumerate()
        {
            says.add(at, each);
        }
        assert_eq!((says.yes, says.unknown), (0b1001, 0b0100));
        assert_eq!(Says::all(0b11, None).unknown, 0b11);
        assert_eq!(Says::all(0b11, Some(false)), Says::default());
    }
}
