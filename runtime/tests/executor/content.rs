//! Who may read what (ruling I11), and content that is looked for elsewhere.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use cid::Cid;
use ipld_core::ipld::Ipld;
use ipvm_runtime::{
    ContentError, ExecutorBuilder, FetchBounds, FetchError, FetchLimits, Job, JobReport,
    PrepareError, Quiet, Registration, RunError, Subjects, TaskOutcome, Unavailable,
    engine::{EngineConfig, LoadError},
    store::{Blocks, Visibility},
};
use ipvm_task::{AtFault, Fault, ResolutionError, Unresolved, WasmCall, content_read};
use ucan_core::{Delegation, Envelope, Nonce, Policy};
use ucan_invocation::{Outcome, Task};
use varsig::{Block, Ed25519Signer};

use crate::stage::{
    self, NOW, Revoked, Stage, alice, bob, carol, component, did, number, policy, seconds, text,
};

/// Says how many bytes it was given, and gives them back, or all but the first.
pub(crate) const BYTES: &str = r#"
(component
  (core module $m
    (memory (export "memory") 2)
    (func (export "realloc") (param i32 i32 i32 i32) (result i32) i32.const 1024)
    (func (export "length") (param i32 i32) (result i32) local.get 1)
    (func (export "echo") (param i32 i32) (result i32)
      (i32.store (i32.const 0) (local.get 0))
      (i32.store (i32.const 4) (local.get 1))
      i32.const 0)
    (func (export "tail") (param i32 i32) (result i32)
      (i32.store (i32.const 0) (i32.add (local.get 0) (i32.const 1)))
      (i32.store (i32.const 4) (i32.sub (local.get 1) (i32.const 1)))
      i32.const 0))
  (core instance $i (instantiate $m))
  (func (export "length") (param "data" (list u8)) (result u32)
    (canon lift (core func $i "length")
      (memory $i "memory") (realloc (func $i "realloc"))))
  (func (export "echo") (param "data" (list u8)) (result (list u8))
    (canon lift (core func $i "echo")
      (memory $i "memory") (realloc (func $i "realloc"))))
  (func (export "tail") (param "data" (list u8)) (result (list u8))
    (canon lift (core func $i "tail")
      (memory $i "memory") (realloc (func $i "realloc")))))
"#;

/// A photograph of Alice's.
pub(crate) fn photo() -> Block {
    Block::raw((0..100).collect::<Vec<u8>>())
}

pub(crate) struct Scene {
    pub(crate) stage: Stage,
    pub(crate) bytes: Cid,
}

impl Scene {
    pub(crate) fn new() -> Self {
        Self::with(|it| it)
    }

    pub(crate) fn with(set_up: impl FnOnce(ExecutorBuilder) -> ExecutorBuilder) -> Self {
        let stage = Stage::with(set_up);
        let bytes = stage.executor.publish_component(component(BYTES)).unwrap();
        Self { stage, bytes }
    }

    /// One where Alice has a photograph.
    fn with_photo() -> Self {
        let scene = Self::new();
        scene.stage.executor.keep_for(&did(&alice()), &photo()).unwrap();
        scene
    }

    pub(crate) fn task(&self, subject: &Ed25519Signer, function: &str, data: Ipld) -> Task {
        WasmCall::new(self.bytes, function, vec![data]).to_task(did(subject)).unwrap()
    }

    pub(crate) fn job(&self, task: Task, issuer: &Ed25519Signer, blocks: &[Block]) -> Job {
        let token = self.stage.executor.request(task, issuer).unwrap();
        self.stage.executor.receive(token.bytes(), blocks).unwrap()
    }

    /// What comes of a task that somebody asks for on their own subject.
    pub(crate) fn ask(
        &self,
        who: &Ed25519Signer,
        function: &str,
        data: Ipld,
        blocks: &[Block],
    ) -> Result<JobReport, RunError> {
        let job = self.job(self.task(who, function, data), who, blocks);
        self.stage.executor.run(&job, &mut Quiet)
    }

