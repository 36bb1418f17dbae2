//! Guests that ask for effects, and people with authority for some of them.

use std::{
    fs,
    path::Path,
    sync::{Arc, Mutex},
};

use cid::Cid;
use ipld_core::{ipld, ipld::Ipld};
use ipvm_runtime::{
    Call, Declined, Executor, ExecutorBuilder, FollowEvent, Followed, FollowedOutcome, Following,
    Invoker, Job, JobReport, Registration, SigningInvoker, Subjects,
};
use ipvm_task::{Module, WasmCall, wasm_run};
use serde::Deserialize;
use ucan_core::{Command, Delegation, Did, Envelope, Nonce, Policy};
use ucan_invocation::{Invocation, Task};
use varsig::{Block, Ed25519Signer, dag_cbor};

use crate::{
    kept::Store,
    stage::{NOW, Stage, bob, did, executor_key, list, policy, seconds, store, text},
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Message {
    to: String,
    #[serde(default)]
    text: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Number {
    name: String,
}

/// What was sent, and which numbers were read.
#[derive(Clone, Default)]
pub(crate) struct World {
    pub(crate) sent: Arc<Mutex<Vec<String>>>,
    pub(crate) read: Arc<Mutex<Vec<String>>>,
}

impl World {
    pub(crate) fn sent(&self) -> Vec<String> {
        let mut sent = self.sent.lock().unwrap().clone();
        sent.sort();
        sent
    }

    pub(crate) fn read(&self) -> Vec<String> {
        let mut read = self.read.lock().unwrap().clone();
        read.sort();
        read
    }

    fn handlers(&self) -> [Registration; 2] {
        let (sent, read) = (Arc::clone(&self.sent), Arc::clone(&self.read));
        let send = move |message: Message, _: &Call<'_>| {
            sent.lock().unwrap().push(format!("{}: {}", message.to, message.text));
            Ok("sent".to_owned())
        };
        let number = move |number: Number, _: &Call<'_>| {
            let length = i64::try_from(number.name.len()).unwrap();
            read.lock().unwrap().push(number.name);
            Ok(length)
        };
        [
            Registration::mutation("/msg/send".parse().unwrap(), Subjects::Own, send),
            Registration::query("/number/read".parse().unwrap(), Subjects::Own, number),
        ]
    }
}

/// A stage with the guest that asks, and a world that can be changed.
pub(crate) struct Scene {
    pub(crate) stage: Stage,
    pub(crate) world: World,
    pub(crate) module: Cid,
}

/// The key that Bob makes for one job.
pub(crate) fn job_key() -> Ed25519Signer {
    Ed25519Signer::from_seed(&[40; 32])
}

pub(crate) fn guest() -> Vec<u8> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    fs::read(root.join("examples/guests/components/effects.wasm")).unwrap()
}

/// A task that is spelled out, as a guest asks for it.
pub(crate) fn wanted(subject: &Did, command: &str, args: &Ipld, nonce: &[u8]) -> Ipld {
    let arguments = Ipld::Bytes(dag_cbor::encode(args).unwrap());
    let nonce = Ipld::Bytes(nonce.to_vec());
    let subject = subject.as_str();
    ipld!({ "task": {
        "subject": subject, "command": command, "arguments": arguments, "nonce": nonce,
    } })
}

pub(crate) fn effects(fork: Vec<Ipld>, join: Ipld) -> Ipld {
    Ipld::Map([("fork".to_owned(), Ipld::List(fork)), ("join".to_owned(), join)].into())
}

pub(crate) fn task(subject: &Did, command: &str, args: &Ipld, nonce: &[u8]) -> Task {
    let Ipld::Map(args) = args.clone() else { panic!("arguments are a map") };
    let command: Command = command.parse().unwrap();
    Task::new(subject.clone(), command, args, Nonce::new(nonce)).unwrap()
}

impl Scene {
    pub(crate) fn new() -> Self {
        Self::over(store(), |builder| builder)
    }

    pub(crate) fn over(
        store: Arc<Store>,
        set_up: impl FnOnce(ExecutorBuilder) -> ExecutorBuilder,
    ) -> Self {
        Self::again(store, World::default(), set_up)
    }

    pub(crate) fn again(
        store: Arc<Store>,
        world: World,
        set_up: impl FnOnce(ExecutorBuilder) -> ExecutorBuilder,
    ) -> Self {
        let handlers = world.handlers();
        let stage = Stage::over(store, |it| set_up(it.with_handlers(handlers)));
        let module = stage.executor.publish(guest()).unwrap();
        Self { stage, world, module }
    }

    pub(crate) fn executor(&self) -> &Executor {
        &self.stage.executor
    }

