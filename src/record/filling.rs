//! Records of a sheet that are filled a column after the other: each ends up as if it had been read alone.

use super::cells::CellsMut;
use super::columns::{Goal, Mistake};
use super::error::Fault;
use super::fill::{Fill, Target, check_length};
use super::graft::{graft, too_large};
use super::grid::{Grids, SIDE_BY_SIDE};
use super::place;
use super::series::{Copying, Dictionary, Series, SeriesValues, put_run, put_some, put_some_of};
use super::sheet::has_room;
use super::view::id_slot;
use super::{Element, LENGTH_LIMIT, Memory, Notes, ReadOptions, RecordError, SIZE_LIMIT, Stores};
use crate::program::{FieldId, Schema};
use crate::value::{Cell, Kind, Texts};
use std::sync::Arc;

/// For so many elements at most room is made before they come: lists of too many are no records.
const MOST_EXPECTED: usize = 1 << 14;

/// Where a fault stands within its record: the column of the field or list, the element, the column inside the
/// element.
pub type Order = (u32, u32, u32);

/// Records that are being filled. Faults come in the order of columns; of those of a record the one counts that stands
/// first in it.
pub struct Filling<'s, 'f> {
    pub(super) schema: &'s Schema,
    pub(super) options: ReadOptions,
    pub(super) grids: &'f mut Grids,
    pub(super) stores: &'f mut Stores,
    pub(super) notes: &'f mut [Notes],
    pub(super) text_bytes: &'f mut [usize],
    /// Whether there are so few texts that no record can have too many.
    pub(super) few_texts: bool,
    pub(super) memory: &'f mut Memory,
    pub(super) faults: &'f mut [Option<(Order, RecordError)>],
}

