//! Which rules count: the folder that was named, else `./rules`, else the pack in this binary.

use super::Stop;
use super::files::{files_below, read, reason, shown, unreadable};
use super::output::{Output, note};
use crate::diagnostic::{Diagnostic, Level};
use crate::engine::{
    MAX_SET_BYTES, PolicySet, Problems, TestedSet, embedded_files, embedded_tests,
};
use crate::report::diagnostics_text;
use crate::source::holds_tests;
use crate::testing::MAX_SAMPLE_BYTES;
use std::fs;
use std::path::{Path, PathBuf};

/// The ending of rule files.
const ENDING: &str = "admit";

/// The folder that is looked for where none is named.
const USUAL: &str = "rules";

/// Rules and where they came from.
pub(super) struct Loaded {
    /// For people: `rules (9 files)`.
    pub(super) origin: String,
    pub(super) set: Result<PolicySet, Problems>,
}

/// Rules with their tests, and where they came from.
pub(super) struct LoadedTests {
    /// For people: `rules (9 files)`.
    pub(super) origin: String,
    /// Their folder; none for the pack in this binary.
    pub(super) folder: Option<PathBuf>,
    pub(super) set: Result<TestedSet, Problems>,
}

/// Loads the rules that count. Faults in them are for the caller to judge.
pub(super) fn load(folder: Option<&Path>) -> Result<Loaded, Stop> {
    Ok(match found(folder, |path| !is_of_tests(path))? {
        None => Loaded {
            origin: embedded(),
            set: PolicySet::embedded(),
        },
        Some((folder, paths)) => Loaded {
            origin: format!("{} ({})", shown(&folder), counted(paths.len())),
            set: PolicySet::load_bytes(read_all(&folder, paths)?),
        },
    })
}

/// Loads the rules that count, and the tests that stand beside them.
pub(super) fn load_tests(folder: Option<&Path>) -> Result<LoadedTests, Stop> {
    Ok(match found(folder, |_| true)? {
        None => LoadedTests {
            origin: embedded_with_tests(),
            folder: None,
            set: TestedSet::embedded(),
        },
        Some((folder, paths)) => LoadedTests {
            origin: {
                let tests = paths.iter().filter(|path| is_of_tests(path)).count();
                let rules = counted(paths.len() - tests);
                format!("{} ({rules}{})", shown(&folder), of_tests(tests))
            },
            set: {
                let files = read_all(&folder, paths)?;
                TestedSet::load_bytes(files, &|path: &str| read_sample(&folder, path))
            },
            folder: Some(folder),
        },
    })
}

fn embedded() -> String {
    format!(
        "the pack in this binary ({})",
        counted(embedded_files().len())
    )
}

fn embedded_with_tests() -> String {
    let files = embedded_tests().iter();
    let tests = files.filter(|(name, _)| holds_tests(name)).count();
    let rules = counted(embedded_files().len());
    format!("the pack in this binary ({rules}{})", of_tests(tests))
}

fn is_of_tests(path: &Path) -> bool {
    holds_tests(&path.to_string_lossy())
}

fn of_tests(files: usize) -> String {
    match files {
        0 => String::new(),
        files => format!(", {files} of tests"),
    }
}

/// The folder that counts and the files in it that are wanted; none where the pack in this binary counts.
fn found(
    folder: Option<&Path>,
    wanted: impl Fn(&Path) -> bool,
) -> Result<Option<(PathBuf, Vec<PathBuf>)>, Stop> {
    let usual = Path::new(USUAL);
    let wanted = |paths: Vec<PathBuf>| {
        let paths = paths.into_iter().filter(|path| wanted(path));
        paths.collect::<Vec<PathBuf>>()
    };
    match folder {
        Some(folder) => {
            let paths = wanted(named(folder)?);
            if paths.is_empty() {
                let text = format!("the folder `{}` holds no rules, only tests", shown(folder));
                return Err(Stop::trouble(text));
            }
            Ok(Some((folder.to_owned(), paths)))
        }
        None if usual.is_dir() => {
            let paths = wanted(files_below(usual, &[ENDING])?);
            Ok(Some((usual.to_owned(), paths)).filter(|(_, paths)| !paths.is_empty()))
        }
        None => Ok(None),
    }
}

