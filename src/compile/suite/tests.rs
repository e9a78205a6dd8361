//! Tests to cases: a test is one case, or one a row.

use super::Maker;
use crate::diagnostic::{Code, Diagnostic};
use crate::program::{Case, Change, Expected, ParamId, SampleId};
use crate::source::Span;
use crate::syntax::ast::{self, CaseCell, CaseRow, Column, ExpectedKind};
use crate::value::{Constant, Instant, escape_controls};

/// What the lines of a test say for all its rows.
#[derive(Clone)]
struct Common {
    sample: Option<SampleId>,
    changes: Vec<Change>,
    at: Option<Instant>,
    params: Vec<(ParamId, Constant)>,
    expected: Vec<Expected>,
}

impl<'a> Maker<'a, '_> {
    pub(super) fn test(&mut self, test: &'a ast::Test) {
        self.check_shape(test);
        self.check_outcomes(test);
        let before = self.diagnostics.count();
        let given = test.given.as_ref();
        let common = Common {
            sample: given.and_then(|given| self.sample_named(&given.sample)),
            changes: given.map_or_else(Vec::new, |given| self.changes(&given.changes)),
            at: test.at.and_then(|(moment, span)| self.moment(moment, span)),
            params: self.params(&test.params),
            expected: self.all_expected(&test.expect),
        };
        let sound = self.diagnostics.count() == before;
        match &test.table {
            None if sound => self.case(test, None, common, test.title.span),
            None => {}
            Some(table) => {
                self.check_columns(test, table);
                for (row, number) in table.rows.iter().zip(1..) {
                    let before = self.diagnostics.count();
                    let common = self.row(row, table, common.clone());
                    if sound && self.diagnostics.count() == before {
                        self.case(test, Some(number), common, row.span);
                    }
                }
            }
        }
    }

    fn case(&mut self, test: &ast::Test, row: Option<u32>, common: Common, span: Span) {
        // Without a sample or an expectation, what is missing is reported.
        if let Some(sample) = common.sample
            && !common.expected.is_empty()
        {
            self.suite.cases.push(Case {
                // It is what the test is called by, on a terminal too.
                test: escape_controls(&test.title.text).into(),
                row,
                sample,
                changes: common.changes,
                at: common.at,
                params: common.params,
                expected: common.expected,
                span,
            });
        }
    }

    fn all_expected(&mut self, written: &[ast::Expected]) -> Vec<Expected> {
        let expected = written.iter().map(|each| self.expected(each));
        let expected: Vec<Option<Expected>> = expected.collect();
        expected.into_iter().flatten().collect()
    }

    fn row(&mut self, row: &CaseRow, table: &ast::CaseTable, mut common: Common) -> Common {
        for ((column, _), cell) in table.columns.iter().zip(&row.cells) {
            match (column, cell) {
                (_, CaseCell::Given(sample)) => common.sample = self.sample_named(sample),
                (_, CaseCell::At(moment, span)) => common.at = self.moment(*moment, *span),
                (_, CaseCell::Expect(expected)) => {
                    common.expected.extend(self.all_expected(expected));
                }
                (Column::Field(place), CaseCell::Change(value)) => {
                    let change = self.change(place, value.as_ref());
                    // Where it cannot be made, the row is to blame and not the name of its column.
                    let span = row.span;
                    common
                        .changes
                        .extend(change.map(|change| Change { span, ..change }));
                }
                (_, CaseCell::Change(_) | CaseCell::Unchanged) => {}
            }
        }
        common
    }

    /// Whether there is a record, and something is expected of it.
    fn check_shape(&mut self, test: &ast::Test) {
        let columns = test.table.iter().flat_map(|table| &table.columns);
        let has = |column: &Column| columns.clone().any(|(each, _)| each == column);
        let title = &test.title.text;
        if title.trim().is_empty() {
            self.report(
                Diagnostic::new(
                    Code::IncompleteTest,
                    test.title.span,
                    "this test has no title",
                )
                .hint("Say in a few words what it shows: it is what a failure is called."),
            );
        }
        if test.given.is_none() && !has(&Column::Given) {
            let message = format!("the test \"{title}\" has no `given`");
            self.report(
                Diagnostic::new(Code::IncompleteTest, test.title.span, message)
                    .hint("Say which sample it starts from: `given resident`."),
            );
        }
        if test.expect.is_empty() && !has(&Column::Expect) {
            let message = format!("the test \"{title}\" expects nothing");
            self.report(
                Diagnostic::new(Code::NoExpectation, test.title.span, message)
                    .hint("Say what the decision has to be: `expect accept`."),
            );
        }
    }

    fn check_columns(&mut self, test: &ast::Test, table: &ast::CaseTable) {
        let mut seen: Vec<(String, Span)> = Vec::new();
        if let Some(given) = &test.given {
            seen.push(("given".to_owned(), given.span));
        }
        if let Some((_, span)) = test.at {
            seen.push(("at".to_owned(), span));
        }
        for (column, span) in &table.columns {
            let name = match column {
                Column::Given => "given".to_owned(),
                Column::At => "at".to_owned(),
                Column::Expect => "expect".to_owned(),
                Column::Field(place) => super::changes::place_of(place),
            };
            match seen.iter().find(|(other, _)| *other == name) {
                Some((_, first)) => self.repeated(&name, *first, *span),
                None => seen.push((name, *span)),
            }
        }
    }

    pub(super) fn repeated(&mut self, what: &str, first: Span, second: Span) {
        let message = format!("`{what}` stands here a second time");
        self.diagnostics.push(
            Diagnostic::new(Code::Repeated, second, message)
                .also(first, "the first is here")
                .hint("Keep one of them."),
        );
    }

    fn second_outcome(&mut self, first: Span, second: Span) {
        self.report(
            Diagnostic::new(Code::Repeated, second, "a second outcome is expected here")
                .also(first, "the first is here")
                .hint("Keep one of them: a record has one outcome."),
        );
    }

    /// One decision has one outcome.
    fn check_outcomes(&mut self, test: &ast::Test) {
        let first = outcomes(&test.expect).next();
        for second in outcomes(&test.expect).skip(1) {
            self.second_outcome(first.unwrap_or(second), second);
        }
        let rows = test.table.iter().flat_map(|table| &table.rows);
        for cell in rows.flat_map(|row| &row.cells) {
            if let CaseCell::Expect(expected) = cell {
                let all = first.into_iter().chain(outcomes(expected));
                if let [first, second, ..] = all.collect::<Vec<_>>()[..] {
                    self.second_outcome(first, second);
                }
            }
        }
    }
}

/// The places of the outcomes among what is expected.
fn outcomes(expected: &[ast::Expected]) -> impl Iterator<Item = Span> {
    let outcome = |each: &&ast::Expected| matches!(each.kind, ExpectedKind::Outcome(..));
    expected.iter().filter(outcome).map(|each| each.span)
}
