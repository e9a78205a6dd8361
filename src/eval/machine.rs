//! Code to what it says of records side by side: the quick form of what [`super::expression`] does with a condition.
//!
//! A condition comes out true or false by it as by its expression. Where it meets anything that is not known it says
//! so at once: whether that matters is for the expression to say.

use super::column::{
    Column, Known, accepts, are_many, ask_cells, ask_column, ask_columns, ask_each, ask_numbers,
    in_column,
};
use super::compare::{compare, contains, decides, fits};
use super::context::Context;
use super::lanes::{Lane, Lanes, MOST_LANES, Says, Stretches, each, first_lanes, lane};
use super::registers::Registers;
use crate::program::{
    Code, Comparison, Holder, Instruction, ListOf, ParamId, Place, Segment, Test,
};
use crate::record::Record;
use crate::value::{Cell, Constant, List, Value};
use std::cmp::Ordering;

/// Runs code over the records of a group, or over elements of their lists.
pub(super) struct Machine<'m, 'c, 'a> {
    pub code: &'a Code,
    /// By record.
    pub contexts: &'m [Context<'c, 'a>],
    /// The records.
    records: &'m [Lane<'a>],
    /// What is at hand: the records, or elements.
    lanes: &'m [Lane<'a>],
    pub registers: &'m mut Registers,
}

