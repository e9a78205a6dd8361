//! The shipped rules and their samples, for tests that decide records with them.

use admit::decision::Decision;
use admit::engine::{PolicySet, embedded_files};
use admit::eval::Options;
use admit::program::Schema;
use admit::record::ReadOptions;
use admit::value::Instant;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// The files of a policy set: name and text.
pub type Files = BTreeMap<String, String>;

/// The shipped rules, ready to decide.
pub fn pack() -> &'static PolicySet {
    static PACK: LazyLock<PolicySet> = LazyLock::new(|| load(&files()));
    &PACK
}

/// What the shipped rules take in.
pub fn schema() -> &'static Schema {
    &pack().program().schema
}

/// The shipped rule files.
pub fn files() -> Files {
    let owned = |(name, text): &(&str, &str)| ((*name).to_owned(), (*text).to_owned());
    embedded_files().iter().map(owned).collect()
}

/// Rules that have to be in order.
#[track_caller]
pub fn load(files: &Files) -> PolicySet {
    PolicySet::load(files).unwrap_or_else(|problems| panic!("{}", problems.render(false)))
}

/// The folder of the samples.
pub fn sample_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/samples")
}

/// The samples by name.
pub fn samples() -> BTreeMap<String, Value> {
    let files = std::fs::read_dir(sample_folder()).unwrap();
    let paths = files.map(|file| file.unwrap().path());
    paths
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "json")
        })
        .map(|path| {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let text = std::fs::read_to_string(&path).unwrap();
            (name, serde_json::from_str(&text).unwrap())
        })
        .collect()
}

/// Decides a record at an instant.
#[track_caller]
pub fn decide_at(set: &PolicySet, record: &Value, at: &str) -> Decision<'static> {
    let text = serde_json::to_vec(record).unwrap();
    let read = set.read_json(&text, ReadOptions::default()).unwrap();
    set.evaluate(&read, Instant::parse(at).unwrap(), Options::default())
}

/// Decides a record at its own instant.
#[track_caller]
pub fn decide(set: &PolicySet, record: &Value, options: Options) -> Decision<'static> {
    let text = serde_json::to_vec(record).unwrap();
    let read = set.read_json(&text, ReadOptions::default());
    let read = read.unwrap_or_else(|error| panic!("{error}: {record}"));
    let at = set
        .instant_of(&read)
        .expect("the record says when it was submitted");
    set.evaluate(&read, at, options)
}

/// What a decision comes to on one line: `reject [photo_glare at images[1]] missing [declared.name]`.
pub fn summary(decision: &Decision) -> String {
    let place = |code: &str, path: Option<&str>| match path {
        Some(path) => format!("{code} at {path}"),
        None => code.to_owned(),
    };
    let reasons = decision
        .reasons
        .iter()
        .map(|each| place(&each.code, each.path.as_deref()));
    let advice = decision
        .advice
        .iter()
        .map(|each| place(&each.code, each.path.as_deref()));
    let missing = decision.missing.iter().map(|each| each.field.to_string());
    let mut text = decision.decision.word().to_owned();
    let parts: [(&str, Vec<String>); 3] = [
        ("", reasons.collect()),
        ("missing ", missing.collect()),
        ("advice ", advice.collect()),
    ];
    for (title, part) in parts.into_iter().filter(|(_, part)| !part.is_empty()) {
        text.push_str(&format!(" {title}[{}]", part.join(", ")));
    }
    if decision.next.contact_support {
        text.push_str(" support");
    }
    text
}
