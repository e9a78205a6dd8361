//! Suite: names. What two names that differ are like, and what is odd about one.

use crate::support::random::Random;
use admit::value::{
    abbreviated_or_reordered_name, hidden_characters, lookalike_name, mixed_scripts, same_name,
    variant_name,
};
use naughty_strings::BLNS;
use proptest::prelude::*;

type Likeness = fn(&str, &str) -> bool;

const LIKENESSES: [(&str, Likeness); 3] = [
    ("abbreviated or reordered", abbreviated_or_reordered_name),
    ("variant", variant_name),
    ("lookalike", lookalike_name),
];

/// What the two are like, either way round.
fn alike(a: &str, b: &str) -> Vec<&'static str> {
    let found = |(_, holds): &&(&str, Likeness)| {
        let like = holds(a, b);
        assert_eq!(like, holds(b, a), "{a:?} {b:?}");
        like
    };
    LIKENESSES
        .iter()
        .filter(found)
        .map(|(name, _)| *name)
        .collect()
}

#[test]
fn initials_parts_and_reorderings_are_told_from_other_names() {
    for (a, b) in [
        // Initials.
        ("J. A. SMITH", "JOHN ALEXANDER SMITH"),
        ("J.A. Smith", "JOHN ALEXANDER SMITH"),
        ("JA SMITH", "JOHN ALEXANDER SMITH"),
        ("JOHN A SMITH", "JOHN ALEXANDER SMITH"),
        ("SMITH, J.", "JOHN ALEXANDER SMITH"),
        ("ALEX. SMITH", "ALEXANDER SMITH"),
        ("J J SMITH", "JOHN JAMES SMITH"),
        ("艾·买买提", "艾合买提·买买提"),
        // A part.
        ("JOHN SMITH", "JOHN ALEXANDER SMITH"),
        ("SMITH", "JOHN SMITH"),
        ("王明", "王小明"),
        ("小明", "欧阳小明"),
        ("王小明", "王小明 WANG XIAOMING"),
        ("阿凡提", "阿凡提·买买提"),
        // Another order.
        ("SMITH JOHN", "JOHN SMITH"),
        ("SMITH, JOHN", "JOHN SMITH"),
        ("XIAOMING WANG", "WANG XIAOMING"),
        ("XIAO MING WANG", "WANG XIAOMING"),
        ("XIAOMING WANG", "WANGXIAOMING"),
        ("O'BRIEN MARY", "MARY OBRIEN"),
        ("小明王", "王小明"),
        ("买买提·阿凡提", "阿凡提·买买提"),
        // Both.
        ("SMITH J A", "JOHN ALEXANDER SMITH"),
    ] {
        assert_eq!(alike(a, b), ["abbreviated or reordered"], "{a} {b}");
    }
    for (a, b) in [
        ("王小朋", "王小明"),
        ("王大明", "王小明"),
        ("王", "王小明"),
        ("王", "王明"),
        ("李明", "王小明"),
        ("JON SMITH", "JOHN SMITH"),
        ("JOHN SMYTH", "JOHN SMITH"),
        ("JANE SMITH", "JOHN SMITH"),
        ("J J SMITH", "JOHN SMITH"),
        ("J B SMITH", "JOHN ALEXANDER SMITH"),
        ("JOHN A SMITH", "J ALEXANDER SMITH"),
        ("ALEX SMITH", "ALEXANDER SMITH"),
        ("JOHN SMITH", "JANE ALEXANDER SMITH"),
        ("LI", "IL"),
        ("LI", "LIU"),
        ("", "JOHN SMITH"),
        ("-", "JOHN SMITH"),
        // Punctuation alone.
        ("MEI-LING CHAN", "MEILING, CHAN"),
        ("J. SMITH", "J SMITH"),
    ] {
        assert_eq!(alike(a, b), [""; 0], "{a} {b}");
    }
}

#[test]
fn variant_forms_of_characters_are_told_from_other_characters() {
    for (a, b) in [
        ("刘晓峰", "劉曉峯"),
        ("国强", "國強"),
        // Two steps: 线 is 線, which is also written 綫.
        ("线启", "綫啓"),
        ("户", "戸"),
        ("余", "餘"),
        ("于", "於"),
        ("陈·里", "陳裏"),
    ] {
        assert!(alike(a, b).contains(&"variant"), "{a} {b}");
    }
    for (a, b) in [
        ("王小明", "王小朋"),
        // Both are simplified to 发, and are not each other.
        ("王發", "王髮"),
        ("刘晓", "劉曉峰"),
        ("日", "曰"),
        ("José", "Jose"),
    ] {
        assert!(!variant_name(a, b), "{a} {b}");
    }
}

#[test]
fn look_alikes_are_found_in_either_case() {
    for (a, b) in [
        ("РAUL", "PAUL"),
        ("рaul", "PAUL"),
        ("MARIА", "MARIA"),
        ("B0B", "BOB"),
        ("lvan", "Ivan"),
        ("ΝIKOS", "NIKOS"),
        ("O’BRIEN", "O'BRIEN"),
    ] {
        assert_eq!(alike(a, b), ["lookalike"], "{a} {b}");
    }
    for (a, b) in [("PAUL", "PAULA"), ("JOSE", "JOSÉ"), ("王小明", "王小朋")] {
        assert!(!lookalike_name(a, b), "{a} {b}");
    }
}

