//! The stream: a query at the front, pure steps in the middle, a mutation at the end.

use std::{
    net::{SocketAddr, TcpStream},
    sync::Arc,
    time::Duration,
};

use cid::Cid;
use ipld_core::ipld::Ipld;
use ipvm_runtime::{Call, Executor, HandlerError, Registration, Stores, Subjects, random_nonce};
use ipvm_task::{WasmCall, wasm_run};
use ipvm_workflow::{Draft, Sealer, TaskDraft, awaits};
use serde::{Deserialize, Serialize};
use ucan_core::{Did, Envelope};
use ucan_invocation::{Invocation, Promise, arguments};
use varsig::{Ed25519Signer, dag_json};

use super::{Result, http::Message, log::Entry};

/// A component with the functions `start`, `apply` and `summary`.
pub(crate) const EVENT_LOG: &[u8] = include_bytes!("../guests/components/event-log.wasm");

/// How long to wait for the office.
const PATIENCE: Duration = Duration::from_secs(60);

/// What was fixed for a day stays so: its receipt is good for a year.
const A_YEAR: Duration = Duration::from_secs(365 * 24 * 60 * 60);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RateOf {
    day: String,
    currency: String,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Rate {
    currency: String,
    per_mille: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Filing {
    report: Ipld,
}

/// Who owns the shop, and the executor that works for her.
pub(crate) struct Shop {
    pub(crate) executor: Executor,
    owner: Ed25519Signer,
    program: Cid,
}

impl Shop {
    /// Whose shop it is.
    pub(crate) fn owner(&self) -> Did {
        Did::from_signer(&self.owner)
    }

    /// An executor with the key `seed`, over these stores; it asks the `office`.
    pub(crate) fn open(seed: u8, stores: Stores, office: SocketAddr) -> Result<Self> {
        Self::trusting(seed, stores, office, None)
    }

    /// The same, for which receipts of another executor count as well.
    pub(crate) fn trusting(
        seed: u8,
        stores: Stores,
        office: SocketAddr,
        other: Option<&Did>,
    ) -> Result<Self> {
        let owner = Ed25519Signer::from_seed(&[1; 32]); // draw yours at random
        let signer = Arc::new(Ed25519Signer::from_seed(&[seed; 32]));
        let builder = Executor::builder(signer, stores)
            .with_handlers(handlers(office, &Did::from_signer(&owner))?);
        let executor = other.cloned().into_iter().fold(builder, |it, did| it.trusting(did));
        let executor = executor.build()?;
        let program = executor.publish_component(EVENT_LOG)?;
        Ok(Self { executor, owner, program })
    }

    /// The whole stream over a log.
    pub(crate) fn stream(&self, log: &[Entry]) -> Result<Envelope<Invocation>> {
        let start = Draft::new().with_task("start", self.call("start", vec![]));
        let (draft, last) = self.steps(start, awaits("start"), 1, log);
        let rate = arguments!({ "day": "2026-01-02", "currency": "USD" });
        let report = arguments!({ "report": awaits("summary") });
        let draft = draft
            .with_task("rate", TaskDraft::of_issuer("/rate/read".parse()?, rate))
            .with_task("summary", self.call("summary", vec![last, awaits("rate")]))
            .with_task("report", TaskDraft::of_issuer("/report/file".parse()?, report));
        self.sign(draft)
    }

    /// The pure steps alone, behind the first `count` of a log, the last of which is the task `after`.
    pub(crate) fn tail(
        &self,
        log: &[Entry],
        count: usize,
        after: &Cid,
    ) -> Result<Envelope<Invocation>> {
        let after = Promise::ok(*after).to_ipld();
        let (draft, _) = self.steps(Draft::new(), after, count + 1, &log[count..]);
        self.sign(draft)
    }

    /// One step for each entry, from the number `first`, each upon the state of the step before.
    fn steps(
        &self,
        mut draft: Draft,
        mut state: Ipld,
        first: usize,
        log: &[Entry],
    ) -> (Draft, Ipld) {
        for (number, entry) in (first..).zip(log) {
            let step = self.call("apply", vec![state, entry.to_param()]);
            draft = draft.with_task(label(number), step);
            state = awaits(&label(number));
        }
        (draft, state)
    }

    fn call(&self, function: &str, params: Vec<Ipld>) -> TaskDraft {
        let call = WasmCall::new(self.program, function, params);
        TaskDraft::of_issuer(wasm_run(), call.to_args())
    }

    fn sign(&self, draft: Draft) -> Result<Envelope<Invocation>> {
        let me = self.owner();
        // Every task has an empty nonce: what gives the same for the same, and a report that is filed
        // once by its ID.
        let handlers = self.executor.handlers();
        let sealed = Sealer::new().with_issuer(me.clone()).with_handlers(handlers).seal(draft)?;
        let invocation = sealed.invocation(me, self.executor.did().clone(), random_nonce()?)?;
        Ok(Envelope::sign(invocation, &self.owner)?)
    }
}

/// The label of the step with this number.
pub(crate) fn label(number: usize) -> String {
    format!("event-{number}")
}

/// The two ends of the stream, in the name of the owner and of nobody else.
fn handlers(office: SocketAddr, owner: &Did) -> Result<[Registration; 2]> {
    let read = move |RateOf { day, currency }: RateOf, _: &Call<'_>| {
        let answer = ask(office, format!("GET /rates/{day}/{currency} HTTP/1.1"), String::new())?;
        let per_mille = answer
            .parse()
            .map_err(|_| HandlerError::not_done("NoRate", format!("the office says `{answer}`")))?;
        Ok(Rate { currency, per_mille })
    };
    let file = move |Filing { report }: Filing, call: &Call<'_>| {
        let report = dag_json::encode(&report)
            .map_err(|error| HandlerError::not_done("NoJson", error.to_string()))?;
        // The office knows a report by the ID of its task, and files none twice.
        let start = format!("PUT /reports/{} HTTP/1.1", call.id());
        ask(office, start, String::from_utf8_lossy(&report).into_owned())
    };
    let subjects = || Subjects::only(owner.clone());
    Ok([
        Registration::query("/rate/read".parse()?, subjects(), read).with_lifetime(A_YEAR),
        Registration::mutation("/report/file".parse()?, subjects(), file).idempotent(),
    ])
}

/// Asks the office, and says of every failure how far it came.
fn ask(office: SocketAddr, start: String, body: String) -> Result<String, HandlerError> {
    let stream = TcpStream::connect_timeout(&office, PATIENCE)
        .map_err(|error| HandlerError::not_done("Unreachable", error.to_string()))?;
    let exchange = || {
        stream.set_read_timeout(Some(PATIENCE))?;
        Message { start, body }.write(&stream)?;
        Message::read(&stream)
    };
    let answer =
        exchange().map_err(|error| HandlerError::unknown("NoAnswer", error.to_string()))?;
    match answer.start.split(' ').nth(1) {
        Some("200") => Ok(answer.body),
        _ => Err(HandlerError::failed("Declined", answer.start)),
    }
}
