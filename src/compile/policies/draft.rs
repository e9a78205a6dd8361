//! The lines of a policy, sorted by what they do, with those it takes over by `like`.
//!
//! In: policies as written. Out: one draft each. Names are not looked up yet, but for the policy after `like`.

use crate::compile::Checker;
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::source::Span;
use crate::syntax::ast::{self, Name, PolicyLine};
use crate::value::Date;
use std::mem::discriminant;

/// What a policy says, each thing once.
#[derive(Clone, Default)]
pub(super) struct Draft<'a> {
    pub title: Option<&'a str>,
    pub applies: Option<&'a ast::Expr>,
    pub version: Option<Version<'a>>,
    pub uses: Vec<Use<'a>>,
    pub changes: Vec<Change<'a>>,
    pub actions: Vec<ActionLine<'a>>,
}

/// `version "2027" effective 2027-01-01 ..`
#[derive(Clone, Copy)]
pub(super) struct Version<'a> {
    pub name: &'a str,
    pub effective: (Option<Date>, Option<Date>),
    pub span: Span,
}

/// One ruleset of a `use` line.
#[derive(Clone, Copy)]
pub(super) struct Use<'a> {
    pub ruleset: &'a Name,
    pub with: &'a [(Name, Vec<ast::ParamValue>)],
}

/// One rule of a `treat` or `skip` line.
#[derive(Clone, Copy)]
pub(super) struct Change<'a> {
    pub rule: &'a Name,
    pub how: How<'a>,
}

#[derive(Clone, Copy)]
pub(super) enum How<'a> {
    Treat(ast::SeverityWord, Option<&'a str>),
    Skip(&'a str),
}

/// An `on`, `always` or `otherwise` line.
#[derive(Clone, Copy)]
pub(super) struct ActionLine<'a> {
    pub outcomes: &'a ast::Outcomes,
    pub action: &'a ast::Action,
    pub condition: Option<&'a ast::Expr>,
    pub span: Span,
}

/// A draft for each policy; none for one whose `like` leads nowhere.
pub(super) fn drafts<'a>(
    checker: &mut Checker<'_>,
    policies: &[&'a ast::Policy],
) -> Vec<Option<Draft<'a>>> {
    let own: Vec<Draft<'a>> = policies
        .iter()
        .map(|policy| own_lines(checker, policy))
        .collect();
    let mut merged = Vec::new();
    for (place, (policy, draft)) in policies.iter().zip(&own).enumerate() {
        merged.push(match &policy.like {
            None => Some(draft.clone()),
            Some(like) => find_base(checker, policies, &own, place, like)
                .and_then(|base| own.get(base))
                .map(|base| base.clone().overridden_by(draft)),
        });
    }
    merged
}

fn own_lines<'a>(checker: &mut Checker<'_>, policy: &'a ast::Policy) -> Draft<'a> {
    let mut draft = Draft::default();
    for line in &policy.lines {
        match line {
            // The parser has refused a second line of these.
            PolicyLine::Title(title, _) => draft.title = Some(title),
            PolicyLine::Applies(condition, _) => draft.applies = Some(condition),
            PolicyLine::Version {
                name,
                effective,
                span,
            } => {
                draft.version = Some(Version {
                    name,
                    effective: effective.unwrap_or((None, None)),
                    span: *span,
                });
            }
            PolicyLine::Use { rulesets, with } => {
                let uses = rulesets.iter().map(|ruleset| Use { ruleset, with });
                uses.for_each(|each| draft.add_use(checker, each));
            }
            PolicyLine::Treat {
                rules,
                severity,
                because,
            } => {
                let how = How::Treat(*severity, because.as_deref());
                rules
                    .iter()
                    .for_each(|rule| draft.add_change(checker, Change { rule, how }));
            }
            PolicyLine::Skip { rules, because } => {
                let how = How::Skip(because);
                rules
                    .iter()
                    .for_each(|rule| draft.add_change(checker, Change { rule, how }));
            }
            PolicyLine::On {
                outcomes,
                action,
                condition,
                span,
            } => draft.actions.push(ActionLine {
                outcomes,
                action,
                condition: condition.as_ref(),
                span: *span,
            }),
        }
    }
    draft
}

impl<'a> Draft<'a> {
    fn add_use(&mut self, checker: &mut Checker<'_>, new: Use<'a>) {
        let name = &new.ruleset.text;
        match self.uses.iter().find(|each| each.ruleset.text == *name) {
            None => self.uses.push(new),
            Some(first) => {
                let message = format!("the ruleset `{name}` is used twice");
                let fault = Diagnostic::new(Code::UsedTwice, new.ruleset.span, message);
                let fault = fault.also(first.ruleset.span, "used here already");
                checker.report(fault.hint("Take one of the two out."));
            }
        }
    }

