//! `admit explain`.

use super::with_rules;
use crate::support::Admit;
use admit::diagnostic::Code;
use admit::engine::PolicySet;
use admit::program::RuleId;
use admit::record::RecordErrorCode;
use admit::report::{Colour, rule_text};

#[test]
fn a_reason_code_shows_its_rule() {
    for code in ["wish_rejected", "wishes.wish_rejected"] {
        let run = with_rules().args("explain").arg(code).run().ends_with(0);
        let expected = [
            "wish_rejected  rejects; in the ruleset wishes",
            "all.admit:12:8",
            "{name} wishes to be rejected.",
            "Wish for something else.",
            "wish == fail",
            "House rules, art. 1",
            "everyone 1",
        ];
        for text in expected {
            assert!(run.stdout.contains(text), "{text}: {run:#?}");
        }
    }
}

#[test]
fn a_cited_text_shows_what_cites_it() {
    for text in ["House rules, art. 1", " HOUSE rules, Art. 1"] {
        let run = with_rules().args("explain").arg(text).run().ends_with(0);
        insta::assert_snapshot!("cited", run.stdout);
    }
    let run = with_rules().args("explain").arg("House rules").run();
    let error = run.ends_with(2).stderr;
    assert!(error.contains("there is no code `House rules`"), "{error}");
}

#[test]
fn a_diagnostic_code_shows_its_page_even_if_the_rules_are_faulty() {
    let run = Admit::new()
        .file("rules/a.admit", "rule")
        .args("explain e0302")
        .run();
    assert!(run.ends_with(0).stdout.starts_with("# E0302"));
}

#[test]
fn each_diagnostic_code_has_its_page() {
    for code in Code::ALL {
        let run = Admit::new().args("explain").arg(code.as_str()).run();
        let title = format!("# {}", code.as_str());
        assert!(run.ends_with(0).stdout.starts_with(&title), "{title}");
    }
}

#[test]
fn each_rule_of_the_pack_has_its_page() {
    let set = PolicySet::embedded().unwrap();
    let program = set.program();
    assert!(program.rules.len() > 40);
    for (place, rule) in program.rules.iter().enumerate() {
        let page = rule_text(program, RuleId(place as u32), Colour::Never).unwrap();
        let title = format!("{}  ", rule.name);
        assert!(page.starts_with(&title), "{page}");
        for heading in ["\nWhen\n", "\nWhich policies use it\n  -  "] {
            assert!(page.contains(heading), "{heading}: {page}");
        }
        assert!(
            page.lines().all(|line| line.chars().count() <= 80),
            "{page}"
        );
    }
    let run = Admit::new().args("explain document_expiring_soon").run();
    insta::assert_snapshot!("rule", run.ends_with(0).stdout);
}

#[test]
fn what_is_said_of_records_has_its_page() {
    let own = ["no_policy_applies", "several_policies_apply", "unreadable"];
    let record = RecordErrorCode::ALL.iter().map(|code| code.word());
    for code in own.into_iter().chain(record) {
        let run = Admit::new().args("explain").arg(code).run().ends_with(0);
        assert!(run.stdout.starts_with("# "), "{run:#?}");
    }
}

#[test]
fn an_unknown_code_is_answered_with_the_nearest() {
    let run = with_rules().args("explain wish_rejectd").run().ends_with(2);
    assert!(
        run.stderr.contains("did you mean `wish_rejected`?"),
        "{run:#?}"
    );
    let run = with_rules()
        .arg("explain")
        .arg("\u{1b}[2J")
        .run()
        .ends_with(2);
    assert!(!run.stderr.contains('\u{1b}'), "{run:#?}");
}

#[test]
fn faulty_rules_explain_nothing() {
    let run = Admit::new()
        .file("rules/a.admit", "rule")
        .args("explain x")
        .run()
        .ends_with(2);
    assert!(run.stderr.contains("the rules cannot be used"), "{run:#?}");
}
