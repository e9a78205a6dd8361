//! CSV as input: columns are fields, an empty cell is absent, and what a spreadsheet damages is named.

use crate::support::Admit;
use serde_json::{Value, json};

const RULES: &str = r#"
enum Side { front, back }
record application {
  id:           text
  submitted_at: instant
  region:       country
  vip:          bool?
  document: { number: text private, expires_on: date, pages: integer 1 .. 100 ? }
  address: { street: text?, town: text }?
  tags:   list of text
  images: list of { side: Side, glare: percent }
}
ruleset photos for each image in images {
  rule glare { reject when image.glare > 5% because "Glare." fix "Again." }
}
ruleset all {
  rule expired { reject when document.expires_on < today because "Expired." fix "Renew." }
  rule vip { review when vip is present and vip because "A guest." fix "Wait." }
  rule tagged { review when "odd" in tags because "Odd." fix "Wait." }
  rule pages { review when document.pages is present and document.pages > 50 because "Thick." fix "Wait." }
  rule number { reject when document.number == "" because "No number." fix "Give it." }
  rule town { review when address is present and address.town == "Nowhere" because "Where?" fix "Wait." }
}
policy everyone { title "Everyone" applies when region == CN version "1" use photos, all }
"#;

const HEADER: &str = "id,submitted_at,region,document.number,document.expires_on,vip,document.pages,address.town,tags,images";
const SOUND: &str = "a,2026-11-22T10:00:00+08:00,CN,110,2030-01-01,,,,[],[]";

fn eval(csv: impl AsRef<[u8]>, args: &str) -> (Vec<Value>, String) {
    let admit = Admit::new()
        .file("rules/rules.admit", RULES)
        .file("in.csv", csv);
    let run = admit
        .args(&format!("eval --format ndjson {args} in.csv"))
        .run();
    (run.ndjson(), run.stderr)
}

/// The decision and its codes, or the line, path and code of a fault.
fn shown(row: &Value) -> String {
    match row.get("error") {
        Some(error) => format!(
            "line {}: {} {}",
            row["line"],
            error["path"].as_str().unwrap(),
            error["code"].as_str().unwrap()
        ),
        None => {
            let reasons = row["reasons"].as_array().unwrap().iter();
            let codes: Vec<&str> = reasons
                .map(|reason| reason["code"].as_str().unwrap())
                .collect();
            format!("{} {}", row["decision"].as_str().unwrap(), codes.join(" "))
        }
    }
}

#[track_caller]
fn one(row: &str) -> String {
    let (rows, said) = eval(format!("{HEADER}\n{row}\n"), "");
    assert_eq!(rows.len(), 1, "{rows:#?} {said}");
    shown(&rows[0])
}

#[test]
fn a_row_means_what_the_same_record_means_as_json() {
    assert_eq!(one(SOUND), "accept ");
    let row = r#"a,2026-11-22T10:00:00+08:00,CN,"1,""10",2020-01-01,TRUE,51,Nowhere,"[""odd""]","[{""side"": ""front"", ""glare"": 0.12}]""#;
    assert_eq!(one(row), "reject glare expired vip tagged pages town");
    // An empty cell is absent, and what may not be absent is missing.
    assert_eq!(
        one("a,2026-11-22T10:00:00+08:00,CN,110,,,,,[],[]"),
        "incomplete "
    );
    // A record inside the record lacks what its cells lack; one that may be absent is absent without any.
    let text = "id,submitted_at,region,document.number,address.town,images,tags\na,2026-11-22T10:00:00Z,CN,,,[],[]\n";
    let (rows, _) = eval(text, "");
    let missing: Vec<&str> = rows[0]["missing"]
        .as_array()
        .unwrap()
        .iter()
        .map(|each| each["field"].as_str().unwrap())
        .collect();
    assert_eq!(missing, ["document.number", "document.expires_on"]);
}

#[test]
fn each_damaged_cell_is_named_with_its_line_and_field() {
    let table = [
        (3, "4.40308E+17", "document.number number_for_text"),
        (3, "4,4E+17", "document.number number_for_text"),
        (3, "1E+10", "document.number number_for_text"),
        (3, "1.2e5", "document.number number_for_text"),
        (4, "2030-02-30", "document.expires_on no_such_date"),
        (4, "01/02/2030", "document.expires_on date_format"),
        (4, "45000", "document.expires_on date_format"),
        (5, "yes", "vip wrong_kind"),
        (5, "1", "vip wrong_kind"),
        (6, "1e", "document.pages wrong_kind"),
        (6, "1 000", "document.pages wrong_kind"),
        (6, "5.5", "document.pages wrong_kind"),
        (6, "1}", "document.pages wrong_kind"),
        (6, "101", "document.pages out_of_range"),
        (2, "China", "region unknown_word"),
        (8, "odd", "tags wrong_kind"),
        (8, "[1]", "tags[0] number_for_text"),
        (8, "[\"\"odd\"\"", "tags syntax"),
        (8, "[] , []", "tags syntax"),
        (
            9,
            "[{\"\"side\"\": \"\"top\"\"}]",
            "images[0].side unknown_word",
        ),
    ];
    for (column, cell, expected) in table {
        let mut cells: Vec<String> = SOUND.split(',').map(str::to_owned).collect();
        cells[column] = format!("\"{cell}\"");
        assert_eq!(
            one(&cells.join(",")),
            format!("line 2: {expected}"),
            "{cell}"
        );
    }
    // A number that somebody was given may look like one.
    let (rows, _) = eval(
        format!("{HEADER}\n{}\n", SOUND.replace(",110,", ",12E34567,")),
        "",
    );
    assert_eq!(shown(&rows[0]), "accept ");
}

