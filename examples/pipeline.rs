//! Promise pipelining: results that are used before they are known.
//!
//! The example of the texts: an entry in the DNS is updated; Bob and Carol are told of it, side by
//! side; and a report says how that went. A name server does the first and the last, a mail server
//! the rest. They have nothing in common but bytes: what goes between them and Dan, who asks for
//! it all, are containers of signed tokens.
//!
//! Dan does it twice. *Serially* he waits for each result and writes it into the next invocation.
//! *Batched* he signs all four at once, with promises, and sends them off; the servers pass the
//! receipts on to each other. What comes out is the same, down to the IDs of the tasks.

use std::{
    collections::{BTreeMap, VecDeque},
    error::Error,
};

use cid::Cid;
use ipld_core::{ipld, ipld::Ipld};
use ucan_core::{
    Check, Delegation, Did, DidKeyResolver, Envelope, Nonce, Policy, Proofs, Timestamp, Verified,
    container::{Container, ContainerLimits, ContainerWriter, Encoding},
    policy::{self, Selector},
};
use ucan_invocation::{
    Arguments, Attestation, Invocation, Outcome, Promise, Proven, RECEIPT_COMMAND, Receipt,
    ReceiptMeta, Task,
};
use ucan_pipeline::{Graph, Pipeline, Progress, Trust, awaited};
use varsig::{Block, Ed25519Signer, VerifierSet};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Runs both, and sees that they agree.
pub(crate) fn main() -> Result<()> {
    let serial = serially()?;
    let batched = batched()?;
    for (name, task) in &batched.tasks {
        println!("{name}: {task}");
        println!("  {:?}", batched.results[name]);
    }
    println!("serially, Dan sent {} and got {}", serial.sent, serial.received);
    println!("batched, Dan sent {} and got {}", batched.sent, batched.received);
    let agree = serial.results == batched.results && serial.tasks == batched.tasks;
    if agree { Ok(()) } else { Err("the two ways do not agree".into()) }
}

/// How it went.
#[derive(Debug, PartialEq)]
pub(crate) struct Story {
    /// The result of each step.
    pub(crate) results: BTreeMap<&'static str, Ipld>,
    /// The ID of each task with all of its arguments, promises replaced.
    pub(crate) tasks: BTreeMap<&'static str, Cid>,
    /// How many containers Dan sent.
    pub(crate) sent: usize,
    /// How many containers Dan got.
    pub(crate) received: usize,
}

/// The steps in the order in which Dan writes them, with what each awaits of the others.
const STEPS: [&str; 4] = ["update", "tell bob", "tell carol", "report"];

/// The arguments of a step. `value` gives what stands for the result of another.
fn arguments(step: &str, value: impl Fn(&str) -> Ipld) -> (&'static str, Ipld) {
    let told = |to: &str| ipld!({ "to": to, "about": value("update") });
    match step {
        "update" => {
            ("/crud/update", ipld!({ "uri": "dns:example.com?TYPE=TXT", "value": "hello world" }))
        }
        "tell bob" => ("/msg/send", told("bob@example.com")),
        "tell carol" => ("/msg/send", told("carol@example.com")),
        _ => (
            "/crud/update",
            ipld!({
                "uri": "https://example.com/report",
                "told": [value("tell bob"), value("tell carol")],
            }),
        ),
    }
}

/// Everybody, and what Alice let Dan do.
struct World {
    now: Timestamp,
    dan: Ed25519Signer,
    alice: Did,
    name_server: Server,
    mail_server: Server,
    may_update: Block,
    may_send: Block,
}

impl World {
    fn new() -> Result<Self> {
        // Seeds stand in the source so that everybody sees the same run; draw yours at random.
        let [alice, dan, names, mails] =
            [1, 4, 11, 12].map(|seed| Ed25519Signer::from_seed(&[seed; 32]));
        let now = Timestamp::from_seconds(1_767_225_600)?;
        let (subject, to_dan) = (Did::from_signer(&alice), Did::from_signer(&dan));
        let let_dan = |command: &str, policy: Policy| -> Result<Block> {
            let delegation = Delegation::new(
                subject.clone(),
                to_dan.clone(),
                subject.clone(),
                command.parse()?,
                Nonce::new(command.as_bytes()),
            )
            .with_policy(policy)
            .with_expiration(now.saturating_add(3600));
            Ok(Envelope::sign(delegation, &alice)?.block().clone())
        };
        // Mail may be sent about a certain change only: a policy on what a promise stands for,
        // which is judged once that is known.
        let about = policy::like(Selector::parse(".about.changed")?, "dns:example.com*");
        let [names_did, mails_did] = [&names, &mails].map(|it| Did::from_signer(it));
        Ok(Self {
            now,
            may_update: let_dan("/crud/update", Policy::default())?,
            may_send: let_dan("/msg/send", Policy::new(vec![about])?)?,
            name_server: Server::new(names, mails_did, now),
            mail_server: Server::new(mails, names_did, now),
            dan,
            alice: subject,
        })
    }

