//! Anything serialisable as JSON, safe to show on a terminal.

use crate::value::{escape_controls, is_invisible};
use serde::Serialize;
use std::fmt::Write;
use std::ops::Deref;

/// On several lines, with a line end.
pub fn json_pretty<T: Serialize + ?Sized>(value: &T) -> String {
    finish(serde_json::to_string_pretty(value))
}

/// On one line, with a line end.
pub fn json_compact<T: Serialize + ?Sized>(value: &T) -> String {
    finish(serde_json::to_string(value))
}

/// Control and invisible characters are written as escapes, which mean the same to every reader. Line ends
/// are between values only: inside texts they are escaped already, as are all other controls of ASCII but the last.
fn finish(json: serde_json::Result<String>) -> String {
    // Our own types have text keys only, so that writing them cannot fail.
    let mut json = json.unwrap_or_else(|_| "null".to_owned());
    if json.is_ascii() && !json.contains('\u{7f}') {
        json.push('\n');
        return json;
    }
    let mut out = String::with_capacity(json.len() + 1);
    let mut left = json.as_str();
    while let Some((plain, rest)) = split_plain(left) {
        out.push_str(plain);
        let mut chars = rest.chars();
        match chars.next() {
            Some(char) if is_hidden(char) => {
                for unit in char.encode_utf16(&mut [0; 2]) {
                    let _ = write!(out, "\\u{unit:04x}");
                }
            }
            char => out.extend(char),
        }
        left = chars.as_str();
    }
    out.push_str(left);
    out.push('\n');
    out
}

/// A text before and from its first character that may have to be escaped; `None` if it has none.
fn split_plain(text: &str) -> Option<(&str, &str)> {
    let place = text.bytes().position(|byte| byte >= 0x7F)?;
    // The byte before a character that is not ASCII is the end of another.
    text.split_at_checked(place)
}

fn is_hidden(char: char) -> bool {
    char.is_control() || is_invisible(char) || matches!(char, '\u{2028}' | '\u{2029}')
}

/// One line of JSON that is written piece by piece: each piece after its key, which is JSON already.
pub(super) struct Json<'o>(pub &'o mut Vec<u8>);

impl Json<'_> {
    // Keys are known when this is compiled: copied in place, they are but a few moves.
    #[inline(always)]
    pub fn raw(&mut self, json: &str) {
        self.0.extend_from_slice(json.as_bytes());
    }

    /// A comma before each item of a list but the first.
    #[inline(always)]
    pub fn comma(&mut self, is_first: &mut bool) {
        if !std::mem::replace(is_first, false) {
            self.raw(",");
        }
    }

    /// A word of the language, in which nothing has to be escaped. The key is given with the quote behind it.
    #[inline(always)]
    pub fn word(&mut self, key: &str, word: &str) {
        self.raw(key);
        self.raw(word);
        self.raw("\"");
    }

    #[inline(always)]
    pub fn perhaps_word(&mut self, key: &str, word: Option<&str>) {
        match word {
            Some(word) => {
                self.raw(key);
                self.word("\"", word);
            }
            None => self.null(key),
        }
    }

    #[inline(always)]
    pub fn text(&mut self, key: &str, text: &str) {
        self.raw(key);
        quote(text, self.0);
    }

    #[inline(always)]
    pub fn perhaps(&mut self, key: &str, text: &Option<impl Deref<Target = str>>) {
        match text {
            Some(text) => self.text(key, text),
            None => self.null(key),
        }
    }

    /// A text of a record, whose controls are shown as escapes wherever it is shown.
    #[inline(always)]
    pub fn shown(&mut self, key: &str, text: Option<&str>) {
        match text {
            Some(text) if is_itself(text.as_bytes()) => {
                self.raw(key);
                self.word("\"", text);
            }
            Some(text) => self.text(key, &escape_controls(text)),
            None => self.null(key),
        }
    }

    #[inline(always)]
    fn null(&mut self, key: &str) {
        self.raw(key);
        self.raw("null");
    }

    #[inline(always)]
    pub fn number(&mut self, key: &str, number: u32) {
        self.raw(key);
        let mut digits = [b'0'; 10];
        let (mut left, mut count) = (number, 0);
        for digit in digits.iter_mut().rev() {
            *digit += (left % 10) as u8;
            (left, count) = (left / 10, count + 1);
            if left == 0 {
                break;
            }
        }
        let start = digits.len() - count;
        self.0
            .extend_from_slice(digits.get(start..).unwrap_or_default());
    }

    /// The key is given with the bracket behind it.
    #[inline(always)]
    pub fn texts(&mut self, key: &str, texts: &[impl Deref<Target = str>]) {
        self.list(key, texts, |json, text| json.text("", text));
    }

    /// The key is given with the bracket behind it.
    #[inline(always)]
    pub fn list<T>(&mut self, key: &str, list: &[T], write: impl Fn(&mut Self, &T)) {
        self.raw(key);
        for (place, item) in list.iter().enumerate() {
            if place > 0 {
                self.raw(",");
            }
            write(self, item);
        }
        self.raw("]");
    }
}

