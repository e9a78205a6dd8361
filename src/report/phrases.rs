//! What rules say whatever the record is, as JSON that has only its values left open.
//!
//! A reason is mostly words of its rule. They are put in quotes when the rule first fires, and copied from then on.

use super::answer::{write_brief_start, write_place, write_rest, write_start, write_timezone};
use super::json::{Json, Stamp, within_quotes};
use crate::decision::{ElementPath, Outcome, Retry, Severity};
use crate::eval::{Fired, Found, Place, Shown, Source};
use crate::program::{Expr, Message, MessagePart, Program, Rule, RuleId, Told};

/// What the rules of one program say, as far as they have said it. Whoever writes many answers keeps one.
#[derive(Clone, Debug, Default)]
pub struct Phrases {
    pub(super) rules: Rules,
    pub(super) codes: Codes,
    pub(super) policies: Policies,
}

/// What rules say in codes, by `RuleId`: as reject, as review and as hint.
#[derive(Clone, Debug, Default)]
pub(super) struct Codes(Vec<[Option<Code>; 3]>);

/// What a rule says in codes.
#[derive(Clone, Debug)]
pub(super) struct Code {
    start: Stamp,
    /// What stands behind the place of the element, if it looks at any.
    end: Option<Stamp>,
}

/// What rules say, by `RuleId`: a phrase for each way in which a rule was told of.
#[derive(Clone, Debug, Default)]
pub(super) struct Rules(Vec<Vec<(Manner, Phrase)>>);

/// What all decisions of a policy say, by the place of the policy.
#[derive(Clone, Debug, Default)]
pub(super) struct Policies(Vec<Option<Policy>>);

/// What all decisions of a policy say.
#[derive(Clone, Debug)]
pub(super) struct Policy {
    /// By the outcome: what stands between the id and the instant, and between the id and the reasons in codes.
    starts: [[Stamp; 4]; 2],
    /// Between the date and the reasons.
    pub timezone: Stamp,
    /// Behind the reasons where nothing else is told: without the grounds of rules, and with them.
    ends: [Option<Stamp>; 2],
}

/// How a rule is told of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Manner {
    /// A hint or a reason.
    severity: Severity,
    /// Whether the policy treats it differently than written.
    is_treated: bool,
    /// With the condition that held, or without any.
    grounds: Option<Option<usize>>,
}

/// A piece of JSON with gaps.
#[derive(Clone, Debug)]
struct Phrase {
    text: Stamp,
    /// Where in the text they are.
    gaps: Vec<(u32, Gap)>,
}

/// What is put in for a record.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Gap {
    /// How the policy treats it differently.
    Treatment,
    /// When to come back.
    Retry,
    /// The element that the rule looked at.
    Path,
    /// The value of a field, as texts say it or as a condition saw it.
    Field { place: Place, is_said: bool },
    /// Any other value in its message.
    Because { part: u32 },
    /// Or in its remedy.
    Fix { part: u32 },
    /// Any other value that a condition saw.
    Seen { condition: u32, operand: u32 },
}

impl Phrases {
    /// Those of a program, none of them made yet.
    pub fn new(program: &Program) -> Phrases {
        Phrases {
            rules: Rules(vec![Vec::new(); program.rules.len()]),
            codes: Codes::default(),
            policies: Policies(vec![None; program.policies.len()]),
        }
    }
}

impl Policies {
    /// What is the same for all decisions of the policy that decides a record.
    pub fn of(&mut self, found: &Found<'_, '_>) -> &mut Policy {
        let place = found.policy().plan.place as usize;
        grown(&mut self.0, place).get_or_insert_with(|| Policy {
            starts: [write_start, write_brief_start]
                .map(|write| Outcome::ALL.map(|outcome| stamp(|json| write(json, outcome, found)))),
            timezone: stamp(|json| write_timezone(json, found)),
            ends: [None, None],
        })
    }
}

impl Policy {
    /// What stands between the id and the instant.
    pub fn start(&self, outcome: Outcome) -> &Stamp {
        let [starts, _] = &self.starts;
        of_outcome(starts, outcome)
    }

    /// What stands between the id and the reasons in codes.
    pub fn brief(&self, outcome: Outcome) -> &Stamp {
        let [_, starts] = &self.starts;
        of_outcome(starts, outcome)
    }

    /// What stands behind the reasons of a record of which nothing else is told.
    pub fn end(&mut self, found: &Found<'_, '_>) -> &Stamp {
        let [plain, with_grounds] = &mut self.ends;
        let end = match found.has_grounds() {
            true => with_grounds,
            false => plain,
        };
        end.get_or_insert_with(|| stamp(|json| write_rest(json, found)))
    }
}

