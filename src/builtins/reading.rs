//! What `read` finds in a text: the kinds of readings, and the facts of each.
//!
//! A fact says how it is called in rule files, what it means and what it yields; a [`Reading`] holds the
//! values. A new kind is one variant of [`Kind`], [`Reading`] and `Get`, and a list of facts.

use super::document_number::{self, Number};
use super::mrz::{self, Zone};
use crate::value::{Scalar, Value};
use std::fmt;

/// What kind of text is read.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Kind {
    /// The number of a document.
    Number,
    /// The machine-readable zone of a document.
    Zone,
}

impl Kind {
    /// All of them.
    pub const ALL: &[Kind] = &[Kind::Number, Kind::Zone];

    /// What is read.
    pub fn noun(self) -> &'static str {
        match self {
            Kind::Number => "document number",
            Kind::Zone => "machine-readable zone",
        }
    }

    /// What such a text says of itself.
    pub fn facts(self) -> &'static [Fact] {
        match self {
            Kind::Number => document_number::FACTS,
            Kind::Zone => mrz::FACTS,
        }
    }

    /// The fact of a name.
    pub fn fact(self, name: &str) -> Option<&'static Fact> {
        self.facts().iter().find(|fact| fact.name == name)
    }
}

/// A text that was read. Its `Debug` shows none of it: the text may be private.
#[derive(Clone, PartialEq, Eq)]
pub enum Reading {
    /// The number of a document.
    Number(Number),
    /// The machine-readable zone of a document; none where the text has no layout of one.
    Zone(Option<Box<Zone>>),
}

impl fmt::Debug for Reading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Reading")
    }
}

/// One thing that a text says of itself.
#[derive(Debug)]
pub struct Fact {
    /// Its name in rule files, after the dot.
    pub name: &'static str,
    /// What it means.
    pub meaning: &'static str,
    /// What it yields.
    pub gives: Gives,
    /// Whether it may be absent although the text was read.
    pub optional: bool,
    /// Whether it tells nothing of a private text, as what comes from the scheme.
    pub open: bool,
    get: Get,
}

/// What a [`Fact`] yields.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Gives {
    /// A value of this type.
    Scalar(Scalar),
    /// A word of the enum that chose how the text was read.
    Type,
}

impl Gives {
    /// The name of the type.
    pub fn name(self) -> &'static str {
        match self {
            Gives::Scalar(scalar) => scalar.name(),
            Gives::Type => "word of the enum after `as`",
        }
    }
}

/// Where the value of a fact is found.
#[derive(Clone, Copy, Debug)]
enum Get {
    Number(fn(&Number) -> Value<'_>),
    Zone(fn(Option<&Zone>) -> Value<'_>),
}

impl Fact {
    /// A fact of a number that is always there.
    pub(super) const fn of_number(
        name: &'static str,
        gives: Gives,
        meaning: &'static str,
        get: fn(&Number) -> Value<'_>,
    ) -> Fact {
        Fact::new(name, gives, meaning, Get::Number(get))
    }

    /// A fact of a zone that is always there.
    pub(super) const fn of_zone(
        name: &'static str,
        gives: Gives,
        meaning: &'static str,
        get: fn(Option<&Zone>) -> Value<'_>,
    ) -> Fact {
        Fact::new(name, gives, meaning, Get::Zone(get))
    }

    /// A condition is open, as it is everywhere.
    const fn new(name: &'static str, gives: Gives, meaning: &'static str, get: Get) -> Fact {
        Fact {
            name,
            meaning,
            gives,
            optional: false,
            open: matches!(gives, Gives::Scalar(Scalar::Bool)),
            get,
        }
    }

    /// The same, but it may be absent.
    pub(super) const fn or_absent(self) -> Fact {
        Fact {
            optional: true,
            ..self
        }
    }

    /// The same, but it may be shown although the number is private.
    pub(super) const fn open(self) -> Fact {
        Fact { open: true, ..self }
    }

    /// What a text that was read says.
    pub fn of<'r>(&self, reading: &'r Reading) -> Value<'r> {
        match (self.get, reading) {
            (Get::Number(get), Reading::Number(number)) => get(number),
            (Get::Zone(get), Reading::Zone(zone)) => get(zone.as_deref()),
            // The checker gives each kind of reading its own facts.
            _ => Value::Missing,
        }
    }
}
