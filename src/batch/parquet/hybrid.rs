//! Runs of small numbers: levels, places in a dictionary, booleans. A run is one number many times over, or many
//! numbers of a few bits each.

use super::damage::Damage;
use bytes::Bytes;

/// Takes numbers.
pub(super) trait Sink {
    /// One number, so many times.
    fn repeat(&mut self, number: u32, times: usize);
    /// Numbers one after the other.
    fn each(&mut self, packed: Packed<'_>);
}

/// Numbers of a few bits each, so many from a bit on.
#[derive(Clone, Copy)]
pub(super) struct Packed<'b> {
    bytes: &'b [u8],
    bit: usize,
    width: usize,
    count: usize,
}

impl Sink for Vec<u8> {
    fn repeat(&mut self, number: u32, times: usize) {
        self.resize(self.len() + times, number as u8);
    }

    fn each(&mut self, packed: Packed<'_>) {
        packed.levels(self);
    }
}

/// Reads runs.
#[derive(Clone, Debug, Default)]
pub(super) struct Hybrid {
    bytes: Bytes,
    at: usize,
    /// How many bits a number has.
    width: u32,
    run: Run,
}

#[derive(Clone, Copy, Debug, Default)]
enum Run {
    #[default]
    Over,
    /// One number, so many times.
    Same(u32, usize),
    /// So many numbers, the first at this bit.
    Packed(usize, usize),
}

impl Hybrid {
    pub(super) fn new(bytes: Bytes, width: u32) -> Result<Hybrid, Damage> {
        if width > 32 {
            return Err(Damage::broken("numbers of a page have more than 32 bits"));
        }
        Ok(Hybrid {
            bytes,
            at: 0,
            width,
            run: Run::Over,
        })
    }

    /// Hands on so many numbers.
    pub(super) fn take(&mut self, count: usize, sink: &mut impl Sink) -> Result<(), Damage> {
        let mut wanted = count;
        while wanted > 0 {
            match self.run {
                Run::Over => self.next_run()?,
                Run::Same(number, left) => {
                    let taken = left.min(wanted);
                    sink.repeat(number, taken);
                    wanted -= taken;
                    self.run = match left - taken {
                        0 => Run::Over,
                        left => Run::Same(number, left),
                    };
                }
                Run::Packed(left, bit) => {
                    let taken = left.min(wanted);
                    let width = self.width as usize;
                    sink.each(Packed {
                        bytes: &self.bytes,
                        bit,
                        width,
                        count: taken,
                    });
                    wanted -= taken;
                    self.run = match left - taken {
                        0 => Run::Over,
                        left => Run::Packed(left, bit + taken * width),
                    };
                }
            }
        }
        Ok(())
    }

    /// Goes behind so many numbers.
    pub(super) fn skip(&mut self, count: usize) -> Result<(), Damage> {
        let mut left = count;
        while left > 0 {
            let (passed, run) = match self.run {
                Run::Over => {
                    self.next_run()?;
                    continue;
                }
                Run::Same(number, there) => {
                    let passed = there.min(left);
                    (passed, Run::Same(number, there - passed))
                }
                Run::Packed(there, bit) => {
                    let passed = there.min(left);
                    let bit = bit + passed * self.width as usize;
                    (passed, Run::Packed(there - passed, bit))
                }
            };
            left -= passed;
            self.run = match run {
                Run::Same(_, 0) | Run::Packed(0, _) => Run::Over,
                run => run,
            };
        }
        Ok(())
    }

    fn next_run(&mut self) -> Result<(), Damage> {
        let over = || Damage::broken("a page ends before its values");
        let (header, at) = varint(&self.bytes, self.at).ok_or_else(over)?;
        self.at = at;
        let count = usize::try_from(header >> 1).map_err(|_| over())?;
        let rest = self.bytes.get(at..).unwrap_or_default();
        if header & 1 == 1 {
            let left = rest.len() * 8;
            let count = count.saturating_mul(8);
            // The last group may be cut off behind the last number.
            let there = left.checked_div(self.width as usize).unwrap_or(count);
            let count = count.min(there);
            self.run = Run::Packed(count, at * 8);
            let bits = (count * self.width as usize).next_multiple_of(8);
            self.at = at + bits / 8;
            if count == 0 {
                self.run = Run::Over;
            }
            return Ok(());
        }
        let length = self.width.div_ceil(8) as usize;
        let written = rest.get(..length).ok_or_else(over)?;
        let number = written
            .iter()
            .rev()
            .fold(0u64, |number, byte| number << 8 | u64::from(*byte));
        self.at = at + length;
        self.run = match count {
            0 => Run::Over,
            count => Run::Same(number as u32, count),
        };
        Ok(())
    }
}

