//! What the values of a column mean: the types of Parquet to the values that records are bound by.

use crate::record::{Datum, Kind};
use parquet::basic::{ConvertedType, LogicalType, TimeUnit, Type as Physical};
use parquet::schema::types::Type;

/// A value as it is stored.
#[derive(Clone, Copy, Debug)]
pub(super) enum Stored<'v> {
    Bool(bool),
    I32(i32),
    I64(i64),
    F32(f32),
    F64(f64),
    Bytes(&'v [u8]),
}

/// How values are stored.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Form {
    Bool,
    I32,
    I64,
    F32,
    F64,
    /// Of any length.
    Bytes,
    /// All of one length.
    Fixed(usize),
}

/// How the values of a column are stored and what they mean.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Reading {
    pub(super) form: Form,
    meaning: Meaning,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Meaning {
    Itself,
    Unsigned,
    /// So many digits stand behind the point.
    Decimal(u32),
    Day,
    /// In these units.
    Instant(TimeUnit),
    Kind(Kind),
}

impl Reading {
    /// The usual ones of dates, of instants, and of numbers.
    pub(super) const DAYS: Reading = Reading {
        form: Form::I32,
        meaning: Meaning::Day,
    };
    pub(super) const MICROS: Reading = Reading {
        form: Form::I64,
        meaning: Meaning::Instant(TimeUnit::MICROS),
    };
    pub(super) const FLOATS: Reading = Reading {
        form: Form::F64,
        meaning: Meaning::Itself,
    };

    /// Of a column, which holds values.
    pub(super) fn of(column: &Type) -> Reading {
        let (physical, length) = match column {
            Type::PrimitiveType {
                physical_type,
                type_length,
                ..
            } => (*physical_type, *type_length),
            Type::GroupType { .. } => (Physical::BYTE_ARRAY, 0),
        };
        let form = match physical {
            Physical::BOOLEAN => Form::Bool,
            Physical::INT32 => Form::I32,
            Physical::INT64 => Form::I64,
            Physical::INT96 => Form::Fixed(12),
            Physical::FLOAT => Form::F32,
            Physical::DOUBLE => Form::F64,
            Physical::BYTE_ARRAY => Form::Bytes,
            Physical::FIXED_LEN_BYTE_ARRAY => Form::Fixed(usize::try_from(length).unwrap_or(0)),
        };
        let meaning = match physical {
            // What is called a timestamp there says nothing about its zone.
            Physical::INT96 => Meaning::Kind(Kind::LocalTime),
            _ => Meaning::of(column, form),
        };
        Reading { form, meaning }
    }

    /// A value as records are bound by it.
    #[inline(always)]
    pub(super) fn datum<'v>(&self, stored: Stored<'v>) -> Datum<'v> {
        match (self.meaning, stored) {
            (Meaning::Kind(kind), _) => Datum::Kind(kind),
            (_, Stored::Bool(bool)) => Datum::Bool(bool),
            (Meaning::Day, Stored::I32(days)) => Datum::Day(days),
            (Meaning::Unsigned, Stored::I32(number)) => Datum::Whole(i64::from(number as u32)),
            (Meaning::Unsigned, Stored::I64(number)) => {
                Datum::Decimal(i128::from(number as u64), 0)
            }
            (Meaning::Decimal(scale), Stored::I32(digits)) => {
                Datum::Decimal(i128::from(digits), scale)
            }
            (Meaning::Decimal(scale), Stored::I64(digits)) => {
                Datum::Decimal(i128::from(digits), scale)
            }
            (Meaning::Decimal(scale), Stored::Bytes(bytes)) => Datum::Decimal(digits(bytes), scale),
            (Meaning::Instant(unit), Stored::I64(number)) => match unit {
                TimeUnit::MILLIS => Datum::Instant(number, 0),
                TimeUnit::MICROS => {
                    let behind = number.rem_euclid(1_000) as u32 * 1_000;
                    Datum::Instant(number.div_euclid(1_000), behind)
                }
                TimeUnit::NANOS => {
                    let behind = number.rem_euclid(1_000_000) as u32;
                    Datum::Instant(number.div_euclid(1_000_000), behind)
                }
            },
            (_, Stored::I32(number)) => Datum::Whole(i64::from(number)),
            (_, Stored::I64(number)) => Datum::Whole(number),
            (_, Stored::F32(number)) => Datum::Single(number),
            (_, Stored::F64(number)) => Datum::Float(number),
            (_, Stored::Bytes(bytes)) => Datum::Text(bytes),
        }
    }

    /// Whether its values are texts.
    pub(super) fn is_text(&self) -> bool {
        (self.form, self.meaning) == (Form::Bytes, Meaning::Itself)
    }
}

