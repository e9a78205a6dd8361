//! How text for people is set: 80 columns, hanging indents, colour only when asked for.
//!
//! Texts are wrapped by what they measure on a terminal, and whatever could move the cursor or hide
//! something is written out first. It knows nothing of what the texts say.

use crate::value::escape_controls;
use anstyle::{AnsiColor, Style};
use textwrap::core::Word;
use textwrap::{Options, WordSeparator, WordSplitter};
use unicode_width::UnicodeWidthChar;

/// The width of a page.
pub(super) const WIDTH: usize = 80;

/// Whether text is coloured.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Colour {
    /// Plain text.
    #[default]
    Never,
    /// With terminal colours.
    Always,
}

/// Something that is coloured in one way.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Ink {
    Good,
    Bad,
    Doubtful,
    Heading,
    Quiet,
}

impl Ink {
    fn style(self) -> Style {
        match self {
            Ink::Good => AnsiColor::Green.on_default().bold(),
            Ink::Bad => AnsiColor::Red.on_default().bold(),
            Ink::Doubtful => AnsiColor::Yellow.on_default().bold(),
            Ink::Heading => Style::new().bold(),
            Ink::Quiet => Style::new().dimmed(),
        }
    }
}

/// A page that grows line by line.
pub(super) struct Page {
    text: String,
    colour: Colour,
}

impl Page {
    pub(super) fn new(colour: Colour) -> Page {
        Page {
            text: String::new(),
            colour,
        }
    }

    pub(super) fn into_text(self) -> String {
        self.text
    }

    /// An empty line.
    pub(super) fn gap(&mut self) {
        self.text.push('\n');
    }

    /// An empty line and a heading.
    pub(super) fn heading(&mut self, title: &str) {
        self.gap();
        self.title(title);
    }

    /// A heading without an empty line before it.
    pub(super) fn title(&mut self, title: &str) {
        self.text.push_str(&self.paint(Ink::Heading, title));
        self.gap();
    }

    /// A paragraph: `first` stands before its first line, as many spaces before the others.
    pub(super) fn paragraph(&mut self, first: &str, text: &str) {
        self.inked(None, first, text);
    }

    /// As [`Page::paragraph`], for a text that a rule's author may have broken into lines.
    pub(super) fn prose(&mut self, first: &str, text: &str) {
        let rest = " ".repeat(textwrap::core::display_width(first));
        for (index, line) in text.split('\n').enumerate() {
            self.paragraph(if index == 0 { first } else { &rest }, line);
        }
    }

    /// As [`Page::paragraph`], in one colour.
    pub(super) fn quiet(&mut self, first: &str, text: &str) {
        self.inked(Some(Ink::Quiet), first, text);
    }

    /// The first word in its colour, the rest of the paragraph after it.
    pub(super) fn verdict(&mut self, ink: Ink, word: &str, text: &str) {
        let first = format!("{word}  ");
        let coloured = self.paint(ink, word);
        for line in wrap(&first, text) {
            match line.strip_prefix(word) {
                Some(rest) => self.text.push_str(&format!("{coloured}{rest}\n")),
                None => self.text.push_str(&format!("{line}\n")),
            }
        }
    }

    /// A line that is never broken: it is there to be copied.
    pub(super) fn line(&mut self, first: &str, text: &str) {
        let text = escape_controls(text);
        self.text.push_str(&format!("{first}{text}\n"));
    }

    /// A line that is never broken, in one colour.
    pub(super) fn inked_line(&mut self, ink: Ink, first: &str, text: &str) {
        let line = format!("{first}{}", escape_controls(text));
        let line = self.paint(ink, line.trim_end());
        self.text.push_str(&format!("{line}\n"));
    }

    fn inked(&mut self, ink: Option<Ink>, first: &str, text: &str) {
        for line in wrap(first, text) {
            let line = match ink {
                Some(ink) => self.paint(ink, &line),
                None => line,
            };
            self.text.push_str(&line);
            self.text.push('\n');
        }
    }

