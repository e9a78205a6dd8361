//! Policies built by hand over six rules in two rulesets.

mod lines;

use super::build_policies;
use crate::compile::fixtures::written::{TestChecks, name, path, program, shown, written};
use crate::compile::fixtures::{KIND, number, schema, span};
use crate::decision::{Outcome, Severity};
use crate::program::{
    DatedValues, Effect, ExprKind, Param, Policy, Rule, RuleId, Ruleset, RulesetId, Type,
};
use crate::syntax::ast::{self, ItemKind, PolicyLine};
use crate::value::{Date, Decimal, Scalar};

/// A rule as the tests need it: its name, what it weighs (none for `require`), and the rules in its `unless`.
type Given<'a> = (&'a str, Option<Severity>, &'a [u32]);

const REJECT: Option<Severity> = Some(Severity::Reject);
const REVIEW: Option<Severity> = Some(Severity::Review);
const ADVISE: Option<Severity> = Some(Severity::Advise);

/// Rules 0 expired, 1 soon (unless 0, 2), 2 temporary, 3 missing; 4 hint, 5 glare (unless 2).
fn checks() -> TestChecks {
    let mut program = program(schema(&[
        ("region", Scalar::Country),
        ("document.type", Scalar::Enum(KIND)),
        ("level", Scalar::Integer),
    ]));
    let validity: &[Given] = &[
        ("expired", REJECT, &[]),
        ("soon", REVIEW, &[0, 2]),
        ("temporary", REVIEW, &[]),
        ("missing", None, &[]),
    ];
    let photo: &[Given] = &[("hint", ADVISE, &[]), ("glare", REJECT, &[2])];
    for (at, (ruleset, rules)) in [("validity", validity), ("photo", photo)]
        .iter()
        .enumerate()
    {
        let first = program.rules.len() as u32;
        let id = RulesetId(at as u32);
        program
            .rules
            .extend(rules.iter().map(|given| rule(id, given)));
        program.rulesets.push(Ruleset {
            name: (*ruleset).into(),
            for_each: None,
            guard: None,
            rules: (first..program.rules.len() as u32).map(RuleId).collect(),
            span: span(),
        });
        program.params.push(Param {
            name: format!("margin_{ruleset}").into(),
            ruleset: Some(id),
            ty: Type::Scalar(Scalar::Integer),
            range: Some((Decimal::ZERO, Decimal::ONE_HUNDRED)),
            values: DatedValues {
                first: number(3),
                later: Vec::new(),
            },
            span: span(),
        });
    }
    TestChecks::new(program)
}

fn rule(ruleset: RulesetId, (name, severity, unless): &Given) -> Rule {
    Rule {
        name: (*name).into(),
        ruleset,
        guard: None,
        effect: match *severity {
            Some(severity) => Effect::Finding {
                severity,
                conditions: Vec::new(),
            },
            None => Effect::Require(Vec::new()),
        },
        unless: unless.iter().copied().map(RuleId).collect(),
        because: None,
        fix: None,
        cites: Vec::new(),
        retry_at: None,
        is_final: false,
        reads: Vec::new(),
        span: span(),
    }
}

fn applies(code: &str) -> PolicyLine {
    PolicyLine::Applies(written(&format!("region == {code}")), span())
}

fn uses(rulesets: &[&str]) -> PolicyLine {
    PolicyLine::Use {
        rulesets: rulesets.iter().map(|text| name(text)).collect(),
        with: Vec::new(),
    }
}

fn use_with(ruleset: &str, param: &str, values: &[(&str, Option<&str>)]) -> PolicyLine {
    let values = values.iter().map(|(value, from)| ast::ParamValue {
        value: written(value),
        from: from.map(|from| (Date::parse(from).unwrap(), span())),
    });
    let with = vec![(name(param), values.collect())];
    PolicyLine::Use {
        rulesets: vec![name(ruleset)],
        with,
    }
}

fn treat(rule: &str, severity: Severity) -> PolicyLine {
    let severity = ast::SeverityWord {
        severity,
        span: span(),
    };
    PolicyLine::Treat {
        rules: vec![name(rule)],
        severity,
        because: None,
    }
}

fn skip(rule: &str) -> PolicyLine {
    PolicyLine::Skip {
        rules: vec![name(rule)],
        because: "by hand".into(),
    }
}

fn version(text: &str, from: Option<&str>, to: Option<&str>) -> PolicyLine {
    let day = |text: &str| Date::parse(text).unwrap();
    let effective = Some((from.map(day), to.map(day)));
    PolicyLine::Version {
        name: text.into(),
        effective,
        span: span(),
    }
}

fn on(outcomes: ast::Outcomes, action: ast::Action) -> PolicyLine {
    PolicyLine::On {
        outcomes,
        action,
        condition: None,
        span: span(),
    }
}

