//! Names in a zone, and whether a name printed in Latin letters is the same.
//!
//! A zone has capital letters without marks, so one printed name can stand in several spellings.

use crate::value::{base_letter, is_invisible, nfkc};
use std::collections::BTreeSet;
use std::fmt;

/// The holder's name, as far as the zone holds it. Its `Debug` shows none of it.
#[derive(Clone, PartialEq, Eq)]
pub struct Name {
    /// The primary identifier, mostly the surname; its parts are separated by a space.
    pub surname: String,
    /// The secondary identifier, mostly the given names. Empty if the name is not divided.
    pub given: String,
    /// The field is full to its last place, so the name has to be taken for cut off (Doc 9303-4, 4.2.3).
    pub may_be_truncated: bool,
    /// As the zone holds it.
    field: Box<str>,
}

impl Name {
    /// Reads a name field. None if there is no letter at its beginning, or a digit in it.
    pub(crate) fn read(field: &str) -> Option<Name> {
        let letters = field
            .bytes()
            .all(|byte| byte == b'<' || byte.is_ascii_uppercase());
        if !letters || field.is_empty() || field.starts_with('<') {
            return None;
        }
        let (surname, given) = field.split_once("<<").unwrap_or((field, ""));
        Some(Name {
            surname: spaced(surname),
            given: spaced(given),
            may_be_truncated: !field.ends_with('<'),
            field: field.into(),
        })
    }

    /// The name field as the zone holds it: parts separated by `<`, surname and given names by `<<`.
    pub fn field(&self) -> &str {
        &self.field
    }

    /// Whether a printed name is this name; see [`same_latin_name`].
    pub fn is(&self, printed: &str) -> bool {
        same_latin_name(printed, &self.surname, &self.given, self.may_be_truncated)
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Name").finish_non_exhaustive()
    }
}

fn spaced(identifier: &str) -> String {
    let parts = identifier.split('<').filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(" ")
}

/// Whether a name printed in Latin letters is the name in a zone, the surname first or last.
///
/// National letters may be written in each of the ways that ICAO Doc 9303-3, section 6 A recommends, as `Ä` is
/// `AE` or `A`; other marks are left out. `Ü` may also be `YU`, as PRC documents write it (GB/T 28039-2011; NIA
/// notice of 2021-09-29). Where words end does not count, and punctuation is left out (Doc 9303-3, 4.6). Of a
/// name that may be truncated, each word may be cut short, and the last words of surname and given names may
/// be missing (Doc 9303-4, -5 and -6, 4.2.3).
///
/// False if a name is empty, and for a printed name in which there is anything but Latin letters and
/// punctuation.
///
/// ```
/// use admit::builtins::mrz::same_latin_name;
/// assert!(same_latin_name("Müller-Lüdenscheidt, Jürgen", "MUELLER LUDENSCHEIDT", "JURGEN", false));
/// assert!(same_latin_name("Enya Siobhan O'Connor", "OCONNOR", "ENYA SIOBHAN", false));
/// assert!(!same_latin_name("Enya O'Connor", "OCONNOR", "ENYA SIOBHAN", false));
/// assert!(same_latin_name("Arnpol Charonguang", "CHARONGU", "ARN", true));
/// ```
pub fn same_latin_name(printed: &str, surname: &str, given: &str, may_be_truncated: bool) -> bool {
    let Some(printed) = words(printed) else {
        return false;
    };
    let surname: Vec<&str> = surname.split_whitespace().collect();
    let given: Vec<&str> = given.split_whitespace().collect();
    if printed.is_empty() || surname.is_empty() && given.is_empty() {
        return false;
    }
    let orders = [(&surname, &given), (&given, &surname)];
    let whole = printed.concat();
    let same = |(first, last): (&Vec<&str>, &Vec<&str>)| {
        spells(&whole, &(first.concat() + &last.concat()), Ends::Together)
    };
    let cut = |(first, last): (&Vec<&str>, &Vec<&str>)| {
        (0..=printed.len()).any(|at| {
            let (before, after) = printed.split_at(at);
            starts(before, first) && starts(after, last)
        })
    };
    orders.into_iter().any(same) || may_be_truncated && orders.into_iter().any(cut)
}

