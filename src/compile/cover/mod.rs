//! What the rows of a decision table cover: rows that overlap, values that no row takes, rows without use.
//!
//! In: a table and its schema. Out: places in the table and values that show them. Exact, by cutting every
//! column into the segments that its cells tell apart; it samples nothing and reads no record.

mod bits;
mod domain;
mod show;
#[cfg(test)]
mod tests;

pub use bits::Bits;
pub use domain::{Domain, Kind, compare};
pub use show::{show_constant, show_witness};

use crate::program::{CellPattern, Cells, Expr, ExprKind, Key, Row, Schema, Table, Type};
use crate::value::{Constant, Decimal, Scalar};
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// Most steps of work on one question, a step being 64 rows looked at: well below a second.
const MOST_STEPS: usize = 1 << 24;
/// Most words that one column may fill: 32 MiB. A table of 10,000 rows fits.
const MOST_WORDS: usize = 1 << 22;

/// Most keys that are looked for a gap: the search is as deep as there are keys.
const MOST_KEYS: usize = 64;

/// The question would take more work than is allowed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TooLarge;

/// Two rows that match the same values.
#[derive(Clone, PartialEq, Debug)]
pub struct Overlap {
    /// The place of the earlier row.
    pub first: usize,
    /// The place of the later row.
    pub second: usize,
    /// One value a key, which both rows match.
    pub witness: Vec<Constant>,
}

/// Something in a table that can never count.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Dead {
    /// The row for everything else, when the others leave nothing over.
    Otherwise {
        /// Its place.
        row: usize,
    },
    /// A row with a cell that no value matches.
    Row {
        /// Its place.
        row: usize,
        /// The column of the cell.
        column: usize,
    },
    /// An alternative that takes nothing which the ones before it in its cell do not take.
    Alternative {
        /// The row's place.
        row: usize,
        /// The column of the cell.
        column: usize,
        /// Its place in the cell.
        place: usize,
    },
}

/// For each row the first earlier one that matches some of its values, too; the row for everything else meets
/// no other.
pub fn overlaps(table: &Table, schema: &Schema) -> Result<Vec<Overlap>, TooLarge> {
    let rows = matching_rows(table);
    let columns = columns(table, schema, &rows)?;
    let mut budget = Budget::new();
    let mut found = Vec::new();
    for second in 0..rows.len() {
        let mut others = Bits::all(rows.len());
        for column in &columns {
            others.intersect(&column.rows_meeting(second, &mut budget)?);
        }
        if let Some(first) = others.iter().next().filter(|first| *first < second) {
            budget.spend(columns.iter().map(|column| column.classes.len()).sum())?;
            let witness = columns.iter().map(|column| column.shared(first, second));
            found.push(Overlap {
                first,
                second,
                witness: witness.collect(),
            });
        }
    }
    Ok(found)
}

/// Values that no row matches, one a key; none if all are covered or a row takes everything else.
pub fn gap(table: &Table, schema: &Schema) -> Result<Option<Vec<Constant>>, TooLarge> {
    if table.rows.iter().any(|row| row.cells.is_none()) {
        return Ok(None);
    }
    uncovered(table, schema)
}

/// What can never count, by row.
///
/// Where it takes too long to tell whether the row for everything else is needed, it is taken to be.
pub fn dead_rows(table: &Table, schema: &Schema) -> Vec<Dead> {
    let mut dead = Vec::new();
    for (column, key) in table.keys.iter().enumerate() {
        let cells = table.rows.iter().map(|row| cells(row, column));
        let domain = Domain::new(kind_of(key, schema), schema, patterns(cells));
        for (row, each) in table.rows.iter().enumerate() {
            if let Some(Cells::OneOf(alternatives)) = cells_of(each, column) {
                dead_alternatives(&domain, alternatives, row, column, &mut dead);
            }
        }
    }
    let otherwise = table.rows.iter().position(|row| row.cells.is_none());
    if let Some(row) = otherwise
        && uncovered(table, schema) == Ok(None)
    {
        dead.push(Dead::Otherwise { row });
    }
    dead
}

fn dead_alternatives(
    domain: &Domain,
    alternatives: &[CellPattern],
    row: usize,
    column: usize,
    dead: &mut Vec<Dead>,
) {
    let mut taken = Bits::none(domain.size());
    let mut idle = Vec::new();
    for (place, alternative) in alternatives.iter().enumerate() {
        let places = domain.places(alternative);
        if places.clone().all(|place| taken.contains(place)) {
            idle.push(Dead::Alternative { row, column, place });
        }
        places.for_each(|place| taken.insert(place));
    }
    if taken.is_empty() {
        dead.push(Dead::Row { row, column });
    } else {
        dead.extend(idle);
    }
}

fn cells(row: &Row, column: usize) -> &Cells {
    cells_of(row, column).unwrap_or(&Cells::Any)
}

fn cells_of(row: &Row, column: usize) -> Option<&Cells> {
    row.cells.as_ref().and_then(|cells| cells.get(column))
}

fn patterns<'a>(cells: impl Iterator<Item = &'a Cells>) -> impl Iterator<Item = &'a CellPattern> {
    cells.flat_map(|cells| match cells {
        Cells::Any => [].as_slice(),
        Cells::OneOf(alternatives) => alternatives,
    })
}

/// The rows that say what they match, each with its cells.
fn matching_rows(table: &Table) -> Vec<&[Cells]> {
    let cells = table.rows.iter().filter_map(|row| row.cells.as_deref());
    cells.collect()
}

/// What a key can hold.
fn kind_of(key: &Key, schema: &Schema) -> Kind {
    let bounds = key
        .value
        .as_ref()
        .and_then(|value| kind_of_expr(value, schema).bounds);
    Kind {
        scalar: key.scalar,
        optional: key.optional,
        bounds,
    }
}

