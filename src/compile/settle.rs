//! Whether every field that may be absent is settled where it is used.
//!
//! Absence is settled by a guard (`is present and ...`, or `when ... is present`), by `otherwise`, or by a
//! default in the schema. Guards count in any order within an `and`, as evaluation has none.

use super::Checker;
use crate::diagnostic::{Code, Diagnostic};
use crate::program::{Expr, ExprKind, FieldId, LetId, ParamId, ReadAs, Schema, TableId, Type};
use crate::source::Span;
use crate::value::{Constant, Word};
use std::collections::{BTreeMap, BTreeSet};

/// What can be absent.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Thing {
    Field(FieldId),
    Let(LetId),
    Fact(LetId, &'static str),
    /// What a table says for these arguments: for others it may say nothing.
    Lookup(TableId, Vec<Argument>),
}

/// An argument of a look-up, so far as it can be told that another is the same.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Argument {
    Field(FieldId),
    Param(ParamId),
    Let(LetId),
    Fact(LetId, &'static str),
    Word(Word),
    Today,
    /// Anything else is the same as itself only.
    At(Span),
}

fn argument(expr: &Expr) -> Argument {
    match &expr.kind {
        ExprKind::Field(field) => Argument::Field(*field),
        ExprKind::Param(param) => Argument::Param(*param),
        ExprKind::Let(id) => Argument::Let(*id),
        ExprKind::Fact { of, fact } => Argument::Fact(*of, fact.name),
        ExprKind::Constant(Constant::Word(word)) => Argument::Word(*word),
        ExprKind::Today => Argument::Today,
        _ => Argument::At(expr.span),
    }
}

/// What is known to be there, on top of what is known around it.
#[derive(Default)]
pub(super) struct Settled<'o> {
    outer: Option<&'o Settled<'o>>,
    present: BTreeSet<Thing>,
}

impl Settled<'static> {
    /// What is there when all of the conditions hold.
    pub fn by<'e>(conditions: impl IntoIterator<Item = &'e Expr>, schema: &Schema) -> Self {
        let mut present = BTreeSet::new();
        for condition in conditions {
            collect(condition, true, schema, &mut present);
        }
        Settled {
            outer: None,
            present,
        }
    }

    /// What is there when any of the conditions holds.
    pub fn by_any(conditions: &[Expr], schema: &Schema) -> Self {
        let mut each = conditions
            .iter()
            .map(|condition| Settled::by([condition], schema).present);
        let first = each.next().unwrap_or_default();
        Settled {
            outer: None,
            present: each.fold(first, |all, one| all.intersection(&one).cloned().collect()),
        }
    }
}

impl Settled<'_> {
    /// Both together.
    pub fn and(&self, other: Settled<'static>) -> Settled<'_> {
        Settled {
            outer: Some(self),
            present: other.present,
        }
    }

    fn holds(&self, thing: &Thing) -> bool {
        self.present.contains(thing) || self.outer.is_some_and(|outer| outer.holds(thing))
    }

    /// The fields and nested records among what is there.
    pub fn fields(&self) -> impl Iterator<Item = FieldId> {
        self.present.iter().filter_map(|thing| match thing {
            Thing::Field(field) => Some(*field),
            _ => None,
        })
    }
}

/// Adds what must be there if the condition is `holds`.
fn collect(condition: &Expr, holds: bool, schema: &Schema, present: &mut BTreeSet<Thing>) {
    match (&condition.kind, holds) {
        (ExprKind::Present(subject), true) => {
            let Some(thing) = thing(subject) else { return };
            present.insert(thing.clone());
            // A field is there only if the records around it are.
            if let Thing::Field(field) = thing {
                let mut at = schema.optional_group(field);
                while let Some(group) = at {
                    present.insert(Thing::Field(group));
                    at = schema.optional_group(group);
                }
            }
        }
        (ExprKind::Not(inner), _) => collect(inner, !holds, schema, present),
        (ExprKind::And(parts), true) | (ExprKind::Or(parts), false) => {
            for part in parts {
                collect(part, holds, schema, present);
            }
        }
        _ => {}
    }
}

fn thing(expr: &Expr) -> Option<Thing> {
    match &expr.kind {
        ExprKind::Field(field) => Some(Thing::Field(*field)),
        ExprKind::Let(id) => Some(Thing::Let(*id)),
        ExprKind::Fact { of, fact } => Some(Thing::Fact(*of, fact.name)),
        ExprKind::Lookup { table, arguments } => {
            let arguments = arguments.iter().map(argument);
            Some(Thing::Lookup(*table, arguments.collect()))
        }
        _ => None,
    }
}

