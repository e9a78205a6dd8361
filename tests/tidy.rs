//! The house rules that no compiler checks: who knows whom, how files open, how long they get.
//!
//! The tables of dependencies are read from `docs/architecture.md` itself.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

const MOST_LINES: usize = 500;

#[test]
fn modules_use_only_what_the_architecture_allows() {
    let allowed = table("Who may use whom", 1, 2);
    let modules: BTreeSet<String> = sources()
        .into_iter()
        .filter_map(|file| file.module)
        .collect();
    let listed: BTreeSet<String> = allowed.keys().cloned().collect();
    assert_eq!(
        modules, listed,
        "docs/architecture.md lists the modules of src"
    );
    let mut wrong = Vec::new();
    for file in sources() {
        let Some(module) = &file.module else { continue };
        for (number, used) in file.uses() {
            let fine =
                used == *module || allowed[module].contains(&used) || !modules.contains(&used);
            if !fine {
                wrong.push(format!(
                    "{}:{number}: `{module}` may not use `{used}`",
                    file.name
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_architecture_has_no_circle() {
    let text = read("docs/architecture.md");
    let rows = column_of_numbers(&text);
    for (module, used) in table("Who may use whom", 1, 2) {
        for other in used {
            assert!(
                rows[&other] < rows[&module],
                "`{module}` uses `{other}`, which is not below it"
            );
        }
    }
}

#[test]
fn outside_crates_stay_with_their_owners() {
    let owners = table("Who owns an outside crate", 0, 1);
    let mut wrong = Vec::new();
    for file in sources() {
        let Some(module) = &file.module else { continue };
        for (number, line) in file.code() {
            for (name, modules) in &owners {
                if !modules.contains(module) && names_crate(line, name) {
                    wrong.push(format!("{}:{number}: `{module}` names `{name}`", file.name));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn source_files_open_with_what_they_are_for() {
    for file in sources() {
        let lines = file
            .text
            .lines()
            .take_while(|line| line.starts_with("//!"))
            .count();
        assert!(lines > 0, "{} does not open with `//!`", file.name);
        let first = file.text.lines().next().unwrap_or("");
        assert!(
            first.len() > "//! a few words".len(),
            "{} opens with `{first}`",
            file.name
        );
    }
}

#[test]
fn source_files_are_short() {
    for file in sources() {
        let lines = file.text.lines().count();
        assert!(lines <= MOST_LINES, "{} has {lines} lines", file.name);
    }
}

#[test]
fn nothing_is_left_for_later() {
    const WORDS: &[&str] = &["todo!", "unimplemented!", "dbg!", "FIXME", "TODO", "XXX"];
    for file in sources() {
        for (number, line) in file.text.lines().enumerate() {
            let word = WORDS.iter().find(|word| line.contains(**word));
            assert!(
                word.is_none(),
                "{}:{}: {}",
                file.name,
                number + 1,
                line.trim()
            );
        }
    }
}

/// A word that is not in the dictionary is hardly ever found by chance.
#[test]
fn the_fuzzers_know_each_word_of_the_language() {
    let known = read("fuzz/dict/admit.dict");
    let known: BTreeSet<&str> = known.lines().collect();
    let is_word =
        |word: &&str| word.len() > 1 && word.chars().all(|char| char.is_ascii_lowercase());
    for file in ["declaration", "expression", "lexical", "testing"] {
        let grammar = read(&format!("grammar/{file}.pest"));
        let lines = grammar.lines().filter(|line| !line.starts_with("//"));
        let words = lines.flat_map(|line| line.split('"').skip(1).step_by(2));
        for word in words.filter(is_word) {
            assert!(
                known.contains(format!("\"{word}\"").as_str()),
                "`{word}` of grammar/{file}.pest is not in fuzz/dict/admit.dict"
            );
        }
    }
}

#[test]
fn no_file_names_a_place_on_somebodys_machine() {
    // In two pieces, so that this file does not name them.
    let places = [
        concat!("/wo", "rk/"),
        concat!("/ro", "ot/"),
        concat!("/ho", "me/"),
    ];
    let mut looked_at = 0;
    for path in files_below(&root()) {
        // Files that are not UTF-8 are no texts of ours.
        let Ok(text) = fs::read_to_string(&path) else {
            continue;
        };
        looked_at += 1;
        for place in places {
            assert!(!text.contains(place), "{} names {place}", path.display());
        }
    }
    assert!(looked_at > 100, "only {looked_at} files were found");
}

#[test]
fn uses_are_found_however_they_are_written() {
    let found: Vec<&str> =
        used_modules("use crate::{value::Date, source, program::{Expr, Rule}};").collect();
    assert_eq!(found, ["value", "source", "program"]);
    let found: Vec<&str> =
        used_modules("fn a(b: crate::eval::Options) -> crate::record::Record {").collect();
    assert_eq!(found, ["eval", "record"]);
    assert!(names_crate("use pest::Parser;", "pest"));
    assert!(!names_crate("use pest_derive::Parser;", "pest"));
    assert!(!names_crate("use crate::pest::Parser;", "pest"));
}

/// A file of `src`.
struct Source {
    /// Its path below the project.
    name: String,
    /// The module at the top of the crate that it belongs to; none for `lib.rs` and `main.rs`.
    module: Option<String>,
    /// It is compiled into unit tests only.
    only_for_tests: bool,
    text: String,
}

impl Source {
    /// Its lines, counted from 1, without comments and unit tests.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let end = self.text.find("#[cfg(test)]\nmod tests {");
        let library = if self.only_for_tests {
            ""
        } else {
            &self.text[..end.unwrap_or(self.text.len())]
        };
        library
            .lines()
            .enumerate()
            .filter(|(_, line)| !line.trim_start().starts_with("//"))
            .map(|(index, line)| (index + 1, line))
    }

    /// The files, or the folders, of the modules that it declares for unit tests: `src/eval/fixture`.
    fn test_modules(&self) -> Vec<String> {
        let folder = self.name.trim_end_matches(".rs").trim_end_matches("/mod");
        let folder = folder.trim_end_matches("/lib").trim_end_matches("/main");
        let declared = self.text.split("#[cfg(test)]\n").skip(1);
        declared
            .filter_map(|after| after.lines().next()?.strip_suffix(';')?.split_once("mod "))
            .map(|(_, module)| format!("{folder}/{module}"))
            .collect()
    }

    /// The modules it uses, with the line.
    fn uses(&self) -> Vec<(usize, String)> {
        let code: Vec<(usize, &str)> = self.code().collect();
        let whole: String = code.iter().map(|(_, line)| format!("{line} ")).collect();
        let line_of = |module: &str| {
            let path = format!("crate::{module}");
            code.iter()
                .find(|(_, line)| line.contains(&path))
                .map_or(1, |(number, _)| *number)
        };
        used_modules(&whole)
            .map(|module| (line_of(module), module.to_owned()))
            .collect()
    }
}

/// The names right after `crate::`, those of a group in braces as well.
fn used_modules(code: &str) -> impl Iterator<Item = &str> {
    code.split("crate::")
        .skip(1)
        .flat_map(|after| match after.strip_prefix('{') {
            Some(group) => names_of_group(group),
            None => vec![first_name(after)],
        })
}

/// The first name of each member of a group, up to its closing brace.
fn names_of_group(group: &str) -> Vec<&str> {
    let mut depth = 0;
    let mut start = 0;
    let mut names = Vec::new();
    for (at, letter) in group.char_indices() {
        let member = group[start..at].trim_start();
        match (letter, depth) {
            ('}', 0) => {
                names.push(first_name(member));
                break;
            }
            (',', 0) => {
                names.push(first_name(member));
                start = at + 1;
            }
            ('{', _) => depth += 1,
            ('}', _) => depth -= 1,
            _ => {}
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

fn first_name(text: &str) -> &str {
    let end = text
        .find(|letter: char| !is_name(letter))
        .unwrap_or(text.len());
    &text[..end]
}

fn is_name(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// Whether a line has a path that starts with the crate.
fn names_crate(line: &str, name: &str) -> bool {
    let path = format!("{name}::");
    line.match_indices(&path).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        !before.is_some_and(|letter| is_name(letter) || letter == ':')
    })
}

/// A table of the architecture: the names in backticks of one column, by the name in another.
fn table(heading: &str, key: usize, value: usize) -> BTreeMap<String, BTreeSet<String>> {
    let text = read("docs/architecture.md");
    let section = text
        .split("\n## ")
        .find(|section| section.starts_with(heading));
    let rows: BTreeMap<String, BTreeSet<String>> = section
        .unwrap_or_else(|| panic!("docs/architecture.md has no section `{heading}`"))
        .lines()
        .filter(|line| line.starts_with('|'))
        .filter_map(|line| {
            let cells: Vec<&str> = line.trim_matches('|').split('|').collect();
            let names = in_backticks(cells.get(value)?);
            Some((in_backticks(cells.get(key)?).pop_first()?, names))
        })
        .collect();
    assert!(rows.len() > 5, "the table of `{heading}` was not found");
    rows
}

fn in_backticks(cell: &str) -> BTreeSet<String> {
    cell.split('`')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}

/// The row of each module.
fn column_of_numbers(text: &str) -> BTreeMap<String, u32> {
    text.lines()
        .filter_map(|line| {
            let mut cells = line.strip_prefix('|')?.split('|');
            let row = cells.next()?.trim().parse().ok()?;
            Some((in_backticks(cells.next()?).pop_first()?, row))
        })
        .collect()
}

/// All Rust files of `src`.
fn sources() -> Vec<Source> {
    let src = root().join("src");
    let rust = files_below(&src)
        .into_iter()
        .filter(|path| path.extension().is_some_and(|end| end == "rs"));
    let mut files: Vec<Source> = rust.map(|path| source(&src, &path)).collect();
    let tests: Vec<String> = files.iter().flat_map(Source::test_modules).collect();
    for file in &mut files {
        let is_of = |module: &String| {
            let rest = file.name.strip_prefix(module.as_str());
            rest.is_some_and(|rest| rest == ".rs" || rest.starts_with('/'))
        };
        file.only_for_tests = tests.iter().any(is_of);
    }
    assert!(files.len() > 20, "the sources were not found");
    files
}

fn source(src: &Path, path: &Path) -> Source {
    let below = path.strip_prefix(src).unwrap();
    let parts: Vec<&str> = below.iter().map(|part| part.to_str().unwrap()).collect();
    let top = parts[0].trim_end_matches(".rs");
    Source {
        name: format!("src/{}", parts.join("/")),
        module: (top != "lib" && top != "main").then(|| top.to_owned()),
        only_for_tests: false,
        text: fs::read_to_string(path).unwrap(),
    }
}

/// All files below a folder but those that nobody keeps.
fn files_below(folder: &Path) -> Vec<PathBuf> {
    const NOT_KEPT: &[&str] = &[
        "target",
        ".git",
        "corpus",
        "artifacts",
        "coverage",
        "node_modules",
    ];
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() && !NOT_KEPT.contains(&name.as_str()) {
            files.extend(files_below(&path));
        } else if path.is_file() && name != ".git" {
            files.push(path);
        }
    }
    files.sort();
    files
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap()
}
