//! Values of a column by kind and key, checked once each: those of a dictionary when it comes, all others as they come.

use super::damage::Damage;
use super::hybrid::{Hybrid, Packed, Sink};
use super::kind::{Form, Reading, Stored};
use super::values::{Plain, Taker, Values};
use crate::record::{self, Goal, Held, Mistake, Series, SeriesValues, Wants};
use crate::value::{Cell, Kind, Scalar, Texts, utf8};
use bytes::Bytes;
use std::collections::HashMap;

/// What no field takes.
const MISSING: (Kind, i64) = (Kind::Missing, 0);
/// What is fine, and not kept.
const UNKEPT: (Kind, i64) = (Kind::Absent, 0);

/// Values by kind and key. The key of a text is that of `texts`; `Missing` stands for what no field takes.
#[derive(Debug, Default)]
pub(super) struct Cells {
    /// How many values were taken.
    count: usize,
    /// Each of them; empty where they are places of the dictionary, or are not kept.
    parts: Vec<(Kind, i64)>,
    /// The place of each in the dictionary.
    places: Vec<u32>,
    /// Cells that have no key; those of the dictionary come first and stay.
    others: Vec<Cell>,
    /// What is wrong with those that no field takes, in their order.
    pub(super) mistakes: Vec<(usize, Mistake)>,
    /// The texts. Those of the dictionary come first and stay, if they are not shared.
    pub(super) texts: Texts,
    dictionary: Dictionary,
}

#[derive(Debug, Default)]
struct Dictionary {
    values: Coded,
    /// What is wrong with those that no field takes, by their places.
    mistakes: HashMap<usize, Mistake>,
    /// Where its texts end.
    texts: usize,
    /// Where its cells without a key end.
    others: usize,
    longest: usize,
}

/// The values of a dictionary.
#[derive(Debug)]
enum Coded {
    /// By their keys, all of one kind that has some.
    OfKind(Kind, Vec<i64>),
    /// Each by kind and key.
    Mixed(Vec<(Kind, i64)>),
}

impl Default for Coded {
    fn default() -> Coded {
        Coded::Mixed(Vec::new())
    }
}

impl Coded {
    fn new(parts: Vec<(Kind, i64)>) -> Coded {
        let kind = parts.first().map(|(kind, _)| *kind);
        // Nearly always all are: none of them is a reason to stop.
        let is_of = |kind| {
            !parts
                .iter()
                .fold(false, |other, (each, _)| other | (*each != kind))
        };
        match kind.filter(|kind| *kind != Kind::Other && is_of(*kind)) {
            Some(kind) => Coded::OfKind(kind, parts.iter().map(|(_, key)| *key).collect()),
            None => Coded::Mixed(parts),
        }
    }

    /// How many bytes the longest text has.
    fn longest_text(&self) -> usize {
        let longest = |longest, key: &i64| usize::max(longest, Kind::range(*key).len());
        match self {
            Coded::OfKind(Kind::Text, keys) => keys.iter().fold(0, longest),
            Coded::OfKind(..) => 0,
            Coded::Mixed(parts) => {
                let texts = parts.iter().filter(|(kind, _)| *kind == Kind::Text);
                texts.map(|(_, key)| key).fold(0, longest)
            }
        }
    }

