//! Values side by side, and what a test says of all of them at once.

use super::compare::decides;
use super::lanes::{Lanes, MOST_LANES, Says, each};
use crate::program::Comparison;
use crate::value::Cell;
use std::cmp::Ordering;

/// The values of a place, one for each of those that stand side by side.
pub(super) type Column = [Cell; MOST_LANES];

#[inline(always)]
pub(super) fn in_column(column: &Column, at: usize) -> &Cell {
    column.get(at).unwrap_or(&Cell::Missing)
}

/// Whether so many are at hand that it is quicker to look at all than to pick them out.
#[inline(always)]
pub(super) fn are_many(lanes: Lanes) -> bool {
    lanes.count_ones() as usize >= MOST_LANES / 4
}

/// What a test says of one value.
#[derive(Clone, Copy)]
pub(super) struct Known {
    /// Whether it knows.
    pub known: bool,
    pub holds: bool,
}

impl Known {
    /// It does not know.
    pub const NOT: Known = Known {
        known: false,
        holds: false,
    };

    #[inline(always)]
    pub fn of(holds: bool) -> Known {
        Known { known: true, holds }
    }
}

/// What is said of the values in a column.
#[inline(always)]
pub(super) fn ask_column(lanes: Lanes, column: &Column, ask: impl Fn(&Cell) -> Known) -> Says {
    ask_columns(lanes, column, column, |cell, _| ask(cell))
}

/// What is said of numbers in billionths; nothing of others.
#[inline(always)]
pub(super) fn ask_numbers(lanes: Lanes, column: &Column, accepts: impl Fn(i64) -> bool) -> Says {
    ask_column(lanes, column, |cell| match cell {
        Cell::Billionths(found) => Known::of(accepts(*found)),
        _ => Known::NOT,
    })
}

/// What is said of the values in two columns.
#[inline(always)]
pub(super) fn ask_columns(
    lanes: Lanes,
    left: &Column,
    right: &Column,
    ask: impl Fn(&Cell, &Cell) -> Known,
) -> Says {
    if are_many(lanes) {
        return gather(lanes, left.iter().zip(right), |(left, right)| {
            ask(left, right)
        });
    }
    ask_each(lanes, |at| {
        let Known { known, holds } = ask(in_column(left, at), in_column(right, at));
        known.then_some(holds)
    })
}

/// What is said of values where they stand.
#[inline(always)]
pub(super) fn ask_cells<'s>(
    lanes: Lanes,
    cells: impl DoubleEndedIterator<Item = Option<&'s Cell>>,
    ask: impl Fn(&Cell) -> Known,
) -> Says {
    gather(lanes, cells, |cell| ask(cell.unwrap_or(&Cell::Missing)))
}

/// Puts together what is said of each of many. From the last to the first, so that each bit comes in at the same end.
#[inline(always)]
fn gather<T>(
    lanes: Lanes,
    all: impl DoubleEndedIterator<Item = T>,
    ask: impl Fn(T) -> Known,
) -> Says {
    let (mut yes, mut known): (Lanes, Lanes) = (0, 0);
    for each in all.rev() {
        let said = ask(each);
        yes = yes << 1 | Lanes::from(said.holds);
        known = known << 1 | Lanes::from(said.known);
    }
    Says {
        yes: yes & lanes,
        unknown: lanes & !known,
    }
}

/// What is said of each by itself.
#[inline(always)]
pub(super) fn ask_each(lanes: Lanes, ask: impl Fn(usize) -> Option<bool>) -> Says {
    let mut says = Says::default();
    for at in each(lanes) {
        says.add(at, ask(at));
    }
    says
}

/// Which orders a comparison accepts, so that it is asked once for many values.
#[inline(always)]
pub(super) fn accepts(op: Comparison) -> impl Fn(Ordering) -> bool {
    let bit = |order: Ordering| 1u8 << (order as i8 + 1);
    let orders = [Ordering::Less, Ordering::Equal, Ordering::Greater];
    let each = orders.map(|order| u8::from(decides(op, order)) * bit(order));
    let accepted = each.into_iter().fold(0, |all, each| all | each);
    move |order| accepted & bit(order) != 0
}
