//! Records that may show a change: a sample with one field on an edge, a word of its enum, or taken away.

use super::reach::Mentions;
use crate::program::{FieldId, Program, Shape};
use crate::syntax::ast::Literal;
use crate::testing::search::{
    Draft, Put, Start, date_and_beside, each_once, instant_and_beside, number_and_beside,
    shown_number, step, words,
};
use crate::value::{Date, Decimal, Instant, Scalar, Step, Tree};
use std::collections::HashSet;

/// Most records that are tried for one change.
const MOST_TRIES: usize = 240;
/// Most records with two fields changed that are tried for one change.
const MOST_PAIRS: usize = 360;
/// Most fields that are changed two at a time.
const MOST_PAIRED: usize = 5;
/// Most samples that are tried, those that tests use most often first.
const MOST_SAMPLES: usize = 6;

/// What to try, the nearest fields first.
pub(super) fn candidates(program: &Program, starts: &[Start], near: &[&Mentions]) -> Vec<Draft> {
    let starts = starts.get(..MOST_SAMPLES).unwrap_or(starts);
    let fields = fields(program, near);
    let literals: Vec<&Literal> = near.iter().flat_map(|each| &each.literals).collect();
    let changes = |field: &FieldId, start: &Start| -> Vec<Put> {
        let place = place(&program.schema.field(*field).path);
        let values = values(program, *field, start, &literals).into_iter();
        let put = |(value, shown)| Put {
            place: place.clone(),
            value,
            shown,
        };
        values.map(put).collect()
    };
    let unchanged = starts.iter().map(|start| Draft::new(start, Vec::new()));
    let mut found: Vec<Draft> = unchanged.collect();
    let one = fields
        .iter()
        .flat_map(|field| starts.iter().map(move |start| (field, start)));
    let one = one.flat_map(|(field, start)| {
        let changes = changes(field, start).into_iter();
        changes.map(move |change| Draft::new(start, vec![change]))
    });
    found.extend(one.take(MOST_TRIES));
    let paired = fields.get(..MOST_PAIRED).unwrap_or(&fields);
    for start in starts.iter().take(1) {
        let all: Vec<Vec<Put>> = paired.iter().map(|field| changes(field, start)).collect();
        let pairs = all.iter().enumerate().flat_map(|(place, first)| {
            let others = all.iter().skip(place + 1);
            others.flat_map(move |second| {
                let both = move |first: &Put| {
                    let seconds = second.iter();
                    let first = first.clone();
                    seconds
                        .map(move |second| Draft::new(start, vec![first.clone(), second.clone()]))
                };
                first.iter().flat_map(both)
            })
        });
        found.extend(pairs.take(MOST_PAIRS));
    }
    found
}

/// The fields that are mentioned, each once, the nearest first.
fn fields(program: &Program, near: &[&Mentions]) -> Vec<FieldId> {
    let mut seen = HashSet::new();
    let mut found = Vec::new();
    for path in near.iter().flat_map(|each| &each.paths) {
        let fields = program.schema.fields.iter().zip(0..);
        for (field, id) in fields {
            let plain = field.path.replace("[]", "");
            let is_it = plain == *path || path.starts_with(&format!("{plain}."));
            if is_it && seen.insert(id) {
                found.push(FieldId(id));
            }
        }
    }
    // Fields before the groups that they stand in.
    found.sort_by_key(|id| !matches!(program.schema.field(*id).shape, Shape::Scalar(_)));
    found
}

/// `images[].glare` to the first image's.
fn place(path: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    for part in path.split('.') {
        let name = part.trim_end_matches("[]");
        steps.push(Step::Field(name.into()));
        if name.len() < part.len() {
            steps.push(Step::Element(0));
        }
    }
    steps
}

