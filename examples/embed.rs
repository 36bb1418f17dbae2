//! An executor in a program of one's own.
//!
//! Alice lends Bob one function of one program. Bob signs a workflow of two tasks, of which the
//! second uses the result of the first. The executor proves his authority, runs the tasks and signs
//! a receipt for each. Asked again, it computes nothing.

use std::{error::Error, sync::Arc};

use cid::{Cid, multibase::Base};
use ipld_core::ipld::Ipld;
use ipvm_examples::{IMAGE_OPS, PHOTOGRAPH};
use ipvm_runtime::{Executor, JobReport, Quiet, Stores, TaskOutcome, store::MemoryStore};
use ipvm_task::{Module, WasmCall, wasm_run};
use ipvm_workflow::{Draft, TaskDraft, awaits};
use ucan_core::{
    Delegation, Did, Envelope, Nonce, Policy,
    policy::{self, Selector},
};
use ucan_invocation::Outcome;
use varsig::Ed25519Signer;

fn main() -> Result<(), Box<dyn Error>> {
    // Seeds stand in the source so that everybody sees the same run; draw yours at random.
    let alice = Ed25519Signer::from_seed(&[1; 32]);
    let bob = Ed25519Signer::from_seed(&[2; 32]);
    let (alice_did, bob_did) = (Did::from_signer(&alice), Did::from_signer(&bob));

    let stores = Stores::from(Arc::new(MemoryStore::new()));
    let signer = Arc::new(Ed25519Signer::from_seed(&[9; 32]));
    let executor = Executor::builder(signer, stores).build()?;
    let module = executor.publish_component(IMAGE_OPS)?;
    let photograph = executor.publish(PHOTOGRAPH)?;

    // Alice lends Bob `rotate90` of this module, and nothing else.
    let delegation =
        Delegation::new(alice_did.clone(), bob_did.clone(), alice_did.clone(), wasm_run(), nonce())
            .with_policy(Policy::new(vec![
                policy::equal(Selector::parse(".mod")?, Ipld::Link(module)),
                policy::equal(Selector::parse(".fun")?, Ipld::String("rotate90".into())),
            ])?);
    let delegation = Envelope::sign(delegation, &alice)?;

    let rotate = |image: Ipld| {
        let call = WasmCall::new(Module::Link(module), "rotate90", vec![image]);
        TaskDraft::new(alice_did.clone(), wasm_run(), call.to_args())
            .with_proofs(vec![*delegation.cid()])
    };
    let sealed = Draft::new()
        .with_task("quarter", rotate(Ipld::Link(photograph)))
        .with_task("half", rotate(awaits("quarter")))
        .seal()?;
    let invocation = sealed.invocation(bob_did, executor.did().clone(), nonce())?;
    let signed = Envelope::sign(invocation, &bob)?;

    // From here on there are only bytes, as they would come over a network.
    let blocks = [delegation.block().clone()];
    for run in ["first", "second"] {
        let job = executor.receive(signed.bytes(), &blocks)?;
        let report = executor.run(&job, &mut Quiet)?;
        print(run, &report)?;
        if !report.is_ok() {
            return Err("a task failed".into());
        }
    }
    Ok(())
}

/// Twelve bytes that make a token unique; draw yours at random.
fn nonce() -> Nonce {
    Nonce::new([7; 12])
}

fn print(run: &str, report: &JobReport) -> Result<(), Box<dyn Error>> {
    println!("{run} run: {} executed, {} reused", report.executed(), report.reused());
    for task in &report.tasks {
        // Tokens print in base58btc (UCAN Core, Content Identifiers).
        let token = |cid: &Cid| cid.to_string_of_base(Base::Base58Btc);
        let (how, receipt) = match &task.outcome {
            TaskOutcome::Executed { receipt, .. } => ("executed", token(receipt.cid())?),
            TaskOutcome::Reused { receipt, .. } => ("reused", token(receipt.cid())?),
            TaskOutcome::Failed { error } => ("failed", error.to_string()),
            _ => ("unknown", String::new()),
        };
        let size = match task.result() {
            Some(Outcome::Ok(Ipld::Bytes(png))) => png.len(),
            _ => 0,
        };
        println!("  {:<8} {how:<8} {size:>7} bytes  {receipt}", task.label);
    }
    Ok(())
}
