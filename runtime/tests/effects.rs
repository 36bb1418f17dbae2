//! The standard effects, run by an executor over the store on disk.

#![expect(clippy::unwrap_used, reason = "a test whose stage cannot be set has failed")]

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicUsize, Ordering},
    },
    thread,
};

use cid::Cid;
use ipld_core::{ipld, ipld::Ipld};
use ipvm_redb::RedbStore;
use ipvm_runtime::{
    BuildError, Clock, Executor, JobReport, Quiet, Registration, RegistrationError, Stores,
    Subjects, TaskReport,
    effects::{
        clock, key_value, randomness,
        signing::{self, Signed, Statement},
    },
    store::{
        Change, Key, KeyValue, KeyValueError, Listed, MemoryStore, Namespace, Outcome as Made,
    },
};
use ipvm_task::DeclarationError;
use ipvm_workflow::{Draft, Sealer, TaskDraft, awaits};
use tempfile::TempDir;
use ucan_core::{Did, Envelope, Leeway, Nonce, Timestamp};
use ucan_invocation::Outcome;
use varsig::{Block, Ed25519Signer, Signer, VerifierSet};

const NOW: i64 = 1_767_225_600;

/// A clock that is set by hand.
struct Moving(AtomicI64);

impl Clock for Moving {
    fn now(&self) -> Timestamp {
        Timestamp::from_seconds(self.0.load(Ordering::SeqCst)).unwrap()
    }
}

fn executor_key() -> Arc<Ed25519Signer> {
    Arc::new(Ed25519Signer::from_seed(&[9; 32]))
}

fn own() -> Did {
    Did::from_signer(&*executor_key())
}

/// An executor that asks itself.
struct Stage {
    executor: Executor,
    store: Arc<RedbStore>,
    clock: Arc<Moving>,
    asked: AtomicUsize,
}

impl Stage {
    /// With the standard effects, over the store at this place; `wrap` may put something
    /// between the executor and the values of the store.
    fn open(place: &Path, wrap: impl FnOnce(Arc<RedbStore>) -> Arc<dyn KeyValue>) -> Self {
        let store = Arc::new(RedbStore::open(place).unwrap());
        let values = wrap(Arc::clone(&store));
        let clock = Arc::new(Moving(AtomicI64::new(NOW)));
        let executor = Executor::builder(executor_key(), Stores::from(Arc::clone(&store)))
            .with_clock(clock.clone())
            .with_leeway(Leeway::NONE)
            .with_handlers([
                clock::now(Subjects::Own),
                randomness::bytes(Subjects::Own),
                signing::sign(executor_key()),
            ])
            .with_handlers(key_value::queries(Arc::clone(&values), Subjects::Own))
            .with_handlers(key_value::mutations(values, Subjects::Own))
            .build()
            .unwrap();
        Self { executor, store, clock, asked: AtomicUsize::new(0) }
    }

    /// Ends the executor and waits until its workers have let go of the store: they do
    /// so shortly after the job has ended.
    fn close(self) {
        let Self { executor, store, .. } = self;
        drop(executor);
        while Arc::strong_count(&store) > 1 {
            thread::yield_now();
        }
    }

    fn advance(&self, seconds: i64) {
        self.clock.0.fetch_add(seconds, Ordering::SeqCst);
    }

    /// Runs a workflow that is signed anew each time.
    fn run(&self, draft: Draft) -> JobReport {
        let number = self.asked.fetch_add(1, Ordering::SeqCst);
        let nonce = Nonce::new(number.to_be_bytes());
        let sealed = Sealer::new().with_handlers(self.executor.handlers()).seal(draft).unwrap();
        let invocation = sealed.invocation(own(), own(), nonce).unwrap();
        let token = Envelope::sign(invocation, &*executor_key()).unwrap();
        let job = self.executor.receive(token.block().bytes(), &[]).unwrap();
        self.executor.run(&job, &mut Quiet).unwrap()
    }

    /// What becomes of one task.
    fn ask(&self, command: &str, args: Ipld, nonce: &str) -> TaskReport {
        let report = self.run(Draft::new().with_task("it", task(command, args, nonce)));
        report.task("it").unwrap().clone()
    }

    /// What one task gives.
    #[track_caller]
    fn value(&self, command: &str, args: Ipld, nonce: &str) -> Ipld {
        match self.ask(command, args, nonce).result() {
            Some(Outcome::Ok(value)) => value.clone(),
            other => panic!("{command} gave {other:?}"),
        }
    }

    /// The name of the error that one task ends with.
    #[track_caller]
    fn error(&self, command: &str, args: Ipld, nonce: &str) -> Ipld {
        match self.ask(command, args, nonce).result() {
            Some(Outcome::Error(Ipld::Map(error))) => error["name"].clone(),
            other => panic!("{command} gave {other:?}"),
        }
    }
}

