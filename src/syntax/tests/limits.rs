//! Limits at the limit and one over, on a small stack, and in linear time.

use super::{faults, sound};
use crate::syntax::grammar::{Grammar, Rule};
use crate::syntax::{MAX_DEPTH, MAX_FILE_BYTES};
use pest::Parser;

fn nested(open: &str, inner: &str, close: &str, depth: usize) -> String {
    format!("{}{inner}{}", open.repeat(depth), close.repeat(depth))
}

/// Texts that nest one thing to a depth, whatever it is.
fn families(depth: usize) -> Vec<String> {
    let expr = |text: String| format!("let x = {text}");
    let half = "not (".repeat(depth / 2);
    vec![
        expr(nested("(", "a", ")", depth)),
        expr(nested("f(", "a", ")", depth)),
        expr(nested("a and f(b, c == ", "a", ")", depth)),
        expr(nested("a and b and b and (", "a", ")", depth)),
        expr(nested("age of (", "a", ") on b", depth)),
        expr(nested("not ", "a", "", depth)),
        expr(format!(
            "{half}{}a{}",
            "not ".repeat(depth % 2),
            ")".repeat(depth / 2)
        )),
        format!("record r {}", nested("{ a: ", "text", "}", depth)),
        format!(
            "record r {{ a: {} }}",
            nested("list of { a: ", "text", "}", depth - 1)
        ),
        format!(
            "ruleset r {{ rule a {{ require b when {} }} }}",
            nested("(", "a", ")", depth - 2)
        ),
        format!(
            "ruleset r {{ rule a {{ reject when b because \"{{{}}}\" final }} }}",
            nested("(", "a", ")", depth)
        ),
    ]
}

/// On a thread with an eighth of the stack that the engine gives.
fn on_small_stack(test: impl FnOnce() + Send + 'static) {
    let thread = std::thread::Builder::new().stack_size(1 << 20);
    thread.spawn(test).unwrap().join().unwrap();
}

#[test]
fn the_deepest_nesting_parses_on_a_small_stack() {
    on_small_stack(|| {
        families(MAX_DEPTH)
            .iter()
            .for_each(|text| drop(sound(text)))
    });
}

#[test]
fn one_deeper_is_refused_by_name() {
    on_small_stack(|| {
        for text in families(MAX_DEPTH + 1) {
            let found = faults(&text);
            assert!(
                found.iter().all(|fault| fault.starts_with("E0104")),
                "{text} {found:?}"
            );
            assert_eq!(found.len(), 1, "{text}");
        }
    });
}

#[test]
fn far_too_deep_is_refused_as_well() {
    on_small_stack(|| {
        for open in [
            "(", "[", "{", "not ", "!", "f(", "{ a: ", "a + (", "\"{(", "((\n",
        ] {
            for depth in [1_000, 100_000] {
                let text = format!("let x = {}", open.repeat(depth));
                assert!(!faults(&text).is_empty(), "{open}");
            }
        }
    });
}

#[test]
fn chains_count_as_depth_and_joins_do_not() {
    let chain = |count: usize| format!("let x = a{}", " + b".repeat(count));
    sound(&chain(4 * MAX_DEPTH));
    assert!(faults(&chain(4 * MAX_DEPTH + 1))[0].starts_with("E0104 1:9"));
    assert!(faults(&chain(10_000))[0].starts_with("E0104"));
    assert!(faults(&format!("let x = a{}", " otherwise b".repeat(300)))[0].starts_with("E0104"));
    on_small_stack(|| drop(sound(&format!("let x = a{}", " and b".repeat(50_000)))));
}

/// Each of these is a fault already; what is read of it must not be a tree too deep for the stages after.
#[test]
fn chains_that_are_faults_count_as_depth_too() {
    for link in [
        " and b or c",
        " < b",
        " in [b]",
        " is present",
        " matches digit",
        " || b && c",
    ] {
        let text = format!("let x = a{}", link.repeat(20_000));
        on_small_stack(move || assert!(!faults(&text).is_empty()));
    }
}

#[test]
fn braces_that_open_placeholders_without_end_take_linear_time() {
    let text = format!("param x: text = \"{}\"", "{".repeat(500_000));
    sound(&text);
    let message = "{".repeat(500_000);
    let rule = format!("rule r {{ reject when a because \"{message}\" final }}");
    let all = faults(&format!("ruleset s {{\n{rule}\n}}"));
    assert!(all.iter().all(|fault| fault.starts_with("E0121")) && all.len() == 100);
}

#[test]
fn a_file_of_the_largest_size_and_one_byte_more() {
    let text = |size: usize| format!("param a: text = \"x\" #{}", "y".repeat(size - 21));
    assert_eq!(text(MAX_FILE_BYTES).len(), MAX_FILE_BYTES);
    sound(&text(MAX_FILE_BYTES));
    assert!(faults(&text(MAX_FILE_BYTES + 1))[0].starts_with("E0105 1:1"));
}

