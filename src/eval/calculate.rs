//! Values that code asks for: what is not known, or cannot be held by a cell, comes out as missing.

use super::column::{Column, in_column};
use super::compare::order;
use super::expression::age;
use super::lanes::{Lanes, MOST_LANES, Says, each, lane};
use super::machine::Machine;
use crate::program::{
    Calculation, CalculationKind, Holder, KeyValue, ListOf, Operand, Place, TableId,
};
use crate::value::{Cell, Value};
use std::cmp::Ordering;

/// How deep values are worked out for one another before it is done in their order instead, so that a long chain of
/// them needs no deep stack.
const MOST_NESTED: u32 = 8;

/// So many keys of a table are looked up without allocating.
const FEW_KEYS: usize = 8;

impl<'a> Machine<'_, '_, 'a> {
    /// Works a value out where it is not there yet. One that hangs on an element is worked out anew.
    #[inline]
    pub(super) fn work_out(&mut self, place: u32, lanes: Lanes) {
        let Some(calculation) = self.code.calculations.get(place as usize) else {
            return;
        };
        if calculation.of_element {
            return self.calculate(place, calculation, lanes);
        }
        let lacking = self.records_of(lanes) & !self.registers.ready(place);
        if lacking != 0 {
            self.at_records().calculate(place, calculation, lacking);
            self.registers.add_ready(place, lacking);
        }
    }

    /// Works out all that stand before one. Each names only earlier ones: in their order, none has to wait for another.
    #[cold]
    fn work_out_before(&mut self, place: u32, lanes: Lanes) {
        let calculations = self.code.calculations.iter().take(place as usize);
        for (earlier, calculation) in calculations.enumerate() {
            if !calculation.of_element {
                let nested = std::mem::replace(&mut self.registers.nested, 0);
                self.work_out(earlier as u32, lanes);
                self.registers.nested = nested;
            }
        }
    }

    #[inline(never)]
    fn calculate(&mut self, place: u32, calculation: &'a Calculation, lanes: Lanes) {
        if self.registers.nested >= MOST_NESTED {
            self.work_out_before(place, lanes);
        }
        self.registers.nested += 1;
        let goal = Goal {
            place,
            of_element: calculation.of_element,
        };
        match &calculation.kind {
            CalculationKind::Truth(segment) => {
                let says = self.run(*segment, lanes);
                self.put_truth(goal, says, lanes);
            }
            kind => {
                self.make_operands_ready(kind, lanes);
                self.put_kind(goal, kind, lanes);
            }
        }
        self.registers.nested -= 1;
    }

    /// Works out what a value is worked out from.
    fn make_operands_ready(&mut self, kind: &'a CalculationKind, lanes: Lanes) {
        match kind {
            CalculationKind::Age(left, right)
            | CalculationKind::Otherwise(left, right)
            | CalculationKind::Shift {
                base: left,
                by: right,
                ..
            } => {
                self.make_operand_ready(*left, lanes);
                self.make_operand_ready(*right, lanes);
            }
            CalculationKind::Lookup(_, keys) => {
                for key in keys {
                    self.make_operand_ready(*key, lanes);
                }
            }
            _ => {}
        }
    }

    fn make_operand_ready(&mut self, operand: Operand, lanes: Lanes) {
        if let Operand::Place(place) = operand
            && let Some(first) = place.first()
        {
            self.work_out(first.get(), lanes);
        }
    }

    #[inline(never)]
    fn put_truth(&mut self, goal: Goal, says: Says, lanes: Lanes) {
        self.put_each(goal, lanes, |_, at| match says.unknown & lane(at) {
            0 => Cell::Bool(says.yes & lane(at) != 0),
            _ => Cell::Missing,
        });
    }