impl Meaning {
    fn of(column: &Type, form: Form) -> Meaning {
        let info = column.get_basic_info();
        let scale = match column {
            Type::PrimitiveType { scale, .. } => u32::try_from(*scale).unwrap_or(0),
            Type::GroupType { .. } => 0,
        };
        let is_bytes = matches!(form, Form::Bytes | Form::Fixed(_));
        match (info.logical_type_ref(), info.converted_type()) {
            (Some(LogicalType::Decimal(decimal)), _) => {
                Meaning::Decimal(u32::try_from(decimal.scale).unwrap_or(0))
            }
            (_, ConvertedType::DECIMAL) => Meaning::Decimal(scale),
            (Some(LogicalType::Date), _) | (_, ConvertedType::DATE) => Meaning::Day,
            (Some(LogicalType::Timestamp(stamp)), _) if !stamp.is_adjusted_to_u_t_c => {
                Meaning::Kind(Kind::LocalTime)
            }
            (Some(LogicalType::Timestamp(stamp)), _) => Meaning::Instant(stamp.unit),
            (_, ConvertedType::TIMESTAMP_MILLIS) => Meaning::Instant(TimeUnit::MILLIS),
            (_, ConvertedType::TIMESTAMP_MICROS) => Meaning::Instant(TimeUnit::MICROS),
            (Some(LogicalType::Time(_)), _)
            | (_, ConvertedType::TIME_MILLIS | ConvertedType::TIME_MICROS) => {
                Meaning::Kind(Kind::TimeOfDay)
            }
            (Some(LogicalType::Integer(integer)), _) if !integer.is_signed => Meaning::Unsigned,
            (
                _,
                ConvertedType::UINT_8
                | ConvertedType::UINT_16
                | ConvertedType::UINT_32
                | ConvertedType::UINT_64,
            ) => Meaning::Unsigned,
            (
                None
                | Some(LogicalType::String | LogicalType::Enum | LogicalType::Json)
                | Some(LogicalType::Unknown),
                ConvertedType::NONE
                | ConvertedType::UTF8
                | ConvertedType::ENUM
                | ConvertedType::JSON,
            ) if form == Form::Bytes => Meaning::Itself,
            _ if is_bytes => Meaning::Kind(Kind::Bytes),
            _ => Meaning::Itself,
        }
    }
}

/// The number that bytes hold, the highest first. What does not fit has more digits than any record may have.
fn digits(bytes: &[u8]) -> i128 {
    let negative = bytes.first().is_some_and(|byte| *byte >= 0x80);
    let sign = if negative { 0xFF } else { 0 };
    let (high, low) = bytes.split_at(bytes.len().saturating_sub(16));
    let number = low.iter().fold(-i128::from(negative), |number, byte| {
        number << 8 | i128::from(*byte)
    });
    if high.iter().all(|byte| *byte == sign) && (number < 0) == negative {
        number
    } else {
        i128::MAX
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_have_a_sign_and_any_length() {
        for number in [
            0i128,
            1,
            -1,
            255,
            -256,
            i128::MAX,
            i128::MIN,
            10i128.pow(28),
        ] {
            let bytes = number.to_be_bytes();
            assert_eq!(digits(&bytes), number);
            let sign = if number < 0 { 0xFF } else { 0 };
            assert_eq!(digits(&[&[sign; 4], &bytes[..]].concat()), number);
            let start = bytes.iter().position(|byte| *byte != sign).unwrap_or(15);
            if let Some(first) = bytes.get(start)
                && (*first >= 0x80) == (number < 0)
            {
                assert_eq!(digits(&bytes[start..]), number);
            }
        }
        assert_eq!(digits(&[]), 0);
        assert_eq!(digits(&[&[1], &[0; 16][..]].concat()), i128::MAX);
        assert_eq!(digits(&[&[0], &[0xFF; 16][..]].concat()), i128::MAX);
    }
}
