//! The rows of a table by the values of its keys.

use crate::program::{CellPattern, Cells, KeyIndex, KeyValue, Row, RowIndex, Table};
use crate::value::{Cell, Kind};

/// So many words of bits are kept for a key at most, so that a hostile table takes no memory to speak of.
const MOST: usize = 1 << 16;

/// The index of a table whose keys name single words, countries and booleans.
pub(super) fn index_rows(table: &Table) -> Option<RowIndex> {
    let width = table.rows.len().div_ceil(64);
    let keys = (0..table.keys.len()).map(|at| index_key(table, at, width));
    let keys = keys.collect::<Option<_>>()?;
    let mut others = Vec::new();
    let mut result = |row: &Row| {
        let cell = Cell::of(row.result.value()).unwrap_or(Cell::Missing);
        match Kind::parts(&cell) {
            (Kind::Other, _) => {
                others.push(cell);
                (Kind::Other, others.len() as i64 - 1)
            }
            parts => parts,
        }
    };
    let otherwise = table.rows.iter().rfind(|row| row.cells.is_none());
    let results = table.rows.iter().map(&mut result).collect();
    Some(RowIndex {
        keys,
        width,
        results,
        otherwise: otherwise.map_or((Kind::Missing, 0), result),
        others,
    })
}

fn index_key(table: &Table, at: usize, width: usize) -> Option<KeyIndex> {
    let mut values = named(table, at).collect::<Option<Vec<KeyValue>>>()?;
    values.sort_unstable();
    values.dedup();
    // All values that no row names come last.
    let size = (values.len() + 1) * width;
    if size > MOST {
        return None;
    }
    let mut bits = vec![0u64; size];
    let mut set = |row: usize, place: usize| {
        if let Some(word) = bits.get_mut(place * width + row / 64) {
            *word |= 1 << (row % 64);
        }
    };
    for (row, cells) in table.rows.iter().enumerate() {
        match cells.cells.as_ref().and_then(|cells| cells.get(at)) {
            Some(Cells::Any) => (0..=values.len()).for_each(|place| set(row, place)),
            Some(Cells::OneOf(patterns)) => {
                let taken = patterns.iter().filter_map(value);
                let places = taken.filter_map(|value| values.binary_search(&value).ok());
                places.for_each(|place| set(row, place));
            }
            None => {}
        }
    }
    Some(KeyIndex { values, bits })
}

/// The values that the rows name for a key; `None` for one that is not found by its value.
fn named(table: &Table, at: usize) -> impl Iterator<Item = Option<KeyValue>> {
    let cells = table
        .rows
        .iter()
        .filter_map(move |row| row.cells.as_ref()?.get(at));
    cells
        .flat_map(|cells| match cells {
            Cells::Any => [].iter(),
            Cells::OneOf(patterns) => patterns.iter(),
        })
        .map(value)
}

fn value(pattern: &CellPattern) -> Option<KeyValue> {
    match pattern {
        CellPattern::Value(value) => Cell::of(value.value()).and_then(KeyValue::of),
        CellPattern::Range(..) => None,
    }
}
