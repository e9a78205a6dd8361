//! With `--explain all`: the rules that did not fire, and what was taken from the schema.
//!
//! In: a decision that carries its trace. Out: two more sections of its explanation.

use super::layout::Page;
use super::text::{quiet_row, row, values_seen};
use crate::decision::{Assumed, Decision, FindingState, Trace};

/// The states in the order in which they are shown, with their headings.
const SECTIONS: [(FindingState, &str); 5] = [
    (FindingState::Undecided, "Rules that could not be decided"),
    (FindingState::Excused, "Rules that were excused"),
    (FindingState::Skipped, "Rules that the policy leaves out"),
    (FindingState::Clear, "Rules that did not fire"),
    (FindingState::Fired, "Other rules that fired"),
];

pub(super) fn write(page: &mut Page, decision: &Decision) {
    let traces = decision.trace.as_deref().unwrap_or_default();
    for (state, title) in SECTIONS {
        let of_state: Vec<&Trace> = traces.iter().filter(|trace| trace.state == state).collect();
        if of_state.is_empty() {
            continue;
        }
        page.heading(&format!("{title} ({})", of_state.len()));
        for trace in of_state {
            write_trace(page, trace);
        }
    }
    write_assumed(page, decision.assumed.as_deref().unwrap_or_default());
}

fn write_trace(page: &mut Page, trace: &Trace) {
    let path = trace.path.as_ref();
    let path = path.map_or(String::new(), |path| format!(" in {path}"));
    let source = trace.grounds.source.as_ref();
    let source = source.map_or(String::new(), |at| {
        format!("  {}:{}:{}", at.file, at.line, at.column)
    });
    page.paragraph("  -  ", &format!("{}{path}{source}", trace.rule));
    row(page, "why", &trace.why);
    if !trace.grounds.values.is_empty() {
        quiet_row(page, "saw", &values_seen(&trace.grounds));
    }
}

fn write_assumed(page: &mut Page, assumed: &[Assumed]) {
    if assumed.is_empty() {
        return;
    }
    page.heading("Not supplied, and taken from the schema");
    for each in assumed {
        page.paragraph("  -  ", &format!("{} = {}", each.field, each.taken_as));
    }
}
