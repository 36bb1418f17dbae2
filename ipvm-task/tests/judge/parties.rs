//! Executors, and what they attest to.

use cid::Cid;
use ipld_core::{ipld, ipld::Ipld};
use ipvm_task::{
    Acceptance, Case, Consensus, EffectClass, Judgement, Optimistic, Verdict, Verification,
};
use ucan_core::{Did, Leeway, Timestamp};
use ucan_invocation::{Attestation, Outcome, Receipt, ReceiptMeta};
use ucan_pipeline::Trust;
use varsig::{Block, Ed25519Signer};

pub(crate) const NOW: i64 = 1_767_225_600;

pub(crate) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(seconds).unwrap()
}

pub(crate) fn link(name: &str) -> Cid {
    *Block::raw(name.as_bytes()).cid()
}

pub(crate) fn task() -> Cid {
    link("task")
}

/// The executor of this number.
pub(crate) fn did(seed: u8) -> Did {
    Did::from_signer(&Ed25519Signer::from_seed(&[seed; 32]))
}

pub(crate) fn value(number: i128) -> Outcome {
    Outcome::Ok(Ipld::Integer(number))
}

/// What an executor is about to say, from which a test departs.
pub(crate) struct Saying {
    pub(crate) seed: u8,
    pub(crate) ran: Cid,
    pub(crate) outcome: Outcome,
    pub(crate) issued_at: i64,
    pub(crate) expiration: Option<i64>,
    pub(crate) meta: ReceiptMeta,
}

impl Saying {
    pub(crate) fn sign(self) -> Receipt {
        let mut attestation =
            Attestation::new(self.ran, self.outcome, at(self.issued_at)).with_meta(self.meta);
        if let Some(expiration) = self.expiration {
            attestation = attestation.with_expiration(at(expiration));
        }
        attestation.sign(&Ed25519Signer::from_seed(&[self.seed; 32])).unwrap()
    }
}

pub(crate) fn saying(seed: u8, number: i128) -> Saying {
    let (outcome, meta) = (value(number), ReceiptMeta::default());
    Saying { seed, ran: task(), outcome, issued_at: NOW, expiration: None, meta }
}

/// Executor `seed` attests that it computed `number`.
pub(crate) fn says(seed: u8, number: i128) -> Receipt {
    saying(seed, number).sign()
}

/// As [`says`], taken from another receipt.
pub(crate) fn cites(seed: u8, number: i128, from: &Receipt) -> Receipt {
    let mut saying = saying(seed, number);
    saying.meta = ReceiptMeta::default().with_from(*from.cid());
    saying.sign()
}

/// Executor `seed` attests to a fault of this name.
pub(crate) fn faults(seed: u8, name: &str, message: &str) -> Receipt {
    let mut saying = saying(seed, 0);
    saying.outcome = Outcome::Error(ipld!({ "name": name, "message": message }));
    saying.meta = ReceiptMeta::default().with_fault();
    saying.sign()
}

pub(crate) fn trust(seeds: &[u8]) -> Trust {
    Trust::new(seeds.iter().map(|seed| did(*seed)))
}

pub(crate) fn judge_as(
    class: EffectClass,
    strategy: &Verification,
    trusted: &[u8],
    receipts: &[Receipt],
) -> Judgement {
    let (task, trust) = (task(), trust(trusted));
    let mut case = Case::new(&task, class, strategy, &trust, at(NOW));
    case.leeway = Leeway::NONE;
    case.judge(receipts)
}

pub(crate) fn judge(strategy: &Verification, trusted: &[u8], receipts: &[Receipt]) -> Verdict {
    judge_as(EffectClass::Pure, strategy, trusted, receipts).verdict
}

pub(crate) fn consensus(agents: &[u8], threshold: u64) -> Verification {
    let agents = agents.iter().map(|seed| did(*seed)).collect();
    Verification::Consensus(Consensus::new(agents, Some(threshold)).unwrap())
}

pub(crate) fn optimistic(confirmations: u64, referee: u8) -> Verification {
    Verification::Optimistic(Optimistic::new(confirmations, did(referee)).unwrap())
}

/// The receipts that carry an acceptance, and those against it, in the order of CIDs.
#[track_caller]
pub(crate) fn sides(verdict: &Verdict) -> (Vec<Cid>, Vec<Cid>) {
    let Some(Acceptance { carried_by, dissent, .. }) = verdict.accepted() else {
        panic!("{verdict}");
    };
    let sorted = |side: &[ipvm_task::Statement]| {
        let mut cids: Vec<Cid> = side.iter().map(|it| it.receipt).collect();
        cids.sort();
        cids
    };
    (sorted(carried_by), sorted(dissent))
}

pub(crate) fn cids(receipts: &[&Receipt]) -> Vec<Cid> {
    let mut cids: Vec<Cid> = receipts.iter().map(|receipt| *receipt.cid()).collect();
    cids.sort();
    cids
}
