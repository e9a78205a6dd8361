//! How much each row weighs by its document, against how much its rule weighs in every shipped policy.

use super::Checklist;
use crate::support::pack::pack;
use admit::decision::Severity;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// The words of the policy documents.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Weight {
    Reject,
    Review,
    Warn,
    Info,
    /// Nothing that is held against anybody.
    Accept,
}

impl Weight {
    fn severity(self) -> Severity {
        match self {
            Weight::Reject => Severity::Reject,
            Weight::Review => Severity::Review,
            Weight::Warn | Weight::Info | Weight::Accept => Severity::Advise,
        }
    }
}

/// Rules with the code of a row that accepts something, and that are about what the row leaves out.
const ABOUT_THE_REST: [&str; 2] = [
    // Documents that no row accepts outright; the passport of A047 is a row of the table `acceptance`.
    "document_type_conditional",
    // The travel permit of holders who are not Chinese; the other two are rows of the table.
    "travel_permit_conditional",
];

/// The rule without a row of its own: advice for A056.
const WITHOUT_A_ROW: [&str; 1] = ["network_slow"];

/// How much each rule weighs, in each policy that uses it. None for a rule that asks for a field.
fn weights() -> BTreeMap<&'static str, BTreeSet<Option<Severity>>> {
    let program = pack().program();
    let planned = program.policies.iter().flat_map(|policy| &policy.rules);
    let mut weights: BTreeMap<&str, BTreeSet<Option<Severity>>> = BTreeMap::new();
    for rule in planned {
        let name = &*program.rules[rule.rule.0 as usize].name;
        weights.entry(name).or_default().insert(rule.severity);
    }
    weights
}

#[test]
fn each_rule_weighs_what_its_row_says() {
    let checklist = Checklist::read();
    let weights = weights();
    let mut seen = 0;
    for row in checklist.rows() {
        let Some(found) = weights.get(&*row.code) else {
            continue;
        };
        seen += 1;
        let expected = match row.code.as_str() {
            // A missing field makes a record incomplete, which keeps it from being accepted as well.
            "field_missing" => None,
            code if ABOUT_THE_REST.contains(&code) => Some(Severity::Review),
            _ => Some(row.default.severity()),
        };
        assert_eq!(
            found,
            &BTreeSet::from([expected]),
            "{} {}",
            row.id,
            row.code
        );
    }
    assert_eq!(seen + WITHOUT_A_ROW.len(), weights.len());
}

#[test]
fn each_rule_has_a_row() {
    let checklist = Checklist::read();
    let codes: BTreeSet<&str> = checklist.rows().map(|row| row.code.as_str()).collect();
    let weights = weights();
    let names = weights.keys().copied();
    let without: Vec<&str> = names.filter(|name| !codes.contains(name)).collect();
    assert_eq!(without, WITHOUT_A_ROW);
}
