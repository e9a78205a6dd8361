//! All that these benches ask of the library: whoever changes the library changes this file, and no other here.

use crate::columns::{Form, columns, write_groups};
use crate::generate::Lines;
use admit::batch::{Block, Parquet};
use admit::decision::Decision;
use admit::engine::{PolicySet, StreamOptions, embedded_tests};
use admit::eval::{Explain, Options, Privacy, Workspace, codes};
use admit::record::{ReadOptions, Record, read_json_into};
use admit::report::{codes_json, json_compact};
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;
use std::borrow::Borrow;
use std::hint::black_box;
use std::io::{Cursor, Read, Write};

/// A policy set.
pub struct Rules(PolicySet);

/// A record that was read; its memory is used again.
#[derive(Default)]
pub struct Slate(Record);

/// What deciding a record needs; its memory is used again.
#[derive(Default)]
pub struct Desk(Workspace);

/// A decision and its reasons: word, and code with place in the record.
pub type Answer = (&'static str, Vec<(String, Option<String>)>);

/// How much a row says.
#[derive(Clone, Copy)]
pub enum Detail {
    /// Decision and codes.
    Codes,
    /// What `admit eval --format ndjson` writes, which is codes with their messages.
    Messages,
    /// What `admit eval --format ndjson --explain reasons` writes.
    Reasons,
}

impl Rules {
    /// The policy of these benches.
    pub fn yardstick() -> Rules {
        Rules::load(&[
            ("schema.admit", include_str!("../policy/schema.admit")),
            ("rules.admit", include_str!("../policy/rules.admit")),
            ("policies.admit", include_str!("../policy/policies.admit")),
        ])
    }

    pub fn shipped() -> Rules {
        Rules(PolicySet::embedded().unwrap_or_else(|problems| panic!("{}", problems.render(false))))
    }

    pub fn load(files: &[(&str, &str)]) -> Rules {
        let loaded = PolicySet::load(files.iter().copied());
        Rules(loaded.unwrap_or_else(|problems| panic!("{}", problems.render(false))))
    }

    pub fn read(&self, line: &[u8], slate: &mut Slate) {
        let schema = &self.0.program().schema;
        read_json_into(schema, line, ReadOptions::default(), &mut slate.0).unwrap();
    }

    /// Decides a record that was read, with all reasons; how many there are.
    pub fn decide(&self, Slate(record): &Slate, Desk(workspace): &mut Desk) -> usize {
        let at = self.0.instant_of(record).unwrap();
        let codes = codes(self.0.program(), record, at, Privacy::Mask, workspace);
        codes.reasons.len()
    }

    pub fn answer(&self, line: &[u8]) -> Answer {
        let mut slate = Slate::default();
        self.read(line, &mut slate);
        let decision = self.decision(&slate, Explain::Messages);
        let reasons = decision.reasons.into_iter();
        let reasons = reasons.map(|reason| (reason.code, reason.path));
        (decision.decision.word(), reasons.collect())
    }

    /// Decides the record of a line and writes its row.
    pub fn row(
        &self,
        line: &[u8],
        detail: Detail,
        slate: &mut Slate,
        Desk(workspace): &mut Desk,
        out: &mut Vec<u8>,
    ) {
        self.read(line, slate);
        match detail {
            Detail::Codes => {
                let Slate(record) = slate;
                let at = self.0.instant_of(record).unwrap();
                codes_json(
                    &codes(self.0.program(), record, at, Privacy::Mask, workspace),
                    out,
                );
            }
            Detail::Messages => {
                let decision = self.decision(slate, Explain::Messages);
                out.extend_from_slice(json_compact(&decision).as_bytes());
            }
            Detail::Reasons => {
                let decision = self.decision(slate, Explain::Reasons);
                out.extend_from_slice(json_compact(&decision).as_bytes());
            }
        }
    }

    fn decision(&self, Slate(record): &Slate, explain: Explain) -> Decision {
        let options = Options {
            explain,
            ..Options::default()
        };
        let at = self.0.instant_of(record).unwrap();
        self.0.evaluate(record, at, options)
    }
}

/// Decides all lines with so many threads; the rows are put behind what is in `out`.
pub fn batch(Rules(set): &Rules, lines: impl Read, threads: usize, out: &mut Vec<u8>) {
    let options = StreamOptions {
        jobs: threads,
        ..StreamOptions::default()
    };
    set.decide_stream(lines, out, options).unwrap();
}

/// Records as columns, packed as most writers do.
pub fn parquet(rules: &Rules, lines: &Lines) -> Vec<u8> {
    let mut bytes = Vec::new();
    write_parquet(rules, std::iter::once(lines), &mut bytes);
    bytes
}

/// Writes a file with these groups of rows.
pub fn write_parquet<L: Borrow<Lines>>(
    Rules(set): &Rules,
    groups: impl Iterator<Item = L>,
    out: impl Write + Send,
) {
    let nodes = columns(&set.program().schema, Form::default());
    let properties = WriterProperties::builder().set_compression(Compression::SNAPPY);
    let record = |line: &[u8]| serde_json::from_slice(line).unwrap();
    let groups = groups.map(|lines| Vec::from_iter(lines.borrow().iter().map(record)));
    write_groups(&nodes, groups, properties.build(), out);
}

/// Decides all rows of a file with so many threads; the rows are put behind what is in `out`.
pub fn batch_parquet(Rules(set): &Rules, file: &[u8], threads: usize, out: &mut Vec<u8>) {
    let options = StreamOptions {
        jobs: threads,
        ..StreamOptions::default()
    };
    let input = Cursor::new(file.to_vec());
    set.decide_parquet(input, out, options).unwrap();
}

/// Reads all rows of a file, and decides none.
pub fn read_parquet(Rules(set): &Rules, file: &[u8]) {
    let schema = &set.program().schema;
    let input = Cursor::new(file.to_vec());
    let length = file.len() as u64;
    let mut parquet = Parquet::new(input, length, "the input", schema, ReadOptions::default());
    let mut block = Block::default();
    while parquet.fill(&mut block).unwrap() {
        black_box(&block);
    }
}

/// The records that come with the shipped pack.
pub fn samples() -> Vec<&'static str> {
    let files = embedded_tests().iter();
    let samples = files.filter(|(name, _)| name.ends_with(".json"));
    samples.map(|(_, text)| *text).collect()
}
