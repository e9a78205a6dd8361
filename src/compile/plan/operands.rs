//! Values to operands: fields by their slots, constants, and what is worked out while a record is decided.

use super::assembler::Assembler;
use crate::program::{
    Calculation, CalculationKind, Code, Expr, ExprKind, Holder, LetId, Operand, ParamId, Place,
    TableId, Type,
};
use crate::value::{Cell, Scalar};

/// So many are compared with a new one, so that one that stands in many rules is worked out once.
const COMPARED: usize = 64;

/// The values that were made ready so far.
#[derive(Default)]
pub(super) struct Operands<'p> {
    /// By `LetId`: those that hold one value, and no text of the rules.
    lets: Vec<Option<Operand>>,
    /// Others that are worked out.
    found: Vec<(&'p Expr, Operand)>,
}

impl<'p> Assembler<'p> {
    /// Makes the derived values ready. Each uses only earlier ones, so that none has to wait for another.
    pub(super) fn derived_values(&mut self) {
        self.calculation(CalculationKind::Given, false);
        self.calculation(CalculationKind::Given, false);
        for each in &self.program.lets {
            let operand = is_single(each.value.ty)
                .then(|| self.operand(&each.value))
                .flatten();
            self.operands.lets.push(operand);
        }
    }

    /// Where the value of an expression is found; `None` where no place can hold it.
    pub(super) fn operand(&mut self, expr: &'p Expr) -> Option<Operand> {
        match &expr.kind {
            ExprKind::Field(_) => self.field(expr).map(Operand::Place),
            ExprKind::Constant(constant) => Cell::of(constant.value()).map(Operand::Constant),
            _ if !is_single(expr.ty) => None,
            ExprKind::Let(LetId(id)) => self.operands.lets.get(*id as usize).copied().flatten(),
            ExprKind::Now => Some(calculated(Code::NOW)),
            ExprKind::Today => Some(calculated(Code::TODAY)),
            ExprKind::Param(id) if self.never_changes(*id) => {
                Some(Operand::Place(Place::new(Holder::Param, id.0)))
            }
            _ => Some(self.worked_out(expr)),
        }
    }

    fn worked_out(&mut self, expr: &'p Expr) -> Operand {
        let mut known = self.operands.found.iter().take(COMPARED);
        if let Some((_, operand)) = known.find(|(each, _)| each.says_the_same(expr)) {
            return *operand;
        }
        let kind = self.kind(expr);
        let kind = kind.unwrap_or_else(|| CalculationKind::Other(self.keep_expression(expr)));
        let operand = self.calculation(kind, self.looks_at_element(expr));
        self.operands.found.push((expr, operand));
        operand
    }

    /// Whether a value hangs on the element at hand.
    fn looks_at_element(&self, expr: &Expr) -> bool {
        match expr.kind {
            ExprKind::Field(id) => self.program.schema.field(id).rows.is_some(),
            _ => {
                let mut parts = expr.children().into_iter();
                parts.any(|each| self.looks_at_element(each))
            }
        }
    }

    fn calculation(&mut self, kind: CalculationKind, of_element: bool) -> Operand {
        let place = self.code.calculations.len() as u32;
        self.code
            .calculations
            .push(Calculation { kind, of_element });
        let holder = match of_element {
            true => Holder::CalculationOfElement,
            false => Holder::Calculation,
        };
        Operand::Place(Place::new(holder, place))
    }

    /// Whether a parameter is the same on every day, in each policy.
    fn never_changes(&self, ParamId(id): ParamId) -> bool {
        let mut policies = self.program.policies.iter();
        policies.all(|policy| {
            let values = policy.params.get(id as usize);
            values.is_some_and(|values| values.later.is_empty())
        })
    }

    /// How a value is worked out, where there is a form for it.
    fn kind(&mut self, expr: &'p Expr) -> Option<CalculationKind> {
        Some(match &expr.kind {
            ExprKind::Param(id) => CalculationKind::Param(*id),
            ExprKind::And(_)
            | ExprKind::Or(_)
            | ExprKind::Not(_)
            | ExprKind::Compare { .. }
            | ExprKind::In { .. }
            | ExprKind::Has { .. }
            | ExprKind::Present(_)
            | ExprKind::Empty(_)
            | ExprKind::Matches { .. } => CalculationKind::Truth(self.condition(expr)),
            ExprKind::Age { birth, on } => {
                CalculationKind::Age(self.operand(birth)?, self.operand(on)?)
            }
            ExprKind::Shift { later, base, by } => CalculationKind::Shift {
                later: *later,
                base: self.operand(base)?,
                by: self.operand(by)?,
            },
            ExprKind::Otherwise { value, default } => {
                CalculationKind::Otherwise(self.operand(value)?, self.operand(default)?)
            }
            ExprKind::Count(rows) if matches!(rows.ty, Type::Rows(_)) => {
                CalculationKind::Count(self.list(rows)?)
            }
            ExprKind::Extreme {
                latest,
                rows,
                field,
            } => CalculationKind::Extreme {
                latest: *latest,
                list: self.list(rows)?,
                slot: self.program.schema.field(*field).slot?,
            },
            ExprKind::Lookup { table, arguments } => self.lookup(*table, arguments)?,
            _ => return None,
        })
    }

    fn lookup(&mut self, id: TableId, arguments: &'p [Expr]) -> Option<CalculationKind> {
        let table = self.program.tables.get(id.0 as usize)?;
        self.tables.get(id.0 as usize)?.as_ref()?;
        let keys = table.keys.iter().enumerate().map(|(at, key)| {
            let expr = arguments.get(at).or(key.value.as_ref())?;
            self.operand(expr)
        });
        let keys: Option<Box<[Operand]>> = keys.collect();
        Some(CalculationKind::Lookup(id, keys?))
    }
}

fn calculated(calculation: u32) -> Operand {
    Operand::Place(Place::new(Holder::Calculation, calculation))
}

/// Whether it is one value that a record could hold, without texts.
fn is_single(ty: Type) -> bool {
    matches!(ty, Type::Scalar(scalar) if scalar != Scalar::Text)
}
