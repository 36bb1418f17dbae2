//! Workflows in files, with a receipt for each task.

use std::io::{self, Write};

use ipld_core::ipld::Ipld;
use ipvm_benches::Table;
use ipvm_workflow::Archive;
use ucan_core::{Did, Envelope, Nonce, Timestamp};
use ucan_invocation::{Attestation, Outcome};
use varsig::{Ed25519Signer, car::CarLimits};

use crate::{
    GROWTH,
    shapes::{Shape, World},
};

pub(crate) fn measure(table: &mut Table<impl Write>) -> io::Result<()> {
    GROWTH.rows(table, "write", archive, Archive::write)?;
    let file = |size| archive(size).write();
    GROWTH.rows(table, "read", file, |file| Archive::read(file, &CarLimits::default()))?;
    GROWTH.rows(table, "missing", archive, Archive::missing)
}

fn archive(size: u32) -> Archive {
    let (bob, carol) = (Ed25519Signer::from_seed(&[2; 32]), Ed25519Signer::from_seed(&[3; 32]));
    let sealed = World::new(Shape::Chain, size).seal();
    let issuer = Did::from_signer(&bob);
    let invocation = sealed.invocation(issuer, Did::from_signer(&carol), Nonce::new([7; 12]));
    let workflow = Envelope::sign(invocation.expect("it is not deep"), &bob);
    let workflow = workflow.expect("a key at hand").block().clone();
    let receipts = sealed.labels().map(|label| {
        let ran = *sealed.task(label).expect("it has the label").id();
        let outcome = Outcome::Ok(Ipld::String(label.to_owned()));
        let receipt = Attestation::new(ran, outcome, Timestamp::EPOCH).sign(&carol);
        receipt.expect("a key at hand").block().clone()
    });
    let builder = receipts.fold(Archive::builder(workflow), |it, block| it.with_receipt(block));
    builder.build().expect("they are receipts of its tasks")
}
