//! What a test expects: codes that exist, in places where they can stand.

use super::Maker;
use super::codes::Can;
use crate::decision::{Outcome, Severity};
use crate::diagnostic::{Code, Diagnostic, one_of};
use crate::program::{Expected, ExpectedCode, Listed};
use crate::source::Span;
use crate::syntax::ast::{self, ExpectedKind, Found, Moment};
use crate::value::Instant;

impl Maker<'_, '_> {
    /// None if something in it cannot be, which is reported.
    pub(super) fn expected(&mut self, written: &ast::Expected) -> Option<Expected> {
        Some(match &written.kind {
            ExpectedKind::Outcome(outcome, codes) => {
                self.outcome(*outcome, codes.as_ref(), written.span)?
            }
            ExpectedKind::Advice(codes) => {
                Expected::Advice(self.listed(codes, |maker, found| {
                    let can = maker.found(found)?;
                    maker.can_advise(found, &can)?;
                    Some(code_of(found))
                })?)
            }
            ExpectedKind::Missing(places) => {
                Expected::Missing(self.listed(places, |maker, place| maker.field_named(place))?)
            }
            ExpectedKind::Grants(words) => {
                let known = self.codes.grants();
                Expected::Grants(
                    self.listed(words, |maker, word| maker.word(word, "grants", &known))?,
                )
            }
            ExpectedKind::Alternatives(words) => {
                let known = self.codes.offers();
                Expected::Alternatives(
                    self.listed(words, |maker, word| maker.word(word, "offers", &known))?,
                )
            }
            ExpectedKind::Text {
                fix,
                of,
                contains,
                text,
            } => {
                let can = self.found(of)?;
                self.has_texts(of, &can)?;
                Expected::Text {
                    fix: *fix,
                    of: code_of(of),
                    contains: *contains,
                    text: text.as_str().into(),
                }
            }
            ExpectedKind::Retry(None) => Expected::RetryAt(None),
            ExpectedKind::Retry(Some(moment)) => {
                Expected::RetryAt(Some(self.moment(*moment, written.span)?))
            }
            ExpectedKind::Step { text, said } => Expected::Step {
                text: self.step(text, written.span)?,
                said: *said,
            },
            ExpectedKind::Support(offered) => Expected::Support(*offered),
            ExpectedKind::ReviewTime(text) => Expected::ReviewTime(text.as_deref().map(Into::into)),
            ExpectedKind::Policy(name, version) => self.policy(name, version.as_ref())?,
        })
    }

    /// All are looked at, so that one slip does not hide another.
    fn listed<T, U>(
        &mut self,
        list: &ast::Listed<T>,
        mut item: impl FnMut(&mut Self, &T) -> Option<U>,
    ) -> Option<Listed<U>> {
        let items: Vec<Option<U>> = list.items.iter().map(|each| item(self, each)).collect();
        let items: Option<Vec<U>> = items.into_iter().collect();
        Some(Listed {
            at_least: list.at_least,
            items: items?,
        })
    }

    /// An instant; a day is its start in the zone of the set.
    pub(super) fn moment(&mut self, moment: Moment, span: Span) -> Option<Instant> {
        let day = match moment {
            Moment::Instant(instant) => return Some(instant),
            Moment::Day(day) => day,
        };
        let start = day.start_in(self.program.timezone).ok();
        if start.is_none() {
            let message = format!("`{day}` starts outside of the years 1800 to 2999");
            self.report(Diagnostic::new(Code::NoSuchDate, span, message));
        }
        start
    }

    fn outcome(
        &mut self,
        outcome: Outcome,
        codes: Option<&ast::Listed<Found>>,
        span: Span,
    ) -> Option<Expected> {
        let word = outcome.word();
        let Some(codes) = codes else {
            if matches!(outcome, Outcome::Review | Outcome::Reject) {
                let message = format!("`{word}` is expected without its reasons");
                self.report(Diagnostic::new(Code::NoExpectation, span, message).hint(format!(
                    "Name them: `{word} [photo_glare]`; where others may come, `{word} at least [...]`."
                )));
                return None;
            }
            let nothing = Listed {
                at_least: false,
                items: Vec::new(),
            };
            return Some(Expected::Outcome(outcome, nothing));
        };
        let listed = self.listed(codes, |maker, found| {
            let can = maker.found(found)?;
            maker.can_be_reason(found, &can, outcome)?;
            Some(code_of(found))
        })?;
        Some(Expected::Outcome(outcome, listed))
    }

    /// What a code can become; reports one that no rule has, and a place where its rule does not look.
    fn found(&mut self, found: &Found) -> Option<Can> {
        let name = &found.code;
        let Some(can) = self.codes.code(&name.text) else {
            let message = format!("no rule is called `{}`", name.text);
            let known = self.codes.names();
            self.report(
                Diagnostic::new(Code::UnknownReason, name.span, message)
                    .hint("A reason code is the name of a rule.")
                    .did_you_mean(&name.text, known),
            );
            return None;
        };
        let can = Can {
            severities: can.severities.clone(),
            list: can.list.clone(),
        };
        if let Some(place) = &found.at {
            let path = self.field_named(place)?;
            let list = path
                .strip_suffix(']')
                .and_then(|path| path.rsplit_once('['));
            if list.map(|(list, _)| list) != can.list.as_deref() {
                self.elsewhere(found, place.span, can.list.as_deref());
                return None;
            }
        }
        Some(can)
    }

