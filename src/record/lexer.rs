//! JSON text to its parts (RFC 8259), one at a time. Knows nothing of schemas and never looks back.

use super::error::Fault;
use std::borrow::Cow;

/// A part of a JSON text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Part<'a> {
    ObjectOpen,
    ObjectClose,
    ListOpen,
    ListClose,
    Comma,
    Colon,
    /// With its escapes resolved.
    Text(Cow<'a, str>),
    /// As written.
    Number(&'a str),
    Bool(bool),
    Null,
    End,
}

/// A part and the byte it starts at.
pub(super) struct Lexed<'a> {
    pub(super) part: Part<'a>,
    pub(super) at: usize,
}

/// Reads part after part.
pub(super) struct Lexer<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Lexer<'a> {
    pub(super) fn new(text: &'a str) -> Lexer<'a> {
        Lexer { text, at: 0 }
    }

    /// The next part; `End` again and again once the text is over.
    pub(super) fn next(&mut self) -> Result<Lexed<'a>, Fault> {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
        let at = self.at;
        let part = match self.peek() {
            None => Part::End,
            Some(b'{') => self.single(Part::ObjectOpen),
            Some(b'}') => self.single(Part::ObjectClose),
            Some(b'[') => self.single(Part::ListOpen),
            Some(b']') => self.single(Part::ListClose),
            Some(b',') => self.single(Part::Comma),
            Some(b':') => self.single(Part::Colon),
            Some(b'"') => self.text()?,
            Some(b'-' | b'0'..=b'9') => self.number()?,
            Some(b'a'..=b'z' | b'A'..=b'Z') => self.word()?,
            Some(b'\'') => return Err(Fault::syntax(at, "texts stand between double quotes")),
            Some(b'/' | b'#') => return Err(Fault::syntax(at, "JSON has no comments")),
            Some(_) => return Err(Fault::syntax(at, "this character has no place here")),
        };
        Ok(Lexed { part, at })
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn single(&mut self, part: Part<'a>) -> Part<'a> {
        self.at += 1;
        part
    }

    fn slice(&self, from: usize) -> &'a str {
        self.text.get(from..self.at).unwrap_or("")
    }

    fn word(&mut self) -> Result<Part<'a>, Fault> {
        let from = self.at;
        while matches!(self.peek(), Some(byte) if byte.is_ascii_alphanumeric() || byte == b'_') {
            self.at += 1;
        }
        match self.slice(from) {
            "true" => Ok(Part::Bool(true)),
            "false" => Ok(Part::Bool(false)),
            "null" => Ok(Part::Null),
            _ => Err(Fault::syntax(
                from,
                "a word without quotes; only `true`, `false` and `null` stand without them",
            )),
        }
    }

    fn number(&mut self) -> Result<Part<'a>, Fault> {
        let from = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        let leading_zero = self.peek() == Some(b'0');
        let whole = self.digits()?;
        if leading_zero && whole > 1 {
            return Err(Fault::syntax(from, "a number does not start with a zero"));
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.digits()?;
        }
        match self.peek() {
            Some(byte) if byte.is_ascii_alphanumeric() || b"+-._".contains(&byte) => Err(
                Fault::syntax(self.at, "this character has no place in a number"),
            ),
            _ => Ok(Part::Number(self.slice(from))),
        }
    }

    /// One digit or more; how many.
    fn digits(&mut self) -> Result<usize, Fault> {
        let from = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        match self.at - from {
            0 => Err(Fault::syntax(self.at, "a digit is missing in a number")),
            count => Ok(count),
        }
    }

    fn text(&mut self) -> Result<Part<'a>, Fault> {
        let open = self.at;
        self.at += 1;
        let mut decoded = String::new();
        let mut from = self.at;
        loop {
            match self.peek() {
                Some(b'"') => {
                    let tail = self.slice(from);
                    self.at += 1;
                    let text = if decoded.is_empty() {
                        Cow::Borrowed(tail)
                    } else {
                        decoded.push_str(tail);
                        Cow::Owned(decoded)
                    };
                    return Ok(Part::Text(text));
                }
                Some(b'\\') => {
                    decoded.push_str(self.slice(from));
                    decoded.push(self.escape()?);
                    from = self.at;
                }
                Some(b'\n' | b'\r') => {
                    return Err(Fault::syntax(
                        self.at,
                        "the line ends inside a text; its closing quote is missing, or a line end in it has \
                         to be written as `\\n`",
                    ));
                }
                Some(0..=0x1F) => {
                    return Err(Fault::syntax(
                        self.at,
                        "a control character inside a text; write it as an escape, `\\u0009`",
                    ));
                }
                Some(_) => self.at += 1,
                None => return Err(Fault::syntax(open, "this text has no closing quote")),
            }
        }
    }

    fn escape(&mut self) -> Result<char, Fault> {
        let at = self.at;
        self.at += 1;
        let kind = self.peek();
        self.at += 1;
        Ok(match kind {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{C}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.code_point(at),
            _ => {
                return Err(Fault::syntax(
                    at,
                    "no such escape; a backslash itself is written `\\\\`",
                ));
            }
        })
    }

    fn code_point(&mut self, at: usize) -> Result<char, Fault> {
        let lone = || Fault::syntax(at, "half of a surrogate pair without its other half");
        let first = self.four_digits(at)?;
        if !(0xD800..0xDC00).contains(&first) {
            return char::from_u32(first).ok_or_else(lone);
        }
        let rest = self.text.as_bytes().get(self.at..).unwrap_or(&[]);
        if !rest.starts_with(b"\\u") {
            return Err(lone());
        }
        self.at += 2;
        let second = self.four_digits(at)?;
        if !(0xDC00..0xE000).contains(&second) {
            return Err(lone());
        }
        char::from_u32(0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00)).ok_or_else(lone)
    }

    fn four_digits(&mut self, at: usize) -> Result<u32, Fault> {
        let mut value = 0;
        for _ in 0..4 {
            let digit = self
                .peek()
                .and_then(|byte| char::from(byte).to_digit(16))
                .ok_or_else(|| Fault::syntax(at, "`\\u` needs four hexadecimal digits"))?;
            value = value * 16 + digit;
            self.at += 1;
        }
        Ok(value)
    }
}
