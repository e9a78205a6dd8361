//! Small programs and records made by hand, for the tests of the evaluator.

use crate::decision::Severity;
use crate::program::*;
use crate::record::Record;
use crate::source::{SourceMap, Span};
use crate::value::{Cell, Constant, Date, Decimal, EnumId, Instant, Scalar, Word};
use chrono_tz::Tz;

/// A program that grows.
pub(super) struct World {
    pub program: Program,
}

pub(super) fn date(text: &str) -> Date {
    Date::parse(text).unwrap()
}

pub(super) fn instant(text: &str) -> Instant {
    Instant::parse(text).unwrap()
}

pub(super) fn number(value: i64) -> Constant {
    Constant::Number(Decimal::from(value))
}

impl World {
    pub fn new() -> World {
        let words = ["accept", "review", "incomplete", "reject"].map(Box::from);
        let schema = Schema {
            name: "submission".into(),
            enums: vec![Enum {
                name: "Decision".into(),
                words: words.into(),
                other: None,
                span: None,
            }],
            ..Schema::default()
        };
        World {
            program: Program {
                sources: SourceMap::default(),
                timezone: Tz::Asia__Shanghai,
                schema,
                params: Vec::new(),
                lets: Vec::new(),
                tables: Vec::new(),
                rulesets: Vec::new(),
                rules: Vec::new(),
                policies: Vec::new(),
                plan: Plan::default(),
                digest: "sha256:test".to_owned(),
            },
        }
    }

    pub fn span(&mut self, text: &str) -> Span {
        let source = self.program.sources.add("test.admit", text);
        self.program.sources.span(source, 0..text.len())
    }

    pub fn enumeration(&mut self, name: &str, words: &[&str]) -> EnumId {
        self.program.schema.enums.push(Enum {
            name: name.into(),
            words: words.iter().map(|word| Box::from(*word)).collect(),
            other: None,
            span: None,
        });
        EnumId(self.program.schema.enums.len() as u16 - 1)
    }

    pub fn word(&self, of: EnumId, word: &str) -> Word {
        let index = self.program.schema.enumeration(of).find(word).unwrap();
        Word { of, index }
    }

    fn add_field(&mut self, path: &str, shape: Shape, rows: Option<FieldId>, slot: u32) -> FieldId {
        let span = self.span(path);
        let schema = &mut self.program.schema;
        schema.fields.push(Field {
            name: path.rsplit('.').next().unwrap().into(),
            path: path.into(),
            parent: rows,
            rows,
            shape,
            optional: false,
            private: false,
            fixed: false,
            default: None,
            range: None,
            slot: Some(slot),
            span,
        });
        FieldId(schema.fields.len() as u32 - 1)
    }

    /// A field of the record itself.
    pub fn top(&mut self, path: &str, shape: Shape) -> FieldId {
        let slot = self.program.schema.width;
        self.program.schema.width += 1;
        let id = self.add_field(path, shape, None, slot);
        self.program.schema.top.push(id);
        id
    }

    pub fn scalar(&mut self, path: &str, scalar: Scalar) -> FieldId {
        self.top(path, Shape::Scalar(scalar))
    }

    pub fn bools<const N: usize>(&mut self, names: [&str; N]) -> [FieldId; N] {
        names.map(|name| self.scalar(name, Scalar::Bool))
    }

    /// A list of records with these fields.
    pub fn rows<const N: usize>(
        &mut self,
        name: &str,
        children: [(&str, Scalar); N],
    ) -> (FieldId, [FieldId; N]) {
        let shapes = self.program.schema.fields.iter().map(|field| &field.shape);
        let list = shapes
            .filter(|shape| matches!(shape, Shape::Rows { .. }))
            .count() as u16;
        let shape = |children| Shape::Rows {
            children,
            width: N as u32,
            list,
        };
        let list = self.top(name, shape(Vec::new()));
        let mut slot = 0;
        let ids = children.map(|(child, scalar)| {
            slot += 1;
            let path = format!("{name}[].{child}");
            self.add_field(&path, Shape::Scalar(scalar), Some(list), slot - 1)
        });
        self.field_mut(list).shape = shape(ids.to_vec());
        (list, ids)
    }

