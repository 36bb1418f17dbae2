//! Five executors and one task, of which three lie, each in its own way.
//!
//! Alice wants a result that two in three agree on. Each executor gets an invocation of its own
//! from her. One returns another output than the program gives, one signs nothing, one says
//! different things to different people. Each is caught; what shows it is written to bytes, and a
//! third party, who believes none of them, reads and checks it. Then a store is checked by lot.

use std::{error::Error, sync::Arc};

use ipld_core::ipld::Ipld;
use ipvm_runtime::{
    Cancellation, Executor, ReExecution, SpotCheck, SpotFault, Stores,
    agent::{Agent, AgentError, AgentRequest, Inquiry, InquiryReport, Panel},
    store::{Blocks, MemoryStore, ReceiptRecord, Receipts, Visibility},
};
use ipvm_task::{
    Consensus, Evidence, Finding, HandlerDeclarations, Module, Verification, WasmCall, wasm_run,
};
use ucan_core::{Check, Did, DidKeyResolver, Envelope, Timestamp};
use ucan_invocation::{Attestation, Invocation, Outcome, Receipt, Task};
use ucan_pipeline::Trust;
use varsig::{Block, Ed25519Signer, VerifierSet};

/// A program with the function `shout`, which gives a text in capitals.
const HELLO: &[u8] = include_bytes!("guests/components/hello-rust.wasm");

/// What somebody makes of a receipt before they hand it over.
type Twist = fn(&Ed25519Signer, Receipt) -> Result<Vec<u8>, Box<dyn Error>>;

/// An executor that runs the task, and then gives something else than the receipt.
struct Twisted {
    inner: Executor,
    twist: Twist,
    signer: Ed25519Signer,
}

impl Agent for Twisted {
    fn did(&self) -> &Did {
        self.inner.did()
    }