    #[track_caller]
    fn reads(&self, who: &Ed25519Signer, cid: &Cid, blocks: &[Block]) {
        let report = self.ask(who, "length", Ipld::Link(*cid), blocks).unwrap();
        assert_eq!(report.result(), Some(&Outcome::Ok(number(100))));
    }

    #[track_caller]
    fn does_not_read(&self, who: &Ed25519Signer, cid: &Cid, blocks: &[Block]) {
        let refused = self.ask(who, "length", Ipld::Link(*cid), blocks);
        assert_eq!(refused, Err(not_had(*cid, Unavailable::NotPermitted)));
    }
}

fn not_had(cid: Cid, reason: Unavailable) -> RunError {
    let error = PrepareError::Content(ContentError::Unavailable { cid, reason });
    RunError::Prepare { task: Job::SINGLE.to_owned(), error }
}

pub(crate) fn lend(
    owner: &Ed25519Signer,
    to: &Ed25519Signer,
    change: impl FnOnce(Delegation) -> Delegation,
) -> Block {
    let (owner_did, to) = (did(owner), did(to));
    let delegation =
        Delegation::new(owner_did.clone(), to, owner_did, content_read(), Nonce::new([5]));
    Envelope::sign(change(delegation), owner).unwrap().block().clone()
}

pub(crate) fn of(cid: &Cid) -> Policy {
    policy(&[Ipld::List(vec![text("=="), text(".cid"), Ipld::Link(*cid)])])
}

#[test]
fn what_was_kept_for_a_subject_its_tasks_read_and_no_others() {
    let scene = Scene::with_photo();
    scene.reads(&alice(), photo().cid(), &[]);
    scene.does_not_read(&bob(), photo().cid(), &[]);
    // Once it was published, everybody does.
    scene.stage.executor.publish_block(&photo()).unwrap();
    scene.reads(&bob(), photo().cid(), &[]);
}

#[test]
fn a_result_that_strangers_share_is_not_had_without_the_content() {
    let scene = Scene::with_photo();
    scene.reads(&alice(), photo().cid(), &[]);
    // The computation is known here; who cannot read the content cannot name it.
    scene.does_not_read(&bob(), photo().cid(), &[]);
    let report = scene.ask(&bob(), "length", Ipld::Link(*photo().cid()), &[photo()]).unwrap();
    assert_eq!((report.executed(), report.reused()), (0, 1));
}

#[test]
fn a_program_is_content_like_any_other() {
    let scene = Scene::new();
    let program = Block::raw(component(&BYTES.replace("\"length\"", "\"size\"")));
    scene.stage.executor.keep_for(&did(&alice()), &program).unwrap();
    let ask = |who: &Ed25519Signer| {
        let call = WasmCall::new(*program.cid(), "size", vec![Ipld::Bytes(vec![1; 3])]);
        let job = scene.job(call.to_task(did(who)).unwrap(), who, &[]);
        scene.stage.executor.run(&job, &mut Quiet).map(|report| report.result().cloned())
    };
    assert_eq!(ask(&alice()), Ok(Some(Outcome::Ok(number(3)))));
    assert_eq!(ask(&bob()), Err(not_had(*program.cid(), Unavailable::NotPermitted)));
}

#[test]
fn a_program_is_bounded_as_a_component_and_not_as_an_argument() {
    let long = "length-of-what-is-given-here";
    let program = Block::raw(component(&BYTES.replace("length", long)));
    let size = program.bytes().len();
    let run = |config: EngineConfig| {
        let scene = Scene::with(|builder| builder.with_engine(config));
        scene.stage.executor.keep_for(&did(&alice()), &program).unwrap();
        let call = WasmCall::new(*program.cid(), long, vec![Ipld::Bytes(vec![1; 3])]);
        let job = scene.job(call.to_task(did(&alice())).unwrap(), &alice(), &[]);
        scene.stage.executor.run(&job, &mut Quiet).map(|report| report.result().cloned())
    };
    let config = EngineConfig::default().with_value_bytes(size / 2);
    assert_eq!(run(config), Ok(Some(Outcome::Ok(number(3)))));
    let limit = size - 1;
    let Err(RunError::Prepare { error: PrepareError::Load(error), .. }) =
        run(EngineConfig::default().with_component_bytes(limit))
    else {
        panic!("it ran")
    };
    assert_eq!(error, LoadError::TooLarge { limit, found: size });
}