    fn view(&self) -> record::Dictionary<'_> {
        match self {
            Coded::OfKind(kind, keys) => record::Dictionary::OfKind(*kind, keys),
            Coded::Mixed(parts) => record::Dictionary::Mixed(parts),
        }
    }
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
        let mut parts = Vec::with_capacity(count);
        let mut mistakes = Vec::new();
        let mut keep = Keep {
            goal,
            reading,
            parts: &mut parts,
            others: &mut self.others,
            mistakes: &mut mistakes,
            pool: self.texts.own_mut(),
        };
        keep.plain(&mut Plain::new(bytes), count)?;
        let values = Coded::new(parts);
        self.dictionary = Dictionary {
            longest: match goal.keeps_texts() {
                true => values.longest_text(),
                false => 0,
            },
            texts: self.texts.own().len(),
            others: self.others.len(),
            mistakes: mistakes.into_iter().collect(),
            values,
        };
        self.have_room()
    }

    /// Sees that no text stands where only shared ones do.
    fn have_room(&self) -> Result<(), Damage> {
        if self.texts.own().len() < Texts::SHARED as usize {
            return Ok(());
        }
        let what = "the texts of a column of the Parquet file that are needed at once have more than 2 GiB; write it with \
                    smaller pages";
        Err(Damage::Limit(what.to_owned()))
    }

    /// Whether the column's dictionary has come.
    pub(super) fn has_dictionary(&self) -> bool {
        !self.dictionary.values.view().is_empty()
    }

    /// How many bytes so many texts may have that are in the dictionary.
    pub(super) fn most_text(&self, count: impl FnOnce() -> usize) -> usize {
        match self.dictionary.longest {
            0 => 0,
            longest => count().saturating_mul(longest),
        }
    }

    /// Moves the texts of the dictionary to those that records share, if they have room there. No values were taken yet.
    pub(super) fn hand_over(&mut self, goal: &Goal<'_>, shared: &mut String) {
        let Coded::OfKind(Kind::Text, keys) = &mut self.dictionary.values else {
            return;
        };
        let own = self.texts.own_mut();
        let most = (u32::MAX - Texts::SHARED) as usize;
        let fits = shared.len() + own.len() <= most;
        if goal.wants != Wants::Value(Scalar::Text) || !fits {
            return;
        }
        let by = Texts::SHARED as usize + shared.len();
        shared.push_str(own);
        *own = String::new();
        self.dictionary.texts = 0;
        for key in keys {
            let range = Kind::range(*key);
            (_, *key) = Kind::text(by + range.start, by + range.end);
        }
    }

    /// How many bytes the texts have that are not shared.
    pub(super) fn own_texts(&self) -> usize {
        self.texts.own().len()
    }

    /// Empties it, but for the dictionary.
    pub(super) fn clear(&mut self) {
        self.count = 0;
        self.parts.clear();
        self.places.clear();
        self.mistakes.clear();
        self.others.truncate(self.dictionary.others);
        self.texts.own_mut().truncate(self.dictionary.texts);
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
            self.places(goal, places, count)?;
        } else if let Values::Plain(plain) = values
            && self.are_bools(goal, reading)
        {
            let before = self.places.len();
            self.places.each(plain.bools(count)?);
            self.settle(before);
        } else {
            self.write_out();
            self.parts.reserve(count);
            let mut keep = Keep {
                goal,
                reading,
                parts: &mut self.parts,
                others: &mut self.others,
                mistakes: &mut self.mistakes,
                pool: self.texts.own_mut(),
            };
            match values {
                Values::Plain(plain) => keep.plain(plain, count)?,
                values => values.each(reading.form, count, &mut keep)?,
            }
        }
        self.count += count;
        self.have_room()
    }

    /// Has each value by itself.
    fn write_out(&mut self) {
        let Cells {
            count,
            parts,
            places,
            dictionary,
            ..
        } = self;
        let coded = places.drain(..).map(|place| dictionary.of(place));
        parts.extend(coded);
        parts.resize(*count, UNKEPT);
    }

    fn places(&mut self, goal: &Goal<'_>, places: &mut Hybrid, count: usize) -> Result<(), Damage> {
        let is_sound = self.dictionary.mistakes.is_empty();
        if is_sound && goal.slot.is_none() && !goal.keeps_texts() {
            // All of them are fine, and none is kept.
            if !self.parts.is_empty() {
                self.parts.resize(self.count + count, UNKEPT);
            }
            return places.skip(count);
        }
        let before = self.places.len();
        places.take(count, &mut self.places)?;
        let taken = self.places.get(before..).unwrap_or_default();
        if !self.dictionary.has_all(taken) {
            return Err(Damage::broken(
                "a page names a value that its dictionary lacks",
            ));
        }
        if !is_sound {
            for (at, place) in (self.count..).zip(taken) {
                if let Some(mistake) = self.dictionary.mistakes.get(&(*place as usize)) {
                    self.mistakes.push((at, mistake.clone()));
                }
            }
        }
        self.settle(before);
        Ok(())
    }

    /// Whether the values are booleans, which are places in a dictionary of two.
    fn are_bools(&mut self, goal: &Goal<'_>, reading: Reading) -> bool {
        if goal.wants != Wants::Value(Scalar::Bool) || reading.form != Form::Bool {
            return false;
        }
        if !self.has_dictionary() {
            self.dictionary.values = Coded::OfKind(Kind::Bool, vec![0, 1]);
        }
        matches!(&self.dictionary.values, Coded::OfKind(Kind::Bool, keys) if keys[..] == [0, 1])
    }

    /// Takes the places that were added: behind values that were none, these are none either.
    fn settle(&mut self, before: usize) {
        if before < self.count {
            let Cells {
                parts,
                places,
                dictionary,
                ..
            } = self;
            parts.extend(places.drain(..).map(|place| dictionary.of(place)));
        }
    }

    /// The text of a cell.
    pub(super) fn text(&self, key: i64) -> &str {
        self.texts.text(key)
    }

    /// The values that were taken, to be put into records.
    pub(super) fn series(&self) -> Series<'_> {
        let values = if !self.places.is_empty() {
            SeriesValues::Coded(&self.places, self.dictionary.values.view())
        } else if self.parts.is_empty() {
            SeriesValues::Unkept(self.count)
        } else {
            SeriesValues::Each(&self.parts)
        };
        Series {
            values,
            others: &self.others,
        }
    }
}

