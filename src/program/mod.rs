//! What the rules mean: names resolved, types known, nothing left to look up.
//!
//! `compile` makes it; `record` reads its schema, `eval` and the analyses walk it. Immutable, shared by
//! reference, and independent of how the rules were written but for the spans that explanations show.

mod bounds;
mod cite;
mod code;
mod expr;
mod lookup;
mod operands;
mod plan;
mod policy;
mod rule;
mod schema;
mod suite;
mod table;
mod walk;

pub use bounds::Bounds;
pub use cite::*;
pub use code::*;
pub use expr::*;
pub use lookup::{FieldKey, Form, Keys, Lookup, NO_SLOT, Tables, Target, Words};
pub use operands::*;
pub use plan::*;
pub use policy::*;
pub use rule::*;
pub use schema::*;
pub use suite::*;
pub use table::*;

use crate::decision::SourceLocation;
use crate::source::{SourceMap, Span};
use crate::value::Constant;
use chrono_tz::Tz;

/// A whole policy set.
#[derive(Clone, Debug, Default)]
pub struct Program {
    /// The texts it was made from: explanations quote them.
    pub sources: SourceMap,
    /// `settings { timezone ... }`; UTC where it is not set.
    pub timezone: Tz,
    /// What a record holds.
    pub schema: Schema,
    /// Parameters, global ones and those of rulesets.
    pub params: Vec<Param>,
    /// Derived values, numbered so that each uses only earlier ones, whatever order they are written in.
    pub lets: Vec<Let>,
    /// Decision tables.
    pub tables: Vec<Table>,
    /// Rulesets, sorted by file and place.
    pub rulesets: Vec<Ruleset>,
    /// All rules of all rulesets, ruleset by ruleset, as written.
    pub rules: Vec<Rule>,
    /// Policies, `like` worked out.
    pub policies: Vec<Policy>,
    /// The conditions of all these, made ready to be asked.
    pub plan: Plan,
    /// `sha256:` and the digest of all texts with their names, in the order of the names.
    pub digest: String,
}

impl Program {
    /// Where a span starts, for people.
    pub fn place_of(&self, span: Span) -> SourceLocation {
        let position = self.sources.position(span);
        SourceLocation {
            file: self.sources.name(span.source).to_owned(),
            line: position.line,
            column: position.column,
        }
    }

    /// Gives a parameter one value on every day, in every policy.
    fn set_param(&mut self, id: ParamId, value: &Constant) {
        let place = id.0 as usize;
        let declared = self.params.iter_mut().skip(place).take(1);
        let declared = declared.map(|param| &mut param.values);
        let policies = self.policies.iter_mut();
        let planned = policies.filter_map(|policy| policy.params.get_mut(place));
        let values = DatedValues {
            first: value.clone(),
            later: Vec::new(),
        };
        for each in declared.chain(planned) {
            each.clone_from(&values);
        }
        let cells = DatedCells::from(&values);
        let code = &mut self.plan.code;
        match self.plan.params.get(place).copied().flatten() {
            Some(Shared::Constant(at)) => {
                if let Some(constant) = code.constants.get_mut(at as usize) {
                    *constant = cells.first;
                }
            }
            Some(Shared::Countries(at)) => {
                let countries = code.countries.get_mut(at as usize);
                if let (Some(countries), Constant::List(items)) = (countries, value) {
                    *countries = Constant::countries(items).unwrap_or_default();
                }
            }
            None => {}
        }
        let plans = self.policies.iter_mut().map(|policy| &mut policy.plan);
        for each in plans.filter_map(|plan| plan.params.get_mut(place)) {
            each.clone_from(&cells);
        }
    }
}
