//! A record beside a threshold, as the rules decide it.

use super::Desk;
use super::measure::{Place, measure};
use super::threshold::Threshold;
use crate::decision::{FindingState, Severity};
use crate::eval::{Ended, Explain, Options, Privacy, Probe, evaluate, probe};
use crate::record::{Element, Record};
use crate::testing::search::{Draft, advice, outcome};
use crate::value::Instant;
use crate::verdict::{BoundarySide, Calendar};
use std::cmp::Ordering;

/// Where a rule looks, and where a `where` does, by the places in their lists.
pub(super) type At = (Option<u32>, Option<u32>);

/// A record that was tried.
pub(super) struct Tried {
    pub(super) draft: Draft,
    pub(super) record: Record,
    pub(super) now: Instant,
    pub(super) side: BoundarySide,
    pub(super) calendar: Calendar,
    /// Where it lies to the precision of the threshold.
    pub(super) place: Option<Place>,
    /// How the rule ended.
    pub(super) state: FindingState,
    severity: Option<Severity>,
}

impl Tried {
    /// What a test of this expects.
    pub(super) fn expect(&self, desk: Desk<'_>) -> String {
        let options = Options {
            explain: Explain::Messages,
            privacy: Privacy::Mask,
        };
        let decision = evaluate(desk.program, &self.record, self.now, options);
        match self.severity {
            Some(Severity::Advise) => format!("{} and {}", outcome(&decision), advice(&decision)),
            _ => outcome(&decision),
        }
    }
}

/// Decides a record, and says where it lies at a threshold; `left` if what is on its left was moved.
pub(super) fn tried(
    desk: Desk<'_>,
    threshold: &Threshold<'_>,
    at: At,
    left: bool,
    draft: Draft,
    calendar: Calendar,
) -> Option<Tried> {
    let (program, suite) = (desk.program, desk.suite);
    let (record, now) = desk.samples.record(program, suite, &draft.case(suite)?)?;
    let seen = probe(program, &record, now, |probe| {
        let (ended, inner) = find(probe, threshold, at)?;
        let at = (ended.element, inner);
        let measured = measure(probe, threshold, at, program.timezone);
        let order = measured.order()?;
        let side = match if left { order } else { order.reverse() } {
            Ordering::Less => BoundarySide::Before,
            Ordering::Equal => BoundarySide::On,
            Ordering::Greater => BoundarySide::After,
        };
        Some((ended, side, measured.place(threshold)))
    });
    let (ended, side, place) = seen??;
    Some(Tried {
        draft,
        record,
        now,
        side,
        calendar,
        place,
        state: ended.state,
        severity: ended.severity,
    })
}

/// The rule of a threshold at a place of the record.
fn find<'a, 'p: 'a>(
    probe: &Probe<'_, 'a, 'p>,
    threshold: &Threshold<'p>,
    (element, inner): At,
) -> Option<(Ended, Option<Element>)> {
    let index = |element: Option<Element>| element.map(|each| each.index);
    let ended = probe.ended().into_iter();
    let mut ended = ended.filter(|each| each.rule == threshold.rule);
    let ended = ended.find(|each| index(each.element) == element)?;
    let inner = match (threshold.list, inner) {
        (Some(list), Some(_)) => {
            let mut elements = probe.elements(list).into_iter();
            Some(elements.find(|each| Some(each.index) == inner)?)
        }
        _ => None,
    };
    Some((ended, inner))
}

/// All places of a record at which a threshold lies, with how the rule ended there.
pub(super) fn places<'a, 'p: 'a>(
    probe: &Probe<'_, 'a, 'p>,
    threshold: &Threshold<'p>,
    ended: &[Ended],
) -> Vec<(Ended, Option<Element>)> {
    let inner: Vec<Option<Element>> = match threshold.list {
        Some(list) => probe.elements(list).into_iter().map(Some).collect(),
        None => vec![None],
    };
    let own = ended.iter().filter(|each| each.rule == threshold.rule);
    own.flat_map(|each| inner.iter().map(|inner| (*each, *inner)))
        .collect()
}
