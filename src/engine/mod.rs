//! A policy set, loaded from texts and ready to decide: the one type that an embedding program needs.
//!
//! In: rule files as name and text, records as bytes, an instant. Out: decisions, or what is wrong with the
//! rules. It meets no clock, no files and no environment.

mod snapshot;
mod stacks;
mod tested;
#[cfg(test)]
mod tests;

pub use crate::batch::StreamOptions;
pub use crate::tally::Tally;
pub use tested::TestedSet;

use crate::batch::{self, cores};
use crate::compile::compile;
use crate::decision::Decision;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Level, render};
use crate::eval::{self, evaluate};
use crate::program::{Citation, Program};
use crate::record::{self, ReadOptions, Record, RecordError};
use crate::source::{SourceId, SourceMap, Span, holds_tests};
use crate::syntax::{self, Draft, MAX_DECLARATIONS, Parsed, Stretch, ast};
use crate::value::Instant;
use stacks::{on_own_stack, on_own_stacks};
use std::collections::HashMap;
use std::io::{self, Read, Seek, Write};

pub use crate::syntax::MAX_SET_BYTES;

/// So many bytes of rules take as long to parse as it takes to start several threads.
const WORTH_A_THREAD: usize = 16 << 10;

mod pack {
    include!(concat!(env!("OUT_DIR"), "/pack.rs"));
}

/// Rules that were read, checked and found in order.
///
/// ```
/// use admit::engine::PolicySet;
///
/// let rules = r#"
///     record application { id: text, region: country, age: integer 0 .. 150 }
///     ruleset holder {
///       rule too_young {
///         reject  when age < 18
///         because "The holder is {age}; the age of consent is 18."
///         fix     "Apply again after the eighteenth birthday."
///       }
///     }
///     policy mainland {
///       applies when region == CN
///       use holder
///     }
/// "#;
/// let set = PolicySet::load([("rules.admit", rules)]).map_err(|problems| problems.render(false)).unwrap();
/// let record = set.read_json(br#"{"id": "a-1", "region": "CN", "age": 17}"#, Default::default()).unwrap();
/// let at = admit::value::Instant::parse("2026-11-22T10:00:00Z").unwrap();
/// let decision = set.evaluate(&record, at, Default::default());
/// assert_eq!(decision.decision.word(), "reject");
/// assert_eq!(decision.reasons[0].message, "The holder is 17; the age of consent is 18.");
/// ```
#[derive(Clone, Debug)]
pub struct PolicySet {
    program: Program,
    warnings: Vec<Diagnostic>,
}

/// Why rules cannot be used. It also holds the warnings and notes that were found on the way.
#[derive(Clone, Debug)]
pub struct Problems {
    /// In the order of files and places; at least one error.
    pub diagnostics: Vec<Diagnostic>,
    /// The texts that they point into.
    pub sources: SourceMap,
}

const _: () = {
    const fn shared_between_threads<T: Send + Sync>() {}
    shared_between_threads::<PolicySet>();
    shared_between_threads::<Problems>();
};

impl PolicySet {
    /// Reads and checks rule files, given as name and text. The order in which they come does not matter. Files
    /// that hold tests alone (`*.test.admit`) are no part of the set and are let go: see [`TestedSet`].
    pub fn load<N, T>(files: impl IntoIterator<Item = (N, T)>) -> Result<PolicySet, Problems>
    where
        N: AsRef<str>,
        T: AsRef<str>,
    {
        let files = files.into_iter().map(|(name, text)| (name, text, None));
        PolicySet::load_files(files.collect())
    }

    /// As [`PolicySet::load`], for files as bytes: one that is not UTF-8 is a fault beside those of the others.
    pub fn load_bytes<N, B>(files: impl IntoIterator<Item = (N, B)>) -> Result<PolicySet, Problems>
    where
        N: AsRef<str>,
        B: Into<Vec<u8>>,
    {
        let files = files.into_iter().map(|(name, bytes)| {
            let (text, valid_up_to) = lossy_text(bytes.into());
            (name, text, valid_up_to)
        });
        PolicySet::load_files(files.collect())
    }

