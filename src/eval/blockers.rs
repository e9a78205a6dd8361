//! What kept a condition unknown: the fields that were not supplied and matter.
//!
//! A second pass, over undecided rules only: a part that is known, or that another part makes irrelevant, adds
//! nothing.

use super::context::{Context, Read};
use super::findings::Findings;
use super::rule::{Site, State, list_of};
use crate::program::{
    Effect, Expr, ExprKind, FieldId, LetId, Needs, Policy, Program, ReadAs, Requirement, TableId,
    Type,
};
use crate::record::Element;
use crate::value::{Cell, Value};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// A field that was not supplied, and its place in the list that it stands in. In the order of the schema.
pub(super) type Lack = (FieldId, Option<u32>);

/// A list that was looked through: the field that holds it, its filter, and the field that was asked of its elements.
type Walk = (FieldId, Option<LetId>, Option<FieldId>);

/// Collects fields that were not supplied. Derived values and lists are looked into once, however often they are used.
#[derive(Debug, Default)]
pub(super) struct Lacks {
    found: BTreeSet<Lack>,
    seen: BTreeSet<LetId>,
    pending: Vec<LetId>,
    walked: BTreeSet<Walk>,
}

impl Lacks {
    /// The fields, in the order of the schema.
    pub fn found(mut self, context: &Context<'_, '_>) -> BTreeSet<Lack> {
        while let Some(id) = self.pending.pop() {
            context.at(None).let_blockers(id, &mut self);
        }
        self.found
    }

    fn look_into(&mut self, id: LetId) {
        if self.seen.insert(id) {
            self.pending.push(id);
        }
    }
}

impl<'c, 'a> Context<'c, 'a> {
    /// Collects what keeps an expression unknown.
    pub fn blockers(&self, expr: &'a Expr, out: &mut Lacks) {
        let value = self.eval(expr);
        let known = !matches!(value, Value::Missing | Value::Absent | Value::Between(..));
        match &expr.kind {
            _ if known => {}
            ExprKind::Field(field) => self.lack(*field, out),
            ExprKind::Let(id) => out.look_into(*id),
            ExprKind::And(parts) | ExprKind::Or(parts) => self.all_blockers(parts, out),
            ExprKind::Call { arguments, .. } => self.all_blockers(arguments, out),
            ExprKind::Not(inner) | ExprKind::Present(inner) => self.blockers(inner, out),
            ExprKind::Matches { text, .. } => self.blockers(text, out),
            ExprKind::Empty(list) | ExprKind::Count(list) => self.list_blockers(list, out),
            ExprKind::Compare { left, right, .. } => self.both_blockers(left, right, out),
            ExprKind::In { needle, list } => self.both_blockers(needle, list, out),
            ExprKind::Has { list, wanted, .. } => self.both_blockers(list, wanted, out),
            ExprKind::Shift { base, by, .. } => self.both_blockers(base, by, out),
            ExprKind::Age { birth, on } => self.both_blockers(birth, on, out),
            ExprKind::Otherwise { value, default } => match self.eval(value) {
                Value::Absent => self.blockers(default, out),
                _ => self.blockers(value, out),
            },
            ExprKind::Extreme { rows, field, .. } => self.extreme_blockers(rows, *field, out),
            ExprKind::Fact { of, .. } => out.look_into(*of),
            ExprKind::Lookup { table, arguments } => self.key_blockers(*table, arguments, out),
            ExprKind::Where { rows, .. } => self.list_blockers(rows, out),
            ExprKind::Read { text, how } => self.reading_blockers(text, how, out),
            ExprKind::Constant(_)
            | ExprKind::Param(_)
            | ExprKind::Now
            | ExprKind::Today
            | ExprKind::Decision
            | ExprKind::IsReason { .. } => {}
        }
    }

    fn all_blockers(&self, parts: &'a [Expr], out: &mut Lacks) {
        for part in parts {
            self.blockers(part, out);
        }
    }

    fn both_blockers(&self, left: &'a Expr, right: &'a Expr, out: &mut Lacks) {
        self.blockers(left, out);
        self.blockers(right, out);
    }

    fn lack(&self, field: FieldId, out: &mut Lacks) {
        match (self.schema().field(field).rows, self.element) {
            (None, _) => out.found.insert((field, None)),
            (Some(_), Some(element)) => out.found.insert((field, Some(element.index))),
            (Some(list), None) => out.found.insert((list, None)),
        };
    }

