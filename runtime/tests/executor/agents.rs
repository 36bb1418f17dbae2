//! Several executors asked about one task, and what each may do instead of answering.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use ipld_core::{ipld, ipld::Ipld};
use ipvm_runtime::{
    Call, Executor, InquiryError, Job, PrepareError, Quiet, Registration, RunError, Stores,
    Subjects, TaskError, TaskOutcome,
    agent::{
        Agent, AgentError, AgentRequest, Conduct, Inquiry, InquiryReport, NotAsked, Panel,
        PanelError,
    },
    store::{Blocks, MemoryStore, Receipts},
};
use ipvm_task::{
    Consensus, DisputeReason, EffectClass, Evidence, EvidenceKind, HandlerDeclarations, Missing,
    Optimistic, RefusalReason, Verdict, Verification, VerificationKind,
};
use serde::Deserialize;
use ucan_core::{Check, Did, Envelope, Leeway, Meta};
use ucan_invocation::{Attestation, Invocation, Outcome, Receipt, Task};
use ucan_pipeline::Trust;
use varsig::{Block, Ed25519Signer};

use crate::{
    reexecute::{call, found, ok, says},
    stage::{NOW, NUMBERS, Stage, Standing, alice, bob, component, did, number, seconds},
};

/// What an agent gives when it is asked.
type Script = Box<dyn Fn(&AgentRequest) -> Result<Vec<u8>, AgentError> + Send + Sync>;

/// An agent that does as it is told.
struct Scripted {
    did: Did,
    asked: AtomicUsize,
    script: Script,
}

impl Agent for Scripted {
    fn did(&self) -> &Did {
        &self.did
    }

    fn attest(&self, request: &AgentRequest) -> Result<Vec<u8>, AgentError> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        (self.script)(request)
    }
}

fn key(seed: u8) -> Ed25519Signer {
    Ed25519Signer::from_seed(&[seed; 32])
}

fn scripted(
    seed: u8,
    script: impl Fn(&AgentRequest) -> Result<Vec<u8>, AgentError> + Send + Sync + 'static,
) -> Arc<dyn Agent> {
    counted(seed, script)
}

fn counted(
    seed: u8,
    script: impl Fn(&AgentRequest) -> Result<Vec<u8>, AgentError> + Send + Sync + 'static,
) -> Arc<Scripted> {
    let (did, script) = (did(&key(seed)), Box::new(script));
    Arc::new(Scripted { did, asked: AtomicUsize::new(0), script })
}

/// Anybody as an agent.
fn seat(agent: impl Agent + 'static) -> Arc<dyn Agent> {
    Arc::new(agent)
}

/// One that attests to this, whatever the task is.
fn claims(seed: u8, value: i128) -> Arc<dyn Agent> {
    counting(seed, value)
}

/// The same, which counts how often it is asked.
fn counting(seed: u8, value: i128) -> Arc<Scripted> {
    counted(seed, move |request| {
        let asked = Envelope::<Invocation>::decode_block(request.invocation.clone()).unwrap();
        let task = asked.unverified_payload().task().clone();
        Ok(says(&key(seed), &task, ok(value)).block().bytes().to_vec())
    })
}

/// An executor with a store of its own.
fn executor(seed: u8) -> Executor {
    let stores = Stores::from(Arc::new(MemoryStore::new()));
    Executor::builder(Arc::new(key(seed)), stores)
        .with_clock(Arc::new(Standing(NOW)))
        .with_leeway(Leeway::NONE)
        .build()
        .unwrap()
}

/// Alice's invocation of a task on her own for this agent.
fn invites(task: &Task, agent: &Did) -> Block {
    invites_with(task, agent, |invocation| invocation)
}

fn invites_with(task: &Task, agent: &Did, change: impl FnOnce(Invocation) -> Invocation) -> Block {
    let invocation = Invocation::new(did(&alice()), task.clone()).with_audience(agent.clone());
    let invocation = change(invocation.with_expiration(seconds(NOW + 60)));
    Envelope::sign(invocation, &alice()).unwrap().block().clone()
}

fn checked_by(check: Ipld) -> Meta {
    [("ipvm/config".to_owned(), ipld!({ "check": check }))].into()
}

fn consensus(seeds: &[u8], threshold: u64) -> Verification {
    let agents = seeds.iter().map(|seed| did(&key(*seed))).collect();
    Verification::Consensus(Consensus::new(agents, Some(threshold)).unwrap())
}

