//! The library and the rules written by hand have to say the same about every record.

use crate::adapter::{Detail, Rules};
use crate::findings::Findings;
use crate::generate::Lines;
use crate::hand::Application;
use std::collections::BTreeMap;

/// How many records came to which decision, and for which reasons.
#[derive(Default, Debug)]
pub struct Counts {
    pub accept: usize,
    pub review: usize,
    pub incomplete: usize,
    pub reject: usize,
    pub reasons: BTreeMap<String, usize>,
}

/// A decision with its codes and their places, and the row that says so.
#[derive(Debug, PartialEq)]
struct Said {
    decision: String,
    reasons: Vec<(String, Option<String>)>,
    row: String,
}

/// Compares decisions, reasons and rows: the counts, or the first record about which two differ, with what each said.
pub fn compare(rules: &Rules, lines: &Lines) -> Result<Counts, String> {
    let mut counts = Counts::default();
    let mut rows = Vec::new();
    rules.rows(lines.iter(), Detail::Codes, &mut rows);
    let rows = String::from_utf8_lossy(&rows);
    for ((place, line), row) in lines.iter().enumerate().zip(rows.lines()) {
        let library = by_library(rules, line, row);
        let serde = serde_json::from_slice(line).map_err(|error| error.to_string());
        let sonic = sonic_rs::from_slice(line).map_err(|error| error.to_string());
        for (name, read) in [("serde_json", serde), ("sonic-rs", sonic)] {
            let hand = read.map(|application| by_hand(&application));
            if hand.as_ref() != Ok(&library) {
                return Err(format!(
                    "record {} of {}: {}\nthe library says {library:?}\nby hand, over {name}: {hand:?}",
                    place + 1,
                    lines.len(),
                    String::from_utf8_lossy(line),
                ));
            }
        }
        for (code, _) in library.reasons {
            *counts.reasons.entry(code).or_default() += 1;
        }
        match library.decision.as_str() {
            "accept" => counts.accept += 1,
            "review" => counts.review += 1,
            "incomplete" => counts.incomplete += 1,
            _ => counts.reject += 1,
        }
    }
    Ok(counts)
}

/// What the library says of a record by itself, and the row that it wrote of it beside others.
fn by_library(rules: &Rules, line: &[u8], row: &str) -> Said {
    let (decision, reasons) = rules.answer(line);
    Said {
        decision: decision.to_owned(),
        reasons,
        row: without_missing(row) + "\n",
    }
}

/// A row without the fields that are missing: the rules written by hand do not keep track of them.
fn without_missing(row: &str) -> String {
    let (before, rest) = row.split_once("\"missing\":[").unwrap_or((row, ""));
    let (_, after) = rest.split_once("],\"advice\"").unwrap_or(("", rest));
    format!("{before}\"missing\":[],\"advice\"{after}")
}

fn by_hand(application: &Application<'_>) -> Said {
    let mut findings = Findings::default();
    application.decide(&mut findings);
    let mut row = Vec::new();
    findings.write(application.id.as_ref().map(|id| id.as_str()), &mut row);
    let all = findings.rejects.iter().chain(&findings.reviews);
    let reasons = all.map(|finding| {
        let path = finding.index.map(|index| format!("photos[{index}]"));
        (finding.code.to_owned(), path)
    });
    Said {
        decision: findings.decision().to_owned(),
        reasons: reasons.collect(),
        row: String::from_utf8_lossy(&row).into_owned(),
    }
}
