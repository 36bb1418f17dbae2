//! Receipts as they come, for as many tasks that wait.

use std::io::{self, Write};

use ipld_core::ipld::Ipld;
use ipvm_benches::Table;
use ucan_core::{Did, Timestamp};
use ucan_invocation::{Attestation, Outcome, Promise, Receipt};
use ucan_pipeline::{Pipeline, Trust};
use varsig::{Block, Ed25519Signer};

use crate::GROWTH;

pub(crate) fn measure(table: &mut Table<impl Write>) -> io::Result<()> {
    GROWTH.rows(table, "wait and settle", stage, |(waiting, receipts)| {
        let mut pipeline = waiting.clone();
        let touched: usize = receipts
            .iter()
            .filter_map(|receipt| pipeline.admit(receipt, Timestamp::EPOCH).ok())
            .map(|admission| admission.touched.len())
            .sum();
        // Each of them touched one, and nobody waits any more.
        assert_eq!((touched, pipeline.len()), (receipts.len(), 0));
        touched
    })
}

/// Tasks that wait, each for one of its own, and the receipts in another order.
fn stage(size: u32) -> (Pipeline<u32>, Vec<Receipt>) {
    let executor = Ed25519Signer::from_seed(&[1; 32]);
    let mut pipeline = Pipeline::new(Trust::default().ours(Did::from_signer(&executor)));
    let task = |number: u32| *Block::raw(number.to_le_bytes()).cid();
    for number in 0..size {
        let args = [("x".to_owned(), Promise::ok(task(number)).to_ipld())].into();
        let waits = pipeline.wait(number, args, None, Timestamp::EPOCH);
        assert!(waits.is_ok());
    }
    let receipt = |number: u32| {
        // 7919 is a prime, and no factor of a power of ten.
        let ran = task(u32::try_from(u64::from(number) * 7_919 % u64::from(size)).unwrap_or(0));
        let outcome = Outcome::Ok(Ipld::Integer(number.into()));
        Attestation::new(ran, outcome, Timestamp::EPOCH).sign(&executor).expect("a key at hand")
    };
    (pipeline, (0..size).map(receipt).collect())
}
