//! What is wrong with a rule file, and how to say it.
//!
//! Made where the fault is found, collected, never turned back into an error. Readers are compliance
//! analysts: messages are one line in lower case without a full stop, with what the author wrote in
//! backticks; a hint is a full sentence that can be acted upon.

mod code;
mod pages;
mod render;
mod suggest;

pub use code::Code;
pub use pages::page;
pub use render::render;
pub use suggest::{nearest, one_of};

use crate::source::Span;

/// How bad it is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Level {
    /// Worth knowing; the rules are fine.
    Note,
    /// The rules can be used, but probably do not say what was meant.
    Warning,
    /// The rules cannot be used.
    Error,
}

/// A place with a few words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What is there; may be empty.
    pub text: String,
}

/// One fault in a rule file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Diagnostic {
    /// The stable code.
    pub code: Code,
    /// How bad it is.
    pub level: Level,
    /// What is wrong, in one line.
    pub message: String,
    /// Where it is wrong.
    pub primary: Label,
    /// The other places that matter.
    pub secondary: Vec<Label>,
    /// What to do about it.
    pub hint: Option<String>,
}

impl Diagnostic {
    /// An error. The level of a code that is always a warning or note comes from [`Code::level`].
    pub fn new(code: Code, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            code,
            level: code.level(),
            message: message.into(),
            primary: Label {
                span,
                text: String::new(),
            },
            secondary: Vec::new(),
            hint: None,
        }
    }

    /// With words at the primary place.
    pub fn label(mut self, text: impl Into<String>) -> Diagnostic {
        self.primary.text = text.into();
        self
    }

    /// With another place.
    pub fn also(mut self, span: Span, text: impl Into<String>) -> Diagnostic {
        self.secondary.push(Label {
            span,
            text: text.into(),
        });
        self
    }

    /// With what to do about it.
    pub fn hint(mut self, hint: impl Into<String>) -> Diagnostic {
        self.hint = Some(hint.into());
        self
    }

    /// With the candidate that a word was most likely meant to be, in place of any other hint, if one is near.
    pub fn did_you_mean<'a>(
        self,
        word: &str,
        candidates: impl IntoIterator<Item = &'a str>,
    ) -> Diagnostic {
        let near = nearest(word, candidates);
        self.maybe_hint(near.map(|near| format!("Did you mean `{near}`?")))
    }

    /// With what to do about it, where there is something to say.
    pub fn maybe_hint(mut self, hint: Option<String>) -> Diagnostic {
        self.hint = hint.or(self.hint);
        self
    }
}

/// Most errors that are kept of one set, and most milder ones: nobody reads more at once, and to find and show
/// them all must not take longer than to read the rules.
const MOST: usize = 200;

/// The faults found so far. Every stage adds to it and goes on.
#[derive(Clone, Default, Debug)]
pub struct Diagnostics {
    errors: Vec<Diagnostic>,
    milder: Vec<Diagnostic>,
    /// Where the first stands that was left out.
    left_out: Option<Span>,
}

impl Diagnostics {
    /// Takes one in. The same fault at the same place is kept once; beyond a limit none is kept.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        let all = match diagnostic.level {
            Level::Error => &mut self.errors,
            Level::Warning | Level::Note => &mut self.milder,
        };
        if all.contains(&diagnostic) {
            return;
        }
        if all.len() < MOST {
            all.push(diagnostic);
        } else {
            self.left_out.get_or_insert(diagnostic.primary.span);
        }
    }

    /// Whether there is any error.
    pub fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }

    /// Whether there are so many errors that no further one is kept: looking for more is of no use.
    pub fn is_full(&self) -> bool {
        self.left_out.is_some() && self.errors.len() >= MOST
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.errors.len() + self.milder.len()
    }

    /// Whether one begins inside a place.
    pub fn any_within(&self, span: Span) -> bool {
        let inside =
            |at: Span| at.source == span.source && (span.start..=span.end).contains(&at.start);
        let mut all = self.errors.iter().chain(&self.milder);
        all.any(|each| inside(each.primary.span))
    }

    /// All of them, in the order of files and places; last, a note if some were left out. Beside an error,
    /// other notes only distract and are left out.
    pub fn into_sorted(mut self) -> Vec<Diagnostic> {
        if self.has_errors() {
            self.milder.retain(|each| each.level > Level::Note);
        }
        let mut all = self.errors;
        all.extend(self.milder);
        all.sort_by_key(|each| (each.primary.span.source, each.primary.span.start, each.code));
        all.extend(self.left_out.map(more));
        all
    }
}

/// The note that there are more.
fn more(place: Span) -> Diagnostic {
    let message = format!("there are more than {MOST} faults, and the others are not shown");
    Diagnostic::new(Code::MoreFaults, place, message)
        .label("the first that is not shown")
        .hint("Put some of the others right, and check again.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceMap;

    fn fault(code: Code, at: usize) -> Diagnostic {
        let mut sources = SourceMap::default();
        let id = sources.add("a.admit", "");
        Diagnostic::new(code, sources.span(id, at..at + 1), "a fault")
    }

    #[test]
    fn a_fault_is_kept_once() {
        let mut all = Diagnostics::default();
        (0..3).for_each(|_| all.push(fault(Code::UnknownName, 7)));
        assert_eq!(all.into_sorted().len(), 1);
    }

    #[test]
    fn beyond_the_limit_a_note_stands_for_the_rest() {
        let mut all = Diagnostics::default();
        (0..MOST).for_each(|at| all.push(fault(Code::UnknownName, at)));
        assert!(!all.is_full());
        (0..1000).for_each(|at| all.push(fault(Code::UnknownName, MOST + at)));
        assert!(all.is_full());
        let shown = all.into_sorted();
        let last = shown.last().unwrap();
        assert_eq!((shown.len(), last.code), (MOST + 1, Code::MoreFaults));
        assert_eq!(last.primary.span.start as usize, MOST);
    }

    #[test]
    fn warnings_beyond_the_limit_hide_no_error() {
        let mut all = Diagnostics::default();
        (0..1000).for_each(|at| all.push(fault(Code::Unused, at)));
        assert!(!all.has_errors() && !all.is_full());
        all.push(fault(Code::UnknownName, 2000));
        assert!(all.has_errors() && !all.is_full());
        assert!(
            all.into_sorted()
                .iter()
                .any(|each| each.code == Code::UnknownName)
        );
    }
}
