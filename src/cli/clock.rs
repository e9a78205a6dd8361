//! The clock, which nothing but the command reads: for `--at now`, and for how long a run takes.

use crate::value::Instant;
use std::time::{SystemTime, UNIX_EPOCH};

/// Measures time from when it was made.
#[derive(Clone, Copy)]
pub(super) struct Stopwatch(std::time::Instant);

impl Stopwatch {
    #[expect(
        clippy::disallowed_methods,
        reason = "no decision hangs on how long a run takes"
    )]
    pub(super) fn start() -> Stopwatch {
        Stopwatch(std::time::Instant::now())
    }

    /// How many seconds have passed.
    pub(super) fn seconds(self) -> f64 {
        self.0.elapsed().as_secs_f64()
    }
}

/// What time it is.
#[expect(
    clippy::disallowed_methods,
    reason = "`--at now` asks for the clock, and nothing else reads it"
)]
pub(super) fn now() -> Result<Instant, String> {
    let wrong = || "the clock of this machine is wrong".to_owned();
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_err(|_| wrong())?;
    let seconds = i64::try_from(since.as_secs()).map_err(|_| wrong())?;
    Instant::from_unix(seconds, since.subsec_nanos()).map_err(|_| wrong())
}
