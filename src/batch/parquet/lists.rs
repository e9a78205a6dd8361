//! Lists of records, of which each record has one: where its elements stand, and the values that come there.

use super::chunk::{Chunk, Levels};
use super::damage::Damage;
use super::fill::{Place, Round, uneven};
use super::plan::{Leaf, List, Otherwise};
use crate::record::{Datum, Element, Mistake};
use crate::value::Cell;

/// The list of a record: which of all elements are its own.
#[derive(Clone, Copy, Default)]
pub(super) struct Listed {
    pub(super) start: u32,
    pub(super) end: u32,
    /// How much of the way to them is there.
    pub(super) level: u8,
}

impl<'s> Round<'_, 's, '_> {
    /// Makes room for the elements of a list of records.
    pub(super) fn list(&mut self, place: usize, list: &List) -> Result<(), Damage> {
        let [there, element, inside] = list.depths;
        let kept = self.scratch.elements.get_mut(place);
        let mut elements = kept.map(std::mem::take).unwrap_or_default();
        let mut lists = std::mem::take(&mut self.scratch.lists);
        lists.clear();
        lists.resize(self.rows, Listed::default());
        let levels = self.chunk(list.source)?.levels();
        // Lists within these elements have entries of their own: a few rows too many are no matter.
        let most = levels.at_least(element);
        self.filling.expect_rows(list.number, most);
        elements.resize(most + 1, (0, None));
        let found = find(levels, (element, inside), &mut lists, |at, row, index| {
            if let Some(place) = elements.get_mut(at as usize) {
                *place = (row, Some(Element::at(list.number, at, index)));
            }
        });
        found.check(self.rows)?;
        elements.truncate(found.elements as usize);
        let mut have_room = true;
        for (row, listed) in lists.iter_mut().enumerate() {
            if listed.level >= element {
                let start = self.open(list, row, listed.end - listed.start);
                have_room &= start == listed.start;
                // From here on the row of its first element.
                listed.start = start;
            } else if listed.end != listed.start {
                return Err(begins_nowhere());
            } else if listed.level >= there {
                self.filling
                    .put(row, None, list.slot, Cell::Rows(list.number, 0, 0));
            } else if self.is_there(list.object, row) {
                self.otherwise((row, None), list.id, &list.otherwise);
            }
        }
        if !have_room {
            settle(&lists, list, &mut elements);
        }
        if found.has_nulls {
            self.nulls(list, levels, &elements);
        }
        self.scratch.lists = lists;
        if let Some(place) = self.scratch.elements.get_mut(place) {
            *place = elements;
        }
        Ok(())
    }

    /// Opens the list of a record; the row of its first element.
    #[inline(always)]
    fn open(&mut self, list: &List, row: usize, count: u32) -> u32 {
        let start = self.filling.open_rows(row, list.slot, list.number, count);
        start.unwrap_or_else(|mistake| {
            let order = (list.column, u32::MAX, 0);
            self.filling
                .mistake(row, (None, None), list.id, mistake, order);
            // Behind all rows: what is put there is let go.
            u32::MAX / 2
        })
    }

    /// Says of elements that are none what is wrong with them.
    #[cold]
    fn nulls(&mut self, list: &List, levels: Levels<'_>, elements: &[Place]) {
        let [_, least, inside] = list.depths;
        let entries = levels.entries();
        let entries = entries.filter(|(again, level)| *again <= 1 && *level >= least);
        for ((_, level), (row, element)) in entries.zip(elements) {
            if let Some(element) = element.filter(|_| level < inside) {
                self.null_element(list, *row, element.index);
            }
        }
    }

    fn null_element(&mut self, list: &List, row: usize, index: u32) {
        let mistake = Mistake::kind("an object", Datum::Null);
        let order = (list.column, index, 0);
        self.filling
            .mistake(row, (None, Some(index)), list.id, mistake, order);
    }

