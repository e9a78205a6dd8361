//! The thresholds of a rule: the comparisons that it comes to, in its own conditions, in the derived values that it
//! uses and in the ranges of tables. A threshold has two sides, and the edge is where they are the same.

use super::settle::{Ways, ways};
use crate::program::{
    CellPattern, Cells, Comparison, Effect, Expr, ExprKind, FieldId, LetId, Program, Rule, RuleId,
    TableId, Type,
};
use crate::source::Span;
use crate::value::{Constant, Decimal, Scalar, show_number, show_percent};
use std::collections::HashSet;

/// A threshold of a rule.
#[derive(Clone, Debug)]
pub(super) struct Threshold<'p> {
    pub(super) rule: RuleId,
    /// As people read it: `document.expires_on < today + margin`.
    pub(super) words: String,
    pub(super) span: Span,
    pub(super) left: Side<'p>,
    pub(super) right: Side<'p>,
    /// The type of what is compared.
    pub(super) scalar: Scalar,
    /// The list whose elements a `where` looks at, if it stands in one.
    pub(super) list: Option<FieldId>,
    /// What else the rule asks, by which it may be settled wherever the record lies.
    pub(super) ways: Ways<'p>,
}

/// A side of a threshold: where it starts from, and what is added to that.
#[derive(Clone, Debug)]
pub(super) struct Side<'p> {
    pub(super) anchor: Anchor<'p>,
    /// In this order.
    pub(super) by: Vec<By<'p>>,
    /// Whether its value shows something private.
    pub(super) private: bool,
}

/// What a side starts from.
#[derive(Clone, Copy, Debug)]
pub(super) enum Anchor<'p> {
    Field(FieldId),
    Now,
    Today,
    /// A field of the element in which it is the latest or the earliest.
    Extreme {
        whole: &'p Expr,
        rows: &'p Expr,
        field: FieldId,
    },
    /// The length of a list; `field` holds it, and `rows` says which elements count if it is one of records.
    Count {
        whole: &'p Expr,
        field: FieldId,
        rows: Option<&'p Expr>,
    },
    Fixed(Worth<'p>),
}

/// A value that no field can be set to.
#[derive(Clone, Copy, Debug)]
pub(super) enum Worth<'p> {
    Expr(&'p Expr),
    Constant(&'p Constant),
    /// The integer after this one.
    Next(&'p Constant),
}

/// What is added to a side.
#[derive(Clone, Copy, Debug)]
pub(super) enum By<'p> {
    /// A period or a duration, later or earlier.
    Span { later: bool, by: &'p Expr },
    /// So many years, and `more`: an age is a birthday.
    Years { count: Worth<'p>, more: u32 },
}

impl Anchor<'_> {
    /// Whether a record or a moment can be chosen for it.
    pub(super) fn can_move(&self) -> bool {
        !matches!(self, Anchor::Fixed(_))
    }
}

impl<'p> Threshold<'p> {
    pub(super) fn sides(&self) -> [&Side<'p>; 2] {
        [&self.left, &self.right]
    }

    pub(super) fn asks_today(&self) -> bool {
        let mut sides = self.sides().into_iter();
        sides.any(|side| matches!(side.anchor, Anchor::Today))
    }

    /// The parameters that it compares with.
    pub(super) fn params(&self) -> impl Iterator<Item = crate::program::ParamId> {
        let worths = self.sides().into_iter().flat_map(|side| {
            let fixed = match side.anchor {
                Anchor::Fixed(worth) => Some(worth),
                _ => None,
            };
            let by = side.by.iter().map(|by| match by {
                By::Span { by, .. } => Worth::Expr(by),
                By::Years { count, .. } => *count,
            });
            fixed.into_iter().chain(by)
        });
        worths.filter_map(|worth| match worth {
            Worth::Expr(expr) => match expr.kind {
                ExprKind::Param(param) => Some(param),
                _ => None,
            },
            Worth::Constant(_) | Worth::Next(_) => None,
        })
    }
}

/// The thresholds of a rule, in the order in which it comes to them.
pub(super) fn thresholds<'p>(
    program: &'p Program,
    rule: &'p Rule,
    id: RuleId,
) -> Vec<Threshold<'p>> {
    let mut walk = Walk {
        program,
        rule: id,
        lets: HashSet::new(),
        ranges: Vec::new(),
        list: None,
        found: Vec::new(),
    };
    for expr in asked(program, rule) {
        walk.expr(expr);
    }
    let mut found = walk.found;
    for threshold in &mut found {
        threshold.ways = ways(program, rule, threshold);
    }
    found
}

/// All conditions of a rule: those of its ruleset, its own, those of its effects.
fn asked<'p>(program: &'p Program, rule: &'p Rule) -> Vec<&'p Expr> {
    let ruleset = program.rulesets.get(rule.ruleset.0 as usize);
    let guard = ruleset.and_then(|ruleset| ruleset.guard.as_ref());
    let mut all: Vec<&Expr> = guard.into_iter().chain(&rule.guard).collect();
    match &rule.effect {
        Effect::Finding { conditions, .. } => all.extend(conditions),
        Effect::Require(each) => all.extend(each.iter().filter_map(|each| each.condition.as_ref())),
    }
    all
}

