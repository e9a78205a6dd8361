//! What a machine keeps while it runs: values that were worked out, and where each instruction is still to be asked.

use super::context::Context;
use super::lanes::{Lanes, MOST_LANES, each};
use crate::program::Code;
use crate::value::Cell;

/// The values that were worked out so far for a group of records. Its memory is used again for the next.
#[derive(Default)]
pub(super) struct Registers {
    /// For each calculation a cell for each record.
    cells: Vec<Cell>,
    /// How many records there are.
    width: usize,
    /// By calculation: for which records it is there.
    ready: Vec<Lanes>,
    /// For each calculation that hangs on an element a cell for each element at hand.
    of_elements: Vec<Cell>,
    /// By instruction of the conditions in hand: where each is still to be asked.
    open: Vec<Lanes>,
    /// How many are being worked out just now, one for the sake of another.
    pub nested: u32,
}

impl Registers {
    /// Forgets all values but those that are known from the start.
    pub fn clear(&mut self, code: &Code, contexts: &[Context<'_, '_>]) {
        let count = code.calculations.len();
        self.width = contexts.len();
        if self.cells.len() < count * self.width {
            self.cells.resize(count * self.width, Cell::Missing);
        }
        self.ready.clear();
        self.ready.resize(count, 0);
        for (at, context) in contexts.iter().enumerate() {
            self.put(Code::NOW, at, Cell::Instant(context.now));
            self.put(Code::TODAY, at, Cell::Date(context.today));
        }
    }

    /// For which records a value is there.
    #[inline(always)]
    pub fn ready(&self, calculation: u32) -> Lanes {
        self.ready.get(calculation as usize).copied().unwrap_or(0)
    }

    /// The value for a record.
    #[inline(always)]
    pub fn of_record(&self, calculation: usize, at: usize) -> Option<&Cell> {
        self.cells.get(calculation * self.width + at)
    }

    /// The values for all records.
    #[inline(always)]
    pub fn of_records(&self, calculation: usize) -> &[Cell] {
        let start = calculation * self.width;
        let cells = self.cells.get(start..start + self.width);
        cells.unwrap_or(&[])
    }

    /// The values for the elements at hand.
    #[inline(always)]
    pub fn of_elements(&self, calculation: usize) -> &[Cell] {
        let cells = self.of_elements.get(calculation * MOST_LANES..);
        cells.unwrap_or(&[])
    }

    /// The value for an element.
    #[inline(always)]
    pub fn of_element(&self, calculation: usize, at: usize) -> Option<&Cell> {
        self.of_elements.get(calculation * MOST_LANES + at)
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

    /// Puts the value for a record in its place.
    #[inline(always)]
    pub fn put(&mut self, calculation: u32, at: usize, cell: Cell) {
        let place = calculation as usize * self.width + at;
        if let Some(kept) = self.cells.get_mut(place) {
            *kept = cell;
        }
    }

    /// Puts values for records in their places.
    pub fn put_all(&mut self, calculation: u32, lanes: Lanes, column: &[Cell]) {
        let start = calculation as usize * self.width;
        if let Some(cells) = self.cells.get_mut(start..start + self.width) {
            copy(lanes, column, cells);
        }
    }

    /// Puts values for elements in their places.
    pub fn put_all_of_elements(&mut self, calculation: u32, lanes: Lanes, column: &[Cell]) {
        let start = calculation as usize * MOST_LANES;
        let end = start + MOST_LANES;
        if self.of_elements.len() < end {
            self.of_elements.resize(end, Cell::Missing);
        }
        if let Some(cells) = self.of_elements.get_mut(start..end) {
            copy(lanes, column, cells);
        }
    }
}

fn copy(lanes: Lanes, from: &[Cell], to: &mut [Cell]) {
    for at in each(lanes) {
        if let (Some(from), Some(to)) = (from.get(at), to.get_mut(at)) {
            *to = *from;
        }
    }
}
