//! From a photograph to everything that was ever computed from it.
//!
//! Alice and Bob have the same photograph classified, cropped and turned. Later somebody asks what
//! the classifiers said about it: the answer is read from the index, nothing is run, and the
//! receipts are signed, so that nobody has to believe the index. Alice sees what was computed on
//! her authority, and not what Bob did.

use std::{collections::BTreeMap, error::Error, sync::Arc};

use cid::Cid;
use ipld_core::ipld::Ipld;
use ipvm_examples::{CLASSIFIER, IMAGE_OPS, PHOTOGRAPH};
use ipvm_runtime::{
    Executor, JobReport, Quiet, ReverseLookup, Subjects, effects, store::MemoryStore,
};
use ipvm_task::WasmCall;
use ucan_core::Did;
use ucan_invocation::{Outcome, Task};
use varsig::{Block, Ed25519Signer};

fn main() -> Result<(), Box<dyn Error>> {
    let (alice, bob) = (Ed25519Signer::from_seed(&[1; 32]), Ed25519Signer::from_seed(&[2; 32]));
    let store = Arc::new(MemoryStore::new());
    let receipts = Arc::<MemoryStore>::clone(&store);
    let executor = Executor::builder(Arc::new(Ed25519Signer::from_seed(&[9; 32])), store)
        .with_handler(effects::lookup::find(receipts, Subjects::Any))
        .build()?;
    let classifier = executor.publish_component(CLASSIFIER)?;
    let editor = executor.publish_component(IMAGE_OPS)?;
    let photograph = Block::raw(PHOTOGRAPH);

    println!("what is done with the photograph {}:", photograph.cid());
    for (name, who) in [("Alice", &alice), ("Bob", &bob)] {
        for (program, function) in
            [(classifier, "orientation"), (classifier, "size"), (editor, "rotate90")]
        {
            let report = call(&executor, who, program, function, &photograph)?;
            println!("  {name:<5} {function:<11} {}", how(&report));
        }
    }
    // What was computed for Alice is not computed for Bob again: three runs, six receipts.

    println!("what did the classifiers say about it?");
    for function in ["orientation", "size"] {
        let question = ReverseLookup::of(*photograph.cid()).used().called(classifier, function);
        for found in executor.reverse_lookup(&question)? {
            let receipt = executor.receipt(&found.receipt)?.ok_or("the receipt is gone")?;
            let whose = found.about.map(|about| about.subject).ok_or("nobody's")?;
            let said = match receipt.outcome() {
                Some(Outcome::Ok(Ipld::String(said))) => said.clone(),
                other => return Err(format!("it said {other:?}").into()),
            };
            println!("  {function:<11} {said:<9} for {}", named(&whose, &alice, &bob));
        }
    }

    // The picture that was made is found by its own CID: where does it come from?
    let turned = call(&executor, &alice, editor, "rotate90", &photograph)?;
    let Some(Outcome::Ok(Ipld::Bytes(turned))) = turned.result() else {
        return Err("there is no picture".into());
    };
    let turned = *Block::raw(turned.as_slice()).cid();
    let origin = executor.reverse_lookup(&ReverseLookup::of(turned).produced())?;
    println!("where does {turned} come from? {} receipts tell:", origin.len());
    let called = origin.iter().find_map(|found| found.about.as_ref()?.call.clone());
    println!("  {} of {editor}", called.ok_or("nobody knows")?.function);

    // Others ask by a signed task, and are told of what is theirs.
    println!("how many receipts has each of them about it?");
    for (name, who) in
        [("Alice", &alice), ("Bob", &bob), ("Carol", &Ed25519Signer::from_seed(&[3; 32]))]
    {
        let found = ask(&executor, who, photograph.cid())?;
        println!("  {name:<5} {found}");
        assert_eq!(found, if name == "Carol" { 0 } else { 3 });
    }
    Ok(())
}

/// Runs a function over the photograph, on the authority of whoever asks.
fn call(
    executor: &Executor,
    who: &Ed25519Signer,
    program: Cid,
    function: &str,
    photograph: &Block,
) -> Result<JobReport, Box<dyn Error>> {
    let picture = Ipld::Link(*photograph.cid());
    let task = WasmCall::new(program, function, vec![picture]).to_task(Did::from_signer(who))?;
    let token = executor.request(task, who)?;
    // The photograph is not published: it comes along with each task that reads it.
    let job = executor.receive(token.bytes(), std::slice::from_ref(photograph))?;
    Ok(executor.run(&job, &mut Quiet)?)
}

/// How many receipts of their own somebody finds that used this content.
fn ask(executor: &Executor, who: &Ed25519Signer, cid: &Cid) -> Result<usize, Box<dyn Error>> {
    let args = BTreeMap::from([
        ("cid".to_owned(), Ipld::Link(*cid)),
        ("role".to_owned(), Ipld::String("used".to_owned())),
    ]);
    let task = Task::idempotent(Did::from_signer(who), effects::lookup::FIND.parse()?, args)?;
    let token = executor.request(task, who)?;
    let report = executor.run(&executor.receive(token.bytes(), &[])?, &mut Quiet)?;
    match report.result() {
        Some(Outcome::Ok(Ipld::List(found))) => Ok(found.len()),
        other => Err(format!("nothing was found: {other:?}").into()),
    }
}

fn how(report: &JobReport) -> &'static str {
    if report.executed() == 1 { "run" } else { "known" }
}

fn named(did: &Did, alice: &Ed25519Signer, bob: &Ed25519Signer) -> &'static str {
    match did {
        did if *did == Did::from_signer(alice) => "Alice",
        did if *did == Did::from_signer(bob) => "Bob",
        _ => "somebody",
    }
}