fn optimistic(confirmations: u64, referee: u8) -> Verification {
    Verification::Optimistic(Optimistic::new(confirmations, did(&key(referee))).unwrap())
}

fn trusting(seeds: &[u8]) -> Trust {
    Trust::new(seeds.iter().map(|seed| did(&key(*seed))))
}

fn panel(agents: impl IntoIterator<Item = Arc<dyn Agent>>) -> Panel {
    Panel::new(agents).unwrap().with_patience(Duration::from_secs(20))
}

/// Everything that is sent along: the program, and an invocation for each of these.
fn sent(task: &Task, seeds: &[u8]) -> Vec<Block> {
    let mut blocks = vec![Block::raw(component(NUMBERS))];
    blocks.extend(seeds.iter().map(|seed| invites(task, &did(&key(*seed)))));
    blocks
}

fn add_one(to: i128) -> Task {
    call(&Stage::new(), "add-one", vec![number(to)])
}

fn ask(
    panel: &Panel,
    task: &Task,
    strategy: &Verification,
    trust: &Trust,
    blocks: Vec<Block>,
) -> InquiryReport {
    let handlers = HandlerDeclarations::built_in();
    let check = Check::at(seconds(NOW));
    panel.ask(&Inquiry::new(task, strategy, &handlers, trust, check).with_blocks(blocks))
}

fn kinds(evidence: &[Evidence]) -> Vec<EvidenceKind> {
    let mut kinds: Vec<_> = evidence.iter().map(Evidence::kind).collect();
    kinds.sort_unstable();
    kinds
}

fn conduct(report: &InquiryReport, seed: u8) -> &Conduct {
    let agent = did(&key(seed));
    &report.answers.iter().find(|answer| answer.agent == agent).unwrap().conduct
}

#[test]
fn executors_in_one_process_agree_and_one_that_lies_is_caught() {
    let task = add_one(41);
    let panel = panel([seat(executor(11)), seat(executor(12)), claims(13, 7)]);
    let blocks = sent(&task, &[11, 12, 13]);
    let report = ask(&panel, &task, &consensus(&[11, 12, 13], 2), &Trust::default(), blocks);
    assert_eq!(report.accepted().unwrap().outcome(), &ok(42));
    let acceptance = report.judgement.verdict.accepted().unwrap();
    assert_eq!(acceptance.carried_by.len(), 2);
    assert_eq!(kinds(&report.evidence), [EvidenceKind::Contradiction]);
    let finding = found(&report.evidence[0]);
    let liars: Vec<_> =
        finding.refuted_by(acceptance.outcome).map(|it| it.executor.clone()).collect();
    assert_eq!(liars, [did(&key(13))]);
}

