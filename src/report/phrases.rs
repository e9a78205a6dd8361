//! What rules say whatever the record is, as JSON that has only its values left open.
//!
//! A reason is mostly words of its rule. They are put in quotes when the rule first fires, and copied from then on.

use super::answer::{write_place, write_policy, write_rest, write_timezone};
use super::json::{Json, within_quotes};
use crate::decision::{ElementPath, Retry};
use crate::eval::{Fired, Found, Shown};
use crate::program::{Expr, Message, MessagePart, Program, Rule, Told};

/// What the rules of one program say, as far as they have said it. Whoever writes many answers keeps one.
#[derive(Clone, Debug, Default)]
pub struct Phrases {
    pub(super) rules: Rules,
    pub(super) policies: Policies,
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
    /// Between the outcome and the instant.
    pub name: Box<str>,
    /// Between the date and the reasons.
    pub timezone: Box<str>,
    /// Behind the reasons where nothing else is told: without the grounds of rules, and with them.
    ends: [Option<Box<str>>; 2],
}

/// How a rule is told of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Manner {
    /// As a hint, not as a reason.
    is_advice: bool,
    /// With the condition that held, or without any.
    grounds: Option<Option<usize>>,
}

/// A piece of JSON with gaps, each behind the text that leads up to it.
#[derive(Clone, Debug)]
struct Phrase {
    parts: Vec<(Box<str>, Gap)>,
    end: Box<str>,
}

/// What is put in for a record.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Gap {
    /// How much the rule weighs.
    Severity,
    /// How the policy treats it differently.
    Treatment,
    /// When to come back.
    Retry,
    /// The element that the rule looked at.
    Path,
    /// A part of its message.
    Because(usize),
    /// A part of its remedy.
    Fix(usize),
    /// A value that a condition saw.
    Seen { condition: usize, operand: usize },
}

impl Phrases {
    /// Those of a program, none of them made yet.
    pub fn new(program: &Program) -> Phrases {
        Phrases {
            rules: Rules(vec![Vec::new(); program.rules.len()]),
            policies: Policies(vec![None; program.policies.len()]),
        }
    }
}

impl Policies {
    /// What is the same for all decisions of the policy that decides a record.
    pub fn of(&mut self, found: &Found<'_, '_>) -> &mut Policy {
        let place = found.policy().plan.place as usize;
        grown(&mut self.0, place).get_or_insert_with(|| Policy {
            name: text(|json| write_policy(json, found)),
            timezone: text(|json| write_timezone(json, found)),
            ends: [None, None],
        })
    }
}

impl Policy {
    /// What stands behind the reasons of a record of which nothing else is told.
    pub fn end(&mut self, found: &Found<'_, '_>) -> &str {
        let [plain, with_grounds] = &mut self.ends;
        let end = match found.has_grounds() {
            true => with_grounds,
            false => plain,
        };
        end.get_or_insert_with(|| text(|json| write_rest(json, found)))
    }
}

impl Rules {
    /// Writes a reason or a hint.
    pub fn write(&mut self, fired: &Fired<'_, '_>, has_grounds: bool, json: &mut Json<'_>) {
        let manner = Manner {
            is_advice: fired.is_advice(),
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
fn text(write: impl FnOnce(&mut Json<'_>)) -> Box<str> {
    let mut draft = Draft::default();
    write(&mut draft.json());
    draft.take()
}

impl Phrase {
    fn write(&self, fired: &Fired<'_, '_>, json: &mut Json<'_>) {
        for (before, gap) in &self.parts {
            json.raw(before);
            fill(*gap, fired, json);
        }
        json.raw(&self.end);
    }
}

fn fill(gap: Gap, fired: &Fired<'_, '_>, json: &mut Json<'_>) {
    let rule = fired.rule();
    match gap {
        Gap::Severity => json.raw(fired.severity().word()),
        Gap::Treatment => match fired.treated() {
            None => json.raw(r#","treated_from":null,"treated_because":null"#),
            Some(treated) => {
                json.word(r#","treated_from":""#, treated.from.word());
                json.perhaps(r#","treated_because":"#, &treated.because);
            }
        },
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
        Gap::Because(part) => say(&rule.because, part, fired, json),
        Gap::Fix(part) => say(&rule.fix, part, fired, json),
        Gap::Seen { condition, operand } => {
            if let Some(expr) = operand_of(fired.told(condition), operand) {
                show(&fired.seen(expr), json);
            }
        }
    }
}

fn operand_of(told: Option<&Told>, operand: usize) -> Option<&Expr> {
    let (_, expr) = told?.operands.get(operand)?;
    Some(expr)
}

fn say<'a>(message: &'a Option<Message>, part: usize, fired: &Fired<'_, 'a>, json: &mut Json<'_>) {
    let part = message.as_ref().and_then(|message| message.parts.get(part));
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
    parts: Vec<(Box<str>, Gap)>,
    /// What was written since the last gap.
    text: Vec<u8>,
}

impl Draft {
    fn json(&mut self) -> Json<'_> {
        Json(&mut self.text)
    }

    fn gap(&mut self, gap: Gap) {
        let before = self.take();
        self.parts.push((before, gap));
    }

    fn take(&mut self) -> Box<str> {
        let text = std::mem::take(&mut self.text);
        // Only texts were put together, so that this is one.
        String::from_utf8(text).unwrap_or_default().into()
    }

    fn end(mut self) -> Phrase {
        Phrase {
            end: self.take(),
            parts: self.parts,
        }
    }

    fn message(&mut self, key: &str, message: &Option<Message>, gap: fn(usize) -> Gap) {
        self.json().raw(key);
        let Some(message) = message else {
            return self.json().raw("null");
        };
        self.json().raw("\"");
        for (place, part) in message.parts.iter().enumerate() {
            match part {
                MessagePart::Text(text) => within_quotes(text, &mut self.text),
                MessagePart::Value(_) => self.gap(gap(place)),
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
    if !manner.is_advice {
        draft.json().raw(r#","severity":""#);
        draft.gap(Gap::Severity);
        draft.json().raw("\"");
        draft.gap(Gap::Treatment);
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
    draft.message(r#","message":"#, &rule.because, Gap::Because);
    draft.message(r#","fix":"#, &rule.fix, Gap::Fix);
    draft.json().text(r#","rule":"#, &rule.full_name);
    match manner.is_advice {
        true => draft.gap(Gap::Treatment),
        false => draft.json().texts(r#","cites":["#, &rule.cites),
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
    let held = held.and_then(|condition| Some((condition, fired.told(condition)?)));
    let Some((condition, told)) = held else {
        return draft.json().raw(r#","condition":null,"values":{}"#);
    };
    draft.json().text(r#","condition":"#, &told.condition);
    draft.json().raw(r#","values":{"#);
    for (operand, (name, _)) in told.operands.iter().enumerate() {
        let between = if operand > 0 { "," } else { "" };
        draft.json().text(between, name);
        draft.json().raw(":\"");
        draft.gap(Gap::Seen { condition, operand });
        draft.json().raw("\"");
    }
    draft.json().raw("}");
}