    /// Name and text of each file, and up to where it is text if not all of it is.
    fn load_files<N, T>(mut files: Vec<(N, T, Option<usize>)>) -> Result<PolicySet, Problems>
    where
        N: AsRef<str>,
        T: AsRef<str>,
    {
        files.retain(|(name, ..)| !holds_tests(name.as_ref()));
        let mut texts = Texts::default();
        texts.add(files);
        on_own_stack(|| PolicySet::load_texts(&texts))
    }

    fn load_texts(texts: &Texts) -> Result<PolicySet, Problems> {
        let mut diagnostics = Diagnostics::default();
        let program = texts
            .trees(0, &mut diagnostics)
            .and_then(|trees| compile(&trees, texts.sources.clone(), &mut diagnostics));
        match program {
            Some(program) => Ok(PolicySet {
                program,
                warnings: diagnostics.into_sorted(),
            }),
            None => Err(Problems::new(diagnostics, texts.sources.clone())),
        }
    }

    /// The pack that comes with the program.
    pub fn embedded() -> Result<PolicySet, Problems> {
        PolicySet::load(embedded_files().iter().copied())
    }

    /// Warnings and notes: the rules can be used, but look at these.
    pub fn warnings(&self) -> &[Diagnostic] {
        &self.warnings
    }

    /// What the rules mean.
    pub fn program(&self) -> &Program {
        &self.program
    }

    /// The texts of the rules.
    pub fn sources(&self) -> &SourceMap {
        &self.program.sources
    }

    /// `sha256:` and the digest of all files: the same rules, the same digest.
    pub fn digest(&self) -> &str {
        &self.program.digest
    }

