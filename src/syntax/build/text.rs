//! Texts in quotes: escapes decoded, placeholders parsed.
//!
//! In: a text with its quotes. Out: what it says. A bad escape is reported where it stands and left out.

use super::Builder;
use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::ast::{Expr, Message, MessagePart};
use crate::syntax::cursor::{Built, Cursor, Fault, range};
use crate::syntax::grammar::{Pair, Rule};
use crate::syntax::limits;

/// One piece of a text.
enum Piece<'t> {
    /// What stands for itself.
    Plain(&'t str),
    /// What an escape stands for.
    Char(char),
    /// A placeholder's inside, and where it starts.
    Placeholder(&'t str, usize),
}

/// Goes through a text; `at` is the place in the builder's text.
struct Reader<'b, 't> {
    builder: Builder<'b>,
    rest: &'t str,
    at: usize,
    placeholders: bool,
    /// Where the last brace stands that could close a placeholder.
    last_closer: usize,
}

/// What a text without placeholders says.
pub(in crate::syntax) fn read_text(builder: &Builder<'_>, quoted: &str, at: usize) -> String {
    let mut reader = Reader::new(*builder, quoted, at, false);
    let mut out = String::new();
    while let Some(piece) = reader.next() {
        match piece {
            Piece::Plain(plain) => out.push_str(plain),
            Piece::Char(char) => out.push(char),
            Piece::Placeholder(..) => {}
        }
    }
    out
}

impl<'b, 't> Reader<'b, 't> {
    fn new(builder: Builder<'b>, quoted: &'t str, at: usize, placeholders: bool) -> Reader<'b, 't> {
        let inner = quoted.strip_prefix('"').unwrap_or(quoted);
        let rest = inner.strip_suffix('"').unwrap_or(inner);
        Reader {
            builder,
            rest,
            at: at + 1,
            placeholders,
            last_closer: at + 1 + rest.rfind('}').unwrap_or(0),
        }
    }

    fn skip(&mut self, bytes: usize) {
        self.rest = self.rest.get(bytes..).unwrap_or("");
        self.at += bytes;
    }

    fn fault(&self, code: Code, length: usize, message: String, hint: &str) {
        let span = self.builder.span_of(self.at..self.at + length);
        self.builder
            .report(Diagnostic::new(code, span, message).hint(hint));
    }

    fn next(&mut self) -> Option<Piece<'t>> {
        loop {
            let found = match self.rest.bytes().next()? {
                b'\\' => self.escape(),
                b'{' if self.placeholders => self.placeholder(),
                b'}' if self.placeholders => {
                    let hint = "Write `\\}` for a brace that is meant as such.";
                    let message = "`}` ends no placeholder".to_owned();
                    self.fault(Code::BadPlaceholder, 1, message, hint);
                    self.skip(1);
                    None
                }
                _ => {
                    let ends = |byte| match byte {
                        b'\\' => true,
                        b'{' | b'}' => self.placeholders,
                        _ => false,
                    };
                    let length = self.rest.bytes().position(ends);
                    let length = length.unwrap_or(self.rest.len());
                    let plain = self.rest.get(..length).unwrap_or(self.rest);
                    self.skip(length);
                    Some(Piece::Plain(plain))
                }
            };
            if found.is_some() {
                return found;
            }
        }
    }

    fn escape(&mut self) -> Option<Piece<'t>> {
        let second = self.rest.chars().nth(1);
        let plain = match second {
            Some(char @ ('"' | '\\' | '{' | '}')) => Some(char),
            Some('n') => Some('\n'),
            _ => None,
        };
        if let Some(char) = plain {
            self.skip(2);
            return Some(Piece::Char(char));
        }
        let (length, char) = match second {
            Some('u') => unicode_escape(self.rest),
            other => (1 + other.map_or(0, char::len_utf8), None),
        };
        if char.is_none() {
            let written = self.rest.get(..length).unwrap_or("\\");
            let message = format!("`{written}` stands for nothing");
            let hint = "Known are `\\\"`, `\\\\`, `\\{`, `\\}`, `\\n` and `\\u{...}`; a backslash is `\\\\`.";
            self.fault(Code::BadEscape, length, message, hint);
        }
        self.skip(length);
        char.map(Piece::Char)
    }

    fn placeholder(&mut self) -> Option<Piece<'t>> {
        let rest = Some(self.rest).filter(|_| self.at < self.last_closer);
        let end = rest.and_then(|rest| rest.find('}'));
        if let (Some(inner), Some(end)) = (self.rest.strip_prefix("{{"), end)
            && self
                .rest
                .get(end + 1..)
                .is_some_and(|rest| rest.starts_with('}'))
        {
            let name = inner.get(..end - 2).unwrap_or("");
            let message = "one pair of braces makes a placeholder".to_owned();
            let hint = format!("Write `{{{name}}}`; a brace that is meant as such is `\\{{`.");
            self.fault(Code::BadPlaceholder, end + 2, message, &hint);
            self.skip(end + 2);
            return None;
        }
        let Some(length) = end else {
            let hint = "Write `}` after the value, or `\\{` for a brace that is meant as such.";
            let message = "this placeholder is not closed".to_owned();
            self.fault(Code::BadPlaceholder, 1, message, hint);
            self.skip(1);
            return None;
        };
        let inner = self.rest.get(1..length).unwrap_or("");
        let at = self.at + 1;
        self.skip(length + 1);
        Some(Piece::Placeholder(inner, at))
    }
}

