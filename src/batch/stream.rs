//! A stream of NDJSON, or a Parquet file, to a stream of decisions: what an embedding program needs of mass evaluation.

use super::block::{Block, Mark, Part};
use super::decider::{Decider, Setting};
use super::parquet::Parquet;
use super::pipeline::{self, Ends};
use super::row::Style;
use super::source::Lines;
use crate::eval::{Explain, Options, Privacy};
use crate::program::Program;
use crate::record::ReadOptions;
use crate::tally::Tally;
use crate::value::Instant;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::num::NonZero;
use std::thread;

/// How a stream is decided.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct StreamOptions {
    /// When records are looked at; without it, each says so itself.
    pub at: Option<Instant>,
    /// How strictly they are read.
    pub read: ReadOptions,
    /// How much is explained: codes, unless said otherwise.
    pub options: Options,
    /// How many threads decide; 0 for as many as the machine has cores.
    pub jobs: usize,
}

impl Default for StreamOptions {
    fn default() -> StreamOptions {
        StreamOptions {
            at: None,
            read: ReadOptions::default(),
            options: Options {
                explain: Explain::Codes,
                privacy: Privacy::Mask,
            },
            jobs: 0,
        }
    }
}

/// How many threads are worth while here.
pub fn cores() -> usize {
    thread::available_parallelism().map_or(1, NonZero::get)
}

/// Decides records that come one a line, and writes one JSON object a line for each, in their order.
pub fn decide_stream(
    program: &Program,
    input: impl Read,
    output: impl Write,
    options: StreamOptions,
) -> io::Result<Tally> {
    let mut lines = Lines::new(input, "the input", Mark::default());
    decide(program, |block| lines.fill(block), output, options)
}

/// Decides the rows of a Parquet file, and writes one JSON object a line for each, in their order.
pub fn decide_parquet(
    program: &Program,
    mut input: impl Read + Seek + Send + 'static,
    output: impl Write,
    options: StreamOptions,
) -> io::Result<Tally> {
    let length = input.seek(SeekFrom::End(0))?;
    let schema = &program.schema;
    let mut parquet = Parquet::new(input, length, "the input", schema, options.read);
    decide(program, |block| parquet.fill(block), output, options)
}

fn decide(
    program: &Program,
    fill: impl FnMut(&mut Block) -> io::Result<bool>,
    output: impl Write,
    options: StreamOptions,
) -> io::Result<Tally> {
    let setting = Setting {
        program,
        at: options.at,
        read: options.read,
        options: options.options,
        style: Style::Ndjson { bare: false },
    };
    let jobs = if options.jobs == 0 {
        cores()
    } else {
        options.jobs
    };
    let mut stream = Stream {
        fill,
        output,
        tally: Tally::default(),
    };
    pipeline::run(&mut stream, jobs, &|| {
        let mut decider = Decider::new(setting);
        move |part: &mut Part| decider.decide(part)
    })?;
    stream.output.flush()?;
    Ok(stream.tally)
}

struct Stream<F, W> {
    fill: F,
    output: W,
    tally: Tally,
}

impl<F: FnMut(&mut Block) -> io::Result<bool>, W: Write> Ends for Stream<F, W> {
    type Error = io::Error;

    fn fill(&mut self, block: &mut Block) -> io::Result<bool> {
        (self.fill)(block)
    }

    fn take(&mut self, part: &Part) -> io::Result<()> {
        self.tally.add(&part.tally);
        self.output.write_all(&part.rows)
    }
}
