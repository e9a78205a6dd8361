//! The conditions of a program in the form in which every record is asked: fields by their slots, constants in their own
//! type, rules that cannot fire passed over by a look-up.
//!
//! It says the same as the expressions that it was made from, and less about why: explanations look at those.

use super::{Comparison, Expr, LetId, Pattern, RuleId, RulesetId, TableId};
use crate::value::{Constant, Country, Value};
use std::collections::HashMap;

/// What is made ready of a program apart from its policies. Empty where nothing is: then the expressions are asked.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// Values that no record changes, such as `today + margin`: worked out once an evaluation.
    pub fixed: Vec<Expr>,
    /// By `LetId`: the derived values that are conditions.
    pub lets: Vec<Option<Predicate>>,
    /// By `LetId`: what an element has to meet, of the derived values that filter a list.
    pub filters: Vec<Option<Predicate>>,
    /// By `LetId`: the derived values that are neither conditions nor lists nor readings.
    pub values: Vec<Option<Term>>,
    /// By `TableId`: where all keys are of words, countries and booleans.
    pub tables: Vec<Option<RowIndex>>,
    /// By `RulesetId`: what all rules of the ruleset ask first.
    pub guards: Vec<Option<Predicate>>,
    /// By `RulesetId`: the whole list that its rules look at, where they look at one.
    pub lists: Vec<Option<ListOf>>,
    /// By `RuleId`: what the rule asks itself: its guard, and whether any of its conditions holds or a field lacks that
    /// it requires.
    pub rules: Vec<Predicate>,
    /// By the place of a policy: whom it is for.
    pub applies: Vec<Predicate>,
    /// The places of the policies.
    pub choice: Switch,
}

/// What is made ready of a policy: the places of its rules in the order of evaluation, those left out not among them.
#[derive(Clone, Debug, Default)]
pub struct PolicyPlan {
    /// By the place of a rule.
    pub steps: Vec<Step>,
    /// Those that decide.
    pub ruling: Switch,
    /// Those that only give hints, which are looked at last.
    pub advising: Switch,
}

/// What has to be known of a rule before it is asked.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// Which.
    pub rule: RuleId,
    /// Its ruleset.
    pub ruleset: RulesetId,
    /// Whether it looks at each element of a list.
    pub each: bool,
}

/// A list of records, or those of its elements that meet a condition.
#[derive(Clone, Debug)]
pub struct ListOf {
    /// The slot of the list in the record's own row.
    pub slot: u32,
    /// How many cells an element has.
    pub width: u32,
    /// What an element has to meet.
    pub filter: Option<Box<Predicate>>,
}

/// Places in a list, of which the value of one field tells some apart.
#[derive(Clone, Debug, Default)]
pub struct Switch {
    /// All of them, in order.
    pub all: Vec<u32>,
    /// How a field picks among them, where one does.
    pub by: Option<Branches>,
}

/// For each value of a field the places that count for it, those among them that do not hang on the field.
#[derive(Clone, Debug)]
pub struct Branches {
    /// The slot of the field in the record's own row.
    pub slot: u32,
    /// For the values that are told apart.
    pub labels: Labels,
    /// For all other values.
    pub others: Vec<u32>,
}

/// Places by a value.
#[derive(Clone, Debug)]
pub enum Labels {
    /// By the words of the field's enum.
    Words(HashMap<u16, Vec<u32>>),
    /// By countries.
    Countries(HashMap<Country, Vec<u32>>),
    /// By texts.
    Texts(HashMap<Box<str>, Vec<u32>>),
}

/// Where a field is kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    /// In a slot of the record's own row.
    Record(u32),
    /// In a slot of the row of the element at hand.
    Element(u32),
}

