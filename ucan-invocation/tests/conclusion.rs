//! What a receipt is good for, and receipts that somebody else delivers (rulings I2, I3
//! and O29).

use cid::Cid;
use ipld_core::{ipld, ipld::Ipld};
use ucan_core::{
    ChainError, Check, Command, DecodeError, Delegation, Did, DidKeyResolver, Envelope, FieldError,
    FieldRule, Leeway, Nonce, Payload, Proofs, Timestamp, TokenSet, Verified, VerifyError,
};
use ucan_invocation::{
    Attestation, Conclusion, ConclusionError, Failure, Invocation, Outcome, Proven, PublicResource,
    Receipt, ReceiptError, ReceiptMeta, Task, conclude_command, receipt_command,
};
use varsig::{Block, Ed25519Signer, VerifierSet};

const NOW: i64 = 1_767_225_600;

struct Party {
    key: Ed25519Signer,
    did: Did,
}

fn party(seed: u8) -> Party {
    let key = Ed25519Signer::from_seed(&[seed; 32]);
    let did = Did::from_signer(&key);
    Party { key, did }
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(seconds).expect("53 bits")
}

fn exactly(now: i64) -> Check<'static> {
    Check::at(at(now)).with_leeway(Leeway::NONE)
}

fn ran() -> Cid {
    *Block::raw(*b"task").cid()
}

fn received<T: Payload>(block: &Block) -> Verified<T> {
    Envelope::<T>::decode_block(block.clone())
        .expect("a token")
        .verify(&DidKeyResolver, &VerifierSet::default())
        .expect("a good signature")
}

fn receipt(executor: &Party) -> Receipt {
    Attestation::new(ran(), Outcome::Ok(ipld!(42)), at(NOW)).sign(&executor.key).expect("signed")
}

/// What comes of delivering the receipt `cid` with these blocks and proofs.
fn deliver(cid: &Cid, blocks: &[&Block], proofs: &Proofs) -> Result<Receipt, ConclusionError> {
    let set = blocks.iter().map(|block| (*block).clone()).collect();
    Conclusion::new(*cid).receipt(
        &set,
        proofs,
        &DidKeyResolver,
        &VerifierSet::default(),
        &exactly(NOW),
    )
}

#[test]
fn a_delivery_is_an_invocation_on_whoever_awaits_the_receipt() {
    let [executor, bob, service] = [1, 2, 3].map(party);
    let receipt = receipt(&executor);
    let conclusion = Conclusion::new(*receipt.cid());
    let invocation = conclusion.invocation(bob.did.clone(), service.did.clone()).unwrap();
    let written = ipld!({
        "iss": bob.did.as_str(),
        "sub": service.did.as_str(),
        "cmd": "/ucan/conclude",
        "args": { "receipt": *receipt.cid() },
        "nonce": Ipld::Bytes(vec![]),
        "prf": [],
        "exp": null,
    });
    assert_eq!(Ipld::Map(invocation.write()), written);
    assert_eq!(Conclusion::read(invocation.task()), Ok(conclusion));
    assert_eq!(invocation.executor(), &service.did);
}

#[test]
fn a_stranger_delivers_over_the_wire_to_a_service_that_hears_everybody() {
    let [executor, bob, service] = [1, 2, 3].map(party);
    let receipt = receipt(&executor);
    let invocation =
        Conclusion::new(*receipt.cid()).invocation(bob.did.clone(), service.did.clone()).unwrap();
    let token = Envelope::sign(invocation.with_expiration(at(NOW + 60)), &bob.key).unwrap();
    let came: TokenSet = [token.block().clone(), receipt.block().clone()].into_iter().collect();

    let invocation = received::<Invocation>(token.block());
    let heard = PublicResource::new(service.did.clone(), conclude_command());
    let proven = Proven::prove_public(&invocation, &heard, &exactly(NOW), &service.did).unwrap();
    let authorized = proven
        .authorize(proven.task().args().clone(), &exactly(NOW), &mut Default::default())
        .unwrap();
    let delivered = Conclusion::read(authorized.resolved())
        .unwrap()
        .receipt(&came, &Proofs::new(), &DidKeyResolver, &VerifierSet::default(), &exactly(NOW))
        .unwrap();
    assert_eq!(delivered.cid(), receipt.cid());
    assert_eq!(delivered.executor(), &executor.did);
    assert_eq!(delivered.ran(), &ran());
    assert_eq!(delivered.outcome(), &Outcome::Ok(ipld!(42)));
}

