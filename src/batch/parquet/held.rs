//! Values of a column as cells, checked once each: those of a dictionary when it comes, all others as they come.

use super::damage::Damage;
use super::hybrid::{Hybrid, Nowhere, Sink};
use super::kind::{Reading, Stored};
use super::values::{Plain, Values};
use crate::record::{Goal, Held, Mistake};
use crate::value::Cell;
use bytes::Bytes;
use std::collections::HashMap;

/// How many bytes the texts of one round may have.
const MOST_TEXTS: usize = 128 << 20;

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
        let mut plain = Plain::new(bytes);
        for place in 0..count {
            let held = goal.hold(reading.datum(plain.next(reading.form)?));
            match held {
                Ok(held) => {
                    let cell = self.keep(goal, held);
                    if let Cell::Text(from, to) = cell {
                        let length = (to - from) as usize;
                        self.dictionary.longest = self.dictionary.longest.max(length);
                    }
                    self.dictionary.cells.push(cell);
                }
                Err(mistake) => {
                    self.dictionary.cells.push(Cell::Missing);
                    self.dictionary.mistakes.insert(place as u32, mistake);
                }
            }
        }
        self.dictionary.texts = self.pool.len();
        Ok(())
    }

    /// Whether the column's dictionary has come.
    pub(super) fn has_dictionary(&self) -> bool {
        !self.dictionary.cells.is_empty()
    }

    /// How many bytes so many texts may have that are in the dictionary.
    pub(super) fn most_text(&self, count: usize) -> usize {
        count.saturating_mul(self.dictionary.longest)
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
            values => values.each(reading.form, count, |stored| self.one(goal, reading, stored)),
        }
    }

    fn one(&mut self, goal: &Goal<'_>, reading: Reading, stored: Stored<'_>) -> Result<(), Damage> {
        let cell = match goal.hold(reading.datum(stored)) {
            Ok(held) => self.keep(goal, held),
            Err(mistake) => {
                self.mistakes.push((self.cells.len(), mistake));
                Cell::Missing
            }
        };
        if self.pool.len() - self.dictionary.texts > MOST_TEXTS {
            let what = "a few hundred texts of the Parquet file have more than 128 MiB; no record may have more than 16";
            return Err(Damage::Limit(what.to_owned()));
        }
        self.cells.push(cell);
        Ok(())
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
            outside: false,
        };
        let mut again = (!dictionary.mistakes.is_empty()).then(|| places.clone());
        places.take(count, &mut gather)?;
        if gather.outside {
            return Err(Damage::broken("a page names a value that its dictionary lacks"));
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

    fn keep(&mut self, goal: &Goal<'_>, held: Held<'_>) -> Cell {
        match held {
            Held::Cell(cell) => cell,
            Held::Text(text) if goal.keeps_texts() => {
                let from = self.pool.len() as u32;
                self.pool.push_str(text);
                Cell::Text(from, self.pool.len() as u32)
            }
            Held::Text(_) => Cell::Absent,
        }
    }

    /// The text of a cell.
    pub(super) fn text(&self, from: u32, to: u32) -> &str {
        self.pool.get(from as usize..to as usize).unwrap_or("")
    }
}

/// Looks places up.
struct Gather<'d> {
    dictionary: &'d [Cell],
    cells: &'d mut Vec<Cell>,
    outside: bool,
}

impl Sink for Gather<'_> {
    fn repeat(&mut self, number: u32, times: usize) {
        let cell = self.dictionary.get(number as usize);
        self.outside |= cell.is_none();
        let cell = cell.copied().unwrap_or(Cell::Missing);
        self.cells.resize(self.cells.len() + times, cell);
    }

    fn each(&mut self, numbers: impl Iterator<Item = u32>) {
        let (dictionary, outside) = (self.dictionary, &mut self.outside);
        self.cells.extend(numbers.map(|number| {
            let cell = dictionary.get(number as usize);
            *outside |= cell.is_none();
            cell.copied().unwrap_or(Cell::Missing)
        }));
    }
}

impl Sink for Vec<u32> {
    fn repeat(&mut self, number: u32, times: usize) {
        self.resize(self.len() + times, number);
    }

    fn each(&mut self, numbers: impl Iterator<Item = u32>) {
        self.extend(numbers);
    }
}