    fn add_change(&mut self, checker: &mut Checker<'_>, new: Change<'a>) {
        let name = &new.rule.text;
        match self.changes.iter().find(|each| each.rule.text == *name) {
            None => self.changes.push(new),
            Some(first) => {
                let message = match (first.how, new.how) {
                    (How::Skip(_), How::Skip(_)) => format!("the rule `{name}` is skipped twice"),
                    (How::Treat(..), How::Treat(..)) => {
                        format!("the rule `{name}` is treated twice")
                    }
                    _ => format!("the rule `{name}` is both treated and skipped"),
                };
                let fault = Diagnostic::new(Code::TreatedTwice, new.rule.span, message);
                let fault = fault.also(first.rule.span, "the other line");
                checker.report(fault.hint("Take one of the two out."));
            }
        }
    }

    /// What the policy after `like` says, but for what the new one writes itself.
    fn overridden_by(mut self, own: &Draft<'a>) -> Draft<'a> {
        for new in &own.uses {
            match self
                .uses
                .iter_mut()
                .find(|each| each.ruleset.text == new.ruleset.text)
            {
                Some(old) => *old = *new,
                None => self.uses.push(*new),
            }
        }
        for new in &own.changes {
            match self
                .changes
                .iter_mut()
                .find(|each| each.rule.text == new.rule.text)
            {
                Some(old) => *old = *new,
                None => self.changes.push(*new),
            }
        }
        self.actions.retain(|old| {
            let kind = discriminant(old.action);
            own.actions
                .iter()
                .all(|new| discriminant(new.action) != kind)
        });
        self.actions.extend(&own.actions);
        Draft {
            title: own.title.or(self.title),
            applies: own.applies.or(self.applies),
            version: own.version.or(self.version),
            ..self
        }
    }
}

/// The place of the policy after `like`.
fn find_base(
    checker: &mut Checker<'_>,
    policies: &[&ast::Policy],
    drafts: &[Draft<'_>],
    place: usize,
    like: &ast::Like,
) -> Option<usize> {
    let name = &like.policy;
    let named: Vec<usize> = (0..policies.len())
        .filter(|each| {
            policies
                .get(*each)
                .is_some_and(|policy| policy.name.text == name.text)
        })
        .collect();
    let wanted = |each: &usize| match &like.version {
        Some((version, _)) => {
            let draft = drafts.get(*each).and_then(|draft| draft.version);
            draft.is_some_and(|draft| draft.name == version)
        }
        None => named.len() == 1 || *each != place,
    };
    let found: Vec<usize> = named.iter().copied().filter(wanted).collect();
    let fault = match (named.as_slice(), found.as_slice()) {
        ([], _) => unknown_policy(checker, policies, name)?,
        (_, [base]) if *base == place => {
            let message = format!("the policy `{}` is like itself", name.text);
            Diagnostic::new(Code::Circle, name.span, message)
        }
        (_, [base]) => {
            let other = policies.get(*base)?;
            let Some(second) = &other.like else {
                return Some(*base);
            };
            let message = format!("the policy `{}` is itself like another one", name.text);
            Diagnostic::new(Code::Circle, name.span, message)
                .also(second.policy.span, "its own `like`")
                .hint("Name the policy that it is like, and write out what differs.")
        }
        (_, []) => {
            let (version, span) = like.version.as_ref()?;
            let message = format!("the policy `{}` has no version \"{version}\"", name.text);
            Diagnostic::new(Code::UnknownRule, *span, message)
        }
        (_, [_, _, ..]) => {
            let message = format!("the policy `{}` has several versions", name.text);
            let hint = format!("Say which one: `like {} version \"...\"`.", name.text);
            Diagnostic::new(Code::Ambiguous, name.span, message).hint(hint)
        }
    };
    checker.report(fault);
    None
}

fn unknown_policy(
    checker: &Checker<'_>,
    policies: &[&ast::Policy],
    name: &Name,
) -> Option<Diagnostic> {
    if checker
        .names
        .may_be_broken(&[ast::ItemKind::Policy], &name.text)
    {
        return None;
    }
    let near = nearest(
        &name.text,
        policies.iter().map(|policy| policy.name.text.as_str()),
    );
    let message = format!("there is no policy `{}`", name.text);
    let fault = Diagnostic::new(Code::UnknownRule, name.span, message);
    Some(fault.maybe_hint(near.map(|near| format!("Did you mean `{near}`?"))))
}
