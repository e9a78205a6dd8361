//! Decision tables: a table as written to the table of a program, or the faults that are in the way.
//!
//! Names and values are the checker's business; what the rows cover is asked of `cover`.

mod coverage;
mod infer;
#[cfg(test)]
mod tests;

use super::cover;
use super::{Checker, cited};
use crate::diagnostic::{Code, Diagnostic};
use crate::program::{CellPattern, Cells, Key, Row, Table, Type};
use crate::syntax::ast;
use crate::value::{Constant, Scalar};
pub(super) use infer::{Subject, infer};
use std::cmp::Ordering;

/// What stands for a table until it is built, and where it cannot be.
pub(super) fn placeholder(table: &ast::Table) -> Table {
    Table {
        name: table.name.text.as_str().into(),
        keys: Vec::new(),
        rows: Vec::new(),
        ty: Type::Faulty,
        optional: false,
        span: table.name.span,
    }
}

/// A table; none where a fault was reported that leaves open what it is looked up by. Its type is faulty where
/// its rows are, so that only the table is blamed.
///
/// A key without a type that no field, `let` or parameter is named after is an argument. An argument may be
/// absent where the table says what follows: by a cell `absent` in its column, or a row `otherwise`.
pub fn build_table(checker: &mut Checker<'_>, table: &ast::Table) -> Option<Table> {
    let shaped = check_header(checker, table) & check_rows(checker, table);
    let keys: Vec<Option<Key>> = (0..table.keys.len())
        .map(|column| build_key(checker, table, column))
        .collect();
    let result = result_type(checker, table);
    if !shaped {
        return None;
    }
    let keys: Vec<Key> = keys.into_iter().collect::<Option<_>>()?;
    let rows: Option<Vec<Row>> = result.and_then(|ty| {
        let rows = table.rows.iter();
        let built: Vec<Option<Row>> = rows.map(|row| build_row(checker, &keys, ty, row)).collect();
        built.into_iter().collect()
    });
    let mut built = Table {
        keys,
        ..placeholder(table)
    };
    if let (Some(rows), Some(ty)) = (rows, result) {
        built.rows = rows;
        if coverage::check(checker, &built) {
            built.ty = ty;
            built.optional = table.rows.iter().any(|row| is_absent(&row.result));
        }
    }
    Some(built)
}

/// The header names the keys by their last names, in order, and then the result.
fn check_header(checker: &mut Checker<'_>, table: &ast::Table) -> bool {
    let keys: Vec<&ast::Name> = table.keys.iter().filter_map(key_name).collect();
    let expected: Vec<&str> = keys.iter().map(|name| name.text.as_str()).collect();
    let hint = format!("Write `| {} | result |`.", expected.join(" | "));
    let place = match (table.header.first(), table.header.last()) {
        (Some(first), Some(last)) => first.span.join(last.span),
        _ => table.name.span,
    };
    if table.header.len() != keys.len() + 1 {
        let message = format!(
            "the header names {} columns where {} are expected: one for each key, and the result",
            table.header.len(),
            keys.len() + 1
        );
        checker.report(Diagnostic::new(Code::TableHeader, place, message).hint(hint));
        return false;
    }
    let wrong = table
        .header
        .iter()
        .zip(&keys)
        .find(|(header, key)| header.text != key.text);
    if let Some((header, key)) = wrong {
        let message = format!(
            "the column `{}` stands where the key `{}` is expected",
            header.text, key.text
        );
        let fault = Diagnostic::new(Code::TableHeader, header.span, message);
        checker.report(fault.also(key.span, "the key").hint(hint));
    }
    wrong.is_none()
}

fn key_name(key: &ast::TableKey) -> Option<&ast::Name> {
    key.path.names.last()
}

