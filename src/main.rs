//! The command: arguments in, exit status out.

use std::process::ExitCode;

fn main() -> ExitCode {
    admit::cli::run(std::env::args_os())
}
