//! Document numbers: one scheme a file, with its format, its check digit and what it encodes.
//!
//! In: the text as somebody typed it. Out: [`Facts`]. A scheme is named after the document type whose
//! numbers it reads.

mod cn_resident_id;

use crate::value::{Date, Scalar, Value};
use std::fmt;

/// How the numbers of one document type are read.
#[derive(Debug)]
pub struct Scheme {
    /// The document type's word.
    pub name: &'static str,
    /// What the document is.
    pub title: &'static str,
    /// The shape of a number, in words.
    pub shape: &'static str,
    /// The standard and clause.
    pub source: &'static str,
    /// Numbers with whether they are well formed and their check digit is right; each is run by a test.
    pub examples: &'static [NumberExample],
    /// The code. Takes the text as typed, normalises it itself.
    pub read: fn(&str) -> Facts,
}

/// A number and what its scheme says of it.
#[derive(Debug)]
pub struct NumberExample {
    /// A specimen or synthetic number.
    pub number: &'static str,
    /// Whether its shape is right.
    pub well_formed: bool,
    /// Whether its check digit is right, where there is one.
    pub check_digit_ok: Option<bool>,
}

/// What a document number says of itself. Its `Debug` shows none of it: the number may be private.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub struct Facts {
    /// Its shape is right; the dates in it exist.
    pub well_formed: bool,
    /// Its check digit is right. None if it is not well formed or has no check digit.
    pub check_digit_ok: Option<bool>,
    /// The date of birth in it.
    pub birth_date: Option<Date>,
}

/// One thing that a document number says of itself.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Fact {
    /// Its shape is right.
    WellFormed,
    /// Its check digit is right.
    CheckDigitOk,
    /// The date of birth in it.
    BirthDate,
}

impl Fact {
    /// All of them.
    pub const ALL: &[Fact] = &[Fact::WellFormed, Fact::CheckDigitOk, Fact::BirthDate];

    /// Its name in rule files, after the dot.
    pub fn name(self) -> &'static str {
        match self {
            Fact::WellFormed => "well_formed",
            Fact::CheckDigitOk => "check_digit_ok",
            Fact::BirthDate => "birth_date",
        }
    }

    /// What it means.
    pub fn meaning(self) -> &'static str {
        match self {
            Fact::WellFormed => {
                "whether the number has the shape of its type and the dates in it exist"
            }
            Fact::CheckDigitOk => {
                "whether its check digit is right; absent if the number is not well formed or has none"
            }
            Fact::BirthDate => {
                "the date of birth in it; absent if it is not well formed or has none"
            }
        }
    }

    /// Its type.
    pub fn scalar(self) -> Scalar {
        match self {
            Fact::WellFormed | Fact::CheckDigitOk => Scalar::Bool,
            Fact::BirthDate => Scalar::Date,
        }
    }

    /// Whether it may be absent although a scheme has read the number.
    pub fn optional(self) -> bool {
        !matches!(self, Fact::WellFormed)
    }
}

impl fmt::Debug for Facts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Facts").finish_non_exhaustive()
    }
}

impl Facts {
    /// One of them as a value.
    pub fn get(&self, fact: Fact) -> Value<'static> {
        match fact {
            Fact::WellFormed => Value::Bool(self.well_formed),
            Fact::CheckDigitOk => self.check_digit_ok.map_or(Value::Absent, Value::Bool),
            Fact::BirthDate => self.birth_date.map_or(Value::Absent, Value::Date),
        }
    }
}

/// All schemes.
pub const SCHEMES: &[&Scheme] = &[&cn_resident_id::SCHEME, &cn_resident_id::TEMPORARY];

/// The scheme of a document type.
pub fn scheme(name: &str) -> Option<&'static Scheme> {
    SCHEMES.iter().copied().find(|scheme| scheme.name == name)
}
