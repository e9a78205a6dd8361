//! A file on its way to a tree, in stretches that can be parsed side by side.
//!
//! In: the text of a rule file. Out: stretches, and from what became of them the tree of the whole.

use super::ast;
use super::build::{Builder, MAX_FAULTS};
use super::grammar::Rule;
use super::limits::{self, Scan};
use super::{recover, set_call_limit, unread};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::SourceId;
use std::cell::RefCell;

/// So many bytes or more are parsed together: much less is not worth a turn of its own, and what pest notes of much more
/// is no longer near when it is read.
const STRETCH: usize = 8 << 10;

/// A file before it is parsed. Its stretches can be parsed in any order, and on any threads.
pub struct Draft<'t> {
    source: SourceId,
    /// Without the mark that some editors put first.
    text: &'t str,
    base: usize,
    /// What was found before parsing, or why there is no parsing.
    scan: Result<Scan<'t>, Diagnostic>,
}

/// Whole declarations that stand together in a file.
#[derive(Clone, Copy)]
pub struct Stretch<'t> {
    source: SourceId,
    base: usize,
    text: &'t str,
}

/// The declarations of a stretch, and what is wrong with them.
pub struct Parsed {
    items: Vec<ast::Item>,
    found: Vec<Diagnostic>,
}

impl<'t> Draft<'t> {
    /// Looks through a file.
    pub fn new(source: SourceId, text: &'t str) -> Draft<'t> {
        let unmarked = text.strip_prefix('\u{FEFF}').unwrap_or(text);
        let base = text.len() - unmarked.len();
        let scan = match limits::check_size(source, text) {
            Some(fault) => Err(fault),
            None => Ok(limits::scan(source, unmarked, base)),
        };
        Draft {
            source,
            text: unmarked,
            base,
            scan,
        }
    }

    /// Its stretches, in order; none if it is known to be broken.
    pub fn stretches(&self) -> Vec<Stretch<'t>> {
        self.cut(STRETCH)
    }

    /// The same, of so many bytes each or little more.
    fn cut(&self, least: usize) -> Vec<Stretch<'t>> {
        let sound = self.scan.as_ref().ok().filter(|scan| scan.is_sound());
        let parts = sound.map(|scan| recover::stretches(self.text, scan, least));
        let parts = parts.unwrap_or_default().into_iter();
        parts
            .map(|(at, text)| Stretch {
                source: self.source,
                base: self.base + at,
                text,
            })
            .collect()
    }

    /// The tree of the file, given what became of each of its stretches. Never fails: faults go to `diagnostics`, and what
    /// could not be read is left as [`ast::Item::Broken`] or in [`ast::Ruleset::broken`].
    pub fn finish(
        self,
        stretches: impl IntoIterator<Item = Option<Parsed>>,
        diagnostics: &mut Diagnostics,
    ) -> ast::File {
        let Draft {
            source,
            text,
            base,
            scan,
        } = self;
        let scan = match scan {
            Ok(scan) => scan,
            Err(too_large) => {
                diagnostics.push(too_large);
                return unread(source);
            }
        };
        let stretches: Option<Vec<Parsed>> = stretches.into_iter().collect();
        let stretches = stretches.filter(|_| scan.is_sound());
        let Parsed { items, found } = match stretches {
            Some(stretches) => Parsed::all(stretches),
            // What is wrong with a stretch is said of the whole file.
            None => Parsed::by(source, base, |builder| {
                recover::parse_broken(builder, text, scan)
            }),
        };
        found.into_iter().for_each(|each| diagnostics.push(each));
        ast::File { source, items }
    }
}