    /// An invocation of a step, by Dan.
    fn invoke(&self, step: &str, value: impl Fn(&str) -> Ipld) -> Result<(Task, Block)> {
        let (command, args) = arguments(step, value);
        let Ipld::Map(args) = args else { return Err("arguments are a map".into()) };
        let nonce = Nonce::new(format!("step: {step}").as_bytes());
        let task = Task::new(self.alice.clone(), command.parse()?, args, nonce)?;
        let (server, proof) = match command {
            "/msg/send" => (&self.mail_server, &self.may_send),
            _ => (&self.name_server, &self.may_update),
        };
        let invocation = Invocation::new(Did::from_signer(&self.dan), task.clone())
            .with_audience(server.did.clone())
            .with_proofs(vec![*proof.cid()])
            .with_expiration(self.now.saturating_add(300));
        Ok((task, Envelope::sign(invocation, &self.dan)?.block().clone()))
    }
}

/// One step after the other; Dan puts in what he got.
pub(crate) fn serially() -> Result<Story> {
    let mut world = World::new()?;
    let mut story = Story::new();
    for step in STEPS {
        let results = story.results.clone();
        let (task, token) = world.invoke(step, |step| results[step].clone())?;
        let sent = container(&[token, world.may_update.clone(), world.may_send.clone()]);
        story.sent += 1;
        // Each container goes to both; who is not meant passes over what is for the other.
        for answer in [world.name_server.take(&sent)?, world.mail_server.take(&sent)?] {
            story.hear(answer.as_deref(), &[(step, *task.id())], world.now)?;
        }
    }
    Ok(story)
}