#[test]
fn a_task_on_a_subject_reads_for_whoever_has_authority_over_it() {
    let scene = Scene::with_photo();
    let lent = scene.stage.delegation();
    let task = scene.task(&alice(), "length", Ipld::Link(*photo().cid()));
    let token = {
        let (issuer, executor) = (did(&bob()), scene.stage.executor.did().clone());
        let invocation = ucan_invocation::Invocation::new(issuer, task)
            .with_audience(executor)
            .with_proofs(vec![*lent.cid()])
            .with_expiration(seconds(NOW + 60));
        Envelope::sign(invocation, &bob()).unwrap()
    };
    let executor = &scene.stage.executor;
    let job = executor.receive(token.block().bytes(), &[lent.block().clone()]).unwrap();
    let report = executor.run(&job, &mut Quiet).unwrap();
    assert_eq!(report.result(), Some(&Outcome::Ok(number(100))));
}

#[test]
fn the_same_bytes_under_another_codec_are_other_content() {
    let scene = Scene::with_photo();
    let twin = Cid::new_v1(0x71, *photo().cid().hash());
    for who in [alice(), bob()] {
        let refused = scene.ask(&who, "length", Ipld::Link(twin), &[]);
        assert_eq!(refused, Err(not_had(twin, Unavailable::Missing)));
    }
}

#[test]
fn a_result_is_read_by_its_address_on_the_subject_that_it_was_made_for() {
    let scene = Scene::new();
    let bytes = photo().bytes().to_vec();
    let made = scene.ask(&alice(), "echo", Ipld::Bytes(bytes), &[]).unwrap();
    assert!(made.is_ok());
    scene.reads(&alice(), photo().cid(), &[]);
    let refused = scene.ask(&bob(), "length", Ipld::Link(*photo().cid()), &[]);
    assert_eq!(refused, Err(not_had(*photo().cid(), Unavailable::Missing)));
    // Nor by whoever makes a receipt of their own that names it.
    let named = scene.ask(&bob(), "echo", Ipld::Bytes(photo().cid().to_bytes()), &[]).unwrap();
    assert!(named.is_ok());
    assert!(scene.ask(&bob(), "length", Ipld::Link(*photo().cid()), &[]).is_err());
}

#[test]
fn a_result_with_a_link_in_it_makes_nothing_readable() {
    let give = Registration::pure(
        "/link/give".parse().unwrap(),
        Subjects::Any,
        |_: Nothing, _: &ipvm_runtime::Call<'_>| Ok(Ipld::Link(*photo().cid())),
    );
    let scene = Scene::with(|it| it.with_handler(give));
    scene.stage.executor.keep_for(&did(&alice()), &photo()).unwrap();
    let task = Task::idempotent(did(&bob()), "/link/give".parse().unwrap(), [].into()).unwrap();
    let job = scene.job(task, &bob(), &[]);
    let report = scene.stage.executor.run(&job, &mut Quiet).unwrap();
    assert_eq!(report.result(), Some(&Outcome::Ok(Ipld::Link(*photo().cid()))));
    scene.does_not_read(&bob(), photo().cid(), &[]);
}

#[derive(serde::Deserialize)]
struct Nothing {}

#[derive(serde::Deserialize)]
struct Named {
    content: Cid,
}

