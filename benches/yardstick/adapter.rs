//! All that these benches ask of the library: whoever changes the library changes this file, and no other here.

use crate::columns::{Form, columns, write};
use admit::batch::{Block, Parquet};
use admit::decision::Decision;
use admit::engine::{PolicySet, StreamOptions, embedded_tests};
use admit::eval::{Explain, Options, Privacy, Workspace, codes, evaluate_with};
use admit::record::{ReadOptions, Record, read_json_into};
use admit::report::{codes_json, decision_json};
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;
use std::hint::black_box;
use std::io::Cursor;

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
        let mut workspace = Workspace::default();
        let decision = self.decision(&slate, Explain::Messages, &mut workspace);
        let reasons = decision.reasons.into_iter();
        let reasons = reasons.map(|reason| (reason.code.into(), reason.path.map(Into::into)));
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
                decision_json(&self.decision(slate, Explain::Messages, workspace), out);
            }
            Detail::Reasons => {
                decision_json(&self.decision(slate, Explain::Reasons, workspace), out);
            }
        }
    }

    fn decision<'a>(
        &'a self,
        Slate(record): &'a Slate,
        explain: Explain,
        workspace: &'a mut Workspace,
    ) -> Decision<'a> {
        let options = Options {
            explain,
            ..Options::default()
        };
        let at = self.0.instant_of(record).unwrap();
        evaluate_with(self.0.program(), record, at, options, workspace)
    }
}

/// Decides all lines with so many threads.
pub fn batch(Rules(set): &Rules, lines: &[u8], threads: usize) -> Option<Vec<u8>> {
    let options = StreamOptions {
        jobs: threads,
        ..StreamOptions::default()
    };
    let mut out = Vec::with_capacity(lines.len() / 4);
    set.decide_stream(lines, &mut out, options).ok()?;
    Some(out)
}

/// The same records as columns, packed as most writers do.
pub fn parquet(Rules(set): &Rules, lines: &[u8]) -> Vec<u8> {
    let records: Vec<_> = lines
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty())
        .collect();
    let records: Vec<_> = records
        .iter()
        .map(|line| serde_json::from_slice(line).unwrap())
        .collect();
    let nodes = columns(&set.program().schema, Form::default());
    let properties = WriterProperties::builder().set_compression(Compression::SNAPPY);
    write(&nodes, &records, properties.build(), records.len())
}

/// Decides all rows of a file with so many threads.
pub fn batch_parquet(Rules(set): &Rules, file: &[u8], threads: usize) -> Vec<u8> {
    let options = StreamOptions {
        jobs: threads,
        ..StreamOptions::default()
    };
    let mut out = Vec::with_capacity(file.len());
    let input = Cursor::new(file.to_vec());
    set.decide_parquet(input, &mut out, options).unwrap();
    out
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
