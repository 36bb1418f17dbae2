//! One question to several agents at once.

use std::{
    cell::Cell,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        mpsc::{self, Receiver, TryRecvError},
    },
    thread,
    time::{Duration, Instant},
};

use ipvm_task::Evidence;
use rayon::ThreadPool;
use ucan_core::{Did, DidKeyResolver, Envelope, Proofs};
use ucan_invocation::{Invocation, Receipt};
use varsig::VerifierSet;

use super::{AgentError, AgentRequest, Answer, Conduct, Inquiry, NotAsked, Panel, panel::Seat};
use crate::{cancellation::Cancellation, owed::Owed};

/// How long a worker sleeps that waits and has nothing to do.
const IDLE: Duration = Duration::from_micros(50);

/// How often a worker that waits may begin work that waits in turn: each takes its part of
/// the stack.
const MOST_NESTED: u32 = 8;

thread_local! {
    static NESTED: Cell<u32> = const { Cell::new(0) };
}

/// What an agent gave, with its place among those that were asked.
type Given = (usize, Result<Vec<u8>, AgentError>, Duration);

impl Panel {
    /// Asks them side by side, and waits for the answers.
    pub(super) fn put(&self, seats: &[&Seat], inquiry: &Inquiry<'_>) -> Vec<Answer> {
        let begun = Instant::now();
        let patience = inquiry.patience.map_or(self.patience, |it| it.min(self.patience));
        // A time beyond what the clock counts is no end.
        let deadline =
            begun.checked_add(patience).unwrap_or_else(|| begun + self.patience.min(DAY));
        let cancellation = Cancellation::new();
        let (give, given) = mpsc::channel();
        let mut conducts: Vec<Option<(Conduct, Duration)>> = Vec::new();
        for (index, seat) in seats.iter().enumerate() {
            let asked = inquiry.invocation(seat.did()).and_then(|invocation| {
                let request = AgentRequest {
                    invocation: invocation.clone(),
                    blocks: Arc::clone(&inquiry.blocks),
                    deadline,
                    cancellation: cancellation.clone(),
                };
                ask(seat, request, index, give.clone())
            });
            conducts.push(asked.err().map(|why| (Conduct::NotAsked { why }, Duration::ZERO)));
        }
        // So that the channel ends with the last of those that were asked.
        drop(give);
        let mut waited_for = conducts.iter().filter(|conduct| conduct.is_none()).count();
        while waited_for > 0
            && let Some((index, given, time)) = next(&given, deadline, inquiry.pool)
        {
            waited_for -= 1;
            let Some(seat) = seats.get(index) else { continue };
            let conduct = match given {
                Ok(bytes) => read(&bytes, seat.did(), inquiry),
                Err(error) => Conduct::Failed(error),
            };
            if let Some(place) = conducts.get_mut(index) {
                *place = Some((conduct, time));
            }
        }
        cancellation.cancel();
        let silent = || (Conduct::Silent, begun.elapsed());
        let answers = seats.iter().zip(conducts).map(|(seat, conduct)| {
            let (conduct, time) = conduct.unwrap_or_else(silent);
            Answer { agent: seat.did().clone(), conduct, time }
        });
        answers.collect()
    }
}

const DAY: Duration = Duration::from_secs(86_400);

/// Asks one agent, on a thread of its own: nobody can be made to answer in time.
fn ask(
    seat: &Seat,
    request: AgentRequest,
    index: usize,
    give: mpsc::Sender<Given>,
) -> Result<(), NotAsked> {
    let debt = Owed::one_of(Panel::MOST_OWED, &seat.owes).ok_or(NotAsked::Busy)?;
    let agent = Arc::clone(&seat.agent);
    let begun = Instant::now();
    let asked = thread::Builder::new().name("ipvm-agent".to_owned()).spawn(move || {
        let given = catch_unwind(AssertUnwindSafe(|| agent.attest(&request)))
            .unwrap_or(Err(AgentError::Panicked));
        drop(debt);
        // Nobody may be waiting any more.
        let _ = give.send((index, given, begun.elapsed()));
    });
    asked.map(|_| ()).map_err(|_| NotAsked::Busy)
}

/// The next answer; `None` when the time is over. A worker of the executor's own pool
/// works meanwhile: one of those that are asked may need it.
fn next(given: &Receiver<Given>, deadline: Instant, pool: Option<&ThreadPool>) -> Option<Given> {
    let works =
        |pool: &&ThreadPool| pool.current_thread_index().is_some() && NESTED.get() < MOST_NESTED;
    let Some(pool) = pool.filter(works) else {
        let left = deadline.saturating_duration_since(Instant::now());
        return given.recv_timeout(left).ok();
    };
    loop {
        match given.try_recv() {
            Ok(given) => return Some(given),
            Err(TryRecvError::Disconnected) => return None,
            Err(TryRecvError::Empty) if Instant::now() >= deadline => return None,
            Err(TryRecvError::Empty) => {
                NESTED.set(NESTED.get() + 1);
                let yielded = catch_unwind(AssertUnwindSafe(|| pool.yield_now()));
                NESTED.set(NESTED.get().saturating_sub(1));
                if !matches!(yielded, Ok(Some(rayon::Yield::Executed))) {
                    thread::sleep(IDLE);
                }
            }
        }
    }
}

/// What bytes are that an agent gave.
fn read(bytes: &[u8], agent: &Did, inquiry: &Inquiry<'_>) -> Conduct {
    let envelope = match Envelope::<Invocation>::decode(bytes) {
        Ok(envelope) => envelope,
        Err(error) => return Conduct::Garbage { error },
    };
    let verified = match envelope.verify(&DidKeyResolver, &VerifierSet::default()) {
        Ok(verified) => verified,
        Err(error) => {
            return Conduct::NotSigned { error, evidence: Evidence::of_token(bytes).ok() };
        }
    };
    let receipt = match Receipt::accept(&verified, &Proofs::new(), &inquiry.check) {
        Ok(receipt) => receipt,
        Err(error) => return Conduct::NotAReceipt { error },
    };
    if receipt.executor() != agent {
        return Conduct::OfAnother { executor: receipt.executor().clone() };
    }
    if receipt.ran() != inquiry.task.id() {
        return Conduct::AnotherTask { ran: *receipt.ran() };
    }
    Conduct::Attested(Box::new(receipt))
}
