//! What was expected against what was decided: lists as sets, texts and instants as they are.

use crate::decision::{Decision, Outcome};
use crate::program::{Case, Expected, ExpectedCode, Listed, Program};
use crate::value::Instant;
use crate::verdict::Difference;
use std::borrow::Cow;

/// What rules can say about a difference.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum About {
    /// Which of them fired and which did not.
    Codes,
    /// Which of them need a field.
    Fields,
    /// The outcome: both.
    Outcome,
    /// Nothing: it comes from the lines of a policy.
    Policy,
}

/// All that is otherwise than expected, in the order in which it was expected.
pub(super) fn differences(
    case: &Case,
    decision: &Decision,
    program: &Program,
) -> Vec<(About, Difference)> {
    let compare = Comparison { decision, program };
    let found = case.expected.iter().map(|each| {
        let about = match each {
            Expected::Outcome(..) => About::Outcome,
            Expected::Advice(_) | Expected::Text { .. } => About::Codes,
            Expected::Missing(_) => About::Fields,
            _ => About::Policy,
        };
        Some((about, compare.difference(each)?))
    });
    found.flatten().collect()
}

struct Comparison<'d> {
    decision: &'d Decision<'d>,
    program: &'d Program,
}

impl Comparison<'_> {
    fn difference(&self, expected: &Expected) -> Option<Difference> {
        match expected {
            Expected::Outcome(outcome, codes) => self.outcome(*outcome, codes),
            Expected::Advice(codes) => {
                let found = self.decision.advice.iter();
                let found: Vec<_> = found
                    .map(|each| code(&each.code, each.path.as_deref()))
                    .collect();
                let actual = format!("advice {}", brackets(&texts(&found)));
                compare_codes(
                    codes,
                    &found,
                    format!("advice {}", listed_codes(codes)),
                    actual,
                )
            }
            Expected::Missing(fields) => {
                let found = self.decision.missing.iter();
                let found: Vec<_> = found.map(|each| each.field.clone()).collect();
                compare_words("missing", fields, &found)
            }
            Expected::Grants(words) => compare_words("grants", words, &self.decision.grants),
            Expected::Alternatives(words) => {
                let found = &self.decision.next.alternatives;
                compare_words("alternatives", words, found)
            }
            Expected::Text {
                fix,
                of,
                contains,
                text,
            } => self.text(*fix, of, *contains, text),
            Expected::RetryAt(instant) => self.retry(*instant),
            Expected::Step { text, said } => self.step(text, *said),
            Expected::Support(offered) => {
                let shown = |offered| match offered {
                    true => "contact support".to_owned(),
                    false => "no contact support".to_owned(),
                };
                let actual = self.decision.next.contact_support;
                single(actual == *offered, shown(*offered), shown(actual))
            }
            Expected::ReviewTime(time) => {
                let shown = |time: Option<&str>| match time {
                    Some(time) => format!("review time {time:?}"),
                    None => "no review time".to_owned(),
                };
                let (expected, actual) = (time.as_deref(), &self.decision.next.review_time);
                let actual = actual.as_deref();
                single(actual == expected, shown(expected), shown(actual))
            }
            Expected::Policy(name, version) => self.policy(name, version.as_deref()),
        }
    }

    fn outcome(&self, outcome: Outcome, codes: &Listed<ExpectedCode>) -> Option<Difference> {
        let decision = self.decision;
        let found = decision.reasons.iter();
        let found: Vec<ExpectedCode> = found
            .map(|each| code(&each.code, each.path.as_deref()))
            .collect();
        let mut actual = decision.decision.word().to_owned();
        if !found.is_empty() {
            actual.push_str(&format!(" {}", brackets(&texts(&found))));
        }
        if decision.decision == Outcome::Incomplete {
            let fields = decision.missing.iter().map(|each| each.field.to_string());
            let fields: Vec<String> = fields.collect();
            actual.push_str(&format!(" and missing {}", brackets(&fields)));
        }
        let mut expected = outcome.word().to_owned();
        let has_reasons = matches!(outcome, Outcome::Review | Outcome::Reject);
        if has_reasons || codes.at_least || !codes.items.is_empty() {
            expected.push_str(&format!(" {}", listed_codes(codes)));
        }
        let difference = compare_codes(codes, &found, expected.clone(), actual.clone());
        difference.or_else(|| single(decision.decision == outcome, expected, actual))
    }

    fn text(&self, fix: bool, of: &ExpectedCode, part: bool, text: &str) -> Option<Difference> {
        let reasons = self.decision.reasons.iter();
        let reasons =
            reasons.map(|each| (&each.code, each.path.as_deref(), &each.message, &each.fix));
        let advice = self.decision.advice.iter();
        let advice =
            advice.map(|each| (&each.code, each.path.as_deref(), &each.message, &each.fix));
        let meant = |found: &ExpectedCode| covers(of, found);
        let said: Vec<&str> = reasons
            .chain(advice)
            .filter(|(each, path, ..)| meant(&code(each, *path)))
            .map(|(_, _, message, remedy)| match fix {
                true => remedy.as_deref().unwrap_or(""),
                false => message,
            })
            .collect();
        let kind = if fix { "fix" } else { "message" };
        let how = if part { " contains" } else { "" };
        let fits = |said: &&str| match part {
            true => said.contains(text),
            false => *said == text,
        };
        let actual = match said.as_slice() {
            [] => format!("no {}", show(of)),
            all => {
                let quoted: Vec<String> = all.iter().map(|said| format!("{said:?}")).collect();
                quoted.join(", ")
            }
        };
        let fired = !said.is_empty();
        let expected = format!("{kind} of {}{how} {text:?}", show(of));
        let mut difference = single(fired && said.iter().all(fits), expected, actual)?;
        if !fired {
            difference.missing.push(show(of));
        }
        Some(difference)
    }

    fn retry(&self, expected: Option<Instant>) -> Option<Difference> {
        let shown = |at: Option<String>| match at {
            Some(at) => format!("retry at {at}"),
            None => "no retry".to_owned(),
        };
        let actual = self.decision.next.retry_at.as_deref();
        let same = match (expected, actual) {
            (Some(expected), Some(actual)) => Instant::parse(actual) == Ok(expected),
            (expected, actual) => expected.is_none() && actual.is_none(),
        };
        let expected = expected.map(|instant| instant.rfc3339_in(self.program.timezone));
        single(same, shown(expected), shown(actual.map(str::to_owned)))
    }

    fn step(&self, text: &str, said: bool) -> Option<Difference> {
        let steps = &self.decision.next.steps;
        let quoted: Vec<String> = steps.iter().map(|each| format!("{each:?}")).collect();
        single(
            steps.iter().any(|each| each == text) == said,
            format!("{}step {text:?}", if said { "" } else { "no " }),
            format!("steps {}", brackets(&quoted)),
        )
    }

    fn policy(&self, name: &str, version: Option<&str>) -> Option<Difference> {
        let (actual, actual_version) = (&self.decision.policy, &self.decision.version);
        let same = actual.as_deref() == Some(name)
            && (version.is_none() || actual_version.as_deref() == version);
        let show = |name: &str, version: Option<&str>| match version {
            Some(version) => format!("policy {name} version {version:?}"),
            None => format!("policy {name}"),
        };
        let shown = actual.as_deref();
        single(
            same,
            show(name, version),
            shown.map_or("no policy".to_owned(), |actual| {
                show(actual, actual_version.as_deref())
            }),
        )
    }
}