/// What an expression can yield; true or false where it is no single value. Only a field has bounds: a share
/// goes from 0% to 100% unless the schema says otherwise.
pub fn kind_of_expr(expr: &Expr, schema: &Schema) -> Kind {
    let scalar = match expr.ty {
        Type::Scalar(scalar) => scalar,
        _ => Scalar::Bool,
    };
    let bounds = match expr.kind {
        ExprKind::Field(id) => match schema.field(id).range {
            None if scalar == Scalar::Percent => Some((Decimal::ZERO, Decimal::ONE)),
            range => range,
        },
        _ => None,
    };
    Kind {
        scalar,
        optional: expr.optional,
        bounds,
    }
}

/// The segments of a column, those that the same rows match taken together.
struct Column {
    /// A value and the rows that match it.
    classes: Vec<(Constant, Bits)>,
}

impl Column {
    fn new(
        kind: Kind,
        schema: &Schema,
        rows: &[&[Cells]],
        column: usize,
    ) -> Result<Column, TooLarge> {
        let all = || rows.iter().map(|cells| cells.get(column));
        let domain = Domain::new(kind, schema, patterns(all().flatten()));
        if domain.size().saturating_mul(rows.len().div_ceil(64)) > MOST_WORDS {
            return Err(TooLarge);
        }
        let mut matching = vec![Bits::none(rows.len()); domain.size()];
        for (row, cells) in all().enumerate() {
            let mut take = |places| {
                let segments = matching.get_mut::<Range<usize>>(places);
                let segments = segments.unwrap_or_default().iter_mut();
                segments.for_each(|segment| segment.insert(row));
            };
            match cells {
                None | Some(Cells::Any) => take(0..domain.size()),
                Some(Cells::OneOf(alternatives)) => {
                    let each = alternatives.iter();
                    each.for_each(|alternative| take(domain.places(alternative)));
                }
            }
        }
        let mut seen = HashSet::new();
        let segments = domain.witnesses().into_iter().zip(matching);
        let classes = segments
            .filter_map(|(witness, rows)| Some((witness?, rows)))
            .filter(|(_, rows)| seen.insert(rows.clone()))
            .collect();
        Ok(Column { classes })
    }

    /// The rows that match a value which this row matches, too.
    fn rows_meeting(&self, row: usize, budget: &mut Budget) -> Result<Bits, TooLarge> {
        let mut met = match self.classes.first() {
            Some((_, rows)) => {
                budget.spend(self.classes.len() + rows.cost())?;
                let mut none = rows.clone();
                none.clear();
                none
            }
            None => Bits::none(0),
        };
        for (_, rows) in self.classes.iter().filter(|(_, rows)| rows.contains(row)) {
            budget.spend(rows.cost())?;
            met.unite(rows);
        }
        Ok(met)
    }

    /// A value that both rows match. They are known to share one.
    fn shared(&self, first: usize, second: usize) -> Constant {
        let mut classes = self.classes.iter();
        let class = classes.find(|(_, rows)| rows.contains(first) && rows.contains(second));
        class.map_or(Constant::Absent, |(witness, _)| witness.clone())
    }
}

fn columns(table: &Table, schema: &Schema, rows: &[&[Cells]]) -> Result<Vec<Column>, TooLarge> {
    let keys = table.keys.iter().enumerate();
    keys.map(|(place, key)| Column::new(kind_of(key, schema), schema, rows, place))
        .collect()
}

fn uncovered(table: &Table, schema: &Schema) -> Result<Option<Vec<Constant>>, TooLarge> {
    if table.keys.len() > MOST_KEYS {
        return Err(TooLarge);
    }
    let rows = matching_rows(table);
    let columns = columns(table, schema, &rows)?;
    let mut search = Search {
        budget: Budget::new(),
        covered: HashSet::new(),
    };
    Ok(search
        .gap(&columns, &Bits::all(rows.len()))?
        .map(|mut witness| {
            witness.reverse();
            witness
        }))
}

/// A walk over the columns with the rows that are still possible.
struct Search {
    budget: Budget,
    /// How many columns are left, and which rows cover them: found to leave no gap.
    covered: HashSet<(usize, Bits)>,
}

impl Search {
    /// Values of the columns, last one first, that none of the rows matches.
    fn gap(&mut self, columns: &[Column], live: &Bits) -> Result<Option<Vec<Constant>>, TooLarge> {
        let Some((column, rest)) = columns.split_first() else {
            return Ok(live.is_empty().then(Vec::new));
        };
        let state = (columns.len(), live.clone());
        if self.covered.contains(&state) {
            return Ok(None);
        }
        let mut left = HashMap::new();
        for (place, (_, rows)) in column.classes.iter().enumerate() {
            // Keeping a set costs more than looking at it.
            self.budget.spend(8 * rows.cost())?;
            let mut live = live.clone();
            live.intersect(rows);
            left.entry(live).or_insert(place);
        }
        let mut left: Vec<(Bits, usize)> = left.into_iter().collect();
        left.sort_by_key(|(_, place)| *place);
        for (live, place) in left {
            if let Some(mut witness) = self.gap(rest, &live)? {
                let value = column.classes.get(place).map(|(value, _)| value.clone());
                witness.extend(value);
                return Ok(Some(witness));
            }
        }
        self.covered.insert(state);
        Ok(None)
    }
}

/// How much work is still allowed.
struct Budget {
    left: usize,
}

impl Budget {
    fn new() -> Budget {
        Budget { left: MOST_STEPS }
    }

    fn spend(&mut self, steps: usize) -> Result<(), TooLarge> {
        self.left = self.left.checked_sub(steps).ok_or(TooLarge)?;
        Ok(())
    }
}
