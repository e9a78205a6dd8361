//! `admit test`: which files it reads, how it ends, what it refuses.

use crate::support::Admit;

const TESTS: &str = r#"
sample valid from "samples/valid.json"
test "a sound record" { given valid expect accept }
test "glare" {
  given valid
  | images[0].glare | expect               |
  | 5%              | accept               |
  | 6%              | reject [photo_glare] |
}
"#;

fn folder() -> Admit {
    Admit::new()
        .file("rules/rules.admit", include_str!("rules.admit"))
        .file(
            "rules/samples/valid.json",
            include_str!("samples/valid.json"),
        )
        .file("rules/tests/all.test.admit", TESTS)
}

#[test]
fn tests_that_pass_end_with_0() {
    let run = folder().args("test").run().ends_with(0);
    assert_eq!(run.stdout, "ok  3 passed\n");
    assert!(
        run.stderr.contains("rules (1 file, 1 of tests)"),
        "{run:#?}"
    );
}

#[test]
fn a_test_that_fails_ends_with_1_and_its_commands_show_it() {
    let admit = folder().file(
        "rules/tests/all.test.admit",
        TESTS.replace("expect accept", "expect incomplete"),
    );
    let admit = admit.args("test rules");
    let run = admit.run().ends_with(1);
    let commands: Vec<&str> = run
        .stdout
        .lines()
        .filter_map(|line| line.trim().strip_prefix("again"))
        .map(str::trim)
        .collect();
    let [test, eval] = commands[..] else {
        panic!("{run:#?}")
    };
    assert_eq!(test, "admit test rules --run 'a sound record'");
    let admit = admit.again().args("test rules --run").arg("a sound record");
    assert!(
        admit
            .run()
            .ends_with(1)
            .stdout
            .contains("0 passed, 1 failed")
    );
    let admit = admit.again().args(eval.strip_prefix("admit ").unwrap());
    assert!(admit.run().ends_with(0).stdout.contains("accept"));
}

#[test]
fn faulty_tests_end_with_2_and_check_says_why() {
    let faulty = TESTS.replace("[photo_glare]", "[photo_glar]");
    let admit = folder().file("rules/tests/all.test.admit", faulty);
    let admit = admit.args("test");
    let run = admit.run().ends_with(2);
    assert!(
        run.stderr.contains("E0606") && run.stdout.is_empty(),
        "{run:#?}"
    );
    let admit = admit.again().args("check");
    assert!(
        admit
            .run()
            .ends_with(1)
            .stdout
            .contains("tests/all.test.admit:8")
    );
    // The rules themselves are sound, and no test keeps them from deciding.
    let admit = admit.again().args("eval -q rules/samples/valid.json");
    assert_eq!(admit.run().ends_with(0).stdout, "accept\n");
}

#[test]
fn no_tests_are_a_failure_only_when_asked_for() {
    let admit = Admit::new()
        .file("rules/rules.admit", include_str!("rules.admit"))
        .args("test");
    let run = admit.run().ends_with(0);
    assert!(run.stderr.contains("there are no tests"), "{run:#?}");
    let run = admit.args("--fail-on-empty").run().ends_with(2);
    assert!(
        run.stderr.contains("error: ") && run.stderr.contains("there are no tests"),
        "{run:#?}"
    );
}

#[test]
fn a_pattern_that_means_nothing_is_refused() {
    let admit = folder().args("test --run").arg("glaer");
    let run = admit.run().ends_with(2);
    assert!(
        run.stderr
            .contains("no test is called `glaer`; did you mean `glare`?"),
        "{run:#?}"
    );
    let admit = admit.again().args("test --run").arg("*row 2");
    assert_eq!(admit.run().ends_with(0).stdout, "ok  1 passed\n");
}

#[test]
fn a_folder_of_tests_alone_holds_no_rules() {
    let admit = Admit::new()
        .file("mine/a.test.admit", TESTS)
        .args("eval --rules mine x.json");
    let admit = admit.file("x.json", "{}");
    assert!(
        admit
            .run()
            .ends_with(2)
            .stderr
            .contains("holds no rules, only tests")
    );
}

