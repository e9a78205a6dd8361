//! A value of a column to a value of a field, by the same checks as a value of JSON. What kinds of values there are
//! comes from Parquet, and nothing here knows how they are stored.

use super::RecordErrorCode as Code;
use super::error::Fault;
use super::fill::check_length;
use super::graft::too_large;
use super::scalar::{Bound, Raw, bind, wrong_kind};
use crate::program::{Bounds, Field, FieldId, Schema};
use crate::value::{Cell, DayNumber, Instant, Kind as CellKind, PlainNumber, Scalar};

/// A value as a column holds it, before it has a type.
#[derive(Clone, Copy, Debug)]
pub enum Datum<'v> {
    /// No value, where a list has one.
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A whole number.
    Whole(i64),
    /// A number by its digits, and how many of them stand behind the point.
    Decimal(i128, u32),
    /// A number in 64 bits; its shortest text is meant.
    Float(f64),
    /// A number in 32 bits; its shortest text is meant.
    Single(f32),
    /// A text, not yet known to be one.
    Text(&'v [u8]),
    /// Days since 1970-01-01.
    Day(i32),
    /// Milliseconds since 1970-01-01T00:00:00Z, and nanoseconds behind these, fewer than a million.
    Instant(i64, u32),
    /// Of a kind that no field takes.
    Kind(Kind),
}

/// Kinds that no field takes as a single value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Fields inside.
    Object,
    /// Several values.
    List,
    /// A date and time that nobody can tell the instant of.
    LocalTime,
    /// A time without a date.
    TimeOfDay,
    /// Bytes that are no text.
    Bytes,
}

/// What a place of the schema takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wants {
    /// One value.
    Value(Scalar),
    /// An object, so no single value.
    Object,
    /// A list, so no single value.
    List,
    /// A list, as JSON text where a single value stands.
    Json,
}

/// What a value became.
#[derive(Clone, Copy, Debug)]
pub enum Held<'v> {
    /// A cell.
    Parts(CellKind, i64),
    /// A cell whose kind has no key.
    Other(Cell),
    /// A text, to be kept with the record.
    Text(&'v str),
}

/// What is wrong with a value.
#[derive(Clone, Debug)]
pub struct Mistake(pub(super) Fault);

/// A field that a column fills.
#[derive(Clone, Copy, Debug)]
pub struct Goal<'s> {
    schema: &'s Schema,
    field: &'s Field,
    /// The field.
    pub id: FieldId,
    /// What it takes.
    pub wants: Wants,
    /// Its place in its row, if some rule names it.
    pub slot: Option<u32>,
    bounds: Bounds,
}

impl Held<'_> {
    fn of(cell: Cell) -> Self {
        match CellKind::parts(&cell) {
            (CellKind::Other, _) => Held::Other(cell),
            (kind, key) => Held::Parts(kind, key),
        }
    }
}

