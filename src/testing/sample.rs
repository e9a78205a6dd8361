//! Samples to records: files are read, changes are made, and the one reader of records binds the outcome.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::program::{Base, Case, Change, Program, Sample, SampleId, Suite};
use crate::record::{ReadOptions, Record, RecordError, RecordErrorCode, read_json, read_tree};
use crate::source::Span;
use crate::value::{Instant, Misplaced, Tree};
use std::collections::{HashMap, HashSet};

/// How many bytes the file of a sample may have: 1 MiB.
pub const MAX_SAMPLE_BYTES: u64 = 1 << 20;

/// Opens a file by its path below the folder of the rules; the text says why it cannot.
pub type Files<'f> = dyn Fn(&str) -> Result<Vec<u8>, String> + Sync + 'f;

/// The files of all samples, read.
#[derive(Clone, Debug, Default)]
pub struct Samples {
    files: HashMap<Box<str>, Tree>,
}

/// A record that cannot be made.
enum Unmade<'s> {
    /// This change has no place in it.
    Misplaced(&'s Change, Misplaced),
    /// It does not fit the schema.
    Misfit(RecordError),
}

/// Reads the files and makes every record once, to report those that cannot be made.
pub fn load(
    program: &Program,
    suite: &Suite,
    files: &Files<'_>,
    diagnostics: &mut Diagnostics,
) -> Samples {
    let mut loader = Loader {
        program,
        suite,
        samples: Samples::default(),
        faulty: HashSet::new(),
        diagnostics,
    };
    for (sample, id) in suite.samples.iter().zip(0..) {
        loader.sample(SampleId(id), sample, files);
    }
    for case in &suite.cases {
        loader.case(case);
    }
    loader.samples
}

impl Samples {
    /// The record of a case, and when it is looked at. None for a case that [`load`] has reported.
    pub fn record(
        &self,
        program: &Program,
        suite: &Suite,
        case: &Case,
    ) -> Option<(Record, Instant)> {
        let record = self
            .bound(program, suite, case.sample, &case.changes)
            .ok()?;
        let at = case.at.or_else(|| record.instant(&program.schema))?;
        Some((record, at))
    }

    /// The record of a case as JSON.
    pub fn json(&self, suite: &Suite, case: &Case) -> Option<String> {
        let tree = self.tree(suite, case.sample, &case.changes).ok()?;
        Some(tree.to_json())
    }

    fn bound<'s>(
        &self,
        program: &Program,
        suite: &'s Suite,
        sample: SampleId,
        changes: &'s [Change],
    ) -> Result<Record, Unmade<'s>> {
        let tree = self.tree(suite, sample, changes)?;
        let json = tree.to_json();
        read_json(&program.schema, json.as_bytes(), ReadOptions::default()).map_err(Unmade::Misfit)
    }

    /// A sample with further changes; none where a change has no place.
    pub(super) fn changed(
        &self,
        suite: &Suite,
        sample: SampleId,
        changes: &[Change],
    ) -> Option<Tree> {
        self.tree(suite, sample, changes).ok()
    }

    fn tree<'s>(
        &self,
        suite: &'s Suite,
        sample: SampleId,
        changes: &'s [Change],
    ) -> Result<Tree, Unmade<'s>> {
        let mut way = vec![changes];
        let first = Base::Sample(sample);
        let mut base = &first;
        let mut tree = Tree::Object(Vec::new());
        loop {
            match base {
                Base::Nothing => break,
                Base::File { path, .. } => {
                    tree = self.files.get(path).cloned().unwrap_or(tree);
                    break;
                }
                Base::Sample(id) => {
                    let Some(sample) = suite.samples.get(id.0 as usize) else {
                        break;
                    };
                    way.push(&sample.changes);
                    base = &sample.base;
                }
            }
        }
        for change in way.into_iter().rev().flatten() {
            change
                .apply(&mut tree)
                .map_err(|misplaced| Unmade::Misplaced(change, misplaced))?;
        }
        Ok(tree)
    }
}

