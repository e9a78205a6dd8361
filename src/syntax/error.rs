//! A pest error into one diagnostic: what was expected, what stood there, the likely fix.
//!
//! In: the error and its text. Out: a diagnostic in the reader's words. No rule's name gets out of here.

use super::build::Builder;
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

/// What goes on with an expression, and is not looked for where one usually ends.
const GOES_ON: [Rule; 12] = [
    Rule::op_and,
    Rule::op_or,
    Rule::op_compare,
    Rule::op_in,
    Rule::op_not_in,
    Rule::op_has,
    Rule::op_otherwise,
    Rule::op_plus,
    Rule::op_minus,
    Rule::op_reason,
    Rule::is_test,
    Rule::matches,
];

/// The diagnostic of a text that does not parse.
pub(super) fn diagnose(builder: &Builder<'_>, text: &str, error: &Error<Rule>) -> Diagnostic {
    let at = match error.location {
        InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
    };
    let ErrorVariant::ParsingError {
        positives,
        negatives,
    } = &error.variant
    else {
        // The call limit.
        return Diagnostic::new(
            Code::TooDeep,
            builder.span_of(at..at),
            "this part is too involved to be read",
        )
        .hint("Give parts of it a name with `let`, and use the names here.");
    };
    let mut expected = positives.clone();
    if negatives.contains(&Rule::usual_end) {
        expected.extend(GOES_ON);
        expected.sort_unstable();
    }
    let fault = Unexpected {
        builder: *builder,
        text,
        at,
        found: token_at(text, at),
        expected: &expected,
    };
    fault
        .slip()
        .or_else(|| fault.foreign_word())
        .or_else(|| fault.misspelt())
        .unwrap_or_else(|| fault.plain())
}

/// What stands where something else was expected.
pub(super) struct Unexpected<'d, 'e> {
    pub builder: Builder<'d>,
    pub text: &'e str,
    pub at: usize,
    /// What stands there; empty at the end.
    pub found: &'e str,
    pub expected: &'e [Rule],
}

impl Unexpected<'_, '_> {
    pub(super) fn fault(&self, code: Code, message: String) -> Diagnostic {
        let span = self.builder.span_of(self.at..self.at + self.found.len());
        Diagnostic::new(code, span, message)
    }

    pub(super) fn expects(&self, rule: Rule) -> bool {
        self.expected.contains(&rule)
    }

    /// Whether what stands there is the first on its line.
    pub(super) fn starts_line(&self) -> bool {
        self.last_line().trim().is_empty() && self.at > 0
    }

    /// The line of what stands there, up to it.
    pub(super) fn last_line(&self) -> &str {
        self.before().rsplit('\n').next().unwrap_or("")
    }

    pub(super) fn before(&self) -> &str {
        self.text.get(..self.at).unwrap_or("")
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
        let expected = expectation(self.expected, self.starts_line());
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
            .maybe_hint(self.plain_hint().map(str::to_owned))
    }

    fn plain_hint(&self) -> Option<&'static str> {
        match self.found {
            "of" => Some("A list holds values or records, not lists."),
            "{" if self.before().trim().is_empty() => {
                Some("Rule files hold declarations; a record in JSON is given to `admit eval`.")
            }
            "rule" if self.expects(Rule::kw_ruleset) => {
                Some("A rule stands in a ruleset: `ruleset NAME { rule ... }`.")
            }
            "where" => Some(
                "Pick elements out with a `let`: `let dark = images where lighting < 20%`, then `count(dark)`.",
            ),
            "accept" if self.expects(Rule::severity) || self.expects(Rule::kw_advise) => {
                Some("To leave a rule out, write `skip RULE because \"...\"`.")
            }
            "when" if self.last_line().contains("cites ") => {
                Some("The condition stands before `cites`, which ends the line.")
            }
            "cites" => Some(
                "`cites` is a line of a rule, or ends a row after its last `|` or an `on`, `always` or `otherwise` line.",
            ),
            ":" if !self.expects(Rule::p_colon) => Some("Take the `:` out."),
            "=" if self.expects(Rule::p_assign) => {
                Some("A value is set with one `=`: `region = CN`.")
            }
            _ if self.expects(Rule::found_list) || self.expects(Rule::at_least) => {
                Some("Reasons stand in brackets: `reject [photo_glare]`.")
            }
            _ if self.expects(Rule::p_bar) && !self.expects(Rule::kw_table) => {
                Some("A row of a table is a line that starts and ends with `|`.")
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