/// Values to try in a field, each as a record and as a test writes it; none is `removed`.
fn values(
    program: &Program,
    field: FieldId,
    start: &Start,
    literals: &[&Literal],
) -> Vec<(Option<Tree>, String)> {
    let mut found: Vec<(Option<Tree>, String)> = match &program.schema.field(field).shape {
        Shape::Scalar(scalar) => scalars(program, *scalar, start, literals),
        Shape::List(_) | Shape::Rows { .. } => {
            vec![(Some(Tree::List(Vec::new())), "[]".to_owned())]
        }
        Shape::Group(_) => Vec::new(),
    };
    found.push((None, "removed".to_owned()));
    found
}

fn scalars(
    program: &Program,
    scalar: Scalar,
    start: &Start,
    literals: &[&Literal],
) -> Vec<(Option<Tree>, String)> {
    let today = start.now.date_in(program.timezone);
    let some = |words: Vec<(Tree, String)>| -> Vec<(Option<Tree>, String)> {
        let words = words.into_iter();
        words.map(|(tree, text)| (Some(tree), text)).collect()
    };
    let text = |text: String| (Some(Tree::Text(text.as_str().into())), text);
    match scalar {
        Scalar::Bool | Scalar::Enum(_) | Scalar::Country => some(words(program, scalar)),
        Scalar::Integer | Scalar::Number | Scalar::Percent => {
            let is_percent = scalar == Scalar::Percent;
            let numbers = numbers(literals, is_percent).into_iter();
            let shown = numbers.map(|number| {
                let tree = Tree::Number(number.to_string().into());
                (Some(tree), shown_number(number, is_percent))
            });
            shown.collect()
        }
        Scalar::Date => dates(today, literals)
            .into_iter()
            .map(|date| text(date.to_string()))
            .collect(),
        Scalar::DateOrLongTerm => {
            let dates = dates(today, literals).into_iter();
            let dates = dates.map(|date| text(date.to_string()));
            dates.chain(some(words(program, scalar))).collect()
        }
        Scalar::Instant => {
            let instants = instants(start.now, literals).into_iter();
            let shown = instants.map(|at| text(at.rfc3339_in(program.timezone)));
            shown.collect()
        }
        Scalar::Text => {
            let written = literals.iter().filter_map(|literal| match literal {
                Literal::Text(written) => Some(written),
                _ => None,
            });
            let shown = each_once(written.collect()).into_iter();
            let shown =
                shown.map(|text| (Some(Tree::Text(text.as_str().into())), format!("{text:?}")));
            shown.collect()
        }
        Scalar::Period | Scalar::Duration => Vec::new(),
    }
}

/// On each number, and a step of its last digit before and after it.
fn numbers(literals: &[&Literal], percent: bool) -> Vec<Decimal> {
    let mut found = Vec::new();
    for literal in literals {
        let number = match literal {
            Literal::Number(number) if !percent => *number,
            Literal::Percent(number) if percent => *number,
            _ => continue,
        };
        found.extend(number_and_beside(number, step(number, percent)));
    }
    each_once(found)
}

/// Today, and as far away as each period says; on that day, before it and after it.
fn dates(today: Date, literals: &[&Literal]) -> Vec<Date> {
    let mut days = vec![today];
    for literal in literals {
        match literal {
            Literal::Date(date) => days.push(*date),
            Literal::Period(period) => {
                days.extend(
                    [today.plus(*period), today.minus(*period)]
                        .into_iter()
                        .flatten(),
                );
            }
            _ => {}
        }
    }
    each_once(days.into_iter().flat_map(date_and_beside).collect())
}

/// Now, and as long ago as each duration says; on that second, before it and after it.
fn instants(now: Instant, literals: &[&Literal]) -> Vec<Instant> {
    let mut found = vec![now];
    for literal in literals {
        if let Literal::Duration(duration) = literal {
            found.extend(
                [now.minus(*duration), now.plus(*duration)]
                    .into_iter()
                    .flatten(),
            );
        }
    }
    each_once(found.into_iter().flat_map(instant_and_beside).collect())
}
