//! A guest that asks for effects: two messages side by side, and a task that goes on afterwards.
//!
//! A guest knows no network. It says what it wants done, beside its result, and the receipt carries
//! that on as a request. Nothing runs because of it: Bob, whose job it is, was lent the mailbox for
//! messages to Ann and to nobody else, and hands that on to a key which he makes for this one job. So
//! one message is sent, the other is not, and asking a second time sends nothing again.

use std::{
    error::Error,
    sync::{Arc, Mutex, PoisonError},
};

use ipld_core::{ipld, ipld::Ipld};
use ipvm_runtime::{
    Call, Executor, FollowEvent, Followed, FollowedOutcome, Job, Registration, SigningInvoker,
    Stores, Subjects, store::MemoryStore,
};
use ipvm_task::{Module, WasmCall, wasm_run};
use serde::Deserialize;
use ucan_core::{Command, Delegation, Did, Envelope, Nonce, Policy, policy};
use ucan_invocation::{Invocation, Outcome, Task};
use varsig::{Block, Ed25519Signer};

/// Its source and its world stand in `examples/guests/effects`.
const GUEST: &[u8] = include_bytes!("guests/components/effects.wasm");

type Result<T, E = Box<dyn Error>> = std::result::Result<T, E>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Message {
    to: String,
    text: String,
}

/// What was sent.
type Outbox = Arc<Mutex<Vec<String>>>;

fn sent(outbox: &Outbox) -> usize {
    outbox.lock().unwrap_or_else(PoisonError::into_inner).len()
}

/// The mailbox is the executor's own: whoever is lent it may send.
fn mailbox(outbox: &Outbox) -> Result<Registration> {
    let outbox = Arc::clone(outbox);
    let send = move |Message { to, text }: Message, _: &Call<'_>| {
        println!("    -- to {to}: {text}");
        outbox.lock().unwrap_or_else(PoisonError::into_inner).push(to);
        Ok("sent".to_owned())
    };
    Ok(Registration::mutation("/msg/send".parse()?, Subjects::Own, send))
}

/// A delegation by `issuer`, of what belongs to `subject`.
fn lend(
    issuer: &Ed25519Signer,
    audience: &Ed25519Signer,
    subject: &Did,
    command: &str,
    policy: Policy,
) -> Result<Block> {
    let [from, to] = [issuer, audience].map(|key| Did::from_signer(key));
    let command: Command = command.parse()?;
    let nonce = Nonce::from_random([7; 12]); // draw yours at random
    let lent = Delegation::new(from, to, subject.clone(), command, nonce).with_policy(policy);
    Ok(Envelope::sign(lent, issuer)?.block().clone())
}

fn main() -> Result<()> {
    let outbox = Outbox::default();
    let (owner, bob) = (Ed25519Signer::from_seed(&[9; 32]), Ed25519Signer::from_seed(&[2; 32]));
    let stores = Stores::from(Arc::new(MemoryStore::new()));
    let executor = Executor::builder(Arc::new(owner.clone()), stores)
        .with_handler(mailbox(&outbox)?)
        .build()?;
    let module = executor.publish_component(GUEST)?;
    let (mail, caller) = (executor.did(), Did::from_signer(&bob));

    // Bob calls the guest, on his own. It asks for messages, and for itself to go on.
    let (mailbox, subject) = (mail.as_str(), caller.as_str());
    let next = ipld!({ "subject": subject, "module": module });
    let params = ipld!(["see you at eight", ["ann", "mallory"], mailbox]);
    let Ipld::List(mut params) = params else { return Err("parameters are a list".into()) };
    // Which announcement it is: the messages are those of this one.
    params.extend([Ipld::Bytes(b"tonight".to_vec()), next]);
    let call = WasmCall::new(Module::Link(module), "announce", params);
    let task = Task::idempotent(caller.clone(), wasm_run(), call.to_args())?;
    let request = Invocation::new(caller.clone(), task).with_audience(mail.clone());
    let token = Envelope::sign(request, &bob)?;
    let job = executor.receive(token.bytes(), &[])?;

    println!("Run, and nothing else:");
    let report = executor.submit(&job)?.wait();
    for asked in executor.requested(&job, &report)? {
        let how = if asked.is_join() { "join" } else { "fork" };
        let task = asked.task().ok_or("the guest spells its tasks out")?;
        println!("  {how} {}", task.command());
    }
    expect("a request runs nothing", sent(&outbox) == 0)?;

    // What the job may spend: what Bob was lent, and he hands on to a key of this job.
    let of_the_job = Ed25519Signer::from_seed(&[40; 32]); // draw yours at random
    let to_ann = Policy::new(vec![policy::equal(".to".parse()?, "ann")])?;
    let any = Policy::default;
    let delegations = [
        lend(&owner, &bob, mail, "/msg/send", to_ann)?,
        lend(&bob, &of_the_job, mail, "/msg/send", any())?,
        lend(&bob, &of_the_job, &caller, "/wasm/run", any())?,
    ];
    let key = Arc::new(of_the_job);

    println!("Followed with a key that was given nothing:");
    let nothing = follow(&executor, &job, SigningInvoker::new(key.clone(), [])?)?;
    expect("without proof nothing is run", sent(&outbox) == 0 && nothing.result().is_none())?;

    for time in ["the first time", "again"] {
        println!("Followed with what Bob hands on, {time}:");
        let followed = follow(&executor, &job, SigningInvoker::new(key.clone(), &delegations)?)?;
        let last = Outcome::Ok("2 messages were asked for".into());
        expect("the thread goes on to its end", followed.result() == Some(&last))?;
        expect("Ann has one message, and nobody else has any", sent(&outbox) == 1)?;
    }
    Ok(())
}

/// Runs the job with what it asks for, and tells what becomes of each request.
fn follow(executor: &Executor, job: &Job, mut invoker: SigningInvoker) -> Result<Followed> {
    let followed = executor.follow(job).run(&mut invoker, &mut |event| {
        let FollowEvent::Answered(answered) = event else { return };
        let command = answered.request.task().map(Task::command);
        let command = command.map_or_else(String::new, ToString::to_string);
        match &answered.outcome {
            FollowedOutcome::Ran(report) => println!("  {command}: {}", report.tasks[0].outcome),
            FollowedOutcome::Declined(why) => println!("  {command}: declined, {why}"),
            other => println!("  {command}: {other:?}"),
        }
    })?;
    Ok(followed)
}

fn expect(what: &str, holds: bool) -> Result<()> {
    if holds { Ok(()) } else { Err(format!("this does not hold: {what}").into()) }
}
