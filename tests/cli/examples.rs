//! The examples that `admit builtins` shows, each tried in rules.

use admit::builtins::document_number::SCHEMES;
use admit::builtins::{OPERATORS, functions};
use admit::engine::PolicySet;
use admit::value::Instant;

/// All names that the examples of operators use.
const NAMES: &str = r#"
enum Type { cn_resident_id, cn_passport }
enum Action { blink, nod }
enum Outcome { failed, passed }
record submission {
  document: {
    type:       Type
    number:     text private
    birth_date: date
    issued_on:  date?
    expires_on: date or long_term
  }
  images:  list of { glare: percent, lighting: percent?, filters: list of text }
  face:    { lighting: percent, actions_required: list of Action, actions_done: list of Action }?
  history: list of { at: instant, outcome: Outcome }
}
let failures     = history where outcome == failed
let last_failure = latest(failures.at) otherwise 2000-01-01T00:00:00Z
let supplied     = face is present
ruleset photo_quality for each image in images {
  rule photo_glare {
    reject  when image.glare > 5%
    because "Light covers the photo."
    fix     "Photograph without a flash."
  }
}
policy all {
  applies when document.number is not empty
  use photo_quality, examples
}
"#;

fn load(files: &[(&str, &str)], place: &str) -> PolicySet {
    let loaded = PolicySet::load(files.iter().copied());
    loaded.unwrap_or_else(|problems| panic!("{place}:\n{}", problems.render(false)))
}

/// The advice that a set of rules gives on a record.
fn advice(rules: &str, record: &str) -> Vec<String> {
    let set = load(&[("example.admit", rules)], rules);
    let record = set
        .read_json(record.as_bytes(), Default::default())
        .unwrap();
    let at = Instant::parse("2026-11-22T10:00:00Z").unwrap();
    let decision = set.evaluate(&record, at, Default::default());
    let codes = decision.advice.iter().map(|each| each.code.to_string());
    codes.collect()
}

#[test]
fn each_operator_stands_in_a_rule_as_its_example_shows() {
    for operator in OPERATORS {
        let example = operator.example;
        let (outside, condition, message) = match operator.name {
            "where" | "read" | "latest" => {
                (format!("let example = {example}"), "today > 2000-01-01", "")
            }
            "otherwise" => (String::new(), "image.glare > 1%", example),
            _ => (String::new(), example, ""),
        };
        let message = match message {
            "" => "Seen.".to_owned(),
            value => format!("Seen: {{{value}}}."),
        };
        let rules = format!(
            "{outside}\nruleset examples for each image in images {{ rule example_rule {{\n\
             advise when {condition}\nbecause \"{message}\"\nfix \"None.\"\n}} }}\n"
        );
        load(
            &[("names.admit", NAMES), ("rules.admit", &rules)],
            operator.name,
        );
    }
}

#[test]
fn each_function_yields_what_its_example_says() {
    for function in functions() {
        for example in function.examples {
            let condition = match (example.yields, function.optional) {
                ("true", _) => "answer".to_owned(),
                ("false", _) => "not answer".to_owned(),
                ("absent", _) => "answer is absent".to_owned(),
                (value, true) => format!("answer is present and answer == {value}"),
                (value, false) => format!("answer == {value}"),
            };
            let rules = format!(
                "record submission {{ region: country }}\n\
                 let answer = {}\n\
                 ruleset examples {{ rule holds {{\nadvise when {condition}\nbecause \"It holds.\"\nfix \"None.\"\n}} }}\n\
                 policy all {{\napplies when region == CN\nuse examples\n}}\n",
                example.call
            );
            let answer = advice(&rules, r#"{ "region": "CN" }"#);
            assert_eq!(answer, ["holds"], "{}", example.call);
        }
    }
}

#[test]
fn each_number_is_read_as_its_scheme_says() {
    for scheme in SCHEMES {
        let rules = format!(
            "record submission {{ region: country, number: text }}\n\
             let facts = read number as {}\n\
             ruleset examples {{\n\
             rule well_formed {{\nadvise when facts.well_formed\nbecause \"A\"\nfix \"B\"\n}}\n\
             rule right {{\nadvise when facts.check_digit_ok is present and facts.check_digit_ok\nbecause \"A\"\nfix \"B\"\n}}\n\
             rule wrong {{\nadvise when facts.check_digit_ok is present and not facts.check_digit_ok\nbecause \"A\"\nfix \"B\"\n}}\n\
             }}\n\
             policy all {{\napplies when region == CN\nuse examples\n}}\n",
            scheme.name
        );
        assert!(!scheme.examples.is_empty());
        for example in scheme.examples {
            let record = serde_json::json!({ "region": "CN", "number": example.number });
            let mut expected = Vec::new();
            expected.extend(example.well_formed.then_some("well_formed"));
            expected.extend(
                example
                    .check_digit_ok
                    .map(|ok| if ok { "right" } else { "wrong" }),
            );
            assert_eq!(
                advice(&rules, &record.to_string()),
                expected,
                "{}",
                example.number
            );
        }
    }
}
