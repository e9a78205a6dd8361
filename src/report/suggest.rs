//! Suggested cases as tests that can be pasted, and as JSON. Whatever is no test stands behind a `#`.

use super::json_pretty;
use super::layout::{Colour, Ink, Page};
use crate::verdict::{
    SuggestedCase, SuggestedChange, SuggestedRule, SuggestedThreshold, Suggestions,
};
use serde::Serialize;
use unicode_width::UnicodeWidthStr;

/// Tests, ready to be pasted into a file that ends in `.test.admit`.
pub fn suggestions_text(suggestions: &Suggestions, colour: Colour) -> String {
    let mut page = Page::new(colour);
    let rules = suggestions.rules.iter();
    let rules: Vec<&SuggestedRule> = rules.filter(|rule| has_news(rule)).collect();
    if !rules.is_empty() {
        for text in [
            "# Cases on and beside the thresholds of the rules that no test has yet.",
            "# They expect what the rules say today: read each before you keep it.",
        ] {
            page.inked_line(Ink::Quiet, "", text);
        }
    }
    for rule in &rules {
        of_rule(&mut page, rule);
    }
    if !rules.is_empty() {
        page.gap();
    }
    page.inked_line(Ink::Quiet, "# ", &suggestions_summary(suggestions));
    page.into_text()
}

/// How many cases are new, how many a test has, how many thresholds no sample reaches.
pub fn suggestions_summary(suggestions: &Suggestions) -> String {
    let new = suggestions.sum(|each| each.cases.len());
    let tested = suggestions.sum(|each| each.tested.len());
    let unreached = suggestions.sum(|each| usize::from(each.unreached.is_some()));
    let cases = if new == 1 { "case" } else { "cases" };
    let thresholds = if unreached == 1 {
        "threshold"
    } else {
        "thresholds"
    };
    format!(
        "{new} {cases} suggested, {tested} tested already, {unreached} {thresholds} out of reach"
    )
}

/// Whether there is anything to say of a threshold.
fn is_news(threshold: &SuggestedThreshold) -> bool {
    !threshold.cases.is_empty() || threshold.unreached.is_some()
}

fn has_news(rule: &SuggestedRule) -> bool {
    rule.thresholds.iter().any(is_news)
}

fn of_rule(page: &mut Page, rule: &SuggestedRule) {
    page.gap();
    let place = format!("{}:{}", rule.place.file, rule.place.line);
    page.inked_line(
        Ink::Heading,
        "",
        &format!("# ---- {} ({place}) ----", rule.rule),
    );
    for threshold in rule.thresholds.iter().filter(|each| is_news(each)) {
        page.gap();
        match &threshold.unreached {
            Some(needed) => {
                let text = format!("no sample reaches `{}`: {needed}", threshold.threshold);
                page.inked_line(Ink::Doubtful, "# ", &text);
            }
            None => tests(page, threshold),
        }
    }
}

/// A table where a row can hold each case, else a test for each.
fn tests(page: &mut Page, threshold: &SuggestedThreshold) {
    let sample = threshold.sample.as_deref().unwrap_or("");
    let common = common(&threshold.cases);
    let columns = columns(&threshold.cases, &common);
    let fits = |change: &&SuggestedChange| {
        let value = change.value.as_deref().unwrap_or("");
        !value.contains(['{', '}', '|', '#'])
    };
    let changes = threshold.cases.iter().flat_map(|case| &case.with);
    let mut own = changes.filter(|each| !common.contains(each));
    if threshold.cases.len() > 1 && own.all(|each| fits(&each)) {
        page.line("", &format!("test \"{}\" {{", threshold.title));
        page.line("  ", &format!("given {sample}{}", with(&common)));
        let at = threshold.cases.first().and_then(|case| case.at.as_ref());
        let at = at.filter(|at| {
            threshold
                .cases
                .iter()
                .all(|case| case.at.as_ref() == Some(at))
        });
        if let Some(at) = at {
            page.line("  ", &format!("at    {at}"));
        }
        for row in rows(&threshold.cases, &columns, at.is_none()) {
            page.line("  ", &row);
        }
        page.line("", "}");
        return;
    }
    for (number, case) in threshold.cases.iter().enumerate() {
        if number > 0 {
            page.gap();
        }
        let title = match threshold.cases.len() {
            1 => threshold.title.clone(),
            _ => format!("{}, case {}", threshold.title, number + 1),
        };
        test(page, sample, &title, case);
    }
}

