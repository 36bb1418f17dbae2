//! People with keys, the documents that they write, and what is planned for them.

use std::collections::BTreeMap;

use cid::Cid;
use ipld_core::ipld::Ipld;
use ipvm_task::{EffectClass, HandlerDeclaration, HandlerDeclarations};
use ipvm_workflow::{Document, Knowledge, Plan, Planner, Remembered};
use ucan_core::{
    Check, Command, Delegation, Did, DidKeyResolver, Envelope, Leeway, Nonce, Proofs, Timestamp,
    Verified,
};
use ucan_invocation::{Arguments, Branch, EmbeddedTask, Promise, Task};
use varsig::{Block, Ed25519Signer, VerifierSet};

pub(crate) const NOW: i64 = 1_767_225_600;

pub(crate) struct Party {
    pub(crate) key: Ed25519Signer,
    pub(crate) did: Did,
}

/// Alice owns things, Bob asks, and Carol owns other things.
pub(crate) fn three() -> [Party; 3] {
    [1, 2, 3].map(|seed| {
        let key = Ed25519Signer::from_seed(&[seed; 32]);
        let did = Did::from_signer(&key);
        Party { key, did }
    })
}

impl Party {
    pub(crate) fn delegates(&self, to: &Self, command: &str) -> Delegation {
        let (issuer, audience) = (self.did.clone(), to.did.clone());
        let command = command_of(command);
        Delegation::new(issuer, audience, self.did.clone(), command, Nonce::empty())
    }

    pub(crate) fn signs(&self, delegation: Delegation) -> Verified<Delegation> {
        Envelope::sign(delegation, &self.key)
            .expect("the issuer signs")
            .verify(&DidKeyResolver, &VerifierSet::default())
            .expect("a good signature")
    }
}

pub(crate) fn command_of(text: &str) -> Command {
    text.parse().expect(text)
}

pub(crate) fn time(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(seconds).expect("53 bits")
}

pub(crate) fn check() -> Check<'static> {
    Check::at(time(NOW)).with_leeway(Leeway::NONE)
}

pub(crate) fn link(name: &str) -> Cid {
    *Block::raw(name.as_bytes()).cid()
}

/// `/wasm/run` and `/math` are pure, `/http/get` is a query, and `/dns/update`,
/// `/msg/send` and `/crud/update` change the world, the last as often as one likes.
pub(crate) fn handlers() -> HandlerDeclarations {
    let mut handlers = HandlerDeclarations::built_in();
    for (command, class) in [
        ("/math", EffectClass::Pure),
        ("/http/get", EffectClass::Query),
        ("/dns/update", EffectClass::Mutation),
        ("/msg/send", EffectClass::Mutation),
    ] {
        let handler = HandlerDeclaration::new(command_of(command), class);
        handlers.declare(handler).expect("declared once");
    }
    let put = HandlerDeclaration::new(command_of("/crud/update"), EffectClass::Mutation);
    handlers.declare(put.idempotent()).expect("declared once");
    handlers
}

/// A task of Bob, who asks for everything, with an argument.
pub(crate) fn task(command: &str, value: Ipld) -> EmbeddedTask {
    task_on(&three()[1], command, value)
}

pub(crate) fn task_on(subject: &Party, command: &str, value: Ipld) -> EmbeddedTask {
    let args = Arguments::from([("value".to_string(), value)]);
    let task = Task::new(subject.did.clone(), command_of(command), args, Nonce::new([7]));
    EmbeddedTask::new(task.expect("DAG-CBOR"))
}

/// The same with an empty nonce.
pub(crate) fn repeatable(command: &str, value: Ipld) -> EmbeddedTask {
    let task = task(command, value);
    let task = task.task();
    let (subject, command) = (task.subject().clone(), task.command().clone());
    let task = Task::new(subject, command, task.args().clone(), Nonce::empty());
    EmbeddedTask::new(task.expect("DAG-CBOR"))
}

pub(crate) fn ok(task: &EmbeddedTask) -> Ipld {
    Promise::ok(*task.task().id()).to_ipld()
}

