//! Conditions as instructions, each a test of one value: the form in which every record is asked.

use super::{Comparison, Expr, ParamId, Pattern, TableId};
use crate::value::{Cell, Country};
use std::num::NonZeroU32;

/// The instructions of a program, and what they name by its place.
#[derive(Clone, Debug, Default)]
pub struct Code {
    /// One condition after another.
    pub instructions: Vec<Instruction>,
    /// Values that are worked out where they are asked for. Each names only earlier ones.
    pub calculations: Vec<Calculation>,
    /// Values written in the rules, and those of parameters that are the same on every day, in each policy.
    pub constants: Vec<Cell>,
    /// Texts written in the rules.
    pub texts: Vec<Box<str>>,
    /// Lists of countries.
    pub countries: Vec<Box<[Country]>>,
    /// Patterns.
    pub patterns: Vec<Pattern>,
    /// What has no form of its own, as it was written.
    pub expressions: Vec<Expr>,
    /// The lists of records that something looks at.
    pub lists: Vec<Rows>,
}

/// A list of records.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rows {
    /// The slot of the list in the record's own row.
    pub slot: u32,
    /// Its number in the schema.
    pub list: u16,
}

/// A condition: so many instructions from a place on.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Segment {
    /// Its first instruction.
    pub start: u32,
    /// How many there are.
    pub length: u32,
}

/// A test, and where to go on.
#[derive(Clone, Copy, Debug)]
pub struct Instruction {
    /// What is asked.
    pub test: Test,
    /// What has to be worked out first, by its place in [`Code::calculations`].
    pub first: Option<NonZeroU32>,
    /// How many of the instructions after this one are passed over when the answer is `when`. To pass over all of them
    /// says that the condition holds; one more, that it does not. There is no way back, so that every condition ends.
    pub skip: u32,
    /// The answer for which some are passed over.
    pub when: bool,
}

/// Where a value is found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Place(u32);

/// What holds the value of a place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Holder {
    /// A slot of the record's own row.
    Record,
    /// A calculation, once it is worked out.
    Calculation,
    /// A calculation that hangs on the element at hand.
    CalculationOfElement,
    /// A slot of the row of the element at hand.
    Element,
}

impl Place {
    /// So many bits number the places of one holder: more slots, parameters and calculations than a set may have.
    const BITS: u32 = 29;

    /// The place of a number in a holder.
    pub fn new(holder: Holder, number: u32) -> Place {
        Place((holder as u32) << Place::BITS | number)
    }

    /// What holds the value.
    #[inline(always)]
    pub fn holder(self) -> Holder {
        match self.0 >> Place::BITS {
            0 => Holder::Record,
            1 => Holder::Calculation,
            2 => Holder::CalculationOfElement,
            _ => Holder::Element,
        }
    }

    /// Which of those in its holder.
    #[inline(always)]
    pub fn number(self) -> usize {
        (self.0 & ((1 << Place::BITS) - 1)) as usize
    }

    /// What has to be worked out before the value is there: all calculations but the two that are known from the start.
    pub fn first(self) -> Option<NonZeroU32> {
        let number = self.number() as u32;
        let is_calculated = match self.holder() {
            Holder::Calculation => number > Code::TODAY,
            Holder::CalculationOfElement => true,
            Holder::Record | Holder::Element => false,
        };
        NonZeroU32::new(number).filter(|_| is_calculated)
    }
}

impl Code {
    /// The calculation that is the evaluation instant: known from the start.
    pub const NOW: u32 = 0;
    /// The calculation that is its date in the set's time zone: known from the start.
    pub const TODAY: u32 = 1;
}

/// A value that another one is worked out from.
#[derive(Clone, Copy, Debug)]
pub enum Operand {
    /// In a place.
    Place(Place),
    /// Written in the rules, by its place in [`Code::constants`].
    Constant(u32),
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
    /// How a value compares with one written in the rules, by its place in [`Code::constants`].
    Against(Place, Comparison, u32),
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
    /// Known from the start.
    Given,
    /// What a parameter holds in the policy on that day.
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
    /// The list, by its place in [`Code::lists`].
    pub list: u32,
    /// The slot of the list in the record's own row.
    pub slot: u32,
    /// What an element has to meet.
    pub filter: Option<Segment>,
}
