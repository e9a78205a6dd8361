//! Samples and tests.
//!
//! In: the pair of a sample or a test. Out: its tree. Fields and codes are looked up later.

use super::Builder;
use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::ast::{
    Change, Expected, ExpectedKind, Found, Given, Listed, Made, MadeKind, MadeOf, Moment, Name,
    Place, Sample, SetParam, Step, Test,
};
use crate::syntax::cursor::{Built, Cursor, Fault, range};
use crate::syntax::grammar::{Pair, Rule};

impl Builder<'_> {
    pub(super) fn sample(&self, pair: Pair<'_>) -> Built<Sample> {
        let span = self.span(&pair);
        let mut children = Cursor::new(pair);
        let name = self.name(&children.take(Rule::word)?);
        let made_of = children.any()?;
        children.take_end()?;
        let made_of = match made_of.as_rule() {
            Rule::sample_file => {
                let path = Cursor::new(made_of).take(Rule::text)?;
                MadeOf::File(self.text(&path), self.span(&path))
            }
            Rule::sample_like => {
                let (other, changes) = self.sample_with_changes(made_of)?;
                MadeOf::Other(other, changes)
            }
            _ => MadeOf::Fields(self.object(made_of)?),
        };
        Ok(Sample {
            name,
            made_of,
            span,
        })
    }

    /// `resident with document.expires_on = 2027-01-20`
    fn sample_with_changes(&self, pair: Pair<'_>) -> Built<(Name, Vec<Change>)> {
        let mut children = Cursor::new(pair);
        let sample = self.name(&children.take(Rule::word)?);
        let changes = children.maybe(Rule::changes);
        children.take_end()?;
        let changes = changes.map(|changes| self.changes(changes)).transpose()?;
        Ok((sample, changes.unwrap_or_default()))
    }

    fn changes(&self, pair: Pair<'_>) -> Built<Vec<Change>> {
        let mut children = Cursor::new(pair);
        match children.maybe(Rule::object) {
            Some(object) => self.object(object),
            None => children.rest().map(|change| self.change(change)).collect(),
        }
    }

    fn object(&self, pair: Pair<'_>) -> Built<Vec<Change>> {
        let mut children = Cursor::new(pair);
        children.rest().map(|change| self.change(change)).collect()
    }

    fn change(&self, pair: Pair<'_>) -> Built<Change> {
        let mut children = Cursor::new(pair);
        let place = self.place(children.take(Rule::place)?)?;
        let value = children.maybe(Rule::made).map(|made| self.made(made));
        Ok(Change {
            place,
            value: value.transpose()?,
        })
    }

    pub(super) fn place(&self, pair: Pair<'_>) -> Built<Place> {
        let span = self.span(&pair);
        let mut children = Cursor::new(pair);
        let steps: Built<Vec<Step>> = children.rest().map(|step| self.step(step)).collect();
        Ok(Place {
            steps: steps?,
            span,
        })
    }

    fn step(&self, pair: Pair<'_>) -> Built<Step> {
        if pair.as_rule() == Rule::word {
            return Ok(Step::Field(self.name(&pair)));
        }
        let number = Cursor::new(pair).take(Rule::number)?;
        let span = self.span(&number);
        match number.as_str().parse() {
            Ok(element) => Ok(Step::Element(element, span)),
            Err(_) => {
                let message = format!("`{}` is no place in a list", number.as_str());
                self.report(
                    Diagnostic::new(Code::NumberShape, span, message)
                        .hint("Elements are counted from 0: `images[0]` is the first."),
                );
                Err(Fault::Reported)
            }
        }
    }

    pub(super) fn made(&self, pair: Pair<'_>) -> Built<Made> {
        let span = self.span(&pair);
        let mut children = Cursor::new(pair);
        let inner = children.any()?;
        children.take_end()?;
        let kind = match inner.as_rule() {
            Rule::object => MadeKind::Object(self.object(inner)?),
            Rule::made_list => {
                let mut items = Cursor::new(inner);
                let items: Built<Vec<Made>> = items.rest().map(|item| self.made(item)).collect();
                MadeKind::List(items?)
            }
            _ => MadeKind::Constant(self.constant(inner)?),
        };
        Ok(Made { kind, span })
    }

    pub(super) fn test(&self, pair: Pair<'_>) -> Built<Test> {
        let span = self.span(&pair);
        let mut children = Cursor::new(pair);
        let title = children.take(Rule::text)?;
        let mut test = Test {
            title: Name {
                text: self.text(&title),
                span: self.span(&title),
            },
            given: None,
            at: None,
            params: Vec::new(),
            expect: Vec::new(),
            table: None,
            span,
        };
        let mut rows = Vec::new();
        for line in children.rest() {
            match line.as_rule() {
                Rule::given => self.given(&mut test, line)?,
                Rule::moment_line => self.moment_line(&mut test, line)?,
                Rule::param_line => test.params.push(self.param_line(line)?),
                Rule::expect_line => test.expect.extend(self.all_expected(line)?),
                _ => rows.push(line),
            }
        }
        test.table = self.case_table(rows)?;
        Ok(test)
    }

    fn given(&self, test: &mut Test, pair: Pair<'_>) -> Built<()> {
        let span = self.span(&pair);
        let (sample, changes) = self.sample_with_changes(pair)?;
        if let Some(first) = &test.given {
            self.repeated("`given`", first.span, span);
        }
        test.given = Some(Given {
            sample,
            changes,
            span,
        });
        Ok(())
    }

    fn moment_line(&self, test: &mut Test, pair: Pair<'_>) -> Built<()> {
        let span = self.span(&pair);
        let moment = self.moment(Cursor::new(pair).take(Rule::moment)?)?;
        if let Some((_, first)) = test.at {
            self.repeated("`at`", first, span);
        }
        test.at = Some((moment, span));
        Ok(())
    }

    fn param_line(&self, pair: Pair<'_>) -> Built<SetParam> {
        let mut children = Cursor::new(pair);
        let name = self.name(&children.take(Rule::word)?);
        let value = self.default(children.take(Rule::default)?)?;
        children.take_end()?;
        Ok(SetParam { name, value })
    }

    pub(super) fn moment(&self, pair: Pair<'_>) -> Built<Moment> {
        let inner = Cursor::new(pair).any()?;
        let span = self.span(&inner);
        Ok(match inner.as_rule() {
            Rule::instant => Moment::Instant(self.instant(inner.as_str(), span)?),
            _ => Moment::Day(self.date(inner.as_str(), span)?),
        })
    }

    /// All that an `expect` line or cell expects.
    pub(super) fn all_expected(&self, pair: Pair<'_>) -> Built<Vec<Expected>> {
        let mut children = Cursor::new(pair);
        children.rest().map(|each| self.expected(each)).collect()
    }

    fn expected(&self, pair: Pair<'_>) -> Built<Expected> {
        let span = self.span(&pair);
        let (rule, whole) = (pair.as_rule(), range(&pair));
        let mut children = Cursor::new(pair);
        let kind = match rule {
            Rule::expected_outcome => {
                let outcome = super::policy::outcome(children.take(Rule::outcome)?.as_str());
                let codes = children.maybe(Rule::found_list);
                let codes = codes.map(|list| self.listed(list, Self::found));
                ExpectedKind::Outcome(outcome, codes.transpose()?)
            }
            Rule::expected_advice => {
                ExpectedKind::Advice(self.listed(children.any()?, Self::found)?)
            }
            Rule::expected_missing => {
                ExpectedKind::Missing(self.listed(children.any()?, Self::place)?)
            }
            Rule::expected_grants => {
                ExpectedKind::Grants(self.listed(children.any()?, Self::word)?)
            }
            Rule::expected_alternatives => {
                ExpectedKind::Alternatives(self.listed(children.any()?, Self::word)?)
            }
            Rule::expected_text => self.expected_text(&mut children)?,
            Rule::expected_retry => {
                ExpectedKind::Retry(Some(self.moment(children.take(Rule::moment)?)?))
            }
            Rule::expected_step => ExpectedKind::Step {
                text: self.text(&children.take(Rule::text)?),
                said: true,
            },
            Rule::expected_support => ExpectedKind::Support(true),
            Rule::expected_review_time => {
                ExpectedKind::ReviewTime(Some(self.text(&children.take(Rule::text)?)))
            }
            Rule::expected_policy => {
                let name = self.name(&children.take(Rule::word)?);
                let version = children.maybe(Rule::text);
                let version = version.map(|text| (self.text(&text), self.span(&text)));
                ExpectedKind::Policy(name, version)
            }
            Rule::expected_without => self.unsaid(children.any()?)?,
            _ => return Err(Fault::Internal(whole)),
        };
        children.take_end()?;
        Ok(Expected { kind, span })
    }

    fn expected_text(&self, children: &mut Cursor<'_>) -> Built<ExpectedKind> {
        let fix = children.take(Rule::text_kind)?.as_str() == "fix";
        let of = self.found(children.take(Rule::found)?)?;
        let contains = children.maybe(Rule::contains).is_some();
        let text = self.text(&children.take(Rule::text)?);
        Ok(ExpectedKind::Text {
            fix,
            of,
            contains,
            text,
        })
    }

    /// What stands after `no`.
    fn unsaid(&self, pair: Pair<'_>) -> Built<ExpectedKind> {
        Ok(match pair.as_rule() {
            Rule::without_retry => match Cursor::new(pair).maybe(Rule::stray_at) {
                None => ExpectedKind::Retry(None),
                Some(at) => return self.no_instant(&at),
            },
            Rule::expected_step => ExpectedKind::Step {
                text: self.text(&Cursor::new(pair).take(Rule::text)?),
                said: false,
            },
            Rule::expected_support => ExpectedKind::Support(false),
            Rule::without_review_time => ExpectedKind::ReviewTime(None),
            _ => return Err(Fault::Internal(range(&pair))),
        })
    }

    fn no_instant<T>(&self, at: &Pair<'_>) -> Built<T> {
        let message = "`no retry` names no instant";
        self.report(
            Diagnostic::new(Code::Unexpected, self.span(at), message)
                .hint("Write `no retry` alone, or `retry at` with the instant that is expected."),
        );
        Err(Fault::Reported)
    }

    fn listed<'i, T>(
        &self,
        pair: Pair<'i>,
        build: impl Fn(&Self, Pair<'i>) -> Built<T>,
    ) -> Built<Listed<T>> {
        let span = self.span(&pair);
        let mut children = Cursor::new(pair);
        let at_least = children.maybe(Rule::at_least).is_some();
        let items: Built<Vec<T>> = children.rest().map(|item| build(self, item)).collect();
        Ok(Listed {
            at_least,
            items: items?,
            span,
        })
    }

    fn found(&self, pair: Pair<'_>) -> Built<Found> {
        let mut children = Cursor::new(pair);
        let code = self.name(&children.take(Rule::word)?);
        let at = children.maybe(Rule::place);
        children.take_end()?;
        Ok(Found {
            code,
            at: at.map(|at| self.place(at)).transpose()?,
        })
    }

    pub(super) fn word(&self, pair: Pair<'_>) -> Built<Name> {
        Ok(self.name(&pair))
    }
}