#[test]
fn whatever_an_agent_does_instead_of_answering_is_its_own_doing() {
    let task = add_one(41);
    let stranger = says(&key(99), &task, ok(42)).block().bytes().to_vec();
    let other_task = add_one(1);
    let wish = Arc::new(Mutex::new(None));
    let seen = Arc::clone(&wish);
    let agents: Vec<Arc<dyn Agent>> = vec![
        claims(11, 42),
        scripted(12, |_| Ok(b"garbage".to_vec())),
        scripted(13, {
            let task = task.clone();
            move |_| {
                let mut bytes = says(&key(13), &task, ok(42)).block().bytes().to_vec();
                // The number, after it was signed.
                let place = bytes.windows(3).position(|it| it == b"\x62ok").unwrap() + 4;
                assert_eq!(bytes[place], 42);
                bytes[place] = 43;
                Ok(bytes)
            }
        }),
        scripted(14, move |_| Ok(stranger.clone())),
        scripted(15, move |_| Ok(says(&key(15), &other_task, ok(2)).block().bytes().to_vec())),
        scripted(16, |request| Ok(request.invocation.bytes().to_vec())),
        scripted(17, |_| Err(AgentError::Unreachable { detail: "no route".into() })),
        scripted(18, |_| panic!("a bug")),
        scripted(19, move |request| {
            *seen.lock().unwrap() = Some(request.cancellation.clone());
            while !request.cancellation.is_cancelled() {
                std::thread::sleep(Duration::from_millis(1));
            }
            Ok(Vec::new())
        }),
        claims(20, 42),
    ];
    let seeds: Vec<u8> = (11..=21).collect();
    let panel = Panel::new(agents).unwrap().with_patience(Duration::from_secs(2));
    // Nobody has invited the last one, and one more has no seat.
    let blocks = sent(&task, &[11, 12, 13, 14, 15, 16, 17, 18, 19]);
    let report = ask(&panel, &task, &consensus(&seeds, 6), &Trust::default(), blocks);
    assert!(matches!(conduct(&report, 11), Conduct::Attested(_)));
    assert!(matches!(conduct(&report, 12), Conduct::Garbage { .. }));
    let Conduct::NotSigned { error, evidence: Some(evidence) } = conduct(&report, 13) else {
        panic!("{:?}", conduct(&report, 13));
    };
    assert_eq!(*error, ucan_core::VerifyError::InvalidSignature);
    assert_eq!(found(evidence).against(), None);
    let expected = did(&key(99));
    assert!(
        matches!(conduct(&report, 14), Conduct::OfAnother { executor } if *executor == expected)
    );
    assert!(matches!(conduct(&report, 15), Conduct::AnotherTask { ran } if ran == add_one(1).id()));
    assert!(matches!(conduct(&report, 16), Conduct::NotAReceipt { .. }));
    assert!(matches!(conduct(&report, 17), Conduct::Failed(AgentError::Unreachable { .. })));
    assert!(matches!(conduct(&report, 18), Conduct::Failed(AgentError::Panicked)));
    assert!(matches!(conduct(&report, 19), Conduct::Silent));
    let uninvited = Conduct::NotAsked { why: NotAsked::NoInvocation };
    assert_eq!(conduct(&report, 20).to_string(), uninvited.to_string());
    assert!(matches!(conduct(&report, 21), Conduct::NotAsked { why: NotAsked::NoSeat }));
    let Verdict::Pending { missing: Missing::Agents { agree: 1, needed: 6, silent } } =
        &report.judgement.verdict
    else {
        panic!("{}", report.judgement.verdict);
    };
    assert_eq!(silent.len(), 10);
    assert_eq!(report.receipts.len(), 1);
    assert_eq!(kinds(&report.evidence), [EvidenceKind::Signature]);
    // Nobody waits for the silent one any more, and it is told so.
    assert!(wish.lock().unwrap().as_ref().unwrap().is_cancelled());
}

#[test]
fn an_agent_that_owes_too_many_answers_is_not_asked_again() {
    let task = add_one(41);
    let gate = Arc::new(std::sync::Barrier::new(Panel::MOST_OWED + 1));
    let held = Arc::clone(&gate);
    let panel = Panel::new([scripted(11, move |_| {
        held.wait();
        Err(AgentError::Workflow)
    })])
    .unwrap()
    .with_patience(Duration::from_millis(1));
    let blocks = sent(&task, &[11]);
    let strategy = consensus(&[11], 1);
    for _ in 0..Panel::MOST_OWED {
        let report = ask(&panel, &task, &strategy, &Trust::default(), blocks.clone());
        assert!(matches!(conduct(&report, 11), Conduct::Silent));
    }
    let report = ask(&panel, &task, &strategy, &Trust::default(), blocks);
    assert!(matches!(conduct(&report, 11), Conduct::NotAsked { why: NotAsked::Busy }));
    gate.wait();
}

#[test]
fn one_that_says_two_things_has_no_word_and_is_convicted() {
    let task = add_one(41);
    let next = AtomicUsize::new(0);
    let panel = panel([
        scripted(11, move |request| {
            let asked = Envelope::<Invocation>::decode_block(request.invocation.clone()).unwrap();
            let task = asked.unverified_payload().task().clone();
            let value = if next.fetch_add(1, Ordering::SeqCst) == 0 { 42 } else { 13 };
            Ok(says(&key(11), &task, ok(value)).block().bytes().to_vec())
        }),
        claims(12, 42),
    ]);
    let trust = trusting(&[11, 12]);
    let blocks = sent(&task, &[11, 12]);
    let first = ask(&panel, &task, &optimistic(1, 13), &trust, blocks.clone());
    assert_eq!(first.accepted().unwrap().outcome(), &ok(42));
    let second = ask(&panel, &task, &optimistic(1, 13), &trust, blocks);
    assert_eq!(second.accepted().unwrap().outcome(), &ok(13));
    // Whoever has seen both knows.
    let handlers = HandlerDeclarations::built_in();
    let strategy = consensus(&[11, 12], 2);
    let inquiry = Inquiry::new(&task, &strategy, &handlers, &trust, Check::at(seconds(NOW)))
        .with_known(first.receipts.into_iter().chain(second.receipts));
    let report = panel.ask(&inquiry);
    let Verdict::Disputed { why: DisputeReason::Equivocation, .. } = report.judgement.verdict
    else {
        panic!("{}", report.judgement.verdict);
    };
    assert_eq!(kinds(&report.evidence), [EvidenceKind::Equivocation]);
    assert_eq!(found(&report.evidence[0]).against(), Some(&did(&key(11))));
}

