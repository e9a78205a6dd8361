//! Samples in an order in which each comes after the one that it is made of.

use super::Maker;
use crate::compile::lets::circle_fault;
use crate::diagnostic::{Code, Diagnostic};
use crate::program::{Base, Sample, SampleId};
use crate::source::Span;
use crate::syntax::ast::{self, MadeOf};
use std::collections::HashMap;

/// How many samples may be made one of another.
const MOST_BASES: usize = 64;

impl<'a> Maker<'a, '_> {
    pub(super) fn samples(&mut self, written: Vec<&'a ast::Sample>) {
        let mut places = HashMap::new();
        let mut by_name: HashMap<&str, &ast::Sample> = HashMap::new();
        for sample in written.iter().copied() {
            if self.declared_once("sample", &sample.name, &mut places) {
                by_name.insert(&sample.name.text, sample);
            }
        }
        for sample in written {
            let chain = self.chain(sample, &by_name);
            for each in chain.into_iter().rev() {
                self.sample(each);
            }
        }
    }

    /// A sample and those that it is made of, as far as they are not made yet. Empty if they go round in a circle
    /// or are too many, which is reported.
    fn chain(
        &mut self,
        sample: &'a ast::Sample,
        by_name: &HashMap<&'a str, &'a ast::Sample>,
    ) -> Vec<&'a ast::Sample> {
        let mut chain: Vec<&'a ast::Sample> = Vec::new();
        let mut next = by_name.get(sample.name.text.as_str()).copied();
        while let Some(each) = next {
            let name = each.name.text.as_str();
            if self.ids.contains_key(name) || self.faulty.contains(name) {
                break;
            }
            if chain.iter().any(|seen| seen.name.text == name) {
                self.report_circle(&chain, name);
                return Vec::new();
            }
            chain.push(each);
            if chain.len() > MOST_BASES {
                self.too_long(sample);
                return Vec::new();
            }
            next = match &each.made_of {
                MadeOf::Other(base, _) => by_name.get(base.text.as_str()).copied(),
                MadeOf::File(..) | MadeOf::Fields(_) => None,
            };
        }
        chain
    }

    fn report_circle(&mut self, chain: &[&'a ast::Sample], name: &str) {
        let inside = chain.iter().skip_while(|each| each.name.text != name);
        let circle: Vec<(&str, Span)> = inside
            .map(|each| (each.name.text.as_str(), each.name.span))
            .collect();
        let fault = circle_fault(&circle, "is made of itself");
        fault.into_iter().for_each(|fault| self.report(fault));
        self.faulty
            .extend(chain.iter().map(|each| each.name.text.as_str()));
    }

    fn too_long(&mut self, sample: &'a ast::Sample) {
        let message = format!("more than {MOST_BASES} samples are made one of another");
        self.report(
            Diagnostic::new(Code::TooDeep, sample.name.span, message)
                .hint("Make this one of a file or of its own fields."),
        );
        self.faulty.insert(&sample.name.text);
    }

    fn sample(&mut self, sample: &'a ast::Sample) {
        let before = self.diagnostics.count();
        let base = match &sample.made_of {
            MadeOf::File(path, span) => self.file(path, *span),
            MadeOf::Fields(_) => Some(Base::Nothing),
            MadeOf::Other(base, _) => self.sample_named(base).map(Base::Sample),
        };
        let changes = match &sample.made_of {
            MadeOf::File(..) => Vec::new(),
            MadeOf::Fields(changes) | MadeOf::Other(_, changes) => self.changes(changes),
        };
        let name = sample.name.text.as_str();
        match base {
            Some(base) if self.diagnostics.count() == before => {
                let id = SampleId(self.suite.samples.len() as u32);
                self.ids.insert(name, id);
                self.suite.samples.push(Sample {
                    name: name.into(),
                    base,
                    changes,
                    span: sample.name.span,
                });
            }
            _ => {
                self.faulty.insert(name);
            }
        }
    }

    /// A path has to stay below the folder of the rules, by what is written and on every system.
    fn file(&mut self, path: &str, span: Span) -> Option<Base> {
        let steps_out = path.split(['/', '\\']).any(|part| part == "..");
        let (message, hint) = if path.is_empty() {
            ("no file is named here", PATH_HINT)
        } else if path.contains('\\') {
            (
                "this path has a backslash in it",
                "Write `/` between its parts.",
            )
        } else if path.starts_with('/') || path.contains(':') {
            (
                "this path does not start at the folder of the rules",
                PATH_HINT,
            )
        } else if steps_out {
            ("this path leaves the folder of the rules", PATH_HINT)
        } else if !path.ends_with(".json") {
            (
                "a sample is a file with one record as JSON",
                "Give it the ending `.json`.",
            )
        } else {
            return Some(Base::File {
                path: path.into(),
                span,
            });
        };
        self.report(Diagnostic::new(Code::SampleFile, span, message).hint(hint));
        None
    }
}

const PATH_HINT: &str =
    "Name a file below the folder of the rules by its path there: `samples/resident.json`.";
