//! An expression to a value.
//!
//! Three-valued: `Value::Missing` is "unknown". A condition that meets an absent value is unknown, too; what
//! yields a date, an age or a count is absent where what it is made of is absent. A date past the year 2999
//! counts as `long_term`; one before 1800 is unknown.

use super::compare::{all, any, compare, contains, fits, has, not};
use super::context::{Context, Kept, Read};
use crate::builtins::document_number::fitting;
use crate::builtins::{Fact, Number, Reading, mrz};
use crate::program::{Expr, ExprKind, LetId, ReadAs, Type};
use crate::value::{Date, Decimal, Instant, Period, Value, Word};

/// How many arguments are kept without allocating.
const FEW: usize = 8;

impl<'c, 'a> Context<'c, 'a> {
    /// What a condition says; `None` if that is unknown.
    pub fn truth(&self, expr: &'a Expr) -> Option<bool> {
        let truth = self.eval(expr).as_bool();
        self.saw_condition(expr, truth);
        truth
    }

    /// The value of an expression. Lists of records, groups and readings come out as `true` where they are there.
    pub fn eval(&self, expr: &'a Expr) -> Value<'a> {
        match &expr.kind {
            ExprKind::Constant(constant) => constant.value(),
            ExprKind::Field(field) => self.field(*field),
            ExprKind::Param(param) => self.param(*param),
            ExprKind::Let(id) => match expr.ty {
                Type::Rows(_) => {
                    let rows = self.rows(expr);
                    rows.map_or(Value::Missing, |rows| self.record.value(rows.cell))
                }
                _ => self.eval_let(*id),
            },
            ExprKind::Now => Value::Instant(self.now()),
            ExprKind::Today => Value::Date(self.today()),
            ExprKind::Decision => self.decision(),
            ExprKind::IsReason { of, rejects } => self.is_reason(*of, *rejects),
            ExprKind::Shift { later, base, by } => {
                self.shift(*later, self.eval(base), self.eval(by))
            }
            ExprKind::Age { birth, on } => age(self.eval(birth), self.eval(on)),
            ExprKind::Count(list) => self.count(list),
            ExprKind::Extreme {
                latest,
                rows,
                field,
            } => self.extreme(*latest, rows, *field),
            ExprKind::Otherwise { value, default } => match self.eval(value) {
                Value::Absent => self.eval(default),
                value => value,
            },
            ExprKind::Fact { of, fact } => self.fact(*of, fact),
            ExprKind::Lookup { table, arguments } => self.lookup(*table, arguments),
            ExprKind::Call {
                function,
                arguments,
            } => self.with_values(
                arguments.len(),
                |at| {
                    arguments
                        .get(at)
                        .map_or(Value::Missing, |each| self.eval(each))
                },
                |values| call(function.call, values),
            ),
            // A list or a reading outside of a `let`: the checker lets none through.
            ExprKind::Where { .. } | ExprKind::Read { .. } => Value::Missing,
            _ => self.condition(expr).map_or(Value::Missing, Value::Bool),
        }
    }

    fn condition(&self, expr: &'a Expr) -> Option<bool> {
        match &expr.kind {
            ExprKind::And(parts) => all(parts.iter().map(|part| self.truth(part))),
            ExprKind::Or(parts) => any(parts.iter().map(|part| self.truth(part))),
            // `is absent` and `not in` are one word with what they deny.
            ExprKind::Not(inner) if expr.is_part() => not(self.eval(inner).as_bool()),
            ExprKind::Not(inner) => not(self.truth(inner)),
            ExprKind::Compare { op, left, right } => {
                compare(*op, self.eval(left), self.eval(right))
            }
            ExprKind::In { needle, list } => match (self.eval(needle), self.eval(list)) {
                (_, Value::List(list)) if list.is_empty() => Some(false),
                (needle, Value::List(list)) => contains(list, needle),
                _ => None,
            },
            ExprKind::Has { all, list, wanted } => match (self.eval(list), self.eval(wanted)) {
                (Value::List(list), Value::List(wanted)) => has(*all, list, wanted),
                _ => None,
            },
            ExprKind::Present(inner) => match self.eval(inner) {
                Value::Missing => None,
                Value::Absent => Some(false),
                _ => Some(true),
            },
            ExprKind::Empty(inner) => self.is_empty(inner),
            ExprKind::Matches { text, pattern } => match self.eval(text) {
                Value::Text(text) => Some(fits(text, pattern)),
                _ => None,
            },
            _ => None,
        }
    }

    pub fn eval_let(&self, id: LetId) -> Value<'a> {
        match self.kept(id) {
            Some(Kept::Value(value)) => *value,
            Some(Kept::Read(Read::Known(_))) => Value::Bool(true),
            Some(Kept::Read(Read::Absent)) => Value::Absent,
            Some(Kept::Read(Read::Missing) | Kept::Membership(_)) | None => Value::Missing,
        }
    }

