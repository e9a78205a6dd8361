//! What came of changing the rules on purpose: text for people, JSON for programs.

use super::json_pretty;
use super::layout::{Colour, Ink, Page};
use crate::verdict::{CaughtBy, DiffLine, KindCount, Mutation, Unnoticed};
use serde::Serialize;

/// Each change that no test notices, how many there are of each kind, and the score.
pub fn mutation_text(mutation: &Mutation, colour: Colour) -> String {
    let mut page = Page::new(colour);
    for each in &mutation.unnoticed {
        unnoticed(&mut page, each);
        page.gap();
    }
    for handle in &mutation.stale {
        let text =
            format!("`{handle}` has a reason in the list, but is noticed or no longer there");
        page.verdict(Ink::Doubtful, "stale", &text);
    }
    if !mutation.stale.is_empty() {
        page.gap();
    }
    kinds(&mut page, mutation);
    page.gap();
    let unexplained = mutation.sum(|kind| kind.unnoticed);
    let (ink, word) = match unexplained {
        0 => (Ink::Good, "ok"),
        _ => (Ink::Bad, "unnoticed"),
    };
    page.verdict(ink, word, &summary(mutation));
    page.into_text()
}

fn unnoticed(page: &mut Page, each: &Unnoticed) {
    let (ink, word) = match each.explained {
        Some(_) => (Ink::Doubtful, "explained"),
        None => (Ink::Bad, "this change goes unnoticed"),
    };
    page.verdict(ink, word, &each.id);
    page.line(
        "      in     ",
        &format!("{}:{}", each.place.file, each.place.line),
    );
    for (sign, lines) in [('-', &each.before), ('+', &each.after)] {
        for DiffLine { line, text } in lines {
            page.line("      ", &format!("{line:>4} {sign} {text}"));
        }
    }
    if let Some(reason) = &each.explained {
        page.paragraph("      why    ", reason);
        return;
    }
    match &each.caught_by {
        CaughtBy::Expectation { test, expect } => {
            page.paragraph("      add    ", &format!("to the test `{test}`:"));
            page.line("             ", expect);
        }
        CaughtBy::Test(lines) => {
            for (place, line) in lines.iter().enumerate() {
                page.line(
                    if place == 0 {
                        "      add    "
                    } else {
                        "             "
                    },
                    line,
                );
            }
        }
        CaughtBy::Nothing(why) => page.paragraph("      test   ", why),
    }
}

fn kinds(page: &mut Page, mutation: &Mutation) {
    page.line("", "change        noticed  unnoticed  explained   no rule");
    for kind in &mutation.kinds {
        let KindCount {
            noticed,
            unnoticed,
            explained,
            no_rule,
            ..
        } = kind;
        let none = if kind.total() == 0 {
            "  none of this kind"
        } else {
            ""
        };
        let word = kind.kind.word();
        page.line(
            "",
            &format!(
                "{word:<12}  {noticed:>7}  {unnoticed:>9}  {explained:>9}  {no_rule:>8}{none}"
            ),
        );
    }
}

/// `97.5% of 80 changes are noticed by 12 tests; 1 goes unnoticed, 1 is explained`
fn summary(mutation: &Mutation) -> String {
    let total = mutation.sum(KindCount::total);
    let (unnoticed, explained) = (
        mutation.sum(|kind| kind.unnoticed),
        mutation.sum(|kind| kind.explained),
    );
    format!(
        "{} of {total} changes noticed by {} cases; {unnoticed} unnoticed, {explained} explained",
        percent(mutation.score()),
        mutation.tests
    )
}

/// Thousandths as a percentage.
fn percent(thousandths: usize) -> String {
    format!("{}.{}%", thousandths / 10, thousandths % 10)
}

/// One object: the score as a share, the counts, and each change that no test notices.
pub fn mutation_json(mutation: &Mutation) -> String {
    json_pretty(&Whole {
        score: mutation.score() as f64 / 1000.0,
        changes: mutation.sum(KindCount::total),
        noticed: mutation.sum(|kind| kind.noticed),
        unexplained: mutation.sum(|kind| kind.unnoticed),
        explained: mutation.sum(|kind| kind.explained),
        no_rule: mutation.sum(|kind| kind.no_rule),
        mutation,
    })
}

#[derive(Serialize)]
struct Whole<'a> {
    score: f64,
    changes: usize,
    noticed: usize,
    unexplained: usize,
    explained: usize,
    no_rule: usize,
    #[serde(flatten)]
    mutation: &'a Mutation,
}