    pub fn field_mut(&mut self, id: FieldId) -> &mut Field {
        &mut self.program.schema.fields[id.0 as usize]
    }

    pub fn expr(&mut self, text: &str, ty: Type, kind: ExprKind) -> Expr {
        Expr {
            kind,
            ty,
            optional: false,
            private: false,
            span: self.span(text),
        }
    }

    pub fn condition(&mut self, text: &str, kind: ExprKind) -> Expr {
        self.expr(text, Type::BOOL, kind)
    }

    /// A field as an expression; it shows something private if the field is.
    pub fn field(&mut self, id: FieldId) -> Expr {
        let field = self.program.schema.field(id).clone();
        let ty = match field.shape {
            Shape::Scalar(scalar) => Type::Scalar(scalar),
            Shape::List(scalar) => Type::List(scalar),
            Shape::Group(_) => Type::Group(id),
            Shape::Rows { .. } => Type::Rows(id),
        };
        Expr {
            private: field.private,
            optional: field.optional,
            ..self.expr(&field.path.replace("[]", ""), ty, ExprKind::Field(id))
        }
    }

    pub fn constant(&mut self, text: &str, scalar: Scalar, constant: Constant) -> Expr {
        let kind = ExprKind::Constant(constant);
        self.expr(text, Type::Scalar(scalar), kind)
    }

    pub fn compare(&mut self, left: Expr, op: Comparison, right: Expr) -> Expr {
        let sign = match op {
            Comparison::Equal => "==",
            Comparison::NotEqual => "!=",
            Comparison::Less => "<",
            Comparison::AtMost => "<=",
            Comparison::Greater => ">",
            Comparison::AtLeast => ">=",
        };
        let sources = &self.program.sources;
        let text = format!(
            "{} {sign} {}",
            sources.text_of(left.span),
            sources.text_of(right.span)
        );
        let (left, right) = (Box::new(left), Box::new(right));
        self.condition(&text, ExprKind::Compare { op, left, right })
    }

    /// A comparison of a field with a number.
    pub fn compare_number(&mut self, id: FieldId, op: Comparison, with: i64) -> Expr {
        let (left, right) = (
            self.field(id),
            self.constant(&with.to_string(), Scalar::Integer, number(with)),
        );
        self.compare(left, op, right)
    }

    pub fn present(&mut self, id: FieldId) -> Expr {
        let inner = self.field(id);
        let text = format!("{} is present", self.program.schema.field(id).path);
        self.condition(&text, ExprKind::Present(Box::new(inner)))
    }

    pub fn declare(&mut self, name: &str, value: Expr) -> Expr {
        let (ty, span) = (value.ty, self.span(name));
        self.program.lets.push(Let {
            name: name.into(),
            value,
            span,
        });
        let id = LetId(self.program.lets.len() as u32 - 1);
        self.expr(name, ty, ExprKind::Let(id))
    }

    pub fn filter(&mut self, name: &str, rows: Expr, condition: Expr) -> Expr {
        let (ty, rows, condition) = (rows.ty, Box::new(rows), Box::new(condition));
        let value = self.expr(name, ty, ExprKind::Where { rows, condition });
        self.declare(name, value)
    }

    pub fn ruleset(
        &mut self,
        name: &str,
        for_each: Option<Expr>,
        guard: Option<Expr>,
    ) -> RulesetId {
        let span = self.span(name);
        let for_each = for_each.map(|rows| ForEach {
            element: "each".into(),
            field: match rows.ty {
                Type::Rows(field) => field,
                _ => FieldId(0),
            },
            rows,
        });
        self.program.rulesets.push(Ruleset {
            name: name.into(),
            for_each,
            guard,
            rules: Vec::new(),
            span,
        });
        RulesetId(self.program.rulesets.len() as u32 - 1)
    }