fn on_outcomes(outcomes: &[Outcome]) -> ast::Outcomes {
    ast::Outcomes::On(outcomes.iter().map(|outcome| (*outcome, span())).collect())
}

fn declared(text: &str, lines: Vec<PolicyLine>) -> ast::Policy {
    ast::Policy {
        name: name(text),
        like: None,
        lines,
        span: span(),
    }
}

fn like(text: &str, base: &str, lines: Vec<PolicyLine>) -> ast::Policy {
    let like = Some(ast::Like {
        policy: name(base),
        version: None,
    });
    ast::Policy {
        like,
        ..declared(text, lines)
    }
}

fn build(policies: &[ast::Policy]) -> (Vec<Policy>, TestChecks) {
    let mut checks = checks();
    let policies: Vec<&ast::Policy> = policies.iter().collect();
    (build_policies(&mut checks, &policies), checks)
}

/// What a policy `p` with these lines, an `applies` and a `use validity, photo` is told.
fn told(lines: Vec<PolicyLine>) -> Vec<String> {
    let mut all = vec![applies("CN"), uses(&["validity", "photo"])];
    all.extend(lines);
    build(&[declared("p", all)]).1.told()
}

fn places(policy: &Policy) -> Vec<u32> {
    policy.rules.iter().map(|planned| planned.rule.0).collect()
}

#[test]
fn rules_stand_in_the_order_of_use_and_run_after_their_excusers() {
    let (built, checks) = build(&[declared(
        "p",
        vec![applies("CN"), uses(&["photo", "validity"])],
    )]);
    assert_eq!(places(&built[0]), [4, 5, 0, 1, 2, 3]);
    // `temporary` is too mild to excuse `glare`, and says so; `soon` has both its excusers.
    assert_eq!(
        checks.told(),
        [
            "E0407 `temporary` can never excuse `glare`: `temporary` counts as `review` here, milder than `reject`"
        ]
    );
    assert_eq!(built[0].rules[3].excusers, [2, 4]);
    assert_eq!(built[0].rules[1].excusers, [0; 0]);
    assert_eq!(built[0].order, [1, 2, 4, 3, 5, 0]);
}

#[test]
fn excuses_that_cannot_count() {
    let lines = |line| vec![applies("CN"), uses(&["validity"]), line];
    let (built, checks) = build(&[declared("p", lines(skip("temporary")))]);
    let message = "E0407 `temporary` can never excuse `soon`: this policy skips `temporary`";
    assert_eq!(checks.told(), [message]);
    assert_eq!(checks.faults[0].primary.span, name("temporary").span);
    assert_eq!(built[0].rules[1].excusers, [0]);
    let (_, checks) = build(&[declared("p", lines(treat("soon", Severity::Reject)))]);
    let message = "E0407 `temporary` can never excuse `soon`: `temporary` counts as `review` here, milder than `reject`";
    assert_eq!(checks.told(), [message]);
    assert_eq!(checks.faults[0].primary.span, name("soon").span);
    let (_, checks) = build(&[declared("p", vec![applies("CN"), uses(&["photo"])])]);
    let message =
        "E0407 `temporary` can never excuse `glare`: this policy does not use `temporary`";
    assert_eq!(checks.told(), [message]);
    // No word about the excuses of a rule that is left out itself.
    let (_, checks) = build(&[declared(
        "p",
        vec![applies("CN"), uses(&["photo"]), skip("glare")],
    )]);
    assert_eq!(checks.told(), [""; 0]);
}

#[test]
fn treat_and_skip_are_worked_in() {
    let lines = vec![
        applies("CN"),
        uses(&["validity"]),
        treat("soon", Severity::Advise),
        skip("missing"),
    ];
    let (built, checks) = build(&[declared("p", lines)]);
    assert_eq!(checks.told(), [""; 0]);
    let [_, soon, _, missing] = built[0].rules.as_slice() else {
        panic!("four rules are expected");
    };
    assert_eq!(soon.severity, ADVISE);
    assert_eq!(soon.treated.as_ref().map(|treated| treated.from), REVIEW);
    assert_eq!(missing.skipped.as_deref(), Some("by hand"));
    assert_eq!(built[0].order, [0, 2, 3, 1]);
}

#[test]
fn treat_and_skip_name_rules_in_use() {
    let void = |told: Vec<String>| -> Vec<String> {
        told.into_iter()
            .filter(|each| !each.starts_with("E0407"))
            .collect()
    };
    let unknown = void(told(vec![treat("expird", Severity::Review)]));
    assert_eq!(unknown, ["E0206 there is no rule `expird`"]);
    let require = void(told(vec![treat("missing", Severity::Reject)]));
    assert_eq!(
        require,
        ["E0316 `missing` requires a field, and has no severity to change"]
    );
    let twice = void(told(vec![skip("hint"), treat("hint", Severity::Review)]));
    assert_eq!(twice, ["E0409 the rule `hint` is both treated and skipped"]);
    let (_, checks) = build(&[declared(
        "p",
        vec![applies("CN"), uses(&["validity"]), skip("hint")],
    )]);
    assert_eq!(
        checks.told(),
        ["E0402 this policy does not use the rule `hint`"]
    );
    let hint = checks.faults[0].hint.as_deref();
    assert_eq!(
        hint,
        Some("It is in the ruleset `photo`: add `use photo`, or take this out.")
    );
}