#[test]
fn what_nobody_sees_is_found() {
    for name in [
        "王\u{200B}小明",
        "\u{FEFF}SMITH",
        "JOHN\u{202E}SMITH",
        "JOHN\u{00AD}SMITH",
        "JO\u{0000}HN",
        "JOHN\nSMITH",
        "JOHN\u{2028}SMITH",
        "SMITH\u{FE0F}",
        "\u{E0100}葛",
        "葛\u{E0100}\u{E0101}",
        "葛\u{180B}",
        "JOHN\u{E0041}",
        "\u{3164}",
    ] {
        assert!(hidden_characters(name), "{name:?}");
    }
    for name in [
        "",
        "JOHN SMITH",
        "王　小明",
        "葛\u{E0100}飾\u{FE00}",
        "ᠠ\u{180B}",
        "阿凡提·买买提",
        "Jose\u{301}",
    ] {
        assert!(!hidden_characters(name), "{name:?}");
    }
}

#[test]
fn scripts_that_do_not_stand_together_are_found() {
    for name in [
        "РAUL",
        "ΝIKOS",
        "王小明 Иван",
        "Иван ΝΙΚΟΣ",
        "マリア Мария",
        "김 Ким",
    ] {
        assert!(mixed_scripts(name), "{name}");
    }
    for name in [
        "",
        "王小明 PAUL",
        "PAUL O’BRIEN-王",
        "王ひろみ",
        "王ヒロミ Wang",
        "王ㄨㄤˊ",
        "김철수 Kim",
        "金철수",
        "阿凡提·买买提",
        "Иван Иванович",
        "Jose\u{301} 3",
        "ジョン・スミス",
        "محمد",
    ] {
        assert!(!mixed_scripts(name), "{name}");
    }
}

/// Characters of all planes, whether Unicode has given them away or not.
fn all_planes() -> impl Iterator<Item = char> {
    (0..=0x10FFFF).step_by(37).filter_map(char::from_u32)
}

#[test]
fn naughty_strings_and_all_planes_are_names_like_others() {
    let chars = all_planes().map(String::from);
    for text in chars.chain(BLNS.iter().map(|text| (*text).to_owned())) {
        let longer = format!("{text}王 {text}");
        alike(&text, &longer);
        for same in [text.clone(), format!("{text} "), format!("\u{200B}{text}")] {
            assert_eq!(alike(&text, &same), [""; 0], "{text:?}");
        }
        let _ = mixed_scripts(&text);
        let hidden = hidden_characters(&text);
        assert!(hidden || !hidden_characters(&longer), "{text:?}");
    }
}

/// Texts of 64 KiB that are hard on a search: all words alike, none alike, beginnings of each other, one word.
#[test]
fn long_names_take_no_longer_than_their_length() {
    const LENGTH: usize = 64 << 10;
    let fill = |piece: &str| piece.repeat(LENGTH / piece.len());
    let nested: String = (1..360).map(|length| "a".repeat(length) + ". ").collect();
    let numbers = |from: usize| {
        (from..from + LENGTH / 8)
            .map(|at| format!("n{at:06} "))
            .collect()
    };
    let texts: [String; 10] = [
        fill("a"),
        fill("ab"),
        fill("a "),
        nested,
        fill("b. a. "),
        fill("王"),
        fill("王小"),
        fill("e\u{301}"),
        numbers(0),
        numbers(7),
    ];
    for (a, b) in texts.iter().zip(texts.iter().cycle().skip(1)) {
        let b = format!("{b}c");
        let _ = LIKENESSES.map(|(_, holds)| holds(a, &b));
        let _ = (mixed_scripts(a), hidden_characters(a));
    }
}

fn name() -> impl Strategy<Value = String> {
    "([A-E]{1,3}[. -]?|[a-c]|[王小明晓曉发發髮]|[РАВ]|[\u{200B}\u{301}·'・]| ){0,8}"
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_same_name_is_like_nothing(a in name(), b in name()) {
        let like = alike(&a, &b);
        if same_name(&a, &b) {
            prop_assert!(like.is_empty(), "{:?}", like);
        }
    }

    #[test]
    fn another_order_is_one(words in prop::collection::vec("[A-Z]{2,6}|[王小明晓]", 2..6), seed: u64) {
        let mut other = words.clone();
        Random::new(seed).shuffle(&mut other);
        let (a, b) = (words.join(" "), other.join(" "));
        prop_assert_eq!(abbreviated_or_reordered_name(&a, &b), !same_name(&a, &b));
    }

    #[test]
    fn initials_are_made_of_words(words in prop::collection::vec("[A-Z]{2,6}", 2..6), cut in 0usize..5) {
        let initial = |(at, word): (usize, &String)| {
            if at == cut % words.len() { word[..1].to_owned() } else { word.clone() }
        };
        let short: Vec<String> = words.iter().enumerate().map(initial).collect();
        prop_assert!(abbreviated_or_reordered_name(&short.join(" "), &words.join(" ")));
    }

    #[test]
    fn no_text_upsets_a_likeness(a in any::<String>(), b in any::<String>()) {
        alike(&a, &b);
        let _ = (mixed_scripts(&a), hidden_characters(&b));
    }
}
