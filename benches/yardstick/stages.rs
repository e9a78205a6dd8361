//! What is timed about one corpus, each as one function: by hand over either reader, and by the library.

use crate::adapter::{self, Detail, Rules, Slate};
use crate::findings::Findings;
use crate::generate::Lines;
use crate::hand::Application;
use std::cell::{OnceCell, RefCell};
use std::hint::black_box;
use std::sync::Arc;

/// What both sides look at.
pub struct Corpus<'l> {
    pub rules: &'l Rules,
    pub lines: &'l Lines,
    /// The same records, read by the library.
    slates: Vec<Slate>,
    /// The same records, read for the rules written by hand.
    applications: Vec<Application<'l>>,
    /// The same records as a Parquet file, once it has been made.
    file: OnceCell<Arc<[u8]>>,
}

/// A stage and its name.
pub type Stage = (&'static str, fn(&Corpus<'_>));

/// By name, to be timed and counted.
pub const STAGES: [Stage; 12] = [
    ("rows, by hand, serde_json", |corpus| {
        hand_rows(corpus, serde)
    }),
    ("rows, by hand, sonic-rs", |corpus| hand_rows(corpus, sonic)),
    ("rows, library, codes", |corpus| rows(corpus, Detail::Codes)),
    ("rows, library, messages", |corpus| {
        rows(corpus, Detail::Messages)
    }),
    ("rows, library, reasons", |corpus| {
        rows(corpus, Detail::Reasons)
    }),
    ("text to decision, by hand, serde_json", |corpus| {
        hand_text(corpus, serde)
    }),
    ("text to decision, by hand, sonic-rs", |corpus| {
        hand_text(corpus, sonic)
    }),
    ("text to decision, library", text),
    ("read, by hand, serde_json", |corpus| {
        hand_read(corpus, serde)
    }),
    ("read, library", read),
    ("decide, by hand", hand_decide),
    ("decide, library", decide),
];

/// Further ones, only to be counted: opening a file is a great part of a few records.
pub const FILE_STAGES: [Stage; 2] = [
    ("rows from Parquet, codes", |corpus| {
        let mut out = Vec::new();
        adapter::batch_parquet(corpus.rules, corpus.file(), 1, &mut out);
        black_box(out);
    }),
    ("read from Parquet", |corpus| {
        adapter::read_parquet(corpus.rules, corpus.file());
    }),
];

impl<'l> Corpus<'l> {
    pub fn new(rules: &'l Rules, lines: &'l Lines) -> Corpus<'l> {
        Corpus {
            rules,
            lines,
            slates: slates(rules, lines),
            applications: lines.iter().map(serde).collect(),
            file: OnceCell::new(),
        }
    }

    pub fn file(&self) -> &Arc<[u8]> {
        let make = || adapter::parquet(self.rules, self.lines);
        self.file.get_or_init(make)
    }
}

/// All records of a corpus, read.
pub fn slates(rules: &Rules, lines: &Lines) -> Vec<Slate> {
    let mut lines = lines.iter();
    let read = std::iter::from_fn(|| {
        let mut slate = Slate::default();
        rules.read(&mut lines, &mut slate).then_some(slate)
    });
    read.collect()
}

/// Decides records that were read.
pub fn decide_all(rules: &Rules, slates: &[Slate]) {
    rules.decide(black_box(slates));
}

type Reader = for<'l> fn(&'l [u8]) -> Application<'l>;

/// Whether it is UTF-8 is asked once for the whole line, which is faster than for each text in it.
fn serde(line: &[u8]) -> Application<'_> {
    serde_json::from_str(std::str::from_utf8(line).unwrap()).unwrap()
}

fn sonic(line: &[u8]) -> Application<'_> {
    sonic_rs::from_slice(line).unwrap()
}

/// The lines of a text, found as fast as can be.
fn split(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut start = 0;
    memchr::memchr_iter(b'\n', text).map(move |end| {
        let line = &text[start..end];
        start = end + 1;
        line
    })
}

thread_local! {
    /// Where rows go. A run writes them where those of an earlier block were, so that no memory is asked of the system.
    static OUT: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

fn write(write: impl FnOnce(&mut Vec<u8>)) {
    OUT.with_borrow_mut(|out| {
        out.clear();
        write(out);
        black_box(&out[..]);
    });
}

#[inline(always)]
fn hand_rows(corpus: &Corpus<'_>, read: Reader) {
    write(|out| {
        let mut findings = Findings::default();
        for line in split(&corpus.lines.text) {
            let application = read(line);
            application.decide(&mut findings);
            findings.write(application.id.as_ref().map(|id| id.as_str()), out);
        }
    });
}

fn rows(corpus: &Corpus<'_>, detail: Detail) {
    write(|out| corpus.rules.rows(split(&corpus.lines.text), detail, out));
}

#[inline(always)]
fn hand_text(corpus: &Corpus<'_>, read: Reader) {
    let mut findings = Findings::default();
    for line in corpus.lines.iter() {
        read(line).decide(&mut findings);
        black_box(&findings);
    }
}

fn text(corpus: &Corpus<'_>) {
    corpus.rules.texts(corpus.lines.iter());
}

#[inline(always)]
fn hand_read(corpus: &Corpus<'_>, read: Reader) {
    for line in corpus.lines.iter() {
        black_box(read(line));
    }
}

fn read(corpus: &Corpus<'_>) {
    let mut slate = Slate::default();
    let mut lines = corpus.lines.iter();
    while corpus.rules.read(&mut lines, &mut slate) {
        black_box(&slate);
    }
}

fn hand_decide(corpus: &Corpus<'_>) {
    let mut findings = Findings::default();
    for application in &corpus.applications {
        black_box(application).decide(&mut findings);
        black_box(&findings);
    }
}

fn decide(corpus: &Corpus<'_>) {
    decide_all(corpus.rules, &corpus.slates);
}
