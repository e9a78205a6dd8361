//! Names and numbers that two people write differently and mean the same.

use super::{Example, Function, Parameter};
use crate::value::{Scalar, Value, same_name, same_number};

pub(super) const TWO_TEXTS: &[Parameter] = &[
    Parameter {
        name: "a",
        scalar: Scalar::Text,
    },
    Parameter {
        name: "b",
        scalar: Scalar::Text,
    },
];

pub(super) const FUNCTIONS: &[Function] = &[
    Function {
        name: "same_name",
        parameters: TWO_TEXTS,
        result: Scalar::Bool,
        optional: false,
        open: true,
        meaning: "Whether two names are the same but for width, case, spacing and variant forms.",
        source: "Unicode Standard Annex 15, NFKC",
        examples: &[
            Example {
                call: "same_name(\"ＷＡＮＧ  XIAOMING\", \"Wang Xiaoming\")",
                yields: "true",
            },
            Example {
                call: "same_name(\"王小明\", \"王小朋\")",
                yields: "false",
            },
        ],
        call: |arguments| compare(arguments, same_name),
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
            Example {
                call: "same_number(\"11010519491231002x\", \"110105 19491231 002X\")",
                yields: "true",
            },
            Example {
                call: "same_number(\"A123456（3）\", \"A1234563\")",
                yields: "true",
            },
            Example {
                call: "same_number(\"E12345671\", \"E12345677\")",
                yields: "false",
            },
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
