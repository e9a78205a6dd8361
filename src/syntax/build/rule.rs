//! Rulesets and rules.
//!
//! In: the pair of a ruleset. Out: its tree. Checks that a rule has what makes it a rule, once each.

use super::Builder;
use crate::decision::Severity;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::syntax::ast::{Broken, Effect, Expr, ForEach, Rule as RuleTree, Ruleset, SeverityWord};
use crate::syntax::cursor::{Built, Cursor, Fault, range};
use crate::syntax::grammar::{Pair, Rule};

impl Builder<'_> {
    pub(super) fn ruleset(&self, pair: Pair<'_>) -> Built<Ruleset> {
        let span = self.span(&pair);
        let mut children = Cursor::new(pair);
        let mut ruleset = self.ruleset_head(children.take(Rule::ruleset_head)?)?;
        ruleset.span = span;
        for member in children.rest() {
            self.member(&mut ruleset, member);
        }
        Ok(ruleset)
    }

    /// A ruleset without what is between its braces.
    pub(in crate::syntax) fn ruleset_head(&self, pair: Pair<'_>) -> Built<Ruleset> {
        let span = self.span(&pair);
        let mut children = Cursor::new(pair);
        let name = self.declared(&children.take(Rule::word)?);
        let for_each = children.maybe(Rule::for_each);
        let for_each = for_each.map(|each| self.for_each(each)).transpose()?;
        let guard = children.maybe(Rule::guard);
        let guard = guard.map(|guard| self.only_expression(guard)).transpose()?;
        children.take_end()?;
        Ok(Ruleset {
            name,
            for_each,
            guard,
            params: Vec::new(),
            rules: Vec::new(),
            broken: Vec::new(),
            span,
        })
    }

    fn for_each(&self, pair: Pair<'_>) -> Built<ForEach> {
        let mut children = Cursor::new(pair);
        let element = self.declared(&children.take(Rule::word)?);
        let list = self.path(children.take(Rule::path)?)?;
        children.take_end()?;
        Ok(ForEach { element, list })
    }

    /// Adds a parameter or rule; one that cannot be built counts as broken.
    pub(in crate::syntax) fn member(&self, ruleset: &mut Ruleset, pair: Pair<'_>) {
        let (kind, place, text) = (super::kind_of(pair.as_rule()), range(&pair), pair.as_str());
        let built = match pair.as_rule() {
            Rule::param => self.param(pair).map(|param| ruleset.params.push(param)),
            Rule::rule_item => self.rule(pair).map(|rule| ruleset.rules.push(rule)),
            _ => Err(Fault::Internal(place.clone())),
        };
        if let Err(fault) = built {
            self.report_fault(fault);
            let broken: Broken = crate::syntax::recover::broken(self, kind, text, place.start);
            ruleset.broken.push(broken);
        }
    }

    fn rule(&self, pair: Pair<'_>) -> Built<RuleTree> {
        let span = self.span(&pair);
        let mut children = Cursor::new(pair);
        let name = self.declared(&children.take(Rule::word)?);
        let guard = children.maybe(Rule::guard);
        let mut rule = RuleTree {
            name,
            guard: guard.map(|guard| self.only_expression(guard)).transpose()?,
            effects: Vec::new(),
            unless: Vec::new(),
            because: None,
            fix: None,
            cites: Vec::new(),
            retry_at: None,
            is_final: None,
            span,
        };
        let mut lines = Vec::new();
        let mut sound = true;
        for clause in children.rest() {
            self.check_once(&clause, &mut lines);
            if let Err(fault) = self.clause(&mut rule, clause) {
                self.report_fault(fault);
                sound = false;
            }
        }
        if !sound {
            return Err(Fault::Reported);
        }
        self.check_complete(&rule);
        self.check_one_severity(&rule);
        Ok(rule)
    }

    /// Effects may be repeated, everything else stands once.
    fn check_once(&self, clause: &Pair<'_>, lines: &mut Vec<(Rule, Span)>) {
        let (kind, span) = (clause.as_rule(), self.span(clause));
        if matches!(kind, Rule::finding | Rule::require) {
            return;
        }
        match lines.iter().find(|(seen, _)| *seen == kind) {
            Some((_, first)) => {
                let word = clause.as_str().split_whitespace().next().unwrap_or("");
                self.repeated(&format!("`{word}`"), *first, span);
            }
            None => lines.push((kind, span)),
        }
    }

    fn clause(&self, rule: &mut RuleTree, pair: Pair<'_>) -> Built<()> {
        match pair.as_rule() {
            Rule::finding => rule.effects.push(self.finding(pair)?),
            Rule::require => rule.effects.push(self.require(pair)?),
            Rule::unless => {
                let names = Cursor::new(pair)
                    .rest()
                    .map(|name| self.name(&name))
                    .collect();
                rule.unless = names;
            }
            Rule::because => rule.because = Some(self.only_message(pair)?),
            Rule::fix => rule.fix = Some(self.only_message(pair)?),
            Rule::cites => rule.cites = self.cited(pair),
            Rule::retry => rule.retry_at = Some(self.only_expression(pair)?),
            Rule::final_mark => rule.is_final = Some(self.span(&pair)),
            _ => return Err(Fault::Internal(range(&pair))),
        }
        Ok(())
    }

    /// The texts of `cites "A", "B"`.
    pub(super) fn cited(&self, pair: Pair<'_>) -> Vec<(String, Span)> {
        Cursor::new(pair)
            .all(Rule::text)
            .map(|text| (self.text(&text), self.span(&text)))
            .collect()
    }

    fn finding(&self, pair: Pair<'_>) -> Built<Effect> {
        let span = self.span(&pair);
        let mut children = Cursor::new(pair);
        let severity = self.severity(&children.take(Rule::severity)?);
        let condition = self.only_expression(children.take(Rule::guard)?)?;
        children.take_end()?;
        Ok(Effect::Finding {
            severity,
            condition,
            span,
        })
    }

    pub(super) fn severity(&self, pair: &Pair<'_>) -> SeverityWord {
        let severity = match pair.as_str() {
            "reject" => Severity::Reject,
            "review" => Severity::Review,
            _ => Severity::Advise,
        };
        SeverityWord {
            severity,
            span: self.span(pair),
        }
    }

    fn require(&self, pair: Pair<'_>) -> Built<Effect> {
        let span = self.span(&pair);
        let mut children = Cursor::new(pair);
        let field = self.path(children.take(Rule::path)?)?;
        let guard = children.maybe(Rule::guard);
        let condition: Option<Expr> = guard.map(|guard| self.only_expression(guard)).transpose()?;
        children.take_end()?;
        Ok(Effect::Require {
            field,
            condition,
            span,
        })
    }

    fn check_complete(&self, rule: &RuleTree) {
        let name = &rule.name.text;
        let lacks = |what: &str, hint: &str| {
            let message = format!("the rule `{name}` has no {what}");
            self.report(Diagnostic::new(Code::IncompleteRule, rule.name.span, message).hint(hint));
        };
        if rule.effects.is_empty() {
            lacks(
                "effect",
                "Add a line that says what it does: `reject when ...`.",
            );
        }
        let finds = |effect: &Effect| matches!(effect, Effect::Finding { .. });
        if !rule.effects.iter().any(finds) {
            return;
        }
        if rule.because.is_none() {
            lacks("`because`", "Tell the applicant why: `because \"...\"`.");
        }
        if rule.fix.is_none() && rule.is_final.is_none() {
            let hint = "Tell the applicant what to do: `fix \"...\"`; or mark the rule `final`.";
            lacks("`fix`", hint);
        }
    }

    fn check_one_severity(&self, rule: &RuleTree) {
        let kind = |effect: &Effect| match effect {
            Effect::Finding { severity, .. } => (severity.severity.word(), severity.span),
            Effect::Require { span, .. } => ("require", *span),
        };
        let mut kinds = rule.effects.iter().map(kind);
        let Some((first, first_span)) = kinds.next() else {
            return;
        };
        if let Some((other, span)) = kinds.find(|(word, _)| *word != first) {
            let message = format!("this rule has `{other}` beside `{first}`");
            self.report(
                Diagnostic::new(Code::NotHere, span, message)
                    .also(first_span, "the first is here")
                    .hint("Make two rules of it: a rule has one kind of effect."),
            );
        }
    }
}