impl<'s> Goal<'s> {
    /// A field as the goal of a column.
    pub fn new(schema: &'s Schema, id: FieldId, wants: Wants) -> Goal<'s> {
        let field = schema.field(id);
        Goal {
            schema,
            field,
            id,
            wants,
            slot: field.slot,
            bounds: Bounds::of(field),
        }
    }

    /// The value as the field wants it.
    #[inline(always)]
    pub fn hold<'v>(&self, datum: Datum<'v>) -> Result<Held<'v>, Mistake> {
        match self.wants {
            Wants::Value(scalar) => self.hold_as(scalar, datum),
            _ => self.any(datum),
        }
    }

    /// The same, of a field that is known to take this.
    #[inline(always)]
    pub fn hold_as<'v>(&self, scalar: Scalar, datum: Datum<'v>) -> Result<Held<'v>, Mistake> {
        match self.quick(scalar, datum) {
            Some(held) => Ok(held),
            None => self.any(datum),
        }
    }

    /// A value of the kind that nearly all have; `None` if it has to be looked at more closely.
    #[inline(always)]
    fn quick<'v>(&self, scalar: Scalar, datum: Datum<'v>) -> Option<Held<'v>> {
        let (kind, key) = match (datum, scalar) {
            (Datum::Text(bytes), Scalar::Text) => {
                return Some(Held::Text(std::str::from_utf8(bytes).ok()?));
            }
            (Datum::Text(bytes), Scalar::Date | Scalar::DateOrLongTerm) => {
                let figures = <&[u8; 10]>::try_from(bytes).ok()?;
                CellKind::day(DayNumber::from_figures(figures)?)
            }
            (Datum::Bool(bool), Scalar::Bool) => (CellKind::Bool, i64::from(bool)),
            (Datum::Day(days), Scalar::Date | Scalar::DateOrLongTerm) => {
                CellKind::day(DayNumber::from_unix_days(days)?)
            }
            (Datum::Instant(millis, 0), Scalar::Instant) => CellKind::instant_of_millis(millis)?,
            (Datum::Instant(millis, behind), Scalar::Instant) => {
                let nanoseconds = millis.rem_euclid(1000) as u32 * 1_000_000 + behind;
                let instant = Instant::from_unix(millis.div_euclid(1000), nanoseconds).ok()?;
                return Some(Held::of(Cell::Instant(instant)));
            }
            (Datum::Float(number), Scalar::Integer | Scalar::Number | Scalar::Percent) => {
                self.float(number)?
            }
            (_, Scalar::Integer | Scalar::Number | Scalar::Percent) => {
                let count = plain(datum)?.billionths()?;
                self.number(count)?
            }
            _ => return None,
        };
        Some(Held::Parts(kind, key))
    }

    /// A number in 64 bits whose shortest text has few digits.
    #[inline(always)]
    fn float(&self, number: f64) -> Option<(CellKind, i64)> {
        self.number(billionths(number)?)
    }

    #[inline(always)]
    fn number(&self, count: i64) -> Option<(CellKind, i64)> {
        // What they let through has a key.
        self.bounds.hold(count).then(|| CellKind::exact(count))
    }

    #[inline(never)]
    fn any<'v>(&self, datum: Datum<'v>) -> Result<Held<'v>, Mistake> {
        match (self.wants, datum) {
            (Wants::Value(scalar), Datum::Text(bytes)) => {
                let bound = self.bind(scalar, Raw::Text(text(bytes)?))?;
                Ok(match bound {
                    Bound::Cell(cell) => Held::of(cell),
                    Bound::Text(text) => Held::Text(text),
                })
            }
            (Wants::Value(scalar), _) => Ok(Held::of(self.value(scalar, datum)?)),
            (Wants::Json, Datum::Text(bytes)) => Ok(Held::Text(text(bytes)?)),
            (Wants::Object, _) => Err(Mistake::kind("an object", datum)),
            (Wants::List | Wants::Json, _) => Err(Mistake::kind("a list", datum)),
        }
    }

    /// A value that is no text, and that was looked at before.
    fn value(&self, scalar: Scalar, datum: Datum<'_>) -> Result<Cell, Mistake> {
        let written = written(datum);
        match self.bind(scalar, raw(datum, &written))? {
            Bound::Cell(cell) => Ok(cell),
            // Only texts become texts.
            Bound::Text(_) => Err(Mistake::kind("a text", datum)),
        }
    }

    fn bind<'t>(&self, scalar: Scalar, raw: Raw<'t>) -> Result<Bound<'t>, Mistake> {
        bind(self.schema, self.field, scalar, raw, 0).map_err(Mistake)
    }

    /// Whether it takes any text as it is.
    pub fn takes_texts(&self) -> bool {
        matches!(self.wants, Wants::Value(Scalar::Text) | Wants::Json)
    }

    /// Whether its texts are kept with the record.
    pub fn keeps_texts(&self) -> bool {
        let kept = self.slot.is_some() && self.wants == Wants::Value(Scalar::Text);
        kept || self.wants == Wants::Json
    }
}

impl Mistake {
    /// What is wrong with one more text, if the record is full.
    pub fn too_large() -> Mistake {
        Mistake(too_large())
    }

    /// What is wrong with one more element, if the list has so many.
    pub fn no_room(count: u32) -> Result<(), Mistake> {
        check_length(count, 0).map_err(Mistake)
    }

    /// A value of another kind than what is expected, in words.
    pub fn kind(expected: &str, datum: Datum<'_>) -> Mistake {
        Mistake(wrong_kind(expected, raw(datum, &written(datum)), 0))
    }
}

fn text(bytes: &[u8]) -> Result<&str, Mistake> {
    std::str::from_utf8(bytes).map_err(|_| {
        let message = "the text is no UTF-8; write it as UTF-8";
        Mistake(Fault::new(Code::NotUtf8, 0, message))
    })
}

/// A number of at most 18 digits.
#[inline(always)]
fn plain(datum: Datum<'_>) -> Option<PlainNumber> {
    match datum {
        Datum::Whole(number) => PlainNumber::new(number, 0),
        Datum::Decimal(digits, scale) => PlainNumber::new(i64::try_from(digits).ok()?, scale),
        _ => None,
    }
}

