//! The command itself: how long one record takes, and how much memory many.

use crate::generate::Applications;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

const ADMIT: &str = env!("CARGO_BIN_EXE_admit");

/// Decides one sample with the rules in the binary, in a folder that holds none.
pub fn one_record(folder: &Path) {
    let sample =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/samples/many_reasons_at_once.json");
    let mut command = Command::new(ADMIT);
    let command = command.arg("eval").arg(sample).current_dir(folder);
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
    assert_eq!(status.unwrap().code(), Some(1));
}

/// The most memory that a run over so many records held at once, in MiB; none where the system does not tell.
pub fn most_memory(records: usize) -> Option<f64> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("applications.ndjson");
    let mut out = BufWriter::new(File::create(&file).unwrap());
    let mut applications = Applications::new(5);
    for _ in 0..records {
        writeln!(out, "{}", applications.next_line()).unwrap();
    }
    out.into_inner().unwrap();
    let mut command = Command::new(ADMIT);
    command.args([
        "eval",
        "--format",
        "ndjson",
        "--explain",
        "codes",
        "--rules",
    ]);
    command
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/policy"))
        .arg(&file);
    let mut child = command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut most = None;
    while child.try_wait().unwrap().is_none() {
        most = peak(child.id()).or(most);
        sleep(Duration::from_millis(2));
    }
    most
}

/// The system keeps the peak; the last look before the end is within milliseconds of it.
fn peak(process: u32) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: f64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kib / 1024.0)
}
