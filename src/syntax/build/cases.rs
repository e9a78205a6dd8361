//! The rows of a test: the first names the columns, and the columns say how the cells are read.
//!
//! In: the pairs of the rows. Out: their tree. A faulty cell costs its test, but all cells are looked at.

use super::Builder;
use super::table::{CellText, cells, is_ruler};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::syntax::ast::{CaseCell, CaseRow, CaseTable, Column};
use crate::syntax::cursor::{Built, Cursor, Fault};
use crate::syntax::grammar::{Pair, Rule};

impl Builder<'_> {
    pub(super) fn case_table(&self, rows: Vec<Pair<'_>>) -> Built<Option<CaseTable>> {
        let mut rows = rows.into_iter();
        let Some(first) = rows.next() else {
            return Ok(None);
        };
        let header = self.span(&first);
        let columns: Vec<Built<(Column, Span)>> =
            cells(first).iter().map(|cell| self.column(cell)).collect();
        let columns: Vec<(Column, Span)> = columns.into_iter().collect::<Built<_>>()?;
        let built: Vec<Built<CaseRow>> = rows
            .map(|row| self.case_row(row, &columns, header))
            .collect();
        let rows: Vec<CaseRow> = built.into_iter().collect::<Built<_>>()?;
        if rows.is_empty() {
            let message = "these columns have no row below them";
            self.report(
                Diagnostic::new(Code::RowShape, header, message)
                    .hint("Each line below the names of the columns is a case of its own."),
            );
            return Err(Fault::Reported);
        }
        Ok(Some(CaseTable { columns, rows }))
    }

    fn column(&self, cell: &CellText<'_>) -> Built<(Column, Span)> {
        let span = self.span_of(cell.range.clone());
        let column = match cell.text {
            "given" => Column::Given,
            "at" => Column::At,
            "expect" => Column::Expect,
            _ => Column::Field(self.in_cell(cell, Rule::place_only, |inside, pair| {
                inside.place(Cursor::new(pair).take(Rule::place)?)
            })?),
        };
        Ok((column, span))
    }

    fn case_row(&self, row: Pair<'_>, columns: &[(Column, Span)], header: Span) -> Built<CaseRow> {
        let span = self.span(&row);
        let cells = cells(row);
        if cells.iter().all(|cell| is_ruler(cell.text)) {
            self.report_ruler(span);
            return Err(Fault::Reported);
        }
        if cells.len() != columns.len() {
            let counts = (cells.len(), columns.len());
            let filler = "`unchanged` where the sample's own value counts";
            self.wrong_count(span, counts, header, filler);
            return Err(Fault::Reported);
        }
        let built: Vec<Built<CaseCell>> = columns
            .iter()
            .zip(&cells)
            .map(|((column, _), cell)| self.case_cell(column, cell))
            .collect();
        Ok(CaseRow {
            cells: built.into_iter().collect::<Built<_>>()?,
            span,
        })
    }

    fn case_cell(&self, column: &Column, cell: &CellText<'_>) -> Built<CaseCell> {
        match column {
            Column::Given => self.in_cell(cell, Rule::given_only, |inside, pair| {
                let word = Cursor::new(pair).take(Rule::word)?;
                Ok(CaseCell::Given(inside.word(word)?))
            }),
            Column::At => self.in_cell(cell, Rule::moment_only, |inside, pair| {
                let span = inside.span(&pair);
                let moment = inside.moment(Cursor::new(pair).take(Rule::moment)?)?;
                Ok(CaseCell::At(moment, span))
            }),
            Column::Expect => self.in_cell(cell, Rule::expect_only, |inside, pair| {
                Ok(CaseCell::Expect(inside.all_expected(pair)?))
            }),
            Column::Field(_) => self.in_cell(cell, Rule::made_only, |inside, pair| {
                let value = Cursor::new(pair).any()?;
                Ok(match value.as_rule() {
                    Rule::removal => CaseCell::Change(None),
                    Rule::unchanged => CaseCell::Unchanged,
                    _ => CaseCell::Change(Some(inside.made(value)?)),
                })
            }),
        }
    }

    fn in_cell<T>(
        &self,
        cell: &CellText<'_>,
        entry: Rule,
        build: impl Fn(&Builder<'_>, Pair<'_>) -> Built<T>,
    ) -> Built<T> {
        if cell.text.is_empty() {
            let span = self.span_of(cell.range.clone());
            self.report(
                Diagnostic::new(Code::RowShape, span, "this cell is empty").hint(
                    "Write `unchanged` where the sample's own value counts, `removed` to take it away.",
                ),
            );
            return Err(Fault::Reported);
        }
        self.parse_inside(cell.range.start, (entry, cell.text), build)
            .unwrap_or_else(|fault| {
                self.report(fault);
                Err(Fault::Reported)
            })
    }
}