pub(crate) fn error(task: &EmbeddedTask) -> Ipld {
    Promise::error(*task.task().id()).to_ipld()
}

/// With `ipvm/config`.
pub(crate) fn configured(task: EmbeddedTask, config: Ipld) -> EmbeddedTask {
    task.with_meta([("ipvm/config".to_string(), config)].into())
}

/// The arguments of a workflow of these tasks.
pub(crate) fn written<'a>(
    tasks: impl IntoIterator<Item = (&'a str, &'a EmbeddedTask)>,
) -> Arguments {
    let tasks = tasks.into_iter().map(|(label, task)| (label.to_owned(), task.to_ipld()));
    Arguments::from([
        ("v".to_string(), Ipld::String("0.2.0".into())),
        ("tasks".to_string(), Ipld::Map(tasks.collect())),
    ])
}

pub(crate) fn document<'a>(
    tasks: impl IntoIterator<Item = (&'a str, &'a EmbeddedTask)>,
) -> Document {
    Document::read(&written(tasks)).expect("a document")
}

/// The same with an exception handler.
pub(crate) fn catching<'a>(
    tasks: impl IntoIterator<Item = (&'a str, &'a EmbeddedTask)>,
    catch: &EmbeddedTask,
) -> Document {
    let mut args = written(tasks);
    args.insert("catch".into(), catch.to_ipld());
    Document::read(&args).expect("a document")
}

/// A handler on a subject.
pub(crate) fn catch_on(subject: &Party) -> EmbeddedTask {
    let args = Arguments::from([
        ("mod".to_string(), Ipld::Link(link("module"))),
        ("fun".to_string(), Ipld::String("catch".into())),
        ("params".to_string(), Ipld::List(vec![ipvm_workflow::failure_slot().to_ipld()])),
    ]);
    let task = Task::new(subject.did.clone(), command_of("/wasm/run"), args, Nonce::empty());
    EmbeddedTask::new(task.expect("DAG-CBOR"))
}

/// The plan for Bob, with nothing at hand.
pub(crate) fn plan<'a>(tasks: impl IntoIterator<Item = (&'a str, &'a EmbeddedTask)>) -> Plan {
    plan_of(&document(tasks))
}

pub(crate) fn plan_of(document: &Document) -> Plan {
    Planner::new(&handlers(), &Proofs::new(), check()).plan(document, &three()[1].did)
}

/// The labels of each stage.
pub(crate) fn labels(plan: &Plan) -> Vec<Vec<&str>> {
    let stages = plan.stages().iter();
    stages.map(|stage| stage.tasks.iter().map(String::as_str).collect()).collect()
}

/// The names of the warnings, each with whether it is fatal.
pub(crate) fn names(plan: &Plan) -> Vec<(&'static str, bool)> {
    plan.warnings().iter().map(|warning| (warning.name(), warning.is_fatal())).collect()
}

/// What somebody remembers.
#[derive(Default)]
pub(crate) struct Past {
    ended: BTreeMap<Cid, Remembered>,
    fuel: Option<u64>,
}

impl Past {
    pub(crate) fn of<'a>(tasks: impl IntoIterator<Item = (&'a EmbeddedTask, Branch)>) -> Self {
        let ended = tasks.into_iter().map(|(task, branch)| {
            let remembered = Remembered { receipt: link("receipt"), branch, fuel: Some(5) };
            (*task.task().id(), remembered)
        });
        Self { ended: ended.collect(), fuel: None }
    }

    /// With so much fuel for `/math`.
    pub(crate) fn with_fuel(mut self, fuel: u64) -> Self {
        self.fuel = Some(fuel);
        self
    }
}

impl Knowledge for Past {
    fn remembered(&self, task: &Cid) -> Option<Remembered> {
        self.ended.get(task).copied()
    }

    fn likely_fuel(&self, task: &Task) -> Option<u64> {
        self.fuel.filter(|_| task.command().as_str() == "/math")
    }
}