#[test]
fn as_many_are_asked_as_the_strategy_needs() {
    let task = add_one(41);
    let agents = || [11, 12, 13, 14].map(|seed| counting(seed, 42));
    let asked = |agents: &[Arc<Scripted>]| -> Vec<usize> {
        agents.iter().map(|it| it.asked.load(Ordering::SeqCst)).collect()
    };
    let seated = |agents: &[Arc<Scripted>]| -> Vec<Arc<dyn Agent>> {
        let mut seats: Vec<Arc<dyn Agent>> = Vec::new();
        for agent in agents {
            seats.push(Arc::<Scripted>::clone(agent));
        }
        seats
    };
    let oracle = Verification::Oracle(did(&key(13)));
    for (strategy, trusted, expected) in [
        (Verification::Attestation, vec![12, 13], vec![0, 1, 0, 0]),
        (oracle, vec![], vec![0, 0, 1, 0]),
        (optimistic(2, 14), vec![11, 12, 13, 14], vec![1, 1, 0, 0]),
        (consensus(&[11, 12, 13], 2), vec![], vec![1, 1, 1, 0]),
        // One that is trusted, and whoever comes first.
        (Verification::Replay, vec![13], vec![1, 0, 1, 0]),
        // There is nobody to be trusted, so that nobody needs to be asked.
        (Verification::Replay, vec![], vec![0, 0, 0, 0]),
        (Verification::ZeroKnowledge(ipvm_task::ProofSystem::Nova), vec![11], vec![0, 0, 0, 0]),
    ] {
        let agents = agents();
        let blocks = sent(&task, &[11, 12, 13, 14]);
        let report = ask(&panel(seated(&agents)), &task, &strategy, &trusting(&trusted), blocks);
        assert_eq!(asked(&agents), expected, "{strategy}");
        assert_eq!(report.accepted().is_some(), expected.contains(&1), "{strategy}");
    }
}

#[test]
fn one_that_fails_is_followed_by_the_next_and_a_referee_decides_a_dispute() {
    let task = add_one(41);
    let trust = trusting(&[11, 12, 13]);
    let blocks = || sent(&task, &[11, 12, 13, 14]);
    let fails = || scripted(11, |_| Err(AgentError::Panicked));
    let panel_of = |agents: Vec<Arc<dyn Agent>>| panel(agents);
    let report = ask(
        &panel_of(vec![fails(), claims(12, 42), claims(13, 42)]),
        &task,
        &optimistic(2, 14),
        &trust,
        blocks(),
    );
    assert_eq!(report.judgement.verdict.accepted().unwrap().carried_by.len(), 2);
    assert_eq!(report.answers.len(), 3);

    let liar = || claims(12, 7);
    let honest = || claims(11, 42);
    let report =
        ask(&panel_of(vec![honest(), liar()]), &task, &optimistic(2, 14), &trust, blocks());
    assert!(matches!(
        report.judgement.verdict,
        Verdict::Disputed { why: DisputeReason::Disagreement, .. }
    ));
    assert!(matches!(conduct(&report, 14), Conduct::NotAsked { why: NotAsked::NoSeat }));
    assert_eq!(kinds(&report.evidence), [EvidenceKind::Contradiction]);

    let referee = seat(executor(14));
    let report = ask(
        &panel_of(vec![honest(), liar(), referee]),
        &task,
        &optimistic(2, 14),
        &trust,
        blocks(),
    );
    assert_eq!(report.accepted().unwrap().outcome(), &ok(42));
    let acceptance = report.judgement.verdict.accepted().unwrap();
    assert_eq!(acceptance.dissent[0].executor, did(&key(12)));
    assert_eq!(kinds(&report.evidence), [EvidenceKind::Contradiction]);
}

