//! What bounds the numbers of a field, as readers ask for it.

use super::{Field, Shape};
use crate::value::{Decimal, Scalar};

/// One, in billionths.
const ONE: i64 = 1_000_000_000;
/// Floats hold all counts up to this one, and so do the keys of numbers.
const EXACT: i64 = 1 << 53;

/// What a number has to be. Bounds that are not whole let none through, and none lets counts through that no float holds
/// exactly, so that these are asked for elsewhere.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// The least count of billionths.
    least: i64,
    /// The greatest count of billionths.
    most: i64,
    /// Of what it has to be a multiple, in billionths.
    step: i64,
}

impl Bounds {
    /// What bounds the numbers of a field.
    pub fn of(field: &Field) -> Bounds {
        let (Shape::Scalar(scalar) | Shape::List(scalar)) = field.shape else {
            return Bounds::ALL;
        };
        let whole = |bound: Decimal| bound.fract().is_zero().then(|| i64::try_from(bound).ok())?;
        let (least, most) = match (field.range, scalar) {
            (Some((least, most)), _) => match (whole(least), whole(most)) {
                (Some(least), Some(most)) => (least, most),
                _ => (i64::MAX, i64::MIN),
            },
            (None, Scalar::Percent) => (0, 1),
            (None, _) => (i64::MIN, i64::MAX),
        };
        let count = |bound: i64| bound.saturating_mul(ONE);
        Bounds {
            least: count(least).max(-EXACT),
            most: count(most).min(EXACT),
            step: if scalar == Scalar::Integer { ONE } else { 1 },
        }
    }

    /// Whether so many billionths lie within.
    #[inline(always)]
    pub fn hold(&self, count: i64) -> bool {
        self.hold_as(count, || is_whole(count))
    }

    /// The same, where it is known whether it is a whole number.
    #[inline(always)]
    pub fn hold_as(&self, count: i64, is_whole: impl FnOnce() -> bool) -> bool {
        self.least <= count && count <= self.most && (self.step == 1 || is_whole())
    }

    /// No bounds.
    pub(super) const ALL: Bounds = Bounds {
        least: -EXACT,
        most: EXACT,
        step: 1,
    };
}

/// Whether so many billionths are a whole number. Few fields ask for that: the others shall not divide.
#[inline(never)]
fn is_whole(count: i64) -> bool {
    count % ONE == 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Kind;

    #[test]
    fn what_is_let_through_has_a_key() {
        for count in [EXACT, -EXACT] {
            assert!(Bounds::ALL.hold(count));
            assert_eq!(Kind::number(count).0, Kind::Number);
            assert!(!Bounds::ALL.hold(count + count.signum()));
            assert_eq!(Kind::number(count + count.signum()).0, Kind::Other);
        }
    }

    #[test]
    fn bounds_hold_what_is_on_them_and_not_what_is_beyond() {
        let hold = |least, most, step, count: i64| Bounds { least, most, step }.hold(count);
        for step in [1, ONE] {
            assert!(hold(0, 4 * ONE, step, 0) && hold(0, 4 * ONE, step, 4 * ONE));
            assert!(!hold(0, 4 * ONE, step, -ONE) && !hold(0, 4 * ONE, step, 5 * ONE));
            assert_eq!(hold(0, 4 * ONE, step, ONE / 2), step == 1);
            assert_eq!(hold(-ONE, 0, step, -ONE / 2), step == 1);
            assert!(!hold(i64::MAX, i64::MIN, step, 0));
            assert!(hold(i64::MIN, i64::MAX, step, -7 * ONE));
        }
    }
}