    fn let_blockers(&self, id: LetId, out: &mut Lacks) {
        let Some(declared) = self.declared_let(id) else {
            return;
        };
        match &declared.value.kind {
            ExprKind::Read { text, how } if matches!(self.reading(id), Read::Missing) => {
                self.reading_blockers(text, how, out);
            }
            ExprKind::Read { .. } => {}
            ExprKind::Let(other) => out.look_into(*other),
            _ => self.blockers(&declared.value, out),
        }
    }

    /// What keeps a text from being read. The word comes first: it may make the text irrelevant.
    fn reading_blockers(&self, text: &'a Expr, how: &'a ReadAs, out: &mut Lacks) {
        if let ReadAs::NumberByWord { word, .. } = how {
            self.blockers(word, out);
        }
        self.blockers(text, out);
    }

    fn key_blockers(&self, id: TableId, arguments: &'a [Expr], out: &mut Lacks) {
        let Some(table) = self.table(id) else {
            return;
        };
        for (at, key) in table.keys.iter().enumerate() {
            if let Some(expr) = table.key_value(arguments, at)
                && !(key.optional && matches!(self.eval(expr), Value::Absent))
            {
                self.blockers(expr, out);
            }
        }
    }

    /// What keeps unknown how many elements a list has, or whether it is there.
    fn list_blockers(&self, list: &'a Expr, out: &mut Lacks) {
        let rows = matches!(list.ty, Type::Rows(_)).then(|| self.rows(list));
        let Some(rows) = rows.flatten() else {
            return self.blockers(list, out);
        };
        if !out.walked.insert((rows.field, filter_of(list), None)) {
            return;
        }
        if !matches!(rows.cell, Cell::Rows(..)) {
            out.found.insert((rows.field, None));
        }
        for (element, belongs) in rows.each(self.record) {
            if belongs.is_none() {
                self.belonging_blockers(list, element, out);
            }
        }
    }

    /// What keeps unknown whether an element belongs to a filtered list.
    fn belonging_blockers(&self, list: &'a Expr, element: Element, out: &mut Lacks) {
        let (mut list, context) = (list, self.at(Some(element)));
        while let ExprKind::Let(id) = list.kind {
            let Some(declared) = self.declared_let(id) else {
                return;
            };
            list = &declared.value;
            if let ExprKind::Where { rows, condition } = &list.kind {
                if context.truth(condition).is_none() {
                    context.blockers(condition, out);
                }
                list = rows;
            }
        }
    }

    fn extreme_blockers(&self, rows: &'a Expr, field: FieldId, out: &mut Lacks) {
        self.list_blockers(rows, out);
        let filter = filter_of(rows);
        let Some(rows) = self.rows(rows) else {
            return;
        };
        if !out.walked.insert((rows.field, filter, Some(field))) {
            return;
        }
        for (element, _) in rows
            .each(self.record)
            .filter(|(_, each)| *each != Some(false))
        {
            let context = self.at(Some(element));
            if matches!(context.field(field), Value::Missing) {
                context.lack(field, out);
            }
        }
    }
}

impl<'a> Site<'_, 'a> {
    /// Collects what keeps the rule undecided here.
    pub fn blockers(&self, out: &mut Lacks) {
        if self.belongs.is_none()
            && let Some(each) = &self.ruleset.for_each
        {
            match self.context.element {
                None => self.context.list_blockers(&each.rows, out),
                Some(element) => self.context.belonging_blockers(&each.rows, element, out),
            }
        }
        for guard in self.guards() {
            self.condition_blockers(guard, out);
        }
        match &self.rule.effect {
            Effect::Finding { conditions, .. } => {
                for condition in conditions {
                    self.condition_blockers(condition, out);
                }
            }
            Effect::Require(requirements) => {
                let lacking = requirements
                    .iter()
                    .filter(|each| self.lacks(each) != Some(false));
                for requirement in lacking {
                    match (self.requires(requirement), &requirement.field.kind) {
                        (Some(true), ExprKind::Field(field)) => self.context.lack(*field, out),
                        _ => requirement
                            .condition
                            .iter()
                            .for_each(|each| self.condition_blockers(each, out)),
                    }
                }
            }
        }
    }

    fn condition_blockers(&self, condition: &'a Expr, out: &mut Lacks) {
        if self.context.truth(condition).is_none() {
            self.context.blockers(condition, out);
        }
    }
}

