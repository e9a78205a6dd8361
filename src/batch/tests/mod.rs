//! Cutting, rows of CSV, and the pipeline under failure, each by itself.

mod csv;
mod cutting;
mod pipeline;

use proptest::prelude::*;
use std::io::{self, Read};

/// Gives out bytes in pieces of these lengths, over and over.
struct Pieces {
    bytes: Vec<u8>,
    at: usize,
    lengths: Vec<usize>,
    turn: usize,
    /// What comes at the end.
    failure: Option<io::Error>,
}

impl Pieces {
    fn new(bytes: &[u8], lengths: &[usize]) -> Pieces {
        Pieces {
            bytes: bytes.to_vec(),
            at: 0,
            lengths: lengths.to_vec(),
            turn: 0,
            failure: None,
        }
    }
}

impl Read for Pieces {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.bytes.len() - self.at;
        if left == 0 {
            return self.failure.take().map_or(Ok(0), Err);
        }
        let piece = self.lengths[self.turn % self.lengths.len()];
        self.turn += 1;
        let length = piece.min(left).min(buffer.len());
        buffer[..length].copy_from_slice(&self.bytes[self.at..self.at + length]);
        self.at += length;
        Ok(length)
    }
}

fn lengths() -> impl Strategy<Value = Vec<usize>> {
    prop::collection::vec(1usize..40, 1..5)
}
