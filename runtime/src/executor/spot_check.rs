//! Spot checks of what is kept.

use std::{borrow::Cow, collections::BinaryHeap};

use cid::Cid;
use ipvm_task::Evidence;
use ucan_core::{DidKeyResolver, Envelope, Proofs, VerifyError};
use ucan_invocation::{Invocation, Receipt, ReceiptError};
use varsig::{Block, VerifierSet};

use super::{Core, Executor, ReExecution, error::TaskError, reexecution::Undecided};
use crate::{cancellation::Cancellation, store::StoreError};

/// How many CIDs are asked of the store at a time.
const PAGE: usize = 1024;

/// Which receipts of a store are checked.
///
/// The seed decides, whatever the order in which the store lists them: the same seed over
/// the same receipts chooses the same ones. Whoever could lie does not know it, if it is
/// drawn at random after the receipts were kept.
#[derive(Clone, Debug)]
pub struct SpotCheck {
    seed: [u8; 32],
    /// All of them, if there is none.
    sample: Option<usize>,
    blocks: Vec<Block>,
    cancellation: Cancellation,
}

impl SpotCheck {
    /// How many findings are kept; others are counted.
    pub const MOST_FINDINGS: usize = 1000;

    /// How many bytes of evidence are kept with the findings.
    pub const MOST_EVIDENCE: usize = 64 << 20;

    /// So many receipts, as the seed decides. It takes some hundred bytes of memory for
    /// each, and no more for a larger store.
    #[must_use]
    pub fn of(sample: usize, seed: [u8; 32]) -> Self {
        Self { seed, sample: Some(sample), blocks: Vec::new(), cancellation: Cancellation::new() }
    }

    /// Every receipt, one after the other.
    #[must_use]
    pub fn of_all() -> Self {
        Self { seed: [0; 32], sample: None, ..Self::of(0, [0; 32]) }
    }

    /// With tasks, programs and content that the store has not, as
    /// [`Executor::reexecute`] takes them.
    #[must_use]
    pub fn with_blocks(mut self, blocks: impl IntoIterator<Item = Block>) -> Self {
        self.blocks.extend(blocks);
        self
    }

    /// Ends soon after `cancellation` is used.
    #[must_use]
    pub fn with_cancellation(mut self, cancellation: Cancellation) -> Self {
        self.cancellation = cancellation;
        self
    }
}

/// What a spot check found.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct SpotReport {
    /// How many receipts were listed: all that are kept, unless it was cancelled.
    pub listed: u64,
    /// How many were looked at.
    pub checked: u64,
    /// How many were run again, and came to the same.
    pub confirmed: u64,
    /// How many were not reproducible, and passed over.
    pub not_reproducible: u64,
    /// How many were not brought to an end.
    pub undecided: u64,
    /// What is wrong with the others, as far as it was kept.
    pub findings: Vec<SpotFinding>,
    /// How many findings were not kept.
    pub more_findings: u64,
    /// Whether it was cancelled before it came to its end.
    pub is_cancelled: bool,
    evidence_bytes: usize,
}

/// A receipt that is not in order.
#[derive(Clone, Debug)]
pub struct SpotFinding {
    /// The CID of the receipt.
    pub receipt: Cid,
    /// What is wrong.
    pub what: SpotFault,
}

/// What is wrong with a receipt that is kept.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum SpotFault {
    /// Its task comes to something else.
    Refuted {
        /// The evidence; `None` if the receipt cites another, and if there is more than
        /// [`SpotCheck::MOST_EVIDENCE`] of it: then [`Executor::reexecute`] gives it.
        evidence: Option<Evidence>,
    },
    /// Its bytes in the store are gone or changed.
    Damaged,
    /// It does not bear the signature of its issuer. The evidence shows so, and speaks
    /// against nobody.
    NotSigned {
        /// What is wrong with the signature.
        error: VerifyError,
        /// The token; `None` as above.
        evidence: Option<Evidence>,
    },
    /// It is no receipt, or its issuer may not attest for the executor, now that it is
    /// asked.
    NotAReceipt {
        /// What is wrong with it; `None` if it is no invocation.
        error: Option<ReceiptError>,
    },
}

impl SpotReport {
    /// How many receipts are not in order.
    #[must_use]
    pub fn faults(&self) -> u64 {
        u64::try_from(self.findings.len()).unwrap_or(u64::MAX).saturating_add(self.more_findings)
    }

    fn found(&mut self, receipt: Cid, mut what: SpotFault) {
        if self.findings.len() >= SpotCheck::MOST_FINDINGS {
            self.more_findings += 1;
            return;
        }
        if let SpotFault::Refuted { evidence } | SpotFault::NotSigned { evidence, .. } = &mut what
            && let Some(bytes) = evidence.as_ref().map(|it| it.block().bytes().len())
        {
            // The tokens stand in it twice: in its bytes, and by themselves.
            let all = self.evidence_bytes.saturating_add(bytes.saturating_mul(2));
            if all <= SpotCheck::MOST_EVIDENCE {
                self.evidence_bytes = all;
            } else {
                *evidence = None;
            }
        }
        self.findings.push(SpotFinding { receipt, what });
    }
}

