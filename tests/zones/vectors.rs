//! Every row of the vectors gives the expected answer.

use super::{date, today};
use admit::builtins::mrz::{Fault, Layout, Sex, Zone, read, read_exactly};
use admit::value::Date;
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize)]
struct Row {
    r#type: String,
    number: String,
    valid: bool,
    #[serde(default)]
    errors: Vec<String>,
    #[serde(default)]
    fields: BTreeMap<String, String>,
    today: Option<String>,
}

fn rows() -> Vec<Row> {
    let rows: Vec<Row> = serde_json::from_str(include_str!("../vectors/mrz.json")).unwrap();
    assert_eq!(rows.len(), 29);
    rows
}

impl Row {
    fn today(&self) -> Date {
        self.today.as_deref().map_or(today(), date)
    }

    fn read(&self) -> Result<Zone, Fault> {
        read_exactly(&self.number, self.today())
    }
}

#[test]
fn each_row_has_the_errors_it_should_have() {
    for row in rows() {
        let errors: Vec<&str> = match row.read() {
            Ok(zone) => zone.faults().map(Fault::name).collect(),
            Err(fault) => vec![fault.name()],
        };
        assert_eq!(errors, row.errors, "{}", row.number);
        assert_eq!(errors.is_empty(), row.valid, "{}", row.number);
    }
}

#[test]
fn each_row_has_the_layout_it_should_have() {
    for row in rows() {
        if let Ok(zone) = row.read() {
            let expected = match row.r#type.as_str() {
                "mrz_td1" => Layout::Td1,
                "mrz_td2" => Layout::Td2,
                "mrz_td3" => Layout::Td3,
                "mrz_cn_eep" => Layout::ExitEntryPermit,
                other => panic!("{other} is no layout"),
            };
            assert_eq!(zone.layout, expected, "{}", row.number);
        }
    }
}

#[test]
fn each_row_has_the_fields_it_should_have() {
    let mut compared = 0;
    for row in rows() {
        for (field, expected) in &row.fields {
            let zone = row.read().unwrap();
            assert_eq!(
                &value(&zone, field, expected),
                expected,
                "{field} of {}",
                row.number
            );
            compared += 1;
        }
    }
    assert_eq!(compared, 11);
}

/// A field, a date in the form that is expected: six digits or ISO.
fn value(zone: &Zone, field: &str, like: &str) -> String {
    let show = |date: Option<Date>| match date {
        None => String::new(),
        Some(date) if like.len() == 6 => date.to_string().replace('-', "")[2..].to_owned(),
        Some(date) => date.to_string(),
    };
    let name = zone.name.as_ref().unwrap();
    match field {
        "document_number" => zone.document_number.clone(),
        "nationality" => zone.nationality.unwrap().code().to_owned(),
        "birth" => show(zone.birth_date),
        "expiry" => show(zone.expiry_date),
        "sex" => match zone.sex.unwrap() {
            Sex::Female => "F".to_owned(),
            Sex::Male => "M".to_owned(),
            Sex::Unspecified => "<".to_owned(),
        },
        "surname" => name.surname.clone(),
        "given" => name.given.clone(),
        "optional" => zone.optional_data.clone(),
        other => panic!("{other} is no field"),
    }
}

#[test]
fn what_people_send_is_read_as_what_is_printed() {
    for row in rows() {
        // In lower case it is no printed zone, and still the zone that somebody means.
        let printed = row.number.to_ascii_uppercase();
        let expected = read_exactly(&printed, row.today());
        let wide: String = printed.chars().map(full_width).collect();
        let blanks: String = printed
            .lines()
            .map(|line| format!("  {line}\u{3000}\t\r\n\n"))
            .collect();
        let together = printed.replace('\n', "");
        let crlf = printed.replace('\n', "\r\n");
        for sent in [printed.to_ascii_lowercase(), wide, blanks, crlf] {
            assert!(read(&sent, row.today()) == expected, "{sent}");
        }
        if expected != Err(Fault::Length) {
            assert!(read(&together, row.today()) == expected, "{together}");
        }
    }
}

fn full_width(char: char) -> char {
    match char {
        '!'..='~' => char::from_u32(u32::from(char) + 0xFEE0).unwrap(),
        other => other,
    }
}

#[test]
fn a_zone_does_not_show_itself() {
    for row in rows().into_iter().filter(|row| row.valid) {
        let zone = row.read().unwrap();
        let shown = format!(
            "{zone:?} {:?} {:?} {:?}",
            zone.name, zone.issuer, zone.nationality
        );
        assert!(!shown.contains(&zone.document_number), "{shown}");
        assert!(!shown.contains("UTO") && !shown.contains("CHN"), "{shown}");
        if let Some(name) = &zone.name {
            assert!(!shown.contains(&name.surname), "{shown}");
        }
    }
}
