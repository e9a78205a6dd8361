//! Samples and tests to a suite: which sample is meant, which field is changed, what is expected.
//!
//! In: the trees of all files and the program that the rules among them have become. Out: a [`Suite`] of what is
//! sound; what is not is reported. No file of a sample is read here.

mod changes;
mod codes;
mod expect;
mod foreign;
mod params;
mod samples;
mod tests;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::program::{Program, SampleId, Suite};
use crate::source::{SourceMap, Span};
use crate::syntax::ast::{self, Item, ItemKind};
use codes::Codes;
use std::collections::{HashMap, HashSet};

/// Compiles the samples and tests of all files, those with rules and those without. `sources` holds them all.
pub fn compile_suite(
    program: &Program,
    files: &[ast::File],
    sources: &SourceMap,
    diagnostics: &mut Diagnostics,
) -> Suite {
    foreign::report(files, sources, diagnostics);
    let items = files.iter().flat_map(|file| &file.items);
    let mut maker = Maker {
        program,
        codes: Codes::of(program),
        suite: Suite::default(),
        ids: HashMap::new(),
        faulty: broken_samples(files),
        used: HashSet::new(),
        diagnostics,
    };
    let written = items.clone().filter_map(|item| match item {
        Item::Sample(sample) => Some(sample),
        _ => None,
    });
    maker.samples(written.collect());
    let mut titles = HashMap::new();
    for item in items.clone() {
        if let Item::Test(test) = item {
            maker.declared_once("test", &test.title, &mut titles);
            maker.test(test);
        }
    }
    let broken = |item: &Item| matches!(item, Item::Broken(each) if matches!(each.kind, ItemKind::Test | ItemKind::Sample));
    // A test that cannot be read may use any of them.
    if !items.clone().any(broken) {
        maker.report_unused();
    }
    maker.suite
}

/// The names of samples that could not be read; an empty one if not even the name could.
fn broken_samples(files: &[ast::File]) -> HashSet<&str> {
    let items = files.iter().flat_map(|file| &file.items);
    items
        .filter_map(|item| match item {
            Item::Broken(each) if each.kind == ItemKind::Sample => {
                Some(each.name.as_ref().map_or("", |name| name.text.as_str()))
            }
            _ => None,
        })
        .collect()
}

/// The suite under construction, and what every part of it needs.
struct Maker<'a, 'd> {
    program: &'a Program,
    codes: Codes<'a>,
    suite: Suite,
    ids: HashMap<&'a str, SampleId>,
    /// Samples with a fault that is reported.
    faulty: HashSet<&'a str>,
    used: HashSet<SampleId>,
    diagnostics: &'d mut Diagnostics,
}

impl<'a> Maker<'a, '_> {
    fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Takes a name; reports one that is taken.
    fn declared_once(
        &mut self,
        kind: &str,
        name: &'a ast::Name,
        taken: &mut HashMap<&'a str, Span>,
    ) -> bool {
        match taken.get(name.text.as_str()) {
            None => {
                taken.insert(&name.text, name.span);
                true
            }
            Some(first) => {
                let message = format!("the {kind} `{}` is declared twice", name.text);
                self.diagnostics.push(
                    Diagnostic::new(Code::DeclaredTwice, name.span, message)
                        .also(*first, "first declared here")
                        .hint("Give one of them another name, or delete it."),
                );
                false
            }
        }
    }

    /// The sample of a name; reports one that does not exist, unless a fault is known that explains it.
    fn sample_named(&mut self, name: &ast::Name) -> Option<SampleId> {
        if let Some(id) = self.ids.get(name.text.as_str()) {
            self.used.insert(*id);
            return Some(*id);
        }
        if !self.faulty.contains(name.text.as_str()) && !self.faulty.contains("") {
            let message = format!("there is no sample `{}`", name.text);
            let mut known: Vec<&str> = self.ids.keys().copied().collect();
            known.sort_unstable();
            self.report(
                Diagnostic::new(Code::UnknownSample, name.span, message)
                    .hint(format!(
                        "Declare it: `sample {} from \"samples/{}.json\"`.",
                        name.text, name.text
                    ))
                    .did_you_mean(&name.text, known),
            );
        }
        None
    }

    fn report_unused(&mut self) {
        let samples = self.suite.samples.iter().zip(0..);
        let unused = samples.filter(|(_, id)| !self.used.contains(&SampleId(*id)));
        for (sample, _) in unused {
            let message = format!("no test uses the sample `{}`", sample.name);
            self.diagnostics
                .push(Diagnostic::new(Code::UnusedSample, sample.span, message));
        }
    }
}
