//! Code to what it says of a record: the quick form of what [`super::expression`] does with a condition.
//!
//! A condition comes out true or false by it as by its expression. Where it meets anything that is not known it says
//! so at once: whether that matters is for the expression to say.

use super::compare::{compare, contains, decides, fits};
use super::context::{Context, When};
use crate::program::{Code, Comparison, DatedCells, Holder, ParamId, Place, Segment, Test};
use crate::record::Element;
use crate::value::{Cell, Constant, List, Value};
use std::cmp::Ordering;

/// The values that were worked out so far for a record. Its memory is used again for the next.
#[derive(Default)]
pub(super) struct Registers {
    cells: Vec<Cell>,
    /// For which record each was worked out.
    of: Vec<u32>,
    /// The record at hand, counted from 1.
    record: u32,
    /// How many are being worked out just now, one for the sake of another.
    pub nested: u32,
}

impl Registers {
    /// Forgets all values but those that are known from the start.
    pub fn clear(&mut self, code: &Code, when: When) {
        let count = code.calculations.len();
        self.record = self.record.wrapping_add(1);
        if self.cells.len() != count || self.record == 0 {
            self.cells.clear();
            self.cells.resize(count, Cell::Missing);
            self.of.clear();
            self.of.resize(count, 0);
            self.record = 1;
        }
        self.set(Code::NOW, Cell::Instant(when.now), true);
        self.set(Code::TODAY, Cell::Date(when.today), true);
    }

    /// Whether a value is there.
    #[inline(always)]
    pub fn is_ready(&self, calculation: u32) -> bool {
        self.of.get(calculation as usize) == Some(&self.record)
    }

    /// Puts a value in its place; whether it stays there, or has to be worked out again when it is next asked for.
    #[inline]
    pub fn set(&mut self, calculation: u32, cell: Cell, stays: bool) {
        let at = calculation as usize;
        if let (Some(kept), Some(of)) = (self.cells.get_mut(at), self.of.get_mut(at)) {
            *kept = cell;
            *of = if stays { self.record } else { 0 };
        }
    }
}

/// Runs code over a record, and an element of one of its lists.
pub(super) struct Machine<'m, 'c, 'a> {
    pub context: &'m Context<'c, 'a>,
    pub code: &'a Code,
    /// The element at hand.
    pub element: Option<Element>,
    record: &'a [Cell],
    row: &'a [Cell],
    params: &'a [DatedCells],
    pub registers: &'m mut Registers,
}

