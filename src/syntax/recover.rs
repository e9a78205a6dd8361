//! Cutting a broken file at its declarations, and a broken ruleset at its rules, so that sound parts survive.
//!
//! In: a text that does not parse. Out: what could be read, `Broken` for the rest, a fault for each part.

use super::ast::{Broken, Item, ItemKind, Name, Ruleset};
use super::build::Builder;
use super::cursor::Cursor;
use super::grammar::Rule;
use super::limits::{self, Head, Scan};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::source::{SourceId, Span};

const DECLARATIONS: [(&str, ItemKind); 10] = [
    ("settings", ItemKind::Settings),
    ("enum", ItemKind::Enum),
    ("record", ItemKind::Record),
    ("param", ItemKind::Param),
    ("let", ItemKind::Let),
    ("table", ItemKind::Table),
    ("ruleset", ItemKind::Ruleset),
    ("policy", ItemKind::Policy),
    ("sample", ItemKind::Sample),
    ("test", ItemKind::Test),
];
/// Declarations that the language has and this version does not.
const NOT_YET: [&str; 1] = ["prove"];
const MEMBERS: [&str; 2] = ["rule", "param"];

fn kind_of(word: &str) -> Option<ItemKind> {
    let found = DECLARATIONS.iter().find(|(known, _)| *known == word);
    found.map(|(_, kind)| *kind)
}

/// What stands for a declaration that could not be read; `text` starts with its keyword.
pub(super) fn broken(builder: &Builder<'_>, kind: ItemKind, text: &str, at: usize) -> Broken {
    let text = text.trim_end();
    let after = text.find(char::is_whitespace).unwrap_or(text.len());
    let rest = text.get(after..).unwrap_or("");
    let start = after + rest.len() - rest.trim_start().len();
    let rest = text.get(start..).unwrap_or("");
    let word = leading_word(rest);
    // A name with a strange character in it is not known by its first half.
    let whole = rest
        .chars()
        .nth(word.len())
        .is_none_or(|next| next.is_ascii());
    let named = !word.is_empty() && whole && kind != ItemKind::Settings;
    let name = named.then(|| Name {
        text: word.to_owned(),
        span: builder.span_of(at + start..at + start + word.len()),
    });
    Broken {
        kind,
        name,
        span: builder.span_of(at..at + text.len()),
    }
}

/// A nameless declaration of each kind, none of which could be read.
pub(super) fn anything(source: SourceId) -> Vec<Item> {
    let span = Span {
        source,
        start: 0,
        end: 0,
    };
    let broken = |(_, kind)| {
        Item::Broken(Broken {
            kind,
            name: None,
            span,
        })
    };
    DECLARATIONS.map(broken).into()
}

fn leading_word(text: &str) -> &str {
    let end = text
        .find(|char: char| !char.is_ascii_alphanumeric() && char != '_')
        .unwrap_or(text.len());
    let word = text.get(..end).unwrap_or("");
    if word.starts_with(|char: char| char.is_ascii_digit()) {
        ""
    } else {
        word
    }
}

/// Reads what can be read of a file that is known not to be sound, and says what is wrong with it.
pub(super) fn parse_broken(builder: &Builder<'_>, text: &str, scan: Scan<'_>) -> Vec<Item> {
    let fault = match scan.is_sound() {
        true => match builder.parse(Rule::file, text) {
            Ok(pair) => return builder.items(pair),
            Err(fault) => Some(fault),
        },
        false => None,
    };
    let items = recover(builder, text, &scan);
    // Each part may be sound by itself; then what is wrong is wrong with the whole.
    if builder.diagnostics.borrow().is_empty() {
        let whole = scan.faults.into_iter().chain(scan.brackets);
        let whole = whole.map(|(_, fault)| fault);
        whole
            .chain(fault)
            .take(1)
            .for_each(|each| builder.report(each));
    }
    items
}

fn recover(builder: &Builder<'_>, text: &str, scan: &Scan<'_>) -> Vec<Item> {
    let starts = |head: &Head<'_>| {
        let in_place = if scan.brackets.is_empty() {
            head.depth == 0
        } else {
            head.first_column
        };
        in_place && starts_declaration(text, head)
    };
    let mut items = Vec::new();
    for (at, part) in cut(text, scan, starts) {
        let part_builder = Builder {
            base: builder.base + at,
            ..*builder
        };
        recover_part(&part_builder, part, &mut items);
    }
    items
}

