//! A predicate to what it says of a record: the plan's form of what [`super::expression`] does with a condition, and the
//! same answer.

use super::compare::{all, any, compare, contains, decides, not};
use super::context::Context;
use super::expression::age;
use crate::program::{Comparison, Labels, Place, Predicate, Switch, Term};
use crate::record::{Element, Record};
use crate::value::{Cell, Constant, List, Value};

impl<'c, 'a> Context<'c, 'a> {
    /// What a predicate says at an element, or of the record alone; `None` if that is unknown.
    pub fn holds(&self, predicate: &'a Predicate, element: Option<Element>) -> Option<bool> {
        let cell = |place| cell(self.record, element, place);
        match predicate {
            Predicate::Known(bool) => Some(*bool),
            Predicate::Flag(place) => match cell(*place) {
                Cell::Bool(bool) => Some(bool),
                _ => None,
            },
            Predicate::Word(place, word) => match cell(*place) {
                Cell::Word(found) => Some(found.index == *word),
                _ => None,
            },
            Predicate::Words(place, bits) => match cell(*place) {
                Cell::Word(found) => Some(has_bit(bits, found.index)),
                _ => None,
            },
            Predicate::Country(place, country) => match cell(*place) {
                Cell::Country(found) => Some(found == *country),
                _ => None,
            },
            Predicate::Countries(place, countries) => match cell(*place) {
                Cell::Country(found) => Some(countries.binary_search(&found).is_ok()),
                _ => None,
            },
            Predicate::Compare(place, op, constant) => {
                compare_constant(self.record, cell(*place), *op, constant)
            }
            Predicate::CompareFixed(place, op, fixed) => {
                compare_cell(self.record, cell(*place), *op, self.fixed(*fixed))
            }
            Predicate::CompareTerms(left, op, right) => {
                compare(*op, self.term(left, element), self.term(right, element))
            }
            Predicate::In(place, fixed) => {
                match (self.record.value(cell(*place)), self.fixed(*fixed)) {
                    (_, Value::List(list)) if list.is_empty() => Some(false),
                    (needle, Value::List(list)) => contains(list, needle),
                    _ => None,
                }
            }
            Predicate::HasAny(place, bits) => match self.record.value(cell(*place)) {
                Value::List(List::Cells(items, _)) => Some(items.iter().any(|item| match item {
                    Cell::Word(word) => has_bit(bits, word.index),
                    _ => false,
                })),
                _ => None,
            },
            Predicate::Present(place) => match cell(*place) {
                Cell::Missing => None,
                Cell::Absent => Some(false),
                _ => Some(true),
            },
            Predicate::Empty(place) => match cell(*place) {
                Cell::Text(from, to) | Cell::List(from, to) => Some(from == to),
                Cell::Rows(_, count) => Some(count == 0),
                _ => None,
            },
            Predicate::Let(id) => self.derived(*id),
            Predicate::Not(inner) => not(self.holds(inner, element)),
            Predicate::All(parts) => all(parts.iter().map(|part| self.holds(part, element))),
            Predicate::Any(parts) => any(parts.iter().map(|part| self.holds(part, element))),
            Predicate::Other(expr) => self.at(element).eval(expr).as_bool(),
        }
    }
}

impl<'c, 'a> Context<'c, 'a> {
    /// The value of a term at an element, or in the record alone.
    fn term(&self, term: &'a Term, element: Option<Element>) -> Value<'a> {
        match term {
            Term::Field(place) => self.record.value(cell(self.record, element, *place)),
            Term::Constant(constant) => constant.value(),
            Term::Fixed(fixed) => self.fixed(*fixed),
            Term::Let(id) => self.eval_let(*id),
            Term::Age(birth, on) => age(self.term(birth, element), self.term(on, element)),
            Term::Shift { later, base, by } => {
                self.shift(*later, self.term(base, element), self.term(by, element))
            }
            Term::Lookup(table, keys) => self.looked_up(*table, keys.len(), |at| {
                keys.get(at)
                    .map_or(Value::Missing, |key| self.term(key, element))
            }),
            Term::Other(expr) => self.at(element).eval(expr),
        }
    }
}

/// The cell at a place.
fn cell(record: &Record, element: Option<Element>, place: Place) -> Cell {
    match (place, element) {
        (Place::Record(slot), _) => record.cell(slot),
        (Place::Element(slot), Some(element)) => record.element_cell(element, slot),
        (Place::Element(_), None) => Cell::Missing,
    }
}

fn has_bit(bits: &[u64], word: u16) -> bool {
    let bits = bits.get(usize::from(word / 64)).unwrap_or(&0);
    bits >> (word % 64) & 1 == 1
}

/// The kinds that rules compare most come first.
fn compare_constant(
    record: &Record,
    cell: Cell,
    op: Comparison,
    constant: &Constant,
) -> Option<bool> {
    match (cell, constant) {
        (Cell::Number(a), Constant::Number(b)) => Some(decides(op, a.cmp(b))),
        (Cell::Date(a), Constant::Date(b)) => Some(decides(op, a.cmp(b))),
        (Cell::Missing | Cell::Absent, _) => None,
        _ => compare(op, record.value(cell), constant.value()),
    }
}

fn compare_cell(record: &Record, cell: Cell, op: Comparison, other: Value<'_>) -> Option<bool> {
    match (cell, other) {
        (Cell::Date(a), Value::Date(b)) => Some(decides(op, a.cmp(&b))),
        (Cell::Number(a), Value::Number(b)) => Some(decides(op, a.cmp(&b))),
        (Cell::Missing | Cell::Absent, _) => None,
        _ => compare(op, record.value(cell), other),
    }
}

/// The places that can count for a record: all of them, unless the value of a field tells some apart.
pub(super) fn candidates<'a>(switch: &'a Switch, record: &Record) -> &'a [u32] {
    let Some(lookup) = &switch.by else {
        return &switch.all;
    };
    let cell = record.cell(lookup.slot);
    let found = match (&lookup.labels, cell) {
        (Labels::Words(by), Cell::Word(word)) => by.get(&word.index),
        (Labels::Countries(by), Cell::Country(country)) => by.get(&country),
        (Labels::Texts(by), Cell::Text(..)) => match record.value(cell) {
            Value::Text(text) => by.get(text),
            _ => None,
        },
        // What is not known may be any of them.
        _ => return &switch.all,
    };
    found.unwrap_or(&lookup.others)
}
