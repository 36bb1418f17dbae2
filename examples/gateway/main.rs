//! Content from a gateway that need not be trusted.
//!
//! The executor knows no network. Its embedder gives it a resolver, here a client of a trustless
//! gateway: a block is asked for by its CID, and whatever comes is hashed. So a gateway can keep
//! content back and waste time, both within bounds, and nothing else. One gateway lies, one never
//! ends, one is slow and one sends us to somebody else: of each it is told what it did. Then a file
//! in many blocks, in a directory, is read block by block and given to a component.

mod add;
mod client;
mod server;

use std::{
    collections::BTreeMap,
    error::Error,
    sync::Arc,
    time::{Duration, Instant},
};

use cid::Cid;
use ipld_core::ipld::Ipld;
use ipvm_examples::{IMAGE_OPS, PHOTOGRAPH};
use ipvm_runtime::{
    Cancellation, Executor, FetchBounds, FetchLimits, JobReport, Stores, Subjects, TaskOutcome,
    effects, store::MemoryStore,
};
use ipvm_task::WasmCall;
use ucan_core::Did;
use ucan_invocation::{Outcome, Task};
use varsig::{Block, Ed25519Signer};

use crate::{
    client::{Gateway, GatewayFault},
    server::{Manner, Server},
};

type Result<T, E = Box<dyn Error>> = std::result::Result<T, E>;

/// How long a block may take.
const TIME: Duration = Duration::from_secs(20);
/// How long it may take where nothing is to be hoped for.
const SHORT: Duration = Duration::from_millis(300);
/// How many bytes a block may have.
const BYTES: usize = 2 << 20;

fn main() -> Result<()> {
    // Somebody has added a photograph to IPFS: as one block, and as a file in a directory.
    let photograph = Block::raw(PHOTOGRAPH);
    let added = add::directory_of("an astronaut.png", PHOTOGRAPH);
    let directory = *added.last().ok_or("there is no directory")?.cid();
    let blocks = added.into_iter().chain([photograph.clone()]);
    let blocks = blocks.map(|block| (block.cid().to_string(), block)).collect();
    let honest = Server::start(Manner::Honest(blocks))?;

    bad_gateways(*photograph.cid(), &honest)?;
    one_block(*photograph.cid(), &honest)?;
    a_file(directory, &honest)
}

/// Four gateways that are not honest, and one that does not have it.
fn bad_gateways(photograph: Cid, honest: &Server) -> Result<()> {
    let cases = [
        (Manner::Lying(PHOTOGRAPH.len()), GatewayFault::Lied { cid: photograph }, "untrue"),
        (Manner::Endless, GatewayFault::TooLarge { limit: BYTES }, "too-large"),
        (Manner::Slow, GatewayFault::TimedOut, "timed-out"),
        (Manner::Redirecting(honest.address), GatewayFault::Redirected, "unreachable"),
        (Manner::Honest([].into()), GatewayFault::NotFound, "missing"),
    ];
    for (manner, fault, reason) in cases {
        let server = Server::start(manner)?;
        let gateway = Gateway::new(server.address);
        let time = if fault == GatewayFault::TimedOut { SHORT } else { TIME };
        // What the embedder sees, ...
        let Err(error) = gateway.block(&photograph, &bounds(time)) else {
            return Err("a gateway was believed".into());
        };
        println!("{error}");
        expect("it is told what the gateway did, and which", error.fault == fault)?;
        expect("and which it was", error.address == server.address)?;
        // ... and what the receipt says.
        let report = Stage::new(gateway, time)?.rotate(photograph)?;
        let Some(Outcome::Error(Ipld::Map(failure))) = report.result() else {
            return Err("the task did not fail".into());
        };
        println!("  in the receipt: {:?}, at fault: {:?}", failure["reason"], failure["at-fault"]);
        expect("the receipt has the reason", failure["reason"] == Ipld::String(reason.into()))?;
        let environment = Ipld::String("environment".into());
        expect("it is not the task's fault", failure["at-fault"] == environment)?;
        let is_not_done = matches!(report.tasks[0].outcome, TaskOutcome::NotDone { .. });
        expect("it may be tried again", is_not_done)?;
        expect("each asked once", server.asked() == 2)?;
    }
    expect("nobody was sent to the honest gateway", honest.asked() == 0)
}

