//! From pest's pairs to the tree: one short function a grammar rule.
//!
//! In: pairs of a text that parsed. Out: the tree, and faults of content (dates that do not exist, numbers
//! that are too long). Looks no name up.

mod cases;
mod declaration;
mod expression;
mod literal;
mod operator;
mod policy;
mod rule;
mod table;
mod testing;
mod text;

use super::ast::{Item, ItemKind, Name, Path};
use super::cursor::{Built, Cursor, Fault, range};
use super::error;
use super::grammar::{Grammar, Pair, Rule};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{SourceId, Span};
use pest::Parser;
use std::cell::RefCell;
use std::ops::Range;

pub(super) use literal::unit_meant;
use text::read_text;

/// Where a text lies in its file, and where faults go.
#[derive(Clone, Copy)]
pub(super) struct Builder<'d> {
    pub source: SourceId,
    /// The byte of the file at which the parsed text starts.
    pub base: usize,
    pub diagnostics: &'d RefCell<Vec<Diagnostic>>,
}

/// Nobody reads more of one file, and finding them all must not take longer than reading it.
pub(super) const MAX_FAULTS: usize = 100;

/// Words that no declaration may have as its name: they mean something in every expression.
const RESERVED: &[&str] = &[
    "and",
    "or",
    "not",
    "in",
    "is",
    "has",
    "when",
    "where",
    "unless",
    "otherwise",
    "because",
    "fix",
    "cites",
    "matches",
    "rejects",
    "fires",
    "true",
    "false",
    "absent",
    "long_term",
    "now",
    "today",
    "any",
];

impl Builder<'_> {
    pub(super) fn span_of(&self, range: Range<usize>) -> Span {
        Span {
            source: self.source,
            start: (self.base + range.start) as u32,
            end: (self.base + range.end) as u32,
        }
    }

    fn span(&self, pair: &Pair<'_>) -> Span {
        self.span_of(range(pair))
    }

    pub(super) fn report(&self, diagnostic: Diagnostic) {
        let mut found = self.diagnostics.borrow_mut();
        if found.len() < MAX_FAULTS {
            found.push(diagnostic);
        }
    }

    /// Reports a fault of ours; the author's are reported where they are found.
    pub(super) fn report_fault(&self, fault: Fault) {
        if let Fault::Internal(range) = fault {
            self.report(self.internal(range, "this part parses, but cannot be understood"));
        }
    }

    fn internal(&self, range: Range<usize>, message: &str) -> Diagnostic {
        Diagnostic::new(Code::Internal, self.span_of(range), message)
            .hint("This is a fault in admit: please report it with these lines.")
    }

    /// Parses a text from one of the entry rules.
    pub(super) fn parse<'i>(&self, entry: Rule, text: &'i str) -> Result<Pair<'i>, Diagnostic> {
        match Grammar::parse(entry, text) {
            Ok(mut pairs) => pairs
                .next()
                .ok_or_else(|| self.internal(0..0, "nothing was parsed")),
            Err(failure) => Err(error::diagnose(self, text, &failure)),
        }
    }

    /// Parses a text that stands inside another, at `at` in the text of this builder.
    fn parse_inside<T>(
        &self,
        at: usize,
        (entry, text): (Rule, &str),
        build: impl Fn(&Builder<'_>, Pair<'_>) -> Built<T>,
    ) -> Result<Built<T>, Diagnostic> {
        let inside = Builder {
            base: self.base + at,
            ..*self
        };
        let pair = inside.parse(entry, text)?;
        let built = build(&inside, pair);
        Ok(built.map_err(|fault| {
            inside.report_fault(fault);
            Fault::Reported
        }))
    }

    fn name(&self, pair: &Pair<'_>) -> Name {
        Name {
            text: pair.as_str().to_owned(),
            span: self.span(pair),
        }
    }

    /// The name of something that expressions speak of by this name alone.
    fn declared(&self, pair: &Pair<'_>) -> Name {
        let word = pair.as_str();
        if RESERVED.contains(&word) {
            let message = format!("`{word}` is a word of the language and cannot be a name");
            self.report(
                Diagnostic::new(Code::ReservedName, self.span(pair), message)
                    .hint(format!("Choose another, for example `{word}_value`.")),
            );
        }
        self.name(pair)
    }

    fn path(&self, pair: Pair<'_>) -> Built<Path> {
        let span = self.span(&pair);
        let mut words = Cursor::new(pair);
        Ok(Path {
            names: words.rest().map(|each| self.name(&each)).collect(),
            span,
        })
    }

    /// The declarations of a file.
    pub(super) fn items(&self, file: Pair<'_>) -> Vec<Item> {
        Cursor::new(file)
            .rest()
            .map(|pair| self.item(pair))
            .collect()
    }

    fn item(&self, pair: Pair<'_>) -> Item {
        let kind = kind_of(pair.as_rule());
        let (range, text) = (range(&pair), pair.as_str());
        self.build_item(pair).unwrap_or_else(|fault| {
            self.report_fault(fault);
            Item::Broken(super::recover::broken(self, kind, text, range.start))
        })
    }

    fn build_item(&self, pair: Pair<'_>) -> Built<Item> {
        Ok(match pair.as_rule() {
            Rule::settings => Item::Settings(self.settings(pair)?),
            Rule::enumeration => Item::Enum(self.enumeration(pair)?),
            Rule::record => Item::Record(self.record(pair)?),
            Rule::param => Item::Param(self.param(pair)?),
            Rule::let_item => Item::Let(self.let_item(pair)?),
            Rule::table => Item::Table(self.table(pair)?),
            Rule::ruleset => Item::Ruleset(self.ruleset(pair)?),
            Rule::policy => Item::Policy(self.policy(pair)?),
            Rule::sample => Item::Sample(self.sample(pair)?),
            Rule::test => Item::Test(self.test(pair)?),
            _ => return Err(Fault::Internal(range(&pair))),
        })
    }
}

fn kind_of(rule: Rule) -> ItemKind {
    match rule {
        Rule::enumeration => ItemKind::Enum,
        Rule::record => ItemKind::Record,
        Rule::param => ItemKind::Param,
        Rule::let_item => ItemKind::Let,
        Rule::table => ItemKind::Table,
        Rule::ruleset => ItemKind::Ruleset,
        Rule::rule_item => ItemKind::Rule,
        Rule::policy => ItemKind::Policy,
        Rule::sample => ItemKind::Sample,
        Rule::test => ItemKind::Test,
        _ => ItemKind::Settings,
    }
}
