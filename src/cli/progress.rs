//! How far a run has come, on standard error while that is a terminal: records, rate, time left.

use super::clock::Stopwatch;
use super::journal::Earlier;
use super::records::Input;
use crate::batch::Mark;
use crate::report::grouped;
use std::io::{self, IsTerminal, Write};

/// How many seconds pass between two looks.
const PAUSE: f64 = 0.2;

/// One line that is written over and over.
pub(super) struct Progress {
    shown: bool,
    on: bool,
    clock: Stopwatch,
    last: f64,
    /// How many bytes all inputs have together, where that is known.
    total: Option<u64>,
    /// How many of them, and how many records, an earlier part of the run has done.
    before: (u64, u64),
}

impl Progress {
    pub(super) fn new(
        clock: Stopwatch,
        quiet: bool,
        inputs: &[Input],
        earlier: &Earlier,
    ) -> Progress {
        let bytes = bytes_before(inputs, earlier.mark);
        Progress {
            shown: false,
            on: !quiet && io::stderr().is_terminal(),
            clock,
            last: 0.0,
            total: inputs.iter().map(Input::length).sum(),
            before: (bytes, earlier.tally.total()),
        }
    }

    /// Shows how far the inputs are read and how many records are done, unless that was shown just now.
    pub(super) fn show(&mut self, inputs: &[Input], mark: Mark, records: u64) {
        let seconds = self.clock.seconds();
        if !self.on || seconds - self.last < PAUSE {
            return;
        }
        (self.last, self.shown) = (seconds, true);
        let bytes = bytes_before(inputs, mark);
        let done = (
            bytes - self.before.0.min(bytes),
            records - self.before.1.min(records),
        );
        let left = self.total.map(|total| total.saturating_sub(bytes));
        let line = line(records, done, left, seconds);
        // Where standard error is gone, there is nobody left to tell.
        let _ = write!(io::stderr().lock(), "\r{line}\u{1b}[K");
    }

    /// Takes the line away.
    pub(super) fn clear(&mut self) {
        if self.shown {
            let _ = write!(io::stderr().lock(), "\r\u{1b}[K");
            self.shown = false;
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.clear();
    }
}

fn bytes_before(inputs: &[Input], mark: Mark) -> u64 {
    let done = inputs.iter().take(mark.input).filter_map(Input::length);
    done.sum::<u64>() + mark.offset
}

/// `done` are the bytes and records of these seconds; `left` are the bytes still to come.
fn line(records: u64, done: (u64, u64), left: Option<u64>, seconds: f64) -> String {
    let rate = done.1 as f64 / seconds.max(0.001);
    let mut line = format!(
        "{} records, {} a second",
        grouped(records),
        grouped(rate as u64)
    );
    if let (Some(left), true) = (left, done.0 > 0) {
        let left = (left as f64 * seconds / done.0 as f64).ceil() as u64;
        let (hours, minutes, seconds) = (left / 3600, left / 60 % 60, left % 60);
        line.push_str(&match hours {
            0 => format!(", {minutes}:{seconds:02} left"),
            _ => format!(", {hours}:{minutes:02}:{seconds:02} left"),
        });
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_tells_records_rate_and_the_time_left_where_the_size_is_known() {
        assert_eq!(
            line(1500, (1000, 500), Some(89_000), 1.0),
            "1,500 records, 500 a second, 1:29 left"
        );
        assert_eq!(
            line(7, (1, 7), Some(7322), 1.0),
            "7 records, 7 a second, 2:02:02 left"
        );
        assert_eq!(line(7, (1, 7), None, 2.0), "7 records, 3 a second");
        assert_eq!(line(0, (0, 0), Some(9), 0.0), "0 records, 0 a second");
    }
}