impl<'s> Filling<'s, '_> {
    /// How many records there are.
    pub fn rows(&self) -> usize {
        self.notes.len()
    }

    /// Has its records share texts with others. All texts that come have so many bytes at most.
    pub fn share(&mut self, texts: &Arc<String>, most: usize) {
        self.stores.texts.share(Some(Arc::clone(texts)));
        self.few_texts = most <= SIZE_LIMIT;
    }

    /// Whether a text can be put by its key as it is: it is shared, and no record can have too many.
    #[inline(always)]
    pub fn shares(&self, key: i64) -> bool {
        self.few_texts && Texts::is_shared(key)
    }

    /// Puts a value into a slot of each record, or of each element of a list by its number, the first into the first. A text
    /// has to be [shared](Filling::shares).
    pub fn put_each(&mut self, (list, slot): (Option<u16>, u32), series: Series<'_>) {
        let Filling { grids, stores, .. } = self;
        let settle = |parts| stores.settled(parts, series.others);
        if let Some(grid) = grids.of_mut(list) {
            put_run(grid, slot, series, settle);
        }
    }

    /// Puts a cell whose kind has a key into the records that are marked, the first mark for the first.
    pub fn put_where(&mut self, slot: Option<u32>, marks: &[bool], cell: Cell) {
        let Some(slot) = slot else {
            return;
        };
        let parts = Kind::parts(&cell);
        let columns = self.grids.own.columns_mut(slot as usize);
        for (column, marks) in columns.zip(marks.chunks(SIDE_BY_SIDE)) {
            for (at, _) in marks
                .iter()
                .enumerate()
                .filter(|(_, is_marked)| **is_marked)
            {
                column.put(at, parts);
            }
        }
    }

    /// Puts a cell whose kind has a key into the records, or elements of a list, that are marked where a level is not the
    /// deepest, the first mark and level for the first.
    pub fn put_missing(
        &mut self,
        (list, slot): (Option<u16>, u32),
        marks: &[bool],
        (levels, deepest): (&[u8], u8),
        cell: Cell,
    ) {
        let parts = Kind::parts(&cell);
        let Some(grid) = self.grids.of_mut(list) else {
            return;
        };
        let columns = grid.columns_mut(slot as usize);
        let marks = marks.chunks(SIDE_BY_SIDE);
        for ((column, marks), levels) in columns.zip(marks).zip(levels.chunks(SIDE_BY_SIDE)) {
            for (at, (is_marked, level)) in marks.iter().zip(levels).enumerate() {
                if *is_marked && *level < deepest {
                    column.put(at, parts);
                }
            }
        }
    }

    /// Puts values into the records, or elements of a list, whose level is the deepest, one after the other. A text has to
    /// be [shared](Filling::shares).
    pub fn put_there(
        &mut self,
        (list, slot): (Option<u16>, u32),
        levels: (&[u8], u8),
        series: Series<'_>,
    ) {
        let Filling { grids, stores, .. } = self;
        let Some(grid) = grids.of_mut(list) else {
            return;
        };
        let settle = |parts| stores.settled(parts, series.others);
        match series.values {
            SeriesValues::Each(parts) => {
                put_some(grid, slot, levels, parts.iter().copied().map(settle));
            }
            SeriesValues::Coded(places, Dictionary::OfKind(kind, keys)) => {
                put_some_of(grid, slot, levels, places, (kind, keys));
            }
            SeriesValues::Coded(places, dictionary) => {
                let parts = places.iter().map(|place| dictionary.of(*place));
                put_some(grid, slot, levels, parts.map(settle));
            }
            SeriesValues::Unkept(_) => {}
        }
    }

    /// Puts texts into the records whose level is the deepest, one after the other. Keys say where in `texts` each
    /// stands. Hands on the records that have too many.
    pub fn put_texts(
        &mut self,
        slot: u32,
        levels: (&[u8], u8),
        (series, texts): (Series<'_>, &str),
    ) -> Vec<usize> {
        match series.values {
            SeriesValues::Each(parts) => {
                let keys = parts.iter().map(|(_, key)| *key);
                self.put_keys(slot, levels, keys, texts)
            }
            SeriesValues::Coded(places, dictionary) => {
                let keys = places.iter().map(|place| dictionary.of(*place).1);
                self.put_keys(slot, levels, keys, texts)
            }
            SeriesValues::Unkept(_) => Vec::new(),
        }
    }

    #[inline(always)]
    fn put_keys(
        &mut self,
        slot: u32,
        (levels, deepest): (&[u8], u8),
        mut keys: impl ExactSizeIterator<Item = i64>,
        texts: &str,
    ) -> Vec<usize> {
        let mut full = Vec::new();
        let Filling {
            grids,
            stores,
            text_bytes,
            ..
        } = self;
        let mut copy = Copying::new(stores.texts.own_mut(), texts, keys.len());
        let columns = grids.own.columns_mut(slot as usize);
        let blocks = levels.chunks(SIDE_BY_SIDE);
        let blocks = blocks.zip(text_bytes.chunks_mut(SIDE_BY_SIDE));
        for (block, (column, (levels, sizes))) in columns.zip(blocks).enumerate() {
            for (at, (level, size)) in levels.iter().zip(sizes).enumerate() {
                if *level == deepest
                    && let Some(key) = keys.next()
                {
                    let range = Kind::range(key);
                    let more = *size + range.len();
                    let put = match more <= SIZE_LIMIT {
                        true if Texts::is_shared(key) => Some((Kind::Text, key)),
                        true => copy.text(range),
                        false => None,
                    };
                    if let Some(parts) = put {
                        *size = more;
                        column.put(at, parts);
                    } else {
                        full.push(block * SIDE_BY_SIDE + at);
                    }
                }
            }
        }
        copy.end();
        full
    }

    /// Puts a value into a record, or into an element of a list of records. A text has to be [shared](Filling::shares).
    #[inline]
    pub fn put_one(
        &mut self,
        row: usize,
        element: Option<Element>,
        slot: Option<u32>,
        (parts, others): ((Kind, i64), &[Cell]),
    ) {
        if let Some(slot) = slot {
            let parts = self.stores.settled(parts, others);
            self.put_parts(row, element, slot, parts);
        }
    }

    /// Puts a cell whose kind has a key into a record, or into an element of a list of records.
    #[inline(always)]
    pub fn put(&mut self, row: usize, element: Option<Element>, slot: Option<u32>, cell: Cell) {
        if let Some(slot) = slot {
            self.put_parts(row, element, slot, Kind::parts(&cell));
        }
    }

    #[inline]
    fn put_parts(&mut self, row: usize, element: Option<Element>, slot: u32, parts: (Kind, i64)) {
        match element {
            None => self.grids.own.put(row, slot as usize, parts),
            Some(element) => {
                if let Some(grid) = self.grids.lists.get_mut(element.list as usize) {
                    grid.put(element.row(), slot as usize, parts);
                }
            }
        }
    }

    /// Puts a text into a record, or into an element of a list of records. A fault if the record has too many.
    #[inline]
    pub fn put_text(
        &mut self,
        row: usize,
        element: Option<Element>,
        slot: Option<u32>,
        text: &str,
    ) -> Result<(), Mistake> {
        let parts = self.add_text(row, text);
        let parts = parts.ok_or_else(|| Mistake(too_large()))?;
        if let Some(slot) = slot {
            self.put_parts(row, element, slot, parts);
        }
        Ok(())
    }

    /// Keeps a text as the next item. A fault if the record has too many.
    #[inline]
    pub fn push_text(&mut self, row: usize, text: &str) -> Result<(), Mistake> {
        let parts = self.add_text(row, text);
        let (kind, key) = parts.ok_or_else(|| Mistake(too_large()))?;
        self.stores.items.extend(kind.cell(key));
        Ok(())
    }

    /// Keeps a text with a record; none if the record has too many.
    #[inline]
    fn add_text(&mut self, row: usize, text: &str) -> Option<(Kind, i64)> {
        let bytes = self.text_bytes.get_mut(row)?;
        let more = *bytes + text.len();
        let texts = self.stores.texts.own_mut();
        let fits = more <= SIZE_LIMIT && has_room(texts.len(), text.len());
        fits.then(|| {
            *bytes = more;
            let from = texts.len();
            texts.push_str(text);
            Kind::text(from, texts.len())
        })
    }

    /// Says how many elements a list of records will have, of all records.
    pub fn expect_rows(&mut self, list: u16, count: usize) {
        if let Some(grid) = self.grids.lists.get_mut(list as usize) {
            grid.make_ready(count.min(MOST_EXPECTED));
        }
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

    /// Keeps values as the next items. A text has to be [shared](Filling::shares).
    pub fn push_items(&mut self, series: Series<'_>) {
        let cells = series.iter();
        let cells = cells.filter_map(|parts| item(parts, series.others));
        self.stores.items.extend(cells);
    }

    /// Keeps a value as the next item. A text has to be [shared](Filling::shares).
    pub fn push_item(&mut self, parts: (Kind, i64), others: &[Cell]) {
        self.stores.items.extend(item(parts, others));
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

    /// As [`Filling::not_supplied`], of a field whose default has this kind and key.
    #[inline]
    pub fn assume(
        &mut self,
        (row, element): (usize, Option<Element>),
        id: FieldId,
        parts: (Kind, i64),
    ) {
        if let Some(slot) = self.schema.field(id).slot {
            self.put_parts(row, element, slot, parts);
        }
        if let Some(notes) = self.notes.get_mut(row) {
            let index = element.map(|element| element.index);
            notes.assumed.push((id, index));
        }
    }

    /// The same at places that are marked where a level is not the deepest, the first mark and level for the first.
    #[inline(always)]
    pub fn assume_missing(
        &mut self,
        id: FieldId,
        marks: &[bool],
        (levels, deepest): (&[u8], u8),
        parts: (Kind, i64),
        place: impl Fn(usize) -> Option<(usize, Option<Element>)>,
    ) {
        for (at, (is_marked, level)) in marks.iter().zip(levels).enumerate() {
            if *is_marked
                && *level < deepest
                && let Some(place) = place(at)
            {
                self.assume(place, id, parts);
            }
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
                if let (true, Some(slot)) = (id.is_some_and(|id| id < *column), id_slot(schema))
                    && let (Kind::Text, key) = grids.own.parts(row, slot)
                {
                    error.id = Some(stores.texts.text(key).to_owned());
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

fn item((kind, key): (Kind, i64), others: &[Cell]) -> Option<Cell> {
    let cell = kind.cell(key);
    cell.or_else(|| others.get(key as usize).copied())
}
