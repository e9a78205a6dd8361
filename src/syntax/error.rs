//! A pest error into one diagnostic: what was expected, what stood there, the likely fix.
//!
//! In: the error and its text. Out: a diagnostic in the reader's words. No rule's name gets out of here.

use super::build::{Builder, unit_meant};
use super::expected::expectation;
use super::grammar::{Described, Rule, describe};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::value::escape_controls;
use pest::error::{Error, ErrorVariant, InputLocation};

/// Words that other languages would have here, and what to do instead.
const FOREIGN_WORDS: &[(&str, &str)] = &[
    ("if", "Write the condition after `when`: `reject when ...`."),
    (
        "else",
        "Write a second rule with its own `when`; `otherwise` gives a value for one that is absent.",
    ),
    ("elif", "Write a second rule with its own `when`."),
    (
        "then",
        "Write the effect first and the condition after `when`: `reject when ...`.",
    ),
    ("case", "Use a `table`: a row for each case."),
    ("switch", "Use a `table`: a row for each case."),
    (
        "match",
        "Use a `table`, or `matches` for the shape of a text.",
    ),
    (
        "import",
        "All files of a folder are read together; nothing needs to be imported.",
    ),
    (
        "include",
        "All files of a folder are read together; nothing needs to be included.",
    ),
    (
        "function",
        "Use `let` for a value with a name, or a `table` that takes arguments.",
    ),
    (
        "def",
        "Use `let` for a value with a name, or a `table` that takes arguments.",
    ),
    (
        "var",
        "Use `let` for a value with a name, `param` for a number to turn.",
    ),
    ("const", "Use `param name: type = value`."),
    (
        "while",
        "There are no loops; `for each` after a ruleset's name looks at every element of a list.",
    ),
    ("null", "Ask `is present` or `is absent`."),
    ("none", "Ask `is present` or `is absent`."),
    ("xor", "Write it out with `and`, `or` and `not`."),
    (
        "contains",
        "Write the element first: `word in list`, or `list has any of [word]`.",
    ),
    ("between", "Write two comparisons, joined with `and`."),
    (
        "like",
        "Use `matches` with a pattern, for example `matches \"E\" then 8 digits`.",
    ),
    ("warn", "The mildest effect is `advise`."),
    ("deny", "The effect is called `reject`."),
];

/// The diagnostic of a text that does not parse.
pub(super) fn diagnose(builder: &Builder<'_>, text: &str, error: &Error<Rule>) -> Diagnostic {
    let at = match error.location {
        InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
    };
    let ErrorVariant::ParsingError { positives, .. } = &error.variant else {
        // The call limit, or a stack that was too small for it.
        return Diagnostic::new(
            Code::TooDeep,
            builder.span_of(at..at),
            "this part is too involved to be read",
        )
        .hint("Give parts of it a name with `let`, and use the names here.");
    };
    let fault = Unexpected {
        builder: *builder,
        text,
        at,
        found: token_at(text, at),
        expected: positives,
    };
    fault
        .quotes()
        .or_else(|| fault.thousands())
        .or_else(|| fault.unit())
        .or_else(|| fault.foreign_word())
        .or_else(|| fault.misspelt())
        .unwrap_or_else(|| fault.plain())
}

struct Unexpected<'d, 'e> {
    builder: Builder<'d>,
    text: &'e str,
    at: usize,
    /// What stands there; empty at the end.
    found: &'e str,
    expected: &'e [Rule],
}

impl Unexpected<'_, '_> {
    fn fault(&self, code: Code, message: String) -> Diagnostic {
        let span = self.builder.span_of(self.at..self.at + self.found.len());
        Diagnostic::new(code, span, message)
    }

    fn before(&self) -> &str {
        self.text.get(..self.at).unwrap_or("")
    }

    fn quotes(&self) -> Option<Diagnostic> {
        let first = self.found.chars().next()?;
        matches!(
            first,
            '\'' | '`' | '‘' | '’' | '“' | '”' | '„' | '«' | '»' | '「' | '『'
        )
        .then(|| {
            let message = format!("`{first}` does not start a text");
            self.fault(Code::Unexpected, message)
                .hint("Texts stand between straight double quotes: `\"like this\"`.")
        })
    }

