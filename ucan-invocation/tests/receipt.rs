//! Receipts: issued, sent, read and accepted (rulings I2 and I3).

use cid::Cid;
use ipld_core::{ipld, ipld::Ipld};
use ucan_core::{
    ChainError, Check, Delegation, Did, DidKeyResolver, Envelope, FieldError, FieldRule, Leeway,
    Meta, Nonce, Payload, Policy, ProofError, ProofRule, Proofs, Timestamp, Verified,
    policy::PolicyFailure,
};
use ucan_invocation::{
    Attestation, Effects, Invocation, Outcome, Receipt, ReceiptError, ReceiptMeta, Task,
    receipt_command,
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

fn link(name: &str) -> Cid {
    *Block::raw(name.as_bytes()).cid()
}

/// The result of the task that every receipt here is about.
fn attestation() -> Attestation {
    Attestation::new(link("task"), Outcome::Ok(Ipld::Integer(42)), at(NOW))
}

fn verified(invocation: Invocation, by: &Party) -> Verified<Invocation> {
    received(&Envelope::sign(invocation, &by.key).expect("the issuer signs"))
}

fn received(token: &Envelope<Invocation>) -> Verified<Invocation> {
    Envelope::<Invocation>::decode(token.bytes())
        .expect("a token")
        .verify(&DidKeyResolver, &VerifierSet::default())
        .expect("a good signature")
}

fn sent(receipt: &Receipt) -> Verified<Invocation> {
    let token = Envelope::decode_block(receipt.block().clone()).expect("a token");
    received(&token)
}

fn exactly(now: i64) -> Check<'static> {
    Check::at(at(now)).with_leeway(Leeway::NONE)
}

fn accept(verified: &Verified<Invocation>) -> Result<Receipt, ReceiptError> {
    Receipt::accept(verified, &Proofs::new(), &exactly(NOW))
}

/// An invocation of the receipt command with these arguments, by the executor.
fn by_hand(executor: &Party, args: Ipld) -> Invocation {
    let Ipld::Map(args) = args else { panic!("arguments are a map") };
    let task = Task::new(executor.did.clone(), receipt_command(), args, Nonce::empty());
    Invocation::new(executor.did.clone(), task.expect("DAG-CBOR"))
}

fn good_args() -> Ipld {
    ipld!({ "ran": link("task"), "out": { "ok": 42 } })
}

