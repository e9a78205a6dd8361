//! What is wrong with what a table's rows cover, said with values that show it.

use crate::compile::Checker;
use crate::compile::cover::{self, Dead, TooLarge};
use crate::diagnostic::{Code, Diagnostic, Level};
use crate::program::{Key, Row, Schema, Table};
use crate::source::Span;

/// Reports overlaps, gaps and rows without use. True unless the table cannot be used.
pub(super) fn check(checker: &mut Checker<'_>, table: &Table) -> bool {
    let faults = match faults(table, &checker.program.schema) {
        Ok(faults) => faults,
        Err(TooLarge) => vec![too_large(table)],
    };
    let usable = faults.iter().all(|fault| fault.level != Level::Error);
    faults.into_iter().for_each(|fault| checker.report(fault));
    usable
}

fn faults(table: &Table, schema: &Schema) -> Result<Vec<Diagnostic>, TooLarge> {
    let mut faults = overlap_faults(table, schema)?;
    faults.extend(gap_fault(table, schema)?);
    let dead = cover::dead_rows(table, schema);
    faults.extend(dead.into_iter().map(|dead| dead_fault(table, dead)));
    Ok(faults)
}

/// One fault for each row that meets an earlier one.
fn overlap_faults(table: &Table, schema: &Schema) -> Result<Vec<Diagnostic>, TooLarge> {
    let overlaps = cover::overlaps(table, schema)?;
    let faults = overlaps.iter().map(|overlap| {
        let witness = cover::show_witness(table, schema, &overlap.witness);
        let message = format!("two rows of `{}` match {witness}", table.name);
        Diagnostic::new(Code::TableOverlap, row_span(table, overlap.second), message)
            .label("this row")
            .also(row_span(table, overlap.first), "and this one")
            .hint("Change one of the rows so that only one of them matches these values.")
    });
    Ok(faults.collect())
}

fn gap_fault(table: &Table, schema: &Schema) -> Result<Option<Diagnostic>, TooLarge> {
    let witness = cover::gap(table, schema)?;
    Ok(witness.map(|witness| {
        let witness = cover::show_witness(table, schema, &witness);
        let message = format!("no row of `{}` matches {witness}", table.name);
        Diagnostic::new(Code::TableGap, table.span, message)
            .hint("Add a row for it, or a last row `| otherwise | ... |` for everything else.")
    }))
}

fn dead_fault(table: &Table, dead: Dead) -> Diagnostic {
    let (row, message, hint) = match dead {
        Dead::Otherwise { row } => (
            row,
            "the other rows leave nothing for `otherwise`".to_owned(),
            "Take this row out.".to_owned(),
        ),
        Dead::Row { row, column } => (
            row,
            format!("no value of `{}` matches this row", key_name(table, column)),
            "Take the row out, or check the cell: a range goes from the least to the greatest."
                .to_owned(),
        ),
        Dead::Alternative { row, column, place } => (
            row,
            format!(
                "the {} value of `{}` in this row adds nothing to the ones before it",
                ordinal(place + 1),
                key_name(table, column)
            ),
            "Take it out.".to_owned(),
        ),
    };
    Diagnostic::new(Code::DeadRow, row_span(table, row), message).hint(hint)
}

fn ordinal(number: usize) -> String {
    let ending = match (number % 100, number % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}

fn too_large(table: &Table) -> Diagnostic {
    let message = format!(
        "`{}` is too large to tell whether its rows overlap or leave a gap",
        table.name
    );
    Diagnostic::new(Code::TooLarge, table.span, message)
        .hint("Split it into smaller tables, or look it up by fewer keys.")
}

fn row_span(table: &Table, row: usize) -> Span {
    table.rows.get(row).map_or(table.span, |row: &Row| row.span)
}

fn key_name(table: &Table, column: usize) -> &str {
    table.keys.get(column).map_or("", |key: &Key| &key.name)
}
