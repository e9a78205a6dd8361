//! Records that may show a change: a sample with one field on an edge, a word of its enum, or taken away.

use super::reach::Mentions;
use crate::program::{Case, Change, FieldId, Program, SampleId, Shape, Suite};
use crate::syntax::ast::Literal;
use crate::value::{
    Date, Decimal, Duration, Instant, Period, Scalar, Step, Tree, place_text, show_percent,
};
use std::collections::HashSet;

/// Most records that are tried for one change.
const MOST_TRIES: usize = 240;
/// Most records with two fields changed that are tried for one change.
const MOST_PAIRS: usize = 360;
/// Most fields that are changed two at a time.
const MOST_PAIRED: usize = 5;
/// Most samples that are tried, those that tests use most often first.
const MOST_SAMPLES: usize = 6;

/// A record to try.
pub(super) struct Candidate {
    pub(super) case: Case,
    /// What is different from the sample, as a test says it.
    pub(super) with: String,
}

/// A sample and when it is looked at, from which records are made.
pub(super) struct Start {
    sample: SampleId,
    at: Option<Instant>,
    now: Instant,
}

/// The samples that tests start from, the most used first.
pub(super) fn starts(suite: &Suite, cases: &[(usize, Instant)]) -> Vec<Start> {
    let mut found: Vec<(usize, Start)> = Vec::new();
    for (place, now) in cases {
        let Some(case) = suite.cases.get(*place) else {
            continue;
        };
        match found
            .iter_mut()
            .find(|(_, each)| each.sample == case.sample)
        {
            Some((count, _)) => *count += 1,
            None => found.push((
                1,
                Start {
                    sample: case.sample,
                    at: case.at,
                    now: *now,
                },
            )),
        }
    }
    found.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    let starts = found.into_iter().map(|(_, start)| start);
    starts.take(MOST_SAMPLES).collect()
}

/// What to try, the nearest fields first.
pub(super) fn candidates(
    program: &Program,
    suite: &Suite,
    starts: &[Start],
    near: &[&Mentions],
) -> Vec<Candidate> {
    let fields = fields(program, near);
    let literals: Vec<&Literal> = near.iter().flat_map(|each| &each.literals).collect();
    let changes = |field: &FieldId, start: &Start| -> Vec<Changed> {
        let place = place(&program.schema.field(*field).path);
        let values = values(program, *field, start, &literals).into_iter();
        values
            .map(|(value, shown)| (place.clone(), value, shown))
            .collect()
    };
    let mut found: Vec<Candidate> = starts
        .iter()
        .filter_map(|start| candidate(suite, start, &[]))
        .collect();
    let one = fields
        .iter()
        .flat_map(|field| starts.iter().map(move |start| (field, start)));
    let one = one.flat_map(|(field, start)| {
        let changes = changes(field, start).into_iter();
        changes.filter_map(move |change| candidate(suite, start, &[change]))
    });
    found.extend(one.take(MOST_TRIES));
    let paired = fields.get(..MOST_PAIRED).unwrap_or(&fields);
    for start in starts.iter().take(1) {
        let all: Vec<Vec<Changed>> = paired.iter().map(|field| changes(field, start)).collect();
        let pairs = all.iter().enumerate().flat_map(|(place, first)| {
            let others = all.iter().skip(place + 1);
            others.flat_map(move |second| {
                let both = move |first: &Changed| {
                    let seconds = second.iter();
                    let first = first.clone();
                    seconds.filter_map(move |second| {
                        candidate(suite, start, &[first.clone(), second.clone()])
                    })
                };
                first.iter().flat_map(both)
            })
        });
        found.extend(pairs.take(MOST_PAIRS));
    }
    found
}

/// A place, its new value, and both as a test writes them.
type Changed = (Vec<Step>, Option<Tree>, String);

fn candidate(suite: &Suite, start: &Start, changed: &[Changed]) -> Option<Candidate> {
    let span = suite.samples.get(start.sample.0 as usize)?.span;
    let with: Vec<String> = changed
        .iter()
        .map(|(place, _, shown)| format!("{} {shown}", place_text(place)))
        .collect();
    let changes = changed.iter().map(|(place, value, _)| Change {
        place: place.clone(),
        value: value.clone(),
        span,
    });
    Some(Candidate {
        case: Case {
            test: "".into(),
            row: None,
            sample: start.sample,
            changes: changes.collect(),
            at: start.at,
            params: Vec::new(),
            expected: Vec::new(),
            span,
        },
        with: with.join(", "),
    })
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
    }
    .into_iter()
    .map(|(tree, text)| (tree, format!("= {text}")))
    .collect();
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
    let text = |text: String| (Some(Tree::Text(text.as_str().into())), text);
    match scalar {
        Scalar::Bool => [true, false]
            .map(|bool| (Some(Tree::Bool(bool)), bool.to_string()))
            .into(),
        Scalar::Enum(id) => {
            let words = program.schema.enumeration(id).words.iter();
            words.map(|word| text(word.to_string())).collect()
        }
        Scalar::Country => ["CN", "HK", "FR"].map(|code| text(code.to_owned())).into(),
        Scalar::Integer | Scalar::Number | Scalar::Percent => {
            let is_percent = scalar == Scalar::Percent;
            let numbers = numbers(literals, is_percent).into_iter();
            let shown = numbers.map(|number| {
                let tree = Tree::Number(number.to_string().into());
                let shown = if is_percent {
                    show_percent(number)
                } else {
                    number.to_string()
                };
                (Some(tree), shown)
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
            dates.chain([text("long_term".to_owned())]).collect()
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
        let scale = if percent {
            number.scale().max(2)
        } else {
            number.scale()
        };
        let step = Decimal::new(1, scale);
        let beside = [
            number.checked_sub(step),
            Some(number),
            number.checked_add(step),
        ];
        found.extend(beside.into_iter().flatten().map(|each| each.normalize()));
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
    let day = Period::days(1);
    let beside = days.into_iter();
    let beside = beside.flat_map(|date| [Ok(date), date.minus(day), date.plus(day)]);
    each_once(beside.flatten().collect())
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
    let second = Duration::seconds(1);
    let beside = found.into_iter();
    let beside = beside.flat_map(|at| [Ok(at), at.minus(second), at.plus(second)]);
    each_once(beside.flatten().collect())
}

fn each_once<T: PartialEq>(all: Vec<T>) -> Vec<T> {
    let mut found: Vec<T> = Vec::with_capacity(all.len());
    for each in all {
        if !found.contains(&each) {
            found.push(each);
        }
    }
    found
}

/// `given resident with document.sex = female`, and when if the test that it comes from says so.
pub(super) fn as_test(
    program: &Program,
    suite: &Suite,
    candidate: &Candidate,
    title: &str,
    expect: &str,
) -> Vec<String> {
    let sample = suite.samples.get(candidate.case.sample.0 as usize);
    let sample = sample.map_or("", |sample| &*sample.name);
    let with = match candidate.with.as_str() {
        "" => String::new(),
        with => format!(" with {with}"),
    };
    let at = candidate.case.at.map(|at| {
        let day = at.date_in(program.timezone);
        match day.start_in(program.timezone) {
            Ok(start) if start == at => format!("  at     {day}"),
            _ => format!("  at     {}", at.rfc3339_in(program.timezone)),
        }
    });
    let mut lines = vec![
        format!("test {title:?} {{"),
        format!("  given  {sample}{with}"),
    ];
    lines.extend(at);
    lines.extend([format!("  {expect}"), "}".to_owned()]);
    lines
}