impl Executor {
    /// Runs again what some of the receipts in the store are about: see
    /// [`Executor::reexecute`]. Receipts of secret tasks that are kept apart are not looked
    /// at. Nothing is written.
    ///
    /// # Errors
    ///
    /// As [`Executor::reexecute`]; a damaged receipt is a finding, and no error.
    pub fn spot_check(&self, check: &SpotCheck) -> Result<SpotReport, TaskError> {
        let mut report = SpotReport::default();
        let mut chosen = BinaryHeap::new();
        let mut after = None;
        loop {
            let page = self.0.stores.receipts().page(after.as_ref(), PAGE)?;
            let Some(last) = page.last() else { break };
            after = Some(*last);
            for cid in page {
                if check.cancellation.is_cancelled() {
                    report.is_cancelled = true;
                    return Ok(report);
                }
                report.listed += 1;
                let Some(sample) = check.sample else {
                    self.look_at(&cid, check, &mut report)?;
                    continue;
                };
                // The receipts with the least numbers are as good as drawn by lot.
                chosen.push((*blake3::keyed_hash(&check.seed, &cid.to_bytes()).as_bytes(), cid));
                if chosen.len() > sample {
                    chosen.pop();
                }
            }
        }
        for (_, cid) in chosen.into_sorted_vec() {
            self.look_at(&cid, check, &mut report)?;
            if report.is_cancelled {
                break;
            }
        }
        Ok(report)
    }

    fn look_at(
        &self,
        cid: &Cid,
        check: &SpotCheck,
        report: &mut SpotReport,
    ) -> Result<(), TaskError> {
        if check.cancellation.is_cancelled() {
            report.is_cancelled = true;
            return Ok(());
        }
        let (receipt, chain) = match self.0.verified_again(cid, &check.blocks)? {
            Ok(found) => found,
            Err(what) => {
                report.checked += 1;
                report.found(*cid, what);
                return Ok(());
            }
        };
        let blocks = match chain.is_empty() {
            true => Cow::Borrowed(&check.blocks),
            false => Cow::Owned([check.blocks.as_slice(), &chain].concat()),
        };
        match self.reexecute(&receipt, &blocks, &check.cancellation)? {
            ReExecution::Undecided { why: Undecided::Cancelled } => {
                report.is_cancelled = true;
                return Ok(());
            }
            ReExecution::Confirmed(_) => report.confirmed += 1,
            ReExecution::NotReproducible { .. } => report.not_reproducible += 1,
            ReExecution::Undecided { .. } => report.undecided += 1,
            ReExecution::Refuted(refuted) => {
                report.found(*cid, SpotFault::Refuted { evidence: refuted.evidence.ok() });
            }
        }
        report.checked += 1;
        Ok(())
    }
}

impl Core {
    /// A receipt of the store, whose signature is verified though it may be known; with the
    /// delegations by which somebody signed for its executor.
    fn verified_again(
        &self,
        cid: &Cid,
        blocks: &[Block],
    ) -> Result<Result<(Receipt, Vec<Block>), SpotFault>, StoreError> {
        let block = match self.stores.receipts().get(cid) {
            Ok(Some(block)) => block,
            Ok(None) | Err(StoreError::Damaged { .. }) => return Ok(Err(SpotFault::Damaged)),
            Err(error) => return Err(error),
        };
        let Ok(envelope) = Envelope::<Invocation>::decode_block(block.clone()) else {
            return Ok(Err(SpotFault::NotAReceipt { error: None }));
        };
        let verified = match envelope.verify(&DidKeyResolver, &VerifierSet::default()) {
            Ok(verified) => verified,
            Err(error) => {
                let evidence = Evidence::of_token(block.bytes()).ok();
                return Ok(Err(SpotFault::NotSigned { error, evidence }));
            }
        };
        let (mut proofs, mut chain) = (Proofs::new(), Vec::new());
        for named in verified.payload().proofs().iter().take(Evidence::MAX_PROOFS) {
            let block = match blocks.iter().find(|block| block.cid() == named) {
                Some(block) => Some(block.clone()),
                None => match self.stores.blocks().get(named) {
                    Ok(block) => block,
                    Err(StoreError::Damaged { .. }) => None,
                    Err(error) => return Err(error),
                },
            };
            if let Some(block) = block {
                proofs.add(&block, &DidKeyResolver, &VerifierSet::default());
                chain.push(block);
            }
        }
        Ok(Receipt::accept(&verified, &proofs, &self.check())
            .map(|receipt| (receipt, chain))
            .map_err(|error| SpotFault::NotAReceipt { error: Some(error) }))
    }
}
