//! Lists of records: which elements belong to a filtered list, how many there are, and the latest of a field.
//!
//! Whether an element belongs may be unknown; then a count is an interval, and an extreme is known only if no
//! possible element changes it.

use super::compare::{and, order};
use super::context::{Context, Kept};
use crate::program::{Expr, ExprKind, FieldId, LetId};
use crate::record::{Element, RecordRef};
use crate::value::{Cell, Decimal, Value};
use std::cmp::Ordering;

/// For each element of a list whether it belongs to a filtered one.
pub(super) type Membership = Box<[Option<bool>]>;

/// A list of records, filtered or not.
#[derive(Clone, Copy)]
pub(super) struct Rows<'c> {
    /// The field that holds the list.
    pub field: FieldId,
    /// Its cell: rows, or missing, or absent.
    pub cell: Cell,
    filter: Option<&'c [Option<bool>]>,
}

impl<'c> Rows<'c> {
    /// All elements of the list, with whether they belong to the filtered one.
    pub fn each(
        self,
        record: RecordRef<'_>,
    ) -> impl Iterator<Item = (Element, Option<bool>)> + use<'c> {
        let elements = record.elements(self.cell);
        elements.map(move |element| (element, self.belongs(element)))
    }

    pub fn belongs(&self, element: Element) -> Option<bool> {
        match self.filter {
            None => Some(true),
            Some(filter) => filter.get(element.index as usize).copied().flatten(),
        }
    }
}

impl<'c, 'a> Context<'c, 'a> {
    /// The list that an expression of type `Rows` stands for.
    pub fn rows(&self, expr: &'a Expr) -> Option<Rows<'c>> {
        let (mut expr, mut filter) = (expr, None);
        loop {
            match &expr.kind {
                ExprKind::Field(field) => return Some(self.list_field(*field, filter)),
                ExprKind::Let(id) => {
                    let value = &self.declared_let(*id)?.value;
                    expr = match &value.kind {
                        ExprKind::Where { rows, .. } => {
                            // The outermost filter counts: it keeps only what those inside it leave.
                            filter = filter.or_else(|| self.filter(*id));
                            rows
                        }
                        _ => value,
                    };
                }
                _ => return None,
            }
        }
    }

    fn filter(&self, id: LetId) -> Option<&'c [Option<bool>]> {
        match self.kept(id)? {
            Kept::Membership(filter) => Some(filter),
            _ => None,
        }
    }

    fn list_field(&self, field: FieldId, filter: Option<&'c [Option<bool>]>) -> Rows<'c> {
        Rows {
            field,
            cell: self.cell(field),
            filter,
        }
    }

    /// Which elements of a list meet a condition.
    pub fn membership(&self, rows: &'a Expr, condition: &'a Expr) -> Membership {
        let Some(rows) = self.rows(rows) else {
            return Membership::default();
        };
        let each = rows.each(self.record);
        let each =
            each.map(|(element, belongs)| and(belongs, || self.at(Some(element)).truth(condition)));
        each.collect()
    }

    /// How many elements belong to a list: between the least and the most.
    pub fn count_rows(&self, rows: Rows<'c>) -> Value<'a> {
        if let Some(gone) = without_rows(rows.cell) {
            return gone;
        }
        counted(rows.each(self.record).map(|(_, belongs)| belongs))
    }

    /// The latest or earliest of a field over a list.
    pub fn extreme(&self, latest: bool, rows: &'a Expr, field: FieldId) -> Value<'a> {
        let Some(rows) = self.rows(rows) else {
            return Value::Missing;
        };
        if let Some(gone) = without_rows(rows.cell) {
            return gone;
        }
        let each = rows.each(self.record);
        best(
            latest,
            each.map(|(element, belongs)| (belongs, self.at(Some(element)).field(field))),
        )
    }
}

/// How many elements belong to a list, given of each whether it does: between the least and the most.
fn counted<'a>(elements: impl Iterator<Item = Option<bool>>) -> Value<'a> {
    let (mut least, mut most) = (0u32, 0u32);
    for belongs in elements {
        least += u32::from(belongs == Some(true));
        most += u32::from(belongs != Some(false));
    }
    if least == most {
        Value::Number(Decimal::from(least))
    } else {
        Value::Between(least, most)
    }
}

/// The latest or earliest of the values that belong to a list. One that perhaps belongs leaves it unknown where it
/// would change the answer.
fn best<'a>(latest: bool, elements: impl Iterator<Item = (Option<bool>, Value<'a>)>) -> Value<'a> {
    let (mut best, mut perhaps) = (Value::Absent, Value::Absent);
    let mut unknown = false;
    for (belongs, value) in elements {
        let found = match belongs {
            Some(false) => continue,
            Some(true) => &mut best,
            None => &mut perhaps,
        };
        unknown |= matches!(value, Value::Missing);
        if beats(latest, value, *found) {
            *found = value;
        }
    }
    if unknown || beats(latest, perhaps, best) {
        Value::Missing
    } else {
        best
    }
}

/// Missing or absent, if there is no list.
fn without_rows<'a>(cell: Cell) -> Option<Value<'a>> {
    match cell {
        Cell::Rows(..) => None,
        Cell::Absent => Some(Value::Absent),
        _ => Some(Value::Missing),
    }
}

fn beats(latest: bool, value: Value<'_>, best: Value<'_>) -> bool {
    match (value, best) {
        (Value::Absent, _) => false,
        (_, Value::Absent) => true,
        _ => {
            let wanted = if latest {
                Ordering::Greater
            } else {
                Ordering::Less
            };
            order(value, best) == Some(wanted)
        }
    }
}
