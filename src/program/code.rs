//! Conditions as instructions, each a test of one value: the form in which every record is asked.

use super::{Comparison, Expr, ParamId, Pattern, TableId};
use crate::value::{Cell, Country};

/// The instructions of a program, and what they name by its place.
#[derive(Clone, Debug, Default)]
pub struct Code {
    /// One condition after another.
    pub instructions: Vec<Instruction>,
    /// Values that are worked out where they are asked for. Each names only earlier ones.
    pub calculations: Vec<Calculation>,
    /// Values written in the rules.
    pub constants: Vec<Cell>,
    /// Texts written in the rules.
    pub texts: Vec<Box<str>>,
    /// Lists of countries.
    pub countries: Vec<Box<[Country]>>,
    /// Patterns.
    pub patterns: Vec<Pattern>,
    /// What has no form of its own, as it was written.
    pub expressions: Vec<Expr>,
}

/// A condition: so many instructions from a place on.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Segment {
    /// Its first instruction.
    pub start: u32,
    /// How many there are.
    pub length: u32,
}

/// A test, and where to go on. Places count from the start of the segment: its length says that the condition holds,
/// and one more that it does not.
#[derive(Clone, Copy, Debug)]
pub struct Instruction {
    /// What is asked.
    pub test: Test,
    /// The answer for which `to` comes next; for the other it is the instruction after this one.
    pub when: bool,
    /// Always further on, so that no condition goes on for ever.
    pub to: u32,
}

/// Where a value is found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Operand {
    /// In a slot of the record's own row.
    Record(u32),
    /// In a slot of the row of the element at hand.
    Element(u32),
    /// Among [`Code::constants`].
    Constant(u32),
    /// Among [`Code::calculations`]: worked out once an evaluation.
    Kept(u32),
    /// Among [`Code::calculations`]: worked out anew, since it hangs on the element at hand.
    Fresh(u32),
}

/// What is asked. The answer is unknown where a value is not known, or of a kind that the test knows nothing about.
#[derive(Clone, Copy, Debug)]
pub enum Test {
    /// Always the same.
    Known(bool),
    /// Whether a value is `true`.
    Flag(Operand),
    /// Whether it is this word of its enum.
    Word(Operand, u16),
    /// Whether it is one of these words of its enum: a bit each.
    Words(Operand, u64),
    /// Whether it is this country.
    Country(Operand, Country),
    /// Whether it is one of these countries, by their place in [`Code::countries`].
    Countries(Operand, u32),
    /// Whether it is this text, by its place in [`Code::texts`].
    Text(Operand, u32),
    /// How two values compare.
    Compare(Operand, Comparison, Operand),
    /// Whether it is in the list that a parameter holds.
    InParam(Operand, ParamId),
    /// Whether a list of words has any of these: a bit each.
    HasAny(Operand, u64),
    /// Whether it is there.
    Present(Operand),
    /// Whether it lacks: it is absent, or needed and not supplied. Never unknown.
    Lacks(Operand),
    /// Whether a list or a text is empty.
    Empty(Operand),
    /// Whether the whole of a text fits a pattern, by its place in [`Code::patterns`].
    Matches(Operand, u32),
    /// Anything else, by its place in [`Code::expressions`].
    Other(u32),
}

/// A value that is worked out.
#[derive(Clone, Debug)]
pub struct Calculation {
    /// How.
    pub kind: CalculationKind,
    /// Whether it hangs on the element at hand.
    pub of_element: bool,
}

/// How a value is worked out. None of them yields a text of the rules.
#[derive(Clone, Debug)]
pub enum CalculationKind {
    /// The evaluation instant.
    Now,
    /// Its date in the set's time zone.
    Today,
    /// What a parameter holds on that day.
    Param(ParamId),
    /// What a condition says.
    Truth(Segment),
    /// The age of somebody on a day.
    Age(Operand, Operand),
    /// A date or instant, a period or duration later or earlier.
    Shift {
        /// Later rather than earlier.
        later: bool,
        /// The date or instant.
        base: Operand,
        /// The period or duration.
        by: Operand,
    },
    /// A value, or another one where it is absent.
    Otherwise(Operand, Operand),
    /// How many elements a list has.
    Count(ListOf),
    /// The latest or earliest of a field over a list.
    Extreme {
        /// Latest rather than earliest.
        latest: bool,
        /// The list.
        list: ListOf,
        /// The slot of the field in the row of an element.
        slot: u32,
    },
    /// What a table says of its keys.
    Lookup(TableId, Box<[Operand]>),
    /// Anything else, by its place in [`Code::expressions`].
    Other(u32),
}

/// A list of records, or those of its elements that meet a condition.
#[derive(Clone, Copy, Debug)]
pub struct ListOf {
    /// The slot of the list in the record's own row.
    pub slot: u32,
    /// How many cells an element has.
    pub width: u32,
    /// What an element has to meet.
    pub filter: Option<Segment>,
}
