//! Conditions made ready say what the expressions say that they were made from, and codes say what decisions say: over
//! rules made at random, and records made at random.

use super::agreement::{Desk, hold_in_a_sheet, hold_side_by_side, hold_together};
use crate::support::random::{Changer, Random};
use admit::engine::PolicySet;
use admit::eval::{MOST_LANES, Options, Workspace};
use admit::record::{ReadOptions, Record};
use admit::value::Instant;
use serde_json::{Value, json};

/// So many records of a set are decided: two groups, and the beginning of a third.
const SIDE_BY_SIDE: usize = 2 * MOST_LANES + 3;

const SCHEMA: &str = r#"
settings { timezone Asia/Shanghai }
enum Kind { card, passport, pass, other }
enum Colour { red, green, blue }
record submission {
  id: text, region: country, kind: Kind, flag: bool, size: integer 0 .. 9, share: percent, day: date,
  until: date or long_term, born: date, at: instant, name: text, other_name: text private,
  colours: list of Colour, maybe: number?, maybe_day: date?, assumed: bool otherwise true,
  group: { country: country, flag: bool }?,
  items: list of { shape: Kind, height: integer 0 .. 9, seen: date, fine: bool, odd: number? }
}
param limit:     integer = 4, 5 from 2026-06-01
param max_share: percent = 50%
param margin:    period  = 3 months
param wanted:    list of country = [CN, HK]
let cards    = items where shape == card
let large    = cards where height >= limit
let last_day = latest(cards.seen)
let first    = earliest(items.seen)
let deadline = today + margin
let soon     = until < deadline
let both     = soon and flag
let graded   = grade(region, kind)
let young    = age of born on today < 18
table grade: Decision by region: country, kind: Kind {
  | region | kind           | result |
  | CN     | card, passport | accept |
  | CN     | pass           | review |
  | HK, MO | card           | review |
  | HK     | pass, other    | accept |
  | TW     | any            | review |
  | otherwise               | reject |
}
"#;

/// Conditions about the record.
const WHOLE: &[&str] = &[
    "flag",
    "assumed",
    "kind == card",
    "kind != pass",
    "kind in [card, other]",
    "kind not in [passport]",
    "region == CN",
    "region != HK",
    "region in [CN, HK, MO]",
    "region in wanted",
    "size < limit",
    "size >= 5",
    "7 > size",
    "share > max_share",
    "share <= 33.3%",
    "day < today",
    "day >= 2026-01-01",
    "today > day",
    "until < deadline",
    "until == long_term",
    "until > day + 10 years",
    "until >= today - margin",
    "day == born",
    "now < at + 24 hours",
    "at <= now",
    "name == other_name",
    "name != \"王\"",
    "name is empty",
    "name matches 1 letters then 2 digits",
    "colours is empty",
    "colours has any of [red, blue]",
    "colours has all of [red, green]",
    "red in colours",
    "maybe is absent",
    "maybe is present and maybe > 2.5",
    "(maybe otherwise 2) < 3",
    "maybe_day is present and maybe_day < day",
    "group is present and group.flag",
    "group is present and group.country == region",
    "count(items) > 1",
    "count(cards) == 0",
    "count(large) >= 2",
    "last_day is present and last_day > day",
    "first is present and first < 2026-01-01",
    "items is not empty",
    "soon",
    "both",
    "young",
    "age of born on today >= 60",
    "graded == accept",
    "graded != reject",
    "grade(HK, kind) == review",
];

/// Conditions about an element.
const EACH: &[&str] = &[
    "item.fine",
    "item.shape == card",
    "item.shape in [pass, other]",
    "item.height < size",
    "item.height >= limit",
    "item.seen < today",
    "item.seen == day",
    "item.odd is present and item.odd < 3",
];

fn condition(random: &mut Random, each: bool, depth: usize) -> String {
    if depth > 0 && random.below(3) > 0 {
        let parts = (0..2 + random.below(2)).map(|_| condition(random, each, depth - 1));
        let parts: Vec<String> = parts.collect();
        let word = *random.pick(&[" and ", " or "]);
        let joined = parts.join(word);
        return match random.below(4) {
            0 => format!("not ({joined})"),
            _ => format!("({joined})"),
        };
    }
    let leaf = if each && random.below(3) > 0 {
        *random.pick(EACH)
    } else {
        *random.pick(WHOLE)
    };
    match random.below(5) {
        0 => format!("not ({leaf})"),
        _ => format!("({leaf})"),
    }
}

/// A guard now and then; often one that the value of a field tells apart.
fn guard(random: &mut Random, each: bool) -> String {
    match random.below(5) {
        0 => format!(" when {}", condition(random, each, 1)),
        1 | 2 => format!(" when region == {}", random.pick(&["CN", "HK", "MO", "TW"])),
        _ => String::new(),
    }
}