    /// Works out the right side of a `let`.
    pub fn derive(&self, id: LetId, expr: &'a Expr) -> Kept<'a> {
        match &expr.kind {
            ExprKind::Where { rows, condition } => {
                Kept::Membership(self.membership(rows, condition))
            }
            ExprKind::Read { text, how } => Kept::Read(self.read(id, text, how)),
            _ => {
                let value = self.eval(expr);
                self.saw_condition(expr, value.as_bool());
                Kept::Value(value)
            }
        }
    }

    fn read(&self, id: LetId, text: &'a Expr, how: &'a ReadAs) -> Read<'a> {
        let (scheme, others) = match how {
            ReadAs::Zone => (None, None),
            ReadAs::Number(scheme) => (Some(*scheme), None),
            ReadAs::NumberByWord { word, of, schemes } => match self.eval(word) {
                Value::Word(word) => match schemes.get(word.index as usize) {
                    Some(Some(scheme)) => (Some(*scheme), Some((*of, schemes))),
                    _ => return Read::Absent,
                },
                Value::Absent => return Read::Absent,
                _ => return Read::Missing,
            },
        };
        let text = match self.eval(text) {
            Value::Text(text) => text,
            Value::Absent => return Read::Absent,
            _ => return Read::Missing,
        };
        let Some(scheme) = scheme else {
            let zone = mrz::read(text, self.today()).ok();
            return self.keep(id, Reading::Zone(zone.map(Box::new)));
        };
        let number = scheme.read(text, self.today());
        let fits = others
            .filter(|_| !number.well_formed && scheme.may_be_another(text))
            .and_then(|(of, schemes)| {
                let index = fitting(schemes, text, self.today())?;
                let index = u16::try_from(index).ok()?;
                Some(Word { of, index })
            });
        self.keep(id, Reading::Number(Number { fits, ..number }))
    }

    fn fact(&self, of: LetId, fact: &'static Fact) -> Value<'a> {
        match self.reading(of) {
            Read::Known(reading) => fact.of(reading),
            Read::Absent => Value::Absent,
            Read::Missing => Value::Missing,
        }
    }

    /// What is known of the text that a `let` reads.
    pub fn reading(&self, mut of: LetId) -> Read<'a> {
        // Another name for a `let` leads to an earlier one, so this ends.
        while let Some(ExprKind::Let(other)) = self.declared_let(of).map(|each| &each.value.kind) {
            of = *other;
        }
        match self.kept(of) {
            Some(Kept::Read(read)) => *read,
            _ => Read::Missing,
        }
    }

    fn count(&self, list: &'a Expr) -> Value<'a> {
        if matches!(list.ty, Type::Rows(_)) {
            let rows = self.rows(list);
            return rows.map_or(Value::Missing, |rows| self.count_rows(rows));
        }
        match self.eval(list) {
            Value::List(list) => Value::Number(Decimal::from(list.len())),
            Value::Absent => Value::Absent,
            _ => Value::Missing,
        }
    }

    fn is_empty(&self, inner: &'a Expr) -> Option<bool> {
        match inner.ty {
            Type::Rows(_) => match self.count(inner) {
                Value::Number(count) => Some(count.is_zero()),
                Value::Between(least, _) if least > 0 => Some(false),
                _ => None,
            },
            _ => match self.eval(inner) {
                Value::Text(text) => Some(text.is_empty()),
                Value::List(list) => Some(list.is_empty()),
                _ => None,
            },
        }
    }

    pub fn shift(&self, later: bool, base: Value<'a>, by: Value<'a>) -> Value<'a> {
        let moved = match (base, by) {
            (Value::Absent, _) | (_, Value::Absent) => return Value::Absent,
            (Value::LongTerm, _) => return Value::LongTerm,
            (Value::Date(date), Value::Period(period)) => {
                shift_date(later, date, period).map(Value::Date)
            }
            (Value::Instant(instant), Value::Period(period)) => self
                .shift_instant(later, instant, period)
                .map(Value::Instant),
            (Value::Instant(instant), Value::Duration(duration)) => {
                let moved = if later {
                    instant.plus(duration)
                } else {
                    instant.minus(duration)
                };
                moved.ok().map(Value::Instant)
            }
            _ => return Value::Missing,
        };
        match moved {
            Some(moved) => moved,
            None if later => Value::LongTerm,
            None => Value::Missing,
        }
    }

    fn shift_instant(&self, later: bool, instant: Instant, period: Period) -> Option<Instant> {
        let zone = self.program.timezone;
        let moved = if later {
            instant.plus_period(period, zone)
        } else {
            instant.minus_period(period, zone)
        };
        moved.ok()
    }

    /// Puts values side by side, without allocating if they are few.
    pub fn with_values<R>(
        &self,
        count: usize,
        value: impl Fn(usize) -> Value<'a>,
        then: impl FnOnce(&mut [Value<'a>]) -> R,
    ) -> R {
        let mut few = [Value::Missing; FEW];
        match few.get_mut(..count) {
            Some(values) => {
                for (at, slot) in values.iter_mut().enumerate() {
                    *slot = value(at);
                }
                then(values)
            }
            None => then(&mut (0..count).map(value).collect::<Vec<_>>()),
        }
    }
}

fn shift_date(later: bool, date: Date, period: Period) -> Option<Date> {
    let moved = if later {
        date.plus(period)
    } else {
        date.minus(period)
    };
    moved.ok()
}

pub(super) fn age<'a>(birth: Value<'a>, on: Value<'a>) -> Value<'a> {
    match (birth, on) {
        (Value::Date(birth), Value::Date(on)) => Value::Number(Decimal::from(birth.age_on(on))),
        (Value::Absent | Value::LongTerm, _) | (_, Value::Absent | Value::LongTerm) => {
            Value::Absent
        }
        _ => Value::Missing,
    }
}

fn call<'a>(function: fn(&[Value<'_>]) -> Value<'static>, values: &[Value<'a>]) -> Value<'a> {
    let unknown =
        |value: &Value<'_>| matches!(value, Value::Missing | Value::Absent | Value::Between(..));
    if values.iter().any(unknown) {
        Value::Missing
    } else {
        function(values)
    }
}