fn read_all(folder: &Path, paths: Vec<PathBuf>) -> Result<Vec<(String, Vec<u8>)>, Stop> {
    let mut files = Vec::with_capacity(paths.len());
    let mut total = 0;
    for path in paths {
        let bytes = read(&path, MAX_SET_BYTES as u64)?;
        total += bytes.len();
        files.push((name_below(folder, &path), bytes));
        if total > MAX_SET_BYTES {
            // Already too much, which is reported: the rest need not be read.
            break;
        }
    }
    Ok(files)
}

/// The file of a sample, which has to lie below the folder wherever links lead.
fn read_sample(folder: &Path, name: &str) -> Result<Vec<u8>, String> {
    let real = |path: &Path| fs::canonicalize(path).map_err(|error| reason(&error));
    let path = real(&folder.join(name))?;
    if !path.starts_with(real(folder)?) {
        return Err("a link leads out of the folder of the rules".to_owned());
    }
    let kind = fs::metadata(&path).map_err(|error| reason(&error))?;
    if !kind.is_file() {
        return Err("it is no regular file".to_owned());
    }
    if kind.len() > MAX_SAMPLE_BYTES {
        return Err("it has more than 1 MiB".to_owned());
    }
    fs::read(&path).map_err(|error| reason(&error))
}

/// Loads the rules that count, says which, and stops if they are faulty.
pub(super) fn load_sound(
    folder: Option<&Path>,
    quiet: bool,
    output: &Output,
) -> Result<PolicySet, Stop> {
    let loaded = load(folder)?;
    let set = sound(loaded.set, &loaded.origin, output)?;
    if !quiet {
        let warned = set.warnings().iter().any(|each| each.level > Level::Note);
        let remark = if warned {
            "; `admit check` warns of faults"
        } else {
            ""
        };
        note(&format!("rules: {}{remark}", loaded.origin));
    }
    Ok(set)
}

/// Stops if they are faulty, and says what is wrong with them.
pub(super) fn sound<T>(
    loaded: Result<T, Problems>,
    origin: &str,
    output: &Output,
) -> Result<T, Stop> {
    loaded.map_err(|problems| {
        let errors = problems.diagnostics.iter();
        let errors: Vec<Diagnostic> = errors
            .filter(|each| each.level == Level::Error)
            .cloned()
            .collect();
        let colour = output.error_colour();
        note(&diagnostics_text(&errors, &problems.sources, colour));
        Stop::trouble(format!("the rules cannot be used: {origin}"))
    })
}

fn named(folder: &Path) -> Result<Vec<PathBuf>, Stop> {
    let kind = fs::metadata(folder).map_err(|error| unreadable(folder, &error))?;
    if !kind.is_dir() {
        let text = format!(
            "`{}` is no folder; name the folder of the rules",
            shown(folder)
        );
        return Err(Stop::trouble(text));
    }
    let paths = files_below(folder, &[ENDING])?;
    if paths.is_empty() {
        let text = format!("the folder `{}` holds no `.admit` files", shown(folder));
        return Err(Stop::trouble(text));
    }
    Ok(paths)
}

/// The path below the folder with `/` between its parts: the same name on every system.
fn name_below(folder: &Path, path: &Path) -> String {
    let below = path.strip_prefix(folder).unwrap_or(path);
    let parts = below
        .components()
        .map(|part| part.as_os_str().to_string_lossy());
    parts.collect::<Vec<_>>().join("/")
}

fn counted(files: usize) -> String {
    match files {
        1 => "1 file".to_owned(),
        count => format!("{count} files"),
    }
}