    /// What the rules cite, and where.
    ///
    /// ```
    /// let set = admit::engine::PolicySet::embedded().map_err(|problems| problems.render(false)).unwrap();
    /// let cited = set.citations();
    /// let place = cited.iter().find(|each| each.text == "A006").unwrap();
    /// assert_eq!((place.name.as_str(), place.file), ("photo_quality.photo_glare", "shared/photo_quality.admit"));
    /// ```
    pub fn citations(&self) -> Vec<Citation<'_>> {
        self.program.citations()
    }

    /// Reads a record from one JSON document.
    pub fn read_json(&self, bytes: &[u8], options: ReadOptions) -> Result<Record, RecordError> {
        record::read_json(&self.program.schema, bytes, options)
    }

    /// As [`PolicySet::read_json`], into a record whose memory is used again: for many records in a row. After an
    /// error the record is empty.
    ///
    /// ```
    /// # let set = admit::engine::PolicySet::embedded().map_err(|problems| problems.render(false)).unwrap();
    /// let mut record = Default::default();
    /// for line in ["{\"id\": \"s-1\"}", "{\"id\": \"s-2\"}"] {
    ///     set.read_json_into(line.as_bytes(), Default::default(), &mut record).unwrap();
    ///     println!("{:?}", set.id_of(&record));
    /// }
    /// assert_eq!(set.id_of(&record), Some("s-2"));
    /// ```
    pub fn read_json_into(
        &self,
        bytes: &[u8],
        options: ReadOptions,
        record: &mut Record,
    ) -> Result<(), RecordError> {
        record::read_json_into(&self.program.schema, bytes, options, record)
    }

    /// Reads a record from a TOML document.
    pub fn read_toml(&self, bytes: &[u8], options: ReadOptions) -> Result<Record, RecordError> {
        record::read_toml(&self.program.schema, bytes, options)
    }

    /// The instant that a record names itself: its field `submitted_at`.
    pub fn instant_of(&self, record: &Record) -> Option<Instant> {
        record.instant(&self.program.schema)
    }

    /// What a record calls itself: its field `id`, unless that is private.
    pub fn id_of<'a>(&self, record: &'a Record) -> Option<&'a str> {
        record.id(&self.program.schema)
    }

    /// Decides a record, seen from an instant. The same arguments give the same decision, for ever.
    pub fn evaluate(
        &self,
        record: &Record,
        at: Instant,
        options: eval::Options,
    ) -> Decision<'static> {
        evaluate(&self.program, record, at, options)
    }

    /// Decides records that come one a line, as many as there are, on all cores and in little memory. For each a
    /// line of JSON is written, in their order; one that cannot be read has a line with its fault, and stops nobody.
    /// Many are read before the first is written, so it is not for asking one and waiting for its answer.
    ///
    /// ```
    /// use admit::engine::{PolicySet, StreamOptions};
    /// # fn main() -> std::io::Result<()> {
    /// let set = PolicySet::embedded().map_err(|problems| problems.render(false)).unwrap();
    /// let submissions = "{\"id\": \"s-1\", \"submitted_at\": \"2026-11-22T10:00:00Z\"}\n{\"id\": oops}\n".as_bytes();
    /// let mut decisions = Vec::new();
    /// let tally = set.decide_stream(submissions, &mut decisions, StreamOptions::default())?;
    /// assert_eq!((tally.total(), tally.incomplete, tally.faulty), (2, 1, 1));
    /// assert_eq!(tally.faults[0].line, 2);
    /// let lines: Vec<&str> = std::str::from_utf8(&decisions).unwrap().lines().collect();
    /// assert!(lines[0].starts_with("{\"id\":\"s-1\",\"decision\":\"incomplete\""));
    /// # Ok(())
    /// # }
    /// ```
    pub fn decide_stream(
        &self,
        input: impl Read,
        output: impl Write,
        options: StreamOptions,
    ) -> io::Result<Tally> {
        batch::decide_stream(&self.program, input, output, options)
    }

    /// As [`PolicySet::decide_stream`], for the rows of a Parquet file: its columns are named by the paths of fields, or
    /// hold columns themselves. A row takes the place of a line. A damaged file has a line that says so, and no more.
    pub fn decide_parquet(
        &self,
        input: impl Read + Seek + Send + 'static,
        output: impl Write,
        options: StreamOptions,
    ) -> io::Result<Tally> {
        batch::decide_parquet(&self.program, input, output, options)
    }
}

impl Problems {
    fn new(diagnostics: Diagnostics, sources: SourceMap) -> Problems {
        Problems {
            diagnostics: diagnostics.into_sorted(),
            sources,
        }
    }

    /// All of them as text for people; `colour` adds terminal colours.
    pub fn render(&self, colour: bool) -> String {
        let rendered = self
            .diagnostics
            .iter()
            .map(|each| render(each, &self.sources, colour));
        rendered.collect::<Vec<_>>().join("\n")
    }

    /// How many of them are errors.
    pub fn errors(&self) -> usize {
        let errors = |each: &&Diagnostic| each.level == Level::Error;
        self.diagnostics.iter().filter(errors).count()
    }
}

/// The texts of a set, and where those stop that are not all text.
#[derive(Clone, Default)]
struct Texts {
    sources: SourceMap,
    not_text: HashMap<SourceId, usize>,
}

impl Texts {
    /// Takes files in, sorted by name: name, text, and up to where it is text if not all of it is.
    fn add<N: AsRef<str>, T: AsRef<str>>(&mut self, mut files: Vec<(N, T, Option<usize>)>) {
        files.sort_by(|(a, ..), (b, ..)| a.as_ref().cmp(b.as_ref()));
        for (name, text, valid_up_to) in &files {
            let id = self.sources.add(name.as_ref(), text.as_ref());
            self.not_text.extend(valid_up_to.map(|end| (id, end)));
        }
    }