fn single(same: bool, expected: String, actual: String) -> Option<Difference> {
    (!same).then(|| Difference {
        expected,
        actual,
        ..Difference::default()
    })
}

fn compare_codes(
    listed: &Listed<ExpectedCode>,
    found: &[ExpectedCode],
    expected: String,
    actual: String,
) -> Option<Difference> {
    let missing = listed
        .items
        .iter()
        .filter(|each| !found.iter().any(|found| covers(each, found)));
    let unexpected = found
        .iter()
        .filter(|found| !listed.at_least && !listed.items.iter().any(|each| covers(each, found)));
    let difference = Difference {
        expected,
        actual,
        missing: missing.map(show).collect(),
        unexpected: unexpected.map(show).collect(),
        because: Vec::new(),
    };
    (!difference.missing.is_empty() || !difference.unexpected.is_empty()).then_some(difference)
}

fn compare_words(
    kind: &str,
    listed: &Listed<Box<str>>,
    found: &[Cow<'_, str>],
) -> Option<Difference> {
    let found: Vec<String> = found.iter().map(|each| each.to_string()).collect();
    let items: Vec<String> = listed.items.iter().map(|each| each.to_string()).collect();
    let missing = items.iter().filter(|each| !found.contains(each));
    let unexpected = found
        .iter()
        .filter(|found| !listed.at_least && !items.contains(found));
    let least = if listed.at_least { "at least " } else { "" };
    let difference = Difference {
        expected: format!("{kind} {least}{}", brackets(&items)),
        actual: format!("{kind} {}", brackets(&found)),
        missing: missing.cloned().collect(),
        unexpected: unexpected.cloned().collect(),
        because: Vec::new(),
    };
    (!difference.missing.is_empty() || !difference.unexpected.is_empty()).then_some(difference)
}

/// Whether what was found is what was expected: with no place said, any place will do.
fn covers(expected: &ExpectedCode, found: &ExpectedCode) -> bool {
    expected.code == found.code && (expected.path.is_none() || expected.path == found.path)
}

fn code(code: &str, path: Option<&str>) -> ExpectedCode {
    ExpectedCode {
        code: code.into(),
        path: path.map(Into::into),
    }
}

fn show(code: &ExpectedCode) -> String {
    match &code.path {
        Some(path) => format!("{} at {path}", code.code),
        None => code.code.to_string(),
    }
}

fn texts(codes: &[ExpectedCode]) -> Vec<String> {
    codes.iter().map(show).collect()
}

fn listed_codes(codes: &Listed<ExpectedCode>) -> String {
    let least = if codes.at_least { "at least " } else { "" };
    format!("{least}{}", brackets(&texts(&codes.items)))
}

fn brackets(items: &[String]) -> String {
    format!("[{}]", items.join(", "))
}
