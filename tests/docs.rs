//! The documentation is true: each rule in it loads, each command in it prints what is shown, each link leads
//! somewhere, and each code is listed.
//!
//! A block ` ```admit ` is a whole policy set. A block ` ```admit,fragment ` is loaded together with the first block of
//! its page. In a block ` ```console ` of the README, the lines after `$ admit ...` are its standard output, in a folder
//! made of the README's first rules and its first record.

use crate::language::assert_no_error;
use admit::diagnostic::Code;
use admit::record::RecordErrorCode;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

/// The pages whose blocks are tried.
const PAGES: &[&str] = &[
    "README.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "docs/language.md",
    "docs/architecture.md",
];

/// What a fenced block holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    /// A whole policy set.
    Admit,
    /// Declarations that stand beside the first block of the page.
    Fragment,
    /// Commands and what they print.
    Console,
    /// A record.
    Json,
    /// Lines that a file loses and gains.
    Diff,
    /// Anything else.
    Other,
}

/// A fenced block of a page.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Block<'a> {
    /// What it holds.
    pub kind: Kind,
    /// Its text without the fences.
    pub text: &'a str,
    /// Where its text starts in the page.
    pub start: usize,
    /// The line of its first fence, counted from 1.
    pub line: usize,
}

/// The fenced blocks of a page, in order.
pub(crate) fn blocks(page: &str) -> impl Iterator<Item = Block<'_>> {
    let mut rest = page;
    std::iter::from_fn(move || {
        let opening = if rest.starts_with("```") {
            0
        } else {
            rest.find("\n```")? + 1
        };
        let before = page.len() - rest.len() + opening;
        let (info, body) = rest[opening + 3..].split_once('\n')?;
        let length = if body.starts_with("```") {
            0
        } else {
            body.find("\n```")? + 1
        };
        rest = &body[length + 3..];
        let kind = match info.trim() {
            "admit" => Kind::Admit,
            "admit,fragment" => Kind::Fragment,
            "console" => Kind::Console,
            "json" => Kind::Json,
            "diff" => Kind::Diff,
            _ => Kind::Other,
        };
        let line = page[..before].matches('\n').count() + 1;
        Some(Block {
            kind,
            text: &body[..length],
            start: before + 3 + info.len() + 1,
            line,
        })
    })
}

#[test]
fn each_rule_in_the_docs_loads() {
    for name in PAGES {
        let page = read(name);
        let mut shared = None;
        for block in blocks(&page) {
            let place = format!("{name}:{}", block.line);
            match block.kind {
                Kind::Admit => {
                    assert_no_error(&[("example.admit", block.text)], &place);
                    shared.get_or_insert(block.text);
                }
                Kind::Fragment => {
                    let first = shared.expect("a page with fragments starts with a whole set");
                    assert_no_error(
                        &[("first.admit", first), ("fragment.admit", block.text)],
                        &place,
                    );
                }
                Kind::Console | Kind::Json | Kind::Diff | Kind::Other => {}
            }
        }
    }
}

#[test]
fn the_language_page_has_examples() {
    let page = read("docs/language.md");
    let rules = blocks(&page).filter(|block| matches!(block.kind, Kind::Admit | Kind::Fragment));
    assert!(rules.count() > 8);
}

#[test]
fn the_language_page_lists_every_code() {
    let page = read("docs/language.md");
    for code in Code::ALL {
        let level = format!("{:?}", code.level()).to_lowercase();
        let row = format!("| `{}` | {level} | ", code.as_str());
        assert!(page.contains(&row), "docs/language.md lacks `{row}`");
    }
    for code in RecordErrorCode::ALL {
        let word = format!("`{}`", code.word());
        assert!(page.contains(&word), "docs/language.md lacks {word}");
    }
}

#[test]
fn each_link_leads_somewhere() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut links = 0;
    for name in pages_with_links() {
        let page = read(&name);
        let folder = root.join(&name).parent().unwrap().to_path_buf();
        for target in link_targets(&page) {
            links += 1;
            let (file, heading) = target.split_once('#').unwrap_or((target, ""));
            let path = match file {
                "" => root.join(&name),
                file => folder.join(file),
            };
            assert!(path.exists(), "{name}: {target}");
            if !heading.is_empty() {
                let page = fs::read_to_string(&path).unwrap();
                assert!(
                    anchors(&page).any(|each| each == heading),
                    "{name}: {target}"
                );
            }
        }
    }
    assert!(links > 30, "only {links} links were found");
}

/// The pages at the top and those below `docs`.
fn pages_with_links() -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut pages = Vec::new();
    for folder in ["", "docs/", "docs/decisions/", "docs/policies/"] {
        for entry in fs::read_dir(root.join(folder)).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            if name.ends_with(".md") {
                pages.push(format!("{folder}{name}"));
            }
        }
    }
    pages
}

