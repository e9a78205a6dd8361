//! Code to what it says of a record: the quick form of what [`super::expression`] does with a condition.
//!
//! A condition comes out true or false by it as by its expression. Where it meets anything that is not known it says
//! so at once: whether that matters is for the expression to say.

use super::compare::{compare, contains, decides, fits, order_numbers};
use super::context::Context;
use crate::program::{Code, Comparison, Instruction, Operand, ParamId, Segment, Test};
use crate::record::Element;
use crate::value::{Cell, Constant, List, Value};

/// How deep values are worked out for one another before it is done in their order instead, so that a long chain of
/// them needs no deep stack.
const MOST_NESTED: u32 = 8;

/// The values that were worked out so far for a record. Its memory is used again for the next.
#[derive(Debug, Default)]
pub(super) struct Registers {
    cells: Vec<Option<Cell>>,
    /// Which of them hold a value.
    filled: Vec<u32>,
    /// How many are being worked out just now, one for the sake of another.
    nested: u32,
}

impl Registers {
    /// Forgets all values, and takes so many.
    pub fn clear(&mut self, count: usize) {
        for place in self.filled.drain(..) {
            if let Some(cell) = self.cells.get_mut(place as usize) {
                *cell = None;
            }
        }
        self.cells.resize(count, None);
    }

    fn get(&self, place: u32) -> Option<Cell> {
        self.cells.get(place as usize).copied().flatten()
    }

    fn set(&mut self, place: u32, cell: Cell) {
        if let Some(kept) = self.cells.get_mut(place as usize) {
            *kept = Some(cell);
            self.filled.push(place);
        }
    }
}

/// Runs code over a record, and an element of one of its lists.
pub(super) struct Machine<'m, 'c, 'a> {
    pub context: Context<'c, 'a>,
    pub code: &'a Code,
    record: &'a [Cell],
    row: &'a [Cell],
    registers: &'m mut Registers,
}

