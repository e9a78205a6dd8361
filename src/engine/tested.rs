//! A policy set with the tests that stand beside its rules.
//!
//! The rules are loaded by themselves first: no test changes what they mean, or their digest.

use super::{PolicySet, Problems, Texts, embedded_files, embedded_tests, lossy_text, on_own_stack};
use crate::compile::{compile, compile_suite};
use crate::coverage::Coverage;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::program::{Program, RuleId, Suite};
use crate::source::{SourceMap, holds_tests};
use crate::syntax::{self, ast};
use crate::testing::mutate::{self, Bench, Mutant};
use crate::testing::suggest::{self, Desk};
use crate::testing::{self, Files, Samples};
use crate::verdict::{Mutation, Suggestions, Verdict};
use std::collections::BTreeMap;

/// Rules, samples and tests that were read, checked and found in order.
///
/// ```
/// use admit::engine::TestedSet;
///
/// let rules = r#"
///     record application { id: text, region: country, age: integer 0 .. 150 }
///     ruleset holder {
///       rule too_young { reject when age < 18 because "Too young." fix "Apply again later." }
///     }
///     policy mainland { applies when region == CN use holder }
/// "#;
/// let tests = r#"
///     sample adult { id = "a-1", region = CN, age = 18 }
///     test "the age of consent" {
///       at 2026-11-22
///       given adult
///       | age | expect             |
///       | 17  | reject [too_young] |
///       | 18  | accept             |
///     }
/// "#;
/// let files = [("rules.admit", rules), ("age.test.admit", tests)];
/// let no_files = |_: &str| Err("there are no files here".to_owned());
/// let set = TestedSet::load_bytes(files, &no_files).map_err(|problems| problems.render(false)).unwrap();
/// let verdict = set.run(&set.select(None), &|_| ());
/// assert_eq!((verdict.cases.len(), verdict.failed()), (2, 0));
/// ```
#[derive(Clone, Debug)]
pub struct TestedSet {
    set: PolicySet,
    /// The trees of the rules.
    trees: Vec<ast::File>,
    sources: SourceMap,
    suite: Suite,
    samples: Samples,
    warnings: Vec<Diagnostic>,
}

impl TestedSet {
    /// Reads and checks rules and tests, given as name and bytes; `samples` opens the files of samples.
    pub fn load_bytes<N, B>(
        files: impl IntoIterator<Item = (N, B)>,
        samples: &Files<'_>,
    ) -> Result<TestedSet, Problems>
    where
        N: AsRef<str>,
        B: Into<Vec<u8>>,
    {
        let (mut rules, mut tests) = (Vec::new(), Vec::new());
        for (name, bytes) in files {
            let (text, valid_up_to) = lossy_text(bytes.into());
            let of = if holds_tests(name.as_ref()) {
                &mut tests
            } else {
                &mut rules
            };
            of.push((name, text, valid_up_to));
        }
        let mut texts = Texts::default();
        texts.add(rules);
        let rules = texts.clone();
        texts.add(tests);
        on_own_stack(|| TestedSet::load_texts(&rules, &texts, samples))
    }

    /// `all` starts with the files of `rules`.
    fn load_texts(rules: &Texts, all: &Texts, samples: &Files<'_>) -> Result<TestedSet, Problems> {
        let mut diagnostics = Diagnostics::default();
        let trees = rules.trees(0, &mut diagnostics);
        let program = trees.as_ref().and_then(|trees| {
            let program = compile(trees, rules.sources.clone(), &mut diagnostics)?;
            let warnings = diagnostics.clone().into_sorted();
            Some(PolicySet { program, warnings })
        });
        let tests = all.trees(rules.sources.files().count(), &mut diagnostics);
        let (Some(set), Some(mut trees), Some(tests)) = (program, trees, tests) else {
            return Err(Problems::new(diagnostics, all.sources.clone()));
        };
        let of_rules = trees.len();
        trees.extend(tests);
        let program = set.program();
        let suite = compile_suite(program, &trees, &all.sources, &mut diagnostics);
        trees.truncate(of_rules);
        let samples = testing::load(program, &suite, samples, &mut diagnostics);
        if diagnostics.has_errors() {
            return Err(Problems::new(diagnostics, all.sources.clone()));
        }
        Ok(TestedSet {
            set,
            trees,
            sources: all.sources.clone(),
            suite,
            samples,
            warnings: diagnostics.into_sorted(),
        })
    }

