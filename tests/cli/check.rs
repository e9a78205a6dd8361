//! `admit check`.

use super::{RULES, with_rules};
use crate::support::Admit;
use serde_json::json;

#[test]
fn sound_rules_are_fine() {
    let run = with_rules().args("check").run().ends_with(0);
    assert!(run.stdout.contains("rules (1 file): "), "{run:#?}");
    Admit::new().args("check").run().ends_with(0);
}

#[test]
fn faults_are_found_in_all_files_with_their_places() {
    let admit = Admit::new()
        .file(
            "policies/all.admit",
            RULES.replace("when wish == fail", "when whish == fail"),
        )
        .file("policies/deep/b.admit", "param late: period = 3 hours\n")
        .args("check policies");
    let run = admit.run().ends_with(1);
    for expected in [
        "all.admit:13",
        "deep/b.admit:1",
        "E0302",
        "policies (2 files): 2 errors",
    ] {
        assert!(run.stdout.contains(expected), "{expected}: {run:#?}");
    }
    let admit = admit.args("--format json");
    let rows = admit.run().ends_with(1).json();
    assert_eq!(rows[0]["file"], json!("all.admit"));
    assert_eq!(
        (&rows[0]["line"], &rows[0]["level"]),
        (&json!(13), &json!("error"))
    );
}

#[test]
fn json_of_sound_rules_is_an_array() {
    let run = with_rules().args("check --format json").run();
    let rows = run.ends_with(0).json();
    let errors = rows
        .as_array()
        .unwrap()
        .iter()
        .filter(|row| row["level"] == json!("error"));
    assert_eq!(errors.count(), 0);
}

#[test]
fn a_file_that_is_no_text_is_a_fault_like_any_other() {
    let run = with_rules()
        .file("rules/b.admit", b"# \xff\n")
        .args("check")
        .run()
        .ends_with(1);
    assert!(
        run.stdout.contains("E0107") && run.stdout.contains("b.admit:1:3"),
        "{run:#?}"
    );
}

#[test]
fn what_cannot_be_read_is_no_finding() {
    let run = Admit::new().args("check nowhere").run().ends_with(2);
    assert!(run.stderr.contains("`nowhere` cannot be read"), "{run:#?}");
}

#[test]
fn a_file_that_is_too_large_is_a_fault_and_one_beyond_all_measure_is_not_read() {
    let admit = with_rules().file("rules/big.admit", "#".repeat(2 << 20));
    let run = admit.args("check").run().ends_with(1);
    assert!(run.stdout.contains("E0105"), "{run:#?}");

    let admit = with_rules().file("rules/big.admit", "");
    let file = std::fs::File::options()
        .write(true)
        .open(admit.path("rules/big.admit"));
    file.unwrap().set_len(65 << 20).unwrap();
    let run = admit.args("check").run().ends_with(2);
    assert!(
        run.stderr.contains("`rules/big.admit` is far too large"),
        "{run:#?}"
    );
}

#[cfg(unix)]
#[test]
fn what_is_no_regular_file_is_named_and_never_read() {
    for target in ["/dev/zero", "nowhere.admit"] {
        let admit = with_rules();
        std::os::unix::fs::symlink(target, admit.path("rules/z.admit")).unwrap();
        let run = admit.args("check").run().ends_with(2);
        assert!(run.stderr.contains("`rules/z.admit` "), "{run:#?}");
    }
}
