//! Lists of records, of which each record has one: where its elements stand, before their values come.

use super::damage::Damage;
use super::fill::{Place, Round, uneven};
use super::plan::List;
use crate::record::{Datum, Element, Mistake};
use crate::value::Cell;

impl Round<'_, '_, '_> {
    /// Makes room for the elements of a list of records.
    pub(super) fn list(&mut self, place: usize, list: &List) -> Result<(), Damage> {
        let [there, element, inside] = list.depths;
        let kept = self.scratch.elements.get_mut(place);
        let mut elements = kept.map(std::mem::take).unwrap_or_default();
        elements.clear();
        let chunk = self.chunk(list.source)?;
        let levels = chunk.levels();
        // Lists within these elements have entries of their own: a few rows too many are no matter.
        let count = levels.at_least(element);
        self.filling.expect_rows(list.number, count);
        elements.reserve(count);
        // Which list goes on with the next entry. Those of lists within the elements are passed over.
        let again = |at: usize| levels.repetition.get(at).copied().unwrap_or(0);
        let mut nulls = Vec::new();
        let mut at = 0;
        for row in 0..self.rows {
            let level = *levels.definition.get(at).ok_or_else(uneven)?;
            at += 1;
            if level < element {
                while again(at) > 1 {
                    at += 1;
                }
                if level >= there {
                    self.filling
                        .put(row, None, list.slot, Cell::Rows(list.number, 0, 0));
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
            while again(at) > 0 {
                if again(at) == 1 {
                    if levels
                        .definition
                        .get(at)
                        .is_some_and(|level| *level < inside)
                    {
                        nulls.push(count);
                    }
                    count += 1;
                }
                at += 1;
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
        let start = self.filling.open_rows(row, list.slot, list.number, count);
        let start = start.unwrap_or_else(|mistake| {
            let order = (list.column, u32::MAX, 0);
            self.filling
                .mistake(row, (None, None), list.id, mistake, order);
            // Behind all rows: what is put there is let go.
            u32::MAX / 2
        });
        for index in 0..count {
            let element = Element::at(list.number, start.saturating_add(index), index);
            elements.push((row, Some(element)));
        }
    }

    fn null_element(&mut self, list: &List, row: usize, index: u32) {
        let mistake = Mistake::kind("an object", Datum::Null);
        let order = (list.column, index, 0);
        self.filling
            .mistake(row, (None, Some(index)), list.id, mistake, order);
    }
}
