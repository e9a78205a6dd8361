//! Many records whose values stand side by side: read one after the other, or filled a column after the other. Each ends
//! up as if it had been read alone.

use super::cells::{Cells, CellsMut};
use super::columns::{Goal, Mistake};
use super::error::Fault;
use super::fill::{Fill, Target, check_length};
use super::graft::{graft, too_large};
use super::grid::{Grid, Grids, SIDE_BY_SIDE};
use super::json::fill_json;
use super::place;
use super::toml::fill_toml;
use super::{
    Element, LENGTH_LIMIT, Memory, Notes, ReadOptions, RecordError, RecordRef, SIZE_LIMIT, Stores,
};
use crate::program::{FieldId, Schema};
use crate::value::{Cell, Kind};
use std::fmt;

/// So many bytes of columns, and so many of texts and items, are kept for the next records.
const MOST_KEPT: usize = 1 << 20;

/// Where a fault stands within its record: the column of the field or list, the element, the column inside the
/// element.
pub type Order = (u32, u32, u32);

/// Records side by side. Their memory is used again.
///
/// ```
/// use admit::{engine::PolicySet, record::Sheet};
///
/// let set = PolicySet::embedded().map_err(|problems| problems.render(false)).unwrap();
/// let schema = &set.program().schema;
/// let mut sheet = Sheet::default();
/// sheet.clear(schema);
/// sheet.read_json(schema, br#"{"id": "a-1"}"#, Default::default()).unwrap();
/// assert!(sheet.read_json(schema, br#"{"id": "a-2""#, Default::default()).is_err());
/// sheet.read_json(schema, br#"{"id": "a-3"}"#, Default::default()).unwrap();
/// let ids: Vec<_> = sheet.records().map(|record| record.id(schema).unwrap()).collect();
/// assert_eq!(ids, ["a-1", "a-3"]);
/// ```
#[derive(Clone, Default)]
pub struct Sheet {
    grids: Grids,
    /// What the cells of all of them point into.
    stores: Stores,
    /// One for each row, and further ones whose memory is kept.
    notes: Vec<Notes>,
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

impl Sheet {
    /// So many records stand side by side; a sheet may have more.
    pub const SIDE_BY_SIDE: usize = SIDE_BY_SIDE;

    /// Empties it, for records of a schema.
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
        let Sheet {
            grids,
            stores,
            notes,
            cells,
            memory,
            ..
        } = self;
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
        let (texts, items) = (stores.texts.len(), stores.items.len());
        let result = fill(Target {
            cells: CellsMut::Alone(&mut *cells),
            stores,
            notes,
            memory,
        });
        match result {
            Ok(()) => grids.push(cells),
            Err(_) => {
                stores.texts.truncate(texts);
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
            memory: &mut self.memory,
            faults: &mut self.faults,
        }
    }

    /// Gives memory back that few sheets need.
    pub fn let_go(&mut self) {
        let items = self.stores.items.capacity() * size_of::<Cell>();
        if self.stores.texts.capacity() + items > MOST_KEPT {
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
        let notes = self.notes.get(row).filter(|_| row < self.len())?;
        Some(self.found(row, notes))
    }

    #[inline]
    fn found<'r>(&'r self, row: usize, notes: &'r Notes) -> Result<RecordRef<'r>, &'r RecordError> {
        match self.faults.get(row) {
            Some(Some((_, error))) => Err(error),
            _ => Ok(RecordRef::beside((&self.grids, row), &self.stores, notes)),
        }
    }

    /// The records, but for those that cannot be read.
    pub fn records(&self) -> impl Iterator<Item = RecordRef<'_>> {
        let all = self.notes.iter().take(self.len()).enumerate();
        all.filter_map(|(row, notes)| self.found(row, notes).ok())
    }
}

/// Records that are being filled. Faults come in the order of columns; of those of a record the one counts that stands
/// first in it.
pub struct Filling<'s, 'f> {
    schema: &'s Schema,
    options: ReadOptions,
    grids: &'f mut Grids,
    stores: &'f mut Stores,
    notes: &'f mut [Notes],
    text_bytes: &'f mut [usize],
    memory: &'f mut Memory,
    faults: &'f mut [Option<(Order, RecordError)>],
}