/// JSON that is written again and again: in blocks, each of which takes a few moves whatever of it counts.
#[derive(Clone, Debug, Default)]
pub(super) struct Stamp {
    /// With a block of spaces behind it.
    text: Box<[u8]>,
    length: usize,
}

impl Stamp {
    /// So long that most texts take one or two, and the processor is seldom wrong about how many.
    const BLOCK: usize = 64;

    pub fn new(text: &[u8]) -> Stamp {
        let mut padded = text.to_vec();
        padded.resize(text.len() + Stamp::BLOCK, b' ');
        Stamp {
            text: padded.into(),
            length: text.len(),
        }
    }

    #[inline(always)]
    pub fn write(&self, out: &mut Vec<u8>) {
        self.write_part(0, self.length, out);
    }

    /// Writes what stands between two places.
    #[inline(always)]
    pub fn write_part(&self, from: usize, to: usize, out: &mut Vec<u8>) {
        let count = to.saturating_sub(from);
        let end = out.len() + count;
        let (blocks, _) = self.text.get(from..).unwrap_or_default().as_chunks();
        for block in blocks.iter().take(count.div_ceil(Stamp::BLOCK)) {
            let block: &[u8; Stamp::BLOCK] = block;
            out.extend_from_slice(block);
        }
        out.truncate(end);
    }

    pub fn len(&self) -> usize {
        self.length
    }
}

/// A text in quotes, as [`json_compact`] writes it.
pub(super) fn quote(text: &str, out: &mut Vec<u8>) {
    out.reserve(text.len() + 2);
    out.push(b'"');
    within_quotes(text, out);
    out.push(b'"');
}

/// The same without the quotes: a piece of a longer text.
pub(super) fn within_quotes(text: &str, out: &mut Vec<u8>) {
    if is_itself(text.as_bytes()) {
        out.extend_from_slice(text.as_bytes());
    } else {
        escape(text, out);
    }
}

/// Whether each byte of a text means itself in JSON. Sixteen are looked at together, without a way out between them, or
/// eight of a shorter text; some of the last may be seen twice.
#[inline(always)]
fn is_itself(text: &[u8]) -> bool {
    if let Some(last) = text.last_chunk::<16>() {
        let (blocks, _) = text.as_chunks::<16>();
        return !has_special(last) && !blocks.iter().any(has_special);
    }
    if let (Some(first), Some(last)) = (text.first_chunk::<8>(), text.last_chunk::<8>()) {
        let [first, last] = [u64::from_le_bytes(*first), u64::from_le_bytes(*last)];
        return (special(first) | special(last)) == 0;
    }
    if let (Some(first), Some(last)) = (text.first_chunk::<4>(), text.last_chunk::<4>()) {
        let [first, last] = [u32::from_le_bytes(*first), u32::from_le_bytes(*last)];
        return special(u64::from(first) | u64::from(last) << 32) == 0;
    }
    text.iter().all(|byte| is_special(*byte) == 0)
}

/// A bit for each special one of eight bytes. The byte behind one that is not of ASCII may pass for special, too.
#[inline(always)]
fn special(eight: u64) -> u64 {
    const EACH: u64 = u64::MAX / 0xff;
    const HIGH: u64 = 0x80 * EACH;
    let below = |least: u8, bytes: u64| !(bytes | HIGH).wrapping_sub(u64::from(least) * EACH);
    let is = |byte: u8| below(1, eight ^ (u64::from(byte) * EACH));
    let deleted = eight.wrapping_add(EACH);
    (eight | deleted | below(b' ', eight) | is(b'"') | is(b'\\')) & HIGH
}

#[inline(always)]
fn has_special(block: &[u8; 16]) -> bool {
    block.iter().fold(0, |any, byte| any | is_special(*byte)) != 0
}

