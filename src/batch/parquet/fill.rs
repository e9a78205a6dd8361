//! A round of rows from their columns to records side by side.

use super::chunk::{Chunk, Levels};
use super::damage::Damage;
use super::plan::{Leaf, List, Object, Otherwise, Plan, Presence, Site};
use crate::program::FieldId;
use crate::record::{Datum, Element, Filling, Mistake, Wants};
use crate::value::Cell;

/// Where a value goes: the record, and its element.
type Place = (usize, Option<Element>);

/// What is used again from round to round.
#[derive(Default)]
pub(super) struct Scratch {
    /// For each object whether it is there, in each record or in each element.
    there: Vec<Vec<bool>>,
    /// For each list of records its elements in all records.
    elements: Vec<Vec<Place>>,
}

/// A round.
struct Round<'p, 's, 'f> {
    plan: &'p Plan<'s>,
    chunks: &'p [Chunk<'s>],
    filling: Filling<'s, 'f>,
    rows: usize,
    scratch: &'p mut Scratch,
}

/// Fills so many records from columns whose values were taken.
pub(super) fn fill<'s>(
    plan: &Plan<'s>,
    chunks: &[Chunk<'s>],
    filling: Filling<'s, '_>,
    scratch: &mut Scratch,
) -> Result<(), Damage> {
    let rows = filling.rows();
    scratch.there.resize_with(plan.objects.len(), Vec::new);
    scratch.elements.resize_with(plan.lists.len(), Vec::new);
    let mut round = Round {
        plan,
        chunks,
        filling,
        rows,
        scratch,
    };
    let objects = || plan.objects.iter().enumerate();
    for (place, object) in objects().filter(|(_, object)| object.list.is_none()) {
        round.object(place, object)?;
    }
    for (place, list) in plan.lists.iter().enumerate() {
        round.list(place, list)?;
    }
    for (place, object) in objects().filter(|(_, object)| object.list.is_some()) {
        round.object(place, object)?;
    }
    for leaf in &plan.leaves {
        round.leaf(leaf)?;
    }
    round.unknown();
    round.filling.end(plan.id, &plan.close);
    Ok(())
}

fn uneven() -> Damage {
    Damage::broken("columns of one list have different lengths")
}