#[test]
fn literals_at_their_limits() {
    let first = |text: &str| {
        let found = faults(&format!("let x = {text}"));
        found
            .first()
            .map_or(String::new(), |fault| fault.chars().take(5).collect())
    };
    let digits = |count| "9".repeat(count);
    for (text, code) in [
        (digits(28), ""),
        (digits(29), "E0111"),
        (format!("0.{}", digits(28)), ""),
        (format!("0.{}", digits(29)), "E0111"),
        (format!("0.{}%", digits(26)), ""),
        (format!("0.{}%", digits(27)), "E0111"),
        ("01".into(), "E0111"),
        ("200 years".into(), ""),
        ("201 years".into(), "E0111"),
        ("73050 days".into(), ""),
        ("73051 days".into(), "E0111"),
        ("4294967296 days".into(), "E0111"),
        ("1756800 hours".into(), ""),
        ("1756801 hours".into(), "E0111"),
        ("1.5 hours".into(), "E0111"),
        ("-3 days".into(), "E0111"),
        ("1800-01-01".into(), ""),
        ("1799-12-31".into(), "E0110"),
        ("2999-12-31".into(), ""),
        ("3000-01-01".into(), "E0110"),
        ("2024-02-29".into(), ""),
        ("2026-02-29".into(), "E0110"),
        ("2026-11-22T24:00:00Z".into(), "E0110"),
        ("2026-11-22T10:00:00".into(), "E0109"),
        ("a matches 1000 digits".into(), ""),
        ("a matches 1001 digits".into(), "E0111"),
        ("a matches 2 .. 1 digits".into(), "E0111"),
        ("\"\\u{10FFFF}\"".into(), ""),
        ("\"\\u{110000}\"".into(), "E0112"),
        ("\"\\u{D800}\"".into(), "E0112"),
        ("\"\\u{1234567}\"".into(), "E0112"),
    ] {
        assert_eq!(first(&text), code, "{text}");
    }
}

/// Texts that grow with `n`.
fn growing(n: usize) -> Vec<(&'static str, String)> {
    let depth = n.min(MAX_DEPTH);
    let rule = "rule r { reject when a.b < today + 3 months or not c in [d, e] because \"x {a}\" fix \"y\" }\n";
    vec![
        (
            "parentheses",
            format!("let x = {}", nested("(", "a", ")", depth)),
        ),
        (
            "calls",
            format!("let x = {}", nested("f(a, ", "a", ")", depth)),
        ),
        ("not", format!("let x = {}a", "not ".repeat(depth))),
        (
            "groups",
            format!("record r {}", nested("{ a: ", "text", "}", depth)),
        ),
        (
            "ages",
            format!("let x = {}", nested("age of (", "a", ") on b", depth)),
        ),
        ("and", format!("let x = a{}", " and b == c".repeat(n))),
        ("or", format!("let x = a{}", " or b in [c]".repeat(n))),
        ("shifts", format!("let x = a{}", " + 3 days".repeat(n))),
        ("lists", format!("let x = [a{}]", ", b".repeat(n))),
        ("arguments", format!("let x = f(a{})", ", b + c".repeat(n))),
        ("dots", format!("let x = a{}", ".b".repeat(n))),
        ("words", format!("enum E {{ a{} }}", ", b".repeat(n))),
        (
            "fields",
            format!("record r {{ {} }}", "a: list of text? private ".repeat(n)),
        ),
        ("rules", format!("ruleset s {{\n{}}}", rule.repeat(n))),
        ("long text", format!("let x = \"{}\"", "abc\\n ".repeat(n))),
        ("comments", "# a comment\n".repeat(n)),
        (
            "rows",
            format!("table t by a {{\n{}}}", "| a | b |\n".repeat(n)),
        ),
        (
            "params",
            "param a: number = 1, 2 from 2026-01-01\n".repeat(n),
        ),
        ("lets", "let a = b is not empty\n".repeat(n)),
        (
            "uses",
            format!(
                "policy p {{ {} }}",
                "use a, b with c = 1 on reject step \"x\" ".repeat(n)
            ),
        ),
        (
            "patterns",
            format!("let x = a matches 3 digits{}", " then \"E\"".repeat(n)),
        ),
        (
            "versions",
            "policy p { version \"1\" effective 2026-01-01 .. applies when a == b }\n".repeat(n),
        ),
        ("unclosed", format!("let x = {}", "(a and ".repeat(depth))),
        (
            "half ages",
            format!("let x = {}", nested("age of (", "a", ")", depth)),
        ),
        ("half lists", format!("let x = {}a", "a in [b, ".repeat(n))),
    ]
}

/// How often pest calls itself for a text: the smallest limit under which it gives the same answer.
#[expect(
    clippy::disallowed_methods,
    reason = "in a process of its own, see below"
)]
fn calls(text: &str) -> usize {
    let set = |limit| pest::set_call_limit(std::num::NonZeroUsize::new(limit));
    let limited = |limit: usize| {
        set(limit);
        let answer = Grammar::parse(Rule::file, text);
        let reached = |error: &pest::error::Error<Rule>| {
            matches!(error.variant, pest::error::ErrorVariant::CustomError { .. })
        };
        answer.as_ref().is_err_and(reached)
    };
    let (mut low, mut high) = (0, 1 << 24);
    assert!(!limited(high));
    while high - low > 1 {
        let middle = (low + high) / 2;
        if limited(middle) {
            low = middle
        } else {
            high = middle
        }
    }
    high
}

/// The limit is one for the whole process, so that this runs only in a process of its own.
#[test]
#[ignore = "started by `work_grows_linearly` in a process of its own"]
fn calls_of_each_family() {
    let count = || {
        for ((name, small), (_, large)) in growing(32).into_iter().zip(growing(64)) {
            let (few, many) = (calls(&small), calls(&large));
            assert!(many * 10 < few * 22, "{name}: {few} and {many}");
        }
    };
    std::thread::Builder::new()
        .stack_size(4 << 20)
        .spawn(count)
        .unwrap()
        .join()
        .unwrap();
}

#[test]
fn work_grows_linearly() {
    let itself = std::env::current_exe().unwrap();
    let output = std::process::Command::new(itself)
        .args([
            "--ignored",
            "--exact",
            "--test-threads=1",
            "syntax::tests::limits::calls_of_each_family",
        ])
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        output.status.success() && text.contains("1 passed"),
        "{text}{errors}"
    );
}
