//! Typed expressions: a tree that the evaluator runs and an analyser walks.

use super::{FieldId, RuleId, RulesetId, TableId};
use crate::builtins::{Fact, Function, Kind, Scheme};
use crate::source::Span;
use crate::value::{Constant, Date, Decimal, EnumId, Scalar};

/// A parameter, by its place in [`super::Program::params`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ParamId(pub u32);

/// A derived value, by its place in [`super::Program::lets`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct LetId(pub u32);

/// The type of an expression.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Type {
    /// One value.
    Scalar(Scalar),
    /// Several values of one type.
    List(Scalar),
    /// Elements of a list of records, by the field that holds it.
    Rows(FieldId),
    /// A nested record, by its field.
    Group(FieldId),
    /// What a text says of itself, such as a document number.
    Reading {
        /// What kind of text it is.
        kind: Kind,
        /// The enum whose word chooses how it is read, if one does.
        types: Option<EnumId>,
    },
    /// Not known, because a fault was already reported here: agrees with everything. No program that is
    /// evaluated has it.
    Faulty,
}

impl Type {
    /// `true` or `false`.
    pub const BOOL: Type = Type::Scalar(Scalar::Bool);
}

/// A typed expression.
#[derive(Clone, Debug)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// What it yields.
    pub ty: Type,
    /// Whether it may be absent.
    pub optional: bool,
    /// Whether it shows something of a private field. A condition or a count does not.
    pub private: bool,
    /// Where it stands.
    pub span: Span,
}

/// Whose finding is asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ReasonOf {
    /// One rule.
    Rule(RuleId),
    /// Any rule of a ruleset.
    Ruleset(RulesetId),
}

/// What an expression is.
#[derive(Clone, Debug)]
pub enum ExprKind {
    /// A value written out.
    Constant(Constant),
    /// A field: of the record, or, if it stands in a list of records, of the element at hand.
    Field(FieldId),
    /// A parameter.
    Param(ParamId),
    /// A derived value.
    Let(LetId),
    /// The evaluation instant.
    Now,
    /// Its date in the set's time zone.
    Today,
    /// The decision so far: only in advice and in the lines of a policy.
    Decision,
    /// Whether a rule is among the reasons: only in advice and in the lines of a policy.
    IsReason {
        /// The rule, or all rules of a ruleset.
        of: ReasonOf,
        /// Whether only a reject counts; else a review does, too.
        rejects: bool,
    },
    /// All of them; at least two.
    And(Vec<Expr>),
    /// Any of them; at least two.
    Or(Vec<Expr>),
    /// The opposite.
    Not(Box<Expr>),
    /// A comparison of two values of one type (a date may meet a `DateOrLongTerm`, an integer a number).
    Compare {
        /// Which.
        op: Comparison,
        /// On its left.
        left: Box<Expr>,
        /// On its right.
        right: Box<Expr>,
    },
    /// Whether a value is in a list; `not in` is a `Not` around it.
    In {
        /// The value.
        needle: Box<Expr>,
        /// The list.
        list: Box<Expr>,
    },
    /// Whether a list has any, or all, of the values of another.
    Has {
        /// All rather than any.
        all: bool,
        /// The list that is asked.
        list: Box<Expr>,
        /// The values it has to have.
        wanted: Box<Expr>,
    },
    /// Whether it is there; `is absent` is a `Not` around it.
    Present(Box<Expr>),
    /// Whether a list or a text is empty; `is not empty` is a `Not` around it.
    Empty(Box<Expr>),
    /// Whether the whole text fits a pattern.
    Matches {
        /// The text.
        text: Box<Expr>,
        /// The pattern.
        pattern: Pattern,
    },
    /// The value, or the default where it is absent.
    Otherwise {
        /// The value that may be absent.
        value: Box<Expr>,
        /// What counts when it is.
        default: Box<Expr>,
    },
    /// A date or instant, a period or duration later or earlier.
    Shift {
        /// Later rather than earlier.
        later: bool,
        /// The date, `DateOrLongTerm` or instant.
        base: Box<Expr>,
        /// The period or duration.
        by: Box<Expr>,
    },
    /// The age in full years on a day.
    Age {
        /// The day of birth.
        birth: Box<Expr>,
        /// The day the age is asked for.
        on: Box<Expr>,
    },
    /// How many elements a list or a filtered list has.
    Count(Box<Expr>),
    /// The latest or earliest of a field over the elements of a list; absent if there is none.
    Extreme {
        /// Latest rather than earliest.
        latest: bool,
        /// The list or filtered list: its type is `Rows`.
        rows: Box<Expr>,
        /// A field of its elements.
        field: FieldId,
    },
    /// The elements of a list of records that meet a condition: only as the whole of a `let`.
    Where {
        /// The list or filtered list: its type is `Rows`.
        rows: Box<Expr>,
        /// Reads fields of the element.
        condition: Box<Expr>,
    },
    /// What a text says of itself: only as the whole of a `let`.
    Read {
        /// The text that is read.
        text: Box<Expr>,
        /// How it is read.
        how: ReadAs,
    },
    /// One thing that a text says of itself.
    Fact {
        /// A `let` that reads it.
        of: LetId,
        /// What is asked: one of the facts of its kind.
        fact: &'static Fact,
    },
    /// What a table says.
    Lookup {
        /// The table.
        table: TableId,
        /// One for each key.
        arguments: Vec<Expr>,
    },
    /// A built-in function.
    Call {
        /// Which.
        function: &'static Function,
        /// As many as it takes.
        arguments: Vec<Expr>,
    },
}

