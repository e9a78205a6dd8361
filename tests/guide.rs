//! The guide is true: what it says is done in a folder of its own, block by block, with nothing but the binary.
//!
//! The line above a block says what the block is for. A block that is to be saved, or a ` ```diff ` block, is about the
//! file that this line names last. A ` ```console ` block shows commands and all that they print; a line `...` stands
//! for lines that are left out. `UPDATE_DOCS=1` writes what is printed anew.

use crate::docs::{Block, Kind, WALK, blocks, commands_of, read, section};
use std::fs;
use std::path::Path;
use std::process::Command;

#[test]
fn the_guide_prints_what_it_shows() {
    let folder = tempfile::tempdir().unwrap();
    holds("docs/guide.md", folder.path());
}

#[test]
fn the_page_on_tests_prints_what_it_shows() {
    let folder = tempfile::tempdir().unwrap();
    holds("docs/testing.md", folder.path());
}

/// A changed margin in a copy of the pack leads from a failing test through a review to accepted snapshots, with the
/// commands of the README and no others.
#[test]
fn the_readme_leads_from_a_changed_margin_to_accepted_snapshots() {
    let page = read("README.md");
    let walk = section(&page, WALK);
    let folder = tempfile::tempdir().unwrap();
    let played = play("README.md", walk, folder.path());
    if std::env::var_os("UPDATE_DOCS").is_some() {
        let page = page.replacen(walk, &played, 1);
        return fs::write(
            Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md"),
            page,
        )
        .unwrap();
    }
    assert_eq!(walk, played, "UPDATE_DOCS=1 writes it anew");
    let steps = [
        "ok  3 passed",
        "failed  2 new",
        "FAIL  ",
        "failed  1 changed",
        "ok  2 as accepted",
    ];
    let mut rest = walk;
    for step in steps {
        rest = rest
            .split_once(step)
            .unwrap_or_else(|| panic!("{step} comes in its turn"))
            .1;
    }
    let accepted = folder
        .path()
        .join("records/snapshots/margin_exactly_reached.json.snap");
    assert!(fs::read_to_string(accepted).unwrap().contains("REVIEW  "));
}

#[test]
fn the_other_policies_are_put_in_place_as_their_page_says() {
    let folder = tempfile::tempdir().unwrap();
    let policies = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/policies");
    for file in fs::read_dir(policies).unwrap() {
        let file = file.unwrap();
        fs::copy(file.path(), folder.path().join(file.file_name())).unwrap();
    }
    holds("docs/policies/README.md", folder.path());
}

/// Does what a page says, and checks that it prints what the page shows.
fn holds(name: &str, folder: &Path) {
    let page = read(name);
    let played = play(name, &page, folder);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join(name), &played).unwrap();
        return;
    }
    for (number, (shown, printed)) in page.lines().zip(played.lines()).enumerate() {
        assert_eq!(
            shown,
            printed,
            "{name}:{}: UPDATE_DOCS=1 writes it anew",
            number + 1
        );
    }
    assert_eq!(page.len(), played.len(), "{name} ends too early");
}

/// The page as it should be: with what its commands print.
fn play(name: &str, page: &str, folder: &Path) -> String {
    let mut played = String::new();
    let mut done = 0;
    let mut commands = 0;
    for block in blocks(page) {
        let place = format!("{name}:{}", block.line);
        match block.kind {
            Kind::Console => {
                played.push_str(&page[done..block.start]);
                done = block.start + block.text.len();
                for (command, shown) in commands_of(block.text) {
                    commands += 1;
                    let printed = run(command, folder);
                    played.push_str(&format!("$ {command}\n{}", shortened(&shown, &printed)));
                }
            }
            Kind::Diff => {
                let path = folder.join(file_of(page, block, &place));
                let text = fs::read_to_string(&path).expect(&place);
                fs::write(path, edited(&text, block.text, &place)).unwrap();
            }
            Kind::Admit | Kind::Fragment | Kind::Json | Kind::Other => {
                let path = folder.join(file_of(page, block, &place));
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, block.text).unwrap();
            }
        }
    }
    assert!(commands > 3, "{name} shows too few commands");
    played.push_str(&page[done..]);
    played
}

/// The file that the line above a block names last.
fn file_of<'a>(page: &'a str, block: Block<'_>, place: &str) -> &'a str {
    let fence = page[..block.start].trim_end().rfind("```").unwrap();
    let above = page[..fence].trim_end();
    let line = above.lines().last().unwrap_or_default();
    let names = line.split('`').skip(1).step_by(2);
    names
        .last()
        .unwrap_or_else(|| panic!("{place}: the line above names no file"))
}

/// Both outputs of a command, as a terminal shows them.
fn run(command: &str, folder: &Path) -> String {
    let binary = Path::new(env!("CARGO_BIN_EXE_admit")).parent().unwrap();
    let output = Command::new("sh")
        .args(["-c", &format!("exec 2>&1\n{command}")])
        .current_dir(folder)
        .env_clear()
        .env("PATH", format!("{}:/usr/bin:/bin", binary.display()))
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}

/// What is printed, with as many lines left out as where it is shown.
fn shortened(shown: &str, printed: &str) -> String {
    let shown: Vec<&str> = shown.lines().collect();
    let printed: Vec<&str> = printed.lines().collect();
    let left_out = shown.iter().position(|line| *line == "...");
    let mut lines = printed.clone();
    if let Some(head) = left_out {
        let tail = shown.len() - head - 1;
        if head + tail < printed.len() {
            lines = printed[..head].to_vec();
            lines.push("...");
            lines.extend(&printed[printed.len() - tail..]);
        }
    }
    lines.iter().map(|line| format!("{line}\n")).collect()
}

/// A text without the lines that start with `-`, and with those that start with `+`. The others say where, and `...`
/// parts two places.
fn edited(text: &str, diff: &str, place: &str) -> String {
    let mut text = format!("\n{text}");
    for part in diff.split("...\n") {
        let lines = |without: char| -> String {
            let kept = part.lines().filter(|line| !line.starts_with(without));
            kept.map(|line| format!("\n{}", line.get(1..).unwrap_or_default()))
                .collect()
        };
        let (old, new) = (format!("{}\n", lines('+')), format!("{}\n", lines('-')));
        let times = text.matches(&old).count();
        assert_eq!(
            times, 1,
            "{place}: these lines do not stand there once{old}"
        );
        text = text.replacen(&old, &new, 1);
    }
    text.split_off(1)
}

#[test]
fn lines_go_and_come() {
    let edited = edited("a\nb\nc\nd\n", " a\n-b\n+B\n+BB\n...\n+C\n d\n", "here");
    assert_eq!(edited, "a\nB\nBB\nc\nC\nd\n");
}

#[test]
fn what_is_left_out_stays_out() {
    assert_eq!(shortened("a\n...\n", "a\nb\nc\n"), "a\n...\n");
    assert_eq!(shortened("a\n...\nx\n", "b\nc\nd\ne\n"), "b\n...\ne\n");
    assert_eq!(shortened("a\n...\n", "b\n"), "b\n");
    assert_eq!(shortened("a\nb\n", "c\nd\ne\n"), "c\nd\ne\n");
}