impl<'b> Packed<'b> {
    /// So many bits from one on, each a number.
    pub(super) fn bits(bytes: &'b [u8], bit: usize, count: usize) -> Packed<'b> {
        Packed {
            bytes,
            bit,
            width: 1,
            count,
        }
    }

    /// Adds all of them, each of no more than 32 bits.
    pub(super) fn numbers(self, numbers: &mut Vec<u32>) {
        let mask = (1u64 << self.width) - 1;
        let start = numbers.len();
        numbers.resize(start + self.count, 0);
        let numbers = numbers.get_mut(start..).unwrap_or_default();
        match self.width {
            1..=8 => {
                let spread = Spread::<3>::new(self.width);
                return self.spread(numbers, |word| spread.of(word).to_le_bytes().map(u32::from));
            }
            9..=14 => {
                let spread = Spread::<2>::new(self.width);
                let short = |word: u64, at: u32| (word >> (16 * at)) as u16;
                return self.spread(numbers, |word| {
                    let word = spread.of(word);
                    [0, 1, 2, 3].map(|at| short(word, at)).map(u32::from)
                });
            }
            15..=19 => {
                let width = self.width;
                return self.spread(numbers, |word| {
                    [0, 1, 2].map(|at| (word >> (at * width) & mask) as u32)
                });
            }
            20..=28 => {
                let width = self.width;
                return self.spread(numbers, |word| {
                    [word & mask, word >> width & mask].map(|number| number as u32)
                });
            }
            _ => {}
        }
        // So many are surely in one word.
        let together = SURE_BITS.checked_div(self.width).unwrap_or(numbers.len());
        let mut bit = self.bit;
        for numbers in numbers.chunks_mut(together.max(1)) {
            let mut word = bits(self.bytes, bit);
            for number in numbers.iter_mut() {
                *number = (word & mask) as u32;
                word >>= self.width;
            }
            bit += numbers.len() * self.width;
        }
    }

    /// Puts numbers where they belong, as many at once as are spread out of one word.
    #[inline(always)]
    fn spread<const N: usize>(self, numbers: &mut [u32], of: impl Fn(u64) -> [u32; N]) {
        let mut bit = self.bit;
        let (all, rest) = numbers.as_chunks_mut();
        for some in all {
            *some = of(bits(self.bytes, bit));
            bit += N * self.width;
        }
        let last = of(bits(self.bytes, bit));
        rest.iter_mut()
            .zip(last)
            .for_each(|(to, number)| *to = number);
    }

    /// Adds all of them, of no more than eight bits, a byte each.
    fn levels(self, levels: &mut Vec<u8>) {
        let end = levels.len() + self.count;
        let spread = Spread::<3>::new(self.width);
        levels.reserve(self.count + 8);
        let mut bit = self.bit;
        while levels.len() < end {
            let eight = spread.of(bits(self.bytes, bit));
            levels.extend_from_slice(&eight.to_le_bytes());
            bit += 8 * self.width;
        }
        levels.truncate(end);
    }
}

/// Moves numbers of a few bits that stand one after the other to places of their own, all of the same size: first the upper
/// half of them to the upper half of a word, then the upper half of each half, and so on. In three steps eight numbers get a
/// byte each, in two steps four get two bytes each.
struct Spread<const STEPS: usize>([Move; STEPS]);

/// How far the upper half of some bits goes up, and the bits of all lower halves.
#[derive(Clone, Copy)]
struct Move {
    up: usize,
    lower: u64,
    /// Where the upper halves are then.
    room: usize,
}

impl<const STEPS: usize> Spread<STEPS> {
    /// For numbers that fit into [`SURE_BITS`] together; a byte each also for those of eight bits that start with a byte.
    fn new(width: usize) -> Spread<STEPS> {
        let part = |step: usize| {
            let (bits, room) = (width << (STEPS - 1 - step), 32 >> step);
            let one = (1u64 << bits) - 1;
            let all = (0..64).step_by(2 * room);
            Move {
                up: room - bits,
                lower: all.fold(0, |lower, place| lower | one << place),
                room,
            }
        };
        Spread(std::array::from_fn(part))
    }

    #[inline(always)]
    fn of(&self, word: u64) -> u64 {
        self.0.iter().fold(word, |word, step| step.of(word))
    }
}

impl Move {
    #[inline(always)]
    fn of(self, word: u64) -> u64 {
        word & self.lower | word << self.up & self.lower << self.room
    }
}

/// So many bits from a place on are surely in a word.
const SURE_BITS: usize = 57;

/// The bits from a place on, [`SURE_BITS`] at least, where there are so many; zeros behind the end.
#[inline(always)]
pub(super) fn bits(bytes: &[u8], bit: usize) -> u64 {
    let rest = bytes.get(bit / 8..).unwrap_or_default();
    let word = match rest.first_chunk::<8>() {
        Some(word) => u64::from_le_bytes(*word),
        None => rest
            .iter()
            .rev()
            .fold(0, |word, byte| word << 8 | u64::from(*byte)),
    };
    word >> (bit % 8)
}

/// A number of seven bits a byte, and where the next byte stands.
pub(super) fn varint(bytes: &[u8], mut at: usize) -> Option<(u64, usize)> {
    let mut number = 0u64;
    for shift in (0..64).step_by(7) {
        let byte = *bytes.get(at)?;
        at += 1;
        number |= u64::from(byte & 0x7F) << shift;
        if byte < 0x80 {
            return Some((number, at));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packed_numbers_are_those_of_their_bits() {
        let bytes: Vec<u8> = (0u32..64).map(|at| (at * at * 37 + at) as u8).collect();
        let bit = |at: usize| bytes.get(at / 8).map_or(0, |byte| byte >> (at % 8) & 1);
        for width in 1..=30 {
            // A run is gone on with where it was left.
            for first in [0, 1, 3, 8, 13].map(|numbers| numbers * width) {
                for count in [0, 1, 7, 8, 9, 15, 16, 17, 30] {
                    let packed = Packed {
                        bytes: &bytes,
                        bit: first,
                        width,
                        count,
                    };
                    let number = |place: usize| {
                        let bits = (0..width).rev();
                        bits.fold(0u32, |number, at| {
                            number << 1 | u32::from(bit(first + place * width + at))
                        })
                    };
                    let expected: Vec<u32> = (0..count).map(number).collect();
                    let mut numbers = vec![7];
                    packed.numbers(&mut numbers);
                    assert_eq!(numbers[1..], expected, "{width} {first} {count}");
                    if width <= 8 {
                        let mut levels = vec![7];
                        packed.levels(&mut levels);
                        let levels: Vec<u32> = levels.into_iter().map(u32::from).collect();
                        assert_eq!(levels[1..], expected, "{width} {first} {count}");
                    }
                }
            }
        }
    }
}
