//! Lists of values, of which each record or each element has one.

use super::chunk::Chunk;
use super::damage::Damage;
use super::fill::{Place, Round, uneven};
use super::lists::{Listed, begins_nowhere, find};
use super::plan::{Leaf, Site};
use crate::record::{Datum, LENGTH_LIMIT, Mistake};
use crate::value::{Cell, Kind};

impl<'s> Round<'_, 's, '_> {
    /// A list of values for each record, or for each element.
    pub(super) fn items(&mut self, leaf: &Leaf<'s>) -> Result<(), Damage> {
        let Site::Items {
            within,
            list,
            item,
            repetition,
        } = leaf.site
        else {
            return Ok(());
        };
        let chunk = self.chunk(leaf.source)?;
        if within.is_none() && self.items_together(leaf, chunk, [list, item])? {
            return Ok(());
        }
        let levels = chunk.levels();
        let element = within.and_then(|list| self.plan.lists.get(list));
        let element = element.map_or(0, |list| list.depths[1]);
        let series = chunk.cells.series();
        let mut values = series.iter();
        let mut mistakes = chunk.cells.mistakes.iter();
        // Of lists within the elements, and of elements that are not there, nothing is asked.
        let is_passed = |(again, level): (u8, u8)| again > repetition || level < element;
        let mut next = 0;
        for at in 0..self.count(within) {
            let place = self.scratch.place(within, at).ok_or_else(uneven)?;
            while levels.entry(next).is_some_and(is_passed) {
                next += 1;
            }
            let (again, level) = levels.entry(next).ok_or_else(uneven)?;
            if again >= repetition {
                return Err(begins_nowhere());
            }
            next += 1;
            if level < list {
                if self.is_there(leaf.object, at) {
                    self.otherwise(place, leaf.goal.id, &leaf.otherwise);
                }
                continue;
            }
            let from = self.filling.next_item();
            let (mut count, mut level) = (0, level);
            loop {
                if level >= item {
                    let value = (level == chunk.depth().definition && leaf.kind.is_none())
                        .then(|| values.next().ok_or_else(uneven))
                        .transpose()?;
                    let wrong = matches!(value, Some((Kind::Missing, _)))
                        .then(|| mistakes.next().map(|(_, mistake)| mistake.clone()))
                        .flatten();
                    self.item(leaf, place, count, (value, wrong, level), chunk);
                    count += 1;
                }
                while levels.entry(next).is_some_and(is_passed) {
                    next += 1;
                }
                match levels.entry(next) {
                    Some((again, deep)) if again == repetition => level = deep,
                    _ => break,
                }
                next += 1;
            }
            let to = self.filling.next_item();
            let cell = Cell::List(from, to);
            self.filling.put(place.0, place.1, leaf.goal.slot, cell);
        }
        while levels.entry(next).is_some_and(is_passed) {
            next += 1;
        }
        match levels.entry(next) {
            None => Ok(()),
            Some(_) => Err(uneven()),
        }
    }

    /// The same of records, if all items are sound and are kept as they are; `false` if that cannot be seen.
    fn items_together(
        &mut self,
        leaf: &Leaf<'s>,
        chunk: &Chunk<'s>,
        [list, item]: [u8; 2],
    ) -> Result<bool, Damage> {
        let (series, depth) = (chunk.cells.series(), chunk.depth());
        let is_sound = leaf.kind.is_none() && chunk.cells.mistakes.is_empty();
        if depth.repetition != 1 || !is_sound || !self.puts_keys(leaf, &series) {
            return Ok(false);
        }
        let mut lists = std::mem::take(&mut self.scratch.lists);
        lists.clear();
        lists.resize(self.rows, Listed::default());
        let ends = (item, depth.definition);
        let found = find(chunk.levels(), ends, &mut lists, |_, _, _| {});
        found.check(self.rows)?;
        // A null has no value.
        if found.has_nulls || found.longest as usize > LENGTH_LIMIT {
            return Ok(false);
        }
        if found.elements as usize != series.len() {
            return Err(uneven());
        }
        let from = self.filling.next_item();
        if leaf.goal.slot.is_some() {
            self.filling.push_items(series);
        }
        for (row, listed) in lists.iter().enumerate() {
            if listed.level >= list {
                let cell = Cell::List(from + listed.start, from + listed.end);
                self.filling.put(row, None, leaf.goal.slot, cell);
            } else if self.is_there(leaf.object, row) {
                self.otherwise((row, None), leaf.goal.id, &leaf.otherwise);
            }
        }
        self.scratch.lists = lists;
        Ok(true)
    }

    /// An item of a list of values.
    fn item(
        &mut self,
        leaf: &Leaf<'s>,
        place: Place,
        count: u32,
        (value, wrong, level): (Option<(Kind, i64)>, Option<Mistake>, u8),
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
            (Some((Kind::Text, key)), None) if !self.filling.shares(key) => {
                match self.filling.push_text(place.0, chunk.cells.text(key)) {
                    Ok(()) => return,
                    Err(mistake) => mistake,
                }
            }
            (Some(parts), None) => {
                return self.filling.push_item(parts, chunk.cells.series().others);
            }
        };
        self.mistake(leaf, place, Some(count), mistake);
    }
}
