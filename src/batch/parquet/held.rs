//! Values of a column as cells, checked once each: those of a dictionary when it comes, all others as they come.

use super::damage::Damage;
use super::hybrid::{Hybrid, Sink};
use super::kind::{Form, Reading, Stored};
use super::values::{Plain, Taker, Values};
use crate::record::{Goal, Held, Mistake, Wants};
use crate::value::{Cell, Scalar, utf8};
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
    /// What is wrong with those that no field takes, by their places.
    mistakes: HashMap<usize, Mistake>,
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
        let mut cells = Vec::with_capacity(count);
        let mut mistakes = Vec::new();
        let mut keep = Keep {
            goal,
            reading,
            cells: &mut cells,
            mistakes: &mut mistakes,
            pool: &mut self.pool,
        };
        keep.plain(&mut Plain::new(bytes), count)?;
        let lengths = cells.iter().map(|cell| match cell {
            Cell::Text(from, to) => (to - from) as usize,
            _ => 0,
        });
        self.dictionary = Dictionary {
            longest: lengths.max().unwrap_or(0),
            texts: self.pool.len(),
            mistakes: mistakes.into_iter().collect(),
            cells,
        };
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
        if let Values::Places(places) = values {
            return self.places(goal, places, count);
        }
        self.cells.reserve(count);
        let mut keep = Keep {
            goal,
            reading,
            cells: &mut self.cells,
            mistakes: &mut self.mistakes,
            pool: &mut self.pool,
        };
        match values {
            Values::Plain(plain) => keep.plain(plain, count),
            values => values.each(reading.form, count, &mut keep),
        }
    }

    fn places(&mut self, goal: &Goal<'_>, places: &mut Hybrid, count: usize) -> Result<(), Damage> {
        let dictionary = &self.dictionary;
        if dictionary.mistakes.is_empty() && goal.slot.is_none() && !goal.keeps_texts() {
            // All of them are fine, and none is kept.
            self.cells.resize(self.cells.len() + count, Cell::Absent);
            return places.skip(count);
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
                if let Some(mistake) = dictionary.mistakes.get(&(place as usize)) {
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

/// Makes cells of values.
struct Keep<'k, 's> {
    goal: &'k Goal<'s>,
    reading: Reading,
    cells: &'k mut Vec<Cell>,
    mistakes: &'k mut Vec<(usize, Mistake)>,
    pool: &'k mut String,
}

impl Taker for Keep<'_, '_> {
    #[inline(always)]
    fn take(&mut self, value: Stored<'_>) {
        let cell = match self.goal.hold(self.reading.datum(value)) {
            Ok(Held::Cell(cell)) => cell,
            Ok(Held::Text(text)) => self.text(text),
            Err(mistake) => {
                self.mistakes.push((self.cells.len(), mistake));
                Cell::Missing
            }
        };
        self.cells.push(cell);
    }
}

impl Keep<'_, '_> {
    fn plain(&mut self, plain: &mut Plain, count: usize) -> Result<(), Damage> {
        match (self.goal.wants, self.reading.form) {
            (Wants::Value(Scalar::Bool), Form::Bool) => {
                plain.bools(count, |bool| self.cells.push(Cell::Bool(bool)))
            }
            _ if self.goal.takes_texts()
                && self.reading.is_text()
                && self.texts(plain, count)? =>
            {
                Ok(())
            }
            (_, form) => plain.each(form, count, self),
        }
    }

    /// Takes texts that are seen to be UTF-8 all together, their lengths included; `false` if that cannot be seen.
    fn texts(&mut self, plain: &mut Plain, count: usize) -> Result<bool, Damage> {
        let (start, before) = (self.cells.len(), self.pool.len());
        let mut ahead = plain.clone();
        let cells = &mut *self.cells;
        let bytes = ahead.texts(count, |from, to| {
            cells.push(Cell::Text((before + from) as u32, (before + to) as u32));
        })?;
        let Some(texts) = utf8(bytes) else {
            cells.truncate(start);
            return Ok(false);
        };
        self.pool.push_str(texts);
        let is_cut = |cell: &Cell| match cell {
            Cell::Text(from, to) => self.pool.get(*from as usize..*to as usize).is_none(),
            _ => false,
        };
        if self.cells.iter().skip(start).any(is_cut) {
            self.cells.truncate(start);
            self.pool.truncate(before);
            return Ok(false);
        }
        if !self.goal.keeps_texts() {
            self.pool.truncate(before);
            self.cells.truncate(start);
            self.cells.resize(start + count, Cell::Absent);
        }
        *plain = ahead;
        Ok(true)
    }

    fn text(&mut self, text: &str) -> Cell {
        if !self.goal.keeps_texts() {
            return Cell::Absent;
        }
        let from = self.pool.len() as u32;
        self.pool.push_str(text);
        Cell::Text(from, self.pool.len() as u32)
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
