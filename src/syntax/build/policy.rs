//! Policies: whom they are for, what they use, what they add to a decision.
//!
//! In: the pair of a policy. Out: its tree.

use super::Builder;
use crate::decision::Outcome;
use crate::syntax::ast::{Action, Like, Name, Outcomes, ParamValue, Policy, PolicyLine};
use crate::syntax::cursor::{Built, Cursor, Fault, range};
use crate::syntax::grammar::{Pair, Rule};
use crate::value::Date;

impl Builder<'_> {
    pub(super) fn policy(&self, pair: Pair<'_>) -> Built<Policy> {
        let span = self.span(&pair);
        let mut children = Cursor::new(pair);
        let name = self.declared(&children.take(Rule::word)?);
        let like = children.maybe(Rule::like);
        let like = like.map(|like| self.like(like)).transpose()?;
        let mut lines = Vec::new();
        let mut seen = Vec::new();
        let mut fault = None;
        for line in children.rest() {
            self.check_policy_line_once(&line, &mut seen);
            match self.policy_line(line) {
                Ok(line) => lines.push(line),
                Err(found) => {
                    self.report_fault(found);
                    fault = Some(Fault::Reported);
                }
            }
        }
        match fault {
            Some(fault) => Err(fault),
            None => Ok(Policy {
                name,
                like,
                lines,
                span,
            }),
        }
    }

    fn check_policy_line_once(&self, line: &Pair<'_>, seen: &mut Vec<(Rule, crate::source::Span)>) {
        let (kind, span) = (line.as_rule(), self.span(line));
        if !matches!(kind, Rule::title | Rule::applies | Rule::version) {
            return;
        }
        match seen.iter().find(|(other, _)| *other == kind) {
            Some((_, first)) => {
                let word = line.as_str().split_whitespace().next().unwrap_or("");
                self.repeated(&format!("`{word}`"), *first, span);
            }
            None => seen.push((kind, span)),
        }
    }

    fn like(&self, pair: Pair<'_>) -> Built<Like> {
        let mut children = Cursor::new(pair);
        let policy = self.name(&children.take(Rule::word)?);
        let version = children.maybe(Rule::text);
        let version = version.map(|text| (self.text(&text), self.span(&text)));
        children.take_end()?;
        Ok(Like { policy, version })
    }

    fn policy_line(&self, pair: Pair<'_>) -> Built<PolicyLine> {
        let span = self.span(&pair);
        match pair.as_rule() {
            Rule::title => Ok(PolicyLine::Title(self.only_text(pair)?, span)),
            Rule::applies => {
                let mut children = Cursor::new(pair);
                let condition = self.only_expression(children.take(Rule::guard)?)?;
                Ok(PolicyLine::Applies(condition, span))
            }
            Rule::version => self.version(pair),
            Rule::use_line => self.use_line(pair),
            Rule::treat => self.treat(pair),
            Rule::skip => {
                let mut children = Cursor::new(pair);
                let rules = self.names(&mut children);
                let because = self.only_text(children.take(Rule::because)?)?;
                Ok(PolicyLine::Skip {
                    rules,
                    because,
                    span,
                })
            }
            Rule::on_line => self.on_line(pair),
            _ => Err(Fault::Internal(range(&pair))),
        }
    }

    fn only_text(&self, pair: Pair<'_>) -> Built<String> {
        let mut children = Cursor::new(pair);
        let text = self.text(&children.take(Rule::text)?);
        children.take_end()?;
        Ok(text)
    }

    fn names(&self, children: &mut Cursor<'_>) -> Vec<Name> {
        children
            .all(Rule::word)
            .map(|name| self.name(&name))
            .collect()
    }

    fn version(&self, pair: Pair<'_>) -> Built<PolicyLine> {
        let span = self.span(&pair);
        let mut children = Cursor::new(pair);
        let name = self.text(&children.take(Rule::text)?);
        let effective = children.maybe(Rule::effective);
        let effective = effective.map(|dates| self.effective(dates)).transpose()?;
        children.take_end()?;
        Ok(PolicyLine::Version {
            name,
            effective,
            span,
        })
    }

    fn effective(&self, pair: Pair<'_>) -> Built<(Option<Date>, Option<Date>)> {
        let dates = Cursor::new(pair).any()?;
        let open_below = dates.as_rule() == Rule::until;
        let mut days = Cursor::new(dates);
        let mut day = || days.maybe(Rule::day).map(|day| self.day(&day)).transpose();
        let first = if open_below { None } else { day()? };
        let last = day()?;
        days.take_end()?;
        Ok((first, last))
    }

    fn use_line(&self, pair: Pair<'_>) -> Built<PolicyLine> {
        let span = self.span(&pair);
        let mut children = Cursor::new(pair);
        let rulesets = self.names(&mut children);
        let with: Built<Vec<(Name, Vec<ParamValue>)>> = children
            .all(Rule::setting)
            .map(|setting| self.setting(setting))
            .collect();
        children.take_end()?;
        let with = with?;
        if let (Some(second), false) = (rulesets.get(1), with.is_empty()) {
            use crate::diagnostic::{Code, Diagnostic};
            let message = "`use` with `with` takes one ruleset";
            self.report(
                Diagnostic::new(Code::NotHere, second.span, message)
                    .hint("Give each ruleset with settings a `use` line of its own."),
            );
            let with = Vec::new();
            return Ok(PolicyLine::Use {
                rulesets,
                with,
                span,
            });
        }
        Ok(PolicyLine::Use {
            rulesets,
            with,
            span,
        })
    }

    fn setting(&self, pair: Pair<'_>) -> Built<(Name, Vec<ParamValue>)> {
        let mut children = Cursor::new(pair);
        let name = self.name(&children.take(Rule::word)?);
        let values = self.param_values(children.take(Rule::param_values)?)?;
        children.take_end()?;
        Ok((name, values))
    }

    fn treat(&self, pair: Pair<'_>) -> Built<PolicyLine> {
        let span = self.span(&pair);
        let mut children = Cursor::new(pair);
        let rules = self.names(&mut children);
        let severity = self.severity(&children.take(Rule::severity)?);
        let because = children.maybe(Rule::because);
        let because = because.map(|text| self.only_text(text)).transpose()?;
        children.take_end()?;
        Ok(PolicyLine::Treat {
            rules,
            severity,
            because,
            span,
        })
    }

    fn on_line(&self, pair: Pair<'_>) -> Built<PolicyLine> {
        let span = self.span(&pair);
        let mut children = Cursor::new(pair);
        let first = children.any()?;
        let first_span = self.span(&first);
        let outcomes = match first.as_rule() {
            Rule::always => Outcomes::Always(first_span),
            Rule::otherwise => Outcomes::Otherwise(first_span),
            _ => {
                let outcome = |each: Pair<'_>| (outcome(each.as_str()), self.span(&each));
                Outcomes::On(Cursor::new(first).rest().map(outcome).collect())
            }
        };
        let action = self.action(children.any()?)?;
        let guard = children.maybe(Rule::guard);
        let condition = guard.map(|guard| self.only_expression(guard)).transpose()?;
        let cites = children.maybe(Rule::cites);
        children.take_end()?;
        Ok(PolicyLine::On {
            outcomes,
            action,
            condition,
            cites: cites.map_or_else(Vec::new, |cites| self.cited(cites)),
            span,
        })
    }

    fn action(&self, pair: Pair<'_>) -> Built<Action> {
        Ok(match pair.as_rule() {
            Rule::grant => Action::Grant(self.only_expression(pair)?),
            Rule::retry => Action::RetryAt(self.only_expression(pair)?),
            Rule::step => Action::Step(self.only_message(pair)?),
            Rule::contact => Action::ContactSupport,
            Rule::review_time => Action::ReviewTime(self.only_expression(pair)?),
            Rule::offer => {
                let mut children = Cursor::new(pair);
                let field = self.path(children.take(Rule::path)?)?;
                let condition = self.expression(children.take(Rule::expression)?)?;
                children.take_end()?;
                Action::Offer { field, condition }
            }
            _ => return Err(Fault::Internal(range(&pair))),
        })
    }
}

pub(super) fn outcome(word: &str) -> Outcome {
    match word {
        "accept" => Outcome::Accept,
        "review" => Outcome::Review,
        "incomplete" => Outcome::Incomplete,
        _ => Outcome::Reject,
    }
}
