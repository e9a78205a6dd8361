//! Conditions to instructions: tests of single values, and jumps for `and`, `or` and `not`.

use super::operands::Operands;
use super::rows::index_rows;
use crate::program::{
    Code, Comparison, Effect, Expr, ExprKind, Holder, Instruction, ListOf, Operand, Place, Program,
    Requirement, RowIndex, Rows, Rule, Segment, Shape, Shared, Test, Type,
};
use crate::value::{Constant, Country, Scalar};

/// Puts the code of one program together.
pub(super) struct Assembler<'p> {
    pub program: &'p Program,
    pub code: Code,
    /// By `TableId`.
    pub tables: Vec<Option<RowIndex>>,
    /// By `ParamId`, where it stands in the code.
    pub params: Vec<Option<Shared>>,
    pub operands: Operands<'p>,
}

/// A condition in the making.
#[derive(Default)]
pub(super) struct Draft {
    instructions: Vec<(Test, bool, Label)>,
    /// Where each label stands, once that is known.
    labels: Vec<usize>,
}

/// A place to go on at.
#[derive(Clone, Copy)]
pub(super) struct Label(usize);

impl Draft {
    fn label(&mut self) -> Label {
        self.labels.push(0);
        Label(self.labels.len() - 1)
    }

    /// Says that a label stands here.
    fn bind(&mut self, Label(label): Label) {
        let here = self.instructions.len();
        if let Some(place) = self.labels.get_mut(label) {
            *place = here;
        }
    }

    fn push(&mut self, test: Test, when: bool, to: Label) {
        self.instructions.push((test, when, to));
    }

    /// Has a value worked out, and goes on to what is written next.
    fn ready(&mut self, place: Place, to: Label) {
        self.push(Test::Ready(place), true, to);
    }

    /// Goes on elsewhere in any case.
    fn go(&mut self, to: Label) {
        self.push(Test::Known(true), true, to);
    }
}

