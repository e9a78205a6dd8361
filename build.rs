//! Puts the shipped pack into the binary: the `.admit` files below `rules/`, the samples and the reasons beside the tests.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=rules");
    let root = env::current_dir()?.join("rules");
    let mut files = Vec::new();
    if root.is_dir() {
        collect(&root, "", &mut files)?;
    }
    files.sort();
    // Tests are no part of the rules, and samples are there for them.
    let (rules, tests): (Vec<_>, Vec<_>) = files
        .into_iter()
        .partition(|(name, _)| name.ends_with(".admit") && !name.ends_with(".test.admit"));
    let mut code = String::new();
    for (list, files) in [("FILES", rules), ("TESTS", tests)] {
        let _ = writeln!(code, "pub(super) const {list}: &[(&str, &str)] = &[");
        for (name, path) in files {
            let _ = writeln!(code, "    ({name:?}, include_str!({path:?})),");
        }
        code.push_str("];\n");
    }
    let out = env::var_os("OUT_DIR").unwrap_or_default();
    fs::write(Path::new(&out).join("pack.rs"), code)
}

fn collect(folder: &Path, prefix: &str, files: &mut Vec<(String, PathBuf)>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = entry.path();
        if path.is_dir() {
            collect(&path, &format!("{prefix}{name}/"), files)?;
        } else if name.ends_with(".admit")
            || prefix == "samples/" && name.ends_with(".json")
            || prefix == "tests/" && name == "unnoticed.toml"
        {
            files.push((format!("{prefix}{name}"), path));
        }
    }
    Ok(())
}