impl Stretch<'_> {
    /// How long it is, in bytes.
    pub fn length(&self) -> usize {
        self.text.len()
    }

    /// Parses it; none if it is not sound by itself. What is, is sound in its file as well: no declaration goes on with a
    /// word that starts one. Needs as much stack as [`crate::engine`] gives it.
    pub fn parse(self) -> Option<Parsed> {
        let mut is_sound = true;
        let parsed = Parsed::by(self.source, self.base, |builder| {
            match builder.parse(Rule::file, self.text) {
                Ok(pair) => builder.items(pair),
                Err(_) => {
                    is_sound = false;
                    Vec::new()
                }
            }
        });
        is_sound.then_some(parsed)
    }
}

impl Parsed {
    fn by(
        source: SourceId,
        base: usize,
        parse: impl FnOnce(&Builder<'_>) -> Vec<ast::Item>,
    ) -> Parsed {
        set_call_limit();
        let found = RefCell::new(Vec::new());
        let items = parse(&Builder {
            source,
            base,
            diagnostics: &found,
        });
        Parsed {
            items,
            found: found.into_inner(),
        }
    }

    fn all(parts: Vec<Parsed>) -> Parsed {
        let mut parts = parts.into_iter();
        let Some(mut all) = parts.next() else {
            return Parsed {
                items: Vec::new(),
                found: Vec::new(),
            };
        };
        for part in parts {
            all.items.extend(part.items);
            all.found.extend(part.found);
        }
        all.found.truncate(MAX_FAULTS);
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceMap;
    use proptest::prelude::*;

    /// The tree of a text that is cut before each declaration, or not at all, and what is wrong with it.
    fn read(text: &str, least: usize) -> String {
        let source = SourceMap::default().add("a.admit", text);
        let draft = Draft::new(source, text);
        let stretches = draft.cut(least).into_iter().map(Stretch::parse);
        let stretches: Vec<_> = stretches.collect();
        let mut diagnostics = Diagnostics::default();
        let file = draft.finish(stretches, &mut diagnostics);
        format!("{:#?}\n{:#?}", file.items, diagnostics.into_sorted())
    }

    fn assert_cut_or_not(text: &str) {
        assert_eq!(read(text, 1), read(text, usize::MAX), "{text}");
    }

    const PARTS: &[&str] = &[
        "let x = a",
        "let y =",
        "let z = [a,",
        "b]",
        "and b",
        "test == 3",
        "record.field > 1",
        "where policy",
        "let",
        "x = 2",
        "param p: text = test",
        "param p: number =",
        "5, 6 from 2026-01-01",
        "enum e { a, policy }",
        "record r {",
        "a: text }",
        "table t by a {",
        "| b | let |",
        "}",
        "sample s = table",
        "with { a = 1 }",
        "policy p { applies when a == b use c }",
        "policy q",
        "like p",
        "like p { title \"record\" }",
        "ruleset r { rule s { reject when a because \"b\" fix \"c\" } }",
        "ruleset r when settings",
        "{ rule s { advise when a } }",
        "test \"t\" { given s expect accept }",
        "test",
        "settings { timezone UTC }",
        "# let x",
        "\"let y\"",
        "(",
        ")",
        "otherwise enum",
    ];

    #[test]
    fn a_file_is_the_same_however_it_is_cut() {
        let pack = crate::engine::embedded_files().iter();
        let tests = crate::engine::embedded_tests().iter();
        let mut all = String::new();
        for (_, text) in pack.chain(tests) {
            assert_cut_or_not(text);
            all.extend([text, "\n"]);
        }
        assert_cut_or_not(&all);
        assert_cut_or_not(&format!("\u{FEFF}{all}"));
        assert_cut_or_not(&all.replace("because", "becuase"));
        assert_cut_or_not(&all.replace("when", "when when"));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]
        #[test]
        fn lines_mean_the_same_however_they_are_cut(
            parts in prop::collection::vec((0..PARTS.len(), 0..4usize), 0..8),
        ) {
            let lines = parts.iter().map(|(part, indent)| {
                // Most start in column one.
                [" ".repeat(indent.saturating_sub(2)).as_str(), PARTS[*part], "\n"].concat()
            });
            assert_cut_or_not(&lines.collect::<String>());
        }
    }
}
