//! A small generator of numbers: the same seed gives the same numbers, for ever.

/// `SplitMix64`.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Random {
        Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0xD1B5_4A32_D192_ED03)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// From the first to one less than the second.
    pub fn within(&mut self, range: std::ops::Range<i64>) -> i64 {
        let width = (range.end - range.start).max(1) as u64;
        range.start + (self.next() % width) as i64
    }

    /// Whether something happens that happens so many times in a thousand.
    pub fn in_thousand(&mut self, times: i64) -> bool {
        self.within(0..1000) < times
    }

    pub fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.within(0..from.len() as i64) as usize]
    }

    /// Another order.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            items.swap(at, self.within(0..at as i64 + 1) as usize);
        }
    }
}