#[test]
fn an_invocation_that_asks_for_a_check_itself_is_not_handed_on() {
    let task = add_one(41);
    let agent = counting(11, 42);
    let nested = invites_with(&task, &agent.did, |it| {
        it.with_meta(checked_by(ipld!({ "oracle": { "did": did(&key(12)).as_str() } })))
    });
    let unread = invites_with(&task, &agent.did, |it| it.with_meta(checked_by(text("nonsense"))));
    let strategy = consensus(&[11], 1);
    let shared: Arc<dyn Agent> = Arc::<Scripted>::clone(&agent);
    let panel = panel([shared]);
    for block in [nested.clone(), unread] {
        let report = ask(&panel, &task, &strategy, &Trust::default(), vec![block]);
        assert!(matches!(conduct(&report, 11), Conduct::NotAsked { why: NotAsked::Nested }));
    }
    assert_eq!(agent.asked.load(Ordering::SeqCst), 0);
    // Beside one that does not, it is passed over, whichever comes first.
    let plain = invites(&task, &agent.did);
    for blocks in [vec![nested.clone(), plain.clone()], vec![plain, nested]] {
        let report = ask(&panel, &task, &strategy, &Trust::default(), blocks);
        assert!(report.accepted().is_some());
    }
}

fn text(text: &str) -> Ipld {
    Ipld::String(text.into())
}

#[test]
fn an_executor_that_is_asked_for_another_refuses() {
    let task = add_one(41);
    let panel = panel([seat(executor(11))]);
    // The seat is its own, the invitation somebody else's: the panel does not find it.
    let report = ask(&panel, &task, &consensus(&[11], 1), &Trust::default(), sent(&task, &[12]));
    assert!(matches!(conduct(&report, 11), Conduct::NotAsked { why: NotAsked::NoInvocation }));
    // Somebody who is not Alice signs for her.
    let forged = Invocation::new(did(&bob()), task.clone()).with_audience(did(&key(11)));
    let forged = Envelope::sign(forged, &bob()).unwrap().block().clone();
    let report = ask(&panel, &task, &consensus(&[11], 1), &Trust::default(), vec![forged]);
    assert!(matches!(conduct(&report, 11), Conduct::Failed(AgentError::Receive(_))));
}

#[test]
fn a_panel_gives_everybody_one_seat() {
    let twice = || [claims(11, 1), claims(11, 2)];
    let repeated = PanelError::Repeated { agent: did(&key(11)) };
    assert_eq!(Panel::new(twice()).unwrap_err(), repeated);
    let many = (0..=Panel::MOST_SEATS).map(|seed| claims(u8::try_from(seed).unwrap(), 1));
    assert_eq!(Panel::new(many).unwrap_err(), PanelError::TooMany);
}

/// A stage whose executor asks these, and what Alice sends to it.
struct Checked {
    stage: Stage,
    heard: Arc<Mutex<Vec<InquiryReport>>>,
}

impl Checked {
    fn new(agents: Vec<Arc<dyn Agent>>, trusted: &[u8]) -> Self {
        let heard: Arc<Mutex<Vec<InquiryReport>>> = Arc::default();
        let listener = Arc::clone(&heard);
        let panel =
            panel(agents).reporting_to(move |report| listener.lock().unwrap().push(report.clone()));
        let stage = Stage::with(|it| {
            trusted.iter().fold(it.with_panel(panel), |it, seed| it.trusting(did(&key(*seed))))
        });
        Self { stage, heard }
    }

    fn receive(&self, task: &Task, check: &Verification, seeds: &[u8]) -> Job {
        let asked = invites_with(task, self.stage.executor.did(), |it| {
            it.with_meta(checked_by(check.to_ipld()))
        });
        self.stage.executor.receive(asked.bytes(), &sent(task, seeds)).unwrap()
    }

    fn run(&self, task: &Task, check: &Verification, seeds: &[u8]) -> TaskOutcome {
        let job = self.receive(task, check, seeds);
        let report = self.stage.executor.run(&job, &mut Quiet).unwrap();
        report.task(Job::SINGLE).unwrap().outcome.clone()
    }
}

