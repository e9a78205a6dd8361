//! A file as it was at the start of a run, though others write to it meanwhile.

use std::io::{self, Read};

/// How much is read at once to find the end of a line that was not whole.
const STEP: usize = 4096;

/// Reads so many bytes, and then on to the end of the line in which they end: whole lines that were begun
/// then, and none that came later.
pub(super) struct Present<R> {
    reader: R,
    left: u64,
    /// The last byte that was given out.
    last: u8,
}

impl<R: Read> Present<R> {
    pub(super) fn new(reader: R, left: u64) -> Present<R> {
        Present {
            reader,
            left,
            last: b'\n',
        }
    }
}

impl<R: Read> Read for Present<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = match self.left {
            0 if self.last == b'\n' => return Ok(0),
            0 => STEP,
            left => usize::try_from(left).unwrap_or(usize::MAX),
        };
        let length = buffer.len().min(most);
        let buffer = buffer.get_mut(..length).unwrap_or_default();
        let mut read = self.reader.read(buffer)?;
        if self.left == 0 {
            let given = buffer.get(..read).unwrap_or_default();
            let newline = given.iter().position(|byte| *byte == b'\n');
            read = newline.map_or(read, |at| at + 1);
        }
        self.left = self.left.saturating_sub(read as u64);
        let last = read.checked_sub(1).and_then(|last| buffer.get(last));
        self.last = last.copied().unwrap_or(self.last);
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, left: u64) -> String {
        let mut all = String::new();
        let mut present = Present::new(text.as_bytes(), left);
        present.read_to_string(&mut all).unwrap();
        all
    }

    #[test]
    fn what_came_later_is_left_but_for_the_rest_of_a_line() {
        assert_eq!(read("a\nb\nc\n", 4), "a\nb\n");
        assert_eq!(read("a\nb\nc\n", 3), "a\nb\n");
        assert_eq!(read("a\nb\nc\n", 2), "a\n");
        assert_eq!(read("a\nb", 3), "a\nb");
        assert_eq!(read("a\nb\n", 0), "");
        let long = format!("{}\nlater\n", "x".repeat(3 * STEP));
        assert_eq!(read(&long, 5).len(), 3 * STEP + 1);
    }

    #[test]
    fn a_file_that_has_become_shorter_ends_where_it_ends() {
        assert_eq!(read("a\n", 10), "a\n");
    }
}