#[test]
fn a_handler_reads_for_the_subject_of_its_task_and_gets_handles() {
    let read = Registration::query(
        "/content/length".parse().unwrap(),
        Subjects::Any,
        |named: Named, call: &ipvm_runtime::Call<'_>| match call.handle(&named.content) {
            Ok(handle) => {
                let block = handle.content().unwrap();
                assert_eq!(call.content(&named.content), Ok(block));
                Ok(handle.size().to_string())
            }
            Err(error @ ResolutionError::Unresolved { reason, .. }) => {
                assert_eq!(reason, Unresolved::NotPermitted);
                Ok(error.at_fault().to_string())
            }
            Err(error) => panic!("{error}"),
        },
    );
    let scene = Scene::with(|it| it.with_handler(read));
    scene.stage.executor.keep_for(&did(&alice()), &photo()).unwrap();
    let ask = |who: &Ed25519Signer| {
        let args = [("content".to_owned(), Ipld::Link(*photo().cid()))].into();
        let command = "/content/length".parse().unwrap();
        let job = scene.job(Task::idempotent(did(who), command, args).unwrap(), who, &[]);
        let report = scene.stage.executor.run(&job, &mut Quiet).unwrap();
        report.result().cloned()
    };
    assert_eq!(ask(&alice()), Some(Outcome::Ok(text("100"))));
    assert_eq!(ask(&bob()), Some(Outcome::Ok(text("requestor"))));
}

#[test]
fn what_a_handler_keeps_is_there_for_its_subject_alone() {
    let make = Registration::query(
        "/photo/take".parse().unwrap(),
        Subjects::Any,
        |_: Nothing, call: &ipvm_runtime::Call<'_>| {
            call.keep(&photo()).unwrap();
            Ok(Ipld::Link(*photo().cid()))
        },
    );
    let scene = Scene::with(|it| it.with_handler(make));
    let task = Task::idempotent(did(&alice()), "/photo/take".parse().unwrap(), [].into());
    let job = scene.job(task.unwrap(), &alice(), &[]);
    assert!(scene.stage.executor.run(&job, &mut Quiet).unwrap().is_ok());
    scene.reads(&alice(), photo().cid(), &[]);
    scene.does_not_read(&bob(), photo().cid(), &[]);
}

#[test]
fn a_delegation_of_the_owner_lets_its_audience_read() {
    let scene = Scene::with_photo();
    let cid = *photo().cid();
    let for_bob = lend(&alice(), &bob(), |it| it.with_policy(of(&cid)));
    scene.reads(&bob(), &cid, std::slice::from_ref(&for_bob));
    // It is used by nobody else,
    scene.does_not_read(&carol(), &cid, std::slice::from_ref(&for_bob));
    // unless he hands it on.
    let (alice_did, carol_did) = (did(&alice()), did(&carol()));
    let on = Delegation::new(did(&bob()), carol_did, alice_did, content_read(), Nonce::new([6]));
    let on = Envelope::sign(on, &bob()).unwrap().block().clone();
    scene.does_not_read(&carol(), &cid, std::slice::from_ref(&on));
    scene.reads(&carol(), &cid, &[for_bob, on]);
}

#[test]
fn a_delegation_reaches_results_that_receipts_carry() {
    let scene = Scene::new();
    let made = scene.ask(&alice(), "echo", Ipld::Bytes(photo().bytes().to_vec()), &[]).unwrap();
    assert!(made.is_ok());
    let lent = lend(&alice(), &bob(), |it| it);
    scene.reads(&bob(), photo().cid(), &[lent]);
}