    /// `1,000`
    fn thousands(&self) -> Option<Diagnostic> {
        let part = |char: char| char.is_ascii_digit() || char == ',';
        let before = self.before().trim_end();
        let start = before.trim_end_matches(part).len();
        let rest = self.text.get(start..).unwrap_or("");
        let length = rest.find(|char| !part(char)).unwrap_or(rest.len());
        let written = rest.get(..length)?.trim_end_matches(',');
        let (first, groups) = written.split_once(',')?;
        let sound = (1..=3).contains(&first.len()) && groups.split(',').all(|each| each.len() == 3);
        sound.then(|| {
            let span = self.builder.span_of(start..start + written.len());
            let message = format!("`{written}` has commas in it");
            let plain = written.replace(',', "");
            Diagnostic::new(Code::NumberShape, span, message).hint(format!("Write `{plain}`."))
        })
    }

    /// `3 mnths`
    fn unit(&self) -> Option<Diagnostic> {
        let blank = |char: char| char == ' ' || char == '\t';
        let follows_number = self
            .before()
            .trim_end_matches(blank)
            .ends_with(|char: char| char.is_ascii_digit());
        let unit = unit_meant(self.found).filter(|_| follows_number)?;
        let message = format!("`{}` is not a unit", self.found);
        Some(
            self.fault(Code::NumberShape, message)
                .hint(format!("Did you mean `{unit}`?")),
        )
    }

    fn foreign_word(&self) -> Option<Diagnostic> {
        let lower = self.found.to_lowercase();
        let (_, hint) = FOREIGN_WORDS.iter().find(|(word, _)| *word == lower)?;
        let message = format!("`{}` is not a word of this language", self.found);
        Some(self.fault(Code::UnknownWord, message).hint(*hint))
    }

    fn misspelt(&self) -> Option<Diagnostic> {
        if !is_word(self.found) || self.found.len() < 3 {
            return None;
        }
        let words = self.expected.iter().flat_map(|rule| words_of(*rule));
        let meant = nearest(self.found, words)?;
        let message = format!("`{}` is not known here", self.found);
        Some(
            self.fault(Code::UnknownWord, message)
                .hint(format!("Did you mean `{meant}`?")),
        )
    }

    fn plain(&self) -> Diagnostic {
        let before = self.before();
        let line = before.rsplit('\n').next().unwrap_or("");
        let starts_line = line.trim().is_empty() && self.at > 0;
        let expected = expectation(self.expected, starts_line);
        let found = if self.found.is_empty() {
            "the end".to_owned()
        } else {
            format!("`{}`", escape_controls(self.found))
        };
        let message = if expected.is_empty() {
            format!("{found} cannot stand here")
        } else {
            format!("expected {expected}, found {found}")
        };
        self.fault(Code::Unexpected, message)
            .maybe_hint(self.plain_hint())
    }

    fn plain_hint(&self) -> Option<String> {
        let first = self.found.chars().next()?;
        if self.found == "of" {
            return Some("A list holds values or records, not lists.".to_owned());
        }
        if first.is_alphabetic() && !first.is_ascii() {
            return Some("Names are written with a-z, 0-9 and `_`.".to_owned());
        }
        let expects = |rule: Rule| self.expected.contains(&rule);
        match first {
            ';' => Some("Nothing ends a line here; take the `;` out.".to_owned()),
            '.' if expects(Rule::constant) || expects(Rule::expression) => {
                Some("Write a zero before the point: `0.5`.".to_owned())
            }
            '/' => Some("Comments start with `#`.".to_owned()),
            '*' | '%' => Some("There is no arithmetic on numbers.".to_owned()),
            '|' if expects(Rule::p_rbrace) => None,
            _ if expects(Rule::p_bar) && !expects(Rule::kw_table) => {
                Some("A row of a table is a line that starts and ends with `|`.".to_owned())
            }
            _ => None,
        }
    }
}

/// The whole word, number or sign at a place.
fn token_at(text: &str, at: usize) -> &str {
    let rest = text.get(at..).unwrap_or("");
    let Some(first) = rest.chars().next() else {
        return "";
    };
    let length = if first.is_alphanumeric() || first == '_' {
        rest.find(|char: char| !char.is_alphanumeric() && char != '_')
            .unwrap_or(rest.len())
    } else if first == '"' {
        let inner = rest.get(1..).unwrap_or("");
        inner.find(['"', '\n']).map_or(rest.len(), |end| end + 2)
    } else {
        first.len_utf8()
    };
    rest.get(..length).unwrap_or("").trim_end_matches('\n')
}

fn is_word(text: &str) -> bool {
    let mut chars = text.chars();
    let first = |char: char| char.is_ascii_alphabetic() || char == '_';
    chars.next().is_some_and(first) && chars.all(|char| char.is_ascii_alphanumeric() || char == '_')
}

fn words_of(rule: Rule) -> Vec<&'static str> {
    match describe(rule) {
        Described::Keyword(word) => vec![word],
        Described::Words(words) => words.to_vec(),
        _ => Vec::new(),
    }
}