    pub fn effect(&mut self, ruleset: RulesetId, name: &str, effect: Effect) -> RuleId {
        let span = self.span(name);
        let text = |text: String| Message {
            parts: vec![MessagePart::Text(text.into())],
        };
        self.program.rules.push(Rule {
            name: name.into(),
            full_name: format!("{}.{name}", self.program.rulesets[ruleset.0 as usize].name).into(),
            ruleset,
            guard: None,
            effect,
            unless: Vec::new(),
            because: Some(text(format!("{name} fired."))),
            fix: Some(text(format!("Mend {name}."))),
            cites: Vec::new(),
            retry_at: None,
            is_final: false,
            reads: Vec::new(),
            span,
            place: self.program.place_of(span),
        });
        let id = RuleId(self.program.rules.len() as u32 - 1);
        self.program.rulesets[ruleset.0 as usize].rules.push(id);
        id
    }

    pub fn rule(
        &mut self,
        ruleset: RulesetId,
        name: &str,
        severity: Severity,
        when: Expr,
    ) -> RuleId {
        let conditions = vec![when];
        let effect = Effect::Finding {
            severity,
            conditions,
        };
        self.effect(ruleset, name, effect)
    }

    pub fn rule_mut(&mut self, id: RuleId) -> &mut Rule {
        &mut self.program.rules[id.0 as usize]
    }

    /// A policy for every record, made of all rules so far, evaluated in the order written.
    pub fn policy(&mut self, name: &str) -> &mut Policy {
        let applies = self.constant("true", Scalar::Bool, Constant::Bool(true));
        let planned = self
            .program
            .rules
            .iter()
            .enumerate()
            .map(|(at, rule)| PlannedRule {
                rule: RuleId(at as u32),
                severity: match rule.effect {
                    Effect::Finding { severity, .. } => Some(severity),
                    Effect::Require(_) => None,
                },
                treated: None,
                skipped: None,
                excusers: rule.unless.iter().map(|rule| rule.0).collect(),
            })
            .collect::<Vec<_>>();
        let policy = Policy {
            name: name.into(),
            version: None,
            title: None,
            effective: (None, None),
            applies,
            checked: self.program.checked(&planned),
            rules: planned,
            order: (0..self.program.rules.len() as u32).collect(),
            params: self
                .program
                .params
                .iter()
                .map(|param| param.values.clone())
                .collect(),
            actions: Vec::new(),
            plan: PolicyPlan::default(),
            span: self.span(name),
        };
        self.program.policies.push(policy);
        self.program.policies.last_mut().unwrap()
    }

    pub fn draft(&self) -> Draft<'_> {
        Draft {
            schema: &self.program.schema,
            cells: vec![Cell::Missing; self.program.schema.width as usize],
            lists: Vec::new(),
            items: Vec::new(),
            texts: String::new(),
        }
    }
}

/// A record that grows.
pub(super) struct Draft<'w> {
    schema: &'w Schema,
    cells: Vec<Cell>,
    lists: Vec<Vec<Vec<Cell>>>,
    items: Vec<Cell>,
    texts: String,
}

impl Draft<'_> {
    pub fn set(mut self, field: FieldId, cell: Cell) -> Self {
        let slot = self.schema.field(field).slot.unwrap();
        self.cells[slot as usize] = cell;
        self
    }

    pub fn number(self, field: FieldId, value: i64) -> Self {
        self.set(field, Cell::number(Decimal::from(value)))
    }

    pub fn text(mut self, field: FieldId, text: &str) -> Self {
        let from = self.texts.len() as u32;
        self.texts.push_str(text);
        let to = self.texts.len() as u32;
        self.set(field, Cell::Text(from, to))
    }

    pub fn list(mut self, field: FieldId, items: &[Cell]) -> Self {
        let from = self.items.len() as u32;
        self.items.extend_from_slice(items);
        let to = self.items.len() as u32;
        self.set(field, Cell::List(from, to))
    }

    /// The elements of a list of records: the cells of each in the order of its fields.
    pub fn rows(mut self, list: FieldId, rows: &[&[Cell]]) -> Self {
        let Shape::Rows { list: number, .. } = self.schema.field(list).shape else {
            panic!("the field is no list of records");
        };
        let place = usize::from(number);
        if self.lists.len() <= place {
            self.lists.resize_with(place + 1, Vec::new);
        }
        self.lists[place].extend(rows.iter().map(|row| row.to_vec()));
        self.set(list, Cell::Rows(number, 0, rows.len() as u32))
    }

    pub fn done(self) -> Record {
        Record::from_parts(&self.cells, &self.lists, self.items, self.texts)
    }
}