    /// The pack that comes with the program, with its tests.
    pub fn embedded() -> Result<TestedSet, Problems> {
        let tests = embedded_tests().iter();
        let tests = tests.filter(|(name, _)| holds_tests(name));
        let files = embedded_files().iter().chain(tests);
        let sample = |path: &str| {
            let found = embedded_tests().iter().find(|(name, _)| *name == path);
            let bytes = found.map(|(_, text)| text.as_bytes().to_vec());
            bytes.ok_or_else(|| "there is no such file".to_owned())
        };
        TestedSet::load_bytes(files.copied(), &sample)
    }

    /// The rules alone.
    pub fn set(&self) -> &PolicySet {
        &self.set
    }

    /// Warnings and notes about rules and tests.
    pub fn warnings(&self) -> &[Diagnostic] {
        &self.warnings
    }

    /// The texts of rules and tests.
    pub fn sources(&self) -> &SourceMap {
        &self.sources
    }

    /// What the tests mean.
    pub fn suite(&self) -> &Suite {
        &self.suite
    }

    /// The files of the samples.
    pub fn samples(&self) -> &Samples {
        &self.samples
    }

    /// The cases that a pattern means; all without one. See [`testing::select`].
    pub fn select(&self, pattern: Option<&str>) -> Vec<usize> {
        testing::select(&self.suite, pattern)
    }

    /// Runs these cases on all cores; `done` is told how many are through.
    pub fn run(&self, cases: &[usize], done: &(dyn Fn(usize) + Sync)) -> Verdict {
        let (program, sources) = (self.set.program(), &self.sources);
        testing::run(program, &self.suite, &self.samples, sources, cases, done)
    }

    /// As [`TestedSet::run`], and says what of the rules the cases came upon.
    pub fn run_covered(
        &self,
        cases: &[usize],
        done: &(dyn Fn(usize) + Sync),
    ) -> (Verdict, Coverage) {
        let (program, sources) = (self.set.program(), &self.sources);
        testing::run_covered(program, &self.suite, &self.samples, sources, cases, done)
    }

    /// Changes the rules on purpose, one change at a time, and runs these cases on each. All of them have to come
    /// out as expected without any change. `explained` says of changes, by their handles, why nothing can notice
    /// them; `done` is told how many are through, and of how many.
    pub fn mutate(
        &self,
        cases: &[usize],
        explained: &BTreeMap<String, String>,
        done: &(dyn Fn(usize, usize) + Sync),
    ) -> Mutation {
        let bench = Bench {
            program: self.set.program(),
            files: &self.trees,
            sources: &self.sources,
            suite: &self.suite,
            samples: &self.samples,
            cases,
            explained,
            build: &|mutant| on_own_stack(|| self.changed(mutant)),
        };
        let mutants = mutate::mutants(&self.trees, &self.sources);
        mutate::run(&bench, &mutants, done)
    }

    /// Suggests cases on and beside the thresholds of these rules that no test has, as changes of the samples, with
    /// what the rules say of them today. `done` is told how many rules are through.
    pub fn suggest(&self, rules: &[RuleId], done: &dyn Fn(usize)) -> Suggestions {
        suggest::suggest(self.desk(), rules, done)
    }

    /// Whether there is a sample for suggestions to start from: one of which it is said when it is looked at.
    pub fn can_suggest(&self) -> bool {
        suggest::can_start(self.desk())
    }

    fn desk(&self) -> Desk<'_> {
        Desk {
            program: self.set.program(),
            suite: &self.suite,
            samples: &self.samples,
        }
    }

    /// The rules after a change; none if they have faults then.
    fn changed(&self, mutant: &Mutant) -> Option<Program> {
        let source = mutant.edits.first()?.span.source;
        let mut sources = SourceMap::default();
        let mut diagnostics = Diagnostics::default();
        let mut trees = Vec::with_capacity(self.trees.len());
        for ((id, file), tree) in self.set.sources().files().zip(&self.trees) {
            if id == source {
                let text = mutant.applied(file.text());
                trees.push(syntax::parse(id, &text, &mut diagnostics));
                sources.add(file.name(), &text);
            } else {
                trees.push(tree.clone());
                sources.add(file.name(), file.text());
            }
        }
        if diagnostics.has_errors() {
            return None;
        }
        compile(&trees, sources, &mut diagnostics)
    }
}
