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

    /// With what to do about it, where there is something to say.
    pub fn maybe_hint(mut self, hint: Option<String>) -> Diagnostic {
        self.hint = hint.or(self.hint);
        self
    }
}

/// The faults found so far. Every stage adds to it and goes on.
#[derive(Clone, Default, Debug)]
pub struct Diagnostics {
    all: Vec<Diagnostic>,
}

impl Diagnostics {
    /// Takes one in. The same fault at the same place is kept once.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        if !self.all.contains(&diagnostic) {
            self.all.push(diagnostic);
        }
    }

    /// Whether there is any error.
    pub fn has_errors(&self) -> bool {
        self.all.iter().any(|each| each.level == Level::Error)
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.all.len()
    }

    /// Whether one begins inside a place.
    pub fn any_within(&self, span: Span) -> bool {
        let inside =
            |at: Span| at.source == span.source && (span.start..=span.end).contains(&at.start);
        self.all.iter().any(|each| inside(each.primary.span))
    }

    /// All of them, in the order of files and places. Beside an error, notes only distract and are left out.
    pub fn into_sorted(mut self) -> Vec<Diagnostic> {
        if self.has_errors() {
            self.all.retain(|each| each.level > Level::Note);
        }
        self.all
            .sort_by_key(|each| (each.primary.span.source, each.primary.span.start, each.code));
        self.all
    }
}
