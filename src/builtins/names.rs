//! Names and numbers that two people write differently and mean the same, and what a difference is like.

use super::mrz::Name;
use super::{Example, Function, Parameter};
use crate::value::{
    Scalar, Value, abbreviated_or_reordered_name, hidden_characters, lookalike_name, mixed_scripts,
    same_name, same_number, variant_name,
};

pub(super) const TWO_TEXTS: &[Parameter] = &[text("a"), text("b")];
const ONE_NAME: &[Parameter] = &[text("name")];

pub(super) const fn text(name: &'static str) -> Parameter {
    Parameter {
        name,
        scalar: Scalar::Text,
    }
}

/// A call that yields `true`.
const fn yes(call: &'static str) -> Example {
    Example {
        call,
        yields: "true",
    }
}

/// A call that yields `false`.
const fn no(call: &'static str) -> Example {
    Example {
        call,
        yields: "false",
    }
}

pub(super) const FUNCTIONS: &[Function] = &[
    Function {
        name: "same_name",
        parameters: TWO_TEXTS,
        result: Scalar::Bool,
        optional: false,
        open: true,
        meaning: "Whether two names are the same but for width, case, spacing and hidden characters.",
        source: "Unicode Standard Annex 15, NFKC",
        examples: &[
            yes("same_name(\"ＷＡＮＧ  XIAOMING\", \"Wang Xiaoming\")"),
            no("same_name(\"王小明\", \"王小朋\")"),
        ],
        call: |arguments| compare(arguments, same_name),
    },
    Function {
        name: "abbreviated_or_reordered_name",
        parameters: TWO_TEXTS,
        result: Scalar::Bool,
        optional: false,
        open: true,
        meaning: "Whether two names are not the same, but one is made of initials, a part or a reordering of the \
                  other. Of a Chinese name, a part is two characters or more.",
        source: "what people enter instead of the whole name; no standard",
        examples: &[
            yes("abbreviated_or_reordered_name(\"J. A. Smith\", \"JOHN ALEXANDER SMITH\")"),
            yes("abbreviated_or_reordered_name(\"XIAO MING WANG\", \"WANG XIAOMING\")"),
            yes("abbreviated_or_reordered_name(\"王明\", \"王小明\")"),
            no("abbreviated_or_reordered_name(\"王小朋\", \"王小明\")"),
            no("abbreviated_or_reordered_name(\"JON SMITH\", \"JOHN SMITH\")"),
        ],
        call: |arguments| compare(arguments, abbreviated_or_reordered_name),
    },
    Function {
        name: "variant_name",
        parameters: TWO_TEXTS,
        result: Scalar::Bool,
        optional: false,
        open: true,
        meaning: "Whether two names are not the same, but would be if traditional, simplified and variant forms of \
                  Chinese characters were one.",
        source: "Unicode Standard Annex 38, Unicode Han database 15.0: kSimplifiedVariant, kTraditionalVariant, \
                 kSemanticVariant, kZVariant",
        examples: &[
            yes("variant_name(\"刘晓峰\", \"劉曉峯\")"),
            no("variant_name(\"王發\", \"王髮\")"),
            no("variant_name(\"王小明\", \"王小朋\")"),
        ],
        call: |arguments| compare(arguments, variant_name),
    },
    Function {
        name: "lookalike_name",
        parameters: TWO_TEXTS,
        result: Scalar::Bool,
        optional: false,
        open: true,
        meaning: "Whether two names are not the same but look alike, as with a Cyrillic letter among Latin ones, or \
                  a digit for a letter.",
        source: "Unicode Technical Standard 39, section 4, skeletons",
        examples: &[
            yes("lookalike_name(\"РAUL\", \"PAUL\")"),
            yes("lookalike_name(\"B0B\", \"BOB\")"),
            no("lookalike_name(\"PAULA\", \"PAUL\")"),
        ],
        call: |arguments| compare(arguments, lookalike_name),
    },
    Function {
        name: "hidden_characters",
        parameters: ONE_NAME,
        result: Scalar::Bool,
        optional: false,
        open: true,
        meaning: "Whether a name holds characters that nobody sees: controls, marks of direction, joiners, fillers. \
                  A selector of the variant of a Chinese or Mongolian character is none of them.",
        source: "Unicode Standard Annex 44, Default_Ignorable_Code_Point",
        examples: &[
            yes("hidden_characters(\"王\\u{200B}小明\")"),
            no("hidden_characters(\"葛\\u{E0100}小明\")"),
        ],
        call: |arguments| ask(arguments, hidden_characters),
    },
    Function {
        name: "mixed_scripts",
        parameters: ONE_NAME,
        result: Scalar::Bool,
        optional: false,
        open: true,
        meaning: "Whether a name mixes scripts that are not written together, as Latin and Cyrillic. Chinese, \
                  Japanese and Korean may stand beside Latin letters.",
        source: "Unicode Technical Standard 39, section 5.2, more than \"highly restrictive\"",
        examples: &[
            yes("mixed_scripts(\"РAUL\")"),
            no("mixed_scripts(\"王小明 PAUL\")"),
        ],
        call: |arguments| ask(arguments, mixed_scripts),
    },
    Function {
        name: "same_latin_name",
        parameters: &[text("printed"), text("zone")],
        result: Scalar::Bool,
        optional: false,
        open: true,
        meaning: "Whether a name printed in Latin letters is the name in a machine-readable zone, the surname first or last. Letters with marks may stand in each spelling that the standard recommends; a name that fills its field may be cut.",
        source: "ICAO Doc 9303-3, section 6 A; parts 4 to 6, 4.2.3",
        examples: &[
            yes("same_latin_name(\"Jürgen Müller\", \"MUELLER<<JUERGEN<<<<\")"),
            no("same_latin_name(\"Jan Müller\", \"MUELLER<<JUERGEN<<<<\")"),
        ],
        call: |arguments| {
            compare(arguments, |printed, zone| {
                Name::read(zone).is_some_and(|name| name.is(printed))
            })
        },
    },
    Function {
        name: "same_number",
        parameters: TWO_TEXTS,
        result: Scalar::Bool,
        optional: false,
        open: true,
        meaning: "Whether two document numbers are the same but for width, case, spaces, hyphens, brackets and slashes.",
        source: "Unicode Standard Annex 15, NFKC",
        examples: &[
            yes("same_number(\"11010519491231002x\", \"110105 19491231 002X\")"),
            yes("same_number(\"A123456（3）\", \"A1234563\")"),
            no("same_number(\"E12345671\", \"E12345677\")"),
        ],
        call: |arguments| compare(arguments, same_number),
    },
];

fn compare(arguments: &[Value<'_>], same: fn(&str, &str) -> bool) -> Value<'static> {
    match arguments {
        [Value::Text(a), Value::Text(b)] => Value::Bool(same(a, b)),
        _ => Value::Missing,
    }
}

fn ask(arguments: &[Value<'_>], holds: fn(&str) -> bool) -> Value<'static> {
    match arguments {
        [Value::Text(text)] => Value::Bool(holds(text)),
        _ => Value::Missing,
    }
}
