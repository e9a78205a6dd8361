//! The conditions of a program in the form in which every record is asked: fields by their slots, constants in their own
//! type, rules that cannot fire passed over by a look-up.
//!
//! It says the same as the expressions that it was made from, and less about why: explanations look at those.

use super::{Comparison, Expr, LetId};
use crate::value::{Constant, Country};
use std::collections::HashMap;

/// What is made ready of a program apart from its policies. Empty where nothing is: then the expressions are asked.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// Values that no record changes, such as `today + margin`: worked out once an evaluation.
    pub fixed: Vec<Expr>,
    /// By `LetId`: the derived values that are conditions.
    pub lets: Vec<Option<Predicate>>,
    /// By `RulesetId`: what all rules of the ruleset ask first.
    pub guards: Vec<Option<Predicate>>,
    /// By `RuleId`: what the rule asks itself, its guard and whether any of its conditions holds. Of a `require` the guard
    /// alone.
    pub rules: Vec<Predicate>,
    /// By the place of a policy: whom it is for.
    pub applies: Vec<Predicate>,
    /// The places of the policies.
    pub choice: Switch,
}

/// What is made ready of a policy: the places of its rules in the order of evaluation, those left out not among them.
#[derive(Clone, Debug, Default)]
pub struct PolicyPlan {
    /// Those that decide.
    pub ruling: Switch,
    /// Those that only give hints, which are looked at last.
    pub advising: Switch,
}

/// Places in a list, of which the value of one field tells some apart.
#[derive(Clone, Debug, Default)]
pub struct Switch {
    /// All of them, in order.
    pub all: Vec<u32>,
    /// How a field picks among them, where one does.
    pub by: Option<Lookup>,
}

/// For each value of a field the places that count for it, those among them that do not hang on the field.
#[derive(Clone, Debug)]
pub struct Lookup {
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
    /// How two fields compare.
    CompareFields(Place, Comparison, Place),
    /// Whether a field is there.
    Present(Place),
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
