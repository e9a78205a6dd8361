//! The command itself: how long one record takes, and how much memory many.

use crate::adapter::{Rules, write_parquet};
use crate::generate::{Applications, Lines};
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

/// The most memory that a run over so many lines held at once, in MiB; none where the system does not tell.
pub fn memory_of_lines(records: usize) -> Option<f64> {
    most_memory("applications.ndjson", |out| {
        let mut applications = Applications::new(5);
        for _ in 0..records {
            writeln!(out, "{}", applications.next_line()).unwrap();
        }
    })
}

/// The same over so many groups of so many rows of Parquet.
pub fn memory_of_columns(groups: u64, rows: usize) -> Option<f64> {
    most_memory("applications.parquet", |out| {
        let groups = (0..groups).map(|group| Lines::applications(group, rows));
        write_parquet(&Rules::yardstick(), groups, out);
    })
}

/// The most memory that the command held at once over a file, which is written first.
fn most_memory(name: &str, write: impl FnOnce(&mut BufWriter<File>)) -> Option<f64> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(name);
    let mut out = BufWriter::new(File::create(&file).unwrap());
    write(&mut out);
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
