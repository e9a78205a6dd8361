//! Tables built by hand, and what is said about them.

use super::build_table;
use crate::compile::fixtures::written::{TestChecks, name, path, program, shown, written};
use crate::compile::fixtures::{KIND, schema, span};
use crate::program::{Cells, Table, Type};
use crate::syntax::ast;
use crate::value::{EnumId, Scalar};

/// `CN, HK`, `any`, `16 .. 25`, `.. 15`
fn cell(text: &str) -> ast::TableCell {
    let alternatives = text.split(", ").map(|text| match text.split_once("..") {
        Some((least, most)) => {
            let end = |text: &str| (!text.trim().is_empty()).then(|| written(text.trim()));
            ast::CellPattern::Range {
                least: end(least),
                most: end(most),
                span: span(),
            }
        }
        None if text == "any" => ast::CellPattern::Any(span()),
        None => ast::CellPattern::Value(written(text)),
    });
    ast::TableCell {
        alternatives: alternatives.collect(),
        span: span(),
    }
}

fn row(text: &str) -> ast::TableRow {
    let mut cells: Vec<&str> = text.split('|').map(str::trim).collect();
    let result = written(cells.pop().unwrap());
    let cells = match cells.as_slice() {
        ["otherwise"] => None,
        cells => Some(cells.iter().map(|text| cell(text)).collect()),
    };
    ast::TableRow {
        cells,
        result,
        span: name(text).span,
    }
}

/// A table from its lines: the keys, the header, the rows.
fn declared(keys: &str, header: &str, rows: &[&str]) -> ast::Table {
    let keys = keys.split(", ").map(|key| {
        let (key, ty) = match key.split_once(": ") {
            Some((key, ty)) => (key, Some(ty)),
            None => (key, None),
        };
        let ty = ty.map(|ty| ast::TypeExpr {
            kind: ast::TypeKind::Named(name(ty)),
            span: span(),
        });
        ast::TableKey {
            path: path(key),
            ty,
        }
    });
    ast::Table {
        name: name("acceptance"),
        result: None,
        keys: keys.collect(),
        header: header.split(" | ").map(name).collect(),
        rows: rows.iter().map(|text| row(text)).collect(),
        span: span(),
    }
}

fn checks() -> TestChecks {
    TestChecks::new(program(schema(&[
        ("account.region", Scalar::Country),
        ("document.type", Scalar::Enum(KIND)),
    ])))
}

fn build(keys: &str, header: &str, rows: &[&str]) -> (Option<Table>, TestChecks) {
    let mut checks = checks();
    let table = build_table(&mut checks, &declared(keys, header, rows));
    (table, checks)
}

fn faults(keys: &str, header: &str, rows: &[&str]) -> Vec<String> {
    build(keys, header, rows).1.told()
}

const BOTH: &str = "account.region, document.type";
const HEADER: &str = "region | type | result";

#[test]
fn a_sound_table_is_taken_over() {
    let rows = [
        "CN | card, passport | accept",
        "HK | any | review",
        "otherwise | reject",
    ];
    let (table, checks) = build(BOTH, HEADER, &rows);
    assert_eq!(checks.told(), [""; 0]);
    let table = table.unwrap();
    assert_eq!(table.ty, Type::Scalar(Scalar::Enum(EnumId::DECISION)));
    assert_eq!(table.keys.len(), 2);
    assert!(
        table
            .keys
            .iter()
            .all(|key| key.value.is_some() && !key.optional)
    );
    assert_eq!(table.rows[1].cells.as_ref().unwrap()[1], Cells::Any);
    assert!(table.rows[2].cells.is_none());
    assert_eq!(shown(&checks.program, &table.rows[0].result), "accept");
}

#[test]
fn arguments_get_their_types_from_the_cells() {
    let rows = [
        "card | 16 .. 25 | 10",
        "card | 26 .. | 20",
        "otherwise | absent",
    ];
    let (table, checks) = build("type, age", "type | age | years", &rows);
    assert_eq!(checks.told(), [""; 0]);
    let table = table.unwrap();
    assert_eq!(table.keys[0].scalar, Scalar::Enum(KIND));
    assert_eq!(table.keys[1].scalar, Scalar::Integer);
    assert!(table.keys[1].optional && table.keys[1].value.is_none());
    assert!(table.optional);
    assert_eq!(table.ty, Type::Scalar(Scalar::Integer));
}