/// A block that the task names, and the executor fetches.
fn one_block(photograph: Cid, honest: &Server) -> Result<()> {
    let stage = Stage::new(Gateway::new(honest.address), TIME)?;
    for run in ["first", "second"] {
        let report = stage.rotate(photograph)?;
        println!("{run} run: {} executed, {} reused", report.executed(), report.reused());
        expect("a picture comes out", is_png(&report))?;
    }
    expect("it was fetched once", honest.asked() == 1)
}

/// A file in many blocks: one task finds it by its name, and others read it.
fn a_file(directory: Cid, honest: &Server) -> Result<()> {
    let stage = Stage::new(Gateway::new(honest.address), TIME)?;
    let (name, before) = (format!("ipfs://{directory}/an%20astronaut.png"), honest.asked());
    let args = BTreeMap::from([("content".to_owned(), Ipld::String(name.clone()))]);
    let resolve = effects::content::RESOLVE.parse()?;
    let report = stage.run(Task::idempotent(stage.me.clone(), resolve, args)?)?;
    let Some(Outcome::Ok(Ipld::Map(found))) = report.result() else {
        return Err("the name was not resolved".into());
    };
    println!("{name}: {:?} bytes in {} blocks", found["size"], honest.asked() - before);
    let Ipld::Link(content) = found["content"] else { return Err("there is no content".into()) };
    expect("the file is the photograph", content == *Block::raw(PHOTOGRAPH).cid())?;

    // It is here now, for the one who asked and for nobody else.
    let before = honest.asked();
    expect("a picture comes out", is_png(&stage.rotate(content)?))?;
    expect("it was not fetched again", honest.asked() == before)
}

/// What one block may cost, from now on.
fn bounds(time: Duration) -> FetchBounds {
    FetchBounds::new(BYTES, Instant::now() + time, Cancellation::new())
}

/// An executor with one gateway, and somebody who asks.
struct Stage {
    executor: Executor,
    module: Cid,
    signer: Ed25519Signer,
    me: Did,
}

impl Stage {
    fn new(gateway: Gateway, time: Duration) -> Result<Self> {
        let signer = Ed25519Signer::from_seed(&[9; 32]); // draw yours at random, and keep it
        let stores = Stores::from(Arc::new(MemoryStore::new()));
        let executor = Executor::builder(Arc::new(signer.clone()), stores)
            .with_resolver(Arc::new(gateway))
            .with_fetch_limits(FetchLimits::default().with_time(time).with_bytes(BYTES))
            .with_handler(effects::content::resolve(Subjects::Any))
            .build()?;
        let module = executor.publish_component(IMAGE_OPS)?;
        Ok(Self { executor, module, me: Did::from_signer(&signer), signer })
    }

    /// Has a picture turned.
    fn rotate(&self, picture: Cid) -> Result<JobReport> {
        let call = WasmCall::new(self.module, "rotate90", vec![Ipld::Link(picture)]);
        self.run(call.to_task(self.me.clone())?)
    }

    fn run(&self, task: Task) -> Result<JobReport> {
        let token = self.executor.request(task, &self.signer)?;
        let job = self.executor.receive(token.bytes(), &[])?;
        Ok(self.executor.submit(&job)?.wait())
    }
}

fn is_png(report: &JobReport) -> bool {
    matches!(report.result(), Some(Outcome::Ok(Ipld::Bytes(png))) if png.starts_with(b"\x89PNG"))
}

fn expect(what: &str, holds: bool) -> Result<()> {
    if holds { Ok(()) } else { Err(format!("this does not hold: {what}").into()) }
}
