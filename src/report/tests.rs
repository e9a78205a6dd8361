//! Explanations of decisions made by hand: what a person would read, kept beside as snapshots.

use super::*;
use crate::decision::{
    Advice, Assumed, Checked, Decision, FindingState, Grounds, MissingField, Next, Outcome, Reason,
    Retry, Severity, SourceLocation, Trace, UnknownField,
};
use crate::value::{Date, Instant, ZonedInstant, parse_zone};
use std::borrow::Cow;

/// Ten in the morning in Shanghai, in a zone.
fn ten(zone: &str) -> ZonedInstant {
    let at = Instant::parse("2026-11-22T02:00:00Z").unwrap();
    at.in_zone(parse_zone(zone).unwrap())
}

fn decision(id: &'static str, outcome: Outcome) -> Decision<'static> {
    Decision {
        id: Some(id.into()),
        decision: outcome,
        policy: Some("mainland".into()),
        version: Some("1".into()),
        at: ten("Asia/Shanghai"),
        today: Date::new(2026, 11, 22).unwrap(),
        timezone: "Asia/Shanghai".into(),
        reasons: Vec::new(),
        missing: Vec::new(),
        advice: Vec::new(),
        grants: Vec::new(),
        next: Next::default(),
        unknown_fields: Vec::new(),
        trace: None,
        assumed: None,
        checked: [("validity", 4), ("photo_quality", 13), ("network", 1)]
            .map(|(ruleset, rules)| Checked {
                ruleset: ruleset.to_owned(),
                rules,
            })
            .to_vec()
            .into(),
        rules: "sha256:00".into(),
    }
}

fn grounds(
    file: &str,
    line: u32,
    condition: &'static str,
    values: &[(&'static str, &'static str)],
) -> Grounds<'static> {
    Grounds {
        source: Some(Cow::Owned(SourceLocation {
            file: file.to_owned(),
            line,
            column: 3,
        })),
        condition: Some(condition.into()),
        values: values
            .iter()
            .map(|(name, value)| ((*name).into(), (*value).into()))
            .collect(),
    }
}

fn reason(
    rule: &'static str,
    severity: Severity,
    message: &'static str,
    fix: &'static str,
) -> Reason<'static> {
    let code = rule.split('.').next_back().unwrap_or(rule);
    Reason {
        code: code.into(),
        severity,
        treated_from: None,
        treated_because: None,
        retry: Retry::AfterFix,
        retry_at: None,
        path: None,
        message: message.into(),
        fix: Some(fix.into()),
        rule: Some(rule.into()),
        cites: Cow::default(),
        grounds: None,
    }
}

fn rejected() -> Decision<'static> {
    let expired = Reason {
        cites: vec!["Resident Identity Card Law, art. 5".into()].into(),
        grounds: Some(grounds(
            "shared/validity.admit",
            4,
            "document.expires_on < today",
            &[
                ("document.expires_on", "2026-10-01"),
                ("today", "2026-11-22"),
            ],
        )),
        ..reason(
            "validity.document_expired",
            Severity::Reject,
            "The document expired on 2026-10-01.",
            "Renew the document, then verify with the new one.",
        )
    };
    let glare = Reason {
        path: Some("images[1]".into()),
        grounds: Some(grounds(
            "shared/photo_quality.admit",
            14,
            "image.glare > max_glare",
            &[("image.glare", "12%"), ("max_glare", "5%")],
        )),
        ..reason(
            "photo_quality.photo_glare",
            Severity::Reject,
            "Light covers 12% of the emblem photo; at most 5% may be covered.",
            "Photograph in even light, without a flash.",
        )
    };
    let cooldown = Reason {
        retry: Retry::AfterWait,
        retry_at: Some("2026-11-23T09:12:30+08:00".into()),
        treated_from: Some(Severity::Review),
        treated_because: Some("Repeated attempts are never looked at by hand.".into()),
        ..reason(
            "attempts.cooldown_active",
            Severity::Reject,
            "The last attempt failed at 2026-11-22 09:12:30 +08:00.",
            "Try again after 2026-11-23 09:12:30 +08:00.",
        )
    };
    let network = reason(
        "network.ip_region_mismatch",
        Severity::Review,
        "The connection comes from SG, the account is registered in CN.",
        "Switch off proxies and connect from where you are.",
    );
    Decision {
        reasons: vec![expired, glare, cooldown, network],
        grants: vec!["basic_withdrawals".into()],
        next: Next {
            retry_at: Some("2026-11-23T10:00:00+08:00".into()),
            steps: vec!["Retake the photos.".into()],
            alternatives: vec!["cn_passport".into()],
            contact_support: true,
            review_time: None,
        },
        advice: vec![Advice {
            code: "photo_front_camera_used".into(),
            path: Some("images[0]".into()),
            message: "The portrait photo was taken with the front camera.".into(),
            fix: Some("The rear camera takes sharper photos.".into()),
            rule: "photo_hints.photo_front_camera_used".into(),
            treated_from: None,
            treated_because: None,
            grounds: None,
        }],
        ..decision("s-1001", Outcome::Reject)
    }
}

