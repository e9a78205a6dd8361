//! Code to what it says of records side by side: the quick form of what [`super::expression`] does with a condition.
//!
//! A condition comes out true or false by it as by its expression. Where it meets anything that is not known it says
//! so at once: whether that matters is for the expression to say.

use super::context::{Context, Group};
use super::lanes::{Lanes, Says};
use super::rank::{Rank, Ranks};
use super::registers::{Registers, Values};
use crate::program::{Code, Holder, Instruction, ListOf, Place, Segment};
use crate::record::{Column, Element, Grids, RecordRef};
use crate::value::{Cell, Kind, Texts, Value};

/// Runs code over the records of a group, or over elements of their lists.
pub(super) struct Machine<'m, 'c, 'a> {
    pub code: &'a Code,
    pub group: &'m Group<'c, 'a>,
    /// Where the values of all of them stand.
    grids: &'m Grids,
    ranks: &'m Ranks,
    /// What is at hand: the records, or elements.
    here: &'m Rank,
    /// The texts of all of them, where they are of one sheet.
    texts: Option<&'a Texts>,
    pub registers: &'m mut Registers,
}

impl<'m, 'c, 'a> Machine<'m, 'c, 'a> {
    /// Without elements.
    pub fn new(
        code: &'a Code,
        group: &'m Group<'c, 'a>,
        ranks: &'m Ranks,
        registers: &'m mut Registers,
    ) -> Machine<'m, 'c, 'a> {
        Machine {
            code,
            group,
            grids: ranks.grids(group),
            ranks,
            here: &ranks.records,
            texts: ranks.texts(group),
            registers,
        }
    }

    /// The same at elements.
    pub fn at(&mut self, here: &'m Rank) -> Machine<'_, 'c, 'a>
    where
        'c: 'm,
    {
        Machine {
            code: self.code,
            group: self.group,
            grids: self.grids,
            ranks: self.ranks,
            here,
            texts: self.texts,
            registers: self.registers,
        }
    }

    /// The same at the records themselves.
    pub fn at_records(&mut self) -> Machine<'_, 'c, 'a> {
        self.at(&self.ranks.records)
    }

    #[inline(always)]
    fn is_at_records(&self) -> bool {
        std::ptr::eq(self.here, &self.ranks.records)
    }

    /// Which of the records is at a place, or has the element that is.
    #[inline(always)]
    pub fn of(&self, at: usize) -> usize {
        self.here.of(at)
    }

    /// The element at a place.
    pub fn element(&self, at: usize) -> Option<Element> {
        let slot = self.here.list()?.slot as usize;
        let own = self.record(at)?.parts(slot);
        let beside = self.of_record(slot)?.parts(self.of(at));
        self.here.element(at, own, beside)
    }

    /// The records of those at hand.
    pub fn records_of(&self, lanes: Lanes) -> Lanes {
        match self.is_at_records() {
            true => lanes,
            false => self.here.records_of(lanes),
        }
    }

    /// A record and its element, for what only expressions can say of it.
    pub fn context(&self, at: usize) -> Option<Context<'c, 'a>> {
        Some(self.group.context(self.of(at))?.at(self.element(at)))
    }

    /// The record of one.
    pub fn record(&self, at: usize) -> Option<RecordRef<'a>> {
        self.group.record(self.of(at))
    }

    /// Where the texts of one are.
    #[inline(always)]
    pub fn texts_of(&self, at: usize) -> Option<&'a Texts> {
        self.texts.or_else(|| self.record(at).map(RecordRef::texts))
    }

    /// A cell of its record as a value.
    pub fn value(&self, at: usize, cell: Cell) -> Value<'a> {
        let record = self.record(at);
        record.map_or(Value::Missing, |record| record.value(cell))
    }

    /// Those at hand of some records.
    pub fn lanes_of(&self, records: Lanes) -> Lanes {
        match self.is_at_records() {
            true => records,
            false => self.here.lanes_of(records),
        }
    }

    /// The values of a calculation that stand as what is at hand does.
    pub fn calculated(&self, place: Place) -> Option<&Values> {
        let is_here = match place.holder() {
            Holder::Calculation => self.is_at_records(),
            Holder::CalculationOfElement => true,
            Holder::Record | Holder::Element => false,
        };
        is_here.then(|| self.registers.values(place.number()))?
    }

    /// Which of some records have a list.
    pub fn listed(&self, list: ListOf, records: Lanes) -> Lanes {
        let lists = self.of_record(list.slot as usize);
        lists.map_or(0, |lists| lists.are(records, Kind::Rows))
    }

    /// The elements of a list, of all records, as many together as can stand side by side.
    pub fn elements(&self, list: ListOf) -> &'m [Rank] {
        self.ranks.elements(list.list)
    }

    /// Which of some of the elements at hand belong to their list.
    pub fn belonging(&mut self, list: ListOf, lanes: Lanes) -> Says {
        match list.filter {
            Some(filter) => self.run(filter, lanes),
            None => Says::all(lanes, Some(true)),
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
    pub fn cell(&self, at: usize, place: Place) -> Cell {
        self.find(at, place).unwrap_or(Cell::Missing)
    }

    #[inline(always)]
    fn find(&self, at: usize, place: Place) -> Option<Cell> {
        let number = place.number();
        let record = self.record(at)?;
        match place.holder() {
            Holder::Record => Some(record.cell(number as u32)),
            Holder::Element => {
                let column = self.here.column(self.grids, number)?;
                Some(record.cell_of(column.parts(at)))
            }
            Holder::Calculation => self.registers.cell(number, self.of(at)),
            Holder::CalculationOfElement => self.registers.cell(number, at),
        }
    }

    /// The values at a place. They are put together in `spare`, where they do not stand as a column.
    pub fn column<'s>(&'s self, place: Place, spare: &'s mut Option<Column>) -> &'s Column {
        let number = place.number();
        let found = match place.holder() {
            Holder::Record => self.of_records(self.of_record(number), spare),
            Holder::Calculation => self.of_records(self.registers.column(number), spare),
            Holder::CalculationOfElement => self.registers.column(number),
            Holder::Element => self.here.column(self.grids, number),
        };
        found.unwrap_or(&Column::MISSING)
    }

    /// The values of a slot of the records.
    #[inline(always)]
    pub fn of_record(&self, slot: usize) -> Option<&'m Column> {
        self.ranks.records.column(self.grids, slot)
    }

    /// The values of records for what is at hand.
    fn of_records<'s>(
        &'s self,
        column: Option<&'s Column>,
        spare: &'s mut Option<Column>,
    ) -> Option<&'s Column> {
        let column = column?;
        Some(match self.is_at_records() {
            true => column,
            false => spare.insert(column.spread(self.here.places())),
        })
    }

    #[inline(always)]
    fn make_ready(&mut self, instruction: &Instruction, lanes: Lanes) {
        if let Some(first) = instruction.first {
            self.work_out(first.get(), lanes);
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
