//! A round of rows from their columns to records side by side.

use super::chunk::{Chunk, Levels};
use super::damage::Damage;
use super::lists::Listed;
use super::plan::{Leaf, Object, Otherwise, Plan, Presence, Site};
use crate::program::FieldId;
use crate::record::{Datum, Element, Filling, Mistake, Series, Wants};
use crate::value::{Cell, Kind};

/// Where a value goes: the record, and its element.
pub(super) type Place = (usize, Option<Element>);

/// What is used again from round to round.
#[derive(Default)]
pub(super) struct Scratch {
    /// For each object whether it is there, in each record or in each element.
    there: Vec<Vec<bool>>,
    /// For each list of records its elements in all records.
    pub(super) elements: Vec<Vec<Place>>,
    /// By record, of the list at hand.
    pub(super) lists: Vec<Listed>,
    /// Of the elements of a list, how much of the way to a value is there.
    pub(super) levels: Vec<u8>,
}

/// A round.
pub(super) struct Round<'p, 's, 'f> {
    pub(super) plan: &'p Plan<'s>,
    chunks: &'p [Chunk<'s>],
    pub(super) filling: Filling<'s, 'f>,
    pub(super) rows: usize,
    pub(super) scratch: &'p mut Scratch,
}

impl Scratch {
    /// A record, or an element of a list.
    #[inline]
    pub(super) fn place(&self, list: Option<usize>, at: usize) -> Option<Place> {
        match list {
            None => Some((at, None)),
            Some(list) => self.elements.get(list)?.get(at).copied(),
        }
    }
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

pub(super) fn uneven() -> Damage {
    Damage::broken("columns of one list have different lengths")
}

impl<'p, 's> Round<'p, 's, '_> {
    pub(super) fn chunk(&self, source: usize) -> Result<&'p Chunk<'s>, Damage> {
        self.chunks.get(source).ok_or_else(uneven)
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
                    let levels = self.chunk(*source)?.levels();
                    if object.list.is_none() && levels.repetition.is_empty() {
                        let levels = levels.definition.get(..count).ok_or_else(uneven)?;
                        for (flag, level) in there.iter_mut().zip(levels) {
                            *flag |= *level >= *depth;
                        }
                        continue;
                    }
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
        self.around(place, object, &there);
        if let Some(place) = self.scratch.there.get_mut(place) {
            *place = there;
        }
        Ok(())
    }

