//! JSON text to its parts (RFC 8259), one at a time. Knows nothing of schemas and never looks back.

use super::error::Fault;
use super::plain::{plain_end, plain_text};
use std::borrow::Cow;

/// A part of a JSON text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Part<'t> {
    ObjectOpen,
    ObjectClose,
    ListOpen,
    ListClose,
    Comma,
    Colon,
    Text(Text),
    /// As written.
    Number(&'t str),
    Bool(bool),
    Null,
    End,
}

/// A part and the byte it starts at.
#[derive(Clone, Copy)]
pub(super) struct Lexed<'t> {
    pub(super) part: Part<'t>,
    pub(super) at: usize,
}

/// Where a text stands, without its quotes. It is sound, and its escapes are not yet resolved.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Text {
    pub(super) from: u32,
    pub(super) to: u32,
    pub(super) escaped: bool,
}

impl Text {
    /// Where its opening quote stands.
    pub(super) fn quote(self) -> usize {
        self.from as usize - 1
    }
}

/// Whether a byte is white space.
#[inline]
pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// Reads part after part.
#[derive(Clone, Copy)]
pub(super) struct Lexer<'t> {
    text: &'t str,
    rest: &'t [u8],
}

impl<'t> Lexer<'t> {
    pub(super) fn new(text: &'t str) -> Lexer<'t> {
        Lexer {
            text,
            rest: text.as_bytes(),
        }
    }

    /// Where it stands, in bytes.
    #[inline]
    pub(super) fn at(&self) -> usize {
        self.place(self.rest)
    }

    /// The bytes from here on.
    #[inline]
    pub(super) fn rest(&self) -> &'t [u8] {
        self.rest
    }

    /// Goes to where these bytes start, which are the rest of the text.
    #[inline]
    pub(super) fn go_to(&mut self, rest: &'t [u8]) {
        self.rest = rest;
    }

    /// Steps over as many bytes.
    #[inline]
    pub(super) fn step(&mut self, count: usize) {
        self.rest = self.rest.get(count..).unwrap_or(&[]);
    }

    /// How many bytes of the text stand before these, which are the rest of it.
    #[inline]
    pub(super) fn place(&self, rest: &[u8]) -> usize {
        self.text.len() - rest.len()
    }

    /// The first byte of the next part; `None` once the text is over.
    #[inline]
    pub(super) fn start(&mut self) -> Option<u8> {
        loop {
            match self.rest {
                [byte, rest @ ..] if is_space(*byte) => self.rest = rest,
                rest => return rest.first().copied(),
            }
        }
    }

