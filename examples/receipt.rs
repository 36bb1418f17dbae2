//! Receipts: signed by who ran a task, brought by anybody, believed for the signature on them.
//!
//! An executor ran a task and signs how it ended. Bob, who has no say in it, brings the receipt to
//! a service that awaits it. Then Mallory brings one that she has made up.

use std::error::Error;

use cid::Cid;
use ipld_core::{ipld, ipld::Ipld};
use ucan_core::{
    Check, Did, DidKeyResolver, Envelope, Leeway, Proofs, Timestamp, TokenCid, TokenSet,
};
use ucan_invocation::{
    Arguments, Attestation, Conclusion, ConclusionError, Failure, Invocation, Outcome, Proven,
    PublicResource, Receipt, Task, conclude_command, receipt_command,
};
use varsig::{Block, Ed25519Signer, VerifierSet};

fn main() -> Result<(), Box<dyn Error>> {
    // Seeds stand in the source so that everybody sees the same run; draw yours at random.
    let [executor, bob, mallory] = [1, 2, 4].map(|seed| Ed25519Signer::from_seed(&[seed; 32]));
    let executor_did = Did::from_signer(&executor);
    let service: Did = "did:web:upload.example".parse()?;
    let now = Timestamp::from_seconds(1_767_225_600)?;

    let args = Arguments::from([("path".into(), Ipld::String("/photo".into()))]);
    let task = Task::idempotent(executor_did.clone(), "/http/put".parse()?, args)?;
    let receipt = Attestation::new(*task.id(), Outcome::Ok(ipld!({})), now)
        .with_expiration(now.saturating_add(3_600))
        .sign(&executor)?;
    println!("{executor_did} ran {} and signs how it ended:", task.id());
    print(&receipt);
    let day = now.saturating_add(86_400);
    println!(
        "  Tomorrow it is still true, and {} to answer the task from.",
        if receipt.is_current(day, Leeway::default()) { "good" } else { "too old" }
    );

    let error = Failure::new("OutOfMemory", "the limit of 64 MiB was reached");
    let fault = Attestation::fault(*task.id(), error, now).sign(&executor)?;
    println!("\nHad the executor itself failed, its receipt would say so, under its own mark:");
    print(&fault);

    println!("\nBob brings the first receipt to {service}, which awaits it and hears everybody.");
    let brought = bring(receipt.block(), &bob, &service, now)?;
    print(&hear(&brought, &service, now)?);

    // An invocation like that of a receipt, in the executor's name, signed by Mallory.
    let lie = Arguments::from([
        ("ran".into(), Ipld::Link(*task.id())),
        ("out".into(), ipld!({ "ok": "everything is paid for" })),
    ]);
    let lie = Task::idempotent(executor_did, receipt_command(), lie)?;
    let lie = Envelope::sign(Invocation::new(Did::from_signer(&mallory), lie), &mallory)?;
    println!("\nMallory brings one that she has signed in the name of the executor.");
    let refused = match hear(&bring(lie.block(), &mallory, &service, now)?, &service, now) {
        Ok(_) => return Err("a lie was believed".into()),
        Err(error) => error.downcast::<ConclusionError>()?,
    };
    println!("  Refused: {refused}.");
    println!("  She may deliver, as everybody may; what she delivers has to be signed by the");
    println!("  executor, or by somebody whom it let sign.");
    println!("  The service's own receipt will say {:?}.", Failure::from(&*refused).name());
    Ok(())
}

/// The container in which a receipt is delivered, the delivery first.
fn bring(
    receipt: &Block,
    by: &Ed25519Signer,
    to: &Did,
    now: Timestamp,
) -> Result<(Cid, TokenSet), Box<dyn Error>> {
    let delivery = Conclusion::new(*receipt.cid())
        .invocation(Did::from_signer(by), to.clone())?
        .with_expiration(now.saturating_add(300));
    let delivery = Envelope::sign(delivery, by)?;
    Ok((*delivery.cid(), [delivery.block().clone(), receipt.clone()].into_iter().collect()))
}

/// The receipt that was delivered to `service`.
fn hear(
    (delivery, tokens): &(Cid, TokenSet),
    service: &Did,
    now: Timestamp,
) -> Result<Receipt, Box<dyn Error>> {
    let (verifiers, check, proofs) = (VerifierSet::default(), Check::at(now), Proofs::new());
    // The service's own policy: everybody may deliver, without proofs.
    let heard = PublicResource::new(service.clone(), conclude_command());
    let block = tokens.get(delivery).cloned().ok_or("nothing came")?;
    let invocation =
        Envelope::<Invocation>::decode_block(block)?.verify(&DidKeyResolver, &verifiers)?;
    let proven = Proven::prove_public(&invocation, &heard, &check, service)?;
    let args = proven.task().args().clone();
    let authorized = proven.authorize(args, &check, &mut Default::default())?;
    let conclusion = Conclusion::read(authorized.resolved())?;
    Ok(conclusion.receipt(tokens, &proofs, &DidKeyResolver, &verifiers, &check)?)
}

fn print(receipt: &Receipt) {
    println!("  receipt {}", TokenCid(receipt.cid()));
    match (receipt.fault(), receipt.outcome()) {
        (Some(Ok(failure)), _) => println!("  fault of the executor: {failure}"),
        (_, outcome) => println!("  {}: {:?}", outcome.branch(), outcome.value()),
    }
}
