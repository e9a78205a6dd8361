//! Taking out what cites a row, in the text of the rules, and looking for a sample that is decided in another way.

use super::Kind;
use crate::support::pack::{Files, decide, load, samples};
use admit::decision::Decision;
use admit::engine::PolicySet;
use admit::eval::Options;
use admit::program::{Citation, CitedBy, Policy, Program, Rule, Table, Type};
use admit::source::Span;
use admit::value::{Constant, Scalar};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::thread;

/// What is taken out of a place.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum How {
    /// The remedy of a rule: another text stands in its place.
    Remedy,
    /// All of it.
    Whole,
}

/// Another value for a parameter of the pack.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Given {
    param: String,
    value: String,
}

/// What is taken out, and where.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Place {
    /// The first of its citations among those of the rules.
    first: usize,
    how: How,
    /// What a policy owner has to say first, where the place does nothing by itself.
    given: Option<Given>,
}

impl Place {
    /// Where a row of this kind is cited by one of the citations.
    pub fn new(
        cited: &[Citation<'_>],
        at: &Citation<'_>,
        kind: Kind,
        given: Option<Given>,
    ) -> Place {
        let is_there = |each: &Citation<'_>| each.span == at.span;
        Place {
            first: cited.iter().position(is_there).unwrap(),
            how: match (kind, at.by) {
                (Kind::Remedy, CitedBy::Rule) => How::Remedy,
                _ => How::Whole,
            },
            given,
        }
    }
}

/// Rules, and what they tell the samples.
pub struct Rules {
    files: Files,
    set: PolicySet,
    samples: Vec<Sample>,
}

struct Sample {
    record: Value,
    told: Value,
    /// The same as text, to look for names in.
    text: String,
}

impl Rules {
    pub fn new(files: Files) -> Rules {
        let set = load(&files);
        let sample = |record| {
            let told = told(&decide(&set, &record, Options::default()));
            let text = told.to_string();
            Sample { record, told, text }
        };
        let samples = samples().into_values().map(sample).collect();
        Rules {
            files,
            set,
            samples,
        }
    }

    pub fn set(&self) -> &PolicySet {
        &self.set
    }

    /// The places without which every sample is told the same, with the rows that are cited there.
    pub fn without_effect(&self, places: &BTreeMap<Place, Vec<String>>) -> Vec<String> {
        let idle = |(place, ids): (&Place, &Vec<String>)| {
            let changes = match &place.given {
                None => self.changes_without(place),
                Some(given) => Rules::new(self.turned(given)).changes_without(place),
            };
            let cited = self.set.citations();
            let at = &cited[place.first];
            let line = format!("{}:{}", at.file, at.line);
            let what = match place.how {
                How::Remedy => "remedy of the rule",
                How::Whole => at.by.word(),
            };
            (!changes).then(|| format!("{line}: {what} {} ({})", at.name, ids.join(", ")))
        };
        let threads = thread::available_parallelism().map_or(1, usize::from);
        let next = Mutex::new(places.iter());
        let work = || {
            let take = || next.lock().unwrap().next();
            std::iter::from_fn(take)
                .filter_map(idle)
                .collect::<Vec<_>>()
        };
        let mut found = thread::scope(|scope| {
            let running: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
            let found = running.into_iter().map(|thread| thread.join().unwrap());
            found.collect::<Vec<_>>().concat()
        });
        found.sort_unstable();
        found
    }

    /// Samples that name the place come first: most likely they are the ones that change.
    fn changes_without(&self, place: &Place) -> bool {
        let changed = load(&self.taken_out(place));
        let name = &self.set.citations()[place.first].name;
        let names = |sample: &&Sample| sample.text.contains(name);
        let likely = self.samples.iter().filter(names);
        let others = self.samples.iter().filter(|sample| !names(sample));
        likely.chain(others).any(|sample| {
            told(&decide(&changed, &sample.record, Options::default())) != sample.told
        })
    }

    /// The rules with another value for a parameter.
    fn turned(&self, given: &Given) -> Files {
        let mut files = self.files.clone();
        let start = format!("param {}:", given.param);
        let holder = files
            .values_mut()
            .find(|text| text.contains(&start))
            .unwrap();
        let param = holder.find(&start).unwrap();
        let value = param + holder[param..].find('=').unwrap() + 1;
        let line = holder[value..].find(['#', '\n']).unwrap();
        holder.replace_range(value..value + line, &format!(" {}  ", given.value));
        files
    }

