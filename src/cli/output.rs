//! Standard output and standard error: buffered, checked, and never a panic.

use super::{Color, Stop};
use crate::report::Colour;
use anstream::{AutoStream, ColorChoice};
use std::io::{self, BufWriter, ErrorKind, StdoutLock, Write};

/// Standard output, locked for the whole run. What is not flushed by [`Output::finish`] may be lost.
pub(super) struct Output {
    writer: BufWriter<StdoutLock<'static>>,
    out: Colour,
    err: Colour,
}

impl Output {
    pub(super) fn new(color: Color) -> Output {
        let resolve = |auto: ColorChoice| match (color, auto) {
            (Color::Always, _) => Colour::Always,
            (Color::Never, _) | (Color::Auto, ColorChoice::Never) => Colour::Never,
            (Color::Auto, _) => Colour::Always,
        };
        Output {
            out: resolve(AutoStream::choice(&io::stdout())),
            err: resolve(AutoStream::choice(&io::stderr())),
            writer: BufWriter::new(io::stdout().lock()),
        }
    }

    /// Whether text on standard output is coloured.
    pub(super) fn colour(&self) -> Colour {
        self.out
    }

    /// Whether text on standard error is coloured.
    pub(super) fn error_colour(&self) -> Colour {
        self.err
    }

    pub(super) fn is_coloured(&self) -> bool {
        self.out == Colour::Always
    }

    /// Writes text to standard output.
    pub(super) fn write(&mut self, text: &str) -> Result<(), Stop> {
        self.write_bytes(text.as_bytes())
    }

    /// Writes bytes to standard output.
    pub(super) fn write_bytes(&mut self, bytes: &[u8]) -> Result<(), Stop> {
        self.writer.write_all(bytes).map_err(stop)
    }

    /// Makes sure that all has arrived.
    pub(super) fn finish(&mut self) -> Result<(), Stop> {
        self.writer.flush().map_err(stop)
    }
}

/// Writes a line to standard error.
pub(super) fn note(text: &str) {
    // Where standard error is gone, there is nobody left to tell.
    let _ = writeln!(io::stderr().lock(), "{text}");
}

fn stop(error: io::Error) -> Stop {
    match error.kind() {
        ErrorKind::BrokenPipe => Stop::OutputClosed,
        _ => Stop::trouble(format!("standard output cannot be written: {error}")),
    }
}