/// A comparison.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Comparison {
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    Greater,
    /// `>=`
    AtLeast,
}

impl Comparison {
    /// The comparison that says the same with its sides changed.
    pub fn mirrored(self) -> Comparison {
        match self {
            Comparison::Less => Comparison::Greater,
            Comparison::AtMost => Comparison::AtLeast,
            Comparison::Greater => Comparison::Less,
            Comparison::AtLeast => Comparison::AtMost,
            Comparison::Equal | Comparison::NotEqual => self,
        }
    }
}

/// How a text is read.
#[derive(Clone, Debug)]
pub enum ReadAs {
    /// As a document number, always of this scheme.
    Number(&'static Scheme),
    /// As a document number, by the word in a field: the scheme of each word of the enum, in order, where there is one.
    NumberByWord {
        /// Yields the word.
        word: Box<Expr>,
        /// The words' enum.
        of: EnumId,
        /// One for each word.
        schemes: Vec<Option<&'static Scheme>>,
    },
    /// As a machine-readable zone.
    Zone,
}

impl ReadAs {
    /// What is read, and the enum whose word chooses how, if one does.
    pub fn ty(&self) -> Type {
        let (kind, types) = match self {
            ReadAs::Number(_) => (Kind::Number, None),
            ReadAs::NumberByWord { of, .. } => (Kind::Number, Some(*of)),
            ReadAs::Zone => (Kind::Zone, None),
        };
        Type::Reading { kind, types }
    }
}

/// A pattern for a whole text: its items in this order.
#[derive(Clone, PartialEq, Debug)]
pub struct Pattern {
    /// At least one.
    pub items: Vec<PatternItem>,
}

/// So many characters of a class.
#[derive(Clone, PartialEq, Debug)]
pub struct PatternItem {
    /// The least count.
    pub least: u32,
    /// The greatest count.
    pub most: u32,
    /// Of what.
    pub class: PatternClass,
}

/// What a [`PatternItem`] takes.
#[derive(Clone, PartialEq, Debug)]
pub enum PatternClass {
    /// This very text.
    Text(Box<str>),
    /// ASCII 0-9.
    Digits,
    /// ASCII A-Z and a-z.
    Letters,
    /// Any character.
    Characters,
    /// One of these characters.
    Of(Box<[char]>),
}

/// A parameter.
#[derive(Clone, Debug)]
pub struct Param {
    /// Its name.
    pub name: Box<str>,
    /// The ruleset that owns it; none for a global one.
    pub ruleset: Option<RulesetId>,
    /// What it holds.
    pub ty: Type,
    /// The least and the greatest number that it may hold.
    pub range: Option<(Decimal, Decimal)>,
    /// Its values as declared.
    pub values: DatedValues,
    /// Where it is declared.
    pub span: Span,
}

/// A value that may change on certain days.
#[derive(Clone, PartialEq, Debug)]
pub struct DatedValues {
    /// What counts before the first date.
    pub first: Constant,
    /// What counts from a day on, by rising date.
    pub later: Vec<(Date, Constant)>,
}

impl DatedValues {
    /// What counts on a day.
    pub fn on(&self, today: Date) -> &Constant {
        let later = self.later.iter().rev().find(|(from, _)| *from <= today);
        later.map_or(&self.first, |(_, value)| value)
    }

    /// All of them in order.
    pub fn each(&self) -> impl Iterator<Item = &Constant> {
        std::iter::once(&self.first).chain(self.later.iter().map(|(_, value)| value))
    }
}

/// A derived value.
#[derive(Clone, Debug)]
pub struct Let {
    /// Its name.
    pub name: Box<str>,
    /// What it stands for.
    pub value: Expr,
    /// Where it is declared.
    pub span: Span,
}