fn ruleset(
    random: &mut Random,
    number: usize,
    next: &mut usize,
    rules: &mut Vec<String>,
) -> String {
    let list = *random.pick(&["", "", " for each item in items", " for each item in cards"]);
    let each = !list.is_empty();
    let mut text = format!("ruleset set_{number}{list}{} {{\n", guard(random, each));
    for _ in 0..2 + random.below(6) {
        *next += 1;
        let name = format!("rule_{next}");
        text += &format!("  rule {name}{} {{\n", guard(random, each));
        if !each && random.below(8) == 0 {
            let field = *random.pick(&["maybe", "maybe_day", "group"]);
            text += &format!(
                "    require {field} when {}\n  }}\n",
                condition(random, each, 1)
            );
            continue;
        }
        let severity = *random.pick(&["reject", "review", "review", "advise"]);
        for _ in 0..1 + random.below(2) {
            text += &format!("    {severity} when {}\n", condition(random, each, 2));
        }
        if random.below(3) == 0 && !rules.is_empty() {
            text += &format!("    unless {}\n", random.pick(rules));
        }
        text += "    because \"It is {region}.\"\n    fix \"Wait.\"\n  }\n";
        rules.push(name);
    }
    text + "}\n"
}

/// A set of rules for all regions.
fn rules(random: &mut Random) -> String {
    let (mut names, mut next) = (Vec::new(), 0);
    let sets: Vec<String> = (0..2 + random.below(3))
        .map(|number| ruleset(random, number, &mut next, &mut names))
        .collect();
    let used: Vec<String> = (0..sets.len())
        .map(|number| format!("set_{number}"))
        .collect();
    let changed = random.pick(&names).clone();
    format!(
        "{SCHEMA}{}policy home {{ applies when region == CN use {} }}\n\
         policy other {{\n  applies when region in [HK, MO]\n  use {}\n  skip {changed} because \"So.\"\n}}\n\
         policy far {{ applies when region not in [CN, HK, MO] use {} }}\n",
        sets.concat(),
        used.join(", "),
        used.join(", "),
        used.join(", "),
    )
}

fn base() -> Value {
    let item =
        json!({"shape": "card", "height": 4, "seen": "2026-01-05", "fine": true, "odd": 1.5});
    let mut other = item.clone();
    other["shape"] = json!("pass");
    json!({
        "id": "a-1", "region": "CN", "kind": "card", "flag": true, "size": 5, "share": 0.4,
        "day": "2026-01-05", "until": "2027-01-31", "born": "2008-11-22", "at": "2026-11-21T10:00:00Z",
        "name": "A12", "other_name": "A12", "colours": ["red", "green"], "maybe": 2.5,
        "maybe_day": "2026-01-04", "assumed": false, "group": {"country": "CN", "flag": true},
        "items": [item, other]
    })
}

