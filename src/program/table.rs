//! Decision tables: no two rows match the same values, and every value has a row (hit policy "unique").

use super::{Expr, Type};
use crate::source::Span;
use crate::value::{Constant, Scalar};

/// A table, by its place in [`super::Program::tables`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct TableId(pub u32);

/// A decision table.
#[derive(Clone, Debug)]
pub struct Table {
    /// Its name.
    pub name: Box<str>,
    /// What it is looked up by.
    pub keys: Vec<Key>,
    /// As written; the row for everything else, if any, is the last.
    pub rows: Vec<Row>,
    /// The result's type.
    pub ty: Type,
    /// Whether a row's result is `absent`.
    pub optional: bool,
    /// Where it is declared.
    pub span: Span,
}

impl Table {
    /// Where the value of a key comes from, if the table is looked up with these arguments.
    pub fn key_value<'p>(&'p self, arguments: &'p [Expr], at: usize) -> Option<&'p Expr> {
        let own = || self.keys.get(at).and_then(|key| key.value.as_ref());
        arguments.get(at).or_else(own)
    }
}

/// What a table is looked up by.
#[derive(Clone, Debug)]
pub struct Key {
    /// The column's name.
    pub name: Box<str>,
    /// The values' type.
    pub scalar: Scalar,
    /// Whether the value may be absent.
    pub optional: bool,
    /// Where the value comes from; none for an argument.
    pub value: Option<Expr>,
}

/// A row.
#[derive(Clone, Debug)]
pub struct Row {
    /// One for each key; none for the row that takes everything else.
    pub cells: Option<Vec<Cells>>,
    /// What the table says.
    pub result: Constant,
    /// Where it comes from.
    pub cites: Vec<Box<str>>,
    /// Where the row stands.
    pub span: Span,
}

/// What a row takes in one column: any of these.
#[derive(Clone, PartialEq, Debug)]
pub enum Cells {
    /// Everything, absence included.
    Any,
    /// One of these.
    OneOf(Vec<CellPattern>),
}

/// One alternative of a cell.
#[derive(Clone, PartialEq, Debug)]
pub enum CellPattern {
    /// This value; `Constant::Absent` for absence.
    Value(Constant),
    /// From the least to the greatest, both inside; open where there is none.
    Range(Option<Constant>, Option<Constant>),
}
