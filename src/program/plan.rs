//! What of a program is asked of every record: its conditions as code, and rules that cannot fire passed over by a
//! look-up.
//!
//! It says the same as the expressions that it was made from, and of why only what never changes: explanations look at
//! the expressions for the rest.

use super::{Code, DatedValues, FieldId, ListOf, RuleId, RulesetId, Segment, Told};
use crate::decision::Severity;
use crate::value::{Cell, Constant, Country, Date, Kind};
use std::sync::OnceLock;

/// What is made ready of a program apart from its policies. Empty where nothing is: then the expressions are asked.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// All conditions.
    pub code: Code,
    /// By `ParamId`, where it is the same on every day, in each policy.
    pub params: Vec<Option<Shared>>,
    /// By `TableId`: where all keys are of words, countries and booleans.
    pub tables: Vec<Option<RowIndex>>,
    /// By `RulesetId`: what all rules of the ruleset ask first.
    pub guards: Vec<Option<Segment>>,
    /// By `RulesetId`: the list that its rules look at, where they look at one.
    pub lists: Vec<Option<ListOf>>,
    /// By `RuleId`: what the rule asks itself: its guard, and whether any of its conditions holds or a field lacks that
    /// it requires.
    pub rules: Vec<Segment>,
    /// By `RuleId`: what explanations say of each of its conditions.
    pub told: Vec<Vec<Told>>,
    /// By the place of a policy: whom it is for.
    pub applies: Vec<Segment>,
    /// The places of the policies.
    pub choice: Switch<u32>,
}

/// What is made ready of a policy: its rules in the order of evaluation, those left out not among them.
#[derive(Clone, Debug, Default)]
pub struct PolicyPlan {
    /// Its place among the policies of the program.
    pub place: u32,
    /// Those that decide.
    pub ruling: Switch<Step>,
    /// Those that only give hints, which are looked at last.
    pub advising: Switch<Step>,
    /// By `ParamId`.
    pub params: Vec<DatedCells>,
    /// Which rules can need each field, once that is asked.
    pub needs: OnceLock<Needs>,
}

/// By field, in order: the places of the rules of a policy that can need it, in order.
pub type Needs = Vec<(FieldId, Vec<u32>)>;

/// What has to be known of a rule to ask it.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// Its place in the policy.
    pub place: u32,
    /// Which rule it is.
    pub rule: RuleId,
    /// Its weight in the policy; none for a `require`.
    pub severity: Option<Severity>,
    /// Its ruleset.
    pub ruleset: RulesetId,
    /// What it asks itself.
    pub asks: Segment,
    /// Whether it looks at each element of a list.
    pub each: bool,
    /// Whether nothing but its conditions says whether it fires: it requires nothing, and no rule excuses it.
    pub is_plain: bool,
}

/// Where a parameter stands in the code as if it were written out.
#[derive(Clone, Copy, Debug)]
pub enum Shared {
    /// By its place in [`Code::constants`].
    Constant(u32),
    /// By its place in [`Code::countries`].
    Countries(u32),
}

/// The values of a parameter as a record would hold them; missing where no cell can hold one.
#[derive(Clone, Debug)]
pub struct DatedCells {
    /// Kind and key of what counts on every day, where it is always the same and has them.
    pub always: Option<(Kind, i64)>,
    /// What counts before the first date.
    pub first: Cell,
    /// What counts from a day on, by rising date.
    pub later: Vec<(Date, Cell)>,
}

impl From<&DatedValues> for DatedCells {
    fn from(values: &DatedValues) -> DatedCells {
        let cell = |constant: &Constant| Cell::of(constant.value()).unwrap_or(Cell::Missing);
        let first = cell(&values.first);
        let later = values.later.iter();
        DatedCells {
            always: Some(Kind::parts(&first))
                .filter(|(kind, _)| values.later.is_empty() && *kind != Kind::Other),
            first,
            later: later.map(|(from, value)| (*from, cell(value))).collect(),
        }
    }
}

