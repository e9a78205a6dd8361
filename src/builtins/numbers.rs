//! Two document numbers held against each other: where they differ, and whether that is an easy mistake.

use super::names::TWO_TEXTS;
use super::{Example, Function};
use crate::value::{Decimal, Scalar, Value, normalise_number};

/// Pairs that people take for each other, in capital letters. Digits: one stroke more or less, or a loop open
/// or closed. A letter and a digit, or two letters: one outline (`L` stands for the small `l`, too).
const CONFUSED: [(char, char); 14] = [
    ('1', '7'),
    ('3', '8'),
    ('4', '9'),
    ('5', '6'),
    ('6', '8'),
    ('0', 'O'),
    ('0', 'D'),
    ('0', 'Q'),
    ('1', 'I'),
    ('1', 'L'),
    ('I', 'L'),
    ('2', 'Z'),
    ('5', 'S'),
    ('8', 'B'),
];

pub(super) const FUNCTIONS: &[Function] = &[
    Function {
        name: "first_difference",
        parameters: TWO_TEXTS,
        result: Scalar::Integer,
        optional: true,
        open: true,
        meaning: "The first place, counted from 1, at which two document numbers differ, spaces, hyphens, brackets and slashes left out; absent if they are the same. Shown even if the numbers are private: it is a place, not a digit.",
        source: "Unicode Standard Annex 15, NFKC",
        examples: &[
            Example {
                call: "first_difference(\"11010519491231002X\", \"110105 19491237 002X\")",
                yields: "14",
            },
            Example {
                call: "first_difference(\"A123456(3)\", \"a1234563\")",
                yields: "absent",
            },
        ],
        call: |arguments| match arguments {
            [Value::Text(a), Value::Text(b)] => first_difference(a, b)
                .map_or(Value::Absent, |place| Value::Number(Decimal::from(place))),
            _ => Value::Missing,
        },
    },
    Function {
        name: "confusable_digits",
        parameters: TWO_TEXTS,
        result: Scalar::Bool,
        optional: false,
        open: true,
        meaning: "Whether two document numbers are equally long and differ, and only in pairs that people take for each other: 1 and 7, 3 and 8, 4 and 9, 5 and 6, 6 and 8, or a digit and a letter that look alike, such as 0 and O, 1 and I, 8 and B.",
        source: "RFC 4648, 3.4 and 6, for letters and digits of one outline; between digits, those that one stroke or the closing of a loop turns into each other",
        examples: &[
            Example {
                call: "confusable_digits(\"H12345678\", \"H72345676\")",
                yields: "true",
            },
            Example {
                call: "confusable_digits(\"H12345678\", \"H12345679\")",
                yields: "false",
            },
            Example {
                call: "confusable_digits(\"H12345678\", \"H12345678\")",
                yields: "false",
            },
        ],
        call: |arguments| match arguments {
            [Value::Text(a), Value::Text(b)] => Value::Bool(confusable(a, b)),
            _ => Value::Missing,
        },
    },
];

fn first_difference(a: &str, b: &str) -> Option<usize> {
    let (a, b) = (normalise_number(a), normalise_number(b));
    let same = a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count();
    (a != b).then_some(same + 1)
}

fn confusable(a: &str, b: &str) -> bool {
    let (a, b) = (normalise_number(a), normalise_number(b));
    let mut differing = a.chars().zip(b.chars()).filter(|(a, b)| a != b);
    let known = |(a, b)| CONFUSED.contains(&(a, b)) || CONFUSED.contains(&(b, a));
    a != b && a.chars().count() == b.chars().count() && differing.all(known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_difference_is_a_place_in_the_number_without_separators() {
        let cases = [
            ("", "", None),
            ("", "1", Some(1)),
            ("12", "1", Some(2)),
            ("1/234567/8", "12345678", None),
            ("Ａ12-3", "a123", None),
            ("A12 34", "A1243", Some(4)),
        ];
        for (a, b, place) in cases {
            assert_eq!(first_difference(a, b), place, "{a} {b}");
            assert_eq!(first_difference(b, a), place, "{b} {a}");
        }
    }

    #[test]
    fn numbers_are_confused_only_if_each_pair_that_differs_is() {
        for (a, b, confused) in [
            ("1", "7", true),
            ("16", "78", true),
            ("A0", "AO", true),
            ("l1", "11", true),
            ("13", "14", false),
            ("17", "72", false),
            ("1", "77", false),
            ("", "", false),
        ] {
            assert_eq!(confusable(a, b), confused, "{a} {b}");
            assert_eq!(confusable(b, a), confused, "{b} {a}");
        }
    }
}
