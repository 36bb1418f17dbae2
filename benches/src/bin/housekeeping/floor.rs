//! What cannot be saved, since it is what a checked archive is.

use std::{error::Error, hint::black_box, thread, time::Instant};

use ipld_core::ipld::Ipld;
use ucan_core::{DidKeyCache, Envelope, Timestamp};
use ucan_invocation::{Attestation, Invocation, Outcome};
use varsig::{Block, VerifierSet};

use crate::content::{self, Content};

/// So many receipts are verified at a time.
const TOGETHER: u32 = 2_048;

/// What this machine takes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Floor {
    /// Megabytes that one processor hashes in a second.
    pub(crate) hashing: f64,
    /// Seconds in which one processor reads and verifies a receipt, many at a time.
    pub(crate) verification: f64,
    pub(crate) processors: f64,
}

impl Floor {
    pub(crate) fn measure() -> Result<Self, Box<dyn Error>> {
        let bytes = vec![7_u8; 1 << 20];
        let hashing = 1.0 / best(|| black_box(Block::raw(bytes.as_slice()).cid().hash().size()));
        let now = Timestamp::from_seconds(content::NOW)?;
        let receipt = |number: u32| {
            let task = *Block::raw(number.to_be_bytes()).cid();
            let receipt = Attestation::new(task, Outcome::Ok(Ipld::Null), now);
            receipt.sign(&content::executor()).map(|receipt| receipt.block().clone())
        };
        let receipts = (0..TOGETHER).map(receipt).collect::<Result<Vec<_>, _>>()?;
        let keys = DidKeyCache::new();
        let verification = best(|| {
            let read = |token: &Block| Envelope::<Invocation>::decode_block(token.clone());
            let read = receipts.iter().map(read).collect::<Result<Vec<_>, _>>();
            let read = read.expect("they are tokens");
            let verified = Envelope::verify_all(read, &keys, &VerifierSet::default());
            assert!(verified.iter().all(Result::is_ok), "they are signed");
        }) / f64::from(TOGETHER);
        let processors = thread::available_parallelism()?.get();
        Ok(Self { hashing, verification, processors: f64::from(u32::try_from(processors)?) })
    }

    /// Seconds that hashing, and verifying if it is an import, take at the least on all
    /// processors.
    pub(crate) fn of(self, content: Content, megabytes: f64, is_import: bool) -> f64 {
        let hashing = megabytes / self.hashing;
        let receipts = if is_import { content.receipts() } else { 0 };
        let verification = f64::from(receipts) * self.verification;
        (hashing + verification) / self.processors
    }
}

/// Seconds of one call, the best of several.
fn best<T>(mut call: impl FnMut() -> T) -> f64 {
    let mut best = f64::INFINITY;
    for _ in 0..50 {
        let start = Instant::now();
        black_box(call());
        best = best.min(start.elapsed().as_secs_f64());
    }
    best
}