impl<'s> Round<'_, 's, '_> {
    fn chunk(&self, source: usize) -> Result<&Chunk<'s>, Damage> {
        self.chunks.get(source).ok_or_else(uneven)
    }

    fn levels(&self, source: usize) -> Result<Levels<'_>, Damage> {
        Ok(self.chunk(source)?.levels_of(self.rows))
    }

    /// Settles where an object is there, and what stands in it where columns are missing.
    fn object(&mut self, place: usize, object: &Object) -> Result<(), Damage> {
        let count = self.count(object.list);
        let kept = self.scratch.there.get_mut(place);
        let mut there = kept.map(std::mem::take).unwrap_or_default();
        there.clear();
        match &object.presence {
            Presence::Always => there.resize(count, true),
            Presence::Any(sources) => {
                there.resize(count, false);
                for (source, depth) in sources {
                    let levels = self.levels(*source)?;
                    let mut seen = 0;
                    for (flag, level) in there.iter_mut().zip(self.at(object.list, levels)) {
                        *flag |= level >= *depth;
                        seen += 1;
                    }
                    if seen < count {
                        return Err(uneven());
                    }
                }
            }
        }
        if object.slot.is_none()
            && object.missing.is_empty()
            && object.otherwise == Otherwise::Leave
        {
            if let Some(place) = self.scratch.there.get_mut(place) {
                *place = there;
            }
            return Ok(());
        }
        let above = place > 0 && matches!(object.presence, Presence::Any(_));
        for (at, is_there) in there.iter().enumerate() {
            let Some((row, element)) = self.place(object.list, at) else {
                continue;
            };
            if *is_there {
                self.filling.put(row, element, object.slot, Cell::Present);
                for (id, otherwise) in &object.missing {
                    self.otherwise((row, element), *id, otherwise);
                }
            } else if let Some(id) = object.id
                && above
                && self.is_there(object.parent, at)
            {
                self.otherwise((row, element), id, &object.otherwise);
            }
        }
        if let Some(place) = self.scratch.there.get_mut(place) {
            *place = there;
        }
        Ok(())
    }

    /// Makes room for the elements of a list of records.
    fn list(&mut self, place: usize, list: &List) -> Result<(), Damage> {
        let [there, element, inside] = list.depths;
        let kept = self.scratch.elements.get_mut(place);
        let mut elements = kept.map(std::mem::take).unwrap_or_default();
        elements.clear();
        let chunks = self.chunks;
        let chunk = chunks.get(list.source).ok_or_else(uneven)?;
        let levels = chunk.levels_of(self.rows);
        let mut entries = levels.entries().filter(|(repetition, _)| *repetition <= 1).peekable();
        let mut nulls = Vec::new();
        for row in 0..self.rows {
            let Some((_, level)) = entries.next() else {
                return Err(uneven());
            };
            if level < element {
                if level >= there {
                    self.filling.put(row, None, list.slot, Cell::Rows(0, 0));
                } else if self.is_there(list.object, row) {
                    self.otherwise((row, None), list.id, &list.otherwise);
                }
                continue;
            }
            let mut count = 1;
            nulls.clear();
            if level < inside {
                nulls.push(0);
            }
            while let Some((_, level)) = entries.next_if(|(repetition, _)| *repetition == 1) {
                if level < inside {
                    nulls.push(count);
                }
                count += 1;
            }
            self.elements_of(list, row, count, &mut elements);
            for null in &nulls {
                self.null_element(list, row, *null);
            }
        }
        if let Some(place) = self.scratch.elements.get_mut(place) {
            *place = elements;
        }
        Ok(())
    }

    fn elements_of(&mut self, list: &List, row: usize, count: u32, elements: &mut Vec<Place>) {
        let start = self.filling.open_rows(row, list.slot, list.width, count);
        let start = start.unwrap_or_else(|mistake| {
            let order = (list.column, u32::MAX, 0);
            self.filling.mistake(row, (None, None), list.id, mistake, order);
            // Behind all cells: what is put there is let go.
            u32::MAX / 2
        });
        elements.extend((0..count).map(|index| {
            let start = start.saturating_add(index.saturating_mul(list.width));
            (row, Some(Element::at(start, index)))
        }));
    }

    fn null_element(&mut self, list: &List, row: usize, index: u32) {
        let mistake = Mistake::kind("an object", Datum::Null);
        let order = (list.column, index, 0);
        self.filling.mistake(row, (None, Some(index)), list.id, mistake, order);
    }

    fn leaf(&mut self, leaf: &Leaf<'s>) -> Result<(), Damage> {
        match leaf.site {
            Site::Row => self.values(leaf, None),
            Site::Element(list) => self.values(leaf, Some(list)),
            Site::Items { .. } => self.items(leaf),
        }
    }

    /// A value for each record, or for each element.
    fn values(&mut self, leaf: &Leaf<'s>, list: Option<usize>) -> Result<(), Damage> {
        let chunks = self.chunks;
        let chunk = chunks.get(leaf.source).ok_or_else(uneven)?;
        let levels = chunk.levels_of(self.rows);
        let cells = &chunk.cells;
        let count = self.count(list);
        let is_plain = leaf.kind.is_none() && cells.mistakes.is_empty();
        if is_plain && list.is_none() && leaf.goal.wants != Wants::Json {
            return self.plain(leaf, chunk, levels.definition);
        }
        let mut values = cells.cells.iter().copied();
        let mut mistakes = cells.mistakes.iter();
        let mut seen = 0;
        let levels = self.at(list, levels);
        for (at, level) in levels.enumerate().take(count) {
            seen += 1;
            let place = match list {
                None => (at, None),
                Some(list) => match self.place(Some(list), at) {
                    Some(place) => place,
                    None => return Err(uneven()),
                },
            };
            if level < leaf.depth {
                if self.is_there(leaf.object, at) {
                    self.otherwise(place, leaf.goal.id, &leaf.otherwise);
                }
                continue;
            }
            if let Some(kind) = leaf.kind {
                if let Err(mistake) = leaf.goal.hold(Datum::Kind(kind)) {
                    self.mistake(leaf, place, None, mistake);
                }
                continue;
            }
            let cell = values.next().ok_or_else(uneven)?;
            if let Cell::Missing = cell {
                let (_, mistake) = mistakes.next().ok_or_else(uneven)?;
                self.mistake(leaf, place, None, mistake.clone());
                continue;
            }
            self.value(leaf, place, cell, chunk);
        }
        if seen < count {
            return Err(uneven());
        }
        Ok(())
    }

    /// A value for each record where it is there, none of them mistaken.
    fn plain(&mut self, leaf: &Leaf<'s>, chunk: &Chunk<'s>, levels: &[u8]) -> Result<(), Damage> {
        let cells = &*chunk.cells.cells;
        if let Some(slot) = leaf.goal.slot {
            if leaf.goal.keeps_texts() {
                let texts = (cells, &*chunk.cells.pool);
                for row in self.filling.put_texts(slot, (levels, leaf.depth), texts) {
                    self.mistake(leaf, (row, None), None, Mistake::too_large());
                }
            } else if cells.len() == self.rows {
                self.filling.put_each(slot, cells);
            } else {
                self.filling.put_there(slot, levels, leaf.depth, cells);
            }
        }
        if cells.len() == self.rows || leaf.otherwise == Otherwise::Leave {
            return Ok(());
        }
        for (row, level) in levels.iter().enumerate() {
            if *level < leaf.depth && self.is_there(leaf.object, row) {
                self.otherwise((row, None), leaf.goal.id, &leaf.otherwise);
            }
        }
        Ok(())
    }

    #[inline]
    fn value(&mut self, leaf: &Leaf<'s>, (row, element): Place, cell: Cell, chunk: &Chunk<'s>) {
        let Cell::Text(from, to) = cell else {
            self.filling.put(row, element, leaf.goal.slot, cell);
            return;
        };
        let text = chunk.cells.text(from, to);
        if leaf.goal.wants == Wants::Json {
            let order = order(leaf, element);
            self.filling.graft(row, element, &leaf.goal, text, order);
            return;
        }
        match self.filling.text(row, text) {
            Ok(cell) => self.filling.put(row, element, leaf.goal.slot, cell),
            Err(mistake) => self.mistake(leaf, (row, element), None, mistake),
        }
    }

    /// A list of values for each record, or for each element.
    fn items(&mut self, leaf: &Leaf<'s>) -> Result<(), Damage> {
        let Site::Items {
            within,
            list,
            item,
            repetition,
        } = leaf.site
        else {
            return Ok(());
        };
        let chunks = self.chunks;
        let chunk = chunks.get(leaf.source).ok_or_else(uneven)?;
        let levels = chunk.levels_of(self.rows);
        let element = within.and_then(|list| self.plan.lists.get(list));
        let element = element.map_or(0, |list| list.depths[1]);
        let mut values = chunk.cells.cells.iter().copied();
        let mut mistakes = chunk.cells.mistakes.iter();
        let entries = levels.entries();
        let entries = entries.filter(|(again, level)| *again <= repetition && *level >= element);
        let mut entries = entries.peekable();
        for at in 0..self.count(within) {
            let place = self.place(within, at).ok_or_else(uneven)?;
            let Some((_, level)) = entries.next() else {
                return Err(uneven());
            };
            if level < list {
                if self.is_there(leaf.object, at) {
                    self.otherwise(place, leaf.goal.id, &leaf.otherwise);
                }
                continue;
            }
            let from = self.filling.next_item(place.0);
            let (mut count, mut level) = (0, level);
            loop {
                if level >= item {
                    let value = (level == chunk.depth().definition && leaf.kind.is_none())
                        .then(|| values.next().ok_or_else(uneven))
                        .transpose()?;
                    let wrong = matches!(value, Some(Cell::Missing))
                        .then(|| mistakes.next().map(|(_, mistake)| mistake.clone()))
                        .flatten();
                    self.item(leaf, place, count, (value, wrong, level), chunk);
                    count += 1;
                }
                match entries.next_if(|(again, _)| *again == repetition) {
                    Some((_, next)) => level = next,
                    None => break,
                }
            }
            let to = self.filling.next_item(place.0);
            let cell = Cell::List(from, to);
            self.filling.put(place.0, place.1, leaf.goal.slot, cell);
        }
        Ok(())
    }

    /// An item of a list of values.
    fn item(
        &mut self,
        leaf: &Leaf<'s>,
        place: Place,
        count: u32,
        (value, wrong, level): (Option<Cell>, Option<Mistake>, u8),
        chunk: &Chunk<'s>,
    ) {
        if let Err(mistake) = Mistake::no_room(count) {
            self.mistake(leaf, place, None, mistake);
            return;
        }
        let datum = match leaf.kind {
            Some(kind) if level >= leaf.depth => Datum::Kind(kind),
            _ => Datum::Null,
        };
        let mistake = match (value, wrong) {
            (_, Some(mistake)) => mistake,
            (None, None) => match leaf.goal.hold(datum) {
                Err(mistake) => mistake,
                Ok(_) => return,
            },
            (Some(_), None) if leaf.goal.slot.is_none() => return,
            (Some(Cell::Text(from, to)), None) => {
                match self.filling.text(place.0, chunk.cells.text(from, to)) {
                    Ok(cell) => return self.filling.push_item(place.0, cell),
                    Err(mistake) => mistake,
                }
            }
            (Some(cell), None) => return self.filling.push_item(place.0, cell),
        };
        self.mistake(leaf, place, Some(count), mistake);
    }

    #[cold]
    fn mistake(
        &mut self,
        leaf: &Leaf<'s>,
        (row, element): Place,
        item: Option<u32>,
        mistake: Mistake,
    ) {
        let order = order(leaf, element);
        // What stands where an element belongs is the item of the list itself.
        let is_element = leaf.goal.wants == Wants::Object && matches!(leaf.site, Site::Element(_));
        let list = self.plan.lists.iter().any(|list| list.id == leaf.goal.id);
        let at = match element {
            Some(element) if is_element && list => (None, Some(element.index)),
            _ => (element, item),
        };
        self.filling.mistake(row, at, leaf.goal.id, mistake, order);
    }

    #[inline]
    fn otherwise(&mut self, (row, element): Place, id: FieldId, otherwise: &Otherwise) {
        match otherwise {
            Otherwise::Leave => {}
            Otherwise::Absent(slots) => {
                for slot in slots {
                    self.filling.put(row, element, Some(*slot), Cell::Absent);
                }
            }
            Otherwise::Default => self.filling.not_supplied(row, element, id),
        }
    }

    /// Columns that the schema does not know: each record has them where it has the object.
    fn unknown(&mut self) {
        let mut at = self.plan.unknown.iter().peekable();
        while let Some(first) = at.next() {
            let list_of = |object: usize| self.plan.objects.get(object).and_then(|object| object.list);
            let list = list_of(first.object);
            let mut together = vec![first];
            while list.is_some()
                && let Some(next) = at.next_if(|next| list_of(next.object) == list)
            {
                together.push(next);
            }
            for each in 0..self.count(list) {
                let Some((row, element)) = self.place(list, each) else {
                    continue;
                };
                for unknown in &together {
                    if !self.is_there(unknown.object, each) {
                        continue;
                    }
                    let within = self.plan.objects.get(unknown.object);
                    let within = within.and_then(|object| object.id);
                    let index = element.map_or(0, |element| element.index);
                    let order = (unknown.column, index, unknown.inside);
                    self.filling.unknown(row, (within, element), &unknown.name, order);
                }
            }
        }
    }

    /// How many places there are: records, or elements.
    fn count(&self, list: Option<usize>) -> usize {
        list.map_or(self.rows, |list| self.scratch.elements.get(list).map_or(0, Vec::len))
    }

    #[inline]
    fn place(&self, list: Option<usize>, at: usize) -> Option<Place> {
        match list {
            None => Some((at, None)),
            Some(list) => self.scratch.elements.get(list)?.get(at).copied(),
        }
    }

    #[inline]
    fn is_there(&self, object: usize, at: usize) -> bool {
        let there = self.scratch.there.get(object);
        there.and_then(|there| there.get(at)).is_some_and(|there| *there)
    }

    /// The depths at each record, or at each element of a list.
    fn at<'l>(&self, list: Option<usize>, levels: Levels<'l>) -> impl Iterator<Item = u8> + use<'l, 's> {
        let list = list.and_then(|list| self.plan.lists.get(list));
        let (repetition, least) = list.map_or((0, 0), |list| (1, list.depths[1]));
        let entries = levels.entries();
        let entries = entries.filter(move |(again, level)| *again <= repetition && *level >= least);
        entries.map(|(_, level)| level)
    }
}

fn order(leaf: &Leaf<'_>, element: Option<Element>) -> (u32, u32, u32) {
    let inside = match element {
        Some(_) => leaf.inside,
        None => 0,
    };
    (leaf.column, element.map_or(0, |element| element.index), inside)
}
