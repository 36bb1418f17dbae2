//! A workflow with an exception handler: a blur that gets too little fuel, mended in two ways and in
//! none.
//!
//! The document is `workflows/catch.json`: cut a picture out, blur it, publish it. Publishing is a
//! mutation, so that it starts when all before it has succeeded or was mended. The exception handler
//! is a component like any other, in `guests/exception-handler`: it is asked about the failure, and
//! answers what is to become of the task.

use std::{
    error::Error,
    sync::{Arc, Mutex, PoisonError},
};

use ipld_core::ipld::Ipld;
use ipvm_examples::{IMAGE_OPS, PHOTOGRAPH};
use ipvm_runtime::{
    Call, Event, Executor, JobReport, Registration, Stores, Subjects, TaskOutcome,
    store::MemoryStore,
};
use ipvm_task::{WasmCall, wasm_run};
use ipvm_workflow::{Draft, Handled, Sealer, TaskDraft};
use serde::{Deserialize, Serialize};
use ucan_core::{Did, Envelope, Nonce};
use ucan_invocation::{Failure, Outcome};
use varsig::Ed25519Signer;

type Result<T, E = Box<dyn Error>> = std::result::Result<T, E>;

const DOCUMENT: &[u8] = include_bytes!("workflows/catch.json");
const EXCEPTION_HANDLER: &[u8] = include_bytes!("guests/components/exception-handler.wasm");

/// The arguments of `/crud/update`, as far as this program knows them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Update {
    uri: String,
    payload: Ipld,
}

#[derive(Serialize)]
struct Updated {
    uri: String,
}

/// What was published, in order.
type Published = Arc<Mutex<Vec<Ipld>>>;

fn main() -> Result<()> {
    let bob = Ed25519Signer::from_seed(&[2; 32]); // draw yours at random
    let me = Did::from_signer(&bob);
    let published = Published::default();
    let shelf = Arc::clone(&published);
    let publish = move |Update { uri, payload }: Update, _: &Call<'_>| {
        shelf.lock().unwrap_or_else(PoisonError::into_inner).push(payload);
        Ok(Updated { uri })
    };
    let signer = Arc::new(Ed25519Signer::from_seed(&[9; 32]));
    let executor = Executor::builder(signer, Stores::from(Arc::new(MemoryStore::new())))
        .with_handler(Registration::mutation(
            "/crud/update".parse()?,
            Subjects::only(me.clone()),
            publish,
        ))
        .build()?;
    executor.publish_component(IMAGE_OPS)?;
    let handler = executor.publish_component(EXCEPTION_HANDLER)?;
    let photograph = executor.publish(PHOTOGRAPH)?;

    // Seals, signs, runs and tells; the number makes the mutation another one each time.
    let run = |draft: Draft, number: u8| -> Result<JobReport> {
        let nonce = || Nonce::from_random([number; Nonce::RANDOM_LENGTH]); // draw yours at random
        let sealed = Sealer::new()
            .with_issuer(me.clone())
            .with_handlers(executor.handlers())
            .with_nonces(nonce)
            .seal(draft)?;
        let invocation = sealed.invocation(me.clone(), executor.did().clone(), nonce())?;
        let job = executor.receive(Envelope::sign(invocation, &bob)?.bytes(), &[])?;
        let handle = executor.submit(&job)?;
        handle.events().for_each(|event| tell(&event));
        Ok(handle.wait())
    };
    let newest = || published.lock().unwrap_or_else(PoisonError::into_inner).last().cloned();

    println!("The handler of the document ends `blur` as `crop`:");
    let draft = Draft::from_dag_json(DOCUMENT)?;
    let report = run(draft.clone(), 1)?;
    let Some(Outcome::Ok(crop)) = report.task("crop").and_then(|task| task.result()) else {
        return Err("there is no crop".into());
    };
    expect("the plain crop was published", report.is_ok() && newest().as_ref() == Some(crop))?;

    println!("Another handler ends it with bytes, those of the whole photograph:");
    let call = WasmCall::new(handler, "end-with", vec![Ipld::Link(photograph)]);
    let with_bytes = TaskDraft::of_issuer(wasm_run(), call.to_args());
    let report = run(draft.clone().with_catch(with_bytes), 2)?;
    let photograph = Ipld::Bytes(PHOTOGRAPH.to_vec());
    expect("the photograph was published", report.is_ok() && newest() == Some(photograph))?;

    println!("Without a handler, the mutation does not start:");
    let report = run(draft.without_catch(), 3)?;
    let count = published.lock().unwrap_or_else(PoisonError::into_inner).len();
    expect("nothing more was published", !report.is_ok() && count == 2)
}

fn tell(event: &Event) {
    match event {
        Event::Finished(report) => match (&report.outcome, report.result()) {
            (TaskOutcome::Failed { error }, _) => println!("  {}: {error}", report.label),
            (_, Some(Outcome::Error(error))) => {
                let error = Failure::read(error)
                    .unwrap_or_else(|_| Failure::new("Error", "of another form"));
                println!("  {} failed, {error}", report.label);
            }
            _ => println!("  {} ended well", report.label),
        },
        Event::Answered { label, handler: Some(receipt) } => match receipt.outcome() {
            Some(Outcome::Ok(answer)) => match Handled::read(answer.clone()) {
                Ok(Handled::Ok(_)) => println!("    {label} has another value instead"),
                Ok(Handled::Rewire(other)) => println!("    {label} ends as {other} instead"),
                Ok(Handled::Msg(message)) => println!("    {label} stays failed: {message}"),
                Err(error) => println!("    {label} stays failed: {error}"),
            },
            other => println!("    the handler failed itself: {other:?}"),
        },
        _ => {}
    }
}

fn expect(what: &str, holds: bool) -> Result<()> {
    if holds { Ok(()) } else { Err(format!("this does not hold: {what}").into()) }
}
