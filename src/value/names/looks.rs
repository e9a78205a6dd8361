//! What a name looks like and is not: look-alike letters, mixed scripts, hidden characters.

use crate::value::text::{is_invisible, is_name_separator, same_name};
use unicode_normalization::UnicodeNormalization;
use unicode_script::{Script, ScriptExtension, UnicodeScript};
use unicode_security::mixed_script::AugmentedScriptSet;
use unicode_security::skeleton;

/// Whether two names are not the same but look alike: they have one skeleton (UTS 39, section 4) as they are
/// written, in small letters or in capitals.
///
/// ```
/// use admit::value::lookalike_name;
/// assert!(lookalike_name("РAUL", "PAUL"), "the first letter is Cyrillic");
/// assert!(!lookalike_name("PAULA", "PAUL"));
/// ```
pub fn lookalike_name(a: &str, b: &str) -> bool {
    if same_name(a, b) {
        return false;
    }
    let (a, b) = (without_separators(a), without_separators(b));
    let look = |name: &str| skeleton(name).collect::<String>();
    look(&a) == look(&b)
        || look(&a.to_lowercase()) == look(&b.to_lowercase())
        || look(&a.to_uppercase()) == look(&b.to_uppercase())
}

fn without_separators(name: &str) -> String {
    name.nfkc()
        .filter(|char| !is_name_separator(*char) && !is_invisible(*char))
        .nfkc()
        .collect()
}

/// Whether a name holds characters that nobody sees: controls, marks of direction, joiners, fillers. A
/// variation selector after a character that has variants, Chinese or Mongolian, is none: it changes the look.
///
/// ```
/// use admit::value::hidden_characters;
/// assert!(hidden_characters("王\u{200B}小明"));
/// assert!(!hidden_characters("葛\u{E0100}小明"));
/// ```
pub fn hidden_characters(name: &str) -> bool {
    let mut before = Script::Common;
    name.chars().any(|char| {
        let script = std::mem::replace(&mut before, char.script());
        let hidden =
            is_invisible(char) || char.is_control() || matches!(char, '\u{2028}' | '\u{2029}');
        hidden && !selects_variant(char, script)
    })
}

fn selects_variant(char: char, after: Script) -> bool {
    match char {
        '\u{180B}'..='\u{180F}' => after == Script::Mongolian,
        '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}' => after == Script::Han,
        _ => false,
    }
}

/// Whether a name mixes scripts that are not written together, as Latin with Cyrillic. Chinese with its phonetic
/// signs, Japanese and Korean are one script each, and may stand beside Latin letters (UTS 39, section 5.2,
/// "highly restrictive").
///
/// ```
/// use admit::value::mixed_scripts;
/// assert!(mixed_scripts("РAUL"), "the first letter is Cyrillic");
/// assert!(!mixed_scripts("王小明 PAUL"));
/// ```
pub fn mixed_scripts(name: &str) -> bool {
    let (mut all, mut but_latin) = (AugmentedScriptSet::default(), AugmentedScriptSet::default());
    for char in name.chars().filter(|char| !is_name_separator(*char)) {
        all.intersect_with(char.into());
        if !ScriptExtension::from(char).contains_script(Script::Latin) {
            but_latin.intersect_with(char.into());
        }
    }
    let eastern = but_latin.hanb || but_latin.jpan || but_latin.kore;
    all.is_empty() && !eastern
}