/// 1 for what is not of visible ASCII, a quote or a backslash.
#[inline(always)]
fn is_special(byte: u8) -> u8 {
    u8::from(byte.wrapping_sub(b' ') > b'~' - b' ')
        | u8::from(byte == b'"')
        | u8::from(byte == b'\\')
}

/// A text in which something has to be escaped.
fn escape(text: &str, out: &mut Vec<u8>) {
    let mut left = text;
    while let Some(place) = left.bytes().position(|byte| is_special(byte) != 0) {
        // The byte before a special one is the end of a character.
        let Some((plain, rest)) = left.split_at_checked(place) else {
            break;
        };
        out.extend_from_slice(plain.as_bytes());
        let mut chars = rest.chars();
        chars
            .next()
            .into_iter()
            .for_each(|char| escape_char(char, out));
        left = chars.as_str();
    }
    out.extend_from_slice(left.as_bytes());
}

fn escape_char(char: char, out: &mut Vec<u8>) {
    let mut itself = [0; 4];
    let short = match char {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\u{8}' => "\\b",
        '\t' => "\\t",
        '\n' => "\\n",
        '\u{c}' => "\\f",
        '\r' => "\\r",
        _ if is_hidden(char) => {
            for unit in char.encode_utf16(&mut [0; 2]) {
                out.extend_from_slice(format!("\\u{unit:04x}").as_bytes());
            }
            return;
        }
        _ => char.encode_utf8(&mut itself),
    };
    out.extend_from_slice(short.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_is_escaped_and_means_the_same() {
        let text = "a\u{9b}b\u{202e}c\u{e0041}d\u{1b}e\nf王";
        let json = json_compact(text);
        assert_eq!(json, "\"a\\u009bb\\u202ec\\udb40\\udc41d\\u001be\\nf王\"\n");
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
    }

    #[test]
    fn it_is_the_same_where_each_character_stands_first_and_last() {
        for char in ['a', '\u{7f}', '\u{80}', '王', '\u{2028}', '\u{e0041}', '\n'] {
            for text in [
                format!("{char}"),
                format!("x{char}"),
                format!("{char}x王{char}"),
            ] {
                let json = json_compact(&text);
                let is_plain = |each: char| each == '\n' || !is_hidden(each);
                assert!(json.chars().all(is_plain), "{json:?}");
                assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
            }
        }
    }

    #[test]
    fn a_text_in_quotes_is_what_serde_makes_of_it() {
        let special = (0..0x100).chain([0x202e, 0x2028, 0x738b, 0xfeff, 0xffff, 0x10330, 0xe0041]);
        for char in special.filter_map(char::from_u32) {
            // At each place of a block, and behind one.
            for before in 0..=17 {
                let text = format!("{}{char}x{char}{char} \"y\\", "a".repeat(before));
                let mut line = Vec::new();
                quote(&text, &mut line);
                line.push(b'\n');
                assert_eq!(String::from_utf8(line).unwrap(), json_compact(&text));
            }
        }
    }

    #[test]
    fn one_special_character_is_found_wherever_it_stands() {
        for char in (0..0x100).filter_map(char::from_u32) {
            for place in 0..100 {
                let (before, behind) = (place % 20, place / 20 * 3);
                let text = format!("{}{char}{}", " ".repeat(before), "~".repeat(behind));
                let mut line = Vec::new();
                quote(&text, &mut line);
                line.push(b'\n');
                assert_eq!(String::from_utf8(line).unwrap(), json_compact(&text));
            }
        }
    }

    #[test]
    fn a_stamp_is_its_text_however_long_it_is() {
        for length in (0..10).chain(120..140).chain(250..260) {
            let text: Vec<u8> = (b' '..b'~').cycle().take(length).collect();
            let mut line = b"before".to_vec();
            Stamp::new(&text).write(&mut line);
            assert_eq!(line, [b"before", text.as_slice()].concat());
            for from in [0, 1, length / 2, length] {
                let mut line = Vec::new();
                Stamp::new(&text).write_part(from, length, &mut line);
                assert_eq!(line, text.get(from..).unwrap_or_default());
            }
        }
    }

    #[test]
    fn a_number_is_what_serde_makes_of_it() {
        for number in [0, 9, 10, 4_200, u32::MAX] {
            let mut line = Vec::new();
            Json(&mut line).number("", number);
            assert_eq!(String::from_utf8(line).unwrap(), number.to_string());
        }
    }
}
