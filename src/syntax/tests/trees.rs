//! What texts mean, as compact trees.

use super::sound;
use crate::syntax::ast::*;

fn path(path: &Path) -> String {
    path.text()
}

fn literal(literal: &Literal) -> String {
    match literal {
        Literal::Bool(value) => value.to_string(),
        Literal::Number(number) => number.to_string(),
        Literal::Percent(number) => format!("%{number}"),
        Literal::Date(date) => date.to_string(),
        Literal::Instant(instant) => instant.show_in(crate::value::parse_zone("UTC").unwrap()),
        Literal::Period(period) => format!("<{period}>"),
        Literal::Duration(duration) => format!("<{duration}>"),
        Literal::Text(text) => format!("{text:?}"),
        Literal::LongTerm => "long_term".to_owned(),
        Literal::Absent => "absent".to_owned(),
    }
}

fn all(exprs: &[Expr]) -> String {
    exprs.iter().map(show).collect::<Vec<_>>().join(" ")
}

/// An expression with every grouping shown.
fn show(expr: &Expr) -> String {
    match &expr.kind {
        ExprKind::Literal(value) => literal(value),
        ExprKind::Path(names) => path(names),
        ExprKind::List(items) => format!("[{}]", all(items)),
        ExprKind::Paren(inner) => format!("(paren {})", show(inner)),
        ExprKind::Not(inner) => format!("(not {})", show(inner)),
        ExprKind::And(items) => format!("(and {})", all(items)),
        ExprKind::Or(items) => format!("(or {})", all(items)),
        ExprKind::Compare {
            op, left, right, ..
        } => {
            format!("({op:?} {} {})", show(left), show(right))
        }
        ExprKind::In {
            negated,
            needle,
            list,
        } => {
            let word = if *negated { "not-in" } else { "in" };
            format!("({word} {} {})", show(needle), show(list))
        }
        ExprKind::Has {
            quantifier,
            list,
            wanted,
        } => {
            format!("(has-{quantifier:?} {} {})", show(list), show(wanted))
        }
        ExprKind::Is { subject, test } => format!("({test:?} {})", show(subject)),
        ExprKind::Matches { subject, pattern } => {
            let item = |item: &PatternItem| format!("{:?}{:?}", item.count, item.class);
            let items: Vec<String> = pattern.items.iter().map(item).collect();
            format!("(matches {} {})", show(subject), items.join(" "))
        }
        ExprKind::Otherwise { value, default } => {
            format!("(otherwise {} {})", show(value), show(default))
        }
        ExprKind::Shift {
            direction,
            base,
            by,
            ..
        } => {
            format!("({direction:?} {} {})", show(base), show(by))
        }
        ExprKind::Age { birth, on } => format!("(age {} {})", show(birth), show(on)),
        ExprKind::Call {
            function,
            arguments,
        } => {
            format!("({}! {})", function.text, all(arguments))
        }
        ExprKind::IsReason { name, rejects } => {
            let does = if *rejects { "rejects" } else { "fires" };
            format!("({does} {})", name.text)
        }
    }
}

fn expr(text: &str) -> String {
    let file = sound(&format!("let x = {text}"));
    match file.items.as_slice() {
        [
            Item::Let(Let {
                value: LetValue::Expr(expr),
                ..
            }),
        ] => show(expr),
        other => panic!("{other:?}"),
    }
}

#[test]
fn values() {
    for (text, tree) in [
        ("3", "3"),
        ("-1", "-1"),
        ("0.25", "0.25"),
        ("5%", "%0.05"),
        ("0.5%", "%0.005"),
        ("2026-11-22", "2026-11-22"),
        ("2026-11-22T10:00:00+08:00", "2026-11-22 02:00 +00:00"),
        ("3 months", "<3 months>"),
        ("1 week", "<7 days>"),
        ("24 hours", "<24 hours>"),
        ("\"a\\n\\\"\\u{4e00}\\\\{b}\"", "\"a\\n\\\"一\\\\{b}\""),
        ("true", "true"),
        ("long_term", "long_term"),
        ("[hk_id, 3, \"x\",]", "[hk_id 3 \"x\"]"),
        ("a.b . c", "a.b.c"),
        ("f(a, b == c)", "(f! a (Equal b c))"),
        ("age of a.b on (today)", "(age a.b (paren today))"),
    ] {
        assert_eq!(expr(text), tree, "{text}");
    }
}