    /// What the functions need to go on.
    pub(crate) fn next(&self) -> Ipld {
        let subject = did(&bob());
        let (subject, module) = (subject.as_str(), self.module);
        ipld!({ "subject": subject, "module": module })
    }

    /// A call of the guest, which Bob asks for on his own.
    pub(crate) fn call(&self, function: &str, params: Vec<Ipld>) -> Task {
        let call = WasmCall::new(Module::Link(self.module), function, params);
        Task::idempotent(did(&bob()), wasm_run(), call.to_args()).unwrap()
    }

    pub(crate) fn job(&self, function: &str, params: Vec<Ipld>) -> Job {
        self.job_with(function, params, |invocation| invocation, &[])
    }

    pub(crate) fn job_with(
        &self,
        function: &str,
        params: Vec<Ipld>,
        change: impl FnOnce(Invocation) -> Invocation,
        blocks: &[Block],
    ) -> Job {
        let invocation = Invocation::new(did(&bob()), self.call(function, params))
            .with_audience(self.executor().did().clone())
            .with_expiration(seconds(NOW + 60));
        let token = Envelope::sign(change(invocation), &bob()).unwrap();
        self.executor().receive(token.bytes(), blocks).unwrap()
    }

    /// A job that asks for this.
    pub(crate) fn asks(&self, fork: Vec<Ipld>, join: Ipld) -> Job {
        self.job("ask", vec![text("value"), effects(fork, join)])
    }

    pub(crate) fn submit(&self, job: &Job) -> JobReport {
        self.executor().submit(job).unwrap().wait()
    }

    /// A message that is asked for, and its task.
    pub(crate) fn message(&self, to: &str) -> (Ipld, Task) {
        let (args, own) = (ipld!({ "to": to, "text": "hi" }), self.executor().did());
        (wanted(own, "/msg/send", &args, &[1]), task(own, "/msg/send", &args, &[1]))
    }

    /// A number that is asked for, and its task.
    pub(crate) fn number(&self, name: &str) -> (Ipld, Task) {
        let (args, own) = (ipld!({ "name": name }), self.executor().did());
        (wanted(own, "/number/read", &args, &[]), task(own, "/number/read", &args, &[]))
    }

    /// The executor lets Bob do this, if the policy holds, and Bob lets the key of the job.
    pub(crate) fn lent(&self, command: &str, statements: &[Ipld]) -> Vec<Block> {
        let own = self.executor().did();
        vec![
            delegated(&executor_key(), &did(&bob()), own, command, policy(statements)),
            delegated(&bob(), &did(&job_key()), own, command, Policy::default()),
        ]
    }

    /// Bob lets the key of the job go on with guests.
    pub(crate) fn goes_on(&self) -> Block {
        let bob_did = did(&bob());
        delegated(&bob(), &did(&job_key()), &bob_did, "/wasm/run", Policy::default())
    }

    /// Everything: messages to anybody, numbers, and going on.
    pub(crate) fn invoker(&self) -> SigningInvoker {
        let all =
            [self.lent("/msg/send", &[]), self.lent("/number/read", &[]), vec![self.goes_on()]];
        signing(&all.concat())
    }

    pub(crate) fn follow(&self, job: &Job, invoker: &mut dyn Invoker) -> Followed {
        quietly(self.executor().follow(job), invoker)
    }
}

pub(crate) fn quietly(following: Following<'_>, invoker: &mut dyn Invoker) -> Followed {
    following.run(invoker, &mut |_: FollowEvent| {}).unwrap()
}

pub(crate) fn signing(delegations: &[Block]) -> SigningInvoker {
    SigningInvoker::new(Arc::new(job_key()), delegations).unwrap()
}

pub(crate) fn delegated(
    issuer: &Ed25519Signer,
    audience: &Did,
    subject: &Did,
    command: &str,
    policy: Policy,
) -> Block {
    let command: Command = command.parse().unwrap();
    let delegation =
        Delegation::new(did(issuer), audience.clone(), subject.clone(), command, Nonce::new([9]))
            .with_policy(policy);
    Envelope::sign(delegation, issuer).unwrap().block().clone()
}

/// Nobody signs for anything.
pub(crate) fn nobody() -> impl Invoker {
    |_: &ipvm_runtime::Asked<'_>| Err(Declined::Unwanted)
}

/// What became of a task that was asked for.
pub(crate) fn outcome<'a>(followed: &'a Followed, task: &Task) -> &'a FollowedOutcome {
    &followed.task(task.id()).unwrap().outcome
}

/// A statement that a field has this value.
pub(crate) fn equals(selector: &str, value: &str) -> Ipld {
    list([text("=="), text(selector), text(value)])
}
