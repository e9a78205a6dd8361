//! Values of a table as rule files write them.

use crate::program::{CellPattern, Cells, Schema, Table};
use crate::value::{Constant, Scalar, escape_controls, parse_zone, show_number, show_percent};

/// A row of values in the table's own words: `region = HK, type = hk_id`.
pub fn show_witness(table: &Table, schema: &Schema, witness: &[Constant]) -> String {
    let columns = table.keys.iter().zip(witness).enumerate();
    let shown: Vec<String> = columns
        .map(|(column, (key, value))| {
            let value = match value {
                Constant::Text(_) if !is_named(table, column, value) => "any other text".into(),
                Constant::Period(_) if !is_named(table, column, value) => "any other period".into(),
                value => show_constant(schema, key.scalar, value),
            };
            format!("{} = {value}", key.name)
        })
        .collect();
    shown.join(", ")
}

fn is_named(table: &Table, column: usize, value: &Constant) -> bool {
    let cells = table.rows.iter().flat_map(|row| &row.cells);
    let mut alternatives = cells
        .filter_map(|cells| cells.get(column))
        .filter_map(|cells| match cells {
            Cells::Any => None,
            Cells::OneOf(alternatives) => Some(alternatives),
        })
        .flatten();
    alternatives.any(|each| matches!(each, CellPattern::Value(named) if named == value))
}

/// A value as rule files write it.
pub fn show_constant(schema: &Schema, scalar: Scalar, value: &Constant) -> String {
    match value {
        Constant::Bool(bool) => bool.to_string(),
        Constant::Number(number) if scalar == Scalar::Percent => show_percent(*number),
        Constant::Number(number) => show_number(*number),
        Constant::Date(date) => date.to_string(),
        Constant::LongTerm => "long_term".into(),
        Constant::Instant(instant) => {
            let zone = parse_zone("UTC").unwrap_or_default();
            instant.rfc3339_in(zone)
        }
        Constant::Period(period) => period.to_string(),
        Constant::Duration(duration) => duration.to_string(),
        Constant::Country(country) => country.to_string(),
        Constant::Word(word) => schema.word(*word).into(),
        Constant::Text(text) => format!("\"{}\"", escape_controls(text)),
        Constant::List(items) => {
            let items: Vec<String> = items
                .iter()
                .map(|item| show_constant(schema, scalar, item))
                .collect();
            format!("[{}]", items.join(", "))
        }
        Constant::Absent => "absent".into(),
    }
}
