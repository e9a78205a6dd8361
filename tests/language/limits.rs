//! The limits of rule files at the limit and one beyond, with no more stack than is promised.

use super::{diagnose, rendered};
use admit::diagnostic::Code;
use admit::engine::PolicySet;

/// The least stack of a thread on which rules can be loaded.
const STACK: usize = 256 << 10;

const RECORD: &str = "record submission { region: country, flag: bool, day: date, due: date? }\n";
const POLICY: &str = "policy mainland { applies when region == CN use all }\n";

/// A set with one rule that fires on this condition.
fn asking(condition: &str) -> String {
    format!(
        "{RECORD}{POLICY}ruleset all {{\nrule one {{\nreject when {condition}\nbecause \"x\" final\n}}\n}}\n"
    )
}

fn nested(open: &str, inner: &str, close: &str, depth: usize) -> String {
    format!("{}{inner}{}", open.repeat(depth), close.repeat(depth))
}

/// Sets that are sound and large in one way each.
fn families() -> Vec<(&'static str, String)> {
    // The ruleset and the rule are two levels of the 64.
    let depth = 62;
    let chain = |link: &str, count: usize| format!("due{} < today", link.repeat(count));
    let lets: String = (0..9_900)
        .map(|at| format!("let day{at} = day{} + 1 day\n", at + 1))
        .collect();
    let rules: String = (0..9_900)
        .map(|at| format!("rule r{at} {{ reject when flag because \"x\" final }}\n"))
        .collect();
    let excuses: String = (0..9_000)
        .map(|at| {
            format!(
                "rule r{at} {{ reject when flag unless r{} because \"x\" final }}\n",
                at + 1
            )
        })
        .collect();
    let last = "rule r9000 { reject when flag because \"x\" final }\n";
    let ruleset = |rules: &str| format!("{RECORD}{POLICY}ruleset all {{\n{rules}}}\n");
    vec![
        ("parentheses", asking(&nested("(", "flag", ")", depth))),
        ("not", asking(&nested("not ", "flag", "", depth))),
        (
            "not and parentheses",
            asking(&nested("not (", "flag", ")", depth / 2)),
        ),
        (
            "and within or",
            asking(&nested("flag or (flag and (", "flag", "))", depth / 2)),
        ),
        (
            "moved dates",
            asking(&format!("day{} < today", " + 1 day".repeat(100))),
        ),
        (
            "defaults",
            asking(&format!(
                "due is present and {}",
                chain(" otherwise due", 50)
            )),
        ),
        (
            "and",
            asking(&format!("flag{}", " and flag".repeat(100_000))),
        ),
        ("or", asking(&format!("flag{}", " or flag".repeat(100_000)))),
        (
            "derived values",
            format!("{}{lets}let day9900 = day\n", asking("day0 < today")),
        ),
        ("rules", ruleset(&rules)),
        ("excuses", ruleset(&[&excuses, last].concat())),
    ]
}

/// Runs on a thread with the least stack, in a build with or without optimisation.
fn on_small_stack(work: impl FnOnce() + Send) {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK);
        let running = thread.spawn_scoped(scope, work).unwrap();
        running.join().unwrap();
    });
}

#[test]
fn the_largest_sets_load_on_a_small_stack() {
    for (name, text) in families() {
        on_small_stack(|| {
            if let Err(problems) = PolicySet::load([("rules.admit", &text)]) {
                let shown = problems.render(false);
                panic!("{name}: {}", shown.get(..2_000).unwrap_or(&shown));
            }
        });
    }
}

#[test]
fn a_small_stack_and_a_large_one_say_the_same() {
    let faulty = [
        asking(&nested("(", "flag", ")", 63)),
        asking(&nested("(", "flga", ")", 62)),
        asking(&nested("not ", "flag", "", 63)),
        asking(&nested("(", "flag", "", 1_000)),
        asking(&format!("day{} < today", " + 1 day".repeat(1_000))),
        asking(&format!("flag{}", " and flga".repeat(1_000))),
    ];
    for text in faulty {
        let say = || {
            let (diagnostics, sources) = diagnose(&[("rules.admit", &text)]);
            assert!(!diagnostics.is_empty());
            rendered(&diagnostics, &sources)
        };
        let here = say();
        on_small_stack(|| assert_eq!(say(), here));
    }
}

#[test]
fn a_set_has_at_most_ten_thousand_declarations() {
    let told = |count: usize| {
        // A record, a ruleset, a policy, and the rules.
        let rules: String = (0..count - 3)
            .map(|at| format!("rule r{at} {{ reject when flag because \"x\" final }}\n"))
            .collect();
        let ruleset = format!("ruleset all {{\n{rules}}}\n");
        let files = [
            ("a.admit", RECORD),
            ("b.admit", &ruleset),
            ("c.admit", POLICY),
        ];
        let (diagnostics, _) = diagnose(&files);
        diagnostics
            .iter()
            .map(|each| each.code)
            .filter(|code| *code != Code::PolicyGap)
            .collect::<Vec<_>>()
    };
    assert_eq!(told(10_000), []);
    assert_eq!(told(10_001), [Code::TooLarge]);
}

/// The characters that turn the direction of a text.
const BIDIRECTIONAL: [char; 9] = [
    '\u{202a}', '\u{202b}', '\u{202c}', '\u{202d}', '\u{202e}', '\u{2066}', '\u{2067}', '\u{2068}',
    '\u{2069}',
];

#[test]
fn characters_that_turn_the_direction_are_refused_everywhere() {
    for hidden in BIDIRECTIONAL {
        let sound = asking("flag");
        for text in [
            format!("{hidden}{sound}"),
            format!("{sound}# a comment{hidden}"),
            sound.replace("\"x\"", &format!("\"x{hidden}\"")),
            sound.replace("one", &format!("on{hidden}e")),
            sound.replace(" when flag", &format!(" when{hidden} flag")),
            sound.replace("== CN", &format!("=={hidden} CN")),
        ] {
            let (diagnostics, _) = diagnose(&[("rules.admit", &text)]);
            let codes: Vec<Code> = diagnostics.iter().map(|each| each.code).collect();
            assert_eq!(codes, [Code::HiddenCharacter], "{}", text.escape_debug());
        }
        let escaped = sound_with_escape(hidden);
        let (diagnostics, sources) = diagnose(&[("rules.admit", &escaped)]);
        let gap = |code: Code| code == Code::PolicyGap;
        assert!(
            diagnostics.iter().all(|each| gap(each.code)),
            "{}",
            rendered(&diagnostics, &sources)
        );
    }
}

/// Written as an escape, whoever reads the file sees it.
fn sound_with_escape(hidden: char) -> String {
    asking("flag").replace("\"x\"", &format!("\"x\\u{{{:x}}}\"", u32::from(hidden)))
}
