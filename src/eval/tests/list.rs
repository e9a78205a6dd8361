//! Counts and extremes over lists of which something is unknown, held against every record that may be meant.

use super::super::fixture::{World, date};
use super::{shown, truth};
use crate::program::*;
use crate::value::{Cell, Scalar};

struct Lists {
    world: World,
    list: FieldId,
    count: Expr,
    latest: Expr,
    earliest: Expr,
    empty: Expr,
}

/// `let kept = history where history.failed` with its count and extremes.
fn lists() -> Lists {
    let mut world = World::new();
    let children = [("failed", Scalar::Bool), ("at", Scalar::Date)];
    let (list, [failed, at]) = world.rows("history", children);
    let (rows, condition) = (world.field(list), world.field(failed));
    let kept = world.filter("kept", rows, condition);
    let count = ExprKind::Count(Box::new(kept.clone()));
    let count = world.expr("count(kept)", Type::Scalar(Scalar::Integer), count);
    let [latest, earliest] = [true, false].map(|latest| {
        let rows = Box::new(kept.clone());
        let kind = ExprKind::Extreme {
            latest,
            rows,
            field: at,
        };
        world.expr("extreme(kept.at)", Type::Scalar(Scalar::Date), kind)
    });
    let empty = world.condition("kept is empty", ExprKind::Empty(Box::new(kept)));
    world.policy("p");
    Lists {
        world,
        list,
        count,
        latest,
        earliest,
        empty,
    }
}

const DAYS: [&str; 3] = ["2026-01-01", "2026-01-02", "2026-01-03"];

/// Every way to supply the cells that are missing. The possible dates reach beyond those in the records.
fn completions(row: &[Cell]) -> Vec<Vec<Cell>> {
    let mut all = vec![Vec::new()];
    for (column, cell) in row.iter().enumerate() {
        let options = match (cell, column % 2) {
            (Cell::Missing, 0) => vec![Cell::Bool(false), Cell::Bool(true)],
            (Cell::Missing, _) => ["2025-12-31", "2026-01-02", "2026-01-09"]
                .map(|day| Cell::Date(date(day)))
                .to_vec(),
            (cell, _) => vec![*cell],
        };
        all = all
            .iter()
            .flat_map(|row: &Vec<Cell>| {
                options
                    .iter()
                    .map(|cell| [row.as_slice(), &[*cell]].concat())
            })
            .collect();
    }
    all
}

/// What all completions agree on, worked out without the evaluator: `?` where they do not.
fn agreed(rows: &[Cell], answer: impl Fn(&[String]) -> String) -> String {
    let answers = completions(rows).into_iter().map(|row| {
        let kept = row.chunks(2).filter_map(|pair| match pair {
            [Cell::Bool(true), Cell::Date(day)] => Some(day.to_string()),
            _ => None,
        });
        answer(&kept.collect::<Vec<_>>())
    });
    let answers: Vec<String> = answers.collect();
    match answers.iter().all(|each| *each == answers[0]) {
        true => answers[0].clone(),
        false => "?".to_owned(),
    }
}

#[test]
fn counts_and_extremes_are_known_exactly_where_every_completion_agrees() {
    let lists = lists();
    let bools = [Cell::Bool(false), Cell::Bool(true), Cell::Missing];
    let dates = [
        Cell::Date(date(DAYS[0])),
        Cell::Date(date(DAYS[2])),
        Cell::Missing,
    ];
    let rows: Vec<[Cell; 2]> = bools.iter().flat_map(|a| dates.map(|b| [*a, b])).collect();
    for first in &rows {
        for second in &rows {
            for third in rows.iter().take(7) {
                let cells = [*first, *second, *third].concat();
                let draft = lists.world.draft();
                let record = draft.rows(lists.list, &[first, second, third]).done();
                let world = &lists.world;
                let absent = || "absent".to_owned();
                let latest = agreed(&cells, |kept| {
                    kept.iter().max().cloned().unwrap_or_else(absent)
                });
                assert_eq!(shown(world, &record, &lists.latest), latest);
                let earliest = agreed(&cells, |kept| {
                    kept.iter().min().cloned().unwrap_or_else(absent)
                });
                assert_eq!(shown(world, &record, &lists.earliest), earliest);
                let empty = agreed(&cells, |kept| kept.is_empty().to_string());
                assert_eq!(shown(world, &record, &lists.empty), empty);
                let least = cells
                    .chunks(2)
                    .filter(|pair| matches!(pair[0], Cell::Bool(true)))
                    .count();
                let open = cells
                    .chunks(2)
                    .filter(|pair| matches!(pair[0], Cell::Missing))
                    .count();
                let count = match open {
                    0 => least.to_string(),
                    _ => format!("between {least} and {}", least + open),
                };
                assert_eq!(shown(world, &record, &lists.count), count);
            }
        }
    }
}

#[test]
fn a_missing_list_is_unknown_an_absent_one_absent_an_empty_one_has_no_element() {
    let lists = lists();
    let cases = [
        (Cell::Missing, "?", "?", None),
        (Cell::Absent, "absent", "absent", None),
        (Cell::Rows(0, 0, 0), "0", "absent", Some(true)),
    ];
    for (cell, count, latest, empty) in cases {
        let record = lists.world.draft().set(lists.list, cell).done();
        assert_eq!(shown(&lists.world, &record, &lists.count), count);
        assert_eq!(shown(&lists.world, &record, &lists.latest), latest);
        assert_eq!(truth(&lists.world, &record, &lists.empty), empty);
    }
}

#[test]
fn a_filter_of_a_filter_keeps_what_both_keep() {
    let mut world = World::new();
    let (list, [a, b]) = world.rows("list", [("a", Scalar::Bool), ("b", Scalar::Bool)]);
    let (rows, condition) = (world.field(list), world.field(a));
    let inner = world.filter("inner", rows, condition);
    let condition = world.field(b);
    let outer = world.filter("outer", inner, condition);
    let count = ExprKind::Count(Box::new(outer));
    let count = world.expr("count(outer)", Type::Scalar(Scalar::Integer), count);
    world.policy("p");
    let (yes, no, open) = (Cell::Bool(true), Cell::Bool(false), Cell::Missing);
    let rows: [&[Cell]; 5] = [
        &[yes, yes],
        &[yes, no],
        &[no, yes],
        &[open, yes],
        &[no, open],
    ];
    let record = world.draft().rows(list, &rows).done();
    assert_eq!(shown(&world, &record, &count), "between 1 and 2");
}
