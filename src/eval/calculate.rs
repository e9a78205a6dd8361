//! Values that code asks for: what is not known, or cannot be held by a cell, comes out as missing.

use super::compare::order;
use super::expression::age;
use super::machine::Machine;
use crate::program::{CalculationKind, KeyValue, ListOf, Operand, TableId};
use crate::value::{Cell, Decimal, Value};
use std::cmp::Ordering;

/// So many keys of a table are looked up without allocating.
const FEW_KEYS: usize = 8;

impl<'a> Machine<'_, '_, 'a> {
    /// What a calculation yields.
    pub(super) fn calculate(&mut self, kind: &'a CalculationKind) -> Cell {
        match kind {
            CalculationKind::Now => Cell::Instant(self.context.now),
            CalculationKind::Today => Cell::Date(self.context.today),
            CalculationKind::Param(id) => cell(self.context.param(*id)),
            CalculationKind::Truth(segment) => {
                self.holds(*segment).map_or(Cell::Missing, Cell::Bool)
            }
            CalculationKind::Age(birth, on) => {
                let (birth, on) = (self.value(*birth), self.value(*on));
                cell(age(birth, on))
            }
            CalculationKind::Shift { later, base, by } => {
                let (base, by) = (self.value(*base), self.value(*by));
                cell(self.context.shift(*later, base, by))
            }
            CalculationKind::Otherwise(value, default) => match self.cell(*value) {
                Cell::Absent => self.cell(*default),
                value => value,
            },
            CalculationKind::Count(list) => self.count(*list),
            CalculationKind::Extreme { latest, list, slot } => self.extreme(*latest, *list, *slot),
            CalculationKind::Lookup(table, keys) => {
                self.lookup(*table, keys).unwrap_or(Cell::Missing)
            }
            CalculationKind::Other(place) => {
                let expr = self.code.expressions.get(*place as usize);
                expr.map_or(Cell::Missing, |expr| cell(self.context.eval(expr)))
            }
        }
    }

    fn value(&mut self, operand: Operand) -> Value<'a> {
        let cell = self.cell(operand);
        self.context.record.value(cell)
    }

    /// How many elements belong to a list, if that is known of each.
    fn count(&mut self, list: ListOf) -> Cell {
        let mut count = 0u32;
        let seen = self.each(list, |_| count += 1);
        seen.unwrap_or(Cell::Number(Decimal::from(count)))
    }

    /// The latest or earliest of the values that belong to a list, if all of them are known.
    fn extreme(&mut self, latest: bool, list: ListOf, slot: u32) -> Cell {
        let wanted = if latest {
            Ordering::Greater
        } else {
            Ordering::Less
        };
        let (mut best, mut unknown) = (Cell::Absent, false);
        let seen = self.each(list, |machine| {
            let found = machine.cell(Operand::Element(slot));
            match (found, best) {
                (Cell::Absent, _) => {}
                (Cell::Missing, _) => unknown = true,
                (_, Cell::Absent) => best = found,
                _ => {
                    let record = machine.context.record;
                    if order(record.value(found), record.value(best)) == Some(wanted) {
                        best = found;
                    }
                }
            }
        });
        match seen {
            Some(gone) => gone,
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
        let at = self.context.element;
        let mut unknown = false;
        for element in record.elements(cell, list.width) {
            self.go_to(Some(element));
            match list.filter.map_or(Some(true), |filter| self.holds(filter)) {
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
            let value = self.value(*operand);
            // Absence of a key that has no place for it is as good as unknown.
            let known = key.optional || !matches!(value, Value::Absent);
            *place = KeyValue::of(value).filter(|_| known)?;
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
