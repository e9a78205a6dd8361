//! Tables: a row is a line, and each cell is parsed by itself.
//!
//! In: the pair of a table. Out: its tree. A faulty cell costs its table, but all cells are looked at.

use super::Builder;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::syntax::ast::{CellPattern, Expr, Name, Table, TableCell, TableKey, TableRow};
use crate::syntax::cursor::{Built, Cursor, Fault, range};
use crate::syntax::grammar::{Pair, Rule};
use std::ops::Range;

/// A cell's text without the spaces around it, and where it stands in the builder's text.
pub(super) struct CellText<'t> {
    pub(super) text: &'t str,
    pub(super) range: Range<usize>,
}

impl Builder<'_> {
    pub(super) fn table(&self, pair: Pair<'_>) -> Built<Table> {
        let span = self.span(&pair);
        let mut children = Cursor::new(pair);
        let name = self.declared(&children.take(Rule::word)?);
        let result = children.maybe(Rule::type_expr);
        let result = result.map(|ty| self.type_expr(ty)).transpose()?;
        let keys: Built<Vec<TableKey>> = children
            .all(Rule::key)
            .map(|key| self.table_key(key))
            .collect();
        let keys = keys?;
        let mut rows = children.rest();
        let Some(first) = rows.next() else {
            let message = format!("the table `{}` has no line with column names", name.text);
            self.report(
                Diagnostic::new(Code::RowShape, name.span, message)
                    .hint("Start with the names of the columns: `| region | result |`."),
            );
            return Err(Fault::Reported);
        };
        let header_span = self.span(&first);
        self.check_header_cites(&first);
        let header = self.header(first);
        // Where the header is what is wrong, the checker says so.
        let columns = [header.len(), keys.len() + 1];
        let rows: Vec<Built<TableRow>> = rows
            .map(|row| self.row(row, columns, header_span))
            .collect();
        Ok(Table {
            name,
            result,
            keys,
            header,
            rows: rows.into_iter().collect::<Built<_>>()?,
            span,
        })
    }

    fn table_key(&self, pair: Pair<'_>) -> Built<TableKey> {
        let mut children = Cursor::new(pair);
        let path = self.path(children.take(Rule::path)?)?;
        let ty = children.maybe(Rule::type_expr);
        let ty = ty.map(|ty| self.type_expr(ty)).transpose()?;
        children.take_end()?;
        Ok(TableKey { path, ty })
    }

    fn header(&self, row: Pair<'_>) -> Vec<Name> {
        let cells = cells(row);
        for cell in &cells {
            let word = |text: &str| {
                let mut chars = text.chars();
                let first = chars
                    .next()
                    .is_some_and(|c| c.is_ascii_alphabetic() || c == '_');
                first && chars.all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '.')
            };
            if !word(cell.text) {
                let message = "a column needs a name";
                let span = self.span_of(cell.range.clone());
                self.report(
                    Diagnostic::new(Code::RowShape, span, message).hint(
                        "The first line of a table names its columns: `| region | result |`.",
                    ),
                );
            }
        }
        let name = |cell: CellText<'_>| Name {
            text: cell.text.to_owned(),
            span: self.span_of(cell.range),
        };
        cells.into_iter().map(name).collect()
    }

    fn check_header_cites(&self, header: &Pair<'_>) {
        if let Some((_, span)) = self.row_cites(header).first() {
            let message = "the line with the column names cites nothing";
            self.report(
                Diagnostic::new(Code::NotHere, *span, message)
                    .hint("Write `cites` after the rows that follow from a document."),
            );
        }
    }

    fn row(&self, row: Pair<'_>, columns: [usize; 2], header: Span) -> Built<TableRow> {
        let span = self.span(&row);
        let cites = self.row_cites(&row);
        let mut cells = cells(row);
        if cells.iter().all(|cell| is_ruler(cell.text)) {
            self.report_ruler(span);
            return Err(Fault::Reported);
        }
        let result = cells.pop().ok_or(Fault::Reported)?;
        if let [only] = cells.as_slice()
            && only.text == "otherwise"
        {
            return Ok(TableRow {
                cells: None,
                result: self.result_cell(&result)?,
                cites,
                span,
            });
        }
        if !columns.contains(&(cells.len() + 1)) {
            let counts = (cells.len() + 1, columns[0]);
            self.wrong_count(span, counts, header, "`any` where every value will do");
            return Err(Fault::Reported);
        }
        let built: Vec<Built<TableCell>> = cells.iter().map(|cell| self.cell(cell)).collect();
        let result = self.result_cell(&result);
        Ok(TableRow {
            cells: Some(built.into_iter().collect::<Built<_>>()?),
            result: result?,
            cites,
            span,
        })
    }

    /// A line of `---` below the names of the columns.
    pub(super) fn report_ruler(&self, span: Span) {
        let message = "a table needs no line under its column names";
        let fault = Diagnostic::new(Code::RowShape, span, message);
        self.report(fault.hint("Take this line out: the first row names the columns."));
    }

    fn row_cites(&self, row: &Pair<'_>) -> Vec<(String, Span)> {
        let last = row.clone().into_inner().next_back();
        let cites = last.filter(|last| last.as_rule() == Rule::row_cites);
        cites.map_or_else(Vec::new, |cites| self.cited(cites))
    }

    pub(super) fn wrong_count(
        &self,
        row: Span,
        (found, columns): (usize, usize),
        header: Span,
        filler: &str,
    ) {
        let plural = if found == 1 { "" } else { "s" };
        let message = format!("this row has {found} cell{plural}, and the table {columns} columns");
        self.report(
            Diagnostic::new(Code::RowShape, row, message)
                .also(header, "the columns are named here")
                .hint(format!("Write a cell for each column, {filler}.")),
        );
    }

    fn check_blank(&self, cell: &CellText<'_>) -> Built<()> {
        if cell.text.is_empty() {
            let span = self.span_of(cell.range.clone());
            self.report(
                Diagnostic::new(Code::RowShape, span, "this cell is empty")
                    .hint("Write `any` where every value will do, `absent` where there is none."),
            );
            return Err(Fault::Reported);
        }
        Ok(())
    }

    fn cell(&self, cell: &CellText<'_>) -> Built<TableCell> {
        self.check_blank(cell)?;
        let entry = (Rule::cell_only, cell.text);
        self.parse_inside(cell.range.start, entry, |inside, pair| {
            inside.patterns(pair)
        })
        .unwrap_or_else(|fault| {
            self.report(fault);
            Err(Fault::Reported)
        })
    }

    fn result_cell(&self, cell: &CellText<'_>) -> Built<Expr> {
        self.check_blank(cell)?;
        let entry = (Rule::result_only, cell.text);
        self.parse_inside(cell.range.start, entry, |inside, pair| {
            let span = inside.span(&pair);
            let mut children = Cursor::new(pair);
            let result = inside.list_or_constant(children.any()?, span)?;
            children.take_end()?;
            Ok(result)
        })
        .unwrap_or_else(|fault| {
            self.report(fault);
            Err(Fault::Reported)
        })
    }

    fn patterns(&self, pair: Pair<'_>) -> Built<TableCell> {
        let span = self.span(&pair);
        let alternatives: Built<Vec<CellPattern>> = Cursor::new(pair)
            .rest()
            .map(|item| match item.as_rule() {
                Rule::cell_any => Ok(CellPattern::Any(self.span(&item))),
                _ => self.cell_item(item),
            })
            .collect();
        Ok(TableCell {
            alternatives: alternatives?,
            span,
        })
    }

    fn cell_item(&self, pair: Pair<'_>) -> Built<CellPattern> {
        let span = self.span(&pair);
        let open_below = pair.as_str().starts_with("..");
        let mut children = Cursor::new(pair);
        let value = self.constant(children.take(Rule::constant)?)?;
        let range = children.maybe(Rule::cell_range);
        children.take_end()?;
        let (least, most) = match (open_below, range) {
            (true, _) => (None, Some(value)),
            (false, None) => return Ok(CellPattern::Value(value)),
            (false, Some(range)) => {
                let most = Cursor::new(range).maybe(Rule::constant);
                (
                    Some(value),
                    most.map(|most| self.constant(most)).transpose()?,
                )
            }
        };
        Ok(CellPattern::Range { least, most, span })
    }
}

/// `---`, `:--:`
pub(super) fn is_ruler(text: &str) -> bool {
    text.contains('-') && text.chars().all(|char| matches!(char, '-' | ':'))
}

pub(super) fn cells(row: Pair<'_>) -> Vec<CellText<'_>> {
    Cursor::new(row)
        .all(Rule::cell)
        .map(|cell| cell_text(&cell))
        .collect()
}

fn cell_text<'i>(cell: &Pair<'i>) -> CellText<'i> {
    let raw = cell.as_str();
    let text = raw.trim();
    let range = range(cell);
    // An empty cell is the blank between its bars, so that there is something to point at.
    if text.is_empty() {
        return CellText { text, range };
    }
    let start = range.start + raw.len() - raw.trim_start().len();
    CellText {
        text,
        range: start..start + text.len(),
    }
}
