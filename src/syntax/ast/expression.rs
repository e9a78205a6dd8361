//! Expressions as written.

use crate::source::Span;
use crate::value::{Date, Decimal, Duration, Instant, Period};

/// A word as written: a field, a rule, a type, an enum word.
#[derive(Clone, PartialEq, Debug)]
pub struct Name {
    /// The word.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// Words joined by dots: `document.expires_on`.
#[derive(Clone, PartialEq, Debug)]
pub struct Path {
    /// At least one.
    pub names: Vec<Name>,
    /// From the first to the last.
    pub span: Span,
}

impl Path {
    /// The path as one text, without the spaces and line ends it may have been written with.
    pub fn text(&self) -> String {
        let names: Vec<&str> = self.names.iter().map(|name| name.text.as_str()).collect();
        names.join(".")
    }

    /// The name, when the path is a single one.
    pub fn single(&self) -> Option<&Name> {
        match self.names.as_slice() {
            [name] => Some(name),
            _ => None,
        }
    }
}

/// An expression with its place.
#[derive(Clone, PartialEq, Debug)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where it stands.
    pub span: Span,
}

/// What an expression is. Each variant's comment is a text that makes it.
#[derive(Clone, PartialEq, Debug)]
pub enum ExprKind {
    /// `5%`, `2026-11-22`, `3 months`, `"text"`, `true`, `long_term`, `absent` (in a table)
    Literal(Literal),
    /// `document.expires_on`, `today`, `cn_passport`
    Path(Path),
    /// `[hk_id, mo_bir]`
    List(Vec<Expr>),
    /// `(today + margin)`: kept for the formatter and for the check of mixed `and` and `or`
    Paren(Box<Expr>),
    /// `not face.centered`
    Not(Box<Expr>),
    /// `a == 1 and b == 2 and c == 3`: at least two
    And(Vec<Expr>),
    /// `a == 1 or b == 2`: at least two
    Or(Vec<Expr>),
    /// `document.expires_on < today`
    Compare {
        /// The comparison.
        op: CompareOp,
        /// Where the operator stands.
        op_span: Span,
        /// On its left.
        left: Box<Expr>,
        /// On its right.
        right: Box<Expr>,
    },
    /// `document.type not in [hk_id, mo_bir]`
    In {
        /// `not in` rather than `in`.
        negated: bool,
        /// What is looked for.
        needle: Box<Expr>,
        /// Where it is looked for.
        list: Box<Expr>,
    },
    /// `face.actions_done has all of face.actions_required`
    Has {
        /// `any` or `all`.
        quantifier: Quantifier,
        /// The list that is asked.
        list: Box<Expr>,
        /// What it has to have.
        wanted: Box<Expr>,
    },
    /// `face is present`, `document.issued_on is absent`, `image.filters is not empty`
    Is {
        /// What is asked.
        subject: Box<Expr>,
        /// The question.
        test: IsTest,
    },
    /// `document.number matches "E" then 8 digits`
    Matches {
        /// The text.
        subject: Box<Expr>,
        /// The pattern for the whole of it.
        pattern: Pattern,
    },
    /// `document.flat otherwise true`
    Otherwise {
        /// The value that may be absent.
        value: Box<Expr>,
        /// What counts when it is.
        default: Box<Expr>,
    },
    /// `today + margin`, `last_failure - 24 hours`
    Shift {
        /// `+` or `-`.
        direction: Direction,
        /// Where the operator stands.
        op_span: Span,
        /// The date or instant.
        base: Box<Expr>,
        /// The period or duration.
        by: Box<Expr>,
    },
    /// `age of document.birth_date on document.issued_on`
    Age {
        /// The day of birth.
        birth: Box<Expr>,
        /// The day the age is asked for.
        on: Box<Expr>,
    },
    /// `count(failures)`, `latest(failures.at)`, `same_name(a, b)`, `term(document.type, age)`
    Call {
        /// What is called.
        function: Name,
        /// At least one.
        arguments: Vec<Expr>,
    },
    /// `photo_quality rejects`, `validity fires`: whether a rule, or a rule of a ruleset, is a reason
    IsReason {
        /// The rule or ruleset.
        name: Name,
        /// Whether only a reject counts.
        rejects: bool,
    },
}