impl<'m, 'c, 'a> Machine<'m, 'c, 'a> {
    /// Without elements.
    pub fn new(
        code: &'a Code,
        contexts: &'m [Context<'c, 'a>],
        records: &'m [Lane<'a>],
        registers: &'m mut Registers,
    ) -> Machine<'m, 'c, 'a> {
        Machine {
            code,
            contexts,
            records,
            lanes: records,
            registers,
        }
    }

    /// The same at elements.
    pub fn at<'n>(&'n mut self, lanes: &'n [Lane<'a>]) -> Machine<'n, 'c, 'a> {
        Machine {
            code: self.code,
            contexts: self.contexts,
            records: self.records,
            lanes,
            registers: self.registers,
        }
    }

    /// The same at the records themselves.
    pub fn at_records(&mut self) -> Machine<'_, 'c, 'a> {
        let records = self.records;
        self.at(records)
    }

    /// What is at a place.
    #[inline(always)]
    pub fn lane(&self, at: usize) -> Option<&'m Lane<'a>> {
        self.lanes.get(at)
    }

    /// The records of those at hand.
    pub fn records_of(&self, lanes: Lanes) -> Lanes {
        if std::ptr::eq(self.lanes, self.records) {
            return lanes;
        }
        let found = each(lanes).filter_map(|at| self.lane(at));
        found.fold(0, |records, found| records | lane(found.of()))
    }

    /// A record, without the element.
    pub fn context_of(&self, at: usize) -> Option<&'m Context<'c, 'a>> {
        self.contexts.get(self.lane(at)?.of())
    }

    /// A record and its element, for what only expressions can say of it.
    pub fn context(&self, at: usize) -> Option<Context<'c, 'a>> {
        let element = self.lane(at)?.element();
        Some(self.context_of(at)?.at(element))
    }

    /// The elements of a list, of those at hand that have one, in stretches that can stand side by side.
    pub fn elements(&self, list: ListOf, lanes: Lanes) -> Stretches<'m, 'c, 'a> {
        Stretches::new(self.contexts, self.lanes, list, lanes)
    }

    /// Which of the elements at hand belong to their list.
    pub fn belonging(&mut self, list: ListOf) -> Says {
        let all = first_lanes(self.lanes.len());
        match list.filter {
            Some(filter) => self.run(filter, all),
            None => Says::all(all, Some(true)),
        }
    }

    /// Where a condition holds.
    pub fn run(&mut self, segment: Segment, lanes: Lanes) -> Says {
        let (start, length) = (segment.start as usize, segment.length as usize);
        let instructions = self.code.instructions.get(start..start + length);
        match instructions {
            None => Says::all(lanes, None),
            Some([]) => Says::all(lanes, Some(true)),
            // Most conditions are one test.
            Some([only]) => {
                self.make_ready(only, lanes);
                let says = self.ask(only, lanes);
                let goes = says.goes(only, lanes);
                let past = lanes & !says.unknown & !goes;
                Says {
                    yes: if only.skip == 0 { goes | past } else { past },
                    unknown: says.unknown,
                }
            }
            Some(several) => self.run_all(several, lanes),
        }
    }

    /// As [`Machine::run`]. Of each instruction is kept where it is still to be asked: there is no way back, so that one
    /// pass is enough.
    fn run_all(&mut self, instructions: &'a [Instruction], lanes: Lanes) -> Says {
        let base = self.registers.begin(instructions.len(), lanes);
        let end = base + instructions.len();
        let mut unknown = 0;
        for (at, instruction) in instructions.iter().enumerate() {
            let at = base + at;
            let here = self.registers.open_at(at);
            if here == 0 {
                continue;
            }
            self.make_ready(instruction, here);
            let says = self.ask(instruction, here);
            unknown |= says.unknown;
            let goes = says.goes(instruction, here);
            // Beyond the end, the condition does not hold.
            self.registers
                .open(at + 1 + instruction.skip as usize, goes);
            self.registers.open(at + 1, here & !says.unknown & !goes);
        }
        let yes = self.registers.open_at(end);
        self.registers.end(base);
        Says { yes, unknown }
    }

    /// A value, which is there if it has to be worked out.
    #[inline(always)]
    pub fn cell(&self, at: usize, place: Place) -> Cell {
        let Some(lane) = self.lanes.get(at) else {
            return Cell::Missing;
        };
        let number = place.number();
        let found = match place.holder() {
            Holder::Record => lane.record.get(number),
            Holder::Calculation => self.registers.of_record(number, lane.of()),
            Holder::CalculationOfElement => self.registers.of_element(number, at),
            Holder::Element => lane.row.get(number),
            Holder::Param => lane.params.get(number).map(|values| &values.first),
        };
        found.copied().unwrap_or(Cell::Missing)
    }

    /// The values at a place, as a column. Which kind of place it is, is asked once for all.
    #[inline(always)]
    pub fn column(&self, lanes: Lanes, place: Place) -> Column {
        let mut column = [Cell::Missing; MOST_LANES];
        let number = place.number();
        match place.holder() {
            Holder::Record => self.fill(&mut column, lanes, |_, lane| lane.record.get(number)),
            Holder::Element => self.fill(&mut column, lanes, |_, lane| lane.row.get(number)),
            Holder::Param => self.fill(&mut column, lanes, |_, lane| {
                lane.params.get(number).map(|values| &values.first)
            }),
            Holder::Calculation => {
                let cells = self.registers.of_records(number);
                self.fill(&mut column, lanes, |_, lane| cells.get(lane.of()));
            }
            Holder::CalculationOfElement => {
                let cells = self.registers.of_elements(number);
                self.fill(&mut column, lanes, |at, _| cells.get(at));
            }
        }
        column
    }

    /// Fills a column. Of many it is quicker to take all of them, those not asked for among them.
    #[inline(always)]
    fn fill<'s>(
        &'s self,
        column: &mut Column,
        lanes: Lanes,
        cell: impl Fn(usize, &'s Lane<'a>) -> Option<&'s Cell>,
    ) {
        if are_many(lanes) {
            for (at, (place, lane)) in column.iter_mut().zip(self.lanes).enumerate() {
                if let Some(cell) = cell(at, lane) {
                    *place = *cell;
                }
            }
        } else {
            for at in each(lanes) {
                if let (Some(lane), Some(place)) = (self.lanes.get(at), column.get_mut(at))
                    && let Some(cell) = cell(at, lane)
                {
                    *place = *cell;
                }
            }
        }
    }

    #[inline(always)]
    fn make_ready(&mut self, instruction: &Instruction, lanes: Lanes) {
        if let Some(first) = instruction.first {
            self.work_out(first.get(), lanes);
        }
    }

    /// What an instruction says, once what it needs is worked out.
    fn ask(&self, instruction: &'a Instruction, lanes: Lanes) -> Says {
        match &instruction.test {
            Test::Known(bool) => Says::all(lanes, Some(*bool)),
            Test::Ready(_) => Says::default(),
            Test::Flag(place) => self.test(lanes, *place, |cell| match cell {
                Cell::Bool(bool) => Known::of(*bool),
                _ => Known::NOT,
            }),
            Test::Word(place, word) => self.test(lanes, *place, |cell| match cell {
                Cell::Word(found) => Known::of(found.index == *word),
                _ => Known::NOT,
            }),
            Test::Words(place, words) => self.test(lanes, *place, |cell| match cell {
                Cell::Word(found) => Known::of(has_bit(*words, found.index)),
                _ => Known::NOT,
            }),
            Test::Country(place, country) => self.test(lanes, *place, |cell| match cell {
                Cell::Country(found) => Known::of(found == country),
                _ => Known::NOT,
            }),
            Test::Number(place, op, count) => self.number(lanes, *place, *op, *count),
            Test::Compare(left, op, right) => self.compare_all(lanes, *left, *op, *right),
            Test::Present(place) => self.test(lanes, *place, |cell| Known {
                known: !matches!(cell, Cell::Missing),
                holds: !matches!(cell, Cell::Missing | Cell::Absent),
            }),
            Test::Lacks(place) => self.test(lanes, *place, |cell| {
                Known::of(matches!(cell, Cell::Missing | Cell::Absent))
            }),
            test => ask_each(lanes, |at| self.ask_one(test, at)),
        }
    }

    /// What a test says that looks at the cell of one place.
    #[inline(always)]
    fn test(&self, lanes: Lanes, place: Place, ask: impl Fn(&Cell) -> Known) -> Says {
        let number = place.number();
        match place.holder() {
            Holder::Record if are_many(lanes) => {
                let cells = self.lanes.iter().map(|lane| lane.record.get(number));
                ask_cells(lanes, cells, ask)
            }
            Holder::Element if are_many(lanes) => {
                let cells = self.lanes.iter().map(|lane| lane.row.get(number));
                ask_cells(lanes, cells, ask)
            }
            _ => {
                let column = self.column(lanes, place);
                ask_column(lanes, &column, ask)
            }
        }
    }

    #[inline(always)]
    fn number(&self, lanes: Lanes, place: Place, op: Comparison, count: i64) -> Says {
        let column = self.column(lanes, place);
        // Which numbers a comparison accepts is asked once for all.
        let says = match op {
            Comparison::Equal => ask_numbers(lanes, &column, |found| found == count),
            Comparison::NotEqual => ask_numbers(lanes, &column, |found| found != count),
            Comparison::Less => ask_numbers(lanes, &column, |found| found < count),
            Comparison::AtMost => ask_numbers(lanes, &column, |found| found <= count),
            Comparison::Greater => ask_numbers(lanes, &column, |found| found > count),
            Comparison::AtLeast => ask_numbers(lanes, &column, |found| found >= count),
        };
        self.settle(says, |at| {
            let cell = *in_column(&column, at);
            self.compare_more(at, cell, op, Cell::Billionths(count))
        })
    }

    #[inline(always)]
    fn compare_all(&self, lanes: Lanes, left: Place, op: Comparison, right: Place) -> Says {
        let (left, right) = (self.column(lanes, left), self.column(lanes, right));
        let accepts = accepts(op);
        let says = ask_columns(lanes, &left, &right, |left, right| match (left, right) {
            (Cell::Billionths(a), Cell::Billionths(b)) => Known::of(accepts(a.cmp(b))),
            (Cell::Date(a), Cell::Date(b)) => Known::of(accepts(a.cmp(b))),
            _ => Known::NOT,
        });
        self.settle(says, |at| {
            let (left, right) = (in_column(&left, at), in_column(&right, at));
            self.compare_more(at, *left, op, *right)
        })
    }

    /// Asks the long way where the short one does not know.
    #[inline(always)]
    fn settle(&self, says: Says, ask: impl Fn(usize) -> Option<bool>) -> Says {
        let mut settled = Says { unknown: 0, ..says };
        for at in each(says.unknown) {
            settled.add(at, ask(at));
        }
        settled
    }

    /// The tests that are rare, or take long.
    fn ask_one(&self, test: &'a Test, at: usize) -> Option<bool> {
        let code = self.code;
        match test {
            Test::Countries(place, countries) => match self.cell(at, *place) {
                Cell::Country(found) => {
                    let countries = code.countries.get(*countries as usize)?;
                    Some(countries.contains(&found))
                }
                _ => None,
            },
            Test::Text(place, text) => {
                let wanted = code.texts.get(*text as usize)?;
                self.text(at, *place).map(|text| text == &**wanted)
            }
            Test::Against(place, op, constant) => {
                let constant = code.constants.get(*constant as usize)?;
                self.compare_more(at, self.cell(at, *place), *op, *constant)
            }
            Test::InParam(place, id) => self.in_param(at, self.cell(at, *place), *id),
            Test::HasAny(place, words) => self.has_any(at, self.cell(at, *place), *words),
            Test::Empty(place) => match self.cell(at, *place) {
                Cell::Text(from, to) | Cell::List(from, to) => Some(from == to),
                Cell::Rows(_, count) => Some(count == 0),
                _ => None,
            },
            Test::Matches(place, pattern) => {
                let pattern = code.patterns.get(*pattern as usize)?;
                self.text(at, *place).map(|text| fits(text, pattern))
            }
            Test::Other(place) => {
                let expr = code.expressions.get(*place as usize)?;
                self.context(at)?.truth(expr)
            }
            _ => None,
        }
    }

    #[inline(never)]
    fn compare_more(&self, at: usize, left: Cell, op: Comparison, right: Cell) -> Option<bool> {
        match (left, right) {
            (Cell::Missing | Cell::Absent, _) | (_, Cell::Missing | Cell::Absent) => None,
            (Cell::Text(a, b), Cell::Text(c, d)) => {
                let record = self.record(at)?;
                let same = record.text(a, b) == record.text(c, d);
                Some(same == (op == Comparison::Equal))
            }
            (Cell::Billionths(a), Cell::Billionths(b)) => Some(decides(op, a.cmp(&b))),
            (Cell::Date(a), Cell::Date(b)) => Some(decides(op, a.cmp(&b))),
            (Cell::Country(a), Cell::Country(b)) => Some(decides(op, a.cmp(&b))),
            (Cell::Word(a), Cell::Word(b)) => Some(decides(op, a.cmp(&b))),
            (Cell::Instant(a), Cell::Instant(b)) => Some(decides(op, a.cmp(&b))),
            (Cell::LongTerm, Cell::Date(_)) => Some(decides(op, Ordering::Greater)),
            (Cell::Date(_), Cell::LongTerm) => Some(decides(op, Ordering::Less)),
            (Cell::LongTerm, Cell::LongTerm) => Some(decides(op, Ordering::Equal)),
            _ => compare(op, self.value(at, left), self.value(at, right)),
        }
    }

    /// The record of one.
    pub fn record(&self, at: usize) -> Option<&'a Record> {
        Some(self.context_of(at)?.record)
    }

    /// A cell of its record as a value.
    pub fn value(&self, at: usize, cell: Cell) -> Value<'a> {
        let record = self.record(at);
        record.map_or(Value::Missing, |record| record.value(cell))
    }

    fn text(&self, at: usize, place: Place) -> Option<&'a str> {
        match self.value(at, self.cell(at, place)) {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    fn in_param(&self, at: usize, cell: Cell, id: ParamId) -> Option<bool> {
        let context = self.context_of(at)?;
        let values = context.policy.params.get(id.0 as usize)?;
        let Constant::List(items) = values.on(context.today) else {
            return None;
        };
        match cell {
            Cell::Country(found) => {
                let found = Constant::Country(found);
                Some(items.contains(&found))
            }
            _ if items.is_empty() => Some(false),
            _ => contains(List::Constants(items), self.value(at, cell)),
        }
    }

    fn has_any(&self, at: usize, cell: Cell, words: u64) -> Option<bool> {
        match self.value(at, cell) {
            Value::List(List::Cells(items, _)) => Some(items.iter().any(|item| match item {
                Cell::Word(word) => has_bit(words, word.index),
                _ => false,
            })),
            _ => None,
        }
    }
}

impl Says {
    /// Where an instruction passes over others.
    #[inline(always)]
    fn goes(self, instruction: &Instruction, asked: Lanes) -> Lanes {
        match instruction.when {
            true => self.yes,
            false => asked & !self.yes & !self.unknown,
        }
    }
}

fn has_bit(bits: u64, word: u16) -> bool {
    bits.checked_shr(u32::from(word)).unwrap_or(0) & 1 == 1
}
