//! A program, a record and an instant to a decision.
//!
//! Pure: no clock, no randomness, no order of declarations. It never looks at how a rule was written, but
//! for the text that explanations quote.

mod actions;
mod answer;
mod ask;
mod blank;
mod blockers;
mod calculate;
mod column;
mod compare;
mod context;
mod decide;
mod explain;
mod expression;
mod findings;
mod fired;
#[cfg(test)]
mod fixture;
mod found;
mod group;
mod lanes;
mod machine;
mod observe;
mod probe;
mod rank;
mod registers;
mod rows;
mod rule;
mod select;
mod show;
mod table;
#[cfg(test)]
mod tests;
mod trace;
mod watch;

pub(crate) use actions::Outlook;
pub use answer::Answer;
pub use context::Workspace;
pub use decide::{answer_each, codes, codes_each, evaluate, evaluate_each, evaluate_watched};
pub(crate) use fired::{Fired, Place, Source};
pub(crate) use found::Found;
pub use lanes::MOST_LANES;
pub use observe::observe;
pub use probe::{Ended, Probe, probe};
pub(crate) use show::Shown;
pub use watch::{Sight, Watch};

/// How much of the reasoning a decision carries.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub enum Explain {
    /// Codes alone, which [`codes`] is for. A [`crate::decision::Decision`] carries messages at least.
    Codes,
    /// Codes, messages and remedies.
    Messages,
    /// The condition, the values it saw and the rule's place as well.
    #[default]
    Reasons,
    /// The rules that did not fire as well, with what kept them from it.
    All,
}

/// What happens to values of private fields.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Privacy {
    /// They print as `•••`.
    #[default]
    Mask,
    /// They print as they are.
    Reveal,
}

/// How a decision is to be written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Options {
    /// How much of the reasoning it carries.
    pub explain: Explain,
    /// What happens to private values.
    pub privacy: Privacy,
}
