//! The types of the language.

/// An enum of the schema, by its place in it. The first is the language's own `Decision`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct EnumId(pub u16);

impl EnumId {
    /// The language's own enum: accept, review, incomplete, reject.
    pub const DECISION: EnumId = EnumId(0);
}

/// A word of an enum, by its place in it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Word {
    /// The enum.
    pub of: EnumId,
    /// Which of its words, counted from 0.
    pub index: u16,
}

/// A single value's type.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Scalar {
    /// `true` or `false`
    Bool,
    /// a whole number
    Integer,
    /// an exact decimal
    Number,
    /// a share, 0 to 1 in records, shown as a percentage
    Percent,
    /// any text
    Text,
    /// a calendar date
    Date,
    /// a calendar date, or `long_term`, which is later than all
    DateOrLongTerm,
    /// a point in time
    Instant,
    /// calendar years, months and days
    Period,
    /// hours, minutes and seconds
    Duration,
    /// an ISO 3166-1 alpha-2 code
    Country,
    /// a word of an enum
    Enum(EnumId),
}

impl Scalar {
    /// The name in rule files; enums are named by their schema instead.
    pub fn name(self) -> &'static str {
        match self {
            Scalar::Bool => "bool",
            Scalar::Integer => "integer",
            Scalar::Number => "number",
            Scalar::Percent => "percent",
            Scalar::Text => "text",
            Scalar::Date => "date",
            Scalar::DateOrLongTerm => "date or long_term",
            Scalar::Instant => "instant",
            Scalar::Period => "period",
            Scalar::Duration => "duration",
            Scalar::Country => "country",
            Scalar::Enum(_) => "enum",
        }
    }

    /// Whether `<` means something between two such values.
    pub fn is_ordered(self) -> bool {
        matches!(
            self,
            Scalar::Integer
                | Scalar::Number
                | Scalar::Percent
                | Scalar::Date
                | Scalar::DateOrLongTerm
                | Scalar::Instant
                | Scalar::Duration
        )
    }
}