/// A keyword, or a misspelt one with a name after it.
fn starts_declaration(text: &str, head: &Head<'_>) -> bool {
    if kind_of(head.word).is_some() || NOT_YET.contains(&head.word) {
        return true;
    }
    let after = text.get(head.at + head.word.len()..).unwrap_or("");
    let name_follows = !leading_word(after.trim_start_matches([' ', '\t'])).is_empty();
    name_follows && misspelt_kind(head.word).is_some()
}

fn misspelt_kind(word: &str) -> Option<ItemKind> {
    let known = DECLARATIONS.iter().map(|(word, _)| *word);
    let near = nearest(word, known).filter(|_| word.len() > 3);
    near.and_then(kind_of)
}

/// The parts that start at these heads, and what stands before the first where there is anything in it.
fn cut<'t>(
    text: &'t str,
    scan: &Scan<'_>,
    mut starts: impl FnMut(&Head<'_>) -> bool,
) -> Vec<(usize, &'t str)> {
    let heads = scan.heads.iter().filter(|head| starts(head));
    let mut parts = Vec::new();
    let mut start = 0;
    for end in heads.map(|head| head.at).chain([text.len()]) {
        let part = text.get(start..end).unwrap_or("");
        if !is_blank(part) {
            parts.push((start, part));
        }
        start = end;
    }
    parts
}

/// A sound text in stretches of whole declarations: each with at least so many bytes but for the last, and where it starts.
pub(super) fn stretches<'t>(text: &'t str, scan: &Scan<'_>, least: usize) -> Vec<(usize, &'t str)> {
    let mut start = 0;
    cut(text, scan, |head| {
        let is_declaration = head.first_column && head.depth == 0 && kind_of(head.word).is_some();
        let is_far = head.at - start >= least;
        if is_declaration && is_far {
            start = head.at;
        }
        is_declaration && is_far
    })
}

/// Nothing but white space and comments.
fn is_blank(text: &str) -> bool {
    let says_nothing = |line: &str| {
        let line = line.trim_start();
        line.is_empty() || line.starts_with('#')
    };
    text.lines().all(says_nothing)
}

fn recover_part(builder: &Builder<'_>, part: &str, items: &mut Vec<Item>) {
    let word = leading_word(part);
    if NOT_YET.contains(&word) {
        let message = format!("`{word}` is not known to this version yet");
        let span = builder.span_of(0..word.len());
        builder.report(
            Diagnostic::new(Code::NotYet, span, message)
                .hint("Take it out for now; it does not change any decision."),
        );
        return;
    }
    let scan = limits::scan(builder.source, part, builder.base);
    let parsed = if scan.is_sound() {
        builder.parse(Rule::file, part).map_err(|fault| vec![fault])
    } else {
        Err(faults(scan))
    };
    let faults = match parsed {
        Ok(pair) => return items.extend(builder.items(pair)),
        Err(faults) => faults,
    };
    if word == "ruleset"
        && let Some(ruleset) = recover_ruleset(builder, part, &faults)
    {
        items.push(Item::Ruleset(ruleset));
        return;
    }
    faults.into_iter().for_each(|fault| builder.report(fault));
    if let Some(kind) = kind_of(word).or_else(|| misspelt_kind(word)) {
        items.push(Item::Broken(broken(builder, kind, part, 0)));
    }
}

fn faults(scan: Scan<'_>) -> Vec<Diagnostic> {
    let all = scan.faults.into_iter().chain(scan.brackets);
    all.map(|(_, fault)| fault).collect()
}

/// The ruleset with those of its rules that are sound; `None` if it has no body.
fn recover_ruleset(builder: &Builder<'_>, text: &str, whole: &[Diagnostic]) -> Option<Ruleset> {
    let brace = body_start(text)?;
    let mut found = Found::default();
    let mut ruleset = ruleset_head(builder, text, brace, &mut found)?;
    let body = text.get(brace + 1..).unwrap_or("");
    let members = Builder {
        base: builder.base + brace + 1,
        ..*builder
    };
    let scan = limits::scan(builder.source, body, members.base);
    let starts = |head: &Head<'_>| starts_member(body, head);
    let parts = cut(body, &scan, starts);
    let last = parts.len();
    for (index, (at, part)) in parts.into_iter().enumerate() {
        let member = Builder {
            base: members.base + at,
            ..members
        };
        let part = if index + 1 == last {
            match without_closer(&member, part) {
                Some(part) => part,
                None => {
                    found.report(
                        builder,
                        whole
                            .iter()
                            .find(|each| is_at(builder, each, brace))
                            .cloned(),
                    );
                    part
                }
            }
        } else {
            part
        };
        recover_member(&member, part, &mut ruleset, &mut found);
    }
    if !found.any {
        whole.iter().for_each(|fault| builder.report(fault.clone()));
    }
    Some(ruleset)
}