#[test]
fn a_delegation_lets_nobody_read_more_than_it_says() {
    let scene = Scene::with_photo();
    let cid = *photo().cid();
    let other = *Block::raw(*b"something else").cid();
    let (alice_did, bob_did) = (did(&alice()), did(&bob()));
    let with_command = |command: &str| {
        let command = command.parse().unwrap();
        let it = Delegation::new(
            alice_did.clone(),
            bob_did.clone(),
            alice_did.clone(),
            command,
            Nonce::new([5]),
        );
        Envelope::sign(it, &alice()).unwrap().block().clone()
    };
    for (what, lent) in [
        ("of other content", lend(&alice(), &bob(), |it| it.with_policy(of(&other)))),
        ("that is over", lend(&alice(), &bob(), |it| it.with_expiration(seconds(NOW - 1)))),
        ("that is yet to come", lend(&alice(), &bob(), |it| it.with_not_before(seconds(NOW + 1)))),
        ("of another command", with_command("/content/write")),
        ("of a command that only begins so", with_command("/content/readers")),
        ("of his own", lend(&bob(), &bob(), |it| it)),
        ("of somebody else", lend(&carol(), &bob(), |it| it)),
        ("that is no token", Block::raw(*b"let me in")),
    ] {
        let refused = scene.ask(&bob(), "length", Ipld::Link(cid), &[lent]);
        assert_eq!(refused, Err(not_had(cid, Unavailable::NotPermitted)), "a delegation {what}");
    }
    for wide in ["/content", "/"] {
        scene.reads(&bob(), &cid, &[with_command(wide)]);
    }
}

#[test]
fn a_delegation_that_somebody_else_signed_lends_nothing() {
    let scene = Scene::with_photo();
    let (owner, thief) = (did(&alice()), did(&bob()));
    let forged = Delegation::new(owner.clone(), thief, owner, content_read(), Nonce::new([5]));
    // Signed by Bob in Alice's name: nobody can make that, so the bytes are changed.
    let sound = Envelope::sign(forged, &alice()).unwrap();
    let mut bytes = sound.block().bytes().to_vec();
    let signature = bytes.len() / 2;
    bytes[2..signature].reverse();
    let forged = Block::new(0x71, bytes);
    scene.does_not_read(&bob(), photo().cid(), &[forged]);
}

#[test]
fn a_revoked_delegation_lends_nothing_any_more() {
    let revoked = Arc::new(Revoked::default());
    let scene = Scene::with(|it| it.with_revocations(revoked.clone()));
    scene.stage.executor.keep_for(&did(&alice()), &photo()).unwrap();
    let lent = lend(&alice(), &bob(), |it| it);
    scene.reads(&bob(), photo().cid(), std::slice::from_ref(&lent));
    revoked.revoke(*lent.cid());
    let again = scene.ask(&bob(), "echo", Ipld::Link(*photo().cid()), &[lent]);
    assert_eq!(again, Err(not_had(*photo().cid(), Unavailable::NotPermitted)));
}

#[test]
fn what_is_kept_for_nobody_is_read_by_nobody() {
    let scene = Scene::new();
    scene.stage.store.put(&photo(), Visibility::Restricted).unwrap();
    for who in [alice(), bob(), stage::executor_key()] {
        scene.does_not_read(&who, photo().cid(), &[lend(&alice(), &bob(), |it| it)]);
    }
}

/// A resolver, and how often it was asked.
fn asked(
    answer: impl Fn(&FetchBounds) -> Result<Vec<u8>, FetchError> + Send + Sync + 'static,
) -> (Arc<dyn ipvm_runtime::Resolver>, Arc<AtomicUsize>) {
    let count = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&count);
    let resolver = move |_: &Cid, bounds: &FetchBounds| {
        counted.fetch_add(1, Ordering::SeqCst);
        answer(bounds)
    };
    (Arc::new(resolver), count)
}

#[test]
fn content_that_is_found_elsewhere_is_kept_for_the_subject_that_needed_it() {
    let (resolver, count) = asked(|_| Ok(photo().bytes().to_vec()));
    let scene = Scene::with(|it| it.with_resolver(resolver));
    scene.reads(&alice(), photo().cid(), &[]);
    let again = scene.ask(&alice(), "echo", Ipld::Link(*photo().cid()), &[]).unwrap();
    assert!(again.is_ok());
    assert_eq!(count.load(Ordering::SeqCst), 1);
    assert_eq!(scene.stage.store.visibility(photo().cid()), Ok(Some(Visibility::Restricted)));
    // Bob gets it from where Alice did, and not from her.
    scene.reads(&bob(), photo().cid(), &[]);
    assert_eq!(count.load(Ordering::SeqCst), 2);
}