#[test]
fn a_unit_stands_on_the_line_of_its_number() {
    assert!(!super::faults("let x = 3\nmonths").is_empty());
    assert_eq!(expr("3 # three\n"), "3");
}

#[test]
fn each_operator_alone() {
    for (text, tree) in [
        ("a == b", "(Equal a b)"),
        ("a != b", "(NotEqual a b)"),
        ("a < b", "(Less a b)"),
        ("a <= b", "(AtMost a b)"),
        ("a > b", "(Greater a b)"),
        ("a >= b", "(AtLeast a b)"),
        ("a in b", "(in a b)"),
        ("a not in b", "(not-in a b)"),
        ("a has any of b", "(has-Any a b)"),
        ("a has all of b", "(has-All a b)"),
        ("a is present", "(Present a)"),
        ("a is absent", "(Absent a)"),
        ("a is empty", "(Empty a)"),
        ("a is not empty", "(NotEmpty a)"),
        ("a rejects", "(rejects a)"),
        ("a fires or b", "(or (fires a) b)"),
        ("a otherwise b", "(otherwise a b)"),
        ("a + b", "(Later a b)"),
        ("a - b", "(Earlier a b)"),
        ("not a", "(not a)"),
        ("a and b and c", "(and a b c)"),
        ("a or b or c", "(or a b c)"),
        (
            "a matches \"E\" then 8 digits then 1 .. 2 letters then character then of \"AB\"",
            "(matches a (1, 1)Text(\"E\") (8, 8)Digits (1, 2)Letters (1, 1)Characters (1, 1)Of(\"AB\"))",
        ),
    ] {
        assert_eq!(expr(text), tree, "{text}");
    }
}

/// From loose to tight: one operator a level, and how it is written between two operands.
#[test]
fn precedence_pair_by_pair() {
    let levels = [
        [("and", "and"), ("or", "or")].as_slice(),
        &[
            ("==", "Equal"),
            ("<", "Less"),
            ("in", "in"),
            ("not in", "not-in"),
            ("has all of", "has-All"),
        ],
        &[("otherwise", "otherwise")],
        &[("+", "Later"), ("-", "Earlier")],
    ];
    for (at, loose_level) in levels.iter().enumerate() {
        for tight_level in levels.iter().skip(at + 1) {
            for (loose, outer) in *loose_level {
                for (tight, inner) in *tight_level {
                    let first = expr(&format!("a {tight} b {loose} c"));
                    assert_eq!(first, format!("({outer} ({inner} a b) c)"));
                    let second = expr(&format!("a {loose} b {tight} c"));
                    assert_eq!(second, format!("({outer} a ({inner} b c))"));
                }
            }
        }
    }
    assert_eq!(expr("not a == b"), "(not (Equal a b))");
    assert_eq!(expr("not a and b"), "(and (not a) b)");
    assert_eq!(
        expr("a and not not b is empty"),
        "(and a (not (not (Empty b))))"
    );
    assert_eq!(expr("a + b is present"), "(Present (Later a b))");
    assert_eq!(expr("a - b + c"), "(Later (Earlier a b) c)");
}