#[test]
fn elements_count_where_no_rule_names_anything_in_them() {
    let text = "record submission { id: text, items: list of { fine: bool } }
        ruleset counted {
          rule too_few  { reject when count(items) < 2 because \"Few.\" fix \"Add one.\" }
          rule too_many { reject when count(items) > 2 because \"Many.\" fix \"Take one.\" }
        }
        policy home { applies when id is present use counted }";
    let set = PolicySet::load([("rules.admit", text)])
        .unwrap_or_else(|problems| panic!("{}", problems.render(false)));
    let at = Instant::parse("2026-11-22T10:00:00+08:00").unwrap();
    let records = (0..2 * MOST_LANES + 3).map(|turn| {
        let items = vec![json!({"fine": true}); turn % 5];
        let json = json!({"id": format!("a-{turn}"), "items": items}).to_string();
        let read = set.read_json(json.as_bytes(), ReadOptions::default());
        let read = read.unwrap();
        let code = set.evaluate(&read, at, Options::default()).reasons;
        let expected = match turn % 5 {
            0 | 1 => Some("too_few"),
            2 => None,
            _ => Some("too_many"),
        };
        assert_eq!(code.first().map(|reason| &*reason.code), expected);
        (json, read, at)
    });
    hold_in_a_sheet(&set, &Vec::from_iter(records), &mut Workspace::default());
}

#[test]
fn the_plan_says_what_the_rules_say() {
    let sets = if std::env::var_os("ADMIT_LONG").is_some() {
        4_000
    } else {
        16
    };
    let at = Instant::parse("2026-11-22T10:00:00+08:00").unwrap();
    let mut outcomes = std::collections::BTreeSet::new();
    let mut fired = 0;
    for seed in 0..sets {
        let mut random = Random::new(seed);
        let text = rules(&mut random);
        let set = PolicySet::load([("rules.admit", text.as_str())])
            .unwrap_or_else(|problems| panic!("seed {seed}\n{}\n{text}", problems.render(false)));
        let changer = Changer::new(&set.program().schema);
        let mut desk = Desk::new(&set);
        let mut beside = Vec::new();
        for turn in 0..SIDE_BY_SIDE {
            let mut record = base();
            for _ in 0..random.below(8) {
                changer.change(&mut random, &mut record);
            }
            let json = record.to_string();
            let read = set
                .read_json(json.as_bytes(), ReadOptions::default())
                .unwrap();
            let check = std::panic::AssertUnwindSafe(|| hold_together(&set, &read, at, &mut desk));
            if let Err(panic) = std::panic::catch_unwind(check) {
                eprintln!("seed {seed}, record {json}\n{text}");
                std::panic::resume_unwind(panic);
            }
            let decision = set.evaluate(&read, at, Options::default());
            fired += decision.reasons.len();
            outcomes.insert(decision.decision);
            // Each has a day of its own: parameters and ages change with it.
            let day = Instant::parse(&format!("20{:02}-11-22T10:00:00+08:00", turn % 40 + 10));
            beside.push((json, read, day.unwrap()));
        }
        let records = &beside;
        let beside: Vec<_> = beside.iter().map(|(_, record, at)| (record, *at)).collect();
        let check = std::panic::AssertUnwindSafe(|| {
            hold_in_a_sheet(&set, records, &mut desk.workspace);
            // The whole of them, and some that are more or fewer than stand side by side.
            for count in [
                beside.len(),
                MOST_LANES,
                MOST_LANES + 1,
                MOST_LANES - 1,
                2,
                0,
            ] {
                hold_side_by_side(&set, &beside[..count], &mut desk.workspace);
            }
        });
        if let Err(panic) = std::panic::catch_unwind(check) {
            eprintln!("seed {seed}\n{text}");
            std::panic::resume_unwind(panic);
        }
    }
    // What is compared is worth comparing.
    assert_eq!(outcomes.len(), 4);
    assert!(fired > sets as usize * SIDE_BY_SIDE, "{fired}");
}

/// Elements stand side by side as well: lists that fill a stretch, fall short of one, and go on in the next.
#[test]
fn long_lists_are_asked_like_short_ones() {
    let at = Instant::parse("2026-11-22T10:00:00+08:00").unwrap();
    let lengths = [
        0,
        1,
        MOST_LANES - 1,
        MOST_LANES,
        MOST_LANES + 1,
        3 * MOST_LANES + 2,
    ];
    let mut paths = std::collections::BTreeSet::new();
    for seed in 0..8 {
        let mut random = Random::new(seed);
        let text = rules(&mut random);
        let set = PolicySet::load([("rules.admit", text.as_str())])
            .unwrap_or_else(|problems| panic!("seed {seed}\n{}\n{text}", problems.render(false)));
        let records: Vec<(String, Record, Instant)> = (0..12)
            .map(|turn| {
                let mut record = base();
                let items = (0..lengths[turn % lengths.len()]).map(|_| {
                    let mut item = record["items"][0].clone();
                    let shapes = ["card", "passport", "pass", "other"];
                    item["shape"] = json!(random.pick(&shapes));
                    item["height"] = json!(random.below(10));
                    item["seen"] = json!(format!("2026-01-{:02}", 1 + random.below(28)));
                    item["fine"] = json!(random.below(2) == 0);
                    if random.below(9) == 0 {
                        item.as_object_mut().unwrap().remove("height");
                    }
                    item
                });
                let items: Vec<Value> = items.collect();
                record["items"] = json!(items);
                let json = record.to_string();
                let read = set.read_json(json.as_bytes(), ReadOptions::default());
                (json, read.unwrap(), at)
            })
            .collect();
        let mut desk = Desk::new(&set);
        for (_, record, _) in &records {
            hold_together(&set, record, at, &mut desk);
            let reasons = set.evaluate(record, at, Options::default()).reasons;
            paths.extend(reasons.into_iter().filter_map(|reason| reason.path));
        }
        let beside: Vec<_> = records
            .iter()
            .map(|(_, record, at)| (record, *at))
            .collect();
        hold_side_by_side(&set, &beside, &mut desk.workspace);
        hold_in_a_sheet(&set, &records, &mut desk.workspace);
    }
    // Rules fired at the first element, and in the last stretch.
    assert!(paths.iter().any(|path| path == "items[0]"), "{paths:?}");
    let last = format!("items[{}]", 3 * MOST_LANES);
    assert!(paths.iter().any(|path| *path == last), "{paths:?}");
}
