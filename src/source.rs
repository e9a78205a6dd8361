//! Texts and places in them.
//!
//! In: the text of each rule file. Out: [`SourceId`], [`Span`] and lines. Knows nothing of the language.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::OnceLock;

/// One file of a [`SourceMap`]. Cheap to copy.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct SourceId(u32);

/// A half-open range of bytes in one file: `start` is inside, `end` is not.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Span {
    /// The file.
    pub source: SourceId,
    /// The first byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

impl Span {
    /// The smallest span that holds both; `other` is expected to lie in the same file.
    pub fn join(self, other: Span) -> Span {
        Span {
            source: self.source,
            start: self.start.min(other.start),
            end: self.end.max(other.end),
        }
    }

    /// The empty span where this one starts.
    pub fn at_start(self) -> Span {
        Span {
            end: self.start,
            ..self
        }
    }

    /// The empty span where this one ends.
    pub fn at_end(self) -> Span {
        Span {
            start: self.end,
            ..self
        }
    }

    /// The bytes as a range, for slicing the file's text.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A line and a column, both counted from 1; the column counts characters, not bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Position {
    /// Counted from 1.
    pub line: u32,
    /// Counted from 1, in Unicode characters.
    pub column: u32,
}

/// The text of one file with the starts of its lines.
#[derive(Clone, Debug)]
pub struct SourceFile {
    name: Box<str>,
    text: Box<str>,
    line_starts: Vec<u32>,
    /// Made when the text is first quoted.
    tangles: OnceLock<Vec<Range<u32>>>,
}

impl SourceFile {
    fn new(name: &str, text: &str) -> SourceFile {
        let newlines = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let line_starts = std::iter::once(0)
            .chain(newlines.map(|(at, _)| at as u32 + 1))
            .collect();
        SourceFile {
            name: name.into(),
            text: text.into(),
            line_starts,
            tangles: OnceLock::new(),
        }
    }

    /// The name as given: a path relative to the policy folder, with `/` between its parts.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether it holds tests and nothing else, by its name: then it is no part of the rules.
    pub fn holds_tests(&self) -> bool {
        holds_tests(&self.name)
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The line of a byte, counted from 1.
    pub fn line_of(&self, offset: usize) -> usize {
        let starts = &self.line_starts;
        starts
            .partition_point(|start| *start as usize <= offset)
            .max(1)
    }

    /// Whether a span has neither a comment nor white space but single blanks between words.
    fn is_one_line(&self, span: Span) -> bool {
        let tangles = self.tangles.get_or_init(|| tangles(&self.text));
        let next = tangles.partition_point(|tangle| tangle.end <= span.start);
        let text = self.text.as_bytes().get(span.range()).unwrap_or_default();
        let ends = [text.first(), text.last()];
        tangles
            .get(next)
            .is_none_or(|tangle| tangle.start >= span.end)
            && ends.iter().all(|end| end.is_some_and(|byte| *byte != b' '))
    }

    fn position(&self, offset: u32) -> Position {
        let line = self.line_of(offset as usize);
        let start = self.line_starts.get(line - 1).copied().unwrap_or(0);
        let before = self.text.get(start as usize..offset as usize).unwrap_or("");
        Position {
            line: line as u32,
            column: before.chars().count() as u32 + 1,
        }
    }
}

/// Whether a file of this name holds tests and nothing else: then it is no part of the rules.
pub fn holds_tests(name: &str) -> bool {
    name.ends_with(".test.admit")
}

/// All texts of a policy set.
///
/// ```
/// use admit::source::SourceMap;
/// let mut sources = SourceMap::default();
/// let file = sources.add("a.admit", "param a: number = 1\nparam b: number = 2\n");
/// let span = sources.span(file, 26..27);
/// assert_eq!(sources.text_of(span), "b");
/// assert_eq!(sources.position(span).line, 2);
/// assert_eq!(sources.position(span).column, 7);
/// ```
#[derive(Clone, Debug, Default)]
pub struct SourceMap {
    files: Vec<SourceFile>,
}

impl SourceMap {
    /// Takes a text in; `name` is what messages call it.
    pub fn add(&mut self, name: &str, text: &str) -> SourceId {
        self.files.push(SourceFile::new(name, text));
        SourceId(self.files.len() as u32 - 1)
    }

    /// The span of a byte range in a file.
    pub fn span(&self, source: SourceId, range: Range<usize>) -> Span {
        Span {
            source,
            start: range.start as u32,
            end: range.end as u32,
        }
    }

    /// The file of an id; `None` for an id of another map.
    pub fn file(&self, source: SourceId) -> Option<&SourceFile> {
        self.files.get(source.0 as usize)
    }

    /// The name of a file.
    pub fn name(&self, source: SourceId) -> &str {
        self.file(source).map_or("", SourceFile::name)
    }

    /// The text that a span covers; empty if it covers none.
    pub fn text_of(&self, span: Span) -> &str {
        self.file(span.source)
            .and_then(|file| file.text.get(span.range()))
            .unwrap_or("")
    }

    /// The same on one line, without comments.
    pub fn words_of(&self, span: Span) -> Cow<'_, str> {
        let text = self.text_of(span);
        match self.file(span.source) {
            Some(file) if file.is_one_line(span) => text.into(),
            _ => words(text).into(),
        }
    }

    /// Line and column of the span's first byte.
    pub fn position(&self, span: Span) -> Position {
        self.file(span.source)
            .map_or(Position { line: 1, column: 1 }, |file| {
                file.position(span.start)
            })
    }

    /// Each file with its id, in the order they were added.
    pub fn files(&self) -> impl Iterator<Item = (SourceId, &SourceFile)> {
        self.files
            .iter()
            .enumerate()
            .map(|(index, file)| (SourceId(index as u32), file))
    }
}

/// The parts of a text that are quoted in another way than they stand: line ends and comments, blanks behind blanks, and
/// all but ASCII, for it may be white space.
fn tangles(text: &str) -> Vec<Range<u32>> {
    let mut found: Vec<Range<u32>> = Vec::new();
    let mut last = b'\n';
    for (at, byte) in (0..).zip(text.bytes()) {
        let twice = byte == b' ' && last == b' ';
        if twice || matches!(byte, b'#' | b'\t'..=b'\r' | 0x80..) {
            match found.last_mut() {
                Some(before) if before.end == at => before.end += 1,
                _ => found.push(at..at + 1),
            }
        }
        last = byte;
    }
    found
}

/// The words of a text on one line, without its comments.
fn words(text: &str) -> String {
    let lines = text.lines();
    let words = lines.flat_map(|line| code_of(line).split_whitespace());
    words.collect::<Vec<_>>().join(" ")
}

/// The part of a line before its comment.
fn code_of(line: &str) -> &str {
    let (mut quoted, mut escaped) = (false, false);
    let comment = line.find(|char| {
        let starts_comment = char == '#' && !quoted;
        quoted ^= char == '"' && !escaped;
        escaped = char == '\\' && quoted && !escaped;
        starts_comment
    });
    comment.and_then(|at| line.get(..at)).unwrap_or(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_quoted_is_quoted_in_words() {
        let text = "when a  >\t3 # so\n\n  and name == \"王 # x\" \u{a0}b ";
        let mut sources = SourceMap::default();
        let file = sources.add("a.admit", text);
        for start in 0..=text.len() {
            for end in start..=text.len() {
                let span = sources.span(file, start..end);
                assert_eq!(
                    sources.words_of(span),
                    words(sources.text_of(span)),
                    "{start}..{end}"
                );
            }
        }
    }
}
