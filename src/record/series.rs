//! Values of a column that go into records one after the other.

use super::grid::{Grid, SIDE_BY_SIDE};
use crate::value::{Cell, Kind};

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
    Coded(&'v [u32], &'v [(Kind, i64)]),
    /// So many that no rule names, all of them fine.
    Unkept(usize),
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

    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = (Kind, i64)> {
        let values = self.values;
        (0..self.len()).map(move |at| match values {
            SeriesValues::Each(parts) => parts.get(at).copied().unwrap_or_default(),
            SeriesValues::Coded(places, dictionary) => {
                let place = places.get(at).copied().unwrap_or(u32::MAX);
                coded(dictionary, place)
            }
            SeriesValues::Unkept(_) => (Kind::Absent, 0),
        })
    }
}

/// The value at a place of a dictionary.
#[inline(always)]
pub(super) fn coded(dictionary: &[(Kind, i64)], place: u32) -> (Kind, i64) {
    dictionary.get(place as usize).copied().unwrap_or_default()
}

/// Puts values into a slot of rows one after the other, from a row on.
#[inline(always)]
pub(super) fn put_run(
    grid: &mut Grid,
    slot: u32,
    first: usize,
    series: Series<'_>,
    settle: impl FnMut((Kind, i64)) -> (Kind, i64),
) {
    match series.values {
        SeriesValues::Each(parts) => {
            grid.put_run(first, slot as usize, parts.iter().copied().map(settle));
        }
        SeriesValues::Coded(places, dictionary) => {
            let parts = places.iter().map(|place| coded(dictionary, *place));
            grid.put_run(first, slot as usize, parts.map(settle));
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
