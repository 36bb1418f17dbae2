//! Content that is looked for elsewhere.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    thread,
    time::{Duration, Instant},
};

use cid::Cid;
use varsig::{Block, BlockError};

use super::{ContentError, Effort, Reader, Unavailable};
use crate::{cancellation::Cancellation, executor::Core, owed::Owed};

/// How many questions may be out at once, those included that nobody waits for any more.
const MOST_OWED: usize = 64;

/// Finds content that is not in the stores of an executor: at a gateway, from a peer, in
/// another store.
///
/// The executor knows no network. What is given is hashed before it is used, so that a
/// resolver need not be trusted with anything but the time that it takes; it is then kept
/// for the subject of the task that needed it, and for nobody else (ruling I11).
///
/// It is asked on a thread of its own, and left behind when the time is over.
pub trait Resolver: Send + Sync {
    /// The bytes of `cid`.
    ///
    /// # Errors
    ///
    /// [`FetchError`] if they are not to be had within the bounds.
    fn fetch(&self, cid: &Cid, bounds: &FetchBounds) -> Result<Vec<u8>, FetchError>;
}

impl<F> Resolver for F
where
    F: Fn(&Cid, &FetchBounds) -> Result<Vec<u8>, FetchError> + Send + Sync,
{
    fn fetch(&self, cid: &Cid, bounds: &FetchBounds) -> Result<Vec<u8>, FetchError> {
        self(cid, bounds)
    }
}

/// What a [`Resolver`] may take for one block.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct FetchBounds {
    /// How many bytes it may give; more are not taken.
    pub bytes: usize,
    /// When nobody waits any more.
    pub deadline: Instant,
    /// Whether the job was cancelled, and nobody waits for that reason.
    pub cancellation: Cancellation,
}

impl FetchBounds {
    /// So many bytes until then, for whoever asks a resolver without an executor.
    #[must_use]
    pub const fn new(bytes: usize, deadline: Instant, cancellation: Cancellation) -> Self {
        Self { bytes, deadline, cancellation }
    }

    /// The time that is left.
    #[must_use]
    pub fn time_left(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }
}

/// What may be spent on one block that is looked for elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FetchLimits {
    /// How long it is looked for; less, if the task has less time.
    pub time: Duration,
    /// How many bytes it may have.
    pub bytes: usize,
}

impl FetchLimits {
    /// So long, whatever the size may be by default.
    #[must_use]
    pub const fn with_time(mut self, time: Duration) -> Self {
        self.time = time;
        self
    }

    /// So many bytes.
    #[must_use]
    pub const fn with_bytes(mut self, bytes: usize) -> Self {
        self.bytes = bytes;
        self
    }
}

impl Default for FetchLimits {
    /// 30 seconds and 16 MiB.
    fn default() -> Self {
        Self { time: Duration::from_secs(30), bytes: 16 << 20 }
    }
}

/// Why a [`Resolver`] gives nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FetchError {
    /// Nobody who was asked has it.
    #[error("nobody who was asked has it")]
    NotFound,
    /// It is larger than it may be.
    #[error("it is larger than it may be")]
    TooLarge,
    /// It took too long.
    #[error("it took too long")]
    TimedOut,
    /// Nobody could be asked, or what they said makes no sense.
    #[error("nobody could be asked: {detail}")]
    Unreachable {
        /// What happened, for the log of the executor; it stands in no receipt.
        detail: String,
    },
}

/// Where an executor looks for what it does not have.
pub(in crate::executor) struct Outside {
    resolver: Arc<dyn Resolver>,
    limits: FetchLimits,
    owed: Arc<AtomicUsize>,
}

impl Outside {
    pub(in crate::executor) fn new(resolver: Arc<dyn Resolver>, limits: FetchLimits) -> Self {
        Self { resolver, limits, owed: Arc::default() }
    }

    /// Asks, and waits no longer than it may.
    fn ask(&self, cid: &Cid, effort: &Effort<'_>) -> Result<Vec<u8>, FetchError> {
        let now = Instant::now();
        // A time beyond what the clock counts is no end.
        let ours = now.checked_add(self.limits.time);
        let deadline = [ours, effort.until].into_iter().flatten().min();
        let deadline = deadline.unwrap_or_else(|| now + FetchLimits::default().time);
        let bounds = FetchBounds {
            bytes: self.limits.bytes,
            deadline,
            cancellation: effort.cancellation.clone(),
        };
        let debt = Owed::one_of(MOST_OWED, &self.owed).ok_or_else(|| FetchError::Unreachable {
            detail: format!("{MOST_OWED} questions are out already"),
        })?;
        let (give, given) = mpsc::sync_channel(1);
        let (resolver, asked, left) = (Arc::clone(&self.resolver), *cid, bounds.clone());
        let thread = thread::Builder::new().name("ipvm-resolver".to_owned()).spawn(move || {
            let fetched = catch_unwind(AssertUnwindSafe(|| resolver.fetch(&asked, &left)));
            drop(debt);
            // Nobody may be waiting any more.
            let _ = give.send(fetched.unwrap_or_else(|_| {
                Err(FetchError::Unreachable { detail: "the resolver panicked".to_owned() })
            }));
        });
        thread.map_err(|error| FetchError::Unreachable { detail: error.to_string() })?;
        let bytes = given.recv_timeout(bounds.time_left()).map_err(|_| FetchError::TimedOut)??;
        if bytes.len() > bounds.bytes { Err(FetchError::TooLarge) } else { Ok(bytes) }
    }
}

impl Core {
    /// Whether content was looked for elsewhere and not had.
    pub(in crate::executor) const fn was_sought(&self, error: &ContentError) -> bool {
        self.outside.is_some() && matches!(error, ContentError::Unavailable { .. })
    }

    /// Looks for content elsewhere, as a query effect of the job; what is found is kept for
    /// the subject of the task. `reason` is why it is not had from here.
    pub(super) fn fetch_outside(
        &self,
        outside: &Outside,
        cid: &Cid,
        reader: &Reader<'_>,
        effort: &Effort<'_>,
        reason: Unavailable,
    ) -> Result<Block, ContentError> {
        let unavailable = |reason| ContentError::Unavailable { cid: *cid, reason };
        if effort.cancellation.is_cancelled()
            || effort.effects.fetch_add(1, Ordering::Relaxed) >= self.effects
        {
            return Err(unavailable(reason));
        }
        let bytes = outside.ask(cid, effort).map_err(|error| {
            tracing::debug!(%cid, %error, "content was not found elsewhere");
            unavailable(match error {
                FetchError::NotFound => reason,
                FetchError::TooLarge => Unavailable::TooLarge,
                FetchError::TimedOut => Unavailable::TimedOut,
                FetchError::Unreachable { .. } => Unavailable::Unreachable,
            })
        })?;
        let block = Block::verify(*cid, bytes).map_err(|error| {
            unavailable(match error {
                BlockError::UnsupportedHash { .. } => Unavailable::UnsupportedHash,
                _ => Unavailable::Untrue,
            })
        })?;
        if let Some(subject) = reader.subject {
            self.stores
                .blocks_of(reader.secret)
                .put_for(std::slice::from_ref(&block), subject)
                .map_err(ContentError::Store)?;
        }
        Ok(block)
    }
}