/// The text of a decision.
fn plain(decision: &Decision) -> String {
    let text = decision_text(decision, Colour::Never);
    for line in text.lines() {
        let width = textwrap::core::display_width(line);
        assert!(width <= layout::WIDTH, "{width} columns: {line}");
        assert!(!line.ends_with(' '), "a space at the end of: {line}");
    }
    text
}

#[test]
fn instants_are_shown_as_people_write_them() {
    let table = [
        ("2026-11-22T10:00:00+08:00", "2026-11-22 10:00 +08:00"),
        ("2026-11-22T10:00:30-03:30", "2026-11-22 10:00:30 -03:30"),
        ("2026-11-22T10:00:00.250Z", "2026-11-22 10:00:00.250 UTC"),
        ("tomorrow", "tomorrow"),
    ];
    for (rfc3339, shown) in table {
        assert_eq!(text::human_instant(rfc3339), shown);
    }
}

#[test]
fn a_rejection_names_every_reason_and_what_to_do() {
    insta::assert_snapshot!("rejected", plain(&rejected()));
}

#[test]
fn an_incomplete_record_says_what_to_supply_and_why() {
    let missing = |field: &'static str, rules: &[&'static str]| MissingField {
        field: field.into(),
        needed_by: rules.iter().map(|rule| (*rule).into()).collect(),
    };
    let made = Decision {
        missing: vec![
            missing(
                "document.expires_on",
                &[
                    "field_missing",
                    "document_expired",
                    "document_expiring_soon",
                    "document_term_wrong",
                ],
            ),
            missing("images[1].glare", &["photo_glare"]),
        ],
        unknown_fields: vec![UnknownField {
            field: "document.expire_on".to_owned(),
            did_you_mean: Some("expires_on".to_owned()),
        }],
        ..decision("s-1002", Outcome::Incomplete)
    };
    insta::assert_snapshot!("incomplete", plain(&made));
}

#[test]
fn a_review_says_what_a_person_has_to_look_at() {
    let made = Decision {
        reasons: vec![reason(
            "acceptance.document_temporary",
            Severity::Review,
            "A temporary resident card is checked by a person.",
            "Verify with the resident card once you have it.",
        )],
        next: Next {
            review_time: Some("minutes to hours".into()),
            ..Next::default()
        },
        ..decision("s-1003", Outcome::Review)
    };
    insta::assert_snapshot!("review", plain(&made));
}

#[test]
fn an_acceptance_says_how_much_was_checked_and_what_it_unlocks() {
    let made = Decision {
        grants: vec!["p2p_trading".into(), "basic_withdrawals".into()],
        ..decision("s-1004", Outcome::Accept)
    };
    insta::assert_snapshot!("accepted", plain(&made));
}

#[test]
fn with_all_it_says_why_each_rule_did_not_fire() {
    let trace = |rule: &'static str,
                 state,
                 why: &'static str,
                 values: &[(&'static str, &'static str)]| Trace {
        code: rule.into(),
        rule: rule.into(),
        path: None,
        state,
        severity: Some(Severity::Reject),
        why: why.into(),
        grounds: grounds("a.admit", 1, "", values),
    };
    let made = Decision {
        trace: Some(vec![
            trace(
                "validity.document_expired",
                FindingState::Clear,
                "document.expires_on < today does not hold",
                &[
                    ("document.expires_on", "2036-10-01"),
                    ("today", "2026-11-22"),
                ],
            ),
            trace(
                "validity.document_expiring_soon",
                FindingState::Excused,
                "excused by document_temporary",
                &[],
            ),
            trace(
                "network.ip_region_mismatch",
                FindingState::Skipped,
                "the policy leaves it out: Travellers are reviewed by hand.",
                &[],
            ),
        ]),
        assumed: Some(vec![Assumed {
            field: "images[0].flat".into(),
            taken_as: "true".into(),
        }]),
        ..decision("s-1005", Outcome::Accept)
    };
    insta::assert_snapshot!("accepted_all", plain(&made));
}

#[test]
fn where_no_policy_applies_the_set_itself_rejects() {
    let made = Decision {
        policy: None,
        version: None,
        at: ten("UTC"),
        timezone: "UTC".into(),
        reasons: vec![Reason {
            rule: None,
            fix: None,
            retry: Retry::Never,
            ..reason(
                "no_policy_applies",
                Severity::Reject,
                "No policy is for this record.",
                "",
            )
        }],
        ..decision("s-1006", Outcome::Reject)
    };
    insta::assert_snapshot!("no_policy", plain(&made));
}