#[test]
fn a_row_with_a_fault_costs_no_other() {
    let ragged = SOUND.replace(",CN,", ",");
    let text = [
        HEADER,
        SOUND,
        &ragged,
        &format!("{SOUND},more"),
        &SOUND.replace("110", "1\"10"),
        &SOUND.replace("110", "\"1\"10"),
        "",
        &SOUND.replace("110", "\"1\n10\""),
        &SOUND.replace("110", "\"110"),
        SOUND,
    ];
    let (rows, _) = eval(text.join("\r\n"), "");
    let expected = [
        "accept ",
        "line 3:  syntax",
        "line 4:  syntax",
        "line 5: document.number syntax",
        "line 6: document.number syntax",
        "accept ",
        "line 10: document.number syntax",
        "accept ",
    ];
    assert_eq!(rows.iter().map(shown).collect::<Vec<_>>(), expected);

    let mut bytes = format!("{HEADER}\n{SOUND}\n{SOUND}\n").into_bytes();
    let at = bytes.windows(3).position(|bytes| bytes == b"110").unwrap();
    bytes[at] = 0xff;
    let (rows, _) = eval(bytes, "");
    assert_eq!(
        rows.iter().map(shown).collect::<Vec<_>>(),
        ["line 2: document.number not_utf8", "accept "]
    );
}

#[test]
fn a_header_with_a_fault_is_the_one_fault_of_its_file() {
    for (header, code, message) in [
        ("id,region,id", "duplicate_key", "twice, as column 1 and 3"),
        ("id, id ", "duplicate_key", "twice"),
        ("id,,region", "syntax", "column 2 of the header has no name"),
        ("1,2026-11-22,CN", "unknown_field", "it has to be a header"),
        ("id|region", "unknown_field", "commas, semicolons or tabs"),
        ("id,\"region", "syntax", "not closed"),
    ] {
        let (rows, _) = eval(format!("{header}\na,b,c\nd,e,f\n"), "");
        assert_eq!(rows.len(), 1, "{header}: {rows:#?}");
        let error = &rows[0]["error"];
        assert_eq!(
            (&rows[0]["line"], &error["code"]),
            (&json!(1), &json!(code)),
            "{error}"
        );
        assert!(
            error["message"].as_str().unwrap().contains(message),
            "{error}"
        );
    }
}

#[test]
fn unknown_columns_are_named_once_and_refused_if_asked_for() {
    let header = "id,submitted_at,region,document.numbr,tags,images,document";
    let row = "a,2026-11-22T10:00:00Z,CN,1,[],[],";
    let text = format!("{header}\n{}", format!("{row}\n").repeat(3));
    let (rows, said) = eval(&text, "--summary none");
    assert_eq!(rows.len(), 3);
    let notes: Vec<&str> = said.lines().skip(1).collect();
    assert_eq!(
        notes,
        [
            "note: in.csv: the schema has no field for the column `document.numbr`, which is not looked at; did you mean `document.number`?",
            "note: in.csv: the schema has no field for the column `document`, which is not looked at; did you mean `document.number`?",
        ]
    );
    let (rows, _) = eval(&text, "--strict");
    assert_eq!(rows.len(), 1);
    assert_eq!(shown(&rows[0]), "line 1: document.numbr unknown_field");
}

#[test]
fn marks_separators_and_line_ends_of_spreadsheets_are_understood() {
    for separator in [";", "\t", ","] {
        for end in ["\n", "\r\n"] {
            let lines = [HEADER, SOUND, SOUND].map(|line| line.replace(',', separator));
            let text = format!("\u{feff}{}", lines.join(end));
            let (rows, said) = eval(text, "");
            assert_eq!(
                rows.iter().map(shown).collect::<Vec<_>>(),
                ["accept ", "accept "],
                "{said}"
            );
        }
    }
    let wide: Vec<u8> = format!("\u{feff}{HEADER}\n")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let (rows, _) = eval(wide, "");
    assert_eq!(shown(&rows[0]), "line 1:  not_utf8");
}

#[test]
fn no_fault_of_a_cell_shows_what_is_private() {
    for cell in ["4.4E+99", "\"440", "4\"40", "\"440\"1"] {
        let (rows, said) = eval(format!("{HEADER}\n{}\n", SOUND.replace("110", cell)), "");
        let all = format!("{rows:?}{said}").replace("sha256", "");
        assert!(!all.contains("440") && !all.contains("4.4"), "{all}");
    }
}

#[test]
fn it_may_come_in_on_standard_input() {
    let text = format!("\u{feff}{HEADER}\n{SOUND}\n{SOUND},too,many\n");
    let named = eval(&text, "");
    let run = Admit::new()
        .file("rules/rules.admit", RULES)
        .args("eval --format ndjson -")
        .stdin(&text)
        .run();
    assert_eq!(run.ndjson(), named.0);
    assert_eq!(shown(&named.0[0]), "accept ");
    assert!(named.0[1].get("error").is_some());
}
