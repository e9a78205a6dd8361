//! Numbers as differences from the one before (DELTA_BINARY_PACKED).

use super::damage::Damage;
use super::hybrid::{bits, varint};
use bytes::Bytes;

/// Reads such numbers.
#[derive(Clone, Debug)]
pub(super) struct Delta {
    bytes: Bytes,
    at: usize,
    /// How many small blocks a block has.
    parts: usize,
    /// How many numbers a small block has.
    part: usize,
    /// How many numbers there are to come.
    left: usize,
    next: i64,
    least: i64,
    /// Where the widths of the block's further small blocks stand.
    widths: std::ops::Range<usize>,
    width: usize,
    /// How many numbers the small block still has, and the bit where the next starts.
    inside: usize,
    bit: usize,
}

fn broken() -> Damage {
    Damage::broken("the differences in a page make no sense")
}

impl Delta {
    pub(super) fn new(bytes: Bytes) -> Result<Delta, Damage> {
        let read = |at| varint(&bytes, at).ok_or_else(broken);
        let (block, at) = read(0)?;
        let (parts, at) = read(at)?;
        let (count, at) = read(at)?;
        let (first, at) = read(at)?;
        let part = block.checked_div(parts).unwrap_or(0);
        if part == 0 || part % 8 != 0 || part > 1 << 16 || parts > 1 << 10 {
            return Err(broken());
        }
        Ok(Delta {
            at,
            parts: parts as usize,
            part: part as usize,
            left: usize::try_from(count).map_err(|_| broken())?,
            next: zigzag(first),
            least: 0,
            widths: 0..0,
            width: 0,
            inside: 0,
            bit: 0,
            bytes,
        })
    }

    pub(super) fn next(&mut self) -> Result<i64, Damage> {
        self.left = self.left.checked_sub(1).ok_or_else(broken)?;
        let number = self.next;
        if self.left > 0 {
            self.next = number.wrapping_add(self.difference()?);
        }
        Ok(number)
    }

    fn difference(&mut self) -> Result<i64, Damage> {
        if self.inside == 0 {
            self.next_part()?;
        }
        self.inside -= 1;
        let low = bits(&self.bytes, self.bit);
        // Eight bytes hold 57 bits from any bit on.
        let number = match self.width {
            0 => 0,
            width @ 1..=57 => low & (u64::MAX >> (64 - width)),
            width => {
                let low = low & (u64::MAX >> 32);
                let high = bits(&self.bytes, self.bit + 32) & (u64::MAX >> (96 - width));
                low | high << 32
            }
        };
        self.bit += self.width;
        Ok(self.least.wrapping_add(number as i64))
    }

    fn next_part(&mut self) -> Result<(), Damage> {
        if self.widths.is_empty() {
            let (least, at) = varint(&self.bytes, self.at).ok_or_else(broken)?;
            self.least = zigzag(least);
            self.widths = at..at + self.parts;
            self.at = at + self.parts;
        }
        let width = self.widths.next().and_then(|at| self.bytes.get(at));
        self.width = usize::from(*width.filter(|width| **width <= 64).ok_or_else(broken)?);
        (self.inside, self.bit) = (self.part, self.at * 8);
        let end = self.at + self.part * self.width / 8;
        // Of the last part, what is not needed may be missing.
        let needed = self.at + (self.part.min(self.left) * self.width).div_ceil(8);
        if needed > self.bytes.len() {
            return Err(broken());
        }
        self.at = end.min(self.bytes.len());
        Ok(())
    }

    /// Where what follows the numbers starts.
    pub(super) fn end(&self) -> Result<usize, Damage> {
        let mut ahead = self.clone();
        while ahead.left > 0 {
            ahead.next()?;
        }
        Ok(ahead.at)
    }
}

fn zigzag(bits: u64) -> i64 {
    (bits >> 1) as i64 ^ -((bits & 1) as i64)
}