/// All at once; the servers sort it out.
pub(crate) fn batched() -> Result<Story> {
    let mut world = World::new()?;
    let mut story = Story::new();
    let mut asked: Vec<(&'static str, Cid)> = Vec::new();
    let mut tokens = vec![world.may_update.clone(), world.may_send.clone()];
    let mut awaits = Vec::new();
    for step in STEPS {
        let id = |step: &str| asked.iter().find(|(asked, _)| *asked == step).map(|(_, id)| *id);
        let promise = |step: &str| id(step).map_or(Ipld::Null, |task| Promise::ok(task).to_ipld());
        let (task, token) = world.invoke(step, promise)?;
        awaits.push((*task.id(), awaited(task.args())));
        asked.push((step, *task.id()));
        tokens.push(token);
    }
    // Dan can see beforehand what will run side by side.
    let levels = Graph::new(awaits).levels()?;
    println!("levels of so many tasks: {:?}", levels.iter().map(Vec::len).collect::<Vec<_>>());

    // What is under way, and to whom: the name server is the first, the mail server the second.
    let sent = container(&tokens);
    let mut under_way = VecDeque::from([(0, sent.clone()), (1, sent)]);
    story.sent = 1;
    while let Some((to, bytes)) = under_way.pop_front() {
        let server = if to == 0 { &mut world.name_server } else { &mut world.mail_server };
        let Some(answer) = server.take(&bytes)? else { continue };
        // Receipts go to the other server and to Dan.
        story.hear(Some(&answer), &asked, world.now)?;
        under_way.push_back((1 - to, answer));
    }
    Ok(story)
}

impl Story {
    const fn new() -> Self {
        Self { results: BTreeMap::new(), tasks: BTreeMap::new(), sent: 0, received: 0 }
    }

    /// Takes in an answer with receipts.
    fn hear(
        &mut self,
        answer: Option<&[u8]>,
        asked: &[(&'static str, Cid)],
        now: Timestamp,
    ) -> Result<()> {
        let Some(answer) = answer else { return Ok(()) };
        self.received += 1;
        for receipt in read(answer)?.receipts(now)? {
            let Some((step, _)) = asked.iter().find(|(_, id)| id == receipt.ran()) else {
                continue;
            };
            let Outcome::Ok(value) = receipt.outcome() else {
                return Err(format!("{step} failed: {:?}", receipt.outcome()).into());
            };
            self.results.insert(step, value.clone());
            self.tasks.insert(step, receipt.meta().resolved.unwrap_or_else(|| *receipt.ran()));
        }
        Ok(())
    }
}

/// An executor: what it runs is decided by what arrives, and by nothing else.
struct Server {
    signer: Ed25519Signer,
    did: Did,
    now: Timestamp,
    pipeline: Pipeline<Cid>,
    /// What was proven and waits, by the ID of its task.
    proven: BTreeMap<Cid, Proven>,
}

impl Server {
    /// A server that takes the word of one other.
    fn new(signer: Ed25519Signer, other: Did, now: Timestamp) -> Self {
        let did = Did::from_signer(&signer);
        let pipeline = Pipeline::new(Trust::new([other]).ours(did.clone()));
        Self { signer, did, now, pipeline, proven: BTreeMap::new() }
    }

    /// Takes in a container; gives one with the receipts of what could be run then.
    fn take(&mut self, bytes: &[u8]) -> Result<Option<Vec<u8>>> {
        let arrived = read(bytes)?;
        let mut next: VecDeque<(Cid, Progress)> = VecDeque::new();
        for receipt in arrived.receipts(self.now)? {
            next.extend(self.pipeline.admit(&receipt, self.now)?.touched);
        }
        for invocation in &arrived.work {
            let check = Check::at(self.now);
            // What is meant for another is passed over.
            if *invocation.payload().executor() != self.did {
                continue;
            }
            let proven = Proven::prove(invocation, &arrived.proofs, &check, Some(&self.did))?;
            let (id, args) = (*proven.task().id(), proven.task().args().clone());
            let executor = proven.executor().clone();
            next.push_back((id, self.pipeline.wait(id, args, Some(executor), self.now)?));
            self.proven.insert(id, proven);
        }
        let mut receipts = Vec::new();
        while let Some((id, progress)) = next.pop_front() {
            if let Some(receipt) = self.settle(&id, progress)? {
                // What was run here is awaited here as well.
                next.extend(self.pipeline.admit(&receipt, self.now)?.touched);
                receipts.push(receipt.block().clone());
            }
        }
        Ok((!receipts.is_empty()).then(|| container(&receipts)))
    }

    /// Runs a task that is ready, or ends one whose promise was broken.
    fn settle(&mut self, id: &Cid, progress: Progress) -> Result<Option<Receipt>> {
        let (outcome, meta) = match progress {
            Progress::Waiting { .. } => return Ok(None),
            Progress::Refused(error) => return Err(error.into()),
            Progress::BranchMismatch { mismatch, .. } => {
                (mismatch.to_outcome(), ReceiptMeta::default().with_fault())
            }
            Progress::Ready { args, .. } => {
                let proven = self.proven.remove(id).ok_or("nobody asked for that task")?;
                let check = Check::at(self.now);
                let authorized = proven.authorize(args, &check, &mut policy::Budget::default())?;
                let resolved = *authorized.resolved().id();
                let meta =
                    ReceiptMeta::default().with_resolved((resolved != *id).then_some(resolved));
                (perform(authorized.resolved()), meta)
            }
        };
        let attestation = Attestation::new(*id, outcome, self.now).with_meta(meta);
        Ok(Some(attestation.sign(&self.signer)?))
    }
}

/// The effects, as far as a program shows them that touches nothing.
fn perform(task: &Task) -> Outcome {
    let text = |key: &str| match task.args().get(key) {
        Some(Ipld::String(text)) => text.clone(),
        _ => String::new(),
    };
    match task.command().as_str() {
        "/msg/send" => Outcome::Ok(ipld!({ "delivered": text("to") })),
        _ => Outcome::Ok(ipld!({ "changed": text("uri"), "arguments": count(task.args()) })),
    }
}

fn count(args: &Arguments) -> i128 {
    i128::try_from(args.len()).unwrap_or(i128::MAX)
}

/// What a container held, as far as signatures go.
struct Arrived {
    proofs: Proofs,
    work: Vec<Verified<Invocation>>,
    receipts: Vec<Verified<Invocation>>,
}

impl Arrived {
    fn receipts(&self, now: Timestamp) -> Result<Vec<Receipt>> {
        let accept = |receipt| Receipt::accept(receipt, &self.proofs, &Check::at(now));
        Ok(self.receipts.iter().map(accept).collect::<std::result::Result<_, _>>()?)
    }
}

fn read(bytes: &[u8]) -> Result<Arrived> {
    let container = Container::read(bytes, &ContainerLimits::default())?;
    let mut proofs = Proofs::new();
    container.tokens().add_all_to(&mut proofs, &DidKeyResolver, &VerifierSet::default());
    let (mut work, mut receipts) = (Vec::new(), Vec::new());
    for token in container.tokens().of::<Invocation>() {
        let verified = token?.verify(&DidKeyResolver, &VerifierSet::default())?;
        let is_receipt = verified.payload().task().command().as_str() == RECEIPT_COMMAND;
        if is_receipt { &mut receipts } else { &mut work }.push(verified);
    }
    Ok(Arrived { proofs, work, receipts })
}

fn container(tokens: &[Block]) -> Vec<u8> {
    let mut writer = ContainerWriter::new();
    for token in tokens {
        writer.insert_block(token);
    }
    writer.to_bytes(Encoding::Raw)
}