/// The length of `\u{...}` and the character; a bad one ends where it stops making sense.
fn unicode_escape(rest: &str) -> (usize, Option<char>) {
    let Some(digits) = rest.strip_prefix("\\u{") else {
        return (2, None);
    };
    let count = digits
        .find(|char: char| !char.is_ascii_hexdigit())
        .unwrap_or(digits.len());
    let hex = digits.get(..count).unwrap_or("");
    let closed = digits.get(count..).unwrap_or("").starts_with('}');
    let char = if closed && count <= 6 {
        u32::from_str_radix(hex, 16).ok().and_then(char::from_u32)
    } else {
        None
    };
    (3 + count + usize::from(closed), char)
}

impl Builder<'_> {
    /// The message of a clause whose only child is a text.
    pub(super) fn only_message(&self, pair: Pair<'_>) -> Built<Message> {
        let mut children = Cursor::new(pair);
        let message = self.message(&children.take(Rule::text)?)?;
        children.take_end()?;
        Ok(message)
    }

    fn message(&self, pair: &Pair<'_>) -> Built<Message> {
        let mut reader = Reader::new(*self, pair.as_str(), range(pair).start, true);
        let mut parts = Vec::new();
        let mut text = String::new();
        let mut broken = false;
        while let Some(piece) = reader.next() {
            match piece {
                Piece::Plain(plain) => text.push_str(plain),
                Piece::Char(char) => text.push(char),
                Piece::Placeholder(inner, at) => {
                    if !text.is_empty() {
                        parts.push(MessagePart::Text(std::mem::take(&mut text)));
                    }
                    match self.placeholder(inner, at) {
                        Ok(expr) => parts.push(MessagePart::Value(expr)),
                        Err(fault) => {
                            self.report_fault(fault);
                            broken = true;
                        }
                    }
                }
            }
        }
        if !text.is_empty() {
            parts.push(MessagePart::Text(text));
        }
        if broken {
            return Err(Fault::Reported);
        }
        Ok(Message {
            parts,
            span: self.span(pair),
        })
    }

    fn placeholder(&self, inner: &str, at: usize) -> Built<Expr> {
        let bad = |message: String, hint: Option<String>, span| {
            self.report(Diagnostic::new(Code::BadPlaceholder, span, message).maybe_hint(hint));
            Fault::Reported
        };
        let whole = self.span_of(at - 1..at + inner.len() + 1);
        if inner.trim().is_empty() {
            let hint = "Name a field in it, or write `\\{\\}` for braces that are meant as such.";
            let message = "this placeholder is empty".to_owned();
            return Err(bad(message, Some(hint.to_owned()), whole));
        }
        // Texts are opaque to the scan of the file, so what stands in them is scanned here.
        let scan = limits::scan(self.source, inner, self.base + at);
        if let Some((_, fault)) = scan.faults.into_iter().chain(scan.brackets).next() {
            self.report(fault);
            return Err(Fault::Reported);
        }
        self.parse_inside(at, (Rule::expression_only, inner), |inside, pair| {
            inside.entry_expression(pair)
        })
        .unwrap_or_else(|fault| {
            let hint = fault.hint.or_else(|| Some(several_words(inner)));
            Err(bad(fault.message, hint, fault.primary.span))
        })
    }
}

/// What to do about a placeholder that cannot be read.
fn several_words(inner: &str) -> String {
    let words: Vec<&str> = inner.split_whitespace().collect();
    let word = |text: &&str| {
        text.chars()
            .all(|char| char.is_ascii_alphanumeric() || char == '_')
    };
    if words.len() > 1 && words.iter().all(word) {
        return format!("A name is one word, for example `{}`.", words.join("_"));
    }
    "A brace that is meant as such is written `\\{`.".to_owned()
}
