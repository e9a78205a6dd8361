//! A table and what is known of its keys to what the table says.
//!
//! With an unknown key it still says something where every row that could match agrees: exactly for keys with
//! finitely many values, on the safe side for the others.

use super::compare::{all, any, compare, equal};
use super::context::Context;
use crate::program::{CellPattern, Cells, Comparison, Expr, Row, Schema, Table, TableId};
use crate::value::{Constant, Country, Scalar, Value, Word};

/// How many combinations of unknown keys are tried before the answer is left unknown.
const MOST_TRIALS: usize = 20_000;

impl<'c, 'a> Context<'c, 'a> {
    pub(super) fn lookup(&self, id: TableId, arguments: &'a [Expr]) -> Value<'a> {
        let Some(table) = self.table(id) else {
            return Value::Missing;
        };
        let key = |at| match self.key(table, arguments, at) {
            Some(expr) => settled(table, at, self.eval(expr)),
            None => Value::Missing,
        };
        self.with_values(table.keys.len(), key, |keys| {
            let result = decide(table, self.schema(), keys);
            result.map_or(Value::Missing, Constant::value)
        })
    }

    /// Where the value of a key comes from.
    pub(super) fn key(
        &self,
        table: &'a Table,
        arguments: &'a [Expr],
        at: usize,
    ) -> Option<&'a Expr> {
        let own = || table.keys.get(at).and_then(|key| key.value.as_ref());
        arguments.get(at).or_else(own)
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

/// What the table says; `None` if that is unknown.
fn decide<'a>(table: &'a Table, schema: &Schema, keys: &mut [Value<'_>]) -> Option<&'a Constant> {
    let certain = table
        .rows
        .iter()
        .find(|row| matches(row, keys) == Some(true));
    match certain {
        Some(row) => return Some(&row.result),
        None if keys.iter().all(is_known) => return otherwise_row(table).map(|row| &row.result),
        None => {}
    }
    let mut possible = table.rows.iter().filter(|row| {
        let matched = matches(row, keys);
        row.cells.is_none() || matched.is_none()
    });
    let first = &possible.next()?.result;
    if possible.all(|row| row.result == *first) {
        return Some(first);
    }
    if trials(table, schema, keys)? > MOST_TRIALS {
        return None;
    }
    try_each(table, schema, keys)
}

/// Tries each value of the first unknown key, and so on: what they all agree on.
fn try_each<'a>(table: &'a Table, schema: &Schema, keys: &mut [Value<'_>]) -> Option<&'a Constant> {
    let Some(at) = keys.iter().position(|key| !is_known(key)) else {
        return decide(table, schema, keys);
    };
    let key = table.keys.get(at)?;
    let unknown = keys.get(at).copied()?;
    let absence = key.optional.then_some(Value::Absent);
    let mut agreed = None;
    for candidate in domain(key.scalar, schema).chain(absence) {
        *keys.get_mut(at)? = candidate;
        let result = try_each(table, schema, keys);
        *keys.get_mut(at)? = unknown;
        match (agreed, result) {
            (_, None) => return None,
            (Some(agreed), Some(result)) if agreed != result => return None,
            _ => agreed = result,
        }
    }
    agreed
}

/// How many combinations the unknown keys have; `None` if one of them has no finite set of values.
fn trials(table: &Table, schema: &Schema, keys: &[Value<'_>]) -> Option<usize> {
    let unknown = table
        .keys
        .iter()
        .zip(keys)
        .filter(|(_, key)| !is_known(key));
    unknown.into_iter().try_fold(1usize, |product, (key, _)| {
        let size = domain_size(key.scalar, schema)? + usize::from(key.optional);
        Some(product.saturating_mul(size))
    })
}

fn domain_size(scalar: Scalar, schema: &Schema) -> Option<usize> {
    match scalar {
        Scalar::Bool => Some(2),
        Scalar::Country => Some(Country::all().count()),
        Scalar::Enum(of) => Some(schema.enumeration(of).words.len()),
        _ => None,
    }
}

fn domain(scalar: Scalar, schema: &Schema) -> impl Iterator<Item = Value<'static>> {
    let (bools, countries, words) = match scalar {
        Scalar::Bool => (2, 0, None),
        Scalar::Country => (0, usize::MAX, None),
        Scalar::Enum(of) => (0, 0, Some((of, schema.enumeration(of).words.len()))),
        _ => (0, 0, None),
    };
    let words = words.into_iter().flat_map(|(of, count)| {
        (0..count).map(move |index| {
            Value::Word(Word {
                of,
                index: index as u16,
            })
        })
    });
    let bools = [false, true].into_iter().take(bools).map(Value::Bool);
    let countries = Country::all().take(countries).map(Value::Country);
    bools.chain(countries).chain(words)
}

fn otherwise_row(table: &Table) -> Option<&Row> {
    table.rows.iter().find(|row| row.cells.is_none())
}

fn is_known(value: &Value<'_>) -> bool {
    !matches!(value, Value::Missing | Value::Between(..))
}

/// Whether a row takes the keys; the row for everything else takes none by itself.
fn matches(row: &Row, keys: &[Value<'_>]) -> Option<bool> {
    let Some(cells) = &row.cells else {
        return Some(false);
    };
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