struct Loader<'a, 'd> {
    program: &'a Program,
    suite: &'a Suite,
    samples: Samples,
    faulty: HashSet<SampleId>,
    diagnostics: &'d mut Diagnostics,
}

impl Loader<'_, '_> {
    fn sample(&mut self, id: SampleId, sample: &Sample, files: &Files<'_>) {
        let sound = match &sample.base {
            Base::Sample(base) if self.faulty.contains(base) => false,
            Base::Sample(_) | Base::Nothing => {
                let made = self.samples.bound(self.program, self.suite, id, &[]);
                made.map_err(|unmade| unmade.fault(&sample.name, sample.span))
                    .map(|_| ())
                    .map_err(|fault| self.diagnostics.push(fault))
                    .is_ok()
            }
            Base::File { path, span } => self
                .file(&sample.name, path, *span, files)
                .map_err(|fault| self.diagnostics.push(fault))
                .is_ok(),
        };
        if !sound {
            self.faulty.insert(id);
        }
    }

    fn file(
        &mut self,
        name: &str,
        path: &str,
        span: Span,
        files: &Files<'_>,
    ) -> Result<(), Diagnostic> {
        if self.samples.files.contains_key(path) {
            return Ok(());
        }
        let unreadable = |why: &str| {
            let message = format!("the file of the sample `{name}` cannot be read: {why}");
            Diagnostic::new(Code::SampleFile, span, message)
        };
        let bytes = files(path).map_err(|why| unreadable(&why))?;
        let broken = |error: RecordError| match error.code {
            RecordErrorCode::Syntax
            | RecordErrorCode::DuplicateKey
            | RecordErrorCode::NotUtf8
            | RecordErrorCode::TooDeep
            | RecordErrorCode::TooLarge => unreadable(&error.to_string()),
            _ => misfit(name, span, &error.to_string()),
        };
        read_json(&self.program.schema, &bytes, ReadOptions::default()).map_err(broken)?;
        let tree = read_tree(&bytes).map_err(broken)?;
        self.samples.files.insert(path.into(), tree);
        Ok(())
    }

    fn case(&mut self, case: &Case) {
        if self.faulty.contains(&case.sample) {
            return;
        }
        let (program, suite) = (self.program, self.suite);
        let record = self
            .samples
            .bound(program, suite, case.sample, &case.changes);
        let sample = suite.samples.get(case.sample.0 as usize);
        let name = sample.map_or("", |sample| &sample.name);
        match record {
            Err(unmade) => self.diagnostics.push(unmade.fault(name, case.span)),
            Ok(record)
                if case
                    .at
                    .or_else(|| record.instant(&program.schema))
                    .is_none() =>
            {
                let message = "nothing says when this record is looked at";
                self.diagnostics.push(
                    Diagnostic::new(Code::IncompleteTest, case.span, message).hint(
                        "Write `at 2026-11-22`, or give the sample the field `submitted_at`.",
                    ),
                );
            }
            Ok(_) => {}
        }
    }
}

impl Unmade<'_> {
    fn fault(self, name: &str, span: Span) -> Diagnostic {
        match self {
            Unmade::Misplaced(change, misplaced) => {
                let message = misplaced.explain(&change.place);
                let hint = match misplaced {
                    Misplaced::NoElement(_) => {
                        "Elements are counted from 0; the one after the last is added."
                    }
                    _ => "Take the change out, or start from a sample that has the field.",
                };
                Diagnostic::new(Code::NoSuchPlace, change.span, message).hint(hint)
            }
            // Where it stands in the text that was made of it says nothing to anybody.
            Unmade::Misfit(error) => misfit(name, span, &error.on_line(0).to_string()),
        }
    }
}

fn misfit(name: &str, span: Span, why: &str) -> Diagnostic {
    let message = format!("the sample `{name}` does not fit the record: {why}");
    Diagnostic::new(Code::SampleFit, span, message)
        .hint("Put the field right in the sample, or change what the record declares.")
}
