//! Where the executor has the time from.

use std::time::{SystemTime, UNIX_EPOCH};

use ucan_core::Timestamp;

/// A source of the time.
pub trait Clock: Send + Sync {
    /// The time now.
    fn now(&self) -> Timestamp;
}

/// The clock of the machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        // A clock before 1970 stands at the epoch: everything with a beginning is
        // then too early, and nothing is granted that is not granted for ever.
        SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .ok()
            .and_then(|since| i64::try_from(since.as_secs()).ok())
            .and_then(|seconds| Timestamp::from_seconds(seconds).ok())
            .unwrap_or(Timestamp::EPOCH)
    }
}