fn task(command: &str, args: Ipld, nonce: &str) -> TaskDraft {
    let Ipld::Map(args) = args else { panic!("arguments are a map") };
    TaskDraft::new(own(), command.parse().unwrap(), args).with_nonce(Nonce::new(nonce.as_bytes()))
}

fn secret(task: TaskDraft, secret: bool) -> TaskDraft {
    task.with_config(ipld!({ "secret": secret }))
}

fn name(text: &str) -> Ipld {
    Ipld::String(text.into())
}

fn key(text: &str) -> Ipld {
    ipld!({ "key": text })
}

fn stage(root: &TempDir) -> Stage {
    Stage::open(&root.path().join("store"), |store| store)
}

#[test]
fn the_time_goes_on_and_stands_still_for_a_second() {
    let root = tempfile::tempdir().unwrap();
    let stage = stage(&root);
    let now = || stage.value(clock::NOW, ipld!({}), "");
    assert_eq!(now(), Ipld::Integer(NOW.into()));
    stage.advance(1);
    assert_eq!(now(), Ipld::Integer(NOW.into()));
    stage.advance(1);
    assert_eq!(now(), Ipld::Integer((NOW + 2).into()));
}

#[test]
fn one_task_has_one_draw_for_good() {
    let root = tempfile::tempdir().unwrap();
    let args = || ipld!({ "length": 32 });
    let first = {
        let stage = stage(&root);
        let first = stage.value(randomness::BYTES, args(), "one");
        assert_ne!(stage.value(randomness::BYTES, args(), "two"), first);
        stage.advance(50 * 365 * 24 * 60 * 60);
        assert_eq!(stage.value(randomness::BYTES, args(), "one"), first);
        stage.close();
        first
    };
    let stage = stage(&root);
    assert_eq!(stage.value(randomness::BYTES, args(), "one"), first);
    // And none without a nonce.
    assert_eq!(stage.error(randomness::BYTES, args(), ""), name("EmptyNonce"));
}

#[test]
fn values_stay_and_a_task_that_comes_back_changes_nothing() {
    let root = tempfile::tempdir().unwrap();
    let put = |value: i32| ipld!({ "key": "k", "value": value });
    {
        let stage = stage(&root);
        stage.value(key_value::PUT, put(1), "");
        stage.value(key_value::PUT, put(2), "");
        stage.close();
    }
    let stage = stage(&root);
    stage.value(key_value::PUT, put(1), "");
    assert_eq!(stage.value(key_value::GET, key("k"), ""), Ipld::Integer(2));
    assert_eq!(stage.error(key_value::GET, key("l"), ""), name("NotFound"));
}

#[test]
fn a_read_is_stale_for_a_second_unless_it_has_a_nonce_of_its_own() {
    let root = tempfile::tempdir().unwrap();
    let stage = stage(&root);
    let get = |nonce: &str| stage.value(key_value::GET, key("k"), nonce);
    stage.value(key_value::PUT, ipld!({ "key": "k", "value": 1 }), "");
    assert_eq!(get(""), Ipld::Integer(1));
    stage.value(key_value::PUT, ipld!({ "key": "k", "value": 2 }), "");
    assert_eq!((get(""), get("another")), (Ipld::Integer(1), Ipld::Integer(2)));
    stage.advance(2);
    assert_eq!(get(""), Ipld::Integer(2));
}

/// Values whose store makes a change, and is gone before it says so.
struct Vanishing {
    store: Arc<RedbStore>,
    changes: AtomicUsize,
}

impl KeyValue for Vanishing {
    fn get(&self, namespace: &Namespace, key: &Key) -> Result<Option<Block>, KeyValueError> {
        KeyValue::get(&*self.store, namespace, key)
    }

    fn list(
        &self,
        namespace: &Namespace,
        prefix: &str,
        after: Option<&Key>,
        limit: usize,
    ) -> Result<Vec<Listed>, KeyValueError> {
        self.store.list(namespace, prefix, after, limit)
    }

    fn apply(
        &self,
        task: &Cid,
        namespace: &Namespace,
        change: &Change,
    ) -> Result<Made, KeyValueError> {
        let made = self.store.apply(task, namespace, change);
        assert!(self.changes.fetch_add(1, Ordering::SeqCst) > 0, "the first one vanishes");
        made
    }
}

