//! Whether two names differ in the forms of Chinese characters only: traditional and simplified, old and new.
//!
//! The table is made from the Unicode Han database 15.0 by `scripts/han_variants.py`, which says what belongs
//! together. Its data are © 1991-2022 Unicode, Inc.; `LICENSE-UNICODE` is their licence.

use crate::value::text::normalise_name;

/// A character and its later partners in each line, in the order of code points, which is that of their bytes.
const TABLE: &str = include_str!("han_variants.txt");

/// Whether two names are not the same, but would be if Chinese characters were written in one form each.
///
/// ```
/// use admit::value::variant_name;
/// assert!(variant_name("刘晓峰", "劉曉峯"));
/// assert!(!variant_name("王小明", "王小朋"));
/// ```
pub fn variant_name(a: &str, b: &str) -> bool {
    let (a, b) = (normalise_name(a), normalise_name(b));
    let mut pairs = a.chars().zip(b.chars());
    a != b
        && a.chars().count() == b.chars().count()
        && pairs.all(|(one, other)| one == other || are_variants(one, other))
}

fn are_variants(one: char, other: char) -> bool {
    partners(one.min(other)).contains(one.max(other))
}

/// The later characters that are variants of one.
fn partners(of: char) -> &'static str {
    let mut buffer = [0; 4];
    let key = of.encode_utf8(&mut buffer).as_bytes();
    let mut lines = TABLE.as_bytes();
    while !lines.is_empty() {
        let (before, _) = lines.split_at(lines.len() / 2);
        let start = before.iter().rposition(|byte| *byte == b'\n');
        let (earlier, rest) = lines.split_at(start.map_or(0, |at| at + 1));
        let end = rest.iter().position(|byte| *byte == b'\n');
        let (line, later) = rest.split_at(end.map_or(rest.len(), |at| at + 1));
        if let Some(partners) = line.strip_prefix(key) {
            return str::from_utf8(partners).unwrap_or_default();
        }
        lines = if key < line { earlier } else { later };
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;
    use unicode_script::{Script, UnicodeScript};

    #[test]
    fn the_table_is_in_order_and_of_chinese_characters() {
        let lines: Vec<&str> = TABLE.lines().collect();
        assert_eq!(lines.len(), 7871);
        assert!(lines.is_sorted());
        for line in lines {
            let chars: Vec<char> = line.chars().collect();
            assert!(chars.len() > 1, "{line}");
            assert!(chars.windows(2).all(|pair| pair[0] < pair[1]), "{line}");
            assert!(
                chars.iter().all(|char| char.script() == Script::Han),
                "{line}"
            );
        }
    }

    #[test]
    fn each_pair_is_found_and_no_other() {
        let mut pairs = 0;
        for line in TABLE.lines() {
            let (first, rest) = line.split_at(line.chars().next().unwrap().len_utf8());
            assert_eq!(partners(first.chars().next().unwrap()).trim_end(), rest);
            pairs += rest.chars().count();
        }
        assert_eq!(pairs, 9187);
        let starts: HashSet<char> = TABLE
            .lines()
            .filter_map(|line| line.chars().next())
            .collect();
        let others = TABLE
            .chars()
            .chain('\0'..'\u{3400}')
            .chain(['\u{9FFF}', char::MAX]);
        for char in others.filter(|char| !starts.contains(char)) {
            assert_eq!(partners(char), "", "{char}");
        }
    }
}
