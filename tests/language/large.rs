//! Sets as large as the limits allow, or larger: each gets its answer without more than linear work.
//!
//! Nothing here measures time. Work that grows with the square would take these tests minutes or gigabytes, and
//! so be noticed.

use super::diagnose;
use admit::diagnostic::{Code, Diagnostic};
use std::fmt::Write;

const RECORD: &str =
    "record r { id: text, a: bool, b: bool, n: integer, region: country, o: date? }\n";
const POLICY: &str = "policy p { applies when region == CN use s }\n";

/// `count` pieces, each made from its number.
fn repeat(count: usize, piece: impl Fn(usize) -> String) -> String {
    (0..count).map(piece).collect()
}

fn rule(name: &str, condition: &str, more: &str) -> String {
    format!("rule {name} {{ reject when {condition} {more} because \"x\" fix \"y\" }}\n")
}

fn ruleset(rules: &str) -> String {
    format!("ruleset s {{\n{rules}}}\n")
}

fn found(text: &str) -> Vec<Diagnostic> {
    diagnose(&[("large.admit", text)]).0
}

fn count(all: &[Diagnostic], code: Code) -> usize {
    all.iter().filter(|each| each.code == code).count()
}

#[test]
fn of_thousands_of_faults_two_hundred_are_shown() {
    let words = repeat(20_000, |n| format!(", wrod{n}"));
    let rules = ruleset(&rule("x", &format!("e in [w{words}]"), ""));
    let all = found(&format!(
        "enum E {{ w, {} }}\nrecord r {{ e: E, region: country }}\n{rules}{POLICY}",
        repeat(1_900, |n| format!("word{n}, "))
    ));
    assert_eq!(count(&all, Code::UnknownEnumWord), 200);
    assert_eq!(all.last().map(|each| each.code), Some(Code::MoreFaults));
}

#[test]
fn thousands_of_unknown_names_are_looked_for_in_vain() {
    let unknown = repeat(20_000, |n| format!(", q{n}"));
    let names = repeat(5_000, |n| format!("param pa{n}: integer = 1\n"));
    let conditions = repeat(20_000, |n| format!(" and q{n}"));
    let rules = ruleset(&rule("x", &format!("a{conditions}"), ""));
    let policies = [
        format!("policy p {{ applies when a use s{unknown} }}"),
        format!("policy p {{ applies when a use s treat x{unknown} as review }}"),
    ];
    for policy in policies {
        let all = found(&format!("{RECORD}{names}{rules}{policy}"));
        assert_eq!(all.last().map(|each| each.code), Some(Code::MoreFaults));
    }
}

#[test]
fn ten_thousand_rules_in_a_chain_are_fine_and_in_a_circle_one_fault() {
    let chain = |first: &str| {
        let rest = repeat(9_000, |n| {
            rule(&format!("r{}", n + 1), "a", &format!("unless r{n}"))
        });
        ruleset(&format!("{}{rest}", rule("r0", "a", first)))
    };
    let fine = found(&format!("{RECORD}{}{POLICY}", chain("")));
    assert!(
        fine.iter().all(|each| each.code == Code::PolicyGap),
        "{fine:?}"
    );
    let all = found(&format!("{RECORD}{}{POLICY}", chain("unless r9000")));
    assert_eq!(count(&all, Code::Circle), 1);
    let circle = all.iter().find(|each| each.code == Code::Circle).unwrap();
    assert!(circle.message.contains("8981 more") && circle.secondary.len() == 20);
}

/// The last rule names all of them: as many circles as there are rules, one inside the other.
#[test]
fn circles_that_share_members_are_one_fault() {
    let last = repeat(3_000, |n| format!(" or r{}", 2_999 - n));
    let rules = repeat(3_000, |n| {
        rule(&format!("r{n}"), "a", &format!("unless r{}", n + 1))
    });
    let last = rule("r3000", "a", &format!("unless r2999{last}"));
    let all = found(&format!("{RECORD}{}{POLICY}", ruleset(&(rules + &last))));
    assert_eq!(count(&all, Code::Circle), 1);
}

#[test]
fn each_of_thousands_of_equal_policies_is_one_fault() {
    let policies = repeat(3_000, |n| {
        format!("policy p{n} {{ applies when region == CN use s }}\n")
    });
    let all = found(&format!(
        "{RECORD}{}{policies}",
        ruleset(&rule("x", "a", ""))
    ));
    assert_eq!(count(&all, Code::PolicyOverlap), 200);
}

#[test]
fn each_of_thousands_of_equal_rows_is_one_fault() {
    let rows = repeat(10_000, |_| "| 1 | true |\n".to_owned());
    let table = format!("table t by n {{\n| n | result |\n{rows}| otherwise | false |\n}}\n");
    let all = found(&format!(
        "{RECORD}{table}{}{POLICY}",
        ruleset(&rule("x", "t", ""))
    ));
    assert_eq!(count(&all, Code::TableOverlap), 200);
}

#[test]
fn absence_is_settled_in_conditions_of_thousands_of_parts() {
    let fields = repeat(900, |n| format!("f{n}: bool?\n"));
    let conditions = repeat(20_000, |n| format!(" or f{} is absent", n % 900));
    let rules = ruleset(&rule("x", &format!("f0{conditions}"), ""));
    let all = found(&format!(
        "record r {{ region: country {fields} }}\n{rules}{POLICY}"
    ));
    assert!(
        all.iter().all(|each| each.code == Code::PolicyGap),
        "{all:?}"
    );
}

#[test]
fn a_large_guard_is_read_once_for_all_rules() {
    let guard = repeat(5_000, |_| " and b".to_owned());
    let rules = repeat(5_000, |n| rule(&format!("r{n}"), "a", ""));
    let all = found(&format!(
        "{RECORD}ruleset s when a{guard} {{\n{rules}}}\n{POLICY}"
    ));
    assert!(
        all.iter().all(|each| each.code == Code::PolicyGap),
        "{all:?}"
    );
}

#[test]
fn what_is_beyond_a_limit_is_refused_by_name() {
    let rules = ruleset(&rule("x", "a", ""));
    let mut many = String::new();
    (0..2_000).for_each(|n| {
        writeln!(many, "policy p{n} {{ applies when n == {n} use s }}").unwrap();
    });
    let large = ruleset(&repeat(2_000, |n| rule(&format!("r{n}"), "a", "")));
    let list = repeat(100_000, |n| format!(", {n}"));
    let likes = repeat(2_000, |n| {
        format!("policy p{n} like p {{ version \"{n}\" }}\n")
    });
    let base = format!("policy p {{ applies when n in [0{list}] use s }}\n");
    let sets = [
        format!(
            "record r {{ region: country {} }}\n",
            repeat(1_000, |n| format!("f{n}: bool "))
        ),
        format!(
            "enum E {{ {} }}\n{RECORD}",
            repeat(2_001, |n| format!("w{n}, "))
        ),
        format!("{RECORD}{large}{many}"),
        format!("{RECORD}{rules}{base}{likes}"),
        format!(
            "{RECORD}{}{POLICY}",
            ruleset(&repeat(10_000, |n| rule(&format!("r{n}"), "a", "")))
        ),
    ];
    for text in sets {
        let all = found(&text);
        let shown: Vec<&str> = all.iter().map(|each| each.message.as_str()).collect();
        assert!(count(&all, Code::TooLarge) == 1, "{shown:?}");
    }
}
