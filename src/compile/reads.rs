//! Which fields each rule reads, through `let`s and tables too; and a slot for every field that anything
//! reads, so that a record keeps those and no others.

use super::cover::Bits;
use crate::program::{
    ActionKind, Effect, Expr, ExprKind, FieldId, Message, MessagePart, Program, Rule, Schema, Shape,
};
use std::collections::BTreeSet;

/// Fills in `Rule::reads` and the schema's slots.
pub(super) fn assign(program: &mut Program) {
    let schema = &mut program.schema;
    let size = schema.fields.len();
    let mut of_lets: Vec<Bits> = Vec::new();
    for each in &program.lets {
        let mut reader = Reader {
            of_lets: &of_lets,
            all: Bits::none(size),
        };
        reader.expr(&each.value);
        let all = reader.all;
        of_lets.push(all);
    }
    let mut every = Bits::none(size);
    let own = schema.id.iter().chain(&schema.instant);
    own.for_each(|id| every.insert(id.0 as usize));
    let of_rulesets: Vec<Bits> = program
        .rulesets
        .iter()
        .map(|ruleset| {
            let mut reader = Reader {
                of_lets: &of_lets,
                all: Bits::none(size),
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
            all: of_ruleset.cloned().unwrap_or_else(|| Bits::none(size)),
        };
        reader.conditions(rule);
        rule.reads = reader.fields().collect();
        let texts = rule.because.iter().chain(&rule.fix);
        texts.for_each(|text| reader.message(text));
        rule.retry_at.iter().for_each(|at| reader.expr(at));
        every.unite(&reader.all);
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
                    reader.field(*field);
                    reader.expr(condition);
                }
            }
        }
    }
    let read = reader.fields().collect();
    number(schema, &read);
}

struct Reader<'a> {
    /// A bit for each field: a chain of `let`s may hand on thousands of them.
    of_lets: &'a [Bits],
    all: Bits,
}

impl Reader<'_> {
    fn field(&mut self, id: FieldId) {
        self.all.insert(id.0 as usize);
    }

    /// In the order of the schema.
    fn fields(&self) -> impl Iterator<Item = FieldId> {
        self.all.iter().map(|number| FieldId(number as u32))
    }

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
            ExprKind::Field(id) => self.field(*id),
            ExprKind::Extreme { field, .. } => self.field(*field),
            ExprKind::Let(id) | ExprKind::Fact { of: id, .. } => {
                let of_let = self.of_lets.get(id.0 as usize);
                of_let.into_iter().for_each(|all| self.all.unite(all));
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
    let shapes = schema.fields.iter_mut().map(|field| &mut field.shape);
    let lists = shapes.filter_map(|shape| match shape {
        Shape::Rows { list, .. } => Some(list),
        _ => None,
    });
    for (number, list) in (0..).zip(lists) {
        *list = number;
    }
}