#[test]
fn a_program_is_found_elsewhere_too() {
    let program = Block::raw(component(&BYTES.replace("\"length\"", "\"size\"")));
    let bytes = program.bytes().to_vec();
    let (resolver, _) = asked(move |_| Ok(bytes.clone()));
    let scene = Scene::with(|it| it.with_resolver(resolver));
    let call = WasmCall::new(*program.cid(), "size", vec![Ipld::Bytes(vec![1; 3])]);
    let job = scene.job(call.to_task(did(&alice())).unwrap(), &alice(), &[]);
    let report = scene.stage.executor.run(&job, &mut Quiet).unwrap();
    assert_eq!(report.result(), Some(&Outcome::Ok(number(3))));
}

#[test]
fn what_is_not_found_elsewhere_is_a_fault_that_names_the_reason_and_is_not_remembered() {
    type Answer = fn(&FetchBounds) -> Result<Vec<u8>, FetchError>;
    let cases: [(&str, Answer); 8] = [
        ("missing", |_| Err(FetchError::NotFound)),
        ("untrue", |_| Ok(vec![1; 100])),
        ("too-large", |_| Ok(vec![1; 101])),
        ("too-large", |_| Err(FetchError::TooLarge)),
        ("timed-out", |_| Err(FetchError::TimedOut)),
        ("timed-out", |bounds| {
            std::thread::sleep(bounds.time_left() + Duration::from_millis(200));
            Ok(photo().bytes().to_vec())
        }),
        ("unreachable", |_| Err(FetchError::Unreachable { detail: "no route".into() })),
        ("unreachable", |_| panic!("a resolver with a bug")),
    ];
    for (reason, answer) in cases {
        let (resolver, count) = asked(answer);
        // Only who is meant to be late has little time.
        let time = Duration::from_millis(if reason == "timed-out" { 50 } else { 60_000 });
        let limits = FetchLimits::default().with_time(time).with_bytes(100);
        let scene = Scene::with(|it| it.with_resolver(resolver).with_fetch_limits(limits));
        for times in 1..=2 {
            let report = scene.ask(&alice(), "length", Ipld::Link(*photo().cid()), &[]).unwrap();
            let task = report.task(Job::SINGLE).unwrap();
            assert!(matches!(task.outcome, TaskOutcome::NotDone { .. }), "{reason}");
            let receipt = task.attested().unwrap().released();
            assert_eq!(Fault::of(receipt), Some(Some(Fault::ContentUnavailable)), "{reason}");
            let Some(Outcome::Error(Ipld::Map(error))) = task.result() else { panic!("{reason}") };
            assert_eq!(error["reason"], text(reason));
            assert_eq!(error["cid"], Ipld::Link(*photo().cid()));
            assert_eq!(error["at-fault"], text(&AtFault::Environment.to_string()));
            assert_eq!(count.load(Ordering::SeqCst), times, "{reason}");
        }
    }
}

#[test]
fn a_resolver_is_not_asked_for_what_may_be_read_here_and_cannot_give_leave() {
    let (resolver, count) = asked(|_| Err(FetchError::NotFound));
    let scene = Scene::with(|it| it.with_resolver(resolver));
    scene.stage.executor.keep_for(&did(&alice()), &photo()).unwrap();
    scene.reads(&alice(), photo().cid(), &[]);
    assert_eq!(count.load(Ordering::SeqCst), 0);
    let report = scene.ask(&bob(), "length", Ipld::Link(*photo().cid()), &[]).unwrap();
    let Some(Outcome::Error(Ipld::Map(error))) = report.result() else { panic!("it was read") };
    assert_eq!(
        (&error["reason"], &error["at-fault"]),
        (&text("not-permitted"), &text("requestor"))
    );
}

