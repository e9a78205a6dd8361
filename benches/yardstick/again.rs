//! A text over and over as one input: many records that take the memory of few.

use std::io::{self, Read};

/// What is left of it.
pub struct Again<'t> {
    text: &'t [u8],
    rest: &'t [u8],
    times: usize,
}

impl<'t> Again<'t> {
    pub fn new(text: &'t [u8], times: usize) -> Again<'t> {
        Again {
            text,
            rest: &[],
            times,
        }
    }
}

impl Read for Again<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.rest.is_empty() && self.times > 0 {
            self.times -= 1;
            self.rest = self.text;
        }
        self.rest.read(buffer)
    }
}