/// Where the links of a page lead, within the project.
fn link_targets(page: &str) -> impl Iterator<Item = &str> {
    let targets = page.split("](").skip(1);
    targets
        .filter_map(|rest| rest.split_once(')').map(|(target, _)| target))
        .filter(|target| !target.contains("://"))
}

/// The names that headings have in links.
fn anchors(page: &str) -> impl Iterator<Item = String> {
    let headings = page.lines().filter(|line| line.starts_with('#'));
    headings.map(|line| {
        let text = line.trim_start_matches('#').trim().to_lowercase();
        let kept = text
            .chars()
            .filter(|each| each.is_alphanumeric() || " -_".contains(*each));
        kept.map(|each| if each == ' ' { '-' } else { each })
            .collect()
    })
}

#[test]
fn each_command_in_the_readme_prints_what_is_shown() {
    let page = read("README.md");
    // One section has a folder of its own: see `guide`.
    let page = page.replacen(section(&page, WALK), "", 1);
    let example = example_folder(&page);
    let mut commands = 0;
    for block in blocks(&page).filter(|block| block.kind == Kind::Console) {
        for (command, expected) in commands_of(block.text) {
            let Some((arguments, place)) = arguments(command) else {
                continue;
            };
            commands += 1;
            let folder = match place {
                Place::Example => example.path(),
                Place::Project => Path::new(env!("CARGO_MANIFEST_DIR")),
            };
            let output = admit(arguments, folder);
            let place = format!("README.md:{}: {command}", block.line);
            assert!(
                output.status.code().is_some_and(|code| code != 2),
                "{place}\n{output:?}"
            );
            let printed = String::from_utf8(output.stdout).unwrap();
            if !expected.trim().is_empty() {
                assert_eq!(printed.trim_end(), expected.trim_end(), "{place}");
            }
        }
    }
    assert!(commands > 1, "the README shows too few commands");
}

/// A folder as the README describes it: its rules in `rules`, its record in `record.json`.
fn example_folder(page: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let text_of = |kind| blocks(page).find(|block| block.kind == kind).unwrap().text;
    fs::create_dir(folder.path().join("rules")).unwrap();
    fs::write(
        folder.path().join("rules/example.admit"),
        text_of(Kind::Admit),
    )
    .unwrap();
    fs::write(folder.path().join("record.json"), text_of(Kind::Json)).unwrap();
    folder
}

fn admit(arguments: &str, folder: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_admit"))
        .args(arguments.split_whitespace())
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .output()
        .unwrap()
}

/// Where a command is run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Place {
    /// The folder that the page's own blocks make.
    Example,
    /// The project.
    Project,
}

/// Each command of a block with the lines below it.
pub(crate) fn commands_of(block: &str) -> Vec<(&str, String)> {
    let mut all: Vec<(&str, String)> = Vec::new();
    for line in block.lines() {
        match (line.strip_prefix("$ "), all.last_mut()) {
            (Some(command), _) => all.push((command, String::new())),
            (None, Some((_, output))) => {
                output.push_str(line);
                output.push('\n');
            }
            (None, None) => panic!("a block of commands starts with `$ `, not with `{line}`"),
        }
    }
    all
}

/// What a command passes to `admit`, and where; none for other commands, such as `cargo test`, which would
/// start this test.
fn arguments(command: &str) -> Option<(&str, Place)> {
    let example = command
        .strip_prefix("admit ")
        .map(|rest| (rest, Place::Example));
    let project = command.strip_prefix("cargo run --release -- ");
    example.or(project.map(|rest| (rest, Place::Project)))
}

#[test]
fn blocks_are_found_with_their_lines() {
    let page =
        "# A\n\n```admit\nparam a: number = 1\n```\ntext\n```console\n$ admit builtins\n```\n";
    let found: Vec<(Kind, &str, usize)> = blocks(page)
        .map(|block| (block.kind, block.text, block.line))
        .collect();
    let expected = [
        (Kind::Admit, "param a: number = 1\n", 3),
        (Kind::Console, "$ admit builtins\n", 7),
    ];
    assert_eq!(found, expected);
}

/// The section of the README that is done step by step.
pub(crate) const WALK: &str = "## Test a change";

/// A section of a page, from its heading to the next.
pub(crate) fn section<'a>(page: &'a str, heading: &str) -> &'a str {
    let start = page.find(&format!("\n{heading}\n")).unwrap() + 1;
    let rest = &page[start..];
    &rest[..rest[1..].find("\n## ").map_or(rest.len(), |end| end + 2)]
}

pub(crate) fn read(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}