/// The derived value that names a list, if one does.
fn filter_of(list: &Expr) -> Option<LetId> {
    match list.kind {
        ExprKind::Let(id) => Some(id),
        _ => None,
    }
}

/// What keeps rules undecided, but for advice.
pub(super) fn lacks(context: &Context<'_, '_>, findings: &Findings) -> BTreeSet<Lack> {
    let rules = &context.policy.rules;
    let mut lacks = Lacks::default();
    for place in findings.places() {
        if rules.get(place).is_some_and(|each| !each.is_advice()) {
            let undecided = findings.sites(context, place, State::Undecided);
            undecided.for_each(|site| site.blockers(&mut lacks));
        }
    }
    lacks.found(context)
}

/// The names of a policy's rules that need a field: those that require it, then those that read it, in the order of the
/// policy, but for rules left out and advice. A `require` that is settled needs nothing.
pub(super) fn needed_by<'a>(
    context: &Context<'_, 'a>,
    findings: &Findings,
    field: FieldId,
) -> Vec<Cow<'a, str>> {
    let policy: &'a Policy = context.policy;
    let (mut requiring, mut reading) = (Vec::new(), Vec::new());
    let holds_fields = !context.schema().field(field).shape.children().is_empty();
    for place in needing(context, field) {
        let place = *place as usize;
        let planned = policy.rules.get(place);
        let rule = planned.and_then(|each| context.program.rules.get(each.rule.0 as usize));
        let Some((planned, rule)) = planned.zip(rule) else {
            continue;
        };
        let ruleset = context.program.rulesets.get(rule.ruleset.0 as usize);
        let looks = ruleset.and_then(list_of) == Some(field);
        let reads = match holds_fields {
            true => rule.reads.iter().any(|read| lies_in(context, *read, field)),
            false => rule.reads.binary_search(&field).is_ok(),
        };
        let needs = match &rule.effect {
            Effect::Finding { .. } => reads || looks,
            Effect::Require(requirements) => {
                let required = requirements
                    .iter()
                    .any(|each| matches!(each.field.kind, ExprKind::Field(id) if id == field));
                let mut states = findings.of(place).iter();
                (reads || looks || required) && states.any(|(_, each)| *each == State::Undecided)
            }
        };
        let counts = planned.skipped.is_none() && !planned.is_advice();
        if needs && counts {
            let names = match rule.effect {
                Effect::Require(_) => &mut requiring,
                Effect::Finding { .. } => &mut reading,
            };
            names.push((&*rule.name).into());
        }
    }
    requiring.append(&mut reading);
    requiring
}

/// The places of the rules that can need a field.
fn needing<'a>(context: &Context<'_, 'a>, field: FieldId) -> &'a [u32] {
    let (program, policy) = (context.program, context.policy);
    let needs = policy.plan.needs.get_or_init(|| needs(program, policy));
    let found = needs.binary_search_by_key(&field, |(id, _)| *id);
    let found = found.ok().and_then(|at| needs.get(at));
    found.map_or(&[], |(_, places)| places)
}

/// Which rules of a policy read a field, look at its elements or require it; a group is as good as each field inside it.
fn needs(program: &Program, policy: &Policy) -> Needs {
    let mut needs: BTreeMap<FieldId, Vec<u32>> = BTreeMap::new();
    for (place, planned) in (0..).zip(&policy.rules) {
        let Some(rule) = program.rules.get(planned.rule.0 as usize) else {
            continue;
        };
        let ruleset = program.rulesets.get(rule.ruleset.0 as usize);
        let list = ruleset.and_then(list_of);
        let required: &[Requirement] = match &rule.effect {
            Effect::Require(required) => required,
            Effect::Finding { .. } => &[],
        };
        let required = required.iter().filter_map(|each| match each.field.kind {
            ExprKind::Field(id) => Some(id),
            _ => None,
        });
        for field in rule.reads.iter().copied().chain(list).chain(required) {
            let parent = |id: &FieldId| program.schema.field(*id).parent;
            for field in std::iter::successors(Some(field), parent) {
                let places = needs.entry(field).or_default();
                if places.last() != Some(&place) {
                    places.push(place);
                }
            }
        }
    }
    needs.into_iter().collect()
}

/// Whether a field is another one or lies inside it.
fn lies_in(context: &Context<'_, '_>, field: FieldId, outer: FieldId) -> bool {
    let parent = |id: &FieldId| context.schema().field(*id).parent;
    std::iter::successors(Some(field), parent).any(|each| each == outer)
}