fn is_at(builder: &Builder<'_>, fault: &Diagnostic, at: usize) -> bool {
    fault.primary.span.start as usize == builder.base + at
}

/// Whether anything was reported.
#[derive(Default)]
struct Found {
    any: bool,
}

impl Found {
    fn report(&mut self, builder: &Builder<'_>, faults: impl IntoIterator<Item = Diagnostic>) {
        for fault in faults {
            self.any = true;
            builder.report(fault);
        }
    }
}

/// The first brace outside of texts and comments.
fn body_start(text: &str) -> Option<usize> {
    let mut in_text = false;
    let mut in_comment = false;
    let mut escaped = false;
    for (at, char) in text.char_indices() {
        match char {
            '\n' => (in_text, in_comment, escaped) = (false, false, false),
            _ if in_comment => {}
            _ if escaped => escaped = false,
            '\\' if in_text => escaped = true,
            '"' => in_text = !in_text,
            '#' if !in_text => in_comment = true,
            '{' if !in_text => return Some(at),
            _ => {}
        }
    }
    None
}

/// The ruleset's head; one that cannot be read leaves the name.
fn ruleset_head(
    builder: &Builder<'_>,
    text: &str,
    brace: usize,
    found: &mut Found,
) -> Option<Ruleset> {
    let head = text.get(..brace).unwrap_or("");
    let scan = limits::scan(builder.source, head, builder.base);
    let faults = if scan.is_sound() {
        match builder.parse(Rule::ruleset_head_only, head) {
            Ok(pair) => {
                let head = Cursor::new(pair).take(Rule::ruleset_head);
                match head.and_then(|head| builder.ruleset_head(head)) {
                    Ok(ruleset) => return Some(ruleset),
                    Err(fault) => builder.report_fault(fault),
                }
                found.any = true;
                Vec::new()
            }
            Err(fault) => vec![fault],
        }
    } else {
        faults(scan)
    };
    found.report(builder, faults);
    let broken = broken(builder, ItemKind::Ruleset, text, 0);
    Some(Ruleset {
        name: broken.name?,
        for_each: None,
        guard: None,
        params: Vec::new(),
        rules: Vec::new(),
        broken: Vec::new(),
        span: broken.span,
    })
}

/// `rule x` or `param x` at the start of a line, or nearly so.
fn starts_member(text: &str, head: &Head<'_>) -> bool {
    let after = text.get(head.at + head.word.len()..).unwrap_or("");
    let name = leading_word(after.trim_start_matches([' ', '\t']));
    let near = MEMBERS.contains(&head.word)
        || head.depth == 0 && head.word.len() > 2 && nearest(head.word, MEMBERS).is_some();
    near && !name.is_empty()
}

/// The last part without the brace that closes the ruleset; `None` if there is no such brace.
fn without_closer<'t>(builder: &Builder<'_>, part: &'t str) -> Option<&'t str> {
    let scan = limits::scan(builder.source, part, builder.base);
    let (at, _) = scan
        .brackets
        .iter()
        .find(|(_, fault)| fault.hint.is_some() && fault.message.contains("closes nothing"))?;
    part.get(..*at)
}

fn recover_member(builder: &Builder<'_>, part: &str, ruleset: &mut Ruleset, found: &mut Found) {
    let scan = limits::scan(builder.source, part, builder.base);
    let faults = if scan.is_sound() {
        match builder.parse(Rule::ruleset_body_only, part) {
            Ok(pair) => {
                for member in Cursor::new(pair).rest() {
                    let before = ruleset.broken.len();
                    builder.member(ruleset, member);
                    found.any |= ruleset.broken.len() > before;
                }
                return;
            }
            Err(fault) => vec![fault],
        }
    } else {
        faults(scan)
    };
    found.report(builder, faults);
    let kind = match nearest(leading_word(part), MEMBERS) {
        Some("param") => ItemKind::Param,
        _ => ItemKind::Rule,
    };
    ruleset.broken.push(broken(builder, kind, part, 0));
}
