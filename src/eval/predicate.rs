//! A predicate to what it says of a record: the plan's form of what [`super::expression`] does with a condition, and the
//! same answer.

use super::compare::{all, and, any, compare, contains, decides, fits, not, order_numbers};
use super::context::Context;
use super::expression::age;
use super::rows::{best, counted};
use crate::program::{Comparison, Labels, ListOf, Place, Predicate, Switch, Term};
use crate::record::{Element, Record};
use crate::value::{Cell, Constant, List, Value};

/// Where a predicate is asked: the record, and the element at hand.
#[derive(Clone, Copy)]
pub(super) struct Frame<'f, 'c, 'a> {
    context: &'f Context<'c, 'a>,
    cells: &'a [Cell],
    element: Option<Element>,
    row: &'a [Cell],
}

impl<'f, 'c, 'a> Frame<'f, 'c, 'a> {
    /// Without an element.
    pub fn new(context: &'f Context<'c, 'a>) -> Frame<'f, 'c, 'a> {
        Frame {
            context,
            cells: context.record.row(),
            element: None,
            row: &[],
        }
    }

    /// The same at an element.
    pub fn at(self, element: Element) -> Frame<'f, 'c, 'a> {
        Frame {
            element: Some(element),
            row: self.context.record.row_of(element),
            ..self
        }
    }