impl<'m, 'c, 'a> Machine<'m, 'c, 'a> {
    /// Without an element.
    #[inline]
    pub fn new(
        context: &'m Context<'c, 'a>,
        code: &'a Code,
        registers: &'m mut Registers,
    ) -> Machine<'m, 'c, 'a> {
        Machine {
            context,
            code,
            element: None,
            record: context.record.row(),
            row: &[],
            params: &context.policy.plan.params,
            registers,
        }
    }

    /// Goes to an element, or to none.
    #[inline]
    pub fn go_to(&mut self, element: Option<Element>) {
        self.element = element;
        self.row = element.map_or(&[], |element| self.context.record.row_of(element));
    }

    /// What a condition says; `None` if it meets something that is not known.
    pub fn holds(&mut self, segment: Segment) -> Option<bool> {
        self.run(segment)
    }

    /// As [`Machine::holds`], for the loops that ask one after the other.
    #[inline(always)]
    pub fn run(&mut self, segment: Segment) -> Option<bool> {
        let (start, length) = (segment.start as usize, segment.length as usize);
        let mut left = self.code.instructions.get(start..start + length)?;
        while let Some((instruction, behind)) = left.split_first() {
            if let Some(first) = instruction.first
                && !self.registers.is_ready(first.get())
            {
                self.work_out(first.get());
            }
            left = if self.ask(&instruction.test)? == instruction.when {
                match behind.get(instruction.skip as usize..) {
                    Some(left) => left,
                    None => return Some(false),
                }
            } else {
                behind
            };
        }
        Some(true)
    }

    /// A value, which is there if it has to be worked out.
    #[inline(always)]
    pub fn cell(&self, place: Place) -> &Cell {
        // Most are in the record's own row, whose places are their numbers.
        if let Some(cell) = self.record.get(place.of_record()) {
            return cell;
        }
        let number = place.number();
        let found = match place.holder() {
            Holder::Record => None,
            Holder::Calculation => self.registers.cells.get(number),
            Holder::Element => self.row.get(number),
            Holder::Param => self.params.get(number).map(|values| &values.first),
        };
        found.unwrap_or(&Cell::Missing)
    }

    #[inline(always)]
    fn ask(&mut self, test: &'a Test) -> Option<bool> {
        match test {
            Test::Known(bool) => Some(*bool),
            Test::Ready(_) => Some(false),
            Test::Flag(place) => match self.cell(*place) {
                Cell::Bool(bool) => Some(*bool),
                _ => None,
            },
            Test::Word(place, word) => match self.cell(*place) {
                Cell::Word(found) => Some(found.index == *word),
                _ => None,
            },
            Test::Words(place, words) => match self.cell(*place) {
                Cell::Word(found) => Some(has_bit(*words, found.index)),
                _ => None,
            },
            Test::Country(place, country) => match self.cell(*place) {
                Cell::Country(found) => Some(found == country),
                _ => None,
            },
            Test::Number(place, op, count) => match self.cell(*place) {
                Cell::Billionths(found) => Some(decides(*op, found.cmp(count))),
                cell => self.compare_more(*cell, *op, Cell::Billionths(*count)),
            },
            Test::Compare(left, op, right) => {
                self.compare(self.cell(*left), *op, self.cell(*right))
            }
            Test::Present(place) => match self.cell(*place) {
                Cell::Missing => None,
                Cell::Absent => Some(false),
                _ => Some(true),
            },
            Test::Lacks(place) => Some(matches!(self.cell(*place), Cell::Missing | Cell::Absent)),
            _ => self.ask_more(test),
        }
    }

    /// The tests that are rare, or take long.
    #[inline(never)]
    fn ask_more(&mut self, test: &'a Test) -> Option<bool> {
        let code = self.code;
        match test {
            Test::Countries(place, countries) => match self.cell(*place) {
                Cell::Country(found) => {
                    let countries = code.countries.get(*countries as usize)?;
                    Some(countries.contains(found))
                }
                _ => None,
            },
            Test::Text(place, text) => {
                let wanted = code.texts.get(*text as usize)?;
                self.text(*place).map(|text| text == &**wanted)
            }
            Test::Against(place, op, constant) => {
                let constant = code.constants.get(*constant as usize)?;
                self.compare(self.cell(*place), *op, constant)
            }
            Test::InParam(place, id) => self.in_param(*self.cell(*place), *id),
            Test::HasAny(place, words) => self.has_any(*self.cell(*place), *words),
            Test::Empty(place) => match self.cell(*place) {
                Cell::Text(from, to) | Cell::List(from, to) => Some(from == to),
                Cell::Rows(_, count) => Some(*count == 0),
                _ => None,
            },
            Test::Matches(place, pattern) => {
                let pattern = code.patterns.get(*pattern as usize)?;
                self.text(*place).map(|text| fits(text, pattern))
            }
            Test::Other(place) => {
                let expr = code.expressions.get(*place as usize)?;
                self.context.at(self.element).truth(expr)
            }
            _ => None,
        }
    }

    /// The kinds that rules compare most come first.
    #[inline(always)]
    fn compare(&self, left: &Cell, op: Comparison, right: &Cell) -> Option<bool> {
        match (left, right) {
            (Cell::Billionths(a), Cell::Billionths(b)) => Some(decides(op, a.cmp(b))),
            (Cell::Date(a), Cell::Date(b)) => Some(decides(op, a.cmp(b))),
            _ => self.compare_more(*left, op, *right),
        }
    }

    #[inline(never)]
    fn compare_more(&self, left: Cell, op: Comparison, right: Cell) -> Option<bool> {
        let record = self.context.record;
        match (left, right) {
            (Cell::Missing | Cell::Absent, _) | (_, Cell::Missing | Cell::Absent) => None,
            (Cell::Text(a, b), Cell::Text(c, d)) => {
                let same = record.text(a, b) == record.text(c, d);
                Some(same == (op == Comparison::Equal))
            }
            (Cell::Country(a), Cell::Country(b)) => Some(decides(op, a.cmp(&b))),
            (Cell::Word(a), Cell::Word(b)) => Some(decides(op, a.cmp(&b))),
            (Cell::Instant(a), Cell::Instant(b)) => Some(decides(op, a.cmp(&b))),
            (Cell::LongTerm, Cell::Date(_)) => Some(decides(op, Ordering::Greater)),
            (Cell::Date(_), Cell::LongTerm) => Some(decides(op, Ordering::Less)),
            (Cell::LongTerm, Cell::LongTerm) => Some(decides(op, Ordering::Equal)),
            _ => compare(op, record.value(left), record.value(right)),
        }
    }

    fn text(&self, place: Place) -> Option<&'a str> {
        match self.context.record.value(*self.cell(place)) {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    fn in_param(&self, cell: Cell, id: ParamId) -> Option<bool> {
        let policy = self.context.policy;
        let Constant::List(items) = policy.params.get(id.0 as usize)?.on(self.context.today) else {
            return None;
        };
        match cell {
            Cell::Country(found) => {
                let found = Constant::Country(found);
                Some(items.contains(&found))
            }
            _ if items.is_empty() => Some(false),
            _ => contains(List::Constants(items), self.context.record.value(cell)),
        }
    }

    fn has_any(&self, cell: Cell, words: u64) -> Option<bool> {
        match self.context.record.value(cell) {
            Value::List(List::Cells(items, _)) => Some(items.iter().any(|item| match item {
                Cell::Word(word) => has_bit(words, word.index),
                _ => false,
            })),
            _ => None,
        }
    }
}

fn has_bit(bits: u64, word: u16) -> bool {
    bits.checked_shr(u32::from(word)).unwrap_or(0) & 1 == 1
}