#[test]
fn names_that_start_like_keywords() {
    for name in [
        "notify",
        "and_more",
        "orders",
        "in_use",
        "is_new",
        "island",
        "hash",
        "anything",
        "otherwise_x",
        "matches_it",
        "trueish",
        "absentee",
        "long_terms",
        "today_x",
        "nowhere",
        "days",
        "months",
        "type",
        "at",
        "version",
        "other",
        "review",
        "accept",
        "age",
        "count",
        "list",
        "read",
        "reject",
        "rule",
    ] {
        assert_eq!(
            expr(&format!("{name} == a.{name}")),
            format!("(Equal {name} a.{name})")
        );
    }
    assert_eq!(
        expr("a.and.or.not.when == b"),
        "(Equal a.and.or.not.when b)"
    );
    let fields = "record r { type: text at: date? private: text private other: (date or long_term)? fixed: \
                  bool fixed otherwise: bool otherwise true }";
    assert!(
        super::faults(fields)
            .iter()
            .all(|fault| fault.contains("`otherwise`"))
    );
}

#[test]
fn operators_side_by_side_without_spaces() {
    assert_eq!(expr("a==b"), "(Equal a b)");
    assert_eq!(expr("a<=-1"), "(AtMost a -1)");
    assert_eq!(expr("a<b+c"), "(Less a (Later b c))");
    assert_eq!(expr("not(a)"), "(not (paren a))");
}

/// Every declaration and every kind of line.
const EVERYTHING: &str = include_str!("everything.admit");

#[test]
fn everything_parses() {
    let file = sound(EVERYTHING);
    assert_eq!(file.items.len(), 28);
    assert_eq!(crate::syntax::count_declarations(&file), 36);
}

#[test]
fn every_rule_of_the_grammar_is_reached() {
    use crate::syntax::grammar::{Grammar, Rule};
    use pest::Parser;
    let mut reached = std::collections::BTreeSet::new();
    let mut visit = |entry: Rule, text: &str| {
        for pair in Grammar::parse(entry, text).unwrap().flatten() {
            reached.insert(format!("{:?}", pair.as_rule()));
        }
    };
    visit(Rule::file, EVERYTHING);
    visit(
        Rule::file,
        "let x = !a && b || c === d = e is f let y = 2026/01/02 let z = 5h",
    );
    visit(Rule::ruleset_head_only, "ruleset x");
    visit(Rule::ruleset_body_only, "rule x {}");
    visit(Rule::expression_only, "a");
    visit(Rule::cell_only, ".. 5, 3 .., 1 .. 2, absent");
    visit(Rule::cell_only, "any");
    visit(Rule::result_only, "[a]");
    visit(Rule::place_only, "photos[0].glare");
    visit(Rule::given_only, "plain");
    visit(Rule::moment_only, "2026-11-22");
    visit(Rule::made_only, "removed");
    visit(Rule::made_only, "unchanged");
    visit(Rule::expect_only, "accept");
    visit(Rule::expect_only, "no retry at 2026-11-22");
    let grammars = [
        include_str!("../../../grammar/lexical.pest"),
        include_str!("../../../grammar/expression.pest"),
        include_str!("../../../grammar/declaration.pest"),
        include_str!("../../../grammar/testing.pest"),
    ];
    for line in grammars.iter().flat_map(|grammar| grammar.lines()) {
        let Some((name, body)) = line.split_once('=') else {
            continue;
        };
        let (name, silent) = (name.trim(), body.trim_start().starts_with('_'));
        let is_rule =
            name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') && !line.starts_with(' ');
        // Two are only looked for where they must not stand, and white space leaves nothing behind.
        if is_rule && !silent && !["reserved", "usual_end", "rest_of_line"].contains(&name) {
            assert!(reached.contains(name), "`{name}` is never reached");
        }
    }
}

#[test]
fn messages_hold_values_with_their_places() {
    let text = "ruleset r { rule a { reject when b because \"é{ c.d + 3 days }!\\{\" fix \"x\" } }";
    let file = sound(text);
    let [Item::Ruleset(ruleset)] = file.items.as_slice() else {
        panic!("{file:?}")
    };
    let message = ruleset.rules[0].because.as_ref().unwrap();
    let [
        MessagePart::Text(before),
        MessagePart::Value(value),
        MessagePart::Text(after),
    ] = message.parts.as_slice()
    else {
        panic!("{message:?}")
    };
    assert_eq!((before.as_str(), after.as_str()), ("é", "!{"));
    assert_eq!(show(value), "(Later c.d <3 days>)");
    assert_eq!(text.get(value.span.range()), Some("c.d + 3 days"));
}

