//! Decision tables: other results, words that go to another row, borders between two rows that move.

use super::maker::{Edit, Maker};
use crate::syntax::ast::{CellPattern, Expr, ExprKind, Literal, Table, TableCell, TableRow};
use crate::verdict::ChangeKind;

impl Maker<'_> {
    pub(super) fn table(&mut self, table: &Table) {
        self.enter(&table.name);
        for (place, row) in table.rows.iter().enumerate() {
            self.result(table, place, row);
        }
        for column in 0..table.keys.len() {
            for place in 0..table.rows.len() {
                self.cell(table, place, column);
                self.border(table, place, column);
            }
        }
    }

    /// The next result that is another one; a value is moved as well.
    fn result(&mut self, table: &Table, place: usize, row: &TableRow) {
        let written = self.text(row.result.span);
        let (before, after) = table.rows.split_at_checked(place).unwrap_or_default();
        let mut others = after.iter().chain(before);
        let other = others.find_map(|row| {
            let text = self.text(row.result.span);
            (text != written).then_some(text)
        });
        if let Some(other) = other {
            self.put(ChangeKind::TableResult, row.result.span, other);
        }
        match &row.result.kind {
            ExprKind::Literal(literal) => {
                self.literal(ChangeKind::TableResult, literal, row.result.span);
            }
            ExprKind::List(parts) => self.list(ChangeKind::TableResult, parts),
            _ => {}
        }
    }

    /// Each word of a cell elsewhere: in the cell of the next row, or left to the row for everything else.
    fn cell(&mut self, table: &Table, place: usize, column: usize) {
        let Some(cell) = cell(table, place, column) else {
            return;
        };
        let words: Vec<&str> = cell
            .alternatives
            .iter()
            .filter_map(|each| match each {
                CellPattern::Value(value) => Some(self.text(value.span)),
                _ => None,
            })
            .collect();
        let takes_rest = table.rows.iter().any(|row| row.cells.is_none());
        let next = self.next_words(table, place, column, cell);
        for word in &words {
            let others: Vec<&str> = words.iter().copied().filter(|each| each != word).collect();
            let mut edits = Vec::new();
            if others.is_empty() {
                // A cell is never empty: it changes places with the next one.
                let Some(next) = next else { return };
                let text = self.text(next.span).trim_end();
                edits.push(edit(cell, text));
                if !takes_rest {
                    edits.push(edit(next, word));
                }
            } else {
                edits.push(edit(cell, &others.join(", ")));
                if let (Some(next), false) = (next, takes_rest) {
                    let longer = format!("{}, {word}", self.text(next.span).trim_end());
                    edits.push(edit(next, &longer));
                }
            }
            self.edit(ChangeKind::TableKey, edits);
        }
    }

    /// The next cell of a column that lists words and not the same ones.
    fn next_words<'t>(
        &self,
        table: &'t Table,
        place: usize,
        column: usize,
        than: &TableCell,
    ) -> Option<&'t TableCell> {
        let others = (place + 1..table.rows.len()).chain(0..place);
        let mut others = others.filter_map(|place| cell(table, place, column));
        others.find(|cell| {
            let mut each = cell.alternatives.iter();
            let differs = self.text(cell.span).trim() != self.text(than.span).trim();
            differs && each.all(|each| matches!(each, CellPattern::Value(_)))
        })
    }

    /// The border at the end of a range, together with the range that starts behind it.
    fn border(&mut self, table: &Table, place: usize, column: usize) {
        let ranges = ranges(table, place, column);
        for (_, most) in ranges {
            let Some(most) = most else { continue };
            let Some(end) = whole_number(most) else {
                continue;
            };
            let next = (place + 1..table.rows.len())
                .flat_map(|place| ranges_of(table, place, column))
                .filter_map(|(least, _)| least)
                .find(|least| whole_number(least) == Some(end + 1));
            for step in [-1, 1] {
                let at = |span, value: i64| Edit {
                    span,
                    text: value.to_string(),
                };
                let edits = [
                    Some(at(most.span, end + step)),
                    next.map(|next| at(next.span, end + 1 + step)),
                ];
                self.edit(ChangeKind::TableKey, edits.into_iter().flatten().collect());
            }
        }
    }
}

fn edit(cell: &TableCell, text: &str) -> Edit {
    Edit {
        span: cell.span,
        text: text.to_owned(),
    }
}

fn cell(table: &Table, place: usize, column: usize) -> Option<&TableCell> {
    table.rows.get(place)?.cells.as_ref()?.get(column)
}

type Ends<'t> = (Option<&'t Expr>, Option<&'t Expr>);

fn ranges(table: &Table, place: usize, column: usize) -> Vec<Ends<'_>> {
    ranges_of(table, place, column).collect()
}

fn ranges_of(table: &Table, place: usize, column: usize) -> impl Iterator<Item = Ends<'_>> {
    let cells = cell(table, place, column).into_iter();
    cells
        .flat_map(|cell| &cell.alternatives)
        .filter_map(|each| match each {
            CellPattern::Range { least, most, .. } => Some((least.as_ref(), most.as_ref())),
            _ => None,
        })
}

fn whole_number(expr: &Expr) -> Option<i64> {
    match &expr.kind {
        ExprKind::Literal(Literal::Number(number)) => i64::try_from(*number).ok(),
        _ => None,
    }
}