fn of_outcome(each: &[Stamp; 4], outcome: Outcome) -> &Stamp {
    let [accept, review, incomplete, reject] = each;
    match outcome {
        Outcome::Accept => accept,
        Outcome::Review => review,
        Outcome::Incomplete => incomplete,
        Outcome::Reject => reject,
    }
}

impl Codes {
    /// What a rule says as a reason or a hint.
    pub fn of(&mut self, rule: RuleId, severity: Severity, found: &Found<'_, '_>) -> &Code {
        let [reject, review, advise] = grown(&mut self.0, rule.0 as usize);
        let code = match severity {
            Severity::Reject => reject,
            Severity::Review => review,
            Severity::Advise => advise,
        };
        code.get_or_insert_with(|| {
            let (name, list) = found.name_and_list(rule);
            Code::new(name, severity, list)
        })
    }
}

impl Code {
    fn new(name: &str, severity: Severity, list: Option<&str>) -> Code {
        let start = |json: &mut Json<'_>| {
            json.text(r#"{"code":"#, name);
            json.word(r#","severity":""#, severity.word());
            match list {
                Some(list) => {
                    json.raw(r#","path":""#);
                    within_quotes(list, json.0);
                    json.raw("[");
                }
                None => json.raw("}"),
            }
        };
        Code {
            start: stamp(start),
            end: list.map(|_| Stamp::new(b"]\"}")),
        }
    }

    /// Writes it, of an element if it looks at any.
    #[inline]
    pub fn write(&self, index: u32, json: &mut Json<'_>) {
        self.start.write(json.0);
        if let Some(end) = &self.end {
            json.number("", index);
            end.write(json.0);
        }
    }
}

impl Rules {
    /// Writes a reason or a hint.
    pub fn write(&mut self, fired: &Fired<'_, '_>, has_grounds: bool, json: &mut Json<'_>) {
        let manner = Manner {
            severity: fired.severity(),
            is_treated: fired.treated().is_some(),
            grounds: has_grounds.then(|| fired.held()),
        };
        let made = grown(&mut self.0, fired.rule_id().0 as usize);
        let place = made.iter().position(|(each, _)| *each == manner);
        let place = place.unwrap_or_else(|| {
            made.push((manner, phrase(fired, manner)));
            made.len() - 1
        });
        if let Some((_, phrase)) = made.get(place) {
            phrase.write(fired, json);
        }
    }
}

/// An item of a list, which is made longer where there is none: for a program that has more than the one before.
#[expect(clippy::indexing_slicing, reason = "it was just made long enough")]
fn grown<T: Clone + Default>(list: &mut Vec<T>, place: usize) -> &mut T {
    if list.len() <= place {
        list.resize(place + 1, T::default());
    }
    &mut list[place]
}

/// What something writes.
fn stamp(write: impl FnOnce(&mut Json<'_>)) -> Stamp {
    let mut text = Vec::new();
    write(&mut Json(&mut text));
    Stamp::new(&text)
}

impl Phrase {
    fn write(&self, fired: &Fired<'_, '_>, json: &mut Json<'_>) {
        let mut from = 0;
        for (at, gap) in &self.gaps {
            let at = *at as usize;
            self.text.write_part(from, at, json.0);
            fill(*gap, fired, json);
            from = at;
        }
        self.text.write_part(from, self.text.len(), json.0);
    }
}

fn fill(gap: Gap, fired: &Fired<'_, '_>, json: &mut Json<'_>) {
    let rule = fired.rule();
    match gap {
        Gap::Treatment => {
            let treated = fired.treated();
            json.perhaps_word(r#","treated_from":"#, treated.map(|each| each.from.word()));
            let because = treated.and_then(|each| each.because.as_deref());
            json.perhaps(r#","treated_because":"#, &because);
        }
        Gap::Retry => {
            let (retry, at) = fired.retry();
            write_retry(retry, at.as_deref(), json);
        }
        Gap::Path => match fired.element() {
            None => json.raw("null"),
            Some(ElementPath { list, index }) => {
                json.raw("\"");
                within_quotes(list, json.0);
                json.number("[", index);
                json.raw("]\"");
            }
        },
        Gap::Field { place, is_said } => show(&fired.field(place, is_said), json),
        Gap::Because { part } => say(&rule.because, part, fired, json),
        Gap::Fix { part } => say(&rule.fix, part, fired, json),
        Gap::Seen { condition, operand } => {
            if let Some(expr) = operand_of(fired.told(condition as usize), operand) {
                show(&fired.seen(expr), json);
            }
        }
    }
}

fn operand_of(told: Option<&Told>, operand: u32) -> Option<&Expr> {
    let (_, expr) = told?.operands.get(operand as usize)?;
    Some(expr)
}

fn say<'a>(message: &'a Option<Message>, part: u32, fired: &Fired<'_, 'a>, json: &mut Json<'_>) {
    let part = message
        .as_ref()
        .and_then(|message| message.parts.get(part as usize));
    if let Some(MessagePart::Value(expr)) = part {
        show(&fired.said(expr), json);
    }
}

fn show(shown: &Shown<'_>, json: &mut Json<'_>) {
    match shown {
        Shown::Text(text) => within_quotes(text, json.0),
        Shown::Figures(figures) => json.0.extend_from_slice(figures.as_bytes()),
    }
}

fn write_retry(retry: Retry, at: Option<&str>, json: &mut Json<'_>) {
    json.word(r#","retry":""#, retry.word());
    json.perhaps(r#","retry_at":"#, &at);
}

/// A phrase while it is made.
#[derive(Default)]
struct Draft {
    text: Vec<u8>,
    gaps: Vec<(u32, Gap)>,
}

impl Draft {
    fn json(&mut self) -> Json<'_> {
        Json(&mut self.text)
    }

    fn gap(&mut self, gap: Gap) {
        self.gaps.push((self.text.len() as u32, gap));
    }

    fn end(self) -> Phrase {
        Phrase {
            text: Stamp::new(&self.text),
            gaps: self.gaps,
        }
    }

    fn treatment(&mut self, manner: Manner) {
        match manner.is_treated {
            true => self.gap(Gap::Treatment),
            false => self
                .json()
                .raw(r#","treated_from":null,"treated_because":null"#),
        }
    }

    /// A value, or the gap for it where it is not the same for all records.
    fn value(&mut self, source: Source, now: Shown<'_>, is_said: bool, otherwise: Gap) {
        match source {
            Source::Same => show(&now, &mut self.json()),
            Source::Field(place) => self.gap(Gap::Field { place, is_said }),
            Source::Expression => self.gap(otherwise),
        }
    }

    fn message<'a>(
        &mut self,
        key: &str,
        message: &'a Option<Message>,
        fired: &Fired<'_, 'a>,
        gap: fn(u32) -> Gap,
    ) {
        self.json().raw(key);
        let Some(message) = message else {
            return self.json().raw("null");
        };
        self.json().raw("\"");
        for (place, part) in (0..).zip(&message.parts) {
            match part {
                MessagePart::Text(text) => within_quotes(text, &mut self.text),
                MessagePart::Value(expr) => {
                    self.value(fired.source(expr), fired.said(expr), true, gap(place));
                }
            }
        }
        self.json().raw("\"");
    }
}

/// All that a rule says in a manner, with the members of a [`Reason`](crate::decision::Reason) or of an
/// [`Advice`](crate::decision::Advice) in their order.
fn phrase(fired: &Fired<'_, '_>, manner: Manner) -> Phrase {
    let rule = fired.rule();
    let mut draft = Draft::default();
    draft.json().text(r#"{"code":"#, &rule.name);
    let is_reason = manner.severity != Severity::Advise;
    if is_reason {
        draft
            .json()
            .word(r#","severity":""#, manner.severity.word());
        draft.treatment(manner);
        match &rule.retry_at {
            Some(_) if !rule.is_final => draft.gap(Gap::Retry),
            _ => {
                let (retry, at) = fired.retry();
                write_retry(retry, at.as_deref(), &mut draft.json());
            }
        }
    }
    draft.json().raw(r#","path":"#);
    match fired.looks_at_elements() {
        true => draft.gap(Gap::Path),
        false => draft.json().raw("null"),
    }
    let because = |part| Gap::Because { part };
    draft.message(r#","message":"#, &rule.because, fired, because);
    draft.message(r#","fix":"#, &rule.fix, fired, |part| Gap::Fix { part });
    draft.json().text(r#","rule":"#, &rule.full_name);
    match is_reason {
        true => draft.json().texts(r#","cites":["#, &rule.cites),
        false => draft.treatment(manner),
    }
    if let Some(held) = manner.grounds {
        grounds(&mut draft, rule, fired, held);
    }
    draft.json().raw("}");
    draft.end()
}

/// Where the rule stands, the condition that held and what it saw.
fn grounds(draft: &mut Draft, rule: &Rule, fired: &Fired<'_, '_>, held: Option<usize>) {
    write_place(&mut draft.json(), &rule.place);
    let held = held.and_then(|condition| Some((condition as u32, fired.told(condition)?)));
    let Some((condition, told)) = held else {
        return draft.json().raw(r#","condition":null,"values":{}"#);
    };
    draft.json().text(r#","condition":"#, &told.condition);
    draft.json().raw(r#","values":{"#);
    for (operand, (name, expr)) in (0..).zip(&told.operands) {
        let between = if operand > 0 { "," } else { "" };
        draft.json().text(between, name);
        draft.json().raw(":\"");
        let otherwise = Gap::Seen { condition, operand };
        draft.value(fired.source(expr), fired.seen(expr), false, otherwise);
        draft.json().raw("\"");
    }
    draft.json().raw("}");
}
