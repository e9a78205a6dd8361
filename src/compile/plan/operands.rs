//! Values to operands: fields by their slots, constants, and what is worked out while a record is decided.

use super::assembler::Assembler;
use crate::program::{
    Calculation, CalculationKind, Code, Expr, ExprKind, Holder, LetId, Operand, ParamId, Place,
    Program, Shared, TableId, Type,
};
use crate::value::{Cell, Constant, Scalar};

/// So many are compared with a new one, so that one that stands in many rules is worked out once.
const COMPARED: usize = 64;

/// The values that were made ready so far.
#[derive(Default)]
pub(super) struct Operands<'p> {
    /// By `LetId`: those that hold one value, and no text of the rules.
    lets: Vec<Option<Operand>>,
    /// Others that are worked out.
    found: Vec<(&'p Expr, Place)>,
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
            ExprKind::Constant(constant) => {
                Cell::of(constant.value()).map(|cell| Operand::Constant(self.constant(cell)))
            }
            _ if !is_single(expr.ty) => None,
            ExprKind::Let(LetId(id)) => self.operands.lets.get(*id as usize).copied().flatten(),
            ExprKind::Now => Some(calculated(Code::NOW)),
            ExprKind::Today => Some(calculated(Code::TODAY)),
            ExprKind::Param(ParamId(id)) => Some(match self.params.get(*id as usize) {
                Some(Some(Shared::Constant(constant))) => Operand::Constant(*constant),
                _ => Operand::Place(self.worked_out(expr)),
            }),
            _ => Some(Operand::Place(self.worked_out(expr))),
        }
    }

    /// Where the value of an expression is found, if it has a place.
    pub(super) fn place(&mut self, expr: &'p Expr) -> Option<Place> {
        match self.operand(expr)? {
            Operand::Place(place) => Some(place),
            Operand::Constant(_) if matches!(expr.kind, ExprKind::Param(_)) => {
                Some(self.worked_out(expr))
            }
            Operand::Constant(_) => None,
        }
    }

    fn worked_out(&mut self, expr: &'p Expr) -> Place {
        let mut known = self.operands.found.iter().take(COMPARED);
        if let Some((_, place)) = known.find(|(each, _)| each.says_the_same(expr)) {
            return *place;
        }
        let kind = self.kind(expr);
        let kind = kind.unwrap_or_else(|| CalculationKind::Other(self.keep_expression(expr)));
        let place = self.calculation(kind, self.looks_at_element(expr));
        self.operands.found.push((expr, place));
        place
    }

    /// A value written in the rules.
    fn constant(&mut self, cell: Cell) -> u32 {
        self.code.constants.push(cell);
        self.code.constants.len() as u32 - 1
    }

    /// Writes out the parameters that are the same on every day, in each policy.
    pub(super) fn params(&mut self) {
        let params = 0..self.program.params.len();
        let each = params.map(|id| {
            let value = same_everywhere(self.program, id)?;
            match value {
                Constant::List(items) if !items.is_empty() => {
                    let countries = Constant::countries(items)?;
                    Some(Shared::Countries(self.countries(countries)))
                }
                _ => Cell::of(value.value()).map(|cell| Shared::Constant(self.constant(cell))),
            }
        });
        self.params = each.collect();
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

    fn calculation(&mut self, kind: CalculationKind, of_element: bool) -> Place {
        let place = self.code.calculations.len() as u32;
        self.code
            .calculations
            .push(Calculation { kind, of_element });
        let holder = match of_element {
            true => Holder::CalculationOfElement,
            false => Holder::Calculation,
        };
        Place::new(holder, place)
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

/// What a parameter is on every day, in each policy; `None` where they differ.
fn same_everywhere(program: &Program, param: usize) -> Option<&Constant> {
    let (first, others) = program.policies.split_first()?;
    let values = first.params.get(param)?;
    let is_same = values.later.is_empty()
        && (others.iter()).all(|other| other.params.get(param) == Some(values));
    is_same.then_some(&values.first)
}

fn calculated(calculation: u32) -> Operand {
    Operand::Place(Place::new(Holder::Calculation, calculation))
}

/// Whether it is one value that a record could hold, without texts.
fn is_single(ty: Type) -> bool {
    matches!(ty, Type::Scalar(scalar) if scalar != Scalar::Text)
}