    /// The next part; `End` again and again once the text is over.
    pub(super) fn next(&mut self) -> Result<Lexed<'t>, Fault> {
        let start = self.start();
        let at = self.at();
        let part = match start {
            None => Part::End,
            Some(b'{') => self.single(Part::ObjectOpen),
            Some(b'}') => self.single(Part::ObjectClose),
            Some(b'[') => self.single(Part::ListOpen),
            Some(b']') => self.single(Part::ListClose),
            Some(b',') => self.single(Part::Comma),
            Some(b':') => self.single(Part::Colon),
            Some(b'"') => Part::Text(self.text()?),
            Some(b'-' | b'0'..=b'9') => self.number()?,
            Some(b'a'..=b'z' | b'A'..=b'Z') => self.word()?,
            Some(b'\'') => return Err(Fault::syntax(at, "texts stand between double quotes")),
            Some(b'/' | b'#') => return Err(Fault::syntax(at, "JSON has no comments")),
            Some(_) => return Err(Fault::syntax(at, "this character has no place here")),
        };
        Ok(Lexed { part, at })
    }

    #[inline]
    fn peek(&self) -> Option<u8> {
        self.rest.first().copied()
    }

    fn single(&mut self, part: Part<'t>) -> Part<'t> {
        self.step(1);
        part
    }

    fn since(&self, from: usize) -> &'t str {
        self.text.get(from..self.at()).unwrap_or("")
    }

    fn word(&mut self) -> Result<Part<'t>, Fault> {
        let from = self.at();
        while matches!(self.peek(), Some(byte) if byte.is_ascii_alphanumeric() || byte == b'_') {
            self.step(1);
        }
        match self.since(from) {
            "true" => Ok(Part::Bool(true)),
            "false" => Ok(Part::Bool(false)),
            "null" => Ok(Part::Null),
            _ => Err(Fault::syntax(
                from,
                "a word without quotes; only `true`, `false` and `null` stand without them",
            )),
        }
    }

    fn number(&mut self) -> Result<Part<'t>, Fault> {
        let from = self.at();
        if self.peek() == Some(b'-') {
            self.step(1);
        }
        let leading_zero = self.peek() == Some(b'0');
        let whole = self.digits()?;
        if leading_zero && whole > 1 {
            return Err(Fault::syntax(from, "a number does not start with a zero"));
        }
        if self.peek() == Some(b'.') {
            self.step(1);
            self.digits()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.step(1);
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.step(1);
            }
            self.digits()?;
        }
        match self.peek() {
            Some(byte) if byte.is_ascii_alphanumeric() || b"+-._".contains(&byte) => Err(
                Fault::syntax(self.at(), "this character has no place in a number"),
            ),
            _ => Ok(Part::Number(self.since(from))),
        }
    }

    /// One digit or more; how many.
    fn digits(&mut self) -> Result<usize, Fault> {
        let from = self.at();
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.step(1);
        }
        match self.at() - from {
            0 => Err(Fault::syntax(self.at(), "a digit is missing in a number")),
            count => Ok(count),
        }
    }

    /// The text whose opening quote comes next.
    #[inline]
    pub(super) fn text(&mut self) -> Result<Text, Fault> {
        let open = self.at();
        match plain_text(self.rest) {
            Some((_, rest)) => {
                self.rest = rest;
                Ok(self.text_since(open, false))
            }
            None => self.unusual_text(open),
        }
    }

    fn text_since(&self, open: usize, escaped: bool) -> Text {
        Text {
            from: open as u32 + 1,
            to: self.at() as u32 - 1,
            escaped,
        }
    }

    #[cold]
    fn unusual_text(&mut self, open: usize) -> Result<Text, Fault> {
        self.step(1);
        loop {
            self.step(plain_end(self.rest));
            match self.peek() {
                Some(b'"') => {
                    self.step(1);
                    return Ok(self.text_since(open, true));
                }
                Some(b'\\') => {
                    self.escape()?;
                }
                Some(b'\n' | b'\r') => {
                    return Err(Fault::syntax(
                        self.at(),
                        "the line ends inside a text; its closing quote is missing, or a line end in it has \
                         to be written as `\\n`",
                    ));
                }
                Some(_) => {
                    return Err(Fault::syntax(
                        self.at(),
                        "a control character inside a text; write it as an escape, `\\u0009`",
                    ));
                }
                None => return Err(Fault::syntax(open, "this text has no closing quote")),
            }
        }
    }

    fn escape(&mut self) -> Result<char, Fault> {
        let at = self.at();
        self.step(1);
        let kind = self.peek();
        self.step(1);
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
        if !self.rest.starts_with(b"\\u") {
            return Err(lone());
        }
        self.step(2);
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
            self.step(1);
        }
        Ok(value)
    }

    /// A text as it is written.
    #[inline]
    pub(super) fn written(&self, text: Text) -> &'t str {
        let range = text.from as usize..text.to as usize;
        self.text.get(range).unwrap_or("")
    }

    /// What stands between two places.
    #[inline]
    pub(super) fn between(&self, from: usize, to: usize) -> &'t str {
        self.text.get(from..to).unwrap_or("")
    }

    /// A text with its escapes resolved.
    pub(super) fn resolve(&self, text: Text) -> Cow<'t, str> {
        if !text.escaped {
            return Cow::Borrowed(self.written(text));
        }
        let mut resolved = String::with_capacity(self.written(text).len());
        let mut lexer = Lexer::new(self.text);
        lexer.step(text.quote());
        // It was read before: it is sound.
        let _ = lexer.add_text(&mut resolved);
        Cow::Owned(resolved)
    }

    /// Adds the text whose opening quote comes next to another, with its escapes resolved, and goes behind it. `None` if it
    /// has a fault: what that is, [`Lexer::text`] says.
    pub(super) fn add_text(&mut self, to: &mut String) -> Option<()> {
        self.step(1);
        loop {
            let from = self.at();
            self.step(plain_end(self.rest));
            to.push_str(self.since(from));
            match self.peek()? {
                b'"' => {
                    self.step(1);
                    return Some(());
                }
                b'\\' => to.push(self.escape().ok()?),
                _ => return None,
            }
        }
    }
}
