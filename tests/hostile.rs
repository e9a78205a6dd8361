//! Suite: hostile. Rules and records that are large, or that ask for what they should not get.

use admit::decision::Outcome;
use admit::diagnostic::Level;
use admit::engine::{PolicySet, Problems};
use admit::record::Record;
use admit::value::Instant;
use std::fmt::Write as _;

const RECORD: &str = "record submission { id: text, region: country, text: text, own: list of text, \
    other: list of text, sex: Sex private, kind: Sex }\nenum Sex { male, female }\n";
const POLICY: &str = "policy all { applies when region == CN\n use set }\n";

fn load(rules: &str) -> Result<PolicySet, Problems> {
    PolicySet::load([("rules.admit", format!("{RECORD}{rules}").as_str())])
}

fn codes(rules: &str) -> Vec<&'static str> {
    let problems = load(rules).expect_err("the rules are faulty");
    let errors = problems
        .diagnostics
        .iter()
        .filter(|each| each.level == Level::Error);
    errors.map(|each| each.code.as_str()).collect()
}

fn rule(condition: &str) -> String {
    format!(
        "ruleset set {{ rule one {{ reject when {condition}\n because \"x\"\n fix \"y\" }} }}\n{POLICY}"
    )
}

fn read(set: &PolicySet, rest: &str) -> Record {
    let text = format!(r#"{{"id": "a", "region": "CN", {rest}}}"#);
    set.read_json(text.as_bytes(), Default::default()).unwrap()
}

fn outcome(set: &PolicySet, rest: &str) -> Outcome {
    let at = Instant::parse("2026-11-22T10:00:00Z").unwrap();
    set.evaluate(&read(set, rest), at, Default::default())
        .decision
}

#[test]
fn a_policy_sets_a_parameter_within_its_bounds_only() {
    let rules = |value: &str| {
        format!(
            "ruleset set {{ param most: percent = 5%\n rule one {{ reject when most > 10%\n because \"x\"\n \
             fix \"y\" }} }}\npolicy all {{ applies when region == CN\n use set with most = {value} }}\n"
        )
    };
    assert!(load(&rules("100%")).is_ok());
    assert_eq!(codes(&rules("101%")), ["E0306"]);
    assert_eq!(codes(&rules("6%, 101% from 2027-01-01")), ["E0306"]);
}

#[test]
fn that_a_table_says_something_for_one_argument_says_nothing_about_another() {
    let table =
        "table side by key: Sex {\n| key | result |\n| male | \"m\" |\n| otherwise | absent |\n}\n";
    let with = |second: &str| {
        let condition = format!("side(sex) is present and side({second}) == \"m\"");
        format!("{table}{}", rule(&condition))
    };
    assert!(load(&with("sex")).is_ok());
    let codes = codes(&with("kind"));
    assert_eq!(codes, ["E0304"], "kind is another field");
}

#[test]
fn an_enum_has_no_more_words_than_the_limit() {
    let rules = |count: usize| {
        let mut words = String::new();
        (0..count).for_each(|at| write!(words, "w{at:x}, ").unwrap());
        format!(
            "enum Many {{ {words} }}\nparam p: Many = w0\n{}",
            rule("p == w1")
        )
    };
    assert!(load(&rules(2_000)).is_ok());
    assert_eq!(codes(&rules(2_001)), ["E0105"]);
}

#[test]
fn a_pattern_of_thousands_of_items_needs_no_deep_stack() {
    const ITEMS: usize = 20_000;
    let set = load(&rule(&format!(
        "text matches {}",
        vec!["1 digit"; ITEMS].join(" then ")
    )))
    .unwrap();
    let work = move || {
        let text = |digits: usize| format!(r#""text": "{}""#, "1".repeat(digits));
        [ITEMS, ITEMS - 1].map(|digits| outcome(&set, &text(digits)))
    };
    let thread = std::thread::Builder::new()
        .stack_size(256 << 10)
        .spawn(work);
    let outcomes = thread.unwrap().join().unwrap();
    assert_eq!(outcomes, [Outcome::Reject, Outcome::Accept]);
}

#[test]
fn long_lists_have_what_short_ones_have() {
    let list = |from: usize, to: usize| {
        let items: Vec<String> = (from..to).map(|at| format!("\"{at}\"")).collect();
        format!("[{}]", items.join(", "))
    };
    let any = load(&rule("own has any of other")).unwrap();
    let all = load(&rule("own has all of other")).unwrap();
    for size in [2, 30, 31, 32, 33, 2_000] {
        let lists = |from, to| format!(r#""own": {}, "other": {}"#, list(0, size), list(from, to));
        let both = |lists: String| [outcome(&any, &lists), outcome(&all, &lists)];
        assert_eq!(both(lists(0, size)), [Outcome::Reject, Outcome::Reject]);
        let last = lists(size - 1, 2 * size - 1);
        assert_eq!(both(last), [Outcome::Reject, Outcome::Accept], "{size}");
        assert_eq!(
            both(lists(size, 2 * size)),
            [Outcome::Accept, Outcome::Accept]
        );
    }
}

#[test]
fn a_thousand_policies_for_a_thousand_words_are_told_apart() {
    let mut rules = String::from("enum Zone { ");
    (0..1_000).for_each(|at| write!(rules, "z{at}, ").unwrap());
    rules.push_str("}\nrecord submission { id: text, zone: Zone, done: bool }\n");
    rules.push_str("ruleset set { rule one { reject when done\n because \"x\"\n fix \"y\" } }\n");
    for at in 0..1_000 {
        writeln!(
            rules,
            "policy p{at} {{ applies when zone == z{at}\n use set }}"
        )
        .unwrap();
    }
    let set = PolicySet::load([("rules.admit", rules.as_str())]);
    let told = set.map_err(|problems| problems.render(false)).map(|_| ());
    assert_eq!(told, Ok(()));
}

#[test]
fn neither_a_hint_nor_the_debug_form_tells_a_private_value() {
    let set = load(&rule("sex == male and text == \"a\"")).unwrap();
    let misspelt = |field: &str| {
        let text = format!(r#"{{"id": "a", "{field}": "femal"}}"#);
        let error = set
            .read_json(text.as_bytes(), Default::default())
            .unwrap_err();
        error.message
    };
    assert!(misspelt("kind").contains("did you mean `female`"));
    assert!(!misspelt("sex").contains("did you mean"));
    let record = read(&set, r#""text": "canary", "sex": "male""#);
    assert!(!format!("{record:?}").contains("canary"));
}