#[test]
fn only_advice_may_read_the_decision() {
    let mut checks = checks();
    let reads = crate::compile::fixtures::expr(ExprKind::Decision, Type::BOOL);
    if let Effect::Finding { conditions, .. } = &mut checks.program.rules[4].effect {
        conditions.push(reads);
    }
    let lines = vec![
        applies("CN"),
        uses(&["photo"]),
        skip("glare"),
        treat("hint", Severity::Reject),
    ];
    build_policies(&mut checks, &[&declared("p", lines)]);
    assert_eq!(
        checks.told(),
        ["E0316 `hint` reads the decision, so it can advise but not reject"]
    );
}

#[test]
fn a_ruleset_is_used_once_and_exists() {
    let (_, checks) = build(&[declared(
        "p",
        vec![applies("CN"), uses(&["validity"]), uses(&["validity"])],
    )]);
    assert_eq!(
        checks.told(),
        ["E0401 the ruleset `validity` is used twice"]
    );
    let wrong = declared("p", vec![applies("CN"), uses(&["validty"])]);
    let (built, checks) = build(std::slice::from_ref(&wrong));
    assert!(built.is_empty());
    assert_eq!(checks.told(), ["E0206 there is no ruleset `validty`"]);
    assert_eq!(
        checks.faults[0].hint.as_deref(),
        Some("Did you mean `validity`?")
    );
    let mut broken = self::checks();
    broken.broken.push((ItemKind::Ruleset, "validty"));
    assert!(build_policies(&mut broken, &[&wrong]).is_empty());
    assert_eq!(broken.told(), [""; 0]);
}

#[test]
fn with_sets_parameters_of_that_ruleset() {
    let dated = [("6", None), ("9", Some("2027-01-01"))];
    let set = declared(
        "p",
        vec![
            applies("CN"),
            use_with("validity", "margin_validity", &dated),
        ],
    );
    let (built, checks) = build(&[set]);
    assert_eq!(checks.told(), [""; 0]);
    let values: Vec<String> = built[0]
        .params
        .iter()
        .map(|values| shown(&checks.program, &values.first))
        .collect();
    assert_eq!(values, ["6", "3"]);
    assert_eq!(built[0].params[0].later.len(), 1);
    let fault = |values: &[(&str, Option<&str>)], param| {
        build(&[declared(
            "p",
            vec![applies("CN"), use_with("validity", param, values)],
        )])
        .1
        .told()
    };
    let other = fault(&[("6", None)], "margin_photo");
    assert_eq!(
        other,
        ["E0410 the ruleset `validity` has no parameter `margin_photo`"]
    );
    let falling = [
        ("6", None),
        ("7", Some("2027-02-01")),
        ("8", Some("2027-01-01")),
    ];
    let falling = fault(&falling, "margin_validity");
    assert_eq!(falling, ["E0315 this day is not after the one before it"]);
    let early = fault(&[("6", Some("2027-01-01"))], "margin_validity");
    assert_eq!(
        early,
        ["E0315 the first value has to count from the beginning"]
    );
    let undated = fault(&[("6", None), ("7", None)], "margin_validity");
    assert_eq!(
        undated,
        ["E0315 nothing says from which day this value counts"]
    );
    let beyond = fault(&[("101", None)], "margin_validity");
    assert_eq!(beyond, ["E0306 101 is not between 0 and 100"]);
}

#[test]
fn a_long_chain_of_excuses_needs_no_deep_stack() {
    let mut checks = checks();
    let rules = 20_000_u32;
    let chained = |at: u32| {
        (
            format!("r{at}"),
            if at + 1 < rules { vec![at + 1] } else { vec![] },
        )
    };
    let all = (0..rules).map(chained);
    checks.program.rules = all
        .map(|(name, unless)| rule(RulesetId(0), &(&name, REJECT, &unless)))
        .collect();
    checks.program.rulesets.truncate(1);
    checks.program.rulesets[0].rules = (0..rules).map(RuleId).collect();
    let policy = declared("p", vec![applies("CN"), uses(&["validity"])]);
    let built = build_policies(&mut checks, &[&policy]);
    assert_eq!(built[0].order.first(), Some(&(rules - 1)));
    assert_eq!(built[0].order.len(), rules as usize);
}
