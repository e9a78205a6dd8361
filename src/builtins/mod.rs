//! Functions and document-number schemes: name, signature, meaning, source, examples and code in one place.
//!
//! Pure functions of values. Adding one touches the file of its family and, for a scheme, one line here.

pub mod document_number;
pub mod mrz;
mod names;
mod numbers;
mod operators;
mod printed_date;
mod reading;

pub use document_number::{Number, Scheme};
pub use operators::{OPERATORS, Operator};
pub use reading::{Fact, Gives, Kind, Reading};

use crate::value::{Scalar, Value};

/// A built-in function.
#[derive(Debug)]
pub struct Function {
    /// Its name.
    pub name: &'static str,
    /// Its parameters.
    pub parameters: &'static [Parameter],
    /// What it yields.
    pub result: Scalar,
    /// Whether it may yield nothing: then it is absent.
    pub optional: bool,
    /// Whether what it yields may be shown although an argument is private. So may every condition.
    pub open: bool,
    /// What it means, in a sentence or two.
    pub meaning: &'static str,
    /// The standard, law or reason behind it.
    pub source: &'static str,
    /// Calls with what they yield; each is run by a test.
    pub examples: &'static [Example],
    /// The code. Called with as many values as there are parameters, none of them missing or absent.
    pub call: fn(&[Value<'_>]) -> Value<'static>,
}

/// A parameter of a [`Function`].
#[derive(Debug)]
pub struct Parameter {
    /// Its name in the signature.
    pub name: &'static str,
    /// The type it takes.
    pub scalar: Scalar,
}

/// A call as it would stand in a rule, and what it yields.
#[derive(Debug)]
pub struct Example {
    /// The call.
    pub call: &'static str,
    /// What it yields, as a message would show it.
    pub yields: &'static str,
}

/// All functions, family by family.
pub fn functions() -> impl Iterator<Item = &'static Function> {
    [
        names::FUNCTIONS,
        numbers::FUNCTIONS,
        printed_date::FUNCTIONS,
    ]
    .into_iter()
    .flatten()
}

/// The function of a name.
pub fn function(name: &str) -> Option<&'static Function> {
    functions().find(|function| function.name == name)
}