#[test]
fn looking_elsewhere_is_an_effect_of_which_a_job_has_so_many() {
    let (resolver, count) = asked(|_| Ok(photo().bytes().to_vec()));
    let scene = Scene::with(|it| it.with_resolver(resolver).with_effects(0));
    let report = scene.ask(&alice(), "length", Ipld::Link(*photo().cid()), &[]).unwrap();
    assert!(!report.is_ok());
    assert_eq!(count.load(Ordering::SeqCst), 0);
}

#[test]
fn a_hash_that_is_not_computed_here_is_not_looked_for_in_vain() {
    let (resolver, _) = asked(|_| Ok(photo().bytes().to_vec()));
    let scene = Scene::with(|it| it.with_resolver(resolver));
    let digest = cid::multihash::Multihash::wrap(0x1e, &[7; 32]).unwrap();
    let blake3 = Cid::new_v1(0x55, digest);
    let report = scene.ask(&alice(), "length", Ipld::Link(blake3), &[]).unwrap();
    let Some(Outcome::Error(Ipld::Map(error))) = report.result() else { panic!("it was read") };
    assert_eq!(error["reason"], text("unsupported-hash"));
}

/// A node of DAG-PB, written by hand: links to these parts, and these bytes.
fn node(parts: &[&Block], data: &[u8]) -> Block {
    fn field(number: u8, bytes: &[u8]) -> Vec<u8> {
        let length = u8::try_from(bytes.len()).unwrap();
        assert!(length < 128, "a varint of one byte");
        [&[number << 3 | 2, length], bytes].concat()
    }
    let mut bytes = Vec::new();
    for part in parts {
        let size = u8::try_from(part.bytes().len()).unwrap();
        let link = [field(1, &part.cid().to_bytes()), field(2, b""), vec![0x18, size]].concat();
        bytes.extend(field(2, &link));
    }
    bytes.extend(field(1, data));
    Block::new(0x70, bytes)
}

/// The photograph as a file of two parts.
pub(crate) fn parts() -> [Block; 3] {
    let photo = photo();
    let (one, other) = photo.bytes().split_at(60);
    let (one, other) = (Block::raw(one), Block::raw(other));
    // UnixFS: type file, 100 bytes, of which 60 and 40.
    let root = node(&[&one, &other], &[0x08, 2, 0x18, 100, 0x20, 60, 0x20, 40]);
    [root, one, other]
}

#[test]
fn a_file_of_many_blocks_is_read_as_what_they_make() {
    let scene = Scene::new();
    let blocks = parts();
    for block in &blocks {
        scene.stage.executor.keep_for(&did(&alice()), block).unwrap();
    }
    scene.reads(&alice(), blocks[0].cid(), &[]);
    scene.does_not_read(&bob(), blocks[0].cid(), &[]);
    // Whether the bytes came in one block or in three is nothing to the computation.
    let whole = scene.ask(&bob(), "length", Ipld::Bytes(photo().bytes().to_vec()), &[]).unwrap();
    assert_eq!((whole.executed(), whole.reused()), (0, 1));
    // Each block is judged by itself: the root alone gives nobody the rest.
    scene.stage.executor.publish_block(&blocks[0]).unwrap();
    let report = scene.ask(&bob(), "length", Ipld::Link(*blocks[0].cid()), &[]).unwrap();
    let task = report.task(Job::SINGLE).unwrap();
    let TaskOutcome::Failed { error } = &task.outcome else { panic!("{task:?}") };
    let RunError::Prepare { error: missing, .. } =
        not_had(*blocks[1].cid(), Unavailable::NotPermitted)
    else {
        panic!("an error of preparing")
    };
    assert_eq!(error, &ipvm_runtime::TaskError::from(missing));
}