/// A number whose shortest text has few digits, in billionths. Of 15 digits or fewer each text is a number of its own,
/// so one that gives the number back is the shortest, but for zeros at its end.
#[inline]
fn billionths(number: f64) -> Option<i64> {
    const MOST: f64 = 1e15;
    // From here on floats are whole numbers one apart: of a sum the last bits are the nearest one.
    const WHOLE: f64 = 1.5 * (1u64 << 52) as f64;
    for (power, rest) in [(1e9, 1), (1e2, 10_000_000)] {
        let digits = number * power;
        let sum = digits + WHOLE;
        // What is not finite has too many.
        if digits.abs() < MOST && (sum - WHOLE) / power == number {
            let nearest = (sum.to_bits() as i64).wrapping_sub(WHOLE.to_bits() as i64);
            return nearest.checked_mul(rest);
        }
    }
    None
}

/// The text of what is no text.
fn written(datum: Datum<'_>) -> String {
    match datum {
        Datum::Whole(number) => number.to_string(),
        Datum::Decimal(digits, scale) => decimal(digits, scale),
        Datum::Float(number) => number.to_string(),
        Datum::Single(number) => number.to_string(),
        // Those that the calendar of records has are told before: these lie beyond it, on whichever side.
        Datum::Day(_) => "3000-01-01".to_owned(),
        Datum::Instant(..) => "3000-01-01T00:00:00Z".to_owned(),
        _ => String::new(),
    }
}

fn decimal(digits: i128, scale: u32) -> String {
    let sign = if digits < 0 { "-" } else { "" };
    let scale = scale as usize;
    let digits = format!("{:0>width$}", digits.unsigned_abs(), width = scale + 1);
    match digits.split_at_checked(digits.len() - scale) {
        Some((whole, fraction)) if scale > 0 => format!("{sign}{whole}.{fraction}"),
        _ => format!("{sign}{digits}"),
    }
}

fn raw<'w>(datum: Datum<'w>, written: &'w str) -> Raw<'w> {
    match datum {
        Datum::Null => Raw::Null,
        Datum::Bool(bool) => Raw::Bool(bool),
        Datum::Float(number) if !number.is_finite() => Raw::NotFinite,
        Datum::Single(number) if !number.is_finite() => Raw::NotFinite,
        Datum::Whole(_) | Datum::Decimal(..) | Datum::Float(_) | Datum::Single(_) => {
            Raw::Number(written)
        }
        // Where the bytes are no text, that has been said before.
        Datum::Text(bytes) => Raw::Text(std::str::from_utf8(bytes).unwrap_or("")),
        Datum::Day(_) => Raw::LocalDate(written),
        Datum::Instant(..) => Raw::OffsetTime(written),
        Datum::Kind(Kind::Object) => Raw::Object,
        Datum::Kind(Kind::List) => Raw::List,
        Datum::Kind(Kind::LocalTime) => Raw::LocalTime,
        Datum::Kind(Kind::TimeOfDay) => Raw::Other("a time of day"),
        Datum::Kind(Kind::Bytes) => Raw::Other("bytes"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{Decimal, parse_decimal};

    #[test]
    fn a_float_is_the_number_of_its_shortest_text() {
        let texts = [
            "0",
            "0.1",
            "0.3",
            "12.5",
            "-0.07",
            "123456.789",
            "0.00000001",
            "99999999999999",
            "0.30000000000000004",
            "1e22",
            "2.5e-9",
            "4503599627370497.5",
            "1.7976931348623157e308",
        ];
        for text in texts {
            let number: f64 = text.parse().unwrap();
            let exact = parse_decimal(&number.to_string());
            if let Some(count) = billionths(number) {
                assert_eq!(Ok(Decimal::new(count, 9).normalize()), exact, "{text}");
            }
        }
        let mut bits = 1u64;
        for _ in 0..200_000 {
            bits = bits.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let number = (bits >> 40) as f64 / [1.0, 10.0, 100.0, 1e3, 1e6, 7.0][bits as usize % 6];
            if let Some(count) = billionths(number) {
                let exact = parse_decimal(&number.to_string());
                assert_eq!(Ok(Decimal::new(count, 9).normalize()), exact);
            }
        }
        assert_eq!(billionths(0.87), Some(870_000_000));
        assert_eq!(billionths(-7_500_000.25), Some(-7_500_000_250_000_000));
        assert!(billionths(f64::NAN).is_none() && billionths(f64::INFINITY).is_none());
    }

    #[test]
    fn a_decimal_is_written_with_its_point() {
        let table = [
            (0, 0, "0"),
            (-5, 2, "-0.05"),
            (1250, 2, "12.50"),
            (7, 0, "7"),
            (i128::MIN, 38, "-1.70141183460469231731687303715884105728"),
        ];
        for (digits, scale, text) in table {
            assert_eq!(decimal(digits, scale), text);
        }
    }
}
