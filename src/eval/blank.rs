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
    record: RecordRef<'a>,
    when: When,
    options: Options,
) -> Decision<'a> {
    let explain_all = options.explain == Explain::All;
    Decision {
        id: record_id(program, record, options.privacy),
        decision: Outcome::Accept,
        policy: None,
        version: None,
        at: when
            .now
            .in_zone_on(when.today, when.ahead, program.timezone),
        today: when.today,
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

fn unknown_fields(program: &Program, record: RecordRef<'_>) -> Vec<UnknownField> {
    let unknown = record.unknown_fields(&program.schema);
    let printable = unknown.map(|unknown| UnknownField {
        field: escape_controls(&unknown.field),
        ..unknown
    });
    printable.collect()
}

/// What a record calls itself.
pub(super) fn record_id<'a>(
    program: &Program,
    record: RecordRef<'a>,
    privacy: Privacy,
) -> Option<Cow<'a, str>> {
    let field = program.schema.field(program.schema.id?);
    let text = record.text_in(field.slot?)?;
    Some(match field.private && privacy == Privacy::Mask {
        true => MASK.into(),
        false => printable(text),
    })
}

fn assumed<'a>(program: &'a Program, record: RecordRef<'_>, privacy: Privacy) -> Vec<Assumed<'a>> {
    let each = record.assumed().iter().map(|(field, index)| Assumed {
        field: field_path(&program.schema, *field, *index),
        taken_as: show_default(program, *field, privacy),
    });
    each.collect()
}