    fn elsewhere(&mut self, found: &Found, span: Span, list: Option<&str>) {
        let code = &found.code.text;
        let (message, hint) = match list {
            Some(list) => (
                format!("`{code}` looks at the elements of `{list}`"),
                format!("Say which, counted from 0: `{code} at {list}[0]`."),
            ),
            None => (
                format!("`{code}` looks at the whole record, not at a part of it"),
                format!("Write `{code}` alone."),
            ),
        };
        self.report(Diagnostic::new(Code::NeverFound, span, message).hint(hint));
    }

    fn can_advise(&mut self, found: &Found, can: &Can) -> Option<()> {
        self.has_texts(found, can)?;
        if can.severities.contains(&Severity::Advise) {
            return Some(());
        }
        let code = &found.code.text;
        let message = format!("`{code}` is a reason and never advice");
        self.report(
            Diagnostic::new(Code::NeverFound, found.code.span, message).hint(format!(
                "Expect it with the outcome: `expect reject [{code}]`."
            )),
        );
        None
    }

    fn has_texts(&mut self, found: &Found, can: &Can) -> Option<()> {
        if !can.severities.is_empty() {
            return Some(());
        }
        let code = &found.code.text;
        let message = format!("`{code}` requires fields and is never a reason");
        self.report(
            Diagnostic::new(Code::NeverFound, found.code.span, message)
                .hint("Expect the fields: `expect missing [document.expires_on]`."),
        );
        None
    }

    /// Advice is no reason, and a rejecting rule leaves no milder outcome.
    fn can_be_reason(&mut self, found: &Found, can: &Can, outcome: Outcome) -> Option<()> {
        self.has_texts(found, can)?;
        let code = &found.code.text;
        let has = |severity| can.severities.contains(&severity);
        let (message, hint) = match outcome {
            _ if !has(Severity::Review) && !has(Severity::Reject) => (
                format!("`{code}` is advice and never a reason"),
                format!("Expect it apart: `expect advice [{code}]`."),
            ),
            Outcome::Accept => (
                format!("an accepted record has no reason such as `{code}`"),
                "Expect another outcome, or take the reason out.".to_owned(),
            ),
            Outcome::Review | Outcome::Incomplete if !has(Severity::Review) => (
                format!("where `{code}` is a reason, the record is rejected"),
                format!("Write `expect reject [{code}]`."),
            ),
            _ => return Some(()),
        };
        self.report(Diagnostic::new(Code::NeverFound, found.code.span, message).hint(hint));
        None
    }

    /// A step that some policy can say: a slip in one that is not expected would go unseen.
    fn step(&mut self, text: &str, span: Span) -> Option<Box<str>> {
        let steps = self.codes.steps();
        if steps.iter().any(|step| step.could_say(text)) {
            return Some(text.into());
        }
        let hint = match steps.is_empty() {
            true => "No policy has a `step`; take this one out.",
            false => "Copy the text from a line with `step`, letter by letter.",
        };
        let known = steps.iter().filter_map(|step| step.plain());
        self.report(
            Diagnostic::new(Code::NeverFound, span, "no policy says this step")
                .hint(hint)
                .did_you_mean(text, known),
        );
        None
    }

    fn word(&mut self, word: &ast::Name, does: &str, known: &[&str]) -> Option<Box<str>> {
        if known.contains(&word.text.as_str()) {
            return Some(word.text.as_str().into());
        }
        let message = format!("no policy {does} `{}`", word.text);
        let mut fault = Diagnostic::new(Code::NeverFound, word.span, message);
        if !known.is_empty() {
            fault = fault
                .hint(format!("The words are {}.", one_of(known.iter().copied())))
                .did_you_mean(&word.text, known.iter().copied());
        }
        self.report(fault);
        None
    }

    fn policy(&mut self, name: &ast::Name, version: Option<&(String, Span)>) -> Option<Expected> {
        let all = &self.program.policies;
        let named = || all.iter().filter(|policy| *policy.name == *name.text);
        if named().next().is_none() {
            let message = format!("there is no policy `{}`", name.text);
            let known = all.iter().map(|policy| &*policy.name);
            self.report(
                Diagnostic::new(Code::UnknownRule, name.span, message)
                    .did_you_mean(&name.text, known),
            );
            return None;
        }
        if let Some((version, span)) = version {
            let versions: Vec<&str> = named().filter_map(|each| each.version.as_deref()).collect();
            if !versions.contains(&version.as_str()) {
                let message = format!("the policy `{}` has no version \"{version}\"", name.text);
                let mut fault = Diagnostic::new(Code::UnknownRule, *span, message);
                if !versions.is_empty() {
                    fault = fault.hint(format!("It has {}.", one_of(versions.iter().copied())));
                }
                self.report(fault);
                return None;
            }
        }
        let version = version.map(|(version, _)| version.as_str().into());
        Some(Expected::Policy(name.text.as_str().into(), version))
    }
}

fn code_of(found: &Found) -> ExpectedCode {
    let path = found.at.as_ref().map(super::changes::place_of);
    ExpectedCode {
        code: found.code.text.as_str().into(),
        path: path.map(Into::into),
    }
}