impl DatedCells {
    /// What counts on a day.
    #[inline]
    pub fn on(&self, today: Date) -> Cell {
        let later = self.later.iter().rev().find(|(from, _)| *from <= today);
        later.map_or(self.first, |(_, cell)| *cell)
    }
}

/// Things to ask, of which the value of one field tells some apart.
#[derive(Clone, Debug)]
pub struct Switch<T> {
    /// All of them, in order.
    pub all: Vec<T>,
    /// How a field picks among them, where one does.
    pub by: Option<Branches<T>>,
}

impl<T> Default for Switch<T> {
    fn default() -> Switch<T> {
        Switch {
            all: Vec::new(),
            by: None,
        }
    }
}

/// For each value of a field what counts for it, that among it which does not hang on the field.
#[derive(Clone, Debug)]
pub struct Branches<T> {
    /// The slot of the field in the record's own row.
    pub slot: u32,
    /// For the values that are told apart.
    pub labels: Labels<T>,
    /// For all other values.
    pub others: Vec<T>,
}

/// What counts for a value; the values are in order.
#[derive(Clone, Debug)]
pub enum Labels<T> {
    /// By the words of the field's enum.
    Words(Vec<(u16, Vec<T>)>),
    /// By countries.
    Countries(Vec<(Country, Vec<T>)>),
    /// By texts.
    Texts(Vec<(Box<str>, Vec<T>)>),
}

/// The rows of a table by the values of its keys: for each value of a key a bit for each row that takes it.
#[derive(Clone, Debug)]
pub struct RowIndex {
    /// One for each key.
    pub keys: Vec<KeyIndex>,
    /// How many words of bits there are for a value.
    pub width: usize,
    /// Kind and key of what each row says; missing where no cell can hold it. A number that has no key is among
    /// `others`.
    pub results: Vec<(Kind, i64)>,
    /// The same of the row for everything else; missing without one.
    pub otherwise: (Kind, i64),
    /// What the keys of results without a key of their own name.
    pub others: Vec<Cell>,
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
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct KeyValue(u32);

impl KeyValue {
    /// Absence.
    pub const ABSENT: KeyValue = KeyValue(u32::MAX);

    /// A value by the number of a word in its enum, of a country, or of a boolean.
    #[inline]
    pub fn new(number: u32) -> KeyValue {
        KeyValue(number)
    }

    /// A value as one by which rows are found.
    #[inline]
    pub fn of(cell: Cell) -> Option<KeyValue> {
        match cell {
            Cell::Word(word) => Some(KeyValue(u32::from(word.index))),
            Cell::Country(country) => Some(KeyValue(country.number())),
            Cell::Bool(bool) => Some(KeyValue(u32::from(bool))),
            Cell::Absent => Some(KeyValue(u32::MAX)),
            _ => None,
        }
    }
}

impl KeyIndex {
    /// The rows that take a value: one of so many words of bits.
    #[inline]
    pub fn rows(&self, value: KeyValue, width: usize, word: usize) -> u64 {
        let all = self.values.len();
        // Of a few it is counted how many are before it: no step hangs on the value.
        let place = match all {
            0..=8 => {
                let before = |count: usize, each: &KeyValue| count + usize::from(*each < value);
                self.values.iter().fold(0, before)
            }
            _ => self.values.partition_point(|each| *each < value),
        };
        let is_there = self.values.get(place) == Some(&value);
        let place = if is_there { place } else { all };
        self.bits.get(place * width + word).copied().unwrap_or(0)
    }
}

impl RowIndex {
    /// What the table says where a row takes the keys, or none but the one for everything else.
    #[inline(always)]
    pub fn result(&self, row: Option<usize>) -> (Kind, i64) {
        let result = row.and_then(|row| self.results.get(row));
        *result.unwrap_or(&self.otherwise)
    }
}
