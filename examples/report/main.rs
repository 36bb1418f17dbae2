//! A lookup, two mails and a report, against four servers on the loopback.
//!
//! The mails tell what the lookup found, and the report tells of the mails. The lookup is a query: it
//! may be repeated, and is kept for a minute. The rest changes the world, and happens once, however
//! often the same signed workflow arrives, and also when servers fail in the middle: what was not
//! sent is sent later, and what may have been sent is not sent again before somebody has looked.

mod effects;
mod http;
mod server;

use std::{error::Error, sync::Arc};

use cid::Cid;
use ipld_core::{ipld, ipld::Ipld};
use ipvm_runtime::{Executor, JobReport, Stores, TaskOutcome, TaskReport, store::MemoryStore};
use ipvm_workflow::{Draft, Sealer, TaskDraft, awaits};
use ucan_core::{Did, Envelope, Nonce};
use ucan_invocation::{Arguments, Failure, Outcome, arguments};
use varsig::Ed25519Signer;

use crate::server::Server;

type Result<T, E = Box<dyn Error>> = std::result::Result<T, E>;

fn main() -> Result<()> {
    let names =
        Server::start("dnslink=/ipfs/bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy")?;
    let (bobs, carols) = (Server::start("taken")?, Server::start("taken")?);
    let reports = Server::start("filed")?;
    let hosts = [
        ("dns.example", names.address),
        ("bob.example", bobs.address),
        ("carol.example", carols.address),
        ("report.example", reports.address),
    ];

    let alice = Ed25519Signer::from_seed(&[1; 32]); // draw yours at random
    let me = Did::from_signer(&alice);
    let signer = Arc::new(Ed25519Signer::from_seed(&[9; 32]));
    let executor = Executor::builder(signer, Stores::from(Arc::new(MemoryStore::new())))
        .with_handlers(effects::handlers(hosts.into(), &me)?)
        .build()?;

    // A workflow with nonces of its own: the mails in it are other mails than those of any other.
    let sign = |number: u8| -> Result<Envelope<_>> {
        let mut drawn = 0;
        let nonces = || {
            drawn += 1;
            Nonce::from_random([number, drawn, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7]) // draw yours at random
        };
        let sealed = Sealer::new()
            .with_issuer(me.clone())
            .with_handlers(executor.handlers())
            .with_nonces(nonces)
            .seal(workflow()?)?;
        let nonce = Nonce::from_random([number; Nonce::RANDOM_LENGTH]);
        let invocation = sealed.invocation(me.clone(), executor.did().clone(), nonce)?;
        Ok(Envelope::sign(invocation, &alice)?)
    };
    let run = |what: &str, workflow: &Envelope<_>| -> Result<JobReport> {
        println!("{what}:");
        let report = executor.submit(&executor.receive(workflow.bytes(), &[])?)?.wait();
        report.tasks.iter().for_each(tell);
        Ok(report)
    };
    // How often each was asked.
    let asked = || [&names, &bobs, &carols, &reports].map(|server| server.received().len());

    let first = sign(1)?;
    let report = run("All goes well", &first)?;
    expect("each was asked once", report.is_ok() && asked() == [1, 1, 1, 1])?;

    let report = run("The same once more", &first)?;
    expect("nobody was asked again", report.is_ok() && asked() == [1, 1, 1, 1])?;

    // Bob's server takes the mail and goes down before it answers; Carol's was never there.
    bobs.silence();
    carols.stop();
    let second = sign(2)?;
    let report = run("Other mails, and two servers fail", &second)?;
    expect("Bob's mail is indeterminate", indeterminate(&report).is_some())?;
    expect("nothing was reported", !report.is_ok() && asked() == [1, 2, 1, 1])?;

    bobs.resume()?;
    carols.resume()?;
    let report = run("The servers are back", &second)?;
    expect("only Carol's mail was sent", !report.is_ok() && asked() == [1, 2, 2, 1])?;

    // Somebody looks into Bob's mailbox, finds the mail, and says so.
    let doubtful = indeterminate(&report).ok_or("nothing is indeterminate")?;
    let is_there = bobs.received().iter().filter(|mail| mail.body.contains("Subject")).count() == 2;
    expect("the mail is there", is_there)?;
    executor.settle(&doubtful, Outcome::Ok(ipld!("found in the mailbox")))?;
    let report = run("Bob's mail was found", &second)?;
    expect("only the report was sent", report.is_ok() && asked() == [1, 2, 2, 2])?;
    println!("The report: {}", reports.received().last().map_or("", |it| &it.body));
    Ok(())
}

/// The workflow, as people write it: tasks await each other by labels.
fn workflow() -> Result<Draft> {
    let task = |command: &str, args: Arguments| -> Result<TaskDraft> {
        Ok(TaskDraft::of_issuer(command.parse()?, args))
    };
    let mail = |to: &str| {
        let (from, subject) = ("alice@alice.example", "Where example.com points");
        task(
            "/msg/send",
            arguments!({"from": from, "to": to, "subject": subject, "body": awaits("lookup")}),
        )
    };
    let uri = "http://dns.example/resolve?name=example.com&type=TXT";
    let sent = ipld!({"bob": awaits("notify-bob"), "carol": awaits("notify-carol")});
    let report = arguments!({"uri": "http://report.example/report", "payload": {"sent": sent}});
    Ok(Draft::new()
        .with_task("lookup", task("/http/get", arguments!({ "uri": uri }))?)
        .with_task("notify-bob", mail("bob@bob.example")?)
        .with_task("notify-carol", mail("carol@carol.example")?)
        .with_task("report", task("/crud/update", report)?))
}

/// The receipt of the task that is indeterminate, if there is one.
fn indeterminate(report: &JobReport) -> Option<Cid> {
    report.tasks.iter().find_map(|task| match &task.outcome {
        TaskOutcome::Indeterminate { receipt } => Some(*receipt.cid()),
        _ => None,
    })
}

/// How a task went, in a line.
fn tell(report: &TaskReport) {
    let how = match &report.outcome {
        TaskOutcome::Executed { .. } => "executed",
        TaskOutcome::Reused { .. } => "reused",
        TaskOutcome::Indeterminate { .. } => "indeterminate",
        TaskOutcome::NotDone { .. } => "not done",
        _ => "no receipt",
    };
    let result = match (report.result(), &report.outcome) {
        (Some(Outcome::Ok(Ipld::String(text))), _) => text.clone(),
        (Some(Outcome::Ok(value)), _) => format!("{value:?}"),
        (Some(Outcome::Error(error)), _) => match Failure::read(error) {
            Ok(failure) => failure.to_string(),
            Err(_) => format!("{error:?}"),
        },
        (None, TaskOutcome::Failed { error }) => error.to_string(),
        (None, outcome) => format!("{outcome:?}"),
    };
    println!("  {:<12} {how:<13} {result}", report.label);
}

fn expect(what: &str, holds: bool) -> Result<()> {
    if holds { Ok(()) } else { Err(format!("this does not hold: {what}").into()) }
}
