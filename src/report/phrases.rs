//! What rules say whatever the record is, as JSON that has only its values left open.
//!
//! A reason is mostly words of its rule. They are put in quotes when the rule first fires, and copied from then on.

use super::answer::write_place;
use super::json::{Json, within_quotes};
use crate::decision::{ElementPath, Retry};
use crate::eval::Fired;
use crate::program::{Expr, Message, MessagePart, Program, Rule, Told};

/// What the rules of one program say, as far as they have said it. Whoever writes many answers keeps one.
#[derive(Clone, Debug)]
pub struct Phrases {
    timezone: &'static str,
    digest: Box<str>,
    /// By `RuleId`: one for each way in which the rule was told of.
    rules: Vec<Vec<(Manner, Phrase)>>,
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
            timezone: program.timezone.name(),
            digest: program.digest.as_str().into(),
            rules: vec![Vec::new(); program.rules.len()],
        }
    }

    pub(super) fn timezone(&self) -> &'static str {
        self.timezone
    }

    pub(super) fn digest(&self) -> &str {
        &self.digest
    }

    /// Writes a reason or a hint.
    pub(super) fn write(&mut self, fired: &Fired<'_, '_>, has_grounds: bool, json: &mut Json<'_>) {
        let manner = Manner {
            is_advice: fired.is_advice(),
            grounds: has_grounds.then(|| fired.held()),
        };
        let id = fired.rule_id().0 as usize;
        if self.rules.len() <= id {
            self.rules.resize(id + 1, Vec::new());
        }
        let Some(made) = self.rules.get_mut(id) else {
            return;
        };
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
                within_quotes(&fired.seen(expr), json.0);
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
        within_quotes(&fired.said(expr), json.0);
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