    /// Puts a value in its place, once what it is worked out from is there.
    #[inline(never)]
    fn put_kind(&mut self, goal: Goal, kind: &'a CalculationKind, lanes: Lanes) {
        match kind {
            CalculationKind::Given | CalculationKind::Truth(_) => {}
            CalculationKind::Param(id) => self.put_each(goal, lanes, |machine, at| {
                let context = machine.context_of(at);
                let cell = context.and_then(|context| {
                    let values = context.policy.plan.params.get(id.0 as usize)?;
                    Some(values.on(context.today))
                });
                cell.unwrap_or(Cell::Missing)
            }),
            CalculationKind::Age(birth, on) => {
                self.put_both(goal, [*birth, *on], lanes, |machine, at, both| match both {
                    [Cell::Date(birth), Cell::Date(on)] => {
                        Cell::whole(i64::from(birth.age_on(*on)))
                    }
                    [birth, on] => cell(age(machine.value(at, *birth), machine.value(at, *on))),
                });
            }
            CalculationKind::Shift { later, base, by } => {
                self.put_both(goal, [*base, *by], lanes, |machine, at, [base, by]| {
                    if let (Cell::Date(date), Cell::Period(period), true) = (base, by, *later)
                        && let Ok(moved) = date.plus(*period)
                    {
                        return Cell::Date(moved);
                    }
                    let (base, by) = (machine.value(at, *base), machine.value(at, *by));
                    let context = machine.context_of(at);
                    context.map_or(Cell::Missing, |context| {
                        cell(context.shift(*later, base, by))
                    })
                });
            }
            CalculationKind::Otherwise(value, default) => {
                let both = [*value, *default];
                self.put_both(goal, both, lanes, |_, _, [value, default]| match value {
                    Cell::Absent => *default,
                    value => *value,
                });
            }
            CalculationKind::Count(list) => self.count(goal, *list, lanes),
            CalculationKind::Extreme { latest, list, slot } => {
                self.extreme(goal, *latest, *list, *slot, lanes);
            }
            CalculationKind::Lookup(table, keys) => {
                self.put_each(goal, lanes, |machine, at| {
                    machine.lookup(*table, keys, at).unwrap_or(Cell::Missing)
                });
            }
            CalculationKind::Other(expression) => self.put_each(goal, lanes, |machine, at| {
                let expr = machine.code.expressions.get(*expression as usize);
                let value = expr.and_then(|expr| Some(machine.context(at)?.eval(expr)));
                value.map_or(Cell::Missing, cell)
            }),
        }
    }

    #[inline(always)]
    fn put_each(&mut self, goal: Goal, lanes: Lanes, value: impl Fn(&Self, usize) -> Cell) {
        let mut column = [Cell::Missing; MOST_LANES];
        for at in each(lanes) {
            if let Some(place) = column.get_mut(at) {
                *place = value(self, at);
            }
        }
        match goal.of_element {
            false => self.registers.put_all(goal.place, lanes, &column),
            true => self
                .registers
                .put_all_of_elements(goal.place, lanes, &column),
        }
    }

    /// As [`Machine::put_each`], of two operands.
    #[inline(always)]
    fn put_both(
        &mut self,
        goal: Goal,
        operands: [Operand; 2],
        lanes: Lanes,
        value: impl Fn(&Self, usize, [&Cell; 2]) -> Cell,
    ) {
        let [left, right] = operands;
        let (left, right) = (self.operands(left, lanes), self.operands(right, lanes));
        self.put_each(goal, lanes, |machine, at| {
            value(machine, at, [in_column(&left, at), in_column(&right, at)])
        });
    }

    /// An operand that is ready, of all.
    #[inline(always)]
    fn operands(&self, operand: Operand, lanes: Lanes) -> Column {
        match operand {
            Operand::Constant(cell) => [cell; MOST_LANES],
            Operand::Place(place) => self.column(lanes, place),
        }
    }

    /// An operand that is ready.
    #[inline(always)]
    fn operand(&self, operand: Operand, at: usize) -> Cell {
        match operand {
            Operand::Constant(cell) => cell,
            Operand::Place(place) => self.cell(at, place),
        }
    }