#[test]
fn the_receipt_must_have_come_along_and_others_do_not_stand_in() {
    let [executor, other] = [1, 2].map(party);
    let (named, another) = (receipt(&executor), receipt(&other));
    let error = deliver(named.cid(), &[another.block()], &Proofs::new()).unwrap_err();
    assert_eq!(error, ConclusionError::ReceiptNotFound { receipt: *named.cid() });
    assert_eq!(Failure::from(&error).name(), "ConclusionReceiptNotFound");
}

#[test]
fn the_deliverer_cannot_lend_a_receipt_any_truth() {
    let [executor, mallory] = [1, 4].map(party);
    // Mallory signs in the executor's name: she is not its delegate.
    let args = [("ran".into(), Ipld::Link(ran())), ("out".into(), ipld!({ "ok": 43 }))].into();
    let task = || Task::idempotent(executor.did.clone(), receipt_command(), args).unwrap();
    let invented = Envelope::sign(Invocation::new(mallory.did.clone(), task()), &mallory.key);
    let invented = invented.unwrap();
    let error = deliver(invented.cid(), &[invented.block()], &Proofs::new()).unwrap_err();
    assert_eq!(error, ConclusionError::Receipt(ReceiptError::Chain(ChainError::NoProofs)));
    assert_eq!(Failure::from(&error).name(), "ConclusionReceiptInvalid");

    // She changes one: the signature does not hold.
    let mut bytes = receipt(&executor).block().bytes().to_vec();
    bytes[10] ^= 1;
    let changed = Block::dag_cbor(bytes).unwrap();
    assert_eq!(
        deliver(changed.cid(), &[&changed], &Proofs::new()).unwrap_err(),
        ConclusionError::Verify(VerifyError::InvalidSignature)
    );
}

#[test]
fn what_is_no_receipt_is_not_delivered() {
    let alice = party(1);
    let task = Task::idempotent(alice.did.clone(), "/msg".parse().unwrap(), [].into()).unwrap();
    let other = Envelope::sign(Invocation::new(alice.did.clone(), task), &alice.key).unwrap();
    assert_eq!(
        deliver(other.cid(), &[other.block()], &Proofs::new()).unwrap_err(),
        ConclusionError::Receipt(ReceiptError::Command { found: "/msg".parse().unwrap() })
    );
    let block = Block::encode(&ipld!({ "ran": ran() })).unwrap();
    assert_eq!(
        deliver(block.cid(), &[&block], &Proofs::new()).unwrap_err(),
        ConclusionError::Decode(DecodeError::NotAPair)
    );
}

#[test]
fn the_receipt_of_a_delegate_is_delivered_with_its_proofs_and_says_who_signed() {
    let [executor, delegate] = [1, 2].map(party);
    let delegation = Delegation::new(
        executor.did.clone(),
        delegate.did.clone(),
        executor.did.clone(),
        receipt_command(),
        Nonce::empty(),
    );
    let proof = Envelope::sign(delegation, &executor.key).unwrap();
    let args = [("ran".into(), Ipld::Link(ran())), ("out".into(), ipld!({ "ok": 42 }))].into();
    let task = Task::idempotent(executor.did.clone(), receipt_command(), args).unwrap();
    let invocation = Invocation::new(delegate.did.clone(), task).with_proofs(vec![*proof.cid()]);
    let signed = Envelope::sign(invocation, &delegate.key).unwrap();
    let mut proofs = Proofs::new();
    assert_eq!(
        deliver(signed.cid(), &[signed.block()], &proofs).unwrap_err(),
        ConclusionError::Receipt(ReceiptError::Chain(ChainError::UnavailableProof {
            index: 0,
            cid: *proof.cid()
        }))
    );
    proofs.insert(received::<Delegation>(proof.block()));
    let delivered = deliver(signed.cid(), &[signed.block()], &proofs).unwrap();
    assert_eq!((delivered.executor(), delivered.issuer()), (&executor.did, &delegate.did));

    let own = receipt(&executor);
    assert_eq!(own.issuer(), &executor.did);
    assert_eq!(deliver(own.cid(), &[own.block()], &proofs).unwrap().issuer(), &executor.did);
}