    /// Puts what stands in an object where columns are missing, and in its place where it is not there.
    fn around(&mut self, place: usize, object: &Object, there: &[bool]) {
        if object.list.is_none() {
            self.filling.put_where(object.slot, there, Cell::Present);
        }
        let is_settled = object.list.is_none() || object.slot.is_none();
        let is_plain = object.missing.is_empty() && is_settled;
        if is_plain && (object.otherwise == Otherwise::Leave || there.iter().all(|there| *there)) {
            return;
        }
        let above = place > 0 && matches!(object.presence, Presence::Any(_));
        for (at, is_there) in there.iter().enumerate() {
            let Some((row, element)) = self.scratch.place(object.list, at) else {
                continue;
            };
            if *is_there {
                if object.list.is_some() {
                    self.filling.put(row, element, object.slot, Cell::Present);
                }
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
        let chunk = self.chunk(leaf.source)?;
        let levels = chunk.levels();
        let cells = &chunk.cells;
        let count = self.count(list);
        let is_plain = leaf.kind.is_none() && cells.mistakes.is_empty();
        match list {
            None if is_plain && leaf.goal.wants != Wants::Json => {
                return self.plain(leaf, chunk, levels.definition, None);
            }
            Some(list) if is_plain && leaf.goal.wants != Wants::Json => {
                return self.in_elements(leaf, chunk, levels, list);
            }
            _ => {}
        }
        let series = cells.series();
        let mut values = series.iter();
        let mut mistakes = cells.mistakes.iter();
        let mut seen = 0;
        let levels = self.at(list, levels);
        for (at, level) in levels.enumerate().take(count) {
            seen += 1;
            let place = match list {
                None => (at, None),
                Some(list) => match self.scratch.place(Some(list), at) {
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
            let parts = values.next().ok_or_else(uneven)?;
            if let Kind::Missing = parts.0 {
                let (_, mistake) = mistakes.next().ok_or_else(uneven)?;
                self.mistake(leaf, place, None, mistake.clone());
                continue;
            }
            self.value(leaf, place, parts, chunk);
        }
        if seen < count {
            return Err(uneven());
        }
        Ok(())
    }

    /// A value for each record where it is there, or for each element in their order, none of them mistaken.
    pub(super) fn plain(
        &mut self,
        leaf: &Leaf<'s>,
        chunk: &Chunk<'s>,
        levels: &[u8],
        list: Option<usize>,
    ) -> Result<(), Damage> {
        let series = chunk.cells.series();
        let is_everywhere = series.len() == self.count(list);
        let number = self.number(list);
        let entries = (levels, leaf.depth);
        if let Some(slot) = leaf.goal.slot {
            if !self.puts_keys(leaf, &series) {
                let texts = (series, chunk.cells.texts.own());
                for row in self.filling.put_texts(slot, entries, texts) {
                    self.mistake(leaf, (row, None), None, Mistake::too_large());
                }
            } else if is_everywhere {
                self.filling.put_each((number, slot), series);
            } else {
                self.filling.put_there((number, slot), entries, series);
            }
        }
        match is_everywhere {
            true => Ok(()),
            false => self.missing(leaf, levels, list),
        }
    }

    /// What stands where a value is not there.
    fn missing(
        &mut self,
        leaf: &Leaf<'s>,
        levels: &[u8],
        list: Option<usize>,
    ) -> Result<(), Damage> {
        let (number, entries) = (self.number(list), (levels, leaf.depth));
        let there = self.scratch.there.get(leaf.object);
        let there = there.map(Vec::as_slice).unwrap_or_default();
        match &leaf.otherwise {
            Otherwise::Leave => {}
            Otherwise::Absent(slots) => {
                for slot in slots {
                    self.filling
                        .put_missing((number, *slot), there, entries, Cell::Absent);
                }
            }
            Otherwise::Default(Some(parts)) => {
                let (id, place) = (leaf.goal.id, |at| self.scratch.place(list, at));
                self.filling
                    .assume_missing(id, there, entries, *parts, place);
            }
            Otherwise::Default(None) => {
                for (at, level) in levels.iter().enumerate() {
                    if *level < leaf.depth && self.is_there(leaf.object, at) {
                        let (row, element) = self.scratch.place(list, at).ok_or_else(uneven)?;
                        self.filling.not_supplied(row, element, leaf.goal.id);
                    }
                }
            }
        }
        Ok(())
    }

    /// Whether the values of a column can be put as they are.
    pub(super) fn puts_keys(&self, leaf: &Leaf<'s>, series: &Series<'_>) -> bool {
        let is_shared = |key| self.filling.shares(key);
        !leaf.goal.keeps_texts() || series.first_text().is_some_and(is_shared)
    }

    #[inline]
    pub(super) fn value(
        &mut self,
        leaf: &Leaf<'s>,
        (row, element): Place,
        parts: (Kind, i64),
        chunk: &Chunk<'s>,
    ) {
        let key = match parts {
            (Kind::Text, key) if leaf.goal.wants == Wants::Json || !self.filling.shares(key) => key,
            _ => {
                let one = (parts, chunk.cells.series().others);
                return self.filling.put_one(row, element, leaf.goal.slot, one);
            }
        };
        let text = chunk.cells.text(key);
        if leaf.goal.wants == Wants::Json {
            let order = order(leaf, element);
            self.filling.graft(row, element, &leaf.goal, text, order);
            return;
        }
        let put = self.filling.put_text(row, element, leaf.goal.slot, text);
        if let Err(mistake) = put {
            self.mistake(leaf, (row, element), None, mistake);
        }
    }

    #[cold]
    pub(super) fn mistake(
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
    pub(super) fn otherwise(&mut self, (row, element): Place, id: FieldId, otherwise: &Otherwise) {
        match otherwise {
            Otherwise::Leave => {}
            Otherwise::Absent(slots) => {
                for slot in slots {
                    self.filling.put(row, element, Some(*slot), Cell::Absent);
                }
            }
            Otherwise::Default(Some(parts)) => self.filling.assume((row, element), id, *parts),
            Otherwise::Default(None) => self.filling.not_supplied(row, element, id),
        }
    }

    /// Columns that the schema does not know: each record has them where it has the object.
    fn unknown(&mut self) {
        let mut at = self.plan.unknown.iter().peekable();
        while let Some(first) = at.next() {
            let list_of =
                |object: usize| self.plan.objects.get(object).and_then(|object| object.list);
            let list = list_of(first.object);
            let mut together = vec![first];
            while list.is_some()
                && let Some(next) = at.next_if(|next| list_of(next.object) == list)
            {
                together.push(next);
            }
            for each in 0..self.count(list) {
                let Some((row, element)) = self.scratch.place(list, each) else {
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
                    self.filling
                        .unknown(row, (within, element), &unknown.name, order);
                }
            }
        }
    }

    /// How many places there are: records, or elements.
    pub(super) fn count(&self, list: Option<usize>) -> usize {
        list.map_or(self.rows, |list| {
            self.scratch.elements.get(list).map_or(0, Vec::len)
        })
    }

    /// The number of a list of records.
    fn number(&self, list: Option<usize>) -> Option<u16> {
        let list = self.plan.lists.get(list?)?;
        Some(list.number)
    }

    #[inline]
    pub(super) fn is_there(&self, object: usize, at: usize) -> bool {
        let there = self.scratch.there.get(object);
        there
            .and_then(|there| there.get(at))
            .is_some_and(|there| *there)
    }

    /// The depths at each record, or at each element of a list.
    fn at<'l>(
        &self,
        list: Option<usize>,
        levels: Levels<'l>,
    ) -> impl Iterator<Item = u8> + use<'l, 's> {
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
    (
        leaf.column,
        element.map_or(0, |element| element.index),
        inside,
    )
}
