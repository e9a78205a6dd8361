//! What faulty texts are told: code, place, message and hint.

use super::{faults, read};
use crate::diagnostic::render;
use crate::source::SourceMap;
use crate::syntax::ast::Item;
use crate::syntax::build::Builder;
use crate::syntax::grammar::Rule;
use std::cell::RefCell;

/// Each text with what it is told, as its snapshot has it.
#[test]
fn each_fault_teaches() {
    let mut told = String::new();
    for text in SAMPLES {
        told.push_str(&format!("=== {}\n", text.escape_debug()));
        for fault in faults(text) {
            told.push_str(&format!("  {fault}\n"));
        }
    }
    insta::assert_snapshot!(told);
}

const SAMPLES: &[&str] = &[
    "let x = a = b",
    "let x = a === b",
    "let x = a && b",
    "let x = a || b",
    "let x = !a",
    "let x = a <> b",
    "let x = a =< b",
    "let x = a => b",
    "let x = a ≥ b",
    "let x = a ≤ b",
    "let x = a ≠ b",
    "let x = a is b",
    "let x = a is not b",
    "let x = a equals b",
    "let x = a is not present",
    "let x = a is presnt",
    "let x = 2026/01/02",
    "let x = 2026-1-2",
    "let x = 02.01.2026",
    "let x = 2026-02-30",
    "let x = 5 %",
    "let x = 3months",
    "param x: number = 1,000",
    "let x = a > 1,000",
    "let x = 24h",
    "let x = 5 -3",
    "let x = 3 mnths",
    "let x = 1e5",
    "let x = .5",
    "let x = a and b or c",
    "let x = a < b < c",
    "let x = a < b is present",
    "ruleset r when b because { rule a { reject when b because \"x\" fix \"y\" } }",
    "ruleset r { rule a { reject when b and because \"x\" fix \"y\" } }",
    "policy p { applies when a == b because \"x\" use r }",
    "policy p { applies when a == b\n because \"x\" use r }",
    "let x = a because",
    "ruleset r { rule a { reject when b becuase \"x\" fix \"y\" } }",
    "ruleset r { rule a { reject when b because \"x\" } }",
    "ruleset r { rule a { because \"x\" fix \"y\" } }",
    "ruleset r { rule a { reject when b fix \"y\" } }",
    "ruleset r { rule a { reject when b review when c because \"x\" fix \"y\" } }",
    "ruleset r { rule a { reject when b because \"x\" because \"z\" fix \"y\" } }",
    "ruleset r {\n  ruel a { reject when b because \"x\" fix \"y\" }\n  rule c { require d }\n}",
    "ruelset r { }\nparam a: number = 1",
    "param a: number = 1\nruelset r { }\nenum X { a }",
    "sample x from \"a.json\"\nlet a = b",
    "let a = b\ntest \"x\" { given a }",
    "prove \"x\" { never accept when a }",
    "let x = 'abc'",
    "ruleset r { rule a { reject when b because “x” fix \"y\" } }",
    "let x = \"abc",
    "let x = (a\nlet y = b",
    "let x = (a]\nlet y = c",
    "let x = a)\nlet y = b",
    "ruleset r {\n  rule a { reject when b because \"x\" fix \"y\"\n  rule c { require d }\n}\nlet z = a",
    "ruleset r {\n  rule a { require d }\n  rule c { require d\n}\nlet z = a",
    "ruleset r {\n  rule a { require d }\nlet z = a",
    "ruleset r {\n  rule a { require d }\n}}\nlet z = a",
    "ruleset r {\n  rule a { reject b because \"x\" fix \"y\" }\n  rule b { require }\n rule c { require d }\n}",
    "let x = a\u{200b}b",
    "let x = \"a\u{202e}b\"",
    "# \u{feff}\nlet x = a\u{0}",
    "let x = \"a\\qb\\u{zz}\"",
    "table t by a {\n| a | r |\n| b | |\n| c | d | e |\n| f | g\n}",
    "table t by a { }",
    "table t by a {\n| a | r |\n| (b) | c |\n}",
    "param today: number = 1",
    "enum X { any, b }",
    "ruleset r { rule when { require d } }",
    "ruleset r { rule a { reject when b because \"x { } {a b} {a\" fix \"y } {a = b}\" } }",
    "if a then b",
    "let x = a else b",
    "import x",
    "ruleset r { rule a { if b reject } }",
    "let x =",
    "let x",
    "param x number = 1",
    "record r { a text }",
    "record r { a: list of list of text }",
    "policy p { title Main }",
    "policy p { use a b }",
    "policy p { treat a as warn }",
    "policy p { on accept give x }",
    "let x = a where b where c",
    "let x = f(a where b)",
    "let x = a rejects b",
    "let x = (a) rejects",
    "let x = 5 +",
    "enum X { }",
    "enum X { a b }",
    "settings { }",
    "record r { a: text private private }",
    "hello world",
    "é",
    "let é = 5",
    "let x = a;",
    "let x = a // b",
    "let x = a * b",
    "let x = has",
    "let x = [a, f(b)]",
    "policy p { skip a }",
    "policy p { use a, b with c = 1 }",
    "param x: text or long_term = 1",
    "let x = a b",
    "ruleset r when a { rule b { require c } } extra",
    "table t by a {\n| a | r |\n| b | c | cites\n| otherwise | d |\n}",
    "table t by a {\n| a | r |\n| b | c | cites A1\n}",
    "table t by a {\n| a | r |\n| b | c | cites \"A1\" \"A2\"\n}",
    "table t by a {\n| a | r |\n| b | c | cites \"A1\",\n  \"A2\"\n}",
    "table t by a {\n| a | r |\n| b | c | cites \"A1\" |\n}",
    "table t by a {\n| a | r |\n| b | c cites \"A1\" |\n}",
    "table t by a {\n| a | r |\n| b | c cites \"A1\"\n}",
    "table t by a {\n| a | r | cites \"A1\"\n| b | c |\n}",
    "table t by cites {\n| cites | cites |\n| b | c |\n| d | cites_x\n}",
    "policy p { on reject step \"x\" cites }",
    "policy p { on reject step \"x\" cites A1 }",
    "policy p { on reject cites \"A1\" step \"x\" }",
    "policy p { on reject step \"x\" cites \"A1\" when a }",
    "ruleset r { rule a { require b cites } }",
    "policy p { use a cites \"A1\" }",
    "param x: number = 1 cites \"A1\"",
];
#[test]
fn sound_parts_survive() {
    let (file, ..) = read(
        "enum A { b }\nlet x = = y\nruleset r {\n rule a { require b }\n rule c { requir d }\n}\n",
    );
    let [Item::Enum(_), Item::Broken(broken), Item::Ruleset(ruleset)] = file.items.as_slice()
    else {
        panic!("{file:?}")
    };
    assert_eq!(broken.name.as_ref().unwrap().text, "x");
    assert_eq!((ruleset.rules.len(), ruleset.broken.len()), (1, 1));
}

#[test]
fn a_fault_of_ours_is_told_as_one_and_the_declaration_counts_as_broken() {
    let mut sources = SourceMap::default();
    let text = "a.b == 1";
    let source = sources.add("a.admit", text);
    let diagnostics = RefCell::default();
    let builder = Builder {
        source,
        base: 0,
        diagnostics: &diagnostics,
    };
    // What the grammar lets through and the builder does not know: a condition where declarations stand.
    let pair = builder.parse(Rule::expression_only, text).unwrap();
    let items = builder.items(pair);
    assert!(items.iter().all(|item| matches!(item, Item::Broken(_))));
    insta::assert_snapshot!(render(&diagnostics.borrow()[0], &sources, false), @"
    error[E0901]: this part parses, but cannot be understood
     --> a.admit:1:1
      |
    1 | a.b == 1
      | ^^^^^^^^
      |
      = help: This is a fault in admit: please report it with these lines.
    ");
}