/// Makes cells of values.
struct Keep<'k, 's> {
    goal: &'k Goal<'s>,
    reading: Reading,
    parts: &'k mut Vec<(Kind, i64)>,
    others: &'k mut Vec<Cell>,
    mistakes: &'k mut Vec<(usize, Mistake)>,
    pool: &'k mut String,
}

impl Taker for Keep<'_, '_> {
    #[inline(always)]
    fn take(&mut self, value: Stored<'_>) {
        self.keep(self.goal.hold(self.reading.datum(value)));
    }
}

impl Keep<'_, '_> {
    #[inline(always)]
    fn keep(&mut self, held: Result<Held<'_>, Mistake>) {
        let parts = match held {
            Ok(Held::Parts(kind, key)) => (kind, key),
            Ok(Held::Other(cell)) => {
                self.others.push(cell);
                (Kind::Other, self.others.len() as i64 - 1)
            }
            Ok(Held::Text(text)) => self.text(text),
            Err(mistake) => {
                self.mistakes.push((self.parts.len(), mistake));
                MISSING
            }
        };
        self.parts.push(parts);
    }

    fn plain(&mut self, plain: &mut Plain, count: usize) -> Result<(), Damage> {
        if self.goal.takes_texts() && self.reading.is_text() && self.texts(plain, count)? {
            return Ok(());
        }
        // What is known of all values is not asked of each.
        match (self.goal.wants, self.reading) {
            (Wants::Value(Scalar::Date), Reading::DAYS) => {
                let mut known = Known(self, Scalar::Date, Reading::DAYS);
                plain.each(Form::I32, count, &mut known)
            }
            (Wants::Value(Scalar::Instant), Reading::MICROS) => {
                let mut known = Known(self, Scalar::Instant, Reading::MICROS);
                plain.each(Form::I64, count, &mut known)
            }
            (Wants::Value(Scalar::Percent), Reading::FLOATS) => {
                let mut known = Known(self, Scalar::Percent, Reading::FLOATS);
                plain.each(Form::F64, count, &mut known)
            }
            (_, reading) => plain.each(reading.form, count, self),
        }
    }

    /// Takes texts that are seen to be UTF-8 all together, their lengths included; `false` if that cannot be seen.
    fn texts(&mut self, plain: &mut Plain, count: usize) -> Result<bool, Damage> {
        let (start, before) = (self.parts.len(), self.pool.len());
        let mut ahead = plain.clone();
        let parts = &mut *self.parts;
        let bytes = ahead.texts(count, |from, to| {
            parts.push(Kind::text(before + from, before + to));
        })?;
        let Some(texts) = utf8(bytes) else {
            parts.truncate(start);
            return Ok(false);
        };
        self.pool.push_str(texts);
        let is_cut = |(_, key): &(Kind, i64)| self.pool.get(Kind::range(*key)).is_none();
        // Nothing cuts a character of one byte.
        if !texts.is_ascii() && self.parts.iter().skip(start).any(is_cut) {
            self.parts.truncate(start);
            self.pool.truncate(before);
            return Ok(false);
        }
        if !self.goal.keeps_texts() {
            self.pool.truncate(before);
            self.parts.truncate(start);
            self.parts.resize(start + count, UNKEPT);
        }
        *plain = ahead;
        Ok(true)
    }

    fn text(&mut self, text: &str) -> (Kind, i64) {
        if !self.goal.keeps_texts() {
            return UNKEPT;
        }
        let from = self.pool.len();
        self.pool.push_str(text);
        Kind::text(from, self.pool.len())
    }
}

/// Makes cells of values that all mean the same to a field which takes that.
struct Known<'a, 'k, 's>(&'a mut Keep<'k, 's>, Scalar, Reading);

impl Taker for Known<'_, '_, '_> {
    #[inline(always)]
    fn take(&mut self, value: Stored<'_>) {
        let Known(keep, scalar, reading) = self;
        keep.keep(keep.goal.hold_as(*scalar, reading.datum(value)));
    }
}

impl Dictionary {
    /// Whether it has a value at each of these places.
    fn has_all(&self, places: &[u32]) -> bool {
        let Some(last) = self.values.view().len().checked_sub(1) else {
            return places.is_empty();
        };
        let last = i32::try_from(last).unwrap_or(i32::MAX);
        // What is left to the last place, or a place itself, is negative where one is too far.
        let signs = places.iter().fold(0, |signs, place| {
            let place = *place as i32;
            signs | last.wrapping_sub(place) | place
        });
        signs >= 0
    }

    /// The value at a place.
    #[inline]
    fn of(&self, place: u32) -> (Kind, i64) {
        self.values.view().of(place)
    }
}

impl Sink for Vec<u32> {
    fn repeat(&mut self, number: u32, times: usize) {
        self.resize(self.len() + times, number);
    }

    fn each(&mut self, packed: Packed<'_>) {
        packed.numbers(self);
    }
}