/// `otherwise` is the last row, and the only one. The parser has counted the cells.
fn check_rows(checker: &mut Checker<'_>, table: &ast::Table) -> bool {
    let mut sound = true;
    let mut otherwise: Option<&ast::TableRow> = None;
    let rest = |place: usize| table.rows.iter().skip(place + 1);
    for (place, row) in table.rows.iter().enumerate() {
        let fault = match (&row.cells, otherwise) {
            (None, Some(first)) => {
                let message = "a second row `otherwise`";
                let fault = Diagnostic::new(Code::Repeated, row.span, message);
                Some(
                    fault
                        .also(first.span, "the first")
                        .hint("Keep one of them."),
                )
            }
            (None, None) if rest(place).any(|row| row.cells.is_some()) => {
                let message = "the row `otherwise` is not the last one";
                let fault = Diagnostic::new(Code::NotHere, row.span, message);
                Some(fault.hint("Move it below all other rows."))
            }
            _ => None,
        };
        if row.cells.is_none() {
            otherwise = otherwise.or(Some(row));
        }
        if let Some(fault) = fault {
            checker.report(fault);
            sound = false;
        }
    }
    sound
}

fn build_key(checker: &mut Checker<'_>, table: &ast::Table, column: usize) -> Option<Key> {
    let key = table.keys.get(column)?;
    let name = key_name(key)?;
    let is_argument = key.ty.is_some()
        || key
            .path
            .single()
            .is_some_and(|name| !checker.knows(&name.text));
    if !is_argument {
        return field_key(checker, key, name);
    }
    let ty = match &key.ty {
        Some(ty) => checker.type_expr(ty).0,
        None => {
            let subject = Subject::Key(name);
            infer(checker, subject, &column_exprs(table, column))?
        }
    };
    let takes_rest = table.rows.iter().any(|row| row.cells.is_none());
    let takes_absence = column_exprs(table, column).into_iter().any(is_absent);
    Some(Key {
        name: name.text.as_str().into(),
        scalar: key_scalar(checker, ty, key)?,
        optional: takes_rest || takes_absence,
        value: None,
    })
}

fn field_key(checker: &mut Checker<'_>, key: &ast::TableKey, name: &ast::Name) -> Option<Key> {
    let value = checker.field_or_let(&key.path)?;
    Some(Key {
        name: name.text.as_str().into(),
        scalar: key_scalar(checker, value.ty, key)?,
        optional: value.optional,
        value: Some(value),
    })
}

fn key_scalar(checker: &mut Checker<'_>, ty: Type, key: &ast::TableKey) -> Option<Scalar> {
    match ty {
        Type::Scalar(scalar) => Some(scalar),
        Type::Faulty => None,
        _ => {
            let message = format!("`{}` is not a single value", key.path.text());
            let fault = Diagnostic::new(Code::TypeMismatch, key.path.span, message);
            checker.report(
                fault.hint("A table is looked up by single values, such as an enum or a number."),
            );
            None
        }
    }
}

/// All values that a column names, the ends of ranges included.
fn column_exprs(table: &ast::Table, column: usize) -> Vec<&ast::Expr> {
    let cells = table
        .rows
        .iter()
        .filter_map(|row| row.cells.as_ref()?.get(column));
    let patterns = cells.flat_map(|cell| &cell.alternatives);
    patterns
        .flat_map(|pattern| match pattern {
            ast::CellPattern::Any(_) => [None, None],
            ast::CellPattern::Value(value) => [Some(value), None],
            ast::CellPattern::Range { least, most, .. } => [least.as_ref(), most.as_ref()],
        })
        .flatten()
        .collect()
}

fn result_type(checker: &mut Checker<'_>, table: &ast::Table) -> Option<Type> {
    let Some(written) = &table.result else {
        let results: Vec<&ast::Expr> = table.rows.iter().map(|row| &row.result).collect();
        return infer(checker, Subject::Result(&table.name), &results);
    };
    match checker.type_expr(written).0 {
        Type::Faulty => None,
        ty @ (Type::Scalar(_) | Type::List(_)) => Some(ty),
        _ => {
            let message = "a table's result is a value or a list of values";
            checker.report(Diagnostic::new(Code::NotHere, written.span, message));
            None
        }
    }
}

fn is_absent(expr: &ast::Expr) -> bool {
    matches!(expr.kind, ast::ExprKind::Literal(ast::Literal::Absent))
}

