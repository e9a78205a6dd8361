//! Rules and rulesets.

use super::{Expr, FieldId};
use crate::decision::{Severity, SourceLocation};
use crate::source::Span;

/// A rule, by its place in [`super::Program::rules`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct RuleId(pub u32);

/// A ruleset, by its place in [`super::Program::rulesets`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct RulesetId(pub u32);

/// Rules that are used together.
#[derive(Clone, Debug)]
pub struct Ruleset {
    /// Its name.
    pub name: Box<str>,
    /// The elements its rules look at, one by one.
    pub for_each: Option<ForEach>,
    /// A condition that all its rules share; may read the element.
    pub guard: Option<Expr>,
    /// Its rules as written.
    pub rules: Vec<RuleId>,
    /// Where it is declared.
    pub span: Span,
}

/// `for each image in images`
#[derive(Clone, Debug)]
pub struct ForEach {
    /// What an element is called.
    pub element: Box<str>,
    /// The list: a field, or a `let` that filters one; its type is `Rows`.
    pub rows: Expr,
    /// The field that holds the list.
    pub field: FieldId,
}

/// A rule. Its name is its reason code.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Its name.
    pub name: Box<str>,
    /// With its ruleset: `photo_quality.photo_glare`.
    pub full_name: Box<str>,
    /// Its ruleset.
    pub ruleset: RulesetId,
    /// `when ...` before its brace.
    pub guard: Option<Expr>,
    /// What it does and when.
    pub effect: Effect,
    /// Rules of which a fired one excuses this.
    pub unless: Vec<RuleId>,
    /// Why, for the applicant. None only for `require`.
    pub because: Option<Message>,
    /// What to do about it. None only for `require` and `final`.
    pub fix: Option<Message>,
    /// Where it comes from.
    pub cites: Vec<Box<str>>,
    /// Not before this instant.
    pub retry_at: Option<Expr>,
    /// No retry mends it.
    pub is_final: bool,
    /// Every field it reads, through `let`s and tables too, guards included; sorted.
    pub reads: Vec<FieldId>,
    /// Where it is declared.
    pub span: Span,
    /// The same, for people.
    pub place: SourceLocation,
}

/// What a rule does and when.
#[derive(Clone, Debug)]
pub enum Effect {
    /// It fires when any of the conditions holds.
    Finding {
        /// How much it weighs, unless a policy treats it differently.
        severity: Severity,
        /// At least one.
        conditions: Vec<Expr>,
    },
    /// It makes fields required.
    Require(Vec<Requirement>),
}

/// `require document.expires_on when ...`
#[derive(Clone, Debug)]
pub struct Requirement {
    /// The field, as an expression of kind `Field`.
    pub field: Expr,
    /// When; always if none.
    pub condition: Option<Expr>,
}

/// A text for people with values in it.
#[derive(Clone, Debug)]
pub struct Message {
    /// In order.
    pub parts: Vec<MessagePart>,
}

impl Message {
    /// The text, if no value stands in it.
    pub fn plain(&self) -> Option<&str> {
        match self.parts.as_slice() {
            [] => Some(""),
            [MessagePart::Text(text)] => Some(text),
            _ => None,
        }
    }

    /// Whether it reads like this for some values.
    pub fn could_say(&self, text: &str) -> bool {
        if let Some(plain) = self.plain() {
            return plain == text;
        }
        let mut rest = text;
        let mut parts = self.parts.as_slice();
        if let [MessagePart::Text(first), others @ ..] = parts {
            let Some(after) = rest.strip_prefix(&**first) else {
                return false;
            };
            (rest, parts) = (after, others);
        }
        if let [others @ .., MessagePart::Text(last)] = parts {
            let Some(before) = rest.strip_suffix(&**last) else {
                return false;
            };
            (rest, parts) = (before, others);
        }
        // The first fit of each part is as good as any other.
        parts.iter().all(|part| match part {
            MessagePart::Value(_) => true,
            MessagePart::Text(text) => match rest.split_once(&**text) {
                Some((_, after)) => {
                    rest = after;
                    true
                }
                None => false,
            },
        })
    }
}

/// A piece of a [`Message`].
#[derive(Clone, Debug)]
pub enum MessagePart {
    /// As is.
    Text(Box<str>),
    /// A value, shown as people write it.
    Value(Expr),
}