    /// How many elements belong to a list, where all of that is known.
    fn count(&mut self, goal: Goal, list: ListOf, lanes: Lanes) {
        let mut counts = [0i64; MOST_LANES];
        let unclear = self.each_element(list, lanes, |machine, at| {
            let from = machine.lane(at).map(|lane| lane.from());
            if let Some(count) = from.and_then(|from| counts.get_mut(from)) {
                *count += 1;
            }
        });
        self.put_each(goal, lanes, |machine, at| {
            let count = counts.get(at).copied().unwrap_or(0);
            let counted = || Cell::whole(count);
            machine.of_list(list, at, unclear).unwrap_or_else(counted)
        });
    }

    /// The latest or earliest of the values that belong to a list, if all of them are known.
    fn extreme(&mut self, goal: Goal, latest: bool, list: ListOf, slot: u32, lanes: Lanes) {
        let wanted = if latest {
            Ordering::Greater
        } else {
            Ordering::Less
        };
        let (mut best, mut unknown) = ([Cell::Absent; MOST_LANES], 0);
        let place = Place::new(Holder::Element, slot);
        let unclear = self.each_element(list, lanes, |machine, at| {
            let from = machine.lane(at).map_or(0, |lane| lane.from());
            let Some(best) = best.get_mut(from) else {
                return;
            };
            match (machine.cell(at, place), *best) {
                (Cell::Absent, _) => {}
                (Cell::Missing, _) => unknown |= lane(from),
                (found, Cell::Absent) => *best = found,
                (Cell::Instant(found), Cell::Instant(known)) => {
                    if found.cmp(&known) == wanted {
                        *best = Cell::Instant(found);
                    }
                }
                (found, known) => {
                    let (left, right) = (machine.value(at, found), machine.value(at, known));
                    if order(left, right) == Some(wanted) {
                        *best = found;
                    }
                }
            }
        });
        self.put_each(goal, lanes, |machine, at| {
            let best = best.get(at).copied().unwrap_or(Cell::Missing);
            let instead = machine.of_list(list, at, unclear | unknown);
            instead.unwrap_or(best)
        });
    }

    /// Goes through the elements that belong to a list. Where that is not known of one of them comes back.
    fn each_element(
        &mut self,
        list: ListOf,
        lanes: Lanes,
        mut see: impl FnMut(&Machine<'_, '_, 'a>, usize),
    ) -> Lanes {
        let mut unclear = 0;
        let mut stretches = self.elements(list, lanes);
        while let Some(stretch) = stretches.next() {
            let mut machine = self.at(stretch);
            let says = machine.belonging(list);
            each(says.yes).for_each(|at| see(&machine, at));
            let of_unknown = each(says.unknown).filter_map(|at| machine.lane(at));
            unclear = of_unknown.fold(unclear, |unclear, found| unclear | lane(found.from()));
        }
        unclear
    }

    /// What there is instead of a value of a list: absence if the list is absent, and nothing known where it is not
    /// there or unclear.
    fn of_list(&self, list: ListOf, at: usize, unclear: Lanes) -> Option<Cell> {
        match self.cell(at, Place::new(Holder::Record, list.slot)) {
            Cell::Rows(..) if unclear & lane(at) == 0 => None,
            Cell::Absent => Some(Cell::Absent),
            _ => Some(Cell::Missing),
        }
    }

    /// What a table says of keys that are all known.
    fn lookup(&self, id: TableId, keys: &'a [Operand], at: usize) -> Option<Cell> {
        let context = self.contexts.first()?;
        let table = context.program.tables.get(id.0 as usize)?;
        let index = context.program.plan.tables.get(id.0 as usize)?.as_ref()?;
        let mut few = [KeyValue::default(); FEW_KEYS];
        let few = few.get_mut(..keys.len())?;
        for ((place, operand), key) in few.iter_mut().zip(keys).zip(&table.keys) {
            let cell = self.operand(*operand, at);
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

/// Where a value is put.
#[derive(Clone, Copy)]
struct Goal {
    /// The place of the calculation.
    place: u32,
    /// Whether it hangs on an element.
    of_element: bool,
}

fn cell(value: Value<'_>) -> Cell {
    Cell::of(value).unwrap_or(Cell::Missing)
}