    fn paint(&self, ink: Ink, text: &str) -> String {
        match self.colour {
            Colour::Never => text.to_owned(),
            Colour::Always => {
                let style = ink.style();
                format!("{}{text}{}", style.render(), style.render_reset())
            }
        }
    }
}

/// The lines of a paragraph. `first` is trusted; the text is made safe to print.
fn wrap(first: &str, text: &str) -> Vec<String> {
    let rest = " ".repeat(textwrap::core::display_width(first));
    let options = Options::new(WIDTH)
        .initial_indent(first)
        .subsequent_indent(&rest)
        .word_separator(WordSeparator::Custom(words))
        .word_splitter(WordSplitter::NoHyphenation);
    let text = escape_controls(text);
    let lines = textwrap::wrap(&text, options);
    lines
        .into_iter()
        .map(|line| line.trim_end().to_owned())
        .collect()
}

/// Words end at spaces, and on either side of a wide character unless punctuation clings to it.
fn words(line: &str) -> Box<dyn Iterator<Item = Word<'_>> + '_> {
    let mut rest = line;
    Box::new(std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let (word, after) = rest.split_at_checked(word_end(rest)).unwrap_or((rest, ""));
        rest = after;
        Some(Word::from(word))
    }))
}

/// Where the first word of a text ends: the byte after it and after the spaces that follow it.
fn word_end(text: &str) -> usize {
    let mut chars = text.char_indices().peekable();
    while let Some((_, char)) = chars.next() {
        let Some(&(at, next)) = chars.peek() else {
            break;
        };
        let space_ends = char == ' ' && next != ' ';
        let wide_ends = next != ' ' && (is_wide(char) || is_wide(next)) && !clings(char, next);
        if space_ends || wide_ends {
            return at;
        }
    }
    text.len()
}

fn is_wide(char: char) -> bool {
    char.width() == Some(2)
}

/// Whether two characters may not be parted: closing punctuation never starts a line, opening never ends one.
fn clings(char: char, next: char) -> bool {
    matches!(
        char,
        '（' | '「' | '『' | '《' | '〈' | '【' | '“' | '‘' | '(' | '[' | '"'
    ) || matches!(
        next,
        '，' | '。'
            | '、'
            | '；'
            | '：'
            | '？'
            | '！'
            | '）'
            | '」'
            | '』'
            | '》'
            | '〉'
            | '】'
            | '”'
            | '’'
            | ')'
            | ']'
            | '"'
            | ','
            | '.'
            | ';'
            | ':'
            | '?'
            | '!'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_is_broken_between_characters_and_keeps_its_punctuation() {
        let text = "居民身份证有效期满，请换领新证后再次提交认证申请。".repeat(3);
        let lines = wrap("  1  ", &text);
        assert!(lines.len() > 1);
        for line in &lines {
            assert!(textwrap::core::display_width(line) <= WIDTH, "{line}");
            assert!(!line.trim_start().starts_with(['，', '。']), "{line}");
        }
        let joined: String = lines.iter().map(|line| line.trim_start()).collect();
        assert_eq!(joined, format!("1  {text}"));
    }

    #[test]
    fn dates_are_never_broken() {
        let lines = wrap("", &"2026-11-22 ".repeat(20));
        assert!(
            lines
                .iter()
                .all(|line| line.split(' ').all(|word| word == "2026-11-22"))
        );
    }

    #[test]
    fn a_word_longer_than_the_page_is_broken() {
        let lines = wrap("   ", &"x".repeat(200));
        assert!(lines.iter().all(|line| line.len() <= WIDTH));
    }

    #[test]
    fn controls_are_written_out() {
        assert_eq!(
            wrap("", "a\u{1b}[2J\nb\u{202e}c"),
            ["a\\u{1b}[2J\\u{a}b\\u{202e}c"]
        );
    }
}
