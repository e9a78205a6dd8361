//! Values of a column that go into records one after the other.

use super::grid::{Grid, SIDE_BY_SIDE};
use super::sheet::has_room;
use crate::value::{Cell, Kind};
use std::ops::Range;

/// Values one after the other, by kind and key. The key of a text says where it stands, and that of `Other` which of the
/// others it is.
#[derive(Clone, Copy, Debug)]
pub struct Series<'v> {
    /// The values.
    pub values: SeriesValues<'v>,
    /// Cells whose kind has no key.
    pub others: &'v [Cell],
}

/// The values of a [`Series`].
#[derive(Clone, Copy, Debug)]
pub enum SeriesValues<'v> {
    /// Each by itself.
    Each(&'v [(Kind, i64)]),
    /// Places in a dictionary, and the dictionary.
    Coded(&'v [u32], Dictionary<'v>),
    /// So many that no rule names, all of them fine.
    Unkept(usize),
}

/// The values of a dictionary.
#[derive(Clone, Copy, Debug)]
pub enum Dictionary<'v> {
    /// By their keys, all of one kind that has some.
    OfKind(Kind, &'v [i64]),
    /// Each by kind and key.
    Mixed(&'v [(Kind, i64)]),
}

impl Dictionary<'_> {
    /// How many there are.
    pub fn len(self) -> usize {
        match self {
            Dictionary::OfKind(_, keys) => keys.len(),
            Dictionary::Mixed(parts) => parts.len(),
        }
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// The value at a place; missing where there is none.
    #[inline(always)]
    pub fn of(self, place: u32) -> (Kind, i64) {
        let place = place as usize;
        match self {
            Dictionary::OfKind(kind, keys) => {
                let key = keys.get(place);
                key.map_or((Kind::Missing, 0), |key| (kind, *key))
            }
            Dictionary::Mixed(parts) => parts.get(place).copied().unwrap_or_default(),
        }
    }
}

impl Series<'_> {
    /// How many there are.
    pub fn len(&self) -> usize {
        match self.values {
            SeriesValues::Each(parts) => parts.len(),
            SeriesValues::Coded(places, _) => places.len(),
            SeriesValues::Unkept(count) => count,
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The first value of the dictionary from which they come, if that holds texts alone.
    pub fn first_text(&self) -> Option<i64> {
        match self.values {
            SeriesValues::Coded(_, Dictionary::OfKind(Kind::Text, keys)) => keys.first().copied(),
            _ => None,
        }
    }

    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = (Kind, i64)> {
        let values = self.values;
        (0..self.len()).map(move |at| match values {
            SeriesValues::Each(parts) => parts.get(at).copied().unwrap_or_default(),
            SeriesValues::Coded(places, dictionary) => {
                dictionary.of(places.get(at).copied().unwrap_or(u32::MAX))
            }
            SeriesValues::Unkept(_) => (Kind::Absent, 0),
        })
    }
}

/// Puts values into a slot of rows one after the other, from the first on.
#[inline(always)]
pub(super) fn put_run(
    grid: &mut Grid,
    slot: u32,
    series: Series<'_>,
    mut settle: impl FnMut((Kind, i64)) -> (Kind, i64),
) {
    match series.values {
        SeriesValues::Each(parts) => {
            grid.put_run(slot as usize, parts, |parts| settle(*parts));
        }
        SeriesValues::Coded(places, Dictionary::OfKind(kind, keys)) => {
            grid.put_keys(slot as usize, kind, places, |place| key(keys, *place));
        }
        SeriesValues::Coded(places, Dictionary::Mixed(parts)) => {
            let of = |place: &u32| settle(Dictionary::Mixed(parts).of(*place));
            grid.put_run(slot as usize, places, of);
        }
        SeriesValues::Unkept(_) => {}
    }
}

/// Puts values into a slot of the rows whose level is the deepest, one after the other.
#[inline(always)]
pub(super) fn put_some(
    grid: &mut Grid,
    slot: u32,
    (levels, deepest): (&[u8], u8),
    mut values: impl Iterator<Item = (Kind, i64)>,
) {
    let columns = grid.columns_mut(slot as usize);
    for (column, levels) in columns.zip(levels.chunks(SIDE_BY_SIDE)) {
        for (at, level) in levels.iter().enumerate() {
            if *level == deepest
                && let Some(parts) = values.next()
            {
                column.put(at, parts);
            }
        }
    }
}

/// The same with keys of one kind, by their places. Which rows there are cannot be foreseen: no branch hangs on it.
pub(super) fn put_some_of(
    grid: &mut Grid,
    slot: u32,
    (levels, deepest): (&[u8], u8),
    mut places: &[u32],
    (kind, keys): (Kind, &[i64]),
) {
    let mut rest = [0; SIDE_BY_SIDE];
    let columns = grid.columns_mut(slot as usize);
    for (column, levels) in columns.zip(levels.chunks(SIDE_BY_SIDE)) {
        let some = places.first_chunk().unwrap_or_else(|| {
            rest.iter_mut()
                .zip(places)
                .for_each(|(to, place)| *to = *place);
            &rest
        });
        let taken = column.put_where(kind, levels, deepest, some, |place| key(keys, *place));
        places = places.get(taken..).unwrap_or_default();
    }
}

/// The key at a place of a dictionary, which has it.
#[inline(always)]
fn key(keys: &[i64], place: u32) -> i64 {
    keys.get(place as usize).copied().unwrap_or(0)
}

/// Texts on their way from where a column keeps them to where those of records are kept: as many at once as stand near
/// each other.
pub(super) struct Copying<'t> {
    to: &'t mut String,
    from: &'t str,
    /// What is still to be copied.
    run: Range<usize>,
    /// Whether all has been copied.
    is_whole: bool,
    /// Where the first byte of the run comes to stand.
    start: usize,
}

impl<'t> Copying<'t> {
    /// If there are no more bytes for each value than this, all are copied before the first is asked for.
    const FEW: usize = 8;
    /// So many bytes between two texts are copied with them: most columns have a length there.
    const GAP: usize = 8;

    /// So many texts are about to be copied.
    pub fn new(to: &'t mut String, from: &'t str, count: usize) -> Copying<'t> {
        let start = to.len();
        let is_whole = from.len() <= count * Copying::FEW;
        if is_whole {
            to.push_str(from);
        }
        Copying {
            to,
            from,
            run: 0..0,
            is_whole,
            start,
        }
    }

    /// Copies the text of a range, now or later. Where it comes to stand; none if that is too far for a key.
    #[inline(always)]
    pub fn text(&mut self, range: Range<usize>) -> Option<(Kind, i64)> {
        if !self.is_whole {
            if range.start.wrapping_sub(self.run.end) > Copying::GAP {
                self.end();
                self.run.start = range.start;
            }
            self.run.end = range.end;
        }
        let from = self.start + (range.start - self.run.start);
        has_room(from, range.len()).then(|| Kind::text(from, from + range.len()))
    }

    /// Copies what is still to be copied.
    #[inline]
    pub fn end(&mut self) {
        let run = self.from.get(self.run.clone()).unwrap_or_default();
        self.to.push_str(run);
        self.start = self.to.len();
    }
}
