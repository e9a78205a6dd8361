//! The lines of a policy, sorted by what they do, with those it takes over by `like`.
//!
//! In: policies as written. Out: one draft each. Names are not looked up yet, but for the policy after `like`.

use crate::compile::Checker;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::syntax::ast::{self, Name, PolicyLine};
use crate::value::Date;
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::mem::discriminant;

/// Most bytes of rule files that the policies of a set may take over from others by `like`, all together.
const MOST_TAKEN_OVER: u64 = 16 << 20;

/// What a policy says, each thing once.
#[derive(Clone, Default)]
pub(super) struct Draft<'a> {
    pub title: Option<&'a str>,
    pub applies: Option<&'a ast::Expr>,
    pub version: Option<Version<'a>>,
    pub uses: Vec<Use<'a>>,
    pub changes: Vec<Change<'a>>,
    pub actions: Vec<ActionLine<'a>>,
    /// The places of rulesets in `uses`, and of rules in `changes`.
    use_of: HashMap<&'a str, usize>,
    change_of: HashMap<&'a str, usize>,
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
    pub cites: &'a [(String, Span)],
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
    let mut by_name: HashMap<&str, Vec<usize>> = HashMap::new();
    for (place, policy) in policies.iter().enumerate() {
        by_name.entry(&policy.name.text).or_default().push(place);
    }
    let mut merged = Vec::new();
    let mut taken_over = 0;
    for (place, (policy, draft)) in policies.iter().zip(&own).enumerate() {
        merged.push(match &policy.like {
            None => Some(draft.clone()),
            Some(like) => {
                let named = by_name.get(like.policy.text.as_str());
                let named = named.map_or(&[][..], |named| named);
                let base = find_base(checker, policies, &own, (place, named), like);
                let base = base.and_then(|base| Some((policies.get(base)?, own.get(base)?)));
                base.and_then(|(written, base)| {
                    let bytes = written.span.range().len() as u64;
                    let before = taken_over;
                    taken_over += bytes;
                    if taken_over <= MOST_TAKEN_OVER {
                        return Some(base.clone().overridden_by(draft));
                    }
                    // Once is enough: the others are too much for the same reason.
                    if before <= MOST_TAKEN_OVER {
                        checker.report(too_much(&like.policy));
                    }
                    None
                })
            }
        });
    }
    merged
}

fn too_much(like: &Name) -> Diagnostic {
    let message = "the policies of this set take over more than 16 MiB from others";
    Diagnostic::new(Code::TooLarge, like.span, message)
        .label("from this policy on it is too much")
        .hint("Put the lines that many policies share into rulesets and tables.")
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
            PolicyLine::Use { rulesets, with, .. } => {
                let uses = rulesets.iter().map(|ruleset| Use { ruleset, with });
                uses.for_each(|each| draft.add_use(checker, each));
            }
            PolicyLine::Treat {
                rules,
                severity,
                because,
                ..
            } => {
                let how = How::Treat(*severity, because.as_deref());
                rules
                    .iter()
                    .for_each(|rule| draft.add_change(checker, Change { rule, how }));
            }
            PolicyLine::Skip { rules, because, .. } => {
                let how = How::Skip(because);
                rules
                    .iter()
                    .for_each(|rule| draft.add_change(checker, Change { rule, how }));
            }
            PolicyLine::On {
                outcomes,
                action,
                condition,
                cites,
                span,
            } => draft.actions.push(ActionLine {
                outcomes,
                action,
                condition: condition.as_ref(),
                cites,
                span: *span,
            }),
        }
    }
    draft
}

impl<'a> Draft<'a> {
    fn use_of(&self, ruleset: &str) -> Option<&Use<'a>> {
        self.uses.get(*self.use_of.get(ruleset)?)
    }

    /// What the policy changes about a rule.
    pub fn change_of(&self, rule: &str) -> Option<&Change<'a>> {
        self.changes.get(*self.change_of.get(rule)?)
    }

    fn put_use(&mut self, new: Use<'a>) {
        put(&mut self.uses, self.use_of.entry(&new.ruleset.text), new);
    }

    fn put_change(&mut self, new: Change<'a>) {
        put(&mut self.changes, self.change_of.entry(&new.rule.text), new);
    }

    fn add_use(&mut self, checker: &mut Checker<'_>, new: Use<'a>) {
        let name = &new.ruleset.text;
        match self.use_of(name) {
            None => self.put_use(new),
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
        match self.change_of(name) {
            None => self.put_change(new),
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
        own.uses.iter().for_each(|new| self.put_use(*new));
        own.changes.iter().for_each(|new| self.put_change(*new));
        let kinds: HashSet<_> = own
            .actions
            .iter()
            .map(|new| discriminant(new.action))
            .collect();
        self.actions
            .retain(|old| !kinds.contains(&discriminant(old.action)));
        self.actions.extend(&own.actions);
        Draft {
            title: own.title.or(self.title),
            applies: own.applies.or(self.applies),
            version: own.version.or(self.version),
            ..self
        }
    }
}

/// Puts a thing where its name has a place, else at the end.
fn put<T>(all: &mut Vec<T>, place: Entry<'_, &str, usize>, new: T) {
    let place = *place.or_insert(all.len());
    match all.get_mut(place) {
        Some(old) => *old = new,
        None => all.push(new),
    }
}

/// The place of the policy after `like`, which is one of `named`: those of that name.
fn find_base(
    checker: &mut Checker<'_>,
    policies: &[&ast::Policy],
    drafts: &[Draft<'_>],
    (place, named): (usize, &[usize]),
    like: &ast::Like,
) -> Option<usize> {
    let name = &like.policy;
    let wanted = |each: &usize| match &like.version {
        Some((version, _)) => {
            let draft = drafts.get(*each).and_then(|draft| draft.version);
            draft.is_some_and(|draft| draft.name == version)
        }
        None => named.len() == 1 || *each != place,
    };
    let found: Vec<usize> = named.iter().copied().filter(wanted).collect();
    let fault = match (named, found.as_slice()) {
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
    let kinds = [ast::ItemKind::Policy];
    if checker.diagnostics.is_full() || checker.names.may_be_broken(&kinds, &name.text) {
        return None;
    }
    let names = policies.iter().map(|policy| policy.name.text.as_str());
    let message = format!("there is no policy `{}`", name.text);
    let fault = Diagnostic::new(Code::UnknownRule, name.span, message);
    Some(fault.did_you_mean(&name.text, names))
}