/// The field at fault in a receipt with these arguments.
#[track_caller]
fn refused_field(args: Ipld) -> (String, FieldRule) {
    let executor = party(1);
    match accept(&verified(by_hand(&executor, args), &executor)).expect_err("no receipt") {
        ReceiptError::Field(FieldError { field, rule, .. }) => (field, rule),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_receipt_goes_around() {
    let executor = party(1);
    let effects = Effects::new([link("b"), link("a")], Some(link("c"))).unwrap();
    let meta = ReceiptMeta::default()
        .with_fault()
        .with_resolved(Some(link("resolved")))
        .with_computation(Some(link("computation")))
        .with_from(link("from"))
        .with_fuel(Some(u64::MAX));
    let error = Outcome::Error(ipld!({ "name": "OutOfFuel", "message": "…" }));
    let issued = Attestation::new(link("task"), error.clone(), at(NOW))
        .with_expiration(at(NOW + 60))
        .with_effects(effects.clone())
        .with_meta(meta.clone())
        .sign(&executor.key)
        .unwrap();
    let accepted = accept(&sent(&issued)).unwrap();
    for receipt in [&issued, &accepted] {
        assert_eq!(receipt.executor(), &executor.did);
        assert_eq!(receipt.ran(), &link("task"));
        assert_eq!(receipt.outcome(), &error);
        assert_eq!(receipt.effects(), &effects);
        assert_eq!(receipt.issued_at(), Some(at(NOW)));
        assert_eq!(receipt.expiration(), Some(at(NOW + 60)));
        assert_eq!(receipt.meta(), &meta);
    }
    assert_eq!(accepted.cid(), issued.cid());
    assert_eq!(accepted.block(), issued.block());
}

#[test]
fn a_receipt_is_an_invocation_of_the_receipt_command_and_says_no_more_than_it_must() {
    let executor = party(1);
    let receipt = attestation().sign(&executor.key).unwrap();
    let did = executor.did.as_str();
    let expected = ipld!({
        "iss": did,
        "sub": did,
        "cmd": "/ucan/assert/receipt",
        "args": { "ran": link("task"), "out": { "ok": 42 } },
        "nonce": Ipld::Bytes(vec![]),
        "prf": [],
        "exp": null,
        "iat": NOW,
    });
    assert_eq!(Ipld::Map(sent(&receipt).payload().write()), expected);
}

#[test]
fn effects_are_written_when_there_are_any() {
    let executor = party(1);
    let fx = |fork: Vec<Cid>, join: Option<Cid>| {
        let effects = Effects::new(fork, join).unwrap();
        let receipt = attestation().with_effects(effects.clone()).sign(&executor.key).unwrap();
        let sent = sent(&receipt);
        assert_eq!(accept(&sent).unwrap().effects(), &effects);
        sent.payload().task().args().get("fx").cloned()
    };
    assert_eq!(fx(vec![], None), None);
    assert_eq!(fx(vec![link("a")], None), Some(ipld!({ "fork": [link("a")] })));
    assert_eq!(fx(vec![], Some(link("b"))), Some(ipld!({ "join": link("b") })));
}

#[test]
fn an_audience_is_absent_or_the_executor() {
    let (executor, other) = (party(1), party(2));
    let with = |audience: &Party| {
        let invocation = by_hand(&executor, good_args()).with_audience(audience.did.clone());
        accept(&verified(invocation, &executor)).map(|receipt| receipt.executor().clone())
    };
    assert_eq!(
        accept(&verified(by_hand(&executor, good_args()), &executor)).unwrap().ran(),
        &link("task")
    );
    assert_eq!(with(&executor), Ok(executor.did.clone()));
    assert_eq!(with(&other), Err(ReceiptError::Audience { found: other.did.clone() }));
}

#[test]
fn another_command_is_no_receipt() {
    let executor = party(1);
    for text in ["/ucan/assert", "/ucan/assert/receipt/more", "/"] {
        let Ipld::Map(args) = good_args() else { panic!("arguments are a map") };
        let command: ucan_core::Command = text.parse().unwrap();
        let task = Task::new(executor.did.clone(), command.clone(), args, Nonce::empty()).unwrap();
        let token = verified(Invocation::new(executor.did.clone(), task), &executor);
        assert_eq!(accept(&token).unwrap_err(), ReceiptError::Command { found: command });
    }
}

#[test]
fn a_result_is_on_exactly_one_branch() {
    let rule = FieldRule::Value { expected: "a map with exactly one key, `ok` or `error`" };
    for out in [
        ipld!({}),
        ipld!({ "ok": 1, "error": 2 }),
        ipld!({ "value": 1 }),
        ipld!({ "ok": 1, "x": null }),
        ipld!({ "Ok": 1 }),
    ] {
        assert_eq!(
            refused_field(ipld!({ "ran": link("task"), "out": out })),
            ("out".into(), rule.clone())
        );
    }
    let executor = party(1);
    for (out, outcome) in [
        (ipld!({ "ok": null }), Outcome::Ok(Ipld::Null)),
        (ipld!({ "error": { "ok": 1 } }), Outcome::Error(ipld!({ "ok": 1 }))),
    ] {
        let args = ipld!({ "ran": link("task"), "out": out });
        let receipt = accept(&verified(by_hand(&executor, args), &executor)).unwrap();
        assert_eq!(receipt.outcome(), &outcome);
    }
}

#[test]
fn missing_malformed_and_unknown_arguments_are_refused() {
    let kind = |expected, found| FieldRule::Kind { expected, found };
    let out = ipld!({ "ok": 42 });
    let with_fx =
        |fx: Ipld| refused_field(ipld!({ "ran": link("task"), "out": { "ok": 42 }, "fx": fx }));
    for (args, field, rule) in [
        (ipld!({ "out": out.clone() }), "ran", FieldRule::Missing),
        (ipld!({ "ran": link("task") }), "out", FieldRule::Missing),
        (ipld!({ "ran": "task", "out": out.clone() }), "ran", kind("link", "string")),
        (ipld!({ "ran": link("task"), "out": 42 }), "out", kind("map", "integer")),
        (ipld!({ "ran": link("task"), "out": out, "x": 1 }), "x", FieldRule::Unknown),
    ] {
        assert_eq!(refused_field(args), (field.into(), rule));
    }
    assert_eq!(with_fx(ipld!(null)), ("fx".into(), kind("map", "null")));
    assert_eq!(
        with_fx(ipld!({ "fork": link("a") })),
        ("fork".into(), kind("list of links", "link"))
    );
    assert_eq!(with_fx(ipld!({ "fork": ["a"] })), ("fork".into(), kind("link", "string")));
    assert_eq!(with_fx(ipld!({ "join": [] })), ("join".into(), kind("link", "list")));
    assert_eq!(with_fx(ipld!({ "halt": null })), ("halt".into(), FieldRule::Unknown));
}

/// What `delegate` says on behalf of `executor`, with these proofs.
fn on_behalf(
    executor: &Party,
    delegate: &Party,
    proofs: &[&Verified<Delegation>],
) -> Result<Receipt, ReceiptError> {
    let Ipld::Map(args) = good_args() else { panic!("arguments are a map") };
    let task = Task::new(executor.did.clone(), receipt_command(), args, Nonce::empty());
    let invocation = Invocation::new(delegate.did.clone(), task.expect("DAG-CBOR"))
        .with_proofs(proofs.iter().map(|proof| *proof.cid()).collect());
    let mut at_hand = Proofs::new();
    proofs.iter().for_each(|proof| at_hand.insert((*proof).clone()));
    Receipt::accept(&verified(invocation, delegate), &at_hand, &exactly(NOW))
}

/// The executor's word that `delegate` may use `command` in its name.
fn delegation(executor: &Party, delegate: &Party, command: &str) -> Delegation {
    Delegation::new(
        executor.did.clone(),
        delegate.did.clone(),
        executor.did.clone(),
        command.parse().expect("a command"),
        Nonce::empty(),
    )
}

fn signed(delegation: Delegation, by: &Party) -> Verified<Delegation> {
    Envelope::sign(delegation, &by.key)
        .expect("the issuer signs")
        .verify(&DidKeyResolver, &VerifierSet::default())
        .expect("a good signature")
}

#[test]
fn a_delegate_attests_with_a_chain_from_the_executor_and_not_without() {
    let (executor, delegate) = (party(1), party(2));
    for command in ["/ucan/assert/receipt", "/ucan/assert", "/"] {
        let proof = signed(delegation(&executor, &delegate, command), &executor);
        let receipt = on_behalf(&executor, &delegate, &[&proof]).unwrap();
        assert_eq!(receipt.executor(), &executor.did);
    }
    assert_eq!(
        on_behalf(&executor, &delegate, &[]).unwrap_err(),
        ReceiptError::Chain(ChainError::NoProofs)
    );
}

/// The rule that the first proof breaks.
#[track_caller]
fn proof_rule(result: Result<Receipt, ReceiptError>) -> ProofRule {
    match result.expect_err("no receipt") {
        ReceiptError::Chain(ChainError::Proof(ProofError { index: 0, rule, .. })) => rule,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_delegate_s_chain_is_judged_in_full_policies_and_time_included() {
    let (executor, delegate) = (party(1), party(2));
    let other = signed(delegation(&executor, &delegate, "/wasm"), &executor);
    assert_eq!(
        proof_rule(on_behalf(&executor, &delegate, &[&other])),
        ProofRule::ImpossibleAttenuation {
            held: "/wasm".parse().unwrap(),
            wanted: receipt_command()
        }
    );

    let base = || delegation(&executor, &delegate, "/ucan/assert");
    let late = signed(base().with_expiration(at(NOW - 1)), &executor);
    assert_eq!(
        proof_rule(on_behalf(&executor, &delegate, &[&late])),
        ProofRule::Expired { expiration: at(NOW - 1), now: at(NOW) }
    );

    let only = |value: i64| {
        let policy = Policy::parse(&ipld!([["==", ".out.ok", value]])).unwrap();
        let proof = signed(base().with_policy(policy), &executor);
        on_behalf(&executor, &delegate, &[&proof])
    };
    only(42).unwrap();
    assert_eq!(
        proof_rule(only(43)),
        ProofRule::Policy(PolicyFailure::Unsatisfied { statement: [0].into() })
    );
}

#[test]
fn expiry_does_not_undo_an_attestation() {
    let executor = party(1);
    let receipt = attestation().with_expiration(at(NOW + 10)).sign(&executor.key).unwrap();
    let later = Receipt::accept(&sent(&receipt), &Proofs::new(), &exactly(NOW + 1000)).unwrap();
    assert_eq!(later.expiration(), Some(at(NOW + 10)));
}

#[test]
fn what_stands_beside_a_result_is_kept_one_by_one() {
    let executor = party(1);
    let base = ReceiptMeta::default;
    for (meta, written) in [
        (base(), None),
        (base().with_fault(), Some(ipld!({ "ipvm/fault": true }))),
        (base().with_resolved(Some(link("r"))), Some(ipld!({ "ipvm/resolved": link("r") }))),
        (base().with_computation(Some(link("c"))), Some(ipld!({ "ipvm/computation": link("c") }))),
        (base().with_from(link("f")), Some(ipld!({ "ipvm/from": link("f") }))),
        (base().with_fuel(Some(0)), Some(ipld!({ "ipvm/fuel": 0 }))),
        (base().with_secret(true), Some(ipld!({ "ipvm/secret": true }))),
        (base().with_secret(false), None),
        (base().with_settles(link("s")), Some(ipld!({ "ipvm/settles": link("s") }))),
        (base().with_resolved(None).with_computation(None).with_fuel(None), None),
    ] {
        let receipt = attestation().with_meta(meta.clone()).sign(&executor.key).unwrap();
        let sent = sent(&receipt);
        assert_eq!(sent.payload().meta().cloned().map(Ipld::Map), written);
        assert_eq!(accept(&sent).unwrap().meta(), &meta);
    }
}

fn with_meta(entries: Ipld) -> Result<ReceiptMeta, ReceiptError> {
    let executor = party(1);
    let Ipld::Map(meta) = entries else { panic!("meta is a map") };
    let meta: Meta = meta;
    let invocation = by_hand(&executor, good_args()).with_meta(meta);
    accept(&verified(invocation, &executor)).map(|receipt| receipt.meta().clone())
}

#[test]
fn what_others_say_beside_a_result_is_theirs() {
    let meta = ipld!({
        "fault": true,
        "ipvm/faulty": 1,
        "ipvm/Fault": true,
        "other/fuel": "much",
        "ipvm/fuel": 3,
    });
    assert_eq!(with_meta(meta), Ok(ReceiptMeta::default().with_fuel(Some(3))));
    assert_eq!(with_meta(ipld!({})), Ok(ReceiptMeta::default()));
}

#[test]
fn a_malformed_mark_of_ours_refuses_the_receipt() {
    let refused = |meta: Ipld| match with_meta(meta).expect_err("no receipt") {
        ReceiptError::Field(FieldError { field, rule, .. }) => (field, rule),
        other => panic!("{other:?}"),
    };
    let value = |expected| FieldRule::Value { expected };
    for key in ["ipvm/fault", "ipvm/secret"] {
        for flag in [ipld!(false), ipld!(1), ipld!(null), ipld!("true")] {
            let meta = Ipld::Map([(key.into(), flag)].into());
            assert_eq!(refused(meta), (key.into(), value("true")));
        }
    }
    for fuel in [ipld!(-1), ipld!(1.0), ipld!(null), ipld!("1")] {
        assert_eq!(
            refused(ipld!({ "ipvm/fuel": fuel })),
            ("ipvm/fuel".into(), value("an integer of 64 bits"))
        );
    }
    for name in ["ipvm/resolved", "ipvm/computation", "ipvm/from", "ipvm/settles"] {
        let meta = Ipld::Map([(name.into(), ipld!("a link"))].into());
        let rule = FieldRule::Kind { expected: "link", found: "string" };
        assert_eq!(refused(meta), (name.into(), rule));
    }
}

#[test]
fn a_result_may_have_the_form_of_a_promise() {
    // It is data here, and refused where it would be put in place of another.
    let value = ipld!({ "await/ok": link("task") });
    let executor = party(1);
    let receipt = Attestation::new(link("task"), Outcome::Ok(value.clone()), at(NOW))
        .sign(&executor.key)
        .unwrap();
    assert_eq!(accept(&sent(&receipt)).unwrap().outcome(), &Outcome::Ok(value));
}

#[test]
fn what_was_believed_is_read_again_and_nothing_else() {
    use ucan_invocation::{RecallError, Vouched};

    let executor = party(1);
    let one = attestation().with_meta(ReceiptMeta::default().with_fuel(Some(1)));
    let one = one.sign(&executor.key).unwrap();
    let other = attestation().sign(&executor.key).unwrap();
    let vouched: Vouched = one.vouch();
    assert_eq!(vouched.cid(), *one.cid());
    let again = Receipt::recall(one.block().clone(), &vouched).unwrap();
    let said = |receipt: &Receipt| {
        let shown = (receipt.executor().clone(), receipt.issuer().clone(), *receipt.ran());
        let meta = (receipt.meta().clone(), receipt.issued_at(), receipt.expiration());
        (shown, receipt.outcome().clone(), meta)
    };
    assert_eq!(said(&again), said(&one));
    let refused = Receipt::recall(other.block().clone(), &vouched).unwrap_err();
    assert_eq!(refused, RecallError::Another { expected: *one.cid(), found: *other.cid() });
}