impl<'s> Filling<'s, '_> {
    /// How many records there are.
    pub fn rows(&self) -> usize {
        self.notes.len()
    }

    /// Puts a cell for each record, the first into the first, that needs no store.
    #[inline]
    pub fn put_each(&mut self, slot: u32, cells: &[Cell]) {
        let columns = self.grids.own.columns_mut(slot as usize);
        for (column, cells) in columns.zip(cells.chunks(SIDE_BY_SIDE)) {
            for (at, cell) in cells.iter().enumerate() {
                column.put(at, self.stores.parts(cell));
            }
        }
    }

    /// Puts cells into the records whose level is the deepest, one after the other.
    #[inline]
    pub fn put_there(&mut self, slot: u32, levels: &[u8], deepest: u8, cells: &[Cell]) {
        let mut cells = cells.iter();
        let columns = self.grids.own.columns_mut(slot as usize);
        for (column, levels) in columns.zip(levels.chunks(SIDE_BY_SIDE)) {
            let there = levels.iter().enumerate();
            let there = there.filter(|(_, level)| **level == deepest);
            for ((at, _), cell) in there.zip(&mut cells) {
                column.put(at, self.stores.parts(cell));
            }
        }
    }

    /// Puts texts into the records whose level is the deepest, one after the other. A cell says where in `texts` its
    /// own stands. Hands on the records that have too many.
    #[inline]
    pub fn put_texts(
        &mut self,
        slot: u32,
        (levels, deepest): (&[u8], u8),
        (cells, texts): (&[Cell], &str),
    ) -> Vec<usize> {
        let mut full = Vec::new();
        let there = levels.iter().enumerate();
        let there = there.filter(|(_, level)| **level == deepest);
        for ((row, _), cell) in there.zip(cells) {
            let Cell::Text(from, to) = *cell else {
                continue;
            };
            let text = texts.get(from as usize..to as usize).unwrap_or("");
            match self.add_text(row, text) {
                Some(cell) => self.grids.own.put(row, slot as usize, Kind::parts(&cell)),
                None => full.push(row),
            }
        }
        full
    }

    /// Puts a cell into each of these elements of one list of records, the first into the first.
    #[inline]
    pub fn put_elements(
        &mut self,
        slot: u32,
        elements: &[(usize, Option<Element>)],
        cells: &[Cell],
    ) {
        let Some((_, Some(first))) = elements.first() else {
            return;
        };
        let Some(grid) = self.grids.lists.get_mut(first.list as usize) else {
            return;
        };
        for ((_, element), cell) in elements.iter().zip(cells) {
            if let Some(element) = element {
                let parts = self.stores.parts(cell);
                grid.put(element.row(), slot as usize, parts);
            }
        }
    }

    /// Puts a cell into a record, or into an element of a list of records.
    #[inline]
    pub fn put(&mut self, row: usize, element: Option<Element>, slot: Option<u32>, cell: Cell) {
        let Some(slot) = slot else {
            return;
        };
        let parts = self.stores.parts(&cell);
        match element {
            None => self.grids.own.put(row, slot as usize, parts),
            Some(element) => {
                if let Some(grid) = self.grids.lists.get_mut(element.list as usize) {
                    grid.put(element.row(), slot as usize, parts);
                }
            }
        }
    }

    /// The cell of a text that is kept with a record from now on. A fault if the record has too many.
    #[inline]
    pub fn text(&mut self, row: usize, text: &str) -> Result<Cell, Mistake> {
        let kept = self.add_text(row, text);
        kept.ok_or_else(|| Mistake(too_large()))
    }

    /// Keeps a text; none if the record has too many.
    #[inline]
    fn add_text(&mut self, row: usize, text: &str) -> Option<Cell> {
        let bytes = self.text_bytes.get_mut(row)?;
        let more = *bytes + text.len();
        (more <= SIZE_LIMIT).then(|| {
            *bytes = more;
            self.stores.add_text(text)
        })
    }

    /// Starts a list of records, by its number, with so many elements, whose cells are missing; the row of the first. A
    /// fault if there are too many.
    pub fn open_rows(
        &mut self,
        row: usize,
        slot: Option<u32>,
        list: u16,
        count: u32,
    ) -> Result<u32, Mistake> {
        check_length(count.min(LENGTH_LIMIT as u32 + 1).saturating_sub(1), 0).map_err(Mistake)?;
        let Some(grid) = self.grids.lists.get_mut(list as usize) else {
            return Ok(0);
        };
        let start = grid.rows() as u32;
        grid.open_all(count as usize);
        self.put(row, None, slot, Cell::Rows(list, start, count));
        Ok(start)
    }

    /// Where the next item of a list of values will be kept.
    pub fn next_item(&self) -> u32 {
        self.stores.items.len() as u32
    }

    /// Keeps an item of a list of values.
    pub fn push_item(&mut self, cell: Cell) {
        self.stores.items.push(cell);
    }

    fn target(&mut self, row: usize) -> Option<Target<'_>> {
        Some(Target {
            cells: CellsMut::Beside(&mut *self.grids, row),
            stores: &mut *self.stores,
            notes: self.notes.get_mut(row)?,
            memory: &mut *self.memory,
        })
    }

    /// A field without a value takes its default, is absent or stays missing.
    pub fn not_supplied(&mut self, row: usize, element: Option<Element>, id: FieldId) {
        let (schema, options) = (self.schema, self.options);
        if let Some(target) = self.target(row) {
            Fill::new(schema, options, target).not_supplied(id, element);
        }
    }

    /// A column that the schema does not know, in the object that a field holds.
    pub fn unknown(
        &mut self,
        row: usize,
        (within, element): (Option<FieldId>, Option<Element>),
        name: &str,
        order: Order,
    ) {
        let (schema, options) = (self.schema, self.options);
        let Some(target) = self.target(row) else {
            return;
        };
        let mut fill = Fill::new(schema, options, target);
        let tables = fill.tables;
        let keys = within.map_or(tables.top(), |id| tables.inside(id));
        let object = Fill::object(within, element, keys);
        let noted = fill.unknown(&object, name, 0);
        let noted = noted.map_err(|fault| fault.within(|| fill.key_path(&object, name)));
        if let Err(fault) = noted {
            self.note(row, order, fault);
        }
    }

    /// Puts a list that stands as JSON text.
    pub fn graft(
        &mut self,
        row: usize,
        element: Option<Element>,
        goal: &Goal<'_>,
        text: &str,
        order: Order,
    ) {
        let (schema, options) = (self.schema, self.options);
        let Some(target) = self.target(row) else {
            return;
        };
        match graft(schema, options, target, (goal.id, element), text) {
            Ok(true) => {}
            Ok(false) => self.not_supplied(row, element, goal.id),
            Err(fault) => self.mistake(row, (element, None), goal.id, Mistake(fault), order),
        }
    }

    /// Notes what is wrong with a value; `item` is the element of the field's own list.
    #[cold]
    pub fn mistake(
        &mut self,
        row: usize,
        (element, item): (Option<Element>, Option<u32>),
        id: FieldId,
        Mistake(fault): Mistake,
        order: Order,
    ) {
        let schema = self.schema;
        let fault = fault.within(|| place::path(schema, id, element, item));
        self.note(row, order, fault);
    }

    fn note(&mut self, row: usize, order: Order, fault: Fault) {
        let Some(place) = self.faults.get_mut(row) else {
            return;
        };
        if place.as_ref().is_none_or(|(first, _)| order < *first) {
            let error = RecordError {
                line: 0,
                column: 0,
                ..fault.into_error("")
            };
            *place = Some((order, error));
        }
    }

    /// Ends it. `id` is the column of the records' own id; `close` says of each field when the object that holds it
    /// ends, among all and within its element: defaults are told in that order.
    pub fn end(self, id: Option<u32>, close: &[(u32, u32)]) {
        let Filling {
            schema,
            grids,
            stores,
            notes,
            faults,
            ..
        } = self;
        for (row, (notes, fault)) in notes.iter_mut().zip(faults).enumerate() {
            if let Some(((column, ..), error)) = fault {
                if id.is_some_and(|id| id < *column) {
                    let record = RecordRef::beside((grids, row), stores, notes);
                    error.id = record.id(schema).map(str::to_owned);
                }
            } else if notes.assumed.len() > 1 {
                notes.assumed.sort_by_key(|(id, element)| {
                    let (among_all, within) = close.get(id.0 as usize).copied().unwrap_or_default();
                    (among_all, *element, within, id.0)
                });
            }
        }
    }
}
