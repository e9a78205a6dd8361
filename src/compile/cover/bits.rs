//! A set of small numbers, one bit each: the rows of a table that are still possible.

/// A set of numbers below a size fixed when it is made.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Bits {
    words: Box<[u64]>,
}

impl Bits {
    /// None of the numbers below `size`.
    pub fn none(size: usize) -> Bits {
        Bits {
            words: vec![0; size.div_ceil(64)].into(),
        }
    }

    /// All numbers below `size`.
    pub fn all(size: usize) -> Bits {
        let mut bits = Bits::none(size);
        (0..size).for_each(|number| bits.insert(number));
        bits
    }

    /// Adds a number; one beyond the size is left out.
    pub fn insert(&mut self, number: usize) {
        if let Some(word) = self.words.get_mut(number / 64) {
            *word |= 1 << (number % 64);
        }
    }

    /// Whether the number is in the set.
    pub fn contains(&self, number: usize) -> bool {
        let word = self.words.get(number / 64).copied().unwrap_or(0);
        word >> (number % 64) & 1 == 1
    }

    /// Keeps what is in both.
    pub fn intersect(&mut self, other: &Bits) {
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word &= other;
        }
    }

    /// Whether some number is in both.
    pub fn meets(&self, other: &Bits) -> bool {
        let mut pairs = self.words.iter().zip(&other.words);
        pairs.any(|(word, other)| word & other != 0)
    }

    /// Takes all of the other in.
    pub fn unite(&mut self, other: &Bits) {
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word |= other;
        }
    }

    /// Takes all numbers out.
    pub fn clear(&mut self) {
        self.words.fill(0);
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    /// The numbers in order.
    pub fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.words.len() * 64).filter(|number| self.contains(*number))
    }

    /// How much work it is to walk over the set once.
    pub fn cost(&self) -> usize {
        self.words.len() + 1
    }
}
