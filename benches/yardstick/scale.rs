//! Rule sets that are made: many regions with rules of their own, and many rules that stay silent.

use crate::adapter::Rules;
use crate::generate::Lines;
use crate::random::Random;
use std::fmt::Write;

/// How rules of one region are kept apart from those of the others.
#[derive(Clone, Copy)]
pub enum Form {
    /// A policy for each region.
    Policies,
    /// One policy, and a ruleset for each region with a guard.
    Guards,
}

const RULES_EACH: usize = 10;

/// The text of a set with ten rules for each region.
pub fn regional_text(form: Form, regions: usize) -> String {
    let words: Vec<String> = (0..regions).map(|region| format!("r{region:03}")).collect();
    let mut text = format!("enum Region {{ {} }}\n", words.join(", "));
    text.push_str(
        "record order { id: text, submitted_at: instant, region: Region, amount: number, share: percent, day: date, \
         count: integer, checked: bool }\n",
    );
    for (place, word) in words.iter().enumerate() {
        match form {
            Form::Policies => {
                let _ = writeln!(
                    text,
                    "policy {word}_orders {{ applies when region == {word}\n use {word}_rules }}"
                );
                let _ = writeln!(text, "ruleset {word}_rules {{");
            }
            Form::Guards => {
                let _ = writeln!(text, "ruleset {word}_rules when region == {word} {{");
            }
        }
        for rule in 0..RULES_EACH {
            let condition = condition(place, rule);
            let _ = writeln!(
                text,
                "rule {word}_{rule} {{ review when {condition}\n because \"Rule {rule} of {word}.\"\n fix \"Ask.\" }}"
            );
        }
        text.push_str("}\n");
    }
    if matches!(form, Form::Guards) {
        let names: Vec<String> = words.iter().map(|word| format!("{word}_rules")).collect();
        let _ = writeln!(
            text,
            "policy orders {{ applies when count >= 0 or count < 0\n use {} }}",
            names.join(", ")
        );
    }
    text
}

fn condition(region: usize, rule: usize) -> String {
    let limit = 900 + (region * 7 + rule) % 90;
    match rule % 5 {
        0 => format!("amount > {limit}"),
        1 => format!("share > {}%", 90 + limit % 10),
        2 => format!("day < 1990-01-{:02}", 1 + limit % 28),
        3 => format!("count >= {limit} and not checked"),
        _ => format!("amount > {limit} or share > 99%"),
    }
}

/// Records for such a set.
pub fn orders(regions: usize, count: usize) -> Lines {
    let mut random = Random::new(3);
    Lines::collect((0..count).map(|number| {
        format!(
            "{{\"id\":\"o-{number}\",\"submitted_at\":\"2026-11-22T10:00:00Z\",\"region\":\"r{:03}\",\"amount\":{}.5,\
             \"share\":0.{:02},\"day\":\"20{:02}-03-01\",\"count\":{},\"checked\":true}}",
            random.within(0..regions as i64),
            random.within(0..1000),
            random.within(0..100),
            random.within(10..40),
            random.within(0..1000),
        )
    }))
}

/// The rules of these benches with so many more, all of which apply and stay silent.
pub fn with_silent_rules(count: usize) -> Rules {
    let mut text = "ruleset silent {\n".to_owned();
    for rule in 0..count {
        let condition = match rule % 4 {
            0 => format!("expected_deposit > {}", 1_000_000 + rule),
            1 => format!("document.birth_date < 18{:02}-01-01", rule % 90 + 10),
            2 => format!("level == plus and network.risk > 99.{rule:03}%"),
            _ => format!("now < 19{:02}-01-01T00:00:00Z", rule % 90 + 10),
        };
        let _ = writeln!(
            text,
            "rule silent_{rule} {{ review when {condition}\n because \"Never.\"\n fix \"Ask.\" }}"
        );
    }
    text.push_str("}\n");
    let policies = include_str!("../policy/policies.admit");
    let policies = policies.replace(
        "earlier_attempts, completeness",
        "earlier_attempts, completeness, silent",
    );
    Rules::load(&[
        ("schema.admit", include_str!("../policy/schema.admit")),
        ("rules.admit", include_str!("../policy/rules.admit")),
        ("policies.admit", &policies),
        ("silent.admit", &text),
    ])
}