struct Walk<'p> {
    program: &'p Program,
    rule: RuleId,
    lets: HashSet<LetId>,
    /// The ends of ranges that were met, so that each is one threshold however many rows and values have it.
    ranges: Vec<(TableId, String, &'p Expr)>,
    list: Option<FieldId>,
    found: Vec<Threshold<'p>>,
}

impl<'p> Walk<'p> {
    fn expr(&mut self, expr: &'p Expr) {
        match &expr.kind {
            ExprKind::Let(id) => {
                if self.lets.insert(*id)
                    && let Some(declared) = self.program.lets.get(id.0 as usize)
                {
                    self.expr(&declared.value);
                }
                return;
            }
            ExprKind::Where { rows, condition } => {
                self.expr(rows);
                let outer = self.list;
                self.list = list_of(self.program, rows);
                self.expr(condition);
                self.list = outer;
                return;
            }
            ExprKind::Compare { op, left, right } => self.compare(expr, *op, left, right),
            ExprKind::Lookup { table, arguments } => self.ranges(*table, arguments, expr.span),
            _ => {}
        }
        for inner in expr.children() {
            self.expr(inner);
        }
    }

    fn compare(&mut self, whole: &'p Expr, op: Comparison, left: &'p Expr, right: &'p Expr) {
        let Some(scalar) = on_a_scale(left.ty) else {
            return;
        };
        let words = self.program.sources.words_of(whole.span);
        let sides = match (age(self.program, left), age(self.program, right)) {
            (Some(of), None) => self.birthday(of, Worth::Expr(right), more(op)),
            (None, Some(of)) => self.birthday(of, Worth::Expr(left), more(op.mirrored())),
            _ => (side(self.program, left), side(self.program, right)),
        };
        let equal = matches!(op, Comparison::Equal | Comparison::NotEqual);
        if !equal || is_an_edge(&sides.0, &sides.1) {
            self.add(words.into_owned(), whole.span, sides, scalar);
        }
    }

    fn add(&mut self, words: String, span: Span, sides: (Side<'p>, Side<'p>), scalar: Scalar) {
        self.found.push(Threshold {
            rule: self.rule,
            words,
            span,
            left: sides.0,
            right: sides.1,
            scalar,
            list: self.list,
            ways: Vec::new(),
        });
    }

    /// `age of BIRTH on DAY >= n` as `BIRTH + n years` against `DAY`.
    fn birthday(
        &self,
        (birth, on): (&'p Expr, &'p Expr),
        count: Worth<'p>,
        more: u32,
    ) -> (Side<'p>, Side<'p>) {
        let mut turned = side(self.program, birth);
        turned.by.push(By::Years { count, more });
        (turned, side(self.program, on))
    }

    /// The ends of the ranges of a table's rows.
    fn ranges(&mut self, id: TableId, arguments: &'p [Expr], span: Span) {
        let Some(table) = self.program.tables.get(id.0 as usize) else {
            return;
        };
        for (place, key) in table.keys.iter().enumerate() {
            let Some(expr) = arguments.get(place).or(key.value.as_ref()) else {
                continue;
            };
            let Some(scalar) = on_a_scale(expr.ty) else {
                continue;
            };
            let called = self.program.sources.words_of(span);
            for row in &table.rows {
                let cells = row.cells.as_ref().and_then(|cells| cells.get(place));
                let Some(Cells::OneOf(patterns)) = cells else {
                    continue;
                };
                for (end, after) in patterns.iter().flat_map(ends_of) {
                    let (worth, edge) = edge(end, after, scalar);
                    let known = |(table, other, by): &(TableId, String, &Expr)| {
                        *table == id && *other == edge && by.says_the_same(expr)
                    };
                    if self.ranges.iter().any(known) {
                        continue;
                    }
                    let words = format!("{} {edge} in {called}", key.name);
                    self.ranges.push((id, edge, expr));
                    let sides = match age(self.program, expr) {
                        Some(of) => self.birthday(of, worth, 0),
                        None => (side(self.program, expr), fixed(worth)),
                    };
                    self.add(words, span, sides, scalar);
                }
            }
        }
    }
}

/// The end of a range, and how it is called. Up to 15 is as good as from 16: two ends that are one edge are called
/// alike.
fn edge(end: &Constant, after: bool, scalar: Scalar) -> (Worth<'_>, String) {
    match end {
        Constant::Number(number) if after && scalar == Scalar::Integer => {
            let next = number.saturating_add(Decimal::ONE);
            (Worth::Next(end), format!("from {}", show_number(next)))
        }
        _ if after => (
            Worth::Constant(end),
            format!("up to {}", shown(end, scalar)),
        ),
        _ => (Worth::Constant(end), format!("from {}", shown(end, scalar))),
    }
}