#[test]
fn tables_are_read_line_by_line() {
    let file = sound(
        "table t: Decision by a.b, c: D { # keys\n| b | c | result |\n| x, y | 16 .. 25 | accept | # one\n| any | .. 15 | [a, b] |\n| z | absent, 3 .. | 10 years |\n| otherwise | absent |\n}",
    );
    let [Item::Table(table)] = file.items.as_slice() else {
        panic!("{file:?}")
    };
    let pattern = |pattern: &CellPattern| match pattern {
        CellPattern::Any(_) => "any".to_owned(),
        CellPattern::Value(value) => show(value),
        CellPattern::Range { least, most, .. } => {
            let end = |end: &Option<Expr>| end.as_ref().map_or(String::new(), show);
            format!("{}..{}", end(least), end(most))
        }
    };
    let row = |row: &TableRow| {
        let cells = row.cells.as_ref().map_or("otherwise".to_owned(), |cells| {
            let cell = |cell: &TableCell| {
                cell.alternatives
                    .iter()
                    .map(pattern)
                    .collect::<Vec<_>>()
                    .join(",")
            };
            cells.iter().map(cell).collect::<Vec<_>>().join(" ")
        });
        format!("{cells} -> {}", show(&row.result))
    };
    let rows: Vec<String> = table.rows.iter().map(row).collect();
    assert_eq!(
        rows,
        [
            "x,y 16..25 -> accept",
            "any ..15 -> [a b]",
            "z absent,3.. -> <10 years>",
            "otherwise -> absent"
        ]
    );
    assert_eq!(table.header.len(), 3);
}

#[test]
fn citations_end_rows_and_lines_of_policies() {
    let file = sound(
        "table t by cites, x {\n | cites | x | result |\n | a | b | c | cites \"A\", \"B | C\" # no\n | d | e | f |\n \
         | otherwise | g | cites\t\"D\" }\n\
         policy p { on reject step \"x\" when y cites \"E\" otherwise grant z cites \"F\", \"G\" always contact support }",
    );
    let [Item::Table(table), Item::Policy(policy)] = file.items.as_slice() else {
        panic!("{file:?}")
    };
    let texts = |cites: &[(String, crate::source::Span)]| {
        let texts: Vec<&str> = cites.iter().map(|(text, _)| text.as_str()).collect();
        texts.join(", ")
    };
    let rows: Vec<String> = table.rows.iter().map(|row| texts(&row.cites)).collect();
    assert_eq!(rows, ["A, B | C", "", "D"]);
    let line = |line: &PolicyLine| match line {
        PolicyLine::On { cites, .. } => texts(cites),
        other => panic!("{other:?}"),
    };
    let lines: Vec<String> = policy.lines.iter().map(line).collect();
    assert_eq!(lines, ["E", "F, G", ""]);
}

/// A name before other things ends where its word ends.
#[test]
fn spans_hold_no_white_space() {
    let text = "let x = a # note\n  < b   let y = c  # note\n";
    let file = sound(text);
    let [Item::Let(first), Item::Let(second)] = file.items.as_slice() else {
        panic!("{file:?}")
    };
    assert_eq!(
        text.get(first.span.range()),
        Some("let x = a # note\n  < b")
    );
    assert_eq!(text.get(second.span.range()), Some("let y = c"));
    let marked = format!("\u{FEFF}{text}");
    let file = sound(&marked);
    let [Item::Let(first), _] = file.items.as_slice() else {
        panic!("{file:?}")
    };
    assert_eq!(marked.get(first.name.span.range()), Some("x"));
}
