//! Anything serialisable as JSON, safe to show on a terminal.

use crate::value::is_invisible;
use serde::Serialize;
use std::fmt::Write;

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
}