    /// The trees of all files but the first so many. None if the set is too large, which is reported.
    fn trees(&self, skipped: usize, diagnostics: &mut Diagnostics) -> Option<Vec<ast::File>> {
        if let Some(too_large) = check_size(&self.sources) {
            diagnostics.push(too_large);
            return None;
        }
        let files = self.sources.files().skip(skipped);
        let drafts: Vec<_> = files
            .map(|(id, file)| match self.not_text.get(&id) {
                None => Ok(Draft::new(id, file.text())),
                Some(end) => Err((id, *end)),
            })
            .collect();
        let stretches = drafts
            .iter()
            .map(|draft| draft.as_ref().map_or(Vec::new(), Draft::stretches));
        let stretches: Vec<Vec<Stretch<'_>>> = stretches.collect();
        let mut parsed = parse_all(&stretches.concat()).into_iter();
        let trees = drafts.into_iter().zip(&stretches);
        let trees: Vec<ast::File> = trees
            .map(|(draft, stretches)| match draft {
                Ok(draft) => draft.finish(parsed.by_ref().take(stretches.len()), diagnostics),
                Err((id, end)) => {
                    diagnostics.push(no_text(self.sources.span(id, end..end)));
                    syntax::unread(id)
                }
            })
            .collect();
        match check_count(&trees, &self.sources) {
            Some(too_many) => {
                diagnostics.push(too_many);
                None
            }
            None => Some(trees),
        }
    }
}

/// The rules of the pack that comes with the program: name and text, sorted by name.
pub fn embedded_files() -> &'static [(&'static str, &'static str)] {
    pack::FILES
}

/// What stands beside the rules of that pack: its tests, and the samples that they start from.
pub fn embedded_tests() -> &'static [(&'static str, &'static str)] {
    pack::TESTS
}

/// Parses stretches of files, side by side where that is worth a thread.
fn parse_all(stretches: &[Stretch<'_>]) -> Vec<Option<Parsed>> {
    let length: usize = stretches.iter().map(Stretch::length).sum();
    let threads = (length / WORTH_A_THREAD).clamp(1, cores());
    on_own_stacks(threads, stretches.len(), |place| {
        stretches.get(place).and_then(|stretch| stretch.parse())
    })
}

/// The fault of a set that is too large, at the file that goes beyond the limit.
fn check_size(sources: &SourceMap) -> Option<Diagnostic> {
    let mut total = 0usize;
    let (id, _) = sources.files().find(|(_, file)| {
        total = total.saturating_add(file.text().len());
        total > MAX_SET_BYTES
    })?;
    let message = "the files of this policy set have more than 64 MiB together";
    Some(
        Diagnostic::new(Code::TooLarge, sources.span(id, 0..0), message)
            .label("from this file on it is too much")
            .hint("Split the set into several folders."),
    )
}

/// The fault of a set with too many declarations, rules counted, at the file that goes beyond the limit.
fn check_count(trees: &[ast::File], sources: &SourceMap) -> Option<Diagnostic> {
    let mut total = 0usize;
    let tree = trees.iter().find(|tree| {
        total = total.saturating_add(syntax::count_declarations(tree));
        total > MAX_DECLARATIONS
    })?;
    let message = "this policy set has more than 10,000 declarations";
    Some(
        Diagnostic::new(Code::TooLarge, sources.span(tree.source, 0..0), message)
            .label("from this file on it is too much")
            .hint("Split the set into several folders."),
    )
}

/// Bytes as text, and the first byte that is none.
fn lossy_text(bytes: Vec<u8>) -> (String, Option<usize>) {
    match String::from_utf8(bytes) {
        Ok(text) => (text, None),
        Err(error) => {
            let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
            (text, Some(error.utf8_error().valid_up_to()))
        }
    }
}

/// The fault of a file that is not UTF-8, at the first byte that is not.
fn no_text(at: Span) -> Diagnostic {
    Diagnostic::new(Code::NotText, at, "this file is not UTF-8 text")
        .label("no character from here on")
        .hint("Save the file as UTF-8.")
}
