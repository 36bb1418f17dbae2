//! Three executors ran one task, and one of them lies.
//!
//! What a result needs before it counts is the task's to say. The judge looks at receipts and at
//! nothing else; outcomes are compared by their CIDs, and whoever lied is named by the receipt that
//! they signed.

use std::error::Error;

use ipld_core::{ipld, ipld::Ipld};
use ipvm_task::{Case, Consensus, EffectClass, Judgement, Optimistic, ProofSystem, Verification};
use ucan_core::{Did, Timestamp};
use ucan_invocation::{Attestation, Outcome, Receipt, ReceiptMeta};
use ucan_pipeline::Trust;
use varsig::{Block, Ed25519Signer};

fn main() -> Result<(), Box<dyn Error>> {
    // Seeds stand in the source so that everybody sees the same run; draw yours at random.
    let [honest, second, liar, referee] =
        [1, 2, 3, 4].map(|seed| Ed25519Signer::from_seed(&[seed; 32]));
    let did = |signer: &Ed25519Signer| Did::from_signer(signer);
    let task = *Block::raw(*b"stands for a task").cid();
    let now = Timestamp::from_seconds(1_767_225_600)?;
    let says = |signer, value: i128| {
        Attestation::new(task, Outcome::Ok(Ipld::Integer(value)), now).sign(signer)
    };

    let trust = Trust::new([did(&honest), did(&second), did(&liar)]);
    let judge = |strategy: &Verification, receipts: &[Receipt]| {
        Case::new(&task, EffectClass::Pure, strategy, &trust, now).judge(receipts)
    };
    let (first, same, lie) = (says(&honest, 42)?, says(&second, 42)?, says(&liar, 13)?);
    let all = [first.clone(), same.clone(), lie.clone()];

    let optimistic = Verification::Optimistic(Optimistic::new(2, did(&referee))?);
    show("optimistic, one receipt", &judge(&optimistic, std::slice::from_ref(&first)));
    show("optimistic, two that agree", &judge(&optimistic, &[first.clone(), same.clone()]));
    show("optimistic, and one that lies", &judge(&optimistic, &all));
    let decided = says(&referee, 42)?;
    let settled = judge(&optimistic, &[all.as_slice(), &[decided]].concat());
    show("optimistic, and the referee", &settled);

    let agents = vec![did(&honest), did(&second), did(&liar)];
    let consensus = Verification::Consensus(Consensus::new(agents, Some(2))?);
    let judged = judge(&consensus, &all);
    show("consensus of two in three", &judged);
    let Some(acceptance) = judged.verdict.accepted() else { return Err("not accepted".into()) };
    assert_eq!(acceptance.dissent.len(), 1);
    assert_eq!(acceptance.dissent[0].executor, did(&liar));

    show("attestation, all three", &judge(&Verification::Attestation, &all));

    // A limit that stopped one executor says nothing about the task.
    let stopped = Outcome::Error(ipld!({ "name": "LimitReached", "message": "out of time" }));
    let stopped = Attestation::new(task, stopped, now)
        .with_meta(ReceiptMeta::default().with_fault())
        .sign(&second)?;
    show("consensus, one was stopped", &judge(&consensus, &[first, stopped, lie]));

    show("a proof", &judge(&Verification::ZeroKnowledge(ProofSystem::Nova), &all));
    Ok(())
}

fn show(what: &str, judgement: &Judgement) {
    println!("{what}\n  {}", judgement.verdict);
    if let Some(acceptance) = judgement.verdict.accepted() {
        for statement in &acceptance.dissent {
            println!("  against it: {} in {}", statement.executor, statement.receipt);
        }
    }
    for left_out in &judgement.left_out {
        println!("  left out: {}: {}", left_out.executor, left_out.reason);
    }
}
