//! A record to the snapshot of its explanation.

use super::PolicySet;
use crate::eval::{Explain, Options, Privacy, observe};
use crate::record::Record;
use crate::report::{Colour, decision_text};
use crate::snapshot::{Snapshot, plain};
use crate::value::Instant;

impl PolicySet {
    /// The explanation of a record as [`PolicySet::evaluate`] and the report of decisions give it, to be kept.
    /// Private values are masked; neither where rules stand nor their digest is part of it.
    pub fn snapshot(&self, name: &str, record: &Record, at: Instant) -> Snapshot {
        let options = Options {
            explain: Explain::Reasons,
            privacy: Privacy::Mask,
        };
        let mut decision = self.evaluate(record, at, options);
        plain(&mut decision);
        let text = decision_text(&decision, Colour::Never);
        let rules = observe(&self.program, record, at, options.privacy);
        Snapshot::new(name.to_owned(), &decision, text, rules)
    }
}
