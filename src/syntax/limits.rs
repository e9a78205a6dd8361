//! Size, nesting, brackets, texts and hidden characters, in one linear pass that knows texts and comments.
//!
//! In: a text, before pest sees it. Out: faults, and where lines start that may start a declaration.
//! Nothing that comes after recurses deeper than what passes here.

use super::build::MAX_FAULTS;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{SourceId, Span};
use crate::value::is_invisible;

/// How deeply brackets, braces, parentheses and `not` may be nested.
pub const MAX_DEPTH: usize = 64;
/// The largest file, in bytes.
pub const MAX_FILE_BYTES: usize = 1 << 20;
/// The most bytes in all files of a set; for the caller, who sees them all.
pub const MAX_SET_BYTES: usize = 64 << 20;
/// The most declarations in a set; for the caller. See [`super::count_declarations`].
pub const MAX_DECLARATIONS: usize = 10_000;

/// The first word of a line.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Head<'t> {
    /// Where the word starts.
    pub at: usize,
    /// Whether it starts in column one.
    pub first_column: bool,
    /// In how many brackets it stands.
    pub depth: usize,
    /// The word.
    pub word: &'t str,
}

/// What one pass found.
#[derive(Default, Debug)]
pub(super) struct Scan<'t> {
    /// First words of lines outside of texts and comments.
    pub heads: Vec<Head<'t>>,
    /// Hidden characters, unclosed texts, nesting: each with its byte.
    pub faults: Vec<(usize, Diagnostic)>,
    /// Brackets that do not match.
    pub brackets: Vec<(usize, Diagnostic)>,
}

impl Scan<'_> {
    /// Whether nothing was found to be wrong.
    pub fn is_sound(&self) -> bool {
        self.faults.is_empty() && self.brackets.is_empty()
    }
}

/// An open bracket.
struct Open {
    at: usize,
    /// How far its line is indented.
    indent: usize,
    closer: char,
    /// How many `not` stand before it in a row.
    prefixes: usize,
}

struct Scanner<'t> {
    text: &'t str,
    source: SourceId,
    base: usize,
    open: Vec<Open>,
    /// `not` in a row just before this place.
    prefixes: usize,
    /// How far this line is indented; none after its first word or sign.
    margin: Option<usize>,
    indent: usize,
    /// Open braces whose closing one stands further to the left than their line.
    suspects: Vec<usize>,
    /// The sum of all open brackets and their prefixes.
    depth: usize,
    found: Scan<'t>,
}

/// Scans a part of a file; `base` is where it starts there.
pub(super) fn scan(source: SourceId, text: &str, base: usize) -> Scan<'_> {
    let mut scanner = Scanner {
        text,
        source,
        base,
        open: Vec::new(),
        prefixes: 0,
        margin: Some(0),
        indent: 0,
        suspects: Vec::new(),
        depth: 0,
        found: Scan::default(),
    };
    scanner.run();
    scanner.finish()
}

/// The error of a file over the limit.
pub(super) fn check_size(source: SourceId, text: &str) -> Option<Diagnostic> {
    (text.len() > MAX_FILE_BYTES).then(|| {
        let span = Span {
            source,
            start: 0,
            end: 0,
        };
        Diagnostic::new(
            Code::TooLarge,
            span,
            format!("the file has more than {MAX_FILE_BYTES} bytes"),
        )
        .hint("Split it: all files of a folder are read as one.")
    })
}

impl<'t> Scanner<'t> {
    fn span(&self, start: usize, end: usize) -> Span {
        Span {
            source: self.source,
            start: (self.base + start) as u32,
            end: (self.base + end) as u32,
        }
    }

    fn fault(&mut self, at: usize, fault: Diagnostic) {
        if self.found.faults.len() < MAX_FAULTS {
            self.found.faults.push((at, fault));
        }
    }

    fn bracket(&mut self, at: usize, fault: Diagnostic) {
        if self.found.brackets.len() < MAX_FAULTS {
            self.found.brackets.push((at, fault));
        }
    }