    fn attest(&self, request: &AgentRequest) -> Result<Vec<u8>, AgentError> {
        let failed = |error: Box<dyn Error>| AgentError::Unreachable { detail: error.to_string() };
        let bytes = self.inner.attest(request)?;
        let receipt = accept(&bytes).map_err(failed)?;
        (self.twist)(&self.signer, receipt).map_err(failed)
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    // Seeds stand in the source so that everybody sees the same run; draw yours at random.
    let alice = Ed25519Signer::from_seed(&[9; 32]);
    let program = Block::raw(HELLO);
    let shout = |text: &str| -> Result<Task, Box<dyn Error>> {
        let text = vec![Ipld::String(text.into())];
        let call = WasmCall::new(Module::Link(*program.cid()), "shout", text);
        Ok(Task::idempotent(Did::from_signer(&alice), wasm_run(), call.to_args())?)
    };
    let task = shout("verify")?;

    // Two are honest. The third lies about the output; the fourth about the signature: it changes
    // what was signed. The fifth says one thing now, and said another before.
    let twisted = |seed, twist| -> Result<Twisted, Box<dyn Error>> {
        Ok(Twisted { inner: executor(seed)?, twist, signer: key(seed) })
    };
    let lies = twisted(3, |signer, receipt| {
        Ok(says(signer, receipt.ran(), "GOTCHA")?.block().bytes().to_vec())
    })?;
    let forges = twisted(4, |_, receipt| {
        let mut bytes = receipt.block().bytes().to_vec();
        let place = bytes.windows(6).position(|it| it == b"VERIFY").ok_or("it is not there")?;
        bytes[place..place + 6].copy_from_slice(b"GOTCHA");
        Ok(bytes)
    })?;
    let equivocates = twisted(5, |_, receipt| Ok(receipt.block().bytes().to_vec()))?;
    let said_before = says(&key(5), task.id(), "PERHAPS")?;

    let names = ["honest", "honest too", "lies", "forges", "equivocates"];
    let agents: [Arc<dyn Agent>; 5] = [
        Arc::new(executor(1)?),
        Arc::new(executor(2)?),
        Arc::new(lies),
        Arc::new(forges),
        Arc::new(equivocates),
    ];
    let dids: Vec<Did> = agents.iter().map(|agent| agent.did().clone()).collect();

    // Alice asks each of them, by an invocation that names it.
    let mut blocks = vec![program.clone()];
    for agent in &dids {
        let asked = Invocation::new(Did::from_signer(&alice), task.clone());
        let asked = asked.with_audience(agent.clone());
        blocks.push(Envelope::sign(asked, &alice)?.block().clone());
    }
    let panel = Panel::new(agents)?;
    // Four have a word on it; she has heard from the fifth before.
    let check = Check::at(Timestamp::from_seconds(1_767_225_600)?);
    let (handlers, trust) = (HandlerDeclarations::built_in(), Trust::default());
    let ask = |named: &[Did], known: Vec<Receipt>| -> Result<InquiryReport, Box<dyn Error>> {
        let strategy = Verification::Consensus(Consensus::new(named.to_vec(), Some(2))?);
        let inquiry = Inquiry::new(&task, &strategy, &handlers, &trust, check)
            .with_blocks(blocks.iter().cloned())
            .with_known(known);
        Ok(panel.ask(&inquiry))
    };
    let first = ask(&dids[..3], Vec::new())?;
    let second = ask(&[dids[1].clone(), dids[3].clone(), dids[4].clone()], Vec::new())?;
    let third = ask(&[dids[0].clone(), dids[1].clone(), dids[4].clone()], {
        let heard = second.receipts.iter().cloned();
        heard.chain([said_before]).collect()
    })?;
    let mut written = Vec::new();
    for report in [&first, &second, &third] {
        println!("{}", report.judgement.verdict);
        for answer in &report.answers {
            let name = dids.iter().zip(names).find(|(did, _)| **did == answer.agent);
            println!("  {}: {}", name.map_or("?", |(_, name)| name), answer.conduct);
        }
        assert!(report.accepted().is_some());
        written.extend(report.evidence.iter().map(|it| it.block().bytes().to_vec()));
    }

    // A third party has the bytes, an executor of its own, and trusts nobody.
    println!("a third party reads {} pieces of evidence", written.len());
    // The two words of the fifth contradict each other, and one of them the honest.
    assert_eq!(written.len(), 4);
    let referee = executor(8)?;
    let mut caught = Vec::new();
    for bytes in &written {
        let evidence = Evidence::decode(bytes)?;
        let finding =
            evidence.check(&handlers, &check, &DidKeyResolver, &VerifierSet::default())?;
        println!("  {}: {finding}", evidence.kind());
        match &finding {
            Finding::Equivocation { .. } => caught.extend(finding.against().cloned()),
            Finding::NotSigned { .. } => {
                println!("    nobody signed it, so that it accuses nobody")
            }
            // Which of the two is wrong shows whoever runs it again.
            Finding::Contradiction { .. } => {
                for token in evidence.tokens() {
                    let receipt = accept(token.bytes())?;
                    let blocks = [program.clone(), Block::encode(&task.to_ipld())?];
                    let again = referee.reexecute(&receipt, &blocks, &Cancellation::new())?;
                    if matches!(again, ReExecution::Refuted(_)) {
                        caught.push(receipt.executor().clone());
                    }
                }
            }
            _ => return Err("unexpected".into()),
        }
    }
    caught.sort_unstable();
    caught.dedup();
    let mut expected = vec![dids[2].clone(), dids[4].clone()];
    expected.sort_unstable();
    assert_eq!(caught, expected);

    // A store with a thousand receipts of somebody, of which one is a lie.
    let store = Arc::new(MemoryStore::new());
    for number in 0..1000 {
        let task = shout(&format!("number {number}"))?;
        let text = if number == 321 { "GOTCHA".into() } else { format!("NUMBER {number}") };
        let receipt = says(&key(3), task.id(), &text)?;
        store.put_all(&[(Block::encode(&task.to_ipld())?, Visibility::Restricted)])?;
        Receipts::put(&*store, &ReceiptRecord::new(receipt.block().clone(), *task.id()))?;
    }
    let auditor = Executor::builder(Arc::new(key(8)), Stores::from(store)).build()?;
    auditor.publish(HELLO)?;
    for (what, check) in
        [("one in ten", SpotCheck::of(100, [7; 32])), ("every one", SpotCheck::of_all())]
    {
        let report = auditor.spot_check(&check)?;
        println!("{what}: {} confirmed, {} not in order", report.confirmed, report.faults());
        for finding in &report.findings {
            if let SpotFault::Refuted { evidence: Some(evidence) } = &finding.what {
                println!("  {evidence}");
            }
        }
    }
    assert_eq!(auditor.spot_check(&SpotCheck::of_all())?.faults(), 1);
    Ok(())
}

fn key(seed: u8) -> Ed25519Signer {
    Ed25519Signer::from_seed(&[seed; 32])
}

/// An executor that shares nothing with the others.
fn executor(seed: u8) -> Result<Executor, Box<dyn Error>> {
    let stores = Stores::from(Arc::new(MemoryStore::new()));
    Ok(Executor::builder(Arc::new(key(seed)), stores).build()?)
}

/// Somebody attests to a text, whether or not it is so.
fn says(signer: &Ed25519Signer, task: &cid::Cid, text: &str) -> Result<Receipt, Box<dyn Error>> {
    let now = Timestamp::from_seconds(1_767_225_600)?;
    let outcome = Outcome::Ok(Ipld::String(text.into()));
    Ok(Attestation::new(*task, outcome, now).sign(signer)?)
}

fn accept(bytes: &[u8]) -> Result<Receipt, Box<dyn Error>> {
    let verified =
        Envelope::<Invocation>::decode(bytes)?.verify(&DidKeyResolver, &VerifierSet::default())?;
    let check = Check::at(Timestamp::from_seconds(1_767_225_600)?);
    Ok(Receipt::accept(&verified, &Default::default(), &check)?)
}
