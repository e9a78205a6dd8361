//! Tables as written, and what becomes of them.

use crate::compile::fixtures::{kind, sound, told};
use crate::program::{Cells, Table, Type};
use crate::value::{EnumId, Scalar};

/// A whole set around the lines of a table.
fn set(head: &str, lines: &[&str]) -> String {
    let rows: String = lines.iter().map(|line| format!("| {line} |\n")).collect();
    format!(
        "enum Kind {{ card, passport, pass, other }}
        enum Colour {{ red, other }}
        record submission {{ region: country, document: {{ type: Kind }}, colour: Colour }}
        table {head} {{\n{rows}}}
        ruleset all {{ rule one {{ reject when region == HK because \"x\" final }} }}
        policy p {{ applies when region == CN use all }}"
    )
}

fn faults(keys: &str, lines: &[&str]) -> Vec<String> {
    told(&set(&format!("acceptance by {keys}"), lines))
}

fn built(head: &str, lines: &[&str]) -> Table {
    sound(&set(head, lines)).tables.remove(0)
}

const BOTH: &str = "region, document.type";
const HEADER: &str = "region | type | result";

#[test]
fn a_sound_table_is_taken_over() {
    let lines = [
        HEADER,
        "CN | card, passport | accept",
        "HK | any | review",
        "otherwise | reject",
    ];
    let table = built("acceptance by region, document.type", &lines);
    assert_eq!(table.ty, Type::Scalar(Scalar::Enum(EnumId::DECISION)));
    assert_eq!(table.keys.len(), 2);
    let read = |key: &crate::program::Key| key.value.is_some() && !key.optional;
    assert!(table.keys.iter().all(read));
    assert_eq!(table.rows[1].cells.as_ref().unwrap()[1], Cells::Any);
    assert!(table.rows[2].cells.is_none());
}

#[test]
fn what_is_looked_up_by_a_private_value_is_private_whatever_it_is() {
    let is_private = |mark: &str| {
        let text = format!(
            "record submission {{ region: country, name: text{mark} }}
            table listed by name {{\n| name | result |\n| \"A\" | true |\n| otherwise | false |\n}}
            table named by given: text {{\n| given | result |\n| any | true |\n}}
            let own = listed
            let other = named(name)
            ruleset all {{ rule one {{ reject when own and other because \"x\" final }} }}
            policy p {{ applies when region == CN use all }}"
        );
        sound(&text)
            .lets
            .iter()
            .map(|each| each.value.private)
            .collect::<Vec<_>>()
    };
    assert_eq!(is_private(" private"), [true, true]);
    assert_eq!(is_private(""), [false, false]);
}

#[test]
fn arguments_get_their_types_from_the_cells() {
    let lines = [
        "type | age | years",
        "card | 16 .. 25 | 10",
        "card | 26 .. | 20",
        "otherwise | absent",
    ];
    let table = built("term by type, age", &lines);
    assert_eq!(table.keys[0].scalar, Scalar::Enum(EnumId(1)));
    assert_eq!(table.keys[1].scalar, Scalar::Integer);
    assert!(table.keys[1].optional && table.keys[1].value.is_none());
    assert!(table.optional);
    assert_eq!(table.ty, Type::Scalar(Scalar::Integer));
}

#[test]
fn a_written_type_is_not_inferred() {
    let lines = ["age | result", ".. 1 | [card, pass]", "otherwise | []"];
    let table = built("kinds by age: number", &lines);
    assert_eq!(table.keys[0].scalar, Scalar::Number);
    assert_eq!(table.ty, Type::List(Scalar::Enum(EnumId(1))));
    assert_eq!(
        table.rows[0].result,
        crate::value::Constant::List([kind(0), kind(2)].into())
    );
}

#[test]
fn the_header_names_the_keys_in_order() {
    assert_eq!(
        faults(BOTH, &["type | region | result", "otherwise | reject"]),
        ["E0503 the column `type` stands where the key `region` is expected"]
    );
    let short =
        "E0503 the header names 2 columns where 3 are expected: one for each key, and the result";
    let whole = ["region | type", "CN | card | accept", "otherwise | reject"];
    assert_eq!(faults(BOTH, &whole), [short]);
    let all_short = ["region | type", "CN | accept", "otherwise | reject"];
    assert_eq!(faults(BOTH, &all_short), [short]);
}

#[test]
fn cells_that_make_no_sense() {
    for (row, message) in [
        (
            "any, CN | card | accept",
            "E0101 expected the end, found `,`",
        ),
        ("absent | card | accept", "E0316 `region` is never absent"),
        (
            "CN .. HK | card | accept",
            "E0308 `region` is of type `country`, which has no order",
        ),
    ] {
        assert_eq!(
            faults(BOTH, &[HEADER, row, "otherwise | reject"]),
            [message]
        );
    }
    let backwards = ["age | result", "25 .. 16 | accept", "otherwise | reject"];
    assert_eq!(
        faults("age", &backwards),
        ["E0306 this range ends before it starts"]
    );
}

#[test]
fn each_row_that_meets_an_earlier_one_is_told_once() {
    let lines = [
        HEADER,
        "CN, HK | card | accept",
        "HK | any | review",
        "HK | card | reject",
    ];
    assert_eq!(
        faults(BOTH, &lines),
        [
            "E0502 no row of `acceptance` matches region = AD, type = card",
            "E0501 two rows of `acceptance` match region = HK, type = card",
            "E0501 two rows of `acceptance` match region = HK, type = card",
        ]
    );
}

#[test]
fn rows_without_use_are_warned_about_and_kept() {
    let lines = [
        HEADER,
        "any | card, card | accept",
        "any | passport, pass, other | reject",
        "otherwise | review",
    ];
    assert_eq!(
        faults(BOTH, &lines),
        [
            "E0504 the 2nd value of `type` in this row adds nothing to the ones before it",
            "E0504 the other rows leave nothing for `otherwise`",
        ]
    );
}

#[test]
fn words_tell_the_type_of_their_column() {
    assert_eq!(
        faults(
            "key",
            &["key | result", "other | accept", "otherwise | reject"]
        ),
        ["E0208 the column `key` could be of `Kind` or `Colour`"]
    );
    assert_eq!(
        faults(
            "key",
            &[
                "key | result",
                "card, pasport | accept",
                "otherwise | reject"
            ]
        ),
        ["E0203 `pasport` is no word of `Kind`, as the others in the column `key` are"]
    );
    assert_eq!(
        faults("key", &["key | result", "otherwise | accept"]),
        ["E0208 nothing says what the column `key` holds"]
    );
}
