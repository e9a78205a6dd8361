//! The lines of a policy: `like`, versions, `on`.

use super::{
    applies, build, declared, like, name, on, on_outcomes, path, places, shown, skip, span, treat,
    use_with, uses, version, written,
};
use crate::decision::{Outcome, Severity};
use crate::program::ActionKind;
use crate::syntax::ast::{self, PolicyLine};

#[test]
fn like_takes_over_all_but_what_is_written() {
    let base = declared(
        "base",
        vec![
            PolicyLine::Title("Base".into(), span()),
            applies("CN"),
            uses(&["validity", "photo"]),
            treat("soon", Severity::Advise),
            skip("glare"),
            on(on_outcomes(&[Outcome::Accept]), ast::Action::ContactSupport),
            on(
                ast::Outcomes::Always(span()),
                ast::Action::Grant(written("[card]")),
            ),
        ],
    );
    let derived = like(
        "derived",
        "base",
        vec![
            applies("HK"),
            use_with("validity", "margin_validity", &[("6", None)]),
            skip("soon"),
            on(on_outcomes(&[Outcome::Reject]), ast::Action::ContactSupport),
        ],
    );
    let (built, checks) = build(&[derived, base]);
    assert_eq!(checks.told(), [""; 0]);
    let [derived, base] = built.as_slice() else {
        panic!("two policies are expected");
    };
    assert_eq!(derived.title.as_deref(), Some("Base"));
    assert_eq!(places(derived), places(base));
    assert_eq!(shown(&checks.program, &derived.params[0].first), "6");
    assert_eq!(shown(&checks.program, &base.params[0].first), "3");
    assert!(derived.rules[1].skipped.is_some() && derived.rules[1].treated.is_none());
    assert!(derived.rules[5].skipped.is_some());
    let outcomes: Vec<&[Outcome]> = derived
        .actions
        .iter()
        .map(|action| &*action.outcomes)
        .collect();
    assert_eq!(outcomes, [&Outcome::ALL[..], &[Outcome::Reject]]);
}

#[test]
fn like_goes_one_level_and_not_in_a_circle() {
    let lines = || vec![applies("CN"), uses(&["validity"])];
    let told = |policies: &[ast::Policy]| build(policies).1.told();
    let unknown = told(&[declared("mainland", lines()), like("b", "mainlnd", vec![])]);
    assert_eq!(unknown, ["E0206 there is no policy `mainlnd`"]);
    let two_levels = [
        declared("a", lines()),
        like("b", "a", vec![]),
        like("c", "b", vec![]),
    ];
    assert_eq!(
        told(&two_levels),
        ["E0209 the policy `b` is itself like another one"]
    );
    assert_eq!(
        told(&[like("a", "a", vec![])]),
        ["E0209 the policy `a` is like itself"]
    );
    let versions = |text: &str| {
        let mut lines = lines();
        lines.push(version(text, None, None));
        declared("a", lines)
    };
    let several = [versions("1"), versions("2"), like("b", "a", vec![])];
    assert_eq!(
        told(&several),
        ["E0208 the policy `a` has several versions"]
    );
    let mut chosen = like("b", "a", vec![]);
    chosen.like = Some(ast::Like {
        policy: name("a"),
        version: Some(("2".into(), span())),
    });
    let (built, checks) = build(&[versions("1"), versions("2"), chosen]);
    assert_eq!(checks.told(), [""; 0]);
    assert_eq!(built[2].version.as_deref(), Some("2"));
    let (built, checks) = build(&[
        versions("1"),
        like("a", "a", vec![version("2", None, None)]),
    ]);
    assert_eq!(checks.told(), [""; 0]);
    assert_eq!(built.len(), 2);
}

#[test]
fn a_policy_has_what_it_needs() {
    let (built, checks) = build(&[declared("p", vec![])]);
    assert!(built.is_empty());
    let messages = [
        "E0408 the policy `p` does not say whom it is for",
        "E0408 the policy `p` uses no ruleset",
    ];
    assert_eq!(checks.told(), messages);
    let backwards = version("1", Some("2027-01-01"), Some("2026-01-01"));
    let (built, checks) = build(&[declared(
        "p",
        vec![applies("CN"), uses(&["validity"]), backwards],
    )]);
    assert!(built.is_empty());
    let message = "E0408 the policy `p` is never in force: 2026-01-01 is before 2027-01-01";
    assert_eq!(checks.told(), [message]);
    let (_, checks) = build(&[declared(
        "p",
        vec![applies("CN"), applies("HK"), uses(&["validity"])],
    )]);
    assert_eq!(
        checks.told(),
        ["E0116 a second line `applies` in one policy"]
    );
}

#[test]
fn names_and_versions_are_unique() {
    let lines = || vec![applies("CN"), uses(&["validity"])];
    let (_, checks) = build(&[declared("p", lines()), declared("p", lines())]);
    assert_eq!(checks.told(), ["E0207 the policy `p` is declared twice"]);
    assert_eq!(checks.faults[0].secondary.len(), 1);
}

#[test]
fn otherwise_counts_where_no_line_with_the_same_action_does() {
    let lines = vec![
        applies("CN"),
        uses(&["validity"]),
        on(
            on_outcomes(&[Outcome::Accept]),
            ast::Action::Grant(written("[card]")),
        ),
        on(on_outcomes(&[Outcome::Reject]), ast::Action::ContactSupport),
        on(
            ast::Outcomes::Otherwise(span()),
            ast::Action::Grant(written("[pass]")),
        ),
    ];
    let (built, checks) = build(&[declared("p", lines)]);
    assert_eq!(checks.told(), [""; 0]);
    let otherwise = &built[0].actions[2].outcomes;
    assert_eq!(
        otherwise,
        &[Outcome::Review, Outcome::Incomplete, Outcome::Reject]
    );
}

#[test]
fn offers_and_grants_are_of_enum_words() {
    let offer = |field: &str| {
        let action = ast::Action::Offer {
            field: path(field),
            condition: written("region == CN"),
        };
        let lines = vec![
            applies("CN"),
            uses(&["validity"]),
            on(ast::Outcomes::Always(span()), action),
        ];
        build(&[declared("p", lines)])
    };
    let (built, checks) = offer("document.type");
    assert_eq!(checks.told(), [""; 0]);
    assert!(matches!(built[0].actions[0].kind, ActionKind::Offer { .. }));
    assert_eq!(
        offer("level").1.told(),
        ["E0316 `level` is no field with an enum type"]
    );
    let grant = on(
        ast::Outcomes::Always(span()),
        ast::Action::Grant(written("level")),
    );
    let (_, checks) = build(&[declared(
        "p",
        vec![applies("CN"), uses(&["validity"]), grant],
    )]);
    assert_eq!(checks.told(), ["E0301 `grant` takes a list of enum words"]);
}

#[test]
fn on_lines_may_read_the_decision_and_applies_may_not() {
    let condition = || written("decision == accept");
    let step = PolicyLine::On {
        outcomes: ast::Outcomes::Always(span()),
        action: ast::Action::ContactSupport,
        condition: Some(condition()),
        span: span(),
    };
    let (built, checks) = build(&[declared(
        "p",
        vec![applies("CN"), uses(&["validity"]), step],
    )]);
    assert_eq!(checks.told(), [""; 0]);
    assert!(built[0].actions[0].condition.is_some());
    let asking = PolicyLine::Applies(condition(), span());
    let (built, checks) = build(&[declared("p", vec![asking, uses(&["validity"])])]);
    assert!(built.is_empty());
    assert_eq!(checks.faults.len(), 1);
}
