//! Where the time of one decision goes: the whole process against its parts, medians of one run.
//!
//! `cargo bench --bench one_record`. It asserts nothing about time; `benches/README.md` has figures.
#![allow(
    clippy::unwrap_used,
    reason = "a measurement stops at the first surprise"
)]
#![expect(
    clippy::disallowed_methods,
    reason = "a measurement needs a clock; the library has none"
)]

use admit::diagnostic::Diagnostics;
use admit::engine::{PolicySet, embedded_files};
use admit::eval::{Explain, Options};
use admit::report::{Colour, decision_text, json_pretty};
use admit::source::SourceMap;
use admit::syntax;
use std::hint::black_box;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// How often each part is measured; odd, so that there is a middle.
const TIMES: usize = 101;

fn main() {
    let sample =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/samples/many_reasons_at_once.json");
    let bytes = std::fs::read(&sample).unwrap();
    let elsewhere = tempfile::tempdir().unwrap();

    let start = median(|| run(&["--version"], elsewhere.path()));
    let sample = sample.to_str().unwrap();
    let process = median(|| run(&["eval", sample], elsewhere.path()));

    let parse = median(parse_pack);
    let load = median(|| PolicySet::embedded().is_ok());
    let set = PolicySet::embedded().unwrap();
    let read = median(|| set.read_json(&bytes, Default::default()).is_ok());
    let record = set.read_json(&bytes, Default::default()).unwrap();
    let at = set.instant_of(&record).unwrap();
    let with = |explain| Options {
        explain,
        ..Options::default()
    };
    let codes = median(|| set.evaluate(&record, at, with(Explain::Messages)));
    let reasons = median(|| set.evaluate(&record, at, with(Explain::Reasons)));
    let all = median(|| set.evaluate(&record, at, with(Explain::All)));
    let decision = set.evaluate(&record, at, with(Explain::Reasons));
    let text = median(|| decision_text(&decision, Colour::Never));
    let json = median(|| json_pretty(&decision));

    println!("medians of {TIMES}, and their share of the whole process\n");
    for (name, time) in [
        ("whole process: admit eval RECORD", process),
        ("  a process that does nothing: --version", start),
        ("  load the embedded pack", load),
        ("    of that: parse its files", parse),
        ("    of that: check and compile", load.saturating_sub(parse)),
        ("  read the record", read),
        ("  decide, --explain reasons", reasons),
        ("  write it as text", text),
        ("instead: decide, --explain messages", codes),
        ("instead: decide, --explain all", all),
        ("instead: write it as json", json),
    ] {
        let share = 100.0 * time.as_secs_f64() / process.as_secs_f64();
        println!("{name:<42} {:>9.1} us {share:>6.1} %", micros(time));
    }
}

fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

/// The middle of many measurements, after a tenth as many that do not count.
fn median<T>(mut part: impl FnMut() -> T) -> Duration {
    for _ in 0..TIMES / 10 {
        black_box(part());
    }
    let mut times: Vec<Duration> = (0..TIMES)
        .map(|_| {
            let before = Instant::now();
            let result = black_box(part());
            let time = before.elapsed();
            drop(result);
            time
        })
        .collect();
    times.sort();
    times.get(TIMES / 2).copied().unwrap_or_default()
}

/// The command in a folder without rules, so that those in the binary count.
fn run(arguments: &[&str], folder: &Path) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_admit"));
    let command = command.args(arguments).current_dir(folder);
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
    assert_ne!(status.unwrap().code(), Some(2));
}

fn parse_pack() -> usize {
    let mut sources = SourceMap::default();
    let mut diagnostics = Diagnostics::default();
    let files = embedded_files().iter().map(|(name, text)| {
        let id = sources.add(name, text);
        syntax::parse(id, text, &mut diagnostics)
    });
    files.map(|file| file.items.len()).sum()
}
