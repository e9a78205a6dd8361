//! Whether one name is made of initials, a part or a reordering of another.
//!
//! A word is a run of letters, or one Chinese character: a Chinese name has no spaces, and its characters are
//! left out and swapped as words are. Words are sorted, never tried out: a long text takes little more time.

use crate::value::text::{is_dash, is_invisible, is_name_separator, same_name};
use std::cmp::Ordering;
use unicode_normalization::UnicodeNormalization;
use unicode_script::{Script, UnicodeScript};

/// So many letters may be initials written together: the `JA` of `JA SMITH`.
const MOST_INITIALS: usize = 3;

/// Whether two names are not the same, but one is made of initials, a part or a reordering of the other.
/// Each initial stands for another word. Of a Chinese name, a part is two characters or more. Names that
/// differ in punctuation alone are neither the same nor this.
///
/// ```
/// use admit::value::abbreviated_or_reordered_name;
/// assert!(abbreviated_or_reordered_name("J. A. SMITH", "JOHN ALEXANDER SMITH"));
/// assert!(abbreviated_or_reordered_name("小明王", "王小明"));
/// assert!(!abbreviated_or_reordered_name("王小朋", "王小明"));
/// ```
pub fn abbreviated_or_reordered_name(a: &str, b: &str) -> bool {
    if same_name(a, b) {
        return false;
    }
    let (a, b) = (words(a), words(b));
    letters(&a) != letters(&b) && (is_made_of(&a, &b) || is_made_of(&b, &a) || is_turned(&a, &b))
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Word {
    letters: String,
    /// One Chinese character.
    ideograph: bool,
    /// Written with a full stop: `Alex.` is the beginning of a word.
    cut: bool,
}

/// The words of a name, in their order. Punctuation parts them, but an apostrophe is nothing.
fn words(name: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut open = false;
    for char in name.nfkc().flat_map(char::to_lowercase).nfkc() {
        if is_invisible(char) || is_apostrophe(char) {
            continue;
        }
        let ideograph = char.script() == Script::Han;
        let parting = is_parting(char);
        match words.last_mut().filter(|_| open) {
            Some(word) if parting => word.cut = char == '.',
            Some(word) if !ideograph => word.letters.push(char),
            None if parting => {}
            _ => words.push(Word {
                letters: char.into(),
                ideograph,
                cut: false,
            }),
        }
        open = !parting && !ideograph;
    }
    words
}

fn is_apostrophe(char: char) -> bool {
    matches!(char, '\'' | '`' | '‘' | '’' | 'ʻ' | 'ʼ')
}

fn is_parting(char: char) -> bool {
    is_name_separator(char)
        || is_dash(char)
        || char.is_ascii_punctuation()
        || matches!(char, '、' | '。')
}

fn letters(words: &[Word]) -> String {
    words.iter().map(|word| word.letters.as_str()).collect()
}

/// Whether each word of one name stands in the other, or is an abbreviation of a word there of its own.
fn is_made_of(short: &[Word], long: &[Word]) -> bool {
    if let []
    | [
        Word {
            ideograph: true, ..
        },
    ] = short
    {
        return false;
    }
    let (short, long) = without_common(short, long);
    let Some(mut beginnings) = beginnings(short) else {
        return false;
    };
    beginnings.sort_unstable();
    each_begins_one(&beginnings, &long)
}

/// The words that only one of two names has, sorted.
fn without_common<'w>(a: &'w [Word], b: &'w [Word]) -> (Vec<&'w Word>, Vec<&'w Word>) {
    let [mut a, mut b] = [a, b].map(|words| {
        let mut sorted: Vec<&Word> = words.iter().collect();
        sorted.sort_unstable_by_key(|word| &word.letters);
        sorted.into_iter().peekable()
    });
    let (mut only_a, mut only_b) = (Vec::new(), Vec::new());
    while let (Some(left), Some(right)) = (a.peek(), b.peek()) {
        match left.letters.cmp(&right.letters) {
            Ordering::Less => only_a.extend(a.next()),
            Ordering::Greater => only_b.extend(b.next()),
            Ordering::Equal => {
                a.next();
                b.next();
            }
        }
    }
    only_a.extend(a);
    only_b.extend(b);
    (only_a, only_b)
}

/// What the abbreviations say of the beginnings of words; `None` if one of the words is no abbreviation.
fn beginnings(words: Vec<&Word>) -> Option<Vec<&str>> {
    let mut beginnings = Vec::new();
    for word in words {
        let letters = word.letters.as_str();
        if word.ideograph {
            return None;
        } else if word.cut {
            beginnings.push(letters);
        } else if letters.chars().count() <= MOST_INITIALS {
            beginnings.extend(letters.split("").filter(|letter| !letter.is_empty()));
        } else {
            return None;
        }
    }
    Some(beginnings)
}

/// Whether each of the beginnings can have a word of its own. Both are sorted, so the beginnings that fit a
/// word fit each other, and the longest of them, which fits the fewest words, takes it.
fn each_begins_one(beginnings: &[&str], words: &[&Word]) -> bool {
    let mut coming = beginnings.iter().peekable();
    let mut open = Vec::new();
    for word in words.iter().filter(|word| !word.ideograph) {
        while let Some(beginning) = coming.next_if(|next| **next <= word.letters.as_str()) {
            open.push(*beginning);
        }
        let _taken = open.pop_if(|longest| word.letters.starts_with(*longest));
    }
    open.is_empty() && coming.next().is_none()
}

/// Whether one name is the other from a boundary of its words on, then up to there, whatever the spaces:
/// `WANG XIAOMING` and `XIAO MING WANG`.
fn is_turned(a: &[Word], b: &[Word]) -> bool {
    let (left, right) = (letters(a), letters(b));
    if left.len() != right.len() {
        return false;
    }
    let turn = left.repeat(2).find(&right);
    turn.is_some_and(|turn| is_boundary(a, turn) || is_boundary(b, left.len() - turn))
}

fn is_boundary(words: &[Word], place: usize) -> bool {
    let mut end = 0;
    words.iter().any(|word| {
        end += word.letters.len();
        end == place
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Tries every way to give each beginning a word of its own.
    fn some_way(beginnings: &[&str], words: &mut Vec<&str>) -> bool {
        let Some((first, rest)) = beginnings.split_first() else {
            return true;
        };
        (0..words.len()).any(|at| {
            let word = words.remove(at);
            let fits = word.starts_with(first) && some_way(rest, words);
            words.insert(at, word);
            fits
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 5_000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn beginnings_find_their_words_if_there_is_a_way(
            beginnings in prop::collection::vec("[ab]{1,3}", 0..5),
            texts in prop::collection::vec("[ab]{1,4}", 0..6),
        ) {
            let mut beginnings: Vec<&str> = beginnings.iter().map(String::as_str).collect();
            beginnings.sort_unstable();
            let whole = words(&texts.join(" "));
            let mut sorted: Vec<&Word> = whole.iter().collect();
            sorted.sort_unstable_by_key(|word| &word.letters);
            let mut free: Vec<&str> = texts.iter().map(String::as_str).collect();
            let expected = some_way(&beginnings, &mut free);
            prop_assert_eq!(each_begins_one(&beginnings, &sorted), expected);
        }
    }
}
