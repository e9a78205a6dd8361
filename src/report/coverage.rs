//! What of the rules the tests came upon: text for people, JSON for programs.

use super::json_pretty;
use super::layout::{Colour, Ink, Page};
use crate::coverage::{Coverage, Item, Kind, Tally};
use serde::Serialize;
use std::collections::BTreeMap;

/// How much is covered, kind by kind, and what is not, in the order of files and places.
pub fn coverage_text(coverage: &Coverage, colour: Colour) -> String {
    let mut page = Page::new(colour);
    let total = coverage.total();
    let ink = if total.met == total.of {
        Ink::Good
    } else {
        Ink::Doubtful
    };
    page.verdict(ink, "coverage", &coverage_summary(coverage));
    for kind in kinds(coverage) {
        let tally = coverage.tally(kind);
        let ratio = format!("{} of {}", tally.met, tally.of);
        let line = format!("{:<12} {ratio:>12} {:>9}", plural(kind), percent(tally));
        page.paragraph("  ", &format!("{line}{}", undecided(coverage, kind)));
    }
    let lacking = lacking(coverage);
    if !lacking.is_empty() {
        page.heading("not covered");
    }
    for item in lacking {
        let first = format!("  {}:{}  ", item.place.file, item.place.line);
        page.paragraph(&first, &format!("{}: {}", subject(item), never(item)));
    }
    page.into_text()
}

/// The kinds of which the rules have any.
pub(super) fn kinds(coverage: &Coverage) -> impl Iterator<Item = Kind> {
    let all = Kind::ALL.into_iter();
    all.filter(|kind| coverage.tally(*kind).of > 0)
}

/// What lacks something, in the order of files and places.
fn lacking(coverage: &Coverage) -> Vec<&Item> {
    let items = coverage.items.iter();
    let mut lacking: Vec<&Item> = items
        .filter(|item| item.lacking().next().is_some())
        .collect();
    lacking.sort_by_key(|item| item.span);
    lacking
}

/// `81.3 % of rules, conditions and table rows (412 of 507)`
pub fn coverage_summary(coverage: &Coverage) -> String {
    let total = coverage.total();
    format!(
        "{} of rules, conditions and table rows ({} of {})",
        percent(total),
        total.met,
        total.of
    )
}

/// `81.3 %`, rounded down.
pub(super) fn percent(tally: Tally) -> String {
    let tenths = tally.tenths();
    format!("{}.{} %", tenths / 10, tenths % 10)
}

pub(super) fn plural(kind: Kind) -> &'static str {
    match kind {
        Kind::Rule => "rules",
        Kind::Condition => "conditions",
        Kind::Row => "table rows",
        Kind::Excuse => "excuses",
        Kind::Policy => "policies",
        Kind::Line => "policy lines",
    }
}

/// How many items of a kind were undecided in some case, where any were.
fn undecided(coverage: &Coverage, kind: Kind) -> String {
    let unknown = coverage.of(kind).filter(|item| is_undecided(item)).count();
    match unknown {
        0 => String::new(),
        count => format!("   {count} undecided in some case"),
    }
}

pub(super) fn is_undecided(item: &Item) -> bool {
    item.ways.iter().any(|way| !way.wanted && way.met)
}

/// What is covered or not, in words.
pub(super) fn subject(item: &Item) -> String {
    match item.kind {
        Kind::Rule | Kind::Policy => item.of.clone(),
        Kind::Excuse => format!("{}, `unless {}`", item.of, item.words),
        Kind::Condition | Kind::Row | Kind::Line => format!("`{}`", item.words),
    }
}

/// `never true`; `never asked` where it came out in no way at all. Empty where nothing lacks.
pub(super) fn never(item: &Item) -> String {
    let asked = item.ways.iter().any(|way| way.met);
    if matches!(item.kind, Kind::Rule | Kind::Condition) && !asked {
        return "never asked".to_owned();
    }
    let lacking = item.lacking().map(|way| format!("never {}", way.name));
    lacking.collect::<Vec<_>>().join(", ")
}

/// One object: the percentage, the figures of each kind, and each item.
pub fn coverage_json(coverage: &Coverage) -> String {
    let total = coverage.total();
    let kinds = Kind::ALL.map(|kind| (kind, Figures::of(coverage.tally(kind))));
    json_pretty(&Whole {
        total: Figures::of(total),
        kinds: kinds.into_iter().collect(),
        items: &coverage.items,
    })
}

#[derive(Serialize)]
struct Whole<'a> {
    total: Figures,
    kinds: BTreeMap<Kind, Figures>,
    items: &'a [Item],
}

#[derive(Serialize)]
struct Figures {
    percent: f64,
    met: usize,
    of: usize,
}

impl Figures {
    fn of(tally: Tally) -> Figures {
        Figures {
            percent: tally.tenths() as f64 / 10.0,
            met: tally.met,
            of: tally.of,
        }
    }
}