fn build_row(
    checker: &mut Checker<'_>,
    keys: &[Key],
    ty: Type,
    row: &ast::TableRow,
) -> Option<Row> {
    let cells = row.cells.as_ref().map(|cells| {
        let built: Vec<Option<Cells>> = cells
            .iter()
            .zip(keys)
            .map(|(cell, key)| build_cell(checker, key, cell))
            .collect();
        built.into_iter().collect::<Option<Vec<Cells>>>()
    });
    let result = if is_absent(&row.result) {
        Some(Constant::Absent)
    } else {
        checker.constant_of(&row.result, ty)
    };
    Some(Row {
        cells: match cells {
            Some(cells) => Some(cells?),
            None => None,
        },
        result: result?,
        cites: cited(&row.cites),
        span: row.span,
    })
}

fn build_cell(checker: &mut Checker<'_>, key: &Key, cell: &ast::TableCell) -> Option<Cells> {
    match cell.alternatives.as_slice() {
        [ast::CellPattern::Any(_)] => return Some(Cells::Any),
        alternatives => {
            let any = alternatives.iter().find_map(|each| match each {
                ast::CellPattern::Any(span) => Some(*span),
                _ => None,
            });
            if let Some(span) = any {
                let message = "`any` stands beside other values";
                let fault = Diagnostic::new(Code::NotHere, span, message);
                checker.report(fault.hint("Write `any` alone, or leave it out."));
                return None;
            }
        }
    }
    let alternatives: Vec<Option<CellPattern>> = cell
        .alternatives
        .iter()
        .map(|each| build_pattern(checker, key, each))
        .collect();
    Some(Cells::OneOf(
        alternatives.into_iter().collect::<Option<_>>()?,
    ))
}

fn build_pattern(
    checker: &mut Checker<'_>,
    key: &Key,
    pattern: &ast::CellPattern,
) -> Option<CellPattern> {
    let wanted = Type::Scalar(key.scalar);
    match pattern {
        ast::CellPattern::Any(_) => None,
        ast::CellPattern::Value(value) if is_absent(value) => {
            if !key.optional {
                let message = format!("`{}` is never absent", key.name);
                let fault = Diagnostic::new(Code::NotHere, value.span, message);
                checker.report(fault.hint("Take `absent` out, or mark the field with `?`."));
                return None;
            }
            Some(CellPattern::Value(Constant::Absent))
        }
        ast::CellPattern::Value(value) => {
            checker.constant_of(value, wanted).map(CellPattern::Value)
        }
        ast::CellPattern::Range { span, .. } if !key.scalar.is_ordered() => {
            let name = checker.program.schema.type_name(key.scalar);
            let message = format!("`{}` is of type `{name}`, which has no order", key.name);
            let fault = Diagnostic::new(Code::NoOrder, *span, message);
            checker.report(fault.hint("List the values one by one, with commas between them."));
            None
        }
        ast::CellPattern::Range { least, most, span } => {
            let least = range_end(checker, least.as_ref(), wanted);
            let most = range_end(checker, most.as_ref(), wanted);
            let (least, most) = (least?, most?);
            if let (Some(least), Some(most)) = (&least, &most)
                && cover::compare(most, least) == Ordering::Less
            {
                let message = "this range ends before it starts";
                let fault = Diagnostic::new(Code::OutOfRange, *span, message);
                checker.report(fault.hint("Write the least value, then `..`, then the greatest."));
                return None;
            }
            Some(CellPattern::Range(least, most))
        }
    }
}

/// The end of a range: `None` for a fault, `Some(None)` for an open end.
fn range_end(
    checker: &mut Checker<'_>,
    end: Option<&ast::Expr>,
    wanted: Type,
) -> Option<Option<Constant>> {
    match end {
        None => Some(None),
        Some(end) if is_absent(end) => {
            let message = "`absent` is no end of a range";
            checker.report(Diagnostic::new(Code::NotHere, end.span, message));
            None
        }
        Some(end) => checker.constant_of(end, wanted).map(Some),
    }
}