/// A condition. Like every condition it may come out unknown.
#[derive(Clone, Debug)]
pub enum Predicate {
    /// Always the same.
    Known(bool),
    /// What a field says.
    Flag(Place),
    /// Whether a field holds this word of its enum.
    Word(Place, u16),
    /// Whether a field holds one of these words of its enum: a bit each.
    Words(Place, Box<[u64]>),
    /// Whether a field holds this country.
    Country(Place, Country),
    /// Whether a field holds one of these countries, in order.
    Countries(Place, Box<[Country]>),
    /// How a field compares with a constant.
    Compare(Place, Comparison, Constant),
    /// How a field compares with a value that no record changes, by its place in [`Plan::fixed`].
    CompareFixed(Place, Comparison, u32),
    /// How two values compare.
    CompareTerms(Box<Term>, Comparison, Box<Term>),
    /// Whether a field is in a list that no record changes, by its place in [`Plan::fixed`].
    In(Place, u32),
    /// Whether a list of words has any of these: a bit each.
    HasAny(Place, Box<[u64]>),
    /// Whether a field is there.
    Present(Place),
    /// Whether another value is there.
    PresentTerm(Box<Term>),
    /// Whether a field lacks: it is absent, or needed and not supplied. Never unknown.
    Lacks(Place),
    /// Whether the whole of a text fits a pattern.
    Matches(Place, Box<Pattern>),
    /// Whether a list or a text is empty.
    Empty(Place),
    /// A derived value that is a condition.
    Let(LetId),
    /// The opposite.
    Not(Box<Predicate>),
    /// All of them.
    All(Box<[Predicate]>),
    /// Any of them.
    Any(Box<[Predicate]>),
    /// Anything else, as it was written.
    Other(Box<Expr>),
}

/// A value that is compared or looked up.
#[derive(Clone, Debug)]
pub enum Term {
    /// What a field holds.
    Field(Place),
    /// A constant.
    Constant(Constant),
    /// A value that no record changes, by its place in [`Plan::fixed`].
    Fixed(u32),
    /// A derived value: one value, no list of records and no reading.
    Let(LetId),
    /// The age of somebody on a day.
    Age(Box<Term>, Box<Term>),
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
    /// A date or instant, a period or duration later or earlier.
    Shift {
        /// Later rather than earlier.
        later: bool,
        /// The date or instant.
        base: Box<Term>,
        /// The period or duration.
        by: Box<Term>,
    },
    /// What a table says of its keys.
    Lookup(TableId, Box<[Term]>),
    /// Anything else, as it was written.
    Other(Box<Expr>),
}

/// The rows of a table by the values of its keys: for each value of a key a bit for each row that takes it.
#[derive(Clone, Debug)]
pub struct RowIndex {
    /// One for each key.
    pub keys: Vec<KeyIndex>,
    /// How many words of bits there are for a value.
    pub width: usize,
}

/// The rows that take each value of one key.
#[derive(Clone, Debug)]
pub struct KeyIndex {
    /// The values that some row names, in order; a key has values of one type.
    pub values: Vec<KeyValue>,
    /// [`RowIndex::width`] words of bits for each of them, and then for all other values.
    pub bits: Vec<u64>,
}

/// A value of a key by which rows are found: a word of its enum, a country, a boolean, or absence.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct KeyValue(u32);

impl KeyValue {
    /// A value as one by which rows are found.
    #[inline]
    pub fn of(value: Value<'_>) -> Option<KeyValue> {
        match value {
            Value::Word(word) => Some(KeyValue(u32::from(word.index))),
            Value::Country(country) => Some(KeyValue(country.number())),
            Value::Bool(bool) => Some(KeyValue(u32::from(bool))),
            Value::Absent => Some(KeyValue(u32::MAX)),
            _ => None,
        }
    }
}

impl RowIndex {
    /// The row that takes the keys, if it is not the one for everything else. `Err` if a key is not known.
    pub fn find(&self, keys: &[Value<'_>]) -> Result<Option<usize>, Unknown> {
        for word in 0..self.width {
            let mut left = u64::MAX;
            for (index, value) in self.keys.iter().zip(keys) {
                let value = KeyValue::of(*value).ok_or(Unknown)?;
                let place = index.values.binary_search(&value);
                let place = place.unwrap_or(index.values.len());
                left &= index.bits.get(place * self.width + word).unwrap_or(&0);
            }
            if left != 0 {
                return Ok(Some(word * 64 + left.trailing_zeros() as usize));
            }
        }
        Ok(None)
    }
}

/// A key is not known, so that rows cannot be found by it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Unknown;
