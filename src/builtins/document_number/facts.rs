//! What a document number can say of itself, and how rules ask for it.

use crate::builtins::reading::{Fact, Gives};
use crate::value::{Country, Date, Scalar, Value, Word};
use std::fmt;

/// What a document number says of itself. Its `Debug` shows none of it: the number may be private.
///
/// Where it is not well formed, it says nothing else but its shape and what it fits.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Number {
    /// Its shape is one that its type has or had; the dates in it exist and are not to come, unless its check
    /// digit is wrong, which says enough.
    pub well_formed: bool,
    /// Its check digit is right. None if it has no check digit.
    pub check_digit_ok: Option<bool>,
    /// The date of birth in it.
    pub birth_date: Option<Date>,
    /// Whether its holder is male.
    pub male: Option<bool>,
    /// Where its holder lives.
    pub region: Option<Country>,
    /// What its holder is a citizen of.
    pub nationality: Option<Country>,
    /// Whether the area in it is one that there is.
    pub area_known: Option<bool>,
    /// Whether its prefix or inner layout is one of those known.
    pub layout_known: Option<bool>,
    /// Whether it belongs to an edition of which none is valid any more.
    pub superseded: Option<bool>,
    /// Whether it belongs to an edition for one journey.
    pub single_use: Option<bool>,
    /// Whether it belongs to an ordinary passport.
    pub ordinary: Option<bool>,
    /// The number of today's form that took its place.
    pub upgraded: Option<Box<str>>,
    /// The type whose numbers look like this, where it is not well formed.
    pub fits: Option<Word>,
    /// The shape that its type has, in words.
    pub shape: &'static str,
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Number").finish_non_exhaustive()
    }
}

/// The facts, in the order in which they are listed.
pub const FACTS: &[Fact] = &[
    Fact::of_number(
        "well_formed",
        BOOL,
        "whether the number has a shape that its type has or had, and the dates in it exist and are not to come; about dates it says nothing where the check digit is wrong",
        |number| Value::Bool(number.well_formed),
    ),
    Fact::of_number(
        "check_digit_ok",
        BOOL,
        "whether its check digit is right; absent if it has none that can be checked",
        |number| bool(number.check_digit_ok),
    )
    .or_absent(),
    Fact::of_number(
        "birth_date",
        Gives::Scalar(Scalar::Date),
        "the date of birth in it",
        |number| number.birth_date.map_or(Value::Absent, Value::Date),
    )
    .or_absent(),
    Fact::of_number("male", BOOL, "whether it was given to a man", |number| {
        bool(number.male)
    })
    .or_absent(),
    Fact::of_number(
        "region",
        Gives::Scalar(Scalar::Country),
        "where its holder lives, if its prefix tells: `HK`, `MO` or `TW`",
        |number| country(number.region),
    )
    .or_absent(),
    Fact::of_number(
        "nationality",
        Gives::Scalar(Scalar::Country),
        "the country in it whose citizen the holder is",
        |number| country(number.nationality),
    )
    .or_absent(),
    Fact::of_number(
        "area_known",
        BOOL,
        "whether the province in it is one that there is; a reason to warn, as the number may be right all the same",
        |number| bool(number.area_known),
    )
    .or_absent(),
    Fact::of_number(
        "layout_known",
        BOOL,
        "whether its prefix or inner layout is one of those known; a reason to warn, as no list of them is complete",
        |number| bool(number.layout_known),
    )
    .or_absent(),
    Fact::of_number(
        "superseded",
        BOOL,
        "whether it belongs to an edition of which none is valid any more on the day of the evaluation",
        |number| bool(number.superseded),
    )
    .or_absent(),
    Fact::of_number(
        "single_use",
        BOOL,
        "whether it belongs to an edition for one journey",
        |number| bool(number.single_use),
    )
    .or_absent(),
    Fact::of_number(
        "ordinary",
        BOOL,
        "whether it belongs to an ordinary passport, not to a diplomatic, service or public affairs one",
        |number| bool(number.ordinary),
    )
    .or_absent(),
    Fact::of_number(
        "upgraded",
        Gives::Scalar(Scalar::Text),
        "the 18-place number that took the place of a 15-place one",
        |number| number.upgraded.as_deref().map_or(Value::Absent, Value::Text),
    )
    .or_absent(),
    Fact::of_number(
        "fits",
        Gives::Type,
        "where it is not well formed, the type of document whose number it looks like, if there is one; shown even if the number is private",
        |number| number.fits.map_or(Value::Absent, Value::Word),
    )
    .or_absent()
    .open(),
    Fact::of_number(
        "shape",
        Gives::Scalar(Scalar::Text),
        "the shape that numbers of its type have, in words; shown even if the number is private",
        |number| Value::Text(number.shape),
    )
    .open(),
];

const BOOL: Gives = Gives::Scalar(Scalar::Bool);

fn bool(value: Option<bool>) -> Value<'static> {
    value.map_or(Value::Absent, Value::Bool)
}

fn country(value: Option<Country>) -> Value<'static> {
    value.map_or(Value::Absent, Value::Country)
}
