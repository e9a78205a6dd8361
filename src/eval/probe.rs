//! What expressions are worth where a record is decided, and how each rule ended there: for a search that has to know
//! how far a record is from an edge.

use super::Privacy;
use super::context::{Context, Readings};
use super::findings::Findings;
use super::group::judge_one;
use super::rule::sites;
use crate::decision::{FindingState, Severity};
use crate::program::{Expr, FieldId, ParamId, Program, RuleId};
use crate::record::{Element, Record};
use crate::value::{Cell, Date, Instant, Value};

/// The policy that decides a record, with all that its rules can ask there.
pub struct Probe<'c, 'a, 'p: 'a> {
    program: &'p Program,
    context: Context<'c, 'a>,
    findings: &'c Findings,
}

/// A rule at an element that it looks at, if it looks at any.
#[derive(Clone, Copy, Debug)]
pub struct Ended {
    /// Which rule.
    pub rule: RuleId,
    /// Its weight in this policy; none for a `require`.
    pub severity: Option<Severity>,
    /// Where it looks.
    pub element: Option<Element>,
    /// How it ended.
    pub state: FindingState,
}

/// Asks about a record; none where no single policy decides it. Values shown by nobody: they are not masked.
pub fn probe<'p, R>(
    program: &'p Program,
    record: &'p Record,
    at: Instant,
    ask: impl for<'c, 'a> FnOnce(&Probe<'c, 'a, 'p>) -> R,
) -> Option<R> {
    let (mut ask, mut told) = (Some(ask), None);
    let readings = Readings::default();
    judge_one(
        program,
        record,
        at,
        Privacy::Mask,
        &readings,
        |context, findings| {
            let probe = Probe {
                program,
                context: *context,
                findings,
            };
            told = ask.take().map(|ask| ask(&probe));
        },
    );
    told
}

impl<'a, 'p: 'a> Probe<'_, 'a, 'p> {
    /// The evaluation instant.
    pub fn now(&self) -> Instant {
        self.context.now()
    }

    /// Its date.
    pub fn today(&self) -> Date {
        self.context.today()
    }

    /// How the rules of the policy ended, those left out not among them.
    pub fn ended(&self) -> Vec<Ended> {
        let mut all = Vec::new();
        for (place, planned) in self.context.policy.rules.iter().enumerate() {
            for (slot, site) in sites(&self.context, planned).enumerate() {
                let state = site.ended(self.findings.state(place, slot, &site));
                all.extend(state.map(|state| Ended {
                    rule: planned.rule,
                    severity: planned.severity,
                    element: site.context.element,
                    state,
                }));
            }
        }
        all.retain(|each| each.state != FindingState::Skipped);
        all
    }

    /// What an expression is worth at an element.
    pub fn value(&self, expr: &'p Expr, element: Option<Element>) -> Value<'a> {
        self.context.at(element).eval(expr)
    }

    /// What a field holds, at an element if it stands in a list.
    pub fn field(&self, field: FieldId, element: Option<Element>) -> Value<'a> {
        self.context.at(element).field(field)
    }

    /// The elements of a list of records.
    pub fn elements(&self, list: FieldId) -> Vec<Element> {
        let record = self.context.record;
        let slot = self.program.schema.field(list).slot;
        let cell = slot.map_or(Cell::Missing, |slot| record.cell(slot));
        record.elements(cell).collect()
    }

    /// The elements that certainly belong to a list, filtered or not.
    pub fn belonging(&self, rows: &'p Expr) -> Vec<Element> {
        let Some(rows) = self.context.rows(rows) else {
            return Vec::new();
        };
        let each = rows.each(self.context.record);
        let each = each.filter(|(_, belongs)| *belongs == Some(true));
        each.map(|(element, _)| element).collect()
    }

    /// The days from which a parameter has another value here.
    pub fn turns(&self, param: ParamId) -> Vec<Date> {
        let values = self.context.policy.params.get(param.0 as usize);
        let later = values.into_iter().flat_map(|values| &values.later);
        later.map(|(from, _)| *from).collect()
    }
}
