//! What several suites need: running the command in a folder of its own.

pub mod pack;
pub mod parquet;
pub mod random;
pub mod schema;
pub mod vectors;

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// The command with a folder of its own, in which it runs. Nothing of the environment reaches it.
pub struct Admit {
    folder: TempDir,
    args: Vec<String>,
    stdin: Vec<u8>,
    env: Vec<(String, String)>,
}

/// What a run left behind.
#[derive(Debug)]
pub struct Run {
    pub status: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Admit {
    /// With an empty folder.
    pub fn new() -> Admit {
        Admit {
            folder: tempfile::tempdir().unwrap(),
            args: Vec::new(),
            stdin: Vec::new(),
            env: Vec::new(),
        }
    }

    /// Writes a file below the folder.
    pub fn file(self, path: &str, content: impl AsRef<[u8]>) -> Admit {
        let path = self.path(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
        self
    }

    /// Adds arguments, parted by spaces.
    pub fn args(mut self, args: &str) -> Admit {
        self.args.extend(args.split_whitespace().map(str::to_owned));
        self
    }

    /// Adds one argument as it is.
    pub fn arg(mut self, arg: impl Into<String>) -> Admit {
        self.args.push(arg.into());
        self
    }

    /// What the command reads from standard input.
    pub fn stdin(mut self, bytes: impl AsRef<[u8]>) -> Admit {
        self.stdin = bytes.as_ref().to_vec();
        self
    }

    /// Sets a variable of its environment.
    pub fn env(mut self, name: &str, value: &str) -> Admit {
        self.env.push((name.to_owned(), value.to_owned()));
        self
    }

    /// A path below the folder.
    pub fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    /// Forgets the arguments, so that the next run can have others.
    pub fn again(mut self) -> Admit {
        self.args.clear();
        self.stdin.clear();
        self
    }

    /// The process, not yet started.
    pub fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_admit"));
        command.args(&self.args).current_dir(self.folder.path());
        command.env_clear().envs(self.env.iter().cloned());
        command
    }

    /// Runs it to its end.
    pub fn run(&self) -> Run {
        self.run_into(Stdio::piped())
    }

    /// Runs it with another standard output, which is then not caught.
    pub fn run_into(&self, stdout: Stdio) -> Run {
        let mut command = self.command();
        command
            .stdin(Stdio::piped())
            .stdout(stdout)
            .stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let bytes = self.stdin.clone();
        // The command may end without reading all; that is its right.
        let writer = std::thread::spawn(move || drop(stdin.write_all(&bytes)));
        let output = child.wait_with_output().unwrap();
        writer.join().unwrap();
        Run {
            status: output.status.code().expect("ended by a signal"),
            stdout: String::from_utf8(output.stdout).expect("standard output is UTF-8"),
            stderr: String::from_utf8(output.stderr).expect("standard error is UTF-8"),
        }
    }
}

impl Run {
    /// Checks the exit status; shows everything if it is another.
    #[track_caller]
    pub fn ends_with(self, status: i32) -> Run {
        assert_eq!(self.status, status, "{self:#?}");
        self
    }

    /// Standard output as JSON.
    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:#?}"))
    }

    /// Standard output as one JSON document a line.
    #[track_caller]
    pub fn ndjson(&self) -> Vec<serde_json::Value> {
        let lines = self.stdout.lines();
        lines
            .map(|line| {
                serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))
            })
            .collect()
    }
}
