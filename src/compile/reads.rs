//! Which fields each rule reads, through `let`s and tables too; and a slot for every field that anything
//! reads, so that a record keeps those and no others.

use crate::program::{
    ActionKind, Effect, Expr, ExprKind, FieldId, Message, MessagePart, Program, Rule, Schema, Shape,
};
use std::collections::BTreeSet;

/// Fills in `Rule::reads` and the schema's slots.
pub(super) fn assign(program: &mut Program) {
    let schema = &mut program.schema;
    let mut of_lets: Vec<BTreeSet<FieldId>> = Vec::new();
    for each in &program.lets {
        let mut reader = Reader {
            of_lets: &of_lets,
            all: BTreeSet::new(),
        };
        reader.expr(&each.value);
        let all = reader.all;
        of_lets.push(all);
    }
    let mut every: BTreeSet<FieldId> = BTreeSet::new();
    every.extend(schema.id.iter().chain(&schema.instant));
    let of_rulesets: Vec<BTreeSet<FieldId>> = program
        .rulesets
        .iter()
        .map(|ruleset| {
            let mut reader = Reader {
                of_lets: &of_lets,
                all: BTreeSet::new(),
            };
            ruleset.guard.iter().for_each(|guard| reader.expr(guard));
            let for_each = ruleset.for_each.iter();
            for_each.for_each(|each| reader.expr(&each.rows));
            reader.all
        })
        .collect();
    for rule in &mut program.rules {
        let of_ruleset = of_rulesets.get(rule.ruleset.0 as usize);
        let mut reader = Reader {
            of_lets: &of_lets,
            all: of_ruleset.cloned().unwrap_or_default(),
        };
        reader.conditions(rule);
        rule.reads = reader.all.iter().copied().collect();
        let texts = rule.because.iter().chain(&rule.fix);
        texts.for_each(|text| reader.message(text));
        rule.retry_at.iter().for_each(|at| reader.expr(at));
        every.extend(reader.all);
    }
    let mut reader = Reader {
        of_lets: &of_lets,
        all: every,
    };
    for policy in &program.policies {
        reader.expr(&policy.applies);
        for action in &policy.actions {
            action
                .condition
                .iter()
                .for_each(|condition| reader.expr(condition));
            match &action.kind {
                ActionKind::Grant(value)
                | ActionKind::RetryAt(value)
                | ActionKind::ReviewTime(value) => {
                    reader.expr(value);
                }
                ActionKind::Step(message) => reader.message(message),
                ActionKind::ContactSupport => {}
                ActionKind::Offer { field, condition } => {
                    reader.all.insert(*field);
                    reader.expr(condition);
                }
            }
        }
    }
    number(schema, &reader.all);
}

struct Reader<'a> {
    of_lets: &'a [BTreeSet<FieldId>],
    all: BTreeSet<FieldId>,
}

impl Reader<'_> {
    fn conditions(&mut self, rule: &Rule) {
        rule.guard.iter().for_each(|guard| self.expr(guard));
        match &rule.effect {
            Effect::Finding { conditions, .. } => {
                conditions.iter().for_each(|condition| self.expr(condition));
            }
            Effect::Require(requirements) => {
                for requirement in requirements {
                    self.expr(&requirement.field);
                    requirement
                        .condition
                        .iter()
                        .for_each(|condition| self.expr(condition));
                }
            }
        }
    }

    fn message(&mut self, message: &Message) {
        for part in &message.parts {
            if let MessagePart::Value(value) = part {
                self.expr(value);
            }
        }
    }

    fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Field(id) => {
                self.all.insert(*id);
            }
            ExprKind::Extreme { field, .. } => {
                self.all.insert(*field);
            }
            ExprKind::Let(id) | ExprKind::Fact { of: id, .. } => {
                self.all
                    .extend(self.of_lets.get(id.0 as usize).into_iter().flatten());
            }
            _ => {}
        }
        for child in expr.children() {
            self.expr(child);
        }
    }
}

/// Numbers the fields that are read, row by row; a list of records is kept if anything in it is.
fn number(schema: &mut Schema, read: &BTreeSet<FieldId>) {
    let lists: Vec<FieldId> = read
        .iter()
        .filter_map(|id| schema.field(*id).rows)
        .collect();
    let kept: BTreeSet<FieldId> = read.iter().copied().chain(lists).collect();
    let mut width = 0;
    let mut widths: Vec<(FieldId, u32)> = Vec::new();
    for id in kept {
        let next = match schema.field(id).rows {
            None => &mut width,
            Some(rows) => match widths.iter_mut().find(|(each, _)| *each == rows) {
                Some((_, width)) => width,
                None => continue,
            },
        };
        let slot = *next;
        *next += 1;
        let Some(field) = schema.fields.get_mut(id.0 as usize) else {
            continue;
        };
        field.slot = Some(slot);
        if matches!(field.shape, Shape::Rows { .. }) {
            widths.push((id, 0));
        }
    }
    schema.width = width;
    for (id, found) in widths {
        if let Some(Shape::Rows { width, .. }) = schema
            .fields
            .get_mut(id.0 as usize)
            .map(|field| &mut field.shape)
        {
            *width = found;
        }
    }
}
