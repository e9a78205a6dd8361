//! Values of a column as cells, checked once each: those of a dictionary when it comes, all others as they come.

use super::damage::Damage;
use super::hybrid::{Hybrid, Nowhere, Sink};
use super::kind::Reading;
use super::values::{Plain, Values};
use crate::record::{Goal, Held, Mistake};
use crate::value::Cell;
use bytes::Bytes;
use std::collections::HashMap;

/// What no field takes.
static MISSING: Cell = Cell::Missing;

/// Values as cells. A text is a range of `pool`; `Missing` stands for what no field takes.
#[derive(Debug, Default)]
pub(super) struct Cells {
    pub(super) cells: Vec<Cell>,
    /// What is wrong with those that no field takes, in their order.
    pub(super) mistakes: Vec<(usize, Mistake)>,
    /// The texts; those of the dictionary come first and stay.
    pub(super) pool: String,
    dictionary: Dictionary,
}

#[derive(Debug, Default)]
struct Dictionary {
    cells: Vec<Cell>,
    mistakes: HashMap<u32, Mistake>,
    /// Where its texts end.
    texts: usize,
    longest: usize,
}

impl Cells {
    /// Takes a column's dictionary.
    pub(super) fn dictionary(
        &mut self,
        goal: &Goal<'_>,
        reading: Reading,
        bytes: Bytes,
        count: usize,
    ) -> Result<(), Damage> {
        let mut dictionary = Dictionary::default();
        dictionary.cells.reserve_exact(count);
        let pool = &mut self.pool;
        Plain::new(bytes).each(reading.form, count, |stored| {
            let cell = match goal.hold(reading.datum(stored)) {
                Ok(held) => keep(goal, held, pool),
                Err(mistake) => {
                    let place = dictionary.cells.len() as u32;
                    dictionary.mistakes.insert(place, mistake);
                    Cell::Missing
                }
            };
            if let Cell::Text(from, to) = cell {
                dictionary.longest = dictionary.longest.max((to - from) as usize);
            }
            dictionary.cells.push(cell);
        })?;
        dictionary.texts = self.pool.len();
        self.dictionary = dictionary;
        Ok(())
    }

    /// Whether the column's dictionary has come.
    pub(super) fn has_dictionary(&self) -> bool {
        !self.dictionary.cells.is_empty()
    }

    /// How many bytes so many texts may have that are in the dictionary.
    pub(super) fn most_text(&self, count: impl FnOnce() -> usize) -> usize {
        match self.dictionary.longest {
            0 => 0,
            longest => count().saturating_mul(longest),
        }
    }

    /// Empties it, but for the dictionary.
    pub(super) fn clear(&mut self) {
        self.cells.clear();
        self.mistakes.clear();
        self.pool.truncate(self.dictionary.texts);
    }

    /// Takes so many values.
    pub(super) fn take(
        &mut self,
        goal: &Goal<'_>,
        reading: Reading,
        values: &mut Values,
        count: usize,
    ) -> Result<(), Damage> {
        match values {
            Values::Places(places) => self.places(goal, places, count),
            values => {
                let Cells {
                    cells,
                    mistakes,
                    pool,
                    ..
                } = self;
                cells.reserve(count);
                values.each(reading.form, count, |stored| {
                    cells.push(match goal.hold(reading.datum(stored)) {
                        Ok(held) => keep(goal, held, pool),
                        Err(mistake) => {
                            mistakes.push((cells.len(), mistake));
                            Cell::Missing
                        }
                    });
                })
            }
        }
    }

    fn places(&mut self, goal: &Goal<'_>, places: &mut Hybrid, count: usize) -> Result<(), Damage> {
        let dictionary = &self.dictionary;
        if dictionary.mistakes.is_empty() && goal.slot.is_none() && !goal.keeps_texts() {
            // All of them are fine, and none is kept.
            self.cells.resize(self.cells.len() + count, Cell::Absent);
            return places.take(count, &mut Nowhere);
        }
        let start = self.cells.len();
        let mut gather = Gather {
            dictionary: &dictionary.cells,
            cells: &mut self.cells,
            last: 0,
        };
        let mut again = (!dictionary.mistakes.is_empty()).then(|| places.clone());
        places.take(count, &mut gather)?;
        if gather.last as usize >= dictionary.cells.len() && count > 0 {
            return Err(Damage::broken(
                "a page names a value that its dictionary lacks",
            ));
        }
        if let Some(again) = &mut again {
            let mut numbers: Vec<u32> = Vec::new();
            again.take(count, &mut numbers)?;
            for (at, place) in (start..).zip(numbers) {
                if let Some(mistake) = dictionary.mistakes.get(&place) {
                    self.mistakes.push((at, mistake.clone()));
                }
            }
        }
        Ok(())
    }

    /// The text of a cell.
    pub(super) fn text(&self, from: u32, to: u32) -> &str {
        self.pool.get(from as usize..to as usize).unwrap_or("")
    }
}

#[inline(always)]
fn keep(goal: &Goal<'_>, held: Held<'_>, pool: &mut String) -> Cell {
    match held {
        Held::Cell(cell) => cell,
        Held::Text(text) if goal.keeps_texts() => {
            let from = pool.len() as u32;
            pool.push_str(text);
            Cell::Text(from, pool.len() as u32)
        }
        Held::Text(_) => Cell::Absent,
    }
}

/// Looks places up.
struct Gather<'d> {
    dictionary: &'d [Cell],
    cells: &'d mut Vec<Cell>,
    /// The last place that was asked for.
    last: u32,
}

impl Sink for Gather<'_> {
    fn repeat(&mut self, number: u32, times: usize) {
        self.last = self.last.max(number);
        let cell = self.dictionary.get(number as usize).unwrap_or(&MISSING);
        self.cells.resize(self.cells.len() + times, *cell);
    }

    fn each(&mut self, numbers: &[u32]) {
        self.last = numbers
            .iter()
            .fold(self.last, |last, number| last.max(*number));
        let cells = numbers
            .iter()
            .map(|number| self.dictionary.get(*number as usize));
        self.cells
            .extend(cells.map(|cell| *cell.unwrap_or(&MISSING)));
    }
}

impl Sink for Vec<u32> {
    fn repeat(&mut self, number: u32, times: usize) {
        self.resize(self.len() + times, number);
    }

    fn each(&mut self, numbers: &[u32]) {
        self.extend(numbers);
    }
}
