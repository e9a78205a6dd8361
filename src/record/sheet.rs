//! Many records whose values stand side by side: read one after the other, or filled a column after the other. Each ends
//! up as if it had been read alone.

use super::cells::{Cells, CellsMut};
use super::fill::Target;
use super::filling::{Filling, Order};
use super::grid::{Grid, Grids, SIDE_BY_SIDE};
use super::json::fill_json;
use super::toml::fill_toml;
use super::{
    Memory, Notes, ReadOptions, RecordError, RecordErrorCode, RecordRef, SIZE_LIMIT, Stores,
};
use crate::program::Schema;
use crate::value::{Cell, Texts};
use std::fmt;

/// So many bytes of columns, and so many of texts and items, are kept for the next records.
const MOST_KEPT: usize = 1 << 20;

/// Records side by side. Their memory is used again.
///
/// ```
/// use admit::{engine::PolicySet, record::Sheet};
///
/// let set = PolicySet::embedded().map_err(|problems| problems.render(false)).unwrap();
/// let schema = &set.program().schema;
/// let mut sheet = Sheet::default();
/// sheet.read_json(schema, br#"{"id": "a-1"}"#, Default::default()).unwrap();
/// assert!(sheet.read_json(schema, br#"{"id": "a-2""#, Default::default()).is_err());
/// sheet.read_json(schema, br#"{"id": "a-3"}"#, Default::default()).unwrap();
/// let ids: Vec<_> = sheet.records().map(|record| record.id(schema).unwrap()).collect();
/// assert_eq!(ids, ["a-1", "a-3"]);
/// ```
#[derive(Clone, Default)]
pub struct Sheet {
    pub(super) grids: Grids,
    /// What the cells of all of them point into.
    pub(super) stores: Stores,
    /// One for each row, and further ones whose memory is kept.
    pub(super) notes: Vec<Notes>,
    /// By row, of those that were filled by columns: how many bytes its texts have.
    text_bytes: Vec<usize>,
    /// Of those that were filled by columns.
    faults: Vec<Option<(Order, RecordError)>>,
    /// The cells of a record that is being read.
    cells: Cells,
    memory: Memory,
}

impl fmt::Debug for Sheet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Sheet");
        shown.field("records", &self.len()).finish_non_exhaustive()
    }
}

/// Whether so many bytes of texts can follow others: all places from [`Texts::SHARED`] on are those of other texts.
pub(super) fn has_room(texts: usize, more: usize) -> bool {
    texts + more < Texts::SHARED as usize
}

impl Sheet {
    /// So many records stand side by side; a sheet may have more.
    pub const SIDE_BY_SIDE: usize = SIDE_BY_SIDE;

    /// Empties it, for records of a schema. All records of a sheet are of one.
    pub fn clear(&mut self, schema: &Schema) {
        self.grids.clear(schema.width, schema.tables().lists());
        self.faults.clear();
        self.stores.clear();
    }

    /// Adds a record from a JSON document. After an error there are no more records than before.
    pub fn read_json(
        &mut self,
        schema: &Schema,
        bytes: &[u8],
        options: ReadOptions,
    ) -> Result<(), RecordError> {
        self.read(schema, |target| fill_json(schema, bytes, options, target))
    }

    /// Adds a record from a TOML document. After an error there are no more records than before.
    pub fn read_toml(
        &mut self,
        schema: &Schema,
        bytes: &[u8],
        options: ReadOptions,
    ) -> Result<(), RecordError> {
        self.read(schema, |target| fill_toml(schema, bytes, options, target))
    }

    #[inline(always)]
    fn read(
        &mut self,
        schema: &Schema,
        fill: impl FnOnce(Target<'_>) -> Result<(), RecordError>,
    ) -> Result<(), RecordError> {
        // The first record says how wide the rows are.
        if self.is_empty() {
            self.clear(schema);
        }
        let Sheet {
            grids,
            stores,
            notes,
            cells,
            memory,
            ..
        } = self;
        if !has_room(stores.texts.own().len(), 2 * SIZE_LIMIT) {
            let message = "the sheet has 2 GiB of texts; clear it before it takes more records";
            return Err(RecordError::whole(RecordErrorCode::TooLarge, message));
        }
        let row = grids.own.rows();
        if notes.len() <= row {
            notes.resize_with(row + 1, Notes::default);
        }
        let Some(notes) = notes.get_mut(row) else {
            return Ok(());
        };
        notes.clear();
        memory.seen.clear();
        let before = |list| grids.lists.get(list).map_or(0, Grid::rows);
        cells.start(schema.width, schema.tables().lists(), before);
        let (texts, items) = (stores.texts.own().len(), stores.items.len());
        let result = fill(Target {
            cells: CellsMut::Alone(&mut *cells),
            stores,
            notes,
            memory,
        });
        match result {
            Ok(()) => grids.push(cells),
            Err(_) => {
                stores.texts.own_mut().truncate(texts);
                stores.items.truncate(items);
            }
        }
        result
    }

    /// Starts anew, with so many records in which everything is missing.
    pub fn start<'s>(
        &mut self,
        schema: &'s Schema,
        options: ReadOptions,
        rows: usize,
    ) -> Filling<'s, '_> {
        self.clear(schema);
        if self.notes.len() < rows {
            self.notes.resize_with(rows, Notes::default);
        }
        let notes = self.notes.get_mut(..rows).unwrap_or_default();
        notes.iter_mut().for_each(Notes::clear);
        self.grids.own.open_all(rows);
        self.faults.resize_with(rows, || None);
        self.text_bytes.clear();
        self.text_bytes.resize(rows, 0);
        Filling {
            schema,
            options,
            grids: &mut self.grids,
            stores: &mut self.stores,
            notes,
            text_bytes: &mut self.text_bytes,
            few_texts: false,
            memory: &mut self.memory,
            faults: &mut self.faults,
        }
    }

    /// Gives memory back that few sheets need, and texts that it shares with others. What it held can no longer be relied on.
    pub fn let_go(&mut self) {
        self.stores.texts.share(None);
        let items = self.stores.items.capacity() * size_of::<Cell>();
        if self.stores.texts.own_mut().capacity() + items > MOST_KEPT {
            self.stores = Stores::default();
        }
        if self.grids.bytes() > MOST_KEPT {
            self.grids = Grids::default();
        }
        if self.cells.bytes() > MOST_KEPT {
            self.cells = Cells::default();
        }
    }

    /// How many records there are.
    pub fn len(&self) -> usize {
        self.grids.own.rows()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A record, or why it cannot be read.
    pub fn get(&self, row: usize) -> Option<Result<RecordRef<'_>, &RecordError>> {
        (row < self.len()).then(|| self.found(row))
    }

    #[inline(always)]
    fn found(&self, row: usize) -> Result<RecordRef<'_>, &RecordError> {
        match self.faults.get(row) {
            Some(Some((_, error))) => Err(error),
            _ => Ok(RecordRef::beside(self, row)),
        }
    }

    /// The records, but for those that cannot be read.
    pub fn records(&self) -> impl Iterator<Item = RecordRef<'_>> {
        (0..self.len()).filter_map(|row| self.found(row).ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_have_room_as_far_as_a_cell_can_say() {
        let most = Texts::SHARED as usize - 1;
        assert!(has_room(0, most) && has_room(most, 0) && has_room(most - 5, 5));
        assert!(!has_room(most, 1) && !has_room(most - 5, 6));
    }
}