/// A printed letter: the spellings that it may have in a zone.
type Letter = &'static [&'static str];

/// The words of a printed name. None if a character is neither a Latin letter nor punctuation.
fn words(printed: &str) -> Option<Vec<Vec<Letter>>> {
    let mut words = vec![Vec::new()];
    for char in nfkc(printed).chars().flat_map(char::to_uppercase) {
        if separates(char) {
            words.push(Vec::new());
        } else if let Some(letter) = letter(char) {
            words.last_mut()?.push(letter);
        } else if !is_left_out(char) {
            return None;
        }
    }
    words.retain(|word| !word.is_empty());
    Some(words)
}

/// Hyphens and commas part words, as spaces do; other punctuation is left out.
fn separates(char: char) -> bool {
    char.is_whitespace() || matches!(char, ',' | '<' | '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

/// Apostrophes, other punctuation, marks that are part of no letter, and what shows nothing.
fn is_left_out(char: char) -> bool {
    char.is_ascii_punctuation()
        || is_invisible(char)
        || matches!(char, '·' | '\u{2B9}'..='\u{2BF}' | '\u{300}'..='\u{36F}' | '\u{2016}'..='\u{205E}')
}

/// How far a printed name and one in a zone have to go together.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ends {
    /// Both to the end.
    Together,
    /// The one in the zone to its end.
    ZoneFirst,
}

/// Whether each word of the zone is the beginning of a printed word, in the same order. Printed words may be
/// left over at the end.
fn starts(printed: &[Vec<Letter>], zone: &[&str]) -> bool {
    let mut pairs = printed.iter().zip(zone);
    printed.len() >= zone.len() && pairs.all(|(word, zone)| spells(word, zone, Ends::ZoneFirst))
}

/// Whether printed letters can be spelt as they are in a zone.
fn spells(printed: &[Letter], zone: &str, ends: Ends) -> bool {
    // How many places of the zone the letters so far can take up.
    let mut taken = BTreeSet::from([0]);
    for letter in printed {
        let mut next = BTreeSet::new();
        for rest in taken.iter().filter_map(|taken| zone.get(*taken..)) {
            for spelling in *letter {
                if rest.starts_with(spelling) {
                    next.insert(zone.len() - rest.len() + spelling.len());
                } else if ends == Ends::ZoneFirst && spelling.starts_with(rest) {
                    return true;
                }
            }
        }
        taken = next;
        if taken.is_empty() {
            return false;
        }
    }
    taken.contains(&zone.len())
}

/// The spellings of a capital letter (Doc 9303-3, section 6 A); those with other marks lose them.
fn letter(char: char) -> Option<Letter> {
    let spellings: Letter = match char {
        'Ä' => &["AE", "A"],
        'Å' => &["AA", "A"],
        'Æ' => &["AE"],
        'Ð' | 'Đ' => &["D"],
        'Ħ' => &["H"],
        'Ł' => &["L"],
        'Ñ' => &["N", "NXX"],
        'Ŋ' => &["N"],
        'Ö' => &["OE", "O"],
        'Ø' | 'Œ' => &["OE"],
        'ẞ' => &["SS"],
        'Ŧ' => &["T"],
        'Þ' => &["TH"],
        'Ü' => &["UE", "UXX", "U", "YU"],
        _ => {
            let base = u32::from(base_letter(char)).checked_sub(u32::from('A'))?;
            return PLAIN.get(usize::try_from(base).ok()?).copied();
        }
    };
    Some(spellings)
}

const PLAIN: [Letter; 26] = [
    &["A"],
    &["B"],
    &["C"],
    &["D"],
    &["E"],
    &["F"],
    &["G"],
    &["H"],
    &["I"],
    &["J"],
    &["K"],
    &["L"],
    &["M"],
    &["N"],
    &["O"],
    &["P"],
    &["Q"],
    &["R"],
    &["S"],
    &["T"],
    &["U"],
    &["V"],
    &["W"],
    &["X"],
    &["Y"],
    &["Z"],
];
