//! What a decision says whatever is decided: of the record, of the instant, and of the rules as a whole.

use super::context::When;
use super::show::{MASK, field_path, printable, show_default};
use super::{Explain, Options, Privacy};
use crate::decision::{Assumed, Decision, Next, Outcome, UnknownField};
use crate::program::Program;
use crate::record::RecordRef;
use crate::value::escape_controls;
use std::borrow::Cow;

/// The parts of a decision that hang on no policy.
pub(super) fn blank<'a>(
    program: &'a Program,
    id: Option<IdField>,
    record: RecordRef<'a>,
    when: When,
    options: Options,
) -> Decision<'a> {
    let explain_all = options.explain == Explain::All;
    Decision {
        id: id.and_then(|id| id.id(record)),
        decision: Outcome::Accept,
        policy: None,
        version: None,
        at: when
            .now
            .in_zone_on(when.today, when.ahead, program.timezone),
        today: when.today.date,
        timezone: program.timezone.name().into(),
        checked: Cow::default(),
        reasons: Vec::new(),
        missing: Vec::new(),
        advice: Vec::new(),
        grants: Vec::new(),
        next: Next::default(),
        unknown_fields: unknown_fields(program, record),
        trace: (options.explain > Explain::Messages).then(Vec::new),
        assumed: explain_all.then(|| assumed(program, record, options.privacy)),
        rules: program.digest.as_str().into(),
    }
}

pub(super) fn unknown_fields(program: &Program, record: RecordRef<'_>) -> Vec<UnknownField> {
    let unknown = record.unknown_fields(&program.schema);
    let printable = unknown.map(|unknown| UnknownField {
        field: escape_controls(&unknown.field),
        ..unknown
    });
    printable.collect()
}

/// Where records say what they call themselves.
#[derive(Clone, Copy)]
pub(super) struct IdField {
    slot: u32,
    hidden: bool,
}

impl IdField {
    /// The field that is the id, if rules keep it.
    pub fn of(program: &Program, privacy: Privacy) -> Option<IdField> {
        let field = program.schema.field(program.schema.id?);
        Some(IdField {
            slot: field.slot?,
            hidden: field.private && privacy == Privacy::Mask,
        })
    }

    /// What a record calls itself.
    #[inline]
    pub fn id(self, record: RecordRef<'_>) -> Option<Cow<'_, str>> {
        self.text(record).map(printable)
    }

    /// The same as it stands there, which may hold characters that cannot be shown.
    #[inline]
    pub fn text(self, record: RecordRef<'_>) -> Option<&str> {
        let text = record.text_in(self.slot)?;
        Some(if self.hidden { MASK } else { text })
    }
}

pub(super) fn assumed<'a>(
    program: &'a Program,
    record: RecordRef<'_>,
    privacy: Privacy,
) -> Vec<Assumed<'a>> {
    let each = record.assumed().iter().map(|(field, index)| Assumed {
        field: field_path(&program.schema, *field, *index),
        taken_as: show_default(program, *field, privacy),
    });
    each.collect()
}
