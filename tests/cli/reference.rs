//! `docs/cli.md` is the help of every verb. `UPDATE_DOCS=1` writes it anew.

use clap::Command;
use std::fmt::Write;
use std::path::Path;

#[test]
fn the_reference_is_the_help_of_every_verb() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/cli.md");
    let generated = reference();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &generated).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(
        written, generated,
        "run the tests with UPDATE_DOCS=1 to write docs/cli.md anew"
    );
}

fn reference() -> String {
    let mut command = admit::cli::command();
    command.build();
    let mut page = String::from(
        "# The command\n\nThis page is made from the command's own help; `tests/cli/reference.rs` keeps the two equal.\n",
    );
    write_help(&mut page, "admit", &mut command);
    write_verbs(&mut page, "admit", &mut command);
    page
}

fn write_verbs(page: &mut String, above: &str, command: &mut Command) {
    let verbs = command.get_subcommands_mut();
    for verb in verbs.filter(|verb| verb.get_name() != "help") {
        let name = format!("{above} {}", verb.get_name());
        write_help(page, &name, verb);
        write_verbs(page, &name, verb);
    }
}

fn write_help(page: &mut String, name: &str, command: &mut Command) {
    let help = command.render_long_help().to_string();
    let lines: Vec<&str> = help.lines().map(str::trim_end).collect();
    write!(
        page,
        "\n## {name}\n\n```text\n{}\n```\n",
        lines.join("\n").trim_end()
    )
    .unwrap();
}