    /// The rules without a place.
    fn taken_out(&self, place: &Place) -> Files {
        let program = self.set.program();
        let cited = self.set.citations();
        let at = &cited[place.first];
        let edits = match (at.by, place.how) {
            (CitedBy::Line, _) => vec![(at.span, String::new())],
            (CitedBy::Row, _) => vec![without_row(program, at)],
            (CitedBy::Rule, How::Remedy) => {
                vec![(remedy(program, at), "\"Another remedy.\"".to_owned())]
            }
            (CitedBy::Rule, How::Whole) => skipped(program, at),
        };
        edited(program, &self.files, edits)
    }
}

/// What a decision says, without the digest of the rules, the places of the rules, and who else reads a missing field.
fn told(decision: &Decision) -> Value {
    let mut json = serde_json::to_value(decision).unwrap();
    for key in ["rules", "trace"] {
        json[key].take();
    }
    for (list, key) in [
        ("reasons", "source"),
        ("advice", "source"),
        ("missing", "needed_by"),
    ] {
        for each in json[list].as_array_mut().unwrap() {
            each[key].take();
        }
    }
    json
}

/// Rule files with other texts in some places.
fn edited(program: &Program, files: &Files, mut edits: Vec<(Span, String)>) -> Files {
    let mut files = files.clone();
    edits.sort_unstable_by(|(a, _), (b, _)| b.cmp(a));
    for (span, text) in edits {
        let file = files.get_mut(program.sources.name(span.source)).unwrap();
        file.replace_range(span.range(), &text);
    }
    files
}

/// The row deleted, if the row for everything else then takes its values; else with another result.
fn without_row(program: &Program, at: &Citation<'_>) -> (Span, String) {
    let is_meant = |table: &&Table| *table.name == *at.name;
    let table = program.tables.iter().find(is_meant).unwrap();
    let row = table.rows.iter().find(|row| row.span == at.span).unwrap();
    let has_rest = table.rows.iter().any(|row| row.cells.is_none());
    if has_rest && row.cells.is_some() {
        return (at.span, String::new());
    }
    let bars: Vec<usize> = outside_texts(at.written)
        .filter(|(_, char)| *char == '|')
        .map(|(place, _)| place)
        .collect();
    let [.., before, after] = bars[..] else {
        panic!("a row has two bars: {}", at.written)
    };
    let cell = part(at.span, before + 1..after);
    (
        cell,
        format!(" {} ", another(program, table.ty, &row.result)),
    )
}

/// Another value of a type, as rule files write it.
fn another(program: &Program, ty: Type, value: &Constant) -> String {
    match (ty, value) {
        (Type::List(_), _) => "[]".to_owned(),
        (Type::Scalar(Scalar::Text), _) => "\"Another text.\"".to_owned(),
        (Type::Scalar(Scalar::Enum(of)), Constant::Word(word)) => {
            let words = program.schema.enumeration(of).words.iter();
            let other = words
                .enumerate()
                .find(|(place, _)| *place != usize::from(word.index));
            other.unwrap().1.to_string()
        }
        (ty, _) => panic!("say here what else a result of the type {ty:?} can be"),
    }
}

/// The text of the rule's `fix`.
fn remedy(program: &Program, at: &Citation<'_>) -> Span {
    let rule = rule(program, at);
    assert!(rule.fix.is_some(), "{} has no remedy", at.name);
    let file = program.sources.file(rule.span.source).unwrap();
    let start = rule.span.range().end;
    let rest = &file.text()[start..];
    let fix = outside_texts(rest).find_map(|(place, _)| {
        let before = rest[..place].chars().next_back();
        let after = rest[place..].strip_prefix("fix")?.trim_start();
        let starts = before.is_some_and(char::is_whitespace) && after.starts_with('"');
        starts.then(|| rest.len() - after.len())
    });
    let fix = fix.unwrap();
    let length = text_length(&rest[fix..]);
    part(at_end(rule.span), fix..fix + length)
}

/// `skip` in each policy that uses the rule.
fn skipped(program: &Program, at: &Citation<'_>) -> Vec<(Span, String)> {
    let rule = rule(program, at);
    let uses = |policy: &&Policy| {
        policy.rules.iter().any(|planned| {
            planned.skipped.is_none() && program.rules[planned.rule.0 as usize].span == rule.span
        })
    };
    let policies = program.policies.iter().filter(uses);
    policies
        .map(|policy| {
            let file = program.sources.file(policy.span.source).unwrap();
            let rest = &file.text()[policy.span.range().end..];
            let brace = outside_texts(rest)
                .find(|(_, char)| *char == '{')
                .unwrap()
                .0;
            let inside = part(at_end(policy.span), brace + 1..brace + 1);
            (
                inside,
                format!("\n  skip {} because \"Left out.\"", rule.name),
            )
        })
        .collect()
}

fn rule<'p>(program: &'p Program, at: &Citation<'_>) -> &'p Rule {
    let is_meant = |rule: &&Rule| rule.span == at.span;
    program.rules.iter().find(is_meant).unwrap()
}

/// Some bytes of a span, counted from its start.
fn part(span: Span, bytes: std::ops::Range<usize>) -> Span {
    Span {
        start: span.start + bytes.start as u32,
        end: span.start + bytes.end as u32,
        ..span
    }
}

fn at_end(span: Span) -> Span {
    Span {
        start: span.end,
        ..span
    }
}

/// The characters of rules with their places, but for those of texts and comments.
pub fn outside_texts(rules: &str) -> impl Iterator<Item = (usize, char)> {
    let mut rest = rules.char_indices();
    std::iter::from_fn(move || {
        loop {
            match rest.next()? {
                (place, '"') => {
                    let length = text_length(&rules[place..]);
                    rest.by_ref()
                        .take_while(|(at, _)| at + 1 < place + length)
                        .for_each(drop);
                }
                (_, '#') => rest
                    .by_ref()
                    .take_while(|(_, char)| *char != '\n')
                    .for_each(drop),
                outside => return Some(outside),
            }
        }
    })
}

/// The bytes of the text at the start, quotes included.
fn text_length(rules: &str) -> usize {
    let mut escaped = true;
    let end = rules.char_indices().find(|(_, char)| {
        let ends = *char == '"' && !escaped;
        escaped = *char == '\\' && !escaped;
        ends
    });
    end.unwrap().0 + 1
}
