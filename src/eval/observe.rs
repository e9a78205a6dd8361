//! What each rule asked and saw, fired or not, with all of its conditions: whoever compares two evaluations needs
//! both sides of each.

use super::Privacy;
use super::context::Readings;
use super::findings::Findings;
use super::group::judge_one;
use super::rule::{Site, State, sites};
use crate::decision::{FindingState, Trace};
use crate::program::{Effect, Expr, Program, Requirement};
use crate::record::Record;
use crate::value::Instant;

/// All rules of the policy that decides a record, at each element that they look at, in the order of the policy.
/// The condition of each is the whole of what it asks, guards first, whatever became of it. Empty where no policy
/// decides.
pub fn observe(
    program: &Program,
    record: &Record,
    at: Instant,
    privacy: Privacy,
) -> Vec<Trace<'static>> {
    let mut observed = Vec::new();
    let readings = Readings::default();
    judge_one(
        program,
        record,
        at,
        privacy,
        &readings,
        |context, findings| {
            for (place, planned) in context.policy.rules.iter().enumerate() {
                for (slot, site) in sites(context, planned).enumerate() {
                    let state = findings.state(place, slot, &site);
                    observed.extend(site.observed(findings, slot, state).map(Trace::into_owned));
                }
            }
        },
    );
    observed
}

impl<'a> Site<'_, 'a> {
    fn observed(&self, findings: &Findings, slot: usize, state: State) -> Option<Trace<'a>> {
        let (state, why) = match state {
            State::Outside => return None,
            State::Clear => (FindingState::Clear, "".into()),
            State::Fired => (FindingState::Fired, "".into()),
            State::Undecided => (FindingState::Undecided, self.why_undecided()),
            State::Excused => {
                let excuser = findings.excuser(self, slot);
                let name = excuser.map_or("", |rule| &rule.name);
                (FindingState::Excused, name.into())
            }
            State::Skipped => {
                let because = self.planned.skipped.as_deref().unwrap_or("");
                (FindingState::Skipped, because.into())
            }
        };
        Some(self.traced(state, why, self.grounds_all(&self.asked())))
    }

    /// All that the rule asks: what its ruleset and itself ask first, then its effects.
    fn asked(&self) -> Vec<&'a Expr> {
        let mut asked: Vec<&'a Expr> = self.guards().collect();
        match &self.rule.effect {
            Effect::Finding { conditions, .. } => asked.extend(conditions),
            Effect::Require(requirements) => {
                let of = |each: &'a Requirement| {
                    std::iter::once(&each.field).chain(each.condition.as_ref())
                };
                asked.extend(requirements.iter().flat_map(of));
            }
        }
        asked
    }
}