#[test]
fn the_pack_in_the_binary_has_tests_that_pass() {
    let run = Admit::new().args("test --fail-on-empty").run().ends_with(0);
    assert!(run.stdout.starts_with("ok  "), "{run:#?}");
    let admit = Admit::new().args("init");
    admit.run().ends_with(0);
    let written = admit
        .again()
        .args("test --fail-on-empty")
        .run()
        .ends_with(0);
    assert_eq!(written.stdout, run.stdout);
}

#[cfg(unix)]
#[test]
fn a_sample_never_leaves_the_folder_of_the_rules() {
    use std::os::unix::fs::symlink;
    let secret = include_str!("samples/valid.json").replace("Canary", "Secret");
    let admit = folder().file("outside/secret.json", secret);
    let link = admit.path("rules/samples/valid.json");
    std::fs::remove_file(&link).unwrap();
    symlink(admit.path("outside/secret.json"), &link).unwrap();
    let admit = admit.args("test");
    let run = admit.run().ends_with(2);
    assert!(
        run.stderr
            .contains("a link leads out of the folder of the rules"),
        "{run:#?}"
    );

    std::fs::remove_file(&link).unwrap();
    symlink("/dev/zero", &link).unwrap();
    admit.run().ends_with(2);

    std::fs::remove_file(&link).unwrap();
    std::fs::create_dir(&link).unwrap();
    assert!(admit.run().ends_with(2).stderr.contains("no regular file"));

    std::fs::remove_dir(&link).unwrap();
    std::fs::write(&link, vec![b' '; (1 << 20) + 1]).unwrap();
    assert!(admit.run().ends_with(2).stderr.contains("more than 1 MiB"));

    // A link that stays inside is fine.
    std::fs::remove_file(&link).unwrap();
    let inside = include_str!("samples/valid.json");
    std::fs::write(admit.path("rules/real.json"), inside).unwrap();
    symlink("../real.json", &link).unwrap();
    admit.run().ends_with(0);
}

#[test]
fn too_little_coverage_ends_with_1() {
    let admit = folder().args("test --coverage --threshold 100");
    let run = admit.run().ends_with(1);
    assert!(
        run.stdout.starts_with("ok  3 passed\n\ncoverage  "),
        "{run:#?}"
    );
    assert!(
        run.stderr.contains("less than the threshold of 100 %"),
        "{run:#?}"
    );
    let percent = run.stdout.split_whitespace().nth(4).unwrap().to_owned();
    // What is shown is rounded down, so it is enough.
    let enough = format!("test --coverage --threshold {percent}");
    admit.again().args(&enough).run().ends_with(0);
    // A test that fails is worse than too little.
    let failing = folder().file(
        "rules/tests/all.test.admit",
        TESTS.replace("expect accept", "expect incomplete"),
    );
    let run = failing.args("test --coverage --threshold 0").run();
    assert!(run.ends_with(1).stdout.contains("coverage"));
}

#[test]
fn coverage_for_programs_stands_alone_or_in_a_file() {
    let run = folder().args("test --coverage=json").run().ends_with(0);
    assert!(run.json()["total"]["of"].as_u64() > Some(0), "{run:#?}");
    assert!(run.stderr.contains("ok  3 passed"), "{run:#?}");
    let run = folder().args("test --coverage=html").run().ends_with(0);
    assert!(run.stdout.starts_with("<!doctype html>"), "{run:#?}");

    let admit = folder().args("test --format junit --coverage=html --output page.html");
    let run = admit.run().ends_with(0);
    assert!(run.stdout.starts_with("<?xml"), "{run:#?}");
    let page = std::fs::read_to_string(admit.path("page.html")).unwrap();
    assert!(page.starts_with("<!doctype html>"));
}

#[test]
fn coverage_that_cannot_be_shown_ends_with_2() {
    for (args, why) in [
        ("--format json --coverage", "name it with `--output`"),
        (
            "--coverage --output no/such/folder.txt",
            "cannot be written: there is no such file or folder\n",
        ),
        ("--coverage --threshold 101", "write a number from 0 to 100"),
        ("--threshold 90", "--coverage"),
        ("--output page.html", "--coverage"),
        ("--coverage=pdf", "pdf"),
    ] {
        let admit = folder().args("test").args(args);
        let run = admit.run().ends_with(2);
        assert!(run.stderr.contains(why), "{args}: {run:#?}");
    }
}