/// The ends of a range, each with whether the edge comes after it.
fn ends_of(pattern: &CellPattern) -> Vec<(&Constant, bool)> {
    match pattern {
        CellPattern::Value(
            value @ (Constant::Number(_) | Constant::Date(_) | Constant::Instant(_)),
        ) => {
            vec![(value, false)]
        }
        CellPattern::Value(_) => Vec::new(),
        CellPattern::Range(least, most) => {
            let least = least.iter().map(|end| (end, false));
            least.chain(most.iter().map(|end| (end, true))).collect()
        }
    }
}

fn shown(end: &Constant, scalar: Scalar) -> String {
    match end {
        Constant::Number(number) if scalar == Scalar::Percent => show_percent(*number),
        Constant::Number(number) => show_number(*number),
        Constant::Date(date) => date.to_string(),
        _ => String::new(),
    }
}

/// Whether a comparison for sameness is about an edge: with a number that is written down, or with a day that is
/// counted from another one. That two fields of a record agree is none.
fn is_an_edge(left: &Side<'_>, right: &Side<'_>) -> bool {
    let counted = |side: &Side<'_>| !side.by.is_empty();
    let written = |side: &Side<'_>| match side.anchor {
        Anchor::Fixed(Worth::Expr(expr)) => match &expr.kind {
            ExprKind::Constant(Constant::LongTerm) => false,
            kind => matches!(kind, ExprKind::Constant(_) | ExprKind::Param(_)),
        },
        Anchor::Fixed(Worth::Constant(_) | Worth::Next(_)) => true,
        _ => false,
    };
    [left, right]
        .into_iter()
        .any(|side| counted(side) || written(side))
        && ![left, right]
            .into_iter()
            .all(|side| !side.anchor.can_move())
}

/// Years more than the number that is compared with an age, at which the comparison turns.
fn more(op: Comparison) -> u32 {
    match op {
        Comparison::AtMost | Comparison::Greater => 1,
        _ => 0,
    }
}

/// What can be put in an order.
fn on_a_scale(ty: Type) -> Option<Scalar> {
    match ty {
        Type::Scalar(
            scalar @ (Scalar::Integer
            | Scalar::Number
            | Scalar::Percent
            | Scalar::Date
            | Scalar::DateOrLongTerm
            | Scalar::Instant),
        ) => Some(scalar),
        _ => None,
    }
}

/// What an expression stands for, behind the names of derived values and what counts where it is absent.
fn behind<'p>(program: &'p Program, mut expr: &'p Expr) -> &'p Expr {
    loop {
        expr = match &expr.kind {
            ExprKind::Let(id) => match program.lets.get(id.0 as usize).map(|each| &each.value) {
                Some(value)
                    if !matches!(value.kind, ExprKind::Where { .. } | ExprKind::Read { .. }) =>
                {
                    value
                }
                _ => return expr,
            },
            ExprKind::Otherwise { value, .. } => value,
            _ => return expr,
        }
    }
}

fn age<'p>(program: &'p Program, expr: &'p Expr) -> Option<(&'p Expr, &'p Expr)> {
    match &behind(program, expr).kind {
        ExprKind::Age { birth, on } => Some((birth, on)),
        _ => None,
    }
}

fn fixed(worth: Worth<'_>) -> Side<'_> {
    let private = match worth {
        Worth::Expr(expr) => expr.private,
        Worth::Constant(_) | Worth::Next(_) => false,
    };
    Side {
        anchor: Anchor::Fixed(worth),
        by: Vec::new(),
        private,
    }
}

fn side<'p>(program: &'p Program, expr: &'p Expr) -> Side<'p> {
    let inner = behind(program, expr);
    let anchor = match &inner.kind {
        ExprKind::Shift { later, base, by } => {
            let mut side = side(program, base);
            side.by.push(By::Span { later: *later, by });
            side.private |= expr.private;
            return side;
        }
        ExprKind::Field(field) => Anchor::Field(*field),
        ExprKind::Now => Anchor::Now,
        ExprKind::Today => Anchor::Today,
        ExprKind::Extreme { rows, field, .. } => Anchor::Extreme {
            whole: inner,
            rows,
            field: *field,
        },
        ExprKind::Count(list) => match list_of(program, list) {
            Some(field) => Anchor::Count {
                whole: inner,
                field,
                rows: matches!(list.ty, Type::Rows(_)).then_some(&**list),
            },
            None => Anchor::Fixed(Worth::Expr(inner)),
        },
        _ => Anchor::Fixed(Worth::Expr(inner)),
    };
    Side {
        anchor,
        by: Vec::new(),
        private: expr.private,
    }
}

/// The field that holds a list, filtered or not.
pub(super) fn list_of<'p>(program: &'p Program, mut rows: &'p Expr) -> Option<FieldId> {
    loop {
        rows = match &rows.kind {
            ExprKind::Field(field) => return Some(*field),
            ExprKind::Let(id) => &program.lets.get(id.0 as usize)?.value,
            ExprKind::Where { rows, .. } => rows,
            _ => return None,
        }
    }
}