/// A value written out.
#[derive(Clone, PartialEq, Debug)]
pub enum Literal {
    /// `true`, `false`
    Bool(bool),
    /// `3`, `0.25`, `-1`
    Number(Decimal),
    /// `5%`: here as the fraction 0.05
    Percent(Decimal),
    /// `2026-11-22`
    Date(Date),
    /// `2026-11-22T10:00:00+08:00`
    Instant(Instant),
    /// `3 months`
    Period(Period),
    /// `24 hours`
    Duration(Duration),
    /// `"text"`
    Text(String),
    /// `long_term`
    LongTerm,
    /// `absent`: only as a table's cell
    Absent,
}

/// A comparison.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CompareOp {
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

/// `any` or `all`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Quantifier {
    /// `has any of`
    Any,
    /// `has all of`
    All,
}

/// What comes after `is`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum IsTest {
    /// `is present`
    Present,
    /// `is absent`
    Absent,
    /// `is empty`
    Empty,
    /// `is not empty`
    NotEmpty,
}

/// `+` or `-`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Direction {
    /// `+`
    Later,
    /// `-`
    Earlier,
}

/// `"E" then 1 .. 2 letters then 8 digits`: over the whole text.
#[derive(Clone, PartialEq, Debug)]
pub struct Pattern {
    /// At least one, in this order.
    pub items: Vec<PatternItem>,
    /// From the first to the last.
    pub span: Span,
}

/// One part of a [`Pattern`].
#[derive(Clone, PartialEq, Debug)]
pub struct PatternItem {
    /// How often: `8` is 8 to 8, `1 .. 2` is 1 to 2, nothing is once.
    pub count: (u32, u32),
    /// Of what.
    pub class: PatternClass,
    /// Where it stands.
    pub span: Span,
}

/// What a [`PatternItem`] takes.
#[derive(Clone, PartialEq, Debug)]
pub enum PatternClass {
    /// `"HA"`: this very text
    Text(String),
    /// `digits`: ASCII 0-9
    Digits,
    /// `letters`: ASCII A-Z and a-z
    Letters,
    /// `characters`: any character
    Characters,
    /// `of "ABC"`: one of these characters
    Of(String),
}

/// A text for people with values in it: `"The document expires on {document.expires_on}."`
#[derive(Clone, PartialEq, Debug)]
pub struct Message {
    /// Text and placeholders in order; no two texts side by side.
    pub parts: Vec<MessagePart>,
    /// With its quotes.
    pub span: Span,
}

/// A piece of a [`Message`].
#[derive(Clone, PartialEq, Debug)]
pub enum MessagePart {
    /// As is, escapes decoded.
    Text(String),
    /// `{today + margin}`
    Value(Expr),
}

impl Expr {
    /// Calls back with the first name of each path and the name of each function in it.
    pub fn each_name<'e>(&'e self, found: &mut impl FnMut(&'e str)) {
        match &self.kind {
            ExprKind::Literal(_) | ExprKind::IsReason { .. } => {}
            ExprKind::Path(path) => {
                if let Some(name) = path.names.first() {
                    found(&name.text);
                }
            }
            ExprKind::List(parts) | ExprKind::And(parts) | ExprKind::Or(parts) => {
                for part in parts {
                    part.each_name(found);
                }
            }
            ExprKind::Call {
                function,
                arguments,
            } => {
                found(&function.text);
                for argument in arguments {
                    argument.each_name(found);
                }
            }
            ExprKind::Paren(inner) | ExprKind::Not(inner) => inner.each_name(found),
            ExprKind::Is { subject, .. } | ExprKind::Matches { subject, .. } => {
                subject.each_name(found)
            }
            ExprKind::Compare { left, right, .. } => {
                left.each_name(found);
                right.each_name(found);
            }
            ExprKind::In { needle, list, .. } => {
                needle.each_name(found);
                list.each_name(found);
            }
            ExprKind::Has { list, wanted, .. } => {
                list.each_name(found);
                wanted.each_name(found);
            }
            ExprKind::Otherwise { value, default } => {
                value.each_name(found);
                default.each_name(found);
            }
            ExprKind::Shift { base, by, .. } => {
                base.each_name(found);
                by.each_name(found);
            }
            ExprKind::Age { birth, on } => {
                birth.each_name(found);
                on.each_name(found);
            }
        }
    }
}
