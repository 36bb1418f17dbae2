//! Executors, tasks and receipts.

use std::collections::BTreeMap;

use cid::Cid;
use ipld_core::ipld::Ipld;
use ucan_core::{Did, Timestamp};
use ucan_invocation::{Arguments, Attestation, Outcome, Receipt, ReceiptMeta};
use ucan_pipeline::{Settled, Trust};
use varsig::{Block, Ed25519Signer};

/// When everything happens.
pub(crate) const NOW: i64 = 1_767_225_600;

pub(crate) fn now() -> Timestamp {
    later(0)
}

pub(crate) fn later(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(NOW + seconds).unwrap()
}

/// An executor by number; 0 is this one.
pub(crate) fn executor(number: u8) -> Ed25519Signer {
    Ed25519Signer::from_seed(&[number + 1; 32])
}

pub(crate) fn did(number: u8) -> Did {
    Did::from_signer(&executor(number))
}

/// This executor counts, and no other.
pub(crate) fn us() -> Trust {
    Trust::default().ours(did(0))
}

pub(crate) fn task(name: &str) -> Cid {
    *Block::raw(name.as_bytes()).cid()
}

pub(crate) fn attest(ran: Cid, outcome: Outcome) -> Attestation {
    Attestation::new(ran, outcome, now())
}

/// A receipt of this executor.
pub(crate) fn receipt(ran: Cid, outcome: Outcome) -> Receipt {
    receipt_of(0, ran, outcome)
}

pub(crate) fn receipt_of(number: u8, ran: Cid, outcome: Outcome) -> Receipt {
    attest(ran, outcome).sign(&executor(number)).unwrap()
}

/// The receipt of an executor's own error.
pub(crate) fn fault_of(number: u8, ran: Cid) -> Receipt {
    let fault = attest(ran, Outcome::Error(text("out of memory")));
    fault.with_meta(ReceiptMeta::default().with_fault()).sign(&executor(number)).unwrap()
}

/// What this executor has attested to.
pub(crate) fn settled(results: &[(Cid, Outcome)]) -> Settled {
    let mut settled = Settled::new();
    for (ran, outcome) in results {
        settled.admit(&receipt(*ran, outcome.clone()), &us(), now()).unwrap();
    }
    settled
}

pub(crate) fn text(text: &str) -> Ipld {
    Ipld::String(text.into())
}

pub(crate) fn ok(value: &str) -> Outcome {
    Outcome::Ok(text(value))
}

pub(crate) fn error(value: &str) -> Outcome {
    Outcome::Error(text(value))
}

pub(crate) fn map(entries: &[(&str, Ipld)]) -> Ipld {
    Ipld::Map(arguments(entries))
}

pub(crate) fn arguments(entries: &[(&str, Ipld)]) -> Arguments {
    entries
        .iter()
        .map(|(key, value)| ((*key).to_owned(), value.clone()))
        .collect::<BTreeMap<_, _>>()
}

/// `value` inside of so many lists.
pub(crate) fn nested(value: Ipld, lists: usize) -> Ipld {
    (0..lists).fold(value, |value, _| Ipld::List(vec![value]))
}
