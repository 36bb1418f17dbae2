//! Commands of one's own: a query and a mutation, each a function of typed arguments.
//!
//! The executor is a house with a heating. It lends Bob the reading of every room, and the setting of
//! rooms up to 22 degrees. What was read is good for ten seconds; what was set is set once, however
//! often Bob sends the same request. When the radio to a valve fails in the middle, nobody knows
//! whether the valve turned: that is what the receipt says, until a person has looked.

use std::{
    collections::BTreeMap,
    error::Error,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use ipld_core::{ipld, ipld::Ipld};
use ipvm_runtime::{
    Call, Clock, Executor, HandlerError, Job, Registration, RunError, Stores, Subjects,
    TaskOutcome, TaskReport, store::MemoryStore,
};
use serde::{Deserialize, Serialize};
use ucan_core::{Command, Delegation, Did, Envelope, Nonce, Policy, Timestamp, policy};
use ucan_invocation::{Failure, Invocation, Outcome, Task};
use varsig::Ed25519Signer;

type Result<T, E = Box<dyn Error>> = std::result::Result<T, E>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Read {
    room: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Set {
    room: String,
    degrees: i64,
}

#[derive(Serialize)]
struct Degrees {
    degrees: i64,
}

/// What the handlers work on: the rooms, and how often each handler was called.
#[derive(Default)]
struct House {
    rooms: BTreeMap<String, i64>,
    reads: u32,
    sets: u32,
}

impl House {
    fn read(&mut self, Read { room }: Read) -> Result<Degrees, HandlerError> {
        self.reads += 1;
        match self.rooms.get(&room) {
            Some(&degrees) => Ok(Degrees { degrees }),
            // It was tried, and this is how it ended.
            None => Err(HandlerError::failed("NoSuchRoom", format!("there is no {room}"))),
        }
    }

    fn set(&mut self, Set { room, degrees }: Set) -> Result<Degrees, HandlerError> {
        self.sets += 1;
        if room == "cellar" {
            // The wish was sent and no answer came: it may have been done.
            return Err(HandlerError::unknown("NoAnswer", "the radio in the cellar is silent"));
        }
        self.rooms.insert(room, degrees);
        Ok(Degrees { degrees })
    }
}

fn lock(house: &Mutex<House>) -> MutexGuard<'_, House> {
    house.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The two handlers. `Subjects::Own` says that the heating belongs to the executor: whoever is lent
/// something by it may ask, and everybody else is told that there is no heating of theirs here.
fn handlers(house: &Arc<Mutex<House>>) -> Result<[Registration; 2]> {
    let (of_read, of_set) = (Arc::clone(house), Arc::clone(house));
    let read = move |read: Read, _: &Call<'_>| lock(&of_read).read(read);
    let set = move |set: Set, _: &Call<'_>| lock(&of_set).set(set);
    Ok([
        Registration::query("/heating/read".parse()?, Subjects::Own, read)
            .with_lifetime(Duration::from_secs(10)),
        Registration::mutation("/heating/set".parse()?, Subjects::Own, set),
    ])
}

/// A clock that is put forward by hand.
struct Watch(AtomicI64);

impl Clock for Watch {
    fn now(&self) -> Timestamp {
        Timestamp::from_seconds(self.0.load(Ordering::Relaxed)).unwrap_or(Timestamp::EPOCH)
    }
}

/// Bob, with what he was lent.
struct Bob {
    key: Ed25519Signer,
    lent: BTreeMap<Command, Envelope<Delegation>>,
}

impl Bob {
    /// A signed request to `executor`, about what belongs to it.
    fn ask(&self, executor: &Did, command: &str, args: Ipld, nonce: Nonce) -> Result<Vec<u8>> {
        self.ask_about(executor, executor, command, args, nonce)
    }

    fn ask_about(
        &self,
        subject: &Did,
        executor: &Did,
        command: &str,
        args: Ipld,
        nonce: Nonce,
    ) -> Result<Vec<u8>> {
        let me = Did::from_signer(&self.key);
        let command: Command = command.parse()?;
        // On one's own DID one needs no proof.
        let lent = self.lent.get(&command).filter(|_| *subject != me);
        let Ipld::Map(args) = args else { return Err("arguments are a map".into()) };
        let task = Task::new(subject.clone(), command, args, nonce)?;
        let invocation = Invocation::new(me, task)
            .with_proofs(lent.map(|lent| *lent.cid()).into_iter().collect())
            .with_audience(executor.clone());
        Ok(Envelope::sign(invocation, &self.key)?.bytes().to_vec())
    }
}

fn main() -> Result<()> {
    let rooms = [("study".to_owned(), 18), ("hall".to_owned(), 16)];
    let house = Arc::new(Mutex::new(House { rooms: rooms.into(), ..House::default() }));
    let watch = Arc::new(Watch(AtomicI64::new(1_767_225_600)));
    let key = Arc::new(Ed25519Signer::from_seed(&[9; 32])); // draw yours at random
    let executor = Executor::builder(key.clone(), Stores::from(Arc::new(MemoryStore::new())))
        .with_handlers(handlers(&house)?)
        .with_clock(watch.clone())
        .build()?;
    let owner = executor.did();
    let calls = || {
        let house = lock(&house);
        (house.reads, house.sets)
    };

    let bob = Ed25519Signer::from_seed(&[2; 32]);
    let bob_did = Did::from_signer(&bob);
    let lend = |command: &str, statements, drawn| -> Result<_> {
        let (to, command): (_, Command) = (bob_did.clone(), command.parse()?);
        let lent = Delegation::new(owner.clone(), to, owner.clone(), command.clone(), nonce(drawn))
            .with_policy(Policy::new(statements)?);
        Ok((command, Envelope::sign(lent, key.as_ref())?))
    };
    let up_to_22 = policy::at_most(".degrees".parse()?, 22);
    let lent = [lend("/heating/read", vec![], 1)?, lend("/heating/set", vec![up_to_22], 2)?];
    let tokens = lent.each_ref().map(|(_, delegation)| delegation.block().clone());
    let bob = Bob { key: bob, lent: lent.into() };

    // From a signed request to the report on its one task.
    let run = |request: &[u8]| -> Result<TaskReport> {
        let report = executor.submit(&executor.receive(request, &tokens)?)?.wait();
        Ok(report.task(Job::SINGLE).ok_or("no report on the task")?.clone())
    };

    println!("A query, good for ten seconds:");
    let study = ipld!({"room": "study"});
    let request = bob.ask(owner, "/heating/read", study, Nonce::empty())?;
    for seconds in [0, 5, 20] {
        watch.0.fetch_add(seconds, Ordering::Relaxed);
        println!("  {seconds} seconds later: {}", tell(&run(&request)?));
    }
    expect("the study was read twice", calls() == (2, 0))?;

    println!("A mutation, asked for three times with one nonce, then with another:");
    let wish = ipld!({"room": "study", "degrees": 21});
    for drawn in [3, 3, 3, 4] {
        let request = bob.ask(owner, "/heating/set", wish.clone(), nonce(drawn))?;
        println!("  {}", tell(&run(&request)?));
    }
    expect("each nonce was one wish", calls() == (2, 2))?;

    println!("Refused, before anything is written or done:");
    for (subject, wish) in [
        (owner, ipld!({"room": "study", "degrees": 30})), // more than was lent
        (&bob_did, ipld!({"room": "study", "degrees": 20})), // he may, but has no heating here
        (owner, ipld!({"room": "study", "degrees": 20, "fast": true})), // no such argument
    ] {
        let request = bob.ask_about(subject, owner, "/heating/set", wish, nonce(5))?;
        match executor.submit(&executor.receive(&request, &tokens)?) {
            Err(RunError::Prepare { error, .. }) => println!("  {error}"),
            other => return Err(format!("not refused: {other:?}").into()),
        }
    }
    expect("no handler was called", calls() == (2, 2))?;

    println!("A mutation of which nobody knows how far it came:");
    let wish = ipld!({"room": "cellar", "degrees": 12});
    let request = bob.ask(owner, "/heating/set", wish, nonce(6))?;
    println!("  {}", tell(&run(&request)?));
    let again = run(&request)?;
    println!("  asked again: {}", tell(&again));
    expect("it was not tried again", calls() == (2, 3))?;
    let TaskOutcome::Indeterminate { receipt } = &again.outcome else {
        return Err("it is not indeterminate".into());
    };

    // Somebody went down to look, and the executor signs for what they say.
    executor.settle(receipt.cid(), Outcome::Ok(ipld!({"degrees": 12})))?;
    println!("  settled: {}", tell(&run(&request)?));
    expect("a person's word calls no handler", calls() == (2, 3))
}

/// How a task went, in a line.
fn tell(report: &TaskReport) -> String {
    let how = match &report.outcome {
        TaskOutcome::Executed { .. } => "executed",
        TaskOutcome::Reused { .. } => "reused",
        TaskOutcome::Indeterminate { .. } => "indeterminate",
        TaskOutcome::Failed { error } => return format!("no receipt: {error}"),
        _ => "ended",
    };
    match report.result() {
        Some(Outcome::Ok(Ipld::Map(value))) => match value.get("degrees") {
            Some(Ipld::Integer(degrees)) => format!("{how}, {degrees} degrees"),
            _ => format!("{how}, {value:?}"),
        },
        Some(Outcome::Error(error)) => match Failure::read(error) {
            Ok(failure) => format!("{how}, {failure}"),
            Err(_) => format!("{how}, {error:?}"),
        },
        other => format!("{how}, {other:?}"),
    }
}

/// Twelve bytes that make a token unique; draw yours at random.
fn nonce(drawn: u8) -> Nonce {
    Nonce::from_random([drawn; Nonce::RANDOM_LENGTH])
}

fn expect(what: &str, holds: bool) -> Result<()> {
    if holds { Ok(()) } else { Err(format!("this does not hold: {what}").into()) }
}
