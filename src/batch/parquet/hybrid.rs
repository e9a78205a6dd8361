//! Runs of small numbers: levels, places in a dictionary, booleans. A run is one number many times over, or many
//! numbers of a few bits each.

use super::damage::Damage;
use bytes::Bytes;

/// How many numbers are unpacked at once.
const AT_ONCE: usize = 128;

/// Takes numbers.
pub(super) trait Sink {
    /// One number, so many times.
    fn repeat(&mut self, number: u32, times: usize);
    /// Numbers one after the other.
    fn each(&mut self, numbers: &[u32]);
}

impl Sink for Vec<u8> {
    fn repeat(&mut self, number: u32, times: usize) {
        self.resize(self.len() + times, number as u8);
    }

    fn each(&mut self, numbers: &[u32]) {
        self.extend(numbers.iter().map(|number| *number as u8));
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
        let mut numbers = [0; AT_ONCE];
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
                    let taken = left.min(wanted).min(AT_ONCE);
                    let width = self.width as usize;
                    if let Some(numbers) = numbers.get_mut(..taken) {
                        unpack(&self.bytes, bit, width, numbers);
                        sink.each(numbers);
                    }
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

/// The numbers that stand one after the other from a bit on, each of no more than 32 bits.
#[inline]
fn unpack(bytes: &[u8], mut bit: usize, width: usize, numbers: &mut [u32]) {
    let mask = (1u64 << width) - 1;
    // So many are surely in one word.
    let together = 57usize.checked_div(width).unwrap_or(AT_ONCE);
    for numbers in numbers.chunks_mut(together) {
        let mut word = bits(bytes, bit);
        for number in numbers.iter_mut() {
            *number = (word & mask) as u32;
            word >>= width;
        }
        bit += numbers.len() * width;
    }
}

/// The bits from a place on, 57 at least, where there are so many; zeros behind the end.
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
