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
    /// Where each kind of value is found.
    pub layout: Layout,
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

/// A test, and where to go on. Where to counts from the start of the segment: its length says that the condition holds,
/// and one more that it does not.
#[derive(Clone, Copy, Debug)]
pub struct Instruction {
    /// What has to be worked out first, by its place in [`Code::calculations`].
    pub first: Option<u32>,
    /// What is asked.
    pub test: Test,
    /// The answer for which `to` comes next; for the other it is the instruction after this one.
    pub when: bool,
    /// Always further on, so that no condition goes on for ever.
    pub to: u32,
}

/// Where a value is found: the slots of the record's own row come first, then those of the row of the element at hand,
/// then the values that are worked out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Place(pub u32);

/// How many places of each kind there are.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Layout {
    /// The slots of the record's own row.
    pub record: u32,
    /// The slots of the widest row of an element.
    pub element: u32,
}

impl Layout {
    /// The place of a slot of the record's own row.
    pub fn record(self, slot: u32) -> Place {
        Place(slot)
    }

    /// The place of a slot of the row of the element at hand.
    pub fn element(self, slot: u32) -> Place {
        Place(self.record + slot)
    }

    /// The place of what a calculation yields.
    pub fn worked_out(self, calculation: u32) -> Place {
        Place(self.record + self.element + calculation)
    }

    /// The calculation that yields the value of a place, if one does.
    pub fn calculation(self, place: Place) -> Option<u32> {
        place.0.checked_sub(self.record + self.element)
    }
}

/// A value that another one is worked out from.
#[derive(Clone, Copy, Debug)]
pub enum Operand {
    /// In a place.
    Place(Place),
    /// Written in the rules.
    Constant(Cell),
}

/// What is asked. The answer is unknown where a value is not known, or of a kind that the test knows nothing about.
#[derive(Clone, Copy, Debug)]
pub enum Test {
    /// Always the same.
    Known(bool),
    /// Whether a value is `true`.
    Flag(Place),
    /// Never true: asked so that a value is worked out.
    Ready(Place),
    /// Whether it is this word of its enum.
    Word(Place, u16),
    /// Whether it is one of these words of its enum: a bit each.
    Words(Place, u64),
    /// Whether it is this country.
    Country(Place, Country),
    /// How two values compare.
    Compare(Place, Comparison, Place),
    /// How a value compares with one written in the rules.
    Against(Place, Comparison, Cell),
    /// Whether it is there.
    Present(Place),
    /// Whether it lacks: it is absent, or needed and not supplied. Never unknown.
    Lacks(Place),
    /// Whether it is one of these countries, by their place in [`Code::countries`].
    Countries(Place, u32),
    /// Whether it is this text, by its place in [`Code::texts`].
    Text(Place, u32),
    /// Whether it is in the list that a parameter holds.
    InParam(Place, ParamId),
    /// Whether a list of words has any of these: a bit each.
    HasAny(Place, u64),
    /// Whether a list or a text is empty.
    Empty(Place),
    /// Whether the whole of a text fits a pattern, by its place in [`Code::patterns`].
    Matches(Place, u32),
    /// Anything else, by its place in [`Code::expressions`].
    Other(u32),
}

/// A value that is worked out.
#[derive(Clone, Debug)]
pub struct Calculation {
    /// How.
    pub kind: CalculationKind,
    /// Whether it hangs on the element at hand, so that it is worked out anew for each.
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