    #[inline(always)]
    fn cell(self, place: Place) -> &'a Cell {
        let cell = match place {
            Place::Record(slot) => self.cells.get(slot as usize),
            Place::Element(slot) => self.row.get(slot as usize),
        };
        cell.unwrap_or(&Cell::Missing)
    }

    #[inline(always)]
    fn value(self, place: Place) -> Value<'a> {
        self.context.record.value(*self.cell(place))
    }

    /// What a predicate says; `None` if that is unknown.
    #[inline]
    pub fn holds(self, predicate: &'a Predicate) -> Option<bool> {
        match predicate {
            Predicate::Known(bool) => Some(*bool),
            Predicate::Flag(place) => match self.cell(*place) {
                Cell::Bool(bool) => Some(*bool),
                _ => None,
            },
            Predicate::Word(place, word) => match self.cell(*place) {
                Cell::Word(found) => Some(found.index == *word),
                _ => None,
            },
            Predicate::Words(place, bits) => match self.cell(*place) {
                Cell::Word(found) => Some(has_bit(bits, found.index)),
                _ => None,
            },
            Predicate::Country(place, country) => match self.cell(*place) {
                Cell::Country(found) => Some(found == country),
                _ => None,
            },
            Predicate::Countries(place, countries) => match self.cell(*place) {
                Cell::Country(found) => Some(countries.contains(found)),
                _ => None,
            },
            Predicate::Compare(place, op, constant) => self.compare_constant(*place, *op, constant),
            Predicate::CompareFixed(place, op, fixed) => self.compare_fixed(*place, *op, *fixed),
            Predicate::Present(place) => match self.cell(*place) {
                Cell::Missing => None,
                Cell::Absent => Some(false),
                _ => Some(true),
            },
            Predicate::Lacks(place) => {
                Some(matches!(self.cell(*place), Cell::Missing | Cell::Absent))
            }
            Predicate::Empty(place) => match self.cell(*place) {
                Cell::Text(from, to) | Cell::List(from, to) => Some(from == to),
                Cell::Rows(_, count) => Some(*count == 0),
                _ => None,
            },
            Predicate::Let(id) => self.context.derived(*id),
            _ => self.holds_of_several(predicate),
        }
    }

    /// The predicates that are made of others or of terms.
    fn holds_of_several(self, predicate: &'a Predicate) -> Option<bool> {
        match predicate {
            Predicate::Not(inner) => not(self.holds(inner)),
            Predicate::All(parts) => all(parts.iter().map(|part| self.holds(part))),
            Predicate::Any(parts) => any(parts.iter().map(|part| self.holds(part))),
            Predicate::CompareTerms(left, op, right) => {
                compare(*op, self.term(left), self.term(right))
            }
            Predicate::PresentTerm(term) => match self.term(term) {
                Value::Missing => None,
                Value::Absent => Some(false),
                _ => Some(true),
            },
            Predicate::Matches(place, pattern) => match self.value(*place) {
                Value::Text(text) => Some(fits(text, pattern)),
                _ => None,
            },
            Predicate::In(place, fixed) => match (self.value(*place), self.context.fixed(*fixed)) {
                (_, Value::List(list)) if list.is_empty() => Some(false),
                (needle, Value::List(list)) => contains(list, needle),
                _ => None,
            },
            Predicate::HasAny(place, bits) => match self.value(*place) {
                Value::List(List::Cells(items, _)) => Some(items.iter().any(|item| match item {
                    Cell::Word(word) => has_bit(bits, word.index),
                    _ => false,
                })),
                _ => None,
            },
            Predicate::Other(expr) => self.context.at(self.element).eval(expr).as_bool(),
            _ => None,
        }
    }

    /// The kinds that rules compare most come first.
    fn compare_constant(self, place: Place, op: Comparison, constant: &Constant) -> Option<bool> {
        match (self.cell(place), constant) {
            (Cell::Number(a), Constant::Number(b)) => Some(decides(op, order_numbers(*a, *b))),
            (Cell::Date(a), Constant::Date(b)) => Some(decides(op, a.cmp(b))),
            (Cell::Missing | Cell::Absent, _) => None,
            _ => compare(op, self.value(place), constant.value()),
        }
    }

    fn compare_fixed(self, place: Place, op: Comparison, fixed: u32) -> Option<bool> {
        match (self.cell(place), self.context.fixed(fixed)) {
            (Cell::Date(a), Value::Date(b)) => Some(decides(op, a.cmp(&b))),
            (Cell::Number(a), Value::Number(b)) => Some(decides(op, order_numbers(*a, b))),
            (Cell::Missing | Cell::Absent, _) => None,
            (_, other) => compare(op, self.value(place), other),
        }
    }

    /// The value of a term.
    pub fn term(self, term: &'a Term) -> Value<'a> {
        match term {
            Term::Field(place) => self.value(*place),
            Term::Constant(constant) => constant.value(),
            Term::Fixed(fixed) => self.context.fixed(*fixed),
            Term::Let(id) => self.context.eval_let(*id),
            Term::Age(birth, on) => age(self.term(birth), self.term(on)),
            Term::Shift { later, base, by } => {
                self.context.shift(*later, self.term(base), self.term(by))
            }
            Term::Count(list) => self.count(list),
            Term::Extreme { latest, list, slot } => self.extreme(*latest, list, *slot),
            Term::Lookup(table, keys) => self.context.looked_up(*table, keys.len(), |at| {
                keys.get(at).map_or(Value::Missing, |key| self.term(key))
            }),
            Term::Other(expr) => self.context.at(self.element).eval(expr),
        }
    }

    /// The elements of a list, each with whether it meets the condition; or what there is instead of a list.
    fn elements(
        self,
        list: &'a ListOf,
    ) -> Result<impl Iterator<Item = (Self, Option<bool>)>, Value<'a>> {
        let cell = *self.cell(Place::Record(list.slot));
        match cell {
            Cell::Rows(..) => {
                let elements = self.context.record.elements(cell, list.width);
                Ok(elements.map(move |element| {
                    let at = self.at(element);
                    let belongs = list.filter.as_ref();
                    (at, belongs.map_or(Some(true), |filter| at.holds(filter)))
                }))
            }
            Cell::Absent => Err(Value::Absent),
            _ => Err(Value::Missing),
        }
    }

    fn count(self, list: &'a ListOf) -> Value<'a> {
        match self.elements(list) {
            Ok(elements) => counted(elements.map(|(_, belongs)| belongs)),
            Err(gone) => gone,
        }
    }

    fn extreme(self, latest: bool, list: &'a ListOf, slot: u32) -> Value<'a> {
        let value = |at: Self| at.value(Place::Element(slot));
        match self.elements(list) {
            Ok(elements) => best(latest, elements.map(|(at, belongs)| (belongs, value(at)))),
            Err(gone) => gone,
        }
    }

    /// A guard and what a rule asks itself, at an element that belongs to its list.
    pub fn asked(self, guard: Option<&'a Predicate>, asked: &'a Predicate) -> Option<bool> {
        let guard = guard.map_or(Some(true), |guard| self.holds(guard));
        and(guard, || self.holds(asked))
    }
}

fn has_bit(bits: &[u64], word: u16) -> bool {
    let bits = bits.get(usize::from(word / 64)).unwrap_or(&0);
    bits >> (word % 64) & 1 == 1
}

/// The places that can count for a record: all of them, unless the value of a field tells some apart.
pub(super) fn candidates<'a>(switch: &'a Switch, record: &Record) -> &'a [u32] {
    let Some(branches) = &switch.by else {
        return &switch.all;
    };
    let cell = record.cell(branches.slot);
    let found = match (&branches.labels, cell) {
        (Labels::Words(by), Cell::Word(word)) => by.get(&word.index),
        (Labels::Countries(by), Cell::Country(country)) => by.get(&country),
        (Labels::Texts(by), Cell::Text(..)) => match record.value(cell) {
            Value::Text(text) => by.get(text),
            _ => None,
        },
        // What is not known may be any of them.
        _ => return &switch.all,
    };
    found.unwrap_or(&branches.others)
}