#[test]
fn an_executor_attests_to_what_its_panel_has_verified() {
    let checked = Checked::new(vec![seat(executor(11)), seat(executor(12)), claims(13, 7)], &[]);
    let task = add_one(41);
    let outcome = checked.run(&task, &consensus(&[11, 12, 13], 2), &[11, 12, 13]);
    let TaskOutcome::Executed { receipt } = outcome else { panic!("{outcome:?}") };
    let receipt = receipt.released();
    assert_eq!((receipt.ran(), receipt.outcome()), (task.id(), &ok(42)));
    assert_eq!(receipt.executor(), checked.stage.executor.did());
    // It says from whom, and keeps all words and the evidence.
    let heard = checked.heard.lock().unwrap();
    let [report] = heard.as_slice() else { panic!("{heard:?}") };
    assert_eq!(receipt.meta().from.as_ref(), report.accepted().map(Receipt::cid));
    let kept = checked.stage.store.by_task(task.id()).unwrap();
    assert_eq!(kept.len(), 4);
    let [evidence] = report.evidence.as_slice() else { panic!("{:?}", report.evidence) };
    let block = Blocks::get(&*checked.stage.store, evidence.block().cid()).unwrap().unwrap();
    assert_eq!(Evidence::decode(block.bytes()).unwrap(), *evidence);
}

#[test]
fn what_is_known_by_one_word_alone_does_not_pass_for_verified() {
    let checked = Checked::new(vec![claims(11, 42), claims(12, 7)], &[]);
    let task = add_one(41);
    // The executor itself has done it before, and remembers.
    let plain = invites(&task, checked.stage.executor.did());
    let job = checked.stage.executor.receive(plain.bytes(), &sent(&task, &[])).unwrap();
    assert!(checked.stage.executor.run(&job, &mut Quiet).unwrap().is_ok());
    let outcome = checked.run(&task, &consensus(&[11, 12], 2), &[11, 12]);
    let TaskOutcome::Failed { error: TaskError::Unverified { verdict, evidence } } = outcome else {
        panic!("{outcome:?}");
    };
    assert!(matches!(*verdict, Verdict::Disputed { why: DisputeReason::OutOfReach, .. }));
    assert_eq!(evidence.len(), 1);
}

#[test]
fn an_executor_takes_part_where_it_is_wanted() {
    let own = did(&crate::stage::executor_key());
    let both = |seed: u8| {
        Verification::Consensus(Consensus::new(vec![own.clone(), did(&key(seed))], None).unwrap())
    };
    // Two agree, of which this one is one; and it has run it, so that the receipt is its own.
    let checked = Checked::new(vec![claims(11, 42)], &[]);
    let outcome = checked.run(&add_one(41), &both(11), &[11]);
    assert!(matches!(outcome, TaskOutcome::Executed { .. }), "{outcome:?}");
    // A replay: the claim of another, and its own.
    let outcome = checked.run(&add_one(41), &Verification::Replay, &[11]);
    assert!(matches!(outcome, TaskOutcome::Executed { .. }), "{outcome:?}");
    // It is the oracle, or the referee.
    let outcome = checked.run(&add_one(1), &Verification::Oracle(own.clone()), &[]);
    let TaskOutcome::Executed { receipt } = outcome else { panic!("{outcome:?}") };
    assert_eq!(receipt.outcome(), Some(&ok(2)));
    let referee = Verification::Optimistic(Optimistic::new(2, own.clone()).unwrap());
    let checked = Checked::new(vec![claims(11, 42), claims(12, 7)], &[11, 12]);
    let outcome = checked.run(&add_one(41), &referee, &[11, 12]);
    let TaskOutcome::Executed { receipt } = outcome else { panic!("{outcome:?}") };
    assert_eq!(receipt.outcome(), Some(&ok(42)));
    // Against its own result it attests to nothing, whatever the others say.
    let three = vec![own, did(&key(11)), did(&key(12))];
    let three = Verification::Consensus(Consensus::new(three, Some(2)).unwrap());
    let checked = Checked::new(vec![claims(11, 7), claims(12, 7)], &[]);
    let outcome = checked.run(&add_one(41), &three, &[11, 12]);
    let TaskOutcome::Failed { error: TaskError::Dissent { .. } } = outcome else {
        panic!("{outcome:?}");
    };
}