    /// A value for each element where it is there, none of them mistaken.
    pub(super) fn in_elements(
        &mut self,
        leaf: &Leaf<'s>,
        chunk: &Chunk<'s>,
        levels: Levels<'_>,
        list: usize,
    ) -> Result<(), Damage> {
        let elements = self.scratch.elements.get(list);
        let elements = elements.map(Vec::as_slice).unwrap_or_default();
        let least = self.plan.lists.get(list).map_or(0, |list| list.depths[1]);
        // No list stands in the way: each entry that is deep enough is an element.
        if levels.at_least(least) != elements.len() {
            return Err(uneven());
        }
        let series = chunk.cells.series();
        if !self.puts_keys(leaf, &series) || !are_in_order(elements) {
            return self.some_elements(leaf, chunk, (levels, least), list);
        }
        let mut deep = std::mem::take(&mut self.scratch.levels);
        if series.len() < elements.len() {
            keep_deep(levels.definition, least, &mut deep);
        }
        self.plain(leaf, chunk, &deep, Some(list))?;
        self.scratch.levels = deep;
        Ok(())
    }

    /// The same, one after the other.
    fn some_elements(
        &mut self,
        leaf: &Leaf<'s>,
        chunk: &Chunk<'s>,
        (levels, least): (Levels<'_>, u8),
        list: usize,
    ) -> Result<(), Damage> {
        let series = chunk.cells.series();
        let mut values = series.iter();
        let levels = levels.definition.iter().filter(|level| **level >= least);
        for (at, level) in levels.enumerate() {
            let place = self.scratch.place(Some(list), at).ok_or_else(uneven)?;
            if *level == leaf.depth {
                let parts = values.next().ok_or_else(uneven)?;
                self.value(leaf, place, parts, chunk);
            } else if leaf.otherwise != Otherwise::Leave && self.is_there(leaf.object, at) {
                self.otherwise(place, leaf.goal.id, &leaf.otherwise);
            }
        }
        Ok(())
    }
}

/// What there is of a list.
#[derive(Default)]
pub(super) struct Found {
    /// In how many records it may be.
    pub(super) lists: usize,
    /// How many elements there are in all, and at most in one.
    pub(super) elements: u32,
    pub(super) longest: u32,
    /// Whether any of them is null.
    pub(super) has_nulls: bool,
    /// Whether a list goes on with what is no element, or without a first one.
    is_broken: bool,
}

impl Found {
    /// Sees whether there may be a list in each of so many records, and none that cannot be.
    pub(super) fn check(&self, rows: usize) -> Result<(), Damage> {
        match self.is_broken {
            true => Err(begins_nowhere()),
            false if self.lists == rows => Ok(()),
            false => Err(uneven()),
        }
    }
}

/// Finds the list of each record by the depth from which on an element is there, and what that holds; those within
/// elements are passed over. Of each element, how many there are before it among all, its record, and its place in its list
/// are handed on; the last time that may be of none. Which entry is what cannot be foreseen: no branch hangs on it.
#[inline(always)]
pub(super) fn find(
    levels: Levels<'_>,
    (least, inside): (u8, u8),
    lists: &mut [Listed],
    mut element: impl FnMut(u32, usize, u32),
) -> Found {
    let mut found = Found {
        is_broken: are_broken(levels, least),
        ..Found::default()
    };
    let mut last = Listed::default();
    for (again, level) in levels.repetition.iter().zip(levels.definition) {
        let begins = *again == 0;
        let is_element = (*again <= 1) & (*level >= least);
        found.lists += usize::from(begins);
        last.start = if begins { found.elements } else { last.start };
        last.level = if begins { *level } else { last.level };
        let row = found.lists.wrapping_sub(1);
        element(found.elements, row, found.elements - last.start);
        found.elements += u32::from(is_element);
        found.has_nulls |= is_element & (*level < inside);
        found.longest = found.longest.max(found.elements - last.start);
        last.end = found.elements;
        if let Some(place) = lists.get_mut(row) {
            *place = last;
        }
    }
    found
}

/// Whether a list goes on with what is no element, or behind none. All are looked at: so many at a time.
fn are_broken(levels: Levels<'_>, least: u8) -> bool {
    let (lists, depths) = (levels.repetition, levels.definition);
    let nexts = lists.iter().zip(depths).skip(1);
    let wrong = nexts.zip(depths).map(|((again, level), before)| {
        let is_short = *level < least || *before < least;
        u8::from(*again == 1) & u8::from(is_short)
    });
    let starts_inside = lists.first().is_some_and(|again| *again != 0);
    starts_inside || wrong.fold(0, |any, each| any | each) != 0
}

pub(super) fn begins_nowhere() -> Damage {
    Damage::broken("a list goes on that has no first element")
}

/// Has elements stand where their lists begin.
#[cold]
fn settle(lists: &[Listed], list: &List, elements: &mut [Place]) {
    for (row, element) in elements {
        if let (Some(listed), Some(element)) = (lists.get(*row), element) {
            let at = listed.start.saturating_add(element.index);
            *element = Element::at(list.number, at, element.index);
        }
    }
}

/// Whether elements stand in the rows of their list from the first on: some have no row where a list has too many.
fn are_in_order(elements: &[Place]) -> bool {
    let row = |place: &Place| place.1.map(Element::row);
    let last = elements.len().checked_sub(1);
    elements.first().and_then(row) == last.map(|_| 0) && elements.last().and_then(row) == last
}

/// Keeps the levels that are deep enough. Which they are cannot be foreseen: no branch hangs on it.
fn keep_deep(levels: &[u8], least: u8, deep: &mut Vec<u8>) {
    deep.clear();
    deep.resize(levels.len(), 0);
    let mut end = 0;
    for level in levels {
        if let Some(place) = deep.get_mut(end) {
            *place = *level;
        }
        end += usize::from(*level >= least);
    }
    deep.truncate(end);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where the list of each record begins and ends, and of each element its record and its place.
    type Lists = (Vec<(u32, u32)>, Vec<(usize, u32)>);

    /// What is found of entries by which list goes on and how much is there: a list from 1 on, its elements from 2 on, what
    /// these hold from 3 on.
    fn found(entries: &[(u8, u8)]) -> (Found, Lists) {
        let repetition: Vec<u8> = entries.iter().map(|(again, _)| *again).collect();
        let definition: Vec<u8> = entries.iter().map(|(_, level)| *level).collect();
        let levels = Levels {
            repetition: &repetition,
            definition: &definition,
        };
        let mut lists = vec![Listed::default(); 4];
        let mut elements = Vec::new();
        let found = find(levels, (2, 3), &mut lists, |at, row, index| {
            elements.truncate(at as usize);
            elements.push((row, index));
        });
        elements.truncate(found.elements as usize);
        let lists = lists.iter().take(found.lists);
        let lists = lists.map(|listed| (listed.start, listed.end)).collect();
        (found, (lists, elements))
    }

    #[test]
    fn lists_are_found_with_their_elements() {
        // Two elements, the second with a list of three; no list; an empty one; one null.
        let entries = [(0, 3), (1, 4), (2, 4), (2, 4), (0, 0), (0, 1), (0, 2)];
        let (found, (lists, elements)) = found(&entries);
        assert!(found.check(4).is_ok() && found.check(3).is_err());
        assert_eq!(lists, [(0, 2), (2, 2), (2, 2), (2, 3)]);
        assert_eq!(elements, [(0, 0), (0, 1), (3, 0)]);
        assert!(found.has_nulls);
        assert_eq!((found.elements, found.longest), (3, 2));
    }

    #[test]
    fn lists_that_cannot_be_are_none() {
        let rows = |entries: &[(u8, u8)]| {
            let (found, _) = found(entries);
            (found.check(found.lists).is_ok(), found.has_nulls)
        };
        assert_eq!(rows(&[]), (true, false));
        assert_eq!(rows(&[(0, 3), (1, 3)]), (true, false));
        // An element of an empty list, what is no element behind one, and a list that begins nowhere.
        for broken in [[(0, 1), (1, 3)], [(0, 3), (1, 1)], [(1, 3), (0, 3)]] {
            assert!(!rows(&broken).0, "{broken:?}");
        }
    }
}
