//! A workflow is suspended, moved as one file, and ended somewhere else.
//!
//! Alice's workflow crops, turns and blurs a photograph on one executor, and is suspended in the
//! middle. She signs it anew for another executor, which has a store of its own, knows neither the
//! program nor the photograph, and trusts the first one's word: it goes on where the first stopped,
//! and repeats nothing. A third trusts nobody, and computes all of it for itself, from the same
//! file.

use std::{error::Error, path::Path, sync::Arc};

use ipld_core::ipld::Ipld;
use ipvm_examples::{IMAGE_OPS, PHOTOGRAPH};
use ipvm_redb::RedbStore;
use ipvm_runtime::{Event, Executor, JobReport, Quiet, TaskOutcome};
use ipvm_task::{WasmCall, wasm_run};
use ipvm_workflow::{Archive, Draft, TaskDraft, awaits};
use ucan_core::{Did, Envelope, Nonce};
use ucan_invocation::Outcome;
use varsig::{Block, Ed25519Signer, car::CarLimits};

fn main() -> Result<(), Box<dyn Error>> {
    let alice = Ed25519Signer::from_seed(&[1; 32]);
    let folder = tempfile::tempdir()?;
    let place = |name: &str| folder.path().join(name);

    let first = executor(&place("first"), 9, None)?;
    let program = first.publish_component(IMAGE_OPS)?;
    let photograph = Block::raw(PHOTOGRAPH);
    let step = |function: &str, picture: Ipld, rest: &[i64]| {
        let mut params = vec![picture];
        params.extend(rest.iter().map(|number| Ipld::Integer((*number).into())));
        let call = WasmCall::new(program, function, params);
        TaskDraft::new(Did::from_signer(&alice), wasm_run(), call.to_args())
    };
    let draft = Draft::new()
        .with_task("crop", step("crop", Ipld::Link(*photograph.cid()), &[96, 0, 320, 320]))
        .with_task("rotate", step("rotate90", awaits("crop"), &[]))
        .with_task("blur", step("blur", awaits("rotate"), &[2]));
    let sealed = draft.seal()?;
    // The same workflow, for whichever executor: only whom it is for is another.
    let signed = |executor: &Executor| -> Result<Block, Box<dyn Error>> {
        let (issuer, executor) = (Did::from_signer(&alice), executor.did().clone());
        let invocation = sealed.invocation(issuer, executor, Nonce::new([1; 12]))?;
        Ok(Envelope::sign(invocation, &alice)?.block().clone())
    };

    println!("on the first executor:");
    let job = first.receive(signed(&first)?.bytes(), std::slice::from_ref(&photograph))?;
    let running = first.submit(&job)?;
    for event in running.events() {
        if matches!(&event, Event::Started { label, .. } if label == "crop") {
            break;
        }
    }
    // What runs comes to its end; nothing else is started.
    let report = running.suspend();
    print(&report);
    let done = report.executed();
    let archive = first.archive(&job)?;
    drop((running, job, first));

    let file = folder.path().join("workflow.car");
    std::fs::write(&file, archive.write())?;
    println!("suspended: {} bytes in one file", std::fs::metadata(&file)?.len());

    println!("on the second, which trusts the first:");
    let trusted = Did::from_signer(&Ed25519Signer::from_seed(&[9; 32]));
    let second = executor(&place("second"), 10, Some(trusted))?;
    let report = go_on(&second, &file, &signed(&second)?)?;
    assert_eq!((report.executed() + done, report.reused()), (3, done), "nothing was repeated");
    let picture = blurred(&report).ok_or("there is no picture")?;

    println!("on the third, which trusts nobody:");
    let third = executor(&place("third"), 11, None)?;
    let report = go_on(&third, &file, &signed(&third)?)?;
    assert_eq!(report.executed(), 3);
    assert_eq!(blurred(&report), Some(picture), "it comes to the same");
    println!("the same picture, {} bytes, from both", blurred(&report).map_or(0, |it| it.len()));
    Ok(())
}

/// An executor over a store of its own.
fn executor(folder: &Path, seed: u8, trusted: Option<Did>) -> Result<Executor, Box<dyn Error>> {
    let signer = Arc::new(Ed25519Signer::from_seed(&[seed; 32]));
    let builder = Executor::builder(signer, Arc::new(RedbStore::open(folder)?));
    Ok(trusted.into_iter().fold(builder, |builder, did| builder.trusting(did)).build()?)
}

/// Takes the file, and nothing else, and ends the workflow.
fn go_on(executor: &Executor, file: &Path, token: &Block) -> Result<JobReport, Box<dyn Error>> {
    let archive = Archive::read(&std::fs::read(file)?, &CarLimits::default())?;
    let resumed = executor.resume(&archive.addressed_anew(token.clone())?)?;
    println!(
        "  {} receipts count here, {} do not",
        resumed.counted.len(),
        resumed.passed_over.len()
    );
    let report = executor.run(&resumed.job, &mut Quiet)?;
    print(&report);
    if report.is_ok() { Ok(report) } else { Err("a task failed".into()) }
}

fn print(report: &JobReport) {
    for task in &report.tasks {
        let how = match &task.outcome {
            TaskOutcome::Executed { .. } => "executed",
            TaskOutcome::Reused { .. } => "reused",
            TaskOutcome::Failed { .. } => "not begun",
            _ => "something else",
        };
        println!("  {:<7} {how}", task.label);
    }
}

fn blurred(report: &JobReport) -> Option<Vec<u8>> {
    match report.task("blur")?.result()? {
        Outcome::Ok(Ipld::Bytes(png)) => Some(png.clone()),
        _ => None,
    }
}