#[test]
fn an_agent_on_the_executor_s_own_threads_gets_its_turn() {
    // One thread for both: the one that waits has to do the work.
    let pool = Arc::new(
        rayon::ThreadPoolBuilder::new().num_threads(1).stack_size(4 << 20).build().unwrap(),
    );
    let stores = Stores::from(Arc::new(MemoryStore::new()));
    let agent = Executor::builder(Arc::new(key(11)), stores)
        .with_clock(Arc::new(Standing(NOW)))
        .with_pool(Arc::clone(&pool))
        .build()
        .unwrap();
    let panel = panel([seat(agent)]);
    let stage = Stage::with(|it| it.with_panel(panel).with_pool(pool));
    let task = add_one(41);
    let oracle = Verification::Oracle(did(&key(11)));
    let asked =
        invites_with(&task, stage.executor.did(), |it| it.with_meta(checked_by(oracle.to_ipld())));
    let job = stage.executor.receive(asked.bytes(), &sent(&task, &[11])).unwrap();
    let report = stage.executor.run(&job, &mut Quiet).unwrap();
    assert_eq!(report.result(), Some(&ok(42)));
}

#[derive(Deserialize)]
struct Nothing {}

#[test]
fn what_no_receipts_could_settle_is_refused_before_the_start() {
    let task = add_one(41);
    let refused = |checked: &Checked, task: &Task, check: &Verification| {
        let job = checked.receive(task, check, &[11]);
        match checked.stage.executor.submit(&job) {
            Err(RunError::Prepare { error, .. }) => error,
            other => panic!("{other:?}"),
        }
    };
    let checked = Checked::new(vec![claims(11, 42)], &[]);
    let proof = Verification::ZeroKnowledge(ipvm_task::ProofSystem::Nova);
    let why = RefusalReason::ProofSystem { system: ipvm_task::ProofSystem::Nova };
    let expected = PrepareError::Inquiry(InquiryError::Refused { why });
    assert_eq!(refused(&checked, &task, &proof), expected);
    // A task that awaits another could not have been offered to anybody.
    let promise = Ipld::Map([("await/ok".to_owned(), Ipld::Link(*task.id()))].into());
    let open = call(&checked.stage, "add-one", vec![promise]);
    let check = VerificationKind::Consensus;
    let expected = PrepareError::Inquiry(InquiryError::OpenPromise { check });
    assert_eq!(refused(&checked, &open, &consensus(&[11], 1)), expected);
    // Nor is there anybody to ask without a panel.
    let alone = Checked { stage: Stage::new(), heard: Arc::default() };
    let expected = PrepareError::Verification { check };
    assert_eq!(refused(&alone, &task, &consensus(&[11], 1)), expected);
    // A mutation is not put to a vote.
    let counted = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&counted);
    let mutation = Registration::mutation(
        "/count/do".parse().unwrap(),
        Subjects::only(did(&alice())),
        move |_: Nothing, _: &Call<'_>| {
            Ok(u64::try_from(count.fetch_add(1, Ordering::SeqCst)).unwrap())
        },
    );
    let stage = Stage::with(|it| it.with_handler(mutation).with_panel(panel([claims(11, 42)])));
    let checked = Checked { stage, heard: Arc::default() };
    let task =
        Task::unique(did(&alice()), "/count/do".parse().unwrap(), [].into(), [7; 12]).unwrap();
    let why = RefusalReason::Class {
        strategy: VerificationKind::Consensus,
        class: EffectClass::Mutation,
    };
    let expected = PrepareError::Inquiry(InquiryError::Refused { why });
    assert_eq!(refused(&checked, &task, &consensus(&[11], 1)), expected);
    assert_eq!(counted.load(Ordering::SeqCst), 0);
}

#[test]
fn a_limit_that_stopped_one_agent_is_no_answer() {
    let task = add_one(41);
    let stopped = scripted(11, {
        let task = task.clone();
        move |_| {
            let error = Outcome::Error(ipld!({ "name": "LimitReached", "message": "time" }));
            let meta = ucan_invocation::ReceiptMeta::default().with_fault();
            let said = Attestation::new(*task.id(), error, seconds(NOW)).with_meta(meta);
            Ok(said.sign(&key(11)).unwrap().block().bytes().to_vec())
        }
    });
    let panel = panel([stopped, claims(12, 42)]);
    let report =
        ask(&panel, &task, &optimistic(1, 13), &trusting(&[11, 12]), sent(&task, &[11, 12]));
    assert_eq!(report.accepted().unwrap().outcome(), &ok(42));
    assert_eq!(report.answers.len(), 2);
    assert!(report.evidence.is_empty());
}