impl<'m, 'c, 'a> Machine<'m, 'c, 'a> {
    /// Without an element.
    pub fn new(
        context: &Context<'c, 'a>,
        code: &'a Code,
        registers: &'m mut Registers,
    ) -> Machine<'m, 'c, 'a> {
        Machine {
            context: context.at(None),
            code,
            record: context.record.row(),
            row: &[],
            registers,
        }
    }

    /// Goes to an element, or to none.
    pub fn go_to(&mut self, element: Option<Element>) {
        self.context.element = element;
        self.row = element.map_or(&[], |element| self.context.record.row_of(element));
    }

    /// What a condition says; `None` if it meets something that is not known.
    #[inline]
    pub fn holds(&mut self, segment: Segment) -> Option<bool> {
        let (start, length) = (segment.start as usize, segment.length as usize);
        let instructions = self.code.instructions.get(start..start + length)?;
        let mut at = 0;
        while let Some(Instruction { test, when, to }) = instructions.get(at) {
            let says = self.ask(test)?;
            at = if says == *when { *to as usize } else { at + 1 };
        }
        Some(at == length)
    }

    #[inline(always)]
    fn ask(&mut self, test: &Test) -> Option<bool> {
        match *test {
            Test::Known(bool) => Some(bool),
            Test::Flag(operand) => match self.cell(operand) {
                Cell::Bool(bool) => Some(bool),
                _ => None,
            },
            Test::Word(operand, word) => match self.cell(operand) {
                Cell::Word(found) => Some(found.index == word),
                _ => None,
            },
            Test::Words(operand, words) => match self.cell(operand) {
                Cell::Word(found) => Some(has_bit(words, found.index)),
                _ => None,
            },
            Test::Country(operand, country) => match self.cell(operand) {
                Cell::Country(found) => Some(found == country),
                _ => None,
            },
            Test::Compare(left, op, right) => {
                let (left, right) = (self.cell(left), self.cell(right));
                self.compare(left, op, right)
            }
            Test::Present(operand) => match self.cell(operand) {
                Cell::Missing => None,
                Cell::Absent => Some(false),
                _ => Some(true),
            },
            Test::Lacks(operand) => {
                Some(matches!(self.cell(operand), Cell::Missing | Cell::Absent))
            }
            Test::InParam(operand, id) => self.in_param(operand, id),
            Test::Empty(operand) => match self.cell(operand) {
                Cell::Text(from, to) | Cell::List(from, to) => Some(from == to),
                Cell::Rows(_, count) => Some(count == 0),
                _ => None,
            },
            Test::HasAny(operand, words) => self.has_any(operand, words),
            Test::Countries(operand, place) => match self.cell(operand) {
                Cell::Country(found) => {
                    let countries = self.code.countries.get(place as usize)?;
                    Some(countries.contains(&found))
                }
                _ => None,
            },
            Test::Text(operand, place) => {
                let wanted = self.code.texts.get(place as usize)?;
                self.text(operand).map(|text| text == &**wanted)
            }
            Test::Matches(operand, place) => {
                let pattern = self.code.patterns.get(place as usize)?;
                self.text(operand).map(|text| fits(text, pattern))
            }
            Test::Other(place) => {
                let expr = self.code.expressions.get(place as usize)?;
                self.context.truth(expr)
            }
        }
    }

    /// A value, worked out if need be.
    #[inline(always)]
    pub fn cell(&mut self, operand: Operand) -> Cell {
        let found = match operand {
            Operand::Record(slot) => self.record.get(slot as usize),
            Operand::Element(slot) => self.row.get(slot as usize),
            Operand::Constant(place) => self.code.constants.get(place as usize),
            Operand::Kept(place) => {
                return match self.registers.get(place) {
                    Some(cell) => cell,
                    None => self.keep(place),
                };
            }
            Operand::Fresh(place) => return self.fresh(place),
        };
        found.copied().unwrap_or(Cell::Missing)
    }

    /// Texts are compared as they are kept; all other kinds that rules compare most come first.
    #[inline]
    fn compare(&self, left: Cell, op: Comparison, right: Cell) -> Option<bool> {
        match (left, right) {
            (Cell::Number(a), Cell::Number(b)) => Some(decides(op, order_numbers(a, b))),
            (Cell::Date(a), Cell::Date(b)) => Some(decides(op, a.cmp(&b))),
            (Cell::Missing | Cell::Absent, _) | (_, Cell::Missing | Cell::Absent) => None,
            _ => {
                let record = self.context.record;
                compare(op, record.value(left), record.value(right))
            }
        }
    }

    fn text(&mut self, operand: Operand) -> Option<&'a str> {
        let cell = self.cell(operand);
        match self.context.record.value(cell) {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    fn in_param(&mut self, operand: Operand, id: ParamId) -> Option<bool> {
        let cell = self.cell(operand);
        let policy = self.context.policy;
        let Constant::List(items) = policy.params.get(id.0 as usize)?.on(self.context.today) else {
            return None;
        };
        match cell {
            Cell::Country(found) => {
                let is_found =
                    |item: &Constant| matches!(item, Constant::Country(each) if *each == found);
                Some(items.iter().any(is_found))
            }
            _ if items.is_empty() => Some(false),
            _ => contains(List::Constants(items), self.context.record.value(cell)),
        }
    }

    fn has_any(&mut self, operand: Operand, words: u64) -> Option<bool> {
        let cell = self.cell(operand);
        match self.context.record.value(cell) {
            Value::List(List::Cells(items, _)) => Some(items.iter().any(|item| match item {
                Cell::Word(word) => has_bit(words, word.index),
                _ => false,
            })),
            _ => None,
        }
    }

    /// Works a value out and keeps it.
    #[inline(never)]
    fn keep(&mut self, place: u32) -> Cell {
        if self.registers.nested >= MOST_NESTED {
            // Each names only earlier ones: in their order, none has to wait for another.
            for earlier in 0..place {
                let calculation = self.code.calculations.get(earlier as usize);
                let is_kept = calculation.is_some_and(|each| !each.of_element);
                if is_kept && self.registers.get(earlier).is_none() {
                    self.keep_one(earlier);
                }
            }
        }
        self.keep_one(place)
    }

    fn keep_one(&mut self, place: u32) -> Cell {
        let element = self.context.element;
        self.go_to(None);
        self.registers.nested += 1;
        let cell = self.fresh(place);
        self.registers.nested -= 1;
        self.go_to(element);
        self.registers.set(place, cell);
        cell
    }

    fn fresh(&mut self, place: u32) -> Cell {
        let calculation = self.code.calculations.get(place as usize);
        calculation.map_or(Cell::Missing, |each| self.calculate(&each.kind))
    }
}

fn has_bit(bits: u64, word: u16) -> bool {
    bits.checked_shr(u32::from(word)).unwrap_or(0) & 1 == 1
}
