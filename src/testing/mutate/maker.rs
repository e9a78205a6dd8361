//! Changes under construction: edits of a text, each with a handle that stays while the rule stays.

use crate::source::{SourceMap, Span};
use crate::syntax::ast::{self, Item, Name};
use crate::verdict::ChangeKind;
use std::collections::{HashMap, HashSet};

/// Another text in the place of a span.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Edit {
    /// What is taken away.
    pub span: Span,
    /// What stands there instead.
    pub text: String,
}

/// A change of one rule file.
#[derive(Clone, Debug)]
pub struct Mutant {
    /// Its handle: the declaration, the kind and which of that kind.
    pub id: String,
    /// What kind of change it is.
    pub kind: ChangeKind,
    /// The declaration that it is about: the one that it is in, or the one that its line names.
    pub about: String,
    /// In the order of their places; at least one, all in one file.
    pub edits: Vec<Edit>,
}

impl Mutant {
    /// The text of the file after the change.
    pub fn applied(&self, text: &str) -> String {
        let mut changed = String::with_capacity(text.len() + 16);
        let mut done = 0;
        for edit in &self.edits {
            let range = edit.span.range();
            changed.push_str(text.get(done..range.start).unwrap_or(""));
            changed.push_str(&edit.text);
            done = range.end;
        }
        changed.push_str(text.get(done..).unwrap_or(""));
        changed
    }
}

pub(super) struct Maker<'a> {
    pub(super) sources: &'a SourceMap,
    /// The words of each enum that is declared.
    pub(super) enums: HashMap<&'a str, &'a [Name]>,
    owner: String,
    about: String,
    mutants: Vec<Mutant>,
    counted: HashMap<(String, ChangeKind), u32>,
    made: HashSet<Vec<Edit>>,
}

impl<'a> Maker<'a> {
    pub(super) fn new(files: &'a [ast::File], sources: &'a SourceMap) -> Maker<'a> {
        let items = files.iter().flat_map(|file| &file.items);
        let enums = items.filter_map(|item| match item {
            Item::Enum(each) => Some((each.name.text.as_str(), each.words.as_slice())),
            _ => None,
        });
        Maker {
            sources,
            enums: enums.collect(),
            owner: String::new(),
            about: String::new(),
            mutants: Vec::new(),
            counted: HashMap::new(),
            made: HashSet::new(),
        }
    }

    pub(super) fn into_mutants(self) -> Vec<Mutant> {
        self.mutants
    }

    /// From here on the changes are in this declaration.
    pub(super) fn enter(&mut self, owner: &Name) {
        self.owner.clone_from(&owner.text);
        self.about(owner);
    }

    /// From here on the changes are about this declaration.
    pub(super) fn about(&mut self, name: &Name) {
        self.about.clone_from(&name.text);
    }

    pub(super) fn text(&self, span: Span) -> &'a str {
        self.sources.text_of(span)
    }

    /// One text in the place of another.
    pub(super) fn put(&mut self, kind: ChangeKind, span: Span, text: impl Into<String>) {
        let text = text.into();
        if self.text(span) != text {
            self.edit(kind, vec![Edit { span, text }]);
        }
    }

    /// Several edits that belong together; the same twice counts once.
    pub(super) fn edit(&mut self, kind: ChangeKind, mut edits: Vec<Edit>) {
        edits.sort_by_key(|edit| edit.span);
        if !self.made.insert(edits.clone()) {
            return;
        }
        let owner = self.owner.clone();
        let ordinal = self.counted.entry((owner.clone(), kind)).or_insert(0);
        *ordinal += 1;
        self.mutants.push(Mutant {
            id: format!("{owner}/{}/{ordinal}", kind.word()),
            kind,
            about: self.about.clone(),
            edits,
        });
    }

    /// One of several names or values left out, with the comma or the word beside it.
    pub(super) fn without_one(&mut self, kind: ChangeKind, spans: &[Span]) {
        let [first, second, ..] = spans else { return };
        self.put(kind, between(*first, *second, true, false), "");
        for pair in spans.windows(2) {
            if let [before, dropped] = pair {
                self.put(kind, between(*before, *dropped, false, true), "");
            }
        }
    }

    /// From a keyword before a place up to the place's end.
    pub(super) fn since_keyword(&self, keyword: &str, span: Span) -> Option<Span> {
        let file = self.sources.file(span.source)?;
        let before = file.text().get(..span.start as usize)?;
        let start = before.rfind(keyword)?;
        let whole = start..span.end as usize;
        Some(self.sources.span(span.source, whole))
    }
}

/// What lies between two places, with either of them or without.
pub(super) fn between(first: Span, second: Span, with_first: bool, with_second: bool) -> Span {
    Span {
        source: first.source,
        start: if with_first { first.start } else { first.end },
        end: if with_second {
            second.end
        } else {
            second.start
        },
    }
}