    fn rest(&self, at: usize) -> &'t str {
        self.text.get(at..).unwrap_or("")
    }

    fn run(&mut self) {
        let mut at = 0;
        let mut line_start = true;
        let mut column_one = true;
        while let Some(char) = self.rest(at).chars().next() {
            self.indent = self.margin.unwrap_or(self.indent);
            let length = match char {
                '\n' => {
                    line_start = true;
                    column_one = true;
                    self.margin = Some(0);
                    at += 1;
                    continue;
                }
                ' ' | '\t' | '\r' => 1,
                '#' => self.comment(at),
                '"' => self.text_literal(at),
                _ if char.is_ascii_alphabetic() || char == '_' => {
                    self.word(at, line_start.then_some(column_one))
                }
                _ => self.sign(at, char),
            };
            if matches!(char, ' ' | '\t' | '\r') {
                self.margin = self.margin.map(|margin| margin + 1);
                column_one = false;
            } else if !is_hidden(char) {
                line_start = false;
                column_one = false;
                self.margin = None;
            }
            at += length;
        }
    }

    fn comment(&mut self, at: usize) -> usize {
        let rest = self.rest(at);
        let length = rest.find('\n').unwrap_or(rest.len());
        self.hidden_in(at, at + length);
        length
    }

    fn text_literal(&mut self, at: usize) -> usize {
        self.prefixes = 0;
        let rest = self.rest(at);
        let mut escaped = false;
        // What counts here is of ASCII, which is no part of another character.
        for (offset, byte) in rest.bytes().enumerate().skip(1) {
            match byte {
                b'\n' | b'\r' => return self.unclosed_text(at, offset),
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => {
                    self.hidden_in(at, at + offset);
                    return offset + 1;
                }
                _ => {}
            }
        }
        self.unclosed_text(at, rest.len())
    }

    fn unclosed_text(&mut self, at: usize, length: usize) -> usize {
        self.hidden_in(at, at + length);
        let message = "this text does not end on its line";
        let fault = Diagnostic::new(Code::UnclosedText, self.span(at, at + length), message)
            .label("starts here")
            .hint("Close it with `\"`; a quote inside a text is written `\\\"`, a new line `\\n`.");
        self.fault(at, fault);
        length
    }

    fn word(&mut self, at: usize, starts_line: Option<bool>) -> usize {
        let rest = self.rest(at);
        let length = rest
            .bytes()
            .position(|byte| !byte.is_ascii_alphanumeric() && byte != b'_')
            .unwrap_or(rest.len());
        let word = rest.get(..length).unwrap_or("");
        if let Some(first_column) = starts_line {
            self.found.heads.push(Head {
                at,
                first_column,
                depth: self.open.len(),
                word,
            });
        }
        if word == "not" {
            self.prefixes += 1;
            self.check_depth(at, at + length);
        } else {
            self.prefixes = 0;
        }
        length
    }

    fn sign(&mut self, at: usize, char: char) -> usize {
        let length = char.len_utf8();
        match char {
            '(' => self.open(at, ')'),
            '[' => self.open(at, ']'),
            '{' => self.open(at, '}'),
            ')' | ']' | '}' => self.close(at, char),
            '!' => {
                self.prefixes += 1;
                self.check_depth(at, at + length);
            }
            _ => {
                self.prefixes = 0;
                self.hidden_in(at, at + length);
                if char.is_whitespace() {
                    self.odd_space(at, char);
                }
            }
        }
        length
    }

    /// Texts and comments may have spaces of all kinds; between words they come from copying.
    fn odd_space(&mut self, at: usize, char: char) {
        let message = format!(
            "the character U+{:04X} is not an ordinary space",
            char as u32
        );
        let span = self.span(at, at + char.len_utf8());
        let fault = Diagnostic::new(Code::HiddenCharacter, span, message);
        self.fault(
            at,
            fault.hint("Replace it by a space typed on the keyboard."),
        );
    }

    fn open(&mut self, at: usize, closer: char) {
        let prefixes = std::mem::take(&mut self.prefixes);
        self.depth += prefixes + 1;
        self.open.push(Open {
            at,
            indent: self.indent,
            closer,
            prefixes,
        });
        self.check_depth(at, at + 1);
    }

    /// Reports the first place that is too deep, and no other.
    fn check_depth(&mut self, start: usize, end: usize) {
        let reported = |(_, fault): &(usize, Diagnostic)| fault.code == Code::TooDeep;
        if self.depth + self.prefixes <= MAX_DEPTH || self.found.faults.iter().any(reported) {
            return;
        }
        self.found
            .faults
            .push((start, too_deep(self.span(start, end))));
    }

    fn close(&mut self, at: usize, closer: char) {
        self.prefixes = 0;
        let span = self.span(at, at + 1);
        let Some(open) = self.open.pop() else {
            let message = format!("`{closer}` closes nothing");
            let fault = Diagnostic::new(Code::UnclosedBracket, span, message)
                .hint("Take it out, or open it where it should start.");
            self.bracket(at, fault);
            return;
        };
        self.depth = self.depth.saturating_sub(open.prefixes + 1);
        if closer == '}' && self.margin.is_some_and(|margin| margin < open.indent) {
            self.suspects.push(open.at);
        }
        if open.closer != closer {
            let opener = self.text.get(open.at..=open.at).unwrap_or("");
            let message = format!("`{opener}` is never closed");
            let place = self.span(open.at, open.at + 1);
            let fault = Diagnostic::new(Code::UnclosedBracket, place, message)
                .label("opened here")
                .also(span, format!("`{}` is expected before this", open.closer))
                .hint(format!("Write `{}` where it ends.", open.closer));
            self.bracket(open.at, fault);
            // `(a }`: the brace most likely closes what is around the parenthesis.
            if self.open.last().is_some_and(|outer| outer.closer == closer) {
                self.close(at, closer);
                self.found.brackets.pop_if(|(place, _)| *place == at);
            }
        }
    }

    fn hidden_in(&mut self, start: usize, end: usize) {
        let part = self.text.get(start..end).unwrap_or("");
        if part.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
            return;
        }
        for (offset, char) in part.char_indices() {
            if is_hidden(char) {
                let place = start + offset;
                let code = char as u32;
                let message = format!("the character U+{code:04X} cannot be seen here");
                let span = self.span(place, place + char.len_utf8());
                let fault = Diagnostic::new(Code::HiddenCharacter, span, message).hint(format!(
                    "Take it out; in a text it can be written `\\u{{{code:x}}}`."
                ));
                self.fault(place, fault);
            }
        }
    }

    fn finish(mut self) -> Scan<'t> {
        for open in std::mem::take(&mut self.open) {
            // Of two braces the one is to blame that seems to be closed by a brace further to the left.
            let suspect = self.suspects.iter().find(|at| **at > open.at);
            let at = suspect
                .copied()
                .filter(|_| open.closer == '}')
                .unwrap_or(open.at);
            let span = self.span(at, at + 1);
            let opener = self.text.get(at..=at).unwrap_or("");
            let message = format!("`{opener}` is never closed");
            let fault = Diagnostic::new(Code::UnclosedBracket, span, message)
                .label("opened here")
                .hint(format!("Write `{}` where it ends.", open.closer));
            self.found.brackets.push((at, fault));
            if self.found.brackets.len() >= MAX_FAULTS {
                break;
            }
        }
        self.found
    }
}

/// Whether a character cannot be seen, or hides what stands around it.
fn is_hidden(char: char) -> bool {
    if char.is_ascii_graphic() {
        return false;
    }
    let control = char.is_control() && !matches!(char, '\t' | '\r' | '\n');
    control || is_invisible(char) || matches!(char, '\u{2028}' | '\u{2029}')
}

/// The error of a place that is nested too deeply.
pub(super) fn too_deep(span: Span) -> Diagnostic {
    let message = format!("nested more than {MAX_DEPTH} deep");
    Diagnostic::new(Code::TooDeep, span, message)
        .hint("Give a part of it a name with `let`, and use the name here.")
}
