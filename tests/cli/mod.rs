//! Suite: the command, each verb for success and for each of its exit statuses.

mod builtins;
mod check;
mod eval;
mod examples;
mod explain;
mod init;
mod reference;
mod schema;
mod streams;

use crate::support::Admit;

/// Rules of a dozen lines: each word of `wish` leads to another outcome.
const RULES: &str = r#"
settings { timezone Asia/Shanghai }
enum Wish { pass, doubt, fail }
record application {
  id:           text
  submitted_at: instant
  region:       country
  wish:         Wish
  name:         text private
}
ruleset wishes {
  rule wish_rejected {
    reject  when wish == fail
    because "{name} wishes to be rejected."
    fix     "Wish for something else."
    cites   "House rules, art. 1"
  }
  rule wish_doubtful {
    review  when wish == doubt
    because "A person has to look at this wish."
    fix     "Wait for the review."
  }
}
policy everyone {
  title   "Everyone"
  applies when region == CN
  version "1"
  use wishes
  on reject step "Make another wish."
    when wishes rejects cites "House rules, art. 1", "House rules, art. 2"
}
"#;

/// A folder with these rules in `./rules`.
fn with_rules() -> Admit {
    Admit::new().file("rules/all.admit", RULES)
}

/// A record with a wish.
fn record(id: &str, wish: &str) -> String {
    format!(
        r#"{{"id": "{id}", "submitted_at": "2026-11-22T10:00:00+08:00", "region": "CN", "wish": {wish}, "name": "Canary Tester"}}"#
    )
}
