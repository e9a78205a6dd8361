//! All that these benches ask of the library: whoever changes the library changes this file, and no other here.

use crate::columns::{Form, columns, write_groups};
use crate::generate::Lines;
use admit::batch::{Block, Parquet};
use admit::decision::Decision;
use admit::engine::{PolicySet, Problems, StreamOptions, embedded_tests};
use admit::eval::{self, Explain, MOST_LANES, Options, Workspace, answer_each};
use admit::record::{ReadOptions, RecordRef, Sheet};
use admit::report::{Phrases, answer_json};
use admit::value::Instant;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;
use std::borrow::Borrow;
use std::cell::RefCell;
use std::hint::black_box;
use std::io::{Cursor, Read, Write};
use std::sync::Arc;

/// A policy set, and memory that is used again from one use to the next.
pub struct Rules(PolicySet, RefCell<Desk>);

/// Records that were read; its memory is used again.
#[derive(Default)]
pub struct Slate(Sheet);

/// What reading, deciding and writing need.
struct Desk {
    workspace: Workspace,
    slate: Slate,
    phrases: Phrases,
}

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
        let loaded = PolicySet::embedded();
        Rules::sound(loaded)
    }

    pub fn load(files: &[(&str, &str)]) -> Rules {
        let loaded = PolicySet::load(files.iter().copied());
        Rules::sound(loaded)
    }

    fn sound(loaded: Result<PolicySet, Problems>) -> Rules {
        let set = loaded.unwrap_or_else(|problems| panic!("{}", problems.render(false)));
        let desk = Desk {
            workspace: Workspace::default(),
            slate: Slate::default(),
            phrases: Phrases::new(set.program()),
        };
        Rules(set, desk.into())
    }

    /// Reads as many lines as stand side by side; whether there were any.
    pub fn read<'l>(
        &self,
        lines: &mut impl Iterator<Item = &'l [u8]>,
        Slate(sheet): &mut Slate,
    ) -> bool {
        let schema = &self.0.program().schema;
        sheet.clear(schema);
        for line in lines.take(MOST_LANES) {
            sheet
                .read_json(schema, line, ReadOptions::default())
                .unwrap();
        }
        !sheet.is_empty()
    }

    /// Decides records that were read, with all reasons.
    pub fn decide(&self, slates: &[Slate]) {
        let desk = &mut *self.1.borrow_mut();
        for Slate(sheet) in slates {
            self.decide_records(sheet.records(), Explain::Codes, &mut desk.workspace, look);
        }
    }

    fn decide_records<'r>(
        &self,
        records: impl Iterator<Item = RecordRef<'r>>,
        explain: Explain,
        workspace: &mut Workspace,
        tell: impl FnMut(&eval::Answer<'_, '_>),
    ) {
        let records: Vec<_> = records
            .map(|record| (record, self.instant_of(record)))
            .collect();
        let options = Options {
            explain,
            ..Options::default()
        };
        answer_each(self.0.program(), &records, options, workspace, tell);
    }

    fn instant_of(&self, record: RecordRef<'_>) -> Instant {
        record.instant(&self.0.program().schema).unwrap()
    }

    /// Reads and decides the records of lines.
    pub fn texts<'l>(&self, lines: impl Iterator<Item = &'l [u8]>) {
        self.read_some(lines, |desk| {
            let records = desk.slate.0.records();
            self.decide_records(records, Explain::Codes, &mut desk.workspace, look);
        });
    }

    /// Reads as many records as are decided side by side, then does something with them.
    fn read_some<'l>(
        &self,
        mut lines: impl Iterator<Item = &'l [u8]>,
        mut then: impl FnMut(&mut Desk),
    ) {
        let desk = &mut *self.1.borrow_mut();
        while self.read(&mut lines, &mut desk.slate) {
            then(desk);
        }
    }

    pub fn answer(&self, line: &[u8]) -> Answer {
        let decision = self.decision(line, Explain::Messages);
        let reasons = decision.reasons.into_iter();
        let reasons = reasons.map(|reason| (reason.code.into(), reason.path.map(Into::into)));
        (decision.decision.word(), reasons.collect())
    }

    /// Decides the records of lines and writes their rows.
    pub fn rows<'l>(
        &self,
        lines: impl Iterator<Item = &'l [u8]>,
        detail: Detail,
        out: &mut Vec<u8>,
    ) {
        let explain = match detail {
            Detail::Codes => Explain::Codes,
            Detail::Messages => Explain::Messages,
            Detail::Reasons => Explain::Reasons,
        };
        self.read_some(lines, |desk| {
            let Desk {
                workspace,
                slate,
                phrases,
            } = desk;
            self.decide_records(slate.0.records(), explain, workspace, |answer| {
                answer_json(answer, phrases, out);
            });
        });
    }

    fn decision(&self, line: &[u8], explain: Explain) -> Decision<'static> {
        let options = Options {
            explain,
            ..Options::default()
        };
        let record = self.0.read_json(line, ReadOptions::default()).unwrap();
        let at = self.0.instant_of(&record).unwrap();
        self.0.evaluate(&record, at, options)
    }
}

/// Looks at what is decided and at each reason with its code, weight and place.
fn look(answer: &eval::Answer<'_, '_>) {
    black_box(answer.outcome());
    answer.each_reason(|reason| {
        black_box(reason);
    });
}

/// Decides all lines with so many threads; the rows are put behind what is in `out`.
pub fn batch(Rules(set, _): &Rules, lines: impl Read, threads: usize, out: &mut Vec<u8>) {
    let options = StreamOptions {
        jobs: threads,
        ..StreamOptions::default()
    };
    set.decide_stream(lines, out, options).unwrap();
}

/// Records as columns, packed as most writers do.
pub fn parquet(rules: &Rules, lines: &Lines) -> Arc<[u8]> {
    let mut bytes = Vec::new();
    write_parquet(rules, std::iter::once(lines), &mut bytes);
    bytes.into()
}

/// Writes a file with these groups of rows.
pub fn write_parquet<L: Borrow<Lines>>(
    Rules(set, _): &Rules,
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
pub fn batch_parquet(Rules(set, _): &Rules, file: &Arc<[u8]>, threads: usize, out: &mut Vec<u8>) {
    let options = StreamOptions {
        jobs: threads,
        ..StreamOptions::default()
    };
    let input = Cursor::new(Arc::clone(file));
    set.decide_parquet(input, out, options).unwrap();
}

/// Reads all rows of a file, and decides none.
pub fn read_parquet(Rules(set, _): &Rules, file: &Arc<[u8]>) {
    let schema = &set.program().schema;
    let input = Cursor::new(Arc::clone(file));
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
