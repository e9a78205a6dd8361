//! A condition to a predicate: fields by slot, constants in their own type. What has no form of its own stays as it is.

use super::fixed::Fixed;
use crate::program::{
    Comparison, Expr, ExprKind, ListOf, Place, Predicate, Program, Shape, TableId, Term, Type,
};
use crate::value::{Constant, Country, Scalar, Word};

/// Makes predicates of one program.
pub(super) struct Maker<'p> {
    program: &'p Program,
    fixed: Fixed,
}

impl<'p> Maker<'p> {
    pub fn new(program: &'p Program) -> Maker<'p> {
        Maker {
            program,
            fixed: Fixed::new(program),
        }
    }

    /// The values that no record changes and that predicates name.
    pub fn into_fixed(self) -> Vec<Expr> {
        self.fixed.found()
    }

    /// What a derived value says, if it is a condition.
    pub fn derived(&mut self, value: &Expr) -> Option<Predicate> {
        is_condition(value).then(|| self.predicate(value))
    }

    /// What a derived value says, if it is neither a condition nor a list nor a reading and has a form of its own.
    pub fn value(&mut self, value: &Expr) -> Option<Term> {
        let has_form = matches!(
            value.kind,
            ExprKind::Age { .. }
                | ExprKind::Shift { .. }
                | ExprKind::Count(_)
                | ExprKind::Extreme { .. }
                | ExprKind::Lookup { .. }
        );
        has_form.then(|| self.term(value))
    }

    /// What an element has to meet, if a derived value filters a list.
    pub fn filter(&mut self, value: &Expr) -> Option<Predicate> {
        match &value.kind {
            ExprKind::Where { condition, .. } => Some(self.predicate(condition)),
            _ => None,
        }
    }

    /// What a condition says.
    pub fn predicate(&mut self, expr: &Expr) -> Predicate {
        self.known(expr)
            .unwrap_or_else(|| Predicate::Other(Box::new(expr.clone())))
    }

    /// The same where there is a form for it.
    fn known(&mut self, expr: &Expr) -> Option<Predicate> {
        match &expr.kind {
            ExprKind::Constant(Constant::Bool(bool)) => Some(Predicate::Known(*bool)),
            ExprKind::Field(_) if expr.ty == Type::BOOL => self.place(expr).map(Predicate::Flag),
            ExprKind::Let(id) => {
                let value = &self.program.lets.get(id.0 as usize)?.value;
                is_condition(value).then_some(Predicate::Let(*id))
            }
            ExprKind::And(parts) => Some(all(self.each(parts))),
            ExprKind::Or(parts) => Some(any(self.each(parts))),
            ExprKind::Not(inner) => Some(Predicate::Not(Box::new(self.predicate(inner)))),
            ExprKind::Compare { op, left, right } => Some(self.comparison(*op, left, right)),
            ExprKind::Has {
                all: false,
                list,
                wanted,
            } => self.has_any(list, wanted),
            ExprKind::In { needle, list } => self.membership(needle, list),
            ExprKind::Present(inner) => self.presence(inner),
            ExprKind::Matches { text, pattern } => {
                let place = self.place(text)?;
                Some(Predicate::Matches(place, Box::new(pattern.clone())))
            }
            ExprKind::Empty(inner) => self.place(inner).map(Predicate::Empty),
            _ => None,
        }
    }

    /// Whether a field lacks that has to be there.
    pub fn lacks(&self, field: &Expr) -> Option<Predicate> {
        self.place(field).map(Predicate::Lacks)
    }

    fn presence(&mut self, inner: &Expr) -> Option<Predicate> {
        match (self.place(inner), &inner.kind) {
            (Some(place), _) => Some(Predicate::Present(place)),
            (None, ExprKind::Let(id)) if matches!(inner.ty, Type::Scalar(_)) => {
                Some(Predicate::PresentTerm(Box::new(Term::Let(*id))))
            }
            _ => None,
        }
    }

    fn each(&mut self, parts: &[Expr]) -> Vec<Predicate> {
        parts.iter().map(|part| self.predicate(part)).collect()
    }

    /// Where a field is kept.
    fn place(&self, expr: &Expr) -> Option<Place> {
        let ExprKind::Field(id) = expr.kind else {
            return None;
        };
        let field = self.program.schema.field(id);
        let slot = field.slot?;
        Some(if field.rows.is_some() {
            Place::Element(slot)
        } else {
            Place::Record(slot)
        })
    }

    fn comparison(&mut self, op: Comparison, left: &Expr, right: &Expr) -> Predicate {
        let known = match (self.place(left), self.place(right)) {
            (Some(place), None) => self.against(place, op, right),
            (None, Some(place)) => self.against(place, op.mirrored(), left),
            _ => None,
        };
        known.unwrap_or_else(|| {
            let (left, right) = (self.term(left), self.term(right));
            Predicate::CompareTerms(Box::new(left), op, Box::new(right))
        })
    }

    /// A value that is compared or looked up.
    fn term(&mut self, expr: &Expr) -> Term {
        let boxed = |term| Box::new(term);
        match &expr.kind {
            ExprKind::Constant(constant) => Term::Constant(constant.clone()),
            _ if self.fixed.holds(expr) => Term::Fixed(self.fixed.keep(expr)),
            ExprKind::Let(id) if matches!(expr.ty, Type::Scalar(_)) => Term::Let(*id),
            ExprKind::Age { birth, on } => Term::Age(boxed(self.term(birth)), boxed(self.term(on))),
            ExprKind::Count(rows) if matches!(rows.ty, Type::Rows(_)) => match self.list(rows) {
                Some(list) => Term::Count(list),
                None => Term::Other(Box::new(expr.clone())),
            },
            ExprKind::Extreme {
                latest,
                rows,
                field,
            } => match (self.list(rows), self.program.schema.field(*field).slot) {
                (Some(list), Some(slot)) => Term::Extreme {
                    latest: *latest,
                    list,
                    slot,
                },
                _ => Term::Other(Box::new(expr.clone())),
            },
            ExprKind::Shift { later, base, by } => Term::Shift {
                later: *later,
                base: boxed(self.term(base)),
                by: boxed(self.term(by)),
            },
            ExprKind::Lookup { table, arguments } => self
                .lookup(*table, arguments)
                .unwrap_or_else(|| Term::Other(Box::new(expr.clone()))),
            _ => match self.place(expr) {
                Some(place) => Term::Field(place),
                None => Term::Other(Box::new(expr.clone())),
            },
        }
    }

    /// A list, or a derived value that filters one.
    pub fn list(&mut self, rows: &Expr) -> Option<ListOf> {
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
        let Shape::Rows { width, .. } = field.shape else {
            return None;
        };
        Some(ListOf {
            slot: field.slot?,
            width,
            filter: condition.map(|condition| Box::new(self.predicate(condition))),
        })
    }

    fn lookup(&mut self, id: TableId, arguments: &[Expr]) -> Option<Term> {
        let table = self.program.tables.get(id.0 as usize)?;
        let keys = table.keys.iter().enumerate().map(|(at, key)| {
            let expr = arguments.get(at).or(key.value.as_ref())?;
            Some(self.term(expr))
        });
        Some(Term::Lookup(id, keys.collect::<Option<_>>()?))
    }

    fn against(&mut self, place: Place, op: Comparison, other: &Expr) -> Option<Predicate> {
        if let ExprKind::Constant(constant) = &other.kind {
            let equals = match constant {
                Constant::Word(word) => Some(Predicate::Word(place, word.index)),
                Constant::Country(country) => Some(Predicate::Country(place, *country)),
                Constant::Bool(true) => Some(Predicate::Flag(place)),
                _ => None,
            };
            return Some(match (op, equals) {
                (Comparison::Equal, Some(equals)) => equals,
                (Comparison::NotEqual, Some(equals)) => Predicate::Not(Box::new(equals)),
                _ => Predicate::Compare(place, op, constant.clone()),
            });
        }
        let fixed = self.fixed.holds(other).then(|| self.fixed.keep(other));
        fixed.map(|fixed| Predicate::CompareFixed(place, op, fixed))
    }

    /// Whether a field holds one of the values of a list.
    fn membership(&mut self, needle: &Expr, list: &Expr) -> Option<Predicate> {
        let place = self.place(needle)?;
        let ExprKind::Constant(Constant::List(items)) = &list.kind else {
            let fixed = self.fixed.holds(list).then(|| self.fixed.keep(list));
            return fixed.map(|fixed| Predicate::In(place, fixed));
        };
        // Of an empty list an unknown value is no member either.
        if items.is_empty() {
            return None;
        }
        match needle.ty {
            Type::Scalar(Scalar::Enum(_)) => {
                words(items).map(|words| Predicate::Words(place, words))
            }
            Type::Scalar(Scalar::Country) => {
                countries(items).map(|all| Predicate::Countries(place, all))
            }
            _ => None,
        }
    }

    /// Whether a list of words has any of those written out.
    fn has_any(&self, list: &Expr, wanted: &Expr) -> Option<Predicate> {
        let place = self.place(list)?;
        match &wanted.kind {
            ExprKind::Constant(Constant::List(items)) => {
                words(items).map(|words| Predicate::HasAny(place, words))
            }
            _ => None,
        }
    }
}

/// Whether it comes out true, false or unknown, and never absent.
fn is_condition(value: &Expr) -> bool {
    matches!(
        value.kind,
        ExprKind::And(_)
            | ExprKind::Or(_)
            | ExprKind::Not(_)
            | ExprKind::Compare { .. }
            | ExprKind::In { .. }
            | ExprKind::Has { .. }
            | ExprKind::Present(_)
            | ExprKind::Empty(_)
            | ExprKind::Matches { .. }
    )
}

/// A bit for each word.
fn words(items: &[Constant]) -> Option<Box<[u64]>> {
    let mut bits = Vec::new();
    for item in items {
        let Constant::Word(Word { index, .. }) = item else {
            return None;
        };
        let (at, bit) = (usize::from(index / 64), index % 64);
        if bits.len() <= at {
            bits.resize(at + 1, 0u64);
        }
        *bits.get_mut(at)? |= 1 << bit;
    }
    Some(bits.into())
}

fn countries(items: &[Constant]) -> Option<Box<[Country]>> {
    let each = items.iter().map(|item| match item {
        Constant::Country(country) => Some(*country),
        _ => None,
    });
    let mut all = each.collect::<Option<Vec<_>>>()?;
    all.sort_unstable();
    Some(all.into())
}

/// All of some predicates; an "all" among them is taken apart.
pub(super) fn all(parts: Vec<Predicate>) -> Predicate {
    let mut flat = Vec::with_capacity(parts.len());
    for part in parts {
        match part {
            Predicate::All(inner) => flat.extend(inner),
            part => flat.push(part),
        }
    }
    match flat.len() {
        0 => Predicate::Known(true),
        1 => flat.remove(0),
        _ => Predicate::All(flat.into()),
    }
}

/// Any of some predicates.
pub(super) fn any(mut parts: Vec<Predicate>) -> Predicate {
    match parts.len() {
        0 => Predicate::Known(false),
        1 => parts.remove(0),
        _ => Predicate::Any(parts.into()),
    }
}
