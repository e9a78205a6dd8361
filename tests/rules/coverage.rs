//! Each row of the policy documents lives somewhere in the shipped rules, and matters there: where the place that cites
//! it is taken out, the decision of a sample changes. `docs/coverage.md` shows the rows with their places.
//!
//! The rows are in `checklist.toml`. A row that lives nowhere says why, in one of two ways.

mod page;
mod removal;
mod weight;

use crate::support::pack::{Files, files, pack};
use admit::engine::PolicySet;
use admit::program::Citation;
use removal::{Given, Place, Rules};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use weight::Weight;

/// The rows of the policy documents.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Checklist {
    section: Vec<Section>,
}

/// Rows that belong together.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Section {
    title: String,
    rows: Vec<Row>,
}

/// One row of a policy document.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    /// What the rules cite.
    id: String,
    /// What the document calls it.
    code: String,
    kind: Kind,
    /// How much it weighs there.
    default: Weight,
    /// Why it lives nowhere, if it does.
    elsewhere: Option<String>,
    /// What a policy owner has to say before the row counts.
    given: Option<Given>,
    /// What a reader has to know beside its places.
    note: Option<String>,
}

/// What a row asks for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Reject,
    Review,
    Hint,
    Remedy,
    Procedure,
    Level,
    Gate,
    Accept,
}

/// Rows that need what no record holds.
const NO_RECORD: &[&str] = &["A065", "A076", "D018", "D023"];
/// How many rows the language itself may account for.
const MOST_OF_THE_LANGUAGE: usize = 10;

impl Checklist {
    fn read() -> Checklist {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rules/checklist.toml");
        toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
    }

    fn rows(&self) -> impl Iterator<Item = &Row> {
        self.section.iter().flat_map(|section| &section.rows)
    }
}

impl Row {
    fn places<'a, 'p>(&self, cited: &'a [Citation<'p>]) -> Vec<&'a Citation<'p>> {
        cited.iter().filter(|each| each.text == self.id).collect()
    }

    /// What is wrong with how the row is accounted for.
    fn fault(&self, is_cited: bool) -> Option<String> {
        let id = &self.id;
        let Some(reason) = &self.elsewhere else {
            return (!is_cited).then(|| format!("{id} ({}) lives nowhere", self.code));
        };
        if is_cited {
            return Some(format!("{id} is cited, so it is not \"{reason}\""));
        }
        let known = match reason.split_once(": ") {
            Some(("the language", why)) => !why.is_empty(),
            Some(("no record holds it", why)) => {
                !why.is_empty() && NO_RECORD.contains(&id.as_str())
            }
            _ => false,
        };
        (!known).then(|| format!("\"{reason}\" is no reason for {id} to live nowhere"))
    }
}

#[test]
fn the_checklist_is_whole() {
    let checklist = Checklist::read();
    let numbered = |letter, count| (1..=count).map(move |number| format!("{letter}{number:03}"));
    let ids = numbered('A', 103).chain(numbered('D', 23));
    let mut rows = checklist.rows();
    for id in ids {
        assert_eq!(rows.next().map(|row| &row.id), Some(&id));
    }
    assert!(rows.next().is_none(), "a row too many");
    let codes: BTreeSet<&str> = checklist.rows().map(|row| row.code.as_str()).collect();
    assert_eq!(codes.len(), checklist.rows().count(), "a code stands twice");
}

#[test]
fn each_row_is_accounted_for() {
    let checklist = Checklist::read();
    let cited = pack().citations();
    let is_cited = |row: &Row| !row.places(&cited).is_empty();
    let faults: Vec<String> = checklist
        .rows()
        .filter_map(|row| row.fault(is_cited(row)))
        .collect();
    assert!(faults.is_empty(), "{faults:#?}");
    let of_the_language = |row: &&Row| {
        let reason = row.elsewhere.as_deref().unwrap_or("");
        reason.starts_with("the language")
    };
    let count = checklist.rows().filter(of_the_language).count();
    assert!(count <= MOST_OF_THE_LANGUAGE, "{count} are too many");
}

#[test]
fn each_citation_in_the_form_of_a_row_names_one() {
    let checklist = Checklist::read();
    let ids: BTreeSet<&str> = checklist.rows().map(|row| row.id.as_str()).collect();
    let unknown: Vec<String> = pack()
        .citations()
        .iter()
        .filter(|each| has_the_form_of_an_id(each.text) && !ids.contains(each.text))
        .map(|each| format!("{}:{}: {}", each.file, each.line, each.text))
        .collect();
    assert!(unknown.is_empty(), "{unknown:#?}");
}

/// A letter and digits, whether it is a known one or a slip: `A046`, `a046`, `D46`.
fn has_the_form_of_an_id(text: &str) -> bool {
    let digits = text.strip_prefix(['A', 'D', 'a', 'd']);
    digits.is_some_and(|digits| {
        !digits.is_empty() && digits.bytes().all(|each| each.is_ascii_digit())
    })
}

#[test]
fn each_place_changes_a_sample_when_it_is_taken_out() {
    let rules = Rules::new(files());
    let places = cited_places(&Checklist::read(), rules.set());
    assert!(places.len() > 80, "only {} places", places.len());
    let idle = rules.without_effect(&places);
    assert!(
        idle.is_empty(),
        "nothing changes without these:\n{}",
        idle.join("\n")
    );
}

#[test]
fn a_place_without_effect_is_noticed() {
    let extra = "
        table never_asked: text by requested_level {
          | requested_level | result |
          | verified        | \"a\"    | cites \"A001\"
          | otherwise       | \"b\"    |
        }
        ruleset never_used {
          rule never_told { reject when channel == other because \"No.\" fix \"Stop.\" cites \"A006\", \"A014\" }
        }";
    let mut files: Files = files();
    files.insert("extra.admit".to_owned(), extra.to_owned());
    let rules = Rules::new(files);
    let mut checklist = Checklist::read();
    for section in &mut checklist.section {
        section
            .rows
            .retain(|row| ["A001", "A006", "A014"].contains(&&*row.id));
    }
    let idle = rules.without_effect(&cited_places(&checklist, rules.set()));
    let expected = [
        "extra.admit:4: row of the table never_asked (A001)",
        "extra.admit:8: remedy of the rule never_used.never_told (A014)",
        "extra.admit:8: rule never_used.never_told (A006)",
    ];
    assert_eq!(idle, expected);
}

/// The places that cite rows, each with the ids of those that are held to it in one way.
fn cited_places(checklist: &Checklist, set: &PolicySet) -> BTreeMap<Place, Vec<String>> {
    let cited = set.citations();
    let mut places: BTreeMap<Place, Vec<String>> = BTreeMap::new();
    for row in checklist.rows() {
        for at in row.places(&cited) {
            let place = Place::new(&cited, at, row.kind, row.given.clone());
            places.entry(place).or_default().push(row.id.clone());
        }
    }
    places
}

#[test]
fn the_page_of_the_rows_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/coverage.md");
    let page = page::write(&Checklist::read(), &pack().citations());
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &page).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    let advice = "run the tests with UPDATE_DOCS=1 to write docs/coverage.md anew";
    for (written, made) in written.lines().zip(page.lines()) {
        assert_eq!(written, made, "{advice}");
    }
    assert!(written == page, "{advice}");
}