#[test]
fn a_change_that_was_made_and_not_attested_is_not_made_again() {
    let root = tempfile::tempdir().unwrap();
    let create = ipld!({ "key": "k", "expected": null, "value": 1 });
    {
        let stage = Stage::open(&root.path().join("store"), |store| {
            Arc::new(Vanishing { store, changes: AtomicUsize::new(0) })
        });
        let report = stage.ask(key_value::SWAP, create.clone(), "");
        assert!(!report.is_ok(), "{report:?}");
        stage.close();
    }
    let stage = stage(&root);
    stage.value(key_value::PUT, ipld!({ "key": "k", "value": 2 }), "");
    // Made anew it would be a conflict, or would undo what came after.
    let made = stage.value(key_value::SWAP, create, "");
    let link = Ipld::Link(*Block::encode(&Ipld::Integer(1)).unwrap().cid());
    assert_eq!(made, ipld!({ "previous": null, "value": link }));
    assert_eq!(stage.value(key_value::GET, key("k"), ""), Ipld::Integer(2));
}

#[test]
fn a_signature_is_secret_and_what_keeps_it_too() {
    let root = tempfile::tempdir().unwrap();
    let stage = stage(&root);
    let sign = || {
        let args = ipld!({ "purpose": "test", "bytes": Ipld::Bytes(b"x".to_vec()) });
        task(signing::SIGN, args, "")
    };
    let put = || task(key_value::PUT, ipld!({ "key": "s", "value": awaits("sign") }), "n");
    let report = stage.run(Draft::new().with_task("sign", sign()).with_task("put", put()));
    assert!(report.is_ok(), "{report:?}");
    for label in ["sign", "put"] {
        let it = report.task(label).unwrap();
        assert!(it.is_secret() && it.result().is_none(), "{label}");
        assert!(it.attested().unwrap().released().meta().secret, "{label}");
    }
    // An open task does not find it, and a secret one does.
    assert_eq!(stage.error(key_value::GET, key("s"), ""), name("NotFound"));
    let get = secret(task(key_value::GET, key("s"), "secret"), true);
    let report = stage.run(Draft::new().with_task("get", get));
    let receipt = report.task("get").unwrap().attested().unwrap().released();
    let Outcome::Ok(output) = receipt.outcome() else { panic!("{receipt:?}") };
    let statement = Statement::new(own(), "test", Signed::Bytes(b"x".to_vec())).unwrap();
    let verified = statement.verify(output, &executor_key().public_key(), &VerifierSet::default());
    assert_eq!(verified, Ok(()));
}

#[test]
fn a_value_is_released_by_a_task_that_says_so() {
    let root = tempfile::tempdir().unwrap();
    let stage = stage(&root);
    let hide = task(key_value::PUT, ipld!({ "key": "k", "value": 7 }), "hide");
    let report = stage.run(Draft::new().with_task("hide", secret(hide, true)));
    assert!(report.is_ok(), "{report:?}");
    let draft = Draft::new()
        .with_task("get", secret(task(key_value::GET, key("k"), "get"), true))
        .with_task(
            "put",
            secret(
                task(key_value::PUT, ipld!({ "key": "k", "value": awaits("get") }), "release"),
                false,
            ),
        );
    let report = stage.run(draft);
    assert!(report.is_ok(), "{report:?}");
    assert_eq!(stage.value(key_value::GET, key("k"), ""), Ipld::Integer(7));
}

#[test]
fn effects_feed_each_other_in_one_workflow() {
    let root = tempfile::tempdir().unwrap();
    let stage = stage(&root);
    let value = ipld!({ "at": awaits("now"), "lot": awaits("draw") });
    let draft = Draft::new()
        .with_task("now", task(clock::NOW, ipld!({}), ""))
        .with_task("draw", task(randomness::BYTES, ipld!({ "length": 16 }), "lot 1"))
        .with_task("keep", task(key_value::PUT, ipld!({ "key": "lots/1", "value": value }), "n"));
    let report = stage.run(draft);
    assert!(report.is_ok(), "{report:?}");
    let drawn = report.task("draw").unwrap().result().unwrap().clone();
    let Outcome::Ok(drawn) = drawn else { panic!("{drawn:?}") };
    assert_eq!(
        stage.value(key_value::GET, key("lots/1"), ""),
        ipld!({ "at": Ipld::Integer(NOW.into()), "lot": drawn })
    );
}

#[test]
fn nobody_changes_values_for_everybody() {
    let build = |handlers: Vec<Registration>| {
        let stores = Stores::from(Arc::new(MemoryStore::new()));
        Executor::builder(executor_key(), stores).with_handlers(handlers).build().err()
    };
    let store = Arc::new(MemoryStore::new());
    let error = build(key_value::mutations(store, Subjects::Any).into());
    let Some(BuildError::Handler(RegistrationError::Declaration(error))) = error else {
        panic!("it should have been refused: {error:?}");
    };
    assert_eq!(
        error,
        DeclarationError::MutationOfAnySubject { command: key_value::PUT.parse().unwrap() }
    );
}
