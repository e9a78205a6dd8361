//! A table and what is known of its keys to what the table says.
//!
//! With an unknown key it still says something where every row that could match agrees: exactly for keys with
//! finitely many values, on the safe side for the others. No two rows of a table match the same values.

use super::compare::{all, any, compare, equal, key};
use super::context::Context;
use super::watch::Sight;
use crate::program::{CellPattern, Cells, Comparison, Expr, Key, Schema, Table, TableId};
use crate::value::{Constant, Country, Scalar, Value};
use std::collections::HashSet;

impl<'c, 'a> Context<'c, 'a> {
    pub(super) fn lookup(&self, id: TableId, arguments: &'a [Expr]) -> Value<'a> {
        let Some(table) = self.table(id) else {
            return Value::Missing;
        };
        let key = |at| {
            let key = table.key_value(arguments, at);
            settled(
                table,
                at,
                key.map_or(Value::Missing, |expr| self.eval(expr)),
            )
        };
        self.with_values(table.keys.len(), key, |keys| {
            if let Some(watch) = self.watch()
                && let Some(row) = taken(table, keys)
            {
                watch(Sight::Row(id, row));
            }
            let result = decide(table, self.schema(), keys);
            result.map_or(Value::Missing, Constant::value)
        })
    }
}

/// Absence of a key that has no place for it is as good as unknown.
fn settled<'a>(table: &Table, at: usize, value: Value<'a>) -> Value<'a> {
    let optional = table.keys.get(at).is_some_and(|key| key.optional);
    match value {
        Value::Absent if !optional => Value::Missing,
        value => value,
    }
}

/// The one row that takes the keys; `None` if that is unknown.
fn taken(table: &Table, keys: &[Value<'_>]) -> Option<usize> {
    let mut unknown = false;
    for (place, row) in table.rows.iter().enumerate() {
        let takes = match &row.cells {
            Some(cells) => matches(cells, keys),
            None => (!unknown).then_some(true),
        };
        match takes {
            Some(true) => return Some(place),
            Some(false) => {}
            None => unknown = true,
        }
    }
    None
}

/// What the table says; `None` if that is unknown.
fn decide<'a>(table: &'a Table, schema: &Schema, keys: &[Value<'_>]) -> Option<&'a Constant> {
    let mut possible = Vec::new();
    let mut results = Vec::new();
    for row in &table.rows {
        let Some(cells) = &row.cells else {
            continue;
        };
        match matches(cells, keys) {
            Some(true) => return Some(&row.result),
            Some(false) => {}
            None => {
                possible.push(cells.as_slice());
                results.push(&row.result);
            }
        }
    }
    let rest = rest(table);
    let Some((first, others)) = results.split_first() else {
        return rest;
    };
    // Some values lead to each of these rows, since no other row takes its values away.
    let agreed = others.iter().all(|other| other == first);
    let rest_agrees = || rest.is_none_or(|rest| rest == *first);
    let no_rest = || leave_nothing(table, schema, keys, &possible) == Some(true);
    (agreed && (rest_agrees() || no_rest())).then_some(*first)
}

/// What the row of everything else says.
fn rest(table: &Table) -> Option<&Constant> {
    let rest = table.rows.iter().find(|row| row.cells.is_none());
    rest.map(|row| &row.result)
}

/// Whether the rows that may match leave nothing for the row of everything else: then they take as many
/// combinations of the unknown keys as there are. `None` where these cannot be counted.
fn leave_nothing(
    table: &Table,
    schema: &Schema,
    keys: &[Value<'_>],
    rows: &[&[Cells]],
) -> Option<bool> {
    let mut all = 1u128;
    let mut taken = vec![1u128; rows.len()];
    for (at, (key, value)) in table.keys.iter().zip(keys).enumerate() {
        let cells: Vec<&Cells> = rows.iter().filter_map(|row| row.get(at)).collect();
        if cells.iter().all(|cells| takes(cells, *value) == Some(true)) {
            continue;
        }
        let size = count_values(key, schema)?;
        all = all.checked_mul(size)?;
        for (taken, cells) in taken.iter_mut().zip(cells) {
            *taken = taken.checked_mul(match cells {
                Cells::Any => size,
                Cells::OneOf(patterns) => count_named(patterns),
            })?;
        }
    }
    let taken = taken
        .iter()
        .try_fold(0u128, |sum, each| sum.checked_add(*each));
    Some(taken? == all)
}

/// How many values a key can have, absence included; `None` if there is no end of them.
fn count_values(key: &Key, schema: &Schema) -> Option<u128> {
    let values = match key.scalar {
        Scalar::Bool => 2,
        Scalar::Country => Country::all().count(),
        Scalar::Enum(of) => schema.enumeration(of).words.len(),
        _ => return None,
    };
    Some(values as u128 + u128::from(key.optional))
}

/// How many values the alternatives of a cell name; one may stand there twice.
fn count_named(patterns: &[CellPattern]) -> u128 {
    let named = patterns.iter().filter_map(|pattern| match pattern {
        CellPattern::Value(value) => Some(key(value.value())),
        CellPattern::Range(..) => None,
    });
    named.collect::<HashSet<_>>().len() as u128
}

/// Whether a row takes the keys.
fn matches(cells: &[Cells], keys: &[Value<'_>]) -> Option<bool> {
    all(cells.iter().zip(keys).map(|(cell, key)| takes(cell, *key)))
}

fn takes(cells: &Cells, key: Value<'_>) -> Option<bool> {
    match cells {
        Cells::Any => Some(true),
        Cells::OneOf(patterns) => any(patterns.iter().map(|pattern| fits(pattern, key))),
    }
}

fn fits(pattern: &CellPattern, key: Value<'_>) -> Option<bool> {
    match (pattern, key) {
        (_, Value::Missing) => None,
        (CellPattern::Value(Constant::Absent), key) => Some(matches!(key, Value::Absent)),
        (_, Value::Absent) => Some(false),
        (CellPattern::Value(value), key) => equal(value.value(), key),
        (CellPattern::Range(least, most), key) => {
            let above = least
                .as_ref()
                .map(|least| compare(Comparison::AtLeast, key, least.value()));
            let below = most
                .as_ref()
                .map(|most| compare(Comparison::AtMost, key, most.value()));
            all(above.into_iter().chain(below))
        }
    }
}
