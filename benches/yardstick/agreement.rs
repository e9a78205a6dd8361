//! The rules of `benches/policy` and their hand-written counterpart say the same about every record.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise"
)]
#![allow(
    dead_code,
    reason = "what only the measurement uses stands in the same files"
)]

mod adapter;
mod agree;
#[path = "../../tests/support/parquet.rs"]
mod columns;
mod findings;
mod generate;
mod hand;
mod random;
mod values;

use adapter::Rules;
use agree::compare;
use generate::Lines;

#[test]
fn the_rules_and_the_hand_written_ones_agree() {
    let counts = compare(&Rules::yardstick(), &Lines::applications(1, 2_000)).unwrap();
    // The records are worth comparing: each decision is among them.
    assert!((600..=800).contains(&counts.reject), "{counts:?}");
    assert!(counts.accept > 800, "{counts:?}");
    assert!(counts.review > 100, "{counts:?}");
    assert!(counts.incomplete > 20, "{counts:?}");
    // ... and so is each rule; what requires a field gives no reason.
    let rules = include_str!("../policy/rules.admit").lines();
    let names = rules.filter_map(|line| line.strip_prefix("  rule ")?.split(' ').next());
    let silent: Vec<&str> = names
        .filter(|name| !counts.reasons.contains_key(*name))
        .collect();
    assert_eq!(silent, ["expiry_missing"]);
}

#[test]
fn a_difference_is_found_and_says_where() {
    let other = Rules::load(&[
        ("schema.admit", include_str!("../policy/schema.admit")),
        ("policies.admit", include_str!("../policy/policies.admit")),
        (
            "rules.admit",
            &include_str!("../policy/rules.admit").replace(
                "age of document.birth_date on today < 18",
                "age of document.birth_date on today <= 18",
            ),
        ),
    ]);
    let difference = compare(&other, &Lines::applications(1, 2_000)).unwrap_err();
    assert!(difference.starts_with("record "), "{difference}");
    assert!(difference.contains("holder_too_young"), "{difference}");
}

#[test]
fn a_record_has_the_size_it_is_said_to_have() {
    let mean = Lines::applications(1, 2_000).mean_bytes();
    assert!((880.0..920.0).contains(&mean), "{mean}");
}