impl<'p> Assembler<'p> {
    pub fn new(program: &'p Program) -> Assembler<'p> {
        let mut assembler = Assembler {
            program,
            code: Code::default(),
            tables: program.tables.iter().map(index_rows).collect(),
            params: Vec::new(),
            operands: Operands::default(),
        };
        assembler.params();
        assembler.derived_values();
        assembler
    }

    /// A condition of its own.
    pub fn condition(&mut self, expr: &'p Expr) -> Segment {
        self.segment(|assembler, draft, no| assembler.jump(draft, expr, false, no))
    }

    /// The guard of a rule, and whether any of its conditions holds or a field lacks that it requires.
    pub fn rule(&mut self, rule: &'p Rule) -> Segment {
        self.segment(|assembler, draft, no| {
            if let Some(guard) = &rule.guard {
                assembler.jump(draft, guard, false, no);
            }
            match &rule.effect {
                Effect::Finding { conditions, .. } => {
                    assembler.parts(draft, conditions, true, false, no);
                    if conditions.is_empty() {
                        draft.go(no);
                    }
                }
                Effect::Require(requirements) => assembler.any_lacks(draft, requirements, no),
            }
        })
    }

    /// Goes to `no` unless a field lacks that has to be there.
    fn any_lacks(&mut self, draft: &mut Draft, requirements: &'p [Requirement], no: Label) {
        let yes = draft.label();
        for requirement in requirements {
            let next = draft.label();
            if let Some(place) = self.field(&requirement.field) {
                draft.push(Test::Lacks(place), false, next);
            }
            if let Some(condition) = &requirement.condition {
                self.jump(draft, condition, false, next);
            }
            draft.go(yes);
            draft.bind(next);
        }
        draft.go(no);
        draft.bind(yes);
    }

    /// What `write` puts into a draft: it goes to the label it is given where the condition does not hold.
    fn segment(&mut self, write: impl FnOnce(&mut Self, &mut Draft, Label)) -> Segment {
        let mut draft = Draft::default();
        let no = draft.label();
        write(self, &mut draft, no);
        let length = draft.instructions.len();
        if let Some(place) = draft.labels.get_mut(no.0) {
            *place = length + 1;
        }
        let start = self.code.instructions.len();
        let each = draft.instructions.into_iter().enumerate();
        let written = each.map(|(at, (test, when, to))| {
            let to = draft.labels.get(to.0).copied().unwrap_or(0);
            Instruction {
                test,
                first: tested(&test).and_then(Place::first),
                skip: to.saturating_sub(at + 1) as u32,
                when,
            }
        });
        self.code.instructions.extend(written);
        Segment {
            start: start as u32,
            length: length as u32,
        }
    }

    /// Goes to a label when a condition comes out like this, else on to what is written next.
    fn jump(&mut self, draft: &mut Draft, expr: &'p Expr, when: bool, to: Label) {
        match &expr.kind {
            ExprKind::And(all) => self.parts(draft, all, false, when, to),
            ExprKind::Or(any) => self.parts(draft, any, true, when, to),
            ExprKind::Not(inner) => self.jump(draft, inner, !when, to),
            _ => {
                let (test, says) = self.test(expr);
                if let Test::Compare(_, _, right) = test
                    && right.first().is_some()
                {
                    draft.ready(right, to);
                }
                draft.push(test, when == says, to);
            }
        }
    }

    /// Several parts, of which one that comes out as `settles` settles the whole.
    fn parts(
        &mut self,
        draft: &mut Draft,
        parts: &'p [Expr],
        settles: bool,
        when: bool,
        to: Label,
    ) {
        let Some((last, before)) = parts.split_last() else {
            return;
        };
        let behind = draft.label();
        let settled = if when == settles { to } else { behind };
        for part in before {
            self.jump(draft, part, settles, settled);
        }
        self.jump(draft, last, when, to);
        draft.bind(behind);
    }

    /// A single condition, and what the test says where it holds.
    fn test(&mut self, expr: &'p Expr) -> (Test, bool) {
        let test = match &expr.kind {
            ExprKind::Constant(Constant::Bool(bool)) => Some(Test::Known(*bool)),
            ExprKind::Compare { op, left, right } => {
                let constant = self.constant_test(*op, left, right);
                if let Some(found) = constant {
                    return found;
                }
                self.comparison(left, *op, right)
            }
            ExprKind::In { needle, list } => self.membership(needle, list),
            ExprKind::Has {
                all: false,
                list,
                wanted,
            } => self.has_any(list, wanted),
            ExprKind::Has { .. } => None,
            ExprKind::Present(inner) => self.place(inner).map(Test::Present),
            ExprKind::Empty(inner) => self.field(inner).map(Test::Empty),
            ExprKind::Matches { text, pattern } => self.field(text).map(|text| {
                self.code.patterns.push(pattern.clone());
                Test::Matches(text, self.code.patterns.len() as u32 - 1)
            }),
            _ => self.place(expr).map(Test::Flag),
        };
        let test = test.unwrap_or_else(|| Test::Other(self.keep_expression(expr)));
        (test, true)
    }

    fn comparison(&mut self, left: &'p Expr, op: Comparison, right: &'p Expr) -> Option<Test> {
        Some(match (self.operand(left)?, self.operand(right)?) {
            (Operand::Place(left), Operand::Place(right)) => Test::Compare(left, op, right),
            (Operand::Place(left), Operand::Constant(right)) => Test::Against(left, op, right),
            (Operand::Constant(left), Operand::Place(right)) => {
                Test::Against(right, op.mirrored(), left)
            }
            // Two constants are compared as they are written.
            (Operand::Constant(_), Operand::Constant(_)) => return None,
        })
    }

    /// Whether something is a value that is written out.
    fn constant_test(
        &mut self,
        op: Comparison,
        left: &'p Expr,
        right: &'p Expr,
    ) -> Option<(Test, bool)> {
        let (asked, constant) = match (&left.kind, &right.kind) {
            (_, ExprKind::Constant(constant)) => (left, constant),
            (ExprKind::Constant(constant), _) => (right, constant),
            _ => return None,
        };
        let says = match op {
            Comparison::Equal => true,
            Comparison::NotEqual => false,
            _ => return None,
        };
        let is_known = matches!(
            constant,
            Constant::Word(_) | Constant::Country(_) | Constant::Bool(_) | Constant::Text(_)
        );
        let place = is_known.then(|| self.place(asked)).flatten()?;
        match constant {
            Constant::Word(word) => Some((Test::Word(place, word.index), says)),
            Constant::Country(country) => Some((Test::Country(place, *country), says)),
            Constant::Bool(bool) => Some((Test::Flag(place), says == *bool)),
            Constant::Text(text) => {
                self.code.texts.push(text.clone());
                let text = self.code.texts.len() as u32 - 1;
                Some((Test::Text(place, text), says))
            }
            _ => None,
        }
    }

    /// Whether something is in a list.
    fn membership(&mut self, needle: &'p Expr, list: &'p Expr) -> Option<Test> {
        let items = match &list.kind {
            ExprKind::Param(id) => {
                let needle = self.place(needle)?;
                return Some(match self.params.get(id.0 as usize) {
                    Some(Some(Shared::Countries(list))) => Test::Countries(needle, *list),
                    _ => Test::InParam(needle, *id),
                });
            }
            // Of an empty list an unknown value is no member either.
            ExprKind::Constant(Constant::List(items)) if !items.is_empty() => items,
            _ => return None,
        };
        match needle.ty {
            Type::Scalar(Scalar::Enum(_)) => {
                let words = words(items)?;
                Some(Test::Words(self.place(needle)?, words))
            }
            Type::Scalar(Scalar::Country) => {
                let countries = Constant::countries(items)?;
                let needle = self.place(needle)?;
                Some(Test::Countries(needle, self.countries(countries)))
            }
            _ => None,
        }
    }

    /// The place of a list of countries.
    pub fn countries(&mut self, countries: Box<[Country]>) -> u32 {
        self.code.countries.push(countries);
        self.code.countries.len() as u32 - 1
    }

    /// Whether a list of words has any of those written out.
    fn has_any(&self, list: &Expr, wanted: &Expr) -> Option<Test> {
        match &wanted.kind {
            ExprKind::Constant(Constant::List(items)) => {
                Some(Test::HasAny(self.field(list)?, words(items)?))
            }
            _ => None,
        }
    }

    /// Where a field is kept.
    pub fn field(&self, expr: &Expr) -> Option<Place> {
        let ExprKind::Field(id) = expr.kind else {
            return None;
        };
        let field = self.program.schema.field(id);
        let slot = field.slot?;
        Some(match field.rows {
            Some(_) => Place::new(Holder::Element, slot),
            None => Place::new(Holder::Record, slot),
        })
    }

    /// A list, or a derived value that filters one.
    pub fn list(&mut self, rows: &'p Expr) -> Option<ListOf> {
        let (list, condition) = match &rows.kind {
            ExprKind::Let(id) => match &self.program.lets.get(id.0 as usize)?.value.kind {
                ExprKind::Where { rows, condition } => (&**rows, Some(&**condition)),
                _ => return None,
            },
            _ => (rows, None),
        };
        let ExprKind::Field(id) = list.kind else {
            return None;
        };
        let field = self.program.schema.field(id);
        let Shape::Rows { list, .. } = field.shape else {
            return None;
        };
        let slot = field.slot?;
        Some(ListOf {
            list: self.rows(Rows { slot, list }),
            slot,
            filter: condition.map(|condition| self.condition(condition)),
        })
    }

    /// The place of a list among those that something looks at.
    fn rows(&mut self, rows: Rows) -> u32 {
        let lists = &mut self.code.lists;
        let known = lists.iter().position(|each| *each == rows);
        let place = known.unwrap_or_else(|| {
            lists.push(rows);
            lists.len() - 1
        });
        place as u32
    }

    /// An expression that has no form of its own.
    pub fn keep_expression(&mut self, expr: &Expr) -> u32 {
        self.code.expressions.push(expr.clone());
        self.code.expressions.len() as u32 - 1
    }
}

/// The first value that a test looks at.
fn tested(test: &Test) -> Option<Place> {
    match *test {
        Test::Flag(place)
        | Test::Ready(place)
        | Test::Word(place, _)
        | Test::Words(place, _)
        | Test::Country(place, _)
        | Test::Compare(place, ..)
        | Test::Against(place, ..)
        | Test::Present(place)
        | Test::Lacks(place)
        | Test::Countries(place, _)
        | Test::Text(place, _)
        | Test::InParam(place, _)
        | Test::HasAny(place, _)
        | Test::Empty(place)
        | Test::Matches(place, _) => Some(place),
        Test::Known(_) | Test::Other(_) => None,
    }
}

/// A bit for each word; `None` where one of them has no bit.
fn words(items: &[Constant]) -> Option<u64> {
    items.iter().try_fold(0u64, |bits, item| match item {
        Constant::Word(word) => Some(bits | 1u64.checked_shl(u32::from(word.index))?),
        _ => None,
    })
}