/// What is changed alike in all cases, and has nothing to do with what is not.
fn common(cases: &[SuggestedCase]) -> Vec<&SuggestedChange> {
    let all = || cases.iter().flat_map(|case| &case.with);
    let first = cases.first().into_iter().flat_map(|case| &case.with);
    let alike = first.filter(|change| cases.iter().all(|case| case.with.contains(change)));
    let root = |field: &str| field.split('[').next().unwrap_or(field).to_owned();
    let meet = |one: &str, other: &str| one == other || one.starts_with(&format!("{other}."));
    let apart = alike.filter(|change| {
        let own = root(&change.field);
        let mut others = all().filter(|other| other.field != change.field);
        others.all(|other| {
            let other = root(&other.field);
            !meet(&own, &other) && !meet(&other, &own)
        })
    });
    apart.collect()
}

/// ` with images[0].glare = 6%`, with braces around several.
fn with(changes: &[&SuggestedChange]) -> String {
    let texts: Vec<String> = changes
        .iter()
        .map(|each| match &each.value {
            Some(value) => format!("{} = {value}", each.field),
            None => format!("{} removed", each.field),
        })
        .collect();
    match texts.as_slice() {
        [] => String::new(),
        [one] => format!(" with {one}"),
        more => format!(" with {{ {} }}", more.join(", ")),
    }
}

fn test(page: &mut Page, sample: &str, title: &str, case: &SuggestedCase) {
    page.inked_line(Ink::Quiet, "# ", &remark(case));
    page.line("", &format!("test \"{title}\" {{"));
    let with = with(&case.with.iter().collect::<Vec<_>>());
    page.line("  ", &format!("given  {sample}{with}"));
    if let Some(at) = &case.at {
        page.line("  ", &format!("at     {at}"));
    }
    page.line("  ", &format!("expect {}", case.expect));
    page.line("", "}");
}

/// `before`, `on, end of a month`
fn remark(case: &SuggestedCase) -> String {
    match case.calendar.words() {
        Some(words) => format!("{}, {words}", case.side.word()),
        None => case.side.word().to_owned(),
    }
}

/// The fields that the cases change in their own ways, in the order in which they come.
fn columns<'s>(cases: &'s [SuggestedCase], common: &[&SuggestedChange]) -> Vec<&'s str> {
    let mut columns: Vec<&str> = Vec::new();
    for change in cases.iter().flat_map(|case| &case.with) {
        if !common.contains(&change) && !columns.contains(&&*change.field) {
            columns.push(&change.field);
        }
    }
    columns
}

/// The lines of a table, its columns one below the other.
fn rows(cases: &[SuggestedCase], columns: &[&str], with_at: bool) -> Vec<String> {
    let at = |case: &SuggestedCase| case.at.clone().filter(|_| with_at);
    let says_when = cases.iter().any(|case| at(case).is_some());
    let head = says_when.then(|| "at".to_owned());
    let names = columns.iter().map(|name| (*name).to_owned());
    let head = head.into_iter().chain(names).chain(["expect".to_owned()]);
    let mut lines: Vec<(Vec<String>, String)> = vec![(head.collect(), String::new())];
    for case in cases {
        let value = |name: &&str| {
            let mut with = case.with.iter();
            match with.find(|each| each.field == **name) {
                Some(each) => each.value.as_deref().unwrap_or("removed").to_owned(),
                None => "unchanged".to_owned(),
            }
        };
        let cells = at(case).into_iter().chain(columns.iter().map(value));
        let cells = cells.chain([case.expect.clone()]).collect();
        lines.push((cells, format!("  # {}", remark(case))));
    }
    let width = |column: usize| {
        let cells = lines.iter().filter_map(|(cells, _)| cells.get(column));
        cells.map(|cell| cell.width()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns.len() + 2).map(width).collect();
    let line = |(cells, remark): &(Vec<String>, String)| {
        let padded = cells.iter().zip(&widths).map(|(cell, width)| {
            let missing = width.saturating_sub(cell.width());
            format!(" {cell}{} |", " ".repeat(missing))
        });
        format!("|{}{remark}", padded.collect::<String>())
    };
    lines.iter().map(line).collect()
}

/// One object: the counts, and what is suggested for each rule.
pub fn suggestions_json(suggestions: &Suggestions) -> String {
    json_pretty(&Whole {
        suggested: suggestions.sum(|each| each.cases.len()),
        tested: suggestions.sum(|each| each.tested.len()),
        unreached: suggestions.sum(|each| usize::from(each.unreached.is_some())),
        suggestions,
    })
}

#[derive(Serialize)]
struct Whole<'a> {
    suggested: usize,
    tested: usize,
    unreached: usize,
    #[serde(flatten)]
    suggestions: &'a Suggestions,
}