#[test]
fn a_written_type_is_not_inferred() {
    let rows = [".. 1 | [card, pass]", "otherwise | []"];
    let (table, checks) = build("age: number", "age | result", &rows);
    assert_eq!(checks.told(), [""; 0]);
    let table = table.unwrap();
    assert_eq!(table.keys[0].scalar, Scalar::Number);
    assert_eq!(table.ty, Type::List(Scalar::Enum(KIND)));
}

#[test]
fn the_header_names_the_keys_in_order() {
    let rows = ["otherwise | reject"];
    let swapped = build(BOTH, "type | region | result", &rows).1;
    assert_eq!(
        swapped.told(),
        ["E0503 the column `type` stands where the key `region` is expected"]
    );
    let hint = swapped.faults[0].hint.as_deref();
    assert_eq!(hint, Some("Write `| region | type | result |`."));
    let short =
        "E0503 the header names 2 columns where 3 are expected: one for each key, and the result";
    assert_eq!(faults(BOTH, "region | type", &rows), [short]);
}

#[test]
fn rows_have_their_shape() {
    let short = ["CN | accept", "otherwise | reject"];
    let message = "E0119 the row has 1 cells before its result where 2 are expected";
    assert_eq!(faults(BOTH, HEADER, &short), [message]);
    let early = ["otherwise | reject", "CN | any | accept"];
    let message = "E0316 the row `otherwise` is not the last one";
    assert_eq!(faults(BOTH, HEADER, &early), [message]);
    let twice = [
        "CN | any | accept",
        "otherwise | review",
        "otherwise | reject",
    ];
    let told = faults(BOTH, HEADER, &twice);
    assert!(
        told.contains(&"E0116 a second row `otherwise`".to_owned()),
        "{told:?}"
    );
}

#[test]
fn cells_that_make_no_sense() {
    let any = ["any, CN | card | accept", "otherwise | reject"];
    assert_eq!(
        faults(BOTH, HEADER, &any),
        ["E0316 `any` stands beside other values"]
    );
    let absent = ["absent | card | accept", "otherwise | reject"];
    assert_eq!(
        faults(BOTH, HEADER, &absent),
        ["E0316 `region` is never absent"]
    );
    let range = ["CN .. HK | card | accept", "otherwise | reject"];
    let message = "E0308 `region` is of type `country`, which has no order";
    assert_eq!(faults(BOTH, HEADER, &range), [message]);
}

#[test]
fn rows_that_overlap_and_rows_that_are_missing() {
    let rows = [
        "CN, HK | card | accept",
        "HK | any | review",
        "HK | card | reject",
    ];
    let (table, checks) = build(BOTH, HEADER, &rows);
    assert!(table.is_none());
    assert_eq!(
        checks.told(),
        [
            "E0501 two rows of `acceptance` match region = HK, type = card",
            "E0501 two rows of `acceptance` match region = HK, type = card",
            "E0502 no row of `acceptance` matches region = AD, type = card",
        ]
    );
    assert_eq!(checks.faults[0].primary.span, name(rows[1]).span);
    assert_eq!(checks.faults[0].secondary[0].span, name(rows[0]).span);
}

#[test]
fn rows_without_use_are_warned_about_and_kept() {
    let rows = [
        "any | card, card | accept",
        "any | passport, pass, other | reject",
        "otherwise | review",
    ];
    let (table, checks) = build(BOTH, HEADER, &rows);
    assert!(table.is_some());
    assert_eq!(
        checks.told(),
        [
            "E0504 the 2nd value of `type` in this row adds nothing to the ones before it",
            "E0504 the other rows leave nothing for `otherwise`",
        ]
    );
}

#[test]
fn words_that_several_enums_have_need_a_type() {
    let mut checks = checks();
    checks.program.schema.enums[1].words.push("accept".into());
    let table = declared(BOTH, HEADER, &["otherwise | accept"]);
    assert!(build_table(&mut checks, &table).is_none());
    let message = "E0208 the result of `acceptance` could be of `Decision` or `Kind`";
    assert_eq!(checks.told(), [message]);
    assert_eq!(
        checks.faults[0].hint.as_deref(),
        Some("Write its type: `table acceptance: Decision by`.")
    );
}

#[test]
fn words_that_no_enum_has() {
    let (_, checks) = build(
        "kind",
        "kind | result",
        &["card, pasport | accept", "otherwise | reject"],
    );
    let message = "E0203 `pasport` is no word of `Kind`, as the others in the column `kind` are";
    assert_eq!(checks.told(), [message]);
    assert_eq!(
        checks.faults[0].hint.as_deref(),
        Some("Did you mean `passport`?")
    );
    let nothing = faults("kind", "kind | result", &["otherwise | accept"]);
    assert_eq!(nothing, ["E0208 nothing says what the column `kind` holds"]);
}