#[test]
fn other_commands_and_other_arguments_are_no_delivery() {
    let alice = party(1);
    let read = |command: &str, args: Ipld| {
        let Ipld::Map(args) = args else { panic!("arguments are a map") };
        let command: Command = command.parse().unwrap();
        Conclusion::read(&Task::idempotent(alice.did.clone(), command, args).unwrap())
    };
    let field = |args: Ipld, field: &str, rule| {
        assert_eq!(
            read("/ucan/conclude", args),
            Err(ConclusionError::Field(FieldError::new(field, rule)))
        );
    };
    for command in ["/ucan", "/ucan/conclude/now"] {
        assert_eq!(
            read(command, ipld!({ "receipt": ran() })),
            Err(ConclusionError::Command { found: command.parse().unwrap() })
        );
    }
    field(ipld!({}), "receipt", FieldRule::Missing);
    field(ipld!({ "receipt": ran(), "more": 1 }), "more", FieldRule::Unknown);
    let rule = FieldRule::Kind { expected: "link", found: "string" };
    field(ipld!({ "receipt": "bafy" }), "receipt", rule);
}

#[test]
fn an_expired_receipt_attests_and_is_of_no_more_use() {
    let executor = party(1);
    let attestation = || Attestation::new(ran(), Outcome::Ok(ipld!(42)), at(NOW));
    let limited = attestation().with_expiration(at(NOW + 10)).sign(&executor.key).unwrap();
    let late = exactly(NOW + 1_000);
    let accepted = Receipt::accept(&received(limited.block()), &Proofs::new(), &late).unwrap();
    for receipt in [&limited, &accepted] {
        assert_eq!(receipt.outcome(), &Outcome::Ok(ipld!(42)));
        for (now, leeway, current) in
            [(-1, 0, true), (NOW + 10, 0, true), (NOW + 11, 0, false), (NOW + 11, 1, true)]
        {
            assert_eq!(receipt.is_current(at(now), Leeway::from_seconds(leeway)), current, "{now}");
        }
    }
    let permanent = attestation().sign(&executor.key).unwrap();
    assert!(permanent.is_current(Timestamp::MAX, Leeway::NONE));
}

#[test]
fn a_fault_is_the_executor_s_word_and_never_the_task_s() {
    let executor = party(1);
    let failure = Failure::new("OutOfMemory", "no room").with_detail("limit", ipld!(64));
    let sent = |attestation: Attestation| {
        let receipt = attestation.sign(&executor.key).unwrap();
        Receipt::accept(&received(receipt.block()), &Proofs::new(), &exactly(NOW)).unwrap()
    };
    let fault = sent(Attestation::fault(ran(), failure.clone(), at(NOW)));
    assert!(fault.meta().fault);
    assert_eq!(
        fault.outcome(),
        &Outcome::Error(ipld!({ "name": "OutOfMemory", "message": "no room", "limit": 64 }))
    );
    assert_eq!(fault.fault(), Some(Ok(failure.clone())));
    // The same words from the task itself.
    let own = sent(Attestation::new(ran(), failure.into(), at(NOW)));
    assert_eq!(own.fault(), None);
    // A mark on something that is not such an error.
    let marked = |outcome: Outcome| {
        let meta = ReceiptMeta::default().with_fault();
        sent(Attestation::new(ran(), outcome, at(NOW)).with_meta(meta)).fault()
    };
    assert_eq!(marked(Outcome::Ok(ipld!({ "name": "x", "message": "y" }))), None);
    assert_eq!(
        marked(Outcome::Error(ipld!({ "name": "x" }))),
        Some(Err(FieldError::new("message", FieldRule::Missing)))
    );
}

#[test]
fn an_error_value_has_a_name_a_message_and_details_that_replace_neither() {
    let failure = Failure::new("a", "b").with_detail("name", ipld!(1)).with_detail("x", ipld!(2));
    let written = ipld!({ "name": "a", "message": "b", "x": 2 });
    assert_eq!(failure.to_ipld(), written);
    assert_eq!(Failure::read(&written), Ok(failure.clone()));
    assert_eq!(failure.details(), &[("x".into(), ipld!(2))].into());
    assert_eq!((failure.name(), failure.message()), ("a", "b"));
    assert_eq!(failure.to_string(), "a: b");
    for (value, field, rule) in [
        (ipld!({ "message": "b" }), "name", FieldRule::Missing),
        (
            ipld!({ "name": "a", "message": 1 }),
            "message",
            FieldRule::Kind { expected: "string", found: "integer" },
        ),
        (
            ipld!("divided by zero"),
            "error",
            FieldRule::Value { expected: "a map with a name and a message" },
        ),
    ] {
        assert_eq!(Failure::read(&value), Err(FieldError::new(field, rule)));
    }
}
