//! Values that code asks for: what is not known, or cannot be held by a cell, comes out as missing.

use super::compare::order;
use super::expression::age;
use super::lanes::{Lanes, MOST_LANES, Says, each, lane};
use super::machine::Machine;
use super::registers::Values;
use crate::program::{
    Calculation, CalculationKind, Holder, KeyValue, ListOf, Operand, Place, TableId,
};
use crate::record::Column;
use crate::value::{Cell, Instant, Kind, Value};
use std::cmp::Ordering;

/// How deep values are worked out for one another before it is done in their order instead, so that a long chain of
/// them needs no deep stack.
const MOST_NESTED: u32 = 8;

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
        match &calculation.kind {
            CalculationKind::Truth(segment) => {
                let says = self.run(*segment, lanes);
                self.put_truth(place, says, lanes);
            }
            kind => {
                self.make_operands_ready(kind, lanes);
                self.put_kind(place, kind, lanes);
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
    fn put_truth(&mut self, place: u32, says: Says, lanes: Lanes) {
        self.put_each(place, lanes, |_, at| match says.unknown & lane(at) {
            0 => Known::Parts((Kind::Bool, i64::from(says.yes & lane(at) != 0))),
            _ => Known::MISSING,
        });
    }

    /// Puts a value in its place, once what it is worked out from is there.
    #[inline(never)]
    fn put_kind(&mut self, place: u32, kind: &'a CalculationKind, lanes: Lanes) {
        match kind {
            CalculationKind::Given | CalculationKind::Truth(_) => {}
            CalculationKind::Param(id) => self.put_each(place, lanes, |machine, at| {
                let values = machine.group.policy(at).plan.params.get(id.0 as usize);
                match values {
                    Some(values) => match (values.always, machine.group.today(at)) {
                        (Some(parts), _) => Known::Parts(parts),
                        (None, Some(today)) => Known::Cell(values.on(today)),
                        (None, None) => Known::MISSING,
                    },
                    None => Known::MISSING,
                }
            }),
            CalculationKind::Age(birth, on) => self.put_age(place, *birth, *on, lanes),
            CalculationKind::Shift { later, base, by } => {
                self.put_shift(place, *later, [*base, *by], lanes);
            }
            CalculationKind::Otherwise(value, default) => {
                self.put_all(place, |machine, values| {
                    let (value, default) = (machine.cells(*value), machine.cells(*default));
                    values.put_each(lanes, |at| {
                        Known::Cell(match value.cell(at) {
                            Cell::Absent => default.cell(at),
                            cell => cell,
                        })
                    });
                });
            }
            CalculationKind::Count(list) => self.count(place, *list, lanes),
            CalculationKind::Extreme { latest, list, slot } => {
                self.extreme(place, *latest, *list, *slot, lanes);
            }
            CalculationKind::Lookup(table, keys) => self.look_up(place, *table, keys, lanes),
            CalculationKind::Other(expression) => self.put_each(place, lanes, |machine, at| {
                let expr = machine.code.expressions.get(*expression as usize);
                let value = expr.and_then(|expr| Some(machine.context(at)?.eval(expr)));
                Known::Cell(value.map_or(Cell::Missing, cell))
            }),
        }
    }

    #[inline(never)]
    fn put_age(&mut self, place: u32, birth: Operand, on: Operand, lanes: Lanes) {
        self.put_all(place, |machine, values| {
            let (mut spare, mut other) = (None, None);
            let births = machine.operands(birth, &mut spare);
            let days = machine.operands(on, &mut other);
            values.put_each(lanes, |at| match (births.day(at), days.day(at)) {
                (Some(birth), Some(day)) => Known::whole(i64::from(birth.age_on(day))),
                _ => {
                    let value = |operand| machine.value(at, machine.cells(operand).cell(at));
                    Known::Cell(cell(age(value(birth), value(on))))
                }
            });
        });
    }

    #[inline(never)]
    fn put_shift(&mut self, place: u32, later: bool, [base, by]: [Operand; 2], lanes: Lanes) {
        self.put_all(place, |machine, values| {
            let (mut spare, mut other) = (None, None);
            let bases = machine.operands(base, &mut spare);
            let over = machine.operands(by, &mut other);
            values.put_each(lanes, |at| {
                let (from, by_how_much) = (bases.parts(at), over.parts(at));
                match moved(from, by_how_much).filter(|_| later) {
                    Some(parts) => Known::Parts(parts),
                    None if from.0 == Kind::Absent => Known::ABSENT,
                    None => {
                        let value = |operand| machine.value(at, machine.cells(operand).cell(at));
                        let context = machine.group.context(machine.of(at));
                        Known::Cell(context.map_or(Cell::Missing, |context| {
                            cell(context.shift(later, value(base), value(by)))
                        }))
                    }
                }
            });
        });
    }

    /// A value written in the rules.
    #[inline]
    fn constant(&self, constant: u32) -> Cell {
        let found = self.code.constants.get(constant as usize);
        found.copied().unwrap_or(Cell::Missing)
    }

    /// The values of an operand that is ready, as a column.
    fn operands<'s>(&'s self, operand: Operand, spare: &'s mut Option<Column>) -> &'s Column {
        match operand {
            Operand::Place(place) => self.column(place, spare),
            Operand::Constant(constant) => {
                spare.insert(Column::same(Kind::parts(&self.constant(constant))))
            }
        }
    }

    /// The cells of an operand that is ready.
    fn cells(&self, operand: Operand) -> Cells<'_, '_, '_, 'a> {
        match operand {
            Operand::Constant(constant) => Cells::Constant(self.constant(constant)),
            Operand::Place(place) => match self.calculated(place) {
                Some(values) => Cells::Calculated(values),
                None => Cells::At(self, place),
            },
        }
    }

    /// Puts values in their place.
    #[inline(always)]
    fn put_all(&mut self, place: u32, put: impl FnOnce(&Self, &mut Values)) {
        let mut values = self.registers.take(place);
        put(self, &mut values);
        self.registers.give(place, values);
    }

    #[inline(always)]
    fn put_each(&mut self, place: u32, lanes: Lanes, mut value: impl FnMut(&Self, usize) -> Known) {
        self.put_all(place, |machine, values| {
            values.put_each(lanes, |at| value(machine, at));
        });
    }

    /// How many elements belong to a list, where all of that is known.
    #[inline(never)]
    fn count(&mut self, place: u32, list: ListOf, lanes: Lanes) {
        let mut counts = [0i64; MOST_LANES];
        let unclear = self.each_element(list, lanes, |_, _, of| {
            if let Some(count) = counts.get_mut(of) {
                *count += 1;
            }
        });
        self.put_of_list(place, list, lanes, unclear, |of| {
            Known::whole(counts.get(of).copied().unwrap_or(0))
        });
    }

    /// The latest or earliest of the values that belong to a list, if all of them are known.
    #[inline(never)]
    fn extreme(&mut self, place: u32, latest: bool, list: ListOf, slot: u32, lanes: Lanes) {
        let wanted = if latest {
            Ordering::Greater
        } else {
            Ordering::Less
        };
        let (mut best, mut unknown) = ([(Kind::Absent, 0); MOST_LANES], 0);
        let of_element = Place::new(Holder::Element, slot);
        let unclear = self.each_element(list, lanes, |machine, at, of| {
            let mut spare = None;
            let found = machine.column(of_element, &mut spare).parts(at);
            let Some(best) = best.get_mut(of) else {
                return;
            };
            match (found.0, best.0) {
                (Kind::Absent, _) => {}
                (Kind::Missing, _) => unknown |= lane(of),
                (_, Kind::Absent) => *best = found,
                (kind, known) if kind == known && kind > Kind::Number => {
                    if found.1.cmp(&best.1) == wanted {
                        *best = found;
                    }
                }
                _ => {
                    let value = |parts| {
                        let record = machine.record(at)?;
                        Some(record.value(record.cell_of(parts)))
                    };
                    if value(found)
                        .zip(value(*best))
                        .and_then(|(left, right)| order(left, right))
                        == Some(wanted)
                    {
                        *best = found;
                    }
                }
            }
        });
        let group = self.group;
        self.put_of_list(place, list, lanes, unclear | unknown, |of| {
            match (best.get(of), group.record(of)) {
                // Kept by the record, where the values that are worked out cannot point to.
                (Some(found @ (Kind::Other, _)), Some(record)) => {
                    Known::Cell(record.cell_of(*found))
                }
                (Some(found), _) => Known::Parts(*found),
                (None, _) => Known::MISSING,
            }
        });
    }

    /// Goes through the elements of records that belong to a list, each with its record. Of which record that is not
    /// known of an element comes back.
    fn each_element(
        &mut self,
        list: ListOf,
        lanes: Lanes,
        mut see: impl FnMut(&Machine<'_, '_, 'a>, usize, usize),
    ) -> Lanes {
        let records = self.records_of(lanes);
        let mut unclear = 0;
        for rank in self.elements(list) {
            let asked = rank.lanes_of(records);
            if asked == 0 {
                continue;
            }
            let mut machine = self.at(rank);
            let says = machine.belonging(list, asked);
            for at in each(says.yes) {
                see(&machine, at, rank.of(at));
            }
            unclear |= rank.records_of(says.unknown);
        }
        unclear
    }

    /// Puts what was worked out of the lists of records: absence if a list is absent, and nothing known where it is not
    /// there or unclear.
    fn put_of_list(
        &mut self,
        place: u32,
        list: ListOf,
        lanes: Lanes,
        unclear: Lanes,
        value: impl Fn(usize) -> Known,
    ) {
        let mut spare = None;
        let lists = self.column(Place::new(Holder::Record, list.slot), &mut spare);
        let known = lists.are(lanes, Kind::Rows) & !self.lanes_of(unclear);
        let absent = lists.are(lanes, Kind::Absent);
        self.put_all(place, |machine, values| {
            values.put_each(known, |at| value(machine.of(at)));
            values.put_each(absent, |_| Known::ABSENT);
            values.put_each(lanes & !known & !absent, |_| Known::MISSING);
        });
    }

    /// What a table says of keys that are all known.
    #[inline(never)]
    fn look_up(&mut self, place: u32, id: TableId, keys: &'a [Operand], lanes: Lanes) {
        let program = self.group.program;
        let index = program.plan.tables.get(id.0 as usize);
        let index = index.and_then(Option::as_ref);
        let Some((table, index)) = program.tables.get(id.0 as usize).zip(index) else {
            return self.put_each(place, lanes, |_, _| Known::MISSING);
        };
        let mut unknown = 0;
        let mut found: [Option<u32>; MOST_LANES] = [None; MOST_LANES];
        for word in 0..index.width {
            let mut left = [u64::MAX; MOST_LANES];
            for ((operand, key), rows) in keys.iter().zip(&table.keys).zip(&index.keys) {
                let mut spare = None;
                let column = self.operands(*operand, &mut spare);
                for at in each(lanes & !unknown) {
                    // Absence of a key that has no place for it is as good as unknown.
                    let value = match column.parts(at) {
                        (Kind::Word, key) => KeyValue::new(u32::from(Kind::to_word(key))),
                        (Kind::Country | Kind::Bool, key) => KeyValue::new(key as u32),
                        (Kind::Absent, _) if key.optional => KeyValue::ABSENT,
                        _ => {
                            unknown |= lane(at);
                            continue;
                        }
                    };
                    if let Some(left) = left.get_mut(at) {
                        *left &= rows.rows(value, index.width, word);
                    }
                }
            }
            for (at, found) in found.iter_mut().enumerate() {
                let left = left.get(at).copied().unwrap_or(0);
                if left != 0 && found.is_none() {
                    *found = Some(word as u32 * 64 + left.trailing_zeros());
                }
            }
        }
        self.put_each(place, lanes, |_, at| {
            let row = found.get(at).copied().flatten();
            match index.result(row.map(|row| row as usize)) {
                _ if unknown & lane(at) != 0 => Known::MISSING,
                (Kind::Other, other) => {
                    let other = index.others.get(other as usize);
                    Known::Cell(other.copied().unwrap_or(Cell::Missing))
                }
                parts => Known::Parts(parts),
            }
        });
    }
}

/// The cells of an operand, sought once for all that are at hand.
enum Cells<'s, 'm, 'c, 'a> {
    Constant(Cell),
    Calculated(&'s Values),
    At(&'s Machine<'m, 'c, 'a>, Place),
}

impl Cells<'_, '_, '_, '_> {
    #[inline(always)]
    fn cell(&self, at: usize) -> Cell {
        match self {
            Cells::Constant(cell) => *cell,
            Cells::Calculated(values) => values.cell(at).unwrap_or(Cell::Missing),
            Cells::At(machine, place) => machine.cell(at, *place),
        }
    }
}

impl Values {
    /// Puts what is known of each in its place.
    #[inline(always)]
    fn put_each(&mut self, lanes: Lanes, mut value: impl FnMut(usize) -> Known) {
        for at in each(lanes) {
            match value(at) {
                Known::Parts(parts) => self.put_parts(at, parts),
                Known::Cell(cell) => self.put(at, cell),
            }
        }
    }
}

/// A date or an instant moved to a later one, by the parts of both; none where it takes more to tell.
#[inline(always)]
fn moved((kind, from): (Kind, i64), by: (Kind, i64)) -> Option<(Kind, i64)> {
    match (kind, by) {
        (Kind::Date, (Kind::Period, by)) => {
            Some(Kind::day(Kind::to_day(from)?.plus(Kind::to_period(by))?))
        }
        (Kind::Instant, (Kind::Duration, seconds)) => {
            let millis = from.checked_add(seconds.checked_mul(1000)?)?;
            (millis <= Instant::LAST_MILLI).then_some((Kind::Instant, millis))
        }
        _ => None,
    }
}

/// What a calculation yields for one.
enum Known {
    /// What its kind and its key say.
    Parts((Kind, i64)),
    /// Anything.
    Cell(Cell),
}

impl Known {
    const MISSING: Known = Known::Parts((Kind::Missing, 0));
    const ABSENT: Known = Known::Parts((Kind::Absent, 0));

    /// A whole number.
    #[inline(always)]
    fn whole(whole: i64) -> Known {
        match whole.checked_mul(1_000_000_000) {
            Some(count) => match Kind::number(count) {
                parts @ (Kind::Number, _) => Known::Parts(parts),
                _ => Known::Cell(Cell::Billionths(count)),
            },
            None => Known::Cell(Cell::whole(whole)),
        }
    }
}

fn cell(value: Value<'_>) -> Cell {
    Cell::of(value).unwrap_or(Cell::Missing)
}