#[test]
fn a_directory_that_is_spread_by_hashes_is_refused_plainly() {
    let scene = Scene::new();
    // UnixFS: type HAMT shard.
    let shard = node(&[], &[0x08, 5]);
    scene.stage.executor.publish_block(&shard).unwrap();
    let report = scene.ask(&alice(), "length", Ipld::Link(*shard.cid()), &[]).unwrap();
    let task = report.task(Job::SINGLE).unwrap();
    let TaskOutcome::Failed { error } = &task.outcome else { panic!("{task:?}") };
    assert!(error.to_string().contains("shard"), "{error}");
}

/// What comes of `/content/resolve`.
fn resolve(scene: &Scene, who: &Ed25519Signer, content: Ipld) -> Result<JobReport, RunError> {
    let args = [("content".to_owned(), content)].into();
    let command = ipvm_runtime::effects::content::RESOLVE.parse().unwrap();
    let job = scene.job(Task::idempotent(did(who), command, args).unwrap(), who, &[]);
    scene.stage.executor.run(&job, &mut Quiet)
}

#[test]
fn a_name_of_content_becomes_content_that_is_here() {
    let effect = || ipvm_runtime::effects::content::resolve(Subjects::Any);
    let blocks = parts();
    let found: Vec<Block> = blocks.to_vec();
    let resolver = move |cid: &Cid, _: &FetchBounds| {
        let found = found.iter().find(|block| block.cid() == cid);
        found.map(|block| block.bytes().to_vec()).ok_or(FetchError::NotFound)
    };
    let scene = Scene::with(|it| it.with_handler(effect()).with_resolver(Arc::new(resolver)));
    let expected = |block: &Block| {
        let size = number(block.bytes().len().try_into().unwrap());
        let content = ("content".to_owned(), Ipld::Link(*block.cid()));
        Outcome::Ok(Ipld::Map([content, ("size".to_owned(), size)].into()))
    };
    let given = |content: Ipld| resolve(&scene, &alice(), content).unwrap().result().cloned();
    // A file is put together, and is one block from then on.
    let root = *blocks[0].cid();
    for name in [Ipld::Link(root), text(&format!("ipfs://{root}")), text(&root.to_string())] {
        assert_eq!(given(name), Some(expected(&photo())));
    }
    scene.reads(&alice(), photo().cid(), &[]);
    // A block is what it is, and data too.
    assert_eq!(given(Ipld::Link(*blocks[1].cid())), Some(expected(&blocks[1])));
    let hello = Block::raw(*b"hello");
    assert_eq!(given(text("data:text/plain,hello")), Some(expected(&hello)));
    // What is nowhere is an error of the environment, and not remembered.
    let nowhere = *Block::raw(*b"nowhere").cid();
    let Some(Outcome::Error(Ipld::Map(error))) = given(Ipld::Link(nowhere)) else {
        panic!("it was found")
    };
    assert_eq!(
        (&error["name"], &error["at-fault"]),
        (&text("ContentUnavailable"), &text("environment"))
    );
    // And what is no name is refused before anything is done.
    for name in
        [text("ipns://example.com"), text("https://example.com"), text("a photo"), number(1)]
    {
        let refused = resolve(&scene, &alice(), name).unwrap_err();
        assert!(refused.to_string().contains("InvalidArguments"), "{refused}");
    }
    // It opens nothing to others.
    let args = [("content".to_owned(), Ipld::Link(*photo().cid()))].into();
    let command = ipvm_runtime::effects::content::RESOLVE.parse().unwrap();
    let job = scene.job(Task::idempotent(did(&bob()), command, args).unwrap(), &bob(), &[]);
    let report = scene.stage.executor.run(&job, &mut Quiet).unwrap();
    let Some(Outcome::Error(Ipld::Map(error))) = report.result() else { panic!("it was read") };
    assert_eq!(error["at-fault"], text("requestor"));
}
