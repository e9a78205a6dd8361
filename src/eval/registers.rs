//! What a machine keeps while it runs: values that were worked out, and where each instruction is still to be asked.

use super::context::{Group, When};
use super::lanes::{Lanes, MOST_LANES};
use crate::program::Code;
use crate::record::Column;
use crate::value::{Cell, Kind};

/// The values that were worked out so far for a group of records. Its memory is used again for the next.
#[derive(Default)]
pub(super) struct Registers {
    /// By calculation: for which records it is there.
    ready: Vec<Lanes>,
    /// By calculation.
    values: Vec<Option<Box<Values>>>,
    /// By instruction of the conditions in hand: where each is still to be asked.
    open: Vec<Lanes>,
    /// How many are being worked out just now, one for the sake of another.
    pub nested: u32,
}

/// What a calculation yields for each of those side by side: the records, or where it hangs on an element, the elements
/// at hand.
pub(super) struct Values {
    column: Column,
    /// What a kind and a key do not say.
    cells: [Cell; MOST_LANES],
}

impl Values {
    const MISSING: Values = Values {
        column: Column::MISSING,
        cells: [Cell::Missing; MOST_LANES],
    };

    /// Puts a value in its place.
    #[inline(always)]
    pub fn put(&mut self, at: usize, cell: Cell) {
        let parts = Kind::parts(&cell);
        self.column.put(at, parts);
        if let (Kind::Other, Some(place)) = (parts.0, self.cells.get_mut(at)) {
            *place = cell;
        }
    }

    /// Puts a value in its place that its kind and its key say.
    #[inline(always)]
    pub fn put_parts(&mut self, at: usize, parts: (Kind, i64)) {
        self.column.put(at, parts);
    }

    #[inline(always)]
    pub fn cell(&self, at: usize) -> Option<Cell> {
        let (kind, key) = self.column.parts(at);
        kind.cell(key).or_else(|| self.cells.get(at).copied())
    }
}

impl Registers {
    /// Forgets all values but those that are known from the start.
    pub fn clear(&mut self, code: &Code, group: &Group<'_, '_>) {
        let count = code.calculations.len();
        self.ready.clear();
        self.ready.resize(count, 0);
        if self.values.len() < count {
            self.values.resize_with(count, || None);
        }
        self.fill(Code::NOW, group, |values, at, when| {
            values.put(at, Cell::Instant(when.now));
        });
        self.fill(Code::TODAY, group, |values, at, when| {
            values.put_parts(at, Kind::day(when.today.number));
        });
    }

    fn fill(
        &mut self,
        calculation: u32,
        group: &Group<'_, '_>,
        put: impl Fn(&mut Values, usize, &When),
    ) {
        let mut values = self.take(calculation);
        for (at, (_, when)) in group.records.iter().enumerate() {
            put(&mut values, at, when);
        }
        self.give(calculation, values);
    }

    /// For which records a value is there.
    #[inline(always)]
    pub fn ready(&self, calculation: u32) -> Lanes {
        self.ready.get(calculation as usize).copied().unwrap_or(0)
    }

    /// What a calculation yielded for one.
    #[inline(always)]
    pub fn cell(&self, calculation: usize, at: usize) -> Option<Cell> {
        self.values.get(calculation)?.as_ref()?.cell(at)
    }

    /// What a calculation yielded for all of them.
    #[inline(always)]
    pub fn values(&self, calculation: usize) -> Option<&Values> {
        self.values.get(calculation)?.as_deref()
    }

    /// The same as a column.
    #[inline(always)]
    pub fn column(&self, calculation: usize) -> Option<&Column> {
        Some(&self.values(calculation)?.column)
    }

    /// Begins a condition of so many instructions, the first of which is to be asked of these. Where it begins comes
    /// back.
    #[inline]
    pub fn begin(&mut self, count: usize, lanes: Lanes) -> usize {
        let base = self.open.len();
        self.open.resize(base + count + 1, 0);
        self.open(base, lanes);
        base
    }

    /// Has an instruction asked of more.
    #[inline(always)]
    pub fn open(&mut self, at: usize, lanes: Lanes) {
        if let Some(open) = self.open.get_mut(at) {
            *open |= lanes;
        }
    }

    /// Of whom an instruction is to be asked.
    #[inline(always)]
    pub fn open_at(&self, at: usize) -> Lanes {
        self.open.get(at).copied().unwrap_or(0)
    }

    /// Ends the condition that began there.
    #[inline]
    pub fn end(&mut self, base: usize) {
        self.open.truncate(base);
    }

    /// Says that a value is there.
    #[inline(always)]
    pub fn add_ready(&mut self, calculation: u32, lanes: Lanes) {
        if let Some(ready) = self.ready.get_mut(calculation as usize) {
            *ready |= lanes;
        }
    }

    /// The values of a calculation, to be given back once more of them are there.
    #[inline]
    pub fn take(&mut self, calculation: u32) -> Box<Values> {
        let values = self.values.get_mut(calculation as usize);
        let values = values.and_then(Option::take);
        values.unwrap_or_else(|| Box::new(Values::MISSING))
    }

    /// Gives values back.
    #[inline]
    pub fn give(&mut self, calculation: u32, values: Box<Values>) {
        if let Some(place) = self.values.get_mut(calculation as usize) {
            *place = Some(values);
        }
    }
}
