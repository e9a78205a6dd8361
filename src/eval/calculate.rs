//! Values that code asks for: what is not known, or cannot be held by a cell, comes out as missing.

use super::compare::order;
use super::expression::age;
use super::machine::Machine;
use crate::program::{CalculationKind, Holder, KeyValue, ListOf, Operand, Place, TableId};
use crate::value::{Cell, Value};
use std::cmp::Ordering;

/// How deep values are worked out for one another before it is done in their order instead, so that a long chain of
/// them needs no deep stack.
const MOST_NESTED: u32 = 8;

/// So many keys of a table are looked up without allocating.
const FEW_KEYS: usize = 8;

impl<'a> Machine<'_, '_, 'a> {
    /// Works a value out, and keeps it if it does not hang on the element at hand.
    #[inline(never)]
    pub(super) fn work_out(&mut self, place: u32) {
        if self.registers.nested >= MOST_NESTED {
            self.work_out_before(place);
        }
        if let Some(calculation) = self.code.calculations.get(place as usize) {
            self.registers.nested += 1;
            let cell = self.calculate(&calculation.kind);
            self.registers.nested -= 1;
            let stays = !calculation.of_element;
            self.registers.set(place, cell, stays);
        }
    }

    /// Works out all that stand before one. Each names only earlier ones: in their order, none has to wait for another.
    #[cold]
    fn work_out_before(&mut self, place: u32) {
        let calculations = self.code.calculations.iter().take(place as usize);
        for (earlier, calculation) in calculations.enumerate() {
            let earlier = earlier as u32;
            if !calculation.of_element && !self.registers.is_ready(earlier) {
                let nested = std::mem::replace(&mut self.registers.nested, 0);
                self.work_out(earlier);
                self.registers.nested = nested;
            }
        }
    }

    #[inline(always)]
    fn calculate(&mut self, kind: &'a CalculationKind) -> Cell {
        match kind {
            CalculationKind::Given => Cell::Missing,
            CalculationKind::Param(id) => {
                let values = self.context.policy.plan.params.get(id.0 as usize);
                values.map_or(Cell::Missing, |values| values.on(self.context.today))
            }
            CalculationKind::Truth(segment) => {
                self.holds(*segment).map_or(Cell::Missing, Cell::Bool)
            }
            CalculationKind::Age(birth, on) => match (self.operand(*birth), self.operand(*on)) {
                (Cell::Date(birth), Cell::Date(on)) => Cell::whole(i64::from(birth.age_on(on))),
                (birth, on) => cell(age(self.value(birth), self.value(on))),
            },
            CalculationKind::Shift { later, base, by } => {
                let (base, by) = (self.operand(*base), self.operand(*by));
                if let (Cell::Date(date), Cell::Period(period), true) = (base, by, *later)
                    && let Ok(moved) = date.plus(period)
                {
                    return Cell::Date(moved);
                }
                cell(self.context.shift(*later, self.value(base), self.value(by)))
            }
            CalculationKind::Otherwise(value, default) => match self.operand(*value) {
                Cell::Absent => self.operand(*default),
                value => value,
            },
            CalculationKind::Count(list) => {
                let mut found = 0;
                let instead = self.each(*list, |_| found += 1);
                instead.unwrap_or(Cell::whole(found))
            }
            CalculationKind::Extreme { latest, list, slot } => self.extreme(*latest, *list, *slot),
            CalculationKind::Lookup(table, keys) => {
                self.lookup(*table, keys).unwrap_or(Cell::Missing)
            }
            CalculationKind::Other(place) => {
                let expr = self.code.expressions.get(*place as usize);
                let context = self.context.at(self.element);
                expr.map_or(Cell::Missing, |expr| cell(context.eval(expr)))
            }
        }
    }

    fn operand(&mut self, operand: Operand) -> Cell {
        match operand {
            Operand::Constant(cell) => cell,
            Operand::Place(place) => {
                if let Some(first) = place.first()
                    && !self.registers.is_ready(first.get())
                {
                    self.work_out(first.get());
                }
                *self.cell(place)
            }
        }
    }

    fn value(&self, cell: Cell) -> Value<'a> {
        self.context.record.value(cell)
    }

    /// The latest or earliest of the values that belong to a list, if all of them are known.
    fn extreme(&mut self, latest: bool, list: ListOf, slot: u32) -> Cell {
        let wanted = if latest {
            Ordering::Greater
        } else {
            Ordering::Less
        };
        let (mut best, mut unknown) = (Cell::Absent, false);
        let place = Place::new(Holder::Element, slot);
        let instead = self.each(list, |machine| match (*machine.cell(place), best) {
            (Cell::Absent, _) => {}
            (Cell::Missing, _) => unknown = true,
            (found, Cell::Absent) => best = found,
            (Cell::Instant(found), Cell::Instant(known)) => {
                if found.cmp(&known) == wanted {
                    best = Cell::Instant(found);
                }
            }
            (found, _) => {
                if order(machine.value(found), machine.value(best)) == Some(wanted) {
                    best = found;
                }
            }
        });
        match instead {
            Some(instead) => instead,
            None if unknown => Cell::Missing,
            None => best,
        }
    }

    /// Goes through the elements that belong to a list. What there is instead of a list comes back, or that it is not
    /// known of one of them.
    fn each(&mut self, list: ListOf, mut see: impl FnMut(&mut Self)) -> Option<Cell> {
        let record = self.context.record;
        let cell = record.cell(list.slot);
        if !matches!(cell, Cell::Rows(..)) {
            return Some(match cell {
                Cell::Absent => Cell::Absent,
                _ => Cell::Missing,
            });
        }
        let at = self.element;
        let mut unknown = false;
        for element in record.elements(cell, list.width) {
            self.go_to(Some(element));
            match list.filter.map_or(Some(true), |filter| self.run(filter)) {
                Some(true) => see(self),
                Some(false) => {}
                None => unknown = true,
            }
        }
        self.go_to(at);
        unknown.then_some(Cell::Missing)
    }

    /// What a table says of keys that are all known.
    fn lookup(&mut self, id: TableId, keys: &'a [Operand]) -> Option<Cell> {
        let program = self.context.program;
        let table = program.tables.get(id.0 as usize)?;
        let index = program.plan.tables.get(id.0 as usize)?.as_ref()?;
        let mut few = [KeyValue::default(); FEW_KEYS];
        let few = few.get_mut(..keys.len())?;
        for ((place, operand), key) in few.iter_mut().zip(keys).zip(&table.keys) {
            let cell = self.operand(*operand);
            // Absence of a key that has no place for it is as good as unknown.
            let known = key.optional || !matches!(cell, Cell::Absent);
            *place = KeyValue::of(cell).filter(|_| known)?;
        }
        let row = match index.find(few) {
            Some(row) => table.rows.get(row),
            None => table.rows.iter().rfind(|row| row.cells.is_none()),
        };
        row.and_then(|row| Cell::of(row.result.value()))
    }
}

fn cell(value: Value<'_>) -> Cell {
    Cell::of(value).unwrap_or(Cell::Missing)
}