impl Checker<'_> {
    /// Reports each use of something that may be absent and is not settled.
    pub(super) fn settle(&mut self, expr: &Expr, settled: &Settled<'_>) {
        if let Some(missing) = self.unsettled(expr, settled) {
            self.report_unsettled(missing, expr.span);
        }
        self.settle_inside(expr, settled);
    }

    /// Where absence is allowed: it goes on to whatever takes the value.
    pub(super) fn settle_value(&mut self, expr: &Expr, settled: &Settled<'_>) {
        match &expr.kind {
            ExprKind::Shift { base, by, .. } => {
                self.settle_value(base, settled);
                self.settle_value(by, settled);
            }
            ExprKind::Age { birth, on } => {
                self.settle_value(birth, settled);
                self.settle_value(on, settled);
            }
            ExprKind::Otherwise { value, default } => {
                self.settle_value(value, settled);
                self.settle_value(default, settled);
            }
            ExprKind::Extreme { rows, .. } => self.settle_value(rows, settled),
            ExprKind::Where { rows, condition } => {
                self.settle_value(rows, settled);
                self.settle(condition, settled);
            }
            ExprKind::Read { text, how } => {
                self.settle_value(text, settled);
                if let ReadAs::NumberByWord { word, .. } = how {
                    self.settle_value(word, settled);
                }
            }
            _ => self.settle_inside(expr, settled),
        }
    }

    fn settle_inside(&mut self, expr: &Expr, settled: &Settled<'_>) {
        match &expr.kind {
            ExprKind::And(parts) => {
                let inside = settled.and(Settled::by(parts, &self.program.schema));
                for part in parts {
                    self.settle(part, &inside);
                }
            }
            ExprKind::Or(parts) => self.settle_any(parts, settled),
            ExprKind::Present(subject) => self.settle_value(subject, settled),
            ExprKind::Otherwise { value, default } => {
                self.settle_value(value, settled);
                self.settle(default, settled);
            }
            ExprKind::Lookup { table, arguments } => {
                let takes: Vec<bool> = match self.program.tables.get(table.0 as usize) {
                    Some(table) => table.keys.iter().map(|key| key.optional).collect(),
                    None => Vec::new(),
                };
                for (argument, takes_absence) in arguments.iter().zip(takes) {
                    if takes_absence {
                        self.settle_value(argument, settled);
                    } else {
                        self.settle(argument, settled);
                    }
                }
            }
            _ => {
                for child in expr.children() {
                    self.settle(child, settled);
                }
            }
        }
    }

    /// Whoever looks at one part of an `or` may take it that the others do not hold.
    fn settle_any(&mut self, parts: &[Expr], settled: &Settled<'_>) {
        let failed: Vec<BTreeSet<Thing>> = parts
            .iter()
            .map(|part| {
                let mut present = BTreeSet::new();
                collect(part, false, &self.program.schema, &mut present);
                present
            })
            .collect();
        let mut counts: BTreeMap<&Thing, usize> = BTreeMap::new();
        for thing in failed.iter().flatten() {
            *counts.entry(thing).or_default() += 1;
        }
        let mut others = settled.and(Settled::default());
        others.present = counts.keys().map(|thing| (*thing).clone()).collect();
        for (part, own) in parts.iter().zip(&failed) {
            // What no other part says is taken out for a moment.
            let only_here = own.iter().filter(|thing| counts.get(thing) == Some(&1));
            only_here.for_each(|thing| {
                others.present.remove(thing);
            });
            self.settle(part, &others);
            others.present.extend(own.iter().cloned());
        }
    }

    /// What keeps a leaf from being settled: itself, or the record that it stands in.
    fn unsettled(&self, expr: &Expr, settled: &Settled<'_>) -> Option<String> {
        if !expr.optional || expr.ty == Type::Faulty {
            return None;
        }
        match thing(expr)? {
            Thing::Field(id) => {
                let field = self.program.schema.field(id);
                if field.optional && field.default.is_none() && !settled.holds(&Thing::Field(id)) {
                    return Some(field.path.to_string());
                }
                let group = self.program.schema.optional_group(id)?;
                let known = settled.holds(&Thing::Field(group));
                (!known).then(|| self.program.schema.field(group).path.to_string())
            }
            Thing::Let(id) => {
                let name = self
                    .program
                    .lets
                    .get(id.0 as usize)
                    .map(|each| each.name.to_string());
                name.filter(|_| !settled.holds(&Thing::Let(id)))
            }
            Thing::Fact(of, fact) => {
                let name = self
                    .program
                    .lets
                    .get(of.0 as usize)
                    .map(|each| format!("{}.{fact}", each.name));
                name.filter(|_| !settled.holds(&Thing::Fact(of, fact)))
            }
            Thing::Lookup(id, arguments) => {
                let name = self
                    .program
                    .tables
                    .get(id.0 as usize)
                    .map(|each| each.name.to_string());
                name.filter(|_| !settled.holds(&Thing::Lookup(id, arguments)))
            }
        }
    }

    fn report_unsettled(&mut self, name: String, span: Span) {
        let message = format!("`{name}` may be absent, and nothing says what that means here");
        self.report(Diagnostic::new(Code::Unsettled, span, message).hint(format!(
            "Guard it with `{name} is present and ...` or `when {name} is present`, or give it a value with `otherwise`."
        )));
    }
}
