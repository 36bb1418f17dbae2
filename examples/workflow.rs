//! A workflow written in code, sealed, planned, and walked through by hand.
//!
//! Nothing runs here: the program says how each task ended, as an executor would. So one sees what a
//! failure does, what the exception handler is asked, when the mutation starts, and what stands in the
//! receipt of the workflow.

use std::error::Error;

use ipld_core::ipld;
use ipvm_task::{EffectClass, HandlerDeclaration, HandlerDeclarations, Module, WasmCall, wasm_run};
use ipvm_workflow::{
    Draft, Ended, HandlerEnded, Planner, Schedule, Sealer, Start, TaskDraft, TaskEnd,
    WorkflowResults, awaits,
};
use ucan_core::{Check, Did, Nonce, Timestamp};
use ucan_invocation::{Attestation, Failure, Outcome, Task};
use varsig::{Block, Ed25519Signer};

fn main() -> Result<(), Box<dyn Error>> {
    let (bob, carol) = (Ed25519Signer::from_seed(&[2; 32]), Ed25519Signer::from_seed(&[3; 32]));
    let me = Did::from_signer(&bob);
    let mut handlers = HandlerDeclarations::built_in();
    handlers.declare(HandlerDeclaration::new("/msg/send".parse()?, EffectClass::Mutation))?;

    // People write labels. `send` awaits the sharp picture; the plain one is there if that fails.
    let program = *Block::raw(*b"stands for a component").cid();
    let photo = *Block::raw(*b"stands for a photograph").cid();
    let call = |function: &str, params| {
        let call = WasmCall::new(Module::Link(program), function, params);
        TaskDraft::of_issuer(wasm_run(), call.to_args())
    };
    let body = [("body".to_string(), awaits("sharpen"))].into();
    let draft = Draft::new()
        .with_task("plain", call("resize", vec![ipld!(photo), ipld!(640)]))
        .with_task("sharpen", call("sharpen", vec![awaits("plain"), ipld!(2.5)]))
        .with_task("send", TaskDraft::of_issuer("/msg/send".parse()?, body))
        .with_defaults(ipld!({ "gas": 20_000, "time": [10, "seconds"] }))
        .with_catch(program);
    println!("{}\n", draft.to_dag_json()?);

    // Sealing fills in subjects and nonces, and replaces labels with links.
    let sealed = Sealer::new()
        .with_issuer(me.clone())
        .with_handlers(&handlers)
        .with_nonces(|| Nonce::from_random([7; 12])) // draw yours at random
        .seal(draft)?;
    let document = sealed.document();

    let (proofs, now) = (Default::default(), Timestamp::from_seconds(1_767_225_600)?);
    let plan = Planner::new(&handlers, &proofs, Check::at(now)).plan(document, &me);
    println!("{plan}\n");

    // The walk: whatever may start is handed out, and we say how it ended.
    let receipt = |ran, outcome: &Outcome| Attestation::new(ran, outcome.clone(), now).sign(&carol);
    let mut schedule = Schedule::new(&document.flow(&handlers));
    while let Some(start) = schedule.ready() {
        match start {
            Start::Task { label } => {
                let outcome = match label.as_str() {
                    "sharpen" => Failure::new("OutOfFuel", "20000 gas were not enough").into(),
                    _ => Outcome::Ok(ipld!({ "result of": label.as_str() })),
                };
                println!("{label} ran, and ended in {}", outcome.branch());
                let ran = *sealed.task(&label).ok_or("a label of the document")?.id();
                let receipt = *receipt(ran, &outcome)?.cid();
                let ended = match outcome {
                    Outcome::Ok(_) => Ended::Ok { receipt },
                    Outcome::Error(error) => Ended::Error { receipt, error },
                };
                schedule.complete(&label, ended)?;
            }
            Start::Handler { label, failure } => {
                println!("the handler is asked about {label}: {}", failure.message());
                let output = ipld!({ "rewire": "plain" });
                let args = [("params".to_string(), ipld!([failure.to_ipld()]))].into();
                let ran = Task::new(me.clone(), wasm_run(), args, Nonce::empty())?;
                let receipt = *receipt(*ran.id(), &Outcome::Ok(output.clone()))?.cid();
                schedule.handled(&label, HandlerEnded::Ok { receipt, output })?;
            }
            // A promise was broken; here none is, since what failed was mended.
            other => return Err(format!("unexpected: {other:?}").into()),
        }
    }

    // The receipt of the workflow, as it is written and read.
    let outcome = WorkflowResults::of(&schedule)?.to_outcome();
    let results = WorkflowResults::read(&outcome)?;
    println!("\nthe workflow ended: {:?}", results.conclusion());
    for (label, end) in results.ends() {
        let answer = results.caught().get(label).map(|caught| &caught.answer);
        match (end, answer) {
            (TaskEnd::Receipt { branch, .. }, Some(answer)) => {
                println!("  {label}: {branch}, and the handler answered {answer:?}");
            }
            (TaskEnd::Receipt { branch, .. }, None) => println!("  {label}: {branch}"),
            (TaskEnd::None(reason), _) => println!("  {label}: no receipt, {reason}"),
        }
    }
    assert_eq!(outcome.branch(), ucan_invocation::Branch::Ok);
    Ok(())
}
