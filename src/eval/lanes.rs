//! Things side by side, with a bit for each.
//!
//! What is done for many at once costs little for each of them, and what one waits for does not hold up the others.

use crate::record::Sheet;

/// So many records are decided side by side at most. More of them share more of the work; fewer stay in the nearest
/// memory.
pub const MOST_LANES: usize = Sheet::SIDE_BY_SIDE;

/// Some of the things that stand side by side.
pub(super) type Lanes = u64;

/// The first so many.
pub(super) fn first_lanes(count: usize) -> Lanes {
    match count {
        64.. => Lanes::MAX,
        _ => (1 << count) - 1,
    }
}

/// One of them.
#[inline(always)]
pub(super) fn lane(at: usize) -> Lanes {
    1 << at
}

/// Their places, in order.
#[inline(always)]
pub(super) fn each(mut lanes: Lanes) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let at = lanes.trailing_zeros() as usize;
        (lanes != 0).then(|| {
            lanes &= lanes - 1;
            at
        })
    })
}

/// What a condition says of those that it was asked of. Of all others it says no.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(super) struct Says {
    /// Where it holds.
    pub yes: Lanes,
    /// Where it met something that is not known.
    pub unknown: Lanes,
}

impl Says {
    /// The same of all.
    pub fn all(lanes: Lanes, says: Option<bool>) -> Says {
        match says {
            Some(true) => Says {
                yes: lanes,
                unknown: 0,
            },
            Some(false) => Says::default(),
            None => Says {
                yes: 0,
                unknown: lanes,
            },
        }
    }

    /// Adds what it says of one.
    #[inline(always)]
    pub fn add(&mut self, at: usize, says: Option<bool>) {
        self.yes |= Lanes::from(says == Some(true)) << at;
        self.unknown |= Lanes::from(says.is_none()) << at;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lanes_are_counted_from_the_lowest_bit() {
        assert_eq!(first_lanes(0), 0);
        assert_eq!(first_lanes(3), 0b111);
        assert_eq!(first_lanes(63), Lanes::MAX >> 1);
        assert_eq!(first_lanes(64), Lanes::MAX);
        assert_eq!(each(0b1001_0010).collect::<Vec<_>>(), [1, 4, 7]);
        assert_eq!(each(first_lanes(64)).count(), 64);
        assert_eq!(each(0).next(), None);
    }

    #[test]
    fn an_answer_is_yes_no_or_unknown() {
        let mut says = Says::default();
        for (at, each) in [Some(true), Some(false), None, Some(true)]
            .into_iter()
            .enumerate()
        {
            says.add(at, each);
        }
        assert_eq!((says.yes, says.unknown), (0b1001, 0b0100));
        assert_eq!(Says::all(0b11, None).unknown, 0b11);
        assert_eq!(Says::all(0b11, Some(false)), Says::default());
    }
}