#[test]
fn masked_values_long_chinese_and_controls_stay_readable() {
    let chinese = "居民身份证的有效期已经届满，请先到户籍所在地公安机关换领新的居民身份证，\
                   然后使用新证重新提交认证申请；临时居民身份证（有效期三个月）只能作为补充材料。";
    let masked = Reason {
        grounds: Some(grounds(
            "shared/data.admit",
            9,
            "not same_name(declared.name, document.name)",
            &[("declared.name", "•••"), ("document.name", "•••")],
        )),
        ..reason(
            "data.name_mismatch",
            Severity::Reject,
            chinese,
            "请核对姓名。",
        )
    };
    let hostile = reason(
        "data.issuer_unknown",
        Severity::Reject,
        "The issuer \u{1b}[2J\u{202e}evil\r\nACCEPTED  s-1007 is not known.",
        "Check it.",
    );
    let made = Decision {
        id: Some("s-1007\u{1b}[31m\nACCEPTED".into()),
        reasons: vec![masked, hostile],
        ..decision("", Outcome::Reject)
    };
    insta::assert_snapshot!("hostile", plain(&made));
}

#[test]
fn a_faulty_record_is_shown_with_its_place() {
    let fault = FaultyRecord {
        id: None,
        line: 3,
        column: Some(14),
        error: Fault {
            code: "duplicate_key".to_owned(),
            path: "document.number".to_owned(),
            message: "the key stands twice, on line 3 and on line 7".to_owned(),
        },
        file: "records/b.json".to_owned(),
    };
    insta::assert_snapshot!("faulty", fault_text(&fault, Colour::Never));
    insta::assert_snapshot!("faulty_json", json_pretty(&Row::Faulty(fault)));
}

#[test]
fn colour_changes_nothing_but_the_colour() {
    let made = rejected();
    let coloured = decision_text(&made, Colour::Always);
    assert!(coloured.contains("\u{1b}["));
    let stripped = anstream::adapter::strip_str(&coloured).to_string();
    assert_eq!(stripped, decision_text(&made, Colour::Never));
}

#[test]
fn every_builtin_is_listed_and_can_be_asked_for() {
    let all = builtins_text(None, Colour::Never).unwrap();
    for name in builtin_names() {
        assert!(all.contains(name), "{name}");
        let one = builtins_text(Some(name), Colour::Never).unwrap();
        assert!(one.len() < all.len(), "{name}");
        let json = builtins_json(Some(name)).unwrap();
        assert!(json.contains(&format!("\"name\": \"{name}\"")), "{json}");
    }
    assert!(builtins_text(Some("no_such"), Colour::Never).is_none());
    assert!(builtins_json(Some("no_such")).is_none());
}

#[test]
fn the_record_as_json_schema() {
    use crate::program::{Enum, Field, FieldId, Schema, Shape};
    use crate::source::SourceMap;
    use crate::value::{Constant, Decimal, EnumId, Scalar};
    let mut sources = SourceMap::default();
    let file = sources.add("schema.admit", "");
    let field = |name: &str, shape: Shape| Field {
        name: name.into(),
        path: name.into(),
        parent: None,
        rows: None,
        shape,
        optional: false,
        private: false,
        fixed: false,
        default: None,
        range: None,
        slot: None,
        span: sources.span(file, 0..0),
    };
    let of = |name: &str, words: &[&str], other: Option<u16>| Enum {
        name: name.into(),
        words: words.iter().map(|word| (*word).into()).collect(),
        other,
        span: None,
    };
    let schema = Schema {
        name: "submission".into(),
        enums: vec![
            of("Decision", &["accept"], None),
            of("Side", &["front", "back"], None),
            of("Type", &["passport", "other"], Some(1)),
        ],
        fields: vec![
            Field {
                private: true,
                ..field("number", Shape::Scalar(Scalar::Text))
            },
            Field {
                optional: true,
                ..field("expires_on", Shape::Scalar(Scalar::DateOrLongTerm))
            },
            field("type", Shape::Scalar(Scalar::Enum(EnumId(2)))),
            Field {
                range: Some((Decimal::ZERO, Decimal::from(4))),
                default: Some(Constant::Number(Decimal::from(4))),
                ..field("corners", Shape::Scalar(Scalar::Integer))
            },
            field(
                "images",
                Shape::Rows {
                    children: vec![FieldId(5)],
                    width: 1,
                    list: 0,
                },
            ),
            field("side", Shape::List(Scalar::Enum(EnumId(1)))),
        ],
        top: (0..5).map(FieldId).collect(),
        ..Schema::default()
    };
    insta::assert_snapshot!("schema", json_schema(&schema));
}
