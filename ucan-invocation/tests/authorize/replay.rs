//! What work is recognised by when it comes again (rulings P11 and T10).

use ipld_core::{ipld, ipld::Ipld};
use ucan_core::{Check, Did, DidKeyResolver, Envelope, Leeway, Proofs, Verified};
use ucan_invocation::{
    Authorized, Batch, EmbeddedTask, Invocation, Promise, Proven, ReplayAddress, ReplayKey,
    SignedBatch, Task,
};
use varsig::{Block, P256Signer, SignatureAlgorithm, VerifierSet, dag_cbor, s_twins};

use crate::parties::{NOW, Party, args, at, exactly, party};

/// A message that is sent once.
pub(crate) fn message(by: &Party, number: u8) -> Task {
    let command = "/msg/send".parse().expect("a command");
    Task::unique(by.did.clone(), command, [].into(), [number; 12]).expect("DAG-CBOR")
}

/// What `by` asks of themselves until `until`.
pub(crate) fn asked(by: &Party, task: Task, until: Option<i64>) -> Verified<Invocation> {
    let mut invocation = Invocation::new(by.did.clone(), task);
    if let Some(until) = until {
        invocation = invocation.with_expiration(at(until));
    }
    by.asks(invocation)
}

fn authorized(invocation: &Verified<Invocation>, check: &Check<'_>) -> Authorized {
    let proven = Proven::prove(invocation, &Proofs::new(), check, None).expect("proven");
    let args = proven.task().args().clone();
    proven.authorize(args, check, &mut Default::default()).expect("no policies")
}

/// The key of an invocation that is judged at the epoch, without leeway.
pub(crate) fn key(invocation: &Verified<Invocation>) -> ReplayKey {
    authorized(invocation, &exactly(0)).replay_key()
}

/// The key of message `number` of party 1, which can be sent until `until`.
pub(crate) fn message_key(number: u8, until: i64) -> ReplayKey {
    let alice = party(1);
    key(&asked(&alice, message(&alice, number), Some(until)))
}

#[test]
fn a_key_is_the_resolved_task_and_the_token_with_what_it_asks_for() {
    let alice = party(1);
    let promise = Promise::ok(*Block::raw(*b"another task").cid()).to_ipld();
    let task = Task::unique(
        alice.did.clone(),
        "/msg/send".parse().unwrap(),
        args(ipld!({ "text": promise })),
        [7; 12],
    )
    .unwrap();
    let invocation = asked(&alice, task.clone(), Some(NOW + 20));
    let proven = Proven::prove(&invocation, &Proofs::new(), &exactly(NOW), None).unwrap();
    let resolved = args(ipld!({ "text": "hello" }));
    let check = Check::at(at(NOW)).with_leeway(Leeway::from_seconds(5));
    let authorized = proven.authorize(resolved.clone(), &check, &mut Default::default()).unwrap();
    let key = authorized.replay_key();
    assert_eq!(
        key.addresses(),
        [
            ReplayAddress::Task(*task.with_args(resolved).unwrap().id()),
            ReplayAddress::Token { token: *invocation.cid(), task: *task.id() },
        ]
    );
    assert_eq!(key.until(), Some(at(NOW + 25)));
    assert!(!key.nonce_is_empty());
}

#[test]
fn the_end_of_a_key_is_the_token_s_own_whatever_its_proofs_say() {
    let [alice, bob] = [1, 2].map(party);
    let proof = alice.delegates(&bob, &alice).with_expiration(at(NOW + 10));
    let proof = alice.signs(proof);
    let invocation =
        Invocation::new(bob.did.clone(), message(&alice, 1)).with_proofs(vec![*proof.cid()]);
    let mut at_hand = Proofs::new();
    at_hand.insert(proof);
    let end = |invocation: Invocation| {
        let proven = Proven::prove(&bob.asks(invocation), &at_hand, &exactly(NOW), None).unwrap();
        let authorized = proven.authorize([].into(), &exactly(NOW), &mut Default::default());
        authorized.unwrap().replay_key().until()
    };
    assert_eq!(end(invocation.clone()), None);
    assert_eq!(end(invocation.with_expiration(at(NOW + 20))), Some(at(NOW + 20)));
}

#[test]
fn an_empty_nonce_is_seen_in_the_key() {
    let alice = party(1);
    let idempotent = Task::idempotent(alice.did.clone(), "/a".parse().unwrap(), [].into());
    assert!(key(&asked(&alice, idempotent.unwrap(), Some(10))).nonce_is_empty());
}

#[test]
fn the_tasks_of_one_token_are_told_apart_and_each_is_known_again() {
    let alice = party(1);
    let batch = Batch::new()
        .with_task("a", EmbeddedTask::new(message(&alice, 1)))
        .with_task("again", EmbeddedTask::new(message(&alice, 1)))
        .with_task("b", EmbeddedTask::new(message(&alice, 2)));
    let whole = Task::unique(
        alice.did.clone(),
        "/msg/all".parse().unwrap(),
        args(ipld!({ "tasks": batch.to_ipld() })),
        [9; 12],
    );
    let invocation = asked(&alice, whole.unwrap(), Some(NOW));
    let outer = Proven::prove(&invocation, &Proofs::new(), &exactly(NOW), None).unwrap();
    let batch = SignedBatch::open(&outer, &["tasks"], 3, &mut Default::default()).unwrap();
    let key = |label: &str| {
        let proven = batch.prove(label, &Proofs::new(), &exactly(NOW)).unwrap();
        let authorized = proven.authorize([].into(), &exactly(NOW), &mut Default::default());
        authorized.unwrap().replay_key()
    };
    assert_eq!(key("a"), key("again"));
    assert!(key("a").addresses().iter().all(|it| !key("b").addresses().contains(it)));
}

/// A token that an ECDSA key signed, and its twin, which anybody can make of it.
pub(crate) fn twins() -> [ReplayKey; 2] {
    let signer = P256Signer::from_scalar(&[1; 32]).expect("a key");
    let did = Did::from_signer(&signer);
    let task =
        Task::unique(did.clone(), "/msg/send".parse().expect("a command"), [].into(), [7; 12]);
    let invocation = Invocation::new(did, task.expect("DAG-CBOR")).with_expiration(at(10));
    let token = Envelope::sign(invocation, &signer).expect("the issuer signs");
    let twins = s_twins(SignatureAlgorithm::ES256, token.signature()).expect("64 bytes");
    twins.map(|signature| {
        let signature = dag_cbor::encode(&Ipld::Bytes(signature)).expect("bytes");
        let bytes = [&[0x82], signature.as_slice(), token.signed_bytes()].concat();
        let verified = Envelope::<Invocation>::decode(&bytes)
            .expect("a token")
            .verify(&DidKeyResolver, &VerifierSet::default())
            .expect("a good signature");
        key(&verified)
    })
}

#[test]
fn both_twins_of_a_token_have_the_same_addresses() {
    let [low, high] = twins();
    let sorted = |key: &ReplayKey| {
        let mut addresses = key.addresses().to_vec();
        addresses.sort();
        addresses
    };
    assert_eq!(low.addresses().len(), 3);
    assert_ne!(low.addresses()[1], high.addresses()[1]);
    assert_eq!(sorted(&low), sorted(&high));
}
