//! The answers of a run, written as they come, in the format that was asked for.
//!
//! Where it makes a difference, the first one waits until it is clear whether another follows: one record is shown as
//! such, several as a list.

use super::Stop;
use super::clock::Stopwatch;
use super::journal::Journal;
use super::outfile::OutFile;
use super::output::Output;
use super::progress::Progress;
use super::reading::Source;
use super::records::Input;
use crate::batch::{Block, Ends, Mark, Part, Style};
use crate::report::csv_header;
use crate::tally::Tally;

/// Where answers go.
pub(super) enum Target<'o> {
    Stdout(&'o mut Output),
    File(OutFile),
}

impl Target<'_> {
    fn write(&mut self, bytes: &[u8]) -> Result<(), Stop> {
        match self {
            Target::Stdout(output) => output.write_bytes(bytes),
            Target::File(file) => file.write(bytes),
        }
    }
}

/// Writes a journal from time to time: so often that it takes no more than a twentieth of the time.
pub(super) struct Keeper {
    journal: Journal,
    clock: Stopwatch,
    next: f64,
}

/// How many seconds lie between two journals at least.
const LEAST: f64 = 0.05;

impl Keeper {
    pub(super) fn new(journal: Journal, clock: Stopwatch) -> Keeper {
        Keeper {
            journal,
            clock,
            next: clock.seconds() + LEAST,
        }
    }

    fn keep(&mut self, mark: Mark, file: &mut OutFile, tally: &Tally) -> Result<(), Stop> {
        let start = self.clock.seconds();
        if start < self.next {
            return Ok(());
        }
        self.journal.note(mark, file, tally)?;
        let end = self.clock.seconds();
        self.next = end + LEAST.max(20.0 * (end - start));
        Ok(())
    }
}

/// Takes answers and writes them.
pub(super) struct Rows<'o> {
    pub(super) source: Source<'o>,
    pub(super) inputs: &'o [Input],
    pub(super) target: Target<'o>,
    pub(super) style: Style,
    pub(super) tally: Tally,
    pub(super) progress: Progress,
    pub(super) keeper: Option<Keeper>,
    /// The first answer, until there is a second or an end.
    pub(super) first: Option<Vec<u8>>,
}

impl Ends for Rows<'_> {
    type Error = Stop;

    fn fill(&mut self, block: &mut Block) -> Result<bool, Stop> {
        Ok(self.source.fill(block))
    }

    fn take(&mut self, part: &Part) -> Result<(), Stop> {
        let before = self.tally.total();
        self.tally.add(&part.tally);
        self.put(before, part)?;
        let end = part.block.end;
        self.progress.show(self.inputs, end, self.tally.total());
        match (&mut self.keeper, &mut self.target) {
            (Some(keeper), Target::File(file)) => keeper.keep(end, file, &self.tally),
            _ => Ok(()),
        }
    }
}

impl Rows<'_> {
    /// Writes what stands before all answers. A run that can be resumed has no such thing.
    pub(super) fn start(&mut self) -> Result<(), Stop> {
        match self.style {
            Style::Csv { bare, .. } => self.target.write(csv_header(bare).as_bytes()),
            _ => Ok(()),
        }
    }

    fn put(&mut self, before: u64, part: &Part) -> Result<(), Stop> {
        let rows = &part.rows;
        if let Style::Ndjson { .. } | Style::Csv { .. } = self.style {
            return self.target.write(rows);
        }
        match (before, self.first.take()) {
            (0, _) if self.tally.total() <= 1 => {
                self.first = Some(rows.clone());
                Ok(())
            }
            (0, _) => self.open(rows),
            (_, Some(first)) if rows.is_empty() => {
                self.first = Some(first);
                Ok(())
            }
            (_, Some(first)) => {
                self.open(&first)?;
                self.target.write(rows)
            }
            (_, None) => self.target.write(rows),
        }
    }

    /// Writes the first of several.
    fn open(&mut self, rows: &[u8]) -> Result<(), Stop> {
        if let Style::Json { .. } = self.style {
            self.target.write(b"[\n")?;
        }
        self.target.write(self.bare(rows))
    }

    /// Rows without what parts the first from the one before it.
    fn bare<'r>(&self, rows: &'r [u8]) -> &'r [u8] {
        let before: &[u8] = match self.style {
            Style::Text(_) => b"\n",
            Style::Json { .. } => b",\n",
            _ => b"",
        };
        rows.strip_prefix(before).unwrap_or(rows)
    }

    /// Writes what still waits, and the end of the list.
    pub(super) fn finish(&mut self) -> Result<(), Stop> {
        self.progress.clear();
        let only = self.first.take();
        let end = match (self.style, only) {
            (Style::Words, Some(only)) => {
                // The name of the record tells it from others, and there are none.
                let word = only.split(|byte| byte.is_ascii_whitespace()).next();
                [word.unwrap_or_default(), b"\n"].concat()
            }
            (Style::Json { .. }, Some(only)) => [self.bare(&only), b"\n"].concat(),
            (_, Some(only)) => self.bare(&only).to_owned(),
            (Style::Json { .. }, None) => b"\n]\n".to_vec(),
            (Style::Text(_), None) => format!("\n{}\n", counted(&self.tally)).into_bytes(),
            (_, None) => Vec::new(),
        };
        self.target.write(&end)
    }

    /// Makes sure that all has arrived; a file gets its name.
    pub(super) fn close(self) -> Result<Tally, Stop> {
        match self.target {
            Target::Stdout(output) => output.finish()?,
            Target::File(file) => file.finish()?,
        }
        Ok(self.tally)
    }
}

/// The counts in one line.
fn counted(tally: &Tally) -> String {
    let parts = [
        (tally.accept, "accepted"),
        (tally.review, "for review"),
        (tally.incomplete, "incomplete"),
        (tally.reject, "rejected"),
        (tally.faulty, "faulty"),
    ];
    let parts = parts.iter().filter(|(count, _)| *count > 0);
    let parts: Vec<String> = parts
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    format!("{} records: {}", tally.total(), parts.join(", "))
}
