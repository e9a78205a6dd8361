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
/// are between values only: inside texts they are escaped already.
fn finish(json: serde_json::Result<String>) -> String {
    // Our own types have text keys only, so that writing them cannot fail.
    let json = json.unwrap_or_else(|_| "null".to_owned());
    let mut out = String::with_capacity(json.len() + 1);
    for char in json.chars() {
        let hidden =
            char.is_control() || is_invisible(char) || matches!(char, '\u{2028}' | '\u{2029}');
        if hidden && char != '\n' {
            for unit in char.encode_utf16(&mut [0; 2]) {
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(char);
        }
    }
    out.push('\n');
    out
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
}
